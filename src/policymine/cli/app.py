"""The command group: names and summaries are known here, a command's module is imported when it runs.

``policymine --help`` answers without importing anything heavy, not even rich; ``COMMANDS`` is the one list of commands.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from policymine.errors import (
    AcquisitionError,
    CodebookError,
    DatasetError,
    InputError,
    InvariantError,
    PolicymineError,
    RefreshError,
    UsageError,
)

OK: Final = 0
SOME_DOCUMENTS_FAILED: Final = 1
BAD_USE: Final = 2
BAD_DATASET: Final = 3
DEFECT: Final = 4
INTERRUPTED: Final = 130

EXIT_CODES: Final = (
    "Exit codes: 0 done; 1 done, but some documents could not be read (they are listed) or a check failed; "
    "2 wrong option, path, codebook or input, or no document could be read; 3 the dataset cannot be read or written; "
    "4 a defect of policymine; 130 interrupted."
)


class Command(NamedTuple):
    """Where a command lives: ``policymine.cli.<module>`` holds a function ``command`` or a Typer app ``app``."""

    module: str
    summary: str
    panel: str


COMMANDS: Final[dict[str, Command]] = {
    "extract": Command("extract", "Read files and folders, write figures and events as files.", "Read"),
    "mine": Command("mine", "Read files and folders into a dataset; only what is new is read.", "Read"),
    "demo": Command("demo", "Mine a folder and show a table of provinces, a chart and the dataset.", "Read"),
    "places": Command("places", "Places in a text or file, each with its code and how it was resolved.", "Read"),
    "periods": Command("periods", "Times in a text or file, read against a reference date.", "Read"),
    "init": Command("init", "Make a workspace: settings, and a folder of sources.", "Keep fresh"),
    "sources": Command("sources", "Add, list, try and check the sources of a workspace.", "Keep fresh"),
    "refresh": Command("refresh", "Fetch what is new at the sources and bring the dataset up to date.", "Keep fresh"),
    "reparse": Command("reparse", "Build the documents again from the archive, without network.", "Keep fresh"),
    "schedule": Command("schedule", "Print the cron, systemd or GitHub unit that refreshes regularly.", "Keep fresh"),
    "runs": Command("runs", "List refresh runs and what each changed.", "Keep fresh"),
    "diff": Command("diff", "Rows added, revised and withdrawn between two versions.", "Keep fresh"),
    "figures": Command("figures", "List figures of the dataset.", "Look"),
    "events": Command("events", "List events of the dataset.", "Look"),
    "timeline": Command("timeline", "Events of a place or topic in order of time.", "Look"),
    "lists": Command("lists", "Members of the white lists, black lists and pilots that documents publish.", "Look"),
    "ledger": Command("ledger", "Enforcement: exposures, closures, fines and blacklists, with their counts.", "Look"),
    "register": Command("register", "Documents that were issued, with number, title and issuer.", "Look"),
    "show": Command("show", "One figure: its sentence, how each field was decided, its checks.", "Look"),
    "check": Command("check", "Arithmetic of a document or dataset: what adds up and what does not.", "Look"),
    "geo": Command("geo", "One division: its names, parents, and what it was before and after.", "Look"),
    "compare": Command("compare", "One indicator side by side, a row a place.", "Compare"),
    "rank": Command("rank", "A league table of one indicator, with change and target status.", "Compare"),
    "trend": Command("trend", "One indicator over time, for one or more places.", "Compare"),
    "coverage": Command("coverage", "Which cells of places and indicators are filled.", "Compare"),
    "place": Command("place", "One place's card: its figures, events and checks.", "Compare"),
    "conflicts": Command("conflicts", "Cells whose reports disagree, with every report.", "Compare"),
    "report": Command("report", "One offline page: map, ranking, timeline, every mark with its sentence.", "Compare"),
    "reprints": Command("reprints", "Which documents repeat or translate another.", "Look"),
    "sql": Command("sql", "Ask the dataset in SQL.", "Compare"),
    "export": Command("export", "Write the dataset in a format that other programs read.", "Compare"),
    "codebook": Command("codebook", "List, show and validate codebooks.", "Keep"),
    "evaluate": Command("evaluate", "Score the reading against gold annotations.", "Keep"),
    "train": Command("train", "Train a model on annotated corpora, with its scores and a card.", "Keep"),
    "sample": Command("sample", "Pick documents that are worth annotating.", "Keep"),
    "annotate": Command("annotate", "Exchange annotations with other tools, and measure agreement.", "Keep"),
    "versions": Command("versions", "Versions of the dataset, for --as-of.", "Keep"),
    "doctor": Command("doctor", "What is installed, what is missing, and the command that mends it.", "Keep"),
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called, and whose errors are printed with their code."""

    def list_commands(self, ctx: Any) -> list[str]:
        folder = Path(__file__).parent
        return [name for name, entry in COMMANDS.items() if (folder / f"{entry.module}.py").exists()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that knows its summary, which is all that the help page needs."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name].summary)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Commands under the headings of ``COMMANDS``."""
        names = self.list_commands(ctx)
        for heading in dict.fromkeys(COMMANDS[name].panel for name in names):
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, COMMANDS[name].summary) for name in names if COMMANDS[name].panel == heading]
                )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], names, n=2, cutoff=0.5)
            hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name is not None and command is not None else command, rest

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PolicymineError as error:
            print_error(error)
            raise typer.Exit(exit_code(error)) from error
        except KeyboardInterrupt as error:
            sys.stderr.write("\ninterrupted; what was committed is kept, run the command again to go on\n")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError:
            raise
        except Exception as error:
            if os.environ.get("POLICYMINE_DEBUG") or _is_click(error):
                raise
            detail = " ".join(str(error).split())[:300]
            sys.stderr.write(
                f"error: {type(error).__name__}: {detail}\n"
                "  This is a defect of policymine: please report it, with the output of the same command after\n"
                "  POLICYMINE_DEBUG=1 is set.\n"
            )
            raise typer.Exit(DEFECT) from error


def _is_click(error: Exception) -> bool:
    """Errors by which Typer itself ends a command: wrong options, ``typer.Exit``, ``typer.Abort``."""
    return type(error).__module__.partition(".")[0] in ("typer", "click")


def load_command(name: str) -> Any:
    """The command's own click object."""
    module = import_module(f"policymine.cli.{COMMANDS[name].module}")
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command(name, epilog=getattr(module, "EXIT_CODES", EXIT_CODES))(module.command)
    found = typer.main.get_command(app)
    found.name = name
    return found


def print_error(error: PolicymineError) -> None:
    """``error PM101 no such file or folder: x.txt`` and what to do, on stderr."""
    sys.stderr.write(f"error {error.message}\n")
    if error.remedy:
        sys.stderr.write(f"  {error.remedy}\n")


def exit_code(error: PolicymineError) -> int:
    match error:
        case DatasetError():
            return BAD_USE if error.code in ("PM306", "PM307") else BAD_DATASET
        case AcquisitionError():
            return BAD_DATASET if error.code in ("PM304", "PM605", "PM606", "PM607") else BAD_USE
        case InvariantError():
            return DEFECT
        case InputError() | CodebookError() | UsageError() | RefreshError():
            return BAD_USE
        case _:
            return BAD_USE if error.code[:3] in ("PM1", "PM2", "PM4") else DEFECT


app = typer.Typer(
    cls=LazyGroup,
    name="policymine",
    help="Turn policy news and official notices from China into checked, comparable figures and events.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from policymine import __version__

        typer.echo(f"policymine {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Turn policy news and official notices from China into checked, comparable figures and events."""
