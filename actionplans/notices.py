"""What the action plan tells people about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from accounts import notifications
from accounts.models import User
from actionplans.health import short_date
from actionplans.models import Action, Baseline, CheckIn, CheckInPoint, Handover
from workshops.models import Participation
from workshops.policy import Role

ASSIGNED = notifications.register("action-assigned", "An action is given to me", description="You own it from now on.")
WAITS = notifications.register("action-waits", "An action waits for me", description="It is blocked and you can lift what blocks it.")

CHECK_IN = notifications.register("check-in", "A check-in asks how my actions go", description="Before it, while nobody has said a word.")
CHECK_IN_MINUTES = notifications.register(
    "check-in-minutes", "Minutes of a check-in", description="When you were there, lead the workshop, or own what follows."
)
SPONSOR_NOTE = notifications.register("sponsor-note", "News of the week for the sponsor", description="What a process owner tells you.")
HANDED_OVER = notifications.register("plan-handed-over", "The plan changes hands", description="From the coach to you, or back.")
BASELINE = notifications.register("plan-baseline", "A plan waits for my signature", description="It has a baseline to be agreed on.")


def tell_handover(tx: Any, handover: Handover) -> None:
    """Tell those to whom the plan goes: the owners, or the coaches who have it again."""
    role = Role.OWNER if handover.to_owner else Role.COACH
    back = f"gave the action plan back to you: {_short(handover.note).rstrip('.')}"
    done = "handed the action plan over to you" if handover.to_owner else back
    _tell_all(tx, _with_role(tx, role), HANDED_OVER.kind, f"{tx.actor.user} {done}.")


def tell_baseline(tx: Any, baseline: Baseline, signers: Iterable[Participation]) -> None:
    """Tell those who sign the plan that there is something to sign."""
    users = [row.user for row in signers if row.user]
    _tell_all(tx, users, BASELINE.kind, f"{tx.actor.user} set baseline {baseline.number} of the plan: please read and sign it.")


def _with_role(tx: Any, role: Role) -> list[User]:
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, role=role.value, user__is_active=True)
    return [row.user for row in rows.select_related("user")]


def _tell_all(tx: Any, users: Iterable[User], kind: str, text: str) -> None:
    others = [user for user in dict.fromkeys(users) if user.pk != tx.actor.user_id]
    url, key = reverse("plan-agreement", args=[tx.workshop_id]), f"{kind}:{tx.workshop_id}:{tx.seq}"
    notifications.notify(others, kind, text=text, url=url, dedupe_key=key, workshop_id=tx.workshop_id)


def send_minutes(tx: Any, minutes: CheckIn, people: Sequence[User], points: Sequence[CheckInPoint], names: Sequence[str]) -> None:
    """Send the minutes of a check-in with its decisions and follow-ups to these people, whoever sends them too; again when sent again."""
    template: Any = get_template("actionplans/mail/check_in_minutes.txt")
    address = settings.BASE_URL + minutes.get_absolute_url()
    context = {
        "minutes": minutes,
        "names": names,
        "decisions": [point for point in points if point.kind == CheckInPoint.Kind.DECISION],
        "follow_ups": [point for point in points if point.kind == CheckInPoint.Kind.FOLLOW_UP],
        "address": address,
    }
    notifications.notify(
        people,
        CHECK_IN_MINUTES.kind,
        text=f"{minutes}: the minutes of {minutes.workshop.title}.",
        url=minutes.get_absolute_url(),
        dedupe_key=f"{CHECK_IN_MINUTES.kind}:{minutes.pk}:{tx.seq}",
        workshop_id=minutes.workshop_id,
        mail_subject=f"{minutes.workshop.title}: minutes of the check-in of {short_date(minutes.on)}",
        mail_body=template.template.render(Context(context, autoescape=False)),  # plain text, not HTML
    )


def tell_assigned(tx: Any, action: Action) -> None:
    """Tell the new owner, unless they took it themselves; at most once for each change."""
    until = f", until {short_date(action.end)}" if action.end else ""
    _tell(tx, action, action.owner, ASSIGNED.kind, f"{tx.actor.user} gave you “{_short(action.title)}”{until}.")


def tell_waiting(tx: Any, action: Action) -> None:
    """Tell the person who can lift what blocks an action."""
    _tell(tx, action, action.waits_for, WAITS.kind, f"“{_short(action.title)}” waits for you: {_short(action.reason)}")


def _tell(tx: Any, action: Action, person: Any, kind: str, text: str) -> None:
    user: User | None = person.user if person else None
    if user is None or user.pk == tx.actor.user_id:
        return
    key = f"{kind}:{action.pk}:{tx.seq}"
    notifications.notify([user], kind, text=text, url=action.get_absolute_url(), dedupe_key=key, workshop_id=tx.workshop_id)


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"
