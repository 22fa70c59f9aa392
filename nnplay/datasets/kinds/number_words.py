"""The numbers from 1 to 99 as words of six languages, made by each language's rules of counting."""

from __future__ import annotations

from nnplay.i18n import N_

LANGUAGES = (N_("Dutch"), N_("English"), N_("French"), N_("German"), N_("Italian"), N_("Spanish"))

MOST = 99


def _split(text: str) -> list[str]:
    return text.split()


_DUTCH_ONES = _split("nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
                     "zestien zeventien achttien negentien")  # fmt: skip
_DUTCH_TENS = _split("- - twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_ENGLISH_ONES = _split("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
                       "sixteen seventeen eighteen nineteen")  # fmt: skip
_ENGLISH_TENS = _split("- - twenty thirty forty fifty sixty seventy eighty ninety")
_FRENCH_ONES = _split("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
                      "dix-sept dix-huit dix-neuf")  # fmt: skip
_FRENCH_TENS = _split("- - vingt trente quarante cinquante soixante")
_GERMAN_ONES = _split("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
                      "sechzehn siebzehn achtzehn neunzehn")  # fmt: skip
_GERMAN_TENS = _split("- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_ITALIAN_ONES = _split("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
                       "quindici sedici diciassette diciotto diciannove")  # fmt: skip
_ITALIAN_TENS = _split("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_SPANISH_ONES = _split("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
                       "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
                       "veinticinco veintiséis veintisiete veintiocho veintinueve")  # fmt: skip
_SPANISH_TENS = _split("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")


def _dutch(number: int) -> str:
    if number < 20:
        return _DUTCH_ONES[number]
    tens, ones = _DUTCH_TENS[number // 10], _DUTCH_ONES[number % 10]
    # After an e, the e of "en" gets two dots, so that it is read on its own.
    return ones + ("ën" if ones.endswith("e") else "en") + tens if number % 10 else tens


def _english(number: int) -> str:
    if number < 20:
        return _ENGLISH_ONES[number]
    return _ENGLISH_TENS[number // 10] + (f"-{_ENGLISH_ONES[number % 10]}" if number % 10 else "")


def _french(number: int) -> str:
    if number < 20:
        return _FRENCH_ONES[number]
    if number == 80:
        return "quatre-vingts"
    # 70 is sixty and ten, 90 is four times twenty and ten.
    tens = "quatre-vingt" if number > 80 else _FRENCH_TENS[min(number // 10, 6)]
    rest = number - 80 if number > 80 else number - 10 * min(number // 10, 6)
    if not rest:
        return tens
    return f"{tens} et {_FRENCH_ONES[rest]}" if rest in (1, 11) and number < 80 else f"{tens}-{_FRENCH_ONES[rest]}"


def _german(number: int) -> str:
    if number < 20:
        return _GERMAN_ONES[number]
    tens, ones = _GERMAN_TENS[number // 10], number % 10
    return f"{'ein' if ones == 1 else _GERMAN_ONES[ones]}und{tens}" if ones else tens


def _italian(number: int) -> str:
    if number < 20:
        return _ITALIAN_ONES[number]
    tens, ones = _ITALIAN_TENS[number // 10], number % 10
    if ones in (1, 8):  # before a vowel the last one of the tens is left out
        tens = tens[:-1]
    return tens + ("tré" if ones == 3 else _ITALIAN_ONES[ones] if ones else "")


def _spanish(number: int) -> str:
    if number < 30:
        return _SPANISH_ONES[number]
    return _SPANISH_TENS[number // 10] + (f" y {_SPANISH_ONES[number % 10]}" if number % 10 else "")


_SPELL = dict(zip(LANGUAGES, (_dutch, _english, _french, _german, _italian, _spanish), strict=True))


def spelled(number: int, language: str) -> str:
    """A number from 1 to 99 in words.

    Args:
        number: Which.
        language: One of `LANGUAGES`.
    """
    return _SPELL[language](number)


def all_words() -> tuple[list[str], list[int]]:
    """All words, and the place of each one's language in `LANGUAGES`."""
    words, labels = [], []
    for label, language in enumerate(LANGUAGES):
        for number in range(1, MOST + 1):
            words.append(spelled(number, language))
            labels.append(label)
    return words, labels
