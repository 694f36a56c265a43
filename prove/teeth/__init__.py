"""The proof that the tests would notice: every small change of the core turns some test red."""
