"""What people type on the pages of the action plan. Rules are in the record kinds; forms say which fields there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from actionplans.health import NEEDS_REASON
from actionplans.models import Action, Grade, PlanBlock, Promise
from actionplans.promises import METRICS, metric_label, statement_text
from actionplans.selectors import Card
from actionplans.steps import StepName
from vsm_site.lib.errors import Conflict
from workshops.live_forms import LiveForm, seen_in
from workshops.models import Participation
from workshops.records import ref
from workshops.sensible_days import before_workshop

Choices = list[tuple[str, Any]]


def _line(label: str, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, required=options.pop("required", False), widget=forms.TextInput(attrs=attrs), **options)


def _area(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}), **options)


def _choice(label: str, choices: Any = (), **options: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "select"} | options.pop("attrs", {}))
    return forms.ChoiceField(label=label, choices=choices, required=options.pop("required", False), widget=widget, **options)


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


def _percent() -> forms.IntegerField:
    attrs = {"class": "input", "inputmode": "numeric", "min": 0, "max": 100}
    return forms.IntegerField(label="Done so far, %", required=False, min_value=0, max_value=100, widget=forms.NumberInput(attrs=attrs))


def _grade(label: str, **options: Any) -> forms.TypedChoiceField:
    """Low, medium, high, or not judged yet."""
    choices = [("", "Not judged yet"), *Grade.choices]
    widget = forms.Select(attrs={"class": "select"})
    return forms.TypedChoiceField(label=label, choices=choices, required=False, coerce=int, empty_value=None, widget=widget, **options)


def _several(label: str, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **options)


def people_choices(people: Iterable[Participation], nobody: str) -> Choices:
    """People for a list to choose from, with nobody first."""
    return [("", nobody), *(person_choice(row) for row in people)]


def person_choice(person: Participation) -> tuple[str, str]:
    """A person to choose or to keep; who has left says so."""
    return str(person.pk), person.name if person.deleted_seq is None else f"{person.name} (has left)"


def step_choices(steps: Mapping[UUID, StepName], none: str) -> Choices:
    """Steps by map for a list to choose from."""
    groups: dict[UUID, tuple[str, list[tuple[str, str]]]] = {}
    for step in steps.values():
        _, entries = groups.setdefault(step.map_id, (f"{step.map_title} ({step.map_state})", []))
        entries.append((str(step.pk), f"{step.number} {step.name}"))
    return [("", none), *groups.values()]


@dataclass(frozen=True, slots=True)
class ActionChoices:
    """What the fields of an action choose among."""

    people: Sequence[Participation]
    steps: Mapping[UUID, StepName]
    blocks: Sequence[PlanBlock]
    others: Sequence[tuple[UUID, str]]
    """The other actions of the plan with their titles."""


class ActionForm(LiveForm):
    """An action without its promises and status."""

    title = _line("What will be done", required=True, max_length=200, help_text="In a few words, as it would stand on the card.")
    kind = _choice("Kind", Action.Kind.choices, required=True)
    step = _choice("Step of the map")
    block = _choice("Block", help_text="Actions of one block stand together and are added up.")
    impact = _grade("Impact", help_text="How far it moves the numbers.")
    effort = _grade("Effort", help_text="How much time and money it takes.")
    objective = _line("Objective", max_length=500, help_text="What it is good for: the aim, with its number if there is one.")
    countermeasure = _area("Countermeasure", max_length=4000, help_text="What exactly is changed so that the problem stays away.")
    preparation = _area(
        "Preparation", max_length=2000, help_text="What has to be ready before it begins: people freed, room, material, data."
    )
    owner = _choice("Owner")
    team = _several("Team")
    start = _day("Start")
    end = _day("End")
    depends_on = _several("Waits for", help_text="What has to be done before this one can be.")
    result = _area("Result", max_length=2000, help_text="What came of it, once it is done.")

    def __init__(self, *args: Any, choices: ActionChoices, first_day: date, **kwargs: Any) -> None:
        """`first_day` of the workshop: no action ends before it."""
        super().__init__(*args, **kwargs)
        self.first_day = first_day
        self._set_choices("owner", people_choices(choices.people, "Nobody yet"))
        self._set_choices("team", [person_choice(row) for row in choices.people])
        self._set_choices("step", step_choices(choices.steps, "The whole stream"))
        self._set_choices("block", [("", "None"), *((str(row.pk), row.title) for row in choices.blocks)])
        self._set_choices("depends_on", [(str(pk), title) for pk, title in choices.others])

    def _set_choices(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Dates in order, said before anything is stored."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_disorder(self)
        end = cleaned.get("end")
        if end and "end" in self.changed_data and (fault := before_workshop(end, self.first_day, "An action")):
            self.add_error("end", fault)
        return cleaned


class DatesForm(LiveForm):
    """When an action is done."""

    start = _day("Start")
    end = _day("End")

    def clean(self) -> dict[str, Any]:
        """Dates in order, said before anything is stored."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_disorder(self)
        return cleaned


