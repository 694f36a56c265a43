"""The methods of dataclasses as the layer's build compiled them."""

import builtins
import dataclasses
import marshal
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

FILE = Path(__file__).with_name(f"dataclass_code.{sys.implementation.cache_tag}")


def take(file: Path = FILE) -> None:
    """Let every `@dataclass` from here on find its methods compiled, if the layer was built.

    It writes a class's methods as text and compiles that where the class is defined. Byte code
    does not keep it, so for our classes alone it was a tenth of a cold start. A text always gives
    the same code; one that the build did not meet is compiled, as ever, and so is every text where
    the file is not this Python's.
    """
    try:
        compiled = read(file)
    except (OSError, ValueError, EOFError, TypeError):
        return

    def run(text: str, *rest: object, **named: object) -> None:
        code = compiled.get(text)
        it = marshal.loads(code) if code else text  # noqa: S302 - the layer's own, as byte code is
        builtins.exec(it, *rest, **named)  # type: ignore[arg-type]  # noqa: S102 - dataclasses would, with the same

    dataclasses.exec = run  # type: ignore[attr-defined]  # it hides the builtin from dataclasses


def read(file: Path = FILE) -> dict[str, bytes]:
    """The code of every text. Raises OSError, ValueError, EOFError or TypeError if it has none."""
    found = file.read_bytes()
    if not found.startswith(MAGIC_NUMBER):  # another Python's code means something else
        raise ValueError(f"{file} is not this Python's")
    return dict(marshal.loads(found[len(MAGIC_NUMBER) :]))  # noqa: S302 - likewise
