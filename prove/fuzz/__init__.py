"""Whatever arrives, in events and in approvals files: an answer or a refusal, and nothing lost."""