def refuse_disorder(form: forms.Form) -> None:
    """Say at the end of an action that it is before the start."""
    start, end = form.cleaned_data.get("start"), form.cleaned_data.get("end")
    if start and end and end < start:
        form.add_error("end", "The end cannot be before the start.")


class PromiseForm(LiveForm):
    """The promised change of one metric; left empty, there is none."""

    def __init__(self, *args: Any, steps: Mapping[UUID, StepName], record: Promise | None = None, **kwargs: Any) -> None:
        """`initial` of a new promise is a suggestion: left without a value to reach, it counts as none."""
        if record is not None:
            shown = {"from": statement_text(record.metric, record.from_value), "to": statement_text(record.metric, record.to_value)}
            kwargs["initial"] = {"metric": metric_label(record.metric)} | shown | kwargs.get("initial", {})
        super().__init__(*args, record=record, **kwargs)
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = step_choices(steps, "The whole map")
        if record is None:
            del self.fields["remove"]
            for spec in self.fields.values():
                spec.show_hidden_initial = True

    @property
    def is_empty(self) -> bool:
        """Nothing was typed into a new promise."""
        typed = any(self.cleaned_data.get(name) for name in ("metric", "from", "to"))
        return self.record is None and not (typed and (self.cleaned_data.get("to") or self.has_changed()))

    @property
    def is_removed(self) -> bool:
        """The promise is to be taken out."""
        return bool(self.cleaned_data.get("remove"))

    def clean(self) -> dict[str, Any]:
        """A promise has a metric and both values."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_empty and not cleaned.get("remove"):
            for name, text in (("metric", "Say which metric changes."), ("from", "Say what it is now."), ("to", "Say what it will be.")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return cleaned


# `from` is a word of Python, so the fields cannot be written as attributes.
PromiseForm.base_fields = {
    "metric": _line("Metric", max_length=60, attrs={"list": "metrics", "autocomplete": "off", "placeholder": "Lead time"}),
    "step": _choice("Where"),
    "from": _line("From", max_length=60, attrs={"placeholder": "23.6 d"}),
    "to": _line("To", max_length=60, attrs={"placeholder": "4.5 d"}),
    "remove": forms.BooleanField(label="Take this promise out", required=False),
}
METRIC_LABELS = [metric.label for metric in METRICS]


class StatusForm(LiveForm):
    """Where an action stands."""

    status = _choice("Status", Action.Status.choices, required=True)
    reason = _line("Reason", max_length=500, help_text="Needed when it is blocked or dropped.")
    result = _area("Result", max_length=2000, help_text="What came of it, once it is done.")
    waits_for = _choice("Who can lift it", help_text="That person is told.")

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["waits_for"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people_choices(people, "Nobody in particular")


class UpdateForm(forms.Form):
    """One line on how an action goes."""

    text = _line("How it goes", required=True, max_length=1000, attrs={"placeholder": "24 min now, clamps instead of bolts next week"})
    percent = _percent()
    evidence = _line("What shows it", max_length=500, attrs={"placeholder": "A link, a measurement, or where to look"})


class ObjectiveForm(LiveForm):
    """What the plan is to achieve."""

    objective = _area("Objective of the plan", max_length=4000, help_text="In one or two sentences, with the number that matters.")


class BlockForm(LiveForm):
    """A block of the plan."""

    title = _line("Block", required=True, max_length=120, attrs={"placeholder": "Pacemaker loop"})
    objective = _line("Objective", max_length=500, help_text="What is true once its actions are done.")


class MembersForm(forms.Form):
    """Which actions are in a block. It remembers what was ticked when the page was made, and the workshop's number then."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    actions = _several("Its actions", help_text="An action is in one block at most; ticking it here takes it out of the other.")

    def __init__(self, data: QueryDict | None, *, block: PlanBlock, cards: Sequence[Card], head: int) -> None:
        ticked = [str(card.action.pk) for card in cards if card.action.block_id == block.pk]
        super().__init__(data, initial={"seen": head, "actions": ticked})
        field = self.fields["actions"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(card.action.pk), _with_block(card.action, block)) for card in cards]
        field.show_hidden_initial = True
        self.titles = {ref(card.action): card.action.title for card in cards}

    @property
    def chosen(self) -> set[UUID]:
        """What is ticked now."""
        return {UUID(key) for key in self.cleaned_data["actions"]}

    @property
    def shown(self) -> set[UUID]:
        """What was ticked when the page was made, of the actions that are still there."""
        known = {key for key, _ in self.fields["actions"].choices}  # type: ignore[attr-defined]
        return {UUID(key) for key in seen_in(self["actions"]) if key in known}

    def show_conflict(self, conflict: Conflict, head: int) -> None:
        """Say whose block moved on meanwhile; saving again is then based on what stands here."""
        moved = [self.titles[clash.record] for clash in conflict.clashes if clash.record in self.titles]
        for title in moved:
            self.add_error("actions", f"“{title}” was put into another block meanwhile. Save again if it belongs here all the same.")
        if moved and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = str(head)


