"""What each kind reads from a list page, and what it makes of pages that are not as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.acquisition import kinds
from policymine.acquisition.kinds import Page, trs
from policymine.acquisition.kinds.base import clean_url
from policymine.acquisition.kinds.html import attachments, date_in_url, find_date
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError

BASE = "https://jyt.example.gov.cn/tzgg/index.html"


def made(kind: str = "list", **rest: object) -> Source:
    return Source.model_validate({"name": "x", "kind": kind, "start": BASE, **rest})


def read(
    html: str | bytes,
    kind: str = "list",
    url: str = BASE,
    number: int = 1,
    media_type: str = "text/html",
    **rest: object,
) -> kinds.Found:
    content = html if isinstance(html, bytes) else html.encode()
    return kinds.read(Page(url, content, media_type, number), made(kind, **rest))


def rows(*entries: tuple[str, str, str]) -> str:
    return "<ul>" + "".join(f'<li><a href="{u}">{t}</a><span>{d}</span></li>' for u, t, d in entries) + "</ul>"


NOTICES = rows(
    ("./202207/t20220719_11.html", "关于校外培训治理的通知", "2022-07-19"),
    ("./202206/t20220602_10.html", "课后服务工作情况的通报", "2022年6月2日"),
    ("https://www.other.cn/202206/t20220602_9.html", "别处的通知公告全文", "2022-06-01"),
)


@pytest.mark.parametrize(
    ("call", "pages", "prefix", "suffix"),
    [
        ('createPageHTML(25, 0, "index", "html");', 25, "index", "html"),
        ("createPageHTML('page_div',50, 3,'index','shtml',800);", 50, "index", "shtml"),
        ('createPageHTML("7","0","list_tzgg","htm")', 7, "list_tzgg", "htm"),
        ("createPageHTML1(12,0,'index','html','black2')", 12, "index", "html"),
    ],
)
def test_trs_calls(call: str, pages: int, prefix: str, suffix: str) -> None:
    found = trs.paging(f"<script>{call}</script>")
    assert found is not None
    assert (found.pages, found.prefix, found.suffix) == (pages, prefix, suffix)


@pytest.mark.parametrize(
    "call",
    [
        "createPageHTML(${countPage}, 0, 'index', 'html')",
        "createPageHTML(5)",
        "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){",
    ],
)
def test_what_is_no_trs_call(call: str) -> None:
    assert trs.paging(call) is None


def test_trs_pages_follow_one_another_to_the_last() -> None:
    script = '<script>createPageHTML(3, {}, "index", "html")</script>'
    first = read(NOTICES + script.format(0), "trs")
    assert [(i.url, i.title, i.published) for i in first.items] == [
        ("https://jyt.example.gov.cn/tzgg/202207/t20220719_11.html", "关于校外培训治理的通知", "2022-07-19"),
        ("https://jyt.example.gov.cn/tzgg/202206/t20220602_10.html", "课后服务工作情况的通报", "2022-06-02"),
    ]
    assert first.next[0].url == "https://jyt.example.gov.cn/tzgg/index_1.html"
    second = read(NOTICES + script.format(1), "trs", first.next[0].url, first.next[0].page)
    assert second.next[0].url == "https://jyt.example.gov.cn/tzgg/index_2.html"
    assert read(NOTICES + script.format(2), "trs", second.next[0].url, 3).next == ()


def test_a_list_in_gbk_is_read_with_characters_that_gb2312_lacks() -> None:
    html = '<meta charset="gb2312">' + rows(
        *((f"t20220719_{n}.html", f"朱镕堃同志调研课后服务{n}", "2022-07-19") for n in range(3))
    )
    found = read(html.encode("gb18030"), "trs")
    assert found.items[0].title == "朱镕堃同志调研课后服务0"


def test_jcms_block_by_post_and_html_that_is_escaped() -> None:
    store = "<datastore><recordset>{}</recordset></datastore>"
    record = '<record><![CDATA[&lt;li&gt;<li><a href="/art/2022/7/19/art_12_{0}.html" title="关于第{0}号的通知公告">关于…</a>2022-07-19</li>]]></record>'
    page = f"<script>var p={{columnid:'12',unitid:'34',webid:'5',perPage:'10',totalRecord:'31'}}</script>{store.format(''.join(record.format(n) for n in range(30)))}"
    url = "https://jyt.example.gov.cn/col/col12/index.html"
    first = read(page, "jcms", url, pagination={"method": "POST"})
    assert len(first.items) == 30
    assert first.items[0].title == "关于第0号的通知公告"
    follow = first.next[0]
    assert "startrecord=31&endrecord=60" in follow.url
    assert follow.form is not None
    assert (follow.form["columnid"], follow.form["unitid"]) == ("12", "34")
    answer = store.format(record.format(31)).encode()
    last = kinds.read(Page(follow.url, answer, "text/xml", 2, follow.data), made("jcms"))
    assert [i.url for i in last.items] == ["https://jyt.example.gov.cn/art/2022/7/19/art_12_31.html"]
    assert last.next == ()
    with pytest.raises(AcquisitionError, match="PM627"):
        kinds.read(Page(follow.url, b"<h1>Error</h1>", "text/html", 2, follow.data), made("jcms"))


def test_selectors_say_what_the_page_s_looks_do_not() -> None:
    html = '<div class=row><b>短</b><a class=go href="/x?id=7">看</a><i>20220719</i><em>2022.07.19</em></div><a href="/y?id=8">关于别的事情的通知公告</a><p class=p><a href="/l/2">></a></p>'
    found = read(html, selectors={"item": "div.row", "title": "b", "date": "em", "next": "p.p a"})
    assert [(i.url, i.title, i.published) for i in found.items] == [
        ("https://jyt.example.gov.cn/x?id=7", "短", "2022-07-19")
    ]
    assert found.next[0].url == "https://jyt.example.gov.cn/l/2"


def test_scope_keeps_and_leaves_out() -> None:
    html = rows(
        ("/a/post_1.html", "关于校外培训的通知", "2022-07-19"),
        ("/video/post_2.html", "关于校外培训的视频", "2022-07-18"),
        ("https://b.example.gov.cn/a/post_3.html", "关于校外培训的公告", "2022-07-18"),
    )
    assert len(read(html).items) == 2
    assert len(read(html, scope={"hosts": "*.example.gov.cn"}).items) == 3
    assert [i.url[-11:] for i in read(html, scope={"hosts": "*.example.gov.cn", "exclude": "/video/"}).items] == [
        "post_1.html",
        "post_3.html",
    ]
    assert [i.url[-11:] for i in read(html, scope={"include": ["post_1"]}).items] == ["post_1.html"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:void(0)",
        "data:text/html,x",
        "mailto:a@b.cn",
        "http://[x/",
        "http://a:99999/",
        "http:///x",
        "http://u:p@a.cn/",
        "ftp://a.cn/x",
        "/" + "a" * 3000,
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(AcquisitionError, match="PM630"):
        clean_url(BASE, address)


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("a b.html", "https://jyt.example.gov.cn/tzgg/a%20b.html"),
        ("../通知.html#x", "https://jyt.example.gov.cn/%E9%80%9A%E7%9F%A5.html"),
        ("x.html;jsessionid=AB12?id=1", "https://jyt.example.gov.cn/tzgg/x.html?id=1"),
        ("\n //jyt.example.gov.cn\t", "https://jyt.example.gov.cn/"),
        ("%b9%ab%b8%e6.html", "https://jyt.example.gov.cn/tzgg/%B9%AB%B8%E6.html"),
    ],
)
def test_addresses_are_made_whole(address: str, clean: str) -> None:
    assert clean_url(BASE, address).lower() == clean.lower()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_address_is_clean_or_refused(address: str) -> None:
    try:
        url = clean_url(BASE, address)
    except AcquisitionError as error:
        assert error.code == "PM630"
    else:
        assert url.startswith(("http://", "https://"))
        assert url.isascii()
        assert clean_url(BASE, url) == url


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["feed", "sitemap", "list", "trs", "jcms", "json"]))
def test_any_bytes_are_read_or_refused_with_a_code(content: bytes, kind: str) -> None:
    try:
        kinds.read(Page(BASE, content), made(kind))
    except AcquisitionError as error:
        assert error.code in ("PM627", "PM616", "PM632", "PM630")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("[2022-07-19]", "2022-07-19"),
        ("2022年7月9日", "2022-07-09"),
        ("19 2022-07", "2022-07-19"),
        ("发布：2022.07.19 10:22", "2022-07-19"),
        ("2022-02-31", None),
        ("12022-07-19", None),
        ("07-19", None),
    ],
)
def test_dates_of_lists(text: str, day: str | None) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("/202207/t20220719_1.html", "2022-07-19"),
        ("/art/2022/7/9/art_1_2.html", "2022-07-09"),
        ("/2026/06-26/31.html", "2026-06-26"),
        ("/post_20221399.html", None),
        ("/c100495/x.shtml", None),
    ],
)
def test_dates_in_addresses(url: str, day: str | None) -> None:
    assert date_in_url(f"https://a.cn{url}") == day


def test_attachments_by_suffix_script_viewer_and_text() -> None:
    html = (
        '<a href="./P0202.pdf">名单</a><a href="/download?id=3">2.登记表.xlsx</a><a href="/module/downfile.jsp?classid=0&filename=ab.doc">表</a>'
        '<iframe src="/pdfjs/web/viewer.html?file=/files/c.pdf"></iframe><a href="https://evil.cn/x.pdf">外</a><a href="/a.html">关于.pdf</a>'
        '<a href="javascript:down()">x.pdf</a><a href="#x.pdf">y</a><a href="/old.DOC">旧</a>'
    )
    links, bad = attachments(Page(BASE, f"<meta charset=utf-8>{html}".encode()), made())
    assert [link.url.removeprefix("https://jyt.example.gov.cn") for link in links] == [
        "/tzgg/P0202.pdf",
        "/download?id=3",
        "/module/downfile.jsp?classid=0&filename=ab.doc",
        "/files/c.pdf",
        "/old.DOC",
    ]
    assert {link.role for link in links} == {Role.ATTACHMENT}
    assert [address for address, _ in bad] == ["javascript:down()"]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_entities_are_refused(kind: str) -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&b;</title><link>http://jyt.example.gov.cn/1</link></item></channel></rss>'
    with pytest.raises(AcquisitionError, match="PM627"):
        read(text, kind)


def test_json_paths_that_lead_nowhere() -> None:
    with pytest.raises(AcquisitionError, match="PM627"):
        read('{"data": {}}', "json", fields={"items": "data.list"})
    with pytest.raises(AcquisitionError, match="PM627"):
        read("[" * 5000, "json")
    found = read('cb({"d":[{"url":"/a"},{"x":1},{"url":"javascript:1"}]})', "json", fields={"items": "d"})
    assert [i.url for i in found.items] == ["https://jyt.example.gov.cn/a"]
    assert len(found.bad) == 2


def test_json_that_wraps_html() -> None:
    html = rows(("/art/2022/7/19/art_1_2.html", "关于课后服务的通知", "2022-07-19")).replace('"', '\\"')
    found = read(f'{{"data":{{"html":"{html}"}}}}', "json", fields={"html": "data.html"}, selectors={"item": "li"})
    assert [i.published for i in found.items] == ["2022-07-19"]
