"""Preparing: set-up tasks of a kind of stream, how ready each area is and who owes what, files of tasks, meetings."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cast import Cast
from tests.workshops.test_charter import WHY, approve, head, sent_back, text_of, write
from vsm_site.lib import files
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from workshops.change import change
from workshops.duties import CHECKLIST, DUTIES, duty_named
from workshops.kinds_setup import TASK_FILE
from workshops.models import Charter, Meeting, Participation, SetupTask, StoredFile, TaskFile, WorkshopHead
from workshops.readiness import Owed, Point, areas, debts
from workshops.selectors import preparation as selectors
from workshops.services import meetings, setup_files, tasks
from workshops.services.changes import undo_change
from workshops.services.charter import update_charter
from workshops.setup_templates import AREA_LABELS, HEALTH, MANUFACTURING, OFFICE, SOFTWARE, TEMPLATES, area_of, template_for
from workshops.stages import Stage

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 14, 20, tzinfo=UTC)
TODAY = date(2026, 11, 9)


def task(cast: Cast, key: str = "gather-information") -> SetupTask:
    return SetupTask.objects.present().get(workshop=cast.workshop, key=key)


def url(cast: Cast, more: str = "prepare/") -> str:
    return f"/workshops/{cast.workshop.pk}/{more}"


# Rules: templates


@pytest.mark.parametrize(
    ("flow", "template"),
    [
        ("material", MANUFACTURING),
        ("patient", HEALTH),
        ("code", SOFTWARE),
        ("information", OFFICE),
        ("external_need", OFFICE),
        ("internal_need", OFFICE),
        ("something else", OFFICE),
    ],
)
def test_each_flow_has_the_template_of_its_kind(flow: str, template: Any) -> None:
    assert template_for(flow) is template


def test_every_set_up_task_has_an_area_a_day_and_a_key_of_its_own() -> None:
    duties = [*CHECKLIST, *(duty for template in TEMPLATES for duty in template.duties)]
    duties += [duty for duty in DUTIES if duty.stage is Stage.PREPARE]
    assert len({duty.key for duty in duties}) == len(duties)
    for duty in duties:
        assert area_of(duty.key) in AREA_LABELS and duty.days_before is not None and duty_named(duty.key) is duty


# Rules: readiness


def point(area: str = "logistics", title: str = "Book the room", done: bool = False, who: str = "Omar", due: date | None = TODAY) -> Point:
    return Point(uuid4(), area, title, done, who, due)


def test_an_area_is_ready_open_or_late() -> None:
    points = [point(done=True), point("materials"), point("scope", due=date(2026, 11, 8)), point("case", due=None), point("elsewhere")]
    lacks = [("people", Owed("A coach", "Omar", "people"))]
    found = {area.key: (area.state, area.done, area.total, [owed.text for owed in area.missing]) for area in areas(points, lacks, TODAY)}
    assert found["logistics"] == ("ready", 1, 1, [])
    assert found["materials"] == ("open", 0, 1, ["Book the room"])
    assert found["scope"] == ("late", 0, 1, ["Book the room"])
    assert found["case"] == ("open", 0, 1, ["Book the room"])
    assert found["people"] == ("open", 0, 0, ["A coach"])
    assert found["prework"] == ("ready", 0, 0, [])


def test_who_owes_how_much_with_late_ones_first_and_nobody_last() -> None:
    points = [point(who="Fay"), point(who="Fay"), point(who=""), point(who=""), point(who=""), point(who="Omar", due=date(2026, 11, 1))]
    assert debts(areas(points, [], TODAY)) == [("Omar", 1, 1), ("Fay", 2, 0), ("", 3, 0)]
    assert debts(areas([], [], TODAY)) == []


# Set-up tasks of a kind of stream


def test_the_tasks_of_a_kind_of_stream_are_added_once_dated_and_owned(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 9, 1, tzinfo=UTC)):
        added = tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=HEALTH)
    assert added == len(CHECKLIST) + len(HEALTH.duties)
    made = task(cast, "health-stamps")
    assert (made.area, made.due_on, made.owner.user, made.title) == (
        "information",
        date(2026, 10, 19),
        cast.omar,
        "Get time stamps of a hundred visits",
    )
    before = head(cast)
    with pytest.raises(Invalid, match="every set-up task of a stream of patients"):
        tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=HEALTH)
    assert head(cast) == before


def test_what_was_taken_off_does_not_come_back_with_the_template(cast: Cast) -> None:
    tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=SOFTWARE)
    tasks.remove_task(actor=cast.actor("fay"), task_id=task(cast, "code-gates").pk)
    with pytest.raises(Invalid):
        tasks.add_template(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, template=SOFTWARE)
    assert not SetupTask.objects.present().filter(key="code-gates").exists()


def test_adding_set_up_tasks_is_one_change_that_is_taken_back(cast: Cast) -> None:
    before = SetupTask.objects.present().filter(workshop=cast.workshop).count()
    cast.client("omar").post(url(cast, "prepare/tasks/"), {"template": "manufacturing"})
    assert SetupTask.objects.present().filter(workshop=cast.workshop).count() == before + len(CHECKLIST) + len(MANUFACTURING.duties)
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert SetupTask.objects.present().filter(workshop=cast.workshop).count() == before


@pytest.mark.parametrize(("who", "template", "status"), [("pia", "health", 403), ("spring", "health", 403), ("fay", "bakery", 404)])
def test_set_up_tasks_that_cannot_be_added(cast: Cast, who: str, template: str, status: int) -> None:
    before = head(cast)
    assert cast.client(who).post(url(cast, "prepare/tasks/"), {"template": template}).status_code == status
    assert head(cast) == before


# Readiness


def missing(cast: Cast, area: str) -> list[tuple[str, str, bool]]:
    found = selectors.readiness_of(cast.workshop, TODAY).areas
    return [(owed.text, owed.who, owed.is_late) for entry in found if entry.key == area for owed in entry.missing]


def test_what_is_missing_in_an_area_and_who_owes_it(cast: Cast) -> None:
    with time_machine.travel(NOW):
        assert ("The case for change", "Omar", False) in missing(cast, "case")
        assert ("Approval of the charter", "Spring", False) in missing(cast, "sponsor")
        assert ("The scoping meeting with the sponsor", "Fay", False) in missing(cast, "sponsor")
        assert ("Confirmation that Per, Pia are freed", "Spring", False) in missing(cast, "people")
        write(cast, **WHY)
        approve(cast)
        for person in Participation.objects.filter(workshop=cast.workshop, role="participant"):
            cast.client("spring").post(f"/people/{person.pk}/release/", {"released": "1"})
        tasks.update_task(actor=cast.actor("omar"), task_id=task(cast, "case-for-change").pk, values={"done": True})
        assert "The case for change" not in [text for text, _, _ in missing(cast, "case")]
        assert "Approval of the charter" not in [text for text, _, _ in missing(cast, "sponsor")]
        assert not [text for text, _, _ in missing(cast, "people") if "freed" in text]
        write(cast, trigger="A call")
        assert ("Approval of what changed in the charter", "Spring", False) in missing(cast, "sponsor")


def test_a_late_task_stands_on_the_page_with_its_owner(cast: Cast) -> None:
    late = task(cast, "materials")
    tasks.update_task(actor=cast.actor("fay"), task_id=late.pk, values={"due_on": date(2026, 11, 2)})
    with time_machine.travel(NOW):
        shown = text_of(cast.client("obi").get(url(cast)))
    assert "7 days to the first day" in shown and "Materials Late" in shown and "Gather materials Fay, was due Mon 2 Nov" in shown


def test_a_task_of_the_teams_own_counts_in_the_area_it_was_given(cast: Cast) -> None:
    made = tasks.add_task(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, stage=Stage.PREPARE, values={"title": "Ask the union"})
    assert "Ask the union" in [text for text, _, _ in missing(cast, "information")]
    answer = cast.client("fay").get(f"/tasks/{made.pk}/")
    cast.client("fay").post(f"/tasks/{made.pk}/", sent_back(answer, area="people"))
    assert "Ask the union" in [text for text, _, _ in missing(cast, "people")]


# Files: what is taken


def packed(names: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in names.items():
            folder.writestr(name, content)
    return kept.getvalue()


def picture() -> bytes:
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CANARY camera"
    Image.new("RGB", (30, 20), "teal").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


DOCX = packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("plan.pdf", b"%PDF-1.7 ...", "plan.pdf"),
        ("plan.exe", b"%PDF-1.7 ...", "plan.exe.pdf"),
        ("wall.JPG", picture(), "wall.jpg"),
        ("charter.docx", DOCX, "charter.docx"),
        ("data.xlsx", packed({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "data.xlsx"),
        ("talk.pptx", packed({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "talk.pptx"),
        ("data.ods", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "data.ods"),
        ("visits.csv", b"arrived;left\n08:15;09:40\n", "visits.csv"),
        ("notes", "Größe: 12\n".encode(), "notes.txt"),
        ("../../etc/passwd.txt", b"x", "passwd.txt"),
        ('a<b>"c|.txt', b"x", "abc.txt"),
        ("\u202eexe.txt\n", b"x", "exe.txt"),
        (".txt", b"x", "txt.txt"),
    ],
)
def test_what_is_taken_and_how_it_is_called(name: str, content: bytes, kept: str) -> None:
    assert files.check(io.BytesIO(content), name, len(content)).name == kept


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
        ("page.txt", b"\xef\xbb\xbf  <html>", "not taken"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
        ("drawing.pdf", b"<?xml version='1.0'?><svg/>", "not taken"),
        ("tool.pdf", b"MZ\x90\x00\x03", "not taken"),
        ("latin.txt", b"Gr\xf6\xdfe", "not taken"),
        ("nul.txt", b"a\x00b", "not taken"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 broken", "not a photo"),
        ("macro.docx", packed({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}), "macros"),
        ("plain.zip", packed({"readme.txt": b"x"}), "not taken"),
        ("broken.docx", b"PK\x03\x04 and nothing more", "cannot be read"),
    ],
)
def test_what_is_not_taken(name: str, content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        files.check(io.BytesIO(content), name, len(content))


def test_a_document_that_unpacks_to_too_much_is_not_taken() -> None:
    parts = {f"word/{place}.xml": b"0" * 20_000_000 for place in range(11)}
    bomb = packed({"[Content_Types].xml": b"", "word/document.xml": b""} | parts)
    assert len(bomb) < 1_000_000
    with pytest.raises(ValueError, match="unpacks to far more"):
        files.check(io.BytesIO(bomb), "bomb.docx", len(bomb))


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(ValueError, match="10 MB"):
        files.check(Unread(), "large.pdf", files.MAX_BYTES + 1)


def test_nothing_of_a_pictures_camera_is_kept() -> None:
    assert b"CANARY" in picture() and b"CANARY" not in files.check(io.BytesIO(picture()), "wall.jpg", 1000).content


# Files: keeping and giving out


def upload(cast: Cast, who: str, name: str = "visits.csv", content: bytes = b"arrived;left\n", key: str = "gather-information") -> Any:
    return cast.client(who).post(f"/tasks/{task(cast, key).pk}/files/", {"file": SimpleUploadedFile(name, content, "text/html")})


def test_a_file_is_kept_at_its_task_and_given_out_as_an_attachment(cast: Cast) -> None:
    answer = upload(cast, "fay", "Größen der Woche.csv")
    assert answer.headers["Location"] == f"/tasks/{task(cast).pk}/#files"
    kept = TaskFile.objects.present().get()
    assert (kept.name, kept.kind, kept.size, kept.by, kept.task) == ("Größen der Woche.csv", "csv", 13, cast.fay, task(cast))
    assert kept.stored.file.startswith(f"files/{cast.workshop.pk}/") and "csv" not in kept.stored.file
    given = cast.client("obi").get(f"/files/{kept.pk}/")
    assert (given.status_code, given.content, given.headers["Content-Type"]) == (200, b"arrived;left\n", "text/csv; charset=utf-8")
    assert given.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fen")
    assert given.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in given.headers["Content-Security-Policy"]
    assert [cast.client(who).get(f"/files/{kept.pk}/").status_code for who in ("ada", "uma", "xena")] == [403, 404, 404]
    assert "Größen der Woche.csv Table as text, 1 kB" in text_of(cast.client("pia").get(url(cast)))


def test_the_owner_of_a_task_puts_files_to_it_and_takes_them_off(cast: Cast) -> None:
    person = Participation.objects.get(workshop=cast.workshop, user=cast.pia)
    tasks.update_task(actor=cast.actor("fay"), task_id=task(cast).pk, values={"owner": person.pk})
    assert upload(cast, "pia").status_code == 302
    kept = TaskFile.objects.present().get()
    assert cast.client("per").post(f"/files/{kept.pk}/remove/").status_code == 403
    assert cast.client("pia").post(f"/files/{kept.pk}/remove/").status_code == 302
    assert not TaskFile.objects.present().exists()
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert cast.client("pia").get(f"/files/{kept.pk}/").content == b"arrived;left\n"


def on_disk(cast: Cast) -> list[str]:
    return sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "files" / str(cast.workshop.pk)).glob("*"))


@pytest.mark.parametrize("who", ["per", "spring", "obi"])
def test_a_file_of_somebody_who_may_not_leaves_nothing_behind(cast: Cast, who: str) -> None:
    before, there = head(cast), on_disk(cast)
    checked = files.check(io.BytesIO(b"x"), "a.txt", 1)
    with pytest.raises(Forbidden):
        setup_files.add_file(actor=cast.actor(who), task_id=task(cast).pk, file=checked)
    assert (TaskFile.objects.count(), StoredFile.objects.count(), head(cast), on_disk(cast)) == (0, 0, before, there)


def test_a_page_of_scripts_is_not_kept_and_the_page_says_why(cast: Cast) -> None:
    page = SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>", "application/pdf")
    answer = cast.client("fay").post(f"/tasks/{task(cast).pk}/files/", {"file": page}, follow=True)
    assert "This kind of file is not taken." in answer.content.decode() and TaskFile.objects.count() == 0


def test_a_workshop_has_only_so_many_files(cast: Cast) -> None:
    upload(cast, "fay")
    first = TaskFile.objects.get()
    values = {"task": first.task_id, "name": "a.txt", "kind": "txt", "size": 1, "stored": first.stored_id}
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for _ in range(setup_files.MOST - 1):
            tx.new(TASK_FILE, values)
    answer = cast.client("fay").post(f"/tasks/{task(cast).pk}/files/", {"file": SimpleUploadedFile("b.txt", b"b")}, follow=True)
    assert "A workshop has 200 files at most." in answer.content.decode() and TaskFile.objects.count() == 200


def test_a_file_that_is_lost_on_disk_is_not_found(cast: Cast) -> None:
    upload(cast, "fay")
    kept = TaskFile.objects.get()
    files.forget(kept.stored.file)
    assert cast.client("fay").get(f"/files/{kept.pk}/").status_code == 404


# Meetings


def plan(cast: Cast, who: str = "fay", **values: Any) -> Meeting:
    given = {"kind": "scoping", "date": "2026-11-03", "starts_at": "15:00"} | values
    people = [str(cast.person(name).pk) for name in ("spring", "omar")]
    return meetings.add_meeting(actor=cast.actor(who), workshop_id=cast.workshop.pk, values=given, people=people)


def test_a_meeting_is_planned_from_its_page_with_who_takes_part(cast: Cast) -> None:
    answer = cast.client("omar").get(url(cast, "meetings/new/?kind=kickoff"))
    spring = str(cast.person("spring").pk)
    sent = {"kind": "kickoff", "date": "2026-11-12", "starts_at": "09:30", "minutes": "45", "people": [spring], "others": "Night shift"}
    sent |= {"change_id": str(answer.context["change_id"])}
    for _ in range(2):
        assert cast.client("omar").post(url(cast, "meetings/new/"), sent).headers["Location"] == url(cast, "meetings/")
    made = Meeting.objects.get()
    assert (made.kind, made.date, made.minutes, made.people) == ("kickoff", date(2026, 11, 12), 45, [spring])
    assert "Kick-off Thu 12 Nov 2026, 09:30 · Spring, Night shift" in text_of(cast.client("spring").get(url(cast, "meetings/")))


def test_the_charter_names_the_meetings_that_have_a_day(cast: Cast) -> None:
    plan(cast, kind="current", date="2026-11-16", starts_at="16:00")
    plan(cast, kind="plan", date=None, starts_at=None)
    shown = text_of(cast.client("obi").get(url(cast, "charter/")))
    assert "Meetings and briefings Briefing: current state , Mon 16 Nov, 16:00" in shown and "Briefing: plan" not in shown


def test_decisions_stand_one_below_the_other(cast: Cast) -> None:
    made = plan(cast, decisions="Start in Branch North\nNo mortgages\n", held=True)
    for url in (f"/meetings/{made.pk}/", f"/workshops/{cast.workshop.pk}/meetings/"):
        assert "<li>Start in Branch North</li><li>No mortgages</li>" in cast.client("pia").get(url).content.decode()


def test_notes_and_decisions_are_read_by_everybody_of_the_workshop(cast: Cast) -> None:
    made = plan(cast, notes="Why now", decisions="Adults only", held=True)
    assert "Why now" in text_of(cast.client("pia").get(f"/meetings/{made.pk}/"))
    shown = text_of(cast.client("pia").get(url(cast, "meetings/")))
    assert "Took place 1" in shown and "Decided: Adults only" in shown
    assert cast.client("uma").get(f"/meetings/{made.pk}/").status_code == 404


def test_a_session_with_the_owner_keeps_what_was_handed_over(cast: Cast) -> None:
    made = plan(cast, kind="coaching", held=True, handed_over="The talk with the sponsor")
    assert "handed_over" in cast.client("fay").get(f"/meetings/{made.pk}/").context["form"].fields
    assert "Handed over: The talk with the sponsor" in text_of(cast.client("omar").get(url(cast, "meetings/")))
    assert not [text for text, _, _ in missing(cast, "sponsor") if "prepares the owner" in text]
    assert "handed_over" not in cast.client("fay").get(f"/meetings/{plan(cast).pk}/").context["form"].fields


def test_a_meeting_whose_day_passed_without_notes_is_owed(cast: Cast) -> None:
    plan(cast)
    assert ("Notes of the scoping meeting with the sponsor", "Fay", True) in missing(cast, "sponsor")
    with time_machine.travel(NOW):
        assert "Notes missing" in text_of(cast.client("fay").get(url(cast, "meetings/")))


def test_who_takes_part_changes_one_by_one(cast: Cast) -> None:
    made = plan(cast)
    pia = str(cast.person("pia").pk)
    meetings.update_meeting(actor=cast.actor("fay"), meeting_id=made.pk, values={}, people=[pia, str(cast.person("omar").pk)])
    made.refresh_from_db()
    assert sorted(made.people) == sorted([pia, str(cast.person("omar").pk)])
    with pytest.raises(NotFound):
        meetings.update_meeting(actor=cast.actor("fay"), meeting_id=made.pk, values={}, people=[str(uuid4())])


def test_who_takes_part_counts_from_what_the_page_showed(cast: Cast) -> None:
    made = plan(cast)
    spring, omar, per, pia = (str(cast.person(name).pk) for name in ("spring", "omar", "per", "pia"))
    page = cast.client("fay").get(f"/meetings/{made.pk}/")
    seen = re.findall(r'name="initial-people" value="([^"]+)"', page.content.decode())
    assert sorted(seen) == sorted([spring, omar])
    meetings.update_meeting(actor=cast.actor("omar"), meeting_id=made.pk, values={}, people=[spring, omar, per])
    sent = sent_back(page) | {"people": [omar, pia], "initial-people": seen}
    assert cast.client("fay").post(f"/meetings/{made.pk}/", sent).status_code == 302
    assert sorted(Meeting.objects.get().people) == sorted([omar, per, pia])


def test_a_meeting_shown_again_still_says_that_nobody_took_part_before(cast: Cast) -> None:
    values = {"kind": "scoping", "date": "2026-11-03", "place": "Room 1"}
    made = meetings.add_meeting(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=values, people=[])
    page = cast.client("fay").get(f"/meetings/{made.pk}/")
    meetings.update_meeting(actor=cast.actor("omar"), meeting_id=made.pk, values={"place": "Room 2"})
    sent = sent_back(page, place="Room 3") | {"people": [str(cast.person("pia").pk)]}
    del sent["initial-people"]
    clash = cast.client("fay").post(f"/meetings/{made.pk}/", sent)
    assert (clash.status_code, 'name="initial-people"' in clash.content.decode()) == (409, False)
    again = sent | {"rev_place": str(clash.context["form"].fields["place"].rev), "change_id": str(clash.context["change_id"])}
    assert cast.client("fay").post(f"/meetings/{made.pk}/", again).status_code == 302
    assert (Meeting.objects.get().place, Meeting.objects.get().people) == ("Room 3", [str(cast.person("pia").pk)])


def test_two_people_writing_the_same_field_see_both_values(cast: Cast) -> None:
    made = plan(cast, place="Room 1")
    answer = cast.client("fay").get(f"/meetings/{made.pk}/")
    meetings.update_meeting(actor=cast.actor("omar"), meeting_id=made.pk, values={"place": "Room 2"})
    sent = sent_back(answer, place="Room 3") | {"people": made.people, "initial-people": made.people}
    clash = cast.client("fay").post(f"/meetings/{made.pk}/", sent)
    assert clash.status_code == 409 and "Room 2" in clash.content.decode() and "Room 3" in clash.content.decode()
    assert Meeting.objects.get().place == "Room 2"


@pytest.mark.parametrize(
    ("values", "words"),
    [({"date": None}, "on which day"), ({"date": None, "starts_at": None, "held": True}, "took place"), ({"kind": "party"}, "Choose one")],
)
def test_a_meeting_that_cannot_be_kept(cast: Cast, values: dict[str, Any], words: str) -> None:
    before = head(cast)
    with pytest.raises(Invalid, match=words):
        plan(cast, **values)
    assert (Meeting.objects.count(), head(cast)) == (0, before)


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_does_not_prepare_the_workshop_plans_no_meeting(cast: Cast, who: str) -> None:
    made = plan(cast)
    before = head(cast)
    with pytest.raises(Forbidden):
        plan(cast, who)
    with pytest.raises(Forbidden):
        meetings.remove_meeting(actor=cast.actor(who), meeting_id=made.pk)
    assert (Meeting.objects.present().count(), head(cast)) == (1, before)


def test_a_meeting_comes_back_with_undo(cast: Cast) -> None:
    made = plan(cast)
    assert cast.client("fay").post(f"/meetings/{made.pk}/remove/").status_code == 302
    assert "No meeting yet" in text_of(cast.client("pia").get(url(cast, "meetings/")))
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert Meeting.objects.present().get().people == made.people or len(Meeting.objects.get().people) == 2


# Briefings that the charter told before meetings had records


def briefed(cast: Cast) -> None:
    """A charter that says something of briefings, as charters of before do."""
    with change(cast.workshop.pk, actor=cast.actor("omar"), kind="charter") as tx:
        tx.set(Charter.objects.get(workshop=cast.workshop), {"briefings": "Each day at four."})


def test_what_the_charter_said_of_briefings_becomes_a_meeting_and_undo_puts_it_back(cast: Cast) -> None:
    briefed(cast)
    page = f"/workshops/{cast.workshop.pk}/charter/"
    assert "Each day at four." in cast.client("spring").get(page).content.decode()
    assert "Make it a meeting" not in cast.client("spring").get(page).content.decode()
    assert "Make it a meeting" in cast.client("omar").get(page).content.decode()
    answer = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/meetings/from-charter/")
    made = Meeting.objects.get()
    assert (answer["Location"], made.kind, made.agenda, made.date) == (f"/meetings/{made.pk}/", "other", "Each day at four.", None)
    assert "Each day at four." not in cast.client("omar").get(page).content.decode()
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=WorkshopHead.objects.get(workshop=cast.workshop).head)
    assert (Meeting.objects.present().count(), Charter.objects.get(workshop=cast.workshop).briefings) == (0, "Each day at four.")


def test_without_such_words_no_meeting_is_made(cast: Cast) -> None:
    before = WorkshopHead.objects.get(workshop=cast.workshop).head
    page = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/meetings/from-charter/", follow=True).content.decode()
    assert "The charter says nothing of briefings any more" in page
    assert (Meeting.objects.count(), WorkshopHead.objects.get(workshop=cast.workshop).head) == (0, before)


def test_nothing_new_is_written_about_briefings_in_the_charter(cast: Cast) -> None:
    briefed(cast)
    assert "briefings" not in cast.client("omar").get(f"/workshops/{cast.workshop.pk}/charter/edit/logistics/").content.decode()
    with pytest.raises(Invalid):
        update_charter(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"briefings": "At five."})
    assert Charter.objects.get(workshop=cast.workshop).briefings == "Each day at four."


def test_who_usually_takes_part_in_a_meeting_is_ticked_when_it_is_planned(cast: Cast) -> None:
    def ticked(kind: str) -> set[str]:
        form = cast.client("fay").get(url(cast, f"meetings/new/?kind={kind}")).context["form"]
        return {Participation.objects.get(pk=pk).name for pk in form["people"].value()}

    assert (ticked("scoping"), ticked("coaching"), ticked("other")) == ({"Spring", "Omar", "Fay"}, {"Omar", "Fay"}, set())
