"""The report in a real browser: marks open their sentences, by mouse and by keyboard, and nothing leaves the page."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browser import open_browser, set_width
from reporting import COVER, HOSTILE, RATE, make_dataset

from policymine.comparison.report.collect import collect
from policymine.comparison.report.page import make_page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:selenium")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    path = folder / "报告 report.html"
    path.write_text(make_page(collect(make_dataset(folder))), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def view(chrome: Any, page: Path) -> Any:
    """The page, freshly opened; afterwards its console must be empty."""

    def visit(fragment: str = "", width: int = 1280) -> Any:
        set_width(chrome, width)
        chrome.get("about:blank")
        chrome.get_log("performance")
        chrome.get(page.as_uri() + fragment)
        return chrome

    visit()
    chrome.visit = visit
    yield chrome
    assert [entry for entry in chrome.get_log("browser") if entry["level"] != "DEBUG"] == []


def click(view: Any, selector: str) -> None:
    """As a pointer would; SVG shapes with holes have their middle outside, so the event goes to the element itself."""
    view.execute_script(
        "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', {bubbles: true}))", selector
    )


def texts(view: Any, selector: str) -> list[str]:
    found: list[str] = view.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent)", selector
    )
    return found


def press(view: Any, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(view).send_keys(*keys).perform()


def focused(view: Any, attribute: str) -> str | None:
    found: str | None = view.execute_script("return document.activeElement.getAttribute(arguments[0])", attribute)
    return found


def panel_open(view: Any) -> bool:
    return bool(view.execute_script("return document.getElementById('panel').open"))


def test_report_browser_click_on_a_province_opens_its_evidence(view: Any) -> None:
    click(view, 'path[data-place="620000"]')
    assert panel_open(view)
    assert "Gansu" in texts(view, "#panel h2")[0]
    assert texts(view, "#panel .big")[0].startswith("> 90 %")
    assert texts(view, "#panel mark") == ["more than 90%"]
    assert texts(view, "#panel blockquote") == [
        "In Gansu Province, the reduction rate of discipline training institutions was more than 90%."
    ]
    assert "2022-06-20" in texts(view, "#panel .source")[0]
    assert any("change verb" in text or "rate head" in text or "codebook" in text for text in texts(view, "#panel td"))


def test_report_browser_derived_value_shows_the_figures_that_it_comes_from_and_their_check(view: Any) -> None:
    click(view, 'path[data-place="130000"]')
    assert texts(view, "#panel mark") == ["5092", "4"]
    assert any("4 + 1743 + 3345 = 5092" in text and "holds" in text for text in texts(view, "#panel .check"))
    link = view.execute_script("const a = document.querySelector('#panel a'); return [a.href, a.rel, a.target]")
    assert link == ["https://jyt.example.gov.cn/a?b=1&c=2", "noopener noreferrer", "_blank"]


def test_report_browser_missing_and_conflicting_places_say_so(view: Any) -> None:
    click(view, 'path[data-place="540000"]')
    assert "no document reports it" in texts(view, "#panel .panel-body")[0]
    click(view, 'path[data-place="410000"]')
    assert texts(view, "#panel mark") == ["98.2%", "95.4%"]
    assert "conflict" in view.execute_script(
        "return document.querySelector('path[data-place=\"410000\"]').getAttribute('aria-label')"
    )


def test_report_browser_hostile_document_is_text(view: Any) -> None:
    click(view, 'path[data-place="510000"]')
    assert texts(view, "#panel mark") == ["97.3%"]
    sentence = texts(view, "#panel blockquote")[0]
    assert sentence.startswith("𠮷<script>window.hacked=5</script></script>")
    source = texts(view, "#panel .source")[0]
    for part in ("title", "publisher", "url", "doc"):
        assert str(HOSTILE[part]).strip() in source
    assert view.execute_script("return document.querySelectorAll('#panel a, #panel img, #panel script').length") == 0
    assert view.execute_script("return typeof window.hacked") == "undefined"


def test_report_browser_keyboard_goes_through_the_map(view: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    tabbed = view.execute_script("return document.querySelectorAll('.map path[tabindex=\"0\"]').length")
    assert tabbed == 1
    view.execute_script("document.querySelector('path[data-place=\"130000\"]').focus()")
    press(view, Keys.ARROW_LEFT)
    assert focused(view, "data-place") == "140000"
    press(view, Keys.ARROW_DOWN)
    assert focused(view, "data-place") == "410000"
    press(view, Keys.ENTER)
    assert panel_open(view)
    assert view.execute_script("return document.getElementById('panel').contains(document.activeElement)")
    press(view, Keys.ESCAPE)
    assert not panel_open(view)
    assert focused(view, "data-place") == "410000"


def test_report_browser_keyboard_reaches_and_works_every_chart(view: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    reached = set()
    for _ in range(120):
        press(view, Keys.TAB)
        reached.add(
            view.execute_script(
                "const here = document.activeElement; const block = here.closest('.block, .controls');"
                "return block ? block.id || 'controls' : here.tagName"
            )
        )
    assert {"controls", "map", "ranking", "slopes", "values", "coverage", "timeline", "conflicts"} <= reached
    for selector, key in (
        (".bar-row", Keys.ARROW_DOWN),
        ("td.cell", Keys.ARROW_RIGHT),
        ("circle.event", Keys.ARROW_RIGHT),
    ):
        view.execute_script("document.querySelector(arguments[0]).focus()", selector)
        before = view.execute_script("return document.activeElement.getAttribute('aria-label')")
        press(view, key)
        assert view.execute_script("return document.activeElement.matches(arguments[0])", selector)
        assert view.execute_script("return document.activeElement.getAttribute('aria-label')") != before
        press(view, Keys.SPACE)
        assert panel_open(view), selector
        press(view, Keys.ESCAPE)


def test_report_browser_every_mark_has_a_name_and_every_control_a_label(view: Any) -> None:
    nameless = view.execute_script(
        "return [...document.querySelectorAll('[role=button], button, select, input, a')].filter((node) =>"
        "!(node.getAttribute('aria-label') || node.textContent.trim() || (node.labels && node.labels.length)))"
        ".map((node) => node.outerHTML)"
    )
    assert nameless == []
    ids = view.execute_script("return [...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    named = view.execute_script(
        "return [...document.querySelectorAll('[aria-labelledby]')].every((node) =>"
        "document.getElementById(node.getAttribute('aria-labelledby')))"
    )
    assert named


def test_report_browser_language_switch(view: Any) -> None:
    assert view.execute_script("return document.documentElement.lang") == "en"
    click(view, "#language")
    assert view.execute_script("return document.documentElement.lang") == "zh-CN"
    assert texts(view, "h1") == ["政策数据对比"]
    assert "河北" in texts(view, ".bar-row .name")
    assert focused(view, "id") in ("language", None)
    click(view, 'path[data-place="620000"]')
    assert view.execute_script("return document.querySelector('#panel blockquote').lang") == "en"
    view.execute_script("document.getElementById('panel').close()")
    assert "lang=zh" in view.current_url
    click(view, "#language")
    assert texts(view, "h1") == ["Policy figures, side by side"]


def test_report_browser_indicator_and_level_are_chosen_and_kept_in_the_address(view: Any) -> None:
    view.execute_script(
        "const box = document.getElementById('indicator'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('change'))",
        COVER,
    )
    assert texts(view, ".bar-row .light") == ["● met", "○ missed"]
    click(view, "#level-prefecture")
    assert "No place of this level" in texts(view, "#ranking")[0]
    view.get(view.current_url.replace("after_school_service.school_coverage", RATE))
    view.refresh()
    assert texts(view, ".bar-row .name") == ["Wuhan, Hubei"]
    click(view, 'path[data-place="420100"]')
    assert texts(view, "#panel mark") == ["96.5%"]


def test_report_browser_bars_show_bounds_and_how_the_value_is_known(view: Any) -> None:
    def bars(place: str) -> list[str]:
        return list(
            view.execute_script(
                "return [...document.querySelectorAll(`.bar-row[data-place='${arguments[0]}'] .track span`)]"
                ".map((node) => node.className)",
                place,
            )
        )

    assert bars("130000") == ["bar derived"]
    assert bars("620000") == ["bar stated", "reach stated open"]
    assert bars("410000") == ["bar stated"]
    wide = view.execute_script("return document.querySelector(`.bar-row[data-place='620000'] .bar`).style.width")
    assert wide == "90%"


def test_report_browser_tables_sort_and_filter(view: Any) -> None:
    def values() -> list[str]:
        return texts(view, "#values tbody td:nth-of-type(2)")

    click(view, "#values thead th:nth-child(3) button")
    rising = values()
    assert rising[0] == "> 90 %"
    assert view.execute_script("return document.querySelector('#values th:nth-child(3)').ariaSort") == "ascending"
    click(view, "#values thead th:nth-child(3) button")
    assert values() == rising[::-1]
    box = view.find_element("css selector", "#values input")
    box.send_keys("henan")
    assert texts(view, "#values tbody th") == ["Henan"]
    assert texts(view, "#values [role=status]") == ["1 of 5 rows"]
    click(view, "#values tbody button")
    assert texts(view, "#panel mark") == ["98.2%", "95.4%"]


def test_report_browser_timeline_filters(view: Any) -> None:
    everything = len(texts(view, "circle.event"))
    view.execute_script(
        "const box = document.getElementById('event-type'); box.value = 'policy_issuance';"
        "box.dispatchEvent(new Event('change'))"
    )
    left = len(texts(view, "circle.event"))
    assert 0 < left < everything
    assert set(texts(view, "#timeline tbody td:nth-of-type(1)")) == {"Policy issued"}
    click(view, "circle.event")
    assert "课后服务管理办法" in texts(view, "#panel mark")[0]
    view.execute_script("document.getElementById('panel').close()")
    view.execute_script(
        "const box = document.getElementById('event-place'); box.value = '130000';"
        "box.dispatchEvent(new Event('change'))"
    )
    assert texts(view, "circle.event") == []


def test_report_browser_before_and_after(view: Any) -> None:
    assert texts(view, "g.slope title") == ["Hebei: 5,092 institutions → 4 institutions"]
    click(view, "g.slope")
    assert texts(view, "#panel mark") == ["5092", "4"]


def test_report_browser_asks_the_network_for_nothing(view: Any) -> None:
    click(view, "#language")
    click(view, 'path[data-place="130000"]')
    asked = []
    for entry in view.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1
    assert view.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", [360, 768, 1600])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_report_browser_fits_every_width(view: Any, width: int, lang: str) -> None:
    view.visit(f"#lang={lang}", width)
    assert view.execute_script("return document.documentElement.scrollWidth") <= width
    click(view, 'path[data-place="130000"]')
    assert view.execute_script("const p = document.getElementById('panel'); return p.scrollWidth <= p.clientWidth")
    assert view.execute_script("return document.getElementById('panel').getBoundingClientRect().left") >= 0


def test_report_browser_prints_the_charts_and_all_values(view: Any) -> None:
    import pypdfium2

    options = {"printBackground": True, "preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
    content = base64.b64decode(view.execute_cdp_cmd("Page.printToPDF", options)["data"])
    pdf = pypdfium2.PdfDocument(BytesIO(content))
    text = "\n".join(one.get_textpage().get_text_range() for one in pdf)
    pages = len(pdf)
    pdf.close()
    assert 2 <= pages <= 8
    for words in ("Hebei", "99.92 %", "> 90 %", "Coverage", "Timeline", "Henan", "河南通报"):
        assert words in text
    assert "Filter rows" not in text
    assert "中文" not in text
