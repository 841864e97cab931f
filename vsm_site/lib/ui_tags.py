"""Template tags of our own; loaded everywhere as builtins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vsm_site.lib import charts
from vsm_site.lib.ids import uuid7
from vsm_site.lib.svg import Svg

register = template.Library()

SPRITE = "vendor/lucide-static-1.62.0/icons.svg"
CHARTS: dict[str, Callable[..., Svg]] = {
    "run": charts.run_chart,
    "spark": charts.sparkline,
    "burn-up": charts.burn_up,
    "bars": charts.levels,
    "pie": charts.pie,
    "strip": charts.strip,
}


@register.simple_tag
@cache
def icon(name: str, large: bool = False) -> SafeString:
    """A symbol of the icon sprite, beside text (hidden from screen readers), with its size as attributes, made once."""
    kind, size = ("icon icon--l", 20) if large else ("icon", 16)
    mark = '<svg class="{}" width="{}" height="{}" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(mark, kind, size, size, static(SPRITE), name)


@register.simple_tag
def new_id() -> str:
    """A new change id for a form of the frame, so that sending it twice stores it once."""
    return str(uuid7())


@register.simple_tag
def drawing(svg: Svg) -> SafeString:
    """A drawing of ours as it is: `{% drawing row.spark %}`. TypeError for any other text."""
    if not isinstance(svg, Svg):
        raise TypeError(f"a drawing is an Svg, not {type(svg).__name__}")
    # the one place that calls text safe: an Svg is only made by code of ours that escapes every text it is given
    return SafeString(svg)


@register.simple_tag
def chart(kind: str, /, *args: Any, **inputs: Any) -> SafeString:
    """A chart of vsm_site.lib.charts with its arguments: `{% chart "run" measured=… promised=… label=… %}`. Kinds: the keys of CHARTS."""
    return drawing(CHARTS[kind](*args, **inputs))


@register.simple_tag
def ladder(
    rungs: Any, /, label: str, height: int = 86, marked: Any = 0, plain: bool = False, of: float = 0, width: int = 1000
) -> SafeString:
    """The stream to scale from the rungs of mapping.timeline.ladder: `{% ladder rungs label="The stream to scale: 7.5 h waiting" %}`."""
    return drawing(charts.strip(charts.pieces(rungs), label, height, marked, plain=plain, of=of, width=width))


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", meta: str = "", kind: str = "") -> SafeString:
    """A sheet: `{% card title="Today" meta="3 slots" kind="wait" %}…{% endcard %}`; kinds: key, wait, info, bad."""
    return render_to_string("components/card.html", {"title": title, "meta": meta, "kind": kind, "content": content})


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, id: str, title: str) -> SafeString:
    """A native dialog, opened by a button with `data-opens="{id}"`; the content brings its own foot of buttons."""
    return render_to_string("components/dialog.html", {"id": id, "title": title, "content": content})


@register.simple_block_tag(end_name="endtable")
def table(content: str, label: str, kind: str = "") -> SafeString:
    """Head, rows and foot inside the frame that may scroll sideways; on phones rows become cards. `kind` adds `table--{kind}`."""
    return render_to_string("components/table.html", {"label": label, "kind": kind, "content": content})


@register.filter
def initials(person: Any) -> str:
    """Two letters for an avatar: of the first and last word of a name, else the first two of one word."""
    words = [word for word in str(person).split() if not word.startswith("(")]  # what a name says besides, like (guest)
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return words[0][:2].title() if words else "?"


@register.simple_tag
def clash_of(form: Any, field: BoundField) -> Any:
    """The clash of a field of a live form, None without one."""
    return getattr(form, "clashes", {}).get(field.name)


@register.filter
def kind_of_control(field: BoundField) -> str:
    """How a field is laid out: `check` (one box beside its words), `choices` (several to choose from), `box` (all others)."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "choices" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else "box"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a field in our looks, with its hidden initial value where the form compares with it."""
    widget = field.field.widget
    own = "textarea" if isinstance(widget, forms.Textarea) else "select" if isinstance(widget, forms.Select) else "input"
    classes = [] if kind_of_control(field) != "box" else [own]
    present = widget.attrs.get("class", "").split()
    attributes: dict[str, str | bool] | None = {"class": " ".join(dict.fromkeys(present + classes))} if present or classes else None
    return format_html("{}{}", field.as_widget(attrs=attributes), hidden_initial(field))


@register.simple_tag
def hidden_initial(field: BoundField) -> SafeString:
    """The value a field was rendered with, hidden, so that only what a person changed is sent on; empty where the form does not ask."""
    if not field.field.show_hidden_initial:
        return SafeString("")
    if isinstance(field.field, forms.MultipleChoiceField) and field.form.is_bound and field.html_initial_name not in field.form.data:
        return SafeString("")  # nothing was ticked when the page was made; Django would take what is ticked now for it
    return field.as_hidden(only_initial=True)


@register.filter
def moment(milliseconds: int) -> datetime:
    """A point in time from milliseconds since 1970, as change log and clashes keep it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


@register.filter(expects_localtime=True)
def day(value: date | None, form: str) -> str:
    """A date in this form, such as `D j M`, with the year after the month where it is not this year."""
    if not value:
        return ""
    return date_format(value, form if value.year == timezone.localdate().year else form.replace("M", "M Y"))


@register.simple_tag
def words_of(field: BoundField, value: Any) -> str:
    """A value of a form field as a person reads it: the label of a choice, a date, yes or no, "empty"."""
    if value is None or value == "" or value == []:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_format(value, "j M Y")
    choices: Any = flatten_choices(getattr(field.field, "choices", ()))
    labels = {str(key): str(text) for key, text in choices}
    many = value if isinstance(value, list | tuple | set) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in many)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping, empty without one."""
    return mapping.get(key, "") if mapping else ""
