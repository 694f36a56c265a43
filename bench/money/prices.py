"""AWS's list prices in US dollars, us-east-1, without any free tier, as of November 2026."""

# https://aws.amazon.com/lambda/pricing/, arm64. Since August 2025 a new environment's start is
# billed like the rest: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
LAMBDA_REQUEST, LAMBDA_GIGABYTE_SECOND = 0.20 / 1e6, 0.0000133334
SQS_REQUEST = 0.40 / 1e6  # https://aws.amazon.com/sqs/pricing/, standard queues
# https://aws.amazon.com/eventbridge/pricing/: custom events, and those delivered across accounts.
EVENT = 1.00 / 1e6
# https://aws.amazon.com/dynamodb/pricing/on-demand/: a write of 1 KB; a consistent read of 4 KB;
# a byte kept for a month, and once more for recovery to a point in time.
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / 1e6, 0.125 / 1e6
DYNAMODB_BYTE_MONTH = (0.25 + 0.20) / 1e9
SNS_PUBLISH, SNS_EMAIL = 0.50 / 1e6, 2.00 / 1e5  # https://aws.amazon.com/sns/pricing/
# https://aws.amazon.com/cloudwatch/pricing/: taken in; kept for a month
LOG_BYTE, LOG_BYTE_MONTH = 0.50 / 1e9, 0.03 / 1e9
METRIC, ALARM, DASHBOARD = 0.30 * 12, 0.10 * 12, 3.00 * 12  # likewise, a year
TRACE = 5.00 / 1e6  # https://aws.amazon.com/xray/pricing/, recorded
# https://aws.amazon.com/kms/pricing/: a key a year, and as much again after each of its first two
# rotations
KMS_KEY, KMS_ROTATIONS, KMS_REQUEST = 1.00 * 12, 2, 0.03 / 1e4
CONFIG_ITEM = 0.003  # https://aws.amazon.com/config/pricing/, recorded continuously
