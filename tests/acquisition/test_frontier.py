"""Which run goes on, what is asked again and when, without network."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymine.acquisition import frontier
from policymine.acquisition.archive import Archive
from policymine.acquisition.frontier import Task
from policymine.acquisition.kinds import Link
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source

DAY = 86400.0
START = frontier.seconds("2026-11-22T03:00:00+00:00")


def task(url: str, number: int = 1) -> Task:
    return Task(number, "x", url, Role.PAGE, 1, None, None, None, {}, None)


def made(recheck: str = "auto") -> Source:
    return Source.model_validate({"name": "x", "kind": "list", "start": "https://a.cn/", "recheck": recheck})


def remember(archive: Archive, url: str, at: float, number: int | None, sha256: str | None = "a") -> bool:
    return frontier.remember(
        archive.db,
        task(url),
        at=at,
        number=number,
        sha256=sha256,
        etag=None,
        last_modified=None,
        code=None if number else "PM610",
    )


def test_a_broken_run_goes_on_for_a_day_and_leaves_its_open_pages_to_the_next(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = frontier.open_run(archive.db, "2026-11-22T03:00:00+00:00")
        links = [Link("https://a.cn/1"), Link("https://a.cn/2"), Link("https://a.cn/list", Role.LIST)]
        assert frontier.add(archive.db, first, "x", links, None) == 3
        assert frontier.add(archive.db, first, "x", links, None) == 0
        frontier.done(archive.db, frontier.waiting(archive.db, first, "x", 0, 9)[0])
        assert frontier.open_run(archive.db, "2026-11-23T02:00:00+00:00") == first
        later = frontier.open_run(archive.db, "2026-11-23T04:00:00+00:00")
        assert later != first
        assert [t.url for t in frontier.waiting(archive.db, later, "x", 0, 9)] == ["https://a.cn/2"]
        frontier.end_run(archive.db, later, "2026-11-23T05:00:00+00:00")
        after = frontier.open_run(archive.db, "2026-11-23T04:00:00+00:00")
        assert after not in (first, later)
        assert frontier.counts(archive.db, after) == (0, 0)


@pytest.mark.parametrize(
    ("unchanged_days", "since_days", "due"),
    [(0, 0.01, True), (10, 0.9, False), (10, 1.1, True), (365, 29, False), (365, 31, True)],
)
def test_a_known_page_is_asked_again_after_a_tenth_of_its_age(
    tmp_path: Path, unchanged_days: float, since_days: float, due: bool
) -> None:
    with Archive(tmp_path) as archive:
        remember(archive, "https://a.cn/1", START, 1)
        remember(archive, "https://a.cn/1", START + unchanged_days * DAY, 2)
        now = START + (unchanged_days + since_days) * DAY
        assert frontier.is_due(archive.db, made(), "https://a.cn/1", now) is due
        assert frontier.is_due(archive.db, made("always"), "https://a.cn/1", now)
        assert not frontier.is_due(archive.db, made("never"), "https://a.cn/1", now)
        run = frontier.open_run(archive.db, "2026-11-22T03:00:00+00:00")
        assert frontier.add_due(archive.db, run, made(), now) == int(due)


@pytest.mark.parametrize(
    ("last_modified", "due"),
    [
        ("Tue, 22 Nov 2016 03:00:00 GMT", False),
        ("Sat, 21 Nov 2026 03:00:00 GMT", True),
        ("Fri, 01 Jan 2100 00:00:00 GMT", True),
        ("yesterday", True),
        (None, True),
    ],
)
def test_a_page_is_as_old_as_its_server_says(tmp_path: Path, last_modified: str | None, due: bool) -> None:
    """Asked again a day after it was first fetched, or not before a month."""
    with Archive(tmp_path) as archive:
        given = {"number": 1, "sha256": "a", "etag": None, "code": None}
        frontier.remember(archive.db, task("https://a.cn/1"), at=START, last_modified=last_modified, **given)  # type: ignore[arg-type]
        assert frontier.is_due(archive.db, made(), "https://a.cn/1", START + DAY) is due
        assert frontier.is_due(archive.db, made(), "https://a.cn/1", START + 31 * DAY)


def test_what_never_answered_is_given_up_for_a_week_after_five_failures(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for count in range(1, 7):
            remember(archive, "https://a.cn/1", START, None, None)
            assert frontier.is_due(archive.db, made(), "https://a.cn/1", START + DAY) is (count < 5)
        assert frontier.is_due(archive.db, made(), "https://a.cn/1", START + 8 * DAY)


def test_a_failure_keeps_what_was_known_and_a_change_is_seen(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert remember(archive, "https://a.cn/1", START, 1, "a")
        assert not remember(archive, "https://a.cn/1", START + 1, 2, "a")
        assert not remember(archive, "https://a.cn/1", START + 2, None, None)
        assert frontier.is_known(archive.db, "https://a.cn/1")
        assert remember(archive, "https://a.cn/1", START + 3, 4, "b")
        row = archive.db.execute("SELECT number, failures, changed, first_seen FROM resources").fetchone()
        assert row == (4, 0, START + 3, START)
