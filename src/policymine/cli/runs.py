"""``policymine runs``: refresh runs, and what each changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import JsonOption, LimitOption

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help="Folder with policymine.toml.", show_default="this folder"),
]


def list_runs(workspace: Path | None = None) -> list[dict[str, Any]]:
    """Every run of the workspace, newest first: pages, documents, figures and events it changed, versions it made.

    ``state`` is done, interrupted, failed, running, or broken off for one that was killed.
    """
    from policymine.cli.config import open_workspace
    from policymine.pipeline.run_log import RUNS_NAME, logs, running, tally

    folder = open_workspace(workspace).root / RUNS_NAME
    active = running(folder) if folder.is_dir() else None
    rows = [tally(path).as_row() for path in reversed(logs(folder))]
    if active is not None and rows and rows[0]["state"] == "broken off":
        rows[0]["state"] = "running"
    return rows


def run_records(name: str, workspace: Path | None = None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One run with its records in order. Raises ``RefreshError`` PM642."""
    from policymine.cli.config import open_workspace
    from policymine.pipeline.run_log import RUNS_NAME, find_log, records, tally

    path = find_log(open_workspace(workspace).root / RUNS_NAME, name)
    return tally(path).as_row(), list(records(path))


def _codes(counted: dict[str, int]) -> str:
    return " ".join(f"{code}×{n}" for code, n in counted.items())


def _changed(counted: dict[str, int]) -> str:
    signs = {"added": "+", "revised": "~", "withdrawn": "-"}
    return " ".join(f"{sign}{counted[kind]:,}" for kind, sign in signs.items() if counted[kind]) or "·"


def _versions(made: list[int]) -> str:
    return "" if not made else str(made[0]) if len(made) == 1 else f"{made[0]}-{made[-1]}"


def command(
    run: Annotated[
        str | None, typer.Argument(metavar="RUN", help="Show one run: its name, the beginning of it, or last.")
    ] = None,
    workspace: WorkspaceOption = None,
    failed: Annotated[bool, typer.Option("--failed", help="Of one run, only what has a code.")] = False,
    as_json: JsonOption = False,
    limit: LimitOption = None,
) -> None:
    """Refresh runs, newest first, and what each changed; or one run, record by record."""
    from policymine.cli.output import print_json

    if run is None:
        rows = list_runs(workspace)
        if as_json:
            print_json(rows)
        else:
            _print_runs(rows if limit == 0 else rows[: limit or 20])
        return
    row, found = run_records(run, workspace)
    if failed:
        found = [record for record in found if record.get("code") or record.get("problems")]
    if as_json:
        print_json([row | {"records": found}])
        return
    _print_run(row, found, limit)


def _print_runs(rows: list[dict[str, Any]]) -> None:
    from policymine.cli.output import console, print_table

    if not rows:
        console().print("no run yet: 'policymine refresh'")
        return
    columns = (
        *("run", "state", "exit", "sources", "new", "revised", "unchanged", "failed", "codes"),
        *("documents", "figures", "events", "versions"),
    )
    cells = []
    for row in rows:
        pages, documents = row["pages"], row["documents"]
        sources = f"{row['sources'] - len(row['sources_failed'])}/{row['sources']}"
        codes = _codes(row["pages_failed"] | row["documents_failed"])
        told = " ".join(f"{name} {documents[name]:,}" for name in documents if documents[name]) or "·"
        counted = (pages["new"], pages["revised"], pages["not_modified"] + pages["same"], pages["failed"])
        changed = (_changed(row["figures"]), _changed(row["events"]), _versions(row["versions"]))
        cells.append((row["run"], row["state"], row["exit"], sources, *counted, codes, told, *changed))
    print_table(None, columns, cells, ("exit", "new", "revised", "unchanged", "failed"))


def _print_run(row: dict[str, Any], found: list[dict[str, Any]], limit: int | None) -> None:
    from policymine.cli.output import console, print_table
    from policymine.cli.refresh import printable

    out = console()
    out.print(f"run {row['run']}: {row['state']}, exit code {row['exit']}; {row['started']} to {row['ended'] or '?'}")
    if row["goes_on"]:
        out.print(f"went on with run {row['goes_on']}")
    if row["error"]:
        out.print(printable(row["error"]), markup=False)
    for name in ("pages", "documents", "figures", "events"):
        out.print(f"{name}: " + ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in row[name].items()))
    out.print(f"dataset versions: {_versions(row['versions']) or 'none'}")
    cells = [[printable(str(cell)) for cell in _cells(record)] for record in found if record["event"] in _SHOWN]
    shown = cells if limit == 0 else cells[: limit or 50]
    if shown:
        print_table(None, ("what", "address", "result", "code", "detail"), shown)
    if len(shown) < len(cells):
        out.print(f"{len(cells) - len(shown):,} more: --limit 0 shows all")


_SHOWN = ("source", "page", "document", "problem", "commit")


def _cells(record: dict[str, Any]) -> tuple[Any, ...]:
    match record["event"]:
        case "source":
            told = " ".join(f"{name} {count}" for name, count in record["pages"].items())
            return "source", record["source"], record["state"], record["code"] or "", record["detail"] or told
        case "page":
            status = f"HTTP {record['status']}" if record["status"] else ""
            return record["role"], record["url"], record["result"], record["code"] or "", record["detail"] or status
        case "document":
            problems = record["problems"]
            told = "; ".join(problem["message"] for problem in problems)
            told = told or f"{record['figures']} figures, {record['events']} events"
            return "document", record["url"], record["state"], " ".join(p["code"] for p in problems), told
        case "problem":
            return "document", record["url"], "failed", record["code"], record["message"]
        case _:
            figures, events = (
                _changed(dict.fromkeys(("added", "revised", "withdrawn"), 0) | record["changes"][t])
                for t in ("figures", "events")
            )
            return "commit", f"version {record['version']}", "", "", f"figures {figures}, events {events}"
