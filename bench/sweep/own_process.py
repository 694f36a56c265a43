"""A function in a process of its own, so that its memory and its processor time are its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sweep.pages import Pages
from peering.core.model import Scope
from peering.core.work import Survey, encode_survey
from tests.stacks.templates import environment
from tests.stacks.templates import function as deployed

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Took:
    """What one invocation took."""

    asked: Mapping[str, int]  # requests, by action
    asked_at: Mapping[str, Sequence[float]]  # seconds on the processor, of each request
    sent: Mapping[str, Sequence[str]]  # messages, by queue
    seconds: float  # on the processor
    triage_seconds: float  # of them judging and planning
    mebibytes: float  # at the most

    @property
    def queued(self) -> frozenset[str]:
        """The connections that were queued for accept or route."""
        return frozenset(message["connection_id"] for message in self._messages)

    @property
    def surveys(self) -> Sequence[str]:
        """The scopes whose survey was queued, in order."""
        scopes = (message["scope"] for message in self._messages)
        return sorted(f"{scope['account_id']}/{scope['region']}" for scope in scopes)

    @property
    def _messages(self) -> Iterator[dict[str, Any]]:
        return (json.loads(body) for queue in self.sent.values() for body in queue)


def surveyed(pages: Pages, where: Scope) -> Took:
    """Survey the scope once, over these pages. Raises CalledProcessError."""
    return _invoked("survey", pages, {"Records": [_record(where)]})


def swept(pages: Pages) -> Took:
    """Sweep once, by the approvals that lie beside the pages. Raises CalledProcessError."""
    return _invoked("sweep", pages, {})


def _invoked(function: str, pages: Pages, event: object) -> Took:
    told = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **environment(function),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "hub",
        "AWS_SECRET_ACCESS_KEY": "hub",
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "layers/peering"), str(ROOT), str(pages.folder))),
    }
    words = (function, str(pages.folder), str(deployed(function)["Timeout"]))
    ran = subprocess.run(  # noqa: S603 # our own words
        (sys.executable, "-m", "bench.sweep.invocation", *words),
        env=told,
        input=json.dumps(event),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=pages.folder,
    )
    return Took(**json.loads(ran.stdout.splitlines()[-1]))


def _record(where: Scope) -> dict[str, object]:
    return {
        "messageId": "1",
        "receiptHandle": "1",
        "body": encode_survey(Survey(where, correlation_id="bench")),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:777788889999:SurveyQueue",
        "awsRegion": "us-east-1",
    }
