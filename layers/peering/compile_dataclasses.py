"""Compile what `@dataclass` would compile at each cold start (see peering/dataclass_code.py).

`python -I -S -B compile_dataclasses.py FOLDER`, where the package `peering` lies. A module that
needs more than the standard library is left out, so that every build makes the same bytes whatever
is installed beside it.
"""

import builtins
import dataclasses
import importlib
import marshal
import pkgutil
import sys
from importlib.util import MAGIC_NUMBER

_WITHOUT_REFERENCES = 2  # later versions of marshal write how often an object is used elsewhere


def main(folder: str) -> None:
    """Write the file beside the module that takes it."""
    texts: set[str] = set()

    def run(text: str, *rest: object, **named: object) -> None:
        texts.add(text)
        builtins.exec(text, *rest, **named)  # type: ignore[arg-type]  # noqa: S102 - dataclasses would, with the same

    sys.path.insert(0, folder)
    dataclasses.exec = run  # type: ignore[attr-defined]  # it hides the builtin from dataclasses
    package = importlib.import_module("peering")
    for module in pkgutil.walk_packages(package.__path__, "peering.", onerror=lambda _: None):
        _import(module.name)
    compiled = {text: _compiled(text) for text in sorted(texts)}
    file = importlib.import_module("peering.dataclass_code").FILE
    file.write_bytes(MAGIC_NUMBER + marshal.dumps(compiled, _WITHOUT_REFERENCES))


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "peering":
            raise


def _compiled(text: str) -> bytes:
    code = compile(text, "<dataclass>", "exec", dont_inherit=True)
    return marshal.dumps(code, _WITHOUT_REFERENCES)


main(sys.argv[1])
