"""The live record kinds of a preparation: files of tasks, and meetings."""

from __future__ import annotations

from accounts.models import User
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.kinds_shared import belongs_to, made_by
from workshops.models import Meeting, SetupTask, StoredFile, TaskFile
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind


def file_fields() -> dict[str, LiveField]:
    """The fields of a kept file, beside the record that it belongs to; all of them are the service's."""
    return {
        "name": records.text(160, required=True, from_wire=False),
        "kind": records.choice(TaskFile._meta.get_field("kind").choices or [], from_wire=False),
        "size": records.whole(1, 100_000_000, from_wire=False),
        "stored": records.reference("stored", StoredFile, required=True, from_wire=False),
        "by": records.reference("by", User, from_wire=False),
        "at": records.moment(from_wire=False),
    }


TASK_FILE = RecordKind(
    "task_file",
    TaskFile,
    {"task": records.reference("task", SetupTask, required=True, once=True, from_wire=False)} | file_fields(),
    needs=Action.EDIT_CHARTER,
    needs_new=Action.UPDATE_OWN_ACTION,  # the owner of a task puts files to it; nobody makes one but by the service
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("by"), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=("tasks",),
    creatable=False,
    fill=made_by(),
)


def _check_meeting(meeting: Meeting) -> list[Fault]:
    if meeting.starts_at is not None and meeting.date is None:
        return [Fault("date", "Say on which day, too.")]
    if meeting.held and meeting.date is None:
        return [Fault("date", "Say on which day it took place.")]
    return []


MEETING = RecordKind(
    "meeting",
    Meeting,
    {
        "kind": records.choice(Meeting._meta.get_field("kind").choices or []),
        "date": records.day(),
        "starts_at": records.clock(blank=True),
        "minutes": records.whole(5, 600, required=False),
        "place": records.text(300),
        "others": records.text(300),
        "agenda": records.text(4000),
        "notes": records.text(10000),
        "decisions": records.text(4000),
        "handed_over": records.text(4000),
        "held": records.flag(),
    },
    needs=Action.EDIT_CHARTER,
    sets={"people": Action.EDIT_CHARTER},
    members={"people": "person"},
    audience=Action.READ_REPORTS,
    topics=("tasks",),
    check=_check_meeting,
)

KINDS = (TASK_FILE, MEETING)
