"""Each role allows what its function asks AWS for, and nothing else.

Every function lives through everything that makes it call something; then what was called is held
against both templates.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.ec2 import LocalEc2
from peering.core.model import ConnectionId, Scope, VpcId
from peering.core.work import encode, encode_survey
from peering.ports import Mention, Survey
from tests.functions.calls_made import CallsMade, noted
from tests.functions.deployed_hub import Hub, hub_in_process
from tests.functions.test_batches import EAST, WEST, batch
from tests.intake.examples import body
from tests.localcloud.ec2_peers import End, Peers, end
from tests.stacks import templates
from tests.stacks.templates import (
    FUNCTIONS,
    Properties,
    listed,
    member,
    resources,
    statements,
)

APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
rules:
  - {name: data, effect: accept, requester: {accounts: ["111122223333"]}, dns: true}
  - {name: people decide, effect: hold, requester: {cidrs: [10.50.0.0/15]}}
  - {name: laboratory, effect: reject, requester: {cidrs: [10.99.0.0/16]}}
"""
# What Lambda does in the function's name: write its log, trace it, poll its queue, and keep the
# events of a sweep that failed.
LAMBDAS = {
    ("logs:CreateLogStream", ""),
    ("logs:PutLogEvents", ""),
    ("xray:PutTraceSegments", ""),
    ("xray:PutTelemetryRecords", ""),
    ("sqs:SendMessage", "SweepDeadLetters"),
}
POLLED = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
# What SQS, SNS and DynamoDB ask KMS in its name; tests/stacks/test_encryption.py has the rest.
BEHIND = {("kms:Decrypt", ""), ("kms:GenerateDataKey", "")}
# Powertools asks for it only if a record vanishes between two of its calls, and wants it allowed.
RARE = {("dynamodb:GetItem", "")}

type Asked = Mapping[str, set[tuple[str, str]]]


def ends(ec2: LocalEc2, *blocks: str) -> list[Peers]:
    """Pairs of VPCs with these blocks on the requester's side, DNS hostnames on."""
    pairs = []
    for number, block in enumerate(blocks):
        pair = Peers(
            end(ec2, block, EAST.account_id, EAST.region),
            end(ec2, f"10.{150 + number}.0.0/16", WEST.account_id, WEST.region),
        )
        for side in (pair.requester, pair.accepter):
            side.client.modify_vpc_attribute(VpcId=side.vpc_id, EnableDnsHostnames={"Value": True})
        pairs.append(pair)
    return pairs


def mention(connection_id: str) -> str:
    return encode(Mention(ConnectionId(connection_id), (WEST, EAST)))


def leave_a_dead_route(pair: Peers) -> None:
    """Peer the two, route, and delete the connection, as somebody did last year."""
    gone = pair.peer()
    pair.requester.client.create_route(
        RouteTableId=pair.requester.table_id(),
        DestinationCidrBlock="10.150.0.0/16",
        VpcPeeringConnectionId=gone,
    )
    pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=gone)


def put_in_the_way_of(pair: Peers) -> None:
    """Lead the accepter's block elsewhere, so that a request that is held is held for more."""
    client = pair.requester.client
    gateway = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=pair.requester.vpc_id)
    client.create_route(
        RouteTableId=pair.requester.table_id(),
        DestinationCidrBlock="10.155.0.0/16",
        GatewayId=gateway,
    )


def survey(scope: Scope, of: End | None = None) -> str:
    return encode_survey(Survey(scope, VpcId(of.vpc_id) if of else None))


def decide_everything(hub: Hub, pending: str, active: str) -> None:
    """Everything that a person may order."""
    place = {"connection": pending, "scope": str(WEST)}
    shown = answered(hub, action="show", **place)["digest"]
    answered(hub, action="approve", reason="ticket 12", shown=shown, **place)
    answered(hub, action="apply", **place)
    answered(hub, action="apply", connection=active, scope=str(WEST))
    answered(hub, action="freeze", reason="an outage")
    answered(hub, action="unfreeze", reason="it is over")


