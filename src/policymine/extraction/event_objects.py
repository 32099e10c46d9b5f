"""What a trigger governs: the object that a frame asks for, on the side of the verb where it stands."""

from __future__ import annotations

import re

from policymine.extraction.event_bodies import en_bodies, zh_bodies
from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_lexicon import Frame, Lexicon, Trigger
from policymine.extraction.event_modality import Reading, SentenceMood
from policymine.records import Language
from policymine.text.scanning import compile_scanning

_ZH_TITLE = re.compile(r"《([^《》\n]{2,120})》")
_EN_TITLE = re.compile(r"[\"“”]\s*([^\"“”\n]{4,260}?)\s*[\"“”]")
# What ends the object of a Chinese verb inside its clause: a second verb phrase or a purpose.
_ZH_OBJECT_END = compile_scanning(r"并(?=[\u4e00-\u9fff])|同时|以便|来推|用于|从而|(?<![促推改跟先])进行(?![业程])")
_PREPOSITION = re.compile(r"\b(?:of|for|in|on|to|by|with|from|at|that|which|who|through|under|during|among)\b")
_HEAD_END = re.compile(
    r"\s*(?:$|(?!['’]s\b)[^\w\s-]|\d|(?:of|for|in|on|to|by|with|from|at|against|across|throughout|targeting|until|within|that|which|who|and|or|were|was|is|are|has|have|had|through|under|during|among|as|before|after|led|composed|headed|\w+ing)\b)"
)
_ADVERBS = re.compile(r"\s*(?:(?:\w+ly|also|all|first|then|now|already)\s+)*")
# Classes whose head may follow a list with commas: "culture, sports, etc. standards".
_LISTED = frozenset({"standard", "document"})
_WORD = re.compile(r"[A-Za-z]+")
_ARTICLE = re.compile(r"\b(?:the|a|an|its|their|various|relevant|corresponding|several|multiple)\b", re.IGNORECASE)
# Classes whose words need not head the object.
_LOOSE = frozenset(
    {
        "survey",
        "violation",
        "fund",
        "coverage",
        "visited",
        "inspectors",
        "provision",
        "bad_cases",
        "report",
        "works",
        "supervised",
        "reduction",
        "experience",
        "experience_told",
        "blacklist",
        "batch",
        "institution",
        "fund_scheme",
        "action_name",
        "policy_word",
        "material",
        "amount",
    }
)
_INTRANSITIVE = re.compile(r"(?:go|goes|went|gone) (?:online|live)|(?:come|comes|came) into|(?:take|takes|took) effect")
_AGENT_OR_DATE = re.compile(r" (?:by|on) ")
_ADVERBIAL = re.compile(r"(?:in|according to|from|with|under) ")
# 进行 takes what it does from behind: in 对督查工作进行调度 nothing is inspected.
_ZH_COMPLEMENT = re.compile(r"(?!期间|以来|之中)[\u4e00-\u9fff]{2}")
# A count whose noun is left out: 注销401家, "22 were canceled".
_ZH_BARE_COUNT = re.compile(
    r"(?:\d[\d,.]*(?:余|多)?万?(?:余|多)?|[一二两三四五六七八九十百]+)[家所](?![\u4e00-\u9fff]{2})|全部"
    r"|^(?:压减|减少)了?(?:百分之|\d[\d.]*[%％])"
)
# What is said of the institutions told before, without naming them again: 压减率达到95.6%, 9个县实现清零.
OUTCOME_WORDS = frozenset({"压减率", "压减比例", "清零", "“清零”"})
_EN_BARE_COUNT = re.compile(r"(?:^|\b)\d[\d,]*(?: of them)?(?: (?:have been|has been|had|were|was|are|have))?\b")
# "Another team is the supervision team. This was specially established by the bureau": told before.
_EN_PRONOUN = re.compile(r"(?:this|it|they|these)\s(?:was|were|has been|have been)\s(?:\w+ly\s)?$")
# 这一做法得到肯定，并在全国推广: what was told in the clause before.
_ZH_ELLIPSIS = re.compile(r"(?:并|还|并且|已)?(?:被|在|向|面向|由)[^，。；]{0,10}")
_EN_SHARE_AFTER = re.compile(r"\s(?:by\s)?\d[\d.]*\s?(?:%|percent)")
_ZH_MODEL = re.compile(
    r"“[^”\n]{1,16}(?:”[^，。]{0,4}?(?:模式|机制|服务|做法|工作法|办法|制)|(?:制|机制|模式|工作法)”)"
)
_ZH_SHARE = re.compile(
    r"(?:[%％]|成|分之[一二三四五六七八九十百]+|半)(?:以上)?的?[^，。%％]{0,10}?(?:家长|学生|教师|受访者|群众|居民|企业|市民|受访|网民|用户|被调查者|老师|师生|农户|患者)[^，。]{0,4}$"
)
_ZH_BODIES = re.compile(
    r"(?:[%％]|[一二三四五六七八九]成|分之[一二三四五六七八九十百]+)(?:以上)?的[^，。%％]{0,10}?(?:学校|教师|学生|医院|机构|县|市|村|社区|小区|企业|家庭|乡镇|居民|老人|中小学|幼儿园)[^，。]{0,4}$"
    r"|其中(?:有)?\d[\d.]*[%％](?:的)?(?:已经|已|均已|均)$"
)
_ZH_BUILT = re.compile(r"\d[\d,.]*(?:余|多)?万?(?:余|多)?(?:处|座|所|家|套|间|个|张|公里)")
_DIGIT = re.compile(r"\d")
_UNIT_PRICE = re.compile(
    r"按?每(?:户|人|生|名|课时|学期|平方米|月|年|度|吨|亩)[^，。；]{0,12}?\d[\d.,]*(?:余)?元(?:的标准)?$"
)
_QUOTED = re.compile(r"[“\"][^“”\"\n]{2,40}[”\"]")
_ZH_BODY = re.compile(r"“[^”\n]{1,14}(?:团|队|组|班|站|联盟|岗)”")
_ZH_CLASSIFIER = r"(?:个|座|所|家|处|套|间|张|台|部|辆|条|公里|里|亩|户|人|名|栋|场|门|节|件|株|棵|头|吨|支|批|对|眼|盏|米|份|项|张|平方米|公顷)"
_ZH_COUNT = r"(?:\d[\d,.]*(?:余|多)?[万千百亿]{0,2}(?:余|多)?|[一二两三四五六七八九十百千万几]{1,6}(?:余|多)?)"
# An act and what was counted, on either side of it: 改造老旧小区52个, 8.1万人搬出深山, 1110个贫困村全部出列.
_ZH_COUNTED = re.compile(
    r"了?[^，。；：\d“]{0,14}?(?:近|超|逾|约|达)?" + _ZH_COUNT + _ZH_CLASSIFIER + r"(?!以下|[/％%元])"
)
_ZH_COUNTED_BEFORE = re.compile(
    _ZH_COUNT + _ZH_CLASSIFIER + r"[^，。；：\d]{0,10}?(?:已经|已|均|都|全部|全面|先后|陆续|相继|提前|顺利|如期){0,2}$"
)
_ZH_FORMS = {
    "built_count": _ZH_BUILT,
    "quoted_name": _QUOTED,
    "unit_price": _UNIT_PRICE,
    "quoted_body": _ZH_BODY,
    "quoted_model": _ZH_MODEL,
    "share_of_bodies": _ZH_BODIES,
    "share_of_people": _ZH_SHARE,
}
_EN_COUNT = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|dozens|hundreds|thousands)(?:\s?-?(?:odd|plus|million|billion|thousand|ten thousand|hundred million|hundred|more|of))*"
_EN_NO_NOUN = r"(?:were|was|are|is|have|has|had|yuan|rmb|million|billion|thousand|hundred|ten|trillion|percent|per|percentage|minutes?|hours?|days?|weeks?|months?|years?|months?|points?|times|o|in|on|and|or|to|of|from|by|than|at|for|january|february|march|april|may|june|july|august|september|october|november|december|people per|more than|a|pm|am|meters?|micrograms?|the|nd|rd|th|st)\b"
_EN_ONE_NOUN = _EN_COUNT + r"\+?\s(?:new\s|more\s)?(?!" + _EN_NO_NOUN + r")[a-z\"“-][\w\"“-]+"
# An act and what was counted: "rebuilt 1,286 km", "organized 197 special cars", "raise rental housing 8,000 sets".
_EN_COUNTED_AFTER = compile_scanning(
    r"\s(?!by\s|to\s|in\s|on\s|from\s|at\s|with\s|than\s)(?:[a-z\"“”'()-]+\s){0,6}?(?<!than )(?<!by )(?<!to )(?<!from )(?<!grade )"
    + _EN_ONE_NOUN
)
_EN_COUNTED_BEFORE = compile_scanning(r"(?:^|(?<=[\s(]))" + _EN_ONE_NOUN + r"[^.,;:]{0,60}\s")
_EN_COUNTED_NEXT = compile_scanning(r"\s(?:of\s|reached\s|to\s)?" + _EN_ONE_NOUN)
_EN_COUNTED_NEW = compile_scanning(r"\s(?:[a-z\"“”'()-]+\s){1,4}?" + _EN_ONE_NOUN)
_EN_BARE = compile_scanning(
    _EN_COUNT + r"(?:\s(?:of\s(?:them|which))?\s?(?:were|was|have been|has been|had been)\s)?(?=$|[.,;]|\s*$)"
)
_EN_FROM_TO = compile_scanning(
    r"\s" + _EN_COUNT + r"(?:\s[a-z-]+){0,4}?\sto\s(?:only\s|just\s)?(?:\d|zero|one|" + _EN_COUNT + ")"
)
_EN_LIMIT = compile_scanning(r"\s(?:more\s)?(?:than\s)?(?:\d[\d,.]*|[a-z]+)\s?(?:%|[a-z]+\s?[a-z]*)", re.IGNORECASE)
_EN_MONEY_FUND = compile_scanning(
    r"\s(?:[a-z-]+\s){0,3}?\d[\d.,]*\s?(?:million|billion|hundred million|ten thousand)\s(?:yuan\s)?(?:in|of|for)\s(?:[a-z-]+\s){0,4}?(?:funds?|subsid\w+|grants?|loans?|construction|bonds?|aid|relief|assistance)\b"
)
_EN_FORMS = {
    ("counted", "after"): _EN_COUNTED_AFTER,
    ("counted", "before"): _EN_COUNTED_BEFORE,
    ("counted_next", "after"): _EN_COUNTED_NEXT,
    ("counted_new", "after"): _EN_COUNTED_NEW,
    ("bare_count", "after"): _EN_BARE,
    ("from_to", "after"): _EN_FROM_TO,
    ("limit_measure", "after"): _EN_LIMIT,
    ("money_fund", "after"): _EN_MONEY_FUND,
}
_CARRY = 160
# Longest stretch between trigger and object, in characters; the clause of run-on machine English has no end.
_ZH_REACH, _EN_REACH, _EN_BEFORE = 60, 150, 110


