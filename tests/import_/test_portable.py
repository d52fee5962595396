"""The portable file: what is written comes back, and what is broken gives what is whole, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kit
from kit.export import portable as export
from kit.import_ import portable
from kit.import_.portable import CopyError, read
from kit.sample import finished_sample
from kit.store import Store, open_store
from tests.store.helpers import new_answer, new_gathering

FILES = Path(__file__).parent / "files"  # one file of each version of the format, as it was written then


@pytest.fixture(scope="module")
def sample() -> Store:
    return finished_sample()


@pytest.fixture(scope="module")
def file(sample: Store) -> bytes:
    return export.document(sample, _root(sample))


def _root(sample: Store) -> str:
    found = sample.find("DEMO")
    assert found
    return found


def test_what_is_written_comes_back(sample: Store, file: bytes) -> None:
    found = read(file)
    assert (found.damaged, found.cut) == (0, False)
    copy = sample.copy(_root(sample))
    assert (found.copy.root, found.copy.codes, found.copy.rows) == (copy.root, copy.codes, copy.rows)
    there = open_store("sqlite://")
    there.merge(found.copy)
    name = export.about(there, found.copy.root)
    assert name.file_name == "fagsamling-fjordvik-kommune-tema-3-2026-11-12.fagsamling"
    again = read(export.document(there, found.copy.root)).copy
    assert again.rows == copy.rows


def test_standard_tools_read_it(file: bytes) -> None:
    lines = [json.loads(line) for line in file.decode("utf-8").splitlines()]
    assert lines[0]["format"] == "fagsamling"
    assert {line["type"] for line in lines[1:]} == {"gathering", "entry", "answer"}
    uids = [line["uid"] for line in lines if "uid" in line]
    assert uids == sorted(uids)
    assert "æ" in file.decode()  # readable, not escaped


@pytest.mark.parametrize("path", sorted(FILES.glob("*.fagsamling")), ids=lambda p: p.stem)
def test_a_file_of_each_version_opens(path: Path) -> None:
    found = read(path.read_bytes())
    assert (found.damaged, found.cut, found.title) == (0, False, "Nordvik, tema 3")
    store = open_store("sqlite://")
    merged = store.merge(found.copy)
    assert (merged.entries, merged.answers) == (24, 4)
    g = store.state(found.copy.root)
    assert (g.municipality, len(g.groups), g.stage.open) == ("Nordvik", 3, True)
    analysis = store.analysis_state(store.analyses()[0])
    assert analysis.conflicts == (("field", "1:problem:problem"),)


def test_there_is_a_file_of_each_version() -> None:
    from kit.import_.lines import VERSION

    assert [p.stem for p in sorted(FILES.glob("*.fagsamling"))] == [
        f"version-{n + 1}" for n in range(VERSION)
    ]


# --- cut, damaged, foreign, newer -----------------------------------------------------------------


def test_a_file_that_was_cut_gives_everything_that_is_whole(file: bytes) -> None:
    lines = file.splitlines(keepends=True)
    for kept in (20, len(lines) // 2, len(lines) - 1):
        start = b"".join(lines[:kept])
        found = read(start + lines[kept][: len(lines[kept]) // 2])
        assert found.cut
        assert found.damaged == 0
        assert len(found.copy.rows) == kept - 2
        store = open_store("sqlite://")
        store.merge(found.copy)
        store.state(found.copy.root)
        store.merge(read(file).copy)  # and the whole one later
        assert {r.uid for r in store.copy(found.copy.root).rows} == {r.uid for r in read(file).copy.rows}
    without_its_end = read(file.removesuffix(b"\n"))
    assert (without_its_end.cut, len(without_its_end.copy.rows)) == (False, len(lines) - 2)


@pytest.mark.parametrize(
    "spoilt",
    [
        b"\xff\xfe not text",
        b"{",
        b"[]",
        b'{"type":"unheard of"}',
        b'{"type":"entry","uid":"no"}',
        b"[" * 100_000,
        b'{"type":"entry","uid":"06600fb3961f8000008b399bd93ec5","gathering":"x","kind":"gathering","subject":"",'
        b'"body":{"theme":9},"at":"2026-11-12T08:00:14+00:00","by":""}',
    ],
)
def test_damaged_lines_are_left_out_and_counted(file: bytes, spoilt: bytes) -> None:
    lines = file.splitlines()
    found = read(b"\n".join([*lines[:10], spoilt, *lines[11:], b""]))
    assert (found.damaged, found.cut) == (1, False)
    assert len(found.copy.rows) == len(lines) - 3


def test_a_file_saved_by_an_editor_is_the_same(file: bytes) -> None:
    assert read(b"\xef\xbb\xbf" + file.replace(b"\n", b"\r\n")).copy.rows == read(file).copy.rows


def test_lines_that_come_twice_count_once(file: bytes) -> None:
    lines = file.splitlines(keepends=True)
    found = read(file + b"".join(lines[1:]))
    store = open_store("sqlite://")
    store.merge(found.copy)
    assert len(store.copy(found.copy.root).rows) == len(lines) - 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dette er ikke en kopi av en samling. Velg en fil som slutter på .fagsamling."),
        (b"PK\x03\x04 a zip", "Dette er ikke en kopi av en samling. Velg en fil som slutter på .fagsamling."),
        (b"SQLite format 3\0" + bytes(90), "Dette er ikke en kopi av en samling."),
        (b'{"format":"other"}\n', "Dette er ikke en kopi av en samling."),
        (b'{"format":"fagsamling","version":99,"root":"x"}\n', "laget med en nyere utgave"),
        (b'{"format":"fagsamling","version":1,"root":"x","title":"T"}\n', "Fila er skadet"),
        (b"x" * (portable.LARGEST + 1), "Fila er på 50 megabyte, og grensa er 50."),
    ],
)
def test_what_is_no_copy_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(CopyError, match=sentence):
        read(data)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("gathering", {"theme": 9}),
        ("gathering", {"theme": 1, "date": "yesterday", "municipality": "N", "mode": "group"}),
        ("group", {"unit": 3}),
        ("agenda", {"items": "abc"}),
        ("agenda", {"items": [], "start": "<b>"}),
        ("stage", {"rounds": {"a": "two"}}),
        ("stage", {"timer": {"ends_at": "soon"}}),
        ("activity", {"kind": "unknown", "prompt": "?"}),
        ("activity", {"kind": "scale", "prompt": "?", "settings": []}),
        ("unit", {"name": "N", "kind": "<script>"}),
        ("field", {}),
    ],
)
def test_bodies_that_no_page_could_show_are_left_out(kind: str, body: dict[str, Any]) -> None:
    store = open_store("sqlite://")
    g = store.create_gathering(new_gathering())
    whole = export.document(store, g)
    line = {"type": "entry", "uid": "0" + "f" * 29, "gathering": g, "kind": kind, "subject": "", "body": body}
    bad = json.dumps(line | {"at": "2026-11-12T08:00:14+00:00", "by": ""}).encode()
    found = read(whole + bad + b"\n")
    assert found.damaged == 1
    assert len(found.copy.rows) == len(read(whole).copy.rows)


def test_half_a_letter_from_a_broken_phone_comes_back() -> None:
    store, there = open_store("sqlite://"), open_store("sqlite://")
    g = store.create_gathering(new_gathering())
    store.add_answers([new_answer(g, "halv", answer={"texts": ["ro \ud83d og \0"]})])
    there.merge(read(export.document(store, g)).copy)
    assert there.answers(g)[0].answer == {"texts": ["ro \ud83d og \0"]}


# --- for scripts ----------------------------------------------------------------------------------


def test_a_notebook_opens_the_file(tmp_path: Path, file: bytes) -> None:
    path = tmp_path / "samling.fagsamling"
    path.write_bytes(file)
    gathering = kit.open_gathering(str(path))
    assert gathering.state.municipality == "Fjordvik kommune"
    assert len(gathering.activities()) > 0
    assert kit.open_gathering(path).activities().equals(gathering.activities())
    with pytest.raises(kit.store.StoreError):
        gathering._store.record(gathering.id, "mark", "a:b", {"mark": "bevaring"})
    with pytest.raises(FileNotFoundError):
        kit.open_gathering(str(tmp_path / "borte.fagsamling"))
