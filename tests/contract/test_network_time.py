"""What every `Network` promises as time passes: the fake, and boto3 on a local EC2."""

import pytest

from peering.core.actions import AcceptConnection, AllowDnsResolution, RejectConnection
from peering.core.model import Scope, Side, Status
from peering.core.tables import RouteState
from peering.errors import LookAgainError
from tests.contract.network_lab import NetworkLab, Pace
from tests.contract.peered import Peered, requested

SECOND = 1 / 3600


def seen(peered: Peered, scope: Scope) -> Status | None:
    """The status that *scope* is shown."""
    shown = peered.lab.network.connection(scope, peered.id)
    return None if shown is None else shown.status


def test_deleted_is_shown_two_hours_to_the_deleter_two_days_to_the_other(peered: Peered) -> None:
    lab = peered.lab
    peered.accept()
    lab.delete(peered.id)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (Status.DELETED, Status.DELETED)

    lab.advance(hours=2)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (None, Status.DELETED)

    lab.advance(hours=46)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (None, None)


def test_rejected_is_shown_two_hours_to_the_accepter_two_days_to_the_other(peered: Peered) -> None:
    lab = peered.lab
    lab.network.perform(RejectConnection(lab.there, peered.id))

    lab.advance(hours=2)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (Status.REJECTED, None)

    lab.advance(hours=46)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (None, None)


def test_expired_is_shown_for_two_days(peered: Peered) -> None:
    lab = peered.lab
    lab.advance(hours=9 * 24 - 1)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (Status.EXPIRED, Status.EXPIRED)

    lab.advance(hours=1)
    assert (seen(peered, lab.here), seen(peered, lab.there)) == (None, None)


def test_what_was_accepted_never_expires(peered: Peered) -> None:
    peered.accept()

    peered.lab.advance(hours=8 * 24)

    assert peered.status() is Status.ACTIVE


def test_failed_is_shown_for_two_hours(lab: NetworkLab) -> None:
    ours, theirs = lab.vpc(lab.here, "10.10.0.0/16"), lab.vpc(lab.there, "10.10.0.0/16")
    failed = lab.request(ours, theirs)

    lab.advance(hours=2)

    assert lab.network.connection(lab.here, failed) is None


@pytest.mark.parametrize("end", [Status.REJECTED, Status.DELETED, Status.EXPIRED])
def test_what_has_ended_cannot_be_answered(peered: Peered, end: Status) -> None:
    lab = peered.lab
    match end:
        case Status.REJECTED:
            lab.network.perform(RejectConnection(lab.there, peered.id))
        case Status.DELETED:
            lab.delete(peered.id)
        case _:
            lab.advance(hours=7 * 24)

    for action in (AcceptConnection, RejectConnection):
        with pytest.raises(LookAgainError):
            lab.network.perform(action(lab.there, peered.id))
    assert seen(peered, lab.here) is end


def test_a_fresh_id_is_not_found_for_a_while(lab: NetworkLab) -> None:
    lab.slow_down(Pace(invisible=20))
    fresh = requested(lab).id
    assert lab.network.connection(lab.there, fresh) is None
    assert lab.network.statuses(lab.there, [fresh]) == {}
    with pytest.raises(LookAgainError):
        lab.network.perform(AcceptConnection(lab.there, fresh))

    lab.advance(hours=20 * SECOND)

    lab.network.perform(AcceptConnection(lab.there, fresh))
    assert lab.network.statuses(lab.there, [fresh]) == {fresh: Status.ACTIVE}


def test_provisioning_takes_a_while_in_which_options_cannot_change(lab: NetworkLab) -> None:
    lab.slow_down(Pace(provisioning=60))
    peered = requested(lab)
    peered.accept()
    peered.create()
    allow = AllowDnsResolution(lab.here, peered.id, (Side.REQUESTER,))
    assert (peered.status(), peered.route().state) == (Status.PROVISIONING, RouteState.BLACKHOLE)
    with pytest.raises(LookAgainError):
        lab.network.perform(allow)

    lab.advance(hours=60 * SECOND)

    lab.network.perform(allow)
    assert (peered.status(), peered.route().state) == (Status.ACTIVE, RouteState.ACTIVE)


def test_what_was_accepted_may_still_read_pending(lab: NetworkLab) -> None:
    lab.slow_down(Pace(stale=30))
    peered = requested(lab)
    lab.advance(hours=60 * SECOND)
    peered.accept()
    assert peered.status() is Status.PENDING_ACCEPTANCE
    with pytest.raises(LookAgainError):
        peered.accept()

    lab.advance(hours=30 * SECOND)

    assert peered.status() is Status.ACTIVE
