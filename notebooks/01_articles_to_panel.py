# %% [markdown]
# # 1 · From articles to a panel
#
# **Question.** In July 2021 the "double reduction" policy told every province of China to reduce its training institutions for
# school subjects. By how much did the provinces say they had done so, a year later?
#
# **Data.** The sample corpus of this project: news, notices, web pages, PDF and Word files in Chinese, and English as machine
# translation writes it. Its documents were written for the project, and most of their numbers are invented: **what follows
# shows a method; it is no evidence about any place.**
#
# **Method.** Every figure is read with the words it stands in; a panel then takes one value for each indicator, place and period
# by rules that are written down, and says which rule decided.

# %%
import tempfile
from pathlib import Path

import altair as alt
import pandas as pd

import policymine as pm
from policymine.comparison.chart import ranking_chart
from policymine.comparison.compare import comparison_of

alt.renderers.enable("svg")
RATE = "subject_training_institutions.reduction_rate"
work = Path(tempfile.mkdtemp())

# %% [markdown]
# ## Reading
#
# `pm.mine` reads files into a dataset. A second run reads only what is new, so the same call keeps a dataset fresh. A document that
# cannot be read would be listed with a code, and the others are read all the same.

# %%
report = pm.mine("../corpora/double_reduction/documents", work / "dataset")
print(
    report.documents,
    "documents,",
    report.figures,
    "figures,",
    report.events,
    "events,",
    len(report.problems),
    "problems",
)
again = pm.mine("../corpora/double_reduction/documents", work / "dataset")
print(again.documents, "documents read the second time,", again.skipped, "files skipped")

# %%
ds = pm.open(work / "dataset")
ds.documents().groupby("language").agg(documents=("doc", "size"), first=("published", "min"), last=("published", "max"))

# %% [markdown]
# ## One figure
#
# A figure is a row: the words (`quote`), where they stand (`start`, `end`), the value with its bound and unit, what is measured
# (`indicator`), in which `role`, and where and when. `decisions` says which rule set each field.

# %%
figures = ds.figures(RATE)
figures[["doc", "quote", "value", "bound", "role", "place", "period"]].head(8)

# %% [markdown]
# The offsets lead back to the text, always:

# %%
texts = ds.documents().set_index("doc_id")["text"]
everything = ds.figures()
wrong = [row.figure_id for row in everything.itertuples() if texts[row.doc_id][row.start : row.end] != row.quote]
print(len(everything), "figures,", len(wrong), "whose offsets do not lead to their words")

one = figures.iloc[0]
print(one.sentence)
for decision in one.decisions:
    print(f"  {decision['field']}: {decision['rule']}")

# %% [markdown]
# ## Does the document agree with itself?
#
# Numbers of one document are related by arithmetic: before, after and rate; parts and their sum. A check proves a figure, or
# shows that one of those numbers is wrong. Neither changes what is stored: a wrong number that was printed stays as it was printed.

# %%
checks = ds.checks()
checks.groupby(["kind", "verdict"]).size().unstack(fill_value=0)

# %%
for row in checks[checks["verdict"] == "contradicts"].itertuples():
    print(row.doc, "|", row.expression)

# %% [markdown]
# ## The panel
#
# One row a cell. `status`: *verified* is proved by the document's arithmetic, *stated* is said but not proved, *derived* is computed
# from before and after because nobody states it, *contradicted* fails a check. `chosen_by` names the rule that told
# several reports apart, and `conflicts` counts the reports that cannot be true beside the chosen one.

# %%
panel = ds.build_panel(RATE)
result = panel.frame()
result[["place", "value", "bound", "period", "status", "chosen_by", "reports", "conflicts"]]

# %% [markdown]
# Missing is missing, with the reason: nothing is filled in.

# %%
missing = panel.missing()
print(len(result), "provinces have a value,", len(missing), "have none:", sorted({row["reason"] for row in missing}))

# %%
ranking_chart(comparison_of(panel, RATE))

# %% [markdown]
# ## Taking it elsewhere
#
# `policymine export` writes CSV, Excel, Parquet, Stata, SPSS and a data package. From here, pandas does.

# %%
result[["adcode", "place", "value", "bound", "period", "status"]].to_csv(work / "panel.csv", index=False)
back = pd.read_csv(work / "panel.csv", dtype={"adcode": str})
print(back["value"].tolist() == result["value"].tolist())

# %% [markdown]
# ## Limits
#
# - A panel says what documents state, not what happened. Provinces that publish no rate are absent, and are not like those that do.
# - Values of one column hold at different dates (`period`); `every="month"` or `at=` keeps them apart.
# - The reader is not always right: notebook 3 measures how often, and `min_confidence=` leaves doubtful rows out.
