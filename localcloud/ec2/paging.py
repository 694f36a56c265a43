"""Pages of describe calls.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from localcloud.ec2 import errors
from localcloud.ec2.settings import Settings


@dataclass(frozen=True, slots=True)
class Paging:
    """The page sizes that an action allows."""

    fewest: int
    most: int

    def check(self, wanted: int | None) -> None:
        """Refuse a MaxResults out of bounds."""
        if wanted is None:
            return
        if wanted < self.fewest:
            raise errors.invalid(
                f"Value ( {wanted} ) for parameter maxResults is invalid. "
                f"Expecting a value greater than or equal to {self.fewest}."
            )
        if wanted > self.most:
            raise errors.invalid(
                f"Value ( {wanted} ) for parameter maxResults is invalid. "
                f"Expecting a value less than or equal to {self.most}."
            )

    def page[T](
        self, items: Sequence[T], wanted: int | None, token: str | None, settings: Settings
    ) -> tuple[Sequence[T], str | None]:
        """One page and the token of the next; EC2 may give less than was wanted."""
        self.check(wanted)
        start = _offset(token)
        sizes = [size for size in (wanted, settings.page_size) if size is not None]
        size = min(sizes, default=len(items))
        end = start + size
        return items[start:end], _token(end) if end < len(items) else None


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"from {offset}".encode()).decode()


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("from "))
    except (binascii.Error, ValueError) as error:
        raise errors.invalid(f"The token '{token}' is invalid") from error
