"""The examples of a page: shell blocks that are marked ``<!-- run -->``, and every Python block with prompts."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"(?:<!-- run(?:: exit (?P<exit>\d+))? -->\n)?```(?P<kind>sh|python)\n(?P<body>.*?)```", re.S)


class Example(NamedTuple):
    kind: str
    body: str
    code: int
    line: int


def examples_of(text: str) -> list[Example]:
    found = []
    for match in BLOCK.finditer(text):
        run = match.group(0).startswith("<!--")
        if (match["kind"] == "sh" and run) or (match["kind"] == "python" and ">>>" in match["body"]):
            line = text[: match.start("body")].count("\n")
            found.append(Example(match["kind"], match["body"], int(match["exit"] or 0), line))
    return found


def lay_out(folder: Path) -> dict[str, str]:
    """A folder as a newcomer's: the corpora, and a command ``policymine``. Returns the environment for the shell."""
    (folder / "corpora").symlink_to(ROOT / "corpora")
    command = folder / ".bin" / "policymine"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policymine "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (command.parent / "python").symlink_to(sys.executable)
    return {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "140",
    }


def run_page(page: Path, folder: Path) -> list[str]:
    """Runs a page's examples in order in ``folder``, which must be the current one; returns what went wrong."""
    environment = lay_out(folder)
    names: dict[str, Any] = {}
    wrong = []
    if page.name != "README.md":
        exec("import policymine as pm", names)
    for example in examples_of(page.read_text(encoding="utf-8")):
        where = f"{page.name}:{example.line}"
        if example.kind == "python":
            test = doctest.DocTestParser().get_doctest(example.body, names, where, page.name, example.line)
            test.globs = names
            said: list[str] = []
            doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
                test, out=said.append, clear_globs=False
            )
            wrong += [f"{where}\n" + "".join(said)] if said else []
        else:
            done = subprocess.run(
                ["bash", "-c", f"set -eo pipefail\n{example.body}"],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != example.code or "Traceback" in done.stderr:
                wrong.append(f"{where}: exit {done.returncode}, not {example.code}\n{done.stdout[-500:]}{done.stderr}")
    return wrong
