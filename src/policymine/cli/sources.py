"""``policymine sources``: add, list, try and check the sources of a workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import JsonOption

app = typer.Typer(
    help="Add, list, try and check the sources of a workspace.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def list_sources() -> list[dict[str, Any]]:
    """Every source of the workspace: name, kind, where it begins, whether it is crawled."""
    from policymine.acquisition.sources import load_source
    from policymine.cli.config import open_workspace

    loaded = [load_source(path) for path in sorted(open_workspace().sources.glob("*.yaml"))]
    return [
        {
            "name": s.name,
            "kind": s.kind,
            "title": s.title,
            "start": ", ".join(s.start),
            "state": "off" if not s.enabled else s.status or "on",
        }
        for s in loaded
    ]


def list_health() -> list[dict[str, Any]]:
    """The state of every source: last success, failures in a row, pages and attachments archived, what went wrong."""
    from policymine.acquisition import index
    from policymine.acquisition.archive import Archive
    from policymine.acquisition.sources import load_source
    from policymine.cli.config import open_workspace

    place = open_workspace()
    names = [load_source(path).name for path in sorted(place.sources.glob("*.yaml"))]
    if not place.archive.is_dir():
        return [
            {"name": n, "last_success": None, "failures": 0, "items": 0, "code": None, "detail": "never run"}
            for n in names
        ]
    with Archive(place.archive) as archive:
        states = [index.health(archive.db, name) for name in names]
    return [
        {
            "name": s.source,
            "last_success": s.last_success,
            "failures": s.failures,
            "items": s.items,
            "code": s.last_code,
            "detail": s.last_detail if s.last_run else "never run",
        }
        for s in states
    ]


def list_presets() -> list[dict[str, Any]]:
    """The sources that ship with the package."""
    from policymine.acquisition.sources import load_preset, preset_names

    return [
        {"name": s.name, "kind": s.kind, "title": s.title, "start": ", ".join(s.start), "state": s.status}
        for s in map(load_preset, preset_names())
    ]


def _show(rows: list[dict[str, Any]], as_json: bool, right: tuple[str, ...] = ()) -> None:
    from policymine.cli.output import print_json, print_table

    if as_json:
        print_json(rows)
    elif rows:
        print_table(None, list(rows[0]), [list(row.values()) for row in rows], right)
    else:
        typer.echo("no sources yet: 'policymine sources add URL'", err=True)


@app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """The sources of the workspace."""
    _show(list_sources(), as_json)


@app.command("health")
def health_command(as_json: JsonOption = False) -> None:
    """When each source last succeeded, how often it failed in a row, how much was archived of it.

    The exit code is 1 when a source failed at its last run.
    """
    from policymine.cli.app import SOME_DOCUMENTS_FAILED

    rows = list_health()
    _show(rows, as_json, ("failures", "items"))
    if any(row["failures"] for row in rows):
        raise typer.Exit(SOME_DOCUMENTS_FAILED)


@app.command("presets")
def presets_command(
    name: Annotated[str | None, typer.Argument(help="Print the file of this one.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Sources that ship with policymine; 'policymine sources add NAME' copies one into the workspace.

    They were not tried on the live sites: test one before you rely on it.
    """
    if name is not None:
        from policymine.acquisition.sources import preset_text

        typer.echo(preset_text(name), nl=False)
        return
    _show(list_presets(), as_json)


@app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(metavar="URL|PRESET", help="Address of a list or page, or a preset's name.")],
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the source.", show_default="from the host")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Kind, instead of guessing it from the page.")] = None,
    allow_private: Annotated[
        list[str] | None,
        typer.Option("--allow-private", metavar="HOST", help="A host in a private network that is meant."),
    ] = None,
) -> None:
    """Write a source file; the page is fetched and its kind guessed from it. What is there is not overwritten."""
    from policymine.acquisition.scaffold import write_source
    from policymine.acquisition.sources import parse_source, preset_names, preset_text
    from policymine.cli.config import open_workspace

    place = open_workspace()
    if url in preset_names():
        path = write_source(place.sources, url, preset_text(url))
        typer.echo(f"{path}\n  not tried on the live site: policymine sources test {url}")
        return
    from policymine.acquisition.probe import Guess, look_at, source_name, source_text

    hosts = allow_private or []
    guessed = (
        Guess(kind, "given with --kind", {}) if kind else look_at(url, place.crawl, now=_now(), allow_private=hosts)[1]
    )
    chosen = name or source_name(url, [p.stem for p in place.sources.glob("*.yaml")])
    text = source_text(chosen, url, guessed, hosts)
    parse_source(text, where=f"{chosen}.yaml")
    path = write_source(place.sources, chosen, text)
    typer.echo(f"{path}\n  {guessed.kind}: {guessed.why}\n  policymine sources test {chosen}")


