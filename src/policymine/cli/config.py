"""``policymine.toml`` of the current folder: defaults for the options of every command."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymine.errors import UsageError

if TYPE_CHECKING:
    from policymine.acquisition.workspace import Workspace

CONFIG_NAME = "policymine.toml"


@dataclass(frozen=True)
class Settings:
    """Fields of ``policymine.toml``, all optional.

    ``dataset``: folder of the dataset, relative to the file. ``codebooks``: names or paths. ``workers``: processes.
    ``max_bytes``: largest input. ``min_confidence``: rows below it are not listed, 0 to 1. ``archive``, ``sources``:
    folders of a workspace, relative to the file. ``crawl``: its manners, as ``CrawlSettings`` has them.
    ``model``: folder of an indicator model. ``semantic``: encoder for matching by meaning.
    ``reprint_threshold``: similarity of words, above 0 to 1, from which two documents are one story.
    """

    dataset: str = "dataset"
    codebooks: tuple[str, ...] = ()
    workers: int = 1
    max_bytes: int | None = None
    min_confidence: float = 0.0
    archive: str = "archive"
    sources: str = "sources"
    crawl: dict[str, Any] = field(default_factory=dict)
    reprint_threshold: float | None = None
    model: str | None = None
    semantic: str | None = None


def load_settings(folder: Path | None = None) -> Settings:
    """Settings of the folder (the current one), or the defaults. Raises ``UsageError`` PM401 naming the field."""
    path = (folder or Path()) / CONFIG_NAME
    try:
        content = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("PM401", str(error), where=str(path)) from error
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("PM401", str(error), where=str(path)) from error
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in _READERS:
            near = get_close_matches(name, _READERS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(_READERS)}"
            raise UsageError("PM401", f"unknown field {name!r}{hint}", where=str(path))
        expected, read = _READERS[name]
        try:
            values[name] = read(value)
        except (TypeError, ValueError) as error:
            raise UsageError("PM401", f"field {name!r} must be {expected}, not {value!r}", where=str(path)) from error
    if "dataset" in values and folder is not None:
        values["dataset"] = str(folder / values["dataset"])
    return Settings(**values)


def open_workspace(folder: Path | None = None) -> Workspace:
    """The workspace of the folder (the current one). Raises ``UsageError`` PM401: no ``policymine.toml``, or a bad one."""
    from policymine.acquisition.workspace import Workspace, crawl_settings

    root = (folder or Path()).absolute()
    path = root / CONFIG_NAME
    if not path.is_file():
        raise UsageError(
            "PM401", "this folder is no workspace", where=str(path), remedy="Make one with 'policymine init DIR'."
        )
    settings = load_settings(root)
    return Workspace(
        root=root,
        archive=root / settings.archive,
        sources=root / settings.sources,
        dataset=root / settings.dataset,
        codebooks=settings.codebooks,
        crawl=crawl_settings(settings.crawl, where=str(path)),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _positive(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    if value < 1:
        raise ValueError
    return value


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError
    if not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _threshold(value: Any) -> float:
    share = _share(value)
    if share == 0:
        raise ValueError
    return share


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


_READERS = {
    "dataset": ("a path in quotes", _text),
    "codebooks": ("a list of names or paths in quotes", _texts),
    "workers": ("a whole number from 1", _positive),
    "max_bytes": ("a whole number from 1", _positive),
    "min_confidence": ("a number from 0 to 1", _share),
    "archive": ("a path in quotes", _text),
    "sources": ("a path in quotes", _text),
    "model": ("a path in quotes", _text),
    "semantic": ("a name or path in quotes", _text),
    "crawl": ("a table [crawl]", _table),
    "reprint_threshold": ("a number above 0 up to 1", _threshold),
}
