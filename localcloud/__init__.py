"""A local AWS for the demo, the tests and the benchmarks."""

from localcloud.calls import Call
from localcloud.cloud import LocalCloud
from localcloud.errors import LocalCloudError
from localcloud.organization import Organization

__all__ = ["Call", "LocalCloud", "LocalCloudError", "Organization"]
