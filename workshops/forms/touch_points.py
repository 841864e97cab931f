"""What people type about where streams touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from workshops.forms.streams import line
from workshops.models import ValueStream
from workshops.services.touch_points import GIVES, TAKES

WAYS = [(GIVES, "This stream hands over"), (TAKES, "This stream receives")]


class TouchPointForm(forms.Form):
    """A touch point as one of its streams sees it. Of one that exists, only what the person changed is taken."""

    way = forms.ChoiceField(
        label="Which way?",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this stream hands over or receives."},
    )
    other = forms.ChoiceField(label="The other stream", required=False, help_text="One of your streams in this organisation.")
    outside = line("Or somebody outside", max_length=120, help_text="Who is not kept here: a supplier, a customer, another plant.")
    item = line("What is handed over", required=True, max_length=160, help_text="Samples with their label, coils, a signed order.")
    lead_time = line(
        "Lead time at the interface",
        max_length=60,
        help_text="Until the other side begins: 4 h, 1-2 d, ~3 d.",
    )
    depends = line("Who depends on it", max_length=160, help_text="Who waits when it is late: the triage nurse, weld 1, each ward.")

    def __init__(self, *args: Any, others: Sequence[ValueStream], typed: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        if typed is not None:
            kwargs["initial"] = dict(typed)
        super().__init__(*args, **kwargs)
        self.typed = typed
        choices = self.fields["other"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", "None of these"), *((str(row.pk), row.name) for row in others)]
        for field in self.fields.values():
            field.show_hidden_initial = typed is not None

    @property
    def changes(self) -> dict[str, str]:
        """What to store: everything of a new touch point, else what the person changed."""
        names = self.changed_data if self.typed else list(self.cleaned_data)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
