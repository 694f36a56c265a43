"""A sweep of a thousand scopes: its surveys at their queue's full width."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bench.figures import Figure
from bench.rates.hub import Hub
from peering.core.approvals import Approvals
from peering.core.model import AccountId, Region, Scope
from peering.core.work import Survey
from tests.stacks.templates import hub

_SCOPES, _REGIONS, _CONNECTIONS = 1_000, 10, 3
# What a survey takes beside EC2's answers. A dozen connections take a tenth of it on Lambda's share
# of a processor (see Sweeps), and a new environment begins within it as well.
_PROCESSOR = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """How a sweep of so many scopes went."""

    scopes: int
    took: timedelta
    hub: Hub = field(repr=False)

    @property
    def surveyed(self) -> int:
        """How many scopes were looked at to the end."""
        told = self.hub.world.reporter.told
        return len({str(fields["scope"]) for event, fields in told if event == "scope.surveyed"})


def many_surveys(scopes: int = _SCOPES) -> Swept:
    """Survey so many scopes with some connections each, ten Regions an account."""
    governed = [
        Scope(AccountId(f"{number // _REGIONS:012}"), Region(f"eu-west-{number % _REGIONS}"))
        for number in range(scopes)
    ]
    here = Hub(Approvals(frozenset(governed), ()))
    for where in governed:
        ours = here.world.vpc("10.0.0.0/16", account=where.account_id, region=where.region)
        for number in range(1, _CONNECTIONS + 1):
            block = f"10.{number}.0.0/16"
            theirs = here.world.vpc(block, account=where.account_id, region=where.region)
            here.world.accept(here.world.request(ours, theirs))
        here.swept(Survey(where, correlation_id="bench"), _PROCESSOR)
    swept = Swept(scopes, here.run("survey"), here)
    if swept.surveyed != scopes or here.invocations < scopes // 10:
        raise RuntimeError(f"{swept.surveyed} of {scopes} scopes were surveyed")
    return swept


def figures(swept: Swept) -> Iterator[Figure]:
    """How long it took, and how often EC2 refused."""
    shortest = min(hub()["Parameters"]["SweepMinutes"]["AllowedValues"])
    yield Figure(
        f"{swept.scopes:,} scopes: until all are surveyed",
        swept.took.total_seconds(),
        "s",
        goal=60 * shortest,
        note=f"The goal is the shortest period that the sweep may have. 60 ms a call to EC2, and "
        f"{_PROCESSOR.total_seconds():.0f} s a survey beside them; "
        f"{swept.hub.invocations} invocations.",
    )
    refused, failed = swept.hub.network.refused, swept.hub.failed
    yield Figure(f"{swept.scopes:,} scopes: requests that EC2 refused", refused, "calls", goal=0)
    yield Figure(f"{swept.scopes:,} scopes: failed messages and invocations", failed, "", goal=0)
