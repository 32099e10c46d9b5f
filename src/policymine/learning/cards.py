"""The card of a model: what it does, what it was made from, how good it is, where it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """A Markdown table."""
    return [
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows),
    ]


def indicator_card(meta: Mapping[str, Any]) -> str:
    """``card.md`` of an indicator model, from its meta alone."""
    data, thresholds, scores = meta["data"], meta["thresholds"], meta["scores"]
    lines = [
        f"# Model card: {meta['name']}",
        "",
        "Which indicator of the codebook a figure is. Linear margins (one against the rest) over the words of the figure's sentence",
        "(n-grams by side, unit, head noun, role, size, section) and over the codebook's names that are heard around it (entities,",
        "qualifiers, measures, required words, by nearness and beside the unit), which are the same in both languages. Indicators that",
        "do not fit the unit are out; a softmax turns the margins of the rest into shares. It never sees the rules' answer.",
        "",
        "Where its answer (an indicator, or none) differs from the rules', it is taken if its share is at least"
        f" {thresholds['share']} of its own and",
        "theirs together (above 1: never): it fills gaps, names another indicator, or takes a name away. It overrules the rules only",
        f"where they name an indicator that it has seen often enough in documents ({meta['known']} indicators).",
        "",
        "It speaks only in languages in which rules and model together were better than the rules alone on dev:"
        f" {', '.join(meta['languages']) or 'none'}. Documents that do not speak of the policies "
        + ", ".join(f"`{name}`" for name in meta["codebooks"])
        + " are left alone.",
        "",
        "## Data",
        "",
        f"Corpora {', '.join(data['corpora'])} of this project: written for it, in part invented (see `corpora/README.md`).",
        "",
        *table(
            ("split", "documents", "figures", "used for"),
            [
                (split, data["documents"][split], data["figures"][split], use)
                for split, use in (
                    ("train", "weights; sharpness and threshold on folds that did not see the document"),
                    ("dev", "in which languages it speaks"),
                    ("test", "the scores below, nothing else"),
                )
                if split in data["documents"]
            ],
        ),
        "",
        f"{data['first_readings']} of the train figures are in documents whose first reading was kept: with the codebook as it stood before",
        "anyone who writes rules had seen them, the rules err as they do on new text. Sharpness and threshold were set on these alone,",
        "each batch of authors judged by what the others' documents teach.",
        "",
        f"Beside them {data['sentences']['figures']} figures of labelled sentences ({', '.join(data['sentences']['files']) or 'none'}),"
        " written for this from the names and meaning of the indicators.",
        "",
        f"{len(meta['labels'])} indicators have training figures. sha256 of train and dev: `{data['sha256']}`.",
        "",
        "## Scores",
        "",
        "Percent, with 95 % intervals (bootstrap over documents, 2,000 draws); gain: paired, in points. *Indicator* is the share",
        "of found figures whose indicator is right (or rightly none); *row* is F1 over figures with value, bound, unit, place,",
        "period and indicator all right. *Model alone*: words only, neither rules nor codebook. Value, bound and unit are not touched.",
        "",
        *score_lines(scores["table"]),
        "",
        "## Calibration",
        "",
        "How likely the model's own answer is beside how often it is right (that a figure is of no indicator is an answer, too).",
        "",
        *calibration_lines(scores["calibration"], "figures"),
        "",
        "## Limits",
        "",
        "- The corpora imitate the press and are more regular than it; expect lower scores on real articles.",
        "- It can only name indicators that its training data shows; others are left to the rules.",
        "- It names what a figure is, not whether the statement is true of the place: place and period are the rules'.",
        "- Rows that it named say `rules+model` and name it.",
        "- A gain whose interval holds zero may be none.",
        "- It sees one sentence, and of headings and the paragraph before only the codebook's names.",
        "- When the reader or the codebook changes, train again: the features are what the reader sees.",
        "",
        "## Reproduce",
        "",
        "```",
        f"policymine train indicator {' '.join('--corpus corpora/' + c for c in data['corpora'])}"
        + "".join(f" --sentences corpora/sentences/{name}" for name in data["sentences"]["files"])
        + f" -o models/{meta['name']} --seed {meta['seed']}",
        "```",
        "",
        "The same corpus, code, versions and seed give the same bytes. Trained with "
        + ", ".join(f"{name} {version}" for name, version in sorted(meta["versions"].items()))
        + ".",
        "",
        "Licence: MIT, like the project and its corpora.",
    ]
    return "\n".join(lines) + "\n"


def encoder_card(meta: Mapping[str, Any]) -> str:
    """``card.md`` of a fine-tuned encoder, from its meta alone."""
    data = meta["data"]
    lines = [
        f"# Model card: {meta['name']}",
        "",
        f"Which indicator of the codebook a figure is: the encoder `{meta['encoder']}`, fine-tuned for {meta['epochs']} rounds on the",
        f"sentence with the figure marked, in windows of {meta['longest']} tokens. It answers only where the rules find no indicator",
        f"and its probability is at least {meta['thresholds']['fill']}.",
        "",
        "## Data",
        "",
        f"Corpora {', '.join(data['corpora'])}. sha256 of train and dev: `{data['sha256']}`.",
        "",
        *table(
            ("split", "documents", "figures"),
            [(s, data["documents"][s], data["figures"][s]) for s in data["documents"]],
        ),
        "",
        "## Scores",
        "",
        "Percent, with 95 % intervals (bootstrap over documents, 2,000 draws); gain: paired, in points.",
        "",
        *score_lines(meta["scores"]["table"]),
        "",
        "## Limits",
        "",
        "- It knows the indicators that the training data shows, and no others.",
        "- It sees one sentence.",
        "",
        "Licence: that of the encoder it was made from.",
    ]
    return "\n".join(lines) + "\n"


def tagger_card(meta: Mapping[str, Any]) -> str:
    """``card.md`` of a tagger, from its meta alone."""
    data = meta["data"]
    rows = meta["scores"]["table"]
    lines = [
        f"# Model card: {meta['name']}",
        "",
        f"Heads of figures, places and triggers of events, token by token: the encoder `{meta['encoder']}`, fine-tuned for"
        f" {meta['epochs']} rounds,",
        f"exported to ONNX in int8. Long text is read in overlapping windows of {meta['longest']} tokens.",
        "",
        "## Data",
        "",
        f"Corpora {', '.join(data['corpora'])}. sha256 of train and dev: `{data['sha256']}`. The test split is not read. Triggers are",
        "gold events, heads the nouns that gold names; places are the reader's own mentions, not gold: their scores say how far the",
        "tagger finds them again.",
        "",
        *table(("split", "documents"), list(data["documents"].items())),
        "",
        "## Scores",
        "",
        "Exact spans, percent, of the exported model.",
        "",
        *table(
            ("split", "language", "span", "precision", "recall", "F1", "spans"),
            [(r["split"], r["language"], r["kind"], r["precision"], r["recall"], r["f1"], r["spans"]) for r in rows],
        ),
        "",
        "Licence: that of the encoder it was made from.",
    ]
    return "\n".join(lines) + "\n"


def calibration_lines(rows: Sequence[Mapping[str, Any]], counted: str) -> list[str]:
    """The plot, which stands beside the card, and the error of each split and language over so many of ``counted``."""
    return [
        "![Share of the model's answers that are right, by the share it gives them](calibration.svg)",
        "",
        *table(
            ("split", "language", counted, "expected calibration error"),
            [(r["split"], r["language"], r[counted], f"{r['error']:.3f}") for r in rows],
        ),
    ]


def score_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The table of scores: rules, model and both."""
    return table(
        ("split", "language", "measure", "rules alone", "model alone", "rules + model", "gain over rules"),
        [(s["split"], s["language"], s["measure"], s["rules"], s["model"], s["both"], s["gain"]) for s in rows],
    )


