"""The decide function, put together."""

import os

from peering.approved import approvals_in
from peering.aws import clients
from peering.aws.decisions import DynamoDecisions
from peering.aws.ledger import RecallingLedger
from peering.aws.queues import ConnectionQueue, ScopeQueue
from peering.counter import Counter
from peering.decide import Decide
from peering.foundation import Sessions, network_in
from peering.intake.settings import DecideSettings
from peering.invocation import logger, metrics, now, reporter, started_once
from peering.observe import Observer
from peering.sweep import Sweep


@started_once
def start() -> Counter:
    """Start it, once an environment. Raises SettingsError, ApprovalsError."""
    settings = DecideSettings.read(os.environ)
    approvals = approvals_in(settings.approvals_file)
    network = network_in(settings, Sessions.LOOKING)
    ledger = RecallingLedger(clients.dynamodb, settings.ledger_table, settings.mode)
    surveys = ScopeQueue(clients.sqs, settings.survey_queue_url)
    decide_one = Decide(
        observer=Observer(network, ledger, approvals, reporter(), now),
        ledger=ledger,
        decisions=DynamoDecisions(clients.dynamodb, settings.decisions_table, settings.mode),
        accept_queue=ConnectionQueue(clients.sqs, settings.accept_queue_url),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        sweep=Sweep(surveys, approvals, reporter()),
        approvals=approvals,
        reporter=reporter(),
        clock=now,
    )
    return Counter(decide_one, reporter(), logger(), metrics())
