import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from localcloud import LocalCloud
from tests.localcloud.server_lab import (
    HUB_REGION,
    MEMBER_REGION,
    document,
    forward,
    hub_bus,
    inbox,
    until,
)


def create_vpc(cloud: LocalCloud, account: str) -> str:
    ec2 = cloud.client("ec2", account, MEMBER_REGION)
    return str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


def test_an_event_crosses_account_and_region_with_its_envelope_kept(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, member = new_account(), new_account()
    bus = hub_bus(cloud, hub, member)
    heard, local = inbox(cloud, hub, HUB_REGION, "hub"), inbox(cloud, member, MEMBER_REGION)
    forward(cloud, member, bus)
    vpc_id = create_vpc(cloud, member)
    (event,) = heard.wait_for(1)
    assert local.wait_for(1) == [event]
    assert (event["account"], event["region"]) == (member, MEMBER_REGION)
    assert event["detail"]["responseElements"]["vpc"]["vpcId"] == vpc_id


def test_a_bus_takes_nothing_from_an_account_that_its_policy_leaves_out(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, member, stranger = new_account(), new_account(), new_account()
    bus = hub_bus(cloud, hub, member)
    heard = inbox(cloud, hub, HUB_REGION, "hub")
    forward(cloud, stranger, bus)
    create_vpc(cloud, stranger)
    assert heard.stays_empty()


def test_a_rule_forwards_only_by_a_role_that_trusts_eventbridge(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, member = new_account(), new_account()
    bus = hub_bus(cloud, hub, member)
    heard = inbox(cloud, hub, HUB_REGION, "hub")
    forward(cloud, member, bus, trusted="lambda.amazonaws.com")
    create_vpc(cloud, member)
    assert heard.stays_empty()


def test_a_member_cannot_put_an_announcement_on_the_hubs_bus(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, member = new_account(), new_account()
    bus = hub_bus(cloud, hub, member)
    heard = inbox(cloud, hub, HUB_REGION, "hub")
    for source in ("vpc-peering-autopilot", "aws.ec2"):
        entry = {"Source": source, "DetailType": "Peering Accepted", "Detail": "{}"}
        with pytest.raises(ClientError, match="AccessDenied"):
            cloud.client("events", member, HUB_REGION).put_events(
                Entries=[{**entry, "EventBusName": bus}]
            )
    assert heard.stays_empty()


def test_the_hub_puts_events_on_its_own_bus_and_nobody_puts_those_of_aws(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub = new_account()
    bus = hub_bus(cloud, hub, hub)
    heard = inbox(cloud, hub, HUB_REGION, "hub")
    entry = {"DetailType": "Peering Accepted", "Detail": "{}", "EventBusName": bus}
    answer = cloud.client("events", hub, HUB_REGION).put_events(
        Entries=[{**entry, "Source": "vpc-peering-autopilot"}, {**entry, "Source": "aws.ec2"}]
    )
    assert answer["FailedEntryCount"] == 1
    assert [event["source"] for event in heard.wait_for(1)] == ["vpc-peering-autopilot"]


def test_an_event_is_forwarded_once_only(cloud: LocalCloud, new_account: Callable[[], str]) -> None:
    hub, member = new_account(), new_account()
    bus = hub_bus(cloud, hub, member)
    heard, beyond = inbox(cloud, hub, HUB_REGION, "hub"), inbox(cloud, hub, HUB_REGION)
    events = cloud.client("events", hub, HUB_REGION)
    pattern = json.dumps({"source": ["aws.ec2"]})
    events.put_rule(Name="on", EventBusName="hub", EventPattern=pattern)
    default = f"arn:aws:events:{HUB_REGION}:{hub}:event-bus/default"
    events.put_targets(Rule="on", EventBusName="hub", Targets=[{"Id": "on", "Arn": default}])
    forward(cloud, member, bus)
    create_vpc(cloud, member)
    assert len(heard.wait_for(1)) == 1
    assert beyond.stays_empty()


def test_a_template_gives_a_bus_its_policy(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    account = new_account()
    policy = json.loads(document({"Principal": "*", "Action": "events:PutEvents"}))
    properties = {"Name": "hub", "Policy": policy}
    bus = {"Type": "AWS::Events::EventBus", "Properties": properties}
    template = json.dumps({"Resources": {"Bus": bus}})
    stacks = cloud.client("cloudformation", account, HUB_REGION)
    stacks.create_stack(StackName="bus", TemplateBody=template)
    events = cloud.client("events", account, HUB_REGION)
    buses = until(lambda: events.list_event_buses(NamePrefix="hub")["EventBuses"])
    assert [json.loads(found["Policy"]) for found in buses] == [policy]


@pytest.mark.parametrize(
    ("sources", "taken"), [(["shop"], True), (["shop", "shop"], True), (["shop", "till"], False)]
)
def test_every_entry_of_a_call_has_to_fit_the_policy(
    cloud: LocalCloud, new_account: Callable[[], str], sources: list[str], *, taken: bool
) -> None:
    hub, member = new_account(), new_account()
    theirs = cloud.client("events", hub, HUB_REGION)
    bus = theirs.create_event_bus(Name="hub")["EventBusArn"]
    condition = {"ForAllValues:StringEquals": {"events:source": "shop"}}
    may = {"Principal": {"AWS": member}, "Action": "events:PutEvents", "Resource": bus}
    policy = document({"Sid": "shops", **may, "Condition": condition})
    theirs.put_permission(EventBusName="hub", Policy=policy)
    heard = inbox(cloud, hub, HUB_REGION, "hub")
    entries = [
        {"EventBusName": bus, "Source": source, "DetailType": "Sold", "Detail": "{}"}
        for source in sources
    ]
    ours = cloud.client("events", member, HUB_REGION)

    if taken:
        ours.put_events(Entries=entries)
        assert [event["source"] for event in heard.wait_for(len(sources))] == sources
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            ours.put_events(Entries=entries)
        assert heard.stays_empty()
