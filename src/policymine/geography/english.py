"""Places in English text, mostly machine-translated from Chinese.

A name with its type ("Chenggu County", "Jinhua city") is filtered by the type; a bare one is taken for provinces,
prefectures and a few well-known counties, and for a county whose full form stands elsewhere in the text. A capitalised
word before County or District that no division has is returned without a place (``unknown_name``, ``unfit_name``): the
document's own place may settle it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from policymine.data import load_yaml
from policymine.geography.divisions import level, parents
from policymine.geography.foreign import FOREIGN
from policymine.geography.hits import Hit, held_by, merge_nested, settle_namesakes, spoken_prefectures, to_mention
from policymine.geography.names import AREA, FULL, REGION, SHORT, WEAK, Name, codes_at, english
from policymine.geography.translated import translated
from policymine.records import AdminLevel, PlaceMention

_TYPE = re.compile(
    r"\s{1,2}(?:(?P<ethnic>(?:[A-Z][a-z]+(?:-[a-z]+)?(?:\s|-|\sand\s)){0,4})(?P<auto>[Aa]utonomous\s(?:[Rr]egion|[Pp]refecture|[Cc]ounty|[Bb]anner|[Ss]tate|[Ff]lag))"
    r"|(?P<plain>Province|province|City|city|County|county|District|district|Prefecture|prefecture|[Ss]tate(?![-\s](?:[Oo]wned|Farm|Grid|Council|Key|Admin|Tax|Forest|Dev|Power|Intel|Language|Asset))|Municipality|League|league|Banner|banner|Flag|flag"
    r"|New\sArea|New\sDistrict|Special\sAdministrative\sRegion|Forestry\sDistrict|Special\sDistrict)|(?P<office>Municipal|Provincial|Prefectural)\b)(?![a-z])"
)
_UNKNOWN = re.compile(r"\s(?:County|District|City|Prefecture)(?![a-z])")
_CAPITALS = re.compile(r"(?:[A-Z][A-Za-zü]*(?:['’][a-z]+)?[ -]){1,2}$")
_MORE_CAPITALS = re.compile(r"(?:(?<![A-Za-z])[A-Z][a-z]+[ -]){1,3}$")
_COUNTIES_OF = re.compile(
    r"\b(?:[Dd]istricts|[Cc]ounties|[Cc]ities|[Bb]anners)(?:\s\([^)]{0,20}\))?\s(?:of|such as|including|like)\s$"
)
# How machines render 州, 旗 and 盟; behind a name that is none of these they are words of their own (Hainan State Farms).
_OTHER_SENSE = frozenset({"state", "flag", "league"})
_LONG = 4  # letters
# Words that are no surname before a place that opens or goes on in a sentence: "An Anhui firm", "He", "She".
_NO_SURNAMES = frozenset(["An", "He", "You", "Long"])
_GIVEN_NAME = re.compile(r"\s[A-Z][a-z]+(?:\s(?:said|told|says)|,\s(?:director|deputy|head|principal|teacher))")
_COUNTIES_BEHIND = re.compile(r"\s(?:districts|counties|cities|banners)\b")
_LISTED = re.compile(r",\s|\sand\s|,\sand\s")
_CONNECTOR = re.compile(r",\s?|['’]s\s|\s|\s(?:of|in)\s|,\sin\s")
_DATELINE_HEAD = re.compile(
    r"(?:Agency|Service|Xinhua|Net|News|Daily|Times|[Nn]ewspaper|\bCNS|\.com|[Rr]eporter)[,)(\s-]{0,4}$"
)
# "BEIJING -- ", "GUIYANG (Xinhua) –", "Lanzhou: ": an agency's place without a day.
_DATELINE_BARE = re.compile(
    r"(?:,\s(?:China|P\.?R\.?C\.?))?(?:\s{0,2}[(（](?:Xinhua|[A-Z][\w' ]{1,30}(?:News|Agency|Service|Daily|Net|Times|CNS)[\w' ]{0,12})[^()（）\n]{0,20}[)）]\s{0,2}[-–—]{0,2}|\s{1,2}(?:--|[-–—])\s|\s?——?)"
)
_DATELINE_DATE = re.compile(
    r",?\s{0,2}(?:on\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2}|,?\s{0,2}(?:on\s)?\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


@cache
def _person_near() -> re.Pattern[str]:
    """A surname or a form of address right before a name: Li Weining, Ms Jingshan."""
    surnames = "|".join(load_yaml("layout_surnames.yaml")["pinyin"])
    return re.compile(rf"(?<![\w-])(?:Mr|Ms|Mrs|Dr|{surnames})\.?\s$")


@cache
def _facts() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str], dict[str, str]]:
    facts = load_yaml("places_en.yaml")
    tails, after = ("|".join(facts[key]) for key in ("tails", "next_tails"))
    return (
        re.compile(
            rf"(?:['’]s)?\s(?:[A-Z][\w'’&-]*\s){{0,3}}?(?:{tails})|(?:[-–](?:[A-Z][a-z]+\s?){{1,3}})*\s(?:{after})"
        ),
        re.compile(f"{facts['person_before']}|{facts['before']}"),
        frozenset(facts["no_names"]),
        facts["prominent"],
    )


_LOWER = re.compile(r"[^A-Z]{40}")
_WORD = re.compile(r"(?<![A-Za-z'’])[a-z]")
_RARE = 200  # letters to one capital, below which a text has lost its capitals


def _is_lower(text: str) -> bool:
    letters = sum(1 for c in text if c.isalpha())
    return sum(1 for c in text if c.isupper()) * _RARE < letters


def _capital(match: re.Match[str]) -> str:
    return match.group().upper()


def find(text: str, at: str | None, organisations: bool = False) -> list[PlaceMention]:
    """Places of an English text, in order, not overlapping."""
    if _LOWER.match(text) and _is_lower(text):  # a page without capitals: known names alone can be told
        hits = [h for h in _hits(_WORD.sub(_capital, text), at, organisations) if h.kind in {FULL, SHORT} and h.codes]
    else:
        hits = _hits(text, at, organisations)
        _add_unknown(text, hits)
        _mark_foreign(text, hits)
        _translate(text, hits, at)
    joined = [bool(_CONNECTOR.fullmatch(text, a.end, b.start)) for a, b in pairwise(hits)]
    hits = merge_nested(hits, joined)
    _keep_weak(text, hits)
    hits = [h for h in hits if h.keep]
    _siblings(text, hits)
    settle_namesakes(hits)
    _prominent(text, hits)
    return [to_mention(text, h, at) for h in hits]


def _hits(text: str, at: str | None, organisations: bool) -> list[Hit]:
    lexicon = english()
    tails, person, _, _ = _facts()
    hits: list[Hit] = []
    begin = 0
    for number, start, end in lexicon.automaton.find_matches_as_indexes(text):
        if start < begin:
            continue
        if start and _glued(text, start):
            continue
        if text[end : end + 1].isalnum() or text[end : end + 1] == "_":
            continue
        name = lexicon.names[number]
        if not organisations and tails.match(text, end):
            continue
        if person.search(text, max(0, start - 16), start):
            continue
        hit = _hit(text, name, start, end, at)
        if hit is not None:
            hits.append(hit)
            begin = hit.end
    return hits


def _glued(text: str, start: int) -> bool:
    """Whether the name is the end of a longer word, address or path. A digit before it is a lost blank."""
    before = text[start - 1]
    if before in "-./":
        return start > 1 and text[start - 2].isalnum() and before != "."
    return before in "_@" or (before.isalpha())


def _hit(text: str, name: Name, start: int, end: int, at: str | None) -> Hit | None:
    if name.kind == AREA and name.area is not None:
        until = name.area.get("until")
        if until and (at is None or at[: len(until)] >= until):
            return Hit(start, end, FULL, ("500157",), "full_name")
        return Hit(start, end, AREA, (name.area["adcode"],), "area", area=name.area)
    if name.kind in {REGION, FOREIGN}:
        return Hit(start, end, REGION, (), "region" if name.kind == REGION else FOREIGN)
    if name.kind == FULL:
        codes, former = codes_at(name.rows, at)
        return Hit(start, end, FULL, codes, "former_name" if former else "full_name")
    suffix = _TYPE.match(text, end)
    rule = "short_name"
    if suffix:
        rows = [r for r in name.rows if _fits(r.name, r.level, suffix)]
        if suffix["auto"]:  # Jingning She Autonomous County is 景宁, not 静宁
            rows = [r for r in rows if "自治" in r.name] or rows
        word = suffix["plain"] or suffix["auto"] or ""
        if rows:
            codes, former = codes_at(rows, at)
            wide = codes
            if suffix["plain"] in {"City", "city"} or suffix["office"]:
                codes = _highest(codes)
            stop = end if suffix["office"] else suffix.end()
            return Hit(start, stop, FULL, codes, "former_name" if former else "full_name", wide=wide)
        if word[:1].isupper() and word.lower() not in _OTHER_SENSE and name.kind != AREA and not suffix["office"]:
            codes, _ = codes_at(name.rows, at)
            return Hit(start, suffix.end(), FULL, codes, "unfit_name")
        if not suffix["office"] and name.kind == WEAK:
            # "Nantong city, Rugao county": the province or city beside it may tell which Rugao.
            codes, _ = codes_at(name.rows, at)
            return Hit(start, suffix.end(), WEAK, codes, "short_name") if len(name.text) > _LONG else None
    if name.spaced and text[start:end].rsplit(" ", 1)[-1][0].islower():
        return None  # "Jin hua" without City is any two words
    wide, former = codes_at(name.rows, at)
    codes = _highest(wide)
    if former:
        rule = "former_name"
    if rule == "short_name" and _is_given_name(text, start):
        return None
    opens = start < 3 or text[start - 1] == "\n"
    if opens and _DATELINE_BARE.match(text, end):
        rule = "dateline"
    if (opens or _DATELINE_HEAD.search(text, max(0, start - 16), start)) and _DATELINE_DATE.match(text, end):
        rule = "dateline"
    return Hit(start, end, name.kind, codes, rule, common=name.common, wide=wide)


def _is_given_name(text: str, start: int) -> bool:
    """Whether a surname stands right before a bare name, which is then a person's: (Reporter Ruan Yulin)."""
    before = _person_near().search(text, max(0, start - 12), start)
    return before is not None and before.group().strip() not in _NO_SURNAMES


