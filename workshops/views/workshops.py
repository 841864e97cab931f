"""List, making, home and settings of workshops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as accounts
from accounts.models import Organisation
from vsm_site.lib.errors import Conflict, Fault, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops import pages, panels
from workshops.access import Actor, actor_of, allowed, get_workshop
from workshops.agenda_templates import TEMPLATES, plan_days
from workshops.duties import CHECKLIST
from workshops.flows import FLOWS, flow_named
from workshops.forms.streams import add_faults
from workshops.forms.workshops import NEW, ROLES, SettingsForm, WorkshopForm
from workshops.live_forms import keep_theirs
from workshops.models import Workshop, WorkshopDay
from workshops.panels import Need, Tile
from workshops.policy import Action, without_phase
from workshops.selectors import stages as stage_selectors
from workshops.selectors import streams as stream_selectors
from workshops.selectors import workshops as selectors
from workshops.selectors.left_out import LeftOut, days_left_out
from workshops.selectors.stages import Task
from workshops.selectors.workshops import LastVisit, Size
from workshops.services import visits, workshops
from workshops.services.workshops import NewStream, NewWorkshop, item_kind_of
from workshops.setup_templates import template_for
from workshops.stages import Stage
from workshops.views.common import change_id_of, enter, go_back
from workshops.views.fresh import shows

CARDS = 12
STREAMS_SHOWN = 5
TEAM_SHOWN = 6
TASKS_SHOWN = 12
NEEDS_SHOWN = 8
TILES = 3
SAME_VISIT = timedelta(minutes=30)
"""Looking again within this time is the same visit: what had changed is still shown."""


# The list


@dataclass(frozen=True, slots=True)
class Card:
    """One workshop in the list."""

    workshop: Workshop
    days: str
    roles: str
    stages: Sequence[pages.StageLink]
    tiles: Sequence[Tile]
    badge: str
    runs: bool
    way: pages.WayOn


@require_GET
def workshop_list(request: HttpRequest) -> HttpResponse:
    """The person's workshops: those that run now first."""
    actor, today = actor_of(request), timezone.localdate()
    enter(request, None, "workshops")
    found = Paginator(selectors.list_workshops(actor, today), CARDS).get_page(request.GET.get("page"))
    streams = [(row, flow_named(row.item_kind)) for row in stream_selectors.list_streams(actor)[: STREAMS_SHOWN + 1]]
    context = {
        "page": found,
        "cards": _cards(actor, found),
        "sentence": _list_sentence(found.paginator.count, selectors.count_running(actor, today)),
        "streams": streams[:STREAMS_SHOWN],
        "more_streams": len(streams) > STREAMS_SHOWN,
        "may_add": accounts.list_memberships(actor.user).exists(),
    }
    return render(request, "workshops/list.html", context)


def _list_sentence(total: int, running: int) -> str:
    if not total:
        return "A workshop leads a value stream from the charter to the ninety-day review."
    runs = "none runs today" if not running else "one runs today" if running == 1 else f"{running} run today"
    return f"{pages.count(total, 'workshop')}, {runs}."


def _cards(actor: Actor, found: Page[Workshop]) -> list[Card]:
    rows, now = list(found), timezone.now()
    roles, sizes, tiles = selectors.roles_by_workshop(actor, rows), selectors.sizes(rows), panels.tiles(rows, actor)
    return [
        Card(
            workshop=row,
            days=pages.days_text(row.first_day, row.last_day),
            roles=pages.roles_text(roles.get(row.pk, [])),
            stages=pages.stage_links(row, without_phase(roles.get(row.pk, []))),
            tiles=_tiles(row, tiles[row.pk], sizes[row.pk]),
            badge=_badge(row, row.today(now)),
            runs=row.first_day <= row.today(now) <= row.last_day,
            way=pages.way_on(row, without_phase(roles.get(row.pk, []))),
        )
        for row in rows
    ]


