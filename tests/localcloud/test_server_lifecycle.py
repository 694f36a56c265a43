import os
import socket
from pathlib import Path

import pytest

from localcloud import LocalCloud, LocalCloudError
from localcloud.processes import end, is_alive
from localcloud.startup import clear
from localcloud.state import Running, read_state, write_state


def test_starting_twice_finds_the_one_that_runs_and_stopping_leaves_only_logs(
    tmp_path: Path,
) -> None:
    first = LocalCloud.start(tmp_path)
    told = read_state(tmp_path)
    assert told is not None
    try:
        assert LocalCloud.start(tmp_path).endpoint == first.endpoint
    finally:
        first.stop()
    assert not is_alive(told.pid)
    assert not is_alive(told.ec2_pid)
    assert {path.suffix for path in tmp_path.iterdir()} == {".log"}
    assert LocalCloud.find(tmp_path) is None


def test_it_starts_again_after_its_processes_were_killed(tmp_path: Path) -> None:
    LocalCloud.start(tmp_path)
    told = read_state(tmp_path)
    assert told is not None
    end(told.pid)
    with LocalCloud.start(tmp_path) as again:
        assert again.calls() == []
        assert not is_alive(told.ec2_pid)


def test_a_process_that_took_over_an_id_is_left_alone(tmp_path: Path) -> None:
    mine = os.getpid()
    left = Running(port=1, pid=mine, ec2_port=2, ec2_pid=mine, folder=tmp_path)
    write_state(left)
    assert LocalCloud.find(tmp_path) is None
    clear(left)
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LocalCloudError, match=f"port {port} is taken"):
            LocalCloud.start(tmp_path, port=port)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_state_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(LocalCloudError, match=r"state\.json is damaged"):
        LocalCloud.start(tmp_path)


def test_it_points_tools_away_from_real_accounts(cloud: LocalCloud) -> None:
    environment = cloud.environment("111122223333", "us-east-1")
    assert environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environment["AWS_CONFIG_FILE"] == os.devnull