def _with_block(action: Action, block: PlanBlock) -> str:
    """An action with the other block that it is in."""
    return f"{action.title} · {action.block}" if action.block and action.block_id != block.pk else action.title


class JudgeForm(LiveForm):
    """What an action is worth and what it takes."""

    impact = _grade("Impact")
    effort = _grade("Effort")


class ViewForm(forms.Form):
    """The name of a view to keep."""

    name = _line("Name of the view", required=True, max_length=60, attrs={"placeholder": "Late ones of the lab"})


STAYS = "As it is"
NOBODY = "none"
MOST_WEEKS = 26


class ManyForm(forms.Form):
    """What several actions get at once; what is left as it is stays."""

    owner = _choice("Owner")
    status = _choice("Status", [("", STAYS), *Action.Status.choices])
    reason = _line("Reason", max_length=500, attrs={"placeholder": "When blocked or dropped"})
    kind = _choice("Kind", [("", STAYS), *Action.Kind.choices])
    weeks = forms.IntegerField(
        label="Weeks later",
        required=False,
        min_value=-MOST_WEEKS,
        max_value=MOST_WEEKS,
        widget=forms.NumberInput(attrs={"class": "input", "min": -MOST_WEEKS, "max": MOST_WEEKS, "placeholder": "-1 is earlier"}),
    )

    def __init__(self, *args: Any, people: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "many_%s"} | kwargs))
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", STAYS), (NOBODY, "Nobody yet"), *(person_choice(row) for row in people)]

    @property
    def values(self) -> dict[str, Any]:
        """What all of the actions get."""
        given = self.cleaned_data
        values: dict[str, Any] = {name: given[name] for name in ("status", "kind", "owner") if given.get(name)}
        if values.get("owner") == NOBODY:
            values["owner"] = None
        return values | ({"reason": given["reason"]} if values.get("status") in NEEDS_REASON else {})

    @property
    def weeks_later(self) -> int:
        """By how many weeks they move."""
        return self.cleaned_data.get("weeks") or 0


class FilterForm(forms.Form):
    """What to show of a plan."""

    q = _line("Find", max_length=100, attrs={"type": "search", "placeholder": "Words of the action"})
    status = _choice("Status", [("", "Any status"), *Action.Status.choices])
    owner = _choice("Owner")
    kind = _choice("Kind", [("", "Any kind"), *Action.Kind.choices])
    health = _choice("Health", [("", "Any health"), ("on_track", "On track"), ("at_risk", "At risk"), ("late", "Late")])
    step = _choice("Step")

    def __init__(self, *args: Any, people: Iterable[Participation], steps: Mapping[UUID, StepName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", people_choices(people, "Anybody")), ("step", step_choices(steps, "Any step"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*choices, ("none", "Nobody yet")] if name == "owner" else choices
