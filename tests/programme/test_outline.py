"""Every item of the programme document is in the kit, under an id that stays the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from kit.programme import Programme, programme

# By hand from the programme document, chapter by chapter: the id, and a word that its text must hold.
OUTLINE: dict[str, dict[str, str]] = {
    "1.1 formål og rammer": {
        "f1": "statlig",
        "f2a": "fremme",
        "f2b": "forebygge",
        "f3": "inkluderende",
        "f4": "lek, fag",
        "f5": "hører til",
        "f6a": "Eier",
        "f6b": "Styrer og rektor",
        "f7": "PPT, BUP og barnevern",
        "f8": "Barn og foreldre",
        "f9": "Ansvaret",
        "ansvar-udir": "nasjonale fagdager",
        "ansvar-rekruttering": "inviterer",
        "ansvar-lms": "lokale fagdager",
        "ansvar-veiledningsteam": "veiledning",
    },
    "1.2 bakgrunn": {
        "b1": "på alvor",
        "b2": "Elevundersøkelsen",
        "b3": "10 prosent",
        "b4": "90 prosent",
        "b5": "barnehagemyndighet",
        "b6": "forskjeller",
        "b7": "direkte støtte",
        "b8": "2013",
        "b9": "organisasjonsutvikling",
        "b10": "holdninger",
        "b11": "gruppa",
        "b12": "barnekonvensjonen",
        "tall-mobbing": "mobbing",
        "tall-trives": "trives",
        "tall-mistrives": "mistrives",
    },
    "1.3 erfaringer": {
        "ev1": "NOVA, NTNU og Fafo",
        "ev2": "pilotfasen",
        "ev3": "fire områder",
        "ev4": "Djupedal",
        "ev5": "PPT",
        "ev6": "pulje 4",
        "ev7": "pulje 9",
    },
    "2 mål": {
        "d1": "tidlig innsats",
        "d2": "deler",
        "d3": "varer",
        "d4": "avdekke",
        "d5": "involvert",
        "d6": "PPT",
    },
    "3.1 sammenheng": {"s1-1": "tilskudd", "s1-2": "helhet", "s1-3": "tilpasses", "s1-4": "tid"},
    "3.2 forankring": {
        "s2-1": "oppslutning|slutter",
        "s2-2": "klagesaker",
        "s2-3": "kartlegger",
        "s2-4": "forstår",
        "s2-5": "bevaringsområder",
        "s2-6": "tidlig",
    },
    "3.3 framdrift": {
        "s3-1": "veilederne",
        "s3-2": "styringsgruppa",
        "s3-3": "Hele personalet",
        "s3-4": "mål for egen enhet",
        "s3-5": "plan for arbeidet",
        "s3-5a": "behovene",
        "s3-5b": "kommunens",
        "s3-5c": "jevnlig",
        "s3-6": "hovedansvaret",
        "s3-7": "daglige driften",
        "s3-8": "semester",
    },
    "3.4 tid og ressurser": {"s4-1": "ressurser", "s4-2": "eier", "s4-3": "kjernekomponentene"},
    "4 organisering": {
        "o1": "hovedtema",
        "o2": "praktisk trening",
        "o3": "ett semester",
        "nasjonale-fagdager": "to dager",
        "fagsamling": "Alle ansatte",
        "veiledning-pa-stedet": "to måneder",
        "veiledning-digital": "én til to",
        "veiledning-leder": "Styrer og rektor",
        "styringsgruppemote": "digitalt",
        "eiermote": "eier",
        "mellomarbeid": "litteratur",
        "n1": "Oppstart",
        "n2": "Første",
        "n3": "Andre",
        "n4": "Tredje",
        "n5": "Fjerde",
    },
    "5.0 gjennomgående tema": {
        "regelverkskompetanse": "regelverket",
        "medvirkning": "elever",
        "foreldresamarbeid": "Foreldrene",
        "laget-rundt": "PPT",
        "kapasitetsbygging": "kompetanse, erfaring, motivasjon og verdier",
    },
    "5.1 tema 1": {
        "t1-k1": "hverdagspraksisen",
        "t1-k2": "psykososialt",
        "t1-k3": "trives",
        "t1-e1": "autoritativ",
        "t1-e2": "vennskap",
        "t1-e3": "følge med, gripe inn og melde fra",
    },
    "5.2 tema 2": {
        "t2-k1": "Lovverket",
        "t2-k2": "kapittel VIII",
        "t2-k3": "handlingsplanene",
        "t2-k4": "observerer",
        "t2-k5": "systemet",
        "t2-k6": "krenket",
        "t2-k7": "stoppes",
        "t2-e1": "risiko",
        "t2-e2": "dokumentere",
        "t2-e3": "verktøy",
    },
    "5.3 tema 3": {
        "t3-k1": "rutiner og planer",
        "t3-k2": "visjoner",
        "t3-k3": "Roland & Ertesvåg",
        "t3-e1": "rutinene",
        "t3-e2": "årshjul",
        "t3-e3": "Pedagogisk analyse",
        "t3-e4": "trygt å si fra",
        "t3-e5": "vikarer",
        "t3-e6": "på tvers",
    },
    "5.4 tema 4": {
        "t4-k1": "positiv kultur",
        "t4-k2": "høre til",
        "t4-k3": "SFO",
        "t4-k4": "motivasjon, kompetanse, holdninger og verdier",
        "t4-k5": "utestenging",
        "t4-k6": "betyr noe",
        "t4-k7": "relasjoner",
        "t4-e1": "fellesskapende didaktikk",
        "t4-e2": "normer",
        "t4-e3": "God start",
        "t4-e4": "God start",
        "t4-e4-o1": "hjemmet",
        "t4-e4-o2": "innad",
        "t4-e4-o3": "mellom barnehage og skole",
        "t4-e4-o4": "ungdomsskolen",
        "t4-e4-o5": "videregående",
    },
    "6 aktører": {
        "eier": "",
        "eier-1": "styringsgruppa",
        "eier-2": "pådriver",
        "eier-3": "innlede",
        "eier-4": "veiledningsmøter",
        "eier-5": "nasjonale",
        "eier-6": "PPT",
        "styringsgruppe": "",
        "styringsgruppe-1": "planlegging og evaluering",
        "styringsgruppe-2": "framdrift",
        "styringsgruppe-3": "tema",
        "styringsgruppe-4": "fagsamlinger",
        "styringsgruppe-s1": "statsforvalteren",
        "styringsgruppe-s2": "helsesykepleier",
        "styringsgruppe-s3": "private",
        "styrer-rektor": "",
        "styrer-rektor-1": "arbeidsgruppe",
        "styrer-rektor-2": "motiverer",
        "styrer-rektor-3": "framdriftsplan",
        "styrer-rektor-4": "mellomarbeidet",
        "styrer-rektor-5": "veiledningsgrunnlag og saksliste",
        "styrer-rektor-6": "referat",
        "styrer-rektor-7": "foreldre",
        "arbeidsgruppe": "tillit",
        "arbeidsgruppe-1": "Planlegger",
        "arbeidsgruppe-2": "endringsvilje",
        "arbeidsgruppe-3": "fra tanke til atferd",
        "arbeidsgruppe-4": "mellomarbeidet",
        "arbeidsgruppe-5": "tiltakene",
        "arbeidsgruppe-6": "14. dag",
        "arbeidsgruppe-s1": "pedagogiske lederne",
        "arbeidsgruppe-s2": "SFO-leder",
        "arbeidsgruppe-s3": "PPT",
        "ppt": "ressursperson",
        "ppt-1": "invitert",
        "ppt-2": "støtte",
        "ppt-3": "refleksjon",
        "ppt-4": "kartlegginger",
        "ppt-5": "autoritativ",
        "ppt-6": "varig støtte",
        "ppt-7": "nye ansatte",
        "ansatte": "",
        "ansatte-1": "alle fire semestrene",
        "ansatte-2": "tilbakemeldinger",
        "ansatte-3": "værende",
        "barn-og-elever": "",
        "barn-og-elever-1": "første dag",
        "barn-og-elever-2": "alderen",
        "barn-og-elever-3": "elevrådet",
        "foreldre": "viktige",
        "foreldre-1": "alle semestrene",
        "foreldre-2": "SU og FAU",
        "udir": "Utdanningsdirektoratet",
        "statsforvalter": "Statsforvalteren",
        "laringsmiljosenteret": "Læringsmiljøsenteret",
        "veiledere": "Veiledningsteamene",
        "barnehagemyndighet": "Barnehagemyndigheten",
        "helse": "skolehelsetjenesten",
        "bup": "BUP",
        "barnevern": "Barnevern",
    },
    "uklart": {
        "u1": "§ 10-12",
        "u2": "todagerssamlinger",
        "u3": "to lister",
        "u4": "14. dag",
        "u5": "hvilket tema",
        "u6": "tre av delpliktene",
        "u7": "framdrift",
    },
}


def items(known: Programme) -> Iterator[tuple[str, str]]:
    """(id, everything it says) for each item of the programme."""
    for theme in known.themes.values():
        for emphasis in theme.emphasis:
            yield emphasis.id, emphasis.text
            yield from ((t.id, t.text) for t in emphasis.transitions)
        yield from ((p.id, p.text) for p in theme.core_points)
    for actor in known.actors:
        yield actor.id, actor.text
        yield from ((p.id, p.text) for p in (*actor.tasks, *actor.composition))
    for meeting in known.organisation.meetings:
        yield meeting.id, " ".join((meeting.title, meeting.who, meeting.text, meeting.frequency))
    for criterion in known.success:
        yield from ((p.id, p.text) for p in criterion.points)
    yield from ((d.id, d.title) for d in known.organisation.national_dates)
    for points in (
        known.purpose_points,
        known.responsibilities,
        known.background,
        known.figures,
        known.evaluations,
        known.subgoals,
        known.strands,
        known.unclear,
        known.organisation.principles,
        known.other_actors,
    ):
        yield from ((p.id, p.text) for p in points)


@pytest.mark.parametrize("chapter", OUTLINE)
def test_nothing_of_the_chapter_is_missing(chapter: str) -> None:
    found = dict(items(programme()))
    wanted = OUTLINE[chapter]
    assert sorted(set(wanted) - set(found)) == []
    lost = {i: found[i] for i, word in wanted.items() if not any(w in found[i] for w in word.split("|"))}
    assert lost == {}


def test_nothing_is_there_that_the_outline_does_not_have() -> None:
    ids = [i for i, _ in items(programme())]
    assert len(ids) == len(set(ids))
    assert set(ids) == {i for chapter in OUTLINE.values() for i in chapter}


def test_figures_and_background_name_their_sources() -> None:
    known = programme()
    assert {f.id: (f.value, f.unit, f.source) for f in known.figures} == {
        "tall-mobbing": (10, "prosent", "Wendelborg (2024)"),
        "tall-trives": (90, "prosent", "Moser et al. (2025)"),
        "tall-mistrives": (10, "prosent", "Moser et al. (2025)"),
    }
    evaluated = next(e for e in known.evaluations if e.id == "ev1")
    assert evaluated.sources == (
        "Seeberg et al. (2015)",
        "Wendelborg et al. (2018)",
        "Bjørnset et al. (2020)",
    )


def test_four_success_criteria() -> None:
    assert [c.title for c in programme().success] == [
        "Sammenheng med annet utviklingsarbeid",
        "Forankring",
        "Framdrift",
        "Tid og ressurser",
    ]


def test_how_often_per_semester() -> None:
    assert {m.id: m.times for m in programme().organisation.meetings if m.times} == {
        "fagsamling": (1, 1),
        "veiledning-pa-stedet": (2, 2),
        "veiledning-digital": (1, 2),
        "veiledning-leder": (1, 1),
        "styringsgruppemote": (2, 2),
        "eiermote": (1, 1),
    }


def test_national_dates() -> None:
    dates = programme().organisation.national_dates
    assert [(d.start, d.end) for d in dates] == [
        (dt.date(2025, 4, 24), dt.date(2025, 4, 24)),
        (dt.date(2025, 9, 23), dt.date(2025, 9, 24)),
        (dt.date(2026, 1, 28), dt.date(2026, 1, 29)),
        (dt.date(2026, 9, 16), dt.date(2026, 9, 17)),
        (dt.date(2027, 1, 27), dt.date(2027, 1, 28)),
    ]
    assert [d.form for d in dates] == ["fysisk", "fysisk", "digital", "digital", "digital"]


def test_eight_actors_and_who_is_meant_by_an_audience() -> None:
    actors = programme().actors
    assert [a.number for a in actors] == list(range(1, 9))
    assert {a for actor in actors for a in actor.audience} == {
        "alle-ansatte",
        "ledere",
        "arbeidsgruppe",
        "ppt",
        "foreldre",
        "elever",
        "barn-med-voksen",
    }


def test_what_is_unclear_is_said_where_it_matters() -> None:
    known = programme()
    ids = {i for i, _ in items(known)} | set(known.law) | {c.id for c in known.success}
    assert {i for u in known.unclear for i in u.refers_to} <= ids
    notes = {m.id: m.note for m in known.organisation.meetings}
    assert "én dato" in notes["nasjonale-fagdager"]
    assert "14. dag" in notes["mellomarbeid"]
    assert known.strand("kapasitetsbygging").note
    assert known.themes[4].core_points[3].note
    assert known.law["opl-10-12"].note
    assert "tre av delpliktene" in known.themes[1].law_note


def test_law_says_whether_it_has_been_checked_and_speaks_to_each_kind_of_unit() -> None:
    known = programme()
    assert known.law["opl-12-4"].status == "ikke kontrollert mot Lovdata"
    checked = known.law["opl-12-4"].model_copy(update={"checked": dt.date(2026, 11, 12)})
    assert checked.status == "sist kontrollert mot Lovdata torsdag 12. november 2026"
    assert "SFO" in known.law["opl-12-4"].text_for("sfo")
    assert known.law["opl-12-4"].text_for("skole") == known.law["opl-12-4"].text
    assert all(a.duties for a in known.law.values() if a.paragraph)
