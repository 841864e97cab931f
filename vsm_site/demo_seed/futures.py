"""How the demo's teams come to their future state: ideal in silence, design questions, a second candidate, choice and signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mapping import futures, snapshot
from mapping.kinds_futures import ANSWER, SIGNATURE, VERSION
from mapping.models import FutureVersion, Map, Step
from mapping.records import STEP
from mapping.services import futures as services
from mapping.services import steps
from vsm_site.demo_seed.story import Story
from workshops.models import RoundItem
from workshops.policy import Role
from workshops.services import rounds, voices
from workshops.services.rounds import NewRound

IDEAL = "No budget, no system and no rule in the way: how would it flow?"
NOTES: tuple[tuple[str, str, str], ...] = (
    ("Pia", "The patient never waits alone", "One nurse stays with the patient from door to bed."),
    ("Pia", "Results come to the bed", "No paper goes anywhere."),
    ("Per", "Results come to the bed", "A drop of blood, and the result is there in five minutes."),
    ("Per", "Results come to the bed", "The physician sees the result where the patient is."),
    ("Omar", "The patient never waits alone", "Straight from the door into a bay."),
    ("Omar", "Nobody goes home without a letter", "The letter writes itself while we talk."),
)
"""Who wrote it, the heading under which it came, the note."""
ANSWERS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("10:42", "Pia", "eliminate", "The waiting room: straight to a bay, registration comes there.", ("waiting",)),
    ("10:44", "Per", "parallel", "Bloods are taken at triage, while the bay is made ready.", ("triage", "tests")),
    ("10:46", "Omar", "handoffs", "The stamp on orders of bloods: a set of five, signed once.", ("assess", "tests")),
    (
        "10:49",
        "Per",
        "waits",
        "For the porter’s round at :00 and :30, and for somebody to look at the result.",
        ("tests", "review"),
    ),
    (
        "10:52",
        "Pia",
        "quality",
        "The letter lacks the medicines. A checklist at the bed, made with the plan.",
        ("discharge",),
    ),
    ("10:55", "Omar", "know", "Time stamps of one week, at 30, 60 and 90 days. Quality counts.", ()),
)


def discuss_ideal(story: Story, day: int) -> None:
    """Everybody writes in silence; the coach shows and groups the notes."""
    with story.dated(day, "10:05") as moment:
        plan = NewRound(kind="write", question=IDEAL, about=futures.IDEAL)
        made = rounds.begin_round(actor=story.actor("Fay"), workshop_id=story.workshop.pk, plan=plan, now=moment)
    for name, _, text in NOTES:
        with story.dated(day, "10:08"):
            voices.write_note(actor=story.actor(name), round_id=made.pk, text=text)
    with story.dated(day, "10:12") as moment:
        rounds.show_round(actor=story.actor("Fay"), round_id=made.pk, now=moment)
    items = {item.text: item.pk for item in RoundItem.objects.present().filter(round_id=made.pk)}
    for heading in dict.fromkeys(heading for _, heading, _ in NOTES):
        with story.dated(day, "10:20"):
            own = [items[text] for _, group, text in NOTES if group == heading]
            rounds.group_items(actor=story.actor("Fay"), round_id=made.pk, item_ids=own, group=heading)


def answer_questions(story: Story, day: int, current: Map) -> None:
    """The team goes through the design questions."""
    ids = _ids(current)
    for clock, name, question, text, places in ANSWERS:
        with story.change(name, day, clock, "answer-question") as tx:
            values = {"question": question, "text": text, "steps": [str(ids[key]) for key in places]}
            tx.new(ANSWER, ANSWER.parse(values) | {"said_at": tx.at})


def _ids(map_: Map) -> Mapping[str, object]:
    return dict(Step.objects.present().filter(map_id=map_.pk).values_list("doc_id", "pk"))


def draw_second(story: Story, day: int, first: Map) -> None:
    """Another candidate: the laboratory comes to the bed, and result and plan are one step."""
    with story.dated(day, "11:47"):
        second = services.duplicate_candidate(actor=story.actor("Per"), source=first)
    with story.dated(day, "11:48"):
        parts = [Step.objects.present().get(map_id=second.pk, doc_id=key) for key in ("review", "plan")]
        made = steps.merge_steps(actor=story.actor("Per"), steps=parts, name="Result and plan at the bed")
    values = ((made, {"cycle_time": "0.5 h", "defect_rate": 2, "value": "va"}), (_step(second, "tests"), {"cycle_time": "0.5 h"}))
    for step, data in values:
        with story.change("Per", day, "11:48", "step") as tx:
            tx.set(step, STEP.parse(data))


def _step(map_: Map, doc_id: str) -> Step:
    found: Step = Step.objects.present().get(map_id=map_.pk, doc_id=doc_id)
    return found


def choose(story: Story, day: int, clock: str, map_: Map, reason: str) -> FutureVersion:
    """The coach chooses a candidate with the team, as it is drawn by then."""
    content = futures.content_of(snapshot.facts_of(map_))
    with story.change("Fay", day, clock, "choose-future") as tx:
        values = {"number": futures.next_number(story.workshop.pk), "map": map_.pk, "reason": reason, "content": content, "made_at": tx.at}
        made: FutureVersion = tx.new(VERSION, values)
    return made


def sign(story: Story, day: int, clock: str, version: FutureVersion, signers: Sequence[tuple[str, Role]]) -> None:
    """Sponsor and owner sign it."""
    for name, role in signers:
        with story.change(name, day, clock, "sign-future") as tx:
            tx.new(SIGNATURE, {"version": version.pk, "role": role.value, "at": tx.at})
