"""Write the arrays of models/indicator and models/event into the package: python scripts/ship_models.py (after training)."""

from __future__ import annotations

from pathlib import Path

from policymine.extraction.event_ranker import FILE as EVENT_FILE
from policymine.learning.event_train import WEIGHTS
from policymine.learning.rank import load_ranker
from policymine.learning.shipped import FILE, packed

ROOT = Path(__file__).parent.parent


def main() -> None:
    target = ROOT / "src" / "policymine" / "data" / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed(load_ranker(ROOT / "models" / "indicator")))
    weights = ROOT / "src" / "policymine" / "data" / EVENT_FILE
    weights.write_bytes((ROOT / "models" / "event" / WEIGHTS).read_bytes())
    for path in (target, weights):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
