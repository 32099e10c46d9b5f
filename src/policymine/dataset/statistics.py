"""Tables for statistics programs: Stata (.dta, format 118) and SPSS (.sav), with variable and value labels.

What these formats cannot hold is said here. Neither knows a missing text: null is the empty text. Both hold numbers as
doubles, so that ``value_text`` has the exact digits where those differ. Lists and structures are JSON. SPSS holds 32,767
bytes of text in a cell and pads it with blanks, so that blanks at the end are lost: documents come without their text there, and a longer JSON is left empty, never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from policymine.dataset.labels import CLOSED, LABELS
from policymine.dataset.publish import FIELDS, json_value, publish
from policymine.dataset.schema import arrow_schemas
from policymine.dataset.sql import sorted_rows
from policymine.errors import UsageError

SPSS_TEXT: Final = 32_767
"""Bytes of text that an SPSS variable holds (IBM SPSS Statistics, Command Syntax Reference, variable formats)."""
_STATA_TEXT = 2_045  # bytes of a fixed string variable (Stata: help data types); longer ones are strL
_STATA_LONG = 2_147_483_620  # largest long (Stata: help data types)
_SPSS_LEFT_OUT = frozenset({"text", "tables", "sections"})
_MADE = datetime(2000, 1, 1)


def columns_of(table: str, names: Sequence[str], source: Any) -> dict[str, list[Any]]:
    """Published columns as plain values: numbers, text, or None; nested ones as JSON; exact digits beside the doubles."""
    import pyarrow as pa

    schema = arrow_schemas()[table]
    out: dict[str, list[Any]] = {name: [] for name in names}
    exact = [name for name in ("value", "value_max") if name in out]
    out |= {f"{name}_text": [] for name in exact}
    nested = {name for name in names if name in schema.names and pa.types.is_nested(schema.field(name).type)}
    for row in sorted_rows(table, source):
        published = publish(table, row)
        for name in names:
            value = published[name]
            out[name].append(json_value(value) if name in nested and value is not None else value)
        for name in exact:
            out[f"{name}_text"].append(_digits(published[name]))
            out[name][-1] = None if published[name] is None else float(published[name])
    return out


def _digits(value: Decimal | None) -> str | None:
    """The digits of a value that a double does not give back."""
    return None if value is None or Decimal(repr(float(value))) == value else f"{value:f}"


def _whole(values: Sequence[int | None]) -> Any:
    """Whole numbers as Stata's long where all are there and fit, else as doubles."""
    import pandas as pd

    if None not in values and all(abs(value) <= _STATA_LONG for value in values if value is not None):
        return pd.Series(list(values), dtype="int32")
    return pd.Series(values, dtype="float64")


def _frame(table: str, names: Sequence[str], source: Any, *, coded: bool) -> tuple[Any, list[str]]:
    """The table as a pandas frame, and the names of its text columns. ``coded``: closed lists as their numbers."""
    import pandas as pd
    import pyarrow as pa

    schema = arrow_schemas()[table]
    series: dict[str, Any] = {}
    text = []
    for name, values in columns_of(table, names, source).items():
        kind = schema.field(name).type if name in schema.names else pa.string()
        if name in CLOSED:
            words = [str(word) for word in CLOSED[name]]
            labelled = pd.Categorical(values, categories=words, ordered=False)
            codes = pd.Series([None if value is None else words.index(value) + 1 for value in values], dtype="float64")
            series[name] = codes if coded else labelled
        elif pa.types.is_integer(kind):
            series[name] = _whole(values)
        elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            series[name] = pd.Series(values, dtype="float64")
        else:
            text.append(name)
            series[name] = pd.Series(["" if value is None else value for value in values], dtype="object")
    return pd.DataFrame(series), text


def write_dta(table: str, source: Any, path: Path) -> None:
    """A Stata 14 file (format 118, UTF-8). Text beyond 2,045 bytes makes the variable a strL."""
    frame, text = _frame(table, FIELDS[table], source, coded=False)
    frame = frame.rename(columns=_stata_name)
    long = [
        _stata_name(name)
        for name in text
        if frame[_stata_name(name)].map(lambda value: len(value.encode("utf-8"))).max() > _STATA_TEXT
    ]
    # Stata ends a text at a null character.
    for name in text:
        frame[_stata_name(name)] = frame[_stata_name(name)].str.replace("\x00", "\ufffd", regex=False)
    frame.to_stata(
        path,
        version=118,
        write_index=False,
        convert_strl=long,
        time_stamp=_MADE,
        data_label=f"policymine {table}",
        variable_labels={_stata_name(name): LABELS.get(name, name)[:80] for name in (*FIELDS[table], *_exact(table))},
    )


def _stata_name(name: str) -> str:
    """The name in Stata, where ``end`` ends a program (Stata: help reserved)."""
    return "end_" if name == "end" else name[:32]


def _exact(table: str) -> tuple[str, ...]:
    return ("value_text", "value_max_text") if table == "figures" else ()


def write_sav(table: str, source: Any, path: Path) -> None:
    """An SPSS file. Raises ``UsageError`` PM403 where pyreadstat (extra ``stats``) is not installed."""
    try:
        import pyreadstat
    except ImportError as error:
        raise UsageError("PM403", "SPSS files", remedy="pip install 'policymine[stats]'") from error
    names = [name for name in FIELDS[table] if name not in _SPSS_LEFT_OUT]
    frame, text = _frame(table, names, source, coded=True)
    for name in text:
        frame[name] = frame[name].map(lambda value: value if len(value.encode("utf-8")) <= SPSS_TEXT else "")
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=f"policymine {table}",
        column_labels=[LABELS.get(str(name), str(name)) for name in frame.columns],
        variable_value_labels={
            name: {float(code): str(word) for code, word in enumerate(words, 1)}
            for name, words in CLOSED.items()
            if name in frame.columns
        },
    )
    _undate_sav(path)


def _undate_sav(path: Path) -> None:
    """Writes a fixed creation date over the one in the header, so that the same rows give the same bytes.

    The file header is fixed: date of creation at byte 92, nine characters, time at 101, eight characters (PSPP developers'
    guide, System File Format, file header record).
    """
    with path.open("r+b") as file:
        file.seek(92)
        file.write(b"01 Jan 0000:00:00")
