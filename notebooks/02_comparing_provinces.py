# %% [markdown]
# # 2 · Comparing provinces, and how sure the order is
#
# **Question.** Which provinces report the largest reduction of subject training institutions, and how much of the order
# stands once it is taken seriously how vaguely the numbers are stated?
#
# **Data.** The sample corpus, as in notebook 1: written for the project, mostly invented, no evidence about any place.
#
# **Method.** "More than 90 %" is not 90 %. Each statement is read as the interval of numbers that it allows: its bound, and the
# rounding of its last digit. Two places are in a certain order only when their intervals do not meet, so a place has a *range* of
# ranks. Reports that cannot be true together are conflicts: they are kept, listed, and their effect on the table is shown.

# %%
import tempfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import altair as alt
import pandas as pd

import policymine as pm
from policymine.comparison.compare import compare
from policymine.comparison.conflicts import find_conflicts
from policymine.comparison.intervals import Stated, interval
from policymine.comparison.ranking import ends, rank

alt.renderers.enable("svg")
RATE = "subject_training_institutions.reduction_rate"
work = Path(tempfile.mkdtemp())
pm.mine("../corpora/double_reduction/documents", work / "dataset")
ds = pm.open(work / "dataset")

# %% [markdown]
# ## A league table with ranges
#
# `best` and `worst` are the ranks that a province can have, given everything that the statements allow.

# %%
table = rank(compare(ds.dataset, RATE).cells)
pd.DataFrame(
    {
        "place": row.cell.place,
        "value": row.cell.value,
        "bound": row.cell.bound.value,
        "allowed": "{:g} to {:g}".format(*(end[0] for end in ends(row.cell))),
        "best": row.best,
        "worst": row.worst,
        "as of": row.cell.period.split("/")[-1],
        "status": row.cell.status,
    }
    for row in table
)


# %%
def ordered(one, other) -> bool:
    """Whether the statements of two cells leave no doubt which value is larger."""
    (low, high), (other_low, other_high) = ends(one), ends(other)
    return low > other_high or other_low > high


cells = [row.cell for row in table]
pairs = list(combinations(cells, 2))
certain = sum(ordered(a, b) for a, b in pairs)
print(f"{certain} of {len(pairs)} pairs of provinces are in a certain order")

# %% [markdown]
# The bars show the interval, not a point:

# %%
reach = pd.DataFrame(
    {
        "place": row.cell.place.split(" ")[-1],
        "low": ends(row.cell)[0][0],
        "high": ends(row.cell)[1][0],
        "value": float(row.cell.value),
        "status": row.cell.status,
    }
    for row in table
)
order = list(reach["place"])
axis = alt.Scale(domain=[70, 100])
bars = (
    alt.Chart(reach)
    .mark_bar(height=6, opacity=0.5)
    .encode(
        y=alt.Y("place", sort=order, title=None),
        x=alt.X("low", scale=axis, title="reduction rate, percent"),
        x2="high",
    )
)
points = (
    alt.Chart(reach)
    .mark_point(filled=True, size=40)
    .encode(y=alt.Y("place", sort=order), x=alt.X("value", scale=axis), color=alt.Color("status", title="status"))
)
bars + points

# %% [markdown]
# ## Dates are not the same
#
# The table takes the latest report of each place. Held at one date it is shorter, and honest about it:

# %%
for at in ("2021-12", "2022-03", "2022-07"):
    then = compare(ds.dataset, RATE, at=at).cells
    print(at, len(then), "provinces; first:", rank(then)[0].cell.place, rank(then)[0].cell.value)

# %% [markdown]
# ## Conflicts
#
# Figures of the same place, time and thing that cannot both be true, given their bounds. None is dropped.

# %%
conflicts = find_conflicts(ds.dataset)
pd.DataFrame(
    {
        "indicator": c.cell.indicator,
        "place": c.cell.place,
        "chosen": f"{c.cell.value:f} ({c.cell.bound.value})",
        "rule": c.cell.chosen_by,
        "against": "; ".join(f"{e.quote} [{e.doc}]" for e in c.against),
    }
    for c in conflicts
)

# %% [markdown]
# How much hangs on the choice? Put each conflicting report into the place of the chosen one, and rank again:

# %%
rows = []
for i, cell in enumerate(cells):
    for other in cell.conflicts:
        low, high = interval(Stated(other.value, other.bound, unit=cell.unit))
        swapped = replace(cell, value=other.value, value_max=None, bound=other.bound, low=float(low), high=float(high))
        again = next(r for r in rank([*cells[:i], swapped, *cells[i + 1 :]]) if r.cell is swapped)
        rows.append(
            {
                "place": cell.place,
                "chosen": float(cell.value),
                "ranks": f"{table[i].best}–{table[i].worst}",
                "other report": f"{other.quote} [{other.doc}]",
                "ranks then": f"{again.best}–{again.worst}",
            }
        )
pd.DataFrame(rows)

# %% [markdown]
# ## Limits
#
# - Intervals speak of wording and rounding only. Whether an office counted rightly, nobody can read from its sentence.
# - A rate over the province's stock of 2021 and one over its licensed institutions are both called 压减率; the base of each rate is in
#   its document (`policymine show`), and a rate whose own before and after are stated is *verified*.
# - Missing provinces are not ranked. Whether those that stay silent did worse cannot be learned from who spoke.
