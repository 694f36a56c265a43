"""Who signed the request at hand, as ministack's IAM and STS know them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ministack.core.responses import get_account_id
from ministack.core.router import extract_access_key_id
from ministack.services import iam, sts

from localcloud.cloudtrail.caller import Caller, Role


def caller_of(headers: Mapping[str, str], account_id: str | None = None) -> Caller:
    """The caller of a request whose account ministack has already worked out."""
    account = account_id or str(get_account_id())
    key = str(extract_access_key_id(headers) or "")
    session = sts._sessions.get(key)  # noqa: SLF001 - ministack keeps its sessions nowhere else
    if session is not None and ":assumed-role/" in str(session["Arn"]):
        return _assumed(key, str(session["Arn"]), session)
    user = _user_arn(account, key)
    if user is not None:
        return Caller("IAMUser", account, key, user, user.rsplit("/", 1)[-1])
    return Caller("Root", account, key, f"arn:aws:iam::{account}:root", account)


def _assumed(key: str, arn: str, session: Mapping[str, object]) -> Caller:
    account = arn.split(":")[4]
    name = arn.split("/")[1]
    role = iam._roles.get_scoped(account, None, name) or {}  # noqa: SLF001 - read across accounts
    role_id = str(role.get("RoleId", "AROAUNKNOWN"))
    issued = session.get("IssuedAt")
    return Caller(
        "AssumedRole",
        account,
        key,
        arn,
        f"{role_id}:{arn.rsplit('/', 1)[-1]}",
        Role(str(role.get("Arn", f"arn:aws:iam::{account}:role/{name}")), role_id),
        datetime.fromtimestamp(issued, UTC) if isinstance(issued, int | float) else None,
    )


def _user_arn(account: str, key: str) -> str | None:
    record = iam._access_keys.get_scoped(account, None, key)  # noqa: SLF001 - read across accounts
    return f"arn:aws:iam::{account}:user/{record['UserName']}" if record else None
