"""What the frame of every page shows: top bar, five steps, rail, status, undo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import count_unread
from vsm_site import demo
from vsm_site.live_page import live_data
from workshops import access, selectors
from workshops.access import Actor
from workshops.models import Workshop
from workshops.nudges import Nudge
from workshops.pages import StageLink, stage_links
from workshops.policy import Action, Role
from workshops.selectors.nudges import list_nudges


@dataclass(frozen=True, slots=True)
class RailLink:
    """One entry of the rail and the bottom bar."""

    key: str
    label: str
    icon: str
    url: str
    active: bool = False
    badge: int = 0


@dataclass(frozen=True, slots=True)
class UndoLink:
    """The person's last change that can be taken back."""

    url: str
    label: str
    seq: int


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame's data; without a workshop the rail leads to what a person has of one's own."""

    user_name: str
    user_initials: str
    theme: str
    unread: int
    is_guest: bool
    """Without an account there are no pages of one's own to lead to."""
    rail: tuple[RailLink, ...]
    workshop: Workshop | None = None
    sub_line: str = ""
    stages: tuple[StageLink, ...] = ()
    can: frozenset[str] = field(default_factory=frozenset)
    capture_url: str = ""
    """Where the one line goes; empty where the person captures nothing."""
    captures_into: Workshop | None = None
    """The workshop that the line is kept in, on pages of none: the one that the person looked at last."""
    user_id: str = ""
    undo: UndoLink | None = None
    hints: tuple[Nudge, ...] = ()
    """What a coach is told quietly at this place of the work."""
    live: str = ""
    """For scripts: vsm_site.live_page."""
    tag: str = ""
    """Names the page as it is, for a script that asks every few seconds whether it is another by now."""


OWN_RAIL = (
    ("sponsor", "Dashboard", "gauge", "sponsor-dashboard"),
    ("workshops", "Workshops", "layout-grid", "workshop-list"),
    ("my-actions", "My actions", "list-checks", "my-actions"),
    ("monday", "My week", "calendar-check", "owner-monday"),
    ("streams", "Streams", "waypoints", "stream-list"),
    ("coaching", "Coaching", "users-round", "coach-dashboard"),
)
WORKSHOP_RAIL = (
    ("home", "Home", "house", "workshop-home"),
    ("map", "Map", "route", "workshop-maps"),
    ("captures", "Capture", "square-pen", "workshop-captures"),
    ("now", "Now", "radio", "workshop-now"),
    ("board", "Board", "kanban", "workshop-board"),
    ("agenda", "Agenda", "calendar-days", "workshop-agenda"),
    ("reviews", "Reviews", "clipboard-check", "workshop-reviews"),
    ("reports", "Reports", "file-text", "workshop-reports"),
    ("people", "People", "users", "workshop-people"),
    ("history", "History", "history", "workshop-history"),
    ("cockpit", "Cockpit", "gauge", "workshop-cockpit"),
)
RAIL_NEEDS = dict.fromkeys(("board", "reviews", "reports"), Action.READ_REPORTS) | {"cockpit": Action.RUN_WORKSHOP}
"""Entries that not everybody has who sees the workshop: plan, reviews and reports are not for walk-up guests, the cockpit is a coach's."""


def _undo(actor: Actor, workshop: Workshop) -> UndoLink | None:
    last = selectors.last_change_to_undo(actor, workshop)
    return UndoLink(reverse("workshop-undo", args=[workshop.pk]), last.label, last.seq) if last else None


def _whose_time(workshop: Workshop, user: User) -> str:
    """Whose clock the page's times are read from, for somebody whose own shows another time."""
    now = timezone.now()
    if now.astimezone(workshop.zone).utcoffset() == now.astimezone(user.zone).utcoffset():
        return ""
    return f" · {workshop.time_zone.rpartition('/')[2].replace('_', ' ')} time"


def _captures(workshop: Workshop | None) -> str:
    return reverse("workshop-captures", args=[workshop.pk]) if workshop else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Views name the workshop by `request.workshop` and the rail's entry by `request.section`."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"shell": None, "can": frozenset(), "is_demo": demo.is_demo()}
    user, section = request.user, getattr(request, "section", "")
    base: dict[str, Any] = {
        "user_name": str(user),
        "user_initials": user.initials,
        "theme": user.theme,
        "unread": count_unread(user),
        "is_guest": user.is_guest,
        "user_id": str(user.pk),
    }
    actor = Actor(user)
    workshop: Workshop | None = getattr(request, "workshop", None)
    if workshop is None:
        shown = OWN_RAIL if Role.COACH in selectors.my_roles(actor) else [entry for entry in OWN_RAIL if entry[0] != "coaching"]
        rail = tuple(RailLink(key, label, icon, reverse(name), key == section) for key, label, icon, name in shown)
        tag = request.fresh_tag if getattr(request, "asks_again", False) else ""  # type: ignore[attr-defined]
        last = selectors.last_workshop(actor)
        into = last if last and Action.CAPTURE in access.allowed(actor, last) else None
        return {"shell": Shell(rail=rail, tag=tag, capture_url=_captures(into), captures_into=into, **base), "can": frozenset()}
    rights = access.allowed(actor, workshop)
    if Action.VIEW not in rights:
        rail = (RailLink("people", "People", "users", reverse("workshop-people", args=[workshop.pk]), section == "people"),)
        return {"shell": Shell(rail=rail, workshop=workshop, can=rights, **base), "can": rights}
    badges = {"captures": selectors.count_open_captures(workshop)}
    rail = tuple(
        RailLink(key, label, icon, reverse(name, args=[workshop.pk]), key == section, badges.get(key, 0))
        for key, label, icon, name in WORKSHOP_RAIL
        if RAIL_NEEDS.get(key, Action.VIEW) in rights
    )
    undo, place = _undo(actor, workshop), getattr(request, "hints_of", "")
    found = Shell(
        rail=rail,
        workshop=workshop,
        sub_line=selectors.sub_line(workshop) + _whose_time(workshop, user),
        stages=stage_links(workshop, rights),
        can=rights,
        capture_url=_captures(workshop if Action.CAPTURE in rights else None),
        undo=undo,
        hints=tuple(list_nudges(actor, workshop, timezone.now(), place)) if place else (),
        live=live_data(actor, workshop, rights, undo.seq if undo else None, getattr(request, "topics", ())),
        **base,
    )
    return {"shell": found, "can": rights}
