"""What operators ask AWS for with peerctl."""

from peering.aws.sessions import READ_ONLY
from tests.permissions.ask import Ask, keys
from tests.permissions.asked import behind
from tests.permissions.entering import EXTERNAL_ID
from tests.permissions.policies import ACCEPTER, OPERATORS, REQUESTER, Policies

_READS = ("dynamodb:Query", "dynamodb:BatchGetItem")
_LOOKS = ("VpcPeeringConnections", "RouteTables", "Vpcs")


def looks(policies: Policies) -> set[Ask]:
    """Everything that peerctl's commands ask for: of the hub's stack, its ledger and members."""
    hub = policies.hub
    operator = hub.arn("OperatorRole")
    asks = {
        Ask(OPERATORS, "sts:AssumeRole", operator),
        Ask(operator, "cloudformation:DescribeStacks", hub.called_by_name()),
        Ask(operator, "lambda:GetFunctionConfiguration", hub.arn("SurveyFunction")),
    }
    told = keys({"dynamodb:LeadingKeys": ("pcx",)})
    for action in _READS:
        for table in ("Ledger", "Decisions"):
            asks.add(Ask(operator, action, hub.arn(table), told))
            asks.update(behind(hub, operator, action, table))
    for account in (REQUESTER, ACCEPTER):
        role = f"arn:aws:iam::{account}:role/vpc-peering-operator"
        asks.add(Ask(operator, "sts:AssumeRole", role, EXTERNAL_ID))
        for what in _LOOKS:
            asks.add(Ask(role, f"ec2:Describe{what}", "*", (), READ_ONLY))
    return asks
