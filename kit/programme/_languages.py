"""Bokmål and nynorsk: puts a template's texts into one language, and tells which have no nynorsk yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kit.programme._errors import Loc, dotted
from kit.programme._files import File, templates_folder, yaml_files

CONTENT_LANGUAGES = ("nb", "nn")
PHRASES = "phrases.yaml"  # short expressions that recur: bokmål → nynorsk
SAMPLE = "sample.yaml"
# fields that hold ids, references or names: never translated
_NOT_TEXT = frozenset(
    {"id", "kind", "theme", "unit_kinds", "for", "audience", "emphasis", "transitions", "strands", "subgoals"}
    | {"actors", "activity", "law", "source", "sources", "correct", "wanted", "activities", "checked", "date"}
    | {"refers_to", "contains", "part", "type", "use", "perspective"}
)


class Untranslated(NamedTuple):
    """A text that is written in bokmål only."""

    file: str
    line: int | None
    field: str


def resolve(tree: Any, language: str, phrases: Mapping[str, str] | None = None) -> Any:
    """The same data in one language: {nb: …, nn: …} becomes plain text, nynorsk falling back to bokmål."""
    if is_bilingual(tree):
        return tree.get(language) or tree["nb"]
    if isinstance(tree, Mapping):
        return {k: v if is_name(k, v) else resolve(v, language, phrases) for k, v in tree.items()}
    if isinstance(tree, list):
        return [resolve(value, language, phrases) for value in tree]
    if isinstance(tree, str) and language == "nn" and phrases:
        return phrases.get(tree.strip(), tree)
    return tree


def is_name(field: object, value: Any) -> bool:
    """Ids and references; objects under the same name (``law:`` in law.yaml, ``for:``) hold texts."""
    values = value if isinstance(value, list) else [value]
    return field in _NOT_TEXT and not any(isinstance(one, Mapping) for one in values)


def is_bilingual(tree: Any) -> bool:
    return isinstance(tree, Mapping) and "nb" in tree and set(tree) <= set(CONTENT_LANGUAGES)


def phrases(folder: Path) -> dict[str, str]:
    """The short expressions of phrases.yaml; none where the file is missing."""
    path = folder / PHRASES
    return {str(k): str(v) for k, v in File(path, folder).data.items()} if path.is_file() else {}


def untranslated(folder: Path | None = None) -> list[Untranslated]:
    """Every text below a templates folder (ours, if none is given) that has no nynorsk, in file order."""
    folder = folder or templates_folder()
    known = phrases(templates_folder())
    found = []
    for path in yaml_files(folder):
        if path.name == PHRASES:
            continue
        file = File(path, folder)
        missing = [loc for loc in texts_in(file) if not _has_nynorsk(at(file.data, loc), known)]
        for loc, line in zip(missing, file.lines(missing), strict=True):
            found.append(Untranslated(file.name, line, dotted(loc)))
    return found


def texts_in(file: File) -> list[Loc]:
    """The places of all texts in a file. In the sample these are the open answers; the rest are ids and names."""
    places = texts_of(file.data)
    if file.path.name == SAMPLE:
        return [
            loc for loc in places if len(loc) > 1 and isinstance(loc[-1], int) and isinstance(loc[-2], int)
        ]
    return list(places)


def texts_of(tree: Any, loc: Loc = ()) -> Iterator[Loc]:
    """The places of all texts in the data of one file, as they are written."""
    if is_bilingual(tree) or (isinstance(tree, str) and any(c.isalpha() for c in tree)):
        yield loc
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            if not is_name(key, value):
                yield from texts_of(value, (*loc, str(key)))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from texts_of(value, (*loc, i))


def at(tree: Any, loc: Loc) -> Any:
    """What stands at a place."""
    for part in loc:
        tree = tree[part]
    return tree


def _has_nynorsk(text: Any, known: Mapping[str, str]) -> bool:
    return bool(text.get("nn")) if isinstance(text, Mapping) else str(text).strip() in known
