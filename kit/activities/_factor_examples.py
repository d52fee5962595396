"""Made-up cards for the sample and the tests, by language and the field of the form that they stand in."""

from __future__ import annotations

from kit import i18n

EXAMPLES: dict[str, dict[str, tuple[str, ...]]] = {
    "nb": {
        "problem": (
            "I storefri står fire til seks elever uten noen å leke med",
            "To barn blir ofte stående i garderoben når de andre er i gang ute",
            "Fellesstunda blir avbrutt flere ganger nesten hver dag",
        ),
        "kontekst": (
            "Få aktiviteter som tåler at noen kommer til underveis",
            "Regler for ballbingen lages av de eldste",
            "To voksne på et stort område",
            "Det ringer inn før leken har kommet i gang",
            "Uteområdet har steder ingen ser",
        ),
        "aktor": (
            "Tør ikke spørre om å få være med",
            "Tror at plassene i leken er faste",
            "Vil ikke vise at de er alene",
            "Leken er viktigere enn hvem som er med",
        ),
        "individ": ("Trenger lengre tid på å forstå leken", "Kan få leker fra før", "Er ny i gruppa"),
        "demper": ("Lekegruppene på onsdager", "Når en voksen begynner leken", "De yngste søker sammen"),
    },
    "nn": {
        "problem": (
            "I storefri står fire til seks elevar utan nokon å leike med",
            "To barn blir ofte ståande i garderoben når dei andre er i gang ute",
            "Fellesstunda blir avbroten fleire gonger nesten kvar dag",
        ),
        "kontekst": (
            "Få aktivitetar som toler at nokon kjem til undervegs",
            "Reglane for ballbingen blir laga av dei eldste",
            "To vaksne på eit stort område",
            "Det ringjer inn før leiken har kome i gang",
            "Uteområdet har stader ingen ser",
        ),
        "aktor": (
            "Torer ikkje spørje om å få vere med",
            "Trur at plassane i leiken er faste",
            "Vil ikkje vise at dei er åleine",
            "Leiken er viktigare enn kven som er med",
        ),
        "individ": ("Treng lengre tid på å forstå leiken", "Kan få leikar frå før", "Er ny i gruppa"),
        "demper": ("Leikegruppene på onsdagar", "Når ein vaksen begynner leiken", "Dei yngste søkjer saman"),
    },
}


def examples() -> dict[str, tuple[str, ...]]:
    """The cards in the language in force; bokmål where there is no other."""
    return EXAMPLES.get(i18n.language(), EXAMPLES["nb"])
