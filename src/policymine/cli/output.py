"""What commands print: tables for people, JSON and CSV for programs, progress and problems on stderr."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from policymine.records import Problem

_SHOWN_PROBLEMS = 50
_PIPE_WIDTH = 200
_FIRST = 60


def console(stderr: bool = False) -> Any:
    """A rich console; wide where the output is no terminal, so that nothing is cut."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _PIPE_WIDTH, highlight=False, soft_wrap=False)


def print_table(
    title: str | None, columns: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[str] = ()
) -> None:
    """A table; columns named in ``right`` are aligned to the right. Text is printed as it is, never as markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for number, name in enumerate(columns):
        table.add_column(
            name, justify="right" if name in right else "left", no_wrap=number == 0 and _short(rows), overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(table)


def _short(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether the first column leaves room for the others when it is not folded."""
    return all(row[0] is None or len(str(row[0])) <= _FIRST for row in rows)


def print_json(rows: Sequence[Mapping[str, Any]]) -> None:
    """A JSON array, one object a line."""
    from policymine.dataset.publish import json_line

    write = sys.stdout.write
    write("[")
    for number, row in enumerate(rows):
        write(("," if number else "") + "\n" + json_line(row))
    write("\n]\n" if rows else "]\n")


def print_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """CSV with a header; text that a spreadsheet would calculate is neutralised."""
    from policymine.dataset.tabular import csv_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(row[name]) for name in columns])


def print_problems(problems: Sequence[Problem]) -> None:
    """Each document that failed with its code and what to do, on stderr."""
    if not problems:
        return
    sys.stderr.write(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}:\n")
    for problem in problems[:_SHOWN_PROBLEMS]:
        sys.stderr.write(f"  {_said(problem)}. {problem.remedy}\n")
    if len(problems) > _SHOWN_PROBLEMS:
        sys.stderr.write(f"  … and {len(problems) - _SHOWN_PROBLEMS} more\n")


def _said(problem: Problem) -> str:
    """Code, file and message; a message that is an error's own already holds the three."""
    if problem.message.startswith(problem.code):
        return problem.message
    return f"{problem.code} {problem.source}: {problem.message}"


@contextmanager
def progress(label: str, quiet: bool = False) -> Iterator[Callable[[int, int | None, str], None] | None]:
    """A progress bar on stderr, or None where nobody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
        console=console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(label, total=None, name="")

        def step(done: int, total: int | None, name: str) -> None:
            bar.update(task, completed=done, total=total, name=name[-40:])

        yield step
