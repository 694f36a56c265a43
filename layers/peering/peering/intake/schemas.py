"""Write the JSON Schemas that others rely on: `python -m peering.intake.schemas`.

One file an announcement, for the `detail` of its EventBridge event, and one for editors of
approvals.yaml.
"""

import json
import sys
from pathlib import Path
from typing import override

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from peering.core.announcements import TYPES, Announcement
from peering.core.announcing import SOURCE
from peering.intake.approvals_file import ApprovalsFile

type Schema = dict[str, object]
FOLDER = Path("docs/schemas")


class _WithoutNull(GenerateJsonSchema):
    """In the approvals file a field is left out, never null."""

    @override
    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    @override
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def json_schemas() -> dict[str, Schema]:
    """Every published schema by its file's name."""
    schemas = {_file_name(announced.type): _announcement(announced) for announced in TYPES}
    return schemas | {"approvals.schema.json": _approvals()}


def written(schema: Schema) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2) + "\n"


def main(folder: Path = FOLDER) -> None:
    """Write every schema into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        (folder / name).write_text(written(schema))


def _file_name(announced: str) -> str:
    return announced.lower().replace(" ", "-") + ".schema.json"


def _announcement(announced: type[Announcement]) -> Schema:
    schema = TypeAdapter[Announcement](announced).json_schema(mode="serialization")
    title, said = (
        announced.type,
        f"The detail of an event with source {SOURCE}. {announced.__doc__}",
    )
    return _headed(schema, title, said)


def _approvals() -> Schema:
    schema = ApprovalsFile.model_json_schema(schema_generator=_WithoutNull)
    return _headed(schema, "VPC Peering Autopilot: approvals.yaml", str(ApprovalsFile.__doc__))


def _headed(schema: Schema, title: str, description: str) -> Schema:
    head: Schema = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": title,
        "description": description,
    }
    return head | {key: value for key, value in schema.items() if key not in head}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
