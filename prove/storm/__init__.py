"""A thousand connections at once, every event ten times, under EC2's request rates."""
