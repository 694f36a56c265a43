"""One scope with ever more connections, and a thousand scopes."""
