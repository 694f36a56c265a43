"""The Regions that AWS is known to have."""

import json
from importlib.resources import files


def known_regions() -> frozenset[str]:
    """The Regions of every partition, as this version of botocore knows them."""
    # Its own loader brings an HTTP client with it, which takes longer than any check of approvals.
    data = files("botocore") / "data" / "partitions.json"
    partitions = json.loads(data.read_text(encoding="utf-8"))["partitions"]
    names = (name for partition in partitions for name in partition["regions"])
    return frozenset(name for name in names if not name.endswith("-global"))
