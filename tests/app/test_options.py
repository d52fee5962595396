"""What can be written after ``fagsamling``, and what is said about the rest."""

from __future__ import annotations

import pytest

from kit._app.options import Options, parse


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAGSAMLING_SHARE_ADDRESS", raising=False)


def test_nothing_given() -> None:
    assert parse([]) == Options()


def test_everything_given() -> None:
    given = parse(
        [
            "--demo",
            "--share",
            "127.0.0.2",
            "--share-dashboards",
            "--port",
            "9000",
            "--no-browser",
            "--database",
            "x.db",
            "--token",
            "abcd1234",
        ]
    )
    assert given == Options(
        demo=True,
        share=True,
        share_address="127.0.0.2",
        share_dashboards=True,
        port=9000,
        browser=False,
        database="x.db",
        token="abcd1234",
    )


def test_share_without_address_and_before_another_option() -> None:
    assert parse(["--share", "--no-browser"]) == Options(share=True, browser=False)


def test_sharing_dashboards_shares_the_phone_pages_too() -> None:
    assert parse(["--share-dashboards"]).share


def test_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAGSAMLING_SHARE_ADDRESS", "127.0.0.2")
    assert parse([]) == Options(share_address="127.0.0.2")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--fart"], "Det finnes ikke noe slikt valg: --fart."),
        (["start.ipynb"], "Det finnes ikke noe slikt valg: start.ipynb."),
        (["--port", "åtte"], "--port: en port er et helt tall fra 1 til 65535, ikke «åtte»."),
        (["--port", "70000"], "--port: en port er et helt tall fra 1 til 65535, ikke «70000»."),
        (["--port"], "--port må ha en verdi."),
        (["--demo=ja"], "--demo skal ikke ha noen verdi."),
        (["--share", "skolen"], "--share: en adresse ser ut som 192.168.1.20, ikke «skolen»."),
        (["--token", "kort"], "--token: en nøkkel har minst åtte bokstaver og sifre"),
    ],
)
def test_mistakes(given: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(given)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.endswith("Se alle valgene med: fagsamling --help\n")


def test_help_is_norwegian(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("Bruk: fagsamling [valg]")
    assert "ikke åpne nettleseren" in said
    assert not [word for word in ("show", "the ", "usage", "optional") if word in said]
