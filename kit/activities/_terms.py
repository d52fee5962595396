"""Which words recur in short Norwegian texts: inflections folded, one count per answer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kit.activities._norwegian import CONNECTORS, IRREGULAR, PARTICLES, STOP_WORDS

_ADDRESS = re.compile(r"\S{1,200}@\S{1,200}|https?://\S+|www\.\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ALPHABET = str.maketrans("æøå", "{|}")  # after z, in this order


@dataclass(frozen=True)
class Term:
    """``count`` answers mention it in one of ``forms`` (most used first); ``key`` is its folded form."""

    label: str
    count: int
    forms: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class _Token:
    surface: str
    key: str
    stop: bool
    sentence: int  # words on both sides of a full stop or comma do not belong together


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("norwegian")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What the inflections of a lower-case word have in common; derived words keep to themselves.

    The Snowball stemmer is run until nothing more falls off, since it leaves «lederen» as «leder»
    but «leder» as «led». Before that, words on -else and -lig are held back: «ledelse» is not
    «leder», and «tidlig» is not «tid».
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3:
        return word
    derived = re.fullmatch(r"(.{2,}els)(?:e[nr]?|ene|ane?|ar)?", word)
    if derived:
        return derived[1]
    adjective = re.fullmatch(r"(.{2,}l)[ei]g(?:e|t|ere|est|este|are|ast|aste)?", word)
    if adjective:
        return adjective[1] + "ig"
    word = re.sub(r"(?<=.{2}er)ne$", "", word)  # «lederne», which the stemmer does not know
    while True:
        shorter = _stemmer().stemWord(word)
        if shorter == word or len(shorter) < 3:
            break
        word = shorter
    word = re.sub(r"(?<=[lrnkg])([gk])j$", r"\1", word)  # nynorsk «tenkje»
    return re.sub(r"mm$", "m", word)  # «rom», «rommet»


class Folder:
    """Folds words in the light of the other words: «trygt» is «trygg» where somebody wrote «trygg»."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word.lower() for text in texts for word in _words(text)}
        self._stems = {stem(word) for word in self._words}

    def key(self, word: str) -> str:
        """The folded form of one word."""
        word = word.lower()
        found = stem(word)
        if word in IRREGULAR:
            return found
        if len(found) > 3 and found.endswith("t"):
            for base in (found[:-1], found[:-1] + found[-2]):
                if base in self._stems and len(base) >= 3:
                    return base
        if re.search(r"[^aeiouyæøå][nrl]$", found):  # «åpne», «åpen»
            full = found[:-1] + "e" + found[-1]
            if full in self._words:
                return stem(full)
        return found

    def phrase(self, text: str) -> str:
        """The key of a term as somebody wrote it: «Felles språk» and «felles språket» are the same."""
        tokens = self.tokens(text)
        fixed = _fixed(tokens)
        if fixed and len(tokens) <= 3:
            return fixed[0][2]
        content = [t.key for t in tokens if not t.stop] or [t.key for t in tokens]
        return " ".join(content)

    def tokens(self, text: str) -> list[_Token]:
        found: list[_Token] = []
        text = _ADDRESS.sub(" . ", text)
        end = 0
        sentence = 0
        for match in _WORD.finditer(text):
            if re.search(r"[^\s\"«»“”'’]", text[end : match.start()]):
                sentence += 1
            end = match.end()
            word = match.group()
            low = word.lower()
            shown = word if word.isupper() and 2 <= len(word) <= 4 else low
            stop = low in STOP_WORDS or len(low) == 1
            found.append(_Token(shown, self.key(low), stop, sentence))
        return found


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text))


def _fixed(tokens: Sequence[_Token]) -> list[tuple[int, int, str]]:
    """(first, last, key) of verb and particle, with at most one word between."""
    found = []
    for i, token in enumerate(tokens):
        particles = PARTICLES.get(token.key, ())
        for j in (i + 1, i + 2):
            if (
                j < len(tokens)
                and tokens[j].sentence == token.sentence
                and tokens[j].surface.lower() in particles
            ):
                particle = {"frå": "fra", "ifra": "fra"}.get(
                    tokens[j].surface.lower(), tokens[j].surface.lower()
                )
                found.append((i, j, f"{token.key} {particle}"))
                break
    return found


