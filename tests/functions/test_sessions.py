"""Nothing that could write is assumed before something is to be written."""

from pathlib import Path

import pytest

from tests.functions.calls_made import noted
from tests.functions.deployed_hub import hub_in_process
from tests.functions.test_batches import EAST, batch
from tests.functions.test_roles import APPROVALS, ends, mention, survey


@pytest.mark.parametrize("mode", ["apply", "observe"])
def test_a_role_is_assumed_as_it_is_only_to_act(mode: str, tmp_path: Path) -> None:
    with hub_in_process(tmp_path, APPROVALS) as hub, noted() as calls:
        (pair,) = ends(hub.ec2, "10.10.0.0/16")
        requested = pair.request()
        with hub.told("PEERING_MODE", mode), calls.listen():
            hub.invoke("accept", batch(mention(requested)))
            hub.invoke("route", batch(mention(requested)))
            hub.invoke("survey", batch(survey(EAST)))

        assumed = [call.params for call in calls.take() if call.action == "sts:AssumeRole"]
        whole = {str(params["RoleArn"]) for params in assumed if "Policy" not in params}
        assert len(assumed) > len(whole)
        acted = {
            "arn:aws:iam::444455556666:role/vpc-peering-accept",
            "arn:aws:iam::444455556666:role/vpc-peering-route",
            "arn:aws:iam::111122223333:role/vpc-peering-route",
        }
        assert whole == (acted if mode == "apply" else set())
        status = pair.accepter.status(requested)
        assert status == ("active" if mode == "apply" else "pending-acceptance")
