"""Settings of every kind, short and long, few and many: what pictures are tried with and looked at."""

from __future__ import annotations

from typing import Any

from kit.activities import kind

STATEMENTS = [
    "Her kan jeg si fra når jeg er usikker på egen praksis",
    "Vi snakker om feil for å lære, ikke for å fordele skyld",
    "Jeg får tilbakemeldinger jeg kan bruke",
    "Nyansatte og vikarer vet hva vi forventer",
]
LONG = (
    "Når noen i personalgruppa er bekymret for et barn som ofte står alene i overgangen mellom lek og måltid, "
    "vet alle på avdelingen hvem de skal gå til, og hva som skjer videre samme dag"
)
WHO = [
    "Styrer eller rektor, med en gang",
    "Nærmeste leder, ved neste teammøte",
    "Foreldrene, samme dag",
]
WAYS = [
    "Følge med i lek og friminutt",
    "Barne- og elevsamtaler",
    "Gjennomgang i teammøte",
    "Spørreundersøkelse",
]


def options(texts: list[str], **extra: Any) -> list[dict[str, Any]]:
    return [{"id": f"o{i}", "text": text} | extra for i, text in enumerate(texts, 1)]


def numbered(texts: list[str], n: int) -> list[str]:
    return [f"{texts[i % len(texts)]} ({i + 1})" for i in range(n)]


def choices(texts: list[str], **more: Any) -> dict[str, Any]:
    made = options(texts)
    made[0]["correct"] = True
    return {"options": made, "explanation": "Melding til leder kommer først."} | more


SETTINGS: dict[str, dict[str, dict[str, Any]]] = {
    "scale": {
        "normal": {"statements": options(STATEMENTS)},
        "seven": {
            "statements": [*options(STATEMENTS[:2]), {"id": "r", "text": "Vi lar det gå", "reversed": True}],
            "steps": 7,
            "low": "stemmer ikke i det hele tatt",
            "high": "stemmer svært godt",
        },
        "one": {"statements": options(STATEMENTS[:1]), "skip": False},
        "many": {"statements": options(numbered(STATEMENTS, 12))},
        "long": {"statements": options(numbered([LONG], 4))},
    },
    "choice": {
        "normal": choices(WHO),
        "multiple": choices(WAYS, multiple=True, max=2),
        "one": choices(WHO[:1]),
        "many": choices(numbered(WHO, 12)),
        "long": choices(numbered([LONG], 4)),
    },
    "ranking": {
        "normal": {"items": options(WAYS), "correct": ["o2", "o1", "o3", "o4"]},
        "few": {"items": options(WAYS[:2])},
        "many": {"items": options(numbered(WAYS, 10)), "correct": [f"o{i}" for i in range(10, 0, -1)]},
        "long": {"items": options(numbered([LONG], 5))},
    },
    "number": {
        "normal": {"min": 0, "max": 30, "unit": "minutter", "correct": 15},
        "wide": {"min": 0, "max": 100000, "unit": "kroner", "step": 500},
        "decimals": {"min": 0, "max": 1, "step": 0.1, "decimals": 1},
    },
    "open": {"normal": {"max_texts": 3}, "one": {}},
    "points": {
        "normal": {"options": options(WAYS), "points": 10, "max_each": 4},
        "long": {"options": options(numbered([LONG], 5)), "points": 20},
    },
    "grid": {
        "normal": {
            "items": options(WAYS),
            "x": {"low": "lite krav", "high": "mye krav"},
            "y": {"low": "lite varme", "high": "mye varme"},
            "wanted": "top_right",
        }
    },
    "sorting": {
        "normal": {
            "categories": [{"id": "ja", "text": "Ja"}, {"id": "nei", "text": "Nei"}],
            "items": [o | {"correct": "ja"} for o in options(WAYS)],
        }
    },
    "factors": {
        "normal": {"problem": "I storefri står fire til seks elever uten noen å leke med."},
        "own": {"own_case": True},
        "long": {"problem": LONG, "per_field": 6, "dampers": False},
    },
    "weights": {
        "normal": {
            "problem": "I storefri står fire til seks elever uten noen å leke med.",
            "factors": [
                {"id": "a", "text": "Få aktiviteter som tåler at noen kommer til underveis"},
                {"id": "b", "text": "Regler for ballbingen lages av de eldste"},
                {"id": "c", "text": "Tør ikke spørre om å få være med", "perspective": "aktor"},
                {"id": "d", "text": "Er ny i gruppa", "perspective": "individ"},
                {"id": "e", "text": "Lekegruppene på onsdager", "dampens": True},
            ],
        },
        "many": {"factors": [o | {"perspective": "aktor"} for o in options(numbered([LONG, *WAYS], 40))]},
    },
}


def made(name: str, which: str) -> Any:
    """Validated settings."""
    return kind(name).Settings(**SETTINGS[name][which])
