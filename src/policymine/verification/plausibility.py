"""Values against what can be: the codebook's ranges, 100 %, and the number of divisions that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from policymine.codebook.load import available, load
from policymine.codebook.schema import Indicator
from policymine.errors import CodebookError
from policymine.records import Figure, Role, Verdict
from policymine.verification.numbers import plain
from policymine.verification.sums import Finding

# Divisions of China at county level never exceeded 3,000, at prefecture level 345, at province level 34.
# Source: 民政部, 中华人民共和国行政区划统计表 (2,843 / 333 / 34 at the end of 2022), with room for older years.
MOST_DIVISIONS: Mapping[str, int] = {"province": 34, "city": 700, "county": 3000}


@cache
def _indicators(names: tuple[str, ...]) -> dict[str, Indicator]:
    out: dict[str, Indicator] = {}
    for name in names:
        try:
            out.update({i.name: i for i in load(name).indicators})
        except CodebookError:
            continue  # a user's codebook that is no longer there: its ranges are not known
    return out


def find_implausible(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Figures outside their indicator's range, shares above 100 %, more divisions than exist."""
    indicators = _indicators(tuple(available()))
    for f in figures:
        indicator = indicators.get(f.indicator or "")
        if indicator is not None and indicator.range is not None:
            low, high = indicator.range
            if not low <= f.value <= high:
                yield (
                    "plausibility",
                    f"{plain(low)} ≤ {plain(f.value)} ≤ {plain(high)}",
                    (f,),
                    Verdict.CONTRADICTS,
                    f"outside the range of {indicator.name}",
                )
                continue
        if f.unit == "percent" and f.role is Role.SHARE and f.value > Decimal(100):
            yield "plausibility", f"{plain(f.value)} % ≤ 100 %", (f,), Verdict.CONTRADICTS, "a share above 100 %"
        most = MOST_DIVISIONS.get(f.unit or "")
        if most is not None and f.value > most:
            yield (
                "plausibility",
                f"{plain(f.value)} ≤ {most}",
                (f,),
                Verdict.CONTRADICTS,
                f"there are not so many ({f.unit})",
            )
