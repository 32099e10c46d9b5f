"""Figures → candidates: one table in DuckDB with every key that the rules of comparison look at.

All work on rows is done by the database; Python sees only the distinct indicators, units and periods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymine.comparison import rules
from policymine.comparison.kinds import Meaning, inferred
from policymine.comparison.scanning import scan
from policymine.records import Bound, Role
from policymine.text import edtf
from policymine.verification.numbers import APPROXIMATE

EVERY = ("latest", "year", "month", "stated")
"""What a cell holds: the latest value up to a date, or the last of each year, month or stated period."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures are asked for. ``at``: EDTF; figures whose period ends after its last day are left out."""

    indicators: tuple[str, ...] | None
    family: str
    every: str = "latest"
    at: str | None = None
    min_confidence: float = 0.0


def gather(
    connection: Any,
    figures: Any,
    documents: Any,
    scope: Scope,
    known: Mapping[str, Meaning],
    clusters: Mapping[str, str] | None = None,
) -> dict[str, Meaning]:
    """Make the table ``candidates`` in the connection; the meaning of each indicator of the dataset.

    ``figures`` and ``documents``: anything that DuckDB scans, with the columns of the dataset's tables. ``clusters``:
    reprint cluster of a document by its id, for those that have one beside themselves.
    A row of ``candidates`` with a ``reason`` is left out of the cells for it.
    """
    scan(connection, "source_figures", figures)
    scan(connection, "source_documents", documents)
    wanted = _with_origins(scope.indicators)
    where = "indicator IS NOT NULL" + ("" if wanted is None else " AND indicator IN (SELECT unnest($wanted))")
    parameters = {} if wanted is None else {"wanted": list(wanted)}
    combinations = connection.execute(
        "SELECT indicator, role, coalesce(unit, ''), contains(coalesce(period, ''), '/') AS span, count(*) "
        f"FROM source_figures WHERE {where} GROUP BY ALL",
        parameters,
    ).fetchall()
    found = _meanings(combinations, known)
    connection.register("kinds", _kinds(combinations, found))
    # Two columns of one table are read apart: a join on both would square the scan.
    periods = {row[0] for row in connection.execute("SELECT DISTINCT period FROM source_figures").fetchall()}
    dates = {row[0] for row in connection.execute("SELECT DISTINCT published FROM source_documents").fetchall()}
    connection.register("times", _times((periods | dates) - {None}))
    _documents(connection, documents, clusters)
    at = edtf.last_day(scope.at) if scope.at else None
    _closed(connection, found)
    scan(connection, "rows_read", figures, _READ)
    connection.execute(_CANDIDATES.format(where=where, **_pieces(scope, at)), parameters)
    connection.execute(_PARTS)
    _derive(connection, scope, at)
    return found


_READ = (
    *(
        "figure_id",
        "doc_id",
        "start",
        "quote",
        "indicator",
        "role",
        "unit",
        "bound",
        "value",
        "value_max",
        "value_text",
    ),
    *("value_max_text", "admin_level", "section", "period", "stage", "confidence", "adcode", "checks", "links"),
)


def _closed(connection: Any, found: Mapping[str, Meaning]) -> None:
    """Types for columns of few different words: a million names of indicators are a million small numbers."""
    names = set(found)
    for item in rules.derivations():
        names |= {f"{name[: -len(item.origin)]}{item.measure}" for name in found if name.endswith(f".{item.origin}")}
    words = {
        "indicator_word": sorted(names),
        "bound_word": [str(bound) for bound in Bound],
        "role_word": [str(role) for role in Role],
        "family_word": list(rules.families()),
        "reason_word": [*rules.missing_reasons()],
    }
    for name, values in words.items():
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values or ["none"])
        connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def _with_origins(indicators: Sequence[str] | None) -> tuple[str, ...] | None:
    """The indicators, and those that they may be derived from."""
    if indicators is None:
        return None
    found = list(indicators)
    for name in indicators:
        stem, _, measure = name.rpartition(".")
        found += [f"{stem}.{item.origin}" for item in rules.derivations() if item.measure == measure and stem]
    return tuple(dict.fromkeys(found))


