"""Puts the rules in front of moto's EC2, and takes them away again."""

import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores
from moto.ec2 import urls
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

from localcloud.ec2 import (
    block_actions,
    dryrun,
    group_actions,
    peering_actions,
    route_actions,
    tag_actions,
    vpc_actions,
)
from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.errors import RefusedError
from localcloud.ec2.exact import Exact
from localcloud.ec2.scope import Scope
from localcloud.ec2.world import World

type Rule = Callable[[World, Call], Answer]
type Response = tuple[int, dict[str, str], str]

PATH = "{0}/"
REQUEST_ID = re.compile(r"(?<=<(?:r|R)equestI(?:d|D)>)[^<]*(?=<)")
RULES: Mapping[str, Rule] = {
    "CreateVpcPeeringConnection": peering_actions.create,
    "AcceptVpcPeeringConnection": peering_actions.accept,
    "RejectVpcPeeringConnection": peering_actions.reject,
    "DeleteVpcPeeringConnection": peering_actions.delete,
    "DescribeVpcPeeringConnections": peering_actions.describe,
    "ModifyVpcPeeringConnectionOptions": peering_actions.modify_options,
    "CreateRouteTable": route_actions.create_table,
    "AssociateRouteTable": route_actions.associate_table,
    "CreateRoute": route_actions.create,
    "ReplaceRoute": route_actions.replace,
    "DeleteRoute": route_actions.delete,
    "DescribeRouteTables": route_actions.describe,
    "CreateVpc": vpc_actions.create,
    "DescribeVpcs": vpc_actions.describe,
    "DeleteVpc": vpc_actions.delete,
    "AssociateVpcCidrBlock": block_actions.associate,
    "DisassociateVpcCidrBlock": block_actions.disassociate,
    "AuthorizeSecurityGroupIngress": group_actions.authorize_ingress,
    "AuthorizeSecurityGroupEgress": group_actions.authorize_egress,
    "DescribeStaleSecurityGroups": group_actions.describe_stale,
    "DescribeSecurityGroupReferences": group_actions.describe_references,
    "CreateTags": tag_actions.write,
    "DeleteTags": tag_actions.write,
}


class RuledEc2(EC2Response):  # type: ignore[misc]  # moto's types are not complete
    """moto's EC2, where a rule may answer instead of moto, or before it."""

    world: World

    def call_action(self) -> Response:
        """Answer one call, one at a time."""
        world = self.world
        call = Call(
            action=str(self._get_action()),
            scope=Scope(str(self.current_account), str(self.region)),
            params=self.params,
            onward=self._onward,
        )
        with world.lock:
            return self._identified(self._ruled(world, call))

    def _ruled(self, world: World, call: Call) -> Response:
        try:
            if world.settings.throttling:
                world.buckets.take(call.action, call.scope, world.now)
            world.settle()
            world.interludes.play(call.action)
            dryrun.check(call)
            return self._answered(world, call)
        except RefusedError as refusal:
            return self._refused(refusal)
        except NotImplementedError as gap:
            return self._refused(RefusedError("InvalidAction", f"the local EC2 lacks it: {gap}"))

    def _answered(self, world: World, call: Call) -> Response:
        rule = RULES.get(call.action)
        if rule is None:
            return super().call_action()  # type: ignore[no-any-return]  # as moto has it
        try:
            answer = rule(world, call)
        except EC2ClientError as refusal:
            return self._refused(RefusedError(refusal.code, refusal.message))
        result = answer if isinstance(answer, ActionResult) else Exact(answer)
        return self.serialized(result)  # type: ignore[no-any-return]  # as moto has it

    def _onward(self, params: Mapping[str, object]) -> Answer:
        self.params = dict(params)
        method: Callable[[], Answer] = getattr(self, camelcase_to_underscores(self._get_action()))
        return method()

    def _identified(self, response: Response) -> Response:
        """The response with a request id of its own, which moto does not give to EC2's."""
        status, headers, body = response
        return status, headers, REQUEST_ID.sub(str(uuid.uuid4()), body)

    def _refused(self, refusal: RefusedError) -> Response:
        error = ActionResult(EC2ClientError(refusal.code, refusal.message))
        _, headers, body = self.serialized(error)
        return refusal.status, {**headers, "status": str(refusal.status)}, body


@contextmanager
def installed(world: World) -> Iterator[None]:
    """Have moto's EC2 go by the rules of that world for the time being."""

    class Ec2(RuledEc2):
        pass

    # moto makes an instance for each request, so the world must hang on the class.
    Ec2.world = world
    # Machine images take most of the time of a new account's Region, and nobody here starts one.
    no_images = swapped(os.environ, "MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    with swapped(urls.url_paths, PATH, Ec2.dispatch), no_images:
        yield


@contextmanager
def swapped[T](held: MutableMapping[str, T], key: str, value: T) -> Iterator[None]:
    """Hold another value under a key for the time being."""
    before = held.get(key)
    held[key] = value
    try:
        yield
    finally:
        del held[key]
        if before is not None:
            held[key] = before
