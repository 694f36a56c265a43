"""Say what is wrong with approvals files, before they are deployed: `python -m … FILE`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from peering.intake.approvals import ApprovalsError, read_approvals


def main(files: Sequence[str]) -> int:
    """Read each file; exit status 1 if any has a mistake, with every mistake on a line."""
    status = 0
    for name in files:
        try:
            approvals = read_approvals(Path(name).read_text(encoding="utf-8"), name)
        except (ApprovalsError, OSError, UnicodeDecodeError) as error:
            sys.stderr.write(f"{error}\n")
            status = 1
        else:
            scopes, rules = len(approvals.governed), len(approvals.rules)
            sys.stdout.write(f"{name}: {rules} rules for {scopes} accounts and Regions\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
