import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from peering.intake.schemas import json_schemas, main, written
from tests.intake.examples import ROOT, bodies, files


def test_the_published_schemas_are_current() -> None:
    """If this fails: PYTHONPATH=layers/peering python -m peering.intake.schemas."""
    published = {path.name: path.read_text() for path in (ROOT / "docs/schemas").iterdir()}
    assert published == {name: written(schema) for name, schema in json_schemas().items()}


def test_the_schemas_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    main(tmp_path / "schemas")
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == set(json_schemas())


@pytest.mark.parametrize("name", json_schemas())
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json_schemas()[name])


@pytest.mark.parametrize("path", files("notify"), ids=lambda path: path.stem)
def test_what_we_announce_fits_its_schema(path: Path) -> None:
    for said in map(json.loads, bodies(path)):
        name = said["detail-type"].lower().replace(" ", "-") + ".schema.json"
        Draft202012Validator(json_schemas()[name]).validate(said["detail"])


def test_the_shipped_approvals_fit_the_schema_that_they_name() -> None:
    text = (ROOT / "layers/approvals/approvals.yaml").read_text()
    folder = ROOT / "layers/approvals"
    named = folder / text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    Draft202012Validator(json.loads(named.read_text())).validate(as_an_editor_reads(text))


def as_an_editor_reads(text: str) -> object:
    """YAML as editors' schema checks see it: a day is text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))
