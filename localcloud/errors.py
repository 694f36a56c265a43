"""What can go wrong with the local cloud itself, each said in one sentence."""


class LocalCloudError(Exception):
    """The local cloud could not do what was asked; the message says why and what to do."""
