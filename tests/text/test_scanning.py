"""A guarded pattern finds what the plain one finds, and is guarded where that can be told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.extraction import event_modality, relations
from policymine.geography import anchors, origin
from policymine.text import periods_en, sentences
from policymine.text.scanning import compile_scanning

PATTERNS = [
    r"(?P<a>其[他余]市|各市)|(?<![一-鿿])(?P<b>自治区)|(?P<c>[全我该本]|我们)[省市](?!场)",
    r"\b(?:the|our) (?:province|city)\b|\bprovincial\b",
    r"[.!?]+(?=\s|$|[A-Z][a-z])|\n+|\bEssence(?=\s+[A-Z]|\s*$)",
    r"(?:近|约)?\d+(?:\.\d+)?[余多]?(?:万|亿)?",
    r"(?:\[|\]|\^|-|\\)x|[a\-\]]b",
    r"(?>ab|a)c|d{1,2}+e",
    r"(?<=省)市|(?=市)市区",
]
LETTERS = "其他余各市自治区全我们该本省场 theourprvincaly.!?\nEssenceAb1234万亿近约余多[]^-\\xdé区K"
TEXTS = st.text(alphabet=LETTERS, max_size=60) | st.lists(
    st.sampled_from(["the province", "provincial", "自治区", "我省", "各市", "Essence", "本市场", "3.5万", "THE CITY"]),
    max_size=6,
).map(" ".join)


@pytest.mark.parametrize("flags", [0, re.IGNORECASE], ids=["as written", "any case"])
@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=TEXTS)
def test_the_same_matches_and_groups(pattern: str, flags: int, text: str) -> None:
    plain, guarded = re.compile(pattern, flags), compile_scanning(pattern, flags)
    assert [(m.span(), m.groupdict()) for m in guarded.finditer(text)] == [
        (m.span(), m.groupdict()) for m in plain.finditer(text)
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_first_characters_are_told(pattern: str) -> None:
    assert compile_scanning(pattern).pattern.startswith("(?=[")


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"a*", "may match nothing"),
        (r"(?:^|、)?", "may match nothing"),
        (r".b", "begins with any character"),
        (r"[^a]b", "begins with any character but one"),
        (r"(a)?(?(1)b|c)", "begins with what stood before"),
        (r"(?i)a|b", "flags of its own"),
        (r"(?i:a)|b", "flags of a part"),
    ],
)
def test_left_as_it_is_where_the_start_is_not_a_set(pattern: str, why: str) -> None:
    assert compile_scanning(pattern).pattern == pattern, why


def test_a_parser_that_is_not_there_costs_only_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policymine.text.scanning._PARSER", "re._no_such_module")
    assert compile_scanning("a|b").pattern == "a|b"


def test_the_patterns_that_scan_whole_texts_are_guarded() -> None:
    scanned = [
        anchors._REL_ZH,
        anchors._REL_EN,
        *origin.RELATIVE.values(),
        sentences._EN_END,
        periods_en.head(),
        relations._OF_WHICH,
        event_modality._ZH_MAY_DEMAND,
    ]
    assert all(pattern.pattern.startswith("(?=[") for pattern in scanned)
