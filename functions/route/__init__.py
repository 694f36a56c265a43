"""The route function."""
