"""Who called AWS, and whether two calls came from the same person."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from peering.core.model import AccountId

# IAM Identity Center names these roles, and each session for the person who signed in.
_IDENTITY_CENTER = "AWSReservedSSO_"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who made a call: an ARN as CloudTrail and IAM write it, and the account that recorded it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """

    arn: str
    account_id: AccountId


def is_named(arn: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a pattern, in which `*` stands for anything, names the principal.

    A role's session is named as itself and as its role, whose path AWS does not tell.
    """
    names = [arn]
    before, marked, named = arn.partition(":assumed-role/")
    if marked:
        partition, account = before.split(":")[1], before.split(":")[4]
        names.append(f"arn:{partition}:iam::{account}:role/{named.rpartition('/')[0]}")
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def may_be_same(one: str, other: str) -> bool:
    """Tell whether two principals' ARNs may stand for the same person.

    The name of a role's session is its caller's to choose, so a role counts as one person. Only
    where IAM Identity Center chose it does the session tell people apart, and then in any role.
    """
    mine, theirs = _identity(one), _identity(other)
    return mine == theirs


def _identity(arn: str) -> tuple[str, str]:
    _, marked, named = arn.partition(":assumed-role/")
    if not marked:
        return "principal", arn
    role, _, session = named.rpartition("/")
    if role.startswith(_IDENTITY_CENTER):
        return "person", session.lower()
    account = arn.split(":")[4]
    return "role", f"{account}/{role}"
