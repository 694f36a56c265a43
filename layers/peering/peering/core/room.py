"""Room in the tables for the routes that are missing, by EC2's quota."""

from collections import Counter
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network

from peering.core.findings import Finding, Full, Missing
from peering.core.tables import RouteOrigin, RouteTable, RouteTableId

type _Place = tuple[RouteTableId, int]  # a table and an IP version: EC2 counts these apart


def within_quota(findings: Iterable[Finding], routes_per_table: int) -> Iterator[Finding]:
    """Turn the missing routes of a table that can't hold them all into Full.

    None of them is written then: half of a peer's blocks is harder to notice than none.
    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-route-tables
    """
    found = tuple(findings)
    needed = Counter(_place(finding) for finding in found if isinstance(finding, Missing))
    for finding in found:
        if not isinstance(finding, Missing):
            yield finding
            continue
        room = routes_per_table - _held(finding.table, finding.destination.version)
        if needed[_place(finding)] <= room:
            yield finding
            continue
        yield Full(
            finding.side,
            finding.table,
            finding.destination,
            f"the table has room for {max(room, 0)} more IPv{finding.destination.version} "
            f"routes of {routes_per_table}, and {needed[_place(finding)]} are missing",
        )


def _place(finding: Missing) -> _Place:
    return finding.table.id, finding.destination.version


def _held(table: RouteTable, version: int) -> int:
    return sum(
        route.origin is RouteOrigin.CREATE_ROUTE
        and isinstance(route.destination, IPv4Network | IPv6Network)
        and route.destination.version == version
        for route in table.routes
    )
