"""What people type about captures. Rules are in the record kind; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from workshops.capture_kinds import KINDS, read_line
from workshops.live_forms import LiveForm
from workshops.models import Capture, Participation

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS]
STATUS_CHOICES = Capture._meta.get_field("status").choices or []
SORTABLE = ("open", "carried", "closed", "dropped")
"""What several captures may become at once; an action is made of one at a time."""
Choices = list[tuple[str, str]]


def team_choices(people: Iterable[Participation], nobody: str) -> Choices:
    """People for a list to choose from, with nobody first."""
    return [("", nobody), *((str(row.pk), row.name) for row in people)]


class LineForm(forms.Form):
    """The one line: kind and text; a first letter and a blank choose the kind."""

    text = forms.CharField(
        label="What was said",
        max_length=1000,
        error_messages={"required": "Type what was said.", "max_length": "Keep it to 1000 characters, or make two of it."},
    )
    kind = forms.ChoiceField(
        label="Kind", choices=KIND_CHOICES, required=False, error_messages={"invalid_choice": "Choose one of the four kinds."}
    )
    at = forms.CharField(label="About", max_length=160, required=False)

    def values(self) -> dict[str, Any]:
        """What is kept."""
        kind, text = read_line(self.cleaned_data["text"])
        found = {"kind": kind.key if kind else self.cleaned_data["kind"] or "issue", "text": text}
        return found | ({"at": self.cleaned_data["at"]} if self.cleaned_data["at"] else {})


class CaptureForm(LiveForm):
    """One's own words: kind, text and where it belongs."""

    text = forms.CharField(label="What was said", max_length=1000, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}))
    kind = forms.ChoiceField(label="Kind", choices=KIND_CHOICES, widget=forms.Select(attrs={"class": "select"}))
    at = forms.CharField(
        label="About",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text="Where it belongs, for example a step of the map.",
    )


class SortedCaptureForm(CaptureForm):
    """A capture with its owner and what became of it, for those who sort them."""

    owner = forms.ChoiceField(label="Owner", required=False, widget=forms.Select(attrs={"class": "select"}))
    status = forms.ChoiceField(label="Where it stands", choices=STATUS_CHOICES, widget=forms.Select(attrs={"class": "select"}))
    disposition = forms.CharField(
        label="What became of it",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text="In a few words, for whoever said it.",
    )

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = team_choices(people, "Nobody yet")


class SortForm(forms.Form):
    """What several chosen captures become: a place, or an owner."""

    capture = forms.MultipleChoiceField(error_messages={"required": "Choose at least one capture."})
    status = forms.ChoiceField(choices=[(key, label) for key, label in STATUS_CHOICES if key in SORTABLE], required=False)
    owner = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, people: Iterable[Participation], captures: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", team_choices(people, "Nobody yet")), ("capture", [(str(pk), "") for pk in captures])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def values(self) -> dict[str, Any]:
        """What is set: the place that was pressed, else the owner."""
        if self.cleaned_data["status"]:
            return {"status": self.cleaned_data["status"]}
        return {"owner": self.cleaned_data["owner"] or None}


class FilterForm(forms.Form):
    """What to show of the captures."""

    q = forms.CharField(
        label="Find",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "placeholder": "Words of the capture"}),
    )
    owner = forms.ChoiceField(label="Owner", required=False, widget=forms.Select(attrs={"class": "select"}))
    state = forms.ChoiceField(
        label="Where it stands",
        required=False,
        choices=[("", "Anywhere"), ("sort", "To sort"), *STATUS_CHOICES],
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anybody"), ("me", "Me"), ("none", "Nobody yet"), *team_choices(people, "")[1:]]
