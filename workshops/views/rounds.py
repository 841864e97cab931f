"""Rounds: begun by coaches, answered by everybody, and what came out of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Conflict, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.capture_kinds import KINDS as CAPTURE_KINDS
from workshops.forms.rounds import OnwardForm, RoundForm
from workshops.models import Round
from workshops.pages import count, date_text
from workshops.policy import Action
from workshops.round_kinds import BY_KEY, KINDS, LEAST_VOICES, LEVELS
from workshops.selectors import rounds as selectors
from workshops.selectors.workshops import days_for_blocks
from workshops.services import boards, voices
from workshops.services import rounds as services
from workshops.views.common import change_id_of, enter, go_back
from workshops.views.fresh import shows

ROWS = 25
BEGUN = {
    "write": "Everybody is asked to write.",
    "dots": "The vote has begun.",
    "poll": "The poll has begun.",
    "ready": "Everybody is asked.",
    "sort": "The sorting has begun.",
    "breakout": "The groups may begin.",
}


@require_safe
@shows("rounds")
def rounds(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All rounds of the workshop, the newest first."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    enter(request, workshop, "now")
    page = Paginator(selectors.list_rounds(workshop), ROWS).get_page(request.GET.get("page"))
    rows = [(row, BY_KEY[row.kind]) for row in page]
    return render(request, "workshops/rounds.html", {"page": page, "rows": rows, "kinds": KINDS})


@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Begin a round of one kind."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    if kind not in BY_KEY:
        raise NotFound
    shown = selectors.list_rounds(workshop, is_open=False).filter(state="shown", kind__in=["write", "dots", "breakout"])[:12]
    first = {"source": f"round:{request.GET.get('source', '')}", **_proposed(request)}
    form = RoundForm(request.POST if request.method == "POST" else None, kind=kind, rounds=shown, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (made := _begin(request, actor, pk, form)):
            messages.success(request, BEGUN[kind])
            return go_back(request, "round-page", made)
    enter(request, workshop, "now")
    context = {"form": form, "kind": BY_KEY[kind], "change_id": request.POST.get("change_id") or uuid7()}
    return render(request, "workshops/round_new.html", context, status=status)


def _proposed(request: HttpRequest) -> dict[str, str]:
    """What the page that led here proposes to ask, and what that is about."""
    return {name: request.GET[name] for name in ("question", "about", "items", "minutes") if request.GET.get(name)}


def _begin(request: HttpRequest, actor: Actor, workshop_id: UUID, form: RoundForm) -> UUID | None:
    """The id of the round; None with the faults in the form."""
    try:
        made = services.begin_round(
            actor=actor, workshop_id=workshop_id, plan=form.plan(), now=timezone.now(), change_id=change_id_of(request)
        )
    except Repeated as again:
        return selectors.get_made_round(workshop_id, again.seq).pk
    except Invalid as invalid:
        for fault in invalid.faults:
            form.add_error(fault.path if fault.path in form.fields else None, fault.text)
        return None
    return made.pk


@require_safe
@shows("rounds")
def round_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One round: while it is open one's own part in it, afterwards what came out."""
    actor = actor_of(request)
    row = selectors.get_round(actor, pk)
    return _show_page(request, actor, row)


def _show_page(request: HttpRequest, actor: Actor, row: Round, status: int = 200, refused: str = "") -> HttpResponse:
    enter(request, row.workshop, "now")
    context = {
        "view": selectors.view_round(actor, row),
        "refused": refused,
        "typed": request.POST.get("note", "") if refused else "",
        "here": row.get_absolute_url(),
        "capture_kinds": [kind for kind in CAPTURE_KINDS if kind.may_become_action],
        "may_place": _may_place(actor, row),
        "may_go_on": any(can(actor, right, row.workshop) for right in (Action.EDIT_PLAN, Action.MANAGE_CAPTURES, Action.RUN_WORKSHOP)),
        "levels": LEVELS,
        "next_kinds": [BY_KEY["dots"], BY_KEY["sort"]],
        "least": LEAST_VOICES,
        "days": days_for_blocks(row.workshop) if can(actor, Action.RUN_WORKSHOP, row.workshop) else [],
    }
    return render(request, "workshops/round.html", context, status=status)


def _may_place(actor: Actor, row: Round) -> bool:
    """Everybody with a voice while it is open, afterwards coaches."""
    return can(actor, Action.VOTE if row.state == "open" else Action.RUN_WORKSHOP, row.workshop)


@require_POST
def round_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take part: a note, dots, an answer, or that one is ready. A script that sends a note gets one's own notes back."""
    actor = actor_of(request)
    row = selectors.get_round(actor, pk, Action.VIEW)
    try:
        _give(request, actor, row)
    except Invalid as invalid:
        if request.headers.get("X-Script"):
            return HttpResponse(invalid.faults[0].text if invalid.faults else str(invalid), status=422, content_type="text/plain")
        return _show_page(request, actor, row, 422, invalid.faults[0].text if invalid.faults else str(invalid))
    if request.headers.get("X-Script"):
        view = selectors.view_round(actor, row)
        return render(request, "workshops/_round_mine.html", {"view": view, "here": row.get_absolute_url()})
    return go_back(request, "round-page", pk)


def _give(request: HttpRequest, actor: Actor, row: Round) -> None:
    given = request.POST
    if row.kind == "write" and "take" in given:
        voices.remove_note(actor=actor, round_id=row.pk, text=given["take"])
    elif row.kind == "write":
        voices.write_note(actor=actor, round_id=row.pk, text=given.get("note", ""))
    elif row.kind == "dots":
        voices.place_dots(actor=actor, round_id=row.pk, dots=_dots(request))
    elif row.kind == "poll":
        voices.choose(actor=actor, round_id=row.pk, items=given.getlist("choice"))
    else:
        voices.say_ready(actor=actor, round_id=row.pk, ready=given.get("ready") == "1")


