"""Events for a first invocation: one that asks for nothing, one with all of a function's work."""

import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from demo.places import DATA, EAST, SHARED, WEST
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.work import encode, encode_survey
from peering.ports import Mention, Survey
from tests.deployed.runtime_hub import RuntimeHub
from tests.localcloud.ec2_peers import Peers

_EVENTS = Path(__file__).parents[2] / "events"
_ASKED, _ASKING = Scope(AccountId(SHARED), Region(WEST)), Scope(AccountId(DATA), Region(EAST))


@dataclass(slots=True)
class Work:
    """Makes what the functions have to do, new each time."""

    hub: RuntimeHub
    _numbers: "count[int]" = field(default_factory=count)

    def nothing(self, name: str) -> object:
        """An event that the function looks at, and for which it asks nothing of AWS."""
        if name == "sweep":
            return self.all_of("sweep")
        if name == "decide":
            return {"requestContext": {"http": {"method": "GET"}}}
        return _read("foreign/create-failed-dry-run-operation.json")

    def all_of(self, name: str) -> object:
        """An event with the work that the function is there for."""
        match name:
            case "accept":
                return batch(encode(Mention(self._requested(), (_ASKED,))))
            case "route":
                return batch(encode(Mention(self._accepted(), (_ASKED, _ASKING))))
            case "survey":
                return batch(encode_survey(Survey(_ASKED)))
            case "decide":
                order = {"action": "show", "connection": self._requested(), "scope": str(_ASKED)}
                return _read("decide/approve.json") | {"body": json.dumps(order)}
            case "notify":
                said = _read("notify/routed.json")
                (record,) = said["Records"]
                body = json.loads(record["body"]) | {"id": f"first-{next(self._numbers)}"}
                return batch(json.dumps(body))
            case _:
                return _read("sweep/scheduled.json")

    def _requested(self) -> ConnectionId:
        return ConnectionId(self._peers().request())

    def _accepted(self) -> ConnectionId:
        peers = self._peers()
        connection_id = peers.request()
        peers.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        return ConnectionId(connection_id)

    def _peers(self) -> Peers:
        number = next(self._numbers)
        server = self.hub.server
        accepter = server.end(f"10.40.{number}.0/24", SHARED, WEST)
        accepter.client.create_tags(
            Resources=[accepter.vpc_id], Tags=[{"Key": "peering", "Value": "open"}]
        )
        return Peers(server.end(f"10.20.{number}.0/24", DATA, EAST), accepter)


def _read(name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((_EVENTS / name).read_text())
    return said


def batch(body: str) -> object:
    """One message with that body, as Lambda gives it to a function."""
    event = _read("accept/put-back.json")
    return {"Records": [{**event["Records"][0], "body": body}]}