def _meanings(combinations: Iterable[tuple[Any, ...]], known: Mapping[str, Meaning]) -> dict[str, Meaning]:
    units: dict[str, Counter[str]] = {}
    flows: Counter[str] = Counter()
    for indicator, role, unit, _, count in combinations:
        units.setdefault(indicator, Counter())[unit] += count
        flows[indicator] += count if role == Role.FLOW_COUNT else 0
    found = {}
    for name, tally in units.items():
        common = min(tally, key=lambda unit: (-tally[unit], unit))
        found[name] = known.get(name) or inferred(name, common or None, flows[name], tally.total() - flows[name])
    return found


def _kinds(combinations: Iterable[tuple[Any, ...]], found: Mapping[str, Meaning]) -> Any:
    """Family, unit and factor of each combination of indicator, role, unit and span, as an Arrow table."""
    import pyarrow as pa

    rows = []
    tallies: dict[tuple[str, str], Counter[str]] = {}
    for indicator, role, unit, span, count in combinations:
        meaning = found[indicator]
        family = rules.family_of(indicator, Role(role), kind=meaning.kind, span=span)
        rows.append((indicator, role, unit, span, family))
        tallies.setdefault((indicator, family), Counter())[unit] += count
    targets = {key: common_unit(tally, found[key[0]].units) for key, tally in tallies.items()}
    out = []
    for indicator, role, unit, span, family in rows:
        target = targets[indicator, family]
        factor = convert(unit, target)
        meaning = found[indicator]
        adds = rules.additive(meaning.kind, target)
        out.append((indicator, role, unit, span, family, target or None, factor, meaning.stage, adds, meaning.kind))
    names = ("indicator", "role", "unit_said", "span", "family", "unit", "factor", "stage", "additive", "kind")
    text, flag = pa.string(), pa.bool_()
    types = (text, text, text, flag, text, text, pa.float64(), text, flag, text)
    return _table(out, names, types)


def common_unit(tally: Mapping[str, int], units: Sequence[str]) -> str:
    """The unit that all figures of an indicator are brought to: the commonest that its codebook allows, else of all."""
    allowed = {unit: count for unit, count in tally.items() if unit in units} or tally
    return min(allowed, key=lambda unit: (-allowed[unit], unit == "", unit))


def convert(unit: str, target: str) -> float | None:
    """Factor from one unit to another; None where they do not measure the same."""
    if unit == target:
        return 1.0
    one, other = rules.conversion(unit), rules.conversion(target)
    if one is None or other is None or one[0] != other[0]:
        return None
    return float(one[1] / other[1])


def _times(periods: Iterable[str]) -> Any:
    import pyarrow as pa

    out = []
    for period in periods:
        ends = edtf.ends_of(period)
        if ends is None:
            continue
        since, until = ((side if side != edtf.OPEN else "") for side in ends)
        first, last = edtf.first_day(period), edtf.last_day(period)
        begun = edtf.last_day(since) if since else None
        ended = edtf.first_day(until) if until else None
        out.append(
            (
                period,
                since,
                until,
                begun.toordinal() if begun else 0,
                ended.toordinal() if ended else 0,
                first.toordinal() if first else 0,
                last.toordinal() if last else 0,
                last.year * 12 + last.month if last else 0,
            )
        )
    names = ("period", "since", "until", "start_last", "end_first", "start_day", "end_day", "end_month")
    return _table(out, names, (*(pa.string(),) * 3, *(pa.int32(),) * 5))


def _table(rows: Sequence[tuple[Any, ...]], names: Sequence[str], types: Sequence[Any]) -> Any:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, names=list(names))


