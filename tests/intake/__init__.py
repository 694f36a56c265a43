"""The border on the way in."""
