"""Norwegian word lists for counting terms: function words, irregular forms, verbs with a particle."""

from __future__ import annotations

# Bokmål and nynorsk. «vi» and «ro» are not here: they are what such answers are about, and one can be dropped by hand.
_FUNCTION_WORDS = """
jeg eg meg min mi mitt mine du deg din di ditt dine han ham hans hun ho henne hennes hennar den det
de dei dem deres deira dere dykk dykkar oss vår vårt våre seg sin si sitt sine man ein en ei et eit
ett to tre denne dette disse desse slik slike sånn sånt noe noen noko nokon nokre ingen inga
ingenting alt alle all alltid aldri annet andre anna annen hver hvert kvar kvart begge samme same
selv sjølv egen eget egne og eller men for så fordi at om hvis dersom når da då mens medan enn som
både enten i på til fra frå ifra av med uten utan ved hos mot over under etter før mellom gjennom
rundt innen blant blandt inn inne ut ute opp oppe ned nede bort borte fram frem hjem heim inni
utenfor utanfor innenfor er var være vere vært vore blir blei ble bli blitt vart har hadde ha hatt
kan kunne kunnet skal skulle vil ville må måtte bør burde får få fikk fekk fått gjør gjer gjøre
gjere gjorde gjort kommer kjem komme kome kom går gå gikk gjekk gått ta tar tok tatt teke gi gir ga
gitt gjev sier seier seie sa sagt å ikke ikkje også òg jo nok bare berre kun veldig svært ganske mer
meir mest mye mykje mange litt lite flere fleire flest færre altså her der dit hit nå no ennå enda
igjen ofte hva kva hvem kven hvor kor hvordan korleis hvorfor kvifor hvilken hvilke hvilket the and
of is a mm osv etc f eks feks bl dvs pga ift
"""

# Verb and particle make one meaning; the verb is named by its folded form.
_PARTICLES = """
si: fra frå ifra
meld: fra frå ifra
følg: med opp
grip: inn
ta: ansvar imot tak
bry: seg
still: opp
"""

# What may stand inside an expression: «leder som spør», «tid til å lytte».
_CONNECTORS = """
som til på i av med for mellom uten utan om å
"""

# Forms that no suffix rule brings together; the first is the folded form.
_FORMS = """
si: sier sa sagt seie seier
ta: tar tok tatt teke tek
se: ser sett sjå
spør: spørre spurte spurt spørje
hjelp: hjelpe hjelper hjalp hjulpet hjelpt hjelpa hjelpen
følg: følge følger fulgte fulgt følgje følgjer følgde følgt
grip: gripe griper grep grepet gripen
bry: bryr brydde brydd
ler: le lo ledd
forstå: forstår forstod forsto forstått
tør: tore turte turt tørre
trygg: tryggleik tryggleiken
lek: leik leiken leike leiker leikar leken leke leker lekte lekt leikte
bok: bøker bøkene boka boken
foreldre: forelder foreldrene foreldra
folk: folka folket
voksen: voksne vaksen vaksne voksnes
sammen: saman
ro: roa roen
tro: troa troen
felles:
"""


def _lines(text: str) -> dict[str, list[str]]:
    pairs = (line.split(":") for line in text.strip().splitlines())
    return {name.strip(): words.split() for name, words in pairs}


STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
CONNECTORS = frozenset(_CONNECTORS.split())
PARTICLES = {verb: frozenset(words) for verb, words in _lines(_PARTICLES).items()}
IRREGULAR = {form: base for base, forms in _lines(_FORMS).items() for form in [base, *forms]}
