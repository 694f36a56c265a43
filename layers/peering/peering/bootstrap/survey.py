"""The survey function, put together."""

import os
from datetime import timedelta

from peering.aws import clients
from peering.aws.queues import ConnectionQueue, ScopeQueue
from peering.foundation import Sessions, foundation
from peering.intake.events import survey_in
from peering.intake.settings import SurveySettings
from peering.invocation import Deadline, now, reception, reporter, started_once
from peering.ports import Survey
from peering.reception import Reception
from peering.survey import SurveyScope

# Half of an invocation's time, so that whichever survey is begun has as much to itself: one of
# 10,000 connections takes about a minute, and an EC2 that does not answer up to that for a call.
_TO_FINISH = timedelta(seconds=150)


@started_once
def start() -> Reception[Survey]:
    """Start it, once an environment, which may only look. Raises SettingsError, ApprovalsError."""
    deadline = Deadline(_TO_FINISH)
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
        out_of_time=deadline.passed,
    )
    return reception(
        survey_in,
        lambda survey, _: survey_one(survey),
        settings.dead_letter_queue_url,
        deadline.begin,
    )
