import re

import pytest

from tests.stacks.templates import FUNCTIONS, hub, member, resources

OUTPUTS = [output["Value"] for output in hub()["Outputs"].values()]


@pytest.mark.parametrize("queue", resources(hub(), "AWS::SQS::Queue"))
def test_every_queue_can_be_found_from_outside(queue: str) -> None:
    assert {"Ref": queue} in OUTPUTS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_found_from_outside(name: str) -> None:
    assert {"Ref": f"{name.capitalize()}Function"} in OUTPUTS


@pytest.mark.parametrize("template", [hub(), member()], ids=["hub", "member"])
def test_every_parameter_explains_itself_and_admits_only_what_makes_sense(
    template: dict[str, dict[str, dict[str, object]]],
) -> None:
    guards = {"AllowedPattern", "AllowedValues", "MinLength"}
    unguarded = {
        name
        for name, parameter in template["Parameters"].items()
        if not parameter.get("Description") or not guards & set(parameter)
    }
    assert unguarded <= {"NotificationEmail"}  # whether it is an address, SNS finds out


@pytest.mark.parametrize("template", [hub(), member()], ids=["hub", "member"])
def test_every_parameter_has_its_place_in_the_console(
    template: dict[str, dict[str, dict[str, list[dict[str, list[str]]]]]],
) -> None:
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    shown = [name for group in groups for name in group["Parameters"]]
    assert sorted(shown) == sorted(template["Parameters"])


@pytest.mark.parametrize(
    ("vpcs", "fits"),
    [
        ("arn:aws:ec2:*:111122223333:vpc/*", True),
        ("arn:aws-us-gov:ec2:us-gov-west-1:111122223333:vpc/vpc-0a1b2c3d4e5f60718", True),
        ("*", False),
        ("arn:aws:ec2:*:*", False),
        ("111122223333", False),
        ("vpc-0a1b2c3d4e5f60718", False),
    ],
)
def test_allowed_requester_vpcs_are_arns_of_vpcs(vpcs: str, *, fits: bool) -> None:
    pattern = member()["Parameters"]["AllowedRequesterVpcs"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, vpcs)) is fits
