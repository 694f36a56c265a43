"""What EventBridge puts around every event, and the two kinds of detail besides CloudTrail's.

https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
"""

from pydantic import AliasChoices, ConfigDict, Field

from peering.core.model import Scope
from peering.intake.ids import AccountIdText, ConnectionIdText, RegionText
from peering.intake.shape import Shape


class Envelope(Shape):
    """Who put an event on a bus, and where. EventBridge itself fills in account and Region."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=100)
    source: str
    detail_type: str = Field(alias="detail-type")
    account: AccountIdText
    region: RegionText
    detail: dict[str, object]

    @property
    def scope(self) -> Scope:
        """Where the event happened."""
        return Scope(self.account, self.region)


class _ConfigItem(Shape):
    resource_type: str = Field(alias="resourceType")
    resource_id: str = Field(alias="resourceId")


class ConfigChange(Shape):
    """A change that AWS Config recorded; of an oversized one only a summary is sent.

    https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
    """

    item: _ConfigItem = Field(
        validation_alias=AliasChoices("configurationItem", "configurationItemSummary")
    )


class ConfigConnection(Shape):
    """The id of a connection, as an item of AWS Config."""

    connection_id: ConnectionIdText


class _AnnouncedEnd(Shape):
    account: AccountIdText
    region: RegionText


class _AnnouncedConnection(Shape):
    id: ConnectionIdText
    requester: _AnnouncedEnd | None = None
    accepter: _AnnouncedEnd | None = None


class AnnouncedIds(Shape):
    """As much of an announcement of ours as may be believed: where to look for what."""

    connection: _AnnouncedConnection
    correlation_id: str = Field(default="", max_length=200)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of the ends that somebody remembers, the requester's first."""
        ends = (self.connection.requester, self.connection.accepter)
        return tuple(Scope(end.account, end.region) for end in ends if end)
