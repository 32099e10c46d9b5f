"""English patterns around a figure that tell its role, collected from machine translations of Chinese policy news."""

from __future__ import annotations

import re

from policymine.text.scanning import compile_scanning

# "reduced from more than 5,000 to the present": the after was lost in translation.
FROM_TO_NOW = re.compile(r"\bfrom\s+(?:\w+\s){0,3}#\s*(?:\w+\s){0,3}to\s+(?:the\s+)?(?:present|now|current)", re.I)
THAN = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:more|less|fewer|higher|lower)\s+than\s+"
    r"(?:last|before|in\s+(?:the\s+)?(?:same|previous|\d{4})|the\s+(?:same|previous|average|national|original|prov)|that|those|a\s+year)",
    re.I,
)
# "798 fewer than in July 2021", "12 more than at the end of June"
THAN_THEN = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:more|less|fewer|higher|lower|shorter|longer)\s+than\s+(?:in|on|at|during|by|for|before|when|previously|earlier)\b",
    re.I,
)
# What a thing has or holds: "the APP launched last year has 205,000 registered parents".
HOLDS = compile_scanning(
    r"\b(?:has|have|had|there\s+(?:are|is|were|was)|contains?|owns?|possess(?:es)?)\s+(?:now\s+|currently\s+)?(?:a\s+total\s+of\s+)?$",
    re.I,
)
# "set up a team of 28 people", "the joint meeting of 17 departments": how large it is; not "a total of", "a batch of".
SIZE_OF = compile_scanning(
    r"\b(?:team|class|meeting|committee|system|mechanism|fund|force|squad|pool|library|database|network|staff|league|alliance|panel|fleet|corps|brigade|"
    r"commission|group|union|council|standards?|army|crew|list|catalogue?)\s+(?:of|composed\s+of|consisting\s+of|made\s+up\s+of|comprising)\s+(?:the\s+)?$",
    re.I,
)
WHERE = compile_scanning(
    r"\b(?:in|to|across|throughout|within|from|among)\s+(?:all\s+|the\s+|a\s+total\s+of\s+)?$", re.I
)
INSIDE = compile_scanning(r"\b(?:in|across|throughout|within)\s+(?:all\s+|the\s+|a\s+total\s+of\s+)?$", re.I)
PLACES = frozenset(["school", "community", "enterprise", "institution"])  # "a class opened in 12 schools"
# "set up 117 law enforcement teams", "a joint meeting of 17 departments was formed": bodies that there are since.
FOUNDED = compile_scanning(
    r"\b(?:set\s+up|sets\s+up|established|formed|equipped|appointed)\b(?:(?!\b(?:and|dispatched|sent)\b)[^,.;0-9]){0,60}$",
    re.I,
)
BODIES = frozenset(["team", "department", "person"])
PARTNERS = frozenset(["enterprise", "institution", "school", "other:bank", "city", "county"])  # "signed with 5 banks"
# "teams with 1,340 people": how large they are.
STOCKED = frozenset(["institution", "enterprise", "school", "other:site", "other:class", "other:point"])
WITH = compile_scanning(r"\bwith\s+(?:a\s+total\s+of\s+|about\s+|nearly\s+|over\s+)?$", re.I)
# "put 9 new nurseries into use"
PUT = re.compile(r"\bput(?:s|ting)?\s+(?:a\s+total\s+of\s+)?$", re.I)
INTO_USE = re.compile(r"[^.;\d]{0,60}?\binto\s+(?:trial\s+)?(?:use|operation|production|service)\b")
# "413 institutions were found", "the three problems": what is known already is no flow.
FOUND = re.compile(r"[^.;:\d]{0,80}?\b(?:was|were|been)\s+(?:\w+ly\s+)?found\b(?!\s+(?:that|to\b))")
THE_KNOWN = re.compile(r"\bthe\s+$")
# "A plan with 12 points was issued": what was issued is the plan.
CONTAINS = re.compile(r"\b(?:with|containing|comprising|consisting\s+of|composed\s+of)\s+(?:a\s+total\s+of\s+)?$", re.I)
FUND_OF = compile_scanning(
    r"\b(?:set\s+up|established|formed)\b[^,.;0-9]{0,40}\b(?:funds?|reserves?|pool|deposit|margin)\s+of\s+(?:[\d.,]+\s+(?:\w+\s+){1,2}and\s+)?$",
    re.I,
)
DIVISIONS = frozenset(
    [
        "province",
        "city",
        "county",
        "village",
        "country",
        "other:country",
        "other:region",
        "other:district",
        "other:town",
        "other:township",
        "other:area",
        "other:place",
    ]
)
# "3,219 institutions before the "double reduction"", "the 5,336 before the policy".
BEFORE_THE_POLICY = re.compile(
    r"(?:(?!\bthan\b|\bcompared\b)[^,.;:\n]){0,80}?\bbefore\s+(?:the\s+)?[\"“' ]{0,2}\s*(?:(?:implementation|introduction|launch|release|promulgation|start|rollout)\s+of\s+)?(?:the\s+)?[\"“']?\s*(?:double|dual|reduction|policy|rectification|governance|reform)",
    re.I,
)
# "3,418 of the 3,672 institutions had been canceled", "188 out of 231 have been closed": how many there were.
PART_OF = re.compile(
    r"\d\s+(?:\w+\s+){0,2}?(?:of|out\s+of)\s+(?:all\s+)?(?:the\s+)?(?:original\s+|existing\s+|total\s+)?$", re.I
)
GONE = r"(?:cancell?ed|closed|deregistered|transferred|transformed|converted|reduced|compressed|withdrawn|shut|banned|revoked|eliminated|merged|written\s+off)"
GONE_SINCE = re.compile(
    rf"(?:(?!\b(?:which|whom|and)\b)[^.;:\d]){{0,90}}?\b(?:have|has|had|were|was|been)\s+(?:\w+\s+){{0,2}}?{GONE}\b",
    re.I,
)
# "59 institutions have been canceled 41, transferred 13": the object that machine translation left in front.
GONE_OF_THEM = re.compile(
    rf"(?:[^,.;:\d]){{0,70}}?\b(?:have|has|had|were|was)\s+(?:been\s+)?{GONE}\s+\d[\d,]*(?![\d%.]|\s*(?:%|per))", re.I
)
WHEN_ISSUED = re.compile(
    r"[^,.;:\d]{0,60}?\b(?:when|at\s+the\s+time)\s+(?:the\s+)?[\"“]?\s*(?:policy|double|dual|opinions?|document|reform)\b[^,.;:\d]{0,50}?\b(?:issued|introduced|launched|released|landed|began|started|implemented)",
    re.I,
)
# A threshold: "if the index is 10% lower than", "when the balance is below 20%".
IF = compile_scanning(r"\b(?:if|when|once|whenever|unless)\b[^,.;:]{0,70}$", re.I)
MAY_CHANGE = compile_scanning(r"\bfloat\w*|\b(?:shall|must|should|may|cannot|can|not\s+allowed)\b", re.I)
# "completed the task of 100 % reduction": how much of a task is done.
TASK = compile_scanning(r"\b(?:complet\w+|achiev\w+|fulfil\w*|tasks?)\b[^,.;]{0,50}$", re.I)
# "other provinces chose at least one prefecture": a floor that tells what was done.
DID = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )\b(?:[a-z]{3,}ed|including|chose|held|had|has|have|built|sent|took|made)\s*$", re.I
)
# Names and phrasal verbs in which a word of change tells of none: "making up 91 %", "the double reduction", "up to 90 %".
NAMED_CHANGE = compile_scanning(
    r"\b(?:mak(?:e|es|ing)|made|tak(?:e|es|ing)|took|taken|set(?:s|ting)?|buil[dt]|building|pick\w*|open\w*|speed\w*|step\w*|follow\w*|clean\w*|start\w*|sign\w*|"
    r"back\w*|end\w*|catch\w*|clear\w*|crack\w*|shut\w*|clos\w+|brea\w+|broke\w*|slow\w*|handed|pass\w*|sent|trickl\w*)(?:\s+|\s?-\s?)(?:up|down)\b"
    r"|\bup\s+to\b(?!\s+now)|\bup\s+until\b|[\"“'‘]?\b(?:double|dual|two|twin)\s*-?\s*(?:reduc|decreas|minus)\w*[\"”'’]?"
    r"|\b(?:poverty|disaster|emission|carbon|waste|noise|burden)\s*-?\s*reduction\b(?!\s+(?:rate|ratio))|\breduction\s+of\s+(?:the\s+)?burden\b",
    re.I,
)
# "Target of this year: PM2.5 drops below 43": the aim stands before the colon.
AIM_HEADS = re.compile(r"\b(?:targets?|goals?|objectives?|aims?)\b[^.;:\n]{0,40}:\s*$", re.I)
MADE_UP = compile_scanning(
    r"\b(?:mak(?:e|es|ing)|made|tak(?:e|es|ing)|took|taken)\s+up\s+(?:for\s+)?(?:\w+\s+){0,2}$", re.I
)
# "At least 20 % of the class hours have been remodelled": a floor of what was done is what was counted.
DONE_OF = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){1,12}?(?:have|has|had|was|were|are|is)\s+(?!to\b|not\b|required\b)", re.I
)
# 85% fewer than the 412 before, 93.8% down from 661: whatever the change is measured against.
THAN_ANY = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?P<word>more|less|fewer|higher|lower|high|low)\s+than\s+(?!\d+\s+(?:hours?|minutes?|yuan|years?|days?))"
    r"|\W*(?P<from>up|down|lower|higher)\s+from\s+|\s+(?P<bare>less|fewer)\b",
    re.I,
)
# "decreased by 429 to 271", "was pressed from … down to only 21": what it came to.
CHANGED_TO = compile_scanning(
    r"\b(?:increas|decreas|reduc|drop|fell|fall|rose|ris|grew|grow|declin|shr[aiu]nk|cut|compress|expand|rais|lower|slash|trimm|downsiz|press|climb|jump|"
    r"shorten|extend|clear)[a-z]*\b(?:(?!\b(?:and|which|who|that|for)\b)[^.;:]){0,70}\b(?<!up )(?<!according )(?<!due )to\s+"
    r"(?:(?:only|just|about|nearly|around|the\s+(?:current|present|existing))\s+){0,2}$",
    re.I,
)
# N% of the institutions have been compressed; 超八成机构被压减: the share that a stock shrank by.
SHRUNK_EN = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){1,14}?(?:have|has|had|was|were|are|is)\s+(?:\w+\s+){0,2}?"
    r"(?:reduced|compressed|cut|closed|cancell?ed|deregistered|eliminated|withdrawn|shut|cleared|downsized)\b"
    r"|\s*of\s+(?:[\w'“”\"-]+\s+){0,8}?institutions\s+(?:reduced|compressed|cut|closed|cancell?ed|deregistered|withdrawn|withdrew|gone)\b",
    re.I,
)
# Of institutions that "have been reduced", the share is the rate of the reduction.
COMPRESSED_EN = re.compile(
    r"\s*of\s+(?:[\w'“”\"-]+\s+){0,14}?(?:institutions|institution|agencies|companies|firms|cent(?:er|re)s|organi[sz]ations|outlets)\s+(?:\w+\s+){0,6}?"
    r"(?:(?:have|has|had|was|were|are|is)\s+(?:\w+\s+){0,2}?)?(?:reduced|compressed|cut|downsized|decreased|slashed|trimmed)\b(?!\s+(?:their|the|its|prices?|fees?))",
    re.I,
)
# (Possessive: a word is never tried in parts, which took time exponential in the words.)
PASSIVE = re.compile(r"(?:\W*+\w++){0,12}?\W+(?:was|were|been|be|being)\b", re.I)
REDUCED = re.compile(r"(?:[^\S\n]+[\w'-]+){0,5}?[^\S\n]+(?P<verb>[a-z]+ed)\s*(?:[,.;]|$|and\b)")
# "42 minutes on average, 21 minutes shorter."
SHORTER = re.compile(
    r"\s*(?P<word>shorter|longer|fewer|less|lower|higher|cheaper|dearer|smaller|larger)\s*(?:[,.;]|$)", re.I
)
SENT = re.compile(r"\b(?:sent|sends|send|dispatche[ds]|dispatch|organi[sz]e[ds]?)\s+(?:out\s+)?$", re.I)
CHARGED = compile_scanning(r"\b(?:identified|assigned|appointed|registered)\b", re.I)  # people who are there since
WAS = compile_scanning(
    r"(?<!will have )(?<!to be )\b(?:was|were|had)\s+(?:\w+\s+)?$"
    r"|(?<!be )(?<!is )(?<!are )(?<!being )\b(?:dropped|fell|rose|grew|reached|decreased|increased|reduced|exceeded|declined)\s+(?:(?:by|to|from)\s+)?(?:\w+\s+)?$"
)
