"""Places in Chinese text.

Full names are taken as they stand; short names only where a word ends on both sides (a local segmentation by rjieba,
so that 推广安全 holds no 广安) and no organisation, road or dish follows (河北日报, 南京路, 兰州拉面). Short names that are
ordinary words, and those of most counties, need their parent beside them, a list of places, or their full name
elsewhere in the text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from policymine.data import load_yaml
from policymine.geography.divisions import contains, level, search
from policymine.geography.foreign import FOREIGN
from policymine.geography.hits import Hit, held_by, merge_nested, settle_namesakes, spoken_prefectures, to_mention
from policymine.geography.names import AREA, FULL, MASK, REGION, SHORT, WEAK, Name, chinese, codes_at, simplified
from policymine.records import AdminLevel, PlaceMention

_WINDOW = 6
_NOT_AREA = frozenset("域块位间别")
_QUARTERS = frozenset({"中区", "南区", "北区"})
_NOT_COUNTY = frozenset("域城级")
_TYPES = "省市县区州旗盟"
_NEWS = re.compile(r"(?:社|网|报|电视台|消息|记者)\s{0,2}$")
_DATELINE = re.compile(r"\s{0,2}\d{1,2}月\d{1,2}日(?:电|讯|消息)|\s{0,2}讯[\s（(]")
# A verb or preposition that takes a place: 在大同, 走进日照.
_PLACE_CUE = re.compile(r"(?:[在赴驻]|位于|走进|来到|前往|落户|地处)$")
_OPENS = re.compile(r"(?:^|[，。；：、（\n　\s●○·])(?:其中)?$")
_LABEL = re.compile(r"\s?[：:｜|丨]")


@cache
def _tails() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    facts = load_yaml("places_zh.yaml")
    return (
        re.compile("|".join(facts["tails"])),
        re.compile(facts["tails"][0]),
        frozenset(facts["single_prefix_ok"]),
    )


@lru_cache(maxsize=4096)
def _word(window: str, start: int, end: int, enough: bool) -> bool:
    """Whether a word begins at ``start`` and ends at ``end`` of the window."""
    import rjieba

    at = 0
    begins = False
    for token in rjieba.cut(window, False):
        after = at + len(token)
        if at == start:
            begins = True
            if enough:
                return True
            # 唐山市民 may come as 唐山市|民: the name still begins a word and its type follows (大城市 is none).
            if after == end + 1 and window[end] in _TYPES:
                return _is_name(window[start:after], whole=True)
        if after == end:
            return begins
        if after > end:
            # 上海浦东新区 may be one word of the dictionary: the rest of it must be a place again.
            return begins and at == start and _is_name(window[end:after])
        at = after
    return begins


def begins_word(text: str, start: int) -> bool:
    """Whether a word begins at ``start``: 浮山 of 罗浮山发布 begins none. What is not Chinese begins a word by its letters."""
    if start == 0 or not "一" <= text[start - 1 : start] <= "鿿":
        return True
    left = max(0, start - _WINDOW)
    return _word(text[left : start + _WINDOW], start - left, min(len(text), start + _WINDOW) - left, True)


@lru_cache(maxsize=1024)
def _is_name(word: str, whole: bool = False) -> bool:
    """Whether the word begins with (``whole``: is) the name of a place."""
    found = chinese().automaton.find_matches_as_indexes(word)
    return (
        bool(found)
        and found[0][1] == 0
        and (not whole or found[0][2] == len(word))
        and chinese().names[found[0][0]].kind in {FULL, SHORT, WEAK}
    )


_ALL_PROVINCES = re.compile(r"省(?:（[^）]{0,14}）|\([^)]{0,14}\)|、自治区、直辖市|区市|区、市)?(?:和|及|以及|、)$")


def _stands(text: str, start: int, end: int, begins: bool = False) -> bool:
    """Whether the name is a word there. ``begins``: enough that a word begins (山西晋城市 is cut as 山西晋|城市)."""
    left = max(0, start - _WINDOW)
    return _word(text[left : end + _WINDOW], start - left, end - left, begins)


def find(text: str, at: str | None, organisations: bool = False) -> list[PlaceMention]:
    """Places of a Chinese text, in order, not overlapping. ``organisations``: take 河北 of 河北日报 too."""
    original = text
    table, traditional = simplified()
    if traditional.search(text):
        text = text.translate(table)
    hits = _hits(text, at, organisations)
    joined = [text[a.end : b.start] in {"", "·", " "} for a, b in pairwise(hits)]
    hits = merge_nested(hits, joined)
    hits = _without_quarters(text, hits)
    _keep_weak(text, hits)
    hits = [h for h in hits if h.keep]
    settle_namesakes(hits)
    return [to_mention(original, h, at) for h in hits]


def _hits(text: str, at: str | None, organisations: bool) -> list[Hit]:
    lexicon = chinese()
    hits: list[Hit] = []
    begin = 0
    found = lexicon.automaton.find_matches_as_indexes(text)
    for number, start, end in found:
        if start < begin:
            continue
        name = lexicon.names[number]
        hit = _hit(text, name, start, end, at, organisations, hits)
        if hit is None:
            # 美丽江苏: what the rejected name hid may be a place.
            if name.kind != MASK:
                hits.extend(_hidden(text, start + 1, end + 4, at, organisations, hits))
                begin = hits[-1].end if hits else begin
            continue
        hits.append(hit)
        begin = hit.end
    return hits


def _hidden(text: str, start: int, stop: int, at: str | None, organisations: bool, before: list[Hit]) -> list[Hit]:
    lexicon = chinese()
    for number, s, e in lexicon.automaton.find_matches_as_indexes(text[start:stop]):
        name = lexicon.names[number]
        if name.kind in {FULL, SHORT, FOREIGN} and s < 3:
            hit = _hit(text, name, start + s, start + e, at, organisations, before)
            if hit is not None:
                return [hit]
    return []


def _hit(
    text: str, name: Name, start: int, end: int, at: str | None, organisations: bool, before: list[Hit]
) -> Hit | None:
    kind = name.kind
    if kind == MASK:
        return None
    if kind == REGION:
        return Hit(start, end, REGION, (), "region")
    if kind == FOREIGN:
        return Hit(start, end, REGION, (), FOREIGN) if _stands(text, start, end) else None
    if kind == AREA:
        # 31个省（自治区、直辖市）和新疆生产建设兵团 is the whole country, not the corps.
        return None if _ALL_PROVINCES.search(text, max(0, start - 24), start) else _area(name, start, end, at)
    after_place = bool(before) and before[-1].end == start
    all_tails, media, single_ok = _tails()
    tails = media if kind == FULL and end - start > 2 else all_tails
    if not organisations and tails.match(text, end) and not _county_follows(text, end):
        return None
    size = end - start
    following = text[end : end + 1]
    if kind != FULL and _is_person(text, start, end):
        return None
    if name.text[-1] in _TYPES and name.text in {r.name for r in name.rows}:
        if name.text[-1] == "区" and following in _NOT_AREA:
            return None
        if size == 2 and not after_place and start > 0 and text[start - 1] not in single_ok:
            return None
        risky = name.text.endswith("城市") or name.common
        if risky and not after_place and not _stands(text, start, end):
            return None
        if name.ordinary and following in _NOT_COUNTY and not after_place:
            return None
    elif not after_place and not organisations and not _stands(text, start, end, _is_province(name)):
        return None
    codes, former = codes_at(name.rows, at)
    if following and text[end : end + 2] in _QUARTERS and name.text[-1] == "市":
        # 济南市中区 is 济南 and its 市中区, 青岛市南区 likewise.
        inside = [r.adcode for r in search("市" + text[end : end + 2], at) if any(contains(c, r.adcode) for c in codes)]
        if len(inside) == 1:
            return Hit(start, end + 2, FULL, (inside[0],), "nested")
    wide = codes
    if kind == SHORT and len(codes) > 1:
        codes = _highest(codes)
    rule = "former_name" if former else ("full_name" if kind == FULL else "short_name")
    if _NEWS.search(text, max(0, start - 6), start) and _DATELINE.match(text, end):
        rule = "dateline"
    return Hit(start, end, kind, codes, rule, common=name.common, wide=wide)


@cache
def _never_alone() -> frozenset[str]:
    return frozenset(load_yaml("places_zh.yaml")["never_alone"])


@cache
def _quarters() -> frozenset[str]:
    return frozenset(load_yaml("places_zh.yaml")["named_by_direction"])


@cache
def _well_known() -> frozenset[str]:
    return frozenset(load_yaml("places_zh.yaml")["well_known_counties"])


@cache
def _person_cues() -> tuple[re.Pattern[str], ...]:
    facts = load_yaml("places_zh.yaml")
    surname = facts["person_list_before"].rpartition("[")[2]
    return (
        *(re.compile(facts[key]) for key in ("person_before", "person_list_before", "person_after", "person_title")),
        re.compile(f"[{surname}"),
    )


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether the name is a given name: 记者刘广西, 张北京、王海南."""
    titled, listed, after, title, surname = _person_cues()
    before = text[max(0, start - 4) : start]
    return bool(
        titled.search(before)
        or (listed.search(before) and after.match(text, end))
        or (surname.search(before) and title.match(text, end))
    )


