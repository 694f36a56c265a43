"""Serves the gateway; ministack reads host and port from GATEWAY_PORT and BIND_HOST."""

from collections.abc import Callable

from ministack import app
from ministack.core import iam_actions

from localcloud.calls import CallLog
from localcloud.garbage import collect_seldom
from localcloud.gateway.authorization import Authorization
from localcloud.gateway.backend import Ec2Backend
from localcloud.gateway.bus_policies import keep_bus_policies
from localcloud.gateway.buses import connect_buses
from localcloud.gateway.control import Control
from localcloud.gateway.ec2 import Ec2
from localcloud.gateway.functions import isolate_functions
from localcloud.gateway.layers import unpack_once
from localcloud.gateway.policies import fill_condition_keys_like_aws
from localcloud.gateway.settings import from_environment
from localcloud.gateway.stacks import tell_regions_apart
from localcloud.gateway.sts import recorded
from localcloud.gateway.trail import Trail
from localcloud.gateway.urls import tell_who_calls_urls


def main() -> None:
    """Put this project's parts in ministack's places, and serve till told to stop."""
    collect_seldom()
    settings = from_environment()
    log, trail, backend = CallLog(), Trail(), Ec2Backend(settings.ec2_endpoint)
    authorization = Authorization(backend) if app.AUTH else None
    app.SERVICE_HANDLERS["ec2"] = Ec2(backend, authorization, trail, log)
    app.SERVICE_HANDLERS["sts"] = recorded(app.SERVICE_HANDLERS["sts"], log)
    app.app = Control(app.app, log, trail)
    _name_actions_like_iam()
    fill_condition_keys_like_aws(settings)
    connect_buses()
    keep_bus_policies()
    isolate_functions()
    unpack_once()
    tell_regions_apart()
    tell_who_calls_urls()
    app.main()


def _name_actions_like_iam() -> None:
    """Have ministack check SQS's batch calls by the action of one message, as IAM does.

    Of EC2 calls it checks only the signature: it doesn't know their resources, and we do.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
    """
    extract: Callable[..., str | None] = iam_actions.extract_iam_action

    def extracted(service: str, *request: object) -> str | None:
        if service == "ec2":
            return None
        action = extract(service, *request)
        return action.removesuffix("Batch") if action and service == "sqs" else action

    iam_actions.extract_iam_action = extracted


if __name__ == "__main__":
    main()
