"""Turns what is wrong in a template file into one sentence that says where it is and what is expected."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kit.i18n import gettext as _
from kit.i18n import ngettext
from kit.programme._examples import example

Loc = tuple[int | str, ...]


class TemplateError(ValueError):
    """One sentence for the person who wrote the file: file, line, field and what is expected."""

    def __init__(
        self, file: str, line: int | None, field: str, problem: str, *, with_example: bool = True
    ) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, problem
        self._with_example = with_example
        place = _("{file}, line {line}") if line else "{file}"
        super().__init__(f"{place.format(file=file, line=line)}: {problem}")

    def explained(self) -> str:
        """The sentence, and a line as it might have been."""
        if not self._with_example:
            return str(self)
        return f"{self} {_('For example: {example}').format(example=example(self.field))}"


def dotted(loc: Loc) -> str:
    """``settings.options[2].text``, counting list items from 1 as people do."""
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def sentence(model: type[BaseModel], loc: Loc, error: Mapping[str, Any]) -> str:
    """The problem in words for one pydantic error found while validating ``model``.

    ``loc`` is the place as shown to people (it may lead with more than ``error["loc"]``).
    """
    field, kind, inner = dotted(loc), error["type"], tuple(error["loc"])
    if kind == "missing":
        expected = _expected_of(_annotation_at(model, inner))
        return _("the field «{field}» is missing; expected {expected}.").format(
            field=field, expected=expected
        )
    if kind == "extra_forbidden":
        return _unknown(field, str(loc[-1]), _annotation_at(model, inner[:-1]))
    if kind == "value_error":
        return _("the field «{field}»: {reason}").format(field=field, reason=error["ctx"]["error"])
    expected = _expected_by_error(kind, error.get("ctx", {})) or _expected_of(_annotation_at(model, inner))
    return _("the field «{field}» should be {expected}.").format(field=field, expected=expected)


def yaml_sentence(problem: str) -> str:
    """What the YAML parser stumbled over, in words for somebody who has never heard of a parser."""
    if "duplicate key" in problem:
        name = re.search(r'key "([^"]*)"', problem)
        return _("the field «{field}» is there twice; expected once.").format(field=name[1] if name else "")
    if "\\t" in problem:
        return _("there is a tab; expected spaces for the indentation.")
    if "mapping values" in problem:
        return _(
            "there is a colon inside the text or a wrong indentation; expected quotation marks around it."
        )
    if "end of stream" in problem:
        return _("a quotation mark is opened and never closed; expected one more.")
    if "expected ','" in problem:
        return _("a bracket is not closed or a comma is missing.")
    if "expected ':'" in problem or "simple key" in problem:
        return _("a colon is missing after the name of a field; expected «field: value».")
    if "block end" in problem:
        return _("the indentation does not fit the lines above; expected the same number of spaces.")
    return _("this is not valid YAML; check indentation, colons and quotation marks.")


def _unknown(field: str, name: str, annotation: Any) -> str:
    known = _field_names(annotation)
    if " " in name:  # {id: a, text: one thing, and another}: the comma ended the text
        return _(
            "«{name}» is read as a field of its own; text with a comma is expected in quotation marks."
        ).format(name=name)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return _("there is no field «{field}»; did you mean «{known}»?").format(field=field, known=close[0])
    return _("there is no field «{field}»; the fields here are {known}.").format(
        field=field, known=", ".join(known) or "–"
    )


def _expected_by_error(kind: str, ctx: Mapping[str, Any]) -> str:
    """What is expected, for the errors that name a limit; empty where the type says it better."""
    match kind:
        case "greater_than_equal" | "greater_than":
            return _("at least {limit}").format(limit=ctx.get("ge", ctx.get("gt")))
        case "less_than_equal" | "less_than":
            return _("at most {limit}").format(limit=ctx.get("le", ctx.get("lt")))
        case "string_too_long":
            n = ctx["max_length"]
            return ngettext("at most {n} character long", "at most {n} characters long", n).format(n=n)
        case "string_too_short":
            return _("text that is not empty")
        case "too_short":
            n = ctx["min_length"]
            return ngettext("a list of at least {n} item", "a list of at least {n} items", n).format(n=n)
        case "too_long":
            n = ctx["max_length"]
            return ngettext("a list of at most {n} item", "a list of at most {n} items", n).format(n=n)
        case "string_pattern_mismatch":
            return _("an id: small letters a–z, digits, - and _")
        case "literal_error":
            return _("one of these: {choices}").format(choices=ctx["expected"].replace(" or ", ", "))
        case "bool_type" | "bool_parsing":
            return _("true or false")
        case "int_type" | "int_parsing" | "int_from_float":
            return _("a whole number")
        case "float_type" | "float_parsing":
            return _("a number")
        case "string_type":
            return _("text")
        case "list_type" | "tuple_type":
            return _("a list")
        case _ if kind.startswith("date"):
            return _("a date such as 2026-11-12")
        case _:
            return ""


_PLAIN: dict[Any, str] = {  # message ids, translated where they are used
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def _expected_of(annotation: Any) -> str:
    """What is expected, told from the type of the field."""
    annotation = _bare(annotation)
    origin = get_origin(annotation)
    if annotation in _PLAIN:
        return _(_PLAIN[annotation])
    if origin is Literal:
        return _("one of these: {choices}").format(choices=", ".join(map(str, get_args(annotation))))
    if origin in (tuple, list, frozenset, set):
        return _("a list")
    names = _field_names(annotation)
    if names:
        return _("fields of its own: {known}").format(known=", ".join(names))
    if origin is dict or annotation is dict:
        return _("fields with their values")
    if getattr(annotation, "__name__", "") == "date":
        return _("a date such as 2026-11-12")
    return _("something else")


def _bare(annotation: Any) -> Any:
    """Without ``Annotated`` and ``| None``."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            rest = [a for a in get_args(annotation) if a is not type(None)]
            if len(rest) != 1:
                return rest[0] if rest else annotation
            annotation = rest[0]
        else:
            return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _field_names(annotation: Any) -> list[str]:
    annotation = _bare(annotation)
    if not _is_model(annotation):
        return []
    return [f.alias or name for name, f in annotation.model_fields.items()]


def _annotation_at(model: Any, loc: Sequence[int | str]) -> Any:
    """The declared type at a place, or None where it cannot be told."""
    annotation: Any = model
    for part in loc:
        annotation = _bare(annotation)
        if _is_model(annotation):
            fields = {f.alias or name: f for name, f in annotation.model_fields.items()}
            if part not in fields:
                return None
            annotation = fields[str(part)].annotation
        elif get_origin(annotation) in (tuple, list) and isinstance(part, int):
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) is dict:
            annotation = get_args(annotation)[1]
        else:
            return None
    return annotation
