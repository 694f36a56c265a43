"""`peerctl approvals`: what can be said of an approvals file before it is deployed."""
