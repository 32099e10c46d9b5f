"""Sources on this machine: folders, WARC files of others, WeChat articles saved to disk. They are archived, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.acquisition import frontier, index
from policymine.acquisition.archive import Archive, Fetched
from policymine.acquisition.content import ATTACHMENT_SUFFIXES, header, media_type_of, unpack
from policymine.acquisition.extras import warcio
from policymine.acquisition.files import find_sources, read_snapshot
from policymine.acquisition.frontier import Task
from policymine.acquisition.job import Job
from policymine.acquisition.outcomes import Outcome, Result, Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError, InputError, PolicymineError


@dataclass(frozen=True, slots=True)
class LocalItem:
    """Bytes that a local source holds. ``url``: where they were published, or ``file://``."""

    url: str
    content: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    title: str | None = None
    published: str | None = None
    retrieved: str | None = None
    role: Role = Role.PAGE


def read_local(source: Source, job: Job, archive: Archive) -> None:
    """Archive what is new or changed in a local source, with an outcome each. Never raises on what the files hold."""
    good = 0
    fault: tuple[str, str] | None = None
    for item in items(source, Path(job.root), job.settings.max_bytes):
        if isinstance(item, tuple):
            url, code, detail = item
            fault = fault or (code, f"{url} {detail}")
            outcome = Outcome(job.run, source.name, url, Role.PAGE, Result.FAILED, job.now, code=code, detail=detail)
            index.add_outcome(archive.db, outcome)
            continue
        _archive(item, source, job, archive)
        good += 1
    index.set_health(
        archive.db,
        source.name,
        at=job.now,
        good=good > 0,
        complete=True,
        code=fault[0] if fault else None,
        detail=fault[1] if fault else "",
    )


def _archive(item: LocalItem, source: Source, job: Job, archive: Archive) -> None:
    from policymine.acquisition.warc import sha256

    task = Task(0, source.name, item.url, item.role, 1, None, item.title, item.published, {}, None)
    digest = sha256(item.content)
    before = archive.last(item.url)
    known = frontier.is_known(archive.db, item.url)
    if known and before is not None and before.sha256 == digest:
        capture = before  # a file that did not change is not archived again
    else:
        capture = archive.append(
            Fetched(
                url=item.url,
                source=source.name,
                role=item.role,
                run=job.run,
                retrieved=item.retrieved or job.now,
                status=200,
                reason="OK",
                headers=item.headers or (("Content-Type", item.media_type),),
                body=item.body if item.body is not None else item.content,
                content=item.content,
                media_type=media_type_of(item.media_type),
                title=item.title,
                published=item.published,
            )
        )
    with frontier.transaction(archive.db):
        changed = frontier.remember(
            archive.db,
            task,
            at=frontier.seconds(job.now),
            number=capture.ref.number,
            sha256=digest,
            etag=None,
            last_modified=None,
            code=None,
        )
        result = Result.UNCHANGED if not changed else Result.REVISED if known else Result.NEW
        index.add_outcome(
            archive.db,
            Outcome(
                job.run,
                source.name,
                item.url,
                item.role,
                result,
                job.now,
                size=len(item.content),
                sha256=digest,
                number=capture.ref.number,
            ),
        )


Failure = tuple[str, str, str]
"""Address, code and detail."""


def items(source: Source, root: Path, max_bytes: int) -> Iterator[LocalItem | Failure]:
    """What a local source holds, in a fixed order; a file that cannot be read gives its failure."""
    readers = {"folder": _folder, "warc": _warc, "wechat": _wechat}
    for start in source.start:
        path = Path(start) if Path(start).is_absolute() else root / start
        try:
            for item in readers[source.kind](path, max_bytes):
                if isinstance(item, tuple) or source.takes(item.url):
                    yield item
        except PolicymineError as error:
            yield path.as_uri(), error.code, error.detail
        except OSError as error:
            yield path.as_uri(), "PM106", error.strerror or str(error)


def _files(path: Path, max_bytes: int) -> Iterator[tuple[Path, Any]]:
    for file in find_sources([path]):
        try:
            yield file, read_snapshot(file, max_bytes, hold=True)
        except InputError as error:
            yield file, (file.absolute().as_uri(), error.code, error.detail)


def _folder(path: Path, max_bytes: int) -> Iterator[LocalItem | Failure]:
    for file, read in _files(path, max_bytes):
        if isinstance(read, tuple):
            yield read
            continue
        role = Role.ATTACHMENT if file.suffix.lower() in ATTACHMENT_SUFFIXES else Role.PAGE
        yield LocalItem(file.absolute().as_uri(), read.content, read.media_type, role=role)


