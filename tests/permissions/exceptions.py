"""What the proof cannot show, and why."""

# Granted, and nothing here asks for it.
UNSEEN = {
    "hub NotifyRole RememberWhatWasSaid: Action dynamodb:GetItem": (
        "Powertools asks for it only if a record vanishes between two of its calls"
    ),
}
# The evaluator drops kms:EncryptionContext:*, so it never sees CloudWatch Logs use the key:
# tests/stacks/test_encryption.py holds that statement by itself.
NOT_EVALUATED = "hub Key LogsAreKept: "
# Guards that another guard stands behind.
DOUBLED = {
    "member AcceptRole trust: Principal becomes *": "aws:PrincipalArn names it by itself",
    "hub OperatorRole trust: Principal becomes *": "aws:PrincipalArn names them by itself",
    "member OperatorRole trust: Principal becomes *": "aws:PrincipalArn says who by itself",
    "member RouteRole trust: Principal becomes *": "aws:PrincipalArn names them by itself",
}


def explained(what: str) -> bool:
    """Whether something that the proof cannot show has its reason here."""
    return what in UNSEEN or what in DOUBLED or what.startswith(NOT_EVALUATED)
