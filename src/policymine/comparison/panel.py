"""The panel: indicator × place × period, each cell with its value, how it was chosen, and its evidence.

Built in DuckDB from the figures' columns (``gather``: candidates and their keys; ``choosing``: the rules; ``rollup``: sums
of parts); Python records are made for the cells that are looked at only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from policymine.comparison import rules
from policymine.comparison.cells import Cell, Evidence, read_cell
from policymine.comparison.gather import EVERY, Scope, gather
from policymine.comparison.kinds import Meaning, meanings
from policymine.dataset.rows import plain
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.geography import divisions
from policymine.records import Bound
from policymine.text import edtf

LEVELS: Final = ("nation", "province", "prefecture", "county", "any")

COLUMNS: Final = (
    *("indicator", "adcode", "place", "level", "cell_period", "value", "value_max", "bound", "unit", "role", "period"),
    *("stage", "status", "chosen_by", "reports", "agreement", "spread", "conflicts", "low", "high", "derived_value"),
    *("derived_agrees", "rolled_value", "rolled_agrees", "children", "per", "unit_stated", "official", "documents"),
    *("figure_id", "doc", "doc_id", "quote", "confidence", "derived_from", "value_text", "value_max_text"),
)
"""Columns of ``Panel.table`` in order."""


@dataclass(frozen=True)
class Panel:
    """The cells as an Arrow table with ``COLUMNS``, one row a cell; what is missing is not in it (see ``missing``).

    ``against``: figures that conflict with a cell; ``behind``: figures that derived and summed values stand on;
    ``excluded``: how many figures of an indicator and place were left out, by reason code.
    """

    table: Any
    against: Any
    behind: Any
    excluded: Any
    level: str
    role: str
    every: str
    at: str | None
    meanings: Mapping[str, Meaning] = field(repr=False)
    asked: tuple[str, ...] | None = None

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Indicators asked for, in that order; else those with cells, the fullest first."""
        if self.asked is not None:
            return self.asked
        filled: dict[str, set[str | None]] = {}
        for name, code in zip(self.table["indicator"].to_pylist(), self.table["adcode"].to_pylist(), strict=True):
            filled.setdefault(name, set()).add(code)
        return tuple(sorted(filled, key=lambda name: (-len(filled[name]), name)))

    @cached_property
    def places(self) -> dict[str | None, str]:
        """Names of the places with cells by code, in order of code, the nation first."""
        pairs = set(zip(self.table["adcode"].to_pylist(), self.table["place"].to_pylist(), strict=True))
        return dict(sorted(pairs, key=lambda pair: (pair[0] is not None, pair[0] or "")))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Periods of the cells in order; one empty name in a panel of the latest values."""
        return tuple(sorted(set(self.table["cell_period"].to_pylist())))

    @cached_property
    def conflicts(self) -> dict[tuple[str, str | None, str], tuple[Evidence, ...]]:
        """Figures that cannot be true beside the chosen one, by indicator, place and cell period."""
        found: dict[tuple[str, str | None, str], list[Evidence]] = {}
        for row in self.against.to_pylist():
            found.setdefault((row["indicator"], row["adcode"], row["cell_period"]), []).append(_evidence(row))
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """Figures behind derived values and sums, by id."""
        return {row["figure_id"]: _evidence(row) for row in self.behind.to_pylist()}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells as records, in order of indicator, place and period. For millions of cells use ``table``."""
        return tuple(read_cell(row, self.conflicts, self.evidence) for row in self.table.to_pylist())

    @cached_property
    def by_key(self) -> dict[tuple[str | None, str, str], Cell]:
        """Cells by place, indicator and cell period."""
        return {(cell.adcode, cell.indicator, cell.cell_period): cell for cell in self.cells}

    def cell(self, adcode: str | None, indicator: str, period: str = "") -> Cell | None:
        """The cell, or None where it is missing."""
        return self.by_key.get((adcode, indicator, period))

    def missing(
        self, places: Iterable[str | None] | None = None, indicators: Sequence[str] | None = None
    ) -> list[dict[str, str | None]]:
        """Empty cells of places × indicators × periods: indicator, adcode, cell_period, reason (``rules.missing_reasons``).

        ``places``: codes (None is the nation); those of the panel's level that exist today where not given.
        """
        order = {name: rank for rank, name in enumerate(rules.missing_reasons())}
        reasons: dict[tuple[str, str | None], str] = {}
        for row in self.excluded.to_pylist():
            if row["reason"] in order:
                key = (row["indicator"], row["adcode"])
                known = reasons.get(key)
                if known is None or order[row["reason"]] < order[known]:
                    reasons[key] = row["reason"]
        filled = set(
            zip(
                self.table["indicator"].to_pylist(),
                self.table["adcode"].to_pylist(),
                self.table["cell_period"].to_pylist(),
                strict=True,
            )
        )
        wanted = places_of(self.level) if places is None else list(places)
        return [
            {
                "indicator": name,
                "adcode": code,
                "cell_period": period,
                "reason": reasons.get((name, code), "not_reported"),
            }
            for name in (self.indicators if indicators is None else indicators)
            for code in wanted
            for period in self.periods or ("",)
            if (name, code, period) not in filled
        ]

    def frame(self) -> Any:
        """The cells as a pandas frame, with the types that ``frames.frame_of`` states."""
        from policymine.comparison.frames import frame_of

        return frame_of(self.table)


