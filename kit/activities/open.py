"""Open question: one or several short texts from each group, shown as cards and as ranked terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from kit.activities import _style as style
from kit.activities._base import AnswerError, Canvas, Case, Form, FormField, Json
from kit.activities._checks import an_object
from kit.activities._said import clean, grouped, senders
from kit.activities._terms import count_terms
from kit.activities._words import change, listed
from kit.i18n import gettext as _
from kit.i18n import language, ngettext, number

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

LONGEST = 1000
COLUMNS = ["term", "count", "forms", "key"]
_LEAST_SCALE = 4  # a bar fills the width only when at least so many mention the term


class Settings(Case):
    """``merged`` and ``dropped`` are the facilitator's: a term counted as another, a term not shown."""

    max_texts: int = Field(default=1, ge=1, le=10)
    max_length: int = Field(default=300, ge=1, le=LONGEST)
    hint: str = Field(default="", max_length=300)
    merged: dict[str, str] = {}
    dropped: tuple[str, ...] = ()

    @field_validator("merged")
    @classmethod
    def _named(cls, merged: dict[str, str]) -> dict[str, str]:
        if any(not term.strip() or not into.strip() for term, into in merged.items()):
            raise ValueError(_("A term that is counted as another must have a name, and so must the other."))
        return merged


def form(settings: Settings) -> Form:
    return Form(
        fields=(
            FormField(
                type="texts",
                name="texts",
                required=True,
                hint=settings.hint,
                max_items=settings.max_texts,
                max_length=settings.max_length,
            ),
        ),
        case=settings.case,
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"texts": ["…"]}`` with at least one text; empty ones are left out."""
    texts = an_object(raw, ("texts",)).get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise AnswerError(_("The answer could not be read. Load the page again, and send it once more."))
    kept = [text for text in map(clean, texts) if text]
    if not kept:
        raise AnswerError(_("Write something before you send."))
    if len(kept) > settings.max_texts:
        message = ngettext(
            "There is room for {n} text.", "There is room for at most {n} texts.", settings.max_texts
        )
        raise AnswerError(message.format(n=settings.max_texts))
    longest = max(map(len, kept))
    if longest > settings.max_length:
        message = _("The text has {length} characters. There is room for {limit}.")
        raise AnswerError(message.format(length=number(longest), limit=number(settings.max_length)))
    return {"texts": kept}


def texts(answer: Json) -> list[str]:
    """Every text of an answer, so that each can be held back or put in other words."""
    return list(answer["texts"])


def with_texts(answer: Json, shown: Sequence[str | None]) -> Json | None:
    """The answer with these texts in place of its own; None leaves one out. None where nothing is left."""
    kept = [text for text in shown if text]
    return {**answer, "texts": kept} if kept else None


def cards(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per text, oldest first: ``key`` ("<answer id>:<index>"), text, group_name, unit_kind."""
    from pandas import DataFrame

    rows = [
        {"key": f"{row.get('key')}:{i}", "text": text}
        | {name: row.get(name) for name in ("group_name", "unit_kind")}
        for row in answers.to_dict("records")
        for i, text in enumerate(row["answer"]["texts"])
    ]
    return DataFrame(rows, columns=["key", "text", "group_name", "unit_kind"])


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per term, most mentioned first.

    ``term`` (as written most often), ``count`` (answers that mention it), ``forms`` (as written, a tuple)
    and ``key`` (its folded form). ``attrs``: n, texts (how many in all), grouped.
    """
    from pandas import DataFrame

    said = [list(answer["texts"]) for answer in answers["answer"]] if len(answers) else []
    terms = count_terms(said, settings.merged, settings.dropped)
    table = DataFrame([(t.label, t.count, t.forms, t.key) for t in terms], columns=COLUMNS)
    table.attrs = {"n": len(said), "texts": sum(map(len, said)), "grouped": grouped(answers)}
    return table


def _earlier(summary: DataFrame, before: DataFrame) -> list[int]:
    """How many mentioned each term the round before; the folding may have named it differently then."""
    keys = dict(zip(before["key"], before["count"], strict=True))
    forms = {form: n for used, n in zip(before["forms"], before["count"], strict=True) for form in used}
    pairs = zip(summary["key"], summary["forms"], strict=True)
    return [int(keys.get(key, forms.get(used[0], 0))) for key, used in pairs]


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """Ranked horizontal bars, each at a fixed place; the round before is a thin bar above."""
    fig = style.figure(canvas)
    ax = fig.axes[0]
    n, size = int(summary.attrs.get("n", 0)), canvas.base
    compared = before is not None and n > 1
    height = canvas.height - (style.note_height(canvas) if n <= 1 or compared else 0)
    rows = max(1, min(8 if size >= 30 else 10, int(height // (size * 1.5))))
    pitch = height / rows
    shown = summary.head(rows)
    was = _earlier(shown, before) if before is not None and compared else [0] * len(shown)

    lines = 2 if pitch > size * 2.6 else 1
    labels = [style.wrap(term, canvas.width * 0.42, size, max_lines=lines) for term in shown["term"]]
    widest = max((style.text_width(line, size) for label in labels for line in label), default=0)
    start = max(widest, canvas.width * 0.2) + size * 0.6
    top = max([_LEAST_SCALE, *shown["count"], *was])
    words = [number(top), *([change(99), _("unchanged")] if compared else [])]
    tail = size * 1.2 + sum(sorted(style.text_width(word, size, style.SEMIBOLD) for word in words)[-2:])
    unit = (canvas.width - start - tail) / top  # pixels per answer
    bar = pitch * 0.56

    if n == 0:
        for i in range(rows):
            style.frame(ax, start, pitch * (i + 0.5) - bar / 2, unit * top * (1 - 0.78 * i / rows), bar)
        style.empty_note(ax, canvas)
    elif n == 1:
        style.one_answer_frame(ax, start, 0, canvas.width - start, height)
        style.one_answer_note(ax, canvas)
    elif compared:
        style.note(ax, canvas, _("Thin bar: the round before."))
    columns = (shown[name] for name in ("term", "count", "key"))
    for i, (term, count, key) in enumerate(zip(*columns, strict=True)):
        middle = pitch * (i + 0.5)
        style.paragraph(ax, start - size * 0.5, middle, labels[i], size, ha="right", va="middle")
        chosen = not {term, key}.isdisjoint(canvas.highlight)
        ink: Json = {"fill": style.RAV, "edgecolor": style.RAV_TEKST, "linewidth": 1.1} if chosen else {}
        ink = ink or {"fill": style.FJORD}
        thin = bar * 0.3 if compared else 0
        if was[i]:
            style.box(ax, start, middle - bar / 2, unit * was[i], thin, style.FJORD, alpha=style.BEFORE_ALPHA)
        gap = style.PAPER_GAP if compared else 0
        style.box(ax, start, middle - bar / 2 + thin + gap, unit * count, bar - thin - gap, **ink)
        x = start + unit * max(count, was[i]) + size * 0.35
        style.label(ax, x, middle, number(count), size, style.SEMIBOLD, va="middle")
        if compared:
            x += style.text_width(number(count), size, style.SEMIBOLD) + size * 0.4
            quiet = style.secondary(canvas)
            style.label(ax, x, middle, change(count - was[i]), quiet, color=style.SKIFER, va="middle")
    style.line(ax, start, 0, start, height, style.KANT, 2)
    return fig


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    texts, groups = int(summary.attrs.get("texts", n)), bool(summary.attrs.get("grouped"))
    said = ngettext("{n} text", "{n} texts", texts).format(n=number(texts))
    sentence = [_("{texts} from {senders}.").format(texts=said, senders=senders(n, groups))]
    if not groups and texts == n:
        sentence = [senders(n, False) + "."]
    ranked = list(zip(summary["term"], summary["count"], strict=True))
    top = [f"{term} ({count})" for term, count in ranked[:5] if count > 1]
    if top:
        sentence.append(_("Mentioned most: {terms}.").format(terms=listed(top)))
    else:
        sentence.append(_("No word is used by more than one."))
    if before is not None and before.attrs.get("n"):
        was = _earlier(summary.head(3), before)
        moved = [f"{term} {then} → {count}" for (term, count), then in zip(ranked, was, strict=False)]
        sentence.append(_("Since the round before: {changes}.").format(changes=listed(moved)))
    return " ".join(sentence)


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: the term, who mentions it, how it was written."""
    from pandas import DataFrame

    counted = _("Groups") if summary.attrs.get("grouped") else _("Answers")
    return DataFrame(
        {
            _("Term"): list(summary["term"]),
            counted: list(summary["count"]),
            _("Written as"): [", ".join(forms) for forms in summary["forms"]],
        }
    )


