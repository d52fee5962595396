"""One realistic case, invented, from frame to evaluation and a second version."""

from __future__ import annotations

from kit.analysis import changes
from kit.analysis.rows import GOAL
from tests.analysis.helpers import Log, started

FRAME = {
    "niva": "gruppe",
    "dato": "2026-11-12",
    "moteleder": "Teamleder på 3. trinn",
    "tidtaker": "Kontaktlærer",
    "referent": "Kontaktlærer",
    "observator": "Rådgiver fra PPT",
    "deltakere": "Miljøterapeut, SFO-leder og to kontaktlærere",
    "tid": "75",
    "oppsummering": "Vi holdt oss til det vi har sett. Miljøterapeuten snakker med elevene før neste møte.",
    "neste": "2026-11-26",
}
TEXTS = {
    (
        "problem",
        "problem",
    ): "I storefri står fire til seks elever på 3. trinn uten noen å leke med, de fleste dager.",
    ("mal", "mal"): "Alle elever på 3. trinn har noen å være sammen med i storefri, minst fire av fem dager.",
    ("mal", "maldato"): "2026-12-04",
    ("informasjon", "vet"): (
        "Vi talte i tre uker: Mellom fire og seks elever var uten noen å leke med 12 av 15 dager.\n"
        "Det er som regel de samme fire."
    ),
    (
        "informasjon",
        "virker",
    ): "På onsdager, når lekegruppene går, var ingen alene. Det gjelder alle fire ukene vi så på.",
    (
        "evaluering",
        "laert",
    ): "Å spørre er vanskeligere enn vi trodde. Når en voksen begynte, kom de andre av seg selv.",
}
INFORMATION = (
    {
        "question": "Hvor er de fire når de er alene?",
        "whom": "Vi selv",
        "method": "Observasjon",
        "responsible": "Miljøterapeut",
        "due": "2026-11-18",
        "findings": "Langs gjerdet ved ballbingen, og inne i gangen.",
    },
    {
        "question": "Hva skal til for å bli med, slik elevene ser det?",
        "whom": "Seks elever, også noen som ikke er alene",
        "method": "Samtale",
        "responsible": "Kontaktlærere",
        "due": "2026-11-20",
        "findings": "Fire av seks sier at man må ha fått plass før det ringer ut.",
    },
    {
        "question": "Hva forteller elevene hjemme?",
        "whom": "Foresatte",
        "method": "Telefon",
        "responsible": "Kontaktlærere",
    },
)
FACTORS = (
    (
        "f1",
        "kontekst",
        "Få aktiviteter som tåler at noen kommer til underveis",
        "Observert tre dager, uke 45",
        9,
        True,
    ),
    ("f2", "kontekst", "Regler for ballbingen lages av de eldste", "Elevsamtaler, 5 av 6", 8, True),
    ("f3", "kontekst", "To voksne på et stort område", "Vaktplanen", 5, True),
    ("f4", "kontekst", "Lekegruppene på onsdager", "Ingen alene da, 4 av 4 uker", 6, False),
    ("f5", "aktor", "Tør ikke spørre om å få være med", "Elevsamtaler, 4 av 6", 7, True),
    ("f6", "aktor", "Tror plassene i leken er faste", "Elevsamtaler, 2 av 6", 4, False),
    ("f7", "aktor", "De yngste søker gjerne sammen", "Observert", 3, False),
    ("f8", "individ", "Kan få leker fra før", "Samtale med foresatte", 3, False),
    ("f9", "individ", "Trenger lengre tid på å lese lek", "Kontaktlærer", 2, False),
)
DAMPENS = ("f4", "f7")
LINKS = (
    ("f1", "f5", 3),
    ("f2", "f5", 2),
    ("f2", "f6", 2),
    ("f3", "f2", 1),
    ("f4", "f7", 1),
    ("f8", "f5", 1),
    ("f9", "f6", 1),
)
MEASURES = (
    ("m1", "Voksenstartet lek de første ti minuttene", ("f1", "f5"), "gruppe", "Miljøterapeut", "2026-11-16", "2026-12-04", "Færre enn to står alene"),
    ("m2", "Felles regler for ballbingen, laget i klassemøtet", ("f2",), "system", "Elevrådskontakt", "2026-11-23", "2026-12-18", "3. trinn bruker bingen minst to dager i uka"),
    ("m3", "Øve på å spørre, og på å si ja", ("f5",), "gruppe", "Kontaktlærer", "2026-11-19", "2026-12-04", "Elevene forteller at de blir med"),
)  # fmt: skip
LOG = (
    ("2026-11-18", "Begynte med sisten og paradis. Alle fire var med to av tre dager.", "m1"),
    ("2026-11-25", "Klassemøtet laget fem regler for bingen. De henger på døra.", "m2"),
)
EVALUATIONS = (
    (
        GOAL,
        "partly",
        "adjust",
        "Tre av fem dager har alle noen. Torsdag og fredag er det fortsatt to som er alene.",
    ),
    ("m1", "reached", "continue", "Ingen sto alene de dagene en voksen begynte leken."),
    ("m2", "partly", "continue", "Bingen er i bruk én dag i uka for 3. trinn."),
    ("m3", "not", "stop", "Øvingen ble for skolsk. Elevene vil heller ha noe fast å gjøre."),
)


