"""Where a command gets its facts from: a saved observation, a hub, or what a person says alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

import typer

from peerctl.errors import Exit, PeerctlError
from peerctl.known import Footing, Known
from peerctl.observation import Observation, Seen
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Vpc
from peering.core.observed import Observed

HubOption = Annotated[str, typer.Option("--hub", help="The hub's stack.")]
RegionOption = Annotated[
    str | None, typer.Option(help="The hub's Region; AWS_REGION or the profile's if left out.")
]
ProfileOption = Annotated[str | None, typer.Option(help="A profile of your AWS configuration.")]
MemberRoleOption = Annotated[
    str | None,
    typer.Option(
        help="Look with this role, arn:aws:iam::{account}:role/NAME, in place of the hub's own."
    ),
]
ApprovalsOption = Annotated[
    Path, typer.Option("--approvals", envvar="PEERCTL_APPROVALS", help="The approvals file.")
]
ObservationOption = Annotated[
    Path | None, typer.Option(help="A saved observation, in place of asking the hub.")
]
DEFAULT_HUB = "vpc-peering-autopilot"


class Source(Protocol):
    """What can be known about connections. Any method raises PeerctlError."""

    def at(self, connection_id: ConnectionId) -> tuple[Observed, Known]:
        """A connection, as it is observed and known."""

    def footing(self) -> Footing:
        """On what footing the hub works."""

    def at_request(self, connection: Connection) -> Observed:
        """A request that nobody has made, with the tables that it would meet."""

    def vpc(self, place: str) -> Vpc | None:
        """A VPC by its id, or by ACCOUNT/REGION/VPC, if it can be found."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Facts from a saved observation."""

    observation: Observation
    approvals: Approvals

    def at(self, connection_id: ConnectionId) -> tuple[Observed, Known]:
        """A connection, as it was observed."""
        seen = self.observation.seen(connection_id)
        if seen is None:
            sentence = f"{connection_id} is not in the observation: check the id, or look anew."
            raise PeerctlError(Exit.UNKNOWN, sentence)
        return self.observation.observed(seen, self.approvals), self.observation.known(seen)

    def footing(self) -> Footing:
        """On what footing the hub worked."""
        return self.observation.footing

    def at_request(self, connection: Connection) -> Observed:
        """A request, with the tables that were observed."""
        seen = Seen(connection, Memory(connection.id))
        return self.observation.observed(seen, self.approvals)

    def vpc(self, place: str) -> Vpc | None:
        """A VPC that was observed."""
        vpcs = self.observation.vpcs
        return next((v for v in vpcs if place in {v.id, f"{v.scope}/{v.id}"}), None)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No facts at all: what a person says has to do."""

    def at(self, connection_id: ConnectionId) -> tuple[Observed, Known]:
        """Refuse."""
        raise PeerctlError(Exit.UNKNOWN, f"{connection_id} is known to nobody.")

    def footing(self) -> Footing:
        """That of a hub that changes what it decides to."""
        return Footing()

    def at_request(self, connection: Connection) -> Observed:
        """The request alone: no table is looked at."""
        return Observed(connection)

    def vpc(self, place: str) -> Vpc | None:
        """None."""
        del place
        return None
