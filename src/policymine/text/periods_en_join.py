"""English times completed and joined: years filled in, ranges and "since" built, the kind read from the words around."""

from __future__ import annotations

import re
from datetime import date, timedelta

from policymine.records import Language, PeriodMention
from policymine.text.edtf import interval
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
from policymine.text.periods_calendar import Calendar, month_days, month_point
from policymine.text.periods_en import read_atoms
from policymine.text.periods_en_parts import number_of
from policymine.text.periods_en_patterns import contexts
from policymine.text.periods_mentions import DATES, make_mention, merged, until_now
from policymine.text.periods_policies import PolicyMention, lowered, policies_in

_GLUE = re.compile(
    r"\s?(?:-|–|—|to|until|till|through|thru|up to)\s?(?:the\s)?(?:(?:mon|tues?|wed|thurs?|fri|sat|sun)\b\.?,?\s)?\Z"
)
_EFFECTIVE = re.compile(r"\b(?:starting|beginning|effective)(?:\s(?:from|on))?\s\Z")
_GLUE_AND = re.compile(r"\sand\s(?:the\s)?\Z")
_BREAK = re.compile(r"[.!?;](?=\s|$|[A-Z])|\n|\bEssence\b")
_YEARLY = re.compile(
    r"(?:\s(?:and|to)\s[a-z]{3,9}(?:\s\d{1,2})?)?\s?(?:(?:of|in)\s)?(?:(?:each|every)\s(?:calendar\s|academic\s|school\s)?year|annually)\b"
)
_EVERY = re.compile(r"\b(?:each|every)\s(?:year\s(?:in|on)\s)?\Z")
_FULL_STOP = re.compile(r"[.!?](?=\s|$)|\n")
_STOP = re.compile(r"[.;!?\n]")
_DATELIKE = DATES | {"ago"}
# Longest stretch between "since" or "after" and the date or name that it goes with.
_REACH = 90
_LEAD = 28  # how far before an expression its preposition is looked for
_BASE = re.compile(r"'s\b|\s(?:the\s)?(?:more than |nearly |about |over )?[$¥]?\d")
_PRESENT = re.compile(r"\s(?:up\s)?to\s(?:the\spresent|now|date)\b")
_YEAR_BEFORE = re.compile(r"\bthe\s(?:previous\syear|preceding\syear|year\sbefore\Z)")
# "Down 7.4 % from the previous year": no stretch that begins then.
_CHANGED_FROM = re.compile(
    r"\b(?:down|up|fewer|more|less|lower|higher|increas\w*|decreas\w*|rise|rose|risen|drop\w*|fell|fall\w*|grew|grown|growth|declin\w*|gain\w*|jump\w*|surg\w*|soar\w*|climb\w*|chang\w*|reduc\w*)\s"
    r"(?:[^.,;\d]|\d|[.,](?=\d)){0,60}(?<=[\w%)])\sfrom\s\Z"
)
_WEEKDAY = re.compile(r"(?:on\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_WEEK_OF = re.compile(
    r"(?<!\ba\s)(?:the\s)?\b(?P<unit>week|month)\s(?:of|commencing|beginning|starting)\s(?:on\s|from\s)?(?:the\s)?\Z"
)
_FOR = r"(?P<n>\d{1,3}|[a-z]{1,9})\s(?P<unit>day|week|month)s?"
_FOR_BEFORE = re.compile(
    rf"\bfor\s{_FOR},?\s(?:from|starting\s(?:from|on)|beginning\s(?:from|on)|starting|beginning)\s(?:the\s)?\Z"
)
_FOR_BEHIND = re.compile(rf",?\s(?:for|lasting)\s{_FOR}\b")
_SINCE = re.compile(r"\bsince\b|\bafter\b|\bbefore\b")


def read_english(text: str, calendar: Calendar) -> list[PeriodMention]:
    """Mentions of ``text`` in order of their start; they do not overlap."""
    small = lowered(text)
    atoms = _resolved(text, small, calendar)
    return _with_starts(text, small, _joined(text, small, atoms, calendar), policies_in(small, Language.EN), calendar)


