"""The role of a figure: level, before, after, share, flow, change, limit or target.

Decided by the words of its own clause, nearest first; the lists are in ``data/roles.yaml``.
"""

from __future__ import annotations

import re

from policymine.extraction import role_predicates_en as predicates
from policymine.extraction import role_words_en as en
from policymine.extraction.role_rates import (
    LESS_OF_ZH,
    NEARBY,
    RoleDecision,
    blank,
    changed_by,
    comparative,
    compared,
    direction_of,
    last,
    pattern,
    rate_role,
)
from policymine.records import Bound, Direction, Language, Quantity, Role
from policymine.text.figure_rules_zh import is_aim
from policymine.text.scanning import compile_scanning

_RATE_UNITS = frozenset({"percent", "percentage_point", "fold"})
_TIME_UNITS = frozenset(["minute", "hour", "day", "month", "year", "working_day", "week", "year_of_age"])
# Units that count acts: they accumulate over a period.
_ACTS = frozenset("viewer time(s) inspection case batch person_time institution_visit copy event".split())
MONEY = frozenset(["yuan", "usd", "hkd", "eur", "jpy", "gbp"])
_CAPPED = _TIME_UNITS | MONEY  # a bound of these is a limit


_WILL = re.compile(
    r"(?<![现已并均即])将(?=[^，。；]{0,8}?(?:达|有(?=\d|$)|实现|新|建|培|完成|增|提|投|开展|实施|超|全|改|安排|发|组成|派|举办|招))"
)
_SPANS = frozenset(["hour", "minute", "day", "month", "year", "week", "year_of_age"])
# "shrank by 83 %, and online ones by 84 %": the verb before goes for the item after it.
BY = re.compile(r"\bby\s+(?:a\s+)?(?:\w+\s+)?$", re.I)
_TAIL = 110  # characters behind a number in which its verb is looked for
_NEXT = re.compile(r"[.;\n](?!\d)|\d")
_NUMBER = re.compile(r"\d[\d,.]*")
# Prices and rates of pay: a standard, not what was spent.
_PER = compile_scanning(
    r"每(?!年以)|标准|均价|单价|\bper\b|\beach\b|\bevery\b|\ba (?:class|month|day|person)\b|\bstandard\b|\bprice\b",
    re.I,
)
# 不低于85% prescribes, 85%以上 may report.
_AFTER_NUMBER = re.compile(r"以上|以下|以内|之内|左右|起$")
# 保留机构中11家已转设, 剩余2家均完成登记, 其余74个限期整改: those left, of which something else is told.
_OF_THOSE_LEFT = re.compile(
    r"(?:保留|剩余|剩下|余下|留存|其余)的?[^，。；0-9]{0,12}?(?:机构|学校|单位|企业)?(?:当?中|里)，?(?:的?有)?$"
)
_THOSE_LEFT = re.compile(r"(?:剩余|剩下|余下|其余|其他|另外|保留|留存)的?$")
_ON_IT_GOES = re.compile(
    r"[^，。；：、0-9]{0,12}?(?:均|都|已|全部|皆|也|则|由|为|在|将|转|完成|见|限|待|正|未|继续|实行|纳入)"
)
# Words of acts within the names of bodies and services: 培训机构, 课后服务, 督查组.
_NAMED_ACT_ZH = compile_scanning(
    r"培训(?=机构|学校|班|点|基地|中心|市场|行业|企业|类)|(?:校外|学科类|线上|线下)培训(?!了)"
    r"|(?:课后|延时|托管|志愿|公共|政务|养老|家政|助餐|医疗|卫生|上门|便民|社会|法律|金融|物流|就业|育儿|托育|社区|旅游|餐饮|信息|技术|配套|基本)服务(?!了)"
    r"|服务(?=中心|站|点|平台|机构|人员|业|区|驿站|窗口|队|员)|救助(?=站|机构)|(?:检查|巡查|排查|督查)(?=组|站|人员|队|员)|治理(?=中心|体系|能力)"
    r"|(?:播种|收获|造林|绿化|检测|检验|检疫|救治|审批|采购|开发|出口|进口|运输|运送|安置|种植|处理|处置|筛查|接种|销售|加工|配送|投递|回收|评估|认证|招商|供应|仲裁|调解|援助|拆迁|救援|接待|发行|交易|储备|结算|理赔|清算|研制|收购|屠宰|采样|拍卖)"
    r"(?=机构|中心|企业|公司|基地|站|点(?![0-9])|厂|户|区(?!域)|园|院|队|组|员|者|人员|单位|平台|窗口|大厅|门诊|医院|房|市场|主体|大户|面积|能力|总额|总量|量|额|率|规模)"
    r"|建设(?=用地|单位|者|兵团)|生产(?=经营|主体|线|企业|总值|者|基地|力)|安排(?=部署)|实现(?=程度)|完成(?=率)|组织(?=部|者|体系)"
)
# What was added to a stock: its noun (里程, 装机, 余额) is what it was added to.
_ADDED_ZH = re.compile(r"(?:新增|净增|新建|新改建)[^，。；0-9有达]{0,14}(?:里程|装机|余额|存量|保有量)$")
# 占全年计划230亿元的126.7%, 占规划治理任务的88%: how much of an aim was met, and no aim.
_MET_OF_AIM = re.compile(
    r"(?:占|为|达到?|相当于|完成)[^，。；]{0,16}(?:计划|规划|目标|任务|预期|预算|指标)[^，。；]{0,16}的(?:近|约|超|逾)?$"
)
# 加上此前两批的87家: more of the same, not what there was before a change.
_EARLIER_LOTS = re.compile(
    r"(?:加上|连同|加之|包括)[^，。；]{0,4}(?:此前|之前|过去|以前)|(?:此前|之前|过去)的?[一二两三四五六七八九十0-9]{0,3}[批次轮期]?$|(?:此前|之前|过去)的?[一二两三四五六七八九十0-9]{1,3}[批次轮期]"
)
# 到上月底还有9家, 重新审批后剩1家, 如今只剩3所
_STILL_ZH = re.compile(
    r"(?:到|至|截至|目前|如今|现在|眼下)[^，。；0-9]{0,8}(?:还有|还剩|只剩|仅剩|剩|只有|仅有)$|(?:只|仅|还|后|现|今)剩(?:下|余)?$"
)
_IN_ALL_ZH = re.compile(r"，(?:共|共计|合计|为期)$")
# 原有的7843家已压减7215家: by so many, of those that there were.
_ORIGINAL_OF = re.compile(r"原[^，。；0-9]{0,20}[0-9.,]+[万余多]{0,2}[家所个名人][^，。；]{0,20}$")
# 日均服务260人次, 单场最高31万人次: how many at a time.
_EACH_ZH = re.compile(r"(?:日均|月均|年均|人均|户均|生均|校均|平均|[日月]平均)[^，。；0-9增减]{0,14}$")
# 4家线上机构全部注销, 12家被取缔: what became of the things counted.
_UNDERGONE_ZH = re.compile(
    r"(?![^，。；0-9]{0,12}?(?:即将|将|拟|可|未|待|暂不|应|须|计划|准备|允许|能够))[^，。；0-9 \u3000]{0,16}?(?:被|(?:已|均|全部|依法|主动|自行|予以|完成|自愿|先后|陆续){0,3}(?:注销|关停|取缔|停办|查封|立案|转型(?!升级)|转为|吊销|终止办学|退出|建成|竣工|完工|通车|投产|投用|投入使用|办结|销号)(?![率的前后]))"
)
# 占计划的90%, 规划建设了20所, 预期指数: words of aim that announce nothing.
_NO_AIM = re.compile(
    r"计划(?:单列|生育|经济)|规划(?:建筑|用地|区)|争取(?:到|了|中央|上级|省级|国家|各类|专项|债券|政策|资金)|(?:预期|目标|计划|规划|努力|确保|争取)(?:任务)?(?:的|指数|寿命|性指标|收益|群体|生育|[^，。；]{0,12}了)"
)
# 增速为-5.6%, 负增长3.4%, "grew by -3.4%": a change below zero falls, whatever its verb. A dash between two numbers or
# words (2-3%, A-5%) is none.
_MINUS = re.compile(r"(?<![0-9A-Za-z%％.])[ 　]*[-−－﹣]$")
_NEGATIVE = re.compile(r"负增长[^，。；]{0,4}$|\bnegative growth (?:rate )?(?:of |was |is )?(?:about |nearly )?$", re.I)
# 今年计划改造的143个小区已开工139个: of what was aimed at, so much is done.
_AIM_DONE = re.compile(r"[^，。；]{0,16}的[^，。；]{0,20}(?<!尚未)(?:已|现已|目前)")
# 将审批时限由45个工作日压缩到20个: 将 moves the object to the front.
_MOVES = re.compile(r"(?<![现已并均即])将[^，。；]{2,24}(?<!理)(?<!自)(?:由|从)")
_ORIGINAL = compile_scanning(r"(?:^|[，。；、：（(由从将把对全该市县省区共])原$")
_MUST = re.compile(r"(?:确保|力争|必须|务必|应当?|须|(?<![主重])要)[^，。；]{0,12}$")
# "higher than expected", "as planned"
_MEASURED_BY_PLAN = re.compile(r"\b(?:than|as)\s(?:was\s|is\s|were\s|had\sbeen\s)?(?:originally\s)?$")
# 年度投资保持1万亿元以上: the floor describes what there is.
_KEPT_AT = re.compile(r"(?:保持在?|稳定在|维持在|达到?|已达|超过|均为)$")


