import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from peerctl.cli import app, main
from peering.core.memory import Memory
from peering.core.model import ConnectionId
from tests.core.examples import observed
from tests.peerctl.command import APPROVALS, ROOT, observation, peerctl, save, write


def commands() -> Iterator[tuple[str, ...]]:
    """The way to every command that there is, and to every group of them."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), get_command(app))]
    while waiting:
        way, command = waiting.pop()
        yield way
        inner = getattr(command, "commands", {})
        waiting += [((*way, name), found) for name, found in inner.items()]


def test_every_command_explains_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ways = list(commands())
    assert len(ways) == 17
    for way in ways:
        assert main([*way, "--help"]) == 0
        shown = capsys.readouterr().out
        assert f"Usage: {' '.join(('peerctl', *way))} [OPTIONS]" in shown
        lines = [line.strip("│ ") for line in shown.splitlines()]
        prose = lines[: next(i for i, line in enumerate(lines) if line.startswith("╭"))]
        for line, following in pairwise(prose):
            if line and following:  # a word more would have fitted, had the paragraph gone on
                assert len(line) + len(following.split()[0]) >= 76, (way, line)


def test_help_has_no_colours_when_piped() -> None:
    ended = peerctl("--help")

    assert ended.code == 0
    assert "\x1b[" not in ended.out


def test_a_wrong_command_is_one_sentence() -> None:
    ended = peerctl("approvals", "chek")

    assert ended.code == 2
    assert "Did you mean 'check'" in ended.sentence


def test_a_wrong_format_is_one_sentence() -> None:
    ended = peerctl("approvals", "check", "-o", "xml")

    assert ended.code == 2
    assert "'xml' is not one of" in ended.sentence


def test_the_schema_is_the_published_one() -> None:
    published = (ROOT / "docs/schemas/approvals.schema.json").read_text()

    assert peerctl("approvals", "schema").out == published


def test_a_closed_pipe_ends_the_command_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, str(ROOT / "peerctl"), "approvals", "schema"]

    ended = subprocess.run(  # noqa: S603 # our own command
        command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)

    assert ended.returncode == 141
    assert ended.stderr == ""


def test_it_runs_as_a_module_too_and_loads_no_boto_unless_it_asks_aws() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "peerctl", "approvals", "check"]

    ended = subprocess.run(  # noqa: S603 # our own command
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0
    assert "no mistakes" in ended.stdout
    assert "pydantic" in ended.stderr  # Python tells there what it imports
    assert "boto" not in ended.stderr


type InBash = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def in_bash(tmp_path: Path) -> InBash:
    """Runs a line of bash on whose path peerctl is, as `make setup` puts it there."""
    command = tmp_path / "bin/peerctl"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/peerctl" "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = f"{command.parent}:{os.environ['PATH']}"

    def run(line: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 # our own command
            ["/bin/bash", "-c", f"{line}\n"],  # its own shell, not the test's, asks for completion
            cwd=ROOT,
            env={**kept, "PATH": path, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_completion_is_shown_and_completes(in_bash: InBash) -> None:
    shown = in_bash("peerctl --show-completion; exit $?")

    assert shown.returncode == 0, shown.stderr
    asked = (
        f"{shown.stdout}\nCOMP_WORDS=(peerctl app) COMP_CWORD=1\n"
        '_peerctl_completion peerctl; echo "${COMPREPLY[@]}"'
    )
    assert in_bash(asked).stdout.split() == ["approve", "apply", "approvals"]


def test_completion_is_installed(tmp_path: Path, in_bash: InBash) -> None:
    ended = in_bash("peerctl --install-completion; exit $?", HOME=str(tmp_path))

    assert ended.returncode == 0, ended.stderr
    assert "completion installed" in ended.stdout
    assert (tmp_path / ".bashrc").exists()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("shape", ["json", "yaml", "table"])
def test_a_pipe_that_closes_in_the_middle_of_much_ends_the_command_quietly(
    tmp_path: Path, in_bash: InBash, shape: str, unbuffered: str
) -> None:
    one = observation(observed())
    (seen,) = one.connections
    ids = [ConnectionId(f"pcx-{number:017x}") for number in range(400)]
    many = [replace(seen, connection=replace(seen.connection, id=i), memory=Memory(i)) for i in ids]
    file = save(replace(one, connections=tuple(many)), tmp_path)
    approvals = write(tmp_path, "a.yaml", APPROVALS)
    line = f"peerctl status --observation {file} --approvals {approvals} -o {shape}"

    ended = in_bash(
        f"{line} | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED=unbuffered
    )

    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("peerctl approvals schema > /dev/full", 4, "No space left on device"),
        ("peerctl --help > /dev/full", 4, "No space left on device"),
        ("peerctl approvals schema >&-", 4, "Standard output is closed"),
        ("peerctl freeze --reason x <&-", 2, "--yes"),
        ("peerctl approvals chek 2>&-", 2, ""),
    ],
)
def test_streams_that_are_full_or_closed_are_one_sentence(
    in_bash: InBash, line: str, code: int, said: str
) -> None:
    ended = in_bash(f"{line}; exit $?")

    assert ended.returncode == code, ended.stderr
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == (1 if said else 0)


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert peerctl("--version").out == f"peerctl {project['version']}\n"
