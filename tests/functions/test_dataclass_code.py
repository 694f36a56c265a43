"""A dataclass has its methods, whatever the layer's build has left for it."""

import dataclasses
import marshal
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from peering import dataclass_code

MARK = "the build's"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave dataclasses as they were, whatever was taken."""
    before = vars(dataclasses).get("exec")
    yield
    vars(dataclasses).pop("exec", None)
    if before is not None:
        vars(dataclasses)["exec"] = before


def texts() -> list[str]:
    """What `@dataclass` compiles for Point."""
    found: list[str] = []

    def heard(text: str, *rest: object) -> None:
        found.append(text)
        exec(text, *rest)  # type: ignore[arg-type]  # noqa: S102 # as dataclasses does

    vars(dataclasses)["exec"] = heard
    point()
    del vars(dataclasses)["exec"]
    return found


def point() -> type:
    """A dataclass, made anew."""

    @dataclasses.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2

    return Point


def built() -> bytes:
    """A file that the build might have left, its code marked."""
    code = {text: marshal.dumps(compile(text, MARK, "exec")) for text in texts()}
    return MAGIC_NUMBER + marshal.dumps(code)


def compiled_by(made: type) -> str:
    """The name under which a class's equality was compiled."""
    name: str = made.__eq__.__code__.co_filename
    assert made(1) == made(1, 2) != made(1, 3)
    return name


def test_what_the_build_compiled_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "code"
    file.write_bytes(built())
    dataclass_code.take(file)
    assert compiled_by(point()) == MARK


def test_a_text_that_the_build_did_not_meet_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "code"
    file.write_bytes(MAGIC_NUMBER + marshal.dumps({"another": b""}))
    dataclass_code.take(file)
    assert compiled_by(point()) != MARK


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(lambda file: file[:3], id="less than a magic number"),
        pytest.param(lambda file: file[:-20], id="cut short"),
        pytest.param(lambda file: MAGIC_NUMBER[::-1] + file[4:], id="another Python's"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: MAGIC_NUMBER + marshal.dumps(1), id="something else"),
        pytest.param(lambda _: MAGIC_NUMBER + b"nonsense", id="not marshalled"),
    ],
)
def test_a_file_that_is_not_this_pythons_changes_nothing(left: object, tmp_path: Path) -> None:
    assert callable(left)
    file = tmp_path / "code"
    file.write_bytes(left(built()))
    dataclass_code.take(file)
    assert "exec" not in vars(dataclasses)
    assert compiled_by(point()) != MARK


def test_sources_do_without(tmp_path: Path) -> None:
    dataclass_code.take(tmp_path / "code")
    assert compiled_by(point()) != MARK
