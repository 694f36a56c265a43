import os

import pytest

from tests.permissions.evaluator import missing


@pytest.mark.skipif(not os.environ.get("CI"), reason="a person sees what was skipped")
def test_a_pipeline_has_what_proves_the_permissions() -> None:
    """Without it the proof would be skipped, and everything be green."""
    assert missing() == ""
