"""Queue a survey of every governed account and Region."""

from dataclasses import dataclass

from peering.core.approvals import Approvals
from peering.ports import Reporter, Survey, SurveyQueue


@dataclass(frozen=True, slots=True)
class Sweep:
    """Finds nothing itself: it makes sure that every scope is looked at, however many there are.

    Requests from outside, missed events, drift, expiry and failure are all found this way.
    """

    survey_queue: SurveyQueue
    approvals: Approvals
    reporter: Reporter

    def __call__(self, correlation_id: str) -> None:
        """Queue one survey a scope. Raises TryLaterError."""
        surveys = [
            Survey(scope, correlation_id=correlation_id)
            for scope in sorted(self.approvals.governed)
        ]
        self.survey_queue.send(surveys)
        self.reporter.tell("sweep.queued", scopes=len(surveys))
