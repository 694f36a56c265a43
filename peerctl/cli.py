"""The command line as a whole: its commands, and the border at which errors become sentences."""

import inspect
import signal
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer._click.exceptions import UsageError  # typer gives it no public name

from peerctl.approvals.commands import approvals
from peerctl.decisions import apply, approve, freeze, reject, unfreeze
from peerctl.errors import Exit, MistakesError, PeerctlError
from peerctl.explain import explain
from peerctl.history import history
from peerctl.map.command import network_map
from peerctl.status import observe, plan, status
from peerctl.streams import abandon, make_ready, unwritable

_PROJECT = Path(__file__).parents[1] / "pyproject.toml"
app = typer.Typer(
    name="peerctl",
    help="See what VPC Peering Autopilot decides and why; decide what it leaves to you.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (status, explain, plan, history, observe, approve, reject, apply, freeze, unfreeze):
    app.command()(command)
app.command("map")(network_map)
app.add_typer(approvals, name="approvals")
for entry in (*app.registered_commands, *approvals.registered_commands):
    # typer keeps a docstring's line ends, which no terminal's width knows of.
    paragraphs = inspect.getdoc(entry.callback) or ""
    entry.help = "\n\n".join(" ".join(one.split()) for one in paragraphs.split("\n\n"))


def _say_version(wanted: bool) -> None:  # noqa: FBT001 # typer calls it
    if wanted:
        project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
        typer.echo(f"peerctl {project['version']}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", help="Say which version it is.", callback=_say_version, is_eager=True
    ),
]


@app.callback()
def _root(version: VersionOption = False) -> None:  # noqa: FBT002 # a flag, for its callback
    """See what VPC Peering Autopilot decides and why; decide what it leaves to you."""
    del version


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Every failure is one sentence on standard error."""
    try:
        make_ready()
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon()
        return Exit.CLOSED_PIPE
    except MistakesError as error:
        return _fail(str(error), error.code, prefix="")
    except PeerctlError as error:
        return _fail(str(error), error.code)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Interrupted; nothing was changed.", Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 # no traceback reaches an operator
        full = unwritable(error) if isinstance(error, OSError) else None
        return _fail(str(full), full.code) if full else _mistaken(error)
    return code


def _run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        ended = command.main(list(arguments), prog_name="peerctl", standalone_mode=False)
    except UsageError as error:
        hint = f" Try '{error.ctx.command_path} --help'." if error.ctx else ""
        return _fail(error.format_message().rstrip(".") + "." + hint, Exit.USAGE)
    except SystemExit as error:
        # A closed pipe makes the parser exit with 1, which would mean that the answer is no.
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        return error.code if isinstance(error.code, int) else Exit.OK  # completion exits like this
    except typer.Exit as ended_early:
        return ended_early.exit_code
    return ended if isinstance(ended, int) else Exit.OK


def _mistaken(error: Exception) -> int:
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return _fail(f"This is a mistake in peerctl, please report it ({said}).", Exit.BUG)


def _fail(sentence: str, code: Exit, prefix: str = "peerctl: ") -> int:
    try:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            prefix + sentence, markup=False, style="red" if sys.stderr.isatty() else None
        )
    except BrokenPipeError:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return code
