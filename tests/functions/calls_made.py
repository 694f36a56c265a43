"""What functions ask AWS for, in the words of IAM."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.handlers import BUILTIN_HANDLERS
from botocore.model import OperationModel
from botocore.signers import RequestSigner

from tests.functions.deployed_hub import forget

# Calls that IAM knows under another name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
_IN_IAM = {"sqs:SendMessageBatch": "sqs:SendMessage"}

type Keys = Mapping[str, str | list[str]]
# The resources that IAM is asked about, each with the condition keys that EC2 gives for it.
type Looked = tuple[tuple[str, Keys], ...]
type Look = Callable[[str, str, "Call"], Looked]


# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_WRITES = {"Put": "dynamodb:PutItem", "Delete": "dynamodb:DeleteItem"}


def writes_in(params: Mapping[str, Any]) -> set[str]:
    """What IAM is asked about a transaction: each write by itself."""
    return {_WRITES[kind] for item in params["TransactItems"] for kind in item}


@dataclass(frozen=True, slots=True)
class Session:
    """Credentials that AssumeRole gave: of which role, and what they were narrowed to."""

    role: str
    policy: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call: an action of IAM, its parameters, and the role if it was not the hub's own."""

    action: str
    params: Mapping[str, object]
    region: str = ""
    session: Session | None = None
    about: Looked = ()


@dataclass(slots=True)
class CallsMade:
    """The actions that were asked for while it listened, each with the queue it is about.

    `made` has every call whole, until it is taken; *look* tells what an EC2 call is about, at
    the time when it is made.
    """

    look: Look | None = None
    asked_for: set[tuple[str, str]] = field(default_factory=set)
    made: list[Call] = field(default_factory=list)
    listening: bool = False
    _sessions: dict[str, Session] = field(default_factory=dict)

    def note(
        self,
        params: Mapping[str, object],
        model: OperationModel,
        context: dict[str, object],
        **_: object,
    ) -> None:
        """Keep what is asked for, and how."""
        if not self.listening:
            return
        asked = f"{model.service_model.signing_name}:{model.name}"
        action = _IN_IAM.get(asked, asked)
        queue = str(params.get("QueueUrl", "")).rpartition("/")[2]
        if model.name == "TransactWriteItems":
            self.asked_for |= {(write, "") for write in writes_in(params)}
        else:
            self.asked_for.add((action, queue))
        context["noted"] = Call(action, dict(params))

    def sign(
        self, request: AWSRequest, region_name: str, request_signer: RequestSigner, **_: object
    ) -> None:
        """Keep the call, now that it is known who makes it and where."""
        noted = request.context.pop("noted", None)  # not there when a call is tried again
        if not isinstance(noted, Call):
            return
        key = str(request_signer._credentials.access_key)  # type: ignore[attr-defined]  # noqa: SLF001 # botocore tells it nowhere else
        session = self._sessions.get(key)
        call = Call(noted.action, noted.params, region_name, session)
        if self.look and session:
            account = session.role.split(":")[4]
            self.listening = False
            about = self.look(account, region_name, call)
            self.listening = True
            call = Call(noted.action, noted.params, region_name, session, about)
        self.made.append(call)

    def assumed(self, parsed: Mapping[str, Mapping[str, str]], **_: object) -> None:
        """Keep whose credentials were given; they are those of the latest AssumeRole."""
        latest = next((c for c in reversed(self.made) if c.action == "sts:AssumeRole"), None)
        if latest and "Credentials" in parsed:
            policy = latest.params.get("Policy")
            session = Session(str(latest.params["RoleArn"]), str(policy) if policy else None)
            self._sessions[parsed["Credentials"]["AccessKeyId"]] = session

    def take(self) -> list[Call]:
        """Every call since this was last asked."""
        taken, self.made = self.made, []
        return taken

    @contextmanager
    def listen(self) -> Iterator[set[tuple[str, str]]]:
        """Gather what is asked for inside the `with`."""
        self.asked_for, self.listening = set(), True
        yield self.asked_for
        self.listening = False


@contextmanager
def noted(look: Look | None = None) -> Iterator[CallsMade]:
    """Note every call of every client that is made from now on."""
    calls = CallsMade(look)
    handlers = [
        ("before-parameter-build", calls.note),
        ("before-sign", calls.sign),
        ("after-call.sts.AssumeRole", calls.assumed),
    ]
    BUILTIN_HANDLERS.extend(handlers)
    forget()
    yield calls
    for handler in handlers:
        BUILTIN_HANDLERS.remove(handler)
    forget()
