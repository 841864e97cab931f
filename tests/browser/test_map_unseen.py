"""Nothing is overwritten that its writer has not seen: dialogs that stay open, fields one comes back to, forms of how a number is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mapping.models import Flow, Map, MapNote, Step
from mapping.records import NOTE
from mapping.services.maps import import_document
from mapping.services.steps import add_step
from tests.browser.conftest import Watch, holds
from tests.browser.map_hands import enter, head_of, saved
from tests.cast import Cast
from workshops.change import change
from workshops.models.live import LiveBase
from workshops.policy import Action
from workshops.records import kind_of, ref

pytestmark = pytest.mark.django_db(transaction=True)
TABLET = {"viewport": {"width": 1180, "height": 820}, "has_touch": True, "is_mobile": True}
HEARD = "async (head) => (await import('/static/js/live/index.js')).live.head >= head"


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = {
        "format": "vsm-map/1",
        "title": "Letters",
        "steps": [{"id": "A", "name": "A", "cycle_time": "5 min"}, {"id": "B", "name": "B"}],
        "flows": [{"from": "A", "to": "B", "wait": "2 h", "label": "by post"}],
        "notes": [{"id": "n", "at": "A", "kind": "issue", "text": "It is late"}],
    }
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def writes(cast: Cast, page: Page, record: LiveBase, **values: Any) -> None:
    """Omar writes in another browser, and the page has heard of it."""
    with change(cast.workshop.pk, actor=cast.actor("omar"), needs=Action.EDIT_MAP) as tx:
        tx.set(record, kind_of(record).parse(values))
    heard(cast, page)


def heard(cast: Cast, page: Page) -> None:
    holds(page, HEARD, head_of(cast))
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press_on(page: Page, record: LiveBase, key: str) -> None:
    """Choose a thing of the drawing, and press a key."""
    page.keyboard.press("Shift")  # who was at the mouse is at the keyboard now
    page.locator(f"[data-ref='{ref(record)}']").focus()
    page.keyboard.press(key)


def status(page: Page, words: str) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text(words)


def test_a_dialog_that_was_open_while_somebody_wrote_asks_and_sets_nothing_back(person: Any, cast: Cast, map_: Map) -> None:
    note, flow = MapNote.objects.get(map=map_), Flow.objects.get(map=map_)
    page = enter(person, cast, map_)
    press_on(page, flow, "Shift+E")
    writes(cast, page, flow, wait="3 h")
    page.locator("dialog:modal").get_by_label("Label", exact=True).fill("by hand")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    flow.refresh_from_db()
    assert (flow.wait, flow.label) == ("3 h", "by hand")
    press_on(page, note, "Shift+E")
    writes(cast, page, note, text="It is two days late")
    page.locator("dialog:modal textarea").fill("It is never on time")
    page.get_by_role("button", name="Save", exact=True).click()
    status(page, "1 conflict")
    note.refresh_from_db()
    assert note.text == "It is two days late"
    page.locator(".topbar [data-status-decide]").click()
    dialog = page.locator("dialog[data-conflict]")
    expect(dialog.locator("strong")).to_have_text(["It is two days late", "It is never on time"])
    dialog.get_by_role("button", name="Use mine").click()
    saved(page)
    expect(page.locator(".cell-clash")).to_have_count(0)
    note.refresh_from_db()
    assert note.text == "It is never on time"


def test_the_message_about_a_clash_goes_when_that_is_decided_elsewhere(person: Any, cast: Cast, map_: Map) -> None:
    note = MapNote.objects.get(map=map_)
    page = enter(person, cast, map_)
    press_on(page, note, "Shift+E")
    writes(cast, page, note, text="It is two days late")
    page.locator("dialog:modal textarea").fill("It is never on time")
    page.locator("dialog:modal").get_by_label("Severity").select_option(index=3)
    page.get_by_role("button", name="Save", exact=True).click()
    message = page.locator(".toast", has_text="somebody changed this too")
    expect(message).to_have_count(1)
    page.locator(".topbar [data-status-decide]").dblclick()
    expect(page.locator("dialog[data-conflict]")).to_have_count(1)
    page.locator("dialog[data-conflict]").get_by_role("button", name="Keep theirs").click()
    expect(message).to_have_count(0, timeout=3000)  # by itself it would stay for eleven seconds and more
    note.refresh_from_db()
    assert (note.text, note.severity) == ("It is two days late", None)


def test_what_somebody_wrote_first_is_not_overwritten_by_a_dialog_in_which_nothing_stood(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="B")
    page = enter(person, cast, map_)
    press_on(page, step, "o")
    writes(cast, page, step, area="Laboratory")
    page.get_by_label("Department or team").fill("Office")
    page.keyboard.press("Enter")
    status(page, "1 conflict")
    step.refresh_from_db()
    assert step.area == "Laboratory"


def test_what_a_dialog_asked_of_something_removed_meanwhile_can_come_back_with_it(person: Any, cast: Cast, map_: Map) -> None:
    note = MapNote.objects.get(map=map_)
    page = enter(person, cast, map_)
    press_on(page, note, "Shift+E")
    with change(cast.workshop.pk, actor=cast.actor("omar"), needs=Action.EDIT_MAP) as tx:
        tx.delete(note)
    heard(cast, page)
    page.locator("dialog:modal textarea").fill("It is never on time")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Decide").first.click()
    page.get_by_role("button", name="Restore and apply").click()
    saved(page)
    note.refresh_from_db()
    assert (note.deleted_seq, note.text) == (None, "It is never on time")


def test_a_step_on_which_somebody_pinned_something_meanwhile_is_not_removed_unseen(
    person: Any, cast: Cast, map_: Map, watch: Watch
) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    page.context.set_offline(True)
    press_on(page, step, "Delete")
    status(page, "Offline, 1 change kept in this browser")
    with change(cast.workshop.pk, actor=cast.actor("omar"), needs=Action.EDIT_MAP) as tx:
        tx.new(NOTE, NOTE.parse({"map": str(map_.pk), "kind": "issue", "text": "They wait for two hours", "at": "A"}))
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="This was changed a moment ago")
    expect(dialog.get_by_role("listitem")).to_have_text("Issue: They wait for two hours, Omar")
    assert Step.objects.present().filter(map=map_).count() == 2
    dialog.get_by_role("button", name="Remove anyway").click()
    saved(page)
    assert list(MapNote.objects.present().filter(map=map_)) == []
    watch.forgive_network()


def in_sheet(page: Page, record: LiveBase, key: str) -> Locator:
    """A field of the sheet of what is chosen by a click."""
    page.locator(f"[data-ref='{ref(record)}'] text").first.click()
    return page.locator(f"[data-sheet] [data-datum='{ref(record)} {key}']")


def test_a_field_of_the_sheet_shows_what_others_wrote_once_it_is_left(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    field = in_sheet(page, step, "cycle_time")
    field.click()
    writes(cast, page, step, cycle_time="9 min")
    expect(field).to_have_value("5 min")
    field.press("Tab")
    expect(field).to_have_value("9 min")
    field.fill("6 min")
    field.press("Tab")
    saved(page)
    step.refresh_from_db()
    assert step.cycle_time == "6 min"


def test_what_could_not_be_read_is_still_based_on_what_was_there_when_it_was_typed(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    field = in_sheet(page, step, "cycle_time")
    field.fill("soon")
    field.press("Tab")
    writes(cast, page, step, cycle_time="9 h")
    expect(field).to_have_value("soon")
    field.click()
    field.fill("6")
    field.press("Tab")
    status(page, "1 conflict")
    expect(page.locator(".cell-clash strong")).to_have_text(["9 h", "6 min"])
    step.refresh_from_db()
    assert step.cycle_time == "9 h"


def test_what_somebody_typed_and_opened_in_the_sheet_stays_when_others_add_a_step(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    field = in_sheet(page, step, "cycle_time")
    part = page.locator("[data-sheet] .step-sheet__pair").locator("xpath=ancestor::details").first
    part.locator("summary").first.click()
    for text in ("soon", "6 min"):
        field.fill(text)
        field.blur()
        add_step(actor=cast.actor("omar"), map_=map_, values={"name": f"After {text}"})
        heard(cast, page)
        expect(page.locator("[data-sheet] .step-sheet__head small")).to_have_text(
            re.compile("^Step 1 of " + ("2" if text == "soon" else "4"))
        )
        expect(field).to_have_value(text)
        expect(part).to_have_attribute("open", "")
    saved(page)


def test_how_a_number_is_known_is_not_said_over_what_somebody_said_meanwhile(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    row = page.locator(f"[data-row='{ref(step)} cycle_time'] .evidence-box")
    in_sheet(page, step, "cycle_time")
    row.locator("summary").click()
    row.get_by_label("Note").click()
    theirs = {"value": "5 min", "evidence": "measured", "by": "Omar", "n": 9}
    writes(cast, page, step, cycle_time=theirs)
    row.get_by_label("Note").fill("by the clock")
    row.get_by_label("Note").press("Tab")
    status(page, "1 conflict")
    step.refresh_from_db()
    assert step.cycle_time == theirs
    page.get_by_role("button", name="Keep theirs").click()
    saved(page)
    expect(row.get_by_label("Who says so")).to_have_value("Omar")
    row.get_by_label("Note").fill("by the clock")
    row.get_by_label("Note").press("Tab")
    saved(page)
    step.refresh_from_db()
    assert step.cycle_time == theirs | {"note": "by the clock"}


def test_a_choice_that_gets_no_focus_is_stored_all_the_same(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    choice = in_sheet(page, step, "value").nth(1)
    choice.evaluate("(radio) => { radio.checked = true; radio.dispatchEvent(new Event('change', { bubbles: true })); }")  # as in Safari
    page.wait_for_function("() => !document.querySelector('.vsm .is-pending')")
    saved(page)
    step.refresh_from_db()
    assert step.value == choice.get_attribute("value")


def test_who_opens_a_cell_and_types_nothing_says_nothing(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    press_on(page, step, "Enter")
    expect(page.locator(".inline-edit input")).to_have_value("5 min")
    writes(cast, page, step, cycle_time="9 min")
    head = head_of(cast)
    page.keyboard.press("Enter")
    expect(page.locator(".inline-edit")).to_have_count(0)
    saved(page)
    assert head_of(cast) == head


def test_what_was_typed_is_kept_until_something_else_is_stored_also_where_it_is_edited_in_the_sheet(
    person: Any, cast: Cast, map_: Map
) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    press_on(page, step, "Enter")
    page.locator(".inline-edit input").fill("6 min")
    writes(cast, page, step, cycle_time="9 min")
    page.keyboard.press("Enter")
    status(page, "1 conflict")
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.locator(".inline-edit input")).to_have_value("6 min")
    expect(page.locator(".cell-clash")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".cell-clash strong")).to_have_text(["9 min", "6 min"])
    status(page, "1 conflict")
    for _ in range(6):
        page.keyboard.press("-")
    page.get_by_role("button", name="Edit", exact=True).click()
    field = page.locator(f"[data-sheet] [data-datum='{ref(step)} cycle_time']")
    expect(field).to_have_value("6 min")
    field.press("Escape")
    expect(field).to_have_value("9 min")
    expect(page.locator(".cell-clash strong")).to_have_text(["9 min", "6 min"])
    expect(page.locator(".cell-clash")).to_be_visible()
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(field).to_have_value("6 min")
    field.press("Tab")
    saved(page)
    expect(page.locator(".cell-clash")).to_have_count(0)
    step.refresh_from_db()
    assert step.cycle_time == "6 min"


ECHOED = """async (ref) => {
  const { live } = await import("/static/js/live/index.js");
  live.link.send = () => {}; // the answer is lost
  return live.submit([{ k: "set", r: ref, f: { cycle_time: "6 min" }, b: { cycle_time: live.rev(ref, "cycle_time") } }]);
}"""
JUMPED = """async (id) => {
  const { live } = await import("/static/js/live/index.js");
  live.view.head += 1; // a state was fetched that has it already
  live.ack({ t: "ack", id, s: live.head, dup: 1 });
}"""


def test_what_was_stored_and_whose_frame_never_came_does_not_stay_on_top_of_what_others_write(person: Any, cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, name="A")
    page = enter(person, cast, map_)
    cell = page.locator(f".cell[data-rec='{ref(step)}'][data-field=cycle_time]")
    id_ = page.evaluate(ECHOED, ref(step))
    expect(cell).to_have_class(re.compile("is-pending"))
    page.evaluate(JUMPED, id_)
    expect(cell).not_to_have_class(re.compile("is-pending"))


def test_keys_stand_in_menus_where_there_is_a_keyboard_and_not_on_touch(person: Any, cast: Cast, map_: Map) -> None:
    for options, are_shown in (({}, True), (TABLET, False)):
        page = enter(person, cast, map_, **options)
        page.locator(f"[data-ref='{ref(Step.objects.get(map=map_, name='A'))}'] text").first.click()
        page.locator(".step-tools").get_by_role("button", name="More", exact=True).click()
        keys = page.get_by_role("menu").locator("kbd")
        assert keys.count() > 3
        expect(keys.first).to_be_visible(visible=are_shown)
        expect(keys.last).to_be_visible(visible=are_shown)
