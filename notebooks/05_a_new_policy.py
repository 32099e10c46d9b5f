# %% [markdown]
# # 5 · A new policy: writing a codebook
#
# **Question.** The package knows two policies. What does it take to read a third, say care for the elderly (养老服务)?
#
# **Data.** Sentences of our own in both languages, and one document of the `open_domain` corpus, invented as the whole corpus is.
#
# **Method.** A policy is a codebook: one YAML file with closed lists of *entities* (what is counted), *qualifiers* (which of them, or
# what became of them) and *measures* (what is measured), each with its names in Chinese and English, and the *indicators* that are
# in use. No Python is written.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import policymine as pm
from policymine.codebook.load import load
from policymine.errors import CodebookError

work = Path(tempfile.mkdtemp())

# %% [markdown]
# ## The file
#
# An indicator is `<entity>[.<qualifier>].<measure>`. `unit` is what its values may have, `kind` says whether it is a stock at a date, a
# flow over a period, a rate, a limit or an amount; `range` is what is plausible, so that a check can doubt what lies beyond. `require`
# are words of which one must stand near the figure, where the entity's name alone says too little.

# %%
CODEBOOK = """
name: elderly_care
version: "2026.1"
title: {zh: 养老服务, en: Elderly care services}
source: "[USE] ordinary usage of provincial bulletins"
policy_names:
  zh: [养老服务, 养老机构, 养老床位, 老龄化, 长者食堂]
  en: [elderly care, nursing home, aging population]

entities:
  beds:
    source: "[USE]"
    zh: [养老床位, 床位, 护理型床位]
    en: [elderly care beds, nursing beds, beds]
  canteens:
    source: "[USE]"
    zh: [长者食堂, 老年食堂, 助餐点]
    en: [senior canteens, canteens for the elderly]
  elderly:
    source: "[USE]"
    zh: [老年人, 60岁及以上人口, 老人]
    en: [elderly people, the elderly, people aged 60 and above]
  institutions:
    source: "[USE]"
    zh: [养老机构, 敬老院]
    en: [nursing homes, elderly care institutions]
  meal_subsidy:
    source: "[USE]"
    zh: [每餐补贴, 助餐补贴]
    en: [meal subsidy]

qualifiers:
  nursing: {kind: part, zh: [护理型], en: [nursing]}
  home: {kind: part, zh: [家庭], en: [home]}
  new: {zh: [新增, 新建], en: [newly added, new]}

measures:
  count: {units: [count]}
  share: {units: [percent], zh: [占比, 占总人口, 占], en: [account for, share]}
  coverage: {units: [percent], zh: [覆盖], en: [cover, coverage]}
  occupancy_rate: {units: [percent], zh: [入住率], en: [occupancy rate]}

indicators:
  - {name: beds.count, unit: bed, kind: stock, range: [0, 10000000], label: {zh: 养老床位数, en: Elderly care beds}}
  - {name: beds.nursing.new.count, unit: bed, kind: flow, label: {zh: 新增护理型床位数, en: Nursing beds added}}
  - {name: beds.home.count, unit: bed, kind: stock, label: {zh: 家庭养老床位数, en: Beds at home}}
  - {name: beds.nursing.share, unit: percent, kind: rate, range: [0, 100], label: {zh: 护理型床位占比, en: Share of nursing beds}}
  - {name: canteens.count, unit: "other:canteen", kind: stock, label: {zh: 长者食堂数, en: Senior canteens}}
  - {name: canteens.coverage, unit: percent, kind: rate, range: [0, 100], label: {zh: 长者食堂覆盖率, en: Coverage by senior canteens}}
  - {name: elderly.count, unit: person, kind: stock, label: {zh: 老年人口, en: Elderly people}}
  - {name: elderly.share, unit: percent, kind: rate, range: [0, 60], label: {zh: 老年人口占比, en: Share of elderly people}}
  - {name: institutions.count, unit: institution, kind: stock, label: {zh: 养老机构数, en: Nursing homes}}
  - name: institutions.occupancy_rate
    unit: percent
    kind: rate
    range: [0, 100]
    label: {zh: 养老机构入住率, en: Occupancy of nursing homes}
    entity_optional: true
    require: {zh: [入住率], en: [occupancy rate]}
  - {name: meal_subsidy.amount, unit: yuan, kind: amount, range: [0, 100], label: {zh: 每餐补贴, en: Subsidy a meal}}
"""
path = work / "elderly_care.yaml"
path.write_text(CODEBOOK, encoding="utf-8")
book = load(path)
print(book.name, book.version, len(book.indicators), "indicators")

