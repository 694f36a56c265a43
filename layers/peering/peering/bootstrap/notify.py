"""The notify function, put together."""

import os

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from peering.aws import clients
from peering.aws.topic import SnsTopic
from peering.core.announcements import Announcement
from peering.intake.announcements import announcement_in
from peering.intake.settings import NotifySettings
from peering.invocation import reception, reporter, started_once
from peering.notify import Notify
from peering.reception import Reception

_SAID_FOR = 24 * 60 * 60  # seconds; SQS's own retries end long before


@started_once
def start() -> Reception[Announcement]:
    """Start it, once an environment. Raises SettingsError."""
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
