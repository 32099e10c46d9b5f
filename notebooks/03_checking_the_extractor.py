# %% [markdown]
# # 3 · Checking the extractor against gold, and reading its errors
#
# **Question.** How often is a figure right, which of its fields goes wrong, and can its confidence be trusted?
#
# **Data.** The *dev* split of the sample corpora: documents that a person annotated field by field, without running the
# extractor. The test split is for the project's own gate and is not looked at; rules may have been written with dev errors in view, so
# numbers here are better than on text that nobody has seen.
#
# **Method.** A predicted figure and a gold figure are one when they overlap on the numeral. A field is right when it equals the gold
# value or an accepted alternative. *Core* is value, bound and unit; *scoped* adds place and period; *row* adds the indicator.

# %%
from collections import Counter
from math import sqrt
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import display

from policymine.learning.evaluate import as_table, evaluate
from policymine.learning.scoring import reliability
from policymine.pipeline import read_corpus

alt.renderers.enable("svg")


def read_split(corpus: str):
    """Scores of a corpus's dev split, and the texts of its documents."""
    gold = Path("../corpora") / corpus / "gold" / "dev"
    extractions = list(read_corpus(gold.parent.parent / "documents"))
    return evaluate(gold, extractions), {e.document.doc: e.document.text for e in extractions}


policy, texts = read_split("double_reduction")
everything = policy[0]
print(everything.documents, "documents,", everything.figures.levels["found"].gold, "figures in gold")

# %% [markdown]
# ## Scores
#
# A few hundred figures carry an error of their own: the interval is Wilson's, at 95 %, for figures that are independent. Figures of one
# document are not quite, so the true interval is wider.


# %%
def wilson(hits: int, of: int, z: float = 1.96) -> str:
    share, base = hits / of, 1 + z * z / of
    middle = (share + z * z / (2 * of)) / base
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / base
    return f"{middle - half:.3f} – {middle + half:.3f}"


pd.DataFrame(
    {
        "group": e.group,
        "level": level,
        "precision": round(prf.precision, 3),
        "recall": round(prf.recall, 3),
        "95 % (recall)": wilson(prf.hits, prf.gold),
        "figures": prf.gold,
    }
    for e in policy
    for level, prf in e.figures.levels.items()
)

# %% [markdown]
# Events are harder, and precision is the lower bound of the truth: events are annotated where they matter for the policy, not
# exhaustively.

# %%
events = pd.DataFrame(as_table(policy))
events[events["measure"].str.startswith("events")][["group", "measure", "precision", "recall", "predicted", "gold"]]

# %% [markdown]
# ## Which field goes wrong

# %%
wrong = Counter()
for error in everything.figures.errors:
    if error.kind != "wrong":
        wrong[error.kind] += 1
    for name, _, _ in error.fields:
        wrong[name] += 1
counts = pd.DataFrame(wrong.most_common(), columns=["what", "figures"])
counts

# %%
alt.Chart(counts).mark_bar().encode(x=alt.X("figures", title="figures"), y=alt.Y("what", sort="-x", title=None))

# %% [markdown]
# ## Reading the errors
#
# Numbers tell where to look; only the sentence tells why. One row for each wrong field, with what the extractor said and what gold says.

# %%


def around(error, width: int = 22) -> str:
    text = texts[error.doc]
    return text[max(error.start - width, 0) : error.end + width].replace("\n", " ⏎ ")


rows = [
    {
        "doc": error.doc,
        "figure": error.quote,
        "field": name,
        "extractor": got,
        "gold": want,
        "words around it": around(error),
    }
    for error in sorted(everything.figures.errors, key=lambda e: (e.doc, e.start))
    for name, got, want in (error.fields or ((error.kind, None, None),))
]
with pd.option_context("display.max_rows", 60, "display.max_colwidth", 60):
    display(pd.DataFrame(rows))

# %% [markdown]
# How to read them: an indicator that is `None` is a figure left unnamed, which costs a cell of the panel; a *wrong* indicator puts a number
# into the wrong column, which is worse. So count the two apart:

# %%
named = [(got, want) for e in everything.figures.errors for name, got, want in e.fields if name == "indicator"]
print("left unnamed:", sum(got is None for got, _ in named))
print("named, and gold has no name:", sum(got is not None and want is None for got, want in named))
print("another name than gold's:", sum(got is not None and want is not None for got, want in named))

# %% [markdown]
# ## Can confidence be trusted?
#
# In each band, the share of figures whose core is right should be near the mean confidence. More right than that is doubt for nothing;
# less would be worse.

# %%
pd.DataFrame(reliability(everything.figures.judged))

# %% [markdown]
# ## The same on other policies
#
# Figures that no codebook of the package speaks about: value, bound, unit, place and period are what counts.

# %%
other, _ = read_split("open_domain")
pd.DataFrame(
    {
        "group": e.group,
        "level": level,
        "precision": round(p.precision, 3),
        "recall": round(p.recall, 3),
        "figures": p.gold,
    }
    for e in other
    for level, p in e.figures.levels.items()
    if level != "row"
)

# %% [markdown]
# ## Limits
#
# - The corpora were written by few hands and are more regular than the press; on real articles expect less.
# - One person annotated each document: how far two careful readers agree is not known.
# - `policymine evaluate FOLDER --errors` prints the same for gold of your own.
