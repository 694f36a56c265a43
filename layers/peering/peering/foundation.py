"""What accept, route and survey stand on: approvals, ledger, EC2, and what they do with them."""

from dataclasses import dataclass, replace

from peering.announce import Announcer
from peering.approved import approvals_in
from peering.aws import clients
from peering.aws.bus import EventBus
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.sessions import READ_ONLY, Ec2Clients, MemberRole
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


def foundation(settings: MemberSettings, *, acts: bool = True) -> Foundation:
    """Build what a function that looks at EC2 needs, through the role that it is told.

    It looks in a session that may only look, whatever the role may do. The role is assumed as it is
    when something is first done, if the function *acts* at all.
    """
    role = MemberRole(settings.role_arn, settings.external_id, settings.function_name)
    looking = Ec2Clients(replace(role, session_policy=READ_ONLY), now, clients.sts)
    approvals = approvals_in(settings.approvals_file)
    network = Ec2Network(looking, Ec2Clients(role, now, clients.sts) if acts else None)
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
