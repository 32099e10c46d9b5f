"""Filters over the tables, and the rows, Arrow tables and pandas frames that pass them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policymine.dataset.schema import SORT_KEYS
from policymine.dataset.store import Dataset
from policymine.errors import DatasetError, UsageError
from policymine.records import Status
from policymine.text import edtf

NATION = frozenset({"nation", "china", "中国", "全国", "000000", "100000", "156"})


@dataclass(frozen=True)
class Filter:
    """What rows must meet; an empty field lets everything pass.

    ``indicator`` (figures) and ``type`` (events): a name, its beginning up to a dot, or a pattern with ``*``.
    ``place``: a GB/T 2260 code (with everything within it), a name, or "nation". ``level``: an administrative level.
    ``period``: EDTF; the row's period (or date) must end within it. ``document``: file name or document id, or its
    beginning, or a pattern with ``*``.

    Of events only: ``status`` (done, ongoing, planned), ``actor_kind`` (education, government, …; any of the acting
    bodies), ``background`` (True: only what the document reports as background, False: only its news), ``since`` and
    ``until`` (EDTF: the event may have happened from the first day of ``since``, up to the last day of ``until``;
    undated ones do not pass), ``text`` (words that stand in its span or actor, upper and lower case alike).
    """

    indicator: str | None = None
    type: str | None = None
    place: str | None = None
    level: str | None = None
    period: str | None = None
    document: str | None = None
    role: str | None = None
    min_confidence: float = 0.0
    status: str | None = None
    actor_kind: str | None = None
    background: bool | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None


def _pattern(name: str) -> str:
    """A regular expression (RE2) for a name with ``*`` and ``?``; without them, for the name and all below it."""
    if "*" in name or "?" in name:
        return "^" + "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in name) + "$"
    return f"^{re.escape(name)}(\\..*)?$"


def code_prefix(code: str) -> str:
    """The digits that a division shares with everything within it: 130000 gives 13, 130100 gives 1301."""
    for tail in ("0000", "00"):
        if code.endswith(tail) and len(code) == 6:
            return code.removesuffix(tail)
    return code


def _place_filter(place: str) -> Any:
    import pyarrow.dataset as ds

    wanted = place.strip()
    if wanted.lower() in NATION:
        return ds.field("admin_level") == "nation"
    if wanted.isascii() and wanted.isdigit():
        if len(wanted) not in (2, 4, 6):
            raise UsageError("PM404", "a code has 2, 4 or 6 digits", where=place)
        return _starts("adcode", code_prefix(wanted))
    code = place_code(wanted)
    if code is not None:
        return _starts("adcode", code_prefix(code))
    return _matches("place", f"(?i)(^|[^a-z]){re.escape(wanted)}")


def _starts(column: str, prefix: str) -> Any:
    import pyarrow.compute as pc

    return pc.starts_with(pc.field(column), prefix)


def _matches(column: str, pattern: str) -> Any:
    import pyarrow.compute as pc

    return pc.match_substring_regex(pc.field(column), pattern)


def place_code(name: str) -> str | None:
    """The code of the division of that name, the highest level first; None where there is none.

    Raises ``UsageError`` PM404, with the codes, where divisions of one level share the name.
    """
    from policymine.geography import divisions

    found = divisions.search(name)
    current = [row for row in found if row.valid_to is None] or list(found)
    codes = sorted({row.adcode for row in current if row.level is current[0].level}) if current else []
    if len(codes) > 1:
        listed = ", ".join(divisions.display_name(code) + f" = {code}" for code in codes[:6])
        raise UsageError("PM404", f"{len(codes)} have the name: {listed}", where=name, remedy="Give the code.")
    return codes[0] if codes else None


def _expression(dataset: Dataset, table: str, wanted: Filter) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    parts = []
    if wanted.indicator and table == "figures":
        parts.append(_matches("indicator", _pattern(wanted.indicator)))
    if wanted.type and table == "events":
        parts.append(_matches("type", _pattern(wanted.type)))
    if wanted.role and table == "figures":
        parts.append(ds.field("role") == wanted.role)
    if wanted.place:
        parts.append(_place_filter(wanted.place))
    if wanted.level and wanted.level != "any":
        parts.append(ds.field("admin_level") == wanted.level)
    if wanted.document:
        by_id = _starts("doc_id", wanted.document)
        exact = wanted.document
        parts.append(_matches("doc", _pattern(exact)) | _starts("doc", exact) | by_id)
    if wanted.min_confidence:
        parts.append(ds.field("confidence") >= wanted.min_confidence)
    if table == "events":
        parts += _event_parts(dataset, wanted)
    if wanted.period:
        column = "date" if table == "events" else "period"
        if not edtf.is_valid(wanted.period):
            raise UsageError("PM405", "a period is EDTF: 2022, 2022-07, 2022-01/2022-06", where=wanted.period)
        known = dataset.source(table).to_table(columns=[column])[column].unique().to_pylist()
        inside = [period for period in known if ends_within(period, wanted.period)]
        parts.append(pc.field(column).isin(pa.array(inside, pa.string())))
    if not parts:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


def _event_parts(dataset: Dataset, wanted: Filter) -> list[Any]:
    """Parts of the expression that hold for events only. Raises ``UsageError`` PM405."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    parts = []
    if wanted.status:
        allowed = [status.value for status in Status]
        if wanted.status not in allowed:
            raise UsageError("PM405", f"one of {', '.join(allowed)}", where=f"--status {wanted.status}")
        parts.append(ds.field("status") == wanted.status)
    if wanted.text:
        words = re.escape(wanted.text)
        parts.append(
            _matches("quote", f"(?i){words}") | (pc.field("actor").is_valid() & _matches("actor", f"(?i){words}"))
        )
    if wanted.since or wanted.until:
        for name, edge in (("--since", wanted.since), ("--until", wanted.until)):
            if edge and not edtf.is_valid(edge):
                raise UsageError("PM405", "a date is EDTF: 2022, 2022-07, 2022-07-19", where=f"{name} {edge}")
        known = dataset.source("events").to_table(columns=["date"])["date"].unique().to_pylist()
        inside = [date for date in known if may_lie_between(date, wanted.since, wanted.until)]
        parts.append(pc.field("date").isin(pa.array(inside, pa.string())))
    if wanted.actor_kind or wanted.background is not None:
        found = dataset.source("events").to_table(columns=["event_id", "args"])
        keys = [
            key
            for key, args in zip(found["event_id"].to_pylist(), found["args"].to_pylist(), strict=True)
            if _has(args or (), wanted.actor_kind, wanted.background)
        ]
        parts.append(pc.field("event_id").isin(pa.array(keys, pa.string())))
    return parts


