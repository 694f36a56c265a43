"""The sweep function, put together."""

import os

from peering.approved import approvals_in
from peering.aws import clients
from peering.aws.queues import ScopeQueue
from peering.intake.settings import SweepSettings
from peering.invocation import logger, metrics, reporter, started_once
from peering.reception import Schedule
from peering.sweep import Sweep


@started_once
def start() -> Schedule:
    """Start it, once an environment. Raises SettingsError, ApprovalsError."""
    settings = SweepSettings.read(os.environ)
    survey_queue = ScopeQueue(clients.sqs, settings.survey_queue_url)
    act = Sweep(survey_queue, approvals_in(settings.approvals_file), reporter())
    return Schedule(act=act, logger=logger(), metrics=metrics())
