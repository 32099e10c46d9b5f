"""Traditional to simplified characters, one for one: offsets into the text stay what they are."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

_TELLING: Final = frozenset("們個這來時國會學對業務實現發開關為與區縣機構據員達萬億從過進還將應經濟費報導號條題")
"""Frequent characters that only traditional text writes: three different ones decide, where names (於, 乾) do not."""

_LOOKED_AT: Final = 4000
"""Characters of a text that are looked at: a traditional text shows its script in any sentence."""


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters."""
    return len(_TELLING.intersection(text[:_LOOKED_AT])) >= 3


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _table() -> dict[int, str]:
    """Every character of the CJK blocks whose simplified form is another single character (OpenCC's table t2s)."""
    blocks = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF))
    convert = _converter().convert
    found = {}
    for first, last in blocks:
        for code in range(first, last + 1):
            simple = convert(chr(code))
            if len(simple) == 1 and simple != chr(code):
                found[code] = simple
    return found


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length. Text that is simplified already comes back unchanged."""
    return text.translate(_table())
