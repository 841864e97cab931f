"""The first alignment meeting of Acme Stamping, as it was held, with the next one planned."""

from __future__ import annotations

from reviews.models import AlignmentMeeting
from reviews.services import alignment
from vsm_site.demo_seed.story import Story

DAY = 48
MINUTES = {
    "results": "Daily milk run and coils twice a week work. The press changeover is under ten minutes on two of three shifts.",
    "impact": "Lead time fell with the stock before the press; what waits before assembly did not move yet.",
    "coming": "Supermarket before the flow cell first, then the event at weld 2.",
    "environment": "State Street orders in smaller trays from the new year: demand stays, the mix changes more often.",
    "communication": "Omar tells the late shift on Monday, Spring the board with the figures of the 30-day review.",
    "plan_update": "No new actions until the transformer is in.",
    "sustainment": "The late shift still builds a little ahead “to be safe”. The shift leaders count the trays at hand-over.",
}


def plan_alignment(story: Story) -> None:
    """Plan the series, two weeks before its first meeting."""
    with story.dated(DAY - 14, "15:00"):
        values = {"first_on": story.date(DAY), "months": 2, "place": "Room Kaizen"}
        alignment.plan_series(actor=story.actor("Omar"), workshop=story.workshop, values=values)


def hold_alignment(story: Story) -> None:
    """Hold the first meeting; the minutes were sent."""
    omar, day = story.actor("Omar"), story.date(DAY)
    meeting = AlignmentMeeting.objects.present().select_related("workshop").get(workshop_id=story.workshop.pk)
    with story.dated(DAY, "15:40"):
        present = {str(story.pk(name)) for name in ("Omar", "Spring", "Fay", "Pia")}
        alignment.set_present(actor=omar, meeting=meeting, present=present)
    with story.dated(DAY, "15:50"):
        values = {"text": "Count the trays at hand-over on the late shift.", "owner": story.pk("Per"), "due_on": story.date(DAY + 21)}
        alignment.record_follow_up(actor=omar, meeting=meeting, values=values)
    with story.dated(DAY, "16:10"):
        alignment.write_minutes(actor=omar, meeting=meeting, values=MINUTES)
    with story.dated(DAY, "16:12"):
        alignment.hold_meeting(actor=omar, meeting=meeting, held_on=day)
    with story.change("Omar", DAY, "16:20", "send-minutes") as tx:
        tx.set(meeting, {"sent_at": tx.at, "sent_by": tx.actor.user_id})