def assign_role(
    text: str,
    quantity: Quantity,
    clause: tuple[int, int],
    language: Language,
    *,
    future: bool = False,
    over: bool = False,
    past: int | None = None,
) -> RoleDecision:
    """The role of a quantity that is no side of a before → after pair.

    ``clause``: offsets of its clause. ``future``: its period lies after the document's date. ``over``: it stands in a
    review of what was done, where words of aim announce nothing. ``past``: end of the last time before it in its
    sentence, where that time is over.
    """
    lead = text[max(clause[0], quantity.start - 80) : quantity.start]
    behind = max(quantity.end, quantity.unit_end or 0)
    if language is not Language.ZH and (aside := _ASIDE.match(text, behind)) is not None:
        behind = aside.end()  # "9.36 billion yuan (around 1.41 billion U.S. dollars) was recovered"
    tail = text[behind : min(clause[1], max(behind, quantity.end) + 60)]
    far = text[quantity.end : min(clause[1], quantity.end + _TAIL)]
    head = quantity.head or ""
    if language is Language.ZH and quantity.unit in _SPANS and _IN_ALL_ZH.search(lead):
        return RoleDecision(Role.LEVEL, None, "duration")  # 7月8日至8月31日，共55天
    if future and language is not Language.ZH and en.WAS.search(lead):
        future = False  # "at the end of June, the number was 1,211"
    headed = language is not Language.ZH and en.AIM_HEADS.search(text, max(0, clause[0] - NEARBY), clause[0])
    aim = lead if language is Language.ZH else text[max(clause[0], quantity.start - _TAIL) : quantity.start]
    to_come = language is not Language.ZH and predicates.is_to_come(text, quantity.start, behind, clause[1], past)
    met = language is Language.ZH and quantity.unit == "percent" and _MET_OF_AIM.search(lead) is not None
    aimed = not over and not met and aims_at(aim, language, None if past is None else past - quantity.start + len(aim))
    if future or headed or aimed or to_come:
        direction = direction_of(lead, language) if quantity.unit in _RATE_UNITS else None
        return RoleDecision(Role.TARGET, direction, "future_period" if future else "target_word")
    if language is Language.ZH and _is_aim(text, quantity):
        return RoleDecision(Role.TARGET, None, "aim_noun")
    if quantity.unit in _RATE_UNITS:
        if language is Language.ZH and (found := _prescribed_zh(text, quantity)) is not None:
            return found
        minus = _MINUS.search(lead)
        found = rate_role(lead[: minus.start()] if minus else lead, tail, far, head, quantity, language)
        below = minus is not None or _NEGATIVE.search(lead) is not None
        if below and found.role in (Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
            return RoleDecision(found.role, Direction.DECREASE, "below_zero")
        return found
    if language is Language.ZH and _KEPT_AT.search(lead):
        return RoleDecision(Role.LEVEL, None, "kept_at")
    if (
        language is Language.ZH
        and _AFTER_NUMBER.search(text, quantity.core_end, quantity.end)
        and changed_by(lead, language)
    ):
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction_of(lead[-16:], language), "change_verb")  # 减少6000元以上
    if (
        language is not Language.ZH
        and quantity.bound is Bound.AT_LEAST
        and quantity.unit not in _CAPPED
        and en.DID.search(lead)
    ):
        return RoleDecision(Role.LEVEL, None, "default")
    if quantity.bound in (Bound.AT_MOST, Bound.AT_LEAST) and (
        quantity.unit in _CAPPED or pattern(language, "limit").search(text, quantity.start - 2, quantity.end)
    ):
        return RoleDecision(Role.LIMIT, None, "bound_word")
    if quantity.unit == "year_of_age" or (
        language is not Language.ZH and re.search(r"\bage\b", text[quantity.start : quantity.core_start], re.I)
    ):
        return RoleDecision(Role.LIMIT, None, "age")
    if language is Language.ZH and _ORIGINAL_OF.search(lead) and changed_by(lead, language):
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction_of(lead[-16:], language), "change_verb")
    original = last(pattern(language, "original"), lead)
    if language is Language.ZH and original > 0 and lead[original - 1] in "比较" and not lead.endswith("的"):
        original = -1  # 比此前缩短: the state before is only compared with
    if language is Language.ZH and _EARLIER_LOTS.search(lead):
        original = -1
    if original >= 0 and language is not Language.ZH:
        told = _NUMBER.search(lead, original)  # "of the original 1,318, cancelled 1,094"
        if told is not None and pattern(language, "flow").search(lead, told.end()):
            original = -1
    now = last(pattern(language, "now"), lead)
    if now < 0 and language is not Language.ZH:
        now = _present(text, clause, lead)
        changed = en.CHANGED_TO.search(en.NAMED_CHANGE.sub(blank, lead)) if " to " in lead[-24:] else None
        if changed is not None:
            return RoleDecision(Role.AFTER, direction_of(changed.group(), language), "change_to")
    if (original >= 0 and original > now) or (language is Language.ZH and _ORIGINAL.search(lead)):
        return RoleDecision(Role.BEFORE, None, "original_word")
    if language is Language.ZH and (
        _OF_THOSE_LEFT.search(lead) or (_THOSE_LEFT.search(lead) and _ON_IT_GOES.match(tail))
    ):
        return RoleDecision(Role.LEVEL, None, "those_left")
    if language is Language.ZH and _STILL_ZH.search(lead):
        return RoleDecision(Role.AFTER, None, "now_word")
    if now >= 0 and len(lead) - now < 24:
        return RoleDecision(Role.AFTER, direction_of(lead[now:], language), "now_word")
    if pattern(language, "original").search(tail[:12] if language is Language.ZH else tail[:24]) or pattern(
        language, "original"
    ).search(head):
        return RoleDecision(Role.BEFORE, None, "original_word")
    if language is not Language.ZH and (en.BEFORE_THE_POLICY.match(far) or en.WHEN_ISSUED.match(far)):
        return RoleDecision(Role.BEFORE, None, "before_the_policy")
    if language is not Language.ZH and quantity.unit in en.STOCKED:
        onward = text[quantity.end : min(len(text), quantity.end + _TAIL)]
        if (en.PART_OF.search(lead) and en.GONE_SINCE.match(onward)) or en.GONE_OF_THEM.match(onward):
            return RoleDecision(Role.BEFORE, None, "whole_of_the_gone")
    if language is not Language.ZH and en.FROM_TO_NOW.search(f"{lead}#{tail}"):
        return RoleDecision(Role.BEFORE, None, "from_to_the_present")
    if language is not Language.ZH and re.match(
        r"\s*(?:\S+\s*){0,2}?(?:left\b|remain|retained\b|preserved\b|surviv|now\b(?=\s*[,.;]))", tail
    ):
        return RoleDecision(Role.AFTER, None, "now_word")
    if changed_by(lead, language):
        verb = predicates.changed_by(lead) if language is not Language.ZH else ""
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction_of(verb or lead[-16:], language), "change_verb")
    if compared(tail, language):
        direction = direction_of(tail[:24], language) if language is Language.ZH else comparative(tail, language)
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction, "comparison_after")
    if language is not Language.ZH and (alone := en.SHORTER.match(tail)) is not None:
        down = alone.group("word").lower() in ("shorter", "fewer", "less", "lower", "cheaper", "smaller")
        return RoleDecision(
            Role.CHANGE_ABSOLUTE, Direction.DECREASE if down else Direction.INCREASE, "comparison_after"
        )
    if language is not Language.ZH and quantity.unit == "team" and en.SENT.search(lead):
        return RoleDecision(Role.LEVEL, None, "teams_sent")
    if language is not Language.ZH and quantity.unit == "person" and en.CHARGED.search(tail):
        return RoleDecision(Role.LEVEL, None, "charged")
    acts = _NAMED_ACT_ZH.sub(blank, lead) if language is Language.ZH else lead
    if language is Language.ZH and acts.endswith("的"):
        acts = ""  # 已注销、转型的312家机构: of what kind they are
    flow = last(pattern(language, "flow"), acts)
    stock = last(pattern(language, "stock"), lead)
    if language is Language.ZH and 0 <= flow < stock and _ADDED_ZH.search(lead):
        stock = -1  # 新增高速公路里程70公里
    each = _PER.search(lead) is not None or _PER.match(tail.lstrip()) is not None
    if language is Language.ZH:
        if quantity.unit in _TIME_UNITS and quantity.unit != "year_of_age":
            return RoleDecision(Role.LEVEL, None, "duration")  # 公布24小时举报电话
        each = each or _EACH_ZH.search(lead) is not None
    if language is not Language.ZH and (
        quantity.unit in _SPANS  # "launched a 45 -day action"
        or (quantity.unit in en.DIVISIONS and en.WHERE.search(lead))  # "accounts were opened in 36 cities"
        or (en.HOLDS.search(lead) and quantity.unit not in _ACTS)
        or (en.SIZE_OF.search(lead) and quantity.unit not in MONEY)
        or (quantity.unit in en.PLACES and en.INSIDE.search(lead))
        or (quantity.unit in en.BODIES and (en.FOUNDED.search(lead) or en.WITH.search(lead)))
        or (quantity.unit in en.PARTNERS and en.WITH.search(lead))
        or (quantity.unit in MONEY and en.FUND_OF.search(lead))
    ):
        return RoleDecision(Role.LEVEL, None, "default")
    if language is not Language.ZH and (
        ("into" in tail and en.PUT.search(lead) and en.INTO_USE.match(tail))
        or (stock < 0 and " found" in tail and en.FOUND.match(tail))
    ):
        return RoleDecision(Role.FLOW_COUNT, None, "flow_verb")
    if language is not Language.ZH and en.THE_KNOWN.search(lead) and text[quantity.core_start].isalpha():
        return RoleDecision(Role.LEVEL, None, "default")  # "solve the three problems"
    if flow >= 0 and flow >= stock and not each:
        return RoleDecision(Role.FLOW_COUNT, None, "flow_verb")
    if (
        stock < 0
        and not each
        and not (language is not Language.ZH and en.CONTAINS.search(lead))
        and _undergone(tail if language is Language.ZH else _through_list(text, quantity), language)
    ):
        return RoleDecision(Role.FLOW_COUNT, None, "flow_verb_after")
    if stock < 0 and not each and quantity.unit in _ACTS:
        return RoleDecision(Role.FLOW_COUNT, None, "accumulates")
    return RoleDecision(Role.LEVEL, None, "default")


