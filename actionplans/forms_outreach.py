"""What people type into the communication plan and the training plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from actionplans.forms import people_choices
from workshops.live_forms import LiveForm
from workshops.models import Participation

WORDS = {
    "communication": {
        "audience": ("Who hears it", "Night shift of the laboratory"),
        "what": ("Message", "Samples are collected every hour from Monday on"),
        "channel": ("Channel", "Huddle, notice board, mail"),
        "on": ("When", ""),
        "owner": ("Who tells it", ""),
    },
    "training": {
        "audience": ("Who learns it", "All porters"),
        "what": ("Skill", "Reading the pull board"),
        "channel": ("How it is taught", "At the board, 20 minutes"),
        "on": ("When", ""),
        "owner": ("Who teaches it", ""),
    },
}


class OutreachForm(LiveForm):
    """One line of the communication plan or the training plan."""

    audience = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"class": "input"}))
    what = forms.CharField(max_length=500, widget=forms.TextInput(attrs={"class": "input"}))
    channel = forms.CharField(max_length=120, required=False, widget=forms.TextInput(attrs={"class": "input"}))
    on = forms.DateField(required=False, widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"))
    owner = forms.ChoiceField(required=False, widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, *args: Any, kind: str, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, example) in WORDS[kind].items():
            self.fields[name].label = label
            if example:
                self.fields[name].widget.attrs["placeholder"] = example
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people_choices(people, "Nobody yet")
