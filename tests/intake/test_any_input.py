"""Whatever arrives: a value, a refusal, or findings with their places. Never anything else."""

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from peering.core.announcements import TYPES
from peering.core.approvals import Approvals, Effect
from peering.intake.approvals import ApprovalsError, read_approvals
from peering.intake.events import Ignored, MalformedError
from peering.ports import Mention, Survey
from tests.intake.examples import APPROVALS, EVENTS, READERS, Read, bodies, mention

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
# Values that are nearly right break more than values that are altogether wrong.
NEARLY: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 0, "", "pcx-*", "1" * 12, "us-east-1", [], {}, [{}], {"items": []}, "mention"]
)
SAMPLES: list[object] = [
    json.loads(body)
    for path in sorted(EVENTS.glob("*/*.json"))
    if path.parent.name not in {"sweep", "decide"}
    for body in bodies(path)
    if body.startswith("{") and body.endswith("}")
]


def paths(value: object, so_far: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield so_far
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*so_far, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*so_far, index))


def changed(value: object, path: tuple[str | int, ...], to: object) -> object:
    if not path:
        return to
    [step, *rest] = path
    if isinstance(value, dict):
        return value | {step: changed(value[step], tuple(rest), to)}
    if isinstance(value, list):
        return [
            changed(inner, tuple(rest), to) if index == step else inner
            for index, inner in enumerate(value)
        ]
    return value


@st.composite
def mutated(draw: st.DrawFn) -> str:
    sample = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(paths(sample))))
        sample = changed(sample, path, draw(NEARLY | JSON))
    return json.dumps(sample)


MESSAGES = st.text() | JSON.map(json.dumps) | mutated()


def read_or_refused(read: Callable[[str], Read], body: str) -> Read | MalformedError:
    try:
        return read(body)
    except MalformedError as error:
        return error


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
@example("\ud800")
def test_a_message_is_a_reason_to_look_or_refused(body: str) -> None:
    for read in READERS.values():
        found = read_or_refused(read, body)
        if isinstance(found, MalformedError):
            assert len(str(found).splitlines()) == 1
        else:
            assert isinstance(found, (Mention, Survey, Ignored, *TYPES))


@given(mutated())
@settings(max_examples=200, deadline=None)
def test_a_mention_names_only_what_looks_like_aws(body: str) -> None:
    found = read_or_refused(mention, body)
    if isinstance(found, Mention):
        assert found.connection_id.startswith("pcx-")
        assert all(len(scope.account_id) == 12 for scope in found.scopes)


PIECES = st.sampled_from(
    ["", " ", "\n", "- ", ": ", "{", "]", "'", "&a ", "*a", "!!int ", "yes", "~", "0", "<<", "\t"]
)


@st.composite
def scribbled(draw: st.DrawFn) -> str:
    text = APPROVALS
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(PIECES | st.text(max_size=4)) + text[end:]
    return text


@given(st.text() | scribbled())
@settings(max_examples=300, deadline=None)
@example("[" * 5000)
def test_approvals_are_read_whole_or_refused_with_places(text: str) -> None:
    read = approvals_or_mistakes(text)
    if isinstance(read, Approvals):
        for rule in read.rules:
            assert rule.effect is not Effect.ACCEPT or rule.requester.accounts
        return
    assert read.findings
    assert len(str(read).splitlines()) == len(read.findings)
    for finding in read.findings:
        assert 1 <= finding.place.line <= len(text.splitlines()) + 1
        assert finding.place.column >= 1


def approvals_or_mistakes(text: str) -> Approvals | ApprovalsError:
    try:
        return read_approvals(text)
    except ApprovalsError as error:
        return error


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_field_of_every_sample_may_be_missing(sample: object) -> None:
    for path in paths(sample):
        body = json.dumps(changed(sample, path, None))
        for read in READERS.values():
            read_or_refused(read, body)
