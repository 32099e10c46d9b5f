"""The unit of a counted thing in Chinese, from its classifier, its noun and the words around.

A classifier counts some things and never others: 家 and 所 count bodies, 件 and 起 cases and pieces, 名 persons (table of
classifiers in 《现代汉语八百词》, Lü Shuxiang). A noun that the classifier cannot count is not what was counted.
"""

from __future__ import annotations

import re
from decimal import Decimal

from policymine.text.lexicon_zh import NOUNS, UnitWord

_NEVER_FROM_NOUN = frozenset(
    ("person", "person_time", "institution_visit", "household", "other:household_visit", "copy", "batch", "event", "bed",
     "other:trip", "other:flight", "other:kind", "other:type", "case", "other:class_hour", "other:site_visit",
     "other:school_visit", "other:bed_day", "other:building")
)  # fmt: skip
_NOT_COUNTED_BY_THINGS = frozenset(("person", "household", "county", "city", "province", "village"))
_BODIES = frozenset(("institution", "school", "enterprise", "department", "team", "community"))
_PIECES = frozenset(("件", "条", "项", "宗", "起", "例", "张", "篇"))
_PAPERS, _CASES = Decimal(1000), frozenset(("条", "件", "起", "宗"))
_FINDING = re.compile(
    r"发现|查处|查实|反馈|整改|受理|查摆|交办|移交|督办|解决|办理|办结|处置|核查|核实|排查|曝光|通报|收到|接到"
)
_CASEWORK = re.compile(r"立案|移送|结案|侦破|破获|侦办|审结|起诉|批捕|案件|诉求|工单|来信|来电")
# 出动车辆70台次，立案14件: an act on cases right before the number leaves no other noun to count.
_CASE_VERB = re.compile(r"(?:立案(?:查处|调查|侦查|处罚)?|结案|审结|移送(?:公安|司法)?(?:机关)?)(?:了|共|共计|各类)?$")
# 立案查处238件，其中价格违法61件、虚假宣传94件
_OF_CASES = re.compile(r"(?:立案|查处|查办|案件|侦破|审结)[^，。；\n]{0,16}[件起宗][^。；\n]{0,20}其中[^。；\n]*$")
# 投诉少了：1至6月受理312件，去年同期是845件: pieces without a noun, where complaints are spoken of.
_COMPLAINTS = re.compile(
    r"(?:投诉|举报|信访|来电|诉求|12345)[^。\n]{0,50}(?:受理|接到|收到|接报|办结|办理|处理|查实|属实|核实|同期|[共是为到有至达])了?$"
)
# 经营主体增量提质，总量突破1000万户: registered traders are counted in 户 too.
_TRADERS = re.compile(r"(?:主体|工商户|企业|商户)[^。；\n]{0,20}(?:总量|总数|数量)[^，。；、]{0,8}$")
_GOALS = frozenset(("other:aspect", "other:task", "project", "other:project"))
_SETS = (*_GOALS, "other:set")
_HOUSING = re.compile(r"(?:房(?!间|山|县)|棚户区|棚改|住宅|公寓)[^。；\n]{0,24}$")
_SHOWN = re.compile(r"[播讲训课]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[市县区旗州盟镇乡省]|开发区|高新区|新区|经开区)$")
# Areas of a kind, which are counted, and no names of divisions.
_AREAS = tuple(
    f"{kind}区"
    for kind in "安置 居住 先导 先行 改革 度假 风景 保税 合作 园 示范 试验 实验 片 功能 服务 保护 景 灌 矿 库 林 牧 社 小 校 街 厂 产业".split()
)
_GRADES = ("国家", "省级", "市级", "县级", "各", "全", "试点", "示范")  # 省级开发区12家 counts them
_PLACES = frozenset(("county", "city", "province", "other:township", "other:region", "other:base"))


COUNTED_ONES = frozenset(
    ("person", "household", "enterprise", "institution", "school", "village", "community", "bed", "job", "team")
)
_COUNTED_BODIES = frozenset(
    ("school", "institution", "enterprise", "department", "community", "housing_unit", "team", "household", "bed",
     "other:site", "other:base", "other:platform")
)  # fmt: skip
_COUNTED_PLACES = frozenset(("county", "city", "province", "village", "other:township", "other:region"))
_ACTS = frozenset(
    ("inspection", "event", "document", "case", "other:service", "other:aspect", "other:problem", "other:task",
     "other:measure", "other:course", "other:standard", "other:conduct", "other:policy")
)  # fmt: skip


def fits(classifier: str, seen: str | None, unit: str | None) -> bool:
    """Whether a noun of ``unit``, with words between, may be the last of a phrase whose noun so far is of ``seen``."""
    if classifier in ("所", "家"):
        return unit in _COUNTED_BODIES
    if classifier == "个" and (seen in _COUNTED_PLACES or seen in _COUNTED_BODIES):
        return unit not in _ACTS and not (seen in _COUNTED_PLACES and unit == "person")
    return not (classifier in ("名", "位") and seen == "person") or unit == "person"