def _dots(request: HttpRequest) -> dict[str, int]:
    """Dots by candidate from the fields `dots-<id>`, with one more or less where a button says so."""
    found: dict[str, int] = {}
    for name, value in request.POST.items():
        item = name.removeprefix("dots-")
        if item != name and isinstance(value, str):
            found[item] = int(value) if value.isascii() and value.isdecimal() and len(value) < 4 else 0
    for name, by in (("more", 1), ("less", -1)):
        if item := request.POST.get(name, ""):
            found[item] = max(0, found.get(item, 0) + by)
    return found


@require_POST
def round_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a round and show what came out."""
    actor = actor_of(request)
    row = selectors.get_round(actor, pk)
    try:
        services.show_round(actor=actor, round_id=pk, now=timezone.now())
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return go_back(request, "round-page", pk)
    # who was ready is of no use any more; what came out of everything else is what one goes on with
    return go_back(request, "round-page", pk) if row.kind == "ready" else redirect(row.get_absolute_url())


@require_POST
def round_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a round without showing anything."""
    actor = actor_of(request)
    selectors.get_round(actor, pk)
    services.drop_round(actor=actor, round_id=pk, now=timezone.now())
    messages.success(request, "Ended. Nothing of it was shown or kept.")
    return go_back(request, "round-page", pk)


@require_POST
def round_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put chosen notes under a heading, or keep them as captures."""
    actor = actor_of(request)
    row = selectors.get_round(actor, pk)
    try:
        if kind := request.POST.get("keep", ""):
            kept = services.keep_as_captures(actor=actor, round_id=pk, item_ids=chosen(request), kind=kind)
            messages.success(request, f"{count(kept, 'note')} kept as captures. Undo takes {'it' if kept == 1 else 'them'} back.")
        else:
            services.group_items(actor=actor, round_id=pk, item_ids=chosen(request), group=request.POST.get("group", ""))
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    return redirect(row.get_absolute_url())


@require_POST
def round_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A block of the agenda for each chosen note."""
    actor = actor_of(request)
    row = selectors.get_round(actor, pk)
    form = OnwardForm(request.POST, days=days_for_blocks(row.workshop))
    if not form.is_valid():
        return _show_page(request, actor, row, 422, str(next(iter(form.errors.values()))[0]))
    said = form.cleaned_data
    try:
        made = services.put_on_agenda(
            actor=actor, round_id=pk, item_ids=chosen(request), day=said["day"], minutes=said["minutes"], change_id=change_id_of(request)
        )
    except Repeated:
        pass
    except Invalid as invalid:
        return _show_page(request, actor, row, 422, invalid.faults[0].text)
    else:
        day = made[0].day
        messages.success(request, f"{count(len(made), 'block')} more on {date_text(day.date)}. Undo takes them back.")
    return redirect(row.get_absolute_url())


def chosen(request: HttpRequest) -> list[UUID]:
    """The notes that were chosen; Invalid for something else."""
    return [_id(item) for item in request.POST.getlist("item")]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({"item": "This is not a note of this round."}) from None


@require_POST
def item_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Place a candidate by impact and effort."""
    actor = actor_of(request)
    item = selectors.get_item(actor, pk)
    try:
        base = {name: int(value) for name in ("impact", "effort") if (value := request.POST.get(f"rev_{name}", "")).isdecimal()}
        services.place_item(actor=actor, item_id=pk, impact=_level(request, "impact"), effort=_level(request, "effort"), base=base)
    except Conflict:
        messages.error(request, f"Somebody has just placed “{item.text}” elsewhere. Look where it stands now, then choose again.")
    return go_back(request, "round-page", item.round_id)


def _level(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text in ("1", "2", "3") else None


@require_POST
def item_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a note off a board."""
    actor = actor_of(request)
    item = selectors.get_item(actor, pk)
    boards.take_off_board(actor=actor, item_id=pk)
    return go_back(request, "round-page", item.round_id)


@require_POST
def board_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write on a board."""
    actor = actor_of(request)
    board = selectors.get_board(actor, pk)
    try:
        boards.add_to_board(actor=actor, board_id=pk, text=request.POST.get("note", ""), change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        return _show_page(request, actor, selectors.get_round(actor, board.round_id), 422, invalid.faults[0].text)
    return go_back(request, "round-page", board.round_id)


@require_POST
def board_join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go to a board, or as a coach put somebody there."""
    actor = actor_of(request)
    board = selectors.get_board(actor, pk)
    person = request.POST.get("person", "")
    boards.join_board(actor=actor, board_id=pk, person=_id(person) if person else None)
    return go_back(request, "round-page", board.round_id)


urlpatterns = [
    path("workshops/<uuid:pk>/rounds/", rounds, name="workshop-rounds"),
    path("workshops/<uuid:pk>/rounds/new/<slug:kind>/", round_new, name="round-new"),
    path("rounds/<uuid:pk>/", round_page, name="round-page"),
    path("rounds/<uuid:pk>/answer/", round_answer, name="round-answer"),
    path("rounds/<uuid:pk>/show/", round_show, name="round-show"),
    path("rounds/<uuid:pk>/drop/", round_drop, name="round-drop"),
    path("rounds/<uuid:pk>/agenda/", round_agenda, name="round-agenda"),
    path("rounds/<uuid:pk>/group/", round_group, name="round-group"),
    path("round-items/<uuid:pk>/place/", item_place, name="item-place"),
    path("round-items/<uuid:pk>/remove/", item_remove, name="item-remove"),
    path("boards/<uuid:pk>/notes/", board_note, name="board-note"),
    path("boards/<uuid:pk>/join/", board_join, name="board-join"),
]
