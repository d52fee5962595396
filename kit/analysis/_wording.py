"""Norwegian words and phrases that the quality checks listen for, bokmål and nynorsk.

A pattern is tried on the text in lower case, at word boundaries. They are meant to miss rather
than to nag: a good sentence that is questioned costs more trust than a weak one that is not.
"""

from __future__ import annotations

import re


def words(*alternatives: str) -> re.Pattern[str]:
    """Any of the alternatives as whole words; each may be a small regular expression."""
    return re.compile(r"(?<![\w-])(?:" + "|".join(alternatives) + r")(?![\w-])")


_NOT = r"ikk(?:e|je)"
_NUMBER = r"(?:én|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|femten|tjue|tretti)"

# --- is it concrete? -----------------------------------------------------------------------

WHO = words(
    r"barn(?:et|a|ene|as|egruppa)?",
    r"elev(?:en|er|ene|ane|ar)?",
    r"(?:små|fem|fire|tre|toåring|seks)\w*åring(?:er|ene|ar|ane)?",
    r"\w*trinn(?:et)?",
    r"\w*klass(?:e|en|a|er|ene|ane)",
    r"avdeling(?:en|a|er|ene)?",
    r"gutt?(?:en|er|ene|ar|ane)?",
    r"gutane|gutar",
    r"jent(?:a|en|er|ene)|jentene",
    r"førskole\w+|skolestarter\w*|skulestartar\w*",
    r"(?:de|dei) (?:yngste|eldste|minste|største|andre)",
    r"vi voksne|(?:de|dei) v[oa]ksne|v[oa]ksne",
    r"\w*lærer(?:ne|en|e)?|\w*lærar(?:ane|en|ar)?",
    r"ansatte|tilsette|assistent\w*|vikar\w*|personal(?:et)?|medarbeid\w*|kolleg\w+",
    r"foreldre(?:ne)?|foreldra|foresatte|føresette",
    r"gruppa|gruppen|gruppe|smågrupp\w+",
)
WHERE_OR_WHEN = words(
    r"(?:store)?fri(?:minutt(?:et|ene|a)?)?|utetid(?:a|en)?|friminutt\w*",
    r"ute|inne|ut|inn|utelek\w*|uteleik\w*|uteområde\w*",
    r"\w*garderobe\w*|korridor\w*|gangen?|trapp\w*|toalett\w*|do|dusj\w*|hall(?:en)?|gymsal\w*|kantin\w+",
    r"ballbinge\w*|fotballban\w+|sandkass\w+|lekeplass\w*|leikeplass\w*|dissene|huskene",
    r"overgang(?:en|er|ene|ar|ane)?",
    r"samling(?:en|a|er|ene|sstund\w*)?|morgensamling\w*",
    r"(?:mat|måltid|frokost|lunsj|spise)\w*",
    r"\w*tim(?:e|en|er|ene|ane)|økt(?:a|en|er|ene)?|undervisning\w*",
    r"gruppearbeid\w*|arbeidsøkt\w*|stasjon\w*|oppgave\w*",
    r"(?:fri)?lek(?:en|er)?|(?:fri)?leik(?:en)?|rollelek\w*",
    r"skoleve[ig]\w*|skuleveg\w*|buss(?:en)?|tur(?:en|er)?",
    r"levering\w*|henting\w*|bringing\w*|morgen(?:en)?|morgon(?:en)?|ettermiddag(?:en)?|formiddag\w*",
    r"mandag\w*|måndag\w*|tirsdag\w*|tysdag\w*|onsdag\w*|torsdag\w*|fredag\w*",
    r"på nett(?:et)?|chat\w*|snap\w*|digital\w*|tiktok|gruppechat\w*",
    r"når (?:vi|de|dei|barna|elevene|elevane|en|ein|noen|nokon|det|timen|leken|leiken|foreldrene|foreldra)",
    r"sfo|skolegård\w*|skulegard\w*|klasserom\w*|rommet|avdelinga|uteskole\w*|svømming\w*|kroppsøving\w*",
    r"tavlemøt\w+|avdelingsmøt\w+|teammøt\w+|personalmøt\w+|foreldremøt\w+|foreldresamtal\w+|møt(?:e|er|ene|a)",
)
HOW_OFTEN = re.compile(
    r"\d|(?<!\w)(?:"
    + _NUMBER
    + r"|noen få|halvparten|halvdelen|flertallet|mange av|flere av|fleire av"
    + r"|hver(?:t)? (?:dag|uke|gang|økt|time|morgen)|kvar (?:dag|veke|gong)|hver eneste"
    + r"|daglig|dagleg|ukentlig|vekentleg|i uka|i veka|(?:de|dei) fleste|nesten (?:alle|ingen|hver|aldri)"
    + r"|flere (?:ganger|dager|uker|barn|elever)|fleire (?:gonger|dagar|veker|born|barn|elevar)|sjelden|sjeldan"
    + r"|prosent|minutt\w*|siden (?:høsten|jul|august|påske|oppstart|skolestart)|siste (?:uk|måned|vek|to|tre)\w*"
    + r")(?!\w)"
)
VAGUE = words(
    r"uro(?:en|a)?|urolig\w*|uroleg\w*|bråk(?:ete|et)?|bråker|kaos|kaotisk",
    r"dårlig\w*|dårleg\w*|fungerer " + _NOT + r"|fungerer dårl\w+",
    r"utfordringer?|utfordrende|utfordrande|problem(?:er|et|ene)?|vansker|negativt? miljø",
)

