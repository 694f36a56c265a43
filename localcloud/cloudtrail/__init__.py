"""EC2 calls as CloudTrail records, in the encodings that AWS uses."""
