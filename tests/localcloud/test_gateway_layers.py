import zipfile
from pathlib import Path

import pytest
from ministack.core import lambda_runtime

from localcloud.gateway.layers import unpack_once


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive with a file in a folder, where the local cloud unpacks archives once."""
    monkeypatch.setattr(lambda_runtime, "zipfile", zipfile)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    unpack_once()
    with zipfile.ZipFile(tmp_path / "layer.zip", "w") as written:
        written.writestr("python/there.py", "HERE = True")
    return tmp_path / "layer.zip"


def unpacked(archive: Path, name: str) -> Path:
    """The archive's file, as a function gets it that starts in that folder."""
    folder = archive.with_name(name)
    folder.mkdir()
    with lambda_runtime.zipfile.ZipFile(archive) as opened:
        opened.extractall(str(folder))
    return folder / "python/there.py"


def test_what_several_functions_have_lies_there_once_and_can_only_be_read(archive: Path) -> None:
    first, second = unpacked(archive, "first"), unpacked(archive, "second")

    assert first.read_text() == "HERE = True"
    assert first.samefile(second)
    assert first.stat().st_mode & 0o222 == 0


def test_without_links_everybody_gets_a_copy(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", no_links)
    first, second = unpacked(archive, "first"), unpacked(archive, "second")

    assert first.read_text() == second.read_text() == "HERE = True"
    assert not first.samefile(second)
