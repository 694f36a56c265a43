"""The survey function."""