COUNTABLE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("家", "所"), _COUNTED_BODIES),
    **dict.fromkeys(("名", "位"), frozenset(("person",))),
    **dict.fromkeys(("件", "起", "宗"), frozenset(("case",))),
    "户": frozenset(("household", "enterprise", "person")),
    "个": (_COUNTED_BODIES | _COUNTED_PLACES | {"project"}) - {"household", "bed"},
}


def counted(unit: UnitWord | None, noun_unit: str | None) -> str:
    """Unit of a counted thing from its classifier and its noun; ``other:item`` where neither says more than 个."""
    name = unit.unit if unit is not None else ""
    if not name:
        return noun_unit or ("other:item" if unit is not None and unit.word else "")
    if name == "other:set" and noun_unit == "community":
        return "housing_unit"  # 改造老旧小区2.1万套
    if name == "household" and noun_unit in ("enterprise", "institution", "school"):
        return noun_unit  # 经营主体52万户, 教培机构2006户
    if noun_unit is None or name in _NEVER_FROM_NOUN:
        return name
    if name == "time(s)":
        return noun_unit if noun_unit == "inspection" else name
    if noun_unit in _NOT_COUNTED_BY_THINGS:
        return name
    if noun_unit in _BODIES and unit is not None and unit.word in _PIECES:
        return name  # 移送公安机关18件
    if name in ("institution", "school") and noun_unit not in ("school", "enterprise", "institution", "department"):
        return "institution"  # 三家食堂, 两所卫生站: 家 and 所 count bodies
    return noun_unit


def by_context(
    text: str, start: int, value: Decimal, unit: UnitWord | None, name: str, noun_unit: str | None, before: bool
) -> str:
    """``name`` or the unit that the words before the number at ``start`` make of it.

    Papers handed out (copy) against documents issued, problems found (case) against topics, broadcasts (event) against
    issues of a paper, cases against pieces. ``before``: the noun stands before the number. Papers of one kind are handed
    out in thousands; documents are not issued so.
    """
    word = unit.word if unit is not None else ""
    if word == "期" and noun_unit in ("other:service", "other:course", "other:class"):
        return "event"  # 开展两期托管服务
    if word == "组" and name == "other:group" and text[start - 1 : start] == "分":
        return "team"  # 抽调48人、分8组
    if word == "套" and name in _SETS and _HOUSING.search(text, max(0, start - 40), start):
        return "housing_unit"  # 保障房任务目标300套
    if name == "household" and before and _TRADERS.search(text, max(0, start - 32), start):
        return "enterprise"
    if name == "copy":
        return "document" if noun_unit == "document" and value < _PAPERS else name
    if name == "other:issue":
        return "event" if noun_unit is None and _SHOWN.search(text, max(0, start - 8), start) else name
    if name == "other:problem":
        if word in _CASES or (word == "个" and before):
            return "case"
        return "case" if word == "个" and _FINDING.search(text, max(0, start - 16), start) else name
    if name == "other:degree" and "电" in text[max(0, start - 6) : start]:
        return "kwh"
    if word in _CASES and name not in _BODIES and _CASE_VERB.search(text, max(0, start - 10), start):
        return "case"
    if name == "other:conduct" and word in ("件", "宗", "例"):
        return "case"  # 查处违法行为2件
    if name == "other:item" and word in _CASES and _CASEWORK.search(text, max(0, start - 10), start):
        return "case"
    if name == "other:item" and word in _CASES and _OF_CASES.search(text, max(0, start - 80), start):
        return "case"
    if name == "other:item" and word == "件" and _COMPLAINTS.search(text, max(0, start - 60), start):
        return "case"
    return name


_OF_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}[市县区旗州](?=[\u4e00-\u9fff]{2})")


def without_place(text: str, head: tuple[int, int]) -> tuple[int, int]:
    """``head`` without the name of the place that it begins with (赤坎区学科类机构), for the other places of a list."""
    match = _OF_PLACE.match(text, *head)
    if match is None or any(
        text.startswith(word, match.end() - 2) for word in ("小区", "社区", "园区", "校区", "城区", "地区")
    ):
        return head
    return match.end(), head[1]


def is_place_name(phrase: str, noun_unit: str | None) -> bool:
    """Whether the phrase before a number is the name of a place (赤坎区19家) and not what is counted (行政村19个)."""
    if not 2 <= len(phrase) <= 9 or (noun_unit not in _PLACES and (noun_unit or phrase[-1] not in "州盟旗")):
        return False
    if _PLACE.match(phrase) is None or phrase.startswith(_GRADES):
        return False
    if phrase.endswith(_AREAS):
        return False
    return noun_unit == "other:base" or (
        phrase not in NOUNS and (phrase[-2:] not in NOUNS or phrase[-2:] in ("城区", "州市"))
    )
