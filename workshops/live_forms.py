"""Forms that edit live records: they carry the revision of each field and show both values on a clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from vsm_site.lib.errors import Clash, Conflict, Invalid
from workshops.models.live import LiveBase
from workshops.records import RecordKind, kind_of


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A clash as the form shows it beside the field: their value, who and when, and the revision to save mine upon."""

    clash: Clash
    who: str
    value: Any

    @property
    def rev(self) -> int:
        """The revision that "use mine" takes as its base."""
        return self.clash.rev


class LiveForm(forms.Form):
    """A form over some fields of one live record.

    Declare the form fields by the names of the record kind. Rendered with hidden initial values, so that only what the person
    changed is sent, each with the revision it was seen at. A new record has no revisions: give `record=None`.
    """

    def __init__(self, *args: Any, record: LiveBase | None = None, **kwargs: Any) -> None:
        self.record = record
        if record is not None:
            kind = kind_of(record)
            names = [name for name in self.base_fields if name in kind.fields]
            kwargs["initial"] = {name: getattr(record, kind.attr(name)) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.clashes: dict[str, ShownClash] = {}
        if record is not None:
            for name, form_field in self.fields.items():
                form_field.show_hidden_initial = True
                form_field.rev_name = self.add_prefix(f"rev_{name}")  # type: ignore[attr-defined]
                form_field.rev = self.seen_rev(form_field.rev_name, record.rev(name))  # type: ignore[attr-defined]

    def seen_rev(self, html_name: str, stored: int) -> int:
        """The revision that a field is shown at: the one that came back with the form, so that a second try has seen no more."""
        text = self.data.get(html_name, "") if self.is_bound else ""
        return int(text) if text.isdecimal() else stored

    @property
    def changes(self) -> dict[str, Any]:
        """Parsed values of the fields that the person changed (all of them for a new record)."""
        names = self.cleaned_data if self.record is None else self.changed_data
        return {name: self.as_value(name, self.cleaned_data[name]) for name in names if name in self.cleaned_data}

    def as_value(self, name: str, value: Any) -> Any:
        """A cleaned value as the record kind's column holds it; a chosen row becomes its id."""
        return getattr(value, "pk", value)

    @property
    def base(self) -> dict[str, int]:
        """The revision that each changed field was seen at."""
        found = {}
        for name in self.changed_data:
            text = self.data.get(self.add_prefix(f"rev_{name}"), "")
            if text.isdecimal():
                found[name] = int(text)
        return found

    def shown_at(self, name: str) -> int:
        """The revision that a field of the record was seen at, changed or not."""
        found: int = self.fields[name].rev  # type: ignore[attr-defined]
        return found

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside each field that clashed; saving again is then based on what the person has seen."""
        people = User.objects.filter(pk__in=[clash.user for clash in conflict.clashes if clash.user])
        names = {str(user.pk): str(user) for user in people}
        data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
        for clash in conflict.clashes:
            if clash.field not in self.fields:
                continue
            self.clashes[clash.field] = ShownClash(clash, names.get(clash.user or "", "Somebody"), clash.value)
            data[self.add_prefix(f"rev_{clash.field}")] = str(clash.rev)
            self.fields[clash.field].rev = clash.rev  # type: ignore[attr-defined]
        self.data = data

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault of a refused change beside its field, others above the form."""
        for fault in invalid.faults:
            self.add_error(fault.path if fault.path in self.fields else None, fault.text)


def seen_in(bound: BoundField) -> list[str]:
    """What was ticked of several choices when the page was made, as its hidden initial values say."""
    found: list[str] = bound.field.hidden_widget().value_from_datadict(bound.form.data, MultiValueDict(), bound.html_initial_name)
    return found or []


def keep_theirs(form: LiveForm, html_name: str) -> None:
    """Take the stored value of one field of a bound form, as somebody chose who saw both; the rest stays as typed."""
    found = next((bound for bound in form if bound.html_name == html_name), None)
    if found is None:
        return
    data = QueryDict(mutable=True)
    data.update(form.data)  # type: ignore[arg-type]
    value = found.initial
    if isinstance(found.field, forms.MultipleChoiceField):
        for name in (html_name, found.html_initial_name):
            data.setlist(name, [str(entry) for entry in value or []])
    else:
        data[html_name] = "" if value is None else str(value)
        data.pop(found.html_initial_name, None)
    form.data = data


def parsed(kind: RecordKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Form values checked by the record kind, so that every door gets its rules; Invalid otherwise."""
    return kind.parse(values, from_wire=False)
