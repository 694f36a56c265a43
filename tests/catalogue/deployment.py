"""The real handlers on queues, bus and topic of their own, between two accounts' owners."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from localcloud.ec2 import LocalEc2
from peering import foundation
from peering.bootstrap import accept, route, survey
from tests.functions.deployed_hub import Hub, hub_in_process
from tests.localcloud.ec2_peers import End, Peers, end
from tests.world import ACCEPTER, HOME, REQUESTER

APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
rules:
  - name: data
    effect: accept
    requester: {accounts: ["111122223333"]}
"""
_WORKERS = {"AcceptQueue": "accept", "RouteQueue": "route", "SurveyQueue": "survey"}
_VISIBILITY_TIMEOUT = 360  # seconds; the shortest one in template.yaml
_serial = count(1)


@dataclass(slots=True)
class Deployment:
    """Deliver events to it, let it work, then look at what became of the network."""

    hub: Hub
    undelivered: list[tuple[str, str]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)

    @property
    def ec2(self) -> LocalEc2:
        """EC2 of all accounts."""
        return self.hub.ec2

    def clear(self) -> None:
        """Empty every queue."""
        self.hub.clear()
        self.undelivered.clear()
        self.published.clear()

    def pair(self) -> Peers:
        """Two VPCs of two accounts in two Regions."""
        return Peers(
            end(self.ec2, "10.10.0.0/16", REQUESTER, HOME),
            end(self.ec2, "10.20.0.0/16", ACCEPTER, "eu-west-1"),
        )

    def deliver(self, function: str, body: str) -> None:
        """Let SQS deliver one message; what fails is kept, as SQS keeps it."""
        record = {"messageId": "1", "body": body, "eventSource": "aws:sqs", "attributes": {}}
        answer = self.hub.invoke(function, {"Records": [record]})
        if answer["batchItemFailures"]:
            self.undelivered.append((function, body))

    def work(self) -> None:
        """Do all the work that follows, until nothing is left."""
        for _ in range(50):
            todo = [
                (function, message["Body"])
                for queue, function in _WORKERS.items()
                for message in self.hub.taken(queue)
            ]
            todo += [job for told in self.hub.announced() for job in _heard(told)]
            if not todo:
                break
            for function, body in todo:
                self.deliver(function, body)
        self.published += [
            message["MessageAttributes"]["type"]["Value"] for message in self.hub.published()
        ]

    def redeliver(self) -> None:
        """Let SQS deliver again what failed, when its time has come, and do all that follows."""
        self.ec2.clock.advance(_VISIBILITY_TIMEOUT)
        again, self.undelivered = self.undelivered, []
        for function, body in again:
            self.deliver(function, body)
        self.work()

    def happened(self, function: str, event: Mapping[str, object]) -> None:
        """Let an event arrive, and do all the work that follows."""
        self.deliver(function, json.dumps(event))
        self.work()


def _heard(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Which functions hear of an announcement, as the hub's rules say."""
    # moto leaves the account out of what it hands to a target.
    body = json.dumps({"account": "123456789012", **told})
    yield "notify", body
    if told["detail-type"] == "Peering Accepted" and told["detail"]["mode"] == "apply":
        yield "route", body


def called(  # noqa: PLR0913 # a record tells as much
    action: str,
    where: End,
    asked: Mapping[str, object],
    answered: Mapping[str, object] | None = None,
    *,
    by: str = "NetworkAdmin",
    error: str | None = None,
) -> dict[str, object]:
    """The event of a call that was made by a role of that end's account, in its Region."""
    account, region = where.account_id, where.region
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{account}:role/{by}", "accountId": account}
    detail: dict[str, object] = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": action,
        "eventID": f"event-{next(_serial)}",
        "awsRegion": region,
        "recipientAccountId": account,
        "userIdentity": {"type": "AssumedRole", "sessionContext": {"sessionIssuer": issuer}},
        "requestParameters": asked,
        "responseElements": answered,
    }
    if error is not None:
        detail["errorCode"] = error
    return {
        "version": "0",
        "id": f"envelope-{next(_serial)}",
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": account,
        "region": region,
        "time": "2026-11-20T08:15:30Z",
        "resources": [],
        "detail": detail,
    }


def requested(pair: Peers, connection_id: str) -> dict[str, object]:
    """The event of a request."""
    ends = {
        f"{side}VpcInfo": {"ownerId": e.account_id, "region": e.region, "vpcId": e.vpc_id}
        for side, e in (("requester", pair.requester), ("accepter", pair.accepter))
    }
    return called(
        "CreateVpcPeeringConnection",
        pair.requester,
        {"vpcId": pair.requester.vpc_id, "peerVpcId": pair.accepter.vpc_id},
        {"vpcPeeringConnection": {"vpcPeeringConnectionId": connection_id, **ends}},
    )


def deleted(where: End, connection_id: str) -> dict[str, object]:
    """The event of a deletion, which names the connection and no VPC."""
    asked = {"vpcPeeringConnectionId": connection_id}
    return called("DeleteVpcPeeringConnection", where, asked, {"_return": True})


def routes(pair: Peers) -> tuple[bool, bool]:
    """Whether each end of the usual pair has a route to the other's block."""
    found = pair.requester.route("10.20.0.0/16"), pair.accepter.route("10.10.0.0/16")
    return found[0] is not None, found[1] is not None


@contextmanager
def deployment(folder: Path) -> Iterator[Deployment]:
    """A deployment that goes by EC2's clock, for as long as the `with` lasts."""
    with hub_in_process(folder, APPROVALS) as hub, pytest.MonkeyPatch.context() as patched:
        for module in (foundation, accept, route, survey):
            patched.setattr(module, "now", hub.ec2.clock.now)
        yield Deployment(hub)
