"""Function URLs whose events say who called, as Lambda's do under AuthType AWS_IAM.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import apigateway, lambda_svc

type Event = dict[str, Any]  # Lambda's events are untyped


def tell_who_calls_urls() -> None:
    """Add the caller, whose signature ministack has checked, to every function URL's event."""
    build: Callable[..., Event] = lambda_svc._build_function_url_event  # noqa: SLF001 - no public seam
    identity: Callable[..., Event | None] = apigateway._iam_caller_identity_v2  # noqa: SLF001 - as above

    def built(*told: object, **more: object) -> Event:
        event = build(*told, **more)
        headers: Mapping[str, str] = event["headers"]
        caller = None if more.get("anonymous") else identity(headers, {})
        if caller is not None:
            event["requestContext"]["authorizer"] = {"iam": {"cognitoIdentity": None, **caller}}
        return event

    lambda_svc._build_function_url_event = built  # noqa: SLF001 - as above
