"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of accounts."""

    name = "accounts"

    def ready(self) -> None:
        """Register notification kinds, receivers and how the API schema names our ways to sign in."""
        from accounts import notices, receivers  # noqa: F401
        from accounts.api import schema  # noqa: F401
