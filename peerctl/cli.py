"""The command line as a whole: its commands, and the border at which errors become sentences."""

import os
import signal
import sys
from collections.abc import Sequence

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


@app.callback()
def _root() -> None:
    """See what VPC Peering Autopilot decides and why; decide what it leaves to you."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Every failure is one sentence on standard error."""
    try:
        return _run(arguments)
    except BrokenPipeError:
        return _closed()
    except MistakesError as error:
        return _fail(str(error), error.code, prefix="")
    except PeerctlError as error:
        return _fail(str(error), error.code)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Interrupted; nothing was changed.", Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 # no traceback reaches an operator
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _fail(f"This is a mistake in peerctl, please report it ({said}).", Exit.BUG)


def _run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        ended = command.main(list(arguments), prog_name="peerctl", standalone_mode=False)
        sys.stdout.flush()
    except UsageError as error:
        hint = f" Try '{error.ctx.command_path} --help'." if error.ctx else ""
        return _fail(error.format_message().rstrip(".") + "." + hint, Exit.USAGE)
    except SystemExit as error:
        # A closed pipe makes the parser exit with 1, which would mean that the answer is no.
        return _closed() if isinstance(error.__context__, BrokenPipeError) else Exit.NO
    except typer.Exit as ended_early:
        return ended_early.exit_code
    return ended if isinstance(ended, int) else Exit.OK


def _closed() -> Exit:
    """Nobody reads on: keep Python from complaining when it flushes standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.CLOSED_PIPE


def _fail(sentence: str, code: Exit, prefix: str = "peerctl: ") -> int:
    try:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            prefix + sentence, markup=False, style="red" if sys.stderr.isatty() else None
        )
    except BrokenPipeError:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return code