def _evidence(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        figure_id=row["figure_id"],
        doc=row["doc"],
        quote=row["quote"],
        value=plain(row["value"]),
        bound=Bound(row["bound"]),
        period=row["period"],
        doc_id=row["doc_id"],
        role=row["role"],
    )


def places_of(level: str) -> list[str | None]:
    """Codes of today's divisions of the level (``any``: provinces), in order; the nation is None."""
    if level == "nation":
        return [None]
    wanted = "province" if level == "any" else level
    rows = divisions.table().rows
    return [*sorted({row.adcode for row in rows if row.valid_to is None and row.level.value == wanted})]


def place_label(adcode: str | None, fallback: str | None = None) -> str:
    """English and Chinese name of a division, without its parents; China for None."""
    if adcode is None:
        return "China 中国"
    row = divisions.latest(adcode)
    return f"{row.en} {row.name}" if row is not None else fallback or adcode


def check_options(level: str, role: str, every: str, at: str | None) -> None:
    """Raises ``UsageError`` PM405 for a value that is not known."""
    for name, given, allowed in (
        ("--level", level, LEVELS),
        ("--role", role, tuple(rules.families())),
        ("--every", every, EVERY),
    ):
        if given not in allowed:
            raise UsageError("PM405", f"one of {', '.join(allowed)}", where=f"{name} {given}")
    if at is not None and not edtf.is_valid(at):
        raise UsageError("PM405", "a date is EDTF: 2022, 2022-07, 2022-07-19", where=f"--at {at}")


def build_panel(
    dataset: Dataset,
    indicators: Sequence[str] | None = None,
    *,
    level: str = "province",
    role: str = "result",
    every: str = "latest",
    at: str | None = None,
    min_confidence: float = 0.0,
    clusters: Mapping[str, str] | None = None,
    codebooks: Sequence[str | Path] | None = None,
    roll_up: bool = True,
    per: Any = None,
) -> Panel:
    """The panel of a dataset.

    ``indicators``: names; all of the dataset where None. ``level``: nation, province, prefecture, county or any.
    ``role``: result, flow, change, before, limit or target; they never mix. ``every``: ``latest`` (one cell a place, the
    latest up to ``at``), ``year``, ``month`` or ``stated`` (one cell for each period end that reports state).
    ``clusters``: reprint cluster of documents by document id; those that ``dataset.reprints`` finds where None, and a
    document without one stands for itself. ``codebooks``: names or paths that say what kind an indicator is;
    those that ship where None. ``roll_up``: sum complete parts. ``per``: ``denominators.Denominators`` to divide by.
    Raises ``UsageError`` PM405 for options; an indicator that nobody reports has no cells.
    """
    sources = {name: dataset.source(name) for name in ("figures", "documents")}
    if clusters is None:
        clusters = _clusters(dataset)
    return panel_of(
        sources["figures"],
        sources["documents"],
        indicators,
        level=level,
        role=role,
        every=every,
        at=at,
        min_confidence=min_confidence,
        clusters=clusters,
        codebooks=codebooks,
        roll_up=roll_up,
        per=per,
    )


