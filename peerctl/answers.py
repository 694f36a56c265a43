"""What AWS refuses, and what keeps us from asking it, as a sentence and an exit code."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from peerctl.errors import Exit, PeerctlError
from peering.aws.errors import code_of, message_of, passes

_NOT_LET_IN = frozenset(
    {
        "expiredtoken",
        "expiredtokenexception",
        "invalidclienttokenid",
        "signaturedoesnotmatch",
        "unrecognizedclientexception",
    }
)
_DENIED = frozenset({"accessdenied", "accessdeniedexception", "unauthorizedoperation"})
# User: arn:… is not authorized to perform: cloudformation:DescribeStacks on resource: …
_PERMISSION = re.compile(r"perform: ([a-z0-9-]+:[A-Za-z]+)")


@contextmanager
def answered() -> Iterator[None]:
    """Turn what AWS refuses into a sentence and an exit code."""
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        sentence = f"{error}: log in, or name a profile with --profile.".replace(".:", ":")
        raise PeerctlError(Exit.CREDENTIALS, sentence) from error
    except (ConfigNotFound, ConfigParseError) as error:
        sentence = (
            f"{str(error).rstrip('.')}: mend that file, or name another with AWS_CONFIG_FILE."
        )
        raise PeerctlError(Exit.CREDENTIALS, sentence) from error
    except NoRegionError as error:
        sentence = "No Region is set: name the hub's with --region."
        raise PeerctlError(Exit.USAGE, sentence) from error
    except InvalidRegionError as error:
        sentence = f"{str(error).rstrip('.')}: name the hub's Region with --region."
        raise PeerctlError(Exit.USAGE, sentence) from error
    except ClientError as error:
        raise _refused(error) from error
    except BotoCoreError as error:
        sentence = (
            f"AWS can't be reached ({str(error).rstrip('.')}): check the network, --region, "
            "and AWS_ENDPOINT_URL if it is set."
        )
        raise PeerctlError(Exit.AWS, sentence) from error
    except ValueError as error:
        # botocore takes any text for an endpoint, until it builds a client.
        if "endpoint" not in str(error).lower():
            raise
        said = os.environ.get("AWS_ENDPOINT_URL", "")
        sentence = f"AWS_ENDPOINT_URL is no URL ('{said}'): unset it, or write http://HOST:PORT."
        raise PeerctlError(Exit.USAGE, sentence) from error


def _refused(error: ClientError) -> PeerctlError:
    said = message_of(error).rstrip(".")
    if code_of(error) in _NOT_LET_IN:
        sentence = f"AWS does not take the credentials: log in again ({said})."
        return PeerctlError(Exit.CREDENTIALS, sentence)
    if code_of(error) in _DENIED:
        named = _PERMISSION.search(said)
        permission = named[1] if named else error.operation_name
        sentence = f"You may not {permission}: have it allowed, or take another --profile ({said})."
        return PeerctlError(Exit.AWS, sentence)
    if passes(error):
        sentence = f"AWS did not manage {error.operation_name}: try again ({said})."
        return PeerctlError(Exit.AWS, sentence)
    code = error.response.get("Error", {}).get("Code", "")
    sentence = f"AWS refuses {error.operation_name}: check --hub and --region ({code}: {said})."
    return PeerctlError(Exit.AWS, sentence)