# %% [markdown]
# ## Validating
#
# `policymine codebook validate FILE` does the same. A defect is named with its line and field:

# %%
broken = work / "broken.yaml"
for right, mistake in (
    ("kind: flow", "kind: flux"),
    ("name: canteens.count", "name: kitchens.count"),
    ('"2026.1"', "2026.1"),
):
    broken.write_text(CODEBOOK.replace(right, mistake, 1), encoding="utf-8")
    try:
        load(broken)
    except CodebookError as error:
        print(str(error).replace(str(work), "").replace("/broken", "broken"))

# %% [markdown]
# ## Sentences first
#
# Write sentences that should be read, and others that should not, before any document is looked at. They are the codebook's tests.

# %%
SENTENCES = [
    (
        "全市养老服务提质：建成养老床位5.2万张，其中护理型床位占比62%。",
        {"5.2万": "beds.count", "62%": "beds.nursing.share"},
    ),
    ("今年新增护理型床位1200张，养老服务能力增强。", {"1200": "beds.nursing.new.count"}),
    ("全县有养老机构38家，入住率71%。", {"38": "institutions.count", "71%": "institutions.occupancy_rate"}),
    ("全区建成长者食堂104处，每餐补贴3元。", {"104": "canteens.count", "3": "meal_subsidy.amount"}),
    ("养老服务推进会召开，全市医院床位达8万张。", {"8万": None}),
    ("The city has 52,000 elderly care beds.", {"52,000": "beds.count"}),
    (
        "Elderly care: the county runs 38 nursing homes, with an occupancy rate of 71%.",
        {"38": "institutions.count", "71%": "institutions.occupancy_rate"},
    ),
]


def verdicts(codebook):
    rows = []
    for text, expected in SENTENCES:
        found = {f.quote: f.indicator for f in pm.read(text, codebooks=[codebook], published="2023-10-23").figures}
        for quote, name in expected.items():
            rows.append((quote, name, found.get(quote), found.get(quote) == name, text[:40]))
    return pd.DataFrame(rows, columns=["figure", "expected", "read", "right", "sentence"])


verdicts(path)

# %% [markdown]
# ## Mending
#
# Two are wrong. 处 is counted as a site, so the canteens' unit is `other:site` (`policymine extract` shows the unit that was read).
# And hospital beds are no beds of elderly care, but the bare name 床位 says so: `not` names words that speak against an indicator.

# %%
mended = CODEBOOK.replace('unit: "other:canteen"', 'unit: ["other:canteen", "other:site"]').replace(
    "label: {zh: 养老床位数, en: Elderly care beds}}",
    "label: {zh: 养老床位数, en: Elderly care beds}, not: {zh: [医院, 学位], en: [hospital]}}",
)
path.write_text(mended, encoding="utf-8")
again = verdicts(path)
print(int(again["right"].sum()), "of", len(again), "right")
again[~again["right"]]

# %% [markdown]
# ## A document

# %%
pm.mine("../corpora/open_domain/documents/od_elderly_zibo.txt", work / "dataset", codebooks=[path])
figures = pm.open(work / "dataset").figures()
figures[["quote", "unit", "head", "indicator", "role", "adcode", "period"]]

# %% [markdown]
# What has no indicator is kept all the same, with value, unit, place and period: unnamed is a reason to extend the codebook, and never
# a reason to drop a number. Read the list of unnamed figures, decide which matter, name them, and run again: `mine` sees that the
# codebook changed and reads anew. Read the named ones too: 41.5 is a number of beds for a thousand elderly people, and no number of
# beds; 每千名 belongs to the words of `not`, or is an indicator of its own.

# %%
print(int(figures["indicator"].notna().sum()), "named of", len(figures))
figures[figures["indicator"].isna()][["quote", "unit", "head", "sentence"]]

# %% [markdown]
# ## Limits
#
# - A codebook is as good as the sentences that it was tried on. Annotate some documents (`docs/annotation.md`), and let `policymine
#   evaluate GOLD --codebook FILE` count.
# - Names that mean other things too (床位, beds) need `require` or `not`; the finder knows no meaning, only words and where they stand.
# - Event types are shared by all policies; a codebook adds none.
