"""Running ``process`` over many snapshots: in this process, in a pool of processes, or on a Dask cluster.

Results come in the order of the input, whatever finishes first, and only a bounded number of tasks is under way, so that
memory stays flat.
"""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import Any

from policymine.errors import UsageError
from policymine.pipeline.reading import crash, parse_safely, process, read_documents
from policymine.pipeline.services import Services
from policymine.records import Document, Extraction, Problem, Snapshot

Outcome = Extraction | Problem

_DOCUMENTS_A_TASK = 64
_CHARACTERS_A_TASK = 400_000
_TASKS_A_WORKER = 4


@dataclass(frozen=True)
class Task:
    """A snapshot to be parsed and read, or some documents of a big one that was parsed already; ``last`` ends it."""

    snapshot: Snapshot
    documents: tuple[Document | Problem, ...] | None
    last: bool


@dataclass(frozen=True)
class Result:
    """What came of a task. ``outcomes`` may be read once only."""

    snapshot: Snapshot
    outcomes: Iterable[Outcome]
    last: bool


def run_serial(snapshots: Iterable[Snapshot], resources: Any, services: Services) -> Iterator[Result]:
    """One snapshot after another, documents as they are read."""
    for snapshot in snapshots:
        yield Result(snapshot, process(snapshot, resources, services), last=True)


def _tasks(snapshots: Iterable[Snapshot], services: Services) -> Iterator[Task]:
    for snapshot in snapshots:
        if not snapshot.name.lower().endswith(".jsonl"):
            yield Task(snapshot, None, last=True)
            continue
        # Many documents in one file: parsed here, so that they are read by all workers and never all in memory.
        label = Snapshot(snapshot.name, b"", snapshot.media_type, snapshot.uri, snapshot.sha256, snapshot.retrieved)
        documents = parse_safely(snapshot, services)
        chunk = _chunk(documents)
        while True:
            following = _chunk(documents)
            yield Task(label, chunk, last=not following)
            if not following:
                break
            chunk = following


def _chunk(documents: Iterator[Document | Problem]) -> tuple[Document | Problem, ...]:
    chunk: list[Document | Problem] = []
    size = 0
    for item in islice(documents, _DOCUMENTS_A_TASK):
        chunk.append(item)
        size += len(item.text) if isinstance(item, Document) else 0
        if size >= _CHARACTERS_A_TASK:
            break
    return tuple(chunk)


def _start_worker(codebooks: Sequence[str], services: Services) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    services.load_resources(codebooks)


def _work(task: Task, codebooks: Sequence[str], services: Services) -> list[Outcome]:
    resources = services.load_resources(codebooks)
    if task.documents is None:
        return list(process(task.snapshot, resources, services))
    return list(read_documents(task.documents, resources, services))


def run_pool(
    snapshots: Iterable[Snapshot], codebooks: Sequence[str], services: Services, workers: int
) -> Iterator[Result]:
    """A pool of ``workers`` processes. One that dies costs the snapshot it had in hand (PM502); the pool is renewed."""
    from multiprocessing import get_context

    def new_pool() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(codebooks, services)
        )

    yield from _in_order(new_pool, _tasks(snapshots, services), codebooks, services, workers * _TASKS_A_WORKER)


def _in_order(
    new_pool: Callable[[], Executor], tasks: Iterator[Task], codebooks: Sequence[str], services: Services, window: int
) -> Iterator[Result]:
    pool = new_pool()
    waiting: deque[tuple[Task, Future[list[Outcome]]]] = deque()
    try:
        while True:
            for task in islice(tasks, window - len(waiting)):
                waiting.append((task, pool.submit(_work, task, codebooks, services)))
            if not waiting:
                return
            task, future = waiting.popleft()
            try:
                outcomes = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = new_pool()
                try:  # alone, to learn whether it was this one that broke the pool
                    outcomes = pool.submit(_work, task, codebooks, services).result()
                except BrokenProcessPool:
                    outcomes = [crash(task.snapshot.name, "the process that read it was ended")]
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool = new_pool()
                waiting = deque((other, pool.submit(_work, other, codebooks, services)) for other, _ in waiting)
            yield Result(task.snapshot, outcomes, task.last)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def run_cluster(
    snapshots: Iterable[Snapshot], codebooks: Sequence[str], services: Services, address: str, workers: int
) -> Iterator[Result]:
    """On Dask: ``address`` of a scheduler, or "local" for one made here. Raises ``UsageError`` PM403 without the extra."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "PM403", "dask.distributed", where="--cluster", remedy="pip install 'policymine[cluster]'"
        ) from error
    with contextlib.ExitStack() as stack:
        if address == "local":
            cluster = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None, processes=True
                )
            )
            client = stack.enter_context(distributed.Client(cluster))
        else:
            try:
                client = stack.enter_context(distributed.Client(address, timeout="15s"))
            except (OSError, TimeoutError, ValueError) as error:
                raise UsageError("PM405", f"no scheduler answers: {error}", where=f"--cluster {address}") from error
        waiting: deque[tuple[Task, Any]] = deque()
        tasks = _tasks(snapshots, services)
        window = max(workers, len(client.scheduler_info(n_workers=-1)["workers"])) * _TASKS_A_WORKER
        while True:
            for task in islice(tasks, window - len(waiting)):
                waiting.append((task, client.submit(_work, task, codebooks, services, pure=False)))
            if not waiting:
                return
            task, future = waiting.popleft()
            try:
                outcomes = future.result()
            except Exception as error:
                outcomes = [crash(task.snapshot.name, f"on the cluster: {type(error).__name__}: {error}"[:300])]
            yield Result(task.snapshot, outcomes, task.last)
