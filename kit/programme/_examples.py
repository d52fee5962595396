"""What a field may look like: one short example for the sentence about a mistake."""

from __future__ import annotations

import difflib
import re

_GENERAL = 'title: "Varme og krav: hva gjør vi?"'
_EXAMPLES = {
    "id": "id: egen-lek-ute",
    "version": "version: 1",
    "theme": "theme: 2",
    "kind": "kind: scale",
    "title": "title: Når leken kommer i gang",
    "prompt": "prompt: Hva gjør vi når et barn står utenfor?",
    "why": "why: Barn finner ofte veien inn i leken når en voksen åpner døra.",
    "guide": "guide: {introduce: Les spørsmålet høyt., look_for: Se etter ulikheter., sum_up: Velg én ting å prøve.}",
    "introduce": "introduce: Be alle tenke på en vanlig dag.",
    "look_for": "look_for: Se etter påstander der bordene svarer ulikt.",
    "sum_up": "sum_up: Velg én ting som alle prøver denne uka.",
    "minutes": "minutes: 20",
    "format": "format: {name: IGP, phases: [{name: Hver for seg, minutes: 3}, {name: Sammen, minutes: 7}]}",
    "phases": "phases: [{name: Hver for seg, minutes: 3}, {name: Sammen, minutes: 7}]",
    "unit_kinds": "unit_kinds: [barnehage, skole, sfo]",
    "audience": "audience: [alle-ansatte]",
    "emphasis": "emphasis: [t2-e1]",
    "transitions": "transitions: [t4-e4-o1]",
    "strands": "strands: [medvirkning]",
    "subgoals": "subgoals: [d4]",
    "actors": "actors: [ppt]",
    "law": "law: [bhl-41, opl-12-3]",
    "sources": 'sources: ["Roland & Ertesvåg (2018)"]',
    "interim_work": "interim_work: {task: Prøv det i to uker., follow_up: Hva så dere?}",
    "for": "for: {skole: {prompt: Hva gjør vi når en elev står utenfor?}}",
    "lock_at_zero": "lock_at_zero: true",
    "settings": "settings: {max_texts: 3}",
    "options": "options: [{id: a, text: Vi spør barna}, {id: b, text: Vi venter}]",
    "statements": "statements: [{id: ser, text: Vi ser hvem som står alene}]",
    "items": "items: [{id: a, text: Vi spør barna}, {id: b, text: Vi venter}]",
    "categories": "categories: [{id: ja, text: Det gjør vi}, {id: nei, text: Det gjør vi ikke}]",
    "text": "text: Vi spør barna",
    "correct": "correct: true",
    "activities": "activities: [t1-slik-moter-vi-barna, t1-varme-og-krav]",
    "steps": "steps: [{title: Velkommen, minutes: 5}, {activity: t1-varme-og-krav}]",
    "activity": "activity: t1-varme-og-krav",
}


def example(field: str) -> str:
    """A line that would be right there: of the field itself, the one it is a slip of, or the nearest around it."""
    names = re.sub(r"\[\d+\]", "", field).split(".")
    meant = difflib.get_close_matches(names[-1], _EXAMPLES, n=1, cutoff=0.75)
    for name in (names[-1], *meant, *reversed(names[:-1])):
        if name in _EXAMPLES:
            return _EXAMPLES[name]
    return _GENERAL
