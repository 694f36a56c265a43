"""What the program asked of EC2, call by call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peering.core.model import Scope

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from mypy_boto3_ec2 import EC2Client


@dataclass(frozen=True, slots=True)
class Ask:
    """One call, each time that it was tried."""

    action: str
    scope: Scope
    params: Mapping[str, object]


@dataclass(slots=True)
class Asked:
    """Every call so far, through any client that was listened to."""

    made: list[Ask] = field(default_factory=list)
    _heard: set[int] = field(default_factory=set)

    @property
    def writes(self) -> list[str]:
        """The actions of the calls that were to change something, in order."""
        return [ask.action for ask in self.made if not ask.action.startswith("Describe")]

    def of(self, action: str) -> list[Ask]:
        """The calls of one action."""
        return [ask for ask in self.made if ask.action == action]

    def forget(self) -> None:
        """Count from here on."""
        self.made.clear()

    def listening(
        self, client_for: "Callable[[Scope], EC2Client]"
    ) -> "Callable[[Scope], EC2Client]":
        """The same clients, listened to."""

        def listened(scope: Scope) -> "EC2Client":
            client = client_for(scope)
            if id(client) not in self._heard:
                self._heard.add(id(client))

                def note(
                    model: "OperationModel", params: dict[str, Mapping[str, object]], **_: object
                ) -> None:
                    self.made.append(Ask(model.name, scope, params["body"]))

                client.meta.events.register("before-call.ec2", note)
            return client

        return listened
