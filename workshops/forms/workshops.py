"""What people type to make a workshop and to settle its days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms import TimeZoneField
from accounts.models import Organisation
from workshops.forms.streams import item_kind, line
from workshops.live_forms import LiveForm
from workshops.models import ValueStream
from workshops.policy import Role

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

    stream = forms.ChoiceField(label="Which value stream?", required=False, widget=forms.Select(attrs={"class": "select"}))
    organisation = forms.ChoiceField(label="Organisation", required=False, widget=forms.Select(attrs={"class": "select"}))
    name = line("Name of the value stream", max_length=120, help_text="From the customer’s side: who waits for what?")
    item_kind = item_kind(required=False)
    title = line("Title of the workshop", max_length=120, help_text="Left empty, it is called like the stream.")
    first_day = day("First day")
    last_day = day("Last day", help_text="The reviews follow 30, 60 and 90 days after it.")
    time_zone = TimeZoneField(help_text="In which its days and hours are meant.")
    my_role = forms.ChoiceField(
        label="You are the",
        choices=[("coach", "Coach"), ("owner", "Process owner"), ("both", "Both")],
        initial="coach",
        widget=forms.RadioSelect,
    )
    begin_with = forms.BooleanField(
        label="Start with the agenda and the checklist",
        required=False,
        initial=True,
        help_text="A first agenda for each day, and more points of a good preparation beside the five steps. Everything can be changed.",
    )

    def __init__(self, *args: Any, streams: Iterable[ValueStream], organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, own = list(streams), list(organisations)
        self._choose("stream", [("", "A new one"), *((str(row.pk), row.name) for row in known)], bool(known))
        self._choose("organisation", [(str(row.pk), row.name) for row in own], len(own) > 1)

    def _choose(self, name: str, choices: list[tuple[str, str]], is_asked: bool) -> None:
        if not is_asked:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def is_new_stream(self) -> bool:
        """Whether the stream is to be made."""
        return not self.cleaned_data.get("stream")

    def clean(self) -> dict[str, Any]:
        """A new stream needs its name and what flows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_new_stream and "stream" not in self.errors:
            for name, text in (("name", "Give the stream a name."), ("item_kind", "Say what flows.")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, text)
        _in_order(self)
        return cleaned


class SettingsForm(LiveForm):
    """What a workshop is called and when it is."""

    title = line("Title", required=True, max_length=120)
    first_day = day("First day")
    last_day = day("Last day", help_text="Planned reviews and open tasks move along.")
    time_zone = TimeZoneField(help_text="In which its days and hours are meant.")

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self)
        return cleaned