class Stance:
    """How a trigger stands in its clause, worked out when a frame first asks."""

    __slots__ = ("_ask", "_known", "_stop")

    def __init__(self, mood: SentenceMood, clause: Clause, trigger: Trigger, lexicon: Lexicon) -> None:
        self._ask = (mood, clause, trigger, lexicon)
        self._known: Reading | None = None
        self._stop: int | None = None

    @property
    def reading(self) -> Reading:
        if self._known is None:
            mood, clause, trigger, lexicon = self._ask
            self._known = mood.read(clause, trigger.start, trigger.end, lexicon.forms[trigger.word])
        return self._known

    def object_stop(self, high: int) -> int:
        """Where the object after a Chinese trigger ends at the latest: ``high``, or a second verb phrase before it."""
        if self._stop is None:
            _, clause, trigger, _ = self._ask
            stop = _ZH_OBJECT_END.search(clause.text, trigger.end, high)
            self._stop = stop.start() if stop is not None and stop.start() > trigger.end else high
        return self._stop


def find_object(
    clause: Clause, trigger: Trigger, frame: Frame, stance: Stance, lexicon: Lexicon
) -> tuple[int, int, str | None] | None:
    """Extent of what the trigger governs, and the title when it is one; None where the frame's object is missing."""
    if not frame.objects:
        return (trigger.start, trigger.end, None)
    best: tuple[int, int, str | None] | None = None
    for name in frame.objects:
        for side in _sides(frame, stance, clause, lexicon, trigger):
            place = _search(clause, trigger, name, side, stance, lexicon)
            if place is None:
                continue
            if best is None or _closer(place, best, trigger, clause.language):
                best = place
            break
    if best is None and frame.carry and _carried(clause, trigger, frame, lexicon):
        return (trigger.start, trigger.end, None)
    return best


