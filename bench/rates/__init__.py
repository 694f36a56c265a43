"""How fast routes are written under EC2's request rates."""
