"""The border out: the only code that speaks boto3."""
