"""What allauth asks the product: no open sign-up, and mail through the outbox."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation links and the first-administrator link only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: there is no open sign-up."""
        return False
