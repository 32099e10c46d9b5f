"""What ``policymine init`` and ``sources add`` write: files with comments, never over what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from policymine.acquisition.workspace import CONFIG_NAME
from policymine.errors import AcquisitionError

CONFIG: Final = """\
# Settings of this workspace. Every line can be left out; what stands here are the defaults.

dataset = "dataset"        # folder of the tables
archive = "archive"        # folder of everything that was fetched (WARC)
sources = "sources"        # folder of the source files
codebooks = ["double_reduction"]
workers = 1                # processes that read documents
reprint_threshold = 0.7    # share of equal words from which two documents are one story, counted once

[crawl]
# Who you are: site owners can write to you before they lock you out. An address or a web page.
contact = ""
user_agent = "policymine"
delay = 2.0                # least seconds between two requests to one host; slow hosts get more by themselves
max_delay = 60.0
timeout = 60.0             # seconds for a whole answer
max_bytes = 33554432       # largest answer, unpacked
concurrency = 8            # requests at once over all hosts
per_host = 1               # ... and to one host
retries = 2                # after a failure that may pass
max_wait = 120.0           # longest wait between retries, also where the server asks for more
"""

EXAMPLES: Final = {
    "trs.yaml.example": """\
# A notice column of a site that runs on TRS WCM: pages index.html, index_1.html, ... and entries /tYYYYMMDD_ID.html.
# Copy this file, give it the name of the source, take the '#' away and change what differs.
# name: edu-example            # the same as the file's name, without .yaml
# title: 某省教育厅 通知公告
# kind: trs                    # feed, sitemap, list, pages, trs, jcms, json, folder, warc, wechat
# start: https://jyt.example.gov.cn/tzgg/
# scope:
#   hosts: [www.example.gov.cn]      # hosts beside that of start; "*.example.gov.cn" for all below
#   include: ["/t20\\\\d{6}_"]          # regular expressions that an entry's address must hold
#   exclude: ["/video/"]
#   language: zh
# pagination: {max_pages: 50}
# attachments: true            # PDF, Word and Excel files that pages link to
# valid_until: 2027-12-31      # not crawled after this day
# delay: 5                     # seconds, where this site wants more than policymine.toml says
""",
    "list.yaml.example": """\
# An ordinary list page. Selectors are needed only where 'policymine sources test NAME' does not show the right entries.
# name: news-example
# kind: list
# start: https://news.example.com/policy/
# selectors:
#   item: "ul.news li"
#   title: "a"
#   date: "span.date"
#   next: "a.next"
# pagination: {url: "https://news.example.com/policy/list_{page}.html", first: 2, max_pages: 20}
""",
    "folder.yaml.example": """\
# Documents on this machine: a folder, WARC files of another crawl (kind: warc), saved WeChat articles (kind: wechat).
# name: saved
# kind: folder
# start: documents
""",
}

IGNORE: Final = "archive/\ndataset/\nruns/\n"


def init_workspace(folder: Path) -> list[Path]:
    """Write ``policymine.toml``, ``sources/`` with examples and ``.gitignore`` into ``folder``; the files written.

    Raises ``AcquisitionError`` PM603 where one of them is there: then nothing is written.
    """
    wanted = {folder / CONFIG_NAME: CONFIG, folder / ".gitignore": IGNORE}
    wanted |= {folder / "sources" / f"{name}": text for name, text in EXAMPLES.items()}
    for path in wanted:
        if path.exists():
            raise AcquisitionError("PM603", where=str(path))
    try:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        for path, text in wanted.items():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except FileExistsError as error:
        raise AcquisitionError("PM603", where=str(error.filename)) from error
    except OSError as error:
        raise AcquisitionError("PM603", error.strerror or str(error), where=str(folder)) from error
    return list(wanted)


def write_source(folder: Path, name: str, text: str) -> Path:
    """Write ``NAME.yaml`` into the folder of sources. Raises ``AcquisitionError`` PM603 where it is there."""
    path = folder / f"{name}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise AcquisitionError("PM603", where=str(path)) from error
    return path