def _carried(clause: Clause, trigger: Trigger, frame: Frame, lexicon: Lexicon) -> bool:
    """Whether the object stands in an earlier clause: a bare count is left of it (原有机构612家，…注销401家), a word that says
    itself what became of it, or a pronoun.
    """
    if clause.language is Language.ZH:
        told = (
            trigger.word in OUTCOME_WORDS
            or _ZH_BARE_COUNT.search(clause.text, trigger.start, clause.end) is not None
            or (frame.number is None and _ZH_ELLIPSIS.fullmatch(clause.text, clause.start, trigger.start) is not None)
        )
    elif frame.number is None:
        told = _EN_PRONOUN.match(clause.low[clause.start : trigger.start]) is not None
    else:
        told = (
            _EN_BARE_COUNT.search(clause.low, clause.start, trigger.end) is not None
            or _EN_SHARE_AFTER.match(clause.low, trigger.end, clause.end) is not None
        )
    if not told:
        return False
    low = max(clause.text.rfind("\n", 0, clause.start) + 1, clause.start - _CARRY)
    patterns = [lexicon.classes[name] for name in frame.objects if name in lexicon.classes]
    return any(p.search(clause.low, low, clause.start) for p in patterns)


def _closer(
    a: tuple[int, int, str | None], b: tuple[int, int, str | None], trigger: Trigger, language: Language
) -> bool:
    if (a[0] >= trigger.end) != (b[0] >= trigger.end):
        return a[0] >= trigger.end
    if a[2] is not None or b[2] is not None:
        return a[2] is not None and b[2] is None
    return a[1] > b[1] if language is Language.ZH else a[0] < b[0]


