"""Build and deploy, as a user would: a real `sam build` and `sam deploy`, then the members."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from demo.places import DATA, EAST, GOVERNED, HUB, REGIONS, SHARED, TAGGED
from localcloud import LocalCloud
from localcloud.deploy import architecture, sam_build, sam_deploy

PROJECT = Path(__file__).parents[1]
STAGE = PROJECT / "build" / "demo" / "project"
BUILT = PROJECT / "build" / "demo" / "built"
APPROVALS = Path(__file__).with_name("approvals.yaml")
CLOUD = PROJECT / "build" / "demo" / "cloud"  # apart from one that you may have running
HUB_STACK = "vpc-peering-autopilot"
MEMBER_STACK = "vpc-peering-member"
_PARTS = ("template.yaml", "member.yaml", "samconfig.toml", "functions", "layers")


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub's stack, by its outputs."""

    outputs: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """The output of that name."""
        return self.outputs[name]


def staged_project(stage: Path = STAGE) -> Path:
    """Lay out the project once more, with the demo's approvals in place of the team's.

    The checkout itself, its approvals and what `sam build` left in it stay as they are.
    """
    for part in _PARTS:
        source, target = PROJECT / part, stage / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=ignored)
        else:
            stage.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    shutil.copy2(APPROVALS, stage / "layers/approvals")
    return stage


def build(project: Path, built: Path = BUILT) -> Path:
    """Build functions and layers for this machine's processor; give the built template."""
    return sam_build(project / "template.yaml", built)


def deploy_hub(cloud: LocalCloud, built: Path) -> Hub:
    """Deploy the hub's stack, which takes events from the members' accounts."""
    parameters = {
        "Architecture": architecture(),
        "MemberAccounts": f"{DATA},{SHARED},{TAGGED}",
        "Operators": f"arn:aws:iam::{HUB}:root",
    }
    return Hub(sam_deploy(cloud, built, HUB_STACK, HUB, EAST, parameters))


def deploy_members(cloud: LocalCloud, project: Path, hub: Hub) -> None:
    """Deploy member.yaml in every governed account and Region, as a StackSet would."""
    template = (project / "member.yaml").read_text()
    parameters = {
        "HubAccountId": HUB,
        "HubBusArn": hub["BusArn"],
        "HomeRegion": EAST,
        "AllowedRequesterVpcs": f"arn:aws:ec2:*:{DATA}:vpc/*",
    }

    def deploy(account: str, region: str) -> None:
        client = cloud.client("cloudformation", account, region)
        client.create_stack(
            StackName=MEMBER_STACK,
            TemplateBody=template,
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        client.get_waiter("stack_create_complete").wait(
            StackName=MEMBER_STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )

    with ThreadPoolExecutor(max_workers=2) as pool:
        deployed = [
            pool.submit(deploy, account, region) for account in GOVERNED for region in REGIONS
        ]
        for one in deployed:
            one.result()
