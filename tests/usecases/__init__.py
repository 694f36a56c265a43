"""The use cases on a pretend AWS: what became of the world, for every order and failure."""