def parts(settings: Settings) -> dict[str, str]:
    """The question is one whole."""
    return {}


_EXAMPLES = {
    "nb": (
        "Felles rutiner som alle kjenner",
        "Tid til å snakke sammen",
        "Voksne som er tett på i leken",
        "At vi spør når vi er usikre",
        "Ro i overgangene",
        "Tydelig ledelse og god støtte",
        "Et felles språk for det vi ser",
        "Godt samarbeid med foreldrene",
        "Vi følger med på dem som går alene",
        "Barna blir hørt og tatt på alvor",
    ),
    "nn": (
        "Felles rutinar som alle kjenner",
        "Tid til å snakke saman",
        "Vaksne som er tett på i leiken",
        "At vi spør når vi er usikre",
        "Ro i overgangane",
        "Tydeleg leiing og god støtte",
        "Eit felles språk for det vi ser",
        "Godt samarbeid med foreldra",
        "Vi følgjer med på dei som går åleine",
        "Barna blir høyrde og tekne på alvor",
    ),
}


def example(settings: Settings, rng: random.Random) -> Json:
    wanted = rng.randint(1, min(3, settings.max_texts))
    chosen = rng.sample(_EXAMPLES.get(language(), _EXAMPLES["nb"]), wanted)
    return {"texts": [text[: settings.max_length].strip() for text in chosen]}
