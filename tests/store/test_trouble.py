"""Whatever is wrong with the file or the disk is said in one Norwegian sentence, and nothing is lost."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from kit.store import Store, StoreError, Writer, database_url, open_store
from kit.store.engine import absolute
from kit.store.errors import reason_of, sentence
from tests.store.helpers import ROOT, new_answer, new_gathering


def _refused(reason: str, work: Callable[[], Any]) -> str:
    with pytest.raises(StoreError) as caught:
        work()
    assert caught.value.reason == reason
    said = str(caught.value)
    assert said.endswith(".")
    assert ". " not in said.replace(".db", "")
    assert "{" not in said
    assert "!" not in said
    return said


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is not a database at all\n" * 200)
    said = _refused("corrupt", lambda: open_store(f"sqlite:///{path}"))
    assert said == (
        f"Databasen {path} er skadet: legg en sikkerhetskopi på samme sted, eller flytt fila bort for å begynne på nytt."
    )
    assert path.read_bytes() == b"this is not a database at all\n" * 200


def test_pages_that_were_damaged(store: Store, gathering: str, url: str) -> None:
    store.add_answers([new_answer(gathering, f"x{i}", answer={"texts": ["y" * 500]}) for i in range(300)])
    store.close()
    assert store.path is not None
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(store.path.read_bytes())
    content[len(content) // 2 : -4096] = b"\xaa" * (len(content) - 4096 - len(content) // 2)
    store.path.write_bytes(content)

    def read() -> None:
        opened = open_store(url)
        try:
            opened.answers(gathering)
        finally:
            opened.close()

    assert _refused("corrupt", read).startswith("Databasen ")


def test_a_file_cut_in_half(store: Store, gathering: str, url: str) -> None:
    store.add_answers([new_answer(gathering, f"x{i}", answer={"texts": ["y" * 500]}) for i in range(300)])
    store.close()
    assert store.path is not None
    os.truncate(store.path, store.path.stat().st_size // 2)

    def read() -> None:
        opened = open_store(url)
        try:
            opened.answers(gathering)
        finally:
            opened.close()

    _refused("corrupt", read)


def test_somebody_elses_database(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE places (url)")
    said = _refused("foreign", lambda: open_store(f"sqlite:///{path}"))
    assert said == f"Fila {path} er en database, men ikke fra Fagsamling; velg en annen fil."


def test_a_database_that_is_kept_busy(url: str, store: Store, gathering: str) -> None:
    hasty = open_store(f"{url}?timeout=0.1")
    with closing(sqlite3.connect(str(store.path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = _refused("locked", lambda: hasty.record(gathering, "mark", "", {}))
        assert said == "Et annet program holder databasen fagsamling.db opptatt; vent litt og prøv igjen."
        _refused("locked", lambda: open_store(f"{url}?timeout=0.1"))
        writer = Writer(hasty)
        waiting = [writer.submit(new_answer(gathering, f"x{i}")) for i in range(3)]
        for future in waiting:
            _refused("locked", lambda f=future: f.result(timeout=10))  # type: ignore[misc]
        assert hasty.state(gathering).groups  # reading goes on meanwhile
        other.execute("ROLLBACK")
    assert writer.submit(new_answer(gathering, "x0")).result(timeout=10).outcome == "created"
    writer.close()
    hasty.close()


def test_one_retry_after_the_busy_timeout(url: str, store: Store, gathering: str) -> None:
    hasty = open_store(f"{url}?timeout=0.3")
    with closing(sqlite3.connect(str(store.path), isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.4, lambda: other.execute("ROLLBACK"))
        release.start()
        start = time.monotonic()
        assert hasty.record(gathering, "mark", "", {}) > 0
        assert time.monotonic() - start > 0.3
        release.join()
    hasty.close()


def test_a_database_opened_for_reading_only(store: Store, gathering: str) -> None:
    url = f"sqlite:///file:{store.path}?mode=ro&uri=true"
    said = _refused("readonly", lambda: open_store(url))
    assert "kan ikke skrives til; se etter at du har lov til å skrive i mappa den ligger i." in said


AS_NOBODY = """
import os, sys
from kit.store import StoreError, open_store
open_store("sqlite://").close()  # read every module while we may
try:
    open_store(os.path.dirname(sys.argv[1]))
except StoreError:
    pass
if os.geteuid() == 0:  # permissions mean nothing to root
    os.seteuid(65534)
try:
    open_store(sys.argv[1])
