"""The role of a figure: level, before, after, share, flow, change, limit or target.

Decided by the words of its own clause, nearest first; the lists are in ``data/roles.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policymine.data import load_yaml
from policymine.records import Bound, Direction, Language, Quantity, Role
from policymine.text.scanning import compile_scanning

_RATE_UNITS = frozenset({"percent", "percentage_point", "fold"})
_TIME_UNITS = frozenset(["minute", "hour", "day", "month", "year", "working_day", "week", "year_of_age"])
# Units that count acts: they accumulate over a period.
_ACTS = frozenset("viewer time(s) inspection case batch person_time institution_visit copy event".split())
_MONEY = frozenset(["yuan", "usd", "hkd", "eur", "jpy", "gbp"])
_CAPPED = _TIME_UNITS | _MONEY  # a bound of these is a limit


# "reduced from more than 5,000 to the present": the after was lost in translation.
_FROM_TO_NOW = re.compile(r"\bfrom\s+(?:\w+\s){0,3}#\s*(?:\w+\s){0,3}to\s+(?:the\s+)?(?:present|now|current)", re.I)


_WILL = re.compile(
    r"(?<![现已并均即])将(?=[^，。；]{0,8}?(?:达|实现|新|建|培|完成|增|提|投|开展|实施|超|全|改|安排|发|组成|派|举办|招))"
)
_THAN = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:more|less|fewer|higher|lower)\s+than\s+"
    r"(?:last|before|in\s+(?:the\s+)?(?:same|previous|\d{4})|the\s+(?:same|previous|average|national|original|prov)|that|those|a\s+year)",
    re.I,
)
# "798 fewer than in July 2021", "12 more than at the end of June"
_THAN_THEN = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:more|less|fewer|higher|lower|shorter|longer)\s+than\s+(?:in|on|at|during|by|for|before|when|previously|earlier)\b",
    re.I,
)
# What a thing has or holds: "the APP launched last year has 205,000 registered parents".
_HOLDS = compile_scanning(
    r"\b(?:has|have|had|there\s+(?:are|is|were|was)|contains?|owns?|possess(?:es)?)\s+(?:now\s+|currently\s+)?(?:a\s+total\s+of\s+)?$",
    re.I,
)
# "set up a team of 28 people", "the joint meeting of 17 departments": how large it is; not "a total of", "a batch of".
_SIZE_OF = re.compile(
    r"\b(?:team|class|meeting|committee|system|mechanism|fund|force|squad|pool|library|database|network|staff|league|alliance|panel|fleet|corps|brigade|"
    r"commission|group|union|council|standards?|army|crew|list|catalogue?)\s+(?:of|composed\s+of|consisting\s+of|made\s+up\s+of|comprising)\s+(?:the\s+)?$",
    re.I,
)
_WHERE = re.compile(r"\b(?:in|to|across|throughout|within|from|among)\s+(?:all\s+|the\s+|a\s+total\s+of\s+)?$", re.I)
_INSIDE = re.compile(r"\b(?:in|across|throughout|within)\s+(?:all\s+|the\s+|a\s+total\s+of\s+)?$", re.I)
_PLACES = frozenset(["school", "community", "enterprise", "institution"])  # "a class opened in 12 schools"
# "set up 117 law enforcement teams", "a joint meeting of 17 departments was formed": bodies that there are since.
_FOUNDED = re.compile(
    r"\b(?:set\s+up|sets\s+up|established|formed|equipped|appointed)\b(?:(?!\b(?:and|dispatched|sent)\b)[^,.;0-9]){0,60}$",
    re.I,
)
_BODIES = frozenset(["team", "department", "person"])
# "teams with 1,340 people": how large they are.
_STOCKED = frozenset(["institution", "enterprise", "school", "other:site", "other:class", "other:point"])
_WITH = re.compile(r"\bwith\s+(?:a\s+total\s+of\s+|about\s+|nearly\s+|over\s+)?$", re.I)
_FUND_OF = re.compile(
    r"\b(?:set\s+up|established|formed)\b[^,.;0-9]{0,40}\b(?:funds?|reserves?|pool|deposit|margin)\s+of\s+(?:[\d.,]+\s+(?:\w+\s+){1,2}and\s+)?$",
    re.I,
)
_DIVISIONS = frozenset(
    [
        "province",
        "city",
        "county",
        "village",
        "country",
        "other:region",
        "other:district",
        "other:town",
        "other:township",
        "other:area",
        "other:place",
    ]
)
_SPANS = frozenset(["hour", "minute", "day", "month", "year", "week", "year_of_age"])
# "3,219 institutions before the "double reduction"", "the 5,336 before the policy".
_BEFORE_THE_POLICY = re.compile(
    r"(?:(?!\bthan\b|\bcompared\b)[^,.;:\n]){0,80}?\bbefore\s+(?:the\s+)?[\"“' ]{0,2}\s*(?:(?:implementation|introduction|launch|release|promulgation|start|rollout)\s+of\s+)?(?:the\s+)?[\"“']?\s*(?:double|dual|reduction|policy|rectification|governance|reform)",
    re.I,
)
# "3,418 of the 3,672 institutions had been canceled", "188 out of 231 have been closed": how many there were.
_PART_OF = re.compile(
    r"\d\s+(?:\w+\s+){0,2}?(?:of|out\s+of)\s+(?:all\s+)?(?:the\s+)?(?:original\s+|existing\s+|total\s+)?$", re.I
)
_GONE = r"(?:cancell?ed|closed|deregistered|transferred|transformed|converted|reduced|compressed|withdrawn|shut|banned|revoked|eliminated|merged|written\s+off)"
_GONE_SINCE = re.compile(
    rf"(?:(?!\b(?:which|whom|and)\b)[^.;:\d]){{0,90}}?\b(?:have|has|had|were|was|been)\s+(?:\w+\s+){{0,2}}?{_GONE}\b",
    re.I,
)
# "59 institutions have been canceled 41, transferred 13": the object that machine translation left in front.
_GONE_OF_THEM = re.compile(
    rf"(?:[^,.;:\d]){{0,70}}?\b(?:have|has|had|were|was)\s+(?:been\s+)?{_GONE}\s+\d[\d,]*(?![\d%.]|\s*(?:%|per))", re.I
)
_WHEN_ISSUED = re.compile(
    r"[^,.;:\d]{0,60}?\b(?:when|at\s+the\s+time)\s+(?:the\s+)?[\"“]?\s*(?:policy|double|dual|opinions?|document|reform)\b[^,.;:\d]{0,50}?\b(?:issued|introduced|launched|released|landed|began|started|implemented)",
    re.I,
)
# A threshold: "if the index is 10% lower than", "when the balance is below 20%".
_IF = re.compile(r"\b(?:if|when|once|whenever|unless)\b[^,.;:]{0,70}$", re.I)
_MAY_CHANGE = re.compile(r"\bfloat\w*|\b(?:shall|must|should|may|cannot|can|not\s+allowed)\b", re.I)
# "completed the task of 100 % reduction": how much of a task is done.
_TASK = re.compile(r"\b(?:complet\w+|achiev\w+|fulfil\w*|tasks?)\b[^,.;]{0,50}$", re.I)
# "other provinces chose at least one prefecture": a floor that tells what was done.
_DID = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )\b(?:[a-z]{3,}ed|chose|held|had|has|have|built|sent|took|made)\s*$", re.I
)
# "the pressure decrease rate of discipline institutions reached", 压减学科类机构的比例为
_RATE_OF = re.compile(
    r"\b(?:decrease|reduction|compression|pressure|decline)\s+(?:rate|ratio)\s+of\s+[^,.;:0-9]{1,70}$"
    r"|(?:压减|压缩|减少|下降|压降)[^，。；：0-9]{0,20}(?:比例|幅度)[^，。；：0-9]{0,4}$",
    re.I,
)
# Names and phrasal verbs in which a word of change tells of none: "making up 91 %", "the double reduction", "up to 90 %".
_NAMED_CHANGE = re.compile(
    r"\b(?:mak(?:e|es|ing)|made|tak(?:e|es|ing)|took|taken|set(?:s|ting)?|buil[dt]|building|pick\w*|open\w*|speed\w*|step\w*|follow\w*|clean\w*|start\w*|sign\w*|"
    r"back\w*|end\w*|catch\w*|clear\w*|crack\w*|shut\w*|clos\w+|brea\w+|broke\w*|slow\w*|handed|pass\w*|sent|trickl\w*)\s+(?:up|down)\b"
    r"|\bup\s+to\b(?!\s+now)|\bup\s+until\b|[\"“'‘]?\b(?:double|dual|two|twin)\s*-?\s*(?:reduc|decreas|minus)\w*[\"”'’]?"
    r"|\b(?:poverty|disaster|emission|carbon|waste|noise|burden)\s*-?\s*reduction\b(?!\s+(?:rate|ratio))|\breduction\s+of\s+(?:the\s+)?burden\b",
    re.I,
)
_MADE_UP = re.compile(r"\b(?:mak(?:e|es|ing)|made|tak(?:e|es|ing)|took|taken)\s+up\s+(?:for\s+)?(?:\w+\s+){0,2}$", re.I)
# "shrank by 83 %, and online ones by 84 %": the verb before goes for the item after it.
BY = re.compile(r"\bby\s+(?:a\s+)?(?:\w+\s+)?$", re.I)
# "At least 20 % of the class hours have been remodelled": a floor of what was done is what was counted.
_DONE_OF = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){1,12}?(?:have|has|had|was|were|are|is)\s+(?!to\b|not\b|required\b)", re.I
)
_TAIL = 110  # characters behind a number in which its verb is looked for
# 85% fewer than the 412 before, 93.8% down from 661: whatever the change is measured against.
_THAN_ANY = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?P<word>more|less|fewer|higher|lower)\s+than\s+|\W*(?P<from>up|down|lower|higher)\s+from\s+"
    r"|\s+(?P<bare>less|fewer)\b",
    re.I,
)
# "decreased by 429 to 271", "was pressed from … down to only 21": what it came to.
_CHANGED_TO = re.compile(
    r"\b(?:increas|decreas|reduc|drop|fell|fall|rose|ris|grew|grow|declin|shr[aiu]nk|cut|compress|expand|rais|lower|slash|trimm|downsiz|press|climb|jump|"
    r"shorten|extend|clear)[a-z]*\b(?:(?!\b(?:and|which|who|that|for)\b)[^.;:]){0,70}\b(?<!up )(?<!according )(?<!due )to\s+"
    r"(?:(?:only|just|about|nearly|around|the\s+(?:current|present|existing))\s+){0,2}$",
    re.I,
)
# N% of the institutions have been compressed; 超八成机构被压减: the share that a stock shrank by.
_SHRUNK_EN = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){1,14}?(?:have|has|had|was|were|are|is)\s+(?:\w+\s+){0,2}?"
    r"(?:reduced|compressed|cut|closed|cancell?ed|deregistered|eliminated|withdrawn|shut|cleared|downsized)\b"
    r"|\s*of\s+(?:[\w'“”\"-]+\s+){0,8}?institutions\s+(?:reduced|compressed|cut|closed|cancell?ed|deregistered|withdrawn|withdrew|gone)\b",
    re.I,
)
# Of institutions that "have been reduced", the share is the rate of the reduction.
_COMPRESSED_EN = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){0,14}?(?:institutions|institution|agencies|companies|firms|cent(?:er|re)s|organi[sz]ations|outlets)\s+(?:\w+\s+){0,6}?"
    r"(?:(?:have|has|had|was|were|are|is)\s+(?:\w+\s+){0,2}?)?(?:reduced|compressed|cut|downsized|decreased|slashed|trimmed)\b(?!\s+(?:their|the|its|prices?|fees?))",
    re.I,
)
_SHRUNK_ZH = re.compile(
    r"的?[^，。；、]{0,20}?(?:(?:被|已|完成|得到|实现)[^，。；]{0,4}?)?(?:压减|压缩|注销|退出|关停|清退|取缔|停办)(?!率|任务|工作|的|了?[0-9])"
)
# (Possessive: a word is never tried in parts, which took time exponential in the words.)
_PASSIVE = re.compile(r"(?:\W*+\w++){0,7}?\W+(?:was|were|been|be|being)\b", re.I)
_REDUCED = re.compile(r"(?:[^\S\n]+[\w'-]+){0,5}?[^\S\n]+(?P<verb>[a-z]+ed)\s*(?:[,.;]|$|and\b)")
_NEXT = re.compile(r"[.;\n](?!\d)|\d")
# Rates in per cent that are no share of a whole.
_NO_SHARE = re.compile(
    r"\b(?:interest|tax|exchange|inflation|lending|deposit|mortgage|loan prime|discount)\s+rates?\b|\b(?:annualized|annualised|yields?|coupon|"
    r"benchmarks?|rate of return)\b[^,.;]{0,30}$",
    re.I,
)
_LIMITING = frozenset([Bound.AT_MOST, Bound.AT_LEAST, Bound.LESS_THAN, Bound.MORE_THAN])
_CHARGED = re.compile(r"\b(?:identified|assigned|appointed|registered)\b", re.I)  # people who are there since
_WAS = re.compile(
    r"(?<!will have )(?<!to be )\b(?:was|were|had)\s+(?:\w+\s+)?$"
    r"|(?<!be )(?<!is )(?<!are )(?<!being )\b(?:dropped|fell|rose|grew|reached|decreased|increased|reduced|exceeded|declined)\s+(?:(?:by|to|from)\s+)?(?:\w+\s+)?$"
)
_WHOLE = 100
_NEARBY = 60  # characters
# Prices and rates of pay: a standard, not what was spent.
_PER = compile_scanning(
    r"每(?!年以)|标准|均价|单价|\bper\b|\beach\b|\bevery\b|\ba (?:class|month|day|person)\b|\bstandard\b|\bprice\b",
    re.I,
)
# 占全国近一半, 贡献率超五成, whatever grew before.
_SHARE_ZH = re.compile(
    r"(?:(?<!挤)(?<!侵)占(?:(?!提高|提升|扩大)[^，。；、增减升降]){0,10}|贡献率?)(?:已?[达为占超]|达到|突破|超过|约为)?$"
)
# 失业率, 费率, 按罚款金额的1%给予奖励: rates that are no share of a whole.
_NO_SHARE_ZH = re.compile(
    r"(?:失业率|利率|费率|税率|汇率|收益率|贴现率|准备金率|补贴率|贴息率|赡养比|抚养比|市盈率)[^，。；、%％0-9]{0,10}$"
)
_PAID_AT_ZH = re.compile(r"按[^，。；]{0,20}$")
_PAID_ZH = re.compile(
    r"(?:的?(?:比例|标准))?(?:给予|予以)?(?:贴息|奖励|补助|补贴|奖补|计提|提取|返还|缴纳|征收|减征|缴存)"
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
_NAMED_ACT_ZH = re.compile(
    r"培训(?=机构|学校|班|点|基地|中心|市场|行业|企业|类)|(?:校外|学科类|线上|线下)培训(?!了)"
    r"|(?:课后|延时|托管|志愿|公共|政务|养老|家政|助餐|医疗|卫生|上门|便民|社会|法律|金融|物流|就业|育儿|托育|社区|旅游|餐饮|信息|技术|配套|基本)服务(?!了)"
    r"|服务(?=中心|站|点|平台|机构|人员|业|区|驿站|窗口|队|员)|救助(?=站|机构)|(?:检查|巡查|排查|督查)(?=组|站|人员|队|员)|治理(?=中心|体系|能力)"
    r"|建设(?=用地|单位|者|兵团)|生产(?=线|企业|总值|者|基地|力)|安排(?=部署)|实现(?=程度)|完成(?=率)|组织(?=部|者|体系)"
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
    r"[^，。；0-9 \u3000]{0,16}?(?:被|(?:已|均|全部|依法|主动|自行|予以|完成|自愿|先后|陆续){0,3}(?:注销|关停|取缔|停办|查封|立案|转型(?!升级)|转为|吊销|终止办学|退出)(?![率的前后]))"
)
# 压减任务完成率100%, 压减任务已完成103%: a share of the task, whatever was reduced.
_FULFILLED_ZH = re.compile(r"完成率[^，。；减增降升]{0,6}$|任务[^，。；]{0,8}完成(?:了|率)?(?:已?[达为])?(?:到)?$")
# 占计划的90%, 规划建设了20所, 预期指数: words of aim that announce nothing.
_NO_AIM = re.compile(
    r"(?:预期|目标|计划|规划|努力|确保|争取)(?:任务)?(?:的|指数|寿命|性指标|收益|群体|生育|[^，。；]{0,12}了)"
)
# 增速为-5.6%, 负增长3.4%, "grew by -3.4%": a change below zero falls, whatever its verb. A dash between two numbers or
# words (2-3%, A-5%) is none.
_MINUS = re.compile(r"(?<![0-9A-Za-z%％.])[ 　]*[-−－﹣]$")
_NEGATIVE = re.compile(r"负增长[^，。；]{0,4}$|\bnegative growth (?:rate )?(?:of |was |is )?(?:about |nearly )?$", re.I)
_ORIGINAL = compile_scanning(r"(?:^|[，。；、：（(由从将把对全该市县省区共])原$")
_MUST = re.compile(r"(?:确保|力争|必须|务必|应当?|须|(?<![主重])要)[^，。；]{0,12}$")
# 年度投资保持1万亿元以上: the floor describes what there is.
_KEPT_AT = re.compile(r"(?:保持在?|稳定在|维持在|达到?|已达|超过|均为)$")


@dataclass(frozen=True, slots=True)
class RoleDecision:
    role: Role
    direction: Direction | None
    rule: str


@cache
def _pattern(language: Language, name: str) -> re.Pattern[str]:
    words = sorted(load_yaml("roles.yaml")[language.value][name], key=len, reverse=True)
    body = "|".join(re.escape(w) for w in words)
    if language is Language.ZH and name in ("increase", "decrease"):
        # One character is a verb right before its number only: 高校, 降解, 多数 tell of no change.
        body = "|".join(w if len(w) > 1 else rf"{w}(?=[了出到至为近约超逾]{{0,2}}$|[幅价速率])" for w in words)
    if language is Language.ZH:
        return re.compile(body)
    return compile_scanning(rf"\b(?:{body})\b", re.IGNORECASE)


def assign_role(
    text: str,
    quantity: Quantity,
    clause: tuple[int, int],
    language: Language,
    *,
    future: bool = False,
    over: bool = False,
) -> RoleDecision:
    """The role of a quantity that is no side of a before → after pair.

    ``clause``: offsets of its clause. ``future``: its period lies after the document's date. ``over``: it stands in a
    review of what was done, where words of aim announce nothing.
    """
    lead = text[max(clause[0], quantity.start - 80) : quantity.start]
    tail = text[max(quantity.end, quantity.unit_end or 0) : min(clause[1], quantity.end + 60)]
    far = text[quantity.end : min(clause[1], quantity.end + _TAIL)]
    head = quantity.head or ""
    if language is Language.ZH and quantity.unit in _SPANS and _IN_ALL_ZH.search(lead):
        return RoleDecision(Role.LEVEL, None, "duration")  # 7月8日至8月31日，共55天
    if future and language is not Language.ZH and _WAS.search(lead):
        future = False  # "at the end of June, the number was 1,211"
    if future or (not over and aims_at(lead, language)):
        direction = _direction(lead, language) if quantity.unit in _RATE_UNITS else None
        return RoleDecision(Role.TARGET, direction, "future_period" if future else "target_word")
    if quantity.unit in _RATE_UNITS:
        if language is Language.ZH and (found := _prescribed_zh(text, quantity)) is not None:
            return found
        minus = _MINUS.search(lead)
        found = _rate_role(lead[: minus.start()] if minus else lead, tail, far, head, quantity, language)
        below = minus is not None or _NEGATIVE.search(lead) is not None
        if below and found.role in (Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
            return RoleDecision(found.role, Direction.DECREASE, "below_zero")
        return found
    if language is Language.ZH and _KEPT_AT.search(lead):
        return RoleDecision(Role.LEVEL, None, "kept_at")
    if (
        language is Language.ZH
        and _AFTER_NUMBER.search(text, quantity.core_end, quantity.end)
        and _changed_by(lead, language)
    ):
        return RoleDecision(Role.CHANGE_ABSOLUTE, _direction(lead[-16:], language), "change_verb")  # 减少6000元以上
    if (
        language is not Language.ZH
        and quantity.bound is Bound.AT_LEAST
        and quantity.unit not in _CAPPED
        and _DID.search(lead)
    ):
        return RoleDecision(Role.LEVEL, None, "default")
    if quantity.bound in (Bound.AT_MOST, Bound.AT_LEAST) and (
        quantity.unit in _CAPPED or _pattern(language, "limit").search(text, quantity.start - 2, quantity.end)
    ):
        return RoleDecision(Role.LIMIT, None, "bound_word")
    if quantity.unit == "year_of_age" or (
        language is not Language.ZH and re.search(r"\bage\b", text[quantity.start : quantity.core_start], re.I)
    ):
        return RoleDecision(Role.LIMIT, None, "age")
    if language is Language.ZH and _ORIGINAL_OF.search(lead) and _changed_by(lead, language):
        return RoleDecision(Role.CHANGE_ABSOLUTE, _direction(lead[-16:], language), "change_verb")
    original = _last(_pattern(language, "original"), lead)
    if language is Language.ZH and original > 0 and lead[original - 1] in "比较" and not lead.endswith("的"):
        original = -1  # 比此前缩短: the state before is only compared with
    if language is Language.ZH and _EARLIER_LOTS.search(lead):
        original = -1
    now = _last(_pattern(language, "now"), lead)
    if now < 0 and language is not Language.ZH:
        now = _present(text, clause, lead)
        changed = _CHANGED_TO.search(_NAMED_CHANGE.sub(_blank, lead))
        if changed is not None:
            return RoleDecision(Role.AFTER, _direction(changed.group(), language), "change_to")
    if (original >= 0 and original > now) or (language is Language.ZH and _ORIGINAL.search(lead)):
        return RoleDecision(Role.BEFORE, None, "original_word")
    if language is Language.ZH and (
        _OF_THOSE_LEFT.search(lead) or (_THOSE_LEFT.search(lead) and _ON_IT_GOES.match(tail))
    ):
        return RoleDecision(Role.LEVEL, None, "those_left")
    if language is Language.ZH and _STILL_ZH.search(lead):
        return RoleDecision(Role.AFTER, None, "now_word")
    if now >= 0 and len(lead) - now < 24:
        return RoleDecision(Role.AFTER, _direction(lead[now:], language), "now_word")
    if _pattern(language, "original").search(tail[:12] if language is Language.ZH else tail[:24]) or _pattern(
        language, "original"
    ).search(head):
        return RoleDecision(Role.BEFORE, None, "original_word")
    if language is not Language.ZH and (_BEFORE_THE_POLICY.match(far) or _WHEN_ISSUED.match(far)):
        return RoleDecision(Role.BEFORE, None, "before_the_policy")
    if language is not Language.ZH and quantity.unit in _STOCKED:
        onward = text[quantity.end : min(len(text), quantity.end + _TAIL)]
        if (_PART_OF.search(lead) and _GONE_SINCE.match(onward)) or _GONE_OF_THEM.match(onward):
            return RoleDecision(Role.BEFORE, None, "whole_of_the_gone")
    if language is not Language.ZH and _FROM_TO_NOW.search(f"{lead}#{tail}"):
        return RoleDecision(Role.BEFORE, None, "from_to_the_present")
    if language is not Language.ZH and re.match(
        r"\s*(?:\S+\s*){0,2}?(?:left\b|remain|retained\b|preserved\b|surviv|now\b(?=\s*[,.;]))", tail
    ):
        return RoleDecision(Role.AFTER, None, "now_word")
    if _changed_by(lead, language):
        return RoleDecision(Role.CHANGE_ABSOLUTE, _direction(lead[-16:], language), "change_verb")
    if _compared(tail, language):
        direction = _direction(tail[:24], language) if language is Language.ZH else _comparative(tail, language)
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction, "comparison_after")
    if language is not Language.ZH and quantity.unit == "person" and _CHARGED.search(tail):
        return RoleDecision(Role.LEVEL, None, "charged")
    acts = _NAMED_ACT_ZH.sub(_blank, lead) if language is Language.ZH else lead
    if language is Language.ZH and acts.endswith("的"):
        acts = ""  # 已注销、转型的312家机构: of what kind they are
    flow = _last(_pattern(language, "flow"), acts)
    stock = _last(_pattern(language, "stock"), lead)
    each = _PER.search(lead) is not None or _PER.match(tail.lstrip()) is not None
    if language is Language.ZH:
        if quantity.unit in _TIME_UNITS and quantity.unit != "year_of_age":
            return RoleDecision(Role.LEVEL, None, "duration")  # 公布24小时举报电话
        each = each or _EACH_ZH.search(lead) is not None
    if language is not Language.ZH and (
        quantity.unit in _SPANS  # "launched a 45 -day action"
        or (quantity.unit in _DIVISIONS and _WHERE.search(lead))  # "accounts were opened in 36 cities"
        or (_HOLDS.search(lead) and quantity.unit not in _ACTS)
        or (_SIZE_OF.search(lead) and quantity.unit not in _MONEY)
        or (quantity.unit in _PLACES and _INSIDE.search(lead))
        or (quantity.unit in _BODIES and (_FOUNDED.search(lead) or _WITH.search(lead)))
        or (quantity.unit in _MONEY and _FUND_OF.search(lead))
    ):
        return RoleDecision(Role.LEVEL, None, "default")
    if flow >= 0 and flow >= stock and not each:
        return RoleDecision(Role.FLOW_COUNT, None, "flow_verb")
    if (
        stock < 0
        and not each
        and _undergone(tail if language is Language.ZH else _through_list(text, quantity), language)
    ):
        return RoleDecision(Role.FLOW_COUNT, None, "flow_verb_after")
    if stock < 0 and not each and quantity.unit in _ACTS:
        return RoleDecision(Role.FLOW_COUNT, None, "accumulates")
    return RoleDecision(Role.LEVEL, None, "default")


def _prescribed_zh(text: str, quantity: Quantity) -> RoleDecision | None:
    """A cap or a floor that leads a rate, also across what it is a share of (不得低于补助总额的80%)."""
    if quantity.bound not in (Bound.AT_MOST, Bound.AT_LEAST) or _AFTER_NUMBER.search(
        text, quantity.core_end, quantity.end
    ):
        return None
    return RoleDecision(Role.LIMIT, None, "bound_word")


def _present(text: str, clause: tuple[int, int], lead: str) -> int:
    """Offset in ``lead`` of "now", "currently" or "reached" where the clause tells of a change; else -1."""
    at = _last(_pattern(Language.EN, "present"), lead)
    if at < 0:
        return -1
    words = _NAMED_CHANGE.sub(_blank, text[clause[0] : clause[1]])
    told = any(_pattern(Language.EN, name).search(words) for name in ("decrease", "left_only"))
    return at if told else -1


def told_done(words: str) -> bool:
    """Whether a clause of a plan tells what there is already: 现有, 已建成, 目前."""
    return re.search(r"已|目前|现有|去年|上年|截至|最低标准", words) is not None


def aims_at(lead: str, language: Language) -> bool:
    """Whether the words before announce or plan the figure. 占计划的90% measures against a plan; it is no plan."""
    last = list(_pattern(language, "target").finditer(lead))[-1:]
    if last and not (language is Language.ZH and _NO_AIM.match(lead, last[0].start())):
        return True
    if last and language is Language.ZH and _MUST.search(lead, 0, last[0].start()):
        return True  # 确保完成目标任务的80%
    return language is Language.ZH and _WILL.search(lead) is not None


def _undergone(tail: str, language: Language) -> bool:
    """Whether the things counted had it done to them (were canceled, 被取缔): what they do themselves
    (45 schools carry out …) makes them a stock.
    """
    if language is Language.ZH:
        return _UNDERGONE_ZH.match(tail) is not None
    found = _PASSIVE.match(tail)
    if found is not None and _pattern(language, "flow").search(tail, found.end() - 1) is not None:
        return True
    bare = _REDUCED.match(tail)  # "3,568 dens busted, and 10,279 suspects arrested"
    return bare is not None and _pattern(language, "flow").fullmatch(bare.group("verb")) is not None


def _through_list(text: str, quantity: Quantity) -> str:
    """What follows the number up to the next one or the end of the sentence: "65,000 vendors, canteens and restaurants
    were inspected".
    """
    begin = max(quantity.end, quantity.unit_end or 0)
    stop = _NEXT.search(text, begin, begin + _TAIL)
    if stop is None:
        return text[begin : begin + _TAIL]
    return text[begin : stop.start()] + ("#" if text[stop.start()].isdigit() else "")  # 16 offices dispatched 520


def _compared(tail: str, language: Language) -> bool:
    """A number of things more or fewer than at another time or place."""
    if language is Language.ZH:
        return False  # 比…多12家 leads
    return _THAN.match(tail) is not None or _THAN_THEN.match(tail) is not None


def names_rate(words: str, language: Language) -> bool:
    """Whether ``words`` name a rate of change (压减率, reduction rate), which may itself move from one value to another."""
    return _pattern(language, "rate_heads").search(words) is not None


def _blank(found: re.Match[str]) -> str:
    return "_" * len(found.group())


def _rate_role(lead: str, tail: str, far: str, head: str, quantity: Quantity, language: Language) -> RoleDecision:
    if language is not Language.ZH:
        if _MADE_UP.search(lead):
            return RoleDecision(Role.SHARE, None, "share")
        if quantity.unit == "percent" and _BEFORE_THE_POLICY.match(far):
            return RoleDecision(Role.BEFORE, None, "before_the_policy")
        lead, head = _NAMED_CHANGE.sub(_blank, lead), _NAMED_CHANGE.sub(_blank, head)
        if _NO_SHARE.search(f"{lead[-_NEARBY:]} {head}") and not re.search(
            r"\b(?:up|down|by|than|point)\b", lead[-16:] + tail[:24]
        ):
            return RoleDecision(Role.LEVEL, None, "rate_of_no_whole")
        if quantity.bound is not Bound.EXACT or _THAN_ANY.match(tail):
            limiting = quantity.bound in _LIMITING and quantity.start < quantity.core_start
            if (limiting and _MAY_CHANGE.search(lead)) or (_IF.search(lead) and (limiting or _THAN_ANY.match(tail))):
                return RoleDecision(Role.LIMIT, None, "threshold")
        if quantity.value == _WHOLE and quantity.unit == "percent" and _TASK.search(lead):
            return RoleDecision(Role.SHARE, None, "share")
    if language is Language.ZH and quantity.unit == "percent":
        paid = _PAID_AT_ZH.search(lead) is not None and _PAID_ZH.match(tail) is not None
        if paid or (_NO_SHARE_ZH.search(lead) and _direction(lead[-12:], language) is None):
            return RoleDecision(Role.LEVEL, None, "rate_of_no_whole")
    near = lead[-28:] if language is not Language.ZH else lead[-12:]
    heads = _pattern(language, "rate_heads")
    if (
        language is Language.ZH
        and quantity.unit == "percent"
        and (_SHARE_ZH.search(lead) or _FULFILLED_ZH.search(lead))
    ):
        return RoleDecision(Role.SHARE, None, "share")
    if quantity.unit != "percentage_point" and (heads.search(near) or heads.search(head) or _RATE_OF.search(lead)):
        return RoleDecision(
            Role.CHANGE_PERCENT,
            _direction(near + head, language) or _direction(lead, language) or _pressed(near + head),
            "rate_head",
        )
    up, down = _last(_pattern(language, "increase"), near), _last(_pattern(language, "decrease"), near)
    verb = max(up, down)
    if verb >= 0:
        rest = near[verb:]
        to = re.search(r"(?:至|到|为)(?:了)?$", rest) if language is Language.ZH else re.search(r"\bto\s*$", rest)
        direction = Direction.INCREASE if up > down else Direction.DECREASE
        if to:
            return RoleDecision(Role.AFTER, direction, "change_to")
        if _rate_noun_between(rest, language):
            return RoleDecision(Role.SHARE, None, "share")
        absolute = quantity.unit == "percentage_point"
        return RoleDecision(Role.CHANGE_ABSOLUTE if absolute else Role.CHANGE_PERCENT, direction, "change_verb")
    if language is not Language.ZH:
        after = re.match(
            r"\s*(?:\S+\s+){0,2}?(increase|growth|rise|decrease|reduction|decline|drop|year-on-year|year on year|lower|higher)\b",
            tail,
            re.I,
        )
        if after:
            word = after.group(1).lower()
            down_word = word in ("decrease", "reduction", "decline", "drop", "lower")
            kind = Role.CHANGE_ABSOLUTE if quantity.unit == "percentage_point" else Role.CHANGE_PERCENT
            return RoleDecision(kind, Direction.DECREASE if down_word else Direction.INCREASE, "change_noun_after")
    if _compared(tail, language) or (language is not Language.ZH and _THAN_ANY.match(tail)):
        kind = Role.CHANGE_ABSOLUTE if quantity.unit == "percentage_point" else Role.CHANGE_PERCENT
        return RoleDecision(kind, _comparative(tail, language), "comparison_after")
    if quantity.unit == "percent" and language is not Language.ZH and _COMPRESSED_EN.match(far):
        return RoleDecision(Role.CHANGE_PERCENT, Direction.DECREASE, "share_compressed")
    if quantity.unit == "percent" and (_SHRUNK_ZH if language is Language.ZH else _SHRUNK_EN).match(far):
        return RoleDecision(Role.SHARE, Direction.DECREASE, "share_that_left")
    if quantity.unit == "percentage_point":
        return RoleDecision(Role.CHANGE_ABSOLUTE, _direction(lead, language), "percentage_point")
    if (
        quantity.bound in (Bound.AT_MOST, Bound.AT_LEAST)
        and quantity.start < quantity.core_start
        and (language is Language.ZH or not _DONE_OF.match(far))
    ):
        # A floor or a cap that leads the number prescribes (不低于85%); one that follows reports (90%以上).
        return RoleDecision(Role.LIMIT, None, "bound_word")
    return (
        RoleDecision(Role.SHARE, None, "share")
        if quantity.unit == "percent"
        else RoleDecision(Role.LEVEL, None, "default")
    )


def _pressed(words: str) -> Direction | None:
    """Pressing rates and pressure ratios (压减率) fall."""
    return Direction.DECREASE if re.search(r"\b(?:press|compress|cut|shrink|downsiz)", words, re.I) else None


def _comparative(tail: str, language: Language) -> Direction | None:
    found = _THAN_ANY.match(tail) if language is not Language.ZH else None
    if found is None:
        return _direction(tail[:24], language)
    word = (found.group("word") or found.group("from") or found.group("bare")).lower()
    return Direction.INCREASE if word in ("more", "higher", "up") else Direction.DECREASE


def _rate_noun_between(rest: str, language: Language) -> bool:
    """提高服务覆盖率90%: the verb governs the rate's noun, the number is its level."""
    return bool(re.search(r"(?:覆盖率|参与率|满意度|比例|占比)[^，]{0,3}$", rest)) if language is Language.ZH else False


