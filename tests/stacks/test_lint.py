import subprocess
import sys
from pathlib import Path

import pytest

from tests.stacks.templates import ROOT


@pytest.mark.parametrize("template", ["template.yaml", "member.yaml", ".github/deploy-role.yaml"])
def test_cloudformation_would_take_the_template(template: str, tmp_path: Path) -> None:
    """SAM's own check and cfn-lint's rules; the slowest of these tests by far."""
    sam = Path(sys.executable).with_name("sam")
    checked = subprocess.run(  # noqa: S603 # our own tool on our own file
        [sam, "validate", "--lint", "--template", ROOT / template, "--region", "us-east-1"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SAM_CLI_TELEMETRY": "0"},
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
