"""Issuers as one name, kind and level: 省教育厅 in news of Hunan is 湖南省教育厅, 我市 is the city itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from policymine.geography import divisions
from policymine.records import Language

_LISTED: Final = re.compile(r"[、\s]+|等[^、]{0,6}部门$")
_AND: Final = re.compile(r"[和及与]")
_LISTED_EN: Final = re.compile(r",\s*(?:and\s+)?|\s+and\s+(?=the\b|[A-Z])|;\s*")
_OWN: Final = re.compile(r"^(?:我|全|该|本|我们)?(?P<level>省|市|县|区|自治区|州|盟|旗)(?P<rest>.*)$")
_LEADS: Final = re.compile(r"^(?:根据|近日|日前|现就做好|现就|按照|由|经)+")
_ARTICLE: Final = re.compile(r"^(?:the|our)\s+", re.IGNORECASE)
_LEVELS: Final = {
    "省": "province",
    "自治区": "province",
    "市": "prefecture",
    "州": "prefecture",
    "盟": "prefecture",
    "县": "county",
    "区": "county",
    "旗": "county",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """``kind`` and ``level`` as of ``data/actors.yaml``; None where the name shows none."""

    name: str
    kind: str | None
    level: str | None


def issuers(words: str | None, adcode: str | None, language: str) -> list[Issuer]:
    """The bodies that ``words`` list, each once; ``adcode``: the place that short names (省, 我市) stand for."""
    from policymine.extraction.event_actors import actor_kind, actor_level

    if not words:
        return []
    chinese = language == "zh"
    parts = [half for part in _LISTED.split(words) for half in _halves(part)] if chinese else _LISTED_EN.split(words)
    out: dict[str, Issuer] = {}
    tongue = Language.ZH if chinese else Language.EN
    for part in parts:
        name = part.strip(" ，,。“”\"'")
        name = _full_name(_LEADS.sub("", name), adcode) if chinese else _ARTICLE.sub("", name)
        if len(name) < 2 or (chinese and name in ("国家", "全国", "各地")):
            continue
        kind = actor_kind(name, tongue)
        if kind is None and len(name) > 24:
            continue
        out.setdefault(name, Issuer(name, kind, _level(name, adcode) or actor_level(name, tongue)))
    return list(out.values())


def _halves(words: str) -> list[str]:
    """The bodies on both sides of 和, unless the word stands within one name (住房和城乡建设局)."""
    from policymine.extraction.event_actors import ends_like_a_body

    for found in _AND.finditer(words):
        left, right = words[: found.start()], words[found.end() :]
        if len(left) > 2 and len(right) > 2 and ends_like_a_body(left) and ends_like_a_body(right):
            return [left, *_halves(right)]
    return [words]


def _full_name(name: str, adcode: str | None) -> str:
    """With the place's own name for 省, 市, 我省, 全市 at the beginning."""
    found = _OWN.match(name)
    if found is None or adcode is None:
        return name
    wanted = _LEVELS[found["level"]]
    code = {"province": adcode[:2] + "0000", "prefecture": adcode[:4] + "00", "county": adcode}[wanted]
    row = divisions.latest(code)
    if row is None or (wanted == "prefecture" and code.endswith("0000")):
        row = divisions.latest(adcode[:2] + "0000") if adcode[:2] in ("11", "12", "31", "50") else None
    return name if row is None else row.name + found["rest"].removeprefix("级")


def _level(name: str, adcode: str | None) -> str | None:
    """The level of the division whose full name begins the issuer's."""
    if adcode is None:
        return None
    for code in (adcode, adcode[:4] + "00", adcode[:2] + "0000"):
        row = divisions.latest(code)
        if (
            row is not None
            and name.startswith(row.name)
            and not re.match(r"[\u4e00-\u9fff]{1,4}[县区旗]", name[len(row.name) :])
        ):
            return row.level.value
    return None


def merged(found: list[Issuer]) -> list[Issuer]:
    """One issuer a kind and level: of 湖南省教育厅, 省教育厅 and 教育厅 the longest Chinese name; a bare place only alone."""
    named = [one for one in found if one.kind not in (None, "territory")]
    out: dict[tuple[str | None, str | None], Issuer] = {}
    for one in named or found:
        key = (one.kind, one.level)
        known = out.get(key)
        if known is None or _better(one, known):
            out[key] = one
    levels = {one.kind for one in out.values() if one.level}
    return [one for one in out.values() if one.level or one.kind not in levels]


def _better(one: Issuer, other: Issuer) -> bool:
    return (not one.name.isascii(), len(one.name)) > (not other.name.isascii(), len(other.name))
