"""The proofs of the program's promises, in full: `make prove`."""
