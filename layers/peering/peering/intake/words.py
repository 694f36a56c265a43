"""The words of the approvals file: how each kind of value is written, and what a mistake says."""

import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from peering.core.blocks import Cidr, cidr
from peering.core.model import AccountId, Region
from peering.core.tables import RouteTableId
from peering.intake.ids import ACCOUNT, REGION
from peering.intake.tree import Misread

_NAME = r"^[^\s\x00-\x1f\x7f](.{0,98}[^\s\x00-\x1f\x7f])?$"
_VPC = r"^(\*|vpc-[0-9a-f*]{1,17})$"
# Square brackets and question marks would be wildcards too, and no ARN of a principal has any.
_PRINCIPAL = r"^arn:aws[a-z-]*:(iam|sts)::([0-9]{12}|\*):[!-:=@-Z^-~]{1,512}$"
_TABLE = r"^rtb-[0-9a-f]{8,17}$"
_KEY = r"^.{1,128}$"
_VALUE = r"^.{0,256}$"
_CIDR = r"^[0-9A-Fa-f.:]+/[0-9]{1,3}$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_CIDR = "a CIDR block such as 10.0.0.0/16"
_A_DAY = "a day such as 2027-06-30"


def mistake(expected: str) -> PydanticCustomError:
    """A mistake of which a finding tells what was expected."""
    return PydanticCustomError("expected", "{expected}", {"expected": expected})


def _like(pattern: str, expected: str) -> Callable[[object], object]:
    """Make a check for text of that pattern: the type for pydantic, the pattern for editors."""
    compiled = re.compile(pattern.removesuffix("$"), re.ASCII)

    def check(found: object) -> object:
        if isinstance(found, str):
            if compiled.fullmatch(found):
                return found
            raise mistake(expected)
        if isinstance(found, int | date | Misread):
            raise mistake(f"{expected}, in quotes (without them YAML reads something else)")
        raise mistake(expected)

    return check


def _block(found: object) -> object:
    if not isinstance(found, str) or not re.fullmatch(_CIDR.strip("^$"), found):
        raise mistake(_A_CIDR)
    try:
        ip_network(found, strict=True)
    except ValueError as error:
        raise mistake(_meant(found)) from error
    return found


def _meant(found: str) -> str:
    try:
        return f"{cidr(found)}, which is what EC2 would make of it"
    except ValueError:
        return _A_CIDR


def _day(found: object) -> object:
    if isinstance(found, str) and _DAY.fullmatch(found):
        try:
            return date.fromisoformat(found)
        except ValueError as error:
            raise mistake(_A_DAY) from error
    if not isinstance(found, date):
        raise mistake(_A_DAY)
    return found


def block(text: str) -> Cidr:
    """The block that a checked text stands for."""
    return cidr(text)


_ACCOUNT_SAID = 'an account id of 12 digits such as "111122223333"'

type AccountText = Annotated[
    AccountId, Field(pattern=ACCOUNT), BeforeValidator(_like(ACCOUNT, _ACCOUNT_SAID))
]
type RegionText = Annotated[
    Region, Field(pattern=REGION), BeforeValidator(_like(REGION, "a Region such as us-east-1"))
]
type VpcPattern = Annotated[
    str, Field(pattern=_VPC), BeforeValidator(_like(_VPC, "a VPC's id such as vpc-*"))
]
type PrincipalPattern = Annotated[
    str,
    Field(pattern=_PRINCIPAL),
    BeforeValidator(
        _like(_PRINCIPAL, "a principal's ARN such as arn:aws:iam::111122223333:role/network-*")
    ),
]
type TableText = Annotated[
    RouteTableId,
    Field(pattern=_TABLE),
    BeforeValidator(_like(_TABLE, "a route table's id such as rtb-0aaaaaaaaaaaaaaaa")),
]
type CidrText = Annotated[str, Field(pattern=_CIDR), BeforeValidator(_block)]
type Day = Annotated[date, BeforeValidator(_day)]
type Name = Annotated[
    str, Field(pattern=_NAME), BeforeValidator(_like(_NAME, "a name of 1 to 100 characters"))
]
type TagKey = Annotated[
    str, Field(pattern=_KEY), BeforeValidator(_like(_KEY, "a tag's key of 1 to 128 characters"))
]
type TagValue = Annotated[
    str, Field(pattern=_VALUE), BeforeValidator(_like(_VALUE, "a tag's value as text"))
]
