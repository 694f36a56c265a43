"""The failure catalogue: each way in which EC2, people and other tools get in the way, tried."""
