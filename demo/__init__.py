"""The main job, end to end on the local cloud: six stories, each read back from EC2."""