def _documents(connection: Any, documents: Any, clusters: Mapping[str, str] | None) -> None:
    """Table ``papers``: of each document id whether it is official, when it was published, and its reprint cluster."""
    import pyarrow as pa

    names = documents.schema.names if hasattr(documents, "schema") else ()
    origin = "any_value(origin)" if "origin" in names else "NULL"
    host, publisher = rules.official_patterns()
    given = [(doc, cluster) for doc, cluster in (clusters or {}).items()]
    connection.register("clusters", _table(given, ("doc_id", "cluster"), (pa.string(), pa.string())))
    connection.execute(
        "CREATE TEMP TABLE papers AS SELECT f.doc_id, f.doc, row_number() OVER (ORDER BY f.doc, f.doc_id)::INTEGER AS doc_number, "
        "coalesce(p.official, false) AS official, coalesce(t.start_day, 0) AS published, "
        "dense_rank() OVER (ORDER BY coalesce(c.cluster, p.origin, f.doc_id))::INTEGER AS cluster "
        "FROM (SELECT doc_id, min(doc) AS doc FROM source_figures GROUP BY doc_id) f LEFT JOIN ("
        "  SELECT doc_id, any_value(published) AS published, "
        f" {origin} AS origin, bool_or(number IS NOT NULL OR regexp_matches(coalesce(url, ''), $host) "
        "    OR regexp_matches(concat_ws(' ', publisher, issuer), $publisher)) AS official "
        "  FROM source_documents GROUP BY doc_id"
        ") p ON f.doc_id = p.doc_id LEFT JOIN times t ON p.published = t.period LEFT JOIN clusters c ON f.doc_id = c.doc_id",
        {"host": host, "publisher": publisher},
    )


def _pieces(scope: Scope, at: Any) -> dict[str, str]:
    """Parts of the statement that depend on what is asked for. No part holds text from outside."""
    ranks = rules.content()["sections"]
    sections = " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in ranks.items())
    bucket = {"latest": "''", "year": "left(until, 4)", "month": "left(until, 7)", "stated": "until"}[scope.every]
    families = f"family = '{scope.family}'"
    if scope.family == "result" and scope.every != "latest":
        families = "family IN ('result', 'before')"  # a number before the policy is a result of its own date
    late = ""
    if at is not None:
        late = f"WHEN end_day = 0 THEN 'no_period' WHEN end_day > {at.toordinal()} THEN 'after_date' "
    elif scope.every != "latest":
        late = "WHEN end_day = 0 THEN 'no_period' "
    if scope.every == "month":
        late += "WHEN length(until) < 7 THEN 'coarse_period' "
    return {
        "sections": f"CASE section {sections} ELSE {max(ranks.values()) + 1} END",
        "bucket": bucket,
        "reason": f"CASE WHEN NOT ({families}) THEN 'only_' || family WHEN place IS NULL THEN 'no_place' "
        f"WHEN factor IS NULL THEN 'other_unit' WHEN confidence < {scope.min_confidence:f} THEN 'low_confidence' "
        f"{late}END",
        "accumulates": "(family = 'flow' OR kind = 'flow' OR (role = 'change_percent' AND span))",
        "low": _LOW,
        "high": _HIGH,
    }


_SHARE = float(APPROXIMATE)
# What a bounded or rounded value allows; the twin of ``intervals.interval``, on columns.
_LOW = (
    "CASE WHEN value_max IS NOT NULL THEN least(v, vmax) WHEN bound IN ('more_than', 'at_least') THEN v "
    "WHEN bound IN ('less_than', 'at_most', 'maximum') THEN '-Infinity'::DOUBLE "
    f"WHEN bound IN ('nearly', 'approximately') THEN v - abs(v) * {_SHARE} ELSE v - margin END"
)
_HIGH = (
    "CASE WHEN value_max IS NOT NULL THEN greatest(v, vmax) WHEN bound IN ('more_than', 'at_least') "
    "THEN 'Infinity'::DOUBLE WHEN bound IN ('less_than', 'at_most', 'maximum', 'nearly') THEN v "
    f"WHEN bound = 'approximately' THEN v + abs(v) * {_SHARE} ELSE v + margin END"
)