def _is_aim(text: str, quantity: Quantity) -> bool:
    """超额完成40所的年度目标任务, 低于5.5%的预期目标: the number is what was aimed at."""
    end = max(quantity.end, quantity.unit_end or 0)
    classifier = text[quantity.unit_start : quantity.unit_end] if quantity.unit_start is not None else ""
    return is_aim(text, quantity.start, end, classifier, share=quantity.unit == "percent")


def _prescribed_zh(text: str, quantity: Quantity) -> RoleDecision | None:
    """A cap or a floor that leads a rate, also across what it is a share of (不得低于补助总额的80%)."""
    if quantity.bound not in (Bound.AT_MOST, Bound.AT_LEAST) or _AFTER_NUMBER.search(
        text, quantity.core_end, quantity.end
    ):
        return None
    return RoleDecision(Role.LIMIT, None, "bound_word")


def _present(text: str, clause: tuple[int, int], lead: str) -> int:
    """Offset in ``lead`` of "now", "currently" or "reached" where the clause tells of a change; else -1."""
    at = last(pattern(Language.EN, "present"), lead)
    if at < 0:
        return -1
    words = en.NAMED_CHANGE.sub(blank, text[clause[0] : clause[1]])
    told = any(pattern(Language.EN, name).search(words) for name in ("decrease", "left_only"))
    return at if told else -1


