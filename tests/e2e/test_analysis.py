"""One case from frame to a second version: two browsers and a phone, both writing at once, the power gone in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from kit.analysis import Analysis
from kit.store import Store, open_store
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NOTEBOOK = "pedagogisk-analyse"
PROBLEM = "I storefri står fire til seks elever på 3. trinn uten noen å leke med, de fleste dager."
GOAL = "Alle elever på 3. trinn har noen å være sammen med i storefri, minst fire av fem dager."
KNOWN = "Vi talte i tre uker. Det er som regel de samme fire."
WORKS = "På onsdager, når lekegruppene går, er ingen alene."
CARDS = (
    ("kontekst", "Få aktiviteter som tåler at noen kommer til underveis", "Observert tre dager"),
    ("aktør", "Tør ikke spørre om å få være med", "Elevsamtaler, 4 av 6"),
    ("individ", "Trenger lengre tid på å lese lek", "Kontaktlærer"),
)
PHONE = "Regler for ballbingen lages av de eldste"
MEASURE = "Voksenstartet lek de første ti minuttene"
LOG = "Begynte med sisten og paradis. Alle fire var med to av tre dager."
REASON = "Torsdag og fredag er det fortsatt to som er alene."


@pytest.fixture
def pair(chromium: Any) -> Iterator[tuple[Any, Any]]:
    """Two laptops: browsers that share nothing."""
    contexts = [
        chromium.new_context(viewport={"width": w, "height": h}) for w, h in ((1366, 768), (1920, 1080))
    ]
    yield tuple(c.new_page() for c in contexts)  # type: ignore[misc]
    for context in contexts:
        context.close()


def state(store: Store) -> Analysis:
    return store.analysis_state(store.analyses()[0])


def go(page: Any, step: str) -> None:
    page.get_by_role("navigation", name="Stegene i analysen").get_by_role("button", name=step).click()


def wait(page: Any, label: str, value: str) -> None:
    """Until the field shows what the other one wrote: within a second, with some room for a busy machine."""
    field = page.get_by_label(label, exact=True).first
    for _try in range(60):
        if field.input_value() == value:
            return
        page.wait_for_timeout(100)
    assert field.input_value() == value


def press(page: Any, name: str, **more: Any) -> None:
    page.get_by_role("button", name=name, **more).first.click()


def both_type(one: tuple[Any, str, str], two: tuple[Any, str, str]) -> None:
    """Letter by letter, in turns."""
    for page, label, _text in (one, two):
        page.get_by_label(label, exact=True).first.focus()
    longest = max(len(one[2]), len(two[2]))
    for i in range(0, longest, 7):
        for page, _label, text in (one, two):
            if text[i : i + 7]:
                page.keyboard.type(text[i : i + 7], delay=5)


def test_a_case_in_eight_steps(
    program: Callable[..., Program], pair: tuple[Any, Any], phone: Any, tmp_path: Path
) -> None:
    kit = program()
    store = open_store(kit.url)
    a, b = pair

    # frame: two fields at once
    a.goto(kit.notebook(NOTEBOOK))
    a.get_by_role("button", name="Ny analyse").click(timeout=60_000)
    a.get_by_label("Hva saken heter").fill("Storefri på 3. trinn")
    a.get_by_label("Enhet").fill("Bjørkåsen skole")
    press(a, "Lag analysen")
    a.get_by_label("Møteleder").wait_for()
    a.wait_for_function("location.search.includes('analyse=')")
    analysis = state(store).id
    b.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&steg=ramme"))
    b.get_by_label("Tidtaker").wait_for(timeout=60_000)
    both_type((a, "Møteleder", "Teamleder på 3. trinn"), (b, "Tidtaker", "Kontaktlærer"))
    wait(b, "Møteleder", "Teamleder på 3. trinn")
    wait(a, "Tidtaker", "Kontaktlærer")

    # problem and goal, side by side; the check comes while it is being written
    press(a, "Videre til Problem")
    go(b, "Mål")
    a.get_by_label("Problem", exact=True).fill("Fire elever er alene ute fordi de voksne ikke følger med")
    a.locator(".fs-asks", has_text="fordi de voksne ikke følger med").wait_for()
    a.get_by_label("Problem", exact=True).fill("")
    both_type((a, "Problem", PROBLEM), (b, "Mål", GOAL))
    wait(b, "Problem", PROBLEM)
    wait(a, "Mål", GOAL)
    press(b, "3 uker")
    a.get_by_text("Har en dato.").wait_for()

    # information: two in the same field keep both texts
    press(a, "Videre til Informasjon")
    go(b, "Informasjon")
    b.get_by_label("Dette vet vi").wait_for()
    both_type(
        (a, "Dette vet vi", "Vi talte i tre uker."), (b, "Dette vet vi", "Det er som regel de samme fire.")
    )
    a.get_by_text("To skrev her samtidig").wait_for()
    b.get_by_text("To skrev her samtidig").wait_for()
    b.get_by_label("Dette fungerer allerede").focus()
    press(a, "Behold begge")
    b.get_by_text("To skrev her samtidig").wait_for(state="detached")
    known = state(store).text("informasjon", "vet")
    assert "Vi talte i tre uker." in known
    assert "Det er som regel de samme fire." in known
    a.get_by_label("Dette vet vi").fill(KNOWN)

    # the power goes while both write
    press(a, "Nytt spørsmål")
    a.get_by_label("Dette trenger vi å vite").fill("Hva skal til for å bli med, slik elevene ser det?")
    a.get_by_label("Fra hvem").fill("Seks elever")
    b.get_by_label("Dette fungerer allerede").focus()
    b.keyboard.type(WORKS, delay=2)
    kit.kill()
    a.get_by_label("Hvordan", exact=True).fill("Samtale")
    store.close()
    kit.start()
    store = open_store(kit.url)
    for page in (a, b):
        page.reload()
        page.get_by_label("Dette fungerer allerede").wait_for(timeout=60_000)
    wait(a, "Dette fungerer allerede", WORKS)
    wait(b, "Dette vet vi", KNOWN)
    wait(b, "Hvordan", "Samtale")
    wait(b, "Fra hvem", "Seks elever")
    assert not state(store).conflicts

    # factors from the screens and from a phone
    press(a, "Videre til Analyse")
    go(b, "Analyse")
    press(a, "Ny faktor")
    for perspective, text, evidence in CARDS:
        a.get_by_label(perspective, exact=True).check()
        a.get_by_label("Faktor", exact=True).fill(text)
        a.get_by_label("Hvordan vet vi det?").fill(evidence)
        press(a, "Legg til kortet")
        b.get_by_role("button", name=f"Åpne kortet {text}").wait_for()
        a.wait_for_function("document.querySelector('#fs-nf').value === ''")
    press(a, "Skriver kort")
    phone.goto(f"{kit.base}/delta/{store.code(analysis)}")
    phone.get_by_text("Hva holder problemet ved like?").wait_for()
    phone.locator("textarea").first.fill(PHONE)
    phone.get_by_role("button", name="Send svaret").click()
    phone.get_by_text("Svaret er lagret").wait_for()
    for page in (a, b):
        page.get_by_role("button", name=f"Åpne kortet {PHONE}").wait_for()
    press(b, "Stemmer")
    phone.get_by_text("Hvilke faktorer betyr mest?").wait_for()
    more = phone.locator("#fields [data-fs=more]")
    more.first.click()
    more.first.click()
    phone.get_by_role("button", name="Send svaret").click()
    phone.get_by_text("Svaret er lagret").wait_for()
    a.get_by_role("button", name=re.compile("Gi en stemme til .* som har 2")).wait_for()
    press(a, f"Gi en stemme til {PHONE}")
    for text in (CARDS[0][1], PHONE):
        press(b, f"Åpne kortet {text}")
        press(b, "Velg denne")
        b.get_by_role("button", name="Ikke arbeid med denne nå").first.wait_for()
        press(b, f"Åpne kortet {text}")
    assert {f.text for f in state(store).selected} == {CARDS[0][1], PHONE}

    # measures
    press(a, "Analysen er ferdig, videre til Tiltak")
    go(b, "Tiltak")
    press(a, "Nytt tiltak")
    a.get_by_label("Hva skal vi gjøre?").fill(MEASURE)
    a.get_by_label(CARDS[0][1]).check()
    press(a, "Legg til tiltaket")
    a.get_by_label("Ansvarlig", exact=True).fill("Miljøterapeut")
    a.get_by_label("Start", exact=True).fill("2026-11-16")
    a.get_by_label("Evaluering", exact=True).fill("2026-12-04")
    a.get_by_label("Vi merker det ved").fill("Færre enn to står alene")
    b.get_by_role("cell", name="Færre enn to står alene").wait_for()
    b.get_by_text("Mangler tiltak").wait_for()

    # carried out, evaluated, revised
    press(a, "Videre til Gjennomføring")
    press(a, "Nytt notat")
    a.get_by_label("Dette gjorde og så vi").fill(LOG)
    press(a, "Videre til Evaluering")
    press(a, "delvis")
    press(a, "justere")
    a.get_by_label("Hvorfor?").first.fill(REASON)
    press(a, "Videre til Revidering")
    a.get_by_label("Hva vil dere se på en gang til, og hvorfor?").fill("Hva er annerledes torsdag og fredag?")
    a.get_by_label("Fra hvilket steg?").select_option(label="Analyse")
    press(a, "Åpne versjon 2")
    a.get_by_text("Versjon 2 er åpnet.").wait_for()
    go(b, "Problem")
    b.get_by_label("Problem", exact=True).fill("Torsdag og fredag står to elever uten noen å leke med.")
    b.get_by_label("Mål", exact=True).focus()
    b.get_by_text(re.compile("Lagret")).first.wait_for()
    for _try in range(40):
        if state(store).problem.startswith("Torsdag"):
            break
        b.wait_for_timeout(100)
    press(b, "Tidligere versjoner")
    press(b, "Les versjon 1")
    b.get_by_text("Versjon 1, slik den var").wait_for()
    b.get_by_text(PROBLEM).first.wait_for()
    press(b, "Tilbake til versjon 2")
    wait(b, "Problem", "Torsdag og fredag står to elever uten noen å leke med.")

    # the document says what was written
    with b.expect_download() as waiting:
        press(b, "Last ned Word")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    document = Document(str(file))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    text = "\n".join([p.text for p in document.paragraphs] + cells)
    wanted = (
        GOAL,
        KNOWN,
        WORKS,
        PHONE,
        MEASURE,
        LOG,
        REASON,
        "Torsdag og fredag står to elever uten noen å leke med.",
        "Hva er annerledes torsdag og fredag?",
        "Hva skal til for å bli med, slik elevene ser det?",
        "Færre enn to står alene",
        "16.11.2026",
        "4.12.2026",
        "delvis nådd",
        "justere",
        "Miljøterapeut",
        "Teamleder på 3. trinn",
        "Kontaktlærer",
        "Seks elever",
        "Samtale",
    )
    assert [w for w in (*wanted, *(c[1] for c in CARDS)) if w not in text] == []
    assert document.inline_shapes
    store.close()
