"""The end of a day: its summary, and closing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vsm_site.lib.errors import Invalid
from workshops import notices, panels
from workshops.access import Actor, actor_of, can
from workshops.carrying import OF_ITS_DAY
from workshops.forms.days import SummaryForm
from workshops.live_forms import LiveForm
from workshops.models import WorkshopDay
from workshops.pages import count, joined
from workshops.policy import Action
from workshops.selectors import carrying
from workshops.selectors import days as selectors
from workshops.selectors.barriers import with_age
from workshops.selectors.captures import list_undisposed
from workshops.selectors.summary import DaySummary, list_readers, list_sendings, summarise_day
from workshops.services import days as services
from workshops.services import summaries
from workshops.views.common import change_id_of, saved
from workshops.views.days_common import done, page_of

PARKED = "parked-"
"""What the fields of items of the parking lot are called, before the item's id."""
ENDS = (("carry", "Carry over to the next open day"), ("close", "Settled"), ("drop", "Not pursued"))
"""What may become of such an item when the day closes."""


@require_http_methods(["GET", "POST"])
def day_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The summary of a day: drawn up from its log, with the champion's words; it closes the day, or opens it again."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.WRITE_SUMMARY if request.method == "POST" else Action.READ_REPORTS)
    if request.method == "GET":
        summaries.record_reading(actor=actor, day=day, now=timezone.now())
    told = summarise_day(day, timezone.now())
    if not can(actor, Action.WRITE_SUMMARY, day.workshop):
        return _summary_page(request, actor, told, None, 200)
    form = SummaryForm(request.POST if request.method == "POST" else None, record=day, **_drafted(told))
    return _write(request, actor, told, form) if request.method == "POST" else _summary_page(request, actor, told, form, 200)


def _drafted(told: DaySummary) -> dict[str, Any]:
    """The list from the log stands in the form; left as it is, it goes on following the log."""
    return {} if told.day.team_did else {"initial": {"team_did": "\n".join(told.points)}}


def _write(request: HttpRequest, actor: Actor, told: DaySummary, form: SummaryForm) -> HttpResponse:
    day, do = told.day, request.POST.get("do", "")
    if do in ACTS:
        done(request, lambda: ACTS[do](request, actor, day))
        return redirect("day-close", day.pk)
    if do == "look":
        return _summary_page(request, actor, _as_typed(told, form), form, 200, looks=True)
    if do in CLOSES and (question := _unanswered(request, day)):
        return _summary_page(request, actor, told, form, 422, question)
    status = saved(request, form, lambda form: _keep_summary(request, actor, day.pk, form))
    if not status:
        messages.success(request, _what_happened(request, actor, day))
        return redirect("day-close", day.pk)
    return _summary_page(request, actor, told, form, status)


def _as_typed(told: DaySummary, form: SummaryForm) -> DaySummary:
    """The summary with the words that stand in the form, stored or not."""
    told.day.accomplishments = str(form["accomplishments"].value() or "")
    points = tuple(line for line in str(form["team_did"].value() or "").splitlines() if line.strip())
    return replace(told, points=points)


def _reopen(request: HttpRequest, actor: Actor, day: WorkshopDay) -> None:
    found = services.reopen_day(actor=actor, day_id=day.pk)
    said = ["The day is open again."]
    if found.blocks:
        said.append(f"{count(found.blocks, 'block that was', 'blocks that were')} carried on, and not begun there, went again.")
    if found.captures:
        said.append(f"{count(found.captures, 'capture is', 'captures are')} open as before.")
    messages.success(request, " ".join(said))


def _redraft(request: HttpRequest, actor: Actor, day: WorkshopDay) -> None:
    summaries.redraft(actor=actor, day_id=day.pk)
    messages.success(request, "What the team did is drawn up from the log again.")


def _send_again(request: HttpRequest, actor: Actor, day: WorkshopDay) -> None:
    summaries.send_again(actor=actor, day_id=day.pk, now=timezone.now(), change_id=change_id_of(request))
    messages.success(request, f"The summary goes to {joined(selectors.readers_of_summary(day.workshop, actor))} once its PDF is made.")


ACTS: Mapping[str, Callable[[HttpRequest, Actor, WorkshopDay], None]] = {"reopen": _reopen, "redraft": _redraft, "again": _send_again}
"""What buttons do beside keeping the words and closing."""


def _unanswered(request: HttpRequest, day: WorkshopDay) -> str:
    """What has to be said before the day closes: `running` or `parked`, empty when everything was."""
    if carrying.running_of(day) and not request.POST.get("running"):
        return "running"
    carries_all = request.POST.get("carry") == "1" and selectors.next_open_day(day) is not None
    parked = {} if carries_all else _parked(request)
    return "parked" if not carries_all and any(not parked.get(row.pk) for row in list_undisposed(day)) else ""


def _parked(request: HttpRequest) -> dict[UUID, str]:
    """What was said of each item of the parking lot."""
    found = {}
    for name, word in request.POST.items():
        if name.startswith(PARKED):
            with suppress(ValueError):
                found[UUID(name.removeprefix(PARKED))] = str(word)
    return found


def _chosen(request: HttpRequest) -> frozenset[UUID] | None:
    """The open blocks that were ticked; None where the page was not asked yet."""
    if "blocks" not in request.POST:
        return None
    try:
        return frozenset(UUID(word) for word in request.POST.getlist("block"))
    except ValueError:
        raise Invalid({"blocks": "Choose blocks of this day."}) from None


