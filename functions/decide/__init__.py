"""The decide function."""
