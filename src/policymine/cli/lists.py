"""``policymine lists``: members of published lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import (
    AsOfOption,
    CsvOption,
    DatasetOption,
    DocumentOption,
    JsonOption,
    LimitOption,
    open_given,
)

if TYPE_CHECKING:
    from policymine.records import Document

COLUMNS = ("document", "list", "kind", "number", "member", "heading", "start", "end")


def list_members(documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """A row a member: the document, which of its lists, the list's kind and heading, the member and its span."""
    from policymine.extraction.member_lists import find_lists

    for document in documents:
        for which, found in enumerate(find_lists(document), 1):
            for number, member in enumerate(found.members, 1):
                yield {
                    "document": document.doc,
                    "list": which,
                    "kind": found.kind,
                    "number": number,
                    "member": member.name,
                    "heading": found.heading,
                    "start": member.start,
                    "end": member.end,
                }


def documents_at(paths: Sequence[Path]) -> Iterator[Any]:
    """The documents at ``paths``; a ``Problem`` for each that cannot be read."""
    from policymine.pipeline.inputs import list_sources, read_sources
    from policymine.pipeline.reading import process
    from policymine.pipeline.services import DEFAULT
    from policymine.records import Problem

    resources = DEFAULT.load_resources(())
    for snapshot in read_sources(list_sources(paths, DEFAULT), None, DEFAULT):
        for item in [snapshot] if isinstance(snapshot, Problem) else process(snapshot, resources):
            yield item if isinstance(item, Problem) else item.document


def documents_of(dataset: Path | None, as_of: str | None, document: str | None) -> Iterator[Document]:
    """The documents of a dataset, of those named ``document``."""
    from policymine.dataset.query import Filter, rows
    from policymine.dataset.rows import document_from_row

    for row in rows(open_given(dataset, as_of), "documents", Filter(document=document)):
        yield document_from_row(row)


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents or folders; none: the dataset.")] = None,
    document: DocumentOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Members of the white lists, black lists and lists of pilots that documents publish.

    'policymine check' sets the number of members against the count that the text states.
    """
    from policymine.cli.app import BAD_USE, SOME_DOCUMENTS_FAILED
    from policymine.cli.output import console, print_csv, print_json, print_problems, print_table
    from policymine.records import Problem

    read = list(documents_at(paths)) if paths else list(documents_of(dataset, as_of, document))
    problems = [item for item in read if isinstance(item, Problem)]
    found = list(list_members(item for item in read if not isinstance(item, Problem)))
    if as_json:
        print_json(found)
    elif as_csv:
        print_csv(COLUMNS, found)
    elif not found:
        console().print("no document publishes a list")
    else:
        shown = found if limit == 0 else found[: limit or 50]
        print_table(None, COLUMNS[:6], [[row[name] for name in COLUMNS[:6]] for row in shown], ("list", "number"))
        if len(shown) < len(found):
            console().print(f"{len(found) - len(shown)} more: --limit 0 shows all")
    print_problems(problems)
    if problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED if len(problems) < len(read) else BAD_USE)
