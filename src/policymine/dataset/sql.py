"""DuckDB over the tables of one dataset version: read-only, and with no way to the machine it runs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policymine.dataset.schema import SORT_KEYS, TABLES, arrow_schemas
from policymine.dataset.store import Dataset
from policymine.errors import DatasetError

_CLOSED = (
    "SET enable_external_access = false",  # no files, no network, no ATTACH, COPY or INSTALL
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",  # else a Python variable's name would be a table
    "SET lock_configuration = true",
)


def query(dataset: Dataset, statement: str) -> Any:
    """The result of one SELECT as an Arrow table. Raises ``DatasetError`` PM306 for anything else and for mistakes.

    Tables: snapshots, documents, figures, events, checks, problems, runs.
    """
    import duckdb

    with duckdb.connect() as connection:
        for name in TABLES:
            connection.register(name, dataset.source(name))
        for setting in _CLOSED:
            connection.execute(setting)
        try:
            statements = connection.extract_statements(statement)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise DatasetError("PM306", "only one SELECT statement is run")
            return _reader(connection.sql(statements[0].query)).read_all()
        except duckdb.Error as error:
            raise DatasetError("PM306", str(error).strip().splitlines()[0]) from error


def sorted_batches(table: str, source: Any, size: int = 5_000) -> Iterator[Any]:
    """Record batches of a table in the order of ``SORT_KEYS``; what does not fit in memory is sorted on disk."""
    import duckdb
    import pyarrow as pa

    schema = arrow_schemas()[table]
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.register("source", source)
        keys = ", ".join(f'"{key}"' for key in SORT_KEYS[table])
        relation = connection.sql(f"SELECT * FROM source ORDER BY {keys}")  # noqa: S608 - names from the schema
        for batch in _reader(relation, size):
            yield from pa.Table.from_batches([batch]).cast(schema).to_batches()


def sorted_rows(table: str, source: Any) -> Iterator[Mapping[str, Any]]:
    """Rows of a table in the order of ``SORT_KEYS``."""
    for batch in sorted_batches(table, source):
        yield from batch.to_pylist()


def _reader(relation: Any, size: int = 100_000) -> Any:
    # DuckDB 2 renamed the method.
    make = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
    return make(size)
