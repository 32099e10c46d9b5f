"""Snapshots from files and folders on this machine."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from policymine.errors import InputError
from policymine.records import Snapshot

KNOWN_SUFFIXES = frozenset({".txt", ".html", ".htm", ".shtml", ".xhtml", ".pdf", ".docx", ".xlsx", ".jsonl"})
"""What is taken from a folder. A file that is named itself is taken whatever its suffix: its content decides."""

DEFAULT_MAX_BYTES = 64 * 1024 * 1024
"""Largest document. The longest government work reports are under 1 MB of text, scanned annual reports under 50 MB."""

HELD_BYTES = 16 * 1024 * 1024
"""A .jsonl file above this stays on the disk and is read line by line: it holds many documents, and may hold millions."""

_HEAD_BYTES = 64 * 1024  # of such a file, enough to tell what it is

_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jsonl": "application/jsonl",
}


def find_sources(paths: Iterable[Path]) -> Iterator[Path]:
    """Files that ``paths`` name: a file is itself, a folder is all documents below it in the order of their names.

    Hidden files and folders are passed over, and so is a link that leads back into a folder being walked. A file that
    two paths name comes once. Raises ``InputError``: PM101 for a path that does not exist, PM110 for a folder without a
    document, PM112 for a folder that may not be read.
    """
    given: set[tuple[int, int]] = set()
    for path in map(Path, paths):
        try:
            info = path.stat()
        except PermissionError as error:
            raise InputError("PM112", where=str(path)) from error
        except (OSError, ValueError) as error:  # a name that is too long, a loop of links, a NUL in the name
            raise InputError("PM101", where=str(path)) from error
        if not stat.S_ISDIR(info.st_mode):
            if _is_new(info, given):
                yield path
            continue
        found = False
        for file in _walk(path, ()):
            found = True
            try:
                new = _is_new(file.stat(), given)
            except OSError:
                new = True  # it vanished or may not be read: reading it says so
            if new:
                yield file
        if not found:
            raise InputError("PM110", where=str(path))


def _is_new(info: os.stat_result, given: set[tuple[int, int]]) -> bool:
    key = (info.st_dev, info.st_ino)
    if key in given:
        return False
    given.add(key)
    return True


def _walk(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    try:
        info = folder.stat()
        key = (info.st_dev, info.st_ino)
        if key in above:
            return
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except PermissionError as error:
        raise InputError("PM112", where=str(folder)) from error
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):  # ~$ marks the lock file of an open Word document
            continue
        if entry.is_dir():
            yield from _walk(entry, (*above, key))
        elif entry.suffix.lower() in KNOWN_SUFFIXES:
            yield entry


def read_snapshot(path: Path, max_bytes: int | None = None, *, hold: bool = False) -> Snapshot:
    """The bytes of ``path`` with their SHA-256. ``uri`` is the path as given.

    ``max_bytes`` is the largest file that is taken; by default ``DEFAULT_MAX_BYTES``, and any size for a .jsonl file: one
    above ``HELD_BYTES`` is not held in memory but ``stored``, with its beginning as ``content``, unless
    ``hold`` asks for all of it. Raises ``InputError``: PM101 not there, PM103 not a regular file, PM106 unreadable
    disk, PM108 too large (found before anything is read), PM112 no permission. An empty file is read: parsing names it.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    collection = suffix == ".jsonl"
    limit = max_bytes if max_bytes is not None else None if collection and not hold else DEFAULT_MAX_BYTES
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise InputError("PM103", "not a regular file", where=str(path))
        if limit is not None and info.st_size > limit:
            raise InputError("PM108", f"{_mega(info.st_size)} where {_mega(limit)} is the limit", where=str(path))
        stored = collection and not hold and info.st_size > HELD_BYTES
        with path.open("rb") as file:
            if stored:
                content = file.read(_HEAD_BYTES)
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            else:
                content = file.read(limit + 1 if limit is not None else HELD_BYTES + 1)
                digest = hashlib.sha256(content).hexdigest()
    except PermissionError as error:
        raise InputError("PM112", where=str(path)) from error
    except FileNotFoundError as error:
        raise InputError("PM101", where=str(path)) from error
    except (OSError, ValueError) as error:
        raise InputError("PM106", f"{error}", where=str(path)) from error
    most = limit if limit is not None else HELD_BYTES
    if not stored and len(content) > most:  # the file grew, or its size is not known (/proc)
        raise InputError("PM108", f"more than {_mega(most)}", where=str(path))
    return Snapshot(
        name=readable_name(path.name),
        content=content,
        media_type=_MEDIA_TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        uri=readable_name(path.as_posix()),
        sha256=digest,
        stored=path if stored else None,
        size=info.st_size if stored else None,
    )


def readable_name(name: str) -> str:
    r"""``name`` as text that can be stored: bytes of a file name that are no UTF-8 are written as ``\xff``."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("utf-8", "backslashreplace")
    return name


def _mega(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
