"""The dataset folder: Delta tables side by side, and which versions of them belong together.

A commit writes the content tables first and then one row of ``runs`` that names the version of each. Readers take the
newest (or the wanted) row of ``runs`` and open every table at exactly the version it names, so that they see a whole
commit or nothing of it, whatever a writer does meanwhile. Nothing is ever vacuumed: every version can be opened again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policymine.dataset.lock import LOCK_NAME
from policymine.dataset.schema import CONTENT_TABLES, SCHEMA_VERSION, TABLES, arrow_schemas
from policymine.errors import DatasetError

MARKER = "policymine-dataset.json"
FORMAT = "policymine dataset"

# Log files and removed data files stay: they are what --as-of reads.
_CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}


@contextmanager
def write_errors(where: Path) -> Iterator[None]:
    """Turns a failed write (full disk, read-only folder) into ``DatasetError`` PM304."""
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (OSError, DeltaError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise DatasetError("PM304", detail, where=str(where)) from error


def _content(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != LOCK_NAME)


def is_dataset(folder: Path) -> bool:
    return (folder / MARKER).is_file()


def check_marker(folder: Path) -> None:
    """Raises ``DatasetError``: PM301 nothing there, PM303 other files there, PM302 another schema version."""
    if not folder.exists():
        raise DatasetError("PM301", where=str(folder))
    if not folder.is_dir():
        raise DatasetError("PM303", "it is a file", where=str(folder))
    if not is_dataset(folder):
        if _content(folder):
            raise DatasetError("PM303", f"it holds {_content(folder)[0]}", where=str(folder))
        raise DatasetError("PM301", "the folder is empty", where=str(folder))
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        version = marker["schema_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError("PM303", f"{MARKER} cannot be read", where=str(folder)) from error
    if version != SCHEMA_VERSION:
        raise DatasetError("PM302", f"it has {version}, this policymine reads {SCHEMA_VERSION}", where=str(folder))


def create(folder: Path, policymine_version: str) -> None:
    """Make an empty dataset in an empty folder, or complete one whose making was cut short.

    Raises ``DatasetError`` PM304 where it cannot be written; what was made is then taken back.
    """
    from deltalake import DeltaTable

    fresh = not is_dataset(folder)
    made: list[Path] = []
    try:
        with write_errors(folder):
            if fresh:
                marker = {
                    "format": FORMAT,
                    "schema_version": SCHEMA_VERSION,
                    "made_by": f"policymine {policymine_version}",
                }
                made.append(folder / MARKER)
                write_whole(folder / MARKER, (json.dumps(marker, indent=2) + "\n").encode())
            for name in TABLES:
                if (folder / name / "_delta_log" / f"{0:020}.json").exists():
                    continue
                made.append(folder / name)
                DeltaTable.create(
                    str(folder / name),
                    arrow_schemas()[name],
                    name=name,
                    configuration=_CONFIGURATION,
                    description=f"policymine schema version {SCHEMA_VERSION}",
                )
    except BaseException:
        for path in made if fresh else ():
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file and rename, so that the file is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class Dataset:
    """One consistent version of a dataset: version 0 is empty, and each commit adds one.

    ``versions`` maps each content table to the Delta version that belongs to it.
    """

    folder: Path
    version: int
    versions: dict[str, int]
    run: dict[str, Any] | None = None
    _open: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def source(self, table: str) -> Any:
        """The table as a ``pyarrow.dataset.Dataset``: nothing is read before it is asked for."""
        if table not in TABLES:
            raise DatasetError("PM306", f"no table {table!r}", where=str(self.folder))
        if table not in self._open:
            import pyarrow.dataset as ds
            from deltalake import DeltaTable

            if table == "runs":
                self._open[table] = ds.dataset(_runs(self.folder).filter(ds.field("version") <= self.version))
            elif self.version == 0:
                self._open[table] = ds.dataset(arrow_schemas()[table].empty_table())
            else:
                delta = DeltaTable(str(self.folder / table), version=self.versions[table])
                # Not ``to_pyarrow_dataset``: it takes a file without statistics in the log (see ``commit``) for an empty one.
                # Nor whole addresses: blanks and letters of the folder's name are escaped in them.
                files = [str(self.folder / table / uri.rsplit("/", 1)[-1]) for uri in delta.file_uris()]
                self._open[table] = (
                    ds.dataset(files, schema=arrow_schemas()[table], format="parquet")
                    if files
                    else ds.dataset(arrow_schemas()[table].empty_table())
                )
        return self._open[table]


def _runs(folder: Path) -> Any:
    """All rows of ``runs`` in order, as an Arrow table."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    if not (folder / "runs" / "_delta_log").exists():  # its making was cut short
        return arrow_schemas()["runs"].empty_table()
    try:
        table = DeltaTable(str(folder / "runs")).to_pyarrow_dataset(schema=arrow_schemas()["runs"]).to_table()
    except (OSError, DeltaError) as error:
        raise DatasetError(
            "PM303", f"table 'runs' cannot be opened: {str(error).splitlines()[0]}", where=str(folder)
        ) from error
    return table.sort_by("version")


def runs(folder: Path | str) -> list[dict[str, Any]]:
    """One row for each version of the dataset, oldest first."""
    path = Path(folder)
    check_marker(path)
    rows: list[dict[str, Any]] = _runs(path).to_pylist()
    return rows


def open_dataset(folder: Path | str, as_of: int | str | None = None) -> Dataset:
    """Open the newest version, or the one wanted.

    ``as_of``: a version number, or a date or time (ISO 8601, UTC): the last version committed up to and including it.
    Raises ``DatasetError``: PM301, PM302, PM303 for the folder, PM305 where there is no such version or date.
    """
    path = Path(folder)
    rows = runs(path)
    row = _choose(rows, as_of, path)
    if row is None:
        return Dataset(path, 0, dict.fromkeys(CONTENT_TABLES, 0))
    return Dataset(path, row["version"], {entry["name"]: entry["version"] for entry in row["tables"]}, row)


_MOMENT = re.compile(r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}(?::\d{2}(?::\d{2})?)?Z?)?)?")


def _choose(rows: list[dict[str, Any]], as_of: int | str | None, folder: Path) -> dict[str, Any] | None:
    if as_of is None:
        return rows[-1] if rows else None
    wanted = str(as_of).strip()
    if wanted.isascii() and wanted.isdigit() and (len(wanted) != 4 or int(wanted) <= len(rows)):
        if int(wanted) == 0:
            return None
        for row in rows:
            if row["version"] == int(wanted):
                return row
        raise DatasetError("PM305", f"there are versions 0 to {len(rows)}", where=wanted)
    if not _MOMENT.fullmatch(wanted) and not (wanted.isdigit() and len(wanted) == 4):
        raise DatasetError("PM305", "give a version number or a date such as 2022-08-31", where=wanted)
    moment = wanted.replace(" ", "T").rstrip("Z")
    # A date means its last moment: "9" and "~" sort after every digit, so a prefix comparison does it.
    known = [row for row in rows if row["committed"] <= moment + "~"]
    if not known:
        detail = f"the first version is of {rows[0]['committed']}" if rows else "the dataset is empty"
        raise DatasetError("PM305", detail, where=wanted)
    return known[-1]
