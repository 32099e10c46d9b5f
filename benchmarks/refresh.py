"""Refresh of generated sites over loopback: what a second run costs, what a kill costs, whether memory stays flat.

python benchmarks/refresh.py second [--pages N]              a first run, and a second one with nothing new
python benchmarks/refresh.py kill [--pages N] [--times N]    killed at random moments, run again, compared row for row
python benchmarks/refresh.py memory [--pages A B]            peak memory of both processes for A and for B pages

No delay between requests, as the sites are on this machine: a real run waits for its sites most of the time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.acquisition.crawling import source  # noqa: E402
from tests.refreshing import content, make_workspace  # noqa: E402
from tests.site.families import Jcms, Plain, Trs  # noqa: E402
from tests.site.server import Server, serving  # noqa: E402

HOSTS = ("trs.test", "jcms.test", "plain.test")


def sites(pages: int) -> dict[str, object]:
    third = pages // 3
    return {"trs.test": Trs(third), "jcms.test": Jcms(third), "plain.test": Plain(pages - 2 * third)}


def workspace(root: Path, server: Server, recheck: str = "auto") -> Path:
    """Sources as people write them: known pages are asked again as their age says, which is the default."""
    rest: dict[str, Any] = {"pagination": {"max_pages": 10_000}, "recheck": recheck}
    make_workspace(
        root,
        [
            source(server, "trs.test", "trs", "/tzgg/index.html", **rest),
            source(server, "jcms.test", "jcms", "/col/col1532981/index.html", **rest),
            source(server, "plain.test", "list", "/list/", **rest),
        ],
    )
    return root


def child(root: Path) -> None:
    """A refresh in a process of its own, which may be killed; prints what it took."""
    from policymine.cli.config import open_workspace
    from policymine.pipeline import refresh

    began = time.monotonic()
    report = refresh(open_workspace(root), resolve=dict.fromkeys(HOSTS, "127.0.0.1"))
    own, crawl = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told = {"wall": time.monotonic() - began, "own_mib": own, "crawl_mib": crawl, **report.tally.as_row()}
    print(json.dumps(told))


def start(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, __file__, "child", str(root)], stdout=subprocess.PIPE, text=True)


def run(root: Path) -> dict[str, object]:
    process = start(root)
    out, _ = process.communicate()
    return json.loads(out.splitlines()[-1])


def second(pages: int) -> None:
    with serving(sites(pages)) as server, tempfile.TemporaryDirectory() as folder:
        root = workspace(Path(folder), server)
        first = run(root)
        server.forget()
        again = run(root)
        asked = Counter(ask.status for _, ask in server.log)
        print(f"{pages} pages, first run: {first['wall']:.1f} s, version {first['versions']}")
        print(f"second run: {again['wall']:.1f} s = {again['wall'] / first['wall']:.1%}; commits {again['versions']}")
        unconditional = [
            ask.target for _, ask in server.log if ask.status == 200 and "if-none-match" not in ask.headers
        ]
        print(f"answers {dict(asked)}; asked without condition: {len(unconditional)}, e.g. {unconditional[:2]}")


def kill(pages: int, times: int, seed: int) -> int:
    draw = random.Random(seed)
    bad = 0
    with serving(sites(pages)) as server, tempfile.TemporaryDirectory() as folder:
        whole = workspace(Path(folder) / "whole", server)
        took = float(run(whole)["wall"])  # type: ignore[arg-type]
        expected = content(_place(whole))
        print(f"undisturbed: {took:.1f} s, {len(expected['documents'])} documents, {len(expected['figures'])} figures")
        for number in range(times):
            root = workspace(Path(folder) / f"{number}", server)
            server.forget()
            process = start(root)
            moment = draw.uniform(0.2, took)
            time.sleep(moment)
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            stage = _stage(root)
            run(root)
            same = content(_place(root)) == expected
            with server.lock:
                fetched = Counter(
                    (host, ask.target) for host, ask in server.log if ask.status == 200 and _is_page(ask.target)
                )
                asked = Counter((host, ask.target) for host, ask in server.log if _is_page(ask.target))
            twice = sum(count - 1 for count in fetched.values())
            print(
                f"{number + 1:>2}: killed after {moment:5.1f} s ({stage}); equal {same}; fetched twice {twice}, "
                f"asked twice {sum(count - 1 for count in asked.values())}",
                flush=True,
            )
            bad += not same or twice > 8 * 3  # what was under way: a window of eight for each source
    print(f"{times - bad} of {times} equal, nothing fetched twice but what was under way")
    return bad


def _is_page(target: str) -> bool:
    return "/t20" in target or "/art_" in target or "post_" in target


def _place(root: Path) -> object:
    from policymine.cli.config import open_workspace

    return open_workspace(root)


def _stage(root: Path) -> str:
    from policymine.pipeline.run_log import logs, tally

    found = logs(root / "runs") if (root / "runs").is_dir() else []
    if not found:
        return "before its first record"
    last = tally(found[-1])
    return last.state if last.state != "broken off" else last.stage


def memory(small: int, large: int) -> None:
    peaks = []
    for pages in (small, large):
        with serving(sites(pages)) as server, tempfile.TemporaryDirectory() as folder:
            told = run(workspace(Path(folder), server))
        peaks.append(told)
        print(
            f"{pages} pages: reading {told['own_mib']:.0f} MiB, crawling {told['crawl_mib']:.0f} MiB, {told['wall']:.0f} s",
            flush=True,
        )
    for name in ("own_mib", "crawl_mib"):
        print(f"{name}: × {peaks[1][name] / peaks[0][name]:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("second", "kill", "memory", "child"))
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--pages", type=int, nargs="+")
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    match given.what:
        case "child":
            child(Path(given.folder))
        case "second":
            second((given.pages or [2000])[0])
        case "kill":
            return kill((given.pages or [500])[0], given.times, given.seed)
        case "memory":
            memory(*(given.pages or [2000, 20_000]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
