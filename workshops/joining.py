"""Rules of joining as a guest: what link and code are, which names may be taken, how long a guest stays. Plain Python."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 that nobody takes for one another: 8 of them are 39.6 bits."""
CODE_LENGTH = 8
OPEN_HOURS = 12
STAYS = timedelta(hours=24)
"""How long a guest's session outlives the workshop."""
FAILURES = timedelta(minutes=10)
"""How long a wrong code counts."""
MOST_OF_ONE_ADDRESS, MOST_OF_ALL = 10, 100
"""Wrong codes within that time after which codes are not looked at: of one address, and of everybody."""
CAPTURES_A_MINUTE = 30


def _derived(key: str, purpose: str, joining_id: UUID, version: int) -> bytes:
    return hmac.digest(key.encode(), f"{purpose}|{joining_id}|{version}".encode(), hashlib.sha256)


def code_of(key: str, joining_id: UUID, version: int) -> str:
    """The code to type, which follows from the key of the installation: eight symbols without a break."""
    number = int.from_bytes(_derived(key, "join-code", joining_id, version), "big")
    symbols = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(SYMBOLS))
        symbols.append(SYMBOLS[place])
    return "".join(symbols)


def link_token_of(key: str, joining_id: UUID, version: int) -> str:
    """The secret of the link, 128 bits."""
    return base64.urlsafe_b64encode(_derived(key, "join-link", joining_id, version)[:16]).decode().rstrip("=")


def shown_code(code: str) -> str:
    """The code as it is read out: two groups of four."""
    return f"{code[:4]} {code[4:]}"


def typed_code(text: str) -> str:
    """What was typed, without breaks and in capital letters."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode(), other.encode())


def end_of_stay(last_day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    """When guests of a workshop are strangers again: a day after its last day is over, in its time zone."""
    return datetime.combine(last_day + timedelta(days=1), time(), zone) + STAYS


_LOOK_ALIKE = str.maketrans(
    "аԁеһіјӏорԛѕԝхуүмтвнкбαβεηικνορτυχγ01|!ıłøđ",
    "adehijlopqswxyymtbhk6abenikvoptuxyolliilod",
)
"""Signs of other alphabets that are taken for a Latin letter, in small letters."""


def looks_of(name: str) -> str:
    """What a name looks like: two names with the same looks are taken for one another."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(sign for sign in plain.translate(_LOOK_ALIKE) if unicodedata.category(sign)[0] in "LN")
    return letters.replace("i", "l").replace("rn", "m").replace("vv", "w")  # a capital i and a small l


def name_fault(name: str, taken: Iterable[str], longest: int) -> str:
    """What is wrong with a guest's name, in words; empty when it may be taken."""
    if any(unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in ("Zl", "Zp") for sign in name):
        return "Use letters that can be seen: the name holds invisible signs."
    if not looks_of(name):
        return "Type your name."
    if len(name) > longest:
        return f"A name has at most {longest} characters."
    if looks_of(name) in {looks_of(other) for other in taken}:
        return "Somebody here has this name already. Add your surname or your department."
    return ""
