"""The Python API: one dataset, its tables and its panel as pandas frames.

Types of the frames, whatever the rows hold: text ``string``, whole numbers ``Int64``, truth values ``boolean``, values
``float64`` (exact digits are in the Arrow tables, as decimals), lists and structures ``object``. For more rows than fit in
memory, ``lazy`` gives a DuckDB relation, of which nothing is read before it is asked for, and ``arrow`` an Arrow table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

    from policymine.comparison.panel import Panel
    from policymine.dataset.same_event import EventCluster
    from policymine.dataset.store import Dataset
    from policymine.pipeline.into_dataset import MineReport as MineReport  # noqa: PLC0414 - for the package's own door
    from policymine.records import Extraction

__all__ = ["Data", "dtypes", "mine_data", "open_data", "pipeline_for", "read_text"]


def read_text(text: str, codebooks: Sequence[str | Path], doc: str, known: Mapping[str, Any]) -> Extraction:
    """Figures, events and checks of one text, read with the rules and the model that ships."""
    from policymine.extraction.reader import read_document
    from policymine.pipeline.services import load_resources
    from policymine.text.documents import make_document
    from policymine.verification import verify

    return verify(read_document(make_document(doc, text, **known), load_resources(codebooks)))


def pipeline_for(lang: str) -> Pipeline:
    """A spaCy pipeline whose component reads with the rules and the model that ships."""
    from policymine.extraction.component import load
    from policymine.learning.shipped import with_shipped

    pipeline = load(lang)
    component: Any = pipeline.get_pipe("policymine")
    component.resources = with_shipped(component.resources)
    return pipeline


def open_data(folder: str | Path = "dataset", as_of: int | str | None = None) -> Data:
    """The dataset in a folder: its newest version, or the one of ``as_of`` (a version number or a date).

    Raises ``DatasetError`` PM301 (nothing there), PM303 (another folder), PM305 (no such version).
    """
    from policymine.dataset.store import open_dataset

    return Data(open_dataset(folder, as_of))


def mine_data(paths: str | Path | Sequence[str | Path], folder: str | Path = "dataset", **options: Any) -> MineReport:
    """Read files and folders into the dataset in a folder: ``policymine.pipeline.mine``, for one path or many."""
    from policymine.pipeline.into_dataset import mine

    return mine([paths] if isinstance(paths, str | Path) else paths, folder, **options)


@dataclass(frozen=True)
class Data:
    """One version of a dataset.

    >>> import policymine as pm
    >>> ds = pm.open("dataset")
    >>> ds.version
    1
    """

    dataset: Dataset

    @property
    def version(self) -> int:
        return self.dataset.version

    def at(self, as_of: int | str) -> Data:
        """The same dataset as it was: a version number, or a date up to which versions count (PM305).

        >>> import policymine as pm
        >>> len(pm.open("dataset").at(0).figures())
        0
        """
        return open_data(self.dataset.folder, as_of)

    def figures(self, indicator: str | None = None, **wanted: Any) -> Any:
        """Figures as a frame, one row a figure, in order of document and place in it.

        ``indicator``: a name, its beginning, or a pattern with ``*``. Further: ``place`` (code or name), ``level``,
        ``period`` (EDTF, in which the figure's must end), ``document``, ``role``, ``min_confidence``.

        >>> import policymine as pm
        >>> ds = pm.open("dataset")
        >>> found = ds.figures("subject_training_institutions.count", place="Chenggu County")
        >>> found[["value", "role", "adcode"]].to_dict("records")
        [{'value': 81.0, 'role': 'before', 'adcode': '610722'}, {'value': 8.0, 'role': 'after', 'adcode': '610722'}]
        """
        return self._frame("figures", indicator=indicator, **wanted)

    def events(self, type: str | None = None, **wanted: Any) -> Any:
        """Events as a frame. ``type``: a name or pattern; further filters as of ``figures``.

        >>> import policymine as pm
        >>> list(pm.open("dataset").events().columns[:4])
        ['snapshot_id', 'doc', 'doc_id', 'event_id']
        """
        return self._frame("events", type=type, **wanted)

    def event_counts(self, by: Sequence[str] = ("place", "month"), *, distinct: bool = True, **wanted: Any) -> Any:
        """How many events each combination of ``by`` has, as a frame; an event that several documents tell counts once.

        ``by``: place (with ``adcode``), month, year, type, subtype, status, actor_kind, level; ``wanted``: filters as of
        ``events``. A date of more than a month has no month: the counts add up to the number of events.

        >>> import policymine as pm
        >>> pm.open("dataset").event_counts(["place", "type"]).columns.tolist()
        ['adcode', 'place', 'type', 'events']
        """
        import pandas as pd

        from policymine.comparison.event_counts import check_fields, columns_of, count_events

        names = columns_of(check_fields(by))
        counted = count_events(self.dataset, by, self._filter(**wanted), distinct=distinct)
        types = {name: "Int64" if name == "events" else "string" for name in names}
        return pd.DataFrame(counted, columns=list(names)).astype(types)

    def event_panel(self, *, every: str = "month", level: str = "any", **wanted: Any) -> Any:
        """Counts of events as cells of a panel: indicators ``events.<type>.count``, one cell a place and month or year.

        >>> import policymine as pm
        >>> "value" in pm.open("dataset").event_panel(every="year").columns
        True
        """
        from policymine.comparison.event_counts import event_figures
        from policymine.comparison.panel import panel_of

        counted = event_figures(self.dataset, self._filter(**wanted), every=every)
        return panel_of(
            counted,
            self.dataset.source("documents"),
            level=level,
            role="result",
            every=every,
            clusters={},
            roll_up=False,
        ).frame()

    def same_events(self) -> list[EventCluster]:
        """Events that several documents tell: ids in order of publication, and the evidence of each link.

        >>> import policymine as pm
        >>> pm.open("dataset").same_events()
        []
        """
        from policymine.dataset.same_event import same_events

        return same_events(self.dataset)

    def timeline(self, subject: str, **wanted: Any) -> Any:
        """Events of a place, event type, topic of a codebook, or word in order of time, as a frame (``UsageError`` PM405).

        >>> import policymine as pm
        >>> "date" in pm.open("dataset").timeline("policy_issuance").columns
        True
        """
        from policymine.comparison.timeline import COLUMNS, subject_of, timeline

        found = timeline(self.dataset, subject_of(self.dataset, subject, self._filter(**wanted)))
        return _records(found, COLUMNS)

    def ledger(self, **wanted: Any) -> Any:
        """Enforcement as a frame: exposures, closures, fines, blacklists and inspections with their counts.

        >>> import policymine as pm
        >>> "measures" in pm.open("dataset").ledger().columns
        True
        """
        from policymine.comparison.ledger import COLUMNS, ledger

        return _records(ledger(self.dataset, self._filter(**wanted)), COLUMNS)

    def register(self, *, cited: bool = False, kind: str | None = None) -> Any:
        """Documents that were issued as a frame: title, number, issuers, date, status and mentions.

        >>> import policymine as pm
        >>> "number" in pm.open("dataset").register().columns
        True
        """
        from policymine.comparison.register import COLUMNS, register

        return _records(register(self.dataset, cited=cited, kind=kind), COLUMNS)

    def _filter(self, **wanted: Any) -> Any:
        from policymine.dataset.query import Filter

        return Filter(**{key: value for key, value in wanted.items() if value is not None})

    def documents(self) -> Any:
        """Documents as a frame, with their text.

        >>> import policymine as pm
        >>> sorted(pm.open("dataset").documents()["doc"])
        ['chenggu.txt', 'hebei.txt']
        """
        return self._frame("documents")

    def checks(self) -> Any:
        """Arithmetic checks as a frame: which figures, and whether they hold.

        >>> import policymine as pm
        >>> set(pm.open("dataset").checks()["verdict"])
        {'holds'}
        """
        return self._frame("checks")

    def arrow(self, table: str, **wanted: Any) -> Any:
        """Rows of a table that pass the filters of ``figures``, as a ``pyarrow.Table`` with exact decimals.

        >>> import policymine as pm
        >>> str(pm.open("dataset").arrow("figures").schema.field("value").type)
        'decimal128(38, 9)'
        """
        from policymine.dataset.query import Filter, arrow

        return arrow(self.dataset, table, Filter(**{key: value for key, value in wanted.items() if value is not None}))

    def lazy(self, table: str) -> Any:
        """A table as a DuckDB relation: ``filter``, ``aggregate``, ``order`` and ``df`` run only what they need.

        >>> import policymine as pm
        >>> pm.open("dataset").lazy("figures").filter("value > 5000").aggregate("count(*) AS n").fetchall()
        [(1,)]
        """
        import duckdb

        return duckdb.connect().from_arrow(self.dataset.source(table))

    def sql(self, statement: str) -> Any:
        """The result of one SELECT over the tables of the dataset, as a frame (``DatasetError`` PM306).

        >>> import policymine as pm
        >>> int(pm.open("dataset").sql("SELECT count(*) AS n FROM documents")["n"][0])
        2
        """
        from policymine.comparison.frames import frame_of
        from policymine.dataset.sql import query

        return frame_of(query(self.dataset, statement))

    def panel(self, indicators: str | Sequence[str] | None = None, **options: Any) -> Any:
        """Cells of indicator × place × period as a frame, one row a cell; see ``build_panel`` for the options.

        ``status`` says how the value is known: stated, verified (the document's arithmetic proves it), contradicted,
        derived (computed from before and after) or rolled_up (the sum of complete parts); ``chosen_by`` which rule decided
        among several reports; ``conflicts`` how many figures cannot be true beside it.

        >>> import policymine as pm
        >>> ds = pm.open("dataset")
        >>> found = ds.panel("subject_training_institutions.reduction_rate", level="any")
        >>> found[["adcode", "value", "status"]].values.tolist()
        [['130000', 99.92, 'derived'], ['610722', 90.1, 'verified']]
        """
        return self.build_panel(indicators, **options).frame()

    def build_panel(self, indicators: str | Sequence[str] | None = None, **options: Any) -> Panel:
        """The panel with its evidence: cells, conflicts, and the reason of each empty cell.

        ``options`` are those of ``policymine.comparison.panel.build_panel``: level, role, every, at, min_confidence,
        clusters, codebooks, roll_up, per. Raises ``UsageError`` PM402 for an indicator that nobody knows, PM405.

        >>> import policymine as pm
        >>> panel = pm.open("dataset").build_panel("subject_training_institutions.reduction_rate")
        >>> panel.cell("130000", "subject_training_institutions.reduction_rate").derived_from[0].value
        Decimal('5092')
        >>> panel.missing(["110000"])[0]["reason"]
        'not_reported'
        """
        from policymine.comparison.compare import check_indicator
        from policymine.comparison.panel import build_panel

        names = [indicators] if isinstance(indicators, str) else indicators
        for name in names or ():
            check_indicator(self.dataset, name, options.get("codebooks"))
        return build_panel(self.dataset, names, **options)

    def _frame(self, table: str, **wanted: Any) -> Any:
        from policymine.comparison.frames import frame_of

        return frame_of(self.arrow(table, **wanted))


def _records(found: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Any:
    import pandas as pd

    return pd.DataFrame([dict(row) for row in found], columns=list(columns))


def dtypes(frame: Any) -> Mapping[str, str]:
    """Names of a frame's column types.

    >>> import policymine as pm
    >>> from policymine.api import dtypes
    >>> types = dtypes(pm.open("dataset").figures())
    >>> types["quote"], types["start"], types["value"], types["links"]
    ('string', 'Int64', 'float64', 'object')
    """
    return {str(name): str(kind) for name, kind in frame.dtypes.items()}
