"""The one botocore session that every client is made from, and how its clients behave."""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any, override

import botocore.session
from botocore.config import Config
from botocore.loaders import JSONFileLoader, Loader

# botocore's default retry mode differs between versions, so it is said. `total_max_attempts`
# counts every try; longer throttles are the queue's to absorb.
CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=3, read_timeout=10
)


@cache
def session() -> botocore.session.Session:
    """The session: botocore's own, because boto3's adds resources that nobody uses to each client.

    All clients share it, so that each model is read once.
    """
    made = botocore.session.get_session()
    made.register_component("data_loader", _Models())
    return made


class _PlainJson(JSONFileLoader):
    """Reads models into plain dicts, which keep their order.

    botocore asks for OrderedDicts, which costs 50 ms for EC2's model at every cold start.
    """

    @override
    def load_file(self, file_path: str) -> Any:
        for name, read in (
            (f"{file_path}.json", Path.read_bytes),
            (f"{file_path}.json.gz", _gunzipped),
        ):
            if (file := Path(name)).is_file():
                return json.loads(read(file))
        return None


class _Models(Loader):
    FILE_LOADER_CLASS = _PlainJson


def _gunzipped(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())
