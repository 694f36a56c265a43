"""The border on the way in: whatever arrives becomes a typed value here, or a refusal."""
