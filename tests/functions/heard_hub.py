"""A hub that keeps every call that its functions make, so that IAM can be asked about each."""

from collections import defaultdict
from typing import Any, override

from aws_lambda_powertools.utilities.typing import LambdaContext

from tests.functions.calls_made import Call, CallsMade
from tests.functions.deployed_hub import Hub
from tests.permissions.asked import asks
from tests.permissions.evaluator import evaluator, missing
from tests.permissions.policies import TERMS, Policies
from tests.stacks import templates


class HeardHub(Hub):
    """The same hub as another one, with its calls listened to while functions run."""

    def __init__(self, hub: Hub, calls: CallsMade) -> None:
        """Go on with what *hub* has created."""
        super().__init__(hub.ec2, hub.patched, hub.log, hub.urls)
        self._calls = calls
        self._heard: defaultdict[str, list[Call]] = defaultdict(list)

    @override
    def invoke(self, name: str, event: object, context: LambdaContext | None = None) -> Any:
        """Let the function handle the event, and keep what it calls."""
        self.deploy(name)
        try:
            with self._calls.listen():
                return super().invoke(name, event, context)
        finally:
            self._calls.listening = False
            self._heard[name] += self._calls.take()

    def refused(self) -> list[str]:
        """What IAM would have refused; nothing where there is no evaluator to ask."""
        if missing():
            return []
        policies = Policies(templates.hub(), templates.member(), TERMS[0])
        with evaluator() as iam:
            return [
                str(ask)
                for name, calls in self._heard.items()
                for ask in asks(policies, name, [call for call in calls if _is_deployed(call)])
                if not policies.allow(ask, iam)
            ]


def _is_deployed(call: Call) -> bool:
    """Whether what the call names is the stack's; tests name things that are not there."""
    table = call.params.get("TableName")
    return table is None or table in templates.hub()["Resources"]
