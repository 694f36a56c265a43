"""What anybody pays for so many requests: Python, boto3, a client a service, and the calls."""

from typing import Any

import boto3

_CALLS = {
    "dynamodb": "list_tables",
    "ec2": "describe_key_pairs",
    "events": "list_event_buses",
    "sns": "list_topics",
    "sqs": "list_queues",
    "sts": "get_caller_identity",
}


def handler(event: dict[str, int], context: object) -> None:
    """Ask each service as often as the event says, for little."""
    del context
    for service, times in event.items():
        client: Any = boto3.client(service)  # type: ignore[call-overload]  # one of _CALLS'
        ask = getattr(client, _CALLS[service])
        for _ in range(times):
            ask()
