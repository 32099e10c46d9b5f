"""Names of policies and congresses that texts date things by ("双减"以来, since the double reduction), with their dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.records import Language

_JOINTS = (" ", "-", " -", "- ")
_MAX_JOINTED = 4  # words of a name for which every mixture of blanks and hyphens is tried; longer ones: blanks only


@dataclass(frozen=True, slots=True)
class Policy:
    """``date`` is EDTF at the precision at which texts refer to the policy; ``baseline``: its "before" holds there.

    ``day``: the exact day, where there is one.
    """

    id: str
    date: str
    baseline: bool
    day: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyMention:
    start: int
    end: int
    policy: Policy


def find_policies(text: str, language: Language) -> list[PolicyMention]:
    """Names of known policies in ``text``, in order; whole words in English, in any letter case."""
    return policies_in(text if language is Language.ZH else lowered(text), language)


def policies_in(text: str, language: Language) -> list[PolicyMention]:
    """As :func:`find_policies`, for a text that is already in small letters."""
    matcher, owners = _matcher(language is Language.ZH)
    out = []
    for index, start, end in matcher.find_matches_as_indexes(text):
        if language is not Language.ZH and (_letter(text, start - 1) or _letter(text, end)):
            continue
        out.append(PolicyMention(start, end, owners[index]))
    return out


@cache
def policy_by_id(name: str) -> Policy:
    """The policy with that id in ``data/policy_dates.yaml``."""
    row = next(row for row in load_yaml("policy_dates.yaml")["policies"] if row["id"] == name)
    return _policy(row)


def _policy(row: dict[str, Any]) -> Policy:
    return Policy(row["id"], str(row["date"]), bool(row.get("baseline", False)), row.get("day"))


def lowered(text: str) -> str:
    """Small letters at the same offsets (a few capitals would grow, so they stay)."""
    out = text.lower()
    if len(out) == len(text):
        return out
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalpha()


@cache
def _matcher(chinese: bool) -> tuple[Any, tuple[Policy, ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    names: list[str] = []
    owners: list[Policy] = []
    for row in load_yaml("policy_dates.yaml")["policies"]:
        policy = _policy(row)
        for name in row["zh"] if chinese else row["en"]:
            for form in {name} if chinese else _forms(name):
                names.append(form)
                owners.append(policy)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), tuple(owners)


def _forms(name: str) -> set[str]:
    words = re.split(r"[ -]+", name.lower())
    if len(words) > _MAX_JOINTED:
        return {" ".join(words), name.lower()}
    forms = {words[0]}
    for word in words[1:]:
        forms = {form + joint + word for form in forms for joint in _JOINTS}
    return forms
