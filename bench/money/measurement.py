"""Cost a year at list prices, from measured requests, seconds and bytes."""

from collections.abc import Iterator

from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.money import prices
from bench.money.lives import Lives, lives
from bench.money.usage import Usage
from tests.stacks.templates import hub, resources

_MINUTES_A_YEAR = 365 * 24 * 60
_SCOPES, _CONNECTIONS = 100, 1_000
_PERIODS = (5, 10, 15, 30, 60)  # what SweepMinutes may be
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: polls of an idle queue
_POLLERS, _POLLS_A_MINUTE = 5, 3
_ALWAYS_WRITTEN = 2  # metrics: what the sweep and survey count, every time


def measure() -> Measured:
    """Measure what is used, and multiply."""
    found = lives()
    return Measured(tuple(_figures(found)), (_plot(found),))


def _sweeps(found: Lives, minutes: int) -> Usage:
    """A year of sweeps over so many scopes."""
    one = found.of["sweep"] + found.scope.times(_SCOPES)
    return one.times(_MINUTES_A_YEAR / minutes)


def _figures(found: Lives) -> Iterator[Figure]:
    usage = found.connection.times(_CONNECTIONS)
    yield Figure(
        f"{_CONNECTIONS:,} connections, from request to message",
        usage.dollars,
        "$",
        note=f"Each {found.connection.invocations:.0f} invocations of together "
        f"{found.connection.seconds:.2f} s, {found.connection.calls:.0f} requests to AWS, "
        f"{found.connection.log_bytes / 1e3:.1f} kB of logs. {_told(usage)}.",
    )
    for minutes in _PERIODS:
        used = _sweeps(found, minutes)
        default = " (the default)" if minutes == _default() else ""
        yield Figure(
            f"{_SCOPES} scopes swept every {minutes} minutes{default}",
            used.dollars,
            "$ a year",
            note=f"{_told(used)}." if default else "",
        )
    yield Figure("The stack itself", sum(_fixed().values()), "$ a year", note=f"{_told_fixed()}.")


def _default() -> int:
    return int(hub()["Parameters"]["SweepMinutes"]["Default"])


def _fixed() -> dict[str, float]:
    """What is paid whether anything happens or not."""
    template = hub()
    queues = sum(
        "Events" in function and "Work" in function["Events"]
        for function in resources(template, "AWS::Serverless::Function").values()
    )
    polls = queues * _POLLERS * _POLLS_A_MINUTE * _MINUTES_A_YEAR
    return {
        "alarms": len(resources(template, "AWS::CloudWatch::Alarm")) * prices.ALARM,
        "dashboard": len(resources(template, "AWS::CloudWatch::Dashboard")) * prices.DASHBOARD,
        "key": len(resources(template, "AWS::KMS::Key")) * prices.KMS_KEY,
        "polls of idle queues": polls * prices.SQS_REQUEST,
        "metrics of the sweep": _ALWAYS_WRITTEN * prices.METRIC,
    }


def _told(usage: Usage) -> str:
    return ", ".join(f"{service} {cost:.2f}" for service, cost in usage.costs())


def _told_fixed() -> str:
    return ", ".join(f"{what} {cost:.2f}" for what, cost in _fixed().items())


def _plot(found: Lives) -> Plot:
    costs = {minutes: _sweeps(found, minutes) for minutes in _PERIODS}
    services = [service for service, _ in costs[_default()].costs() if service != "SNS"]
    return Plot(
        name="money-sweep",
        title=f"{_SCOPES} scopes swept for a year",
        x="minutes between sweeps (30 is the default)",
        y="dollars at list prices",
        lines=tuple(
            Line(
                service,
                tuple(
                    (str(minutes), dict(used.costs())[service]) for minutes, used in costs.items()
                ),
            )
            for service in services
        ),
    )


MONEY = Measurement(
    name="money",
    question="What does it cost a year?",
    run=measure,
)
