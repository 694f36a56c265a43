"""What the functions have to do: invocations that ask for nothing, and with all of their work."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.calls.case import Case, resolved, routed
from bench.cold.task import Line, Task
from demo.places import DATA, EAST, GOVERNED, REGIONS, SHARED, WEST
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.work import encode, encode_survey
from peering.ports import Mention, Survey
from tests.deployed.runtime_hub import RuntimeHub
from tests.localcloud.ec2_peers import Peers

_EVENTS = Path(__file__).parents[2] / "events"
_ASKED, _ASKING = Scope(AccountId(SHARED), Region(WEST)), Scope(AccountId(DATA), Region(EAST))
_SURVEYED = Scope(AccountId(SHARED), Region(EAST))  # where nothing else is
_CONNECTIONS = 12
_CASE = Case(1, 1)
_DONE: dict[str, list[str]] = {"batchItemFailures": []}


@dataclass(frozen=True, slots=True)
class Requested:
    """A connection that was asked for, into that scope."""

    id: ConnectionId
    peers: Peers
    asked: Scope

    @property
    def named(self) -> object:
        """An event that names it."""
        return batch(encode(Mention(self.id, (self.asked, _ASKING))))


@dataclass(slots=True)
class Work:
    """Makes what the functions have to do, new each time."""

    hub: RuntimeHub
    _numbers: "count[int]" = field(default_factory=count)
    _surveyed: list[Requested] = field(default_factory=list)

    def nothing(self, name: str) -> Task:
        """A task that the function looks at, and for which it asks nothing of AWS."""
        if name == "sweep":
            return self.all_of("sweep")
        if name == "decide":
            return self._task(
                {"requestContext": {"http": {"method": "GET"}}},
                lambda answer, _: answer["statusCode"],
                400,
            )
        foreign = _read("foreign/create-failed-dry-run-operation.json")
        return self._task(foreign, self._nothing_found, (_DONE, [], []))

    def all_of(self, name: str) -> Task:
        """A task with the work that the function is there for."""
        match name:
            case "accept":
                return self.accept(self.requested())
            case "route":
                connection = self.requested()
                self._do("accept", self.accept(connection))
                return self.route(connection)
            case "survey":
                return self._survey()
            case "decide":
                return self._show(self.requested())
            case "notify":
                return self._notify()
            case _:
                governed = sorted(
                    f"{account}/{region}" for account in GOVERNED for region in REGIONS
                )
                swept = _read("sweep/scheduled.json")
                return self._task(
                    swept, lambda answer, _: (answer, self._swept()), (None, governed)
                )

    def requested(self, asked: Scope = _ASKED) -> Requested:
        """A new request between two VPCs, which a rule accepts."""
        peers = _CASE.between(self.hub.server, _ASKING, asked, next(self._numbers))
        return Requested(ConnectionId(peers.request()), peers, asked)

    def accept(self, connection: Requested) -> Task:
        """Accept it."""
        return self._task(
            connection.named,
            lambda answer, _: (answer, connection.peers.statuses(connection.id), self._announced()),
            (_DONE, ("active", "active"), ["Peering Accepted"]),
        )

    def route(self, connection: Requested) -> Task:
        """Route on both sides what accept has accepted."""
        return self._task(
            connection.named,
            lambda answer, _: (
                answer,
                routed(connection.peers, connection.id),
                resolved(connection.peers, connection.id),
                self._announced(),
            ),
            (_DONE, _CASE.routes, 2, ["Peering Routed"]),
        )

    def _survey(self) -> Task:
        """Look at a scope of connections that this program has routed, all in order."""
        while len(self._surveyed) < _CONNECTIONS:
            connection = self.requested(_SURVEYED)
            self._do("accept", self.accept(connection))
            self._do("route", self.route(connection))
            self._surveyed.append(connection)
        queues = ("AcceptQueue", "RouteQueue", "SurveyQueue")
        return self._task(
            batch(encode_survey(Survey(_SURVEYED))),
            lambda answer, log: (answer, _seen(log), [*map(self.hub.queued, queues)]),
            (_DONE, {"connections": _CONNECTIONS, "to_accept": 0, "to_route": 0}, [0, 0, 0]),
        )

    def _show(self, connection: Requested) -> Task:
        order = {"action": "show", "connection": connection.id, "scope": str(connection.asked)}
        return self._task(
            _read("decide/approve.json") | {"body": json.dumps(order)},
            lambda answer, _: (answer["statusCode"], connection.id in answer["body"]),
            (200, True),
        )

    def _notify(self) -> Task:
        said = _read("notify/routed.json")
        (record,) = said["Records"]
        body = json.loads(record["body"]) | {"id": f"first-{next(self._numbers)}"}
        event = batch(json.dumps(body))
        return self._task(event, lambda answer, _: (answer, len(self.hub.published())), (_DONE, 1))

    def _task(self, event: object, find: Any, expected: object) -> Task:  # noqa: ANN401 # Task's own
        self.hub.clear()  # what was announced and queued before is none of this one's work
        return Task(event, find, expected)

    def _do(self, name: str, task: Task) -> None:
        task.check(self.hub.invoke(name, task.event), self.hub.started(name).log)

    def _nothing_found(self, answer: object, _: Sequence[Line]) -> object:
        return answer, self._announced(), self.hub.published()

    def _announced(self) -> list[str]:
        return [told["detail-type"] for told in self.hub.announced()]

    def _swept(self) -> list[str]:
        bodies = (json.loads(message["Body"]) for message in self.hub.taken("SurveyQueue"))
        scopes = (body["scope"] for body in bodies)
        return sorted(f"{scope['account_id']}/{scope['region']}" for scope in scopes)


def _seen(log: Sequence[Line]) -> object:
    told = [line for line in log if line["message"] == "scope.surveyed"][-1:]
    return {key: told[0][key] for key in ("connections", "to_accept", "to_route")} if told else None


def _read(name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((_EVENTS / name).read_text())
    return said


def batch(body: str) -> object:
    """One message with that body, as Lambda gives it to a function."""
    event = _read("accept/put-back.json")
    return {"Records": [{**event["Records"][0], "body": body}]}