def answered(hub: Hub, **order: str) -> dict[str, Any]:
    """What decide answers an order that it carries out."""
    event = json.loads((templates.ROOT / "events/decide/approve.json").read_text())
    answer = hub.invoke("decide", event | {"body": json.dumps(order)})
    said = json.loads(answer["body"])
    assert answer["statusCode"] == 200, said
    return said  # type: ignore[no-any-return]  # JSON


def lived_through(hub: Hub, calls: CallsMade) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """Everything that makes a function call something, function by function."""
    blocks = (f"10.{number}.0.0/16" for number in (10, 99, 30, 40, 50, 51))
    ordinary, laboratory, before_us, last, held, held_twice = ends(hub.ec2, *blocks)
    leave_a_dead_route(ordinary)
    accepted, rejected = ordinary.request(), laboratory.request()
    adopted, unknown, waits = before_us.peer(), "pcx-0ffffffffffffffff", held_twice.request()

    def doing(name: str, *bodies: str) -> set[tuple[str, str]]:
        hub.deploy(name)
        with calls.listen() as asked_for:
            hub.invoke(name, batch(*bodies, "nothing that can be read"))
        return asked_for

    asked = doing("accept", *map(mention, (accepted, rejected, adopted, unknown, waits)))
    put_in_the_way_of(held_twice)
    yield "accept", asked | doing("accept", mention(waits))
    asked = doing("route", *map(mention, (accepted, unknown)))
    ordinary.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=accepted)
    yield "route", asked | doing("route", mention(accepted))

    last.request()
    hub.ec2.make(associating_seconds=60)
    last.accepter.client.associate_vpc_cidr_block(
        VpcId=last.accepter.vpc_id, CidrBlock="10.200.0.0/16"
    )
    yield "survey", doing("survey", survey(EAST), survey(WEST), survey(WEST, last.accepter))

    with hub.told("PEERING_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:gone"):
        asked = doing("notify", body("notify/held"))
    yield "notify", asked | doing("notify", body("notify/held"))
    yield "sweep", doing("sweep")
    pending = held.request()
    hub.deploy("decide")
    with calls.listen() as asked_for:
        decide_everything(hub, pending, adopted)
    yield "decide", asked_for


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with (
        noted() as calls,
        hub_in_process(tmp_path_factory.mktemp("approvals"), APPROVALS) as hub,
    ):
        hub.ec2.clock.set(datetime.now(UTC))
        yield dict(lived_through(hub, calls))


def allowed(role: Properties) -> set[tuple[str, str]]:
    """What a role allows: each action, and for queues on which."""
    may = set()
    for statement in statements(role):
        for action in listed(statement["Action"]):
            on = listed(statement["Resource"]) if action.startswith("sqs:") else [None]
            may |= {(action, one["Fn::GetAtt"][0] if one else "") for one in on}
    return may


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_role_allows_what_it_asks_for_and_no_more(asked: Asked, name: str) -> None:
    role = resources(templates.hub(), "AWS::IAM::Role")[f"{name.capitalize()}Role"]
    own = {(action, f"{name.capitalize()}Queue") for action in POLLED}
    in_the_hub = {call for call in asked[name] if not call[0].startswith("ec2:")}

    assert in_the_hub <= allowed(role)
    assert allowed(role) - LAMBDAS - BEHIND - own - RARE == in_the_hub


@pytest.mark.parametrize(
    ("name", "functions"), [("accept", ("accept",)), ("route", ("route", "survey"))]
)
def test_a_members_role_allows_what_the_functions_ask_for_and_no_more(
    asked: Asked, name: str, functions: tuple[str, ...]
) -> None:
    role = resources(member(), "AWS::IAM::Role")[f"{name.capitalize()}Role"]
    of_ec2 = {
        call for function in functions for call in asked[function] if call[0].startswith("ec2:")
    }
    assert allowed(role) == of_ec2


def test_survey_only_looks(asked: Asked) -> None:
    of_ec2 = {action for action, _ in asked["survey"] if action.startswith("ec2:")}
    assert of_ec2
    assert all(action.startswith("ec2:Describe") for action in of_ec2)
