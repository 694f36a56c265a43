"""The layers' Makefiles, run by a Python that only pretends to install and to compile."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.stacks.templates import ROOT

_LAYERS: Final = {"dependencies": "DependenciesLayer", "peering": "PeeringLayer"}
# What pip would install: a package compiled for one processor, and botocore's services.
_PYTHON = """\
#!{python}
import sys
from pathlib import Path
sys.version_info = {version}
if sys.argv[1] == "-c":
    exec(sys.argv[2])
elif "pip" in sys.argv:
    target = Path(sys.argv[sys.argv.index("--target") + 1])
    platform = sys.argv[sys.argv.index("--platform") + 1]
    models = (f"botocore/data/{{of}}/it.json" for of in ("glacier/2012", "ec2/2015", "ec2/2016"))
    for name in (f"yaml/_yaml.{{platform}}.so", "yaml/__init__.py", *models):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).touch()
    (target / "bin").mkdir()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where `sam build` would work on a copy."""
    subprocess.run(["cp", "-R", ROOT / "layers", tmp_path], check=True)  # noqa: S603, S607 # ours
    return tmp_path


def made(
    layer: str, folder: Path, version: tuple[int, ...] = (3, 13, 1), **told: str
) -> subprocess.CompletedProcess[str]:
    """What `make` says that builds the layer, PYTHON being exported."""
    python = folder / "python"
    python.write_text(_PYTHON.format(python=sys.executable, version=version))
    python.chmod(0o755)
    told = {**os.environ, "PYTHON": str(python), "ARTIFACTS_DIR": str(folder / "made"), **told}
    return _ran(layer, folder, told)


def _ran(layer: str, folder: Path, told: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 # our own words
        ["make", "--no-print-directory", f"build-{_LAYERS[layer]}"],  # noqa: S607 # as SAM finds it
        cwd=folder / "layers" / layer,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("layer", _LAYERS)
@pytest.mark.parametrize("version", [(3, 12, 9), (3, 14, 0)])
def test_no_other_python_compiles_what_lambda_reads(
    layer: str, version: tuple[int, ...], folder: Path
) -> None:
    ended = made(layer, folder, version)
    assert ended.returncode != 0
    assert "Lambda runs Python 3.13" in ended.stderr
    assert not (folder / "made").exists()


def test_both_processors_packages_and_the_latest_of_each_services_models_are_laid_down(
    folder: Path,
) -> None:
    ended = made("dependencies", folder)
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    laid = (folder / "made" / "python").rglob("*")
    assert {
        str(file.relative_to(folder / "made" / "python")) for file in laid if file.is_file()
    } == {
        "yaml/_yaml.manylinux2014_x86_64.so",
        "yaml/_yaml.manylinux2014_aarch64.so",
        "botocore/data/ec2/2016/it.json",
    }


def test_what_could_not_be_copied_ends_the_build(folder: Path) -> None:
    refuses = folder / "bin" / "cp"
    refuses.parent.mkdir()
    refuses.write_text("#!/bin/sh\nexit 1\n")
    refuses.chmod(0o755)
    assert made("dependencies", folder, PATH=f"{refuses.parent}:{os.environ['PATH']}").returncode


@pytest.mark.parametrize("layer", _LAYERS)
def test_an_older_make_and_a_macs_tools_do(layer: str) -> None:
    """GNU make 3.81 passes over .ONESHELL and .SHELLFLAGS; BSD's tools lack what GNU's added."""
    said = (ROOT / "layers" / layer / "Makefile").read_text()
    for newer in (".ONESHELL", ".SHELLFLAGS", "--parents", "head -n -"):
        assert newer not in said