# --- a cause, blame or a solution inside? ---------------------------------------------------

UNKNOWN = re.compile(
    r"(?:ve[it]t? " + _NOT + r"|forstår " + _NOT + r"|usikre? på|lurer på|uvisst|uklart|ukjent)"
    r"[^.!?;]{0,25}$"
)
CAUSE = words(
    r"fordi(?: at)?",
    r"skyldes|skuldast|skyldast",
    r"på grunn av(?: at)?|pga\.?|p\.g\.a\.?|grunnet|grunna",
    r"årsak(?:en|a|er)? (?:er|til)|grunnen (?:er|til)",
    r"(?:siden|sidan) (?:de|dei|vi|han|hun|ho|det|barna|elev\w+|foreldre\w*|lærer\w*|lærar\w*|noen|nokon|ingen|mange)",
    r"ettersom",
    r"som (?:en )?følge av|som følgje av|konsekvens av|resultat av",
    r"kommer av(?: at)?|kjem av(?: at)?|bunner i|botnar i|har sammenheng med|henger sammen med|heng saman med",
    r"derfor(?: blir| er)|difor",
    r"noe som (?:gjør|fører)|som gjør at|fører til at",
    r"på bakgrunn av",
)
BLAME = words(
    r"slem(?:me|t)?|ufordragelig\w*|ufordrageleg\w*",
    r"(?:er|helt|heilt|blir) umulige?|umulig å (?:ha med å gjøre|styre|få til)|umoglege?",
    r"gidder(?: " + _NOT + r")?|gidd " + _NOT,
    r"orker " + _NOT,
    r"lat(?:e)?(?! som)|giddalaus\w*",
    r"frekk(?:e|t)?|uforskammet|respektløs\w*|respektlaus\w*|(?:har ingen|mangler|uten) respekt",
    r"uoppdrag\w+|bortskjemt\w*|oppdragelse\w*|(?:ikke|ikkje) lært hjemme|ikkje lært heime",
    r"trassige?|trasser|sta|egois\w+|manipuler\w+|oppmerksomhetssyk\w*",
    r"utager\w+|ondskapsfull\w*|er (?:så )?vanskelige?(?= og|[.!]|$)|aggressive?t?|voldelige?|problembarn\w*|problemelev\w*|atferdselev\w*",
    r"bråkmaker\w*|bråkmakar\w*|verstingen?e?|mobberen?e?|mobbaren|pøbler?",
    r"(?:bryr|brydde) seg " + _NOT,
    r"(?:tar|tek) " + _NOT + r" ansvar|tar ikke ansvaret",
    r"gjør ikke jobben|gjer ikkje jobben|gjør ikke nok|udugelig\w*|inkompeten\w+|somler",
    r"vanskelige (?:barn|elever|foreldre|gutter|jenter)|krevende (?:barn|elever|foreldre|gutter|jenter)",
    r"dårlige foreldre|hjemmeforhold\w*|heimeforhold\w*|ressurssvak\w*",
    r"(?:sin|deres|hans|hennes|dens) (?:feil|skyld)|skyld i|skylda",
    r"ødelegger (?:for|alt|hele|timen|undervisningen|leken)\w*|øydelegg",
    r"saboter\w+|provoserer\w*",
    r"vil bare ha oppmerksomhet|med vilje",
)
DIAGNOSIS = words(
    r"adhd|add|autis\w+|asperger\w*|tourettes?|dysleks\w+|dyslekt\w+|odd|ptsd",
    r"diagnos\w+|utviklingshem\w+|utviklingsforstyrr\w+|tilknytningsforstyrr\w+|atferdsvansk\w+|åtferdsvansk\w+",
    r"psykisk (?:syk\w*|lidelse\w*)|traum\w+|fasd?|angstlidelse\w*",
)
SOLUTION = words(
    r"vi (?:må|bør|burde|trenger|treng|skal|kan innføre|vil ha|vil innføre|ønsker (?:å|flere|mer))",
    r"bør|burde|skulle hatt|skulle hatt|skulle fått",
    r"(?:de voksne|dei vaksne|skolen|skulen|barnehagen|sfo|foreldrene|foreldra|ledelsen|leiinga|eleven|barnet|hun|ho|han|lærerne|lærarane|noen|nokon|alle|det) må",
    r"må (?:få|ha|innføre|lage|henvises|utredes|settes|bli flinkere|lære seg|begynne å)",
    r"treng(?:er)? (?:en|ei|et|eit) (?:\w+ )?(?:assistent|voksen|vaksen|plan|kurs|rutine|ressurs\w*|vikar|regel|samtale)",
    r"treng(?:er)? (?:flere|fleire|mer|meir|assistent|ressurser|ressursar|kurs|utredning|henvisning|spesialundervisning|tiltak|fast\w*|egen|eigen|tettere|klar\w*|tydelig\w*|tydeleg\w*|strengere)",
    r"mangler? (?:voksne|vaksne|folk|bemanning|ressurser|ressursar|assistent\w*|kurs|rutine\w*|regler|reglar|en plan|ein plan|et system)",
    r"manglende (?:rutine\w*|bemanning|ressurs\w*|struktur|regler)|mangel på (?:voksne|rutine\w*|ressurs\w*|struktur|regler|bemanning)",
    r"for få (?:voksne|vaksne|ansatte|tilsette|folk|lærere|lærarar|assistenter|assistentar|ressurser|hender)",
    r"for lite (?:bemanning|ressurser|ressursar|folk|tid|struktur|grensesetting)|for lav bemanning",
    r"løsning(?:en|a)? (?:er|blir)|løysinga er|tiltak(?:et)? (?:er|blir)",
)

