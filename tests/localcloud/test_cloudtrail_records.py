import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest

from localcloud.cloudtrail.caller import Caller, Role
from localcloud.cloudtrail.record import Ec2Call, Refusal, cloudtrail_record

if TYPE_CHECKING:
    from localcloud.cloudtrail.caller import Json

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"), key=lambda path: path.stem)
ADMINISTRATOR = Caller(
    "AssumedRole",
    "444455556666",
    "ASIAQ3EGEXAMPLEKEY01",
    "arn:aws:sts::444455556666:assumed-role/NetworkAdmin/mia",
    "AROAQ3EGEXAMPLEROLE1:mia",
    Role("arn:aws:iam::444455556666:role/NetworkAdmin", "AROAQ3EGEXAMPLEROLE1"),
    datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
)


def call_of(path: Path) -> Ec2Call:
    query = json.loads(path.read_text())["query"]
    return Ec2Call(
        action=query["Action"],
        query=query,
        caller=ADMINISTRATOR,
        region="eu-west-1",
        at=datetime(2026, 11, 20, 8, 15, 30, tzinfo=UTC),
        user_agent="aws-cli/2.31.0",
        request_id="0f6ce4b2-9d1a-4c57-8be3-52a7d60f91c8",
        event_id="5be1f7d0-7c3e-4f0a-9d55-3e8c1ab9a7f2",
        outcome=fromstring(path.with_suffix(".xml").read_text()),  # noqa: S314 - our own sample
    )


def record_of(call: Ec2Call) -> "dict[str, Json]":
    """The record as a target receives it: through JSON."""
    record: dict[str, Json] = json.loads(json.dumps(cloudtrail_record(call)))
    return record


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_parameters_and_elements_are_encoded_as_cloudtrail_encodes_them(path: Path) -> None:
    wanted = json.loads(path.read_text())
    record = record_of(call_of(path))
    assert record["requestParameters"] == wanted["requestParameters"]
    assert record["responseElements"] == wanted["responseElements"]


def test_a_record_says_who_called_what_where_and_when() -> None:
    record = record_of(call_of(RECORDS[0]))
    del record["requestParameters"], record["responseElements"]
    assert record == {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAQ3EGEXAMPLEROLE1:mia",
            "arn": "arn:aws:sts::444455556666:assumed-role/NetworkAdmin/mia",
            "accountId": "444455556666",
            "accessKeyId": "ASIAQ3EGEXAMPLEKEY01",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROAQ3EGEXAMPLEROLE1",
                    "arn": "arn:aws:iam::444455556666:role/NetworkAdmin",
                    "accountId": "444455556666",
                    "userName": "NetworkAdmin",
                },
                "webIdFederationData": {},
                "attributes": {
                    "creationDate": "2026-11-20T08:00:00Z",
                    "mfaAuthenticated": "false",
                },
            },
        },
        "eventTime": "2026-11-20T08:15:30Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "AcceptVpcPeeringConnection",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "127.0.0.1",
        "userAgent": "aws-cli/2.31.0",
        "requestID": "0f6ce4b2-9d1a-4c57-8be3-52a7d60f91c8",
        "eventID": "5be1f7d0-7c3e-4f0a-9d55-3e8c1ab9a7f2",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "444455556666",
        "eventCategory": "Management",
    }


@pytest.mark.parametrize(
    ("code", "recorded"),
    [
        ("OperationNotPermitted", "Client.OperationNotPermitted"),
        ("DryRunOperation", "Client.DryRunOperation"),
        ("InternalError", "Server.InternalError"),
    ],
)
def test_a_refused_call_is_recorded_with_whose_fault_it_was_and_no_elements(
    code: str, recorded: str
) -> None:
    record = record_of(replace(call_of(RECORDS[0]), outcome=Refusal(code, "No.")))
    assert (record["errorCode"], record["errorMessage"]) == (recorded, "No.")
    assert record["responseElements"] is None


def test_whether_it_was_a_dry_run_is_no_parameter() -> None:
    call = call_of(RECORDS[0])
    dry = replace(call, query={**call.query, "DryRun": "true"})
    assert record_of(dry)["requestParameters"] == record_of(call)["requestParameters"]


def test_a_users_call_names_the_user_and_no_session() -> None:
    mia = Caller(
        "IAMUser", "111122223333", "AKIAEXAMPLE", "arn:aws:iam::111122223333:user/mia", "x"
    )
    identity = record_of(replace(call_of(RECORDS[0]), caller=mia))["userIdentity"]
    assert identity == {
        "type": "IAMUser",
        "principalId": "x",
        "arn": "arn:aws:iam::111122223333:user/mia",
        "accountId": "111122223333",
        "accessKeyId": "AKIAEXAMPLE",
        "userName": "mia",
    }


def test_a_tag_that_looks_like_a_boolean_stays_text() -> None:
    call = call_of(RECORDS[0])
    query = {"ResourceId.1": "pcx-0c52e9f41ab7d6038", "Tag.1.Key": "true", "Tag.1.Value": "false"}
    record = record_of(replace(call, action="CreateTags", query=query))
    assert record["requestParameters"] == {
        "resourcesSet": {"items": [{"resourceId": "pcx-0c52e9f41ab7d6038"}]},
        "tagSet": {"items": [{"key": "true", "value": "false"}]},
    }


@pytest.mark.parametrize("action", ["DescribeVpcs", "GetIpamPoolCidrs", "SearchLocalGatewayRoutes"])
def test_a_call_that_reads_is_told_from_one_that_changes(action: str) -> None:
    assert replace(call_of(RECORDS[0]), action=action).reads
    assert not call_of(RECORDS[0]).reads
