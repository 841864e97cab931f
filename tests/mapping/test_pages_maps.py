"""Pages of maps: list, making, import, drawing with explained totals, files, settings, copies, removal."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mapping import document, explain, json_lines, snapshot
from mapping.models import Map, Step
from mapping.services.maps import copy_map, create_map, import_document, update_map
from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in VECTORS.glob("*.expected.json"))


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def put(cast: Cast, name: str = "patient-journey") -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load(name)).map


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def words(answer: Any) -> str:
    """The text of a page as it is read."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def maps_url(cast: Cast, name: str = "workshop-maps") -> str:
    return reverse(name, args=[cast.workshop.pk])


# List


def test_a_workshop_without_maps_says_what_to_do(cast: Cast) -> None:
    page = words(cast.client("omar").get(maps_url(cast)))
    assert "No maps yet" in page
    assert "Draw the current state" in page
    assert "Draw the current state" not in words(cast.client("obi").get(maps_url(cast)))


def test_each_map_shows_state_totals_and_what_it_is_based_on(cast: Cast) -> None:
    source = put(cast)
    copy_map(actor=cast.actor("omar"), source=source, workshop_id=cast.workshop.pk, state="future")
    page = words(cast.client("obi").get(maps_url(cast)))
    assert "2 maps: a current and a future state." in page
    assert page.count("8 steps, 11.5 h from start to end, 4 h of it work.") == 2
    assert "Based on Patient journey ." in page
    assert "34.8 %" in page


def test_a_map_that_is_not_drawn_to_an_end_says_why_in_the_list(cast: Cast) -> None:
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load("invalid/shares-sum-to-80"))
    page = words(cast.client("pia").get(maps_url(cast)))
    assert "The shares out of “Check” sum to 80 %, not 100 %." in page
    assert "2 Check, where it splits" in page


def test_the_list_comes_in_pages(cast: Cast) -> None:
    for place in range(13):
        create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": f"Map {place}"})
    client = cast.client("omar")
    assert "Map 12" not in words(client.get(maps_url(cast)))
    assert "Map 12" in words(client.get(maps_url(cast) + "?page=2"))


# New


def test_a_new_map_has_what_was_typed(cast: Cast) -> None:
    client, url = cast.client("pia"), maps_url(cast, "map-new")
    data = {"title": "Discharge", "state": "ideal", "style": "office", "item": "patient"}
    data |= {"quantity": "24", "per": "d", "work_per_day": "24 h"}
    answer = client.post(url, data)
    made = Map.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert document.write(snapshot.facts_of(made)) == {
        "format": "vsm-map/1", "title": "Discharge", "state": "ideal", "style": "office", "item": "patient",
        "calendar": {"work_per_day": "24 h"}, "demand": {"quantity": 24, "per": "d"}, "steps": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"quantity": "many"}, "“many” is no number"),
        ({"quantity": "24", "per": ""}, "Say per hour, day, week or month."),
        ({"work_per_day": "25 h"}, "24 h"),
        ({"days_per_week": "8"}, "less than or equal to 7"),
    ],
)
def test_a_new_map_that_cannot_be_is_refused_with_what_to_type(cast: Cast, data: dict[str, str], said: str) -> None:
    answer = cast.client("pia").post(maps_url(cast, "map-new"), {"title": "Discharge", "state": "current", "style": "office"} | data)
    assert answer.status_code == 422
    assert said in words(answer)
    assert Map.objects.count() == 0


