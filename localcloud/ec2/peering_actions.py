"""The calls on peering connections."""

from dataclasses import replace

from localcloud.ec2 import errors, estate, permissions, quotas, states
from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.connection_filters import connection_filters
from localcloud.ec2.connections import Connection, End, new_id
from localcloud.ec2.consistency import as_read
from localcloud.ec2.duplicates import other_stands, requested_already
from localcloud.ec2.options import MULTIPATH, Options, check_dns
from localcloud.ec2.paging import Paging
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code
from localcloud.ec2.views import connection_view
from localcloud.ec2.world import World

ID = "VpcPeeringConnectionId"
PAGING = Paging(5, 1000)


def create(world: World, call: Call) -> Answer:
    """Request a connection; what can't be is answered all the same, and fails afterwards."""
    requester = End(call.scope, call.text("VpcId"))
    owner = call.optional("PeerOwnerId") or call.scope.account_id
    region = call.optional("PeerRegion") or call.scope.region
    accepter = End(Scope(owner, region), call.text("PeerVpcId"))
    if estate.vpc(call.scope, requester.vpc_id) is None:
        raise errors.vpc_not_found(requester.vpc_id)
    known = requested_already(requester, accepter, world.connections, world.now, world.settings)
    if known is not None:
        return {ID[:-2]: connection_view(known, call.scope, known.life.step(world.now))}
    quotas.check_outstanding(world.connections, call.scope, world.now, world.settings)
    ends = (replace(requester, options=_requested_options(world, call, region)), accepter)
    may_peer = _may_peer(*ends)
    request = states.requested if may_peer else states.requested_in_vain
    life = states.Life((request(world.now, owner, world.settings),))
    connection = world.connections.keep(Connection(new_id(), *ends, life))
    for scope in {call.scope, accepter.scope} if may_peer else {call.scope}:
        estate.tell_of(scope, connection.id)
    estate.write_tags(call.scope, connection.id, call.tags_for("vpc-peering-connection"))
    return _told(connection, call.scope)


def accept(world: World, call: Call) -> Answer:
    """Accept a pending request; opts in to multipath resilience if that was requested."""
    connection = world.connection(call.scope, call.text(ID))
    permissions.check_answer(connection, call.scope, "accept")
    permissions.check_pending(connection, world.now, Code.PROVISIONING)
    if other_stands(connection, world.connections, world.now):
        raise errors.already_exists(connection.id)
    quotas.check_active(connection, world.connections, world.now, world.settings)
    options = replace(connection.accepter.options, multipath=connection.requester.options.multipath)
    accepted = connection.with_end(Side.ACCEPTER, replace(connection.accepter, options=options))
    kept = world.connections.keep(accepted.after(states.accepted(world.now, world.settings)))
    return _told(kept, call.scope)


def reject(world: World, call: Call) -> Answer:
    """Reject a pending request."""
    connection = world.connection(call.scope, call.text(ID))
    permissions.check_answer(connection, call.scope, "reject")
    permissions.check_pending(connection, world.now, Code.REJECTED)
    act = states.rejected(world.now, call.scope.account_id)
    world.connections.keep(connection.after(act))
    return {"Return": True}


def delete(world: World, call: Call) -> Answer:
    """Delete a connection; its routes stay where they are, on both sides."""
    connection = world.connection(call.scope, call.text(ID))
    by = permissions.check_deletion(connection, call.scope, world.now)
    end_connection(world, connection, by)
    return {"Return": True}


def describe(world: World, call: Call) -> Answer:
    """The connections that the scope sees; every id that is asked for must be among them."""
    if ids := call.texts("VpcPeeringConnectionIds"):
        found = [world.shown(call.scope, connection_id) for connection_id in ids]
    else:
        found = [c for c in world.connections.within(call.scope) if world.sees(call.scope, c)]
    now, settings = world.now, world.settings
    read = [as_read(connection, now, settings) for connection in found]
    shown = [
        _shown(connection, call.scope, world)
        for connection in connection_filters(call.scope, now).apply(read, call.filters())
    ]
    page, token = PAGING.page(
        shown, call.number("MaxResults"), call.optional("NextToken"), settings
    )
    return {"VpcPeeringConnections": page, "NextToken": token}


def modify_options(world: World, call: Call) -> Answer:
    """Change the options of the caller's side, or of both where both are the caller's."""
    connection = world.connection(call.scope, call.text(ID))
    answer: dict[str, object] = {}
    for side in Side:
        name = f"{side.title()}PeeringConnectionOptions"
        if (told := call.structure(name)) is None:
            continue
        permissions.check_options(connection, call.scope, side)
        if connection.life.code(world.now) is not Code.ACTIVE:
            raise errors.options_need_active(connection.id)
        end = connection.end(side)
        if vpc := estate.vpc(end.scope, end.vpc_id):
            check_dns(told, vpc)
        connection = connection.with_end(side, replace(end, options=end.options.changed(told)))
        answer[name] = connection.end(side).options.to_answer()
    world.connections.keep(connection)
    return answer


def end_connection(world: World, connection: Connection, by: Side) -> None:
    """End it: at once, or after a while if it stood across Regions."""
    now, account_id = world.now, connection.end(by).scope.account_id
    if connection.crosses_regions and connection.life.was_accepted():
        act = states.deleted_across_regions(now, by, account_id, world.settings)
    else:
        act = states.deleted(now, by, account_id)
    world.connections.keep(connection.after(act))


def _shown(connection: Connection, scope: Scope, world: World) -> dict[str, object]:
    step = connection.life.step(world.now)
    bare = world.settings.ended_without_blocks and step.code in {Code.DELETED, Code.REJECTED}
    return connection_view(connection, scope, step, blocks=not bare)


def _told(connection: Connection, scope: Scope) -> Answer:
    """What the caller of a write is told: the first step, however soon the next one follows."""
    return {ID[:-2]: connection_view(connection, scope, connection.life.acts[-1].steps[0])}


def _requested_options(world: World, call: Call, peer_region: str) -> Options:
    told = call.structure("RequesterPeeringConnectionOptions") or {}
    across = peer_region != call.scope.region
    asked = bool(told.get(MULTIPATH)) or world.settings.multipath_requests
    return Options(multipath=across and asked)


def _may_peer(requester: End, accepter: End) -> bool:
    """Whether both VPCs are there and nothing of theirs overlaps."""
    one = estate.vpc(requester.scope, requester.vpc_id)
    other = estate.vpc(accepter.scope, accepter.vpc_id)
    return one is not None and other is not None and not one.blocks.overlap(other.blocks)