def _sides(frame: Frame, stance: Stance, clause: Clause, lexicon: Lexicon, trigger: Trigger) -> tuple[str, ...]:
    if frame.where == "before":
        return ("before",)
    if clause.language is Language.ZH:
        return ("after", "before") if frame.where == "either" else ("after",)
    form = lexicon.forms[trigger.word]
    if _INTRANSITIVE.match(trigger.word):
        return ("before",)
    if form.past and _AGENT_OR_DATE.match(clause.low, trigger.end) and _ADVERBIAL.match(clause.low, clause.start):
        return ("before",)  # "a statement released on Friday": what follows is no object
    if frame.type == "pilot_demonstration" or frame.frame_id in {
        "blacklist",
        "enrol",
        "enrol_all",
        "staff",
        "judicial",
    }:
        return (
            "after",
            "before",
        )  # "were used as the pilot", "included in the blacklist": the complement follows the passive too
    if stance.reading.passive:
        return ("before",) if not form.noun else ("after",)
    if form.past and frame.where == "either":
        return ("after", "before")
    return ("after",)


def _search(
    clause: Clause, trigger: Trigger, name: str, side: str, stance: Stance, lexicon: Lexicon
) -> tuple[int, int, str | None] | None:
    zh = clause.language is Language.ZH
    text = clause.text
    if side == "after":
        low = trigger.end
        high = min(clause.end, low + (_ZH_REACH if zh else _EN_REACH))
        if zh:
            high = stance.object_stop(high)
    else:
        if trigger.word == "进行" and _ZH_COMPLEMENT.match(text, trigger.end, clause.end):
            return None
        begin = clause.before if name == "amount" and trigger.start - clause.start <= 6 else clause.start
        low, high = max(begin, trigger.start - (_ZH_REACH if zh else _EN_BEFORE)), trigger.start
    pattern = lexicon.classes.get(name)
    if pattern is None:
        return _search_form(clause, trigger, name, side, lexicon, low, high)
    if zh:
        hit = None
        for hit in pattern.finditer(clause.low, low, high):  # noqa: B007 - the last one
            pass
        if hit is None or (side == "before" and trigger.start - hit.end() > 16):
            return None
        return (hit.start(), hit.end(), None)
    hits = list(pattern.finditer(clause.low, low, high))
    if side == "after" and not hits and clause.after > high and name in _LISTED:
        found = pattern.search(clause.low, high, clause.after)
        return (found.start(), found.end(), None) if found else None
    if not hits:
        return None
    if side == "before":
        heads = hits if name in _LOOSE else [h for h in hits if _is_head(clause.low, h.end(), high, lexicon)]
        return (heads[-1].start(), heads[-1].end(), None) if heads else None
    stop = _PREPOSITION.search(clause.low, low + 1, high)
    phrase = [h for h in hits if stop is None or h.start() < stop.start()]
    if name not in _LOOSE:
        phrase = [h for h in phrase if _is_head(clause.low, h.end(), high, lexicon)]
        hits = [h for h in hits if _is_head(clause.low, h.end(), high, lexicon)]
        if not hits:
            return None
        if (
            name == "mechanism"
            and not text.startswith(" of ", hits[0].end())
            and len(_WORD.findall(_ARTICLE.sub("", clause.low[low : hits[0].end()]))) < 2
        ):
            return None  # "set up offices": nothing says which
    hit = phrase[-1] if phrase else hits[0]
    if not phrase and hit.start() - low > 90:
        return None
    return (hit.start(), hit.end(), None)