def test_the_same_form_twice_makes_one_map(cast: Cast) -> None:
    data = {"title": "Discharge", "state": "current", "style": "office", "change_id": str(uuid7())}
    answers = [cast.client("pia").post(maps_url(cast, "map-new"), data) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Map.objects.count() == 1


@pytest.mark.parametrize("name", ["map-new", "map-import"])
def test_who_may_not_edit_makes_no_map(cast: Cast, name: str) -> None:
    for person, status in (("obi", 403), ("spring", 403), ("uma", 404), ("xena", 404)):
        assert cast.client(person).get(maps_url(cast, name)).status_code == status
        assert cast.client(person).post(maps_url(cast, name), {"title": "No", "document": "{}"}).status_code == status
    assert Map.objects.count() == 0


# Import


def test_a_pasted_document_becomes_a_map(cast: Cast) -> None:
    answer = cast.client("pia").post(maps_url(cast, "map-import"), {"document": json.dumps(load("patient-journey"))}, follow=True)
    assert "“Patient journey” came in with 8 steps." in words(answer)
    assert document.write(snapshot.facts_of(Map.objects.get())) == load("patient-journey")


def test_a_file_counts_before_pasted_text(cast: Cast) -> None:
    found = SimpleUploadedFile("map.json", b"\xef\xbb\xbf" + (VECTORS / "coffee-service.json").read_bytes())
    answer = cast.client("pia").post(maps_url(cast, "map-import"), {"document": "{}", "file": found})
    assert answer.status_code == 302
    assert Map.objects.get().title == load("coffee-service")["title"]


def test_a_refused_document_shows_each_fault_with_its_path_beside_the_text_and_stores_nothing(cast: Cast) -> None:
    broken = load("patient-journey")
    broken["steps"][3]["cycle_time"] = 45
    del broken["steps"][5]["name"]
    text, before = json.dumps(broken, indent=2), head(cast)
    answer = cast.client("pia").post(maps_url(cast, "map-import"), {"document": text})
    page = words(answer)
    assert answer.status_code == 422
    assert "2 things to mend" in page
    line = text.splitlines().index('      "cycle_time": 45,') + 1
    assert f"steps[3].cycle_time line {line} A duration is text" in page
    assert re.search(r"steps\[5\]\.name line \d+ This is missing\.", page)
    assert '"cycle_time": 45' in unescape(answer.content.decode())
    assert (Map.objects.count(), head(cast)) == (0, before)


@pytest.mark.parametrize("name", sorted(path.stem for path in (VECTORS / "invalid").glob("*.json") if path.stem != "expected"))
def test_every_document_with_a_fault_names_its_path(cast: Cast, name: str) -> None:
    path = json.loads((VECTORS / "invalid" / "expected.json").read_text())[f"{name}.json"]
    found = SimpleUploadedFile("map.json", (VECTORS / "invalid" / f"{name}.json").read_bytes())
    answer = cast.client("pia").post(maps_url(cast, "map-import"), {"file": found})
    if name in ("shares-sum-to-80", "cycle-without-rework"):
        assert answer.status_code == 302
        page = cast.client("pia").get(answer.url)
        assert "No totals yet: the map is not drawn to an end" in words(page)
        return
    assert answer.status_code == 422
    assert f"<code>{path}</code>" in unescape(answer.content.decode())
    assert Map.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"document": "  "}, "Paste a document here, or choose a file."),
        ({"document": '{\n"title": }'}, "$ line 2 This is no JSON"),
    ],
)
def test_what_is_no_document_says_what_to_do(cast: Cast, data: dict[str, str], said: str) -> None:
    answer = cast.client("pia").post(maps_url(cast, "map-import"), data)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_file_that_is_no_text_is_refused(cast: Cast) -> None:
    answer = cast.client("pia").post(maps_url(cast, "map-import"), {"file": SimpleUploadedFile("map.json", b"\xff\xfe\x00")})
    assert answer.status_code == 422
    assert "This file holds no text." in words(answer)


def test_lines_of_a_document() -> None:
    text = '{"title": "A",\n "steps": [\n  {"id": "a",\n   "name": "B"}],\n "title": "C"}'
    lines = json_lines.lines_of(text)
    assert {path: lines[path] for path in ("$", "steps", "steps[0]", "steps[0].name", "title")} == {
        "$": 1, "steps": 2, "steps[0]": 3, "steps[0].name": 4, "title": 5,
    }  # fmt: skip
    assert json_lines.line_of(lines, "steps[0].cycle_time.low") == 3
    assert json_lines.line_of_syntax(text) is None
    assert json_lines.line_of_syntax('{"a": 1,\n}') == 2


