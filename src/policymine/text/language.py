"""Which of the languages that the package reads a text is in."""

from __future__ import annotations

import re
from collections import Counter

from policymine.records import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9d]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_LETTER = re.compile(r"[^\W\d_]+")
# One Chinese character carries about as much as this many letters of English, so that a bilingual text is judged by content.
_LETTERS_A_CHARACTER = 2.5
# Japanese prose is 40-60 % kana, its headlines rarely below 20 %; Chinese with Japanese brand names stays under 5 %.
_KANA_SHARE = 0.12
_SAMPLE = 6000
_WORDS = 800

# The commonest words of written English and of the languages that share its script, from their frequency lists
# (Leipzig Corpora Collection, news); words that two of the languages share count for both.
_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in for is on that with as was by are at from it be has have will this an its which or not their after "
        "been more were all also than".split()
    ),
    "fr": frozenset(
        "le la les de des du et un une en que qui dans est pour au aux sur pas par plus avec ce sont il elle ont".split()
    ),
    "de": frozenset(
        "der die das und in zu den von mit ist des sich auf für im dem nicht ein eine als auch es an werden wird".split()
    ),
    "es": frozenset(
        "de la que el en y los del se las por un para con una su al lo como más pero sus le ha este".split()
    ),
    "it": frozenset(
        "di che il la e è per un in non una sono del della con si da dei nel alla più le i gli ha anche".split()
    ),
    "pt": frozenset(
        "de que o a e do da em um para com não uma os no se na por mais as dos como foi ao ele das à".split()
    ),
    "nl": frozenset(
        "de van het een en in is dat op te zijn met voor niet aan er om ook als maar door bij uit naar".split()
    ),
    "vi": frozenset(
        "và của là có các được cho trong không một những với đã người này khi đến ra để ở về vào năm".split()
    ),
    "id": frozenset(
        "yang dan di dari untuk dengan pada ini itu tidak dalam akan juga oleh ke telah para bisa karena".split()
    ),
    "pl": frozenset("w i na z się do nie że jest o to za od po jak przez dla są ale tym oraz".split()),
    "tr": frozenset("ve bir bu da de için ile olarak olan daha çok gibi ne kadar sonra en olduğu ise".split()),
    "pinyin": frozenset("de shi zai he le bu zhong you wei yu dao ji dui jiao yu xue xiao".split()),
}


def detect_language(text: str) -> Language:
    """``ZH`` (simplified or traditional), ``EN`` or ``OTHER``, from scripts first and function words second.

    At most 18,000 characters (start, middle, end) are looked at, so the cost does not grow with the text. Text without
    any letter is ``OTHER``.
    """
    sample = _sample(text)
    han = _count(_HAN, sample)
    kana = _count(_KANA, sample)
    latin = _count(_LATIN, sample)
    letters = _count(_LETTER, sample)
    if letters == 0:
        return Language.OTHER
    foreign = letters - han - kana - latin  # Hangul, Cyrillic, Arabic, Tibetan, Uyghur, …
    if kana > _KANA_SHARE * (han + kana) and kana * _LETTERS_A_CHARACTER > latin * 0.2:
        return Language.OTHER
    if foreign > max(han * 0.5, latin / _LETTERS_A_CHARACTER * 0.5):
        return Language.OTHER
    if han * _LETTERS_A_CHARACTER >= latin:
        return Language.ZH
    return Language.EN if _is_english(sample) else Language.OTHER


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _count(pattern: re.Pattern[str], sample: str) -> int:
    return sum(map(len, pattern.findall(sample)))


def _is_english(sample: str) -> bool:
    """English unless another Latin-script language has more of its function words in the text.

    A text too short to hold any (a headline, a list of names) is taken as English if it is plain ASCII.
    """
    words = Counter(word.lower() for word in _LATIN.findall(sample)[:_WORDS])
    if not words:
        return False
    hits = {name: sum(n for word, n in words.items() if word in known) for name, known in _FUNCTION_WORDS.items()}
    english = hits.pop("en")
    best = max(hits.values())
    accented = sum(n for word, n in words.items() if not word.isascii())
    if english == 0 and best == 0:
        return accented <= 0.1 * words.total()
    return english >= best and english * 3 >= accented
