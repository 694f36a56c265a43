"""The route function, put together."""

import os
from functools import partial

from peering.again import Again
from peering.aws import clients
from peering.aws.queues import ConnectionQueue
from peering.cleanup import Cleanup
from peering.foundation import Sessions, foundation
from peering.intake.events import mention_in
from peering.intake.settings import RouteSettings
from peering.invocation import Deadline, now, reception, reporter, started_once
from peering.ports import Mention
from peering.reception import Reception
from peering.route import Route
from peering.upkeep import Upkeep


@started_once
def start() -> Reception[Mention]:
    """Start it, once an environment. Raises SettingsError, ApprovalsError."""
    deadline = Deadline()
    settings = RouteSettings.read(os.environ)
    on = foundation(settings, Sessions.ACTING, deadline.passed)
    told = reporter()
    route_one = Route(
        observer=on.observer,
        performer=on.performer,
        upkeep=Upkeep(on.observer, on.performer, on.announcer, on.ledger, on.approvals, told, now),
        cleanup=Cleanup(on.observer, on.performer, on.announcer, on.ledger, told, now),
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(ConnectionQueue(clients.sqs, settings.route_queue_url), told, deadline.passed),
        approvals=on.approvals,
        reporter=told,
        clock=now,
        mode=settings.mode,
    )
    return reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: route_one(mention),
        settings.dead_letter_queue_url,
        deadline.begin,
    )