def _highest(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not codes:
        return codes
    top = level(codes[0])
    return codes if top is AdminLevel.COUNTY else tuple(c for c in codes if level(c) is top)


def _fits(name: str, row_level: AdminLevel, suffix: re.Match[str]) -> bool:
    """Whether a division's Chinese type can stand behind the English one."""
    if suffix["auto"]:
        kind = suffix["auto"].split()[1].lower()
        return {
            "region": row_level is AdminLevel.PROVINCE,
            "prefecture": name.endswith("州"),
            "county": name.endswith("县"),
            "banner": name.endswith("旗"),
            "state": name.endswith("州"),
            "flag": name.endswith("旗"),
        }[kind]
    if suffix["office"]:
        office = suffix["office"]
        if office == "Provincial":
            return row_level is AdminLevel.PROVINCE
        return name.endswith(("市", "州", "盟", "地区"))
    kind = " ".join(suffix["plain"].lower().split())
    ends = {
        "province": ("省", "自治区"),
        "city": ("市",),
        "municipality": ("市",),
        "county": ("县",),
        "district": ("区", "林区", "特区"),
        "prefecture": ("州", "地区"),
        "league": ("盟",),
        "banner": ("旗",),
        "state": ("州",),
        "flag": ("旗",),
        "new area": ("新区", "区"),
        "new district": ("新区", "区"),
        "special administrative region": ("特别行政区",),
        "forestry district": ("林区", "区"),
        "special district": ("特区",),
    }[kind]
    if kind == "district" and name.endswith(("地区", "自治区", "特别行政区")):
        return False
    return name.endswith(ends)


def _add_unknown(text: str, hits: list[Hit]) -> None:
    """Capitalised words before County, District, City that are in no hit: names that the table does not know."""
    _, _, no_names, _ = _facts()
    taken = [(h.start, h.end) for h in hits]
    extra: list[Hit] = []
    i = 0
    for match in _UNKNOWN.finditer(text):
        while i < len(taken) and taken[i][1] < match.end():
            i += 1
        if i < len(taken) and taken[i][0] < match.end():
            continue
        words = _CAPITALS.search(text, max(0, match.start() - 30), match.start() + 1)
        if words is None:
            continue
        start = match.start() + 1
        for word in reversed(re.split(r"[ -]", words.group().rstrip(" -"))):
            if word in no_names or len(word) < 2:
                break
            start -= len(word) + 1
        if start <= match.start() and (start == 0 or not text[start - 1].isalnum()):
            if any(s < match.end() and start < e for s, e in taken[max(0, i - 1) : i + 1]):
                continue
            extra.append(Hit(start, match.end(), FULL, (), "unknown_name"))
    if extra:
        hits.extend(extra)
        hits.sort(key=lambda h: h.start)


def longest_name(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The name at ``start:end`` with up to three capitalised words before it, the longest first, each with its start."""
    before = _MORE_CAPITALS.search(text, max(0, start - 40), start)
    out = [(start, text[start:end])]
    if before is not None:
        for word in reversed(list(re.finditer(r"[A-Z]", before.group()))):
            at = before.start() + word.start()
            if at == before.start() or text[at - 1] in " -":
                out.append((at, text[at:end]))
    return out[::-1]


def _translate(text: str, hits: list[Hit], at: str | None) -> None:
    """Names that a machine translated word by word, among the counties of the prefectures and provinces of the text."""
    if not any(h.rule in {"unknown_name", "unfit_name"} for h in hits):
        return
    sure = {h.codes[0] for h in hits if len(h.codes) == 1 and h.kind not in {WEAK, REGION} and h.rule != "unfit_name"}
    prefectures = frozenset(c for c in sure if c.endswith("00") and not c.endswith("0000"))
    prefectures |= frozenset(p for c in sure for p in parents(c) if not p.endswith("0000"))
    provinces = frozenset(c[:2] + "0000" for c in sure)
    for i, hit in enumerate(hits):
        if hit.rule not in {"unknown_name", "unfit_name"}:
            continue
        low = hits[i - 1].end if i else 0
        for outer in (prefectures, provinces):
            found = [
                (start, codes[0])
                for start, name in longest_name(text, hit.start, hit.end)
                if start >= low and len(codes := translated(name, outer, at)) == 1
            ]
            if found:
                hit.start, hit.codes, hit.rule, hit.kind = found[0][0], (found[0][1],), "translated", FULL
                break


def _mark_foreign(text: str, hits: list[Hit]) -> None:
    """An unknown name right before a foreign one is foreign too (Orange County, California)."""
    for hit, after in pairwise(hits):
        if hit.rule == "unknown_name" and after.rule == FOREIGN and _CONNECTOR.fullmatch(text, hit.end, after.start):
            hit.kind, hit.rule = REGION, FOREIGN


def _keep_weak(text: str, hits: list[Hit]) -> None:
    """Bare county names stay only where their full form, or their parent beside them, stands in the text.

    Also in "the districts of Baohe, Luyang and Shushan", in the provinces that the text names.
    """
    sure = {h.codes[0] for h in hits if h.kind == FULL and len(h.codes) == 1 and h.rule != "unfit_name"}
    provinces = {h.codes[0][:2] for h in hits if h.kind != WEAK and len(h.codes) == 1}
    certain = {h.codes[0] for h in hits if h.kind != WEAK and len(h.codes) == 1 and h.rule != "unfit_name"}
    weak = [h for h in hits if h.kind == WEAK and not h.merged]
    spoken = (
        spoken_prefectures(certain, [(text[h.start : h.end], h.codes) for h in weak if _alone(text, h)])
        if weak
        else frozenset()
    )
    listed = False
    behind = _listed_before(text, hits)
    for i, hit in enumerate(hits):
        follows = listed and i > 0 and _LISTED.fullmatch(text, hits[i - 1].end, hit.start) is not None
        listed = follows or _COUNTIES_OF.search(text, max(0, hit.start - 40), hit.start) is not None
        if hit.kind == WEAK and not hit.merged:
            named = [c for c in hit.codes if c in sure]
            inside = (
                [c for c in hit.codes if c[:2] in provinces and level(c) is AdminLevel.COUNTY]
                if listed or i in behind
                else []
            )
            if named:
                hit.codes = tuple(named)
            elif inside:
                hit.codes, hit.rule = tuple(inside), "list"
            elif (
                _alone(text, hit, least=_LONG)
                and len(held := [c for c in hit.codes if held_by(c, spoken, provinces)]) == 1
            ):
                hit.codes, hit.rule = tuple(held), "co_mention"
            else:
                hit.keep = False


def _siblings(text: str, hits: list[Hit]) -> None:
    """In "Luoyang's Mengjin and Yiyang" the second is the county of Luoyang, and not the city of that name in Hunan."""
    provinces = {h.codes[0][:2] for h in hits if len(h.codes) == 1 and h.kind == FULL}
    for last, hit in pairwise(hits):
        if len(last.codes) != 1 or len(hit.wide) < 2 or hit.rule != "short_name" or hit.merged:
            continue
        if level(last.codes[0]) is not AdminLevel.COUNTY or not _LISTED.fullmatch(text, last.end, hit.start):
            continue
        held = [c for c in hit.wide if level(c) is AdminLevel.COUNTY and parents(c) & parents(last.codes[0])]
        if len(held) == 1 and all(c[:2] not in provinces for c in hit.codes):
            hit.codes, hit.rule = (held[0],), "list"


def _alone(text: str, hit: Hit, *, least: int = _LONG + 1) -> bool:
    """Whether a county's bare name is long enough, and no part of a person's name, to be believed beside its siblings."""
    size = sum(c.isalpha() for c in text[hit.start : hit.end])
    return (
        size >= least
        and not hit.common
        and not _person_near().search(text, max(0, hit.start - 12), hit.start)
        and (not _GIVEN_NAME.match(text, hit.end))
    )


def _listed_before(text: str, hits: list[Hit]) -> set[int]:
    """Places in a list that a plural type closes: "Qingpu, Jiading and Songjiang districts"."""
    out: set[int] = set()
    for i in range(len(hits) - 1, -1, -1):
        if _COUNTIES_BEHIND.match(text, hits[i].end) or (
            i + 1 in out and _LISTED.fullmatch(text, hits[i].end, hits[i + 1].start)
        ):
            out.add(i)
    return out


def _prominent(text: str, hits: list[Hit]) -> None:
    """Suzhou is the one in Jiangsu, where the text names nothing that speaks for the other."""
    prominent = _facts()[3]
    provinces = {h.codes[0][:2] for h in hits if len(h.codes) == 1}
    for hit in hits:
        if len(hit.codes) > 1 and hit.rule not in {"unfit_name", "unknown_name"}:
            word = re.split(r"[\s,]", text[hit.start : hit.end], maxsplit=1)[0]
            code = prominent.get(word)
            if code in hit.codes and not any(c[:2] in provinces for c in hit.codes if c != code):
                hit.codes, hit.rule = (str(code),), "prominent"
