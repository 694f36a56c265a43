"""What accept, route and survey stand on: approvals, ledger, EC2, and what they do with them."""

from dataclasses import dataclass

from peering.announce import Announcer
from peering.approved import approvals_in
from peering.aws import clients
from peering.aws.bus import EventBus
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.approvals import Approvals
from peering.intake.settings import MemberSettings
from peering.invocation import now, reporter
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Ledger, Network


@dataclass(frozen=True, slots=True)
class Foundation:
    """What accept, route and survey stand on."""

    approvals: Approvals
    network: Network
    ledger: Ledger
    observer: Observer
    performer: Performer
    announcer: Announcer


def foundation(settings: MemberSettings, session_policy: str | None = None) -> Foundation:
    """Build what a function that looks at EC2 needs, through the role that it is told."""
    role = MemberRole(
        arn=settings.role_arn,
        external_id=settings.external_id,
        session_name=settings.function_name,
        session_policy=session_policy,
    )
    approvals = approvals_in(settings.approvals_file)
    network = Ec2Network(Ec2Clients(role, now, clients.sts))
    ledger = DynamoLedger(clients.dynamodb, settings.ledger_table, settings.mode)
    bus = EventBus(clients.events, settings.bus_name)
    return Foundation(
        approvals,
        network,
        ledger,
        Observer(network, ledger, approvals, reporter(), now),
        Performer(network, ledger, reporter(), now, settings.mode),
        Announcer(bus, ledger, reporter(), now),
    )
