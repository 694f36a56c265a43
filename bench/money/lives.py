"""What a connection uses from its request to its message, and what a sweep uses."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.built import built
from bench.cold.task import Task
from bench.cold.work import Work
from bench.heard import Heard
from bench.money.meter import Meter
from bench.money.usage import Usage
from localcloud import runtime
from tests.deployed.runtime_hub import LAYERS, runtime_hub
from tests.stacks.templates import function

_WARM, _COLD = 6, 2  # so many invocations of each
_TO_A_BATCH = 10  # messages
# Data keys of an encrypted queue: two requests to KMS where it is sent to, one where it is received
# from; of a topic two; of a table one, by each function. Each is reused for five minutes.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
_KEYS_OF_A_QUEUE, _KEYS_OF_A_TOPIC, _KEYS_OF_A_TABLE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Lives:
    """What one invocation uses, by function: in an environment that stands, and in a new one."""

    warm: Mapping[str, Usage]
    cold: Mapping[str, Usage]
    nothing: Usage  # of route, in one that stands

    @property
    def connection(self) -> Usage:
        """From the request to the message that it is routed.

        Two records are forwarded from the members: the request, and our own acceptance, which
        route looks at and leaves. Two announcements follow, Accepted and Routed. Connections are
        rare: each function's first invocation begins an environment, its second finds it standing,
        and no data key is there to be reused.
        """
        invoked = self.cold["accept"] + self.cold["route"] + self.nothing
        told = self.cold["notify"] + self.warm["notify"]
        keys = 5 * _KEYS_OF_A_QUEUE + 2 * _KEYS_OF_A_TOPIC + (2 + 2 + 1) * _KEYS_OF_A_TABLE
        return invoked + told + Usage(messages=5, events=2, keys=keys)

    def sweep(self, scopes: int, *, rare: bool) -> Usage:
        """One sweep over so many scopes; where sweeps are rare, no environment stands for them."""
        source = function("survey")["Events"]["Work"]["Properties"]
        begun = min(scopes, int(source["ScalingConfig"]["MaximumConcurrency"])) if rare else 0
        surveys = self.cold["survey"].times(begun) + self.warm["survey"].times(scopes - begun)
        swept = (self.cold if rare else self.warm)["sweep"]
        keys = _KEYS_OF_A_QUEUE + 2 * _KEYS_OF_A_TABLE  # it ends before they do
        return swept + surveys + Usage(surveys=scopes, sends=scopes / _TO_A_BATCH, keys=keys)


def lives() -> Lives:
    """Invoke every function with all of its work, again and again, and take the average."""
    folders, heard = built().parent, Heard()
    with (
        TemporaryDirectory() as temporary,
        runtime_hub(folders, folder := Path(temporary), heard.through) as hub,
    ):
        opt = runtime.unpacked(folders, LAYERS, folder / "cold")
        meter = Meter(hub, heard, folders, opt, folder / "cold.log")
        work = Work(hub)
        _lived(meter.begin, work, 1)
        left = [meter.warm("route", work.nothing("route")) for _ in range(_WARM)]
        return Lives(
            _lived(meter.warm, work, _WARM), _lived(meter.cold, work, _COLD), _average(left)
        )


def _lived(invoke: Callable[[str, Task], Usage], work: Work, times: int) -> Mapping[str, Usage]:
    """What each function uses where so many connections are accepted and routed in turn."""
    used = defaultdict[str, list[Usage]](list)
    for _ in range(times):
        connection = work.requested()
        used["accept"].append(invoke("accept", work.accept(connection)))
        used["route"].append(invoke("route", work.route(connection)))
        for name in ("notify", "survey", "sweep"):
            used[name].append(invoke(name, work.all_of(name)))
    return {name: _average(each) for name, each in used.items()}


def _average(used: Sequence[Usage]) -> Usage:
    return sum(used, start=Usage()).times(1 / len(used))
