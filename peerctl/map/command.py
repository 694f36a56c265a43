"""`peerctl map`: the peered network as a picture."""

from pathlib import Path
from typing import Annotated
from xml.etree import ElementTree as ET

import typer

from peerctl.address import Address
from peerctl.asking import whole_network
from peerctl.errors import Exit, PeerctlError
from peerctl.files import DEFAULT_APPROVALS, approvals_in
from peerctl.map.chart import Chart, chart
from peerctl.map.drawing import draw
from peerctl.map.page import page
from peerctl.observation import Observation, read_observation
from peerctl.output import say
from peerctl.sources import (
    DEFAULT_HUB,
    ApprovalsOption,
    HubOption,
    MemberRoleOption,
    ObservationOption,
    ProfileOption,
    RegionOption,
)


def network_map(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    save: Annotated[Path, typer.Option(help="Where to: FILE.html, or FILE.svg for the picture.")],
    observation: ObservationOption = None,
    approvals: ApprovalsOption = DEFAULT_APPROVALS,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
    all_vpcs: Annotated[  # noqa: FBT002 # a flag
        bool, typer.Option("--all", help="Show VPCs without a connection as well.")
    ] = False,
) -> int:
    """Draw accounts, Regions, VPCs and their connections, coloured by how they stand.

    The page works offline, can be searched, and tells every connection's routes.
    """
    if save.suffix not in {".html", ".svg"}:
        sentence = f"{save} is neither FILE.html nor FILE.svg: name it as one of them."
        raise PeerctlError(Exit.USAGE, sentence)
    said = approvals_in(approvals)
    address = Address(hub, region, profile, member_role)
    network = read_observation(observation) if observation else whole_network(address, said)
    charted = chart(network, said, lonely=all_vpcs)
    try:
        save.write_text(_shaped(charted, network, save.suffix), encoding="utf-8")
    except OSError as error:
        sentence = f"{save} can't be written: {error.strerror}."
        raise PeerctlError(Exit.FILE, sentence) from error
    say((f"{save}: {len(charted.lines)} connections.",))
    say(f"not looked into: {scope}: {reason}" for scope, reason in network.denied)
    return Exit.NO if network.denied else Exit.OK


def _shaped(charted: Chart, network: Observation, suffix: str) -> str:
    if suffix == ".html":
        return page(charted, network.taken_at)
    return ET.tostring(draw(charted), encoding="unicode") + "\n"
