"""Bodies, publishers and hosts of the whole country, and the words that papers call a place by."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from policymine.data import load_yaml
from policymine.records import Language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


@cache
def bodies() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...], dict[str, str], dict[str, str]]:
    """National bodies (Chinese, English), national publishers, hosts and nicknames with their codes."""
    facts = load_yaml("places_scope.yaml")

    def alternatives(words: list[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))

    return (
        re.compile(f"(?:{alternatives(facts['national_bodies_zh'])})(?!门|{facts['local_branch_zh']})"),
        re.compile(alternatives(facts["national_bodies_en"])),
        tuple(facts["national_publishers"]),
        facts["hosts"],
        facts["nicknames"],
    )


def national_body(language: Language) -> re.Pattern[str]:
    """Names of national bodies (ministries, the State Council) in that language."""
    zh, en, _, _, _ = bodies()
    return en if language is Language.EN else zh


@cache
def _local_branch() -> re.Pattern[str]:
    """What follows the name of a national body where its branch in a division is meant."""
    return re.compile(load_yaml("places_scope.yaml")["local_branch_zh"])


@cache
def _body_automaton(language: Language) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick, MatchKind

    facts = load_yaml("places_scope.yaml")
    words = facts["national_bodies_en" if language is Language.EN else "national_bodies_zh"]
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


def national_bodies(text: str, language: Language) -> list[tuple[int, int]]:
    """Spans of all national bodies that the text names, without their branches (国家税务总局临汾市税务局)."""
    branch = _local_branch()
    return [
        (start, end)
        for _, start, end in _body_automaton(language).find_matches_as_indexes(text)
        if text[end : end + 1] != "门" and not branch.match(text, end)  # 教育部门
    ]
