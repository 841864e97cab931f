"""What people type on the pages of accounts. Rules are in the services; forms say which fields there are."""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from functools import cache
from typing import Any

from allauth.account import forms as allauth
from django import forms

from accounts import notifications
from accounts.models import OrganisationRole, User
from vsm_site.lib.errors import Invalid

PASSWORD_HELP = "At least 10 characters; a sentence is easiest to remember."


def add_faults(form: forms.Form, error: Invalid) -> None:
    """Show what a service refused at the fields it names, the rest above the form."""
    for fault in error.faults:
        form.add_error(fault.path if fault.path in form.fields else None, fault.text)


@cache
def zone_choices() -> list[tuple[str, Any]]:
    """Time zones by region, as people look for them: places, not abbreviations."""
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if place and region not in {"Etc", "SystemV", "posix", "right", "US", "Brazil", "Canada", "Chile", "Mexico"}:
            regions[region].append((name, place.replace("_", " ").replace("/", " – ")))
    return [("UTC", "UTC"), *regions.items()]


class ZoneSelect(forms.Select):
    """A list of zones that also shows the one which was set, if the list leaves it out."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The groups, with the value itself on top where no option has it."""
        groups = super().optgroups(name, value, attrs)
        if value and not any(option["selected"] for _, options, _ in groups for option in options):
            groups.insert(0, (None, [self.create_option(name, value[0], value[0], True, 0, attrs=attrs)], len(groups)))
        return groups


class TimeZoneField(forms.TypedChoiceField):
    """A time zone; with `ask_browser` the page presets the browser's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=zone_choices,
            initial=options.pop("initial", "UTC"),
            label=options.pop("label", "Time zone"),
            widget=ZoneSelect(
                attrs={"class": "select", "data-behaviour": "time-zone"} if options.pop("ask_browser", False) else {"class": "select"}
            ),
            **options,
        )

    def valid_value(self, value: Any) -> bool:
        """Any zone of the database, also one that the list leaves out."""
        return value in zoneinfo.available_timezones()


def _line(label: str, **options: Any) -> forms.CharField:
    attrs = {"class": "input"} | options.pop("attrs", {})
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), **options)


def _address(label: str = "E-mail", **attrs: str) -> forms.EmailField:
    return forms.EmailField(label=label, max_length=254, widget=forms.EmailInput(attrs={"class": "input"} | attrs))


def _password() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"})
    return forms.CharField(label="Password", strip=False, max_length=200, widget=widget, help_text=PASSWORD_HELP)


class JoinForm(forms.Form):
    """Somebody new who takes an invitation."""

    display_name = _line("Your name", max_length=80, help_text="How others see you in a workshop.", attrs={"autocomplete": "name"})
    password = _password()
    time_zone = TimeZoneField(ask_browser=True)


class SetupForm(forms.Form):
    """The first administrator and the organisation."""

    display_name = _line("Your name", max_length=80, help_text="How others see you in a workshop.", attrs={"autocomplete": "name"})
    email = _address(autocomplete="username")
    password = _password()
    organisation_name = _line(
        "Organisation", max_length=120, help_text="Company, hospital or agency.", attrs={"autocomplete": "organization"}
    )
    time_zone = TimeZoneField(ask_browser=True)


class ProfileForm(forms.Form):
    """What a person sets for oneself."""

    display_name = _line("Your name", max_length=80, help_text="How others see you in a workshop.", attrs={"autocomplete": "name"})
    time_zone = TimeZoneField(help_text="Times are shown in this zone. A workshop keeps its own.")
    theme = forms.ChoiceField(label="Look", choices=User.Theme.choices, widget=forms.RadioSelect)


class MailForm(forms.Form):
    """Which kinds of notification also come by mail: one box a kind."""

    def __init__(self, *args: Any, chosen: dict[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in notifications.kinds():
            if entry.mails:
                self.fields[entry.kind] = forms.BooleanField(
                    label=entry.label, help_text=entry.description, required=False, initial=chosen.get(entry.kind, True)
                )


class TokenForm(forms.Form):
    """A new API token."""

    label = _line("What is it for?", max_length=80, required=False, help_text="So that you recognise it later.")
    days = forms.IntegerField(
        label="Valid for days",
        min_value=1,
        max_value=365,
        initial=90,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )


class InviteForm(forms.Form):
    """Whom to invite into the organisation."""

    email = _address(autocomplete="off")
    role = forms.ChoiceField(
        choices=OrganisationRole.choices, initial=OrganisationRole.MEMBER, widget=forms.Select(attrs={"class": "select"})
    )


class OrganisationForm(forms.Form):
    """The organisation's own facts."""

    name = _line("Name", max_length=120, attrs={"autocomplete": "off"})
    time_zone = TimeZoneField(help_text="New workshops begin with it.")


class ResetForm(allauth.ResetPasswordForm):
    """Where to send the link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, email="E-mail")

    def clean_email(self) -> str:
        """The address; of guests nobody resets a password, since they have none."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if not user.is_guest]
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """A new password, by the link from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password1="New password", password2="New password again")


class ChangePasswordForm(allauth.ChangePasswordForm):
    """A new password, for somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, oldpassword="Present password", password1="New password", password2="New password again")


def _dress(form: forms.Form, **labels: str) -> None:
    """Give fields of allauth our looks and words."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, PASSWORD_HELP if name == "password1" else ""
        field.widget.attrs["class"] = "input"
        field.widget.attrs.pop("placeholder", None)
