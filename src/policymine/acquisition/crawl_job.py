"""``python -m policymine.acquisition.crawl_job JOB.json``: the process that crawls.

A process of its own because Twisted's reactor starts once only. It ends when the process that started it does (its
standard input closes), whatever it is doing: the archive is whole at every moment.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from policymine.acquisition import frontier, index
from policymine.acquisition.archive import Archive
from policymine.acquisition.job import Job, end_with, read_job
from policymine.acquisition.outcomes import Outcome, Result, Role
from policymine.errors import AcquisitionError

ORPHAN: Final = 9


def scrapy_settings(job: Job) -> dict[str, Any]:
    """Scrapy's settings of a job."""
    own = job.settings
    room = "policymine.acquisition.middlewares"
    slots: dict[str, dict[str, Any]] = {}
    for source in job.sources:
        for address in source.start if not source.is_local else ():
            host = (urlsplit(address).hostname or "").lower()
            delay = own.delay if source.delay is None else source.delay
            slots[host] = {"concurrency": own.per_host, "delay": max(delay, slots.get(host, {}).get("delay", 0.0))}
    return {
        "USER_AGENT": own.full_user_agent,
        "ROBOTSTXT_OBEY": False,  # by our own middleware
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DNS_RESOLVER": "policymine.acquisition.network.GuardedResolver",
        "POLICYMINE_ALLOWED": sorted({name.lower() for source in job.sources for name in source.allow_private}),
        "POLICYMINE_RESOLVE": job.resolve,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "s3", "ftp")),
        "DOWNLOAD_TIMEOUT": own.timeout,
        "DOWNLOAD_MAXSIZE": own.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": own.delay,
        "DOWNLOAD_SLOTS": slots,
        "CONCURRENT_REQUESTS": own.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": own.per_host,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": own.delay,
        "AUTOTHROTTLE_MAX_DELAY": own.max_delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(own.per_host),
        "RETRY_ENABLED": False,
        "REDIRECT_MAX_TIMES": own.max_redirects,
        "METAREFRESH_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "URLLENGTH_LIMIT": 0,
        "DEPTH_LIMIT": 0,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{room}.Guard": 40,
            f"{room}.Robots": 100,
            f"{room}.Retry": 550,
            f"{room}.Archiver": 950,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            f"{room}.Throttle": 0,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
        },
        "LOG_LEVEL": "WARNING",
        "LOG_FILE": job.log,
        "LOG_FILE_APPEND": False,
    }


def run(job: Job) -> None:
    """Crawl every source of the job. Raises ``AcquisitionError`` PM605, PM606."""
    from policymine.acquisition.local import read_local
    from policymine.acquisition.middlewares import utc_now

    with Archive(job.archive, write=True, warc_bytes=job.settings.warc_bytes) as archive:
        archive.db.execute("INSERT OR IGNORE INTO crawls (run, begun) VALUES (?, ?)", (job.run, job.now))
        job = _without_expired(job, archive)
        for source in job.sources:
            if source.is_local:
                read_local(source, job, archive)
        finished = True
        if any(not source.is_local for source in job.sources):
            finished = _crawl(job, archive)
        if finished and not job.lists_only:
            frontier.end_run(archive.db, job.run, utc_now())


def _without_expired(job: Job, archive: Archive) -> Job:
    """The job without the sources that are past their ``valid_until`` on the run's day: PM631 is written of each."""
    day = datetime.fromisoformat(job.now).date()
    kept = []
    for source in job.sources:
        if source.valid_until is None or day <= source.valid_until:
            kept.append(source)
            continue
        url, detail = source.start[0], f"valid until {source.valid_until}"
        outcome = Outcome(job.run, source.name, url, Role.LIST, Result.FAILED, job.now, code="PM631", detail=detail)
        index.add_outcome(archive.db, outcome)
        index.set_health(archive.db, source.name, at=job.now, good=False, complete=None, code="PM631", detail=detail)
    return job.model_copy(update={"sources": tuple(kept)})


def _crawl(job: Job, archive: Archive) -> bool:
    from scrapy.crawler import CrawlerProcess

    from policymine.acquisition.network import bound_headers
    from policymine.acquisition.spider import PolicymineSpider

    process = CrawlerProcess(scrapy_settings(job))
    crawler = process.create_crawler(PolicymineSpider)
    process.crawl(crawler, job=job, archive=archive)
    bound_headers()
    process.start()
    return bool(crawler.stats.get_value("finish_reason") == "finished")


def _end_with_parent() -> None:
    """When standard input closes, the process that waits for us is gone."""
    sys.stdin.buffer.read()
    os._exit(ORPHAN)


def main() -> int:
    job = read_job(Path(sys.argv[1]))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        run(job)
    except AcquisitionError as error:
        end_with(error)
    except (OSError, sqlite3.Error) as error:
        end_with(index.fault(error, Path(job.archive)))
    return 0


if __name__ == "__main__":
    # Threads of name resolution may still wait for an answer: nobody wants it any more.
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
