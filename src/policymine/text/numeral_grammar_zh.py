"""The grammar of Chinese numerals: tokens, and the value that they make.

Arabic digits (half or full width) may mix with Chinese characters: 25万6千, 3万4000, 1,100万. Conventions: a last digit
after a unit stands one place below it (二百五 = 250, 九万四 = 94,000); 多, 余 and 几 leave the value as it is; a run of
bare digits is positional (二〇二二 = 2022). They are those of everyday Chinese as GB/T 15835-2011 describes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from policymine.data import load_yaml

_DATA = load_yaml("numerals_zh.yaml")
DIGITS: dict[str, int] = _DATA["digits"]
UNITS: dict[str, int] = _DATA["units"]
SCALES: dict[str, int] = _DATA["scales"]
BLUR = "".join(_DATA["blur"])
POINTS = "".join(_DATA["point"])
_NEGATIVE = "".join(_DATA["negative"])
_HALF: str = _DATA["half"]
_DOZEN: str = _DATA["dozen"]
FORMAL_WORDS = frozenset(_DATA["formal_words"])

DIGIT_CHARS = "".join(DIGITS)
UNIT_CHARS = "".join(UNITS)
SCALE_CHARS = "".join(SCALES)

_WIDE = str.maketrans("０１２３４５６７８９，．％－＋／ｋＫ", "0123456789,.%-+/kK")

# 廿三, 卅: old characters for the tens.
OLD_TENS = {"廿": 20, "卅": 30, "卌": 40}
_OLD_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})

# Numerals longer than this are no numbers of a policy text; reading them exactly would cost more than linear time.
MAX_DIGITS = 40
MAX_CHARS = 200

_TOKEN = re.compile(
    r"(?P<arabic>(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+|\.[0-9]++)"
    rf"|(?P<digit>[{DIGIT_CHARS}])|(?P<unit>[{UNIT_CHARS}])|(?P<scale>[{SCALE_CHARS}])"
    rf"|(?P<blur>[{BLUR}])|(?P<point>[{POINTS}])|(?P<over>分[ \t]{{0,3}}之)|(?P<and>又)"
    rf"|(?P<negative>[{_NEGATIVE}])|(?P<half>{_HALF})|(?P<dozen>{_DOZEN})|(?P<slash>/)|(?P<blank>[ \t]{{1,3}})"
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    start: int
    end: int
    text: str


def narrow(text: str) -> str:
    """``text`` with full-width digits and number signs made half-width; the length stays the same."""
    return text.translate(_WIDE)


def parse_numeral_zh(numeral: str) -> Decimal | None:
    """Value of one numeral (blanks around and inside are allowed), or ``None`` where it is not one.

    >>> parse_numeral_zh("25万6千"), parse_numeral_zh("三分之二").quantize(Decimal("0.01"))
    (Decimal('256000'), Decimal('0.67'))
    """
    if len(numeral) > MAX_CHARS:
        return None
    text = narrow(unicodedata.normalize("NFKC", numeral)).strip().translate(_OLD_TENS)
    sign = Decimal(1)
    if text[:1] in ("-", "+"):
        sign, text = Decimal(-1 if text[0] == "-" else 1), text[1:]
    tokens = tokens_at(text, 0, len(text))
    if not tokens:
        return None
    read = read_number(tokens, 0)
    if read is None or read[1] != len(tokens):
        return None
    return sign * read[0]


def tokens_at(text: str, start: int, end: int) -> list[Token]:
    """Tokens from ``start`` as far as they go without a gap."""
    out: list[Token] = []
    while start < end and (match := _TOKEN.match(text, start, end)):
        out.append(Token(match.lastgroup or "", match.start(), match.end(), match.group()))
        start = match.end()
    return out


def read_number(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    """Value of the numeral at token ``at`` and the index after it: sign, whole part, 又 fraction, 分之 fraction."""
    sign = Decimal(1)
    if tokens[at].kind == "negative":
        sign, at = Decimal(-1), at + 1
    read = read_plain(tokens, at)
    if read is None:
        return None
    value, at = read
    after = skip_blank(tokens, at)
    kind = tokens[after].kind if after < len(tokens) else ""
    if kind == "and":
        rest = _read_fraction(tokens, skip_blank(tokens, after + 1))
        if rest is not None:
            return sign * (value + rest[0]), rest[1]
    elif kind == "over":
        top = _read_top(tokens, after + 1, value)
        if top is not None:
            return sign * top[0], top[1]
    elif kind == "slash" and after == at:
        top = _read_arabic(tokens, at + 1)
        if top is not None and top[0]:
            with localcontext(prec=30):
                return sign * value / top[0], top[1]
    elif kind == "arabic" and after > at and tokens[at - 1].kind == "arabic":
        rest = _read_slash(tokens, after)  # "4 1/3"
        if rest is not None:
            return sign * (value + rest[0]), rest[1]
    return sign * value, at


def _read_fraction(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    if at >= len(tokens):
        return None
    below = read_plain(tokens, at)
    if below is None:
        return None
    after = skip_blank(tokens, below[1])
    if after >= len(tokens) or tokens[after].kind != "over":
        return None
    return _read_top(tokens, after + 1, below[0])


def _read_top(tokens: Sequence[Token], at: int, below: Decimal) -> tuple[Decimal, int] | None:
    at = skip_blank(tokens, at)
    sign = Decimal(1)
    if at < len(tokens) and tokens[at].kind == "negative":
        at += 1  # 负三分之负五: the two signs are one in the reading of the outside cases
        sign = Decimal(-1)
    top = read_plain(tokens, at) if at < len(tokens) else None
    if top is None or not below:
        return None
    with localcontext(prec=30):
        return sign * top[0] / below, top[1]


def _read_slash(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    if at + 2 < len(tokens) and tokens[at + 1].kind == "slash":
        below = _read_arabic(tokens, at + 2)
        if below is not None and below[0]:
            with localcontext(prec=30):
                return Decimal(tokens[at].text.replace(",", "")) / below[0], below[1]
    return None


def _read_arabic(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    if at < len(tokens) and tokens[at].kind == "arabic" and len(tokens[at].text) <= MAX_DIGITS:
        return Decimal(tokens[at].text.replace(",", "")), at + 1
    return None


def skip_blank(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].kind == "blank" else at


WHOLE = frozenset(("arabic", "digit", "unit", "scale", "blur", "half"))


def read_plain(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    """A whole number with its decimals: 四百五十, 25万6千, 六十九点五."""
    begin, last = at, None
    run: list[Token] = []
    while at < len(tokens):
        here = skip_blank(tokens, at)
        if here >= len(tokens) or tokens[here].kind not in WHOLE:
            break
        token = tokens[here]
        if run and last is not None and not _may_follow(last, token, here > at):
            break
        if len(run) > MAX_DIGITS:
            return None
        if not run and token.kind == "blur" and token.text in "多余餘":
            break
        run.append(token)
        last = token
        at = here + 1
    while run and run[-1].kind == "blur":
        run.pop()
        at = _index_after(tokens, begin, run)
    value = _whole(run)
    if value is None:
        return None
    here = skip_blank(tokens, at)
    if here < len(tokens) and tokens[here].kind == "point" and run[-1].kind != "arabic":
        decimals, after = _decimals(tokens, here + 1)
        if decimals:
            return value + Decimal(f"0.{decimals}"), after
    return value, at


def _index_after(tokens: Sequence[Token], begin: int, run: Sequence[Token]) -> int:
    if not run:
        return begin
    at = begin
    while tokens[at] is not run[-1]:
        at += 1
    return at + 1


def _may_follow(last: Token, token: Token, gap: bool) -> bool:
    """Whether two parts belong to one numeral. A gap is bridged only where one of them is a unit."""
    units = ("unit", "scale")
    if gap and last.kind not in units and token.kind not in units and "blur" not in (last.kind, token.kind):
        return False
    if token.kind == "arabic":
        return last.kind in units or last.text in "零〇"
    if last.kind == "arabic":
        return token.kind in units or token.kind == "blur"
    return True


def _decimals(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    out = ""
    while len(out) < MAX_DIGITS:
        here = skip_blank(tokens, at)
        if here >= len(tokens) or tokens[here].kind != "digit":
            break
        out += str(DIGITS[tokens[here].text])
        at = here + 1
    return out, at


def _whole(run: Sequence[Token]) -> Decimal | None:
    """Value of digits, units and scales. ``None`` where they make no number (万万, 多, 几)."""
    if not run or len(run) > MAX_DIGITS:
        return None
    if all(token.kind == "digit" for token in run):
        return Decimal("".join(str(DIGITS[token.text]) for token in run))
    if run[0].kind == "half":
        return _half(run)
    if all(token.kind in ("scale", "blur") for token in run):
        return None
    parts: list[tuple[Decimal, int]] = []  # finished groups with their scale
    group, digit, unit, zero, digits = Decimal(0), None, 1, False, 0
    for token in run:
        digits = digits + 1 if token.kind == "digit" else 0 if token.kind == "arabic" else digits
        if token.kind == "arabic":
            if len(token.text) > MAX_DIGITS:
                return None
            digit = Decimal(token.text.replace(",", ""))
            zero = zero or len(token.text) > 1
        elif token.kind == "digit":
            value = DIGITS[token.text]
            if value == 0:
                zero = True
            digit = value + (digit * 10 if digit is not None else Decimal(0))
        elif token.kind == "unit":
            before, unit = unit, UNITS[token.text]
            if (digit is None and group and not zero and unit >= before) or (
                digit is not None and digit > 10 and digits > 1
            ):
                return None  # 五十千, 二三十
            group += (digit or 1) * unit
            digit, zero, digits = None, False, 0
        elif token.kind == "scale":
            unit = SCALES[token.text]
            group += digit or 0
            while parts and parts[-1][1] <= unit:
                if parts[-1][1] == unit and group:
                    return None  # 三万五万 is two numbers
                group += parts.pop()[0]
            parts.append((group * unit, unit))
            group, digit, zero, digits = Decimal(0), None, False, 0
    if digit is not None:
        group += digit if zero or unit == 1 else digit * unit / 10
    return sum((part for part, _ in parts), group)


def _half(run: Sequence[Token]) -> Decimal | None:
    value = Decimal("0.5")
    for token in run[1:]:
        if token.kind not in ("unit", "scale"):
            return None
        value *= UNITS.get(token.text) or SCALES[token.text]
    return value
