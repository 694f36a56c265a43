"""Whether two principals may be one person: a role's sessions are, Identity Center's are not."""

import pytest

from peering.core.principals import is_named, may_be_same

STS = "arn:aws:sts::111122223333:assumed-role"
SSO = "AWSReservedSSO_Network_0123456789abcdef"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/alice"),
        (f"{STS}/deploy/build-1", f"{STS}/deploy/build-2"),
        (f"{STS}/{SSO}/alice@example.com", f"{STS}/{SSO}/Alice@example.com"),
        (
            f"{STS}/{SSO}/alice@example.com",
            "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_fe/alice@example.com",
        ),
    ],
)
def test_who_may_be_the_same_person(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"),
        ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::444455556666:user/alice"),
        (f"{STS}/deploy/session", f"{STS}/network/session"),
        (f"{STS}/deploy/session", "arn:aws:sts::444455556666:assumed-role/deploy/session"),
        (f"{STS}/{SSO}/alice@example.com", f"{STS}/{SSO}/bob@example.com"),
        (f"{STS}/{SSO}/alice", f"{STS}/deploy/alice"),
        (f"{STS}/{SSO}/alice", "alice"),
        ("arn:aws:iam::111122223333:user/a", f"{STS}/a/b"),
    ],
)
def test_who_is_somebody_else(one: str, other: str) -> None:
    assert not may_be_same(one, other)


def test_a_session_is_named_as_itself_and_as_its_role() -> None:
    alice = f"{STS}/network/alice"

    assert is_named(alice, (alice,))
    assert is_named(alice, ("nobody", "arn:aws:iam::111122223333:role/network"))
    assert is_named(alice, ("arn:aws:iam::*:role/net*",))
    assert not is_named(alice, ("arn:aws:iam::111122223333:role/alice",))
    assert not is_named("arn:aws:iam::111122223333:user/network", ("arn:aws:iam::*:role/*",))
    assert not is_named(alice, ())
