"""Offsets of other programs: code points as everywhere here, or the UTF-16 units of a browser's strings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from policymine.errors import InputError

_ASTRAL = 0x10000  # from here on a character takes two UTF-16 units


class Utf16:
    """Conversion between code points and UTF-16 units of one text."""

    def __init__(self, text: str) -> None:
        self._at = [i for i, char in enumerate(text) if ord(char) >= _ASTRAL]
        self._units = [i + n for n, i in enumerate(self._at)]

    def units(self, point: int) -> int:
        """The offset in UTF-16 units of the code point offset ``point``."""
        return point + bisect_left(self._at, point)

    def points(self, unit: int) -> int:
        """The code point offset of ``unit``; one inside a character is taken as that character's beginning."""
        before = bisect_right(self._units, unit)
        if before and self._units[before - 1] + 1 == unit:
            return self._at[before - 1]
        return unit - before if not before or self._units[before - 1] != unit else self._at[before - 1]


def place_in(text: str, seen: str, where: str) -> Callable[[int, int], tuple[int, int]]:
    r"""From a span in ``seen``, the text as a tool gives it back, to the one in ``text`` as it was sent.

    A tool may take ``\r\n`` for ``\n`` or leave out blanks at the ends. Raises InputError PM106 where more was changed.
    """
    if seen == text:
        return lambda start, end: (start, end)
    every = list(range(len(text)))
    for kept in (every, [i for i in every if text[i] != "\r" or text[i + 1 : i + 2] != "\n"]):
        told = "".join(text[i] for i in kept)
        begin, end = len(told) - len(told.lstrip()), len(told.rstrip())
        for a, b in ((0, len(told)), (begin, end), (0, end), (begin, len(told))):
            if told[a:b] == seen:
                places = kept[a:b]

                def place(start: int, end: int, places: list[int] = places) -> tuple[int, int]:
                    if not 0 <= start < end <= len(places):
                        return -1, -1
                    return places[start], places[end - 1] + 1

                return place
    raise InputError(
        "PM106", "the text is not the one that was exported", where=where, remedy="Export it again and annotate that."
    )
