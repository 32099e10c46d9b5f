from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline_fakes import CHENGGU, FAKES, HEBEI, write_corpus

from policymine.dataset.commit import Versions, Writer, writing
from policymine.dataset.lock import LOCK_NAME, writer_lock
from policymine.dataset.query import rows
from policymine.dataset.schema import CONTENT_TABLES, SCHEMA_VERSION
from policymine.dataset.store import MARKER, open_dataset, runs
from policymine.errors import DatasetError
from policymine.pipeline import mine

VERSIONS = Versions("1", "reader-1", "fake@1")


@pytest.fixture
def mined(tmp_path: Path) -> Iterator[Path]:
    mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES)
    yield tmp_path / "ds"


def code(error: pytest.ExceptionInfo[DatasetError]) -> str:
    return error.value.code


def test_store_missing_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as error:
        open_dataset(tmp_path / "none")
    assert code(error) == "PM301"
    with pytest.raises(DatasetError) as error:
        open_dataset(tmp_path)
    assert code(error) == "PM301"


def test_store_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    with pytest.raises(DatasetError, match=r"thesis\.docx") as error:
        open_dataset(tmp_path)
    assert code(error) == "PM303"
    with pytest.raises(DatasetError) as error:
        mine([tmp_path], tmp_path, services=FAKES)
    assert code(error) == "PM303"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_store_a_file_is_no_dataset(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(DatasetError) as error:
        open_dataset(path)
    assert code(error) == "PM303"


@pytest.mark.parametrize(("marker", "expected"), [('{"schema_version": 99}', "PM302"), ("not json", "PM303")])
def test_store_other_schema_version(mined: Path, marker: str, expected: str) -> None:
    (mined / MARKER).write_text(marker)
    for act in (lambda: open_dataset(mined), lambda: mine([mined.parent / "in"], mined, services=FAKES)):
        with pytest.raises(DatasetError) as error:
            act()
        assert code(error) == expected


def test_store_cannot_be_made_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatasetError) as error:
        mine([write_corpus(tmp_path / "in")], tmp_path / "file" / "ds", services=FAKES)
    assert code(error) == "PM304"


def test_store_second_writer_is_turned_away_and_a_left_lock_file_is_not(mined: Path) -> None:
    with writer_lock(mined), pytest.raises(DatasetError, match="held by process") as error:
        mine([mined.parent / "in"], mined, services=FAKES)
    assert code(error) == "PM308"
    assert (mined / LOCK_NAME).exists()
    assert mine([mined.parent / "in"], mined, services=FAKES).skipped == 2


def test_store_lock_of_a_killed_process_is_free(mined: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from policymine.dataset.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): print('held', flush=True); os._exit(9)"
    )
    result = subprocess.run([sys.executable, "-c", program, str(mined)], capture_output=True, check=False)
    assert (result.stdout.strip(), result.returncode) == (b"held", 9)
    with writer_lock(mined):
        pass


def test_store_reader_keeps_its_version_while_a_writer_commits(mined: Path) -> None:
    before = open_dataset(mined)
    (mined.parent / "in" / "hebei.txt").write_text(CHENGGU + " ", encoding="utf-8")
    mine([mined.parent / "in"], mined, services=FAKES)
    assert before.version == 1
    assert len(rows(before, "figures")) == 5
    assert len(rows(open_dataset(mined), "figures")) == 6


