"""Chinese times completed and joined: years filled in, ranges and "since" built, the kind read from the words around."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from policymine.records import Language, PeriodMention
from policymine.text.edtf import end_of, interval, shift_years, start_of
from policymine.text.periods_atoms import (
    Atom,
    Memory,
    as_of,
    begin,
    count_on,
    fill_day,
    fill_year,
    last_of,
    look_ahead,
    look_back,
    stands_alone,
    year_before_told,
)
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_mentions import DATES, make_mention, merged, until_now
from policymine.text.periods_policies import PolicyMention, policies_in
from policymine.text.periods_zh import read_atoms
from policymine.text.periods_zh_feasts import feast_date, feast_names
from policymine.text.periods_zh_patterns import any_of, number, words

_SOON = re.compile(r"(?:将于|将在|拟于|拟在|计划于|计划|定于|预计|预计于|最迟)[ \u3000]?\Z")
# 12月9日零时至12月16日24时: the hour goes with its day.
_HOUR = r"(?:(?:上午|中午|下午|晚上?|凌晨)?(?:零|\d{1,2}|[一二三四五六七八九十]{1,2})[时点](?:\d\d分|整|半)?)"
_GLUE = re.compile(rf"[ \u3000]?{_HOUR}?(?:[-—–~～－]{{1,2}}|起?至|起?到|直至)[ \u3000]?\Z")
_BREAK = re.compile(r"[。！？；\n]")
_STOP = re.compile(r"[。；！？\n]")
_NOT_START = re.compile(r"起(?=[草步点源诉伏来色码到])|后(?=[勤备续者台期盾疫发半卫])")
_NOT_BEFORE = re.compile(r"前(?=[期提后往者瞻沿端来列景线移置身述十百\d一二两三四五六七八九])")
_BASE = re.compile(r"的|[ \u3000]?[近超逾约]?\d")
_YEAR_TOLD = re.compile(r"(?:19|20)\d\d|[二一][〇零○]")
_DATELIKE = DATES | {"lunar"}
# 成立70周年, 建党百年: the day as many years on. 实施3周年来 is a stretch of time, read as since.
_ANNIVERSARY = re.compile(
    r"[”\"』》]?(?:成立|实施|颁布|建立|设立)?(?P<n>一百|百|\d{1,2}0?|[一二三四五六七八九十]{1,3})(?:周年|(?<=百)年)(?!来|以来|多来)"
)
# Longest stretch between a date or name and the 以来 that belongs to it.
_REACH = 40


@cache
def _around() -> dict[str, re.Pattern[str]]:
    w = words()
    policy_word = "(?:政策|工作|意见|文件|改革|制度|办法|条例|方案|部署|新政|试点|战略|行动)"
    return {
        "as_of": re.compile(rf"(?:{any_of(w['as_of'])})[ \u3000]?\Z"),
        "from": re.compile(rf"(?:{any_of(w['from'])})[ \u3000]?\Z"),
        "until": re.compile(rf"(?:{any_of(w['until'])})[ \u3000]?\Z"),
        "against": re.compile(rf"(?<!连)(?:{any_of(w['against'])})[ \u3000]?\Z"),
        "since": re.compile(rf"[ \u3000]?(?:(?:零|\d{{1,2}})[时点])?(?:{any_of(w['since'])})"),
        "before": re.compile(rf"[ \u3000]?底?(?:{any_of(w['before'])})"),
        "against_after": re.compile(rf"(?:{any_of(w['against_after'])})"),
        "future": re.compile(any_of(w["future"])),
        "policy": re.compile(
            rf"[”\"』》]?{policy_word}{{0,2}}[”\"』》]?的?(?:正式|全面|深入|落地)?(?:{any_of(w['starts'])}){{0,2}}"
            r"(?:的?(?P<since>以来|至今|以后|之后|后|[一二两三四五六1-9](?:年|周年)多?来|[一二两三四五六1-9]周?年多?)|(?P<before>以前|之前|前(?![期提沿景列三四五六七八九\d])))"
        ),
        "sofar": re.compile("以来|至今(?![年天日晚晨早后春夏秋冬])"),
        # "Since the policy took effect": of the policy that was named before.
        "bare": re.compile(
            rf"自?从?(?:该|这一|这项|此|新)?{policy_word}?(?:正式|全面|落地)?(?:{any_of(w['starts'])}){{0,2}}"
        ),
        "ever": re.compile(rf"(?:{any_of(w['ever_since'])})\Z"),
        "left": re.compile(r"[，。；：！？、\n）)]"),
    }


def read_chinese(text: str, calendar: Calendar) -> list[PeriodMention]:
    """Mentions of ``text`` (digits half-width) in order of their start; they do not overlap."""
    atoms = _resolved(text, calendar)
    out = _joined(text, atoms, calendar)
    return _with_starts(text, out, policies_in(text, Language.ZH), calendar)


def _resolved(text: str, calendar: Calendar) -> list[Atom]:
    """Atoms with years, months and days filled in from the dates before them."""
    memory, before, line, sentence = Memory(), 0, 0, 0
    atoms: list[Atom] = []
    for atom in read_atoms(text, calendar):
        line += text.find("\n", before, atom.start) >= 0
        sentence += bool(_BREAK.search(text, before, atom.start))
        before = atom.end
        atom.future = atom.future or _lies_ahead(text, atom)
        atom.effective = text.startswith(("起", "零时起", "开始", " 起"), atom.end)
        if (atom.back or atom.after) and memory.year is None and stands_alone(text, atom.start, atom.end):
            memory = Memory(calendar.year, calendar.month, calendar.day, line=line, sentence=sentence)
        look_back(atom, memory)
        count_on(atom, memory, calendar, beside=memory.sentence == sentence)
        if atom.rule != "back_year" and text.startswith(("上年", "上一年"), atom.start):
            year_before_told(atom, memory, calendar, line)
        look_ahead(atom, memory, calendar, sentence)
        fill_year(atom, memory, calendar, line, sentence)
        fill_day(atom, memory, calendar, line)
        if atom.rule != "comparison" and not _around()["against"].search(text, max(0, atom.start - 4), atom.start):
            memory.keep(atom, line, sentence)
        atoms.append(atom)
    return atoms


def _lies_ahead(text: str, atom: Atom) -> bool:
    around = _around()
    low = max(0, atom.start - 5)
    if around["as_of"].search(text, low, atom.start):
        return False
    if around["until"].search(text, low, atom.start):
        return True
    if _is_before(text, atom.end) or _SOON.search(text, max(0, atom.start - 6), atom.start):
        return True  # a term that is set, not one that has passed
    stop = _STOP.search(text, atom.end, atom.end + 24)
    return bool(around["future"].search(text, atom.end, stop.start() if stop else atom.end + 24))


def _is_before(text: str, at: int) -> re.Match[str] | None:
    """The 前 or 之前 at ``at``; None where 前 begins another word."""
    found = _around()["before"].match(text, at)
    return found if found and not _NOT_BEFORE.match(text, found.end() - 1) else None


def _joined(text: str, atoms: list[Atom], calendar: Calendar) -> list[PeriodMention]:
    out: list[PeriodMention] = []
    i = 0
    while i < len(atoms):
        atom, later = atoms[i], atoms[i + 1] if i + 1 < len(atoms) else None
        i += 1
        if atom.rule == "later" and atom.lost:
            continue  # 三年后 of a day that is not told
        if later is not None and later.start - atom.end <= 12:
            if _is_gloss(text, atom, later):
                if atom.low is not None and not _YEAR_TOLD.match(text, later.start):
                    later.year = int(atom.low[:4])
                later.start = atom.start
                later.end += text.startswith(("）", ")"), later.end)
                later.rule = "relative_day"
                continue
            joined = text[atom.end : later.start] in ("", "到", "至")
            if later.rule == "now" and joined and atom.rule in _DATELIKE:
                out.append(
                    make_mention(text, _opened(text, atom), later.end, until_now(begin(atom), calendar), "since", True)
                )
                i += 1
                continue
            glued = _GLUE.match(text, atom.end, later.start) or (
                text[atom.end : later.start] in ("与", "和", "及") and text.startswith(("间", "之间"), later.end)
            )
            if atom.rule in _DATELIKE and later.rule in _DATELIKE and glued:
                span = _range(text, atom, later)
                if span is not None:
                    out.append(span)
                    i += 1
                    continue
        mention = _in_context(text, atom, calendar, out[-1].end if out else 0)
        if out and (both := _between(text, out[-1], mention)) is not None:
            out[-1] = both
        else:
            out.append(mention)
    return out


def _between(text: str, since: PeriodMention, before: PeriodMention) -> PeriodMention | None:
    """2010年之后2018年之前: one stretch. None where the two do not stand together."""
    if (since.rule, before.rule) != ("since", "before") or text[since.end : before.start] not in (
        "",
        "、",
        "，",
        "到",
        "至",
    ):
        return None
    edtf = interval(start_of(since.edtf), end_of(before.edtf))
    return make_mention(text, since.start, before.end, edtf, "range", True) if edtf else None


def _is_gloss(text: str, atom: Atom, later: Atom) -> bool:
    """今天（4月25日）, 昨天也就是8月31日: one mention, told by the date."""
    return (
        atom.rule in ("relative_day", "day", "back_day")
        and text[atom.end : later.start] in ("（", "(", "也就是", "也即", "即", "就是")
        and later.day is not None
    )


def _range(text: str, first: Atom, last: Atom) -> PeriodMention | None:
    """从A到B: what one side leaves out, the other says."""
    name = text[last.start : last.end]
    if last.rule == "holiday" and not last.year_said and first.low and name in feast_names():  # 去年春节到元宵节
        point = feast_date(name, int(first.low[:4]))
        last.fixed, last.lost = ((point, point) if point else None), point is None
    if last.future and not last.year_said and not first.year_said and None not in (first.month, last.month, last.year):
        first.year = (last.year or 0) - ((first.month or 0) > (last.month or 0))
    elif not last.year_said and first.year is not None and last.year is not None and not last.lost:
        last.year = first.year + (first.month is not None and last.month is not None and last.month < first.month)
    elif last.year_said and not first.year_said and first.month is not None and last.year is not None:
        first.year = last.year - (last.month is not None and last.month < first.month)
    edtf = interval(first.low, last.high) if first.low and last.high else None
    end = last.end
    for tail in ("期间", "之间", "间", "止"):
        if text.startswith(tail, end):
            end += len(tail)
            break
    if edtf is None and first.low and last.high:
        return None
    return make_mention(text, _opened(text, first), end, edtf, "range", True)


def _opened(text: str, atom: Atom) -> int:
    found = _around()["from"].search(text, max(0, atom.start - 3), atom.start)
    return found.start() if found else atom.start


def _in_context(text: str, atom: Atom, calendar: Calendar, floor: int) -> PeriodMention:
    """The mention of one atom, its kind read from the words before and after it."""
    around, edtf = _around(), atom.edtf()
    if atom.rule not in _DATELIKE and atom.rule not in ("plan", "plan_end", "range"):
        return make_mention(text, atom.start, atom.end, edtf, atom.rule, atom.is_span)
    low = max(floor, atom.start - 5)
    if found := around["as_of"].search(text, low, atom.start):
        tail = _is_before(text, atom.end)
        end = tail.end() if tail else atom.end
        return make_mention(text, found.start(), end, as_of(atom, calendar), "as_of", False)
    if after := _is_before(text, atom.end):
        day = last_of(atom)
        start = found.start() if (found := around["until"].search(text, low, atom.start)) else atom.start
        return make_mention(text, start, after.end(), interval(None, day) if day else None, "before", False)
    after = around["since"].match(text, atom.end)
    if after and not _NOT_START.match(text, after.start() + (text[after.start()] in " \u3000")) and atom.rule != "plan":
        return make_mention(text, _opened(text, atom), after.end(), until_now(begin(atom), calendar), "since", True)
    if around["against_after"].match(text, atom.end) or (
        (found := around["against"].search(text, low, atom.start)) and not around["since"].match(text, atom.end)
    ):
        return make_mention(text, atom.start, atom.end, edtf, "comparison", False)
    if found := around["until"].search(text, low, atom.start):
        day = last_of(atom)
        if atom.rule == "month_part" and day and calendar.today and day <= calendar.today:
            return make_mention(
                text, found.start(), atom.end, as_of(atom, calendar), "as_of", False
            )  # 到9月底已注销41家
        return make_mention(text, found.start(), atom.end, edtf, "until", False)
    if (found := around["from"].search(text, low, atom.start)) and atom.rule != "plan":
        if _BASE.match(text, atom.end):
            return make_mention(text, found.start(), atom.end, edtf, "baseline", False)
        if not atom.is_span and text[atom.end : atom.end + 1] in ("，", ","):
            return make_mention(text, found.start(), atom.end, until_now(begin(atom), calendar), "since", True)
    start = _opened(text, atom) if atom.rule in ("range", "month_range") else atom.start
    return make_mention(text, start, atom.end, edtf, atom.rule, atom.is_span)


def _with_starts(
    text: str, mentions: list[PeriodMention], policies: list[PolicyMention], calendar: Calendar
) -> list[PeriodMention]:
    """Add "…以来", "实施后", "实施前": of a known policy, of a date told in the same clause, else of an unknown start."""
    found: list[PeriodMention] = []
    around = _around()
    for policy in policies:
        if years := _ANNIVERSARY.match(text, policy.end):
            count = 100 if years["n"] in ("百", "一百") else number(years["n"])
            edtf = shift_years(policy.policy.day or policy.policy.date, count) if count else None
            found.append(make_mention(text, policy.start, years.end(), edtf, "anniversary", False))
        elif tail := around["policy"].match(text, policy.end):
            start = policy.start - (text[policy.start - 1 : policy.start] in tuple('“"『《'))
            opened = around["from"].search(text, max(0, start - 2), start)
            start = opened.start() if opened else start
            if tail.group("before"):
                found.append(
                    make_mention(text, start, tail.end(), interval(None, policy.policy.date), "before_policy", False)
                )
            else:
                found.append(
                    make_mention(text, start, tail.end(), until_now(policy.policy.date, calendar), "since_policy", True)
                )
    taken = {m.end for m in found} | {m.end for m in mentions if m.rule != "now"}
    edges = {m.start: m for m in mentions}
    for match in around["sofar"].finditer(text):
        if match.end() in taken:
            continue
        left = max(0, match.start() - _REACH)
        for stop in around["left"].finditer(text, left, match.start()):
            left = stop.end()
        inside = [edges[at] for at in range(left, match.start()) if at in edges and edges[at].end <= match.start()]
        dated = [m for m in inside if m.edtf and m.rule not in ("now", "recent", "recent_years")]
        if around["ever"].search(text, max(left, match.start() - 5), match.start()):
            continue
        if dated:
            begun = until_now(start_of(dated[0].edtf), calendar)
            opened = around["from"].search(text, max(left, dated[0].start - 2), dated[0].start)
            start = opened.start() if opened else dated[0].start
            found.append(make_mention(text, start, match.end(), begun, "since", True))
            continue
        named = bisect_right(policies, match.start(), key=lambda policy: policy.end)
        if named and around["bare"].fullmatch(text, left, match.start()):
            edtf = until_now(policies[named - 1].policy.date, calendar)
            found.append(make_mention(text, left, match.end(), edtf, "since_policy", True))
        elif match.start() - left >= 2 and not inside:
            edtf = interval(None, calendar.today) if calendar.today else None
            found.append(make_mention(text, left, match.end(), edtf, "since_unknown", True))
    return merged(mentions, found)
