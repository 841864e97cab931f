"""News of the week for the sponsor: drafted, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts import notifications
from accounts.models import User
from actionplans.kinds_checkins import NOTE
from actionplans.models import SponsorNote
from actionplans.notices import SPONSOR_NOTE
from vsm_site.lib.errors import Invalid
from workshops.access import Actor
from workshops.change import Tx, change
from workshops.models import Participation, Workshop
from workshops.policy import ROLE_ACTIONS
from workshops.policy import Action as Right


def keep_note(
    *, actor: Actor, workshop_id: UUID, text: str, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> SponsorNote:
    """Keep the draft of the news; there is one in a workshop at a time. Conflict when somebody else changed it meanwhile."""
    parsed = NOTE.parse({"text": text})
    with change(workshop_id, actor=actor, needs=Right.WRITE_SUMMARY, change_id=change_id, kind="draft-sponsor-note") as tx:
        return _write(tx, parsed["text"], base)


def send_note(
    *, actor: Actor, workshop_id: UUID, text: str, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> SponsorNote:
    """Send the news to the sponsor, on their page and by mail; Invalid where nobody does."""
    parsed = NOTE.parse({"text": text})
    with change(workshop_id, actor=actor, needs=Right.WRITE_SUMMARY, change_id=change_id, kind="send-sponsor-note") as tx:
        receivers = who_receives(workshop_id, by=actor)
        if not receivers:
            raise Invalid({"text": "Nobody sponsors this workshop yet. Invite the sponsor on the page of people; the draft can be kept."})
        note: SponsorNote = tx.set(_write(tx, parsed["text"], base), {"sent_at": tx.at})
        _tell(tx, note, receivers)
    return note


def who_receives(workshop_id: UUID, *, by: Actor) -> list[User]:
    """Who is told: those with an account who approve what is planned and close its reviews, but not who writes."""
    roles = [role.value for role, rights in ROLE_ACTIONS.items() if {Right.APPROVE_CHARTER, Right.CLOSE_REVIEW} <= rights]
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role__in=roles, user__is_active=True)
    people = dict.fromkeys(row.user for row in rows.select_related("user").order_by("order_key", "id"))
    return [user for user in people if user.pk != by.user_id]


def _write(tx: Tx, text: str, base: Mapping[str, int] | None) -> SponsorNote:
    draft = SponsorNote.objects.present().filter(workshop_id=tx.workshop_id, sent_at=None).first()
    if draft is None:
        return tx.new(NOTE, {"text": text})  # type: ignore[no-any-return]
    return tx.set(draft, {"text": text}, base=base) if draft.text != text else draft


def _tell(tx: Tx, note: SponsorNote, receivers: list[User]) -> None:
    workshop = Workshop.objects.get(pk=tx.workshop_id)
    url = f"{reverse('check-ins', args=[tx.workshop_id])}#note-{note.pk}"
    notifications.notify(
        receivers,
        SPONSOR_NOTE.kind,
        text=f"{tx.actor.user} tells you how the week went: “{workshop.title}”.",
        url=url,
        dedupe_key=f"{SPONSOR_NOTE.kind}:{note.pk}",
        workshop_id=tx.workshop_id,
        mail_subject=f"{workshop.title}: how the week went",
        mail_body=f"{note.text.rstrip()}\n\n{tx.actor.user}\n\nThe check-ins of the plan:\n{settings.BASE_URL}{url}\n",
    )