# --- goals ---------------------------------------------------------------------------------

ACTIVITY = words(
    r"(?:vi|de voksne|dei vaksne|personalet|alle ansatte|lærerne) (?:skal|vil|bør|må|ønsker å|ynskjer å|prøver å|forsøker å)(?! (?:se|sjå|høre|høyre|merke|kunne))",
    r"målet er å",
    r"(?:jobbe|arbeide|arbeid) (?:videre |vidare |aktivt |mer |med|for|mot)\w*",
    r"(?:ha |økt |sette |større |mer )?fokus(?:ere)?(?: på)?",
    r"gjennomføre|innføre|utarbeide|iverksette|kartlegge|implementere|etablere|utvikle",
    r"lage (?:en|ei|et|ein|eit|nye|felles|gode)|sette i gang|setje i gang|holde kurs|halde kurs|ta i bruk",
    r"bli (?:flinkere|bedre|betre|flinkare|mer bevisst\w*) (?:til|på|med)?",
    r"øke kompetansen?|heve kompetansen|bevisstgjøre|bidra til",
)
STARTS_WITH_ACTIVITY = re.compile(
    r"^\W*(?:å |skape|redusere|minske|få ned|få (?:alle|elev|barn)|sikre|forebygge|hindre|stoppe|bedre |styrke|øke|fremme"
    r"|hjelpe|lære|snakke|ha (?:flere|mer|bedre|fokus|samtaler)|gi |være |følge|bruke|øve|trene|unngå|ta )"
)
COUNTABLE = re.compile(
    r"(?<!\w)(?:(?:minst|høyst|maks(?:imalt)?|færre enn|flere enn|fleire enn|under|over|mindre enn|mer enn)\s+)?"
    r"(?:\d+(?:[.,]\d+)?|" + _NUMBER + r")(?:\s*(?:%|prosent|av(?:\s+(?:\d+|" + _NUMBER + r"))?))?(?:\s+\w+)?"
    r"|(?<!\w)(?:alle|ingen|samtlige|hver dag|kvar dag|hver gang|kvar gong|hver uke|daglig|dagleg|halvparten|aldri)(?:\s+\w+)?"
)
NUMBER = re.compile(r"\d|(?<!\w)" + _NUMBER + r"(?!\w)|prosent|halvparten")
OBSERVABLE = words(
    r"forteller|fortel|sier|seier|svarer|svarar|viser|syner|spør|hilser|helsar|kaller|rekker opp",
    r"leker|leikar|deltar|deltek|blir med|er med|får være med|får vere med|inviterer|tar kontakt|tek kontakt",
    r"kommer|kjem|går|spiser|sitter|sit|kler|møter|begynner|byrjar|starter|startar|avslutter|leverer|rydder|ryddar|gjør ferdig",
    r"har (?:noen|nokon|en|ein|ei|minst|én|éin) (?:\w+ ){0,2}(?:å|som|hver|kvar)",
    r"varer|varar|bruker|brukar|velger|vel|snakker|snakkar|ler|hjelper|hjelper|venter|ventar|bytter|løser|løyser",
)
VAGUE_GOAL = words(
    r"bedre|betre|bedret|mer|meir|mindre|økt|auka|styrket|godt?|gode|positive?t?|trives|trivsel|trivst",
    r"trygg(?:e|t|ere|are|het|leik)?|opplever|føler|mestring|tilhørighet|samhold|motivert\w*|inkluder\w+|roligere|rolegare|hyggelig\w*|fin(?:e|t)?|respekt\w*|vennlig\w*|harmonisk\w*",
)
DATE_IN_TEXT = re.compile(
    r"(?<!\w)(?:uke|veke) \d{1,2}|\d{1,2}\. ?(?:\d{1,2}\.|jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)"
    r"|om (?:\d+|"
    + _NUMBER
    + r") (?:uke|veke|måned)|(?:innen|før|til) (?:jul|påske|sommer|vinterferie|høstferie)"
)

