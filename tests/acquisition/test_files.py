from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from policymine.acquisition.files import DEFAULT_MAX_BYTES, find_sources, read_snapshot
from policymine.errors import InputError


def _touch(path: Path, content: str = "全县共有学校12所。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_files_folder_gives_known_documents_in_order(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "a.html",
        "b/1.PDF",
        "b/c/x.docx",
        "z.jsonl",
        "notes.md",
        "image.png",
        ".hidden.txt",
        ".git/a.txt",
        "~$x.docx",
    ):
        _touch(tmp_path / name)
    found = [p.relative_to(tmp_path).as_posix() for p in find_sources([tmp_path])]
    assert found == ["a.html", "b/1.PDF", "b/2.txt", "b/c/x.docx", "z.jsonl"]


def test_files_named_file_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    path = _touch(tmp_path / "bulletin")
    assert list(find_sources([path])) == [path]


def test_files_loop_of_links_ends(tmp_path: Path) -> None:
    _touch(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "self.txt").symlink_to(tmp_path / "in" / "self.txt")
    found = [p.name for p in find_sources([tmp_path / "in"])]
    assert found == ["a.txt", "self.txt"]
    with pytest.raises(InputError) as error:
        read_snapshot(tmp_path / "in" / "self.txt")
    assert error.value.code == "PM106"


def test_files_file_named_twice_comes_once(tmp_path: Path) -> None:
    path = _touch(tmp_path / "a.txt")
    assert list(find_sources([path, tmp_path, path])) == [path]


@pytest.mark.parametrize(
    ("name", "code"), [("missing.txt", "PM101"), ("empty", "PM110"), ("x" * 300, "PM101"), ("a\0b", "PM101")]
)
def test_files_bad_path_is_named(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as error:
        list(find_sources([tmp_path / name]))
    assert error.value.code == code
    assert name in str(error.value)
    assert error.value.remedy


def test_files_good_paths_before_a_bad_one_are_given(tmp_path: Path) -> None:
    path = _touch(tmp_path / "a.txt")
    sources = find_sources([path, tmp_path / "missing"])
    assert next(sources) == path
    with pytest.raises(InputError, match="PM101"):
        next(sources)


def test_files_snapshot_holds_the_bytes(tmp_path: Path) -> None:
    path = _touch(tmp_path / "通报.txt")
    snapshot = read_snapshot(path)
    assert snapshot.content == path.read_bytes()
    assert snapshot.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (snapshot.name, snapshot.media_type, snapshot.uri) == ("通报.txt", "text/plain", path.as_posix())


def test_files_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room
    with pytest.raises(InputError) as error:
        read_snapshot(path)
    assert error.value.code == "PM108"
    assert "200.0 MB" in str(error.value) and f"{DEFAULT_MAX_BYTES // 1024 // 1024}.0 MB" in str(error.value)
    with pytest.raises(InputError, match="PM108"):
        read_snapshot(_touch(tmp_path / "small.txt"), max_bytes=3)


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_files_no_permission_to_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _touch(tmp_path / "a.txt")
    monkeypatch.setattr(Path, "open", _refuse)  # root may read everything, so the system is not asked
    with pytest.raises(InputError, match="PM112") as error:
        read_snapshot(path)
    assert str(path) in str(error.value)


def test_files_no_permission_to_list_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path / "a.txt")
    monkeypatch.setattr(Path, "iterdir", _refuse)
    with pytest.raises(InputError, match="PM112") as error:
        list(find_sources([tmp_path]))
    assert str(tmp_path) in str(error.value)


def test_files_no_permission_to_look_at_a_path_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "stat", _refuse)
    with pytest.raises(InputError, match="PM112"):
        list(find_sources([tmp_path / "a.txt"]))


def test_files_special_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="PM103"):
        read_snapshot(pipe)


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on POSIX only")
def test_files_name_that_is_no_utf8_becomes_text_that_can_be_stored(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    try:
        with open(os.path.join(folder, b"gb\xb9\xab.txt"), "wb") as file:  # noqa: PTH118, PTH123
            file.write("全县共有学校12所。".encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (source,) = find_sources([tmp_path])
    snapshot = read_snapshot(source)
    assert snapshot.name == "gb\\xb9\\xab.txt"
    assert snapshot.uri is not None
    assert snapshot.uri.encode()
