"""AWS's list prices in US dollars, us-east-1, without any free tier, as of November 2026."""

# https://aws.amazon.com/lambda/pricing/, arm64
LAMBDA_REQUEST, LAMBDA_GIGABYTE_SECOND = 0.20 / 1e6, 0.0000133334
SQS_REQUEST = 0.40 / 1e6  # https://aws.amazon.com/sqs/pricing/, standard queues
# https://aws.amazon.com/eventbridge/pricing/: custom events, and those delivered across accounts.
EVENT = 1.00 / 1e6
# https://aws.amazon.com/dynamodb/pricing/on-demand/: a write of 1 KB; a consistent read of 4 KB
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / 1e6, 0.125 / 1e6
SNS_PUBLISH, SNS_EMAIL = 0.50 / 1e6, 2.00 / 1e5  # https://aws.amazon.com/sns/pricing/
LOG_BYTE = 0.50 / 1e9  # https://aws.amazon.com/cloudwatch/pricing/, taken in
METRIC, ALARM, DASHBOARD = 0.30 * 12, 0.10 * 12, 3.00 * 12  # likewise, a year
KMS_KEY, KMS_REQUEST = 1.00 * 12, 0.03 / 1e4  # https://aws.amazon.com/kms/pricing/
