# %% [markdown]
# # 4 · Events and enforcement over time
#
# **Question.** What did governments do about training institutions, when, and what came of their inspections?
#
# **Data.** The sample corpus, as in notebook 1: written for the project, mostly invented, no evidence about any place.
#
# **Method.** An event is an act or outcome that a text reports as done, going on or planned, with actor, date and place; what is demanded,
# denied or supposed is no event. The figures of its result hang on it. Reprints and translations of one report count once.

# %%
import tempfile
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import display

import policymine as pm
from policymine.dataset.reprints import origins

alt.renderers.enable("svg")
work = Path(tempfile.mkdtemp())
pm.mine("../corpora/double_reduction/documents", work / "dataset")
ds = pm.open(work / "dataset")
events = ds.events()
print(len(events), "events in", events["doc_id"].nunique(), "documents")

# %%
events.groupby(["type", "status"]).size().unstack(fill_value=0).sort_values("done", ascending=False)

# %% [markdown]
# ## One event, and where it stands

# %%
texts = ds.documents().set_index("doc_id")["text"]
one = events[events["type"] == "enforcement_action"].iloc[0]
print(one.quote, "|", one.actor, "|", one.date, "|", one.status)
print(texts[one.doc_id][one.start : one.end] == one.quote)

# %% [markdown]
# ## Over time
#
# The month in which an event ended. Events that are only planned, and those whose text gives no month, are counted apart: they
# are in no bar.

# %%
repeated = origins(ds.dataset)
first = events["doc_id"].map(lambda doc: repeated.get(doc, doc)) == events["doc_id"]
told = events[first & (events["status"] != "planned")].copy()
told["month"] = told["date"].str.split("/").str[-1].str.extract(r"^(\d{4}-\d{2})", expand=False)
print(
    len(events) - int(first.sum()),
    "events in reprints left out;",
    int((events["status"] == "planned").sum()),
    "planned;",
)
print(int(told["month"].isna().sum()), "of the others without a month")

# %%
kinds = ["institution_reduction", "inspection_campaign", "enforcement_action", "policy_issuance"]
monthly = told.dropna(subset="month")
monthly = monthly[monthly["type"].isin(kinds)].groupby(["month", "type"]).size().rename("events").reset_index()
monthly["month"] = monthly["month"].astype(str)
monthly["type"] = monthly["type"].astype(str)
monthly = monthly[monthly["month"].between("2021-07", "2023-03")]
alt.Chart(monthly).mark_bar().encode(
    x=alt.X("month:O", title=None), y=alt.Y("sum(events)", title="events that a document reports"), color="type:N"
)

# %%
monthly.pivot(index="month", columns="type", values="events").fillna(0).astype(int)

# %% [markdown]
# ## What inspections found
#
# The figures of enforcement, with their sentence one step away. Counts over a period (`flow_count`) of different documents are not
# added up: they may tell of the same cases.

# %%
wanted = ["violations.*", "enforcement.*", "blacklist.*", "illegal_training.*", "unlicensed_institutions.*"]
found = pd.concat(ds.figures(pattern, min_confidence=0.5) for pattern in wanted)
found.groupby("indicator").agg(
    figures=("figure_id", "size"), places=("adcode", "nunique"), largest=("value", "max")
).sort_values("figures", ascending=False)

# %%
with pd.option_context("display.max_colwidth", 70):
    display(found[["adcode", "period", "quote", "indicator", "sentence"]].sort_values(["adcode", "period"]).head(12))

# %% [markdown]
# ## Cases in 100 visits
#
# A share is computed only where one document gives both numbers for the same place, once each: visits, and cases that were found.

# %%
pairs = []
for (doc, adcode), group in found[found["value"].notna()].groupby(["doc", "adcode"], dropna=False):
    visits = group[group["indicator"] == "enforcement.institution_visits.count"]
    cases = group[group["indicator"] == "violations.investigated_cases.count"]
    if len(visits) == 1 and len(cases) == 1:
        visited, case = visits.iloc[0], cases.iloc[0]
        share = round(100 * case["value"] / visited["value"], 2)
        pairs.append([doc, adcode, visited["quote"], case["quote"], share])
pd.DataFrame(pairs, columns=["doc", "adcode", "visits", "cases", "cases in 100 visits"])

# %% [markdown]
# ## Limits
#
# - Counts of events count *reports* of events. A place with busy newspapers shows more.
# - Events are the harder half of the reading: notebook 3 says how often they are right. Look at the words before a claim hangs on one.
# - Nothing here says that enforcement caused a reduction: both were ordered at the same time.