def told_done(words: str) -> bool:
    """Whether a clause of a plan tells what there is already: 现有, 已建成, 目前."""
    return re.search(r"已|目前|现有|去年|上年|截至|最低标准", words) is not None


def aims_at(lead: str, language: Language, past: int | None = None) -> bool:
    """Whether the words before announce or plan the figure. 占计划的90% measures against a plan; it is no plan.

    ``past``: where in ``lead`` a time that is over ends, under which "will" announces nothing.
    """
    last = list(pattern(language, "target").finditer(lead))[-1:]
    if language is not Language.ZH and last:
        word = last[0]
        if _MEASURED_BY_PLAN.search(lead, 0, word.start()):
            return False
        return not predicates.told_past(lead, None if past is None else max(past, 0), word.end(), word.group())
    if last and language is Language.ZH and _AIM_DONE.match(lead, last[0].end()):
        return False
    if last and language is Language.ZH and (cut := LESS_OF_ZH.search(lead)) and cut.start() < last[0].start():
        return False  # 核减招生计划260人
    if last and not (language is Language.ZH and _NO_AIM.match(lead, last[0].start())):
        return True
    if last and language is Language.ZH and _MUST.search(lead, 0, last[0].start()):
        return True  # 确保完成目标任务的80%
    return language is Language.ZH and _WILL.search(lead) is not None and _MOVES.search(lead) is None


