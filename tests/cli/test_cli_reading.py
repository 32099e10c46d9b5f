"""The commands that read, end to end with the real readers, and what they say of bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from policymine.cli.app import COMMANDS, app
from policymine.cli.config import CONFIG_NAME, Settings, load_settings
from policymine.errors import UsageError

NEWS = "\n".join(
    [
        "云溪市“双减”工作通报",
        "2022-07-15　来源：福建省教育厅",
        "截至7月10日，福建省学科类培训机构由3200家压减至64家，压减率98%。全省2750所义务教育学校实现课后服务全覆盖。",
        "省教育厅印发《校外培训收费管理办法》。",
    ]
)
ENGLISH = (
    "The province reports on double reduction\nAuthor: Office Time: 2022.07.20\n"
    "Guizhou Province has reduced the discipline training institutions from 1,860 to 93, a reduction rate of 95%.\n"
)
PAGE = (
    "<html><head><meta charset='utf-8'><title>海南省推进课后服务</title></head><body><nav><a href='/'>首页</a></nav>"
    "<article><h1>海南省推进课后服务</h1><p>2022年07月12日</p>"
    "<p>海南省教育厅介绍，目前全省1430所义务教育学校开展了课后服务，参加学生达81.5万人，覆盖率达到99.2%。</p>"
    "<p>下一步，海南省将继续规范校外培训，加大检查力度，保障学生和家长的权益，让孩子们在校内学足学好。</p>"
    "</article></body></html>"
)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    corpus = tmp_path / "in"
    corpus.mkdir()
    (corpus / "fujian.txt").write_text(NEWS, encoding="utf-8")
    (corpus / "guizhou.txt").write_text(ENGLISH, encoding="utf-8")
    (corpus / "hainan.html").write_text(PAGE, encoding="utf-8")
    lines = [{"doc": f"line{number}", "text": NEWS, "published": "2022-07-15"} for number in range(2)]
    (corpus / "more.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    def invoke(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return invoke


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_reading_extract_real_documents(run: Run, tmp_path: Path) -> None:
    result = run("extract", "in", "-o", "out")
    assert result.exit_code == 0, result.stderr
    figures = rows(tmp_path / "out" / "figures.jsonl")
    texts = {row["doc"]: str(row["text"]) for row in rows(tmp_path / "out" / "documents.jsonl")}
    assert set(texts) == {"fujian.txt", "guizhou.txt", "hainan.html", "line0", "line1"}
    assert texts["fujian.txt"] == NEWS
    for row in figures + rows(tmp_path / "out" / "events.jsonl"):
        assert texts[str(row["doc"])][row["start"] : row["end"]] == row["quote"]  # type: ignore[misc]
    found = {(row["doc"], row["value"]) for row in figures}
    assert {
        ("fujian.txt", 3200),
        ("fujian.txt", 64),
        ("fujian.txt", 98),
        ("guizhou.txt", 1860),
        ("line1", 2750),
    } <= found
    assert {("hainan.html", 1430), ("hainan.html", 815000), ("hainan.html", 99.2)} <= found
    order = [(row["doc"], row["start"]) for row in figures]
    assert order == sorted(order)


def test_reading_extract_is_reproducible_with_workers(run: Run, tmp_path: Path) -> None:
    assert run("extract", "in", "-o", "a", "-q").exit_code == 0
    assert run("extract", "in", "-o", "b", "-q", "--workers", "2").exit_code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_reading_mine_compare_and_show(run: Run) -> None:
    first = run("mine", "in")
    assert first.exit_code == 0, first.stderr
    assert "version 1" in first.stderr
    assert "nothing new, still version 1" in run("mine", "in").stderr
    compared = json.loads(run("compare", "subject_training_institutions.reduction_rate", "--json").stdout)
    by_place = {row["adcode"]: row for row in compared}
    assert (by_place["350000"]["value"], by_place["520000"]["value"]) == (98, 95)
    shown = run("show", by_place["350000"]["figure_id"])
    assert "[[98%]]" in shown.stdout


def test_reading_demo_ends_with_table_chart_and_dataset(run: Run, tmp_path: Path) -> None:
    result = run("demo", "in", "--dataset", "ds", "--chart", "chart.png")
    assert result.exit_code == 0, result.stderr
    assert "Fujian Province 福建省" in result.stdout
    assert result.stdout.rstrip().endswith("dataset: ds (version 1)")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


BAD = {
    "empty.txt": b"",
    "junk.txt": bytes(range(256)) * 40,
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "broken.docx": b"PK\x03\x04 nothing more",
    "lines.jsonl": b'{"doc": "ok", "text": "\xe5\x85\xb1\xe6\x9c\x898\xe5\xae\xb6\xe3\x80\x82"}\nnot json\n{"text": 5}\n',
    "french.txt": (
        "Le gouvernement a publié hier une nouvelle circulaire sur les rythmes scolaires dans les écoles élémentaires. "
        "Les enseignants et les parents attendent encore des précisions sur le calendrier de la rentrée prochaine. "
    ).encode()
    * 4,
}


def test_reading_bad_documents_are_named_and_the_others_done(run: Run, tmp_path: Path) -> None:
    for name, content in BAD.items():
        (tmp_path / "in" / name).write_bytes(content)
    result = run("extract", "in", "missing.txt", "-o", "out")
    assert result.exit_code == 1
    assert len(rows(tmp_path / "out" / "documents.jsonl")) >= 6
    problems = rows(tmp_path / "out" / "problems.jsonl")
    for name in [*BAD, "missing.txt"]:
        named = [problem for problem in problems if name in str(problem["source"])]
        assert named, name
        assert all(str(problem["code"]).startswith("PM1") for problem in named), named
        assert all(problem["remedy"] for problem in named)
        assert name in result.stderr
    assert "Traceback" not in result.stderr
    mined = run("mine", "in", "missing.txt")
    assert mined.exit_code == 1
    again = run("mine", "in", "missing.txt")
    assert again.exit_code == 1
    assert "nothing new" in again.stderr
    assert "empty.txt" in again.stderr


@pytest.mark.parametrize("name", ["missing.txt", "in/empty.txt"])
def test_reading_nothing_but_bad_input(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    result = run("extract", name, "-o", "out")
    assert result.exit_code == 2
    assert "PM10" in result.stderr


def test_reading_too_large_file(run: Run) -> None:
    result = run("extract", "in/fujian.txt", "-o", "out", "--max-bytes", "10")
    assert result.exit_code == 2
    assert "PM108" in result.stderr
    assert "--max-bytes" in result.stderr


def test_reading_output_below_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert run("extract", "in", "-o", "file/out").exit_code == 3
    result = run("mine", "in", "--dataset", "file/ds")
    assert (result.exit_code, "error PM304" in result.stderr) == (3, True)


def test_reading_unknown_codebook(run: Run, tmp_path: Path) -> None:
    result = run("mine", "in", "--codebook", "no_such_book")
    assert (result.exit_code, "error PM202" in result.stderr) == (2, True)
    assert not (tmp_path / "dataset").exists()


def test_reading_settings_give_the_defaults(run: Run, tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text('dataset = "my data"\nworkers = 1\n')
    assert run("mine", "in").exit_code == 0
    assert (tmp_path / "my data" / "figures").is_dir()
    assert len(json.loads(run("figures", "--json", "--document", "guizhou.txt").stdout)) == 3
    (tmp_path / CONFIG_NAME).write_text('dataset = "my data"\nmin_confidence = 1\n')
    assert json.loads(run("figures", "--json").stdout) == []


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("datasets = 'x'", "unknown field 'datasets'; did you mean 'dataset'"),
        ("xyz = 1", "unknown field 'xyz'; known: dataset"),
        ("workers = 0", "field 'workers' must be a whole number from 1, not 0"),
        ("workers = true", "field 'workers'"),
        ("min_confidence = 2", "field 'min_confidence'"),
        ("codebooks = 'one'", "field 'codebooks'"),
        ("dataset = ''", "field 'dataset'"),
        ("dataset = x y", "line 1"),
        ("[dataset]\nx = 1", "field 'dataset'"),
    ],
)
def test_config_names_the_bad_field(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / CONFIG_NAME).write_text(content)
    with pytest.raises(UsageError) as error:
        load_settings(tmp_path)
    assert error.value.code == "PM401"
    assert named in str(error.value)


def test_config_is_printed_as_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text("xyz = 1")
    result = run("figures")
    assert (result.exit_code, "error PM401" in result.stderr) == (2, True)


def test_config_defaults_and_relative_dataset(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    (tmp_path / CONFIG_NAME).write_bytes("codebooks = ['a', 'b']\ndataset = '数据'\nmax_bytes = 5".encode())
    assert load_settings(tmp_path) == Settings(str(tmp_path / "数据"), ("a", "b"), 1, 5, 0.0)


HEAVY = (
    "rich",
    "pyarrow",
    "pandas",
    "deltalake",
    "duckdb",
    "spacy",
    "numpy",
    "altair",
    "pydantic",
    "yaml",
    "trafilatura",
)


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nsys.argv = ['policymine', '--help']\nfrom policymine.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert out.rstrip().endswith("HEAVY []")
    assert "extract" in out
    assert "Exit codes" in out


def test_help_of_every_command(run: Run) -> None:
    listed = run("--help").stdout
    for name in COMMANDS:
        if f"  {name} " in listed:
            result = run(name, "--help")
            assert result.exit_code == 0, name
            assert "Options:" in result.stdout or "Commands:" in result.stdout


def test_help_wrong_command_gets_a_suggestion(run: Run) -> None:
    result = run("figure")
    assert result.exit_code == 2
    assert "Did you mean 'figures'" in result.stderr


def test_version(run: Run) -> None:
    assert run("--version").stdout.startswith("policymine ")
    result = subprocess.run(
        [sys.executable, "-m", "policymine", "--version"], capture_output=True, check=True, text=True
    )
    assert result.stdout.startswith("policymine ")


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="signals")
def test_reading_interrupted_run_can_be_resumed(run: Run, tmp_path: Path) -> None:
    """A real Ctrl-C in the middle of a real run."""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        (many / f"{number:03}.txt").write_text(f"{NEWS}\n第{number}期", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "policymine", "mine", "many", "-d", "ds"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    marker = tmp_path / "ds" / "runs" / "_delta_log" / f"{0:020}.json"
    for _ in range(600):
        if marker.exists():
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode in (0, 130), stderr
    assert "Traceback" not in stderr
    kept = json.loads(run("sql", "SELECT count(*) AS n FROM documents", "--json", "-d", "ds").stdout)[0]["n"]
    resumed = run("mine", "many", "-d", "ds")
    assert resumed.exit_code == 0, resumed.stderr
    assert f"from {400 - kept} documents, {kept} files skipped" in resumed.stderr
    assert json.loads(run("sql", "SELECT count(*) AS n FROM documents", "--json", "-d", "ds").stdout) == [{"n": 400}]


def test_cli_error_soon_after_reading_a_dataset_keeps_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    command = [sys.executable, "-c", "from policymine.cli import main; main()"]
    data = str(tmp_path / "d")
    subprocess.run([*command, "mine", str(tmp_path / "a.txt"), "--dataset", data, "--quiet"], check=True, timeout=120)
    ends = [
        subprocess.run([*command, "show", "zzzz", "--dataset", data], capture_output=True, timeout=60, check=False)
        for _ in range(3)
    ]
    assert [(end.returncode, end.stderr[:11]) for end in ends] == [(2, b"error PM307")] * 3
