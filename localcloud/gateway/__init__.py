"""The server process: ministack with another EC2, CloudTrail, bus delivery and a call log."""
