"""Which of the parts of a text holds an offset: sentences, sections, whatever has a start and an end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Spanned)


def span_at(spans: Sequence[T], offset: int) -> T | None:
    """The one of ``spans``, in order and none over another, with ``start <= offset < end``; None between them."""
    i = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return spans[i] if i >= 0 and offset < spans[i].end else None
