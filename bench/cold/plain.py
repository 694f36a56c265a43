"""The same functions as a plain `sam build` would ship them: sources, and all that pip installs."""

import shutil
from pathlib import Path

from demo.stage import build, staged_project

ROOT = Path(__file__).parents[2]
_STAGE = ROOT / "build" / "bench" / "plain" / "project"
_BUILT = ROOT / "build" / "bench" / "plain" / "built"
_OURS = "BuildMethod: makefile"
_PLAIN = "BuildMethod: python3.13"


def plain_build() -> Path:
    """Build the project with SAM's own Python builder in place of our Makefiles; the folder."""
    shutil.rmtree(_STAGE.parent, ignore_errors=True)
    project = staged_project(_STAGE)
    template = project / "template.yaml"
    said = template.read_text()
    if said.count(_OURS) != len(list(project.glob("layers/*/Makefile"))):
        raise ValueError(f"{template}: not every layer with a Makefile says {_OURS}")
    template.write_text(said.replace(_OURS, _PLAIN))
    for makefile in project.glob("layers/*/Makefile"):
        makefile.unlink()
    (project / "layers/peering/requirements.txt").touch()  # without one SAM does not build it
    return build(project, _BUILT).parent
