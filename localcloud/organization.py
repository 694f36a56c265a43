"""Who belongs together in the local cloud."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """An AWS organization; no `accounts` means that every account is a member."""

    organization_id: str = "o-localcloud"
    accounts: tuple[str, ...] = ()

    def of(self, account_id: str) -> str | None:
        """The organization that an account is a member of, if it is."""
        if self.accounts and account_id not in self.accounts:
            return None
        return self.organization_id