_CANDIDATES = """
CREATE TEMP TABLE candidates AS
WITH read AS (
  SELECT figure_id, doc_id, start::INTEGER AS start, quote, indicator, role, coalesce(unit, '') AS unit_said, bound,
    value, value_max, value_text, value_max_text, admin_level AS level, section, period, stage,
    confidence, contains(coalesce(period, ''), '/') AS span,
    CASE WHEN adcode IS NOT NULL THEN adcode WHEN admin_level = 'nation' THEN '' END AS place,
    contains(coalesce(array_to_string(checks, ' '), ''), ':contradicts') AS contradicted,
    contains(coalesce(array_to_string(checks, ' '), ''), ':holds') AS verified,
    [l.figure_id FOR l IN links] AS linked,
    [l.figure_id FOR l IN links IF l.kind = 'part_of'] AS wholes
  FROM rows_read WHERE {where}
), joined AS (
  SELECT r.* EXCLUDE (stage, linked, wholes, doc_id, period), coalesce(r.stage, k.stage) AS stage, k.family, k.unit, k.factor, k.additive, k.kind,
    coalesce(t.since, '') AS since, coalesce(t.until, '') AS until, coalesce(t.end_day, 0) AS end_day,
    coalesce(t.end_month, 0) AS end_month, coalesce(t.end_first, 0) AS end_first,
    coalesce(t.start_day, 0) AS start_day, coalesce(t.start_last, 0) AS start_last,
    p.official, p.published, p.cluster, p.doc_number, r.linked, r.wholes,
    coalesce(value::DOUBLE, value_text::DOUBLE) AS v0, coalesce(value_max::DOUBLE, value_max_text::DOUBLE) AS vmax0,
    replace(value::VARCHAR, '.', '') AS shown
  FROM read r JOIN kinds k USING (indicator, role, unit_said, span)
    LEFT JOIN times t ON r.period = t.period JOIN papers p ON r.doc_id = p.doc_id
), measured AS (
  SELECT * EXCLUDE (shown, v0, vmax0), v0 * coalesce(factor, 1) AS v, vmax0 * coalesce(factor, 1) AS vmax,
    length(shown) - length(rtrim(shown, '0')) - 9 AS exponent
  FROM joined
), rounded AS (
  SELECT * EXCLUDE (exponent), coalesce(factor, 1) * CASE
      WHEN v = 0 OR exponent IS NULL THEN 0
      WHEN unit_said IN ('percent', 'percentage_point') AND exponent >= 0 THEN CASE WHEN v = 100 THEN 0 ELSE 0.5 END
      WHEN exponent BETWEEN 0 AND 3 THEN 0
      ELSE 5 * pow(10, exponent - 1) END AS margin
  FROM measured
)
SELECT * EXCLUDE (section, indicator, role, bound, family, start_day, start_last),
  indicator::indicator_word AS indicator, role::role_word AS role, bound::bound_word AS bound,
  family::family_word AS family, {low} AS low, {high} AS high, ({sections})::TINYINT AS section_rank,
  bound <> 'exact' OR value_max IS NOT NULL AS bounded,
  CASE WHEN {accumulates} THEN since ELSE '' END AS base_date,
  CASE WHEN {accumulates} THEN start_day ELSE 0 END AS base_first,
  CASE WHEN {accumulates} THEN start_last ELSE 0 END AS base_last,
  {bucket} AS bucket, false AS derived, NULL::VARCHAR[] AS parts, ({reason})::reason_word AS reason
FROM rounded
"""

# "64 schools, 23 of them in towns": the 23 are no second report of the schools, unless they are of a stage of their own.
_PARTS = """
UPDATE candidates SET reason = 'part_of_whole' FROM (
  SELECT DISTINCT p.rid FROM (
    SELECT rowid AS rid, indicator, place, stage, doc_number, unnest(wholes) AS whole FROM candidates
    WHERE reason IS NULL AND len(wholes) > 0
  ) p JOIN candidates w ON w.figure_id = p.whole AND w.doc_number = p.doc_number AND w.indicator = p.indicator
    AND w.place = p.place AND (p.stage IS NULL OR p.stage = w.stage) AND w.reason IS NULL
) found WHERE candidates.rowid = found.rid
"""