def _shown(tried: Any) -> dict[str, Any]:
    from policymine.records import Problem

    entries = tried.found.items if tried.found is not None else ()
    return {
        "source": tried.source.name,
        "answers": [
            {"url": o.url, "status": o.status, "result": o.result.value, "code": o.code, "detail": o.detail}
            for o in tried.outcomes
        ],
        "entries": [{"url": e.url, "title": e.title, "published": e.published} for e in entries[:10]],
        "entries_in_all": len(entries),
        "next": [link.url for link in tried.found.next] if tried.found is not None else [],
        "item": tried.item.url if tried.item is not None else None,
        "documents": [
            {"problem": one.code, "message": one.message}
            if isinstance(one, Problem)
            else {
                "title": one.title,
                "published": one.published,
                "publisher": one.publisher,
                "characters": len(one.text),
            }
            for one in tried.parsed
        ],
    }


@app.command("test")
def test_command(
    name: Annotated[str, typer.Argument(help="Name of a source of the workspace, or of a preset.")],
    as_json: JsonOption = False,
) -> None:
    """Fetch the first list page and one entry, and show what was found. Nothing is written.

    The exit code is 1 when something failed.
    """
    from policymine.acquisition.local import items as local_items
    from policymine.acquisition.probe import try_source
    from policymine.acquisition.sources import load_preset, load_sources, preset_names
    from policymine.cli.app import SOME_DOCUMENTS_FAILED
    from policymine.cli.config import open_workspace
    from policymine.cli.output import console, print_json

    place = open_workspace()
    has_file = (place.sources / f"{name}.yaml").is_file()
    source = load_preset(name) if not has_file and name in preset_names() else load_sources(place.sources, [name])[0]
    if source.is_local:
        rows = _local_rows(local_items(source, Path(place.root), place.crawl.max_bytes))
        _show(rows, as_json)
        raise typer.Exit(SOME_DOCUMENTS_FAILED if any(row["code"] for row in rows) or not rows else 0)
    tried = try_source(source, place.crawl, now=_now(), root=place.root)
    shown = _shown(tried)
    if as_json:
        print_json([shown])
    else:
        out = console()
        for answer in shown["answers"]:
            said = f"{answer['code']} {answer['detail']}" if answer["code"] else "ok"
            out.print(f"{answer['status'] or '-':>4} {answer['url']}  {said}", markup=False)
        out.print(f"{shown['entries_in_all']} entries; next: {', '.join(shown['next']) or 'none'}", markup=False)
        for entry in shown["entries"]:
            out.print(
                f"  {entry['published'] or '          '}  {entry['title'] or '(no title)'}  {entry['url']}",
                markup=False,
            )
        for one in shown["documents"]:
            out.print(f"first entry: {one}", markup=False)
    failed = any(answer["code"] in _HARD for answer in shown["answers"]) or tried.item is None
    if failed:
        raise typer.Exit(SOME_DOCUMENTS_FAILED)


_HARD = frozenset(f"PM{number}" for number in range(608, 637)) - {"PM628", "PM635", "PM636"}


def _local_rows(items: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for item in items:
        if isinstance(item, tuple):
            rows.append({"url": item[0], "published": None, "bytes": None, "code": item[1], "detail": item[2]})
        else:
            rows.append(
                {
                    "url": item.url,
                    "published": item.published,
                    "bytes": len(item.content),
                    "code": None,
                    "detail": item.title or "",
                }
            )
        if len(rows) >= 50:
            break
    return rows
