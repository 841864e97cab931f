"""Calendars as mail programs and calendar apps read them (RFC 5545): events to take over, invitations and their withdrawal (RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, vCalAddress
from icalendar import Event as Component

PRODUCT = "-//Value stream workshops//EN"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `uid` stays the same as long as it is the same event, `sequence` grows with each change that was told."""

    uid: str
    title: str
    starts: datetime
    """With the zone in which people think of it."""
    ends: datetime
    stamp: datetime
    """When this was written."""
    all_day: bool = False
    """The days from `starts` to `ends` in its zone, the last one not included."""
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0


def published(name: str, events: Iterable[Event]) -> str:
    """A calendar file with these events, for whoever wants them in a calendar of one's own."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    return _text(calendar, [(event, _component(event)) for event in events])


def invitation(event: Event, organiser: Person, guest: Person) -> str:
    """The request to come, or to take a change over; answers go to the organiser's address."""
    component = _component(event)
    _attend(component, organiser, guest, {"partstat": "NEEDS-ACTION", "rsvp": "TRUE"})
    return _text(_calendar("REQUEST"), [(event, component)])


def withdrawal(event: Event, organiser: Person, guest: Person) -> str:
    """Takes an event out of the calendar of somebody who was invited."""
    component = _component(event)
    component.add("status", "CANCELLED")
    _attend(component, organiser, guest, {})
    return _text(_calendar("CANCEL"), [(event, component)])


def method_of(calendar: str) -> str:
    """What a calendar asks for: REQUEST, CANCEL or PUBLISH."""
    return str(Calendar.from_ical(calendar)["METHOD"])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _component(event: Event) -> Component:
    component = Component()
    component.add("uid", event.uid)
    component.add("dtstamp", event.stamp)
    component.add("sequence", event.sequence)
    component.add("summary", event.title)
    component.add("dtstart", event.starts.date() if event.all_day else event.starts)
    component.add("dtend", event.ends.date() if event.all_day else event.ends)
    if event.all_day:
        component.add("transp", "TRANSPARENT")  # the day is known, the hour is not: nobody is busy all day
    for name, value in (("location", event.place), ("description", event.text), ("url", event.url)):
        if value:
            component.add(name, value)
    return component


def _attend(component: Component, organiser: Person, guest: Person, more: dict[str, str]) -> None:
    component.add("organizer", _address(organiser, {}))
    component.add("attendee", _address(guest, {"role": "REQ-PARTICIPANT"} | more))


def _address(person: Person, params: dict[str, Any]) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params.update({"cn": person.name} | params)
    return address


def _text(calendar: Calendar, entries: Iterable[tuple[Event, Component]]) -> str:
    """The text with these events, and with the rules of their zones for the years that are needed."""
    days: list[date] = []
    for event, component in entries:
        calendar.add_component(component)
        days += [event.starts.date(), event.ends.date()]
    if days:
        year = timedelta(days=366)
        calendar.add_missing_timezones(first_date=min(days) - year, last_date=max(days) + year)
    return calendar.to_ical().decode()
