"""Log lines and metrics: every event of the program under its name, with its fields."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

# Which events are counted, under which metric names. Alarms and the dashboard use these names.
METRICS = {
    "action.done": "ActionsDone",
    "action.refused": "ActionsRefused",
    "announcement.put": "AnnouncementsPut",
    "connection.adopted": "ConnectionsAdopted",
    "connection.conflicted": "ConnectionsInConflict",
    "connection.frozen": "ConnectionsFrozen",
    "connection.held": "RequestsHeld",
    "connection.left_to_sweep": "ConnectionsLeftToSweep",
    "connection.not_understood": "ConnectionsNotUnderstood",
    "event.ignored": "EventsIgnored",
    "event.set_aside": "EventsSetAside",
    "function.refused": "FunctionsRefused",
    "order.done": "OrdersDone",
    "order.refused": "OrdersRefused",
    "message.published": "MessagesPublished",
    "request.waiting": "RequestsWaiting",
    "route.orphaned": "RoutesOrphaned",
    "scope.denied": "ScopesDenied",
    "scope.left_to_sweep": "ScopesLeftToSweep",
    "scope.surveyed": "ScopesSurveyed",
    "sweep.queued": "Sweeps",
}
# Which events carry a duration in their field `seconds`, under which metric names.
DURATIONS = {
    "connection.decided": "SecondsToDecide",
    "connection.routed": "SecondsToRoute",
}
_WARNINGS = frozenset(
    {
        "action.refused",
        "connection.conflicted",
        "connection.frozen",
        "connection.left_to_sweep",
        "connection.not_understood",
        "event.set_aside",
        "function.refused",
        "request.waiting",
        "route.orphaned",
        "scope.denied",
        "scope.left_to_sweep",
    }
)
_WHO_TELLS = 3  # the line's `location` is where something happened, not this module


class PowertoolsReporter:
    """Writes each event as one structured log line, and counts those that are measured."""

    def __init__(self, logger: Logger, metrics: Metrics) -> None:
        """Report through *logger* and *metrics*, which the function flushes."""
        self._logger = logger
        self._metrics = metrics

    def tell(self, event: str, /, **fields: object) -> None:
        """Report *event*, a `noun.past_participle`, with its fields."""
        log = self._logger.warning if event in _WARNINGS else self._logger.info
        log(event, extra=fields, stacklevel=_WHO_TELLS)
        if event in METRICS:
            self._metrics.add_metric(METRICS[event], MetricUnit.Count, 1)
        seconds = fields.get("seconds")
        if event in DURATIONS and isinstance(seconds, int | float):
            self._metrics.add_metric(DURATIONS[event], MetricUnit.Seconds, seconds)
