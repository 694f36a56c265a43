"""The resources and condition keys that EC2 gives IAM for each call of ours.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.ec2 import LocalEc2
from tests.functions.calls_made import Call, Keys, Look, Looked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import TagTypeDef, VpcPeeringConnectionVpcInfoTypeDef

_ON_ROUTE_TABLES = {"ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DeleteRoute"}


def look_into(ec2: LocalEc2) -> Look:
    """Tell what calls are about, by what *ec2* shows at the time; nothing, if it is not there."""

    def look(account: str, region: str, call: Call) -> Looked:
        try:
            return about(account, region, call)
        except ClientError:  # EC2 answers itself that it is not found
            return ()

    def about(account: str, region: str, call: Call) -> Looked:
        if call.action.startswith("ec2:Describe"):
            return (("*", {}),)
        client, prefix = ec2.client(account, region), f"arn:aws:ec2:{region}:{account}:"
        if call.action in _ON_ROUTE_TABLES:
            return _on_table(client, prefix, str(call.params["RouteTableId"]))
        if call.action == "ec2:CreateTags":
            return tuple(_tagging(prefix, call.params))
        return tuple(_on_connection(client, prefix, call))

    return look


def _on_table(client: "EC2Client", prefix: str, table_id: str) -> Looked:
    (table,) = client.describe_route_tables(RouteTableIds=[table_id])["RouteTables"]
    keys = {"ec2:Vpc": f"{prefix}vpc/{table['VpcId']}", "ec2:RouteTableID": table_id}
    return ((f"{prefix}route-table/{table_id}", keys | _tags(table["Tags"])),)


def _tagging(prefix: str, params: Mapping[str, object]) -> Iterator[tuple[str, Keys]]:
    tags, resources = params["Tags"], params["Resources"]
    assert isinstance(tags, list)
    assert isinstance(resources, list)
    keys: dict[str, str | list[str]] = {f"aws:RequestTag/{t['Key']}": t["Value"] for t in tags}
    keys["aws:TagKeys"] = [tag["Key"] for tag in tags]
    for connection_id in resources:
        yield f"{prefix}vpc-peering-connection/{connection_id}", keys


def _on_connection(client: "EC2Client", prefix: str, call: Call) -> Iterator[tuple[str, Keys]]:
    connection_id = str(call.params["VpcPeeringConnectionId"])
    found = client.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection_id])
    (connection,) = found["VpcPeeringConnections"]
    requester, accepter = (connection[f"{s}VpcInfo"] for s in ("Requester", "Accepter"))  # type: ignore[literal-required]
    keys = {"ec2:RequesterVpc": _vpc(requester), "ec2:AccepterVpc": _vpc(accepter)}
    own = {"ec2:VpcPeeringConnectionID": connection_id, **_tags(connection["Tags"])}
    yield f"{prefix}vpc-peering-connection/{connection_id}", keys | own
    if call.action == "ec2:AcceptVpcPeeringConnection":
        (vpc,) = client.describe_vpcs(VpcIds=[accepter["VpcId"]])["Vpcs"]
        yield _vpc(accepter), {"ec2:VpcID": accepter["VpcId"], **_tags(vpc.get("Tags", []))}


def _vpc(info: "VpcPeeringConnectionVpcInfoTypeDef") -> str:
    return f"arn:aws:ec2:{info['Region']}:{info['OwnerId']}:vpc/{info['VpcId']}"


def _tags(tags: "Sequence[TagTypeDef]") -> dict[str, str]:
    return {f"aws:ResourceTag/{tag['Key']}": tag["Value"] for tag in tags}
