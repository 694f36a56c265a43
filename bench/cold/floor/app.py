"""What anybody pays who speaks to EC2 from a Lambda function: Python, boto3, one client."""

import boto3

client = boto3.client("ec2")


def handler(event: object, context: object) -> None:
    """Do nothing."""
    del event, context
