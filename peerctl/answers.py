"""What AWS refuses, as a sentence and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from peerctl.errors import Exit, PeerctlError
from peering.aws.errors import code_of, message_of

_NOT_LET_IN = frozenset({"invalidclienttokenid", "expiredtoken", "signaturedoesnotmatch"})


@contextmanager
def answered() -> Iterator[None]:
    """Turn what AWS refuses into a sentence and an exit code."""
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        sentence = f"{error}: log in, or name a profile with --profile.".replace(".:", ":")
        raise PeerctlError(Exit.CREDENTIALS, sentence) from error
    except NoRegionError as error:
        sentence = "No Region is set: name the hub's with --region."
        raise PeerctlError(Exit.USAGE, sentence) from error
    except ClientError as error:
        if code_of(error) in _NOT_LET_IN:
            sentence = f"AWS does not take the credentials: log in again ({message_of(error)})."
            raise PeerctlError(Exit.CREDENTIALS, sentence) from error
        raise PeerctlError(Exit.AWS, f"AWS refuses: {error}") from error
    except BotoCoreError as error:
        raise PeerctlError(Exit.AWS, f"AWS can't be reached: {error}") from error