def event_card(meta: Mapping[str, Any]) -> str:
    """``card.md`` of an event model, from its meta alone."""
    data, thresholds, scores = meta["data"], meta["thresholds"], meta["scores"]
    splits = list(data["documents"])
    verdict = "It beats the frames there." if scores["better"] else "It does not beat the frames there."
    least, elsewhere = (
        ", ".join(f"{language} {value}" for language, value in sorted(values.items()))
        for values in (thresholds, meta["elsewhere"])
    )
    files = data["patterns"]["files"]
    lines = [
        f"# Model card: {meta['name']}",
        "",
        "Which clauses report an event, and of which type: one logistic regression a language over characters or stems of the",
        "clause, the acts and things that its words name (`event_words.yaml`), its numbers and figures. What a frame says of the",
        f"clause is added to its type with weight {meta['trust']}: frames stand unless all words speak against their type. Where no",
        f"frame fits, it reports an event from its threshold on ({least}) and abstains below; outside documents about",
        f"{', '.join(meta['policies'])} from {elsewhere} on (above 1: never). What is demanded, supposed or denied, and what nobody is",
        "said to have done, counted or announced, is never taken up.",
        "",
        "## Data",
        "",
        f"Documents with gold events of {', '.join(data['corpora'])}: written for this project (see `corpora/README.md`).",
        f"{data['clauses']['train']:,} clauses of them, and {data['patterns']['clauses']:,} written ones ({', '.join(files) or 'no file'};"
        f" up to {data['patterns']['of_each']} of each pattern).",
        "In older documents events are not marked exhaustively, so that some of what counts as no event is one that nobody marked.",
        "",
        *table(
            ("split", "documents", "gold events"),
            [(s, data["documents"][s], data["events"][s]) for s in splits],
        ),
        "",
        f"sha256 of train, dev and written clauses: `{data['sha256']}`. The test split is not read.",
        "",
        "## Scores",
        "",
        f"F1 of typed events of the whole reader, percent. {verdict}",
        "",
        *table(
            ("split", "language", "frames alone", "with the ranker", "points"),
            [(s["split"], s["language"], s["rules"], s["model"], s["points"]) for s in scores["table"]],
        ),
        "",
        "## Calibration",
        "",
        "How likely the likeliest type of a clause is, by the model alone, beside how often it is right (clauses of no event left out).",
        "",
        *calibration_lines(scores["calibration"], "clauses"),
        "",
        "## Limits",
        "",
        "- Some two hundred events in dev: gains and losses of a few points are chance.",
        "- It sees one clause and nothing beyond; two events of one clause are told apart only where a frame found the second.",
        "- Texts of other kinds than news, notices and reports of public bodies were never shown to it.",
        "",
        "## Reproduce",
        "",
        "```",
        f"policymine train event {' '.join('--corpus corpora/' + c for c in data['corpora'])}"
        f"{''.join(' --sentences corpora/clauses/' + f for f in files)} -o models/{meta['name']} --seed {meta['seed']}",
        "python scripts/ship_models.py",
        "```",
        "",
        "The same corpus, code, versions and seed give the same bytes. Licence: MIT, like the project and its corpora.",
    ]
    return "\n".join(lines) + "\n"


