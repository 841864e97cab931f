"""Markup of steps and parties with their cells."""

from __future__ import annotations

from mapping.facts import PartyFacts, StepFacts
from mapping.fields import NOTE, PARTY
from mapping.metrics import MapMetrics
from mapping.render import symbols_marks as marks
from mapping.render import symbols_nodes as symbols
from mapping.render.content import DASH, Content, DataRow, Mark, data_rows, given, shown
from mapping.render.fonts import clip, wrap
from mapping.render.heat import Tint
from mapping.render.markup import clean, escape, hit, path, rect, text
from mapping.render.scene import Box, Scene
from mapping.render.theme import Paint
from mapping.render.wiring import MARK_PITCH, MORE_WIDTH, NARROW_PITCH, marks_width
from vsm_site.lib.units import display


def cell(rec: str, field: str, value: str, rev: int, body: str) -> str:
    """A value that can be edited: record, field, value as given and revision for the editor, text for people."""
    look = "cell" if value else "cell cell--empty"
    return f'<g class="{look}" data-rec="{escape(rec)}" data-field="{field}" data-value="{escape(value)}" data-rev="{rev}">{body}</g>'


def record(kind: str, uuid: str, key: str) -> str:
    """How the editor names a record: by its UUID, or by document id for a map made from a file."""
    return f"{kind}/{uuid or key}"


def names_of(content: Content, step: StepFacts) -> set[str]:
    """Both names of a step, as comparison uses either."""
    return {step.id, step.uuid} - {""}


def step_class(content: Content, step: StepFacts) -> str:
    """Class of a step's group."""
    return "step is-ghost" if names_of(content, step) & content.options.ghost else "step"


def draw_step(p: Paint, scene: Scene, content: Content, step: StepFacts, number: int, metrics: MapMetrics | None, tint: Tint | None) -> str:
    """The box of a step: head, name, people, data rows."""
    box, rec = scene.boxes[step.id], record("step", step.uuid, step.id)
    load = metrics.steps[step.id].load if metrics and step.id in metrics.steps else None
    rows = data_rows(content, step, load)
    dotted = metrics is not None and step.id not in metrics.path and metrics.on_path.get(step.id, 0) == 0
    x, y = box.x, box.y
    out = [symbols.process(p, x, y, len(rows), dotted=dotted and metrics is not None and metrics.steps[step.id].visits == 0)]
    if tint and tint.depth:
        out.append(rect(p, "n-heat", x + 1, y + 23, 146, 50, 0, 0, f'fill-opacity="{tint.depth:g}"'))
    out.append(text(p, "t-act", x + 8, y + 15.5, str(number), 12, 700))
    out.append(_area(p, content, rec, step, x, y, 116 - 7 * len(str(number))))
    out.append(_name(p, content, rec, step, x, y))
    out.append(_people(p, content, rec, step, x, y))
    out.append(_tint_words(p, tint, x, y))
    for at, row in enumerate(rows):
        out.append(_row(p, rec, x, y + 74 + 21 * at, row, last=at == len(rows) - 1))
    out.append(_extras(p, content, step, box, scene.notes.get(step.id, 0)))
    return "".join(out)


def _area(p: Paint, content: Content, rec: str, step: StepFacts, x: float, y: float, room: float) -> str:
    area = clip(clean(step.data.get("area", "")), room, 11)
    if not area and not content.options.interactive:
        return ""
    words = text(p, "t-mute", x + 140, y + 15.5, area or DASH, 11, 400, "end")
    ground = hit(x + 140 - room, y + 1, room + 6, 20) if content.options.interactive else ""
    return cell(rec, "area", given(step.data.get("area")), step.revs.get("area", 0), ground + words)


