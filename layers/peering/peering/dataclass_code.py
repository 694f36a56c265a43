"""The methods of dataclasses as the layer's build compiled them."""

import builtins
import dataclasses
import marshal
import sys
from pathlib import Path

FILE = Path(__file__).with_name(f"dataclass_code.{sys.implementation.cache_tag}")


def take(file: Path = FILE) -> None:
    """Let every `@dataclass` from here on find its methods compiled, if the layer was built.

    It writes a class's methods as text and compiles that where the class is defined. Byte code
    does not keep it, so for our classes alone it was a tenth of a cold start. A text always gives
    the same code; one that the build did not meet is compiled, as ever.
    """
    if not file.is_file():
        return
    compiled: dict[str, bytes] = marshal.loads(file.read_bytes())  # noqa: S302 - the layer's own, as byte code is

    def run(text: str, names: dict[str, object], into: dict[str, object]) -> None:
        code = compiled.get(text)
        it = marshal.loads(code) if code else text  # noqa: S302 - likewise
        builtins.exec(it, names, into)  # noqa: S102 - dataclasses would, with the same

    dataclasses.exec = run  # type: ignore[attr-defined]  # it hides the builtin from dataclasses
