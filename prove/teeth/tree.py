"""The project laid out as mutmut wants it, apart from the checkout; its results are kept there."""

import ast
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREE = ROOT / "build" / "teeth"
CORE = "src/peering/core"
# Wording: a person reads it, and what has to be in it is asserted, not how it is said.
WORDING = ("explain.py", "messages.py")
# The tests of the core itself, and of the use cases that stand on it.
TESTS = ("tests/core", "tests/usecases")
_COPIED = ("tests", "prove", "localcloud", "functions", "demo", "events", "docs")
_FILES = ("template.yaml", "member.yaml", "approvals.test.yaml")


# mutmut 3.7 asks pytest's items for what pytest 9.2 does not call that any more. What is drawn by
# chance is drawn alike each time, so that a mutant which is noticed once is always noticed.
_CONFTEST = '''"""Lets mutmut name tests, and draw the same examples each time."""

from hypothesis import settings

settings.register_profile("teeth", derandomize=True)
settings.load_profile("teeth")


def pytest_collection_modifyitems(items):
    for item in items:
        item._nodeid = item.nodeid
'''


def laid_out(state: str, tree: Path = TREE) -> Path:
    """Lay it out anew; what mutmut found out about the same *state* of the code is kept."""
    kept = tree / "state"
    if not kept.exists() or kept.read_text() != state:
        shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True, exist_ok=True)
    kept.write_text(state)
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for folder in _COPIED:
        _replaced(ROOT / folder, tree / folder, ignored)
    _replaced(ROOT / "layers" / "peering" / "peering", tree / "src" / "peering", ignored)
    for module in (tree / CORE).glob("*.py"):
        module.write_text("".join(_undecorated(module.read_text())))
    for file in _FILES:
        shutil.copy2(ROOT / file, tree / file)
    (tree / "conftest.py").write_text(_CONFTEST)
    (tree / "pyproject.toml").write_text("\n".join(_settings()) + "\n")
    return tree


def _replaced(source: Path, target: Path, ignored: object) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=ignored)  # type: ignore[arg-type]  # shutil's own


def _undecorated(source: str) -> Iterator[str]:
    """The same module with each dataclass made one after it: mutmut passes decorated ones over."""
    lines = source.splitlines(keepends=True)
    after: dict[int, str] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and len(node.decorator_list) == 1:
            (decorator,) = node.decorator_list
            made = ast.get_source_segment(source, decorator)
            lines[decorator.lineno - 1] = ""
            after[node.end_lineno or 0] = f"\n\n{node.name} = {made}({node.name})\n"
    for number, line in enumerate(lines, 1):
        yield line
        yield after.get(number, "")


def _settings() -> Iterator[str]:
    """The settings of pytest as they are, but for where the program lies, and mutmut's."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    yield "[tool.pytest.ini_options]"
    for name, value in (told | {"pythonpath": [".", "src"]}).items():
        yield f"{name} = {_toml(value)}"
    yield "[tool.mutmut]"
    yield f"source_paths = {_toml(['src'])}"
    yield f"only_mutate = {_toml([f'{CORE}/*.py'])}"
    yield f"do_not_mutate = {_toml([f'{CORE}/{name}' for name in WORDING])}"
    yield f"also_copy = {_toml([*_COPIED, *_FILES, 'conftest.py'])}"
    yield "timeout_multiplier = 4.0"  # of what the tests take: for loops that never end
    yield f"pytest_add_cli_args_test_selection = {_toml(list(TESTS))}"


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"
