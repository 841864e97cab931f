"""What people note about one day of the team: a row for each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from vsm_site.lib.errors import Conflict
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import Attendance, Participation, WorkshopDay
from workshops.models.team import CAME, PLANNED
from workshops.selectors.attendance import usual

_LABELS = dict(PLANNED)


def _choice(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.Select(attrs={"class": "select select--small"}))


class RowForm(LiveForm):
    """One person on one day."""

    planned = _choice("Planned", PLANNED)
    came = _choice("Came", [("", "Not noted"), *CAME])

    def __init__(self, *args: Any, person: Participation, record: Attendance, **kwargs: Any) -> None:
        super().__init__(*args, record=record, prefix=str(person.pk), **kwargs)
        self.person = person
        self.fields["planned"].choices = [("", f"As usual: {_LABELS[usual(person)].lower()}"), *PLANNED]  # type: ignore[attr-defined]
        for name, what in (("planned", "Planned for"), ("came", "Whether there:")):
            self.fields[name].widget.attrs["aria-label"] = f"{what} {person.name}"


class DayForm:
    """The rows of one day, posted together."""

    def __init__(
        self, data: Any, *, day: WorkshopDay, people: Sequence[Participation], known: Mapping[UUID, Mapping[UUID, Attendance]]
    ) -> None:
        def record(person: Participation) -> Attendance:
            return known[person.pk].get(day.pk) or Attendance(workshop_id=day.workshop_id, person=person, day=day)

        self.rows = [RowForm(data, person=person, record=record(person)) for person in people]
        self.misses_somebody = data is not None and _says_more(data, {str(person.pk) for person in people})
        """Whether something was typed about who has left since the page was opened."""

    def is_valid(self) -> bool:
        """Whether every row is."""
        valid = [row.is_valid() for row in self.rows]  # of all, so that each shows what is wrong with it
        return all(valid)

    def keep_theirs(self, html_name: str) -> None:
        """Take the stored value of one field, as somebody chose who saw both."""
        for row in self.rows:
            keep_theirs(row, html_name)

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values beside the field that clashed, in the row of the person."""
        refs = {clash.record for clash in conflict.clashes}
        for row in self.rows:
            if row.record is not None and f"attendance/{row.record.pk}" in refs:
                row.show_conflict(conflict)


def _says_more(data: Mapping[str, str], here: Collection[str]) -> bool:
    """Whether a field was changed that belongs to nobody of these."""
    ends = tuple(f"-{name}" for name in RowForm.base_fields)
    changed = [name for name in data if name.endswith(ends) and f"initial-{name}" in data and data[name] != data[f"initial-{name}"]]
    return any(name.rpartition("-")[0] not in here for name in changed)
