"""Policy figures and events from Chinese policy text, each tied to the words that it was read from.

>>> import policymine
>>> extraction = policymine.read("截至目前，全省压减学科类培训机构1743家。", published="2022-07-19")
>>> extraction.figures[0].value
Decimal('1743')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from spacy.language import Language as Pipeline

    from policymine.api import Data, MineReport
    from policymine.records import Extraction

    __version__: str

__all__ = ["__version__", "load", "mine", "open", "read"]


def __getattr__(name: str) -> Any:
    if name == "__version__":  # on demand: reading package metadata costs more than the rest of --help
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("policymine")
        except PackageNotFoundError:  # run from a source tree that was not installed
            return "0+unknown"
    raise AttributeError(name)


def load(lang: str) -> Pipeline:
    """A spaCy pipeline that reads ``lang`` ("zh" or "en"): see :mod:`policymine.extraction.component`."""
    from policymine.api import pipeline_for

    return pipeline_for(lang)


def read(text: str, *, codebooks: Sequence[str | Path] | None = None, doc: str = "text", **known: Any) -> Extraction:
    """Figures, events and checks of one text, read with the rules and the model that ships.

    ``known``: what is known from outside, of title, publisher, author, published (EDTF), url, language.
    """
    from policymine.api import read_text

    return read_text(text, codebooks or (), doc, known)


def mine(paths: str | Path | Sequence[str | Path], dataset: str | Path = "dataset", **options: Any) -> MineReport:
    """Read files and folders into the dataset in a folder; what was read before and did not change is skipped.

    ``options`` are those of ``policymine.pipeline.mine``: codebooks, workers, cluster, max_bytes, again, progress. The
    report counts documents, figures and events that were read, and lists each input that could not be read.
    Raises ``DatasetError`` PM302, PM303, PM304, PM308; ``CodebookError``.
    """
    from policymine.api import mine_data

    return mine_data(paths, dataset, **options)


def open(folder: str | Path = "dataset", as_of: int | str | None = None) -> Data:
    """The dataset in a folder, as :class:`policymine.api.Data`: its tables and its panel as pandas frames.

    ``as_of``: a version number or a date. Raises ``DatasetError`` PM301, PM303, PM305.
    """
    from policymine.api import open_data

    return open_data(folder, as_of)