# The variables that WeChat's article template sets: seconds since 1970, or the time as it is shown.
_WECHAT_SECONDS = re.compile(r"\b(?:ct|create_time|svr_time_publish|oriCreateTime)\b['\"]?\s*[:=]\s*['\"](\d{10})['\"]")
_WECHAT_SHOWN = re.compile(r"\b(?:publish_time|createTime)\b['\"]?\s*[:=]\s*['\"](20\d\d-\d\d-\d\d)")
_WECHAT_TITLE = re.compile(r"<meta[^>]+property=[\"']og:title[\"'][^>]+content=[\"']([^\"']*)", re.IGNORECASE)
_WECHAT_URL = re.compile(
    r"(?:<meta[^>]+property=[\"']og:url[\"'][^>]+content=|\bmsg_link\s*=\s*)[\"'](https?:[^\"'\s]+)", re.IGNORECASE
)


def _wechat(path: Path, max_bytes: int) -> Iterator[LocalItem | Failure]:
    from html import unescape

    from policymine.acquisition.kinds.base import clean_url
    from policymine.parsing.decoding import decode_page

    for file, read in _files(path, max_bytes):
        if isinstance(read, tuple):
            yield read
            continue
        where = file.absolute().as_uri()
        try:
            text = decode_page(read.content, read.media_type)
        except InputError as error:
            yield where, error.code, error.detail
            continue
        if "js_content" not in text:
            yield where, "PM625", "no article: the element js_content is missing"
            continue
        title = _WECHAT_TITLE.search(text)
        link = _WECHAT_URL.search(text)
        url = where
        if link:
            try:
                url = clean_url(where, unescape(link[1]).replace("\\x26", "&").replace("&amp;", "&"))
            except AcquisitionError:
                url = where
        yield LocalItem(
            url,
            read.content,
            "text/html",
            title=unescape(title[1]).strip() or None if title else None,
            published=wechat_date(text),
        )


def wechat_date(text: str) -> str | None:
    """EDTF of the day in China on which a saved WeChat article was published, from the variables of its script."""
    from policymine.acquisition.kinds.json_list import epoch_date

    found = _WECHAT_SECONDS.search(text)
    if found:
        return epoch_date(int(found[1]))
    shown = _WECHAT_SHOWN.search(text)
    return shown[1] if shown else None


_DOCUMENT_TYPES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "application/msword")


def _warc(path: Path, max_bytes: int) -> Iterator[LocalItem | Failure]:
    files: Iterable[Path] = [path]
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.name.endswith((".warc", ".warc.gz")))
        if not files:
            raise InputError("PM110", "no .warc or .warc.gz", where=str(path))
    elif not path.exists():
        raise InputError("PM101", where=str(path))
    for file in files:
        yield from _records(file, max_bytes)


def _records(file: Path, max_bytes: int) -> Iterator[LocalItem | Failure]:
    iterator = warcio("archiveiterator").ArchiveIterator
    with file.open("rb") as stream:
        try:
            for record in iterator(stream):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                item = _record(record, max_bytes)
                if item is not None:
                    yield item
        except Exception as error:  # damaged from here on: what stood before is taken
            yield file.absolute().as_uri(), "PM106", f"{type(error).__name__}: {error}"[:300]


def _record(record: Any, max_bytes: int) -> LocalItem | Failure | None:
    headers = tuple(record.http_headers.headers)
    kind = header(headers, "content-type") or ""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    wanted = media_type_of(kind) in _DOCUMENT_TYPES or "officedocument" in kind
    wanted = wanted and not url.endswith("/robots.txt")
    if record.http_headers.get_statuscode() != "200" or not wanted or not url.startswith(("http://", "https://")):
        return None
    body = record.content_stream().read(max_bytes + 1) if not header(headers, "content-encoding") else None
    try:
        if body is None:
            raw = record.raw_stream.read(max_bytes + 1)
            body = unpack(raw, header(headers, "content-encoding"), max_bytes)
    except AcquisitionError as error:
        return url, error.code, error.detail
    if len(body) > max_bytes:
        return url, "PM615", f"more than {max_bytes:,} bytes"
    kept = tuple((n, v) for n, v in headers if n.lower() not in ("content-encoding", "transfer-encoding"))
    role = Role.PAGE if "html" in kind or "plain" in kind else Role.ATTACHMENT
    stamp = record.rec_headers.get_header("WARC-Date")
    return LocalItem(url, body, media_type_of(kind), headers=kept, retrieved=stamp, role=role)