# --- names of persons ------------------------------------------------------------------------

# common given names that are not also words, so that one is noticed at the start of a sentence too
GIVEN_NAMES = frozenset(
    [
        "Emma",
        "Nora",
        "Olivia",
        "Ella",
        "Sofie",
        "Sofia",
        "Maja",
        "Ingrid",
        "Emilie",
        "Ida",
        "Amalie",
        "Leah",
        "Frida",
        "Astrid",
        "Hedda",
        "Mathilde",
        "Thea",
        "Sara",
        "Julie",
        "Hanna",
        "Hannah",
        "Jenny",
        "Selma",
        "Eline",
        "Mia",
        "Vilde",
        "Tuva",
        "Marie",
        "Anna",
        "Alma",
        "Elise",
        "Aurora",
        "Live",
        "Malin",
        "Mathea",
        "Linnea",
        "Jakob",
        "Lucas",
        "Lukas",
        "Emil",
        "Oskar",
        "Oliver",
        "William",
        "Filip",
        "Henrik",
        "Elias",
        "Noah",
        "Aksel",
        "Theodor",
        "Isak",
        "Magnus",
        "Mathias",
        "Markus",
        "Kristian",
        "Tobias",
        "Jonas",
        "Sander",
        "Jonathan",
        "Johannes",
        "Kasper",
        "Adrian",
        "Martin",
        "Sebastian",
        "Mohammed",
        "Muhammad",
        "Ali",
        "Ahmed",
        "Omar",
        "Yusuf",
        "Fatima",
        "Aisha",
        "Amina",
        "Maryam",
        "Zahra",
        "Layla",
        "Lars",
        "Ole",
        "Per",
        "Kari",
        "Anne",
        "Hanne",
        "Trine",
        "Silje",
        "Camilla",
        "Kjersti",
        "Marit",
        "Bjørn",
        "Knut",
        "Kristin",
        "Morten",
        "Thomas",
        "Håkon",
        "Sigurd",
        "Sverre",
        "Torstein",
        "Eirik",
        "Erik",
        "Fredrik",
        "Andreas",
    ]
)
NOT_A_NAME = frozenset(
    [
        "Norge",
        "Noreg",
        "Oslo",
        "Snapchat",
        "Tiktok",
        "TikTok",
        "Youtube",
        "YouTube",
        "Minecraft",
        "Roblox",
        "Fortnite",
        "Discord",
        "Instagram",
        "Teams",
        "Messenger",
        "Spekter",
        "Innblikk",
        "Klassetrivsel",
        "Pokemon",
        "Pokémon",
        "Lego",
        "Norsk",
        "Engelsk",
        "Matte",
        "Elevundersøkelsen",
        "Elevundersøkinga",
        "Foreldreundersøkelsen",
        "Udir",
        "Statped",
        "Barnevernet",
        "Helsestasjonen",
        "Læringsmiljøsenteret",
        "Zippy",
        "Vi",
        "Det",
        "De",
        "Dei",
        "Den",
        "Han",
        "Hun",
        "Ho",
        "Jeg",
        "Eg",
        "I",
        "Når",
        "Da",
        "Då",
        "Hva",
        "Kva",
        "Hvem",
        "Kven",
        "Hvor",
        "Kvar",
        "Hvordan",
        "Korleis",
    ]
)
INSTITUTION = re.compile(
    r"^[\s]*(?:skole|skule|barnehage|ungdomsskole|barneskole|sfo|kommune|oppvekst)\w*", re.I
)
BEFORE_A_PLACE = re.compile(
    r"(?:avdeling(?:en|a)?|gruppe|gruppa|klasse|basen?|rommet|huset|programmet|boka|appen|spillet|spelet)\s+«?$",
    re.I,
)
