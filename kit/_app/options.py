"""The options of the ``fagsamling`` command, in the language of those who use it."""

from __future__ import annotations

import argparse
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from kit import __version__
from kit.i18n import gettext as _

DEFAULT_PORT = 8866


@dataclass(frozen=True)
class Options:
    demo: bool = False
    share: bool = False
    share_address: str | None = None  # instead of the addresses that the machine has
    share_dashboards: bool = False
    port: int | None = None  # None: the one used last time, or the first free from 8866
    browser: bool = True
    database: str | None = None
    token: str | None = None


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix=_("Use: "))


class _Parser(argparse.ArgumentParser):
    """Argparse writes its own words in English; these are the ones people meet."""

    def error(self, message: str) -> NoReturn:
        option, colon, said = message.removeprefix("argument ").partition(": ")
        if message.startswith("unrecognized arguments"):
            sentence = _("There is no such option: {option}.").format(option=said)
        elif said.startswith("ignored explicit argument"):
            sentence = _("{option} takes no value.").format(option=option)
        elif said.startswith("expected "):
            sentence = _("{option} needs a value.").format(option=option)
        else:  # what our own types say
            sentence = f"{option}: {said}." if colon else message
        self.exit(2, f"{sentence}\n{_('See all options with: fagsamling --help')}\n")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(
        _("a port is a whole number from 1 to 65535, not «{text}»").format(text=text)
    )


def _address(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("an address looks like 192.168.1.20, not «{text}»").format(text=text)
        ) from None


def _token(text: str) -> str:
    if len(text) >= 8 and text.isascii() and all(c.isalnum() or c in "-_.~" for c in text):
        return text
    raise argparse.ArgumentTypeError(
        _("a token has at least eight letters and digits (also - _ . ~), and no spaces")
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="fagsamling",
        usage=_("fagsamling [options]"),
        description=_("Starts Fagsamling on this machine and opens the start page in the browser."),
        formatter_class=_Help,
        epilog=_("{command}: what the activities cover of the programme, as a table").format(
            command="fagsamling innhold [nb|nn]"
        ),
        add_help=False,
        allow_abbrev=False,
    )
    add = parser.add_argument_group(_("options")).add_argument
    add(
        "--demo",
        action="store_true",
        help=_("open a sample gathering that answers by itself; nothing is kept"),
    )
    add(
        "--share",
        nargs="?",
        const=True,
        default=None,
        type=_address,
        metavar=_("ADDRESS"),
        help=_("let phones on the same network join; the dashboards stay on this machine"),
    )
    add(
        "--share-dashboards",
        action="store_true",
        help=_("let others on the network open the dashboards too, with a token"),
    )
    add("--port", type=_port, metavar=_("PORT"), help=_("the port to use (8866, or the one used last time)"))
    add("--no-browser", dest="browser", action="store_false", help=_("do not open the browser"))
    add("--database", metavar="URL", help=_("another database, such as sqlite:////folder/file.db"))
    add("--token", type=_token, metavar=_("TOKEN"), help=_("ask for this token before a dashboard is opened"))
    add(
        "--version",
        action="version",
        version=f"Fagsamling {__version__}",
        help=_("show the version and stop"),
    )
    add("-h", "--help", action="help", help=_("show this help and stop"))
    return parser


def parse(argv: Sequence[str] | None = None) -> Options:
    """The options given, or exit with code 2 and a sentence."""
    given = _parser().parse_args(argv)
    own = given.share if isinstance(given.share, str) else None
    address = own or os.environ.get("FAGSAMLING_SHARE_ADDRESS") or None
    return Options(
        demo=given.demo,
        share=given.share is not None or given.share_dashboards,
        share_address=address,
        share_dashboards=given.share_dashboards,
        port=given.port,
        browser=given.browser,
        database=given.database,
        token=given.token,
    )