def _tiles(workshop: Workshop, others: Sequence[Tile], size: Size) -> list[Tile]:
    """Three numbers: while the workshop is prepared and held, how much was said and by whom; afterwards, what comes of it."""
    waiting = f"{size.open_captures} to sort" if size.open_captures else "all sorted"
    own = [
        Tile("Captures", str(size.captures), reverse("workshop-captures", args=[workshop.pk]), note=waiting),
        Tile("Team", str(size.people), reverse("workshop-people", args=[workshop.pk]), note="people"),
    ]
    is_after = Stage(workshop.stage).number >= Stage.EXECUTE.number
    return [*others, *own][:TILES] if is_after else [*others[:1], *own, *others[1:]][:TILES]


def _badge(workshop: Workshop, today: date) -> str:
    if today < workshop.first_day:
        left = (workshop.first_day - today).days
        return "Starts tomorrow" if left == 1 else f"Starts in {left} days"
    if today <= workshop.last_day:
        return "Paused" if workshop.paused else f"Day {(today - workshop.first_day).days + 1} runs now"
    ago = (today - workshop.last_day).days
    return "Ended yesterday" if ago == 1 else f"Ended {ago} days ago"


# Making one


@require_http_methods(["GET", "POST"])
def workshop_new(request: HttpRequest) -> HttpResponse:
    """A new workshop, of a stream that is there or of a new one."""
    actor = actor_of(request)
    enter(request, None, "workshops")
    own = [row.organisation for row in accounts.list_memberships(actor.user)]
    streams = list(stream_selectors.visible_streams(actor).filter(organisation__in=own).select_related("organisation"))
    today, first = timezone.localdate(), _first_values(request, own)
    form = WorkshopForm(request.POST or None, streams=streams, organisations=own, today=today, initial=first)
    if request.method == "POST" and own and form.is_valid():
        try:
            made = workshops.create_workshop(actor=actor, plan=_plan(form, streams, own), change_id=change_id_of(request))
        except Repeated:
            return redirect("workshop-charter", selectors.get_made_workshop(actor, change_id_of(request)).pk)
        except Invalid as invalid:
            add_faults(form, Invalid([Fault(fault.path.removeprefix("stream."), fault.text) for fault in invalid.faults]))
        else:
            messages.success(request, f"“{made.title}” is made. The charter comes next.")
            return redirect("workshop-charter", made.pk)
    context = {
        "form": form,
        "flows": FLOWS,
        "templates": TEMPLATES,
        "chosen": form["item_kind"].value(),
        "organisations": own,
        "change_id": request.POST.get("change_id") or str(uuid7()),
    }
    return render(request, "workshops/new.html", context, status=422 if request.method == "POST" else 200)


def _first_values(request: HttpRequest, own: Sequence[Organisation]) -> dict[str, Any]:
    """The stream that was asked for (`?stream=`), and the zone of the person's organisation."""
    return {"stream": request.GET.get("stream", NEW), "time_zone": own[0].time_zone if own else "UTC"}


def _plan(form: WorkshopForm, streams: Sequence[Any], own: Sequence[Organisation]) -> NewWorkshop:
    said = form.cleaned_data
    known = None if form.is_new_stream else next(row for row in streams if str(row.pk) == said["stream"])
    home = next((row for row in own if str(row.pk) == said.get("organisation")), own[0])
    new = NewStream(home, {"name": said["name"], "item_kind": said["item_kind"]})
    days = (said["last_day"] - said["first_day"]).days + 1
    return NewWorkshop(
        stream=known or new,
        title=said["title"] or (known.name if known else said["name"]),
        first_day=said["first_day"],
        last_day=said["last_day"],
        time_zone=said["time_zone"],
        roles=ROLES[said["my_role"]],
        agenda=plan_days(days, item_kind_of(known or new), said["agenda"]) if said["agenda"] else (),
        more_duties=(*CHECKLIST, *template_for(item_kind_of(known or new)).duties) if said["begin_with"] else (),
    )


# Home


