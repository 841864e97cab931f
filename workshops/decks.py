"""The short training of a workshop: four topics of ten to fifteen minutes, as slides for the projector. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: a title that is the message, a few lines, at most one figure and one question to the room."""

    title: str
    points: tuple[str, ...] = ()
    figure: str = ""
    """Name of a drawing in templates/workshops/deck_figures."""
    ask: str = ""
    """What to ask the room."""
    steps: bool = False
    """The lines are an order, and are numbered."""


@dataclass(frozen=True, slots=True)
class Deck:
    """One topic."""

    key: str
    title: str
    minutes: int
    aim: str
    """What people can do afterwards."""
    slides: tuple[Slide, ...]


VALUE = Deck(
    "value",
    "Value and waste",
    12,
    "See the own work with the eyes of the customer, and name what is waste in it.",
    (
        Slide(
            "A value stream is everything it takes to bring one item from its beginning to the customer",
            (
                "All actions count: those that add value and those that do not.",
                "What flows may be material, a patient, an order, a question, code.",
                "It crosses departments. Nobody in it sees the whole; the customer feels the whole.",
            ),
            ask="What flows in our stream, where does it begin, and who receives it?",
        ),
        Slide(
            "Value is what the customer would ask for",
            (
                "Not what we are good at, and not what keeps us busy.",
                "The customer of a step is whoever takes over next. The customer of the stream is whoever it is all for.",
                "Each can say what good means: right, complete, on time, without having to ask.",
            ),
            ask="In one sentence, in their words: what does our customer want from us?",
        ),
        Slide(
            "Three kinds of work",
            (
                "It adds value: it changes the item, the customer wants it, and it is right the first time.",
                "It is needed for now: law, safety or a system asks for it. Make it small.",
                "It is waste: nobody would miss it. Take it out.",
            ),
            figure="kinds",
            ask="Think of your last hour of work. How many minutes were green?",
        ),
        Slide(
            "Eight wastes, with one example each",
            (
                "Waiting: a sample waits for the next round.",
                "Defects: a form comes back because a field is missing.",
                "Over-production: reports that nobody opens.",
                "Over-processing: three approvals where one decides.",
                "Transport: papers walk from house to house.",
                "Inventory: the pile in the in-tray.",
                "Motion: searching, scrolling, walking to the printer.",
                "Skills that are not used: people who know better and are not asked.",
            ),
        ),
        Slide(
            "Most of the time, nothing happens to the item",
            (
                "The item waits, and somebody works on it now and then.",
                "Working faster shortens the green. Flow shortens the amber, and there is far more of it.",
                "So we look at the item, not at how busy people are.",
            ),
            figure="strip",
        ),
        Slide(
            "We look at the process, not at people",
            (
                "People work as the process makes them work.",
                "Whoever names a waste does the team a service, also in the own step.",
                "Write it down at once, in one line: what you saw, and where.",
            ),
            ask="Walk through your step in your mind. Which of the eight do you meet first? Capture one now.",
        ),
    ),
)

MAP = Deck(
    "map",
    "Reading a map",
    12,
    "Find a step, its data, what waits and who tells whom, and say how long the whole takes.",
    (
        Slide(
            "One sheet shows the whole stream",
            (
                "On top, who tells whom what to do: the information.",
                "In the middle, what happens to the item, from left to right.",
                "At the foot, the ladder: how long it waits and how long it is worked on.",
            ),
            figure="sheet",
        ),
        Slide(
            "A box is a step that somebody does without a break",
            (
                "It has a name with a verb, the area that does it, and its data.",
                "Five to fifteen boxes are a stream. More than that is a procedure: fold it into one box.",
                "A new box begins where the item changes hands or begins to wait.",
            ),
            figure="step",
        ),
        Slide(
            "Between two boxes the item waits",
            (
                "The triangle counts what lies there, or says for how long.",
                "Open it and ask why: a batch, a meeting once a week, somebody who is shared.",
                "The longest wait is where we look first.",
            ),
            figure="wait",
        ),
        Slide(
            "Lines above the boxes tell who orders the work",
            (
                "A straight line is carried by people: a call, a paper, a walk.",
                "A line with a bend like lightning is carried by a system.",
                "Often more than one thing tells a step what to do next. That is worth a question.",
            ),
            figure="information",
        ),
        Slide(
            "Some items take another way",
            (
                "A branch says for how many of a hundred: all of them, or one way of several.",
                "Rework goes back, and says how often. It costs the time of every step that it passes again.",
                "We map the family of items in the charter, and not the exception of last Tuesday.",
            ),
            figure="branch",
        ),
        Slide(
            "We draw it in six passes",
            (
                "The flow of items, backwards from the customer.",
                "The flow of information.",
                "The data of each step.",
                "Questions and assumptions.",
                "Which steps add value.",
                "Wastes, as bursts.",
            ),
            steps=True,
            ask="Look at a finished map. Where does the item wait longest, and which step comes after that wait?",
        ),
    ),
)