# The drawing page


@pytest.mark.parametrize("name", NAMES)
def test_every_published_map_shows_its_numbers_as_texts(cast: Cast, name: str) -> None:
    expected = json.loads((VECTORS / f"{name}.expected.json").read_text())["expect"]
    answer = cast.client("obi").get(put(cast, name).get_absolute_url())
    page = words(answer)
    texts = {key: value for key, value in expected.items() if key.endswith(".text") and not key.startswith(("steps.", "lead_time_range"))}
    shown = ("lead_time.text", "process_time.text", "activity_ratio.text", "rolled_complete_accurate.text", "takt_time.text")
    assert {key: text for key, text in texts.items() if key in shown and text not in page} == {}


def test_the_page_holds_the_drawing_its_totals_and_its_steps(cast: Cast) -> None:
    answer = cast.client("pia").get(put(cast).get_absolute_url())
    page, markup = words(answer), answer.content.decode()
    for text in ("11.5 h", "7.5 h", "34.8 %", "Diagnostic tests", "longest: Diagnostic tests, 2 h", "no demand given", "no % C&A given"):
        assert text in page
    step = Step.objects.get(doc_id="tests")
    assert f'<g id="step-{step.pk}" class="step" role="group" tabindex="-1" aria-label="Step 4, Diagnostic tests.' in markup
    assert 'class="vsm"' in markup
    assert "style=" not in markup


def test_who_only_reads_comes_from_a_step_to_its_row_and_finds_no_deeds(cast: Cast) -> None:
    map_ = put(cast)
    markup = cast.client("obi").get(map_.get_absolute_url()).content.decode()
    step = Step.objects.get(doc_id="tests")
    assert f'href="{reverse("map-table", args=[map_.pk])}#step-{step.pk}"' in markup
    assert "Add a step" not in markup
    assert f'href="{reverse("map-settings", args=[map_.pk])}"' not in markup
    assert reverse("map-file", args=[map_.pk, "json"]) in markup


@pytest.mark.parametrize(
    ("query", "width"),
    [("?fold=0", 2), ("?fold=3", 1), ("?heat=wait", 1), ("?fold=abc&heat=no&lanes=7", 1), ("?fold=-1", 1), ("?fold=²", 1)],
)
def test_ways_to_look_at_a_map(cast: Cast, query: str, width: int) -> None:
    answer = cast.client("obi").get(put(cast).get_absolute_url() + query)
    found = re.search(r'class="vsm" viewBox="0 0 ([0-9.]+) ([0-9.]+)"', answer.content.decode())
    assert answer.status_code == 200
    assert found is not None
    assert (float(found[1]) > 2 * float(found[2])) is (width == 2)


def test_no_wait_is_said_only_where_somebody_said_so(cast: Cast) -> None:
    steps = [{"id": key, "name": key.upper()} for key in "abcd"]
    waits = [{"from": "a", "to": "b", "wait": "2 h"}, {"from": "b", "to": "c", "wait": "0 min"}]
    flows = [*waits, {"from": "c", "to": "d"}]
    source = {"format": "vsm-map/1", "title": "Waits", "steps": steps, "flows": flows}
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    drawing = cast.client("obi").get(map_.get_absolute_url() + "?heat=wait").content.decode()
    assert (drawing.count("Waits 2 h"), drawing.count("No wait<")) == (1, 1)


def test_lanes_are_drawn_when_they_are_asked_for(cast: Cast) -> None:
    url = put(cast).get_absolute_url()
    assert '<g id="lanes">' in cast.client("obi").get(url + "?lanes=1").content.decode()
    assert '<g id="lanes">' not in cast.client("obi").get(url).content.decode()


