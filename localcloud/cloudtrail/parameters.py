"""EC2's query parameters as CloudTrail's `requestParameters`."""

from collections.abc import Mapping

from localcloud.cloudtrail.caller import Json

WRAPPED = frozenset({"AssociateVpcCidrBlock", "DisassociateVpcCidrBlock"})
LISTS = {"TagSpecification": "tagSpecificationSet", "ResourceId": "resourcesSet", "Tag": "tagSet"}
UNRECORDED = frozenset({"Action", "Version", "DryRun"})


def request_parameters(action: str, query: Mapping[str, str]) -> dict[str, Json]:
    """What `action` was asked, flat in lower camel case, or wrapped where CloudTrail wraps it."""
    tree = _tree({k: v for k, v in query.items() if k.split(".")[0] not in UNRECORDED})
    if action in WRAPPED:
        return {f"{action}Request": _wrapped(tree)}
    return {_list_or_plain(name, value): _flat(name, value) for name, value in tree.items()}


def truth(text: str) -> Json:
    """A boolean for `true` and `false`, the text for any other."""
    return {"true": True, "false": False}.get(text, text)


type Tree = dict[str, str | Tree]


def _tree(query: Mapping[str, str]) -> Tree:
    root: Tree = {}
    for path, text in query.items():
        *above, last = path.split(".")
        here = root
        for name in above:
            below = here.setdefault(name, {})
            if isinstance(below, str):
                raise TypeError(f"{path}: {name} is a value and holds values")
            here = below
        here[last] = text
    return root


def _is_list(value: str | Tree) -> bool:
    return isinstance(value, dict) and all(name.isdecimal() for name in value)


def _elements(value: str | Tree) -> list[str | Tree]:
    return list(value.values()) if isinstance(value, dict) else [value]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _list_or_plain(name: str, value: str | Tree) -> str:
    return LISTS.get(name, f"{_lower(name)}Set") if _is_list(value) else _lower(name)


def _flat(name: str, value: str | Tree) -> Json:
    if isinstance(value, str):
        return truth(value)
    if name == "TagSpecification":
        return {"items": [_tag_specification(element) for element in _elements(value)]}
    if _is_list(value):
        return {"items": [_item(name, element) for element in _elements(value)]}
    return _members(value)


def _item(name: str, element: str | Tree) -> Json:
    if isinstance(element, str):
        return {_lower(name): element}
    return _members(element)


def _members(value: Tree) -> dict[str, Json]:
    return {_lower(name): _member(name, below) for name, below in value.items()}


def _member(name: str, value: str | Tree) -> Json:
    if isinstance(value, str) and name in {"Key", "Value"}:
        return value
    return _flat(name, value)


def _tag_specification(element: str | Tree) -> Json:
    if isinstance(element, str):
        return element
    tags = _elements(element.get("Tag", {}))
    return {
        "resourceType": _flat("ResourceType", element.get("ResourceType", "")),
        "tags": [_members(tag) for tag in tags if isinstance(tag, dict)],
    }


def _wrapped(value: str | Tree) -> Json:
    if isinstance(value, str):
        return truth(value)
    if _is_list(value):
        return [_wrapped(element) for element in _elements(value)]
    return {name: _wrapped(below) for name, below in value.items()}