def _has(args: Iterable[Mapping[str, str]], actor_kind: str | None, background: bool | None) -> bool:
    said = {pair["name"]: pair["value"] for pair in args}
    if background is not None and (said.get("standing") == "background") is not background:
        return False
    kinds = {said.get("actor_kind"), *said.get("actor_other_kinds", "").split(", ")}
    return actor_kind is None or actor_kind in kinds


def may_lie_between(period: str | None, since: str | None, until: str | None) -> bool:
    """Whether the period has a day from the first of ``since`` to the last of ``until``; an unknown date has none."""
    if not edtf.is_valid(period):
        return False
    first, last = edtf.first_day(period) or date.min, edtf.last_day(period) or date.max
    return (since is None or last >= (edtf.first_day(since) or date.min)) and (
        until is None or first <= (edtf.last_day(until) or date.max)
    )


def ends_within(period: str | None, window: str) -> bool:
    """Whether the period's last day lies in the window: ``2021-07/2022-07-19`` ends within 2022 and 2022-07."""
    end = edtf.last_day(period)
    if end is None:
        return False
    first, last = edtf.first_day(window) or date.min, edtf.last_day(window) or date.max
    return first <= end <= last


def arrow(dataset: Dataset, table: str, wanted: Filter | None = None, columns: Sequence[str] | None = None) -> Any:
    """Rows of a table that pass the filter, as an Arrow table in the order of the export."""
    source = dataset.source(table)
    expression = None if wanted is None else _expression(dataset, table, wanted)
    names = None if columns is None else list(dict.fromkeys([*columns, *SORT_KEYS[table]]))
    found = source.to_table(filter=expression, columns=names)
    found = found.sort_by([(key, "ascending") for key in SORT_KEYS[table]])
    return found if columns is None else found.select(list(columns))


def rows(dataset: Dataset, table: str, wanted: Filter | None = None) -> list[dict[str, Any]]:
    """Rows of a table that pass the filter, as dictionaries."""
    found: list[dict[str, Any]] = arrow(dataset, table, wanted).to_pylist()
    return found


def frame(dataset: Dataset, table: str, wanted: Filter | None = None) -> Any:
    """Rows of a table that pass the filter, as a pandas frame: decimals as float64, nested columns as lists."""
    import pyarrow as pa

    found = arrow(dataset, table, wanted)
    for position, column in enumerate(found.schema):
        if pa.types.is_decimal(column.type):
            # By way of its digits: the direct cast gives 90.10000000000001 for 90.1.
            nearest = found[column.name].cast(pa.string()).cast(pa.float64())
            found = found.set_column(position, column.name, nearest)
    return found.to_pandas()


def find_figure(dataset: Dataset, figure_id: str) -> dict[str, Any]:
    """The figure whose id is, or alone begins with, ``figure_id``. Raises ``DatasetError`` PM307."""
    wanted = figure_id.strip()
    found = dataset.source("figures").to_table(filter=_starts("figure_id", wanted)).to_pylist() if wanted else []
    exact = [row for row in found if row["figure_id"] == wanted]
    ids = sorted({row["figure_id"] for row in exact or found})
    if len(ids) == 1:
        return next(row for row in found if row["figure_id"] == ids[0])
    detail = f"{len(ids)} begin so: {', '.join(ids[:5])}" if ids else ""
    raise DatasetError("PM307", detail, where=figure_id)


def by_ids(dataset: Dataset, figure_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Figures by id; ids that are not there are left out."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    wanted = pa.array(list(figure_ids), pa.string())
    found = dataset.source("figures").to_table(filter=ds.field("figure_id").isin(wanted))
    return {row["figure_id"]: row for row in found.to_pylist()}


def counts(dataset: Dataset, table: str, column: str) -> dict[str | None, int]:
    """How often each value of a column stands there."""
    import pyarrow.compute as pc

    values = dataset.source(table).to_table(columns=[column])[column]
    return {entry["values"]: entry["counts"] for entry in pc.value_counts(values).to_pylist()}
