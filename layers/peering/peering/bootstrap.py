"""The one place where real parts are put together: once an environment, on first use."""

import os
from functools import partial

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from peering.accept import Accept
from peering.again import Again
from peering.aws import clients
from peering.aws.queues import ConnectionQueue, ScopeQueue
from peering.aws.sessions import READ_ONLY
from peering.aws.topic import SnsTopic
from peering.cleanup import Cleanup
from peering.core.announcements import Announcement
from peering.foundation import (
    approvals_in,
    foundation,
    logger,
    metrics,
    now,
    reception,
    reporter,
    started_once,
)
from peering.intake.announcements import announcement_in
from peering.intake.events import mention_in, survey_in
from peering.intake.settings import (
    AcceptSettings,
    NotifySettings,
    RouteSettings,
    SurveySettings,
    SweepSettings,
)
from peering.notify import Notify
from peering.ports import Mention, Survey
from peering.reception import Reception, Schedule
from peering.route import Route
from peering.survey import SurveyScope
from peering.sweep import Sweep
from peering.upkeep import Upkeep

_SAID_FOR = 24 * 60 * 60  # seconds; SQS's own retries end long before


@started_once
def accept() -> Reception[Mention]:
    """The accept function. Raises SettingsError, ApprovalsError."""
    settings = AcceptSettings.read(os.environ)
    on = foundation(settings)
    accept_one = Accept(
        observer=on.observer,
        performer=on.performer,
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(ConnectionQueue(clients.sqs, settings.accept_queue_url), reporter()),
        route_queue=ConnectionQueue(clients.sqs, settings.route_queue_url),
        approvals=on.approvals,
        reporter=reporter(),
        clock=now,
        mode=settings.mode,
    )
    return reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: accept_one(mention),
        settings.dead_letter_queue_url,
    )


@started_once
def route() -> Reception[Mention]:
    """The route function. Raises SettingsError, ApprovalsError."""
    settings = RouteSettings.read(os.environ)
    on = foundation(settings)
    told = reporter()
    route_one = Route(
        observer=on.observer,
        upkeep=Upkeep(on.observer, on.performer, on.announcer, on.ledger, on.approvals, told, now),
        cleanup=Cleanup(on.observer, on.performer, on.announcer, on.ledger, told, now),
        announcer=on.announcer,
        ledger=on.ledger,
        again=Again(ConnectionQueue(clients.sqs, settings.route_queue_url), told),
        approvals=on.approvals,
        reporter=told,
        clock=now,
        mode=settings.mode,
    )
    return reception(
        partial(mention_in, own_roles=settings.own_roles),
        lambda mention, _: route_one(mention),
        settings.dead_letter_queue_url,
    )


@started_once
def survey() -> Reception[Survey]:
    """The survey function, which may only look. Raises SettingsError, ApprovalsError."""
    settings = SurveySettings.read(os.environ)
    on = foundation(settings, session_policy=READ_ONLY)
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


@started_once
def notify() -> Reception[Announcement]:
    """The notify function. Raises SettingsError."""
    settings = NotifySettings.read(os.environ)
    notify_one = Notify(SnsTopic(clients.sns, settings.topic_arn), reporter())
    config = IdempotencyConfig(expires_after_seconds=_SAID_FOR)
    # SQS and EventBridge deliver twice now and then; people should not read everything twice.
    once = idempotent_function(
        lambda announcement, body: notify_one(announcement),  # noqa: ARG005 # body is the key
        data_keyword_argument="body",
        persistence_store=DynamoDBPersistenceLayer(
            settings.ledger_table,
            key_attr="connection",
            sort_key_attr="fact",
            static_pk_value="notify",
            expiry_attr="expires_at",
            boto3_client=clients.dynamodb(),
        ),
        config=config,
    )
    return reception(
        announcement_in,
        lambda announcement, body: once(announcement=announcement, body=body),
        settings.dead_letter_queue_url,
        # What an invocation that died had in hand is published after all by the next delivery.
        begin=config.register_lambda_context,
    )


@started_once
def sweep() -> Schedule:
    """The sweep function. Raises SettingsError, ApprovalsError."""
    settings = SweepSettings.read(os.environ)
    survey_queue = ScopeQueue(clients.sqs, settings.survey_queue_url)
    act = Sweep(survey_queue, approvals_in(settings.approvals_file), reporter())
    return Schedule(act=act, logger=logger(), metrics=metrics())
