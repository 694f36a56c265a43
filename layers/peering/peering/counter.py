"""What stands between decide's URL and its use case: an order in, an answer in JSON out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.core.deciding import Order, Refused, Why
from peering.decide import Done
from peering.errors import LookAgainError, ScopeDeniedError, TryLaterError
from peering.intake.malformed import MalformedError
from peering.intake.orders import order_in
from peering.ports import Reporter
from peering.reception import invocation

type Response = dict[str, object]

_STATUS = {
    Why.UNKNOWN_CONNECTION: 404,
    Why.OUT_OF_REACH: 424,
    Why.OWN_REQUEST: 403,
    Why.REQUESTER_UNKNOWN: 403,
}
_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Counter:
    """Answers every order with a status, a code for machines and a sentence for people."""

    act: Callable[[Order], Done | Refused]
    reporter: Reporter
    logger: Logger
    metrics: Metrics

    def handle(self, event: object, context: LambdaContext) -> Response:
        """Handle one request of a function URL with AuthType AWS_IAM."""
        with invocation(self.logger, self.metrics, context):
            try:
                order = order_in(event)
            except MalformedError as error:
                self.reporter.tell("order.malformed", reason=str(error))
                return _response(400, {"code": "malformed", "sentence": str(error)})
            self.logger.set_correlation_id(order.correlation_id)
            return self._answer(order)

    def _answer(self, order: Order) -> Response:
        try:
            answer = self.act(order)
        except (TryLaterError, LookAgainError) as error:
            return _response(503, {"code": "try_later", "sentence": f"Try again soon: {error}."})
        except ScopeDeniedError as error:
            return _response(424, {"code": Why.OUT_OF_REACH, "sentence": f"{error}."})
        if isinstance(answer, Refused):
            status = _STATUS.get(answer.why, _CONFLICT)
            said = {"code": answer.why, "sentence": answer.sentence, "status": answer.status}
            return _response(status, said)
        shown, decided = answer.shown, answer.decided
        return _response(
            200,
            {
                "code": "done",
                "sentence": answer.sentence,
                "shown": None if shown is None else shown.as_json(),
                "digest": None if shown is None else shown.digest,
                "decided": None if decided is None else asdict(decided),
                "status": answer.status,
                "frozen": None if answer.stop is None else str(answer.stop),
            },
        )


def _response(status: int, body: Mapping[str, object]) -> Response:
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": json.dumps(body, default=str),
    }