def _clusters(dataset: Dataset) -> Mapping[str, str]:
    """Origins of reprints, worked out once for a version."""
    from policymine.dataset.reprints import origins

    key = (str(dataset.folder.absolute()), dataset.version)
    if key not in _ORIGINS:
        _ORIGINS.clear()
        _ORIGINS[key] = origins(dataset)
    return _ORIGINS[key]


_ORIGINS: dict[tuple[str, int], Mapping[str, str]] = {}


def panel_of(
    figures: Any,
    documents: Any,
    indicators: Sequence[str] | None = None,
    *,
    level: str = "province",
    role: str = "result",
    every: str = "latest",
    at: str | None = None,
    min_confidence: float = 0.0,
    clusters: Mapping[str, str] | None = None,
    codebooks: Sequence[str | Path] | None = None,
    roll_up: bool = True,
    per: Any = None,
) -> Panel:
    """``build_panel`` over figures and documents as ``pyarrow.dataset.Dataset`` or ``pyarrow.Table``."""
    import duckdb

    from policymine.comparison.choosing import choose
    from policymine.comparison.rollup import roll_up as add_sums

    check_options(level, role, every, at)
    asked = None if indicators is None else tuple(dict.fromkeys(indicators))
    scope = Scope(asked, role, every, at, min_confidence)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        found = gather(connection, figures, documents, scope, meanings(codebooks), clusters)
        choose(connection, rules.choice(), rules.content()["sections"])
        if roll_up and role in ("result", "flow"):
            add_sums(connection)
        if per is not None:
            per.apply(connection)
        _scope(connection, asked, level)
        return Panel(
            table=_named(_fetch(connection, _CELLS)),
            against=_fetch(connection, _AGAINST),
            behind=_fetch(connection, _BEHIND),
            excluded=_fetch(connection, _EXCLUDED),
            level=level,
            role=role,
            every=every,
            at=at,
            meanings=found,
            asked=asked,
        )


def _scope(connection: Any, asked: Sequence[str] | None, level: str) -> None:
    """Only the indicators and the level that were asked for: others were there to derive and to sum."""
    import pyarrow as pa

    names = connection.execute("SELECT DISTINCT indicator FROM candidates").fetchall() if asked is None else []
    wanted = [row[0] for row in names] if asked is None else list(asked)
    connection.register("wanted", pa.table({"indicator": pa.array(wanted, pa.string())}))
    where = "true" if level == "any" else f"level = '{level}'"
    connection.execute(
        f"CREATE TEMP TABLE shown AS SELECT * FROM cells SEMI JOIN wanted USING (indicator) WHERE {where}"
    )
    connection.execute(
        "CREATE TEMP TABLE left_out AS SELECT indicator, nullif(place, '') AS adcode, reason, level, count(*) AS figures "
        f"FROM candidates SEMI JOIN wanted USING (indicator) WHERE reason IS NOT NULL AND (place IS NULL OR {where}) "
        "GROUP BY ALL"
    )


def _fetch(connection: Any, statement: str) -> Any:
    relation = connection.sql(statement)
    table = relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()
    return table if hasattr(table, "column_names") else table.read_all()