def test_an_empty_map_says_what_to_do(cast: Cast) -> None:
    map_ = create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Discharge"})
    page = cast.client("pia").get(map_.get_absolute_url())
    assert "No steps yet" in words(page)
    assert reverse("step-new", args=[map_.pk]) in page.content.decode()
    assert "Add the first step" not in words(cast.client("obi").get(map_.get_absolute_url()))


def test_a_map_with_faults_of_drawing_says_what_and_where_instead_of_totals(cast: Cast) -> None:
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load("invalid/cycle-without-rework")).map
    page = words(cast.client("pia").get(map_.get_absolute_url()))
    assert "No totals yet: the map is not drawn to an end" in page
    assert "These steps lead in a circle:" in page
    assert "Activity ratio" not in page
    assert "No totals yet" in words(cast.client("pia").get(reverse("map-explain", args=[map_.pk, "lead_time"])))


def test_warnings_stand_with_the_names_of_what_they_are_about(cast: Cast) -> None:
    source = load("patient-journey")
    del source["steps"][0]["area"]
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    page = words(cast.client("obi").get(map_.get_absolute_url()))
    assert "Say which area does this step. 1 Registration & triage, area" in page


def test_rework_stands_beside_the_totals(cast: Cast) -> None:
    page = words(cast.client("obi").get(put(cast, "rework-nested").get_absolute_url()))
    assert "Lead time 3.5 h with rework 3.9 h" in page


def test_states_lead_to_the_maps_that_belong_together(cast: Cast) -> None:
    source = put(cast)
    put(cast, "acme-future-levelled")
    future = copy_map(actor=cast.actor("fay"), source=source, workshop_id=cast.workshop.pk, state="future").map
    put(cast, "acme-future-levelled")
    markup = cast.client("obi").get(source.get_absolute_url()).content.decode()
    assert f'<a href="{future.get_absolute_url()}">Future</a>' in markup
    assert f'<a href="{reverse("map-compare", args=[source.pk, future.pk])}">Compare</a>' in markup
    back = cast.client("obi").get(future.get_absolute_url()).content.decode()
    assert f'<a href="{reverse("map-compare", args=[source.pk, future.pk])}">Compare</a>' in back


def test_names_of_people_who_like_markup_stay_text(cast: Cast) -> None:
    nasty = "</text><script>alert(1)</script>&'\""
    source = {"format": "vsm-map/1", "title": nasty, "steps": [{"id": "a", "name": nasty, "area": nasty}]}
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    for url in (map_.get_absolute_url(), maps_url(cast), reverse("map-compare", args=[map_.pk, map_.pk])):
        assert "<script>alert" not in cast.client("obi").get(url).content.decode()


# Totals


@pytest.mark.parametrize("key", explain.keys())
def test_every_total_opens_to_how_it_was_computed(cast: Cast, key: str) -> None:
    map_ = put(cast, "branch-choice")
    answer = cast.client("obi").get(reverse("map-explain", args=[map_.pk, key]))
    assert answer.status_code == 200
    assert f'<a href="{answer.wsgi_request.path}" aria-current="page">' in answer.content.decode()


def test_the_lead_time_opens_to_its_terms_path_calendar_and_chances(cast: Cast) -> None:
    page = words(cast.client("obi").get(reverse("map-explain", args=[put(cast, "branch-choice").pk, "lead_time"])))
    assert "B Lead time 50 min 0.7 35 min" in page
    assert "The expectation over 2 routings" in page
    assert "Working time: a day is 8 h, a week 5 days, a month 20 days." in page


def test_what_is_missing_is_named(cast: Cast) -> None:
    page = words(cast.client("obi").get(reverse("map-explain", args=[put(cast, "additive-lead-time").pk, "process_time"])))
    assert "What is missing Supplier, Manufacturing, Delivery." in page
    assert "at least 0 s" in page


def test_a_word_that_is_no_total_is_not_found(cast: Cast) -> None:
    assert cast.client("obi").get(reverse("map-explain", args=[put(cast).pk, "beauty"])).status_code == 404


