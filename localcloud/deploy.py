"""`sam build` and `sam deploy` against a local cloud, as one would run them against AWS."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from localcloud.cloud import LocalCloud
from localcloud.errors import LocalCloudError
from localcloud.processes import tail
from localcloud.state import FOLDER

BUILT = FOLDER / "built"
CONFIG = Path(__file__).with_name("samconfig.toml")
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")


def architecture() -> str:
    """This machine's processor in Lambda's words; functions run on it, so build for it."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def sam_build(template: Path, build_folder: Path = BUILT) -> Path:
    """Build a template's functions and layers for this machine; the built template's path.

    Needs no cloud. Raises LocalCloudError with the end of sam's output.
    """
    _sam(
        [
            "build",
            *("--template", str(template.resolve()), "--build-dir", str(build_folder.resolve())),
            *("--parameter-overrides", f"Architecture={architecture()}"),
        ],
        {"AWS_DEFAULT_REGION": "us-east-1"},
        build_folder.with_name(f"{build_folder.name}.build.log"),
    )
    return build_folder / "template.yaml"


def sam_deploy(  # noqa: PLR0913, PLR0917 - what, where to, under which name: sam asks for each
    cloud: LocalCloud,
    template: Path,
    stack_name: str,
    account_id: str,
    region: str,
    parameters: Mapping[str, str],
) -> dict[str, str]:
    """Deploy a built template as the root of an account; the stack's outputs.

    `Architecture` has to be among the parameters if the template has it. Raises LocalCloudError
    with the end of sam's output.
    """
    overrides = [f"{name}={value}" for name, value in parameters.items()]
    _sam(
        [
            "deploy",
            *(
                "--template-file",
                str(template.resolve()),
                "--stack-name",
                stack_name,
                "--region",
                region,
            ),
            *("--resolve-s3", "--no-confirm-changeset", "--no-fail-on-empty-changeset"),
            *("--capabilities", *CAPABILITIES),
            *(["--parameter-overrides", *overrides] if overrides else []),
        ],
        cloud.environment(account_id, region),
        cloud.folder / f"deploy-{stack_name}-{account_id}-{region}.log",
    )
    return outputs(cloud, stack_name, account_id, region)


def sam_delete(cloud: LocalCloud, stack_name: str, account_id: str, region: str) -> None:
    """Delete a stack, and what `sam_deploy` uploaded for it, as the root of an account.

    Raises LocalCloudError with the end of sam's output.
    """
    _sam(
        ["delete", "--no-prompts", "--stack-name", stack_name, "--region", region],
        cloud.environment(account_id, region),
        cloud.folder / f"delete-{stack_name}-{account_id}-{region}.log",
    )


def outputs(cloud: LocalCloud, stack_name: str, account_id: str, region: str) -> dict[str, str]:
    """A deployed stack's outputs by name."""
    client = cloud.client("cloudformation", account_id, region)
    (stack,) = client.describe_stacks(StackName=stack_name)["Stacks"]
    return {str(o["OutputKey"]): str(o["OutputValue"]) for o in stack.get("Outputs", [])}


def _sam(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    binaries = Path(sys.executable).parent
    sam = binaries / "sam"
    if not sam.exists():
        raise LocalCloudError(f"there is no {sam}: run `make setup`")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        ended = subprocess.run(  # noqa: S603 - our own sam
            [str(sam), *arguments, "--config-file", str(CONFIG)],
            cwd=log.parent,
            env={**_without_aws(), **environment, "PATH": f"{binaries}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise LocalCloudError(f"sam {arguments[0]} failed (all of it: {log}):\n{tail(log)}")


def _without_aws() -> dict[str, str]:
    """The environment less whatever could lead sam to a real account."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return kept | {"SAM_CLI_TELEMETRY": "0", "AWS_EC2_METADATA_DISABLED": "true"}
