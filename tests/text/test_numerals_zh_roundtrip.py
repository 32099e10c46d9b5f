"""Every number, written in every way that people write it, reads as itself."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from policymine.text.numerals_zh import find_numbers_zh, parse_numeral_zh
from policymine.text.quantities_zh import find_quantities_zh

_DIGITS, _FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_UNITS, _FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
WHOLE = st.one_of(st.integers(1, 9999), st.integers(1, 10**8 - 1), st.integers(1, 10**12 - 1))


def _group(n: int, digits: str, units: tuple[str, ...]) -> str:
    out, zero = "", False
    for place in (3, 2, 1, 0):
        d = n // 10**place % 10
        if d == 0:
            zero = bool(out)
        else:
            out += ("零" if zero else "") + digits[d] + units[place]
            zero = False
    return out


def spell(n: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """The Chinese numeral of ``n`` below 10^12, with 零 wherever a place is passed over."""
    out = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, n = divmod(n, scale)
        if part:
            out += ("零" if out and part < 1000 else "") + _group(part, digits, units) + word
    return out


@given(WHOLE)
def test_chinese_and_formal_numerals_read_back(n: int) -> None:
    plain = spell(n)
    assert parse_numeral_zh(plain) == n
    assert parse_numeral_zh(spell(n, _FORMAL, _FORMAL_UNITS)) == n
    if plain.startswith("一十"):
        assert parse_numeral_zh(plain[1:]) == n


@given(WHOLE)
def test_arabic_numerals_read_back(n: int) -> None:
    full = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (str(n), f"{n:,}", full):
        (found,) = find_numbers_zh(f"共{written}人")
        assert found.value == n


@given(st.decimals("0.01", "9999.99", places=2), st.sampled_from([("万", 4), ("亿", 8), ("万亿", 12)]))
def test_scaled_amounts_are_figures_in_yuan(mantissa: Decimal, scale: tuple[str, int]) -> None:
    text = f"投入资金{mantissa}{scale[0]}元。"
    (figure,) = find_quantities_zh(text)[0]
    assert figure.value == mantissa * 10 ** scale[1]
    assert figure.unit == "yuan"


@given(st.integers(1, 99), st.integers(0, 9))
def test_percentages_in_words_and_signs_agree(whole: int, tenth: int) -> None:
    value = Decimal(f"{whole}.{tenth}")
    words = f"百分之{spell(whole)}" + (f"点{_DIGITS[tenth]}" if tenth else "")
    for written in (f"{value}%", f"{value}％", words, f"{value * 10}‰"):
        (figure,) = find_quantities_zh(f"覆盖率达到{written}。")[0]
        assert figure.value == value
        assert figure.unit == "percent"


@given(st.integers(1, 998), st.integers(1, 500))
def test_ranges_keep_both_ends(low: int, more: int) -> None:
    for joint in ("至", "到", "-", "—", "～"):
        (figure,) = find_quantities_zh(f"每人补助{low}元{joint}{low + more}元。")[0]
        assert (figure.value, figure.value_max) == (low, low + more)


@given(st.integers(1, 999), st.integers(1, 9), st.integers(1, 9))
def test_yuan_jiao_fen_are_one_amount(yuan: int, jiao: int, fen: int) -> None:
    (figure,) = find_quantities_zh(f"午餐每份{yuan}元{jiao}角{fen}分。")[0]
    assert figure.value == Decimal(f"{yuan}.{jiao}{fen}")
