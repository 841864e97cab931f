"""Texts and places of a map together: all that its groups are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render import draw_head, ladder
from mapping.render.content import Content, Texts, label_widths, make_content
from mapping.render.layout import make_scene
from mapping.render.markup import clean
from mapping.render.options import RenderOptions
from mapping.render.scene import MARGIN, Scene, Sizes
from mapping.render.theme import Paint, paint

MARK_ROOM = 26.0
"""Height that notes above a party of the band need under the title."""


@dataclass(frozen=True, slots=True)
class Group:
    """One keyed group: its id, its markup, and a digest that changes with the markup."""

    id: str
    markup: str
    digest: str


@dataclass(slots=True)
class Memory:
    """What the last drawing of the same map in the same view was made of, so that the next one takes over what did not change.

    Everything is compared by value with what it would be drawn from, so a drawing with a memory equals one without.
    """

    scene: tuple[Any, Scene] | None = None
    texts: Texts = field(default_factory=dict)
    groups: dict[str, tuple[Any, Group]] = field(default_factory=dict)


@dataclass(slots=True)
class Picture:
    """Everything that drawing needs."""

    facts: MapFacts
    metrics: MapMetrics | None
    options: RenderOptions
    content: Content
    head: draw_head.Head
    scene: Scene
    caption: str
    p: Paint
    memory: Memory


def _sizes(content: Content, metrics: MapMetrics | None, head: draw_head.Head, caption: str) -> Sizes:
    facts, options = content.facts, content.options
    areas = {step.id: clean(step.data.get("area", "")) for step in facts.steps} if options.lanes else None
    along = {index: float(info.data["label_at"]) for index, info in enumerate(facts.information) if "label_at" in info.data}
    return Sizes(
        rows=len(content.metrics),
        flows={index: words.size for index, words in content.flows.items()},
        marks={key: len(marks) for key, marks in content.marks.items() if ">" not in key},
        labels=label_widths(content),
        along=along,
        choices=frozenset(step.id for step in facts.steps if step.data.get("split") == "choice"),
        areas=areas,
        fold=options.fold,
        aspect=options.aspect,
        most=options.most,
        ladder=metrics is not None and bool(facts.steps),
        title=head.height + (MARK_ROOM if any(content.marks.get(party.id) for party in facts.parties) else 0),
        least_width=max(head.least_width, options.least_width - 2 * MARGIN),
        totals=ladder.totals_size(metrics, caption) if metrics and facts.steps else (0.0, 0.0),
        foot=draw_head.FOOT if options.theme == "print" else 0.0,
    )


def _has_branches(facts: MapFacts) -> bool:
    leaving = [flow.source for flow in facts.flows if flow.kind != "rework"]
    return len(set(leaving)) < len(leaving)


def _shape(facts: MapFacts) -> Any:
    """What layout reads of a map beside the sizes."""
    return (
        tuple((step.id, bool(step.data.get("break_before"))) for step in facts.steps),
        tuple((party.id, party.data.get("kind")) for party in facts.parties),
        tuple((flow.source, flow.target, flow.kind) for flow in facts.flows),
        tuple((info.source, info.target) for info in facts.information),
    )


def _scene(facts: MapFacts, sizes: Sizes, memory: Memory) -> Scene:
    """Places, the remembered ones where they would come out alike."""
    key = (_shape(facts), sizes)
    if memory.scene is None or memory.scene[0] != key:
        memory.scene = (key, make_scene(facts, sizes))
    return memory.scene[1]


def make_picture(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions, memory: Memory | None = None) -> Picture:
    """Texts and places of a map; `memory` is that of the same map and options, None for a drawing by itself."""
    memory = memory or Memory()
    content = make_content(facts, options, memory.texts)
    head = draw_head.make_head(content, metrics)
    caption = ladder.way_caption(metrics, _has_branches(facts)) if metrics else ""
    scene = _scene(facts, _sizes(content, metrics, head, caption), memory)
    if options.theme == "print":
        scene.height += draw_head.LEGEND_LINE * (len(draw_head.legend(content, scene)) - 1)
    return Picture(facts, metrics, options, content, head, scene, caption, paint(options.theme), memory)
