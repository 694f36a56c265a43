import json

import pytest

from peering.core.model import AccountId, ConnectionId, Region, Scope, VpcId
from peering.core.principals import Caller
from peering.core.work import encode, encode_survey
from peering.intake.events import Ignored, MalformedError, mention_in, survey_in
from peering.ports import Mention, Survey
from tests.intake.examples import OWN_ROLES, body, mention

REQUESTER = Scope(AccountId("111122223333"), Region("us-east-1"))
ACCEPTER = Scope(AccountId("444455556666"), Region("eu-west-1"))
CONNECTION = ConnectionId("pcx-0123456789abcdef0")
OTHER = ConnectionId("pcx-09cc395f56ffead9e")
TOKYO = Scope(AccountId("111122223333"), Region("ap-northeast-1"))


@pytest.mark.parametrize(
    ("name", "connection_id", "scopes"),
    [
        ("accept/create-cross-account-cross-region-tagged", CONNECTION, (ACCEPTER, REQUESTER)),
        ("accept/create-wrapped-encoding", CONNECTION, (ACCEPTER, REQUESTER)),
        ("accept/create-same-account", OTHER, (TOKYO,)),
        ("accept/config-item-change", CONNECTION, (REQUESTER,)),
        ("route/accept-cross-account-cross-region", CONNECTION, (REQUESTER, ACCEPTER)),
        ("route/delete-by-accepter", CONNECTION, (ACCEPTER,)),
        ("route/delete-same-account", OTHER, (TOKYO,)),
        ("route/reject", CONNECTION, (ACCEPTER,)),
        ("route/announced-accepted", CONNECTION, (REQUESTER, ACCEPTER)),
        ("route/config-item-change-status-as-string", CONNECTION, (REQUESTER,)),
    ],
)
def test_an_event_names_a_connection_and_where_to_look_first(
    name: str, connection_id: ConnectionId, scopes: tuple[Scope, ...]
) -> None:
    found = mention(body(name))
    assert isinstance(found, Mention)
    assert (found.connection_id, found.scopes, found.attempt) == (connection_id, scopes, 0)


def created(**detail: object) -> str:
    event = json.loads(body("accept/create-cross-account-cross-region-tagged"))
    event["detail"] |= detail
    return json.dumps(event)


def test_the_request_tells_the_accepter_where_the_answer_does_not() -> None:
    answer = {"vpcPeeringConnection": {"vpcPeeringConnectionId": CONNECTION}}
    found = mention(created(responseElements=answer))
    assert isinstance(found, Mention)
    assert found.scopes == (ACCEPTER, REQUESTER)


def test_a_request_that_names_no_peer_account_or_region_stays_at_home() -> None:
    answer = {"vpcPeeringConnection": {"vpcPeeringConnectionId": CONNECTION}}
    found = mention(created(responseElements=answer, requestParameters={"peerVpcId": "vpc-1"}))
    assert isinstance(found, Mention)
    assert found.scopes == (REQUESTER,)


def test_the_correlation_id_leads_back_to_the_call() -> None:
    call = json.loads(body("accept/create-same-account"))
    found = mention(json.dumps(call))
    assert isinstance(found, Mention)
    assert found.correlation_id == call["detail"]["eventID"]


def test_the_record_of_a_request_says_who_made_it_and_in_which_account_it_was_kept() -> None:
    found = mention(created())
    assert isinstance(found, Mention)
    assert found.requested_by == Caller(
        "arn:aws:sts::111122223333:assumed-role/NetworkAdmin/session", REQUESTER.account_id
    )


@pytest.mark.parametrize("arn", [None, "", "somebody", "arn:aws:iam::1:root", "arn:aws:iam::x y"])
def test_a_record_that_does_not_say_who_is_a_reason_to_look_all_the_same(arn: str | None) -> None:
    found = mention(created(userIdentity={"arn": arn}))
    assert isinstance(found, Mention)
    assert found.requested_by is None


def test_an_announcement_hands_its_correlation_id_on() -> None:
    said = json.loads(body("route/announced-accepted"))
    found = mention(json.dumps(said))
    assert isinstance(found, Mention)
    assert found.correlation_id == said["detail"]["correlation_id"]


