"""From paths to snapshots: what can be read, in a fixed order, and the problem of each path that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from policymine.errors import InputError
from policymine.pipeline.reading import problem_of
from policymine.pipeline.services import Services
from policymine.records import Problem, Snapshot

Progress = Callable[[int, int | None, str], None]
"""Called with documents or files done, files in all (None while unknown) and the name in hand."""


def list_sources(paths: Iterable[str | Path], services: Services) -> Iterator[Path | Problem]:
    """Files below each path in turn; a path that cannot be listed gives its problem, and the next is tried."""
    seen: set[Path] = set()
    for path in paths:
        try:
            for source in services.find_sources([Path(path)]):
                resolved = source.absolute()
                if resolved not in seen:
                    seen.add(resolved)
                    yield source
        except (InputError, OSError) as error:
            yield problem_of(str(path), _as_input_error(path, error))


def read_sources(
    sources: Iterable[Path | Problem], max_bytes: int | None, services: Services
) -> Iterator[Snapshot | Problem]:
    """The bytes of each source."""
    for source in sources:
        if isinstance(source, Problem):
            yield source
            continue
        try:
            yield services.read_snapshot(source, max_bytes)
        except (InputError, OSError) as error:
            yield problem_of(str(source), _as_input_error(source, error))


def _as_input_error(path: str | Path, error: InputError | OSError) -> InputError:
    if isinstance(error, InputError):
        return error
    code = {FileNotFoundError: "PM101", PermissionError: "PM112"}.get(type(error), "PM106")
    return InputError(code, error.strerror or str(error), where=str(path))
