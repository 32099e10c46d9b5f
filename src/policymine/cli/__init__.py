"""The ``policymine`` command: thin wrappers over plain functions that return data."""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    import atexit
    import sys

    from policymine.cli.app import app

    ends: list[object] = []
    atexit.register(_leave, ends)  # first in, so it is the last to run
    try:
        app()
    except SystemExit as end:
        ends.append(end.code)
        sys.exit(end.code)


def _leave(ends: list[object]) -> None:
    """End the process before the interpreter is torn down.

    Arrow's and delta-rs's threads may still wind up after a short command, and abort the process (exit code 134) when
    their runtime is taken away. Everything that was registered to be done at the end is done by now.
    """
    import os
    import sys

    code = ends[-1] if ends else 1
    if code is not None and not isinstance(code, int):
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the reader of a pipe is gone: the interpreter says so in its own way
        return
    os._exit(code or 0)