except StoreError as error:
    sys.stdout.buffer.write(f"{error.reason}|{error}".encode())
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the permissions of POSIX")
@pytest.mark.parametrize("case", ["file", "folder", "missing"])
def test_a_file_or_folder_without_permission(tmp_path: Path, case: str) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    for above in (tmp_path, *tmp_path.parents[:2]):  # pytest's folders are closed to others
        above.chmod(0o755)
    path = folder / "fagsamling.db"
    if case != "missing":
        open_store(f"sqlite:///{path}").close()
        path.chmod(0o444)
    folder.chmod(0o777 if case == "file" else 0o555)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, f"sqlite:///{path}"], cwd=ROOT, capture_output=True, check=False
    )
    folder.chmod(0o755)
    assert done.stdout.decode() == (
        f"readonly|Databasen {path} kan ikke skrives til; se etter at du har lov til å skrive i mappa den ligger i."
    ), done.stderr.decode()


def test_a_full_disk(store: Store, gathering: str) -> None:
    kept = store.add_answers([new_answer(gathering, "kept")])[0]
    engine = store._database.engine

    def limit(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count=60")

    event.listen(engine, "connect", limit)
    engine.dispose()  # the connections in use until now know no limit
    writer = Writer(store)
    big = {"texts": ["y" * 1000]}
    futures = [writer.submit(new_answer(gathering, f"x{i}", answer=big)) for i in range(400)]
    outcomes = [f.exception(timeout=30) for f in futures]
    refused = [e for e in outcomes if e is not None]
    assert refused
    assert {e.reason for e in refused if isinstance(e, StoreError)} == {"full"}
    assert str(refused[0]) == "Disken er full, så det går ikke an å lagre mer; frigjør plass og prøv igjen."
    acknowledged = {f.result().id for f, e in zip(futures, outcomes, strict=True) if e is None}
    assert {a.id for a in store.answers(gathering)} == {"kept", *acknowledged}

    event.remove(engine, "connect", limit)
    engine.dispose()
    again = [writer.submit(new_answer(gathering, f"x{i}", answer=big)) for i in range(400)]
    assert all(f.result(timeout=30).outcome in ("created", "same") for f in again)
    assert len(store.answers(gathering)) == 401
    assert store.answers(gathering)[0].revision == kept.revision
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="another way of locking files, found on Unix only")
def test_a_folder_that_cannot_do_wal(tmp_path: Path) -> None:
    said = _refused("nowal", lambda: open_store(f"sqlite:///file:{tmp_path}/a.db?vfs=unix-dotfile&uri=true"))
    assert said.startswith(f"Mappa {tmp_path} kan ikke ta vare på databasen på en trygg måte")
    assert re.search(r"--database /\S+/fagsamling\.db\.$", said)


@pytest.mark.parametrize("url", ["postgres", "nonsense://x/y", "://", "sqlite://somewhere/x.db"])
def test_an_address_that_means_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "://" not in url:  # a bare file name is one
        assert open_store(url).path == tmp_path / url
        return
    said = _refused("address", lambda: open_store(url))
    assert said == "Adressen til databasen kan ikke brukes; den skal se ut som sqlite:///mappe/fil.db."


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{tmp_path}")


def test_where_the_data_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAGSAMLING_DATABASE", f"sqlite:///{tmp_path}/mine/x.db")
    assert database_url() == f"sqlite:///{tmp_path}/mine/x.db"
    store = open_store()
    assert store.path == tmp_path / "mine" / "x.db"
    assert store.url == database_url()
    store.close()
    if os.name == "posix":
        assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700
        assert {p.stat().st_mode & 0o777 for p in (tmp_path / "mine").iterdir()} == {0o600}
    monkeypatch.delenv("FAGSAMLING_DATABASE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    if sys.platform == "linux":
        assert database_url() == f"sqlite:///{tmp_path}/home/fagsamling/fagsamling.db"
    monkeypatch.chdir(tmp_path)
    assert absolute("sqlite:///x.db") == f"sqlite:///{tmp_path}/x.db"
    assert absolute("æøå 100%.db") == absolute(f"sqlite:///{tmp_path}/æøå 100%.db")
    odd = open_store("æøå 100% #1?.db")
    assert (tmp_path / "æøå 100% #1?.db").exists()
    same = open_store(odd.url)
    assert same.path == odd.path
    odd.close()
    same.close()


def test_every_connection_is_set_up_for_safety(store: Store) -> None:
    def pragma(name: str) -> Any:
        return store.write(lambda c: c.exec_driver_sql(f"PRAGMA {name}").scalar())

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("secure_delete") == 1
    assert pragma("busy_timeout") == 5000


def test_every_reason_has_its_sentence() -> None:
    plain = sentence("error", "x")
    for reason in ("corrupt", "locked", "readonly", "full", "io", "newer", "foreign", "unknown", "invalid"):
        assert sentence(reason, "x") != plain
    assert reason_of(OSError(28, "no space")) == "full"
    assert reason_of(PermissionError(13, "no")) == "readonly"
    assert reason_of(RuntimeError()) == "error"


def test_nothing_is_half_written_when_something_else_goes_wrong(store: Store) -> None:
    def work(connection: Any) -> None:
        from kit.store import gatherings

        gatherings.create(connection, new_gathering(), store.clock())
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert store.gatherings() == []
    assert store.revision() == 0
