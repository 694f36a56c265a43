"""The peering bus on EventBridge."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from peering.aws.errors import at_home
from peering.core.announcements import Announcement
from peering.core.announcing import SOURCE
from peering.errors import TryLaterError

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


class EventBus:
    """Announcements as events, with the announcement's type as detail-type."""

    def __init__(self, client: "Callable[[], EventBridgeClient]", name: str) -> None:
        """Put events on the bus of that name."""
        self._client = client
        self._name = name

    def put(self, announcement: Announcement) -> None:
        """Put the announcement out. Raises TryLaterError."""
        with at_home():
            answer = self._client().put_events(
                Entries=[
                    {
                        "EventBusName": self._name,
                        "Source": SOURCE,
                        "DetailType": announcement.type,
                        "Detail": json.dumps(asdict(announcement)),
                    }
                ]
            )
        # PutEvents answers 200 even where it took nothing.
        if answer["FailedEntryCount"]:
            raise TryLaterError(f"EventBridge did not take it: {answer['Entries'][0]}")
