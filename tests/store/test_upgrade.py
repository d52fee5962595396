"""Older files are copied and migrated, by one process while the others wait."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kit.store import StoreError, open_store
from kit.store.engine import connect
from kit.store.schema import HEAD, VERSIONS, metadata
from kit.store.state import counting
from tests.store.helpers import ROOT, beside, new_answer, old_file, start_together

FILES = Path(__file__).parent / "files"  # one database of each earlier schema, as the kit of its time left it


def _version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_the_migrations_end_at_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "kit" / "store" / "migrations"))
    config.set_main_option("path_separator", "os")
    steps = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == VERSIONS
    open_store(f"sqlite:///{tmp_path}/new.db").close()
    engine = connect(f"sqlite:///{tmp_path}/new.db")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_an_older_file_is_copied_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "fagsamling.db"
    old_file(path)
    store = open_store(f"sqlite:///{path}", clock=lambda: dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC))
    copy = tmp_path / "fagsamling-0001-2026-11-12.db"
    assert store.backups() == [copy]
    assert (_version(path), _version(copy)) == (HEAD, "0001")
    assert copy.stat().st_mode & 0o077 == 0
    old = store.find("K7M4PA")
    assert old == "old"
    assert store.state("old").municipality == "Nordvik"
    first = store.answers("old")[0]
    assert (first.id, first.answer, first.via) == ("first", {"texts": ["ro"]}, "phone")
    assert store.add_answers([new_answer("old", "second")])[0].revision == 3
    store.close()
    open_store(f"sqlite:///{path}").close()
    assert len(list(tmp_path.glob("*.db"))) == 2  # opening it again copies nothing

    store = open_store(f"sqlite:///{path}")
    store.delete_everything()
    assert store.backups() == []
    assert [p.name for p in tmp_path.glob("*.db")] == ["fagsamling.db"]
    store.close()


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_file_of_each_earlier_schema_opens_with_everything_in_it(tmp_path: Path, version: str) -> None:
    path = tmp_path / "fagsamling.db"
    shutil.copy(FILES / f"schema-{version}.sqlite", path)
    assert _version(path) == version
    store = open_store(f"sqlite:///{path}")
    assert _version(path) == HEAD
    summary = store.gatherings()[0]
    assert (summary.municipality, summary.theme, summary.n_activities, summary.n_groups) == (
        "Nordvik",
        3,
        2,
        3,
    )
    g = store.state(summary.id)
    assert (g.stage.activity, g.stage.open, g.marks) == ("a1", True, {"a1:x": "bevaring"})
    told = [a.answer["texts"][0] for a in counting(store.answers(g.id, "a1", 1), g.mode)]
    assert told == ["Tid til det", "Tid til det", "Å bli spurt"]
    analysis = store.analysis_state(store.analyses()[0])
    assert analysis.title == "Storefri"
    problem = analysis.field("problem", "problem")
    assert [v.value for v in problem.standing] == [
        "Fire elever er alene de fleste dager.",
        "Seks elever er alene.",
    ]
    assert [f.text for f in analysis.factors] == ["To voksne på et stort område"]
    copy = store.copy(g.id)
    assert len({row.uid for row in copy.rows}) == len(copy.rows) == 28
    assert [row.uid for row in copy.rows] == sorted(row.uid for row in copy.rows)
    added = store.add_answers([new_answer(g.id, "second")])[0]
    assert store.copy(g.id).rows[-1].uid > copy.rows[-1].uid
    assert added.revision == store.revision()
    store.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fagsamling.db"
    old_file(path)
    with closing(sqlite3.connect(path)) as raw:  # what the second half of the step wants to make
        raw.execute("CREATE INDEX entry_kind ON entry (kind)")
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{path}")
    assert _version(path) == "0001"
    with closing(sqlite3.connect(path)) as raw:
        assert "via" not in [column[1] for column in raw.execute("PRAGMA table_info(answer)")]
        raw.execute("DROP INDEX entry_kind")
    store = open_store(f"sqlite:///{path}")
    assert len(store.backups()) == 2  # a copy is never written over another
    assert store.answers("old")[0].id == "first"
    store.close()


@pytest.mark.parametrize("kind", ["old", "new"])
def test_five_processes_open_one_file_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "fagsamling.db"
    if kind == "old":
        old_file(path)
    programs = [beside("program_open", f"sqlite:///{path}") for _ in range(5)]
    start_together(programs)
    said = [program.communicate(timeout=60)[0] for program in programs]
    assert said == [f"opened {int(kind == 'old')}\n"] * 5
    assert _version(path) == HEAD
    assert len(list(tmp_path.glob("fagsamling-0001-*.db"))) == int(kind == "old")
    assert not list(tmp_path.glob(".*.part"))


def test_a_newer_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "fagsamling.db"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0099'")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.reason == "newer"
    assert str(caught.value) == (
        f"Databasen {path} er laget med en nyere utgave av Fagsamling; oppdater Fagsamling for å åpne den."
    )
    assert path.read_bytes() == before


def test_opening_an_up_to_date_file_needs_neither_alembic_nor_pandas(tmp_path: Path) -> None:
    import subprocess

    open_store(f"sqlite:///{tmp_path}/a.db").close()
    code = (
        "import sys; from kit.store import open_store; open_store(sys.argv[1]).gatherings(); "
        "print([m for m in ('alembic', 'pandas', 'matplotlib', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{tmp_path}/a.db"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