def _search_form(
    clause: Clause, trigger: Trigger, name: str, side: str, lexicon: Lexicon, low: int, high: int
) -> tuple[int, int, str | None] | None:
    """Objects that are told by their form rather than by a list of words."""
    zh, text = clause.language is Language.ZH, clause.text
    if name == "bodies":
        extent = (zh_bodies(text, low, high) if zh else en_bodies(clause.low, low, high)) if side == "before" else None
        return (*extent, None) if extent else None
    if name == "title":
        return _title(text, trigger, side, clause, lexicon)
    if not zh and (name, side) in _EN_FORMS:
        form = _EN_FORMS[name, side]
        hit = form.match(clause.low, low, high) if side == "after" else form.search(clause.low, low, high)
        return (hit.start(), hit.end(), None) if hit else None
    if zh and name == "counted":
        hit = _ZH_COUNTED.match(text, low, high) if side == "after" else _ZH_COUNTED_BEFORE.search(text, low, high)
        return (hit.start(), hit.end(), None) if hit else None
    if name not in _ZH_FORMS and name != "number":
        return None
    pattern = _DIGIT if name == "number" else _ZH_FORMS[name]
    found = pattern.search(text, low, high) if zh or name in {"number", "quoted_name"} else None
    return (found.start(), found.end(), None) if found else None


def _is_head(text: str, end: int, high: int, lexicon: Lexicon) -> bool:
    """Whether an English noun that ends at ``end`` heads its phrase: no other noun follows it."""
    if _HEAD_END.match(text, end, high) or _ADVERBS.fullmatch(text, end, high):
        return True
    word = lexicon.trailing.match(text, end + 1, high)
    return word is not None and _HEAD_END.match(text, word.end(), high) is not None


def _title(text: str, trigger: Trigger, side: str, clause: Clause, lexicon: Lexicon) -> tuple[int, int, str] | None:
    zh = clause.language is Language.ZH
    pattern = _ZH_TITLE if zh else _EN_TITLE
    if side == "after":
        for m in pattern.finditer(text, trigger.end, min(clause.end, trigger.end + 320)):
            if _is_title(m, trigger, lexicon, zh=zh):
                return (m.start(), m.end(), m.group(1))
        return None
    last = None
    for m in pattern.finditer(text, max(clause.start, trigger.start - 320), trigger.start):
        if _is_title(m, trigger, lexicon, zh=zh):
            last = m
    return (last.start(), last.end(), last.group(1)) if last else None


def _is_title(m: re.Match[str], trigger: Trigger, lexicon: Lexicon, *, zh: bool) -> bool:
    title = m.group(1)
    if zh:
        return lexicon.not_a_document.search(title) is None
    words = title.split()
    if lexicon.title_words.search(title.lower()):
        return len(words) >= 2 or title[:1].isupper()
    governed = 0 <= m.start() - trigger.end <= 6
    return governed and len(words) >= 6 and title[:1].isupper()
