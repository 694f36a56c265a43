"""IAM roles of any account, as ministack keeps them."""

from dataclasses import dataclass

from ministack.core import iam_evaluator
from ministack.services import iam

from localcloud.cloudtrail.caller import Json


@dataclass(frozen=True, slots=True)
class KeptRole:
    """A role's trust policy, and the policies on it in ministack's parsed form."""

    arn: str
    trust: str
    policies: list[Json]

    def trusts(self, principal: str, source_arn: str) -> bool:
        """Whether AWS itself, say `events.amazonaws.com`, may assume the role for a resource."""
        context = iam_evaluator.EvalContext(
            principal_arn=self.arn,
            principal_type="Service",
            principal_account=self.arn.split(":")[4],
            action="sts:AssumeRole",
            resource_arn=self.arn,
            region="",
            service_context={
                "aws:sourceaccount": source_arn.split(":")[4],
                "aws:sourcearn": source_arn,
            },
        )
        trust = iam_evaluator.parse_policy_document(self.trust)
        named = f'"{principal}"' in self.trust
        return named and bool(iam_evaluator.evaluate(context, [trust]).decision == "Allow")


def role_at(arn: str) -> KeptRole | None:
    """The role with that ARN, or None."""
    account, name = arn.split(":")[4], arn.rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name)  # noqa: SLF001 - read across accounts
    if role is None:
        return None
    policies = iam_evaluator._gather_role_policies(name, account)  # noqa: SLF001 - the evaluator's own reader
    return KeptRole(arn, str(role.get("AssumeRolePolicyDocument", "{}")), policies)
