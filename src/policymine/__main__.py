"""``python -m policymine`` is the ``policymine`` command."""

from __future__ import annotations

from policymine.cli import main

if __name__ == "__main__":
    main()
