"""What is decided: pure values and functions, on nothing but the standard library."""
