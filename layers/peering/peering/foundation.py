"""What accept, route and survey stand on: approvals, ledger, EC2, and what they do with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from peering.announce import Announcer
from peering.approved import approvals_in
from peering.aws import clients
from peering.aws.bus import EventBus
from peering.aws.decisions import DynamoDecisions
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.pacing import PacedClients
from peering.aws.sessions import READ_ONLY, Ec2Clients, MemberRole
from peering.core.approvals import Approvals
from peering.core.pace import Pace
from peering.intake.settings import LookingSettings, MemberSettings
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
    decisions: DynamoDecisions
    observer: Observer
    performer: Performer
    announcer: Announcer


class Sessions(Enum):
    """In which sessions a function is in the members' accounts."""

    LOOKING = auto()  # in none that may more than look
    LOOKING_THEN_ACTING = auto()  # in one that may only look, and in another one to act
    ACTING = auto()  # in one for both, where nearly all that is looked at is written to


def foundation(
    settings: MemberSettings, sessions: Sessions, out_of_time: Callable[[], bool] = lambda: False
) -> Foundation:
    """Build what a function that looks at EC2 needs, through the role that it is told.

    What observes and writes nothing has no session that could write, whatever *sessions* says.
    *out_of_time* tells whether the invocation is to begin nothing any more.
    """
    approvals = approvals_in(settings.approvals_file)
    network = network_in(settings, sessions)
    ledger = DynamoLedger(clients.dynamodb, settings.ledger_table, settings.mode)
    decisions = DynamoDecisions(clients.dynamodb, settings.decisions_table, settings.mode)
    bus = EventBus(clients.events, settings.bus_name)
    return Foundation(
        approvals,
        network,
        ledger,
        decisions,
        Observer(network, ledger, approvals, reporter(), now),
        Performer(network, ledger, decisions, reporter(), now, settings.mode, out_of_time),
        Announcer(bus, ledger, reporter(), now),
    )


def network_in(settings: LookingSettings, sessions: Sessions) -> Network:
    """EC2 of every governed account, entered as *settings* says, in these *sessions*."""
    role = MemberRole(settings.role_arn, settings.external_id, settings.function_name)
    pace = Pace()
    look = Ec2Clients(replace(role, session_policy=READ_ONLY), now, clients.sts)
    looking = PacedClients(look, now, pace)
    acting = PacedClients(Ec2Clients(role, now, clients.sts), now, pace)
    match sessions if settings.mode == "apply" else Sessions.LOOKING:
        case Sessions.LOOKING:
            return Ec2Network(looking)
        case Sessions.LOOKING_THEN_ACTING:
            return Ec2Network(looking, acting)
        case Sessions.ACTING:
            return Ec2Network(acting)
