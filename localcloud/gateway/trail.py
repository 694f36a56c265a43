"""Puts CloudTrail records on the caller's default bus: late, twice or never if so told."""

import json
import logging
import queue
import threading
from dataclasses import dataclass

from ministack.core.responses import request_scope
from ministack.services import eventbridge

from localcloud.cloudtrail.caller import Json
from localcloud.cloudtrail.record import Ec2Call, cloudtrail_record

EVERY = "*"
logger = logging.getLogger("localcloud.trail")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How events of one name are delivered: after so many seconds, so many times."""

    delay_seconds: float = 0.0
    copies: int = 1


class Trail:
    """A trail with logging on in every account and Region of the local cloud."""

    def __init__(self) -> None:
        self._deliveries: dict[str, Delivery] = {}
        self._records: queue.SimpleQueue[tuple[str, str, dict[str, Json]]] = queue.SimpleQueue()
        threading.Thread(target=self._put_for_ever, name="trail", daemon=True).start()

    @property
    def deliveries(self) -> dict[str, Delivery]:
        """Deliveries out of the ordinary, by event name; `*` stands for every other name."""
        return dict(self._deliveries)

    def deliver(self, deliveries: dict[str, Delivery]) -> None:
        """Deliver as said from the next call on; {} restores the ordinary delivery."""
        self._deliveries = dict(deliveries)

    def write(self, call: Ec2Call) -> None:
        """Announce a call on its caller's default bus; calls that only read are not announced."""
        if call.reads:
            return
        delivery = self._deliveries.get(call.action, self._deliveries.get(EVERY, Delivery()))
        entry = (call.caller.account_id, call.region, cloudtrail_record(call))
        for _ in range(delivery.copies):
            if delivery.delay_seconds:
                late = threading.Timer(delivery.delay_seconds, self._records.put, [entry])
                late.daemon = True
                late.start()
            else:
                self._records.put(entry)

    def _put_for_ever(self) -> None:
        while True:
            account_id, region, record = self._records.get()
            try:
                _put(account_id, region, record)
            except Exception:
                logger.exception("a CloudTrail event was lost: %s", record.get("eventName"))


def _put(account_id: str, region: str, record: dict[str, Json]) -> None:
    entry = {
        "Source": "aws.ec2",
        "DetailType": "AWS API Call via CloudTrail",
        "Detail": json.dumps(record),
    }
    with request_scope(account_id, region):
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001 - clients may not put aws.* events, AWS may
