"""What people type about captures. Rules are in the record kind; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from vsm_site.lib.pictures import Picture, redraw
from workshops.agenda import TAKES_NO_BLOCKS
from workshops.capture_kinds import KINDS, read_line
from workshops.live_forms import LiveForm
from workshops.models import Capture, Participation, WorkshopDay

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS]
STATUS_CHOICES = Capture._meta.get_field("status").choices or []
SORTABLE = ("open", "carried", "closed", "dropped")
"""What several captures may become at once; an action is made of one at a time."""
Choices = list[tuple[str, str]]


def team_choices(people: Iterable[Participation], nobody: str) -> Choices:
    """People for a list to choose from, with nobody first."""
    return [("", nobody), *((str(row.pk), row.name) for row in people)]


class PhotoField(forms.FileField):
    """An upload that becomes a picture drawn by us; what it is called and says it is does not count."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        """The picture; None without an upload."""
        if not isinstance(data, UploadedFile):
            return None
        try:
            return redraw(data, data.size or 0)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PhotoForm(forms.Form):
    """A photo for a capture that is there."""

    photo = PhotoField(label="Photo", error_messages={"required": "Choose a photo."})

    @property
    def picture(self) -> Picture:
        """What was uploaded, drawn anew."""
        found: Picture = self.cleaned_data["photo"]
        return found


class LineForm(forms.Form):
    """The one line: kind and text; a first letter and a blank choose the kind. A photo may go with it."""

    text = forms.CharField(
        label="What was said",
        max_length=1000,
        error_messages={"required": "Type what was said.", "max_length": "Keep it to 1000 characters, or make two of it."},
    )
    kind = forms.ChoiceField(
        label="Kind", choices=KIND_CHOICES, required=False, error_messages={"invalid_choice": "Choose one of the four kinds."}
    )
    at = forms.CharField(label="About", max_length=160, required=False)
    step = forms.UUIDField(label="Step", required=False)
    photo = PhotoField(label="Photo", required=False)

    def values(self) -> dict[str, Any]:
        """What is kept."""
        kind, text = read_line(self.cleaned_data["text"])
        found = {"kind": kind.key if kind else self.cleaned_data["kind"] or "issue", "text": text}
        return found | {name: str(self.cleaned_data[name]) for name in ("at", "step") if self.cleaned_data[name]}


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
    do = forms.ChoiceField(choices=[("owner", ""), ("group", ""), ("merge", "")], required=False)
    group = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, people: Iterable[Participation], captures: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", team_choices(people, "Nobody yet")), ("capture", [(str(pk), "") for pk in captures])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def values(self) -> dict[str, Any]:
        """What is set: the place that was pressed, the group, else the owner."""
        if self.cleaned_data["status"]:
            return {"status": self.cleaned_data["status"]}
        if self.cleaned_data["do"] == "group":
            return {"group": self.cleaned_data["group"]}
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


class BlockForm(forms.Form):
    """When something parked is talked about: the day, and how long."""

    day = forms.ChoiceField(label="Day", widget=forms.Select(attrs={"class": "select"}), error_messages={"invalid_choice": TAKES_NO_BLOCKS})
    title = forms.CharField(label="Block", max_length=200, widget=forms.TextInput(attrs={"class": "input"}))
    duration_minutes = forms.IntegerField(
        label="Minutes", min_value=1, max_value=720, initial=15, widget=forms.NumberInput(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, days: Iterable[tuple[int, WorkshopDay]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(day.pk), f"Day {number}, {day.date:%a} {day.date.day} {day.date:%b}") for number, day in days]


class TermForm(forms.Form):
    """A word of the glossary and what it means here."""

    word = forms.CharField(label="Word", max_length=60, widget=forms.TextInput(attrs={"class": "input"}))
    meaning = forms.CharField(label="What it means", max_length=900, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}))
