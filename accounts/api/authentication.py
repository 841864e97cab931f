"""Who calls the API: a token in the header, or the session of the browser."""

from __future__ import annotations

from typing import cast

from django.utils import timezone
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services import tokens

KEYWORD = "Token"


def caller(request: Request) -> User:
    """The person who calls; the default permission lets nobody else in."""
    return cast(User, request.user)


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token <token>`; every fault is the same 401, so that it says nothing about the token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person of a valid token; None without such a header."""
        words = authentication.get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD.lower().encode():
            return None
        token = tokens.use_token(secret=words[1].decode("latin-1"), now=timezone.now()) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed("This token does not work: it is unknown, expired or revoked.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 names in `WWW-Authenticate`."""
        return KEYWORD


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with the CSRF check on unsafe methods; without one the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """What a 401 names in `WWW-Authenticate`."""
        return KEYWORD
