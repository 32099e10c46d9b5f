"""One writer at a time: a lock that the operating system gives back when its holder ends, however it ends.

The lock is on the open file, not the file's existence, so that what a killed process leaves behind is never stale.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def _holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, 4096, 0)) if hasattr(os, "pread") else {}
        return f"process {note['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the write lock of the dataset in ``folder``.

    Raises ``DatasetError`` PM308 at once where another process holds it, PM304 where the file cannot be made.
    """
    path = folder / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DatasetError("PM304", error.strerror or str(error), where=str(folder)) from error
    try:
        if not _acquire(descriptor):
            raise DatasetError("PM308", f"held by {_holder(descriptor)}", where=str(folder))
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, json.dumps({"pid": os.getpid()}).encode())
        except OSError as error:
            raise DatasetError("PM304", error.strerror or str(error), where=str(folder)) from error
        yield
    finally:
        os.close(descriptor)
