"""Made-up cards for the sample and the tests, by the field of the form that they stand in."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
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
    "individ": ("Trenger lengre tid på å lese lek", "Kan få leker fra før", "Er ny i gruppa"),
    "demper": ("Lekegruppene på onsdager", "Når en voksen begynner leken", "De yngste søker sammen"),
}
