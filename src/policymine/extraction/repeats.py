"""Figures that a headline, deck, subheading or later paragraph states again: rows of their own, linked with same_as."""

from __future__ import annotations

from dataclasses import replace

from policymine.records import Figure, SectionKind


def link_repeats(figures: list[Figure]) -> list[Figure]:
    """``figures`` with ``same_as`` set on repeats: equal value, unit, place and indicator (or counted noun).

    The statement in the body is the original, the earliest where there are several.
    """
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        name = figure.indicator or (figure.head.lower() if figure.head else None)
        if name is not None:
            key = (name, figure.value, figure.value_max, figure.unit, figure.adcode, figure.period)
            groups.setdefault(key, []).append(figure)
    origin: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            first = min(group, key=lambda f: (f.section is not SectionKind.BODY, f.start))
            origin.update({f.figure_id: first.figure_id for f in group if f is not first})
    return [replace(f, same_as=origin[f.figure_id]) if f.figure_id in origin else f for f in figures]
