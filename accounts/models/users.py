"""The person who signs in."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from vsm_site.lib.ids import uuid7


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time-zone database does not have."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Choose one like Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    """Makes people; the address is kept in lower case, since people type it as they like."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new person; without a password the account cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with access to the Django admin (accounts only)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Look a person up by address, in any case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, who signs in by e-mail."""

    class Theme(models.TextChoices):
        """How the pages look for this person."""

        AUTO = "auto", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    display_name = models.CharField("name", max_length=80, help_text="How others see you in a workshop.")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(default=False, editable=False)
    """Came into one workshop without an account: has no address of one's own, no password, and signs in nowhere."""
    is_staff = models.BooleanField("may open the Django admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        name = self.display_name or self.email
        return f"{name} (guest)" if self.is_guest else name

    @property
    def initials(self) -> str:
        """Two letters for the avatar: of the first and last word, else the first two of one word."""
        words = (self.display_name or self.email).split()
        if len(words) > 1:
            return (words[0][0] + words[-1][0]).upper()
        return words[0][:2].title() if words else "?"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)
