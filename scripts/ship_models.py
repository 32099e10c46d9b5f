"""Write the arrays of models/indicator into the package: python scripts/ship_models.py (after training)."""

from __future__ import annotations

from pathlib import Path

from policymine.learning.rank import load_ranker
from policymine.learning.shipped import FILE, packed

ROOT = Path(__file__).parent.parent


def main() -> None:
    target = ROOT / "src" / "policymine" / "data" / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed(load_ranker(ROOT / "models" / "indicator")))
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