def _named(table: Any) -> Any:
    """With the names of the places, which the database does not know."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = table["adcode"].unique().to_pylist()
    names = pa.table(
        {
            "adcode": pa.array([code or "" for code in codes], pa.string()),
            "named": pa.array([place_label(code) for code in codes], pa.string()),
        }
    )
    keys = pc.fill_null(table["adcode"], "")
    at = pc.index_in(keys, value_set=names["adcode"])
    column = names["named"].take(at) if len(names) else pa.array([], pa.string())
    return table.append_column("place", column).select(list(COLUMNS))


def _values(table: str) -> str:
    return f"""
  CASE WHEN {table}.factor = 1 THEN {table}.value ELSE {table}.v::DECIMAL(38, 9) END AS value,
  CASE WHEN {table}.factor = 1 THEN {table}.value_max ELSE {table}.vmax::DECIMAL(38, 9) END AS value_max"""


def _period(table: str) -> str:
    """The period as the figure states it, from its two sides."""
    return (
        f"CASE WHEN coalesce({table}.since, '') = '' AND {table}.until = '' THEN NULL "
        f"WHEN NOT coalesce({table}.span, false) THEN {table}.until "
        f"ELSE coalesce(nullif({table}.since, ''), '..') || '/' || coalesce(nullif({table}.until, ''), '..') END AS period"
    )


_CELLS = f"""
SELECT s.indicator::VARCHAR AS indicator, nullif(s.place, '') AS adcode, level, bucket AS cell_period, {_values("s")},
  CASE WHEN factor = 1 THEN value_text END AS value_text, CASE WHEN factor = 1 THEN value_max_text END AS value_max_text,
  bound::VARCHAR AS bound, unit, role::VARCHAR AS role, {_period("s")}, stage,
  CASE WHEN method <> 'stated' THEN method WHEN contradicted THEN 'contradicted' WHEN verified THEN 'verified'
    ELSE 'stated' END AS status,
  chosen_by, reports, agreeing / reports AS agreement, spread, conflicts::BIGINT AS conflicts, low, high, derived_value,
  derived_agrees, rolled_value, rolled_agrees, children, per,
  CASE WHEN unit_said <> coalesce(unit, '') THEN unit_said END AS unit_stated, coalesce(s.official, false) AS official,
  documents, figure_id, p.doc, p.doc_id, coalesce(quote, '') AS quote, confidence,
  CASE WHEN method = 'rolled_up' THEN parts ELSE coalesce(derived_from, parts) END AS derived_from
FROM shown s LEFT JOIN papers p USING (doc_number) ORDER BY indicator, s.place, bucket
"""

_AGAINST = f"""
SELECT c.indicator::VARCHAR AS indicator, nullif(c.place, '') AS adcode, c.bucket AS cell_period, c.figure_id, p.doc,
  p.doc_id, c.quote, {_values("c")}, c.bound::VARCHAR AS bound, c.unit, c.role::VARCHAR AS role, {_period("c")},
  c.derived, c.parts, c.confidence
FROM (SELECT rid, rn, cell FROM compared WHERE NOT agrees) r JOIN candidates c ON c.rowid = r.rid
  SEMI JOIN shown s ON r.cell = s.cell LEFT JOIN papers p ON c.doc_number = p.doc_number
ORDER BY indicator, c.place, c.bucket, r.rn
"""

_BEHIND = f"""
SELECT figure_id, p.doc, p.doc_id, quote, value, bound::VARCHAR AS bound, {_period("c")}, role::VARCHAR AS role,
  indicator::VARCHAR AS indicator, nullif(place, '') AS adcode
FROM candidates c LEFT JOIN papers p USING (doc_number)
WHERE figure_id IN (SELECT unnest(list_concat(coalesce(parts, []), coalesce(derived_from, []))) FROM shown)
QUALIFY row_number() OVER (PARTITION BY figure_id ORDER BY doc_number, c.rowid) = 1 ORDER BY figure_id
"""

_EXCLUDED = "SELECT indicator::VARCHAR AS indicator, adcode, reason::VARCHAR AS reason, level, figures FROM left_out ORDER BY ALL"
