"""What coaches type to begin a round, and to set the timer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from workshops.agenda import TAKES_NO_BLOCKS
from workshops.capture_kinds import KINDS as CAPTURE_KINDS
from workshops.models import Round, WorkshopDay
from workshops.round_kinds import ABOUT, BY_KEY, MOST_BOARDS, MOST_DOTS, lines_of
from workshops.services.rounds import NewRound

Number = dict[str, Any]


def _number(label: str, low: int, high: int, initial: int | None, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=low, max_value=high, initial=initial, widget=widget, **more)


QUESTIONS = {
    "write": "What makes this wait?",
    "dots": "Which of these do we take on?",
    "poll": "When do we go on the walk?",
    "ready": "Ready to go on?",
    "sort": "What is worth it?",
    "breakout": "How would it flow without waiting?",
}
ITEMS = {
    "dots": ("More candidates", "One in a line."),
    "sort": ("More candidates", "One in a line."),
    "poll": ("Answers", "One in a line, two at least."),
    "breakout": ("What each group works on", "One group in a line; or leave it empty and say how many groups."),
}


class RoundForm(forms.Form):
    """What is asked, with the fields that the kind needs."""

    question = forms.CharField(label="Question", max_length=300, widget=forms.TextInput(attrs={"class": "input"}))
    source = forms.ChoiceField(label="Candidates", required=False, widget=forms.Select(attrs={"class": "select"}))
    items = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs={"class": "textarea", "rows": 4}))
    groups = _number(
        "Groups", 2, MOST_BOARDS, 2, required=False, help_text="Everybody is spread over them, areas mixed; anybody may change."
    )
    dots = _number("Dots for each person", 1, MOST_DOTS, 3)
    several = forms.BooleanField(label="Several answers may be chosen", required=False)
    named = forms.BooleanField(
        label="With names",
        required=False,
        help_text="Everybody sees who said what once it is shown. Without, nobody ever learns it, you neither.",
    )
    about = forms.ChoiceField(choices=[("", ""), *ABOUT], required=False, widget=forms.HiddenInput)
    minutes = _number("Minutes on the timer", 1, 120, None, required=False, help_text="It ends nothing by itself: you do.")

    def __init__(self, *args: Any, kind: str, rounds: Iterable[Round] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = BY_KEY[kind]
        self.fields["question"].widget.attrs["placeholder"] = QUESTIONS[kind]
        self._choose_candidates(rounds)
        unused = {"dots": kind != "dots", "several": kind != "poll", "named": not self.kind.may_be_anonymous, "groups": kind != "breakout"}
        unused |= {"source": kind not in ("dots", "sort"), "items": kind not in ITEMS, "minutes": kind == "ready"}
        for name in [name for name, is_unused in unused.items() if is_unused]:
            del self.fields[name]
        if kind in ITEMS:
            self.fields["items"].label, self.fields["items"].help_text = ITEMS[kind]

    def _choose_candidates(self, rounds: Iterable[Round]) -> None:
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Those that I type"),
            *((f"round:{row.pk}", f"Notes of “{row.question[:60]}”") for row in rounds),
            *((f"captures:{kind.key}", f"Open captures: {kind.plural.lower()}") for kind in CAPTURE_KINDS if kind.may_become_action),
        ]

    def plan(self) -> NewRound:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        what, _, which = (given.get("source") or "").partition(":")
        return NewRound(
            kind=self.kind.key,
            question=given["question"],
            named=bool(given.get("named")),
            dots=given.get("dots") or 3,
            several=bool(given.get("several")),
            items=lines_of(given.get("items") or ""),
            source=UUID(which) if what == "round" else None,
            captures=which if what == "captures" else "",
            groups=given.get("groups") or 0,
            about=given.get("about") or "",
            minutes=given.get("minutes") or 0,
        )


class OnwardForm(forms.Form):
    """On which day what came out of a round is talked about, and how long each."""

    day = forms.TypedChoiceField(coerce=UUID, error_messages={"required": "Choose a day.", "invalid_choice": TAKES_NO_BLOCKS})
    minutes = forms.IntegerField(min_value=1, max_value=720)

    def __init__(self, *args: Any, days: Iterable[tuple[int, WorkshopDay]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(day.pk), str(day.date)) for _, day in days]
