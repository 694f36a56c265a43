"""Archives of functions and layers, each unpacked once.

All functions have the same layers, hundreds of files, and ministack unpacks them at each start.
"""

import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import override

from ministack.core import lambda_runtime

_READ_ONLY = 0o444


def unpack_once() -> None:
    """Link to what was unpacked before, which may only be read, as in Lambda.

    The folders go with the local cloud's temporary files.
    """
    unpacked: dict[tuple[tuple[str, int], ...], Path] = {}
    unpacking = Lock()

    class Archive(zipfile.ZipFile):
        @override
        def extractall(self, path: str, *_: object) -> None:  # type: ignore[override]  # as ministack calls it
            content = tuple((entry.filename, entry.CRC) for entry in self.infolist())
            with unpacking:
                if content not in unpacked:
                    unpacked[content] = self._unpacked()
            try:
                shutil.copytree(unpacked[content], path, copy_function=os.link, dirs_exist_ok=True)
            except OSError:  # there are file systems without links
                super().extractall(path)

        def _unpacked(self) -> Path:
            folder = Path(tempfile.mkdtemp(prefix="unpacked-"))
            super().extractall(folder)
            for file in folder.rglob("*"):
                if file.is_file():
                    file.chmod(_READ_ONLY)
            return folder

    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Archive})
