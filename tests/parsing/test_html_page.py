"""Pages written for these tests in the manner of the site families, each with what is expected of it."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest

from policymine.parsing import parse
from policymine.records import Document, Problem, SectionKind, Snapshot

_PAGES = Path(__file__).parent / "pages"
_NAMES = sorted(p.stem for p in _PAGES.glob("*.html"))


def _snapshot(content: bytes, name: str = "page.html", media_type: str = "text/html") -> Snapshot:
    return Snapshot(name, content, media_type, f"in/{name}", hashlib.sha256(content).hexdigest())


def _load(name: str) -> tuple[Document, dict]:
    expected = json.loads((_PAGES / f"{name}.json").read_text(encoding="utf-8"))
    content = (_PAGES / f"{name}.html").read_text(encoding="utf-8").encode(expected["encoding"])
    (document,) = parse(_snapshot(content, f"{name}.html"))
    assert isinstance(document, Document), document
    return document, expected


def _wanted_text(document: Document) -> str:
    """What figures are read from: all but the other stories."""
    return "".join(document.text[s.start : s.end] for s in document.sections if s.kind is not SectionKind.FOREIGN)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("field", ["title", "publisher", "author", "published", "number", "issuer"])
def test_html_page_field(name: str, field: str) -> None:
    document, expected = _load(name)
    assert getattr(document, field) == expected[field]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_keeps_its_own_figures_and_no_others(name: str) -> None:
    document, expected = _load(name)
    text = _wanted_text(document)
    assert [k for k in expected["kept"] if k not in text] == []
    assert [k for k in expected["out"] if k in text] == []


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_date_has_its_evidence(name: str) -> None:
    document, expected = _load(name)
    span = document.published_span
    assert (document.text[span[0] : span[1]] if span else None) == expected["evidence"]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_sections_tile_the_text(name: str) -> None:
    document, expected = _load(name)
    assert document.sections[0].start == 0
    assert document.sections[-1].end == len(document.text)
    assert all(a.end == b.start for a, b in zip(document.sections, document.sections[1:], strict=False))
    assert document.sections[0].kind is SectionKind.HEADLINE
    assert document.text.startswith(expected["title"] + "\n")
    subheads = [document.text[s.start : s.end].strip() for s in document.sections if s.kind is SectionKind.SUBHEAD]
    assert subheads == expected["subheads"]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_tables_keep_their_headers(name: str) -> None:
    document, expected = _load(name)
    assert len(document.tables) == expected["tables"]
    for table in document.tables:
        assert table.caption == expected["caption"]
        cells = {document.text[c.start : c.end]: [c.row_header, c.column_header] for c in table.cells}
        assert {k: cells[k] for k in expected["cells"]} == expected["cells"]
        assert any(
            s.kind is SectionKind.TABLE and s.start <= table.start and table.end <= s.end for s in document.sections
        )


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_without_its_known_container_reads_the_same(name: str) -> None:
    """The general way (trafilatura) finds what the rules for the families find."""
    expected = json.loads((_PAGES / f"{name}.json").read_text(encoding="utf-8"))
    page = (_PAGES / f"{name}.html").read_text(encoding="utf-8")
    for known in ("TRS_UEDITOR trs_paper_default", 'id="zoom"', "bt_content", "article_content", "article-content"):
        page = page.replace(known, "")
    (document,) = parse(_snapshot(page.encode(expected["encoding"])))
    assert isinstance(document, Document)
    text = _wanted_text(document)
    assert [k for k in expected["kept"] if k not in text] == []
    assert [k for k in expected["out"] if k in text] == []
    assert document.title == expected["title"]
    assert document.published == expected["published"]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("gbk", "gb18030"),
        ("iso-8859-1", "gb18030"),
        ("utf-8", "utf-16"),
        ("utf-8", "utf-16-be"),
        ("", "utf-16-le"),
        ("big5", "gb18030"),
        ("shift_jis", "gb18030"),
        ("big5", "utf-8"),
    ],
)
def test_html_page_encoding_is_found_whatever_is_declared(declared: str, written: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = (
        f"<html><head>{meta}<title>镕城县教育局</title></head><body><h1>镕城县教育工作</h1>"
        + "<p>全县共有学校96所，李堃同志介绍了课后服务的情况，参与率达到九成。</p>" * 4
    )
    (document,) = parse(_snapshot(page.encode(written)))
    assert isinstance(document, Document), document
    assert "李堃同志介绍了课后服务的情况" in document.text


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body></body></html>", "PM113"),
        ("<html><body><ul>" + "<li><a href='/1'>某县压减机构12家的消息</a></li>" * 50 + "</ul></body></html>", "PM113"),
        (
            "<html><head><script>var a = 1;</script></head><body><div style='display:none'>隐藏的正文有很多很多字，但是谁也看不见它们。</div></body></html>",
            "PM113",
        ),
        ("<html><body>" + "<div>" * 20000 + "全县共有学校96所。", "PM113"),
    ],
)
def test_html_page_without_main_text_is_said(page: str, code: str) -> None:
    (problem,) = parse(_snapshot(page.encode()))
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert "in/page.html" in problem.message
    assert problem.remedy


_P = "<p>全市新建学校12所，学位1.3万个，投入4.8亿元，满意度达到98%。</p>"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("title of separators", "<title>" + " - " * 100_000 + "</title><body>" + _P * 5),
        ("clutter with tails", "<body>" + '<div class="nav"></div>尾' * 20_000 + _P * 5),
        ("containers", "<body>" + '<div id="zoom">x</div>' * 10_000 + _P * 5),
        (
            "spans",
            "<body><div id=zoom>"
            + _P
            + "<table>"
            + ("<tr>" + "<td rowspan=999 colspan=999>34</td>" * 10 + "</tr>") * 200
            + "</table></div>",
        ),
        ("depth", "<body>" + "<div>" * 50_000 + _P * 5),
        ("links", "<body><div>" + "<a href=x>链接</a> " * 40_000 + _P * 5),
        ("labels", "<body><div>" + "<span>来源：</span>" * 20_000 + _P * 5),
        ("attributes", "<body><p " + " ".join(f'a{i}="x"' for i in range(300_000)) + ">x</p>" + _P * 5),
        ("attributes that hold >", "<body><p " + " ".join(f'a{i}=">"' for i in range(300_000)) + ">x</p>" + _P * 5),
        ("tags of many attributes", "<body>" + ("<b " + " ".join(f"a{i}" for i in range(700)) + ">") * 1000 + _P * 5),
        ("quotes that stay open", "<body>" + '<a b="' * 300_001 + _P * 5),
        ("tables", "<body>" + "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>" * 5_000 + _P),
        (
            "colspan",
            "<body>" + _P * 5 + "<table>" + ("<tr>" + "<td colspan=1000>1</td>" * 20 + "</tr>") * 300 + "</table>",
        ),
        ("readings in brackets", "<body><div id=zoom>" + "<p>雙(ji" * 100_000 + "ǎn)</p>" + _P * 5),
        ("pictures", "<body>" + "<p>情况表</p><img alt='情况表'>" * 20_000 + _P * 5),
    ],
)
def test_html_page_made_to_exhaust_is_read_in_time(name: str, page: str) -> None:
    """Each took minutes, or grew with the square of the page, before its rule was bounded."""
    start = time.process_time()
    item, *_ = parse(_snapshot(f"<html>{page}</html>".encode()))
    assert isinstance(item, (Document, Problem))
    assert time.process_time() - start < 8, name


def test_script_is_no_tag_of_many_attributes() -> None:
    script = "<script>for(i=0;i<n;i++){" + "a[i]=b+i;" * 2000 + "}</script>"
    (document,) = parse(
        _snapshot(f"<html><head><title>镇里的学校</title>{script}</head><body>{_P * 5}</body></html>".encode())
    )
    assert isinstance(document, Document), document
    assert document.text.count("新建学校12所") == 5


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><frameset cols='20%,*'><frame src='menu.html'><frame src='text.html'></frameset></html>", "text.html"),
        ("<html><body><div id='app'></div><script src='app.js'></script></body></html>", "script"),
        ("<html><body><div id='zoom'><img src='1.jpg'><img src='2.jpg'></div></body></html>", "picture"),
        ("<html><body><iframe src='/inner/1.html'></iframe></body></html>", "/inner/1.html"),
    ],
)
def test_page_whose_text_is_elsewhere_says_where(page: str, said: str) -> None:
    (problem,) = parse(_snapshot(page.encode()))
    assert isinstance(problem, Problem)
    assert problem.code == "PM113"
    assert said in problem.message


def test_reading_in_brackets_is_left_out_and_offsets_hold() -> None:
    page = f"<h1>「雙減(jiǎn)」一年</h1><div id='zoom'><p>「雙減（ jiǎn ）」後，全市培訓機構由320家減至12家。</p><p>中心(CBD)學校3所。</p>{_P}</div>"
    (document,) = parse(_snapshot(f"<html><body>{page}</body></html>".encode()))
    assert isinstance(document, Document), document
    assert "「雙減」後，全市培訓機構由320家減至12家。" in document.text
    assert "中心(CBD)學校" in document.text
    assert document.sections[-1].end == len(document.text)


_TEXT = "全县共有学校李堃同志和朱镕介绍了课后服务的情况，参与率达到九成。家长普遍满意。"


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_utf_16_without_mark_blank_or_digit_is_read(encoding: str) -> None:
    (document,) = parse(_snapshot(_TEXT.encode(encoding), "a.txt", "text/plain"))
    assert isinstance(document, Document), document
    assert document.text == _TEXT


@pytest.mark.parametrize(("inner", "outer"), [("utf-8", "latin-1"), ("gb18030", "latin-1"), ("gb18030", "cp1252")])
def test_chinese_that_was_encoded_twice_is_decoded_twice(inner: str, outer: str) -> None:
    page = f"<html><head><title>镇里的学校</title></head><body><h1>镇里的学校</h1>{f'<p>{_TEXT}</p>' * 4}</body></html>"
    try:
        twice = page.encode(inner).decode(outer)
    except UnicodeDecodeError:
        pytest.skip("these bytes have no characters in that encoding")
    (document,) = parse(_snapshot(twice.encode("utf-8")))
    assert isinstance(document, Document), document
    assert _TEXT in document.text


def test_french_is_not_taken_for_chinese_encoded_twice() -> None:
    from policymine.parsing.decoding import decode_text

    text = "Café déjà vu à Orléans, élèves âgés, près de là où naïve été forêt hôpital"
    assert decode_text(text.encode("utf-8")) == (text, "utf-8")


@pytest.mark.parametrize("declared", ["gbk", "utf-8"])
def test_one_broken_character_does_not_cost_a_page(declared: str) -> None:
    encoding = "gb18030" if declared == "gbk" else "utf-8"
    page = f'<html><head><meta charset="{declared}"><title>镇里的学校</title></head><body>{f"<p>{_TEXT}</p>" * 4}</body></html>'
    content = page.encode(encoding).replace("九成".encode(encoding), b"\xff\xff", 1)
    (document,) = parse(_snapshot(content))
    assert isinstance(document, Document), document
    assert document.text.count("李堃同志和朱镕介绍") == 4


def test_ebcdic_is_not_read_as_chinese() -> None:
    content = ("The bureau closed 214 classes in January and refunded 4.6 million yuan. " * 8).encode("cp037")
    (item,) = parse(_snapshot(content, "a.txt", "text/plain"))
    assert isinstance(item, Problem) or "closed 214 classes" in item.text


def _body(inner: str, above: str = "") -> list[str]:
    page = f"<html><head><title>镇里的学校开学了</title></head><body>{above}<h1>镇里的学校开学了</h1><div id='zoom'>{inner}</div></body></html>"
    (document,) = parse(_snapshot(page.encode()))
    assert isinstance(document, Document), document
    kinds = (SectionKind.HEADLINE, SectionKind.DECK, SectionKind.BYLINE, SectionKind.FOREIGN)
    return "".join(document.text[s.start : s.end] for s in document.sections if s.kind not in kinds).strip().split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "扫码登记的家长有3200人。",
        "大中小学共12所",
        "主办单位：省教育厅",
        "分享到的经验覆盖了36所学校。",
        "联系电话：0123-1234567",
        "长按照章程办学的民办学校有9所。",
        "视频：全省共有286节课上线。",
        "打印店关闭了12家",
        "中班30人，大班28人",
    ],
)
def test_line_of_the_article_that_looks_like_the_page_is_kept(line: str) -> None:
    assert line in _body(f"{_P}<p>{line}</p>{_P}")


@pytest.mark.parametrize(
    "line",
    [
        "【字体：大 中 小】",
        "字号：[ 大 中 小 ] 打印 关闭",
        "扫一扫在手机打开当前页",
        "阅读 1.2万 点赞 365",
        "首页 > 新闻 > 正文",
        "分享到： 微信 微博 QQ空间",
        "责任编辑：",
        "原标题：镇里的学校开学了",
        "长按二维码关注我们",
        "浏览次数：318次",
    ],
)
def test_line_of_the_page_within_the_article_is_left_out(line: str) -> None:
    assert not any(line[:4] in kept for kept in _body(f"{_P}<p>{line}</p>{_P}"))


def test_foot_at_the_end_of_the_article_is_left_out() -> None:
    assert _body(f"{_P * 2}<p>主办单位：某县教育局</p><p>地址：学府路1号</p>")[-1].startswith("全市新建学校")


def test_caption_goes_and_a_subhead_under_a_picture_stays() -> None:
    lines = _body(
        f"{_P}<p><img src='1.jpg'></p><p>学生走进新校园。李明 摄</p><p><img src='2.jpg'></p><p>加强语文</p>{_P}"
    )
    assert "加强语文" in lines
    assert not any("李明" in line for line in lines)


def test_heading_within_the_text_is_no_deck() -> None:
    assert _body(f"<h3>一、总体情况</h3>{_P}{_P}", "<h3>通知公告</h3>")[0] == "一、总体情况"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("<title>全县新建学校12所 - 民生 - 云岭网</title>", "<p class='h'>全县新建学校12所</p>"),
        (
            "<title>通知公告-石林县人民政府</title><meta name='ArticleTitle' content='全县新建学校12所'>",
            "<h2>全县新建学校12所</h2>",
        ),
        ("<title>教育惠民</title>", "<b>全县新建学校12所</b>"),
        ("<title>石林县人民政府</title>", "<div>全县新建学校12所</div>"),
        ("<title>全县新建学校12所_学校_教育_全县</title>", "<h1>全县新建学校12所</h1>"),
        ("<title></title>", "<h1>全县新建学校12所</h1>"),
        ("<title>石林日报</title>", "<p class='title'>全县新建学校12所</p>"),
    ],
)
def test_title_is_the_headline_not_the_site_or_column(head: str, above: str) -> None:
    info = "<p>[ 来源：乌江日报 发布日期：2011年9月5日 浏览 76 次 ]</p>"
    (document,) = parse(
        _snapshot(f"<html><head>{head}</head><body>{above}{info}<div>{_P * 5}</div></body></html>".encode())
    )
    assert isinstance(document, Document), document
    assert document.title == "全县新建学校12所"
    assert document.publisher == "乌江日报"
    assert "76" not in document.text


@pytest.mark.parametrize("name", ["name, email@example.com", "104363", "本站"])
def test_author_is_no_address_and_no_number_of_the_site(name: str) -> None:
    (document,) = parse(
        _snapshot(
            f"<html><head><title>全县新建学校12所</title><meta name='author' content='{name}'></head>"
            f"<body><h1>全县新建学校12所</h1>{_P * 5}</body></html>".encode()
        )
    )
    assert isinstance(document, Document), document
    assert document.author is None


def test_foot_of_a_portal_is_left_out() -> None:
    foot = "<p>留言板 意见反馈留言板 400-000-0000 欢迎批评指正</p><p>违法和不良信息举报电话：010-00000000</p><p>举报邮箱：a@example.com</p>"
    assert _body(f"{_P * 2}{foot}")[-1].startswith("全市新建学校")