METRICS = Deck(
    "metrics",
    "The numbers of a map",
    15,
    "Say lead time, process time, %C&A and takt of the own step, and how sure one is of each.",
    (
        Slide(
            "Lead time is the clock on the wall, process time the hands on the item",
            (
                "Lead time of a step: from the moment the item arrives until it is handed on. Nights and queues count.",
                "Process time: how long one would take with nothing in the way.",
                "The stream’s lead time is what the customer feels.",
            ),
            figure="ladder",
            ask="For your step: how long typically, at best, at worst?",
        ),
        Slide(
            "%C&A says how often the next step can begin at once",
            (
                "Percent complete and accurate: of a hundred items, how many arrive so that nobody has to correct, complete or ask.",
                "It is judged by whoever receives the item, not by whoever sends it.",
                "Along the stream the shares multiply. Three good steps make a poor stream.",
            ),
            figure="rolled",
            ask="What do you most often have to send back, and to whom?",
        ),
        Slide(
            "Takt is the beat of the customer",
            (
                "Takt time = working time of a day ÷ what the customer asks for in a day.",
                "450 minutes and 90 patients make one every 5 minutes.",
                "A step that needs longer than the takt, with the people it has, is where the queue grows.",
            ),
            figure="takt",
        ),
        Slide(
            "What lies in the queue is lead time to come",
            (
                "Items in front of a step ÷ items that it finishes in a day = days of waiting.",
                "30 orders and 10 a day: the next order waits three days, however fast you are.",
                "So count. Counting takes a minute, and is more honest than asking how long it takes.",
            ),
            figure="queue",
        ),
        Slide(
            "The other data of a step, in plain words",
            (
                "Trigger and done: what makes you begin, how do you know that you are finished?",
                "Output and batch: how many in a day, how many at once?",
                "On time: how often by the promised day?",
                "Staffing and overtime: how many people can do it, and how much beyond hours last month?",
                "Quality and defects: what goes wrong, how often?",
                "Variation: when is it quite different, and why?",
            ),
        ),
        Slide(
            "A guess is fine as long as it says that it is one",
            (
                "Type what you know: 2 h, 20-40 min, or ~1 d for a guess.",
                "Say who said it and how it was found: counted, from a system, estimated.",
                "A total with something missing says “at least”. We rather see the gap than an invented number.",
            ),
            ask="Which number of your step could you count before tomorrow?",
        ),
    ),
)

FUTURE = Deck(
    "future",
    "Questions for the future state",
    12,
    "Look for flow with the same questions, and say by how much a change moves the numbers.",
    (
        Slide(
            "First the ideal, then what we can reach",
            (
                "What would it be if the customer got exactly this, at once, without a fault?",
                "We will not get there this year. It shows in which direction a change is a good one.",
                "The future state is the map that we can make true with this plan.",
            ),
            ask="Two minutes in silence: draw the ideal with no more than five boxes.",
        ),
        Slide(
            "Make it flow, let it be pulled, keep it level",
            (
                "Flow: one after the other without a stop in between, in small lots.",
                "Pull: where it cannot flow, the next step takes what it needs, and the pile has an upper limit.",
                "Level: mix and amount even over the day, so that nobody drowns on Monday.",
            ),
            figure="pull",
        ),
        Slide(
            "Eight questions, in this order",
            (
                "What is the takt?",
                "Do we make to stock for the customer to take from, or to order?",
                "Where can we have continuous flow?",
                "Where do we need pull with a limited stock?",
                "At which one point do we schedule the whole stream?",
                "How do we level the mix at that point?",
                "What amount of work do we release at a time, how often?",
                "Which improvements does all this need?",
            ),
            steps=True,
        ),
        Slide(
            "The same in an office or a clinic",
            (
                "Which steps can go, be joined, or be done side by side?",
                "Which hand-overs and approvals can go?",
                "Where does work wait, and for what: a batch, a shared person, a calendar?",
                "Where is %C&A worst, and who could put it right at the source?",
                "What could be sorted by kind at the door?",
                "What helps: standard work, a checklist, something that cannot be done wrong?",
            ),
        ),
        Slide(
            "And the harder ones",
            (
                "Which rules, measures and rewards block the flow?",
                "What technology helps after we made it simple, and not before?",
                "Who looks after the stream as a whole?",
                "How will we know, in 30, 60 and 90 days?",
            ),
            ask="Which rule would you put to the leaders this afternoon?",
        ),
        Slide(
            "Every change says what it is worth, and who makes it",
            (
                "On the map: a burst at its place. In the plan: one name, a date, a promised change of a number.",
                "From 2 h to 45 min in front of the tests. Not: better communication.",
                "Then the future map is added up, and held against the targets of the charter.",
            ),
        ),
    ),
)

DECKS: tuple[Deck, ...] = (VALUE, MAP, METRICS, FUTURE)
BY_KEY: Mapping[str, Deck] = {deck.key: deck for deck in DECKS}