def _pairs(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    """Content words side by side, or with one or two connecting words between."""
    found = []
    content = [i for i, t in enumerate(tokens) if not t.stop]
    for a, b in pairwise(content):
        between = tokens[a + 1 : b]
        if (
            tokens[a].sentence == tokens[b].sentence
            and len(between) <= 2
            and all(t.surface.lower() in CONNECTORS for t in between)
            and tokens[a].key != tokens[b].key
        ):
            found.append((a, b))
    return found


def _expressions(parsed: Sequence[Sequence[Sequence[_Token]]]) -> set[tuple[str, str]]:
    """Pairs that at least two answers use, and whose words are seldom used without each other."""
    pairs: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    for answer in parsed:
        words.update({t.key for tokens in answer for t in tokens if not t.stop})
        pairs.update({(tokens[a].key, tokens[b].key) for tokens in answer for a, b in _pairs(tokens)})
    kept: set[tuple[str, str]] = set()
    used: set[str] = set()
    for (first, second), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        apart = max(words[first], words[second])
        if n >= 2 and 3 * n >= 2 * apart and not {first, second} & used:
            kept.add((first, second))
            used |= {first, second}
    return kept


def _mentions(tokens: Sequence[_Token], expressions: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """(key, surface) of every term in one text; words inside an expression are not counted by themselves."""
    found: list[tuple[str, str]] = []
    taken: set[int] = set()
    for first, last, key in _fixed(tokens):
        found.append((key, f"{tokens[first].surface} {key.split()[-1]}"))
        taken |= {first, last}
    for first, last in _pairs(tokens):
        key_pair = (tokens[first].key, tokens[last].key)
        if key_pair in expressions and not {first, last} & taken:
            found.append((" ".join(key_pair), " ".join(t.surface for t in tokens[first : last + 1])))
            taken |= {first, last}
    found += [(t.key, t.surface) for i, t in enumerate(tokens) if i not in taken and not t.stop]
    return found


def resolve(key: str, merged: Mapping[str, str]) -> str:
    """Where a chain of merges ends; a cycle ends at its alphabetically first member."""
    seen = [key]
    while key in merged:
        key = merged[key]
        if key in seen:
            return min(seen[seen.index(key) :])
        seen.append(key)
    return key


def count_terms(
    answers: Sequence[Sequence[str]],
    merged: Mapping[str, str] | None = None,
    dropped: Collection[str] = (),
) -> list[Term]:
    """Terms by the number of answers (each a list of texts) that mention them, most first."""
    named = merged or {}
    texts = [text for answer in answers for text in answer]
    folder = Folder([*texts, *named, *named.values(), *dropped])
    into = {folder.phrase(a): folder.phrase(b) for a, b in named.items() if folder.phrase(a)}
    titles = {
        folder.phrase(b): b for b in named.values()
    }  # a merged term is called what the facilitator called it
    gone = {folder.phrase(term) for term in dropped}

    parsed = [[folder.tokens(text) for text in answer] for answer in answers]
    expressions = _expressions(parsed)
    counts: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in parsed:
        mentioned: set[tuple[str, str]] = set()
        for tokens in answer:
            for key, surface in _mentions(tokens, expressions):
                target = resolve(key, into)
                if target and key not in gone and target not in gone:
                    mentioned.add((target, surface))
        counts.update({key for key, _surface in mentioned})
        for key, surface in mentioned:
            forms[key][surface] += 1
    terms = []
    for key, count in counts.items():
        used = sorted(forms[key], key=lambda f: (-forms[key][f], len(f), f))
        terms.append(Term(titles.get(key) or used[0], count, tuple(used), key))
    return sorted(terms, key=lambda t: (-t.count, t.label.lower().translate(_ALPHABET)))
