"""What of the archive the dataset does not hold yet, known without reading a byte of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from policymine.acquisition.archive import Archive, snapshot_name
from policymine.acquisition.outcomes import Capture
from policymine.dataset.commit import read_snapshots
from policymine.dataset.rows import snapshot_id
from policymine.dataset.store import is_dataset, open_dataset


def pending(
    archive: Archive, dataset: Path, reader: str, codebook: str, sources: Collection[str] = ()
) -> tuple[int, Iterator[Capture]]:
    """The newest captures of pages and attachments that are to be read, in the order of their writing, and their count.

    To be read is what the dataset does not hold, or holds as another reader or codebook version read it. ``sources``: only
    of these.
    """
    done = _done(dataset, reader, codebook)
    numbers = [
        capture.ref.number
        for capture in archive.documents()
        if (not sources or capture.source in sources)
        and snapshot_id(snapshot_name(capture.url), capture.sha256) not in done
    ]
    return len(numbers), (archive.capture(number) for number in numbers)


def _done(dataset: Path, reader: str, codebook: str) -> set[str]:
    if not is_dataset(dataset):
        return set()
    done, _ = read_snapshots(open_dataset(dataset))
    return {snapshot for snapshot, versions in done.items() if versions == (reader, codebook)}
