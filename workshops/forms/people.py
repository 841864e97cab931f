"""What people type about who takes part. Rules are in the record kind and the service; forms say which fields there are."""

from __future__ import annotations

from typing import Any

from django import forms

from vsm_site.lib.errors import Invalid
from workshops.live_forms import LiveForm
from workshops.models import ROLE_LABELS
from workshops.policy import Role

ROLE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role if role is not Role.GUEST]


def _line(label: str, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, required=False, max_length=80, widget=forms.TextInput(attrs=attrs), **options)


def _role() -> forms.ChoiceField:
    errors = {"required": "Choose a role.", "invalid_choice": "Choose one of the roles."}
    return forms.ChoiceField(label="Role", choices=ROLE_CHOICES, widget=forms.Select(attrs={"class": "select"}), error_messages=errors)


def _function() -> forms.CharField:
    return _line("Function", help_text="What the person does, for example triage nurse.")


def _area() -> forms.CharField:
    attrs = {"list": "areas", "autocomplete": "off"}
    return _line("Area", attrs=attrs, help_text="The department the person stands for, named as on the map.")


def _expert_of() -> forms.CharField:
    return forms.CharField(
        label="Expert of",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input"}),
        help_text="Further areas the person speaks for, with commas between.",
    )


def _full_time() -> forms.BooleanField:
    return forms.BooleanField(label="Full-time on all days of the workshop", required=False)


class InviteForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off", "placeholder": "pia@example.org"}),
        error_messages={"required": "Type the e-mail address.", "invalid": "Type an e-mail address like pia@example.org."},
    )
    role = _role()
    function = _function()
    area = _area()
    expert_of = _expert_of()
    full_time = _full_time()

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault of a refused invitation beside its field, others above the form."""
        for fault in invalid.faults:
            self.add_error(fault.path if fault.path in self.fields else None, fault.text)


class PersonForm(LiveForm):
    """What one row of people says."""

    role = _role()
    function = _function()
    area = _area()
    expert_of = _expert_of()
    full_time = _full_time()


class GuestForm(LiveForm):
    """What one row of people says of a walk-up guest."""

    function = _function()
    area = _area()
