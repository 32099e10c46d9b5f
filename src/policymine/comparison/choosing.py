"""Candidates → cells: the figure that stands for each cell by the written rules, and what the others say of it."""

from __future__ import annotations

from typing import Any

from policymine.comparison.rules import Rule

# Two numbers closer than this part of themselves are the same number to the digits that a double holds.
_SAME = 1e-9


def _order(rules: tuple[Rule, ...]) -> str:
    return ", ".join(f"{rule.key} {'DESC' if rule.high else 'ASC'}" for rule in rules) + ", figure_id, parts"


def _decided_by(rules: tuple[Rule, ...]) -> str:
    whens = " ".join(f"WHEN one.{rule.key} <> two.{rule.key} THEN '{rule.name}'" for rule in rules)
    return f"CASE WHEN two.rn IS NULL THEN 'only_report' {whens} ELSE 'figure_id' END"


def choose(connection: Any, rules: tuple[Rule, ...]) -> None:
    """Make the tables ``ranked``, ``compared`` and ``cells`` from ``candidates``.

    ``compared`` holds the candidates that speak of the same thing as the cell's chosen one: the same school stage, a
    period that ends together as far as the coarser of the two tells, and for accumulated numbers the same beginning.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE ranked AS
        WITH stages AS (
          SELECT indicator, stage FROM (
            SELECT indicator, stage, count(DISTINCT place) AS places FROM candidates WHERE reason IS NULL GROUP BY ALL
          ) QUALIFY row_number() OVER (PARTITION BY indicator ORDER BY places DESC, stage NULLS LAST) = 1
        ), keyed AS (
          SELECT c.*, c.stage IS DISTINCT FROM s.stage AS other_stage
          FROM candidates c JOIN stages s USING (indicator) WHERE c.reason IS NULL
        )
        SELECT *, row_number() OVER (PARTITION BY indicator, place, bucket ORDER BY {_order(rules)}) AS rn FROM keyed
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE compared AS
        SELECT r.*, c.figure_id IS NOT DISTINCT FROM r.figure_id AND c.parts IS NOT DISTINCT FROM r.parts AS chosen,
          r.low <= c.high + $same * greatest(1, abs(c.v)) AND c.low <= r.high + $same * greatest(1, abs(c.v)) AS agrees
        FROM ranked r JOIN ranked c ON c.rn = 1
          AND r.indicator = c.indicator AND r.place = c.place AND r.bucket = c.bucket
        WHERE r.rn = 1 OR (r.stage IS NOT DISTINCT FROM c.stage AND r.end_day > 0 AND c.end_day > 0
          AND left(r.until, least(length(r.until), length(c.until)))
            = left(c.until, least(length(r.until), length(c.until)))
          AND (r.base_date = '' OR c.base_date = '' OR left(r.base_date, least(length(r.base_date), length(c.base_date)))
            = left(c.base_date, least(length(r.base_date), length(c.base_date)))))
        """,
        {"same": _SAME},
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE cells AS
        WITH tally AS (
          SELECT indicator, place, bucket, count(DISTINCT cluster) AS reports,
            count(DISTINCT cluster) FILTER (agrees) AS agreeing, count(DISTINCT doc_id) AS documents,
            count(*) FILTER (NOT agrees) AS conflicts, round(max(v) - min(v), 9) AS spread,
            arg_min(value, rn) FILTER (derived) AS derived_value,
            arg_min(agrees, rn) FILTER (derived) AS derived_agrees,
            arg_min(parts, rn) FILTER (derived) AS derived_from
          FROM compared GROUP BY ALL
        )
        SELECT one.*, {_decided_by(rules)} AS chosen_by, t.reports, t.agreeing, t.documents, t.conflicts,
          t.spread, t.derived_value, t.derived_agrees, t.derived_from,
          CASE WHEN one.derived THEN 'derived' ELSE 'stated' END AS method,
          NULL::DECIMAL(38, 9) AS rolled_value, NULL::BOOLEAN AS rolled_agrees, NULL::BIGINT AS children,
          NULL::VARCHAR AS per
        FROM ranked one LEFT JOIN ranked two ON two.rn = 2
            AND one.indicator = two.indicator AND one.place = two.place AND one.bucket = two.bucket
          JOIN tally t ON one.indicator = t.indicator AND one.place = t.place AND one.bucket = t.bucket
        WHERE one.rn = 1
        """
    )