def _changed_by(lead: str, language: Language) -> bool:
    if language is Language.ZH:
        return bool(
            re.search(
                r"(?:增加|减少|增长|下降|提高|降低|压减|缩短|延长|收窄|上涨|回落|上升|净增|净减|[增减]支|[再又][增减降]|(?:[比较][^，。；]{1,10})[多少高低快长增减降升])(?:了)?(?:近|约|超|逾)?$",
                lead,
            )
        )
    return bool(
        re.search(
            r"\b(?:increas|decreas|reduc|drop|fall|fell|rose|grew|sav|declin|shr[aiu]nk|cut|compress|slash|trimm|downsiz)\w*\s+(?:by\s+|of\s+(?!the\b))?$"
            r"|\b(?:up|down)\s+(?:by\s+)?$|\b(?:rise|growth|drop|gain)\s+of\s+$",
            _NAMED_CHANGE.sub(_blank, lead),
            re.I,
        )
    )


def _direction(words: str, language: Language) -> Direction | None:
    up, down = _last(_pattern(language, "increase"), words), _last(_pattern(language, "decrease"), words)
    if up < 0 and down < 0:
        return None
    return Direction.INCREASE if up > down else Direction.DECREASE


def _last(pattern: re.Pattern[str], words: str) -> int:
    """Offset of the last match, or -1."""
    at = -1
    for match in pattern.finditer(words):
        at = match.start()
    return at