def _derive(connection: Any, scope: Scope, at: Any) -> None:
    """Add candidates that follow from a number before and a number after of one document.

    Of several pairs of a document the one stands whose numbers are exact, then linked, then whose after is an "after".
    """
    if scope.family != "result":
        return
    late = "" if at is None else f" AND a.end_day BETWEEN 1 AND {at.toordinal()}"
    pieces = _pieces(scope, None)
    dated = "" if scope.every == "latest" else " AND a.end_day > 0"
    for item in rules.derivations():
        ending = f".{item.origin}"
        wanted = "" if scope.indicators is None else " AND target IN (SELECT unnest($wanted))"
        parameters = {} if scope.indicators is None else {"wanted": list(scope.indicators)}
        lower, upper = "('more_than', 'at_least')", "('less_than', 'at_most', 'maximum')"
        connection.execute(
            f"""
            INSERT INTO candidates BY NAME
            WITH stocks AS (
              SELECT *, left(indicator, length(indicator) - {len(ending)}) || '.{item.measure}' AS target
              FROM candidates WHERE ends_with(indicator, '{ending}') AND family IN ('result', 'before')
                AND place IS NOT NULL AND factor IS NOT NULL AND value IS NOT NULL AND value_max IS NULL
                AND reason IS DISTINCT FROM 'part_of_whole'
                AND confidence >= {scope.min_confidence:f}
            ), pairs AS (
              SELECT a.*, b.figure_id AS before_id, b.v AS before_v, b.bound AS before_bound, b.quote AS before_quote,
                b.confidence AS before_confidence, b.since AS before_since,
                b.end_first AS before_first, b.end_day AS before_last,
                list_contains(b.linked, a.figure_id) OR list_contains(a.linked, b.figure_id) AS tied,
                round(100 * (b.v - a.v) / b.v, {item.decimals}) AS rate,
                CASE WHEN b.bound = 'exact' AND a.bound = 'exact' THEN 'exact'
                  WHEN (b.bound = 'exact' OR b.bound IN {lower}) AND (a.bound = 'exact' OR a.bound IN {upper})
                    THEN 'at_least'
                  WHEN (b.bound = 'exact' OR b.bound IN {upper}) AND (a.bound = 'exact' OR a.bound IN {lower})
                    THEN 'at_most'
                  ELSE 'approximately' END AS rate_bound
              FROM stocks a JOIN stocks b ON a.doc_number = b.doc_number AND a.place = b.place AND a.indicator = b.indicator
                AND a.unit IS NOT DISTINCT FROM b.unit
                AND (a.stage = b.stage OR a.stage IS NULL OR b.stage IS NULL)
              WHERE b.role = 'before' AND a.family = 'result' AND b.v > 0 AND a.v <= b.v
                AND (b.end_day = 0 OR a.end_day = 0 OR b.end_day < a.end_day
                  OR list_contains(coalesce(b.linked, []), a.figure_id)
                  OR list_contains(coalesce(a.linked, []), b.figure_id)){late}{dated}
            ), best AS (
              SELECT * FROM pairs WHERE true{wanted}
              QUALIFY row_number() OVER (PARTITION BY target, doc_number, place, {pieces["bucket"]} ORDER BY
                rate_bound <> 'exact', NOT coalesce(tied, false), role <> 'after', contradicted, end_day DESC,
                section_rank, confidence DESC, before_confidence DESC, start, figure_id, before_id) = 1
            )
            SELECT * EXCLUDE (target, indicator, before_id, before_v, before_bound, before_quote, before_confidence, tied,
                rate, rate_bound, before_since, before_first, before_last, base_first, base_last, value, v, bound, unit, unit_said, quote, confidence, role, family, kind,
                additive, figure_id, parts, derived, margin, low, high, bounded, verified, base_date, factor,
                value_text, value_max_text, reason, bucket),
              target AS indicator, CAST(rate AS DECIMAL(38, 9)) AS value, rate AS v, rate_bound AS bound,
              '{item.unit}' AS unit, '{item.unit}' AS unit_said, before_quote || ' → ' || quote AS quote,
              least(confidence, before_confidence) AS confidence, 'change_percent' AS role, 'result' AS family,
              'rate' AS kind, false AS additive, NULL AS figure_id, [before_id, figure_id] AS parts, true AS derived,
              0.5 * pow(10, -{item.decimals}) AS margin, rate_bound <> 'exact' AS bounded, false AS verified,
              before_since AS base_date, before_first AS base_first, before_last AS base_last, 1.0 AS factor, {pieces["bucket"]} AS bucket,
              CASE rate_bound WHEN 'at_most' THEN '-Infinity'::DOUBLE WHEN 'at_least' THEN rate
                WHEN 'approximately' THEN rate - abs(rate) * {_SHARE}
                ELSE rate - 0.5 * pow(10, -{item.decimals}) END AS low,
              CASE rate_bound WHEN 'at_least' THEN 'Infinity'::DOUBLE WHEN 'at_most' THEN rate
                WHEN 'approximately' THEN rate + abs(rate) * {_SHARE}
                ELSE rate + 0.5 * pow(10, -{item.decimals}) END AS high
            FROM best
            """,
            parameters,
        )
