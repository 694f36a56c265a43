"""The hub's stack, found with the operator's own credentials."""

import os
from collections.abc import Mapping

import boto3
from botocore.exceptions import ClientError, NoRegionError

from peerctl.address import Address
from peering.aws.errors import code_of
from peering.aws.session import CONFIG


def session_at(address: Address) -> boto3.Session:
    """A session in the hub's Region. Raises botocore's errors, NoRegionError among them."""
    # boto3 knows AWS_DEFAULT_REGION alone; every other tool of AWS's takes AWS_REGION.
    region = address.region or os.environ.get("AWS_REGION")
    session = boto3.Session(profile_name=address.profile, region_name=region)
    if session.region_name is None:  # STS alone would ask its global endpoint
        raise NoRegionError
    return session


def outputs_of(stack: str, session: boto3.Session) -> Mapping[str, str]:
    """The stack's outputs by name; none if there is no such stack. Raises botocore's errors."""
    try:
        found = session.client("cloudformation", config=CONFIG).describe_stacks(StackName=stack)
    except ClientError as error:
        if code_of(error) == "validationerror":
            return {}
        raise
    outputs = found["Stacks"][0].get("Outputs", []) if found["Stacks"] else []
    return {o["OutputKey"]: o["OutputValue"] for o in outputs}