def _name(p: Paint, content: Content, rec: str, step: StepFacts, x: float, y: float) -> str:
    room = 106 if "staffing" in step.data or content.options.interactive else 132
    lines = wrap(clean(step.data.get("name", "")), room, 13, 600, 2)
    leading = 14 if content.options.heat else 16
    first = y + (53 if len(lines) == 1 else 44) - (6 if content.options.heat else 0)
    ground = hit(x + 2, y + 24, room + 6, 48) if content.options.interactive else ""
    body = "".join(text(p, "t-ink", x + 8, first + leading * at, line, 13, 600) for at, line in enumerate(lines))
    return cell(rec, "name", given(step.data.get("name")), step.revs.get("name", 0), ground + body)


def _people(p: Paint, content: Content, rec: str, step: StepFacts, x: float, y: float) -> str:
    value = step.data.get("staffing")
    if value is None and not content.options.interactive:
        return ""
    count = text(p, "t-mute", x + 131, y + 68, clip(f"×{DASH if value is None else display(value)}", 34, 11), 11, 400, "middle")
    ground = hit(x + 116, y + 24, 30, 48) if content.options.interactive else ""
    body = ground + symbols.operator(p, x + 131, y + 38) + count
    return cell(rec, "staffing", given(value), step.revs.get("staffing", 0), body)


def _tint_words(p: Paint, tint: Tint | None, x: float, y: float) -> str:
    """What a tinted box is tinted for, since colour alone says nothing; the worst in bold."""
    if tint is None:
        return ""
    look, weight = ("t-wait", 700) if tint.is_worst else ("t-mute", 400)
    return text(p, look, x + 8, y + 69, clip(tint.words, 106, 10.5, weight), 10.5, weight)


def _row(p: Paint, rec: str, x: float, y: float, row: DataRow, *, last: bool) -> str:
    body = symbols.data_row(p, x, y, row.label, row.value, look=row.look, bad=row.bad, last=last)
    return cell(rec, row.field, row.given, row.rev, body)


def _extras(p: Paint, content: Content, step: StepFacts, box: Box, drawn: int) -> str:
    """How many notes are not drawn, marks of a comparison, and the ring of the keyboard focus."""
    out, names = [], names_of(content, step)
    more = len(content.marks.get(step.id, ())) - drawn
    if more > 0:
        out.append(text(p, "t-bad", box.right - marks_width(drawn) - MORE_WIDTH + 1, box.y - 18, f"+{more}", 12, 700))
    if names & content.options.changed:
        out.append(rect(p, "ring ring--changed", box.x - 4, box.y - 4, box.width + 8, box.height + 8, 2, 5))
    if names & content.options.new:
        out.append(rect(p, "ring ring--changed", box.x - 4, box.y - 4, box.width + 8, box.height + 8, 2, 5))
        out.append(marks.new_mark(p, box.x + 26, box.y + 2))
    for word, width, those in (("Merged", 56, content.options.merged), ("Split", 40, content.options.split)):
        if names & those:
            out.append(marks.word_mark(p, box.x - 4, box.y - 24, word, width))
    if content.options.interactive or content.options.step_href:
        out.append(rect(p, "ring--focus", box.x - 4, box.y - 4, box.width + 8, box.height + 8, 3, 5))
    return "".join(out)


def step_sentence(content: Content, step: StepFacts, number: int, metrics: MapMetrics | None) -> str:
    """The step as a sentence for people who do not see it."""
    parts = [f"Step {number}, {clean(step.data.get('name', ''))}."]
    said = [f"{row.label} {row.value}" for row in data_rows(content, step, None) if row.given]
    if metrics and step.id in metrics.steps and metrics.steps[step.id].wait_before.seconds:
        said.insert(0, f"Wait before {metrics.steps[step.id].wait_before.text}")
    if step.data.get("staffing") is not None:
        said.append(f"Staffing {shown('staffing', step.data['staffing'])}")
    notes = len(content.marks.get(step.id, ()))
    if notes:
        said.append(f"{notes} {'note' if notes == 1 else 'notes'}")
    return " ".join([*parts, ", ".join(said)]).strip()


NOTE_WORDS = dict(NOTE["kind"].choices)


