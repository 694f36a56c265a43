"""The accept function, put together."""

import os
from functools import partial

from peering.accept import Accept
from peering.again import Again
from peering.answer import Answer
from peering.aws import clients
from peering.aws.queues import ConnectionQueue
from peering.foundation import Sessions, foundation
from peering.intake.events import mention_in
from peering.intake.settings import AcceptSettings
from peering.invocation import Deadline, now, reception, reporter, started_once
from peering.ports import Mention
from peering.reception import Reception


@started_once
def start() -> Reception[Mention]:
    """Start it, once an environment. Raises SettingsError, ApprovalsError."""
    deadline = Deadline()
    settings = AcceptSettings.read(os.environ)
    on = foundation(settings, Sessions.LOOKING_THEN_ACTING, deadline.passed)
    accept_one = Accept(
        observer=on.observer,
        answer=Answer(
            on.observer,
            on.performer,
            on.announcer,
            on.ledger,
            on.decisions,
            on.approvals,
            reporter(),
            now,
            settings.mode,
        ),
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(
            ConnectionQueue(clients.sqs, settings.accept_queue_url), reporter(), deadline.passed
        ),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        approvals=on.approvals,
        reporter=reporter(),
        mode=settings.mode,
    )
    return reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: accept_one(mention),
        settings.dead_letter_queue_url,
        deadline.begin,
    )