def _keep_summary(request: HttpRequest, actor: Actor, day_id: UUID, form: LiveForm) -> None:
    said: dict[str, Any] = {
        "actor": actor,
        "day_id": day_id,
        "values": form.changes,
        "base": form.base,
        "change_id": change_id_of(request),
    }
    do = request.POST.get("do", "")
    if do not in CLOSES:
        services.write_summary(**said)
        return
    how = services.Closing(
        carry=request.POST.get("carry") == "1",
        blocks=_chosen(request) or frozenset(),
        running=request.POST.get("running", ""),
        parked=_parked(request),
    )
    CLOSES[do](**said, how=how)


CLOSES: Mapping[str, Callable[..., object]] = {"send": services.close_day, "close": services.close_day_unsent}
"""The buttons that close the day: with its summary sent, and without."""


def _what_happened(request: HttpRequest, actor: Actor, day: WorkshopDay) -> str:
    """What the page says after saving or closing: nobody is said to be told who is not."""
    do = request.POST.get("do", "")
    if do not in CLOSES:
        return "The summary is saved."
    went = len(_chosen(request) or ()) + (request.POST.get("running") == "carry")
    carried = f" {count(went, 'block goes', 'blocks go')} on to the next open day." if went else ""
    told = selectors.readers_of_summary(day.workshop, actor)
    if do == "send" and told:
        return f"The day is closed, and {joined(told)} can read its summary.{carried}"
    return f"The day is closed{'' if do == 'send' else '; nobody was told'}.{carried}"


def _summary_page(
    request: HttpRequest, actor: Actor, told: DaySummary, form: SummaryForm | None, status: int, asked: str = "", *, looks: bool = False
) -> HttpResponse:
    day, workshop = told.day, told.day.workshop
    closes = form is not None and not day.closed
    context = {
        "day": day,
        "told": told,
        "view": told.view,
        "form": form,
        "length": told.length,
        "captured": told.captured,
        "well": told.well,
        "change": told.change,
        "questions": told.questions,
        "barriers": with_age(told.barriers, workshop, timezone.now()),
        "tomorrow": told.tomorrow,
        "parts": panels.day_close_parts(workshop, actor),
        "papers": panels.day_papers(day, actor),
        "asked": asked,
        "readers": list_readers(day) if day.closed and can(actor, Action.SEE_PEOPLE_DATA, workshop) else [],
        "sentence": _summary_sentence(told, told.captured.to_sort),
        "looks": looks,
        **(_open_context(request, day) if closes else {}),
        **(_mail_context(actor, told) if form is not None else {}),
    }
    return page_of(request, "day_close", workshop, context, status)


def _open_context(request: HttpRequest, day: WorkshopDay) -> dict[str, Any]:
    """What is still open on a day that is to be closed, and the next day with what goes on."""
    now, carry_to = timezone.now(), selectors.next_open_day(day)
    runs = carrying.running_of(day)
    said = request.POST.get("running") or ("end" if runs and runs.kind in OF_ITS_DAY else "")
    blocks = carrying.choices_of(day, carry_to, _chosen(request))
    goes_on = [row for row in carrying.list_open(day) if row.pk in {block.item.pk for block in blocks if block.is_carried}]
    if runs and said == "carry":
        goes_on = [row for row in carrying.list_open(day) if row in goes_on or row == runs]
    return {
        "left": blocks,
        "runs": runs,
        "runs_left": carrying.length_of(runs, now) if runs else 0,
        "running": said,
        "look": carrying.look_ahead(carry_to, goes_on, now) if carry_to and (blocks or runs) else None,
        "parked": list(list_undisposed(day)),
        "carry_to": carry_to,
        "carry_number": selectors.number_of(carry_to) if carry_to else 0,
        "ends": [(word, label) for word, label in ENDS if carry_to or word != "carry"],
    }


def _mail_context(actor: Actor, told: DaySummary) -> dict[str, Any]:
    """The letter with the summary, who gets it, and when it was sent."""
    people = notices.receivers_of(told.day, actor.user)
    mailed = notices.mailed_of(told.day, actor.user)
    return {
        "receivers": joined([user.display_name for user in people]),
        "mailed": joined([user.display_name for user in mailed]),
        "unmailed": joined([user.display_name for user in people if user not in mailed]),
        "subject": notices.summary_subject(told.day),
        "letter": notices.summary_text(told),
        "sendings": list_sendings(told.day) if told.day.closed else [],
    }


def _summary_sentence(told: DaySummary, to_sort: int) -> str:
    """How far the summary is."""
    day, lessons = told.day, told.well + told.change
    if day.closed:
        return "The day is closed."
    missing = [
        text
        for text, is_missing in (
            (f"{to_sort} capture{'s' if to_sort != 1 else ''} to sort", to_sort),
            ("a lesson to note", not lessons),
            ("two sentences to write", not day.accomplishments),
        )
        if is_missing
    ]
    if not missing:
        return "The summary is drafted from today’s log, and everything is there: it can go."
    return f"The summary is drafted from today’s log. Still open: {', '.join(missing)}."


urlpatterns = [
    path("days/<uuid:pk>/close/", day_close, name="day-close"),
]
