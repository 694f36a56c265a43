"""What the approvals file says of one side: what its VPC must be, and which routes it gets."""

from typing import Annotated, Literal, assert_never

from pydantic import ConfigDict, Discriminator, Field, Tag

from peering.core.approvals import (
    AllTables,
    Conditions,
    MainTable,
    SideRoutes,
    TableChoice,
    TablesById,
    TablesByTag,
)
from peering.core.blocks import Cidr
from peering.intake.shape import Shape
from peering.intake.words import (
    AccountText,
    CidrText,
    RegionText,
    TableText,
    TagKey,
    TagValue,
    VpcPattern,
    block,
)

type OneOrMore[T] = Annotated[list[T], Field(min_length=1)]
type _Tags = Annotated[dict[TagKey, TagValue], Field(min_length=1)]


class Entry(Shape):
    """A mapping in the file: unknown fields are mistakes, and nothing is converted."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class SideConditions(Entry):
    """What the VPC on one side must be. What is left out asks for nothing."""

    accounts: OneOrMore[AccountText] | None = None
    """The accounts that may own the VPC, in quotes."""
    regions: OneOrMore[RegionText] | None = None
    """The Regions in which the VPC may be."""
    vpcs: OneOrMore[VpcPattern] | None = None
    """Ids of VPCs, with * for any characters."""
    cidrs: OneOrMore[CidrText] | None = None
    """Every block of the VPC, IPv4 and IPv6, must lie inside one of these."""
    tags: _Tags | None = None
    """Tags that the VPC must carry, all of them. They can be read in governed accounts only."""

    def conditions(self) -> Conditions:
        """As the core judges by them."""
        return Conditions(
            accounts=None if self.accounts is None else tuple(self.accounts),
            regions=None if self.regions is None else tuple(self.regions),
            vpcs=None if self.vpcs is None else tuple(self.vpcs),
            cidrs=_blocks(self.cidrs),
            tags=self.tags or {},
        )


class TableIds(Entry):
    """Route tables by their ids."""

    ids: OneOrMore[TableText]
    """Ids of route tables."""


class TableTags(Entry):
    """Route tables by their tags."""

    tags: _Tags
    """Tags that a route table must carry, all of them."""


def _kind(found: object) -> str:
    if not isinstance(found, dict):
        return "word"
    return "ids" if "ids" in found else "tags"


type _Tables = Annotated[
    Annotated[Literal["all", "main"], Tag("word")]
    | Annotated[TableIds, Tag("ids")]
    | Annotated[TableTags, Tag("tags")],
    Discriminator(_kind),
]


class RoutesOfSide(Entry):
    """Which routes one side gets."""

    tables: _Tables = "all"
    """Which route tables: all, main, {ids: [...]} or {tags: {...}}."""
    destinations: OneOrMore[CidrText] | None = None
    """Only these parts of the other VPC's blocks."""
    excluded: OneOrMore[CidrText] | None = Field(default=None, alias="except")
    """None of these parts of the other VPC's blocks."""
    overrides: OneOrMore[CidrText] | None = None
    """Wider routes that lead elsewhere and whose traffic the new routes may take."""

    def side_routes(self) -> SideRoutes:
        """As the core plans by them."""
        return SideRoutes(
            tables=_choice(self.tables),
            destinations=_blocks(self.destinations),
            excluded=_blocks(self.excluded) or (),
            overrides=_blocks(self.overrides) or (),
        )


class Routes(Entry):
    """Which routes each side gets; a side that is left out gets all of them, in all its tables."""

    requester: RoutesOfSide | None = None
    """The routes in the requester's tables, to the accepter's blocks."""
    accepter: RoutesOfSide | None = None
    """The routes in the accepter's tables, to the requester's blocks."""


def _blocks(texts: list[str] | None) -> tuple[Cidr, ...] | None:
    return None if texts is None else tuple(map(block, texts))


def _choice(tables: Literal["all", "main"] | TableIds | TableTags) -> TableChoice:
    match tables:
        case "all":
            return AllTables()
        case "main":
            return MainTable()
        case TableIds(ids=ids):
            return TablesById(tuple(ids))
        case TableTags(tags=tags):
            return TablesByTag(tags)
        case _:
            assert_never(tables)
