"""The tests themselves, run on a copy of the project with other templates."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.permissions.evaluator import HERE
from tests.permissions.stack import Json
from tests.stacks.templates import ROOT

_LEFT = (".[!g]*", ".git", "build", "node_modules", "__pycache__")
_COUNTED = re.compile(r"\d+ (?:failed|passed|error)[^\n]* in [\d.]+s")


def tested(hub: Json, member: Json) -> tuple[int, str]:
    """Pytest's exit code and summary for test_policies.py on a copy with these templates."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT))
        (copy / HERE.relative_to(ROOT) / "node_modules").symlink_to(HERE / "node_modules")
        for name, template in (("template.yaml", hub), ("member.yaml", member)):
            (copy / name).write_text(json.dumps(template))  # JSON is YAML
        ended = subprocess.run(  # our own tests
            [sys.executable, "-m", "pytest", "-q", "tests/permissions/test_policies.py"],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        counted = _COUNTED.findall(ended.stdout)
        return ended.returncode, counted[-1] if counted else ended.stdout + ended.stderr
