"""EC2's XML answers as CloudTrail's `responseElements`."""

from datetime import datetime
from xml.etree.ElementTree import Element

from localcloud.cloudtrail.caller import Json
from localcloud.cloudtrail.parameters import WRAPPED, truth

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
TEXT = frozenset({"key", "value"})


def response_elements(action: str, answer: Element) -> dict[str, Json]:
    """What `action` answered: lists under `items`, `return` as `_return`, expiry in epoch ms."""
    elements = {_name(child): _element(child) for child in answer}
    if action in WRAPPED:
        return {f"{action}Response": {"xmlns": NAMESPACE, **elements}}
    return elements


def _name(element: Element) -> str:
    name = element.tag.rsplit("}", 1)[-1]
    return "_return" if name == "return" else name


def _element(element: Element) -> Json:
    children = list(element)
    if children and all(_name(child) == "item" for child in children):
        return {"items": [_element(child) for child in children]}
    if children:
        return {_name(child): _element(child) for child in children}
    return _leaf(_name(element), (element.text or "").strip())


def _leaf(name: str, text: str) -> Json:
    if name.endswith("Set") and not text:
        return {}
    if name == "expirationTime":
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    return text if name in TEXT else truth(text)
