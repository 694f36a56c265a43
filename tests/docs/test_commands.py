"""Every command that the documents show is one that its program would take."""

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.core import TyperGroup

from peerctl.cli import app
from tests.docs.aws_cli import mistakes
from tests.docs.shell import PAGES, CommandLine, command_lines
from tests.stacks.templates import ROOT, Properties, hub, member, read

TEMPLATES: Mapping[str, Properties] = {
    "template.yaml": hub(),
    "member.yaml": member(),
    ".github/deploy-role.yaml": read(".github/deploy-role.yaml"),
}
KNOWN = {"aws", "sam", "make", "peerctl", "git", "python", "tar"}


def holds(value: str, parameter: Properties) -> bool:
    """Whether CloudFormation would take the value."""
    allowed = [str(one) for one in parameter.get("AllowedValues", [value])]
    pattern = parameter.get("AllowedPattern", ".*")
    return value in allowed and re.fullmatch(pattern, value) is not None


def check_parameters(
    given: Mapping[str, str | None], template: Properties, *, all_of_them: bool
) -> None:
    """None as a value stands for the previous one."""
    declared = template["Parameters"]
    for name, value in given.items():
        assert name in declared
        assert value is None or holds(value, declared[name]), f"{name}={value}"
    if all_of_them:
        assert {name for name, one in declared.items() if "Default" not in one} <= set(given)


@pytest.mark.parametrize("line", command_lines("aws"), ids=str)
def test_the_aws_cli_would_take_it(line: CommandLine) -> None:
    assert list(mistakes(line)) == []


@pytest.mark.parametrize("line", command_lines("aws"), ids=str)
def test_the_template_has_the_parameters(line: CommandLine) -> None:
    options = line.options()
    named = options.get("--template-file") or options.get("--template-body") or [""]
    template = TEMPLATES.get(named[0].removeprefix("file://"))
    if template is None:
        return
    overrides = (one.split("=", 1) for one in options.get("--parameter-overrides", []))
    given: dict[str, str | None] = {name: value for name, value in overrides}  # noqa: C416 - mypy wants the wider type
    for one in options.get("--parameters", []):
        pairs = dict(part.split("=", 1) for part in one.split(",", 1))
        given[pairs["ParameterKey"]] = pairs.get("ParameterValue")
    check_parameters(given, template, all_of_them=True)
    if options[""][1].startswith("update-"):  # what is left out falls back to its default
        assert set(given) == set(template["Parameters"])


@pytest.mark.parametrize("line", command_lines("sam"), ids=str)
def test_sam_would_take_it(line: CommandLine) -> None:
    options = line.options()
    match options.pop(""):
        case ["local", verb, function]:
            assert function in hub()["Resources"]
            module = f"samcli.commands.local.{verb}.cli"
        case [name]:
            module = f"samcli.commands.{name}.command"
        case words:
            pytest.fail(f"{words} is nothing that sam does")
    command: click.Command = import_module(module).cli
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    assert set(options) <= known
    given = dict(one.split("=", 1) for one in options.get("--parameter-overrides", []))
    check_parameters(given, hub(), all_of_them=False)


@pytest.mark.parametrize("name", [*hub()["Parameters"], *member()["Parameters"]])
def test_deployment_explains_every_parameter(name: str) -> None:
    assert f"`{name}`" in re.sub(r"=[a-z]+`", "`", (ROOT / "docs/deployment.md").read_text())


@pytest.mark.parametrize("line", command_lines("make"), ids=str)
def test_the_makefile_has_the_target(line: CommandLine) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {word for word in line.words[1:] if "=" not in word} <= targets


@pytest.mark.parametrize("line", command_lines("peerctl"), ids=str)
def test_peerctl_would_take_it(line: CommandLine) -> None:
    command: Any = typer.main.get_command(app)  # typer brings a click of its own, without types
    words = [word.strip("[]") for word in line.words[1:]]
    while isinstance(command, TyperGroup):
        command = command.commands[words.pop(0)]
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


def test_no_command_goes_unchecked() -> None:
    shown = {
        line.split()[0]
        for page in PAGES
        for block in re.findall(
            r"^ *```sh\n(.*?)^ *```$", page.read_text(), re.MULTILINE | re.DOTALL
        )
        for line in block.replace("\\\n", " ").splitlines()
        if line.strip() and not line.strip().startswith("#")
    }
    assert shown <= KNOWN


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor and found.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", found.read_text(), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}
            assert anchor in anchors, target


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sqs receive-message --queue-url u --max-messages 10", "no option --max-messages"),
        ("sqs receive-message --max-number-of-messages ten", "ten is no number"),
        ("sqs start-message-move-task --destination-arn d", "--source-arn is missing"),
        ("cloudformation create-stack-instances --deployment-targets Units=ou", "no member Units"),
        ("cloudformation create-stack-set --permission-model MANAGED", "none of"),
        ("cloudformation deploy --template member.yaml", "no option --template"),
        ("lambda invoke --function-name f out.json and more", "words without an option"),
    ],
)
def test_what_the_aws_cli_would_not_take_is_seen(words: str, said: str) -> None:
    line = CommandLine(ROOT / "README.md", ("aws", *words.split()))
    assert said in "; ".join(mistakes(line))