def note_sentence(content: Content, mark: Mark) -> str:
    """A note as a sentence."""
    data = mark.note.data
    kind, at = str(data.get("kind", "issue")), str(data.get("at", ""))
    where = f" at {clean(content.names.get(at, at))}" if at else ""
    return f"{NOTE_WORDS.get(kind, kind)} {mark.number}{where}: {clean(data.get('text', ''))}"


def draw_note(p: Paint, mark: Mark, x: float, y: float, radius: int = 16) -> str:
    """A note with its text as the value that can be edited."""
    rec, note = record("note", mark.note.uuid, mark.note.id), mark.note
    return cell(rec, "text", given(note.data.get("text")), note.revs.get("text", 0), draw_mark(p, mark, x, y, radius))


def draw_mark(p: Paint, mark: Mark, x: float, y: float, radius: int = 16) -> str:
    """A note: a burst for what is wrong or could be better, a circle or a square for what is not known."""
    kind, severity = str(mark.note.data.get("kind", "issue")), str(mark.note.data.get("severity", "low"))
    if kind in ("question", "assumption"):
        return marks.question(p, x, y, mark.number, assumption=kind == "assumption")
    return marks.burst(p, x, y, mark.number, radius=radius, severity=severity, better=kind == "improvement")


def place_marks(box: Box, count: int) -> list[tuple[float, float, int]]:
    """Middle and radius of the notes that are drawn above a box, from its right."""
    if count <= 2:
        return [(box.right - 20 - MARK_PITCH * at, box.y - 22, 16) for at in range(count)]
    return [(box.right - 17 - NARROW_PITCH * at, box.y - 22, 14) for at in range(count)]


def draw_party(p: Paint, scene: Scene, content: Content, party: PartyFacts) -> str:
    """A customer, supplier, control box or other party with its name and lines."""
    box, rec, kind = scene.boxes[party.id], record("party", party.uuid, party.id), party.data.get("kind")
    name, lines = clean(party.data.get("name", "")), str(party.data.get("text", "")).splitlines()
    if content.options.interactive:
        lines = lines or [DASH]
    middle = box.x + box.width / 2
    if kind == "control":
        shape, first, room = symbols.control(p, box.x, box.y, plain=not lines), box.y + (16 if lines else 41), 1 if lines else 2
    elif kind == "external":
        shape, first, room = symbols.external(p, box.x, box.y, box.width, box.height), box.y + (32 if lines else 42), 2
    else:
        shape, first, room = symbols.outside_source(p, box.x, box.y), box.y + 49, 2
    names = wrap(name, box.width - 14, 13 if kind != "control" else 12.5, 700, room)
    if len(names) == 1 and not lines and kind not in ("control", "external"):
        first += 8
    elif len(names) == 2 and kind == "control":
        first -= 8
    size = 13 if kind != "control" else 12.5
    body = "".join(text(p, "t-ink", middle, first + 15 * at, line, size, 700, "middle") for at, line in enumerate(names))
    out = [shape, cell(rec, "name", given(party.data.get("name")), party.revs.get("name", 0), body)]
    if lines:
        below = box.y + 43 if kind == "control" else first + 15 * len(names) + 2
        fit = max(1, int((box.bottom - 6 - below) // 15) + 1)
        short = [clip(clean(line), box.width - 12, 11) for line in lines[:fit]]
        body = "".join(text(p, "t-mute", middle, below + 15 * at, line, 11, 400, "middle") for at, line in enumerate(short))
        out.append(cell(rec, "text", given(party.data.get("text")), party.revs.get("text", 0), body))
    return "".join(out)


PARTY_WORDS = dict(PARTY["kind"].choices)


def party_sentence(party: PartyFacts) -> str:
    """A party as a sentence."""
    kind = str(party.data.get("kind", "external"))
    lines = ", ".join(clean(line) for line in str(party.data.get("text", "")).splitlines())
    return f"{PARTY_WORDS.get(kind, kind)} {clean(party.data.get('name', ''))}{f', {lines}' if lines else ''}"


def hairline(p: Paint, x: float, y: float, width: float) -> str:
    """A thin separating line."""
    return path(p, "n-row", f"M{x:g} {y:g}h{width:g}", 0.8)