def _county_follows(text: str, end: int) -> bool:
    """Whether 厦门湖里区, 德州平原县: what looks like a tail begins the name of a county."""
    lexicon = chinese()
    found = lexicon.automaton.find_matches_as_indexes(text[end : end + 6])
    return bool(found) and found[0][1] == 0 and lexicon.names[found[0][0]].text[-1] in "区县"


def _is_province(name: Name) -> bool:
    return any(r.level is AdminLevel.PROVINCE for r in name.rows)


def _highest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A bare name means the province or prefecture of that name rather than a county (吉林, 海南)."""
    top = level(codes[0])
    return codes if top is AdminLevel.COUNTY else tuple(c for c in codes if level(c) is top)


def _area(name: Name, start: int, end: int, at: str | None) -> Hit | None:
    area = name.area
    if area is None:
        return None
    until = area.get("until")
    if until and (at is None or at[: len(until)] >= until):
        return Hit(start, end, FULL, ("500157",), "full_name")
    return Hit(start, end, AREA, (area["adcode"],), "area", area=area)


def _without_quarters(text: str, hits: list[Hit]) -> list[Hit]:
    """Drop a county's short name that stands right behind a city or province that does not hold it (海口永兴教育城)."""
    out: list[Hit] = []
    for hit in hits:
        if (
            out
            and out[-1].end == hit.start
            and hit.kind in {SHORT, WEAK}
            and hit.rule == "short_name"
            and len(out[-1].codes) == 1
            and level(out[-1].codes[0]) is not AdminLevel.COUNTY
            and hit.codes
            and all(level(c) is AdminLevel.COUNTY and not contains(out[-1].codes[0], c) for c in hit.codes)
            and text[hit.start : hit.end] not in _well_known()
        ):
            continue
        out.append(hit)
    return out


