"""The fewest calls with which anybody could do it: docs/performance.md derives each of them."""

from bench.calls.case import Case
from bench.calls.tally import Tally


def accept_floor(case: Case) -> Tally:
    """Look at the request, the accepter's VPC and both sides' tables, then accept."""
    scopes = 1 if case.together else 2
    return Tally(sessions=scopes, reads=2 + scopes, writes=1)


def route_floor(case: Case) -> Tally:
    """Look at the connection and the tables from both sides, then write what is wanted."""
    scopes = 1 if case.together else 2
    return Tally(sessions=scopes, reads=2 * scopes, writes=case.routes + 2 * scopes)


def again_floor(case: Case) -> Tally:
    """Look at both sides again, and find nothing to do."""
    scopes = 1 if case.together else 2
    return Tally(sessions=scopes, reads=2 * scopes, writes=0)
