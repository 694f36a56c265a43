"""What a message may do, whatever it says."""

import json
from collections.abc import Iterator

from peering.core.announcements import Announcement
from peering.ports import Mention, Message, Survey
from prove.fuzz.bench import Bench, names, writes

# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
_LONGEST_SUBJECT, _LONGEST_MESSAGE = 100, 256 * 1024


def wrongs(bench: Bench, name: str, body: str) -> Iterator[str]:
    """Deliver the body to the function of that name, and tell what should not have been."""
    before = bench.heard
    failures = bench.receptions[name](body)
    if failures:
        yield "it crashed, or would be delivered again and again"
    elif bench.heard == before:
        yield "it was dropped without a word"
    work = bench.acted[-1] if bench.acted else None
    yield from _writes(bench, name, work)
    yield from _queued(bench, work)
    yield from _published(bench, work)
    bench.forget()


def _writes(bench: Bench, name: str, work: object) -> Iterator[str]:
    about_ours = names(bench, work)
    for call in writes(bench, "network"):
        if not (name == "accept" and about_ours and call.verb in bench.ec2):
            yield f"it made the program write: {call.verb} {call.about}"
    for call in writes(bench, "ledger"):
        if not (about_ours and call.about == bench.pcx and call.verb in bench.ledger):
            yield f"it left a fact: {call.verb} {call.about}"
    for call in writes(bench, "bus"):
        if not (about_ours and "claim" in bench.ledger):
            yield f"it was announced: {call.about}"
    yield from (f"it decided: {call.verb}" for call in writes(bench, "decisions"))


def _queued(bench: Bench, work: object) -> Iterator[str]:
    """What is queued names no more than the message did, and a survey only what is there."""
    world = bench.world
    found = {bench.pcx} if isinstance(work, Survey) else set()
    named = {work.connection_id} if isinstance(work, Mention) else found
    mentions = [m for queue in (world.accept_queue, world.route_queue) for m, _ in queue.queued]
    if len(mentions) > 1 or {mention.connection_id for mention in mentions} - named:
        yield f"it queued {mentions}"
    surveys = [survey for survey, _ in world.survey_queue.queued]
    if len(surveys) > 1 or any(
        not isinstance(work, Survey) or (again.scope, again.vpc_id) != (work.scope, work.vpc_id)
        for again in surveys
    ):
        yield f"it queued {surveys}"


def _published(bench: Bench, work: object) -> Iterator[str]:
    messages = bench.world.topic.messages
    told = isinstance(work, Announcement.__value__)
    if len(messages) != told:
        yield f"{len(messages)} messages were published"
    for message in messages:
        yield from (f"SNS takes no such message: {wrong}" for wrong in _refused(message))


def _refused(message: Message) -> Iterator[str]:
    subject = message.subject
    if not 0 < len(subject) <= _LONGEST_SUBJECT or not (
        subject.isascii() and subject.isprintable()
    ):
        yield f"subject {subject!r}"
    if len(json.dumps(dict(message.bodies)).encode()) > _LONGEST_MESSAGE:
        yield "it is too long"
    if "default" not in message.bodies or not all(message.attributes.values()):
        yield "a body or an attribute is missing"
