"""What the program promises, and small changes that break each promise and turn its tests red."""
