"""The Regions that AWS is known to have."""

from botocore.loaders import create_loader


def known_regions() -> frozenset[str]:
    """The Regions of every partition, as this version of botocore knows them."""
    partitions = create_loader().load_data("partitions")["partitions"]
    names = (name for partition in partitions for name in partition["regions"])
    return frozenset(name for name in names if not name.endswith("-global"))