def relevance_card(meta: Mapping[str, Any]) -> str:
    """``card.md`` of a relevance model, from its meta alone."""
    data = meta["data"]
    lines = [
        f"# Model card: {meta['name']}",
        "",
        f"Whether a document is about the policy of the codebook `{meta['codebooks'][0]}`: a logistic regression over character",
        "pairs, words and counts of the codebook's names, in windows of 600 characters of the whole document.",
        "",
        "## Data",
        "",
        f"Documents of the corpus `{meta['codebooks'][0]}` are about the policy, those of the others are not"
        f" ({', '.join(data['corpora'])}).",
        "",
        *table(("split", "about the policy", "not"), [(split, *counts) for split, counts in data["documents"].items()]),
        "",
        "## Scores",
        "",
        "Documents told right. *Rules*: a name of the policy stands in the text.",
        "",
        *table(
            ("split", "documents", "rules", "model"),
            [(s["split"], s["documents"], s["rules"], s["model"]) for s in meta["scores"]["table"]],
        ),
        "",
        "## Limits",
        "",
        "- There are few documents of other policies: the scores say little beyond that nothing is broken.",
        f"- A document is taken as relevant from a probability of {meta['thresholds']['relevant']}.",
        "",
        "## Reproduce",
        "",
        "```",
        f"policymine train relevance {' '.join('--corpus corpora/' + c for c in data['corpora'])}"
        f" -o models/{meta['name']} --seed {meta['seed']}",
        "```",
        "",
        "Licence: MIT, like the project and its corpora.",
    ]
    return "\n".join(lines) + "\n"
