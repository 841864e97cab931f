"""What people type as pre-work: data of one of their steps in the team's words, terms, and what annoys; and what the coach decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from mapping import fields, typed
from mapping.kinds_prework import ASKED

EVIDENCE = [("estimate", "I estimate"), ("measured", "I measured"), ("system", "From a system"), ("guess", "I guess")]
MOST_LINES = 20
_EXAMPLES = {
    "trigger": "A request arrives by mail",
    "done": "The answer is signed",
    "lead_time": "2 d, or 1-3 d",
    "cycle_time": "20 min",
    "on_time_delivery": "80 %",
    "staffing": "3",
    "defect_rate": "5 %",
    "batch_size": "10",
    "overtime": "2",
    "complete_accurate": "70 %",
    "wip": "12",
}


def _question(key: str, style: str) -> forms.CharField:
    datum = fields.STEP[key]
    attrs = {"class": "input", "placeholder": _EXAMPLES.get(key, ""), "autocomplete": "off"}
    label = datum.label_in(style)
    words = f"{label}, {datum.unit}" if datum.unit else label
    return forms.CharField(label=datum.question, required=False, max_length=300, widget=forms.TextInput(attrs=attrs), help_text=words)


class PreworkForm(forms.Form):
    """One step, and words and pains one a line. Everything may be left out, but not all of it."""

    step = forms.CharField(
        label="Which of your steps is it?",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "list": "prework-steps", "autocomplete": "off"}),
        help_text="One step at a time; send, then come back for the next.",
    )
    evidence = forms.ChoiceField(
        label="How do you know these numbers?", choices=EVIDENCE, required=False, widget=forms.Select(attrs={"class": "select"})
    )
    terms = forms.CharField(
        label="Words and abbreviations that newcomers trip over",
        required=False,
        max_length=5000,
        help_text="One a line, with its meaning: OCR = order change request",
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
    )
    pains = forms.CharField(
        label="What annoys you about the work as it is?",
        required=False,
        max_length=5000,
        help_text="One a line.",
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4}),
    )

    def __init__(self, *args: Any, style: str, **kwargs: Any) -> None:
        """`style` of the map says whether hands-on time is called cycle time or process time."""
        super().__init__(*args, **kwargs)
        self.fields |= {f"d_{key}": _question(key, style) for key in ASKED}

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions about the step."""
        return [self[f"d_{key}"] for key in ASKED]

    def clean(self) -> dict[str, Any]:
        """Read what was typed as the map has it; faults stand at their question."""
        said = super().clean() or {}
        data = {key: found for key in ASKED if (found := self._read(key, said.get(f"d_{key}", ""))) is not None}
        if data and not said.get("step"):
            self.add_error("step", "Say which step these answers are about.")
        if said.get("step") and not data and not self.errors:
            self.add_error("step", "Answer at least one question about this step.")
        for name in ("terms", "pains"):
            lines = self._lines(said.get(name, ""))
            if any(len(line) > 1000 for line in lines) or len(lines) > MOST_LINES:
                self.add_error(name, f"At most {MOST_LINES} lines of 1000 characters each.")
        return said | {"data": data}

    def _read(self, key: str, text: str) -> Any:
        """One answer as a statement, None where nothing was typed or it cannot be read."""
        if not text.strip():
            return None
        datum = fields.STEP[key]
        try:
            value = typed.read(datum, text.strip())
        except ValueError as error:
            self.add_error(f"d_{key}", str(error))
            return None
        if faults := datum.check(value, key):
            self.add_error(f"d_{key}", faults[0].text)
            return None
        return self._with_evidence(value) if datum.is_stated else value

    def _with_evidence(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        return {"value": value, "evidence": self.cleaned_data.get("evidence") or "estimate"}

    @staticmethod
    def _lines(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """What is kept: the step with its data, each word, each pain."""
        said, found = self.cleaned_data, []
        if said["data"]:
            found.append({"kind": "step", "step": said["step"], "data": said["data"]})
        for kind, name in (("term", "terms"), ("pain", "pains")):
            found += [{"kind": kind, "text": line} for line in self._lines(said[name])]
        return found


class SendForm(forms.Form):
    """Who gets a link."""

    people = forms.TypedMultipleChoiceField(coerce=UUID, error_messages={"required": "Choose who gets a link."})

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(people)


class DecideForm(forms.Form):
    """What becomes of an answer: of a step, which data go to which step; else only yes or no.

    It carries the step that was shown with the revision of each of its data, the page of the list, and the answer that follows there.
    """

    take = forms.ChoiceField(choices=[("yes", "yes"), ("draw", "draw"), ("no", "no")])
    step = forms.UUIDField(required=False)
    keys = forms.MultipleChoiceField(choices=[(key, key) for key in ASKED], required=False)
    why = forms.CharField(required=False, max_length=300)
    seen = forms.UUIDField(required=False)
    page = forms.IntegerField(required=False, min_value=1)
    after = forms.UUIDField(required=False)

    @property
    def base(self) -> dict[str, int]:
        """The revision at which each datum of the chosen step was seen; nothing of a step whose data were not shown."""
        if self.cleaned_data["step"] is None or self.cleaned_data["step"] != self.cleaned_data["seen"]:
            return {}
        texts = {key: self.data.get(f"rev_{key}", "") for key in ASKED}
        return {key: int(text) for key, text in texts.items() if text.isdecimal()}
