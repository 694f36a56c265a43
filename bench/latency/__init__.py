"""How long from a request to both sides routed, and where the time goes."""
