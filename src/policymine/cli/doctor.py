"""``policymine doctor``: is everything here, and what mends it."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from policymine.cli.options import DatasetOption, JsonOption, dataset_folder

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9._-]+)")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``state``: ok, missing (needed), absent (optional) or broken."""

    part: str
    state: str
    detail: str
    remedy: str = ""


def examine(dataset: Path | None = None) -> list[Finding]:
    """Python, the packages of the core and of each extra, the facts that ship, fonts, and the dataset."""
    return [*_python(), *_packages(), *_facts(), _fonts(), _dataset(dataset)]


def _python() -> Iterator[Finding]:
    good = sys.version_info >= (3, 11)
    yield Finding(
        "python", "ok" if good else "broken", platform.python_version(), "" if good else "Install Python 3.11."
    )


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        yield Finding("policymine", "ok", version("policymine"))
        listed = requires("policymine") or []
    except PackageNotFoundError:
        yield Finding("policymine", "broken", "not installed as a package", "pip install -e .")
        return
    seen: set[str] = set()
    for line in listed:
        match, extra = _REQUIREMENT.match(line), _EXTRA.search(line)
        name = match.group(1) if match else line
        group = extra.group(1) if extra else ""
        if group in ("all", "dev") or name == "policymine" or name in seen:
            continue
        seen.add(name)
        label = f"{name} [{group}]" if group else name
        try:
            yield Finding(label, "ok", version(name))
        except PackageNotFoundError:
            if group:
                yield Finding(label, "absent", "optional", f"pip install 'policymine[{group}]'")
            else:
                yield Finding(label, "missing", "needed", f"pip install '{line.split(';')[0].strip()}'")


def _facts() -> Iterator[Finding]:
    def codebooks() -> str:
        from policymine.codebook import load

        return ", ".join(f"{book.name} {book.version}" for book in load.load_all(load.available()))

    def divisions() -> str:
        from policymine.geography import divisions

        return f"{len(divisions.table().rows):,} rows"

    parts: dict[str, Callable[[], str]] = {"codebooks": codebooks, "divisions": divisions}
    for part, look in parts.items():
        try:
            yield Finding(part, "ok", look())
        except Exception as error:
            yield Finding(part, "broken", f"{type(error).__name__}: {error}"[:200], "Install policymine again.")


def _fonts() -> Finding:
    from policymine.comparison.fonts import cjk_font

    font = cjk_font()
    if font is not None:
        return Finding("Chinese font", "ok", font)
    detail = "charts are labelled in English; --lang zh would show boxes"
    return Finding("Chinese font", "absent", detail, "Debian and Ubuntu: apt install fonts-wqy-microhei")


def _dataset(dataset: Path | None) -> Finding:
    from policymine.dataset.store import open_dataset
    from policymine.errors import PolicymineError

    folder = dataset_folder(dataset)
    try:
        opened = open_dataset(folder)
    except PolicymineError as error:
        state = "absent" if error.code == "PM301" else "broken"
        return Finding("dataset", state, error.message, error.remedy)
    return Finding("dataset", "ok", f"{folder}, version {opened.version}")


def command(dataset: DatasetOption = None, as_json: JsonOption = False) -> None:
    """What is installed and in which version, what is missing, and the command that mends it.

    Ends with 1 where something that is needed is missing or broken.
    """
    from policymine.cli.output import print_json, print_table

    found = examine(dataset)
    if as_json:
        print_json([vars(finding) for finding in found])
    else:
        print_table(
            None, ("part", "state", "detail", "what to do"), [list(vars(finding).values()) for finding in found]
        )
    if any(finding.state in ("missing", "broken") for finding in found):
        raise typer.Exit(1)
