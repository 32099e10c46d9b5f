"""One writer at a time: a lock that the operating system gives back when its holder ends, however it ends.

The lock is on the open file, not the file's existence, so that what a killed process leaves behind is never stale.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from policymine.errors import DatasetError

LOCK_NAME = ".policymine.lock"


def _acquire(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _note(descriptor: int) -> dict[str, Any]:
    """What the holder wrote of itself; nothing where it cannot be read."""
    try:
        note = json.loads(os.pread(descriptor, 4096, 0)) if hasattr(os, "pread") else {}
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


class Held(Exception):  # noqa: N818 - not an error of its own: whoever asked makes one of it
    """Another process holds the lock; ``note`` is what it wrote of itself."""

    def __init__(self, note: dict[str, Any]) -> None:
        super().__init__()
        self.note = note


@contextmanager
def file_lock(path: Path, note: Mapping[str, Any]) -> Iterator[None]:
    """Hold the lock of the file, with a note for those who ask meanwhile. Raises ``Held`` at once, and ``OSError``."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _acquire(descriptor):
            raise Held(_note(descriptor))
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(dict(note)).encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the write lock of the dataset in ``folder``.

    Raises ``DatasetError`` PM308 at once where another process holds it, PM304 where the file cannot be made.
    """
    begun = False
    try:
        with file_lock(folder / LOCK_NAME, {"pid": os.getpid()}):
            begun = True
            yield
    except Held as held:
        holder = f"process {held.note['pid']}" if "pid" in held.note else "another process"
        raise DatasetError("PM308", f"held by {holder}", where=str(folder)) from held
    except OSError as error:
        if begun:  # of the caller's own work
            raise
        raise DatasetError("PM304", error.strerror or str(error), where=str(folder)) from error
