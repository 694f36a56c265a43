"""The ledger's table and the one of decisions, as the hub's template declares them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "ledger"


def create_table(
    client: "DynamoDBClient", name: str = TABLE, partition: str = "connection"
) -> None:
    """Create the table."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": partition, "AttributeType": "S"},
            {"AttributeName": "fact", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": "fact", "KeyType": "RANGE"},
        ],
    )


def create_decisions(client: "DynamoDBClient", name: str = "decisions") -> None:
    """Create the table of people's decisions."""
    create_table(client, name, "about")