# Files


def groups(svg: str) -> list[tuple[str, str]]:
    """Ids and bodies of the groups of a drawing, without what only a page has: links, roles, the ring of the focus."""
    body = svg[svg.index("<svg") : svg.index("</svg>")]
    body = re.sub(r"</?a\b[^>]*>|<rect class=\"ring--focus\"[^>]*/>| (?:role|tabindex|aria-label)=\"[^\"]*\"", "", body)
    return re.findall(r'<g id="([^"]+)"[^>]*>(.*?)(?=<g id="|$)', body, re.DOTALL)


def test_page_and_file_are_one_drawing(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    on_page = client.get(map_.get_absolute_url()).content.decode()
    in_file = client.get(reverse("api-map-svg", args=[map_.pk]) + "?interactive=1").content.decode()
    assert len(groups(in_file)) > 20
    assert groups(on_page[on_page.index('<div class="map-sheet">') :]) == groups(in_file)


def test_the_document_comes_back_as_a_file_with_the_maps_name(cast: Cast) -> None:
    answer = cast.client("obi").get(reverse("map-file", args=[put(cast).pk, "json"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="patient-journey.json"'
    assert json.loads(answer.content) == load("patient-journey")


def test_the_sheet_is_one_page_that_holds_the_totals_as_text(cast: Cast) -> None:
    import pypdfium2

    answer = cast.client("obi").get(reverse("map-file", args=[put(cast).pk, "pdf"]))
    assert answer.headers["Content-Type"] == "application/pdf"
    found = pypdfium2.PdfDocument(answer.content)
    text = found[0].get_textpage().get_text_range()
    assert len(found) == 1
    assert all(total in text for total in ("11.5 h", "34.8 %", "Diagnostic tests", "Working time"))


def test_other_kinds_of_files_are_not_found(cast: Cast) -> None:
    assert cast.client("obi").get(reverse("map-file", args=[put(cast).pk, "exe"])).status_code == 404


# Settings


def settings_form(client: Client, map_: Map) -> dict[str, str]:
    """What a browser would send back of the settings, untouched."""
    return settings_of(client.get(reverse("map-settings", args=[map_.pk])))


def settings_of(answer: Any) -> dict[str, str]:
    """What stands in the fields of a page with the form of a map's head."""
    form = answer.content.decode()
    form = form[form.index('<form class="card') :]
    form = form[: form.index("</form>")]
    tags = [dict(re.findall(r'([a-z-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)]
    found = {tag["name"]: unescape(tag.get("value", "")) for tag in tags}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_settings_store_only_what_was_changed(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    data = settings_form(client, map_) | {"title": "The patient's way", "quantity": "62", "per": "d"}
    assert client.post(reverse("map-settings", args=[map_.pk]), data).status_code == 302
    stored = Map.objects.get(pk=map_.pk)
    assert (stored.title, stored.demand, stored.calendar) == ("The patient's way", {"quantity": 62, "per": "d"}, map_.calendar)
    assert stored.rev("state") == map_.rev("state")


def test_untouched_settings_change_nothing(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    before = head(cast)
    client.post(reverse("map-settings", args=[map_.pk]), settings_form(client, map_))
    assert head(cast) == before


def test_a_clash_of_the_title_shows_both_values_and_overwrites_nothing(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    data = settings_form(client, map_)
    update_map(actor=cast.actor("omar"), map_=map_, values={"title": "Omar's title"})
    answer = client.post(reverse("map-settings", args=[map_.pk]), data | {"title": "Pia's title"})
    page = words(answer)
    assert answer.status_code == 409
    assert "Omar changed this while you typed" in page
    assert "Omar's title" in page and "Pia's title" in unescape(answer.content.decode())
    assert Map.objects.get(pk=map_.pk).title == "Omar's title"


def test_a_clash_in_the_calendar_stands_at_the_part_that_differs(cast: Cast) -> None:
    map_, client = put(cast, "acme-current"), cast.client("pia")
    data = settings_form(client, map_)
    theirs = {"work_per_day": "920 min", "days_per_week": 6, "days_per_month": 20}
    update_map(actor=cast.actor("omar"), map_=map_, values={"calendar": theirs})
    answer = client.post(reverse("map-settings", args=[map_.pk]), data | {"work_per_day": "900 min"})
    assert answer.status_code == 409
    assert answer.content.decode().count('class="conflict"') == 2  # the hours of a day, and the days of a week
    again = settings_of(answer) | {"days_per_week": "6"}
    assert client.post(reverse("map-settings", args=[map_.pk]), again).status_code == 302
    assert Map.objects.get(pk=map_.pk).calendar == {"work_per_day": "900 min", "days_per_week": 6, "days_per_month": 20}


def test_a_form_shown_again_has_seen_no_more_than_before(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    data = settings_form(client, map_) | {"title": "Pia's title", "quantity": "many"}
    update_map(actor=cast.actor("omar"), map_=map_, values={"title": "Omar's title"})
    refused = client.post(reverse("map-settings", args=[map_.pk]), data)
    assert refused.status_code == 422
    again = client.post(reverse("map-settings", args=[map_.pk]), settings_of(refused) | {"quantity": ""})
    assert again.status_code == 409
    assert Map.objects.get(pk=map_.pk).title == "Omar's title"


def test_changing_the_period_keeps_how_the_demand_was_observed(cast: Cast) -> None:
    demand = {"quantity": {"observations": [20, 28], "evidence": "measured"}, "per": "d"}
    map_, client = put(cast), cast.client("pia")
    update_map(actor=cast.actor("fay"), map_=map_, values={"demand": demand})
    data = settings_form(client, Map.objects.get(pk=map_.pk)) | {"per": "wk"}
    assert client.post(reverse("map-settings", args=[map_.pk]), data).status_code == 302
    assert Map.objects.get(pk=map_.pk).demand == demand | {"per": "wk"}


# Copy and remove


def test_a_copy_to_the_future_keeps_its_source(cast: Cast) -> None:
    source = put(cast)
    answer = cast.client("pia").post(reverse("map-copy", args=[source.pk]), {"state": "future"}, follow=True)
    made = Map.objects.get(based_on=source)
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.title, made.state) == ("Patient journey, future state", "future")
    assert "This is a copy of “Patient journey” as future state." in words(answer)


def test_one_form_copies_to_each_state_once(cast: Cast) -> None:
    source, client = put(cast), cast.client("pia")
    for state in ("future", "future", "ideal"):
        client.post(reverse("map-copy", args=[source.pk]), {"state": state, "change_id": "0193c3a0-0000-7000-8000-000000000001"})
    assert sorted(Map.objects.filter(based_on=source).values_list("state", flat=True)) == ["future", "ideal"]


def test_a_copy_to_no_state_is_refused(cast: Cast) -> None:
    source = put(cast)
    assert cast.client("pia").post(reverse("map-copy", args=[source.pk]), {"state": "past"}).status_code == 400
    assert Map.objects.count() == 1


def test_a_removed_map_is_gone_and_undo_brings_it_back(cast: Cast) -> None:
    map_, client = put(cast), cast.client("pia")
    answer = client.post(reverse("map-remove", args=[map_.pk]), follow=True)
    assert "“Patient journey” is taken away" in words(answer)
    assert client.get(map_.get_absolute_url()).status_code == 404
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert client.get(map_.get_absolute_url()).status_code == 200


def test_who_may_not_edit_changes_no_map(cast: Cast) -> None:
    map_ = put(cast)
    before = head(cast)
    for name, data in (("map-copy", {"state": "future"}), ("map-remove", {}), ("map-settings", {"title": "No"})):
        assert cast.client("obi").post(reverse(name, args=[map_.pk]), data).status_code == 403
        assert cast.client("xena").post(reverse(name, args=[map_.pk]), data).status_code == 404
    assert head(cast) == before