@require_GET
@shows("tasks", "charter", "agenda", "captures", "map", "plan", "reviews", "barriers")
def workshop_home(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How things stand, what runs today, and what needs the person."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk)
    enter(request, workshop, "home")
    rights = allowed(actor, workshop)
    reads = Action.READ_REPORTS in rights
    today, stage = workshop.today(now), Stage(workshop.stage)
    progress = stage_selectors.progress_by_stage(workshop, today)[stage]
    days = selectors.list_days(workshop)
    team = selectors.list_team(actor, workshop)
    needs = _needs(workshop, actor, today)
    context = {
        "hello": f"{pages.greeting(timezone.localtime(now))}, {actor.user.display_name}",
        "sentence": pages.how_it_stands(workshop, today, days, progress) if reads else pages.where_it_is(workshop, today, days),
        "way": pages.way_on(workshop, rights),
        "stages": pages.stage_links(workshop, rights),
        "stage": stage,
        "progress": progress,
        "tasks": stage_selectors.list_tasks(workshop, stage)[:TASKS_SHOWN],
        "figures": panels.figures(workshop, actor),
        "cards": panels.home_cards(workshop, actor) if reads else [],
        "agenda": selectors.next_day(workshop, days, now),
        "needs": needs[:NEEDS_SHOWN],
        "more_needs": max(0, len(needs) - NEEDS_SHOWN),
        "team": team[:TEAM_SHOWN],
        "team_size": len(team),
        **_news(request, actor, workshop, now),
    }
    return render(request, "workshops/home.html", context)


def _needs(workshop: Workshop, actor: Actor, today: date) -> list[Need]:
    """What waits for the person in all apps: what is late or in somebody's way first."""
    soon = stage_selectors.list_soon(actor, workshop, today)
    own = [_task_need(task) for task in soon] + _waiting_needs(workshop, actor)
    return sorted([*own, *panels.needs(workshop, actor)], key=lambda need: not need.urgent)


def _task_need(task: Task) -> Need:
    url = reverse("workshop-task", args=[task.row.pk])
    due = task.due.lower() if task.due in ("Today", "Tomorrow") else task.due
    return Need("list-checks", task.row.title, url, task.due if task.is_late else f"Due {due}", task.is_late)


def _waiting_needs(workshop: Workshop, actor: Actor) -> list[Need]:
    """Barriers, captures, people and the charter, for those whose duty each is."""
    rights = allowed(actor, workshop)
    waiting = selectors.waiting_in(workshop)
    found = []
    if Action.ANSWER_BARRIER in rights and waiting.barriers:
        text = f"{pages.count(waiting.barriers, 'barrier')} to lift"
        found.append(Need("hand", text, reverse("workshop-agenda", args=[workshop.pk]), "The team cannot do this without you", True))
    if Action.APPROVE_CHARTER in rights and waiting.charter_to_approve:
        found.append(Need("file-check", "The charter waits for your approval", reverse("workshop-charter", args=[workshop.pk])))
    if Action.CONFIRM_RELEASE in rights and waiting.unconfirmed_people:
        text = f"{pages.count(waiting.unconfirmed_people, 'person is', 'people are')} not confirmed as freed"
        found.append(Need("user-check", text, reverse("workshop-people", args=[workshop.pk]), "Full-time for the days of the workshop"))
    if Action.MANAGE_CAPTURES in rights and waiting.captures_without_owner:
        text = f"{pages.count(waiting.captures_without_owner, 'capture has', 'captures have')} no owner"
        found.append(Need("square-pen", text, reverse("workshop-captures", args=[workshop.pk]), "Give an owner, or say what becomes of it"))
    return found


def _news(request: HttpRequest, actor: Actor, workshop: Workshop, now: datetime) -> dict[str, Any]:
    """What others changed since the person's last visit; looking again within half an hour shows the same."""
    seen, latest = selectors.last_visit(actor, workshop), selectors.latest_seq(workshop)
    since = _since(request, workshop, seen, now)
    visits.record_visit(actor=actor, workshop=workshop, seq=latest, now=now)
    return {"since": since, "news": selectors.news_since(actor, workshop, since.seq) if since else []}


def _since(request: HttpRequest, workshop: Workshop, seen: LastVisit | None, now: datetime) -> LastVisit | None:
    """How far the person had seen the workshop before this visit; kept in the session while the visit lasts."""
    kept = request.session.get("visits", {})
    known = kept.get(str(workshop.pk))
    if seen is None:
        return None
    if known and now - seen.at < SAME_VISIT:
        return LastVisit(known[0], datetime.fromisoformat(known[1]))
    request.session["visits"] = kept | {str(workshop.pk): [seen.seq, seen.at.isoformat()]}
    return seen


# Settings


def _date(day: WorkshopDay) -> str:
    return f"{day.date:%a} {day.date.day} {day.date:%b}"


def _left_out(workshop: Workshop, form: SettingsForm) -> list[LeftOut]:
    """The days of which to ask before other dates leave them out: those with blocks, and those that stay for what is noted on them."""
    wanted = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    if not {"first_day", "last_day"} & form.changes.keys() or wanted == (workshop.first_day, workshop.last_day):
        return []
    found = days_left_out(workshop, *wanted)
    return [left for left in found if left.blocks or left.noted]


def _seen(asked: Sequence[LeftOut]) -> str:
    """What was shown of these days: whoever agrees, agrees to this."""
    return " ".join(f"{left.day.pk}/{len(left.blocks)}/{len(left.noted)}" for left in asked)


def _what_became(asked: Sequence[LeftOut]) -> str:
    """What to know of days that other dates left out."""
    gone, kept = [_date(left.day) for left in asked if not left.noted], [_date(left.day) for left in asked if left.noted]
    said = "The settings are saved."
    if gone:
        are = "is no day" if len(gone) == 1 else "are no days"
        said += f" {pages.joined(gone)} {are} of it any more; Undo brings back what was planned there."
    if kept:
        said += f" {pages.joined(kept)} {'stays' if len(kept) == 1 else 'stay'} on the agenda for what was noted there."
    return said


@require_http_methods(["GET", "POST"])
def workshop_settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a workshop is called, when it is, and what is locked."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    enter(request, workshop, "home")
    form = SettingsForm(request.POST or None, record=workshop)
    status, asked = 200, list[LeftOut]()
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid() and (not (asked := _left_out(workshop, form)) or request.POST.get("agreed") == _seen(asked)):
            try:
                if form.changes:
                    workshops.update_workshop(
                        actor=actor,
                        workshop=workshop,
                        values=form.changes,
                        base=form.base,
                        drops=[left.day.pk for left in asked],
                        change_id=change_id_of(request),
                    )
                messages.success(request, _what_became(asked))
                return redirect("workshop-settings", pk)
            except Repeated:
                return redirect("workshop-settings", pk)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
    context = {"form": form, "stream": workshop.stream, "change_id": str(uuid7()), "asked": asked, "seen": _seen(asked)}
    return render(request, "workshops/settings.html", context, status=status)


LOCKED = {
    ("paused", True): "The workshop is paused: everybody else can only read.",
    ("paused", False): "The workshop goes on.",
    ("map_locked", True): "The maps are locked for participants.",
    ("map_locked", False): "Participants may change the maps again.",
    ("guests_edit", True): "Guests may change the maps, too.",
    ("guests_edit", False): "Guests read the maps and do not change them.",
}


@require_POST
def workshop_locks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause the workshop, lock its maps or let guests change them, or take that back."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    lock, on = request.POST.get("lock", ""), request.POST.get("on") == "1"
    workshops.set_lock(actor=actor, workshop=workshop, lock=lock, on=on)
    if request.headers.get("X-Script"):
        return HttpResponse(status=204)
    messages.success(request, LOCKED[lock, on])
    return go_back(request, "workshop-settings", pk)


urlpatterns = [
    path("workshops/", workshop_list, name="workshop-list"),
    path("workshops/new/", workshop_new, name="workshop-new"),
    path("workshops/<uuid:pk>/", workshop_home, name="workshop-home"),
    path("workshops/<uuid:pk>/settings/", workshop_settings, name="workshop-settings"),
    path("workshops/<uuid:pk>/locks/", workshop_locks, name="workshop-locks"),
]
