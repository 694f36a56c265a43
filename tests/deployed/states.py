"""A connection in each state that it can be in, as the deployed program and its owners leave it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.places import DATA, EAST, SHARED, STRANGER, WEST, Vpc
from demo.story import Theatre

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

_OPEN = {"peering": "open"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two VPCs and the connection between them."""

    requester: Vpc
    accepter: Vpc
    id: str


@dataclass(slots=True)
class States:
    """Brings connections into their states, all at once, then waits for what is said of each."""

    theatre: Theatre
    pairs: dict[str, Pair] = field(default_factory=dict)

    def requested(
        self, name: str, requester: str, accepter: str, account: str = SHARED, **tags: str
    ) -> Pair:
        """Two VPCs with these blocks, and a request from one to the other."""
        network = self.theatre.network
        asks = network.vpc(DATA, EAST, requester)
        asked = network.vpc(account, EAST if account == STRANGER else WEST, accepter, **tags)
        if name == "conflict":
            network.transit_route(asks, accepter)
        pair = self.pairs[name] = Pair(asks, asked, network.request(asks, asked))
        return pair

    def settled(self) -> None:
        """Bring about every state but those that time or a change stop brings."""
        for name in ("routed", "deleted", "unapproved", "frozen"):
            self.requested(name, "10.20.0.0/16", "10.40.0.0/16", **_OPEN)
        self.requested("held", "10.20.0.0/16", "10.40.0.0/16")
        self.requested("conflict", "10.28.0.0/16", "10.44.0.0/16")
        self.requested("rejected", "10.99.0.0/16", "10.40.0.0/16")
        self.requested("failed", "10.20.0.0/16", "10.20.0.0/16", **_OPEN)
        with self.theatre.cloud.mute_events():
            for name in ("adopted", "one-sided"):
                self._accepted_by_its_owner(name)
        self._heard("Peering Routed", "routed", "deleted", "unapproved", "frozen")
        deleted, unapproved = self.pairs["deleted"], self.pairs["unapproved"]
        self.theatre.network.delete(deleted.id, deleted.requester)
        self._ec2(unapproved.requester).associate_vpc_cidr_block(
            VpcId=unapproved.requester.id, CidrBlock="10.50.0.0/16"
        )
        self.theatre.sweep()
        self._heard("Peering Held", "held")
        self._heard("Peering Route Conflict", "conflict")
        self._heard("Peering Rejected", "rejected")
        self._heard("Peering Cleaned", "deleted")
        self._heard("Peering Unapproved", "unapproved")
        self._heard("Peering Routed", "adopted", "one-sided")

    def lose_a_route(self, name: str) -> None:
        """Let the requester's owner take a route away."""
        pair = self.pairs[name]
        self._ec2(pair.requester).delete_route(
            RouteTableId=pair.requester.tables[0], DestinationCidrBlock=pair.accepter.cidrs[0]
        )

    def _accepted_by_its_owner(self, name: str) -> None:
        if name == "adopted":
            pair = self.requested(name, "10.20.0.0/16", "10.40.0.0/16", **_OPEN)
        else:
            pair = self.requested(name, "10.32.0.0/16", "10.70.0.0/16", STRANGER)
        self._ec2(pair.accepter).accept_vpc_peering_connection(VpcPeeringConnectionId=pair.id)

    def _heard(self, kind: str, *names: str) -> None:
        for name in names:
            self.theatre.message(kind, self.pairs[name].id)

    def _ec2(self, vpc: Vpc) -> "EC2Client":
        client: EC2Client = self.theatre.cloud.client("ec2", vpc.account, vpc.region)
        return client
