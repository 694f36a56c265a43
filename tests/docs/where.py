"""Where each command of the documents is executed; of the rest, why it is not."""

from tests.docs.shell import CommandLine, command_lines, in_the_text

# By the quick start, the upgrade and the removal of tests/deployed/test_lifecycle.py.
LIFECYCLE = (
    "make build",
    "sam deploy --guided --config-env observe",
    "aws cloudformation deploy --template-file member.yaml",
    "make deploy CONFIG=production REGION=us-east-1",
    "make deploy CONFIG=production",
    "sam deploy --config-env production --no-confirm-changeset",
    "sam delete --stack-name vpc-peering-autopilot",
    "aws dynamodb update-table --table-name",
    "aws dynamodb delete-table",
    "aws kms schedule-key-deletion",
    "aws lambda delete-layer-version",
)
_STACK_SETS = "the local cloud has no StackSets: the members' stacks are made one by one"
_TRAILS = "the local cloud records calls without a trail"
_MOVING = "the local SQS moves no messages: tests/deployed/test_replay.py does it by hand"
_CONTAINERS = "needs a container engine: tests/deployed/test_runtime.py runs the same without one"
_CHECK = "it is what runs this test"
NOT_HERE = {
    "aws cloudformation create-stack-set": _STACK_SETS,
    "aws cloudformation create-stack-instances": _STACK_SETS,
    "aws cloudformation list-stack-instances": _STACK_SETS,
    "aws cloudformation update-stack-set": _STACK_SETS,
    "aws cloudformation delete-stack-instances": _STACK_SETS,
    "aws cloudformation list-stack-set-operations": _STACK_SETS,
    "aws cloudformation describe-stack-set-operation": _STACK_SETS,
    "aws cloudformation delete-stack-set": _STACK_SETS,
    "aws cloudtrail describe-trails": _TRAILS,
    "aws cloudtrail get-trail-status": _TRAILS,
    "aws sqs start-message-move-task": _MOVING,
    "aws sqs list-message-move-tasks": _MOVING,
    "make local-invoke": _CONTAINERS,
    "sam local invoke": _CONTAINERS,
    "make demo": ".ci/run runs it",
    "make test": _CHECK,
    "make check": _CHECK,
    "git pull": "there is nothing newer to be had here",
    "peerctl status --profile peering": "a profile is the reader's own",
    "aws cloudformation deploy --template-file .github/deploy-role.yaml": (
        "the local cloud makes no OIDC provider; tests/permissions evaluates the roles"
    ),
    "sam deploy --config-env production --parameter-overrides PermissionsBoundary": (
        "its policy is made by the command before"
    ),
    "sam deploy --config-env local": "what the theatre deploys, in a cloud that a reader started",
}


def reason(line: CommandLine) -> str | None:
    """Why the command is not executed here, if it is not."""
    return next((why for begins, why in NOT_HERE.items() if line.text.startswith(begins)), None)


def in_lifecycle(line: CommandLine) -> bool:
    """Whether the lifecycle's test executes it."""
    return line.text.startswith(LIFECYCLE)


def elsewhere() -> list[CommandLine]:
    """What is executed against the theatre: all the rest."""
    shown = [*command_lines(), *in_the_text()]
    return [line for line in shown if reason(line) is None and not in_lifecycle(line)]
