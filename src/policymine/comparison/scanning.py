"""Tables of a dataset under a name in DuckDB: by DuckDB's own Parquet reader where that is possible, else through Arrow.

Over a million figures the own reader takes less than half the time of the Arrow scanner and a third less memory
(``benchmarks/panel.py``): it hands on dictionaries of words and reads row groups on all cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_PATTERN = frozenset("*?[]{}")


def scan(connection: Any, name: str, source: Any, columns: Sequence[str] | None = None) -> None:
    """Make ``name`` readable in the connection.

    ``source``: a ``pyarrow.dataset.Dataset``, or anything else that DuckDB scans. ``columns``: those that will be read, all
    where None. An Arrow stream of given columns can be read once only.
    """
    files = parquet_files(source)
    if files is not None:
        wanted = "*" if columns is None else ", ".join(f'"{column}"' for column in columns)
        relation = connection.read_parquet(files)
        relation.project(wanted).create_view(name, replace=True)
    else:
        connection.register(name, source if columns is None else _stream(source, columns))


def parquet_files(source: Any) -> list[str] | None:
    """The files of a dataset that DuckDB may read itself; None for another source.

    Not where a path would be read as a pattern, nor where a file has not the columns and types of the dataset (a file of
    an earlier schema, whose missing columns Arrow fills).
    """
    import pyarrow.dataset as ds
    from pyarrow import fs

    if not isinstance(source, ds.FileSystemDataset) or not isinstance(source.format, ds.ParquetFileFormat):
        return None
    if not isinstance(source.filesystem, fs.LocalFileSystem) or not source.files:
        return None
    if any(_PATTERN & set(path) for path in source.files):
        return None
    if any(not fragment.physical_schema.equals(source.schema) for fragment in source.get_fragments()):
        return None
    return list(source.files)


def _stream(source: Any, columns: Sequence[str]) -> Any:
    """A few batches at a time: Arrow would read far ahead, and hold all of it."""
    if not hasattr(source, "scanner"):
        return source
    return source.scanner(columns=list(columns), batch_size=32_768, batch_readahead=2, fragment_readahead=1).to_reader()
