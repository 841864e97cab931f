"""What guests type to come in, and what the coach says of joining."""

from __future__ import annotations

from typing import Any

from django import forms

from vsm_site.lib.errors import Invalid
from workshops.kinds_guests import MOST
from workshops.models.guests import CAPACITY, NAME_LENGTH


def _line(label: str, length: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, strip=False, max_length=length, widget=forms.TextInput(attrs={"class": "input", **attrs})
    )


class JoinForm(forms.Form):
    """Somebody at the door. The token comes from the link, by a script, and takes the place of the code."""

    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-join-token": ""}))
    code = _line("Code", 40, autocomplete="off", autocapitalize="characters", spellcheck="false", placeholder="ABCD 2345")
    name = _line("Your name", 200, autocomplete="name", maxlength=str(NAME_LENGTH))
    function = _line("What you do", 80)
    area = _line("Department or area", 80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not (self.data.get("token") if self.is_bound else False)
        self.fields["code"].error_messages["required"] = "Type the code that you see in the room."
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Type your name."

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault beside its field; what is wrong with the link stands above the form."""
        by_link = bool(self.data.get("token"))
        for fault in invalid.faults:
            shown = fault.path in self.fields and not (by_link and fault.path == "code")
            self.add_error(fault.path if shown else None, fault.text)


class BackForm(forms.Form):
    """Somebody who comes in again. The script takes the secret out of the address; without one the whole link is typed or pasted."""

    token = forms.CharField(
        label="The link from the coach",
        max_length=300,
        error_messages={"required": "Paste the link that the coach gave you."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false", "data-join-token": ""}),
    )

    def clean_token(self) -> str:
        """The secret alone, without what stands before the #."""
        return str(self.cleaned_data["token"]).rpartition("#")[2].strip()


class KeepForm(forms.Form):
    """The address under which a guest takes over what was contributed."""

    email = forms.EmailField(
        label="Your e-mail address", max_length=254, widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"})
    )


class JoiningForm(forms.Form):
    """How guests may join."""

    direct = forms.BooleanField(
        label="Link and QR code let people in at once",
        required=False,
        help_text="Without it they wait in the lobby, like everybody with a typed code.",
    )
    capacity = forms.IntegerField(
        label="Guests at most",
        min_value=1,
        max_value=MOST,
        initial=CAPACITY,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
