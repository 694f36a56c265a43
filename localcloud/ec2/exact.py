"""Answers in the API's own spelling, written without a search for other spellings.

For each member that an answer may have, moto tries half a dozen names on whatever it is given, and
never misses what has a name that EC2 does not know.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import override

from botocore.model import StructureShape
from moto.core.responses import ActionContext, ActionResult
from moto.core.serialize import ResponseSerializer


class Exact(ActionResult):  # type: ignore[misc]  # moto's types are not complete
    """A mapping of mappings and lists, every member under the very name that the API gives it."""

    @override
    def execute_result(self, context: ActionContext) -> object:
        """Write the answer."""
        serializer = _exact(context.serializer_class)
        return super().execute_result(replace(context, serializer_class=serializer))


@cache
def _exact(serializer: type[ResponseSerializer]) -> type[ResponseSerializer]:
    class ExactSerializer(serializer):  # type: ignore[misc]  # as above
        @override
        def get_value(self, value: Mapping[str, object], key: str, shape: object) -> object:
            return value.get(key)

        @override
        def _serialize_type_structure(
            self, serialized: object, value: Mapping[str, object], shape: StructureShape, key: str
        ) -> None:
            if unknown := value.keys() - shape.members.keys():
                raise ValueError(f"EC2's {shape.name} has no {', '.join(sorted(unknown))}")
            super()._serialize_type_structure(serialized, value, shape, key)

    return ExactSerializer
