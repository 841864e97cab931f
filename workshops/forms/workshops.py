"""What people type to make a workshop and to settle its days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from accounts.forms import TimeZoneField
from accounts.models import Organisation
from workshops.agenda_templates import TEMPLATES
from workshops.forms.streams import item_kind, line
from workshops.live_forms import LiveForm
from workshops.models import ValueStream
from workshops.policy import Role
from workshops.sensible_days import is_long_past

NEW = "new"
"""The choice of a stream that is not there yet."""
ROLES = {"coach": frozenset({Role.COACH}), "owner": frozenset({Role.OWNER}), "both": frozenset({Role.COACH, Role.OWNER})}


def day(label: str, **options: Any) -> forms.DateField:
    """A date."""
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    errors = {"required": "Choose a day.", "invalid": "Type a date like 2026-11-18."}
    return forms.DateField(label=label, widget=widget, error_messages=errors, **options)


def _in_order(form: forms.Form) -> None:
    """Days in order and near each other, said before anything is stored."""
    first, last = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
    if first and last and last < first:
        form.add_error("last_day", "The last day cannot be before the first day.")
    elif first and last and (last - first).days > 30:
        form.add_error("last_day", "A workshop lasts 31 days at most; check the dates.")


class WorkshopForm(forms.Form):
    """A new workshop, with a stream that is there or a new one."""

    use_required_attribute = False  # what belongs to a new stream is hidden while a known one is chosen

    stream = forms.ChoiceField(label="Which value stream?", widget=forms.Select(attrs={"class": "select"}))
    organisation = forms.ChoiceField(label="Organisation", required=False, widget=forms.Select(attrs={"class": "select"}))
    name = line(
        "Name of the value stream",
        max_length=120,
        help_text="From the customer’s side: who waits for what?",
        error_messages={"required": "Give the stream a name."},
    )
    item_kind = item_kind(required=False)
    title = line("Title of the workshop", max_length=120, help_text="Left empty, it is called like the stream.")
    first_day = day("First day", help_text="Preparing takes about six weeks.")
    last_day = day("Last day", help_text="Reviews follow after 30, 60 and 90 days.")
    took_place = forms.BooleanField(label="It took place then: keep it as past work", required=False)
    time_zone = TimeZoneField(help_text="Of its days and hours.")
    my_role = forms.ChoiceField(
        label="You are the",
        choices=[("coach", "Coach"), ("owner", "Process owner"), ("both", "Both")],
        initial="coach",
        widget=forms.RadioSelect,
    )
    agenda = forms.ChoiceField(
        label="Agenda to begin with",
        required=False,
        choices=[("", "Empty days"), *((template.key, template.label) for template in TEMPLATES)],
        initial=TEMPLATES[0].key,
    )
    begin_with = forms.BooleanField(
        label="Start with the checklist",
        required=False,
        initial=True,
        help_text="The set-up tasks of this kind of stream, dated back from the first day. Everything can be changed.",
    )

    def __init__(
        self, *args: Any, streams: Iterable[ValueStream], organisations: Iterable[Organisation], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.asks_past = today, False
        known, own = list(streams), list(organisations)
        was_asked = not self.is_bound or "stream" in self.data  # the first stream may be there by the time a form is sent again
        self._choose("stream", [(NEW, "A new one"), *((str(row.pk), row.name) for row in known)], bool(known) and was_asked)
        self._choose("organisation", [(str(row.pk), row.name) for row in own], len(own) > 1)
        for name in ("name", "item_kind"):
            self.fields[name].required = self.is_new_stream

    def _choose(self, name: str, choices: list[tuple[str, str]], is_asked: bool) -> None:
        if not is_asked:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def is_new_stream(self) -> bool:
        """Whether the stream is to be made; it needs its name and what flows."""
        return "stream" not in self.fields or str(self.data.get("stream") or NEW) == NEW

    def clean(self) -> dict[str, Any]:
        """Days in order, and none of long ago without being asked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self)
        first = cleaned.get("first_day")
        self.asks_past = bool(first and is_long_past(first, self.today))
        if self.asks_past and not cleaned.get("took_place"):
            self.add_error("first_day", "This is more than a year ago. Check the year, or say below that it took place then.")
        return cleaned


class SettingsForm(LiveForm):
    """What a workshop is called and when it is."""

    title = line("Title", required=True, max_length=120)
    first_day = day("First day", help_text="Open tasks before it move along.")
    last_day = day("Last day", help_text="Planned reviews and later tasks move along.")
    time_zone = TimeZoneField(help_text="Of its days and hours.")

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self)
        return cleaned