def _resolved(text: str, small: str, calendar: Calendar) -> list[Atom]:
    """Atoms with years, months and days filled in from the dates before them."""
    memory, before, line, sentence, around = Memory(), 0, 0, 0, contexts()
    atoms: list[Atom] = []
    for atom in read_atoms(text, small, calendar):
        if (atom.month or atom.months) and not atom.year_said and _every_year(small, atom):
            continue
        line += text.find("\n", before, atom.start) >= 0
        sentence += bool(_BREAK.search(text, before, atom.start))
        before = atom.end
        atom.future = _lies_ahead(small, atom)
        low = max(0, atom.start - _LEAD)
        atom.effective = any(led.search(small, low, atom.start) for led in (_EFFECTIVE, around["by"], around["before"]))
        if (atom.back or atom.after) and memory.year is None and stands_alone(text, atom.start, atom.end):
            memory = Memory(calendar.year, calendar.month, calendar.day, line=line, sentence=sentence)
        look_back(atom, memory)
        count_on(
            atom,
            memory,
            calendar,
            beside=memory.line == line and not _FULL_STOP.search(small, max(memory.end, 0), atom.start),
        )
        if _YEAR_BEFORE.search(small, atom.start, atom.end):
            year_before_told(atom, memory, calendar, line)
        look_ahead(atom, memory, calendar, sentence)
        fill_year(atom, memory, calendar, line, sentence)
        fill_day(atom, memory, calendar, line)
        low = max(0, atom.start - _LEAD)
        if not (around["against"].search(small, low, atom.start) or around["same"].search(small, low, atom.start)):
            memory.keep(atom, line, sentence)
        atoms.append(atom)
    return atoms


def _every_year(small: str, atom: Atom) -> bool:
    """July of each year, every September: no one time."""
    return bool(_YEARLY.match(small, atom.end) or _EVERY.search(small, max(0, atom.start - 12), atom.start))


def _lies_ahead(small: str, atom: Atom) -> bool:
    low = max(0, atom.start - 60)
    for mark in _STOP.finditer(small, low, atom.start):
        low = mark.end()
    if contexts()["future"].search(small, low, atom.start):
        return True
    stop = _STOP.search(small, atom.end, atom.end + 60)
    return bool(contexts()["future"].search(small, atom.end, stop.start() if stop else atom.end + 60))


def _joined(text: str, small: str, atoms: list[Atom], calendar: Calendar) -> list[PeriodMention]:
    out: list[PeriodMention] = []
    atoms, i = _weekdays_with_dates(small, atoms), 0
    while i < len(atoms):
        atom, later = atoms[i], atoms[i + 1] if i + 1 < len(atoms) else None
        i += 1
        if atom.rule == "later" and atom.lost:
            continue  # "three years later", of a day that is not told
        if later is not None and later.start - atom.end <= 12 and atom.rule == "now" and later.rule in _DATELIKE:
            between = contexts()["between"].search(small, max(0, atom.start - 9), atom.start)
            gap = small[atom.end : later.start]
            if (_GLUE.match(gap) or (between and _GLUE_AND.match(gap))) and calendar.today:
                out.append(_until(text, small, atom, later, calendar))
                i += 1
                continue
        if later is not None and later.start - atom.end <= 12 and atom.rule in _DATELIKE:
            gap = small[atom.end : later.start]
            if (
                _GLUE_AND.match(gap)
                and later.rule == "now"
                and contexts()["between"].search(small, max(0, atom.start - 9), atom.start)
            ):
                out.append(make_mention(text, atom.start, later.end, until_now(begin(atom), calendar), "since", True))
                i += 1
                continue
            if gap.strip() in ("(", "（") and atom.rule in ("relative_day", "day") and later.day is not None:
                later.start, later.rule = atom.start, "relative_day"
                later.end += text.startswith((")", "）"), later.end)
                continue
            if gap.strip() in ("to", "-", "until", "up to", "till") and later.rule == "now":
                start = _opened(small, atom)
                out.append(make_mention(text, start, later.end, until_now(begin(atom), calendar), "since", True))
                i += 1
                continue
            between = _GLUE_AND.match(gap) and contexts()["between"].search(small, max(0, atom.start - 9), atom.start)
            if later.rule in _DATELIKE and (_GLUE.match(gap) or between):
                span = _range(text, small, atom, later)
                if span is not None:
                    out.append(span)
                    i += 1
                    continue
        out.append(_in_context(text, small, atom, calendar, out[-1].end if out else 0))
    return out


def _weekdays_with_dates(small: str, atoms: list[Atom]) -> list[Atom]:
    """Monday, July 18; June of nineteen ninety-nine: one time, told by the date and the year."""
    out: list[Atom] = []
    for atom in atoms:
        day = out[-1] if out else None
        if (
            day is not None
            and small[atom.start].isalpha()
            and atom.rule == "year"
            and atom.year_said
            and not day.year_said
            and (day.month or day.months or day.nth)
            and small[day.end : atom.start].strip() in ("", ",", "of", "in")
        ):
            day.year, day.year_said, day.end = atom.year, True, atom.end
            continue
        if (
            day is not None
            and atom.day is not None
            and atom.rule == "date"
            and atom.start - day.end <= 2
            and small[day.end : atom.start].strip() in (",", "")
            and _WEEKDAY.fullmatch(small, day.start, day.end)
        ):
            atom.start = day.start + 3 * small.startswith("on ", day.start)
            out[-1] = atom
        else:
            out.append(atom)
    return out


