"""The ``policymine`` command: thin wrappers over plain functions that return data."""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    from policymine.cli.app import app

    app()