def whole_case(template: str = "lp", *, to_the_end: bool = True) -> Log:
    """The case up to the measures, or to the end with a second version opened."""
    log = started(template, unit="u1", today=None)
    a = lambda: log.state  # noqa: E731
    for name, value in FRAME.items():
        log.add(changes.write_field(a(), "ramme", name, value))
    for (step, name), value in TEXTS.items():
        if a().worksheet.field(step, name) and step != "evaluering":
            log.add(changes.write_field(a(), step, name, value))
    if template != "lp":
        log.add(changes.write_field(a(), "problemstilling", "problemstilling", "Hvem er alene ute, og når?"))
        log.add(changes.write_field(a(), "problemformulering", "problem", TEXTS["problem", "problem"]))
        log.add(changes.write_field(a(), "datainnsamling", "vet", TEXTS["informasjon", "vet"]))
    for i, row in enumerate(INFORMATION):
        log.add(changes.add_row(a(), "information", row, f"i{i}"))
    for row_id, perspective, text, evidence, votes, chosen in FACTORS:
        effect = "dampens" if row_id in DAMPENS else "maintains"
        log.add(changes.add_factor(a(), perspective, text, effect=effect, evidence=evidence, row=row_id))
        log.add(changes.add_dots(a(), "s", row_id, votes))
        if chosen:
            log.add(changes.select(a(), row_id))
    log.add([changes.link(*one) for one in LINKS])
    log.add(changes.open_early(a(), "tiltak", "Foresatte venter svar på foreldremøtet torsdag."))
    for row_id, text, aims, level, who, start, end, noticed in MEASURES:
        values = {"level": level, "responsible": who, "start": start, "evaluate": end, "noticed": noticed}
        log.add(changes.add_measure(a(), text, aims, row_id, **values))
    if not to_the_end:
        return log
    for i, (date, text, measure) in enumerate(LOG):
        log.add(changes.add_row(a(), "log", {"date": date, "text": text, "measure": measure}, f"l{i}"))
    for target, result, next_, reason in EVALUATIONS:
        log.add(changes.evaluate(a(), target, result=result, next=next_, reason=reason))
    log.add(changes.write_field(a(), "evaluering", "laert", TEXTS["evaluering", "laert"]))
    return log


def revised_case() -> Log:
    log = whole_case()
    log.add(changes.revise(log.state, "Torsdag og fredag er annerledes. Vi må vite hvorfor.", "informasjon"))
    return log


def finished_case() -> Log:
    """The whole case with the first part marked as done, so that the second is open."""
    log = whole_case()
    for step in log.state.worksheet.steps:
        if step.part == "analyse":
            log.add(changes.finish_step(log.state, step.id))
    return log
