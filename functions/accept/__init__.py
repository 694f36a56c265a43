"""The accept function."""
