"""Counted bodies as the subject of a clause: "300 schools have opened …", "98 % of villages", 全市63所学校全部 ….

What so many bodies of a kind do, or the whole of them, is an extent reached (annotation rules, ``docs/annotation.md``).
"""

from __future__ import annotations

import re

# A count with its classifier, or a share, then the bodies, then adverbs up to the trigger. Every part is bounded.
_ZH_BODIES = re.compile(
    r"(?:[\d０-９][\d,，.]{0,12}(?:余|多)?[万千百亿]{0,2}(?:余|多)?(?:所|家|个|名|户|人|座|处|位)|[%％](?:以上)?的|所有|各|全部|绝大多数|绝大部分|大多数|大部分)"
    r"[^，。；：\d]{0,14}?(?:学校|中小学|小学|初中|中学|幼儿园|机构|医院|卫生院|社区|小区|村|县|市|区|街道|乡镇|企业|家庭|农户|园区|网点|单位)"
    r"(?:（[^（）]{1,16}）|\([^()]{1,16}\))?"
    r"(?:[、和]\d[\d,.]{0,9}(?:余|多)?万?余?名[^，。\d]{0,6}(?:学生|教师|老师|师生|儿童))?"
    r"(?:已经|已|均|都|全部|全面|普遍|共|自愿|免费|率先|正式|实现|累计|先后|陆续|同步|也){0,3}$"
)
# 1,016所学校中，已有998所 开展…; 13.9万名学生中有13.2万人 参加: the noun stands before.
_ZH_BARE = re.compile(
    r"(?:已有|中有|均有|其中|全部)\d[\d,.]{0,9}(?:余|多)?万?(?:余|多)?(?:所|家|个|名|人)(?:已|均|全部)?$"
)
_EN_TOKEN = re.compile(r"[\w%,.'’+-]+")
_EN_AUXILIARY = frozenset(
    "have has had were was are been being also all already now both fully basically currently generally voluntarily".split()
)
_EN_BODY = frozenset(
    "schools institutions kindergartens counties cities districts towns townships villages communities households families "
    "hospitals enterprises companies units centers".split()
)
_EN_WHOLE = frozenset("all every most half".split())
_EN_RELATIVE = frozenset("that which who whose without".split())
_REACH = 11  # words between the count and the body, and after the body


def zh_bodies(text: str, low: int, high: int) -> tuple[int, int] | None:
    """Extent of the counted bodies that end at ``high`` (a trigger's start), or None; only ``low:high`` is read."""
    found = _ZH_BODIES.search(text, max(low, high - 44), high)
    if found is None:
        found = _ZH_BARE.search(text, max(low, high - 24), high)
    return found.span() if found is not None else None


def en_bodies(low_text: str, low: int, high: int) -> tuple[int, int] | None:
    """The same in lower-case machine English: a count, a share or "all", the bodies, and a short place after them."""
    words = list(_EN_TOKEN.finditer(low_text, max(low, high - 110), high))
    k = len(words) - 1
    while k >= 0 and words[k].group() in _EN_AUXILIARY:
        k -= 1
    if any(w.group() in _EN_RELATIVE for w in words[max(0, k - 4) : k + 1]):
        return None  # "17 institutions that opened …" are not said to be all of a kind
    body = next((i for i in range(k, max(-1, k - _REACH), -1) if words[i].group() in _EN_BODY), None)
    if body is None:
        return None
    for i in range(body - 1, max(-1, body - _REACH), -1):
        word = words[i].group()
        if word[0].isdigit() or word in _EN_WHOLE or word == "percent":
            return (words[i].start(), words[body].end())
    return None