@pytest.mark.parametrize(
    ("name", "survey"),
    [
        ("survey/associate-vpc-cidr-block-flat", (REQUESTER, "vpc-0aaaaaaaaaaaaaaaa", 0)),
        ("survey/associate-vpc-cidr-block-wrapped", (REQUESTER, "vpc-0aaaaaaaaaaaaaaaa", 0)),
        ("survey/disassociate-vpc-cidr-block-wrapped", (REQUESTER, "vpc-0aaaaaaaaaaaaaaaa", 0)),
        ("survey/swept-scopes", (REQUESTER, None, 0)),
        ("survey/unsettled-vpc", (REQUESTER, "vpc-0aaaaaaaaaaaaaaaa", 2)),
    ],
)
def test_a_change_of_blocks_asks_to_survey_the_vpc(
    name: str, survey: tuple[Scope, VpcId | None, int]
) -> None:
    found = survey_in(body(name))
    assert isinstance(found, Survey)
    assert (found.scope, found.vpc_id, found.attempt) == survey


def test_queued_work_is_read_back_as_it_was() -> None:
    caller = Caller("arn:aws:iam::111122223333:user/alice", REQUESTER.account_id)
    queued = Mention(CONNECTION, (REQUESTER, ACCEPTER), 7, "the-call", caller)
    swept = Survey(ACCEPTER, VpcId("vpc-0bbbbbbbbbbbbbbbb"), 2, "the-call")
    assert mention(encode(queued)) == queued
    assert survey_in(encode_survey(swept)) == swept
    assert isinstance(mention(encode_survey(swept)), Ignored)
    assert isinstance(survey_in(encode(queued)), Ignored)


def test_what_our_own_roles_did_sets_nothing_off_whatever_the_account_or_path() -> None:
    call = json.loads(body("foreign/accepted-by-our-own-role"))
    issuer = call["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]
    for arn, ignored in (
        ("arn:aws:iam::444455556666:role/vpc-peering-accept", True),
        ("arn:aws-us-gov:iam::111122223333:role/network/vpc-peering-route", True),
        ("arn:aws:iam::444455556666:role/NetworkAdmin", False),
        ("arn:aws:iam::444455556666:role/not-vpc-peering-accept", False),
        ("arn:aws:iam::444455556666:user/vpc-peering-accept", False),
    ):
        issuer["arn"] = arn
        assert isinstance(mention(json.dumps(call)), Ignored) == ignored


def test_a_failed_call_sets_nothing_off() -> None:
    found = mention(created(errorCode="Client.DryRunOperation", responseElements=None))
    assert isinstance(found, Ignored)
    assert "Client.DryRunOperation" in found.reason


WORK = json.loads(encode(Mention(CONNECTION, (REQUESTER,))))


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("", "not JSON"),
        ("\ud800", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "$:"),
        ("null", "$:"),
        ("{}", "$.id:"),
        (created(eventName=5), "$.detail.eventName:"),
        (created(eventID=None), "$.detail.eventID:"),
        (created(responseElements=None), "$.detail:"),
        (created(responseElements=[]), "$.detail.responseElements:"),
        (json.dumps(WORK | {"version": True}), "$.version:"),
        (json.dumps(WORK | {"version": 2}), "$.version:"),
        (json.dumps(WORK | {"attempt": -1}), "$.attempt:"),
        (json.dumps(WORK | {"scopes": [{}]}), "$.scopes[0].account_id:"),
        (json.dumps(WORK | {"connection_id": "pcx-0123456789abcdef0\n"}), "$.connection_id:"),
        (json.dumps(WORK | {"connection_id": "pcx-*"}), "$.connection_id:"),
        (json.dumps(WORK | {"kind": None}), "$.kind:"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(message: str, where: str) -> None:
    with pytest.raises(MalformedError) as refused:
        mention_in(message, OWN_ROLES)
    sentence = str(refused.value)
    assert where in sentence
    assert len(sentence.splitlines()) == 1


def test_a_change_of_blocks_without_a_vpc_is_kept_for_a_person() -> None:
    event = json.loads(body("survey/associate-vpc-cidr-block-flat"))
    event["detail"] |= {"requestParameters": None, "responseElements": None}
    with pytest.raises(MalformedError, match="names a VPC"):
        survey_in(json.dumps(event))