def _until(text: str, small: str, now: Atom, last: Atom, calendar: Calendar) -> PeriodMention:
    """From now until the end of 2025, between now and November: a date that has passed is the next year's."""
    if (
        not last.year_said
        and last.year is not None
        and (last.high or "") < (calendar.today or "")[: len(last.high or "")]
    ):
        last.year += 1
    edtf = interval(calendar.today, last.high)
    return make_mention(text, _opened(small, now), last.end, edtf, "range", True)


def _range(text: str, small: str, first: Atom, last: Atom) -> PeriodMention | None:
    """From A to B: what one side leaves out, the other says."""
    if first.rule == "day" and not first.year_said and last.month is not None and last.day is not None:
        first.year, first.month = last.year, last.month  # from the 13th to the 15th of July
        if (first.day or 0) > last.day:
            point = month_point(last.year or 0, last.month - 1)
            first.year, first.month = int(point[:4]), int(point[5:])
    if last.future and not last.year_said and not first.year_said and None not in (first.month, last.month, last.year):
        first.year = (last.year or 0) - ((first.month or 0) > (last.month or 0))
    elif not last.year_said and first.year is not None and last.year is not None and not last.lost:
        last.year = first.year + (first.month is not None and last.month is not None and last.month < first.month)
    elif last.year_said and not first.year_said and first.month is not None and last.year is not None:
        first.year = last.year - (last.month is not None and last.month < first.month)
    if last.rule == "day" and first.month is not None and first.day is not None and last.day is not None:
        last.month = first.month + (last.day < first.day)
    edtf = interval(first.low, last.high) if first.low and last.high else None
    if edtf is None and first.low and last.high:
        return None
    return make_mention(text, _opened(small, first), last.end, edtf, "range", True)


def _opened(small: str, atom: Atom) -> int:
    found = contexts()["from"].search(small, max(0, atom.start - _LEAD), atom.start)
    return found.start() if found else atom.start


def _in_context(text: str, small: str, atom: Atom, calendar: Calendar, floor: int) -> PeriodMention:
    """The mention of one atom, its kind read from the words before and after it."""
    around, edtf = contexts(), atom.edtf()
    if (atom.day or atom.rule == "relative_day") and (stretch := _stretch(text, small, atom, calendar)) is not None:
        return stretch
    if atom.rule not in _DATELIKE and atom.rule not in ("plan", "plan_end", "range"):
        return make_mention(text, atom.start, atom.end, edtf, atom.rule, atom.is_span)
    low = max(floor, atom.start - _LEAD)
    if found := around["since"].search(small, max(floor, atom.start - _REACH), atom.start):
        return make_mention(text, found.start(), atom.end, until_now(begin(atom), calendar), "since", True)
    if around["same"].search(small, low, atom.start) or around["against"].search(small, low, atom.start):
        return make_mention(text, atom.start, atom.end, edtf, "comparison", False)
    if atom.rule == "range":
        return make_mention(text, _opened(small, atom), atom.end, edtf, "range", True)
    day = last_of(atom)
    if found := around["before"].search(small, low, atom.start):
        return make_mention(text, found.start(), atom.end, interval(None, day) if day else None, "before", False)
    if found := around["by"].search(small, low, atom.start):
        if atom.future or (
            calendar.today is not None and day is not None and day[: len(calendar.today)] > calendar.today
        ):
            return make_mention(text, found.start(), atom.end, edtf, "until", False)
        return make_mention(text, found.start(), atom.end, as_of(atom, calendar), "as_of", False)
    if found := around["as_of"].search(small, low, atom.start):
        return make_mention(text, found.start(), atom.end, as_of(atom, calendar), "as_of", False)
    if found := around["after"].search(small, low, atom.start):
        return make_mention(text, found.start(), atom.end, until_now(begin(atom), calendar), "since", True)
    if (found := around["from"].search(small, low, atom.start)) and atom.rule != "plan":
        if _CHANGED_FROM.search(small, max(0, found.start() - 3 * _LEAD), found.end()):
            return make_mention(text, atom.start, atom.end, edtf, "comparison", False)
        if _BASE.match(small, atom.end):
            return make_mention(text, found.start(), atom.end, edtf, "baseline", False)
        if not atom.is_span:
            present = _PRESENT.match(small, atom.end)
            end = present.end() if present else atom.end
            return make_mention(text, found.start(), end, until_now(begin(atom), calendar), "since", True)
    start = _opened(small, atom) if atom.rule == "month_range" else atom.start
    return make_mention(text, start, atom.end, edtf, atom.rule, atom.is_span)


