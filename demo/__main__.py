"""Play the six stories: exit status 0, or 1 with the first thing that was not as expected."""

import sys
import time

from rich.console import Console
from rich.status import Status

from demo.inbox import Inbox
from demo.network import Network
from demo.places import EAST, GOVERNED, REGIONS
from demo.report import RESULT, show, write
from demo.stage import CLOUD, PROJECT, build, deploy_hub, deploy_members, staged_project
from demo.stories import STORIES
from demo.story import Story, Theatre, UnexpectedError
from localcloud import LocalCloud, LocalCloudError


def main() -> int:
    """Set the stage, play, show, and leave nothing running."""
    console = Console()
    began = time.monotonic()
    try:
        with console.status("Starting the local cloud") as status, LocalCloud.start(CLOUD) as cloud:
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
    return 0


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
        status.update(f"Story {number} of {len(STORIES)}: {(play.__doc__ or '').partition('.')[0]}")
        story = play(theatre, stories)
        stories.append(story)
        show(console, number, story)
    return stories


if __name__ == "__main__":
    sys.exit(main())
