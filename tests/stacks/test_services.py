"""What the layer of dependencies ships of botocore."""

import ast
from collections.abc import Iterator

from tests.stacks.templates import ROOT

_SHIPPED = ROOT / "layers" / "dependencies" / "services.txt"


def test_each_service_that_a_client_is_made_for_is_shipped_and_no_other() -> None:
    made = {
        service
        for file in sorted((ROOT / "layers" / "peering").rglob("*.py"))
        for service in _made(ast.parse(file.read_text()))
    }
    assert set(_SHIPPED.read_text().split()) == made


def _made(tree: ast.AST) -> Iterator[str]:
    """The services that a module makes clients for, which it has to name in so many words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "create_client":
            (service, *_) = node.args
            assert isinstance(service, ast.Constant), f"line {node.lineno} hides its service"
            yield str(service.value)
