"""The archive: written once, read by ordinary WARC tools, mended after a kill."""

from __future__ import annotations

import gzip
import io
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from policymine.acquisition.archive import Archive, Fetched
from policymine.acquisition.outcomes import Role
from policymine.acquisition.surt import surt
from policymine.acquisition.warc import payload_digest, sha256
from policymine.errors import AcquisitionError


def fetched(number: int, body_given: bytes | None = None, **changes: object) -> Fetched:
    body = body_given if body_given is not None else f"<p>第{number}号通知，共{number * 7}家机构。</p>".encode()
    given = Fetched(
        url=f"https://edu.example.cn/202207/t20220719_{number}.html",
        source="example",
        role=Role.PAGE,
        run="r1",
        retrieved=f"2026-11-22T15:{number // 60 % 60:02}:{number % 60:02}Z",
        status=200,
        reason="OK",
        headers=[("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))],
        body=body,
        content=body,
        media_type="text/html",
        request_headers=[("User-Agent", "policymine")],
        parent="https://edu.example.cn/index.html",
        title="关于 “双减” 的通知",
        published="2022-07-19",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def test_what_was_archived_is_read_back(tmp_path: Path) -> None:
    with Archive(tmp_path, write=True) as archive:
        first = archive.append(fetched(1))
        archive.append(fetched(2))
    archive = Archive(tmp_path)
    assert archive.read(first.ref).content == fetched(1).body
    assert [c.url[-6:] for c in archive.iterate()] == ["1.html", "2.html"]
    assert [c.ref.number for c in archive.iterate(since=first.ref.number)] == [2]
    assert archive.lookup(fetched(2).url)[0].title == "关于 “双减” 的通知"
    snapshot = archive.snapshot(first)
    assert snapshot.name == "edu.example.cn/202207/t20220719_1.html"
    assert snapshot.sha256 == sha256(snapshot.content)
    assert snapshot.media_type == "text/html; charset=utf-8"


def test_same_bytes_and_304_are_revisits_that_give_the_first_bytes(tmp_path: Path) -> None:
    with Archive(tmp_path, write=True) as archive:
        archive.append(fetched(1))
        same = archive.append(fetched(1, retrieved="2026-11-23T00:00:00Z", run="r2"))
        unchanged = archive.append(
            fetched(
                1, b"", status=304, reason="Not Modified", not_modified=True, retrieved="2026-11-24T00:00:00Z", run="r3"
            )
        )
        changed = archive.append(fetched(1, b"<p>revised</p>", retrieved="2026-11-25T00:00:00Z", run="r4"))
        assert (same.revisit, unchanged.revisit, changed.revisit) == (True, True, False)
        assert archive.read(unchanged).content == archive.read(same).content == fetched(1).body
        assert unchanged.sha256 == sha256(fetched(1).body)
        assert [c.ref.number for c in archive.documents()] == [changed.ref.number]
        assert archive.last(fetched(1).url) == changed


def test_compressed_answers_are_kept_as_sent_and_read_unpacked(tmp_path: Path) -> None:
    content = "压减率达到91.5%。".encode() * 50
    body = gzip.compress(content)
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    with Archive(tmp_path, write=True) as archive:
        capture = archive.append(fetched(1, body, content=content, headers=headers))
    assert Archive(tmp_path).read(capture).content == content
    assert capture.sha256 == sha256(content)


def test_a_torn_end_is_cut_and_the_rest_indexed_again(tmp_path: Path) -> None:
    """Killed anywhere while writing: whole groups are kept, the torn one goes, and writing goes on."""
    made = tmp_path / "made"
    with Archive(made, write=True) as archive:
        ends = [
            archive.db.execute(
                "SELECT group_end FROM captures WHERE number=?", (archive.append(fetched(n)).ref.number,)
            ).fetchone()[0]
            for n in range(1, 9)
        ]
    whole = next(made.glob("*.warc.gz")).read_bytes()
    draw = random.Random(7)
    for case in range(25):
        folder = tmp_path / f"case{case}"
        folder.mkdir()
        cut = draw.randrange(1, len(whole) + 1)
        (folder / "policymine-00001.warc.gz").write_bytes(whole[:cut])
        with Archive(folder, write=True) as archive:
            kept = sum(end <= cut for end in ends)
            assert len(list(archive.iterate())) == kept
            new = archive.append(fetched(99))
            for capture in archive.iterate():
                assert archive.read(capture).content
            assert archive.read(new).content == fetched(99).body
            first = next(archive.iterate())
            assert first.role is Role.PAGE
            if kept:
                assert (first.title, first.parent, first.run) == (fetched(1).title, fetched(1).parent, "r1")
        check_with_warcio(folder)


def test_index_that_is_lost_is_made_again_with_revisits(tmp_path: Path) -> None:
    with Archive(tmp_path, write=True) as archive:
        archive.append(fetched(1))
        archive.append(fetched(1, run="r2", retrieved="2026-11-23T00:00:00Z"))
        archive.append(fetched(2))
        before = list(archive.iterate())
    for path in tmp_path.glob("index.*"):
        path.unlink()
    with Archive(tmp_path, write=True) as archive:
        assert list(archive.iterate()) == before


def test_damage_in_the_middle_is_said_and_nothing_is_cut(tmp_path: Path) -> None:
    with Archive(tmp_path, write=True) as archive:
        for n in range(1, 6):
            archive.append(fetched(n))
        at = archive.lookup(fetched(2).url)[0].ref.offset
    path = next(tmp_path.glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[at + 60 : at + 90] = b"\x00" * 30
    path.write_bytes(data)
    archive = Archive(tmp_path)
    with pytest.raises(AcquisitionError, match="PM605"):
        archive.read(archive.lookup(fetched(2).url)[0])
    assert archive.read(archive.lookup(fetched(3).url)[0]).content == fetched(3).body
    archive.db.close()
    for found in tmp_path.glob("index.*"):
        found.unlink()
    with pytest.raises(AcquisitionError, match="PM605"):
        Archive(tmp_path, write=True)
    assert path.stat().st_size == len(data)


def test_files_are_closed_at_their_size(tmp_path: Path) -> None:
    noise = random.Random(1)
    with Archive(tmp_path, write=True, warc_bytes=6000) as archive:
        for n in range(1, 9):
            archive.append(fetched(n, noise.randbytes(2000)))
    assert len(list(tmp_path.glob("*.warc.gz"))) == 4
    with Archive(tmp_path, write=True, warc_bytes=6000) as archive:
        assert len(list(archive.iterate())) == 8
        assert archive.read(archive.append(fetched(9)).ref).content == fetched(9).body
    check_with_warcio(tmp_path)


def test_one_writer(tmp_path: Path) -> None:
    with Archive(tmp_path, write=True) as archive:
        archive.append(fetched(1))
        with pytest.raises(AcquisitionError, match="PM606"):
            Archive(tmp_path, write=True, wait=0.05)
        assert len(list(Archive(tmp_path).iterate())) == 1  # readers are not kept out
    Archive(tmp_path, write=True, wait=0.05).close()


def check_with_warcio(folder: Path) -> None:
    files = sorted(map(str, folder.glob("*.warc.gz")))
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ordinary_tools_read_it(tmp_path: Path) -> None:
    """``warcio check`` verifies every digest; ``cdxj-indexer`` gives the index that the archive wrote itself."""
    cdxj_indexer = pytest.importorskip("cdxj_indexer.main")
    with Archive(tmp_path, write=True) as archive:
        for n in range(1, 6):
            archive.append(fetched(n))
        archive.append(fetched(1, run="r2", retrieved="2026-11-23T00:00:00Z"))
        archive.append(fetched(7, b"", status=404, reason="Not Found"))
    check_with_warcio(tmp_path)
    out = io.StringIO()
    cdxj_indexer.CDXJIndexer(output=out, inputs=[str(next(tmp_path.glob("*.warc.gz")))], sort=True).process_all()
    ours = (tmp_path / "index.cdxj").read_text(encoding="utf-8").splitlines()
    theirs = out.getvalue().splitlines()
    assert len(ours) == len(theirs) == 7
    for own, other in zip(ours, theirs, strict=True):
        key, stamp, fields = own.split(" ", 2)
        other_key, other_stamp, other_fields = other.split(" ", 2)
        assert (key, stamp) == (other_key, other_stamp)
        expected = json.loads(other_fields)
        assert {name: json.loads(fields)[name] for name in expected} == expected


def test_sort_keys_are_those_of_the_surt_library() -> None:
    library = pytest.importorskip("surt")
    for url in (
        "http://www.edu.example.cn/A?b=1&a=2",
        "https://edu.example.cn:8443/x/",
        "http://127.0.0.1:8080/a/b.html",
        "http://jyt.example.cn",
        "http://a.cn/x?",
        "http://a.cn/%E4%B8%AD?B=Q",
        "https://a.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&path=/",
    ):
        assert surt(url) == library.surt(url)


def test_digest_is_the_one_of_warc_tools() -> None:
    assert payload_digest(b"") == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
