"""What people type about value streams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from vsm_site.lib.errors import Invalid
from workshops.flows import FLOWS
from workshops.models import ValueStream

FIELDS = ("name", "item_kind", "item", "customer", "value")


def add_faults(form: forms.Form, invalid: Invalid) -> None:
    """Put each fault of a refused change beside its field, others above the form."""
    for fault in invalid.faults:
        form.add_error(fault.path if fault.path in form.fields else None, fault.text)


def line(label: str, **options: Any) -> forms.CharField:
    """One line of text."""
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), required=options.pop("required", False), **options)


def item_kind(**options: Any) -> forms.ChoiceField:
    """What flows, in the six kinds of work."""
    choices = [(flow.key, flow.label) for flow in FLOWS]
    errors = {"required": "Say what flows."}
    return forms.ChoiceField(label="What flows?", choices=choices, widget=forms.RadioSelect, error_messages=errors, **options)


class StreamForm(forms.Form):
    """A value stream. Of one that exists, only what the person changed is taken."""

    name = line(
        "Name", required=True, max_length=120, help_text="From request to delivery, as people call it: unplanned care, steering brackets."
    )
    item_kind = item_kind()
    item = line("One of them is called", max_length=80, help_text="A patient, an order, a change request.")
    customer = line("Customer", max_length=120, help_text="Who receives what the stream delivers.")
    value = forms.CharField(
        label="Value, in the customer’s words",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
        help_text="What the customer would call valuable, and would say so.",
    )

    owner = forms.ChoiceField(
        label="Owner",
        required=False,
        help_text="Who answers for the whole stream, over its workshops. People of its workshops can be chosen.",
    )

    def __init__(self, *args: Any, stream: ValueStream | None = None, owners: Sequence[User] = (), **kwargs: Any) -> None:
        if stream is not None:
            held = {name: getattr(stream, name) for name in FIELDS} | {"owner": str(stream.owner_id or "")}
            kwargs["initial"] = held | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.stream = stream
        if stream is None:
            del self.fields["owner"]
        else:
            choices = self.fields["owner"]
            assert isinstance(choices, forms.ChoiceField)
            choices.choices = [("", "The process owner of its newest workshop"), *((str(user.pk), str(user)) for user in owners)]
        for field in self.fields.values():
            field.show_hidden_initial = stream is not None

    @property
    def changes(self) -> dict[str, str]:
        """What to store: everything of a new stream, else what the person changed."""
        names = self.changed_data if self.stream else list(self.cleaned_data)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
