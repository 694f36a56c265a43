"""What `sam build` made of the layers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from demo.stage import PROJECT

pytestmark = pytest.mark.deployed

_LAYERS = ("DependenciesLayer", "PeeringLayer", "ApprovalsLayer")
_FUNCTIONS = sorted(app.parent.name for app in (PROJECT / "functions").glob("*/app.py"))
_MOST_BYTES = 10_000_000
# Each function, started as Lambda would, with the layers alone; then every client that it can make.
_START = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(f"peering.bootstrap.{name}")
from peering.aws import clients
from peering.aws.session import session
made = [f().meta.service_model.service_name for f in vars(clients).values()
        if getattr(f, "__module__", "") == clients.__name__]
made.append(session().create_client("ec2").meta.service_model.service_name)
modules = sys.modules.values()
files = [str(getattr(m, "__cached__", None) or getattr(m, "__file__", "")) for m in modules]
json.dump({"clients": sorted(made), "files": files}, sys.stdout)
"""
# Which modules' dataclasses have to be compiled when the functions start.
_COMPILED = """
import importlib, json, sys
import peering.bootstrap, peering.dataclass_code, dataclasses
there = peering.dataclass_code.read()
run, found, compiled = dataclasses.exec, [], []
def heard(text, names, into):
    (found if text in there else compiled).append(names["__name__"])
    run(text, names, into)
dataclasses.exec = heard
for name in sys.argv[1:]:
    importlib.import_module(f"peering.bootstrap.{name}")
json.dump({"found": found, "compiled": compiled}, sys.stdout)
"""
_AT_THE_BORDER = tuple(
    f"peering.{name}" for name in ("aws.", "intake.", "reception", "foundation", "counter")
)


@pytest.fixture(scope="module")
def folder(built: Path) -> Path:
    """The folder in which `sam build` left what is deployed."""
    return built.parent


def test_the_layers_alone_start_every_function_and_make_every_client(folder: Path) -> None:
    started = _told(folder, _START)
    assert started["clients"] == ["dynamodb", "ec2", "events", "sns", "sqs", "sts"]
    ours = [file for file in started["files"] if file.startswith(str(folder))]
    assert len(ours) > len(_LAYERS)
    assert [file for file in ours if not file.endswith((".pyc", ".so"))] == []


def test_python_takes_the_byte_code_without_a_look_at_sources(folder: Path) -> None:
    unchecked = 0b01
    for layer in ("DependenciesLayer", "PeeringLayer"):
        compiled = sorted((folder / layer).rglob("*.pyc"))
        assert compiled
        for file in compiled:
            assert int.from_bytes(file.read_bytes()[4:8], "little") == unchecked, file


def test_of_the_programs_dataclasses_only_the_borders_are_compiled_at_a_start(folder: Path) -> None:
    told = _told(folder, _COMPILED)
    assert len(told["found"]) > 100
    ours = {name for name in told["compiled"] if name.startswith("peering.")}
    assert [name for name in ours if not name.startswith(_AT_THE_BORDER)] == []


def test_every_build_compiles_the_same(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "python"
    shutil.copytree(folder / "PeeringLayer" / "python", copy)
    (first,) = copy.glob("peering/dataclass_code.cpython-*")
    built = first.read_bytes()
    first.unlink()
    maker = PROJECT / "layers" / "peering" / "compile_dataclasses.py"
    chance = {"PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-S", "-B", maker, copy], env=chance, check=True)  # noqa: S603 - ours
    assert first.read_bytes() == built


def test_both_processors_find_their_compiled_packages(folder: Path) -> None:
    compiled = {file.name for file in (folder / "DependenciesLayer").rglob("*.so")}
    for processor, other in (("x86_64", "aarch64"), ("aarch64", "x86_64")):
        for name in compiled:
            if processor in name:
                assert name.replace(processor, other) in compiled


def test_the_layers_are_small(folder: Path, tmp_path: Path) -> None:
    assert sum(_zipped(folder / layer, tmp_path / layer) for layer in _LAYERS) < _MOST_BYTES


def _told(folder: Path, script: str) -> dict[str, list[str]]:
    """What a script says that runs on the layers alone."""
    ended = subprocess.run(  # noqa: S603 - our own Python, less its site-packages
        [
            *(sys.executable, "-I", "-S", "-c"),
            f"import sys; sys.path += {_paths(folder)}\n{script}",
            *_FUNCTIONS,
        ],
        env={"AWS_DEFAULT_REGION": "us-east-1", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
        text=True,
    )
    told: dict[str, list[str]] = json.loads(ended.stdout)
    return told


def _paths(folder: Path) -> list[str]:
    return [str(folder / layer / "python") for layer in _LAYERS]


def _zipped(layer: Path, archive: Path) -> int:
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for file in sorted(layer.rglob("*")):
            zipped.write(file, file.relative_to(layer))
    return archive.stat().st_size
