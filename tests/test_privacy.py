"""Personal data in text, and small groups."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import privacy


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in privacy.findings(text)]


@pytest.mark.parametrize(
    "number",
    [
        "01019012345",
        "010190 12345",
        "010190-12345",
        "01.01.90 12345",
        "01 01 90 123 45",
        "41019012345",  # D-number
        "01419012345",  # H-number
        "01819012345",  # Tenor
        "01669012345",  # Nav
        "290200\u00a012345",
    ],
)
def test_national_identity_numbers(number: str) -> None:
    assert found(f"Barnet ({number}) er nevnt") == [("national_id", number)]


@pytest.mark.parametrize(
    "number",
    [
        "41234567",
        "22334455",
        "22 33 44 55",
        "22.33.44.55",
        "412 34 567",
        "412\u00a034\u00a0567",
        "4123 4567",
        "+47 41234567",
        "+47 22 33 44 55",
        "+4741234567",
        "0047 412 34 567",
        "47 22 33 44 55",
        "+46 70 123 45 67",
    ],
)
def test_phone_numbers(number: str) -> None:
    assert found(f"Ring {number}, så svarer vi") == [("phone", number)]
    assert privacy.held_back(f"tlf:{number}.")


@pytest.mark.parametrize(
    "address",
    ["kari@skole.no", "Kari.Ås-Berg+x@skole.kommune.no", "kari (at) skole.no", "kari [AT] skole.no"],
)
def test_email_addresses(address: str) -> None:
    assert found(f"Skriv til {address}.") == [("email", address)]


@pytest.mark.parametrize(
    "text",
    [
        "Vi begynte i 2024, og igjen 2025 2026",
        "2024-2025 og 2025–2026",
        "24.12.2026 kl. 09.40-10.30",
        "20261224",
        "24122026",
        "12345678",
        "02345678",
        "5.-7. trinn, 8B og 10. klasse",
        "1 2 3 4 5 6 7 8",
        "ring 116 111 eller 113",
        "konto 1234 56 78903",
        "organisasjonsnummer 912 345 678",
        "99999999999",
        "3,14159265",
        "@skole og #trivsel",
        "a@b",
        "§ 12-4 og § 41",
        "",
    ],
)
def test_what_is_no_finding(text: str) -> None:
    assert found(text) == []
    assert not privacy.held_back(text)
    assert privacy.reason(text) == ""


def test_reasons_are_sentences() -> None:
    assert privacy.reason("41234567") == "Ser ut som et telefonnummer. Vises ikke før dere har sett på det."
    assert privacy.reason("a@b.no 41234567 010190 12345").startswith(
        "Ser ut som en e-postadresse, et telefonnummer og et fødselsnummer."
    )


@given(st.text(st.characters() | st.sampled_from("0123456789 .-+@()")))
def test_findings_are_ordered_and_apart(text: str) -> None:
    spans = [(f.start, f.end) for f in privacy.findings(text)]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))


def test_long_text_is_read_quickly() -> None:
    for piece in ("a", "1 ", "+", "1.", "a.", "(", "a@"):
        privacy.findings(piece * 50_000)


# --- small groups ------------------------------------------------------------------------------


def test_cells_of_one_to_four_are_masked() -> None:
    assert [privacy.masked(n) for n in (0, 1, 4, 5, 12)] == ["–", "under 5", "under 5", 5, 12]
    table = pd.DataFrame({"Valg": ["a", "b"], "Svar": [3, 7], "Andel": [30, 70]})
    assert privacy.protect(table, ["Svar"]).to_numpy().tolist() == [["a", "under 5", 30], ["b", 7, 70]]
    assert list(table["Svar"]) == [3, 7]


def answers(**kinds: int) -> pd.DataFrame:
    rows = [
        {"key": f"{kind}{i}", "unit_kind": kind, "unit": f"u-{kind}", "unit_name": f"Enhet {kind}"}
        for kind, n in kinds.items()
        for i in range(n)
    ]
    return pd.DataFrame(rows, columns=["key", "unit_kind", "unit", "unit_name"])


def test_groups_are_split_by_kind_in_a_fixed_order_and_mixed_tables_are_left_out() -> None:
    split = privacy.split_parts(answers(sfo=1, mixed=2, barnehage=3), "unit_kind", "group")
    assert [(p.label, p.n, len(p.frame)) for p in split.parts] == [("barnehage", 3, 3), ("SFO", 1, 1)]
    assert (split.left_out, split.mixed) == ([], 2)
    assert split.sentence() == "2 svar fra bord med flere enheter er ikke med i delingen."


def test_small_parts_are_left_out_where_persons_answer() -> None:
    split = privacy.split_parts(answers(sfo=4, skole=5), "unit_kind", "person")
    assert [(p.label, p.n) for p in split.parts] == [("skole", 5)]
    assert split.left_out == ["SFO"]
    assert split.sentence() == "SFO har under 5 svar og vises ikke alene."
    assert (
        privacy.left_out_sentence(["SFO", "skole"])
        == "SFO og skole har under 5 svar hver og vises ikke alene."
    )


def test_units_are_split_by_name() -> None:
    frame = answers(skole=2, barnehage=1, mixed=1)
    frame.loc[frame["unit_kind"] == "mixed", "unit"] = "mixed"
    split = privacy.split_parts(frame, "unit", "group")
    assert [p.label for p in split.parts] == ["Enhet barnehage", "Enhet skole"]
    assert split.mixed == 1


def test_answers_without_a_unit_are_told_and_never_as_a_small_number_of_persons() -> None:
    frame = answers(skole=6)
    frame.loc[0, "unit_kind"] = None
    assert (
        privacy.split_parts(frame, "unit_kind", "group").sentence()
        == "1 svar uten enhet er ikke med i delingen."
    )
    assert privacy.split_parts(frame, "unit_kind", "person").sentence() == (
        "under 5 svar uten enhet er ikke med i delingen."
    )


def test_nothing_to_split() -> None:
    assert privacy.split_parts(answers(), "unit_kind", "person") == privacy.Split()
    assert privacy.Split().sentence() == ""


def test_the_rooms_import_no_pandas_and_no_matplotlib() -> None:
    names = ["open", "points", "grid", "sorting"]
    code = (
        "import sys, kit.privacy\n"
        f"from kit.activities import kind\n[kind(n) for n in {names}]\n"
        "s = kind('open').Settings()\nkind('open').form(s), kind('open').parse(s, {'texts': ['ro']})\n"
        "kit.privacy.held_back('41234567')\n"
        "print([m for m in ('pandas', 'numpy', 'matplotlib', 'snowballstemmer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
