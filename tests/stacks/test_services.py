"""What the layer of dependencies ships of botocore."""

import ast
from collections.abc import Iterator

import pytest

from tests.stacks.templates import ROOT

_SHIPPED = ROOT / "layers" / "dependencies" / "services.txt"
# botocore's word, and boto3's: of a session, or of the module itself. Nothing else of ours is
# called by these names, so a service that is not named in so many words is a fault.
_MAKERS = {"create_client", "client", "resource"}
# What makes a client out of sight.
_WITHIN = {"DynamoDBPersistenceLayer": "dynamodb"}


def test_each_service_that_a_client_is_made_for_is_shipped_and_no_other() -> None:
    made = {
        service
        for folder in ("layers/peering", "functions")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for service in _made(ast.parse(file.read_text()))
    }
    assert set(_SHIPPED.read_text().split()) == made


@pytest.mark.parametrize(
    "words",
    [
        "session().create_client('s3', config=CONFIG)",
        "boto3.client('s3')",
        "boto3.resource(service_name='s3')",
        "boto3.Session('a').client('s3')",
        "client('s3')",
    ],
)
def test_a_client_is_seen_however_it_is_made(words: str) -> None:
    assert list(_made(ast.parse(words))) == ["s3"]


@pytest.mark.parametrize(
    "words", ["boto3.client(name)", "session.resource()", "maker = boto3.client"]
)
def test_a_client_of_who_knows_what_is_refused(words: str) -> None:
    with pytest.raises(AssertionError, match="line 1 hides its service"):
        list(_made(ast.parse(words)))


def _made(tree: ast.AST) -> Iterator[str]:
    """The services that a module makes clients for, which it has to name in so many words."""
    called = set[ast.AST]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.add(node.func)
            if (name := _name(node.func)) in _MAKERS:
                yield _service(node)
            elif name in _WITHIN:
                yield _WITHIN[name]
        elif isinstance(node, ast.Attribute) and node.attr in _MAKERS:
            assert node in called, f"line {node.lineno} hides its service"


def _name(called: ast.AST) -> str:
    return str(getattr(called, "attr", getattr(called, "id", "")))


def _service(call: ast.Call) -> str:
    named = [word.value for word in call.keywords if word.arg == "service_name"]
    (service, *_) = [*call.args, *named, None]
    assert isinstance(service, ast.Constant), f"line {call.lineno} hides its service"
    return str(service.value)
