"""The survey function, put together."""

import os

from peering.aws import clients
from peering.aws.queues import ConnectionQueue, ScopeQueue
from peering.foundation import Sessions, foundation
from peering.intake.events import survey_in
from peering.intake.settings import SurveySettings
from peering.invocation import now, reception, reporter, started_once
from peering.ports import Survey
from peering.reception import Reception
from peering.survey import SurveyScope


@started_once
def start() -> Reception[Survey]:
    """Start it, once an environment, which may only look. Raises SettingsError, ApprovalsError."""
    settings = SurveySettings.read(os.environ)
    on = foundation(settings, Sessions.LOOKING)
    survey_one = SurveyScope(
        network=on.network,
        observer=on.observer,
        announcer=on.announcer,
        ledger=on.ledger,
        accept_queue=ConnectionQueue(clients.sqs, settings.accept_queue_url),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        survey_queue=ScopeQueue(clients.sqs, settings.survey_queue_url),
        approvals=on.approvals,
        reporter=reporter(),
        clock=now,
        mode=settings.mode,
    )
    return reception(
        survey_in, lambda survey, _: survey_one(survey), settings.dead_letter_queue_url
    )
