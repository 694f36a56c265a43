"""The six stories, in the order in which they play."""

import time
from collections.abc import Callable

from demo.counting import Counted, counted
from demo.places import DATA, EAST, SHARED, STRANGER, WEST, Vpc
from demo.story import Story, Theatre, look

type Told = list[Story]

_OPEN = {"peering": "open"}
_ACCEPTING_RULE = "data platform into shared services"


def accepted(theatre: Theatre, _told: Told) -> Story:
    """An approved request, across accounts and Regions, with a secondary block."""
    network = theatre.network
    requester = network.vpc(DATA, EAST, "10.20.0.0/16", "10.21.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.40.0.0/16", **_OPEN)
    title = "An approved request is accepted, routed on both sides and announced"
    theatre.settle()  # a new block sets off a survey, which is no part of this story
    mark = theatre.cloud.mark()
    story = _requested(theatre, "accepted", title, requester, accepter)
    routed = theatre.message("Peering Routed", story.connection_id)
    story.seconds_to_routed = routed.received_at - story.requested_at
    story.calls = counted(theatre.cloud.calls(since=mark))
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="active")
    story.expect("rule", found=story.rule, wanted=_ACCEPTING_RULE)
    story.expect_both_sides_routed()
    story.expect("DNS", found=_resolving(theatre, story), wanted=["requester", "accepter"])
    story.expect("DNS as announced", found=routed.body["dns"], wanted=["requester", "accepter"])
    budget = 18 + story.calls.routes
    story.expect(f"at most {budget} calls", found=story.calls.total <= budget, wanted=True)
    story.second_pass = _second_pass(theatre, story)
    story.expect("writes of a second pass", found=story.second_pass.writes, wanted=0)
    story.expect("4 reads at most", found=story.second_pass.reads <= 4, wanted=True)  # noqa: PLR2004 # the budget
    return story


def held(theatre: Theatre, _told: Told) -> Story:
    """A stranger's request, which no bus of ours hears of: the sweep finds it."""
    network = theatre.network
    requester = network.vpc(STRANGER, EAST, "10.60.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.41.0.0/16", **_OPEN)
    title = "A request from an unknown account is held, with the reasons"
    story = _requested(theatre, "held", title, requester, accepter)
    theatre.sweep()
    message = theatre.message("Peering Held", story.connection_id)
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="pending-acceptance")
    story.expect("rule", found=story.rule, wanted=None)
    story.expect("reasons", found=bool(message.body["reasons"]), wanted=True)
    command = f"peerctl approve {story.connection_id}"
    found = command in str(message.body["text"])
    story.expect("the command that would accept it", found=found, wanted=True)
    return story


def rejected(theatre: Theatre, _told: Told) -> Story:
    """A request that a reject rule names."""
    network = theatre.network
    requester = network.vpc(DATA, EAST, "10.99.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.42.0.0/16", **_OPEN)
    title = "A request that a reject rule names is rejected"
    story = _requested(theatre, "rejected", title, requester, accepter)
    theatre.message("Peering Rejected", story.connection_id)
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="rejected")
    story.expect("rule", found=story.rule, wanted="nothing from the laboratory")
    return story


def conflicting(theatre: Theatre, _told: Told) -> Story:
    """One table leads the peer's block elsewhere: the rest is routed, the conflict is told."""
    network = theatre.network
    requester = network.vpc(DATA, EAST, "10.28.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.44.0.0/16")
    gateway = network.transit_route(requester, "10.44.0.0/16")
    title = "A conflicting route is left alone and reported, everything else is routed"
    story = _requested(theatre, "conflict", title, requester, accepter)
    message = theatre.message("Peering Route Conflict", story.connection_id)
    story.seconds_to_routed = message.received_at - story.requested_at
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="active")
    left_alone = [row for row in story.after["requester"] if row["target"] == gateway]
    story.expect("what stood there", found=len(left_alone), wanted=1)
    story.expect_routed("requester", requester.tables[:-1], accepter.cidrs)
    story.expect_routed("accepter", accepter.tables, requester.cidrs)
    return story


def deleted(theatre: Theatre, told: Told) -> Story:
    """The first connection is deleted by its requester: both sides are cleaned."""
    first = told[0]
    story = Story(
        "deleted",
        "The first connection is deleted, and both sides are cleaned",
        first.connection_id,
        first.requester,
        first.accepter,
        letters_before=len(theatre.inbox.letters),
        before=look(theatre, first.requester, first.accepter),
    )
    theatre.network.delete(story.connection_id, by=story.requester)
    theatre.message("Peering Cleaned", story.connection_id)
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="deleted")
    for side in ("requester", "accepter"):
        story.expect_routed(side, (), ())
    return story


def unannounced(theatre: Theatre, _told: Told) -> Story:
    """A request whose event is lost: the sweep finds it."""
    network = theatre.network
    requester = network.vpc(DATA, EAST, "10.22.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.43.0.0/16", **_OPEN)
    title = "A request that no event announced is found by the sweep"
    with theatre.cloud.mute_events():
        story = _requested(theatre, "unannounced", title, requester, accepter)
    theatre.sweep()
    routed = theatre.message("Peering Routed", story.connection_id)
    story.seconds_to_routed = routed.received_at - story.requested_at
    story.look_after(theatre)
    story.expect("status", found=story.status, wanted="active")
    story.expect("rule", found=story.rule, wanted=_ACCEPTING_RULE)
    story.expect_both_sides_routed()
    return story


STORIES: tuple[Callable[[Theatre, Told], Story], ...] = (
    accepted,
    held,
    rejected,
    conflicting,
    deleted,
    unannounced,
)


def _requested(theatre: Theatre, name: str, title: str, requester: Vpc, accepter: Vpc) -> Story:
    before = look(theatre, requester, accepter)
    letters_before = len(theatre.inbox.letters)
    requested_at = time.monotonic()
    connection_id = theatre.network.request(requester, accepter)
    return Story(
        name,
        title,
        connection_id,
        requester,
        accepter,
        requested_at=requested_at,
        letters_before=letters_before,
        before=before,
    )


def _resolving(theatre: Theatre, story: Story) -> list[str]:
    """Ask each owner whether the other side may resolve its private hostnames."""
    requester = theatre.network.connection(story.connection_id, story.requester)
    accepter = theatre.network.connection(story.connection_id, story.accepter)
    shown = {
        "requester": requester["RequesterVpcInfo"]["PeeringOptions"],
        "accepter": accepter["AccepterVpcInfo"]["PeeringOptions"],
    }
    return [side for side, told in shown.items() if told["AllowDnsResolutionFromRemoteVpc"]]


def _second_pass(theatre: Theatre, story: Story) -> Counted:
    """Let route look at the routed connection once more, and count what that costs."""
    mark = theatre.cloud.mark()
    theatre.look_again(story)
    return counted(theatre.cloud.calls(since=mark))
