"""The seams of ministack that the local cloud takes hold of, all in one place."""

import importlib.metadata
import json
import sys
from collections.abc import Callable, Mapping

from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import eventbridge, sts
from ministack.services.cloudformation import provisioners

from localcloud.calls import CallLog
from localcloud.gateway import buses
from localcloud.gateway.bridging import Bridging
from localcloud.gateway.ec2 import Ec2
from localcloud.gateway.settings import Settings
from localcloud.gateway.sts import recorded
from localcloud.gateway.trail import Trail

MINISTACK = "1.5.33"


def check_version() -> None:
    """Raise RuntimeError unless ministack is the version whose inside is known here."""
    found = importlib.metadata.version("ministack")
    if found != MINISTACK:
        raise RuntimeError(f"the local cloud knows ministack {MINISTACK}, but {found} is installed")


def install(settings: Settings, trail: Trail, log: CallLog) -> None:
    """Put the local cloud's own parts in the place of ministack's."""
    check_version()
    app.SERVICE_HANDLERS["ec2"] = Ec2(settings.ec2_endpoint, trail, log)
    app.SERVICE_HANDLERS["sts"] = recorded(sts.handle_request, log)
    _leave_ec2_authorization_to_ec2()
    _know_principals(settings)
    _bridge_buses(settings)
    _keep_bus_policies()
    _run_functions_apart()


def _leave_ec2_authorization_to_ec2() -> None:
    original: Callable[..., str | None] = iam_actions.extract_iam_action

    def extract(name: str, *request: object) -> str | None:
        return None if name == "ec2" else original(name, *request)

    iam_actions.extract_iam_action = extract


def _know_principals(settings: Settings) -> None:
    """A session's aws:PrincipalArn is its role's ARN, and accounts share one organization.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    original: Callable[..., object] = iam_evaluator._resolve_condition_key  # noqa: SLF001 - its only seam

    def resolve(key: str, context: iam_evaluator.EvalContext) -> object:
        if key.lower() == "aws:principalarn" and ":assumed-role/" in context.principal_arn:
            _, _, _, _, account, session = context.principal_arn.split(":", 5)
            return f"arn:aws:iam::{account}:role/{session.split('/')[1]}"
        if key.lower() == "aws:principalorgid":
            return settings.organization.of(context.principal_account)
        if key.lower() == "aws:resourceorgid":
            parts = context.resource_arn.split(":")
            return settings.organization.of(parts[4]) if len(parts) > 4 else None  # noqa: PLR2004 - an ARN's fifth part
        return original(key, context)

    iam_evaluator._resolve_condition_key = resolve  # noqa: SLF001 - its only seam


def _bridge_buses(settings: Settings) -> None:
    bridging = Bridging(settings)
    original: Callable[..., None] = eventbridge._invoke_target  # noqa: SLF001 - its only seam

    def invoke(
        target: Mapping[str, str],
        event: Mapping[str, object],
        rule: Mapping[str, object],
        view: object = None,
    ) -> None:
        if ":event-bus/" in target.get("Arn", ""):
            bridging.invoke_bus(target, event, rule)
        else:
            original(target, event, rule, view)

    def put(data: Mapping[str, object], allow_aws_source: object = None) -> object:
        return bridging.put_events(data, allow_aws_source=bool(allow_aws_source))

    eventbridge._invoke_target = invoke  # noqa: SLF001 - its only seam
    eventbridge._put_events = put  # noqa: SLF001 - its only seam


def _keep_bus_policies() -> None:
    """Keep `Policy` of AWS::Events::EventBus and of PutPermission, which ministack ignores."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Events::EventBus"]  # noqa: SLF001 - its only seam
    create: Callable[..., tuple[str, object]] = handlers["create"]
    update: Callable[..., tuple[str, object]] = handlers["update"]
    permit: Callable[..., object] = eventbridge._put_permission  # noqa: SLF001 - its only seam

    def create_bus(logical_id: str, properties: Mapping[str, object], stack: str) -> object:
        name, attributes = create(logical_id, properties, stack)
        buses.keep_policy(name, properties.get("Policy"))
        return name, attributes

    def update_bus(name: str, old: object, new: Mapping[str, object], stack: str) -> object:
        name, attributes = update(name, old, new, stack)
        buses.keep_policy(name, new.get("Policy"))
        return name, attributes

    def put_permission(data: Mapping[str, object]) -> object:
        if not data.get("Policy"):
            return permit(data)
        buses.keep_policy(str(data.get("EventBusName", "default")), data["Policy"])
        return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps({}).encode()

    handlers["create"], handlers["update"] = create_bus, update_bus
    eventbridge._put_permission = put_permission  # noqa: SLF001 - its only seam


def _run_functions_apart() -> None:
    """Run functions on the base interpreter, so that they see their layers and nothing else."""
    original: Callable[[str], tuple[str, str]] = lambda_runtime._detect_runtime_binary  # noqa: SLF001 - its only seam
    base = str(getattr(sys, "_base_executable", sys.executable))

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = original(runtime)
        return (base if runtime.startswith("python") else binary), script

    lambda_runtime._detect_runtime_binary = detect  # noqa: SLF001 - its only seam