def _keep_weak(text: str, hits: list[Hit]) -> None:
    """Drop short names that nothing supports: parent, full name elsewhere, a list of places, a label at a line's start."""
    for hit in hits:
        city = hit.kind == WEAK and not hit.merged and hit.codes and level(hit.codes[0]) is not AdminLevel.COUNTY
        if city and _PLACE_CUE.search(text, max(0, hit.start - 3), hit.start):
            hit.kind, hit.codes = SHORT, _highest(hit.codes)
    sure = {h.codes[0] for h in hits if h.kind in {FULL, SHORT} and len(h.codes) == 1}
    weak = [h for h in hits if h.kind == WEAK and not h.merged]
    if not weak:
        return
    prefectures = spoken_prefectures(
        sure, [(text[h.start : h.end], h.codes) for h in weak if not h.common and h.end - h.start > 1]
    )
    provinces = {c[:2] for c in sure}
    listed = _listed(text, hits)
    for i, hit in enumerate(hits):
        if hit.kind != WEAK or hit.merged:
            continue
        named = [c for c in hit.codes if c in sure]
        if named and text[hit.start : hit.end] not in _never_alone():
            hit.codes = tuple(named)
            continue
        inside = [c for c in hit.codes if held_by(c, prefectures, provinces)]
        if i in listed:
            hit.codes = _highest(listed[i])
            hit.rule = "list"
        elif inside and not hit.common and hit.end - hit.start > 1:
            hit.codes = tuple(inside)
            hit.rule = "co_mention"
        elif (
            inside
            and text[hit.start : hit.end] in _quarters()
            and _OPENS.search(text, max(0, hit.start - 4), hit.start)
        ):
            hit.codes, hit.rule = tuple(inside), "co_mention"
        elif (
            not hit.common and _LABEL.match(text, hit.end) and (hit.start == 0 or text[hit.start - 1] in '\n】]》 　“"')
        ):
            hit.rule = "label"
        else:
            hit.keep = False


def _listed(text: str, hits: list[Hit]) -> dict[int, tuple[str, ...]]:
    """Weak names in a list (册亨、罗甸、望谟): candidates that share the province of most members of the list."""
    out: dict[int, tuple[str, ...]] = {}
    i = 0
    while i < len(hits):
        j = i
        while j + 1 < len(hits) and text[hits[j].end : hits[j + 1].start] in {"、", "和", "及", "与", "以及", "，"}:
            j += 1
        members = hits[i : j + 1]
        if len(members) >= 3 or (len(members) == 2 and any(h.kind != WEAK for h in members)):
            counts: dict[str, int] = {}
            for h in members:
                for province in {c[:2] for c in h.codes}:
                    counts[province] = counts.get(province, 0) + 1
            if counts:
                best = max(counts, key=lambda p: counts[p])
                for k in range(i, j + 1):
                    inside = tuple(c for c in hits[k].codes if c[:2] == best)
                    if hits[k].kind == WEAK and inside and counts[best] >= 2:
                        out[k] = inside
        i = j + 1
    return out
