"""Candidates → cells: the figure that stands for each cell by the written rules, and what the others say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policymine.comparison.rules import Rule

# Two numbers closer than this part of themselves are the same number to the digits that a double holds.
_SAME = 1e-9


def _order(rules: tuple[Rule, ...]) -> str:
    return ", ".join(f"{rule.key} {'DESC' if rule.high else 'ASC'}" for rule in rules) + ", figure_id, rid"


def _decided_by(rules: tuple[Rule, ...]) -> str:
    whens = " ".join(f"WHEN one.{rule.key} <> two.{rule.key} THEN '{rule.name}'" for rule in rules)
    return f"CASE WHEN two.rn IS NULL THEN 'only_report' {whens} ELSE 'figure_id' END"


def choose(connection: Any, rules: tuple[Rule, ...], sections: Mapping[str, int]) -> None:
    """Make the tables ``ranks``, ``compared`` and ``cells`` from ``candidates``.

    ``compared`` holds the candidates that speak of the same thing as the cell's chosen one: the same school stage, a
    period that ends together as far as the coarser of the two tells, and for accumulated numbers the same beginning.
    A document that gives the cell's value and another number beside it in its body speaks of two things (all schools, and
    some of them), whatever the keys: that other number is no report of the cell. Of the 46 pairs that stood as conflicts
    within one document of the sample corpus, none was a contradiction. A headline against its body, and a rate computed
    against one stated, are compared in any case. ``sections``: rank of each section (``data/comparison.yaml``).
    Rows are known by their number (``rid``), a cell by that of its chosen row: the wide table is not copied.
    """
    keys = ", ".join(f"c.{rule.key}" for rule in rules if rule.key not in ("other_stage", "beside_proof"))
    connection.execute(
        f"""
        CREATE TEMP TABLE ranks AS
        WITH stages AS (
          SELECT indicator, stage FROM (
            SELECT indicator, stage, count(DISTINCT place) AS places FROM candidates WHERE reason IS NULL GROUP BY ALL
          ) QUALIFY row_number() OVER (PARTITION BY indicator ORDER BY places DESC, stage NULLS LAST) = 1
        ), proved AS (
          SELECT DISTINCT doc_number, indicator, place, end_month FROM candidates
          WHERE verified AND NOT derived AND reason IS NULL
        ), keyed AS (
          SELECT c.rowid AS rid, c.indicator, c.place, c.bucket, c.figure_id, {keys},
            c.stage IS DISTINCT FROM s.stage AS other_stage,
            NOT c.verified AND p.doc_number IS NOT NULL AS beside_proof
          FROM candidates c JOIN stages s USING (indicator) LEFT JOIN proved p ON c.doc_number = p.doc_number
            AND c.indicator = p.indicator AND c.place = p.place AND c.end_month = p.end_month WHERE c.reason IS NULL
        )
        SELECT rid, other_stage, beside_proof, row_number() OVER w AS rn, first_value(rid) OVER w AS cell FROM keyed
        WINDOW w AS (PARTITION BY indicator, place, bucket ORDER BY {_order(rules)})
        """
    )
    connection.execute(
        "CREATE TEMP TABLE front AS SELECT c.*, r.rid, r.rn, r.cell, r.other_stage, r.beside_proof "
        "FROM candidates c JOIN ranks r ON c.rowid = r.rid WHERE r.rn <= 2"
    )
    connection.execute(
        """
        CREATE TEMP TABLE compared AS
        WITH measured AS (
        SELECT r.rid, r.rn, r.cell, c.cluster, c.doc_number, c.v, c.value, c.derived, c.parts,
          c.low <= o.high + $same * greatest(1, abs(o.v)) AND o.low <= c.high + $same * greatest(1, abs(o.v)) AS meets,
          c.derived OR o.derived OR (c.doc_number = o.doc_number AND (c.section_rank >= $deck) <> (o.section_rank >= $deck))
            AS apart
        FROM candidates c JOIN ranks r ON c.rowid = r.rid JOIN front o ON o.rid = r.cell
        WHERE r.rn = 1 OR (c.stage IS NOT DISTINCT FROM o.stage AND c.end_day > 0 AND o.end_day > 0
          AND c.end_first <= o.end_day AND o.end_first <= c.end_day
          AND (c.base_first = 0 OR o.base_first = 0
            OR (c.base_first <= o.base_last AND o.base_first <= c.base_last)))
        ), heard AS (
          SELECT *, bool_or(meets AND NOT derived) OVER (PARTITION BY cell, doc_number) AS told FROM measured
        )
        SELECT rid, rn, cell, cluster, doc_number, v, value, derived, parts, meets AS agrees FROM heard
        WHERE meets OR apart OR NOT told
        """,
        {"same": _SAME, "deck": sections["deck"]},
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE cells AS
        WITH tally AS (
          SELECT cell, count(DISTINCT cluster) AS reports,
            count(DISTINCT cluster) FILTER (agrees) AS agreeing, count(DISTINCT doc_number) AS documents,
            count(*) FILTER (NOT agrees) AS conflicts, round(max(v) - min(v), 9) AS spread,
            arg_min(value, rn) FILTER (derived) AS derived_value,
            arg_min(agrees, rn) FILTER (derived) AS derived_agrees,
            arg_min(parts, rn) FILTER (derived) AS derived_from
          FROM compared GROUP BY cell
        )
        SELECT one.*, {_decided_by(rules)} AS chosen_by, t.reports, t.agreeing, t.documents, t.conflicts,
          t.spread, t.derived_value, t.derived_agrees, t.derived_from,
          CASE WHEN one.derived THEN 'derived' ELSE 'stated' END AS method,
          NULL::DECIMAL(38, 9) AS rolled_value, NULL::BOOLEAN AS rolled_agrees, NULL::BIGINT AS children,
          NULL::VARCHAR AS per
        FROM front one LEFT JOIN front two ON two.rn = 2 AND one.cell = two.cell
          JOIN tally t ON one.cell = t.cell
        WHERE one.rn = 1
        """
    )
