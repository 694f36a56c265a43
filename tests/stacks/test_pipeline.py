"""The pipeline: it runs what is there, and may do no more than it has to."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.stacks.templates import (
    ROOT,
    Properties,
    filled_in,
    hub,
    listed,
    member,
    read,
    resources,
    statements,
)

WORKFLOWS = {
    path.name: yaml.safe_load(path.read_text()) for path in (ROOT / ".github/workflows").iterdir()
}
ROLES = resources(read(".github/deploy-role.yaml"), "AWS::IAM::Role")
_PINNED = re.compile(r"(\./.+|[\w.-]+/[\w.-]+@[0-9a-f]{40})")


def steps(workflow: Properties) -> list[Properties]:
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_a_workflow_uses_is_pinned(name: str) -> None:
    jobs = WORKFLOWS[name]["jobs"].values()
    used = [step["uses"] for step in steps(WORKFLOWS[name]) if "uses" in step]
    used += [job["uses"] for job in jobs if "uses" in job]
    assert used
    assert [one for one in used if not _PINNED.fullmatch(one)] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_a_workflow_runs_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text())
    for step in steps(WORKFLOWS[name]):
        words = step.get("run", "").split()
        if words[:1] == ["make"]:
            assert {word for word in words[1:] if "=" not in word} <= targets
        for word in words:
            if word.startswith("CONFIG="):
                assert word.removeprefix("CONFIG=") in configured


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_only_reads_and_the_deployment_alone_gets_credentials(name: str) -> None:
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {"contents": "read"}
    more = {job for job, said in workflow["jobs"].items() if "permissions" in said}
    assert more == ({"deploy"} if name == "deploy.yml" else set())


def test_nothing_is_deployed_unchecked_or_unprotected() -> None:
    jobs = WORKFLOWS["deploy.yml"]["jobs"]
    assert jobs["check"]["uses"] == "./.github/workflows/check.yml"
    assert (jobs["deploy"]["needs"], jobs["deploy"]["environment"]) == ("check", "production")


def test_the_protected_environment_alone_may_take_the_role() -> None:
    (trusted,) = ROLES["DeployRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Action"] == "sts:AssumeRoleWithWebIdentity"
    asked = trusted["Condition"]["StringEquals"]
    (subject,) = (value for key, value in asked.items() if key.endswith(":sub"))
    assert subject == {"Fn::Sub": "repo:${Repository}:environment:production"}


def test_the_pipeline_makes_nothing_itself() -> None:
    may = {action for said in statements(ROLES["DeployRole"]) for action in listed(said["Action"])}
    assert {action.partition(":")[0] for action in may} == {"cloudformation", "s3", "iam"}
    assert {action for action in may if action.startswith("iam:")} == {"iam:PassRole"}


def test_no_role_is_made_without_the_boundary_and_none_but_the_hubs() -> None:
    making = [
        s for s in statements(ROLES["ExecutionRole"]) if "iam:CreateRole" in listed(s["Action"])
    ]
    (said,) = making
    assert said["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}
    assert "iam:PutRolePolicy" in said["Action"]
    for role in resources(hub(), "AWS::IAM::Role").values():
        assert filled_in(role["RoleName"]).startswith("vpc-peering-hub-")


def test_nobody_is_given_the_policy_that_the_pipeline_may_write() -> None:
    """Whoever has it may do what is merged into it, and IAM bounds no policy's text."""
    (name,) = (p["ManagedPolicyName"] for p in resources(hub(), "AWS::IAM::ManagedPolicy").values())
    (said,) = _may("iam:CreatePolicyVersion")
    assert said["Resource"] == {
        "Fn::Sub": f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{name['Fn::Sub']}"
    }
    for action in ("iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy"):
        assert _may(action) == []


def test_the_pipeline_uses_no_key_but_the_stacks() -> None:
    alias = resources(hub(), "AWS::KMS::Alias")["KeyAlias"]["AliasName"]
    of_keys = [
        said
        for said in statements(ROLES["ExecutionRole"])
        for action in listed(said["Action"])
        if action.startswith("kms:") and action != "kms:ListAliases"
    ]
    assert of_keys
    for said in of_keys:
        bound = said["Condition"]["ForAnyValue:StringEquals"]
        assert filled_in(bound) == {"kms:ResourceAliases": filled_in(alias)}
    for action in ("kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"):
        assert _may(action) == []  # whoever moves the alias moves the bound


def test_the_longest_name_that_cloudformation_makes_up_begins_with_the_stacks() -> None:
    """EventBridge takes 64 characters, so of a longer stack name the beginning alone is kept."""
    pattern = read(".github/deploy-role.yaml")["Parameters"]["StackName"]["AllowedPattern"]
    functions = resources(hub(), "AWS::Serverless::Function")
    rules = [*resources(hub(), "AWS::Events::Rule")]
    rules += [f"{name}{event}" for name, f in functions.items() for event in f.get("Events", {})]
    longest = max(map(len, rules))
    assert 30 + len("-") + longest + len("-") + 13 <= 64
    assert re.fullmatch(pattern, 30 * "a")
    assert not re.fullmatch(pattern, 31 * "a")


@pytest.mark.parametrize(
    "name",
    [*Path(ROOT / "requirements").glob("*.txt"), ROOT / "layers/dependencies/requirements.txt"],
)
def test_every_package_that_is_pinned_is_looked_up_for_vulnerabilities(name: Path) -> None:
    if name.name == "overrides.txt":
        return
    audit = (ROOT / "Makefile").read_text().partition("\naudit:")[2].partition("\n\n")[0]
    assert f"-r {name.relative_to(ROOT)}" in audit


def test_permissions_are_broken_one_by_one_before_anything_is_deployed() -> None:
    assert "make permissions" in [step.get("run") for step in steps(WORKFLOWS["check.yml"])]


def _may(action: str) -> list[Properties]:
    """The execution role's statements that name the action."""
    return [said for said in statements(ROLES["ExecutionRole"]) if action in listed(said["Action"])]


@pytest.mark.parametrize("template", [hub(), member()], ids=["hub", "member"])
def test_every_role_can_be_bounded(template: Properties) -> None:
    for role in resources(template, "AWS::IAM::Role").values():
        given, bound, otherwise = role["PermissionsBoundary"]["Fn::If"]
        assert (given, bound) == ("HasBoundary", {"Ref": "PermissionsBoundary"})
        assert otherwise == {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize("name", ["template.yaml", "member.yaml", ".github/deploy-role.yaml"])
def test_every_exception_that_a_scanner_makes_has_its_reason(name: str) -> None:
    for resource in read(name)["Resources"].values():
        for skipped in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
            assert len(skipped["comment"]) > 20


@pytest.mark.parametrize(
    "name",
    [
        "layers/dependencies/requirements.txt",
        "requirements/development.txt",
        "requirements/scan.txt",
        "requirements/bench.txt",
    ],
)
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
