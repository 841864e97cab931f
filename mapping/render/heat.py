"""Heat on demand: which steps are tinted, how deep, and in what words, since colour alone says nothing."""

from __future__ import annotations

from dataclasses import dataclass

from mapping import fields
from mapping.facts import StepFacts
from mapping.metrics import MapMetrics
from mapping.render.content import Content, measure
from vsm_site.lib.units import percent_text, time_text

DEEPEST = 0.6


@dataclass(frozen=True, slots=True)
class Tint:
    """How deep a box is tinted (0 to DEEPEST), and why in words."""

    depth: float
    words: str
    is_worst: bool = False


def tints(content: Content, metrics: MapMetrics | None) -> dict[str, Tint]:
    """The tint of each step that has a value, by id: its share of the worst."""
    key = content.options.heat
    if not key or (key in NEEDS_METRICS and metrics is None):
        return {}
    if key == "bottleneck":
        return _bottleneck(metrics) if metrics else {}
    found: dict[str, tuple[float, str]] = {}
    for step in content.facts.steps:
        value = _value(content, metrics, step, key)
        if value is not None:
            found[step.id] = (max(0.0, value), _words(content, key, value))
    worst = max((value for value, _ in found.values()), default=0.0)
    if worst <= 0:
        return {name: Tint(0.0, words) for name, (_, words) in found.items()}
    return {name: Tint(round(DEEPEST * value / worst, 2), words, value == worst) for name, (value, words) in found.items()}


NEEDS_METRICS = frozenset({"bottleneck", "load", "wait"})


def _bottleneck(metrics: MapMetrics) -> dict[str, Tint]:
    """Only the steps that limit the stream."""
    found = metrics.bottleneck
    if found is None:
        return {}
    out = {}
    for name in found.tied or (found.step,):
        load, time = metrics.steps[name].load, metrics.steps[name].time
        why = f"load {percent_text(load * 100)}" if found.why == "load" and load is not None else time.text
        out[name] = Tint(DEEPEST, f"Bottleneck, {why}", True)
    return out


def _value(content: Content, metrics: MapMetrics | None, step: StepFacts, key: str) -> float | None:
    """The larger, the worse."""
    if key in NEEDS_METRICS:
        numbers = metrics.steps[step.id] if metrics else None
        if numbers is None:
            return None
        if key == "load":
            return numbers.load
        entering = [flow for flow in content.facts.flows if flow.target == step.id and flow.kind != "rework"]
        return numbers.wait_before.seconds if any({"wait", "inventory"} & flow.data.keys() for flow in entering) else None
    value = measure(key, step.data.get(key), content.calendar) if key in fields.STEP else None
    return 100 - value if value is not None and fields.STEP[key].better == "higher" else value


def _words(content: Content, key: str, value: float) -> str:
    if key == "load":
        return f"Load {percent_text(value * 100)}"
    if key == "wait":
        return f"Waits {time_text(value, content.calendar)}" if value else "No wait"
    field = fields.STEP[key]
    shown = 100 - value if field.better == "higher" else value
    if field.kind is fields.Kind.DURATION:
        return time_text(shown, content.calendar)
    label = field.short_in(content.facts.style)
    return f"{label} {percent_text(shown) if field.kind is fields.Kind.PERCENT else f'{shown:g}'}"