def test_store_readers_only_ever_see_whole_commits(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    mine([corpus], tmp_path / "ds", services=FAKES)
    seen: list[tuple[int, int]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            dataset = open_dataset(tmp_path / "ds")
            seen.append((len(rows(dataset, "documents")), len(rows(dataset, "checks"))))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(6):
        (corpus / f"more{number}.txt").write_text(HEBEI + str(number), encoding="utf-8")
        mine([corpus], tmp_path / "ds", services=FAKES)
    stop.set()
    reader.join()
    assert seen
    assert all(documents == checks for documents, checks in seen)  # each of these documents has one check


@pytest.mark.parametrize("failing", [*CONTENT_TABLES, "runs"])
def test_store_failed_commit_shows_nothing_and_the_next_one_is_right(
    mined: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    corpus = mined.parent / "in"
    (corpus / "hebei.txt").write_text(HEBEI.replace("4 {", "5 {"), encoding="utf-8")
    (corpus / "empty.txt").write_bytes(b"")
    write, publish = Writer._write, Writer._publish

    def full(self: Writer, name: str) -> int:
        version = write(self, name)
        if name == failing:
            raise OSError(28, "No space left on device")
        return version

    def full_publish(self: Writer, tables: dict[str, int]) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_write", full)
        if failing == "runs":
            patch.setattr(Writer, "_publish", full_publish)
        with pytest.raises(DatasetError, match="No space left") as error:
            mine([corpus], mined, services=FAKES)
    assert code(error) == "PM304"
    assert open_dataset(mined).version == 1
    assert 5 not in {row["value"] for row in rows(open_dataset(mined), "figures")}
    assert publish is Writer._publish
    assert mine([corpus], mined, services=FAKES).version == 2
    after = open_dataset(mined)
    assert sorted(row["value"] for row in rows(after, "figures") if row["doc"] == "hebei.txt") == [5, 5092]
    assert len(rows(after, "problems")) == 1
    assert len(rows(after, "snapshots")) == 3


def test_store_real_write_failure_is_coded_and_harmless(mined: Path) -> None:
    """A limit on file sizes makes the operating system refuse the write, as a full disk does."""
    resource = pytest.importorskip("resource")
    assert resource is not None
    noise = " ".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(200_000))
    (mined.parent / "in" / "big.txt").write_text(HEBEI + noise, encoding="utf-8")
    program = (
        "import resource, sys; sys.path.insert(0, sys.argv[3]); from pipeline_fakes import FAKES\n"
        "from policymine.pipeline import mine; from policymine.errors import DatasetError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "try: mine([sys.argv[1]], sys.argv[2], services=FAKES)\n"
        "except DatasetError as error: print(error.code)"
    )
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", program, str(mined.parent / "in"), str(mined), str(tests)]
    result = subprocess.run(command, capture_output=True, check=False, text=True)
    assert result.stdout.strip() == "PM304", result.stderr
    assert open_dataset(mined).version == 1
    assert mine([mined.parent / "in"], mined, services=FAKES).documents == 1


def test_store_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from deltalake import DeltaTable

    create = DeltaTable.create
    made = []

    def full(path: str, *args: object, **kwargs: object) -> object:
        made.append(path)
        if len(made) == 4:
            raise OSError(28, "No space left on device")
        return create(path, *args, **kwargs)

    monkeypatch.setattr(DeltaTable, "create", full)
    with pytest.raises(DatasetError, match="PM304"):
        mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES)
    assert not (tmp_path / "ds").exists()


def test_store_creation_cut_short_is_completed(tmp_path: Path) -> None:
    folder = tmp_path / "ds"
    folder.mkdir()
    (folder / MARKER).write_text(json.dumps({"schema_version": SCHEMA_VERSION}))
    assert open_dataset(folder).version == 0
    assert rows(open_dataset(folder), "figures") == []
    assert mine([write_corpus(tmp_path / "in")], folder, services=FAKES).version == 1


def test_store_as_of_version_and_date(mined: Path) -> None:
    (mined.parent / "in" / "more.txt").write_text(HEBEI + "2", encoding="utf-8")
    mine([mined.parent / "in"], mined, services=FAKES)
    first, second = runs(mined)
    assert open_dataset(mined, as_of=1).version == 1
    assert open_dataset(mined, as_of="0").version == 0
    assert len(rows(open_dataset(mined, as_of=0), "figures")) == 0
    assert open_dataset(mined, as_of=second["committed"][:10]).version == 2
    assert open_dataset(mined, as_of="9999").version == 2  # a year, not a version
    moment = first["committed"][:19]
    if moment < second["committed"][:19]:
        assert open_dataset(mined, as_of=moment).version == 1
    assert len(rows(open_dataset(mined, as_of=1), "documents")) == 2
    assert [row["version"] for row in rows(open_dataset(mined, as_of=1), "runs")] == [1]


@pytest.mark.parametrize("as_of", ["7", "1999-01-01", "1999", "yesterday", "2022-13-45x", "-1", ""])
def test_store_as_of_unknown(mined: Path, as_of: str) -> None:
    with pytest.raises(DatasetError) as error:
        open_dataset(mined, as_of=as_of)
    assert code(error) == "PM305"


def test_store_writer_drops_what_was_not_committed(tmp_path: Path) -> None:
    with writing(tmp_path / "ds", VERSIONS) as writer:
        writer.add({"problems": [{"snapshot_id": "", "source": "a", "code": "PM101", "message": "m", "remedy": "r"}]})
    assert open_dataset(tmp_path / "ds").version == 0
    with writing(tmp_path / "ds", VERSIONS) as writer:
        assert writer.commit() is None
