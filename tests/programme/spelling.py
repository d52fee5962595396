"""Which words hunspell's Norwegian dictionaries and our own word list do not know."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from kit.programme._files import File, templates_folder, yaml_files
from kit.programme._languages import PHRASES, at, texts_in

DICTIONARIES = {"nb": "nb_NO", "nn": "nn_NO"}
WORD_LIST = Path(__file__).with_name("fagord.txt")
LOCALE = Path(__file__).parents[2] / "kit" / "locale"
_SECTIONS = {"[begge]": ("nb", "nn"), "[bokmål]": ("nb",), "[nynorsk]": ("nn",)}
_NOT_WORDS = re.compile(
    r"\{[^}]*\}|<[^>]*>|&\w+;|https?://\S+|\S+@\S+|`[^`]*`|--[\w-]+|\S*[_/\\]\S*|\b[\w-]+\.\w{2,5}\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_PART = re.compile(r"\b([^\W\d_]{4,})s-(?=\W)")  # «helsestasjons- og …»
_LINKS = ("", "s", "e")  # between the parts of a compound


def texts(language: str) -> Iterator[tuple[str, str]]:
    """(where, text) of all that is written in a language: templates and what the program says."""
    folder = templates_folder()
    for path in yaml_files(folder):
        file = File(path, folder)
        if path.name == PHRASES:
            yield from ((file.name, str(k if language == "nb" else v)) for k, v in file.data.items())
            continue
        for loc in texts_in(file):
            text = at(file.data, loc)
            written = text.get(language) if isinstance(text, dict) else text if language == "nb" else None
            if written:
                yield file.name, str(written)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                yield from ((f"{language}/{path.name}", s) for s in strings if message.id and s)


def words(text: str) -> list[str]:
    """The words of a text, parts with a hyphen one by one."""
    return [w for w in _WORD.findall(_FIRST_PART.sub(r"\1 ", _NOT_WORDS.sub(" ", text))) if len(w) > 1]


def unknown(language: str, written: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Word → where it stands, for words that neither the dictionary nor our list knows."""
    where: dict[str, set[str]] = defaultdict(set)
    for place, text in written:
        for word in words(text):
            where[word].add(place)
    known = own_words(language)
    candidates = {w for w in where if w.lower() not in known}
    missing = misspelt(candidates, language)
    missing -= _compounds(missing, language, known)
    return {w: sorted(where[w]) for w in sorted(missing)}


def own_words(language: str) -> set[str]:
    """The reviewed list, in small letters. Lines before the first section are for both."""
    found: set[str] = set()
    section = ("nb", "nn")
    for line in WORD_LIST.read_text(encoding="utf-8").splitlines():
        word = line.split("#")[0].strip()
        if word in _SECTIONS:
            section = _SECTIONS[word]
        elif word and language in section:
            found.update(word.lower().split())
    return found


def _compounds(missing: set[str], language: str, known: set[str]) -> set[str]:
    """Words made of two known ones: Norwegian makes new ones every day."""
    splits = {
        word: [
            (word[:i].lower().removesuffix(link) if link else word[:i].lower(), word[i:].lower())
            for i in range(4, len(word) - 3)
            for link in _LINKS
            if word[:i].lower().endswith(link)
        ]
        for word in missing
    }
    halves = {h for pairs in splits.values() for pair in pairs for h in pair if len(h) >= 3}
    wrong = misspelt(halves - known, language) | {
        h for pairs in splits.values() for p in pairs for h in p if len(h) < 3
    }
    return {w for w, pairs in splits.items() if any(a not in wrong and b not in wrong for a, b in pairs)}


def misspelt(candidates: Iterable[str], language: str) -> set[str]:
    """Those that the dictionary does not know, in one call."""
    given = "\n".join(sorted(candidates))
    done = subprocess.run(
        ["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", "-l"],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.split())


def installed() -> bool:
    return shutil.which("hunspell") is not None
