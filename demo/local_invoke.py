"""`sam local invoke` of every function with every file in events/: `make local-invoke`.

`make local-invoke ONLY=route` takes the files of one folder; docs/sam-local.md has the rest.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

from samcli.yamlhelper import yaml_dump, yaml_parse  # type: ignore[import-untyped]

from demo.engine import HOST, NoEngineError, engine, has_image, reachable
from demo.places import EAST, HUB
from demo.stage import PROJECT, build, deploy_hub, deploy_members, staged_project
from localcloud import LocalCloud
from localcloud.deploy import architecture

NO_ENGINE = 3
_HERE = PROJECT / "build" / "local-invoke"  # apart from what the demo and the tests build
EVENTS = PROJECT / "events"
_FOREIGN = "foreign"  # what comes from others: accept gets it


def main(folders: list[str]) -> int:
    """Invoke with the files of these folders, or of all.

    0 if all went well, 1 if not, 3 without a container engine.
    """
    try:
        containers = engine()
    except NoEngineError as error:
        sys.stderr.write(f"{error}\n")
        return NO_ENGINE
    failed = 0
    if left := LocalCloud.find(_HERE / "cloud"):  # from a run that was cut off
        left.stop()
    with LocalCloud.start(_HERE / "cloud") as cloud:
        project = staged_project(_HERE / "project")
        built = build(project, _HERE / "built")
        hub = deploy_hub(cloud, built)
        deploy_members(cloud, project, hub)
        with reachable(cloud.endpoint, containers) as endpoint:
            given = {
                name: cloud.environment_of(hub[f"{name}Function"], HUB, EAST)
                | {"AWS_ENDPOINT_URL": endpoint}
                for name in sorted({name for name, _ in payloads(folders)})
            }
            template = declared(built, {name: _variables(told) for name, told in given.items()})
            for name, path in payloads(folders):
                given_to = _credentials(given[name])
                has = has_image(containers)
                answer = invoked(template, name, path, given_to, has_image=has)
                failed += not well(answer)
                sys.stdout.write(f"{name:<8} {path.relative_to(EVENTS)!s:<60} {answer}\n")
                sys.stdout.flush()
    return 1 if failed else 0


def payloads(folders: list[str]) -> Iterator[tuple[str, Path]]:
    """Each function with each of its payloads, of these folders or of all."""
    for path in sorted(EVENTS.glob("*/*.json")):
        name = path.parent.name
        if folders and name not in folders:
            continue
        yield ("accept" if name == _FOREIGN else name).capitalize(), path


def well(answer: str) -> bool:
    """Whether a function says that it has done all that it was given."""
    try:
        told = json.loads(answer)
    except ValueError:
        return False
    return told in ({"batchItemFailures": []}, None) or _answered(told)


def _answered(told: object) -> bool:
    """Whether it is an HTTP answer, and no failure of the function's own."""
    match told:
        case {"statusCode": int(status)}:
            return status < HTTPStatus.INTERNAL_SERVER_ERROR
        case _:
            return False


def declared(built: Path, told: Mapping[str, Mapping[str, str]]) -> Path:
    """A copy of the built template in which each function's variables have their values.

    `sam local` sets no variable that a template does not declare, and resolves few references.
    """
    template = yaml_parse(built.read_text())
    for name, variables in told.items():
        properties = template["Resources"][f"{name}Function"]["Properties"]
        properties["Environment"] = {"Variables": dict(variables)}
    copy = built.with_name("local.yaml")
    copy.write_text(yaml_dump(template))
    return copy


def invoked(
    template: Path, name: str, path: Path, credentials: Mapping[str, str], *, has_image: bool
) -> str:
    """What the function answers, as `sam local invoke` prints it; the end of its log if nothing.

    Lambda's image is pulled unless the engine has it.
    """
    ended = subprocess.run(  # noqa: S603 # our own sam
        [
            str(Path(sys.executable).with_name("sam")),
            *("local", "invoke", f"{name}Function", "--template", str(template)),
            *("--event", str(path), "--add-host", f"{HOST}:host-gateway"),
            *("--parameter-overrides", f"Architecture={architecture()}", "--region", EAST),
            *(["--skip-pull-image"] if has_image else []),
        ],
        cwd=PROJECT,
        env={**_shell(), **credentials},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ended.stdout.strip().splitlines() or ended.stderr.strip().splitlines()
    return lines[-1] if lines else f"sam ended with {ended.returncode} and said nothing"


def _credentials(told: Mapping[str, str]) -> dict[str, str]:
    """What `sam local` takes from its own environment and passes on."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return {name: told[name] for name in names}


def _variables(told: Mapping[str, str]) -> dict[str, str]:
    kept = {name: told[name] for name in told if not name.startswith("AWS_")}
    return kept | {"AWS_ENDPOINT_URL": told["AWS_ENDPOINT_URL"]}


def _shell() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"SAM_CLI_TELEMETRY": "0"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