def _undergone(tail: str, language: Language) -> bool:
    """Whether the things counted had it done to them (were canceled, 被取缔): what they do themselves
    (45 schools carry out …) makes them a stock.
    """
    if language is Language.ZH:
        return _UNDERGONE_ZH.match(tail) is not None
    found = en.PASSIVE.match(tail)
    if found is not None and pattern(language, "flow").search(tail, found.end() - 1) is not None:
        return True
    bare = en.REDUCED.match(tail)  # "3,568 dens busted, and 10,279 suspects arrested"
    return bare is not None and pattern(language, "flow").fullmatch(bare.group("verb")) is not None


_ASIDE = re.compile(r"\s\((?:[A-Za-z ]{0,24})[$¥]?\s?\d[^()\n]{0,40}\)")


def _through_list(text: str, quantity: Quantity) -> str:
    """What follows the number up to the next one or the end of the sentence: "65,000 vendors, canteens and restaurants
    were inspected".
    """
    begin = max(quantity.end, quantity.unit_end or 0)
    aside = _ASIDE.match(text, begin)
    begin = aside.end() if aside is not None else begin
    stop = _NEXT.search(text, begin, begin + _TAIL)
    if stop is None:
        return text[begin : begin + _TAIL]
    return text[begin : stop.start()] + ("#" if text[stop.start()].isdigit() else "")  # 16 offices dispatched 520