def _stretch(text: str, small: str, atom: Atom, calendar: Calendar) -> PeriodMention | None:
    """The week of May 5, the month of 16 September; for ten days from May 20, from May 20 for ten days. None otherwise."""
    day = atom.low
    if day is None or len(day) < len("2022-07-19"):
        return None
    first = date.fromisoformat(day)
    if found := _WEEK_OF.search(small, max(0, atom.start - _LEAD), atom.start):
        if found["unit"] == "month":
            return make_mention(text, found.start(), atom.end, day[:7], "month", False)
        monday = first - timedelta(days=first.weekday())
        days = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
        return make_mention(text, found.start(), atom.end, interval(*days), "week", False)
    before = _FOR_BEFORE.search(small, max(0, atom.start - 40), atom.start)
    behind = _FOR_BEHIND.match(small, atom.end) if before is None else None
    count = before or behind
    if count is None or (behind and not contexts()["from"].search(small, max(0, atom.start - _LEAD), atom.start)):
        return None
    number = number_of(count["n"])
    point = month_days(first.year, first.month + number, 1, first.day)[1] if count["unit"] == "month" else None
    last = (
        date.fromisoformat(point)
        if point
        else first + timedelta(days=number * {"day": 1, "week": 7}.get(count["unit"], 1))
    )
    start, end = (before.start(), atom.end) if before else (_opened(small, atom), count.end())
    edtf = interval(day, (last - timedelta(days=1)).isoformat()) if number else None
    return make_mention(text, start, end, edtf, "range", True) if edtf else None


def _with_starts(
    text: str, small: str, mentions: list[PeriodMention], policies: list[PolicyMention], calendar: Calendar
) -> list[PeriodMention]:
    """Add "since the implementation of …", "after … was released", "before …": of a known policy or of an unknown start."""
    found: list[PeriodMention] = []
    around, at = contexts(), 0
    taken = {m.start for m in mentions if m.rule in ("since", "before")}
    names = 0
    for match in _SINCE.finditer(small):
        while names < len(policies) and policies[names].start < match.end():
            names += 1
        stop = _STOP.search(small, match.end(), match.end() + _REACH + 40)
        edge = min(stop.start() if stop else len(small), match.end() + _REACH + 40)
        comma = small.find(",", match.end(), edge)
        clause = comma if comma >= 0 else edge
        policy = policies[names] if names < len(policies) and policies[names].start - match.end() <= _REACH else None
        if policy is not None and policy.end <= clause:
            kept = _of_policy(text, small, match, policy, clause, calendar)
            if kept is not None:
                found.append(kept)
            continue
        if match.group() != "since" or match.start() in taken or match.start() < at:
            continue
        opening = around["opening"].match(small, match.start(), clause)
        if opening is None:
            continue
        at = clause
        end = _word_end(small, opening.end(), clause)
        if names and around["bare"].match(small, match.start(), end):
            edtf = until_now(policies[names - 1].policy.date, calendar)
            found.append(make_mention(text, match.start(), end, edtf, "since_policy", True))
        else:
            edtf = interval(None, calendar.today) if calendar.today else None
            found.append(make_mention(text, match.start(), end, edtf, "since_unknown", True))
    return merged(mentions, found)


def _of_policy(
    text: str, small: str, match: re.Match[str], policy: PolicyMention, clause: int, calendar: Calendar
) -> PeriodMention | None:
    end = policy.end + (text[policy.end : policy.end + 1] in ('"', "”"))
    date = policy.policy.date
    if match.group() == "since":
        return make_mention(text, match.start(), end, until_now(date, calendar), "since_policy", True)
    if not contexts()["gap"].fullmatch(small, match.end(), policy.start):
        return None
    if match.group() == "before":
        return make_mention(text, match.start(), end, interval(None, date), "before_policy", False)
    if started := contexts()["started"].search(small, match.end(), clause):
        return make_mention(
            text, match.start(), max(end, started.end()), until_now(date, calendar), "since_policy", True
        )
    return make_mention(text, match.start(), end, until_now(date, calendar), "since_policy", True)


def _word_end(small: str, start: int, clause: int) -> int:
    """End of the noun phrase that goes with an opening word: at most eight words on."""
    words_on = re.compile(r"(?:\s[\w'’\"“”-]+){0,8}").match(small, start, clause)
    return words_on.end() if words_on else start
