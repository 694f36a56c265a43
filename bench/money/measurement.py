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
# Minutes: Lambda keeps an idle environment for as long as it likes, often for five, seldom for ten.
_RARE = 10
_SEEN = 0.1  # of the whole: less is not worth a bar
# What AWS Config records of one connection: in both accounts the connection as it is asked for and
# as it is accepted, and on each side one route table.
_CONFIG, _CONFIG_ITEMS = "AWS Config, recording the same", 2 * 2 + 2


def measure() -> Measured:
    """Measure what is used, and multiply."""
    found = lives()
    return Measured(tuple(_figures(found)), (_plot(found),))


def _sweeps(found: Lives, minutes: int) -> Usage:
    """A year of sweeps over so many scopes."""
    return found.sweep(_SCOPES, rare=minutes >= _RARE).times(_MINUTES_A_YEAR / minutes)


def _figures(found: Lives) -> Iterator[Figure]:
    usage, one = found.connection.times(_CONNECTIONS), found.connection
    beside = _CONNECTIONS * _CONFIG_ITEMS * prices.CONFIG_ITEM
    yield Figure(
        f"{_CONNECTIONS:,} connections, from request to message",
        usage.dollars,
        "$",
        goal=beside,
        peers={_CONFIG: beside},
        note=f"Each {one.invocations:.0f} invocations of together {one.seconds:.2f} s, three of "
        f"them in new environments; {one.calls:.0f} requests to AWS, "
        f"{one.log_bytes / 1e3:.1f} kB of logs. {_told(usage)}.",
    )
    fixed = sum(_fixed().values())
    for minutes in _PERIODS:
        used, is_default = _sweeps(found, minutes), minutes == _default()
        yield Figure(
            f"{_SCOPES} scopes swept every {minutes} minutes{' (the default)' * is_default}",
            used.dollars,
            "$ a year",
            goal=fixed if is_default else None,
            note=f"The goal is what the stack itself costs. {_told(used)}." if is_default else "",
        )
    yield Figure("The stack itself", fixed, "$ a year", note=f"{_told_fixed()}.")


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
        "key, rotated twice": len(resources(template, "AWS::KMS::Key"))
        * prices.KMS_KEY
        * (1 + prices.KMS_ROTATIONS),
        "polls of idle queues": polls * prices.SQS_REQUEST,
        "metrics of the sweep": _ALWAYS_WRITTEN * prices.METRIC,
    }


def _told(usage: Usage) -> str:
    return ", ".join(f"{service} {cost:.2f}" for service, cost in usage.costs())


def _told_fixed() -> str:
    return ", ".join(f"{what} {cost:.2f}" for what, cost in _fixed().items())


def _plot(found: Lives) -> Plot:
    costs = {minutes: dict(_sweeps(found, minutes).costs()) for minutes in _PERIODS}
    fixed = sum(_fixed().values())
    return Plot(
        name="money-sweep",
        title=f"{_SCOPES} scopes swept for a year",
        x="minutes between sweeps (30 is the default)",
        y="dollars a year at list prices",
        lines=(
            Line("in all", tuple((str(m), sum(cost.values())) for m, cost in costs.items())),
            *(
                Line(service, tuple((str(m), cost[service]) for m, cost in costs.items()))
                for service, of_default in costs[_default()].items()
                if of_default >= _SEEN * sum(costs[_default()].values())
            ),
        ),
        goal=Line("goal for the default: the stack itself", ((str(_default()), fixed),)),
    )


MONEY = Measurement(
    name="money",
    question="What does it cost a year?",
    run=measure,
)
