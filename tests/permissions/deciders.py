"""People to whom a managed policy of the stack is attached: who decides held requests."""

from tests.permissions.ask import Ask, Told, keys
from tests.permissions.policies import HOME, HUB, Policies
from tests.permissions.stack import STACK

POLICY, FUNCTION = "DecidePolicy", "DecideFunction"
_URL, _INVOKE = "lambda:InvokeFunctionUrl", "lambda:InvokeFunction"


def asks(policies: Policies) -> set[Ask]:
    """What they ask for: the function, by its URL alone, and where that is."""
    if POLICY not in policies.hub.template["Resources"]:
        return set()
    who, function = policies.holder(POLICY), policies.hub.arn(FUNCTION)
    return {
        Ask(who, _URL, function, keys({"lambda:FunctionUrlAuthType": "AWS_IAM"})),
        Ask(who, _INVOKE, function, keys({"lambda:InvokedViaFunctionUrl": "true"})),
        Ask(who, "cloudformation:DescribeStacks", policies.hub.called_by_name()),
    }


def forbidden(policies: Policies) -> Told:
    """What would let them say that they are somebody else, or do something else."""
    if POLICY not in policies.hub.template["Resources"]:
        return
    who, hub = policies.holder(POLICY), policies.hub
    function = hub.arn(FUNCTION)
    by_url = keys({"lambda:InvokedViaFunctionUrl": "true"})
    for name in hub.resources("AWS::Serverless::Function"):
        for told in ((), keys({"lambda:InvokedViaFunctionUrl": "false"})):
            yield (
                "a decider invokes a function past its URL",
                Ask(who, _INVOKE, hub.arn(name), told),
            )
        if name != FUNCTION:
            yield "a decider invokes another function", Ask(who, _INVOKE, hub.arn(name), by_url)
            signed = keys({"lambda:FunctionUrlAuthType": "AWS_IAM"})
            yield "a decider calls another URL", Ask(who, _URL, hub.arn(name), signed)
    unsigned = keys({"lambda:FunctionUrlAuthType": "NONE"})
    yield "a decider calls a URL that verifies nobody", Ask(who, _URL, function, unsigned)
    yield "a decider changes the function", Ask(who, "lambda:UpdateFunctionCode", function)
    for table in hub.resources("AWS::DynamoDB::Table"):
        yield "a decider writes past the function", Ask(who, "dynamodb:PutItem", hub.arn(table))
    for other in ("another", f"{STACK}-2"):
        on = f"arn:aws:cloudformation:{HOME}:{HUB}:stack/{other}/*"
        yield "a decider looks at another stack", Ask(who, "cloudformation:DescribeStacks", on)
