"""Sums of the parts where a whole is not reported: counties to prefecture, prefectures to province, only where complete.

A sum is made when every division that lay directly under the parent at that date has a value of the same indicator,
unit, stage and month (and, for accumulated numbers, the same beginning). A reported value always stands over a sum; the
sum is then kept beside it, with whether the two agree.
"""

from __future__ import annotations

from datetime import date
from typing import Any

_LAST = date.max.toordinal()


def children() -> Any:
    """Every prefecture and county with its parent and the days in which it was there, as an Arrow table."""
    import pyarrow as pa

    from policymine.geography import divisions
    from policymine.text import edtf

    codes, parents, starts, ends = [], [], [], []
    for row in divisions.table().rows:
        if row.parent is None:
            continue
        first, last = edtf.first_day(row.valid_from), edtf.last_day(row.valid_to)
        codes.append(row.adcode)
        parents.append(row.parent)
        starts.append(first.toordinal() if first else 0)
        ends.append(last.toordinal() if last else _LAST)
    return pa.table({"adcode": codes, "parent": parents, "first_day": starts, "last_day": ends})


def roll_up(connection: Any) -> None:
    """Add sums to ``cells``, first of prefectures, then of provinces, which may stand on the sums before."""
    connection.register("all_divisions", children())
    connection.execute(
        # A renamed division is one child, not two.
        "CREATE TEMP TABLE divisions AS SELECT DISTINCT adcode, parent, first_day, last_day FROM all_divisions"
    )
    for level, pattern in (
        ("prefecture", "NOT ends_with(d.parent, '0000')"),
        ("province", "ends_with(d.parent, '0000')"),
    ):
        _pass(connection, level, pattern)


def _pass(connection: Any, level: str, parents: str) -> None:
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE sums AS
        WITH members AS (
          SELECT d.parent, c.* FROM cells c JOIN divisions d ON c.place = d.adcode
            AND c.end_day BETWEEN d.first_day AND d.last_day
          WHERE {parents} AND c.additive AND c.value IS NOT NULL AND c.value_max IS NULL AND c.end_day > 0
        ), grouped AS (
          SELECT parent, indicator, unit, stage, bucket, end_month, base_date, count(DISTINCT place) AS n,
            sum(v) AS v, sum(margin) AS margin, max(end_day) AS end_day, list(place) AS places,
            CASE WHEN min(until) = max(until) THEN min(until) ELSE min(left(until, 7)) END AS until,
            CASE WHEN bool_and(bound = 'exact') THEN 'exact'
              WHEN bool_and(bound IN ('exact', 'more_than', 'at_least')) THEN 'at_least'
              WHEN bool_and(bound IN ('exact', 'less_than', 'at_most', 'maximum')) THEN 'at_most'
              ELSE 'approximately' END AS bound,
            sum(low) AS low, sum(high) AS high, min(confidence) AS confidence, any_value(family) AS family,
            any_value(kind) AS kind, any_value(role) AS role,
            list(figure_id ORDER BY place) FILTER (figure_id IS NOT NULL) AS figures,
            list(parts ORDER BY place) FILTER (parts IS NOT NULL) AS more,
            bool_or(contradicted) AS contradicted, bool_and(verified) AS verified,
            count(DISTINCT doc_number) AS documents, sum(conflicts) AS conflicts, min(doc_number) AS doc_number
          FROM members GROUP BY parent, indicator, unit, stage, bucket, end_month, base_date
        ), expected AS (
          SELECT g.parent, g.end_day, count(DISTINCT d.adcode) AS there
          FROM (SELECT DISTINCT parent, end_day FROM grouped) g JOIN divisions d ON d.parent = g.parent
            AND g.end_day BETWEEN d.first_day AND d.last_day GROUP BY ALL
        )
        SELECT g.*, list_concat(coalesce(figures, []), flatten(coalesce(more, []))) AS parts
        FROM grouped g JOIN expected e USING (parent, end_day) WHERE g.n = e.there AND g.n > 1
        QUALIFY row_number() OVER (PARTITION BY parent, indicator, bucket ORDER BY end_month DESC, base_date) = 1
        """
    )
    connection.execute(
        """
        UPDATE cells SET rolled_value = s.v::DECIMAL(38, 9), rolled_agrees = cells.low <= s.high AND s.low <= cells.high,
          children = s.n
        FROM sums s WHERE cells.place = s.parent AND cells.indicator = s.indicator AND cells.bucket = s.bucket
          AND cells.end_month = s.end_month AND cells.unit IS NOT DISTINCT FROM s.unit
          AND cells.base_date = s.base_date AND cells.stage IS NOT DISTINCT FROM s.stage
        """
    )
    connection.execute(
        f"""
        INSERT INTO cells BY NAME
        SELECT s.parent AS place, s.indicator, s.unit, s.stage, s.bucket, s.end_month, s.end_day, s.base_date, s.v,
          s.v::DECIMAL(38, 9) AS value, s.margin, s.until, s.bound, s.low, s.high, s.confidence, s.family,
          s.kind, s.role, s.parts, s.contradicted, s.verified, s.documents, 0 AS conflicts, 1 AS reports, 1 AS agreeing,
          '{level}' AS level, 'rolled_up' AS method, 'rolled_up' AS chosen_by, s.n AS children, true AS additive,
          s.doc_number, false AS derived, 1.0 AS factor, s.unit AS unit_said,
          s.bound <> 'exact' AS bounded, 'sum of ' || s.n || ' divisions' AS quote
        FROM sums s ANTI JOIN cells c ON c.place = s.parent AND c.indicator = s.indicator AND c.bucket = s.bucket
        """
    )
