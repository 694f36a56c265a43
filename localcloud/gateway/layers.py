"""Archives of functions and layers, each unpacked once.

All functions have the same layers, hundreds of files, and ministack unpacks them at each start.
"""

import os
import shutil
import tempfile
import zipfile
from types import SimpleNamespace
from typing import override

from ministack.core import lambda_runtime


def unpack_once() -> None:
    """Link to what was unpacked before; the folders go with the local cloud's temporary files."""
    unpacked: dict[tuple[tuple[str, int], ...], str] = {}

    class Archive(zipfile.ZipFile):
        @override
        def extractall(self, path: str, *_: object) -> None:  # type: ignore[override]  # as ministack calls it
            content = tuple((entry.filename, entry.CRC) for entry in self.infolist())
            if content not in unpacked:
                folder = tempfile.mkdtemp(prefix="unpacked-")
                super().extractall(folder)
                unpacked[content] = folder
            shutil.copytree(unpacked[content], path, copy_function=os.link, dirs_exist_ok=True)

    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Archive})
