"""Somebody who does what the documents say, word for word, on a local cloud."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jmespath  # type: ignore[import-untyped]  # the CLI's own --query

from demo.places import EAST, HUB
from demo.stage import HUB_STACK
from localcloud import LocalCloud
from tests.docs.aws_cli import call
from tests.docs.shell import CommandLine

_EXAMPLE = re.compile(rf"{HUB_STACK}-(\w+)-EXAMPLE")
INNER = "INNER"  # where the shell puts in what another command printed


@dataclass
class Reader:
    """Has a folder to work in, and what the documents' examples stand for.

    `names` tells what the logical ids of the hub's stack have become, `instead` what else the
    documents' words stand for.
    """

    cloud: LocalCloud
    folder: Path
    names: dict[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    printed: str = ""
    done: list[str] = field(default_factory=list)

    def calls(self, line: CommandLine) -> Any:  # noqa: ANN401  # whatever AWS answers
        """Call AWS as its CLI would, and print what it would."""
        told = CommandLine(line.page, tuple(map(self._here, line.words)))
        service, method, parameters = call(told)
        answer = getattr(self.cloud.client(service, HUB, EAST), method)(**parameters)
        query = told.options().get("--query")
        found = jmespath.search(query[0], answer) if query else answer
        self.printed = "\t".join(map(str, found)) if isinstance(found, list) else str(found)
        return found

    def types(self, line: CommandLine, answers: str = "") -> str:
        """Run a program of the project's in the folder; what it printed."""
        words = [*map(self._here, line.words)]
        return typed(words, self.folder, self.cloud.environment(HUB, EAST), answers)

    def deploys(self, line: CommandLine) -> None:
        """`aws cloudformation deploy`: a change set, executed."""
        options = line.options()
        client = self.cloud.client("cloudformation", HUB, EAST)
        (stack,), (template,) = options["--stack-name"], options["--template-file"]
        pairs = (self._here(one).split("=", 1) for one in options["--parameter-overrides"])
        named = {"StackName": stack, "ChangeSetName": "awscli"}
        client.create_change_set(
            **named,
            ChangeSetType="CREATE",
            TemplateBody=(self.folder / template).read_text(),
            Capabilities=options["--capabilities"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in pairs],
        )
        soon = {"Delay": 1, "MaxAttempts": 60}
        client.get_waiter("change_set_create_complete").wait(**named, WaiterConfig=soon)
        client.execute_change_set(**named)
        client.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig=soon)

    def _here(self, word: str) -> str:
        for example, meant in {INNER: self.printed, **self.instead}.items():
            word = word.replace(example, meant)
        return _EXAMPLE.sub(lambda found: self.names[found[1]], word)


def typed(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], answers: str = ""
) -> str:
    """What a program of the project's prints that is run in that folder, with nobody's credentials.

    Those of the tests' own environment are nobody's, unless *environment* has others.
    """
    binaries = Path(sys.executable).parent
    ended = subprocess.run(  # noqa: S603  # our own documents
        words,
        cwd=folder,
        env={
            **os.environ,
            **environment,
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "SAM_CLI_TELEMETRY": "0",
        },
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
