"""What AWS's services do because both templates say so: poll, log, trace, deliver and forward."""

from collections.abc import Iterator

from tests.permissions.ask import ORGANIZATION, Ask, keys
from tests.permissions.asked import DECRYPT, NEW_KEY, behind
from tests.permissions.policies import Policies
from tests.permissions.stack import Json, Stack

RECORD = "AWS API Call via CloudTrail"
EVENTS, ALARMS, TOPICS = "events.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"
_POLLS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")


def deliveries(policies: Policies) -> set[Ask]:
    """Everything that Lambda, EventBridge, CloudWatch and SNS ask for."""
    stack = policies.hub
    asks = set(_of_alarms(stack)) | set(_to_subscribers(stack))
    for function in stack.resources("AWS::Serverless::Function").values():
        asks |= set(_of_lambda(stack, function))
    for name, rule in stack.resources("AWS::Events::Rule").items():
        asks |= set(_of_rule(stack, name, rule))
    for member in policies.members:
        asks |= set(_forwarding(stack, member))
    return asks


def _of_lambda(stack: Stack, function: Json) -> Iterator[Ask]:
    role = stack.value(function["Role"])
    yield Ask("lambda.amazonaws.com", "sts:AssumeRole", role)
    group = stack.value(function["LoggingConfig"]["LogGroup"])
    log = f"arn:aws:logs:{stack.region}:{stack.account}:log-group:{group}:log-stream:today"
    for action in _LOGS:
        yield Ask(role, action, log)
    for action in _TRACES:
        yield Ask(role, action, "*")
    for source in function.get("Events", {}).values():
        if source["Type"] == "SQS":
            queue = source["Properties"]["Queue"]["Fn::GetAtt"][0]
            for action in _POLLS:
                yield Ask(role, action, stack.arn(queue))
                yield from behind(stack, role, action, queue)
    if failed := function.get("EventInvokeConfig"):
        queue = failed["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
        yield Ask(role, "sqs:SendMessage", stack.arn(queue))
        yield from behind(stack, role, "sqs:SendMessage", queue)


def _of_rule(stack: Stack, name: str, rule: Json) -> Iterator[Ask]:
    told = keys({"aws:SourceArn": stack.arn(name), "aws:SourceAccount": stack.account})
    for target in rule["Targets"]:
        arns = [target["Arn"], target.get("DeadLetterConfig", {}).get("Arn")]
        for queue in (arn["Fn::GetAtt"][0] for arn in arns if arn):
            yield Ask(EVENTS, "sqs:SendMessage", stack.arn(queue), told)
            # EventBridge tells KMS nothing of the rule.
            for ask in behind(stack, EVENTS, "sqs:SendMessage", queue):
                yield Ask(EVENTS, ask.action, ask.on)


def _of_alarms(stack: Stack) -> Iterator[Ask]:
    for name, alarm in stack.resources("AWS::CloudWatch::Alarm").items():
        told = keys({"aws:SourceArn": stack.arn(name), "aws:SourceAccount": stack.account})
        for topic in (action["Ref"] for action in alarm["AlarmActions"]):
            yield Ask(ALARMS, "sns:Publish", stack.arn(topic), told)
            for ask in behind(stack, ALARMS, "sns:Publish", topic):
                yield Ask(ALARMS, ask.action, ask.on, told)


def _to_subscribers(stack: Stack) -> Iterator[Ask]:
    """An encrypted queue of the account that subscribes to the topic, with the stack's key."""
    for name in stack.resources("AWS::SNS::Topic"):
        told = keys({"aws:SourceArn": stack.arn(name), "aws:SourceAccount": stack.account})
        for key in stack.resources("AWS::KMS::Key"):
            for action in (DECRYPT, NEW_KEY):
                yield Ask(TOPICS, action, stack.arn(key), told)


def _forwarding(hub: Stack, member: Stack) -> Iterator[Ask]:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html."""
    for name, rule in member.resources("AWS::Events::Rule").items():
        told = {"aws:SourceArn": member.arn(name), "aws:SourceAccount": member.account}
        for target in rule["Targets"]:
            role = member.value(target["RoleArn"])
            yield Ask(EVENTS, "sts:AssumeRole", role, keys(told))
            yield Ask(role, "events:PutEvents", hub.arn("PeeringBus"), record())


def record() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """What EventBridge tells of a record that a rule forwards."""
    return keys(
        {
            "events:source": ("aws.ec2",),
            "events:detail-type": (RECORD,),
            "events:eventBusInvocation": "true",
            "aws:PrincipalOrgID": ORGANIZATION,
        }
    )
