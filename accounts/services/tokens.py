"""Keys to the API: made, used, revoked. Only their hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import ApiToken, User
from accounts.models.tokens import new_secret, secret_hash
from vsm_site.lib.errors import Invalid, NotFound

MOST_DAYS = 365
MOST_TOKENS = 20


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which is shown this once."""

    token: ApiToken
    secret: str


def create_token(*, actor: User, label: str, days: int, now: datetime) -> NewToken:
    """A key to the API for this many days (1 to 365); Invalid beyond that or with too many valid keys."""
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": f"A token is valid for 1 to {MOST_DAYS} days."})
    if len(label) > 80:
        raise Invalid({"label": "A label has at most 80 characters."})
    with transaction.atomic():
        if ApiToken.objects.filter(user=actor, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
            raise Invalid(f"You have {MOST_TOKENS} valid tokens. Revoke one that nobody uses any more.")
        secret = new_secret()
        token = ApiToken.objects.create(
            user=actor,
            label=" ".join(label.split()),
            prefix=secret[:8],
            token_hash=secret_hash(secret),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit.record(actor=actor, action="token-made", obj=token, details={"prefix": token.prefix, "days": days})
    return NewToken(token, secret)


def revoke_token(*, actor: User, token_id: UUID, now: datetime) -> ApiToken:
    """End a token at once; NotFound for another person's."""
    with transaction.atomic():
        token = ApiToken.objects.filter(user=actor, pk=token_id).first()
        if token is None:
            raise NotFound
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            audit.record(actor=actor, action="token-revoked", obj=token, details={"prefix": token.prefix})
    token.refresh_from_db()
    return token


def use_token(*, secret: str, now: datetime) -> ApiToken | None:
    """The valid token with this secret of an active person, else None. The day of its last use is noted once a day."""
    token = ApiToken.objects.select_related("user").filter(token_hash=secret_hash(secret)).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now or not token.user.is_active:
        return None
    today = now.date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today
    return token
