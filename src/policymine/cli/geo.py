"""``policymine geo``: one division, its names, parents, and what it was before and after."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policymine.cli.options import JsonOption

AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="DATE", help="Date as of which: 2021, 2021-04 or 2021-04-09.", show_default="today"),
]


def command(
    division: Annotated[str, typer.Argument(metavar="CODE|NAME", help="GB/T 2260 code, or a Chinese or English name.")],
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a division: names, type, level, parents, the time it held, predecessors and successors with dates."""
    from policymine.cli.output import console, print_json
    from policymine.geography.lookup import describe_division

    found = describe_division(division, at)
    if as_json:
        print_json(found)
        return
    for number, one in enumerate(found):
        if number:
            console().print("")
        for label, text in _lines(one):
            console().print(f"{label:13} {text}", markup=False)


def _lines(one: dict[str, Any]) -> list[tuple[str, str]]:
    held = "" if one["valid"] else f"  (does not hold {'at ' + one['at'] if one['at'] else 'today'})"
    lines = [
        (one["adcode"], f"{one['name']} {one['en']}{held}"),
        ("short", ", ".join(dict.fromkeys([one["short"], *one["en_short"]]))),
        ("level", f"{one['level']} ({one['type']})" if one["type"] else one["level"]),
        ("in", ", ".join(f"{p['name']} {p['en']} ({p['adcode']})" for p in one["parents"])),
        ("held", _time(one)),
    ]
    others = [n for n in one["names"] if n["name"] != one["name"]]
    lines.append(("other names", "; ".join(f"{n['name']}, {_time(n)}" for n in others)))
    for label in ("predecessors", "successors"):
        lines.append((label, "; ".join(f"{d['name']} ({d['adcode']}), {d['date']}" for d in one[label])))
    lines.append(("source", one["source"]))
    return [(label, text) for label, text in lines if text]


def _time(row: dict[str, Any]) -> str:
    return f"{row['valid_from'] or 'before 1981'} to {row['valid_to'] or 'now'}"
