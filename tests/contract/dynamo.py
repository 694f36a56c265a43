"""The ledger's table, as the hub's template declares it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "ledger"


def create_table(client: "DynamoDBClient", name: str = TABLE) -> None:
    """Create the table."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "connection", "AttributeType": "S"},
            {"AttributeName": "fact", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "connection", "KeyType": "HASH"},
            {"AttributeName": "fact", "KeyType": "RANGE"},
        ],
    )
