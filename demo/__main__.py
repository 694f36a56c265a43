"""Play the six stories: exit status 0, or 1 with the first thing that was not as expected."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text

from demo.inbox import Inbox
from demo.network import Network
from demo.places import EAST, GOVERNED, HUB, REGIONS
from demo.report import RESULT, show, write
from demo.stage import (
    CLOUD,
    PROJECT,
    STAGE,
    build,
    deploy_hub,
    deploy_members,
    staged_project,
)
from demo.stories import STORIES
from demo.story import Story, Theatre, UnexpectedError
from localcloud import LocalCloud, LocalCloudError


def main(words: Sequence[str]) -> int:
    """Set the stage, play, show, and leave nothing running unless that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--stay", action="store_true", help="leave the local cloud for peerctl")
    stay = parser.parse_args(words).stay
    console = Console()
    began = time.monotonic()
    try:
        with console.status("Starting the local cloud") as status, _cloud(stay=stay) as cloud:
            theatre = _set_up(cloud, status, console)
            stories = _play(theatre, status, console)
            write(stories)
    except (UnexpectedError, LocalCloudError) as error:
        console.print(f"[bold red]Not as expected:[/] {error}")
        return 1
    console.print(
        f"[bold green]All {len(stories)} stories went as expected[/], "
        f"in {time.monotonic() - began:.0f} s. Read back from EC2: {RESULT.relative_to(PROJECT)}"
    )
    if stay:
        _invite(cloud, console)
    return 0


@contextmanager
def _cloud(*, stay: bool) -> Iterator[LocalCloud]:
    cloud = LocalCloud.start(CLOUD)
    try:
        yield cloud
    except BaseException:
        cloud.stop()
        raise
    if not stay:
        cloud.stop()


def _invite(cloud: LocalCloud, console: Console) -> None:
    """Say how peerctl gets there, as lines that a shell takes."""
    told = cloud.environment(HUB, EAST) | {
        "PEERCTL_APPROVALS": str(STAGE / "layers/approvals/approvals.yaml")
    }
    console.print("The local cloud stays up. Lead peerctl there:\n")
    for name, value in told.items():
        console.print(f"export {name}={value}", markup=False, highlight=False, soft_wrap=True)
    console.print(
        "\n.venv/bin/peerctl status\n\nEnd it with "
        f".venv/bin/python -m localcloud down --folder {CLOUD.relative_to(PROJECT)}",
        highlight=False,
    )


def _set_up(cloud: LocalCloud, status: Status, console: Console) -> Theatre:
    project = staged_project()
    status.update("sam build")
    built = build(project)
    console.print("[green]✓[/] sam build: six functions, three layers")
    status.update(f"sam deploy of the hub to {EAST}")
    hub = deploy_hub(cloud, built)
    console.print("[green]✓[/] sam deploy: the hub's stack")
    status.update("Deploying member.yaml to every governed account and Region")
    deploy_members(cloud, project, hub)
    console.print(f"[green]✓[/] member.yaml: {len(GOVERNED)} accounts, {len(REGIONS)} Regions")
    inbox = Inbox.subscribed(cloud, hub["TopicArn"])
    return Theatre(cloud, Network(cloud), hub, inbox)


def _play(theatre: Theatre, status: Status, console: Console) -> list[Story]:
    stories: list[Story] = []
    for number, play in enumerate(STORIES, start=1):
        told = f"Story {number} of {len(STORIES)}: {(play.__doc__ or '').partition('.')[0]}"
        status.update(Text(told, no_wrap=True, overflow="ellipsis"))
        story = play(theatre, stories)
        stories.append(story)
        show(console, number, story)
    return stories


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
