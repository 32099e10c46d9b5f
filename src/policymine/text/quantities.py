"""Quantities of a text in either language."""

from __future__ import annotations

from policymine.records import Language, Quantity, Rejected


def find_quantities(
    text: str, language: Language, start: int = 0, end: int | None = None
) -> tuple[list[Quantity], list[Rejected]]:
    """Number expressions of ``text[start:end]`` that count or measure something, and those that do not, with the reason.

    Offsets are into ``text``. Chinese text is read by the Chinese reader, everything else by the English one.
    """
    if language is Language.ZH:
        from policymine.text.quantities_zh import find_quantities_zh

        return find_quantities_zh(text, start, end)
    from policymine.text.quantities_en import find_quantities_en

    return find_quantities_en(text, start, end)
