"""What it costs a year."""
