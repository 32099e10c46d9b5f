"""Sites of each family, generated: hundreds of notices with figures in them, lists in the family's own shape.

Every text is written here; places and numbers follow from the notice's number, so that each page is another one.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import format_datetime

from tests.site.server import Answer, Ask, Raw, Site

ROBOTS = Answer(b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
CITIES = ("临江市", "安平市", "石桥县", "青河区", "南岭市", "东湖区", "云台县", "白沙市")


@dataclass
class Notice:
    number: int
    revision: int = 0

    @property
    def day(self) -> date:
        return date(2022, 9, 30) - timedelta(days=self.number)

    @property
    def title(self) -> str:
        return f"{CITIES[self.number % 8]}公布第{self.number}期校外培训治理进展情况"

    def paragraphs(self) -> list[str]:
        before = 400 + self.number * 3
        after = 20 + self.number % 17 + self.revision
        return [
            f"截至{self.day.year}年{self.day.month}月，{CITIES[self.number % 8]}义务教育阶段学科类校外培训机构由{before}家压减至{after}家。",
            f"全市共有{30 + self.number}所学校开展课后服务，参与学生{1200 + self.number * 11}人，参与率达到{70 + self.number % 29}.5%。",
            f"教育部门联合市场监管部门检查培训机构{100 + self.number}家次，下发整改通知书{self.number % 23 + 2}份。",
        ]

    def html(self, extra: str = "", encoding: str = "utf-8") -> bytes:
        body = "".join(f"<p>　　{p}</p>" for p in self.paragraphs())
        page = (
            f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{self.title}</title></head><body>'
            f'<div class="nav"><a href="/">首页</a><a href="/list/">通知公告栏目</a></div>'
            f'<div class="article"><h1>{self.title}</h1><div class="info">发布时间：{self.day.isoformat()}　来源：测试教育局</div>'
            f'<div class="TRS_Editor">{body}</div>{extra}</div><div class="footer">版权所有</div></body></html>'
        )
        return page.encode("gb18030" if encoding.startswith("gb") else encoding)


def notices(count: int) -> list[Notice]:
    return [Notice(n) for n in range(1, count + 1)]


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def _number(path: str, before: str, after: str) -> int | None:
    if before in path and path.endswith(after):
        text = path.rpartition(before)[2].removesuffix(after)
        return int(text) if text.isdigit() else None
    return None


class Family:
    """A site of ``count`` notices. ``revised`` pages hold another figure; ``hidden`` leaves the newest ones out."""

    def __init__(self, count: int = 60, per_page: int = 20) -> None:
        self.all = notices(count)
        self.per_page = per_page
        self.hidden = 0

    @property
    def shown(self) -> list[Notice]:
        return self.all[self.hidden :]

    def chunk(self, page: int) -> list[Notice]:
        return self.shown[(page - 1) * self.per_page : page * self.per_page]

    @property
    def pages(self) -> int:
        return -(-len(self.shown) // self.per_page)

    def __call__(self, ask: Ask) -> Answer | Raw | None:
        if ask.path == "/robots.txt":
            return ROBOTS
        return self.answer(ask)

    def answer(self, ask: Ask) -> Answer | Raw | None:
        raise NotImplementedError

    def notice(self, number: int | None, **options: str) -> Answer | None:
        found = next((n for n in self.all if n.number == number), None)
        return None if found is None else Answer(found.html(**options))


def listing(notices: list[Notice], address: Callable[[Notice], str], tail: str = "") -> bytes:
    rows = "".join(
        f'<li><a href="{address(n)}" title="{n.title}">{n.title[:12]}…</a><span>{n.day.isoformat()}</span></li>'
        for n in notices
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title></head><body>'
        '<div class="nav"><a href="/about.html">机构设置与职能介绍</a><a href="/login">登录</a></div>'
        f'<ul class="list">{rows}</ul>{tail}'
        '<div class="links"><a href="http://other.test/">某某省人民政府门户网站</a></div></body></html>'
    ).encode()


class Trs(Family):
    """TRS WCM. Notice 3 has two attachments, notice 5 is GBK with a name that GB 2312 lacks."""

    def address(self, n: Notice) -> str:
        return f"./{n.day:%Y%m}/t{n.day:%Y%m%d}_{n.number}.html"

    def answer(self, ask: Ask) -> Answer | Raw | None:
        base = "/tzgg/"
        for page in range(1, self.pages + 1):
            name = "index.html" if page == 1 else f"index_{page - 1}.html"
            if ask.path in (base + name, base if page == 1 else base + name):
                script = f'<script>createPageHTML({self.pages}, {page - 1}, "index", "html");</script>'
                return Answer(listing(self.chunk(page), self.address, script))
        if ask.target.endswith((".pdf", ".docx")):
            return Answer(PDF, content_type="application/pdf")
        number = _number(ask.path, "_", ".html")
        if number == 3:
            extra = '<p>附件：<a href="./P020220927001.pdf">1.机构名单.pdf</a> <a href="/module/download/downfile.jsp?filename=b.docx">2.登记表.docx</a></p>'
            return self.notice(3, extra=extra)
        if number == 5:
            return self.notice(5, encoding="gb2312", extra="<p>联系人：朱镕堃</p>")
        return self.notice(number)


class Jcms(Family):
    """Hanweb JCMS: the first 45 records in the page, the rest from dataproxy.jsp."""

    block = 45
    column, unit = "1532981", "5266036"

    def record(self, n: Notice) -> str:
        return (
            f'<li><a target="_blank" href="/art/{n.day.year}/{n.day.month}/{n.day.day}/art_{self.column}_{n.number}.html" '
            f'title="{n.title}">{n.title[:10]}...</a><b>{n.day.isoformat()}</b></li>'
        )

    def store(self, notices: list[Notice]) -> str:
        records = "".join(f"<record><![CDATA[{self.record(n)}]]></record>" for n in notices)
        group = f'<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=14&path=/&columnid={self.column}&unitid={self.unit}&webname=%E6%95%99&permissiontype=0"></a>'
        return f"<datastore><nextgroup><![CDATA[{group}]]></nextgroup><recordset>{records}</recordset></datastore>"

    def answer(self, ask: Ask) -> Answer | Raw | None:
        if ask.path == f"/col/col{self.column}/index.html":
            script = (
                f'<div id="{self.unit}"><script type="text/xml">{self.store(self.shown[: self.block])}</script></div>'
                f"<script>$('#{self.unit}').jpage({{perPage:15,totalRecord:{len(self.shown)},proxyUrl:'/module/web/jpage/dataproxy.jsp'}});</script>"
            )
            return Answer(f'<html><head><meta charset="utf-8"></head><body>{script}</body></html>'.encode())
        if ask.path.endswith("/dataproxy.jsp"):
            asked = ask.query
            if asked.get("columnid") != self.column or asked.get("unitid") != self.unit:
                return Answer(b"", tag=False)
            start, end = int(asked["startrecord"]), int(asked["endrecord"])
            text = f"<?xml version='1.0' encoding='utf-8'?><totalrecord>{len(self.shown)}</totalrecord>{self.store(self.shown[start - 1 : end])}"
            return Answer(text.encode(), content_type="text/xml; charset=utf-8", tag=False)
        return self.notice(_number(ask.path, f"art_{self.column}_", ".html"))


class Plain(Family):
    """An ordinary list with a link to the next page."""

    def answer(self, ask: Ask) -> Answer | Raw | None:
        if ask.path == "/list/":
            page = int(ask.query.get("p", "1"))
            tail = f'<a href="/list/?p={page + 1}">下一页</a>' if page < self.pages else ""
            return Answer(listing(self.chunk(page), lambda n: f"/content/post_{n.number}.html", tail))
        return self.notice(_number(ask.path, "post_", ".html"))


class Feed(Family):
    """RSS 2.0 at /rss.xml, Atom at /atom.xml."""

    def answer(self, ask: Ask) -> Answer | Raw | None:
        from datetime import UTC, datetime

        def stamp(n: Notice) -> datetime:
            return datetime(n.day.year, n.day.month, n.day.day, 1, tzinfo=UTC)

        host = ask.headers["host"]
        if ask.path == "/rss.xml":
            rows = "".join(
                f"<item><title>{n.title}</title><link>http://{host}/n/{n.number}.html</link><pubDate>{format_datetime(stamp(n))}</pubDate></item>"
                for n in self.shown
            )
            text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>要闻</title>{rows}</channel></rss>'
            return Answer(text.encode(), content_type="application/rss+xml")
        if ask.path == "/atom.xml":
            rows = "".join(
                f'<entry><id>urn:{n.number}</id><title>{n.title}</title><link href="/n/{n.number}.html"/><updated>{stamp(n).isoformat()}</updated></entry>'
                for n in self.shown
            )
            text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>要闻</title>{rows}</feed>'
            return Answer(text.encode(), content_type="application/atom+xml")
        return self.notice(_number(ask.path, "/n/", ".html"))


class Sitemap(Family):
    """An index of two sitemaps, the second one packed."""

    def answer(self, ask: Ask) -> Answer | Raw | None:
        root = f"http://{ask.headers['host']}"
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        half = len(self.shown) // 2

        def urls(chosen: list[Notice]) -> str:
            rows = "".join(
                f"<url><loc>{root}/d/{n.number}.html</loc><lastmod>{n.day.isoformat()}</lastmod></url>" for n in chosen
            )
            return f'<?xml version="1.0"?><urlset {space}>{rows}</urlset>'

        if ask.path == "/sitemap.xml":
            text = f"<sitemapindex {space}><sitemap><loc>{root}/a.xml</loc></sitemap><sitemap><loc>{root}/b.xml.gz</loc></sitemap></sitemapindex>"
            return Answer(text.encode(), content_type="application/xml")
        if ask.path == "/a.xml":
            return Answer(urls(self.shown[:half]).encode(), content_type="application/xml")
        if ask.path == "/b.xml.gz":
            return Answer(gzip.compress(urls(self.shown[half:]).encode(), mtime=0), content_type="application/gzip")
        return self.notice(_number(ask.path, "/d/", ".html"))


class Json(Family):
    """A JSON list with page numbers, dates in milliseconds."""

    def answer(self, ask: Ask) -> Answer | Raw | None:
        from calendar import timegm

        if ask.path == "/api/list":
            page = int(ask.query["page"])
            rows = [
                {"docId": n.number, "name": f"<em>{n.title}</em>", "time": timegm(n.day.timetuple()) * 1000}
                for n in self.chunk(page)
            ]
            text = json.dumps({"code": 200, "data": {"list": rows, "total": len(self.shown)}}, ensure_ascii=False)
            return Answer(text.encode(), content_type="application/json; charset=utf-8")
        number = ask.query.get("id")
        return self.notice(int(number)) if ask.path == "/view" and number else None


def all_families(count: int = 60) -> dict[str, Site]:
    return {
        "trs.test": Trs(count),
        "jcms.test": Jcms(max(count, 60)),
        "plain.test": Plain(count),
        "feed.test": Feed(count),
        "map.test": Sitemap(count),
        "json.test": Json(count),
    }
