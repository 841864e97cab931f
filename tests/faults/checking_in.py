"""Run as a program on a data folder: `plan` makes the cast with a check-in whose owners are to be asked, `ask PERSON` sweeps and dies by
SIGKILL when that person's request is to be noted, `mail LETTER` empties the outbox into the folder and dies when that letter is to be
noted, `later` is both sweeps ten minutes on without dying, and says what became of everybody (JSON on standard output)."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import Notification, OutboxMessage  # noqa: E402
from accounts.services import outbox  # noqa: E402
from actionplans.models import CheckInRequest, CheckInRound  # noqa: E402
from actionplans.services.rounds import send_due_requests  # noqa: E402
from tests.actionplans.checkins import meet  # noqa: E402
from tests.actionplans.factories import make_action  # noqa: E402
from tests.cast import make_cast  # noqa: E402

NOW = datetime(2026, 11, 22, 9, 1, tzinfo=UTC)
"""A minute after owners are asked for the first check-in of the tests' cadence."""
LETTERS = Path(settings.DATA_DIR) / "letters"
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = str(LETTERS)


def plan() -> None:
    """Five owners of one action each, before the check-in of Monday, and nobody has said a word."""
    cast = make_cast()
    for name in ("fay", "omar", "spring", "pia", "per"):
        make_action(cast, f"Of {name}", owner=name)
    meet(cast)
    CheckInRound.objects.filter(meets_at__gt=NOW).update(sent_at=None, cancelled_at=None)


def dying_at(which: int, is_it: Callable[[str], bool]) -> Callable[..., Any]:
    """What kills the process when the statement comes for the `which`th time, before the database sees it."""
    seen = 0

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += is_it(sql)
        if is_it(sql) and seen == which:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return wrapper


def ask(person: int) -> None:
    """The sweep; it told the person, and dies before that is noted."""
    with connection.execute_wrapper(dying_at(person, lambda sql: sql.startswith('INSERT INTO "actionplans_checkinrequest"'))):
        send_due_requests(now=NOW)


def mail(letter: int) -> None:
    """The outbox; the mail server took the letter, and the process dies before that is noted."""
    noted: Callable[[str], bool] = lambda sql: sql.startswith('UPDATE "accounts_outboxmessage"') and '"sent_at"' in sql  # noqa: E731
    with connection.execute_wrapper(dying_at(letter, noted)):
        outbox.send_due(now=NOW)


def later() -> None:
    """When the leases of the dead have ended."""
    then = NOW + timedelta(minutes=10)
    send_due_requests(now=then)
    outbox.send_due(now=then)
    tell()


def tell() -> None:
    """How often each person was told, written to, noted and sent to, and how many different letters there are."""
    sent = [message_from_bytes(part, policy=default) for file in sorted(LETTERS.glob("*")) for part in _parts(file)]
    found = {
        "waiting": CheckInRound.objects.filter(due_at__lte=NOW, sent_at=None, cancelled_at=None).count(),
        "told": sorted(Counter(Notification.objects.filter(kind="check-in").values_list("user__display_name", flat=True)).items()),
        "noted": sorted(Counter(CheckInRequest.objects.values_list("user__display_name", flat=True)).items()),
        "written": sorted(Counter(OutboxMessage.objects.filter(kind="check-in").values_list("to", flat=True)).items()),
        "unsent": OutboxMessage.objects.filter(kind="check-in").exclude(state=OutboxMessage.State.SENT).count(),
        "sent": sorted(Counter(str(message["Message-ID"]) for message in sent if "How does" in str(message["Subject"])).values()),
    }
    print(json.dumps(found))


def _parts(file: Path) -> list[bytes]:
    """The letters of one file of the file backend, which draws a line of dashes below each."""
    return [part.strip() + b"\n" for part in file.read_bytes().split(b"-" * 79) if part.strip()]


if __name__ == "__main__":
    word, *more = sys.argv[1:]
    if word in ("ask", "mail"):
        (ask if word == "ask" else mail)(int(more[0]))
    else:
        {"plan": plan, "later": later}[word]()
