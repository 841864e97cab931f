"""A person at a browser without script: opens pages, fills forms by their labels and presses buttons by what stands on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

from tests.cast import Cast

REFUSED = 400
VOID = frozenset({"input", "br", "img", "hr", "meta", "link", "use", "path", "rect", "line", "circle"})


def plain(text: str) -> str:
    """Text as it is read: one blank between words."""
    return re.sub(r"\s+", " ", text).strip()


@dataclass
class Control:
    """One thing to fill in: its name, what it would send, and what can be chosen by the words that stand there."""

    name: str
    kind: str
    value: str = ""
    is_on: bool = True
    options: dict[str, str] = field(default_factory=dict)
    label: str = ""
    group: str = ""
    """What stands above the boxes that it belongs to."""


@dataclass
class Form:
    """A form of a page with its buttons: name and value by what stands on each."""

    action: str
    controls: list[Control] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def fill(self, label: str, value: str | list[str]) -> None:
        """Type or choose; a list ticks, of the boxes under `label` (or called so in code), those whose words begin so, and no other."""
        if isinstance(value, list):
            self._tick([entry for entry in self.controls if label in (entry.name, entry.group) and entry.kind != "hidden"], value)
            return
        found = [entry for entry in self.controls if entry.kind != "hidden" and label in (entry.label, entry.name)]
        assert len(found) == 1, f"{label!r} is there {len(found)} times among {[entry.label or entry.name for entry in self.controls]}"
        options = found[0].options
        assert not options or value in options, f"{value!r} is not among {list(options)}"
        found[0].value = options.get(value, value)

    def _tick(self, boxes: list[Control], words: list[str]) -> None:
        for entry in boxes:
            entry.is_on = any(entry.label.startswith(word) for word in words)
        ticked = [entry.label for entry in boxes if entry.is_on]
        assert len(ticked) == len(words), f"{words} of {[entry.label for entry in boxes]}"

    def data(self, button: str) -> dict[str, list[str]]:
        """What is sent when this button is pressed."""
        name, value = self.buttons[button]
        rows = [(entry.name, entry.value) for entry in self.controls if entry.is_on and entry.name] + ([(name, value)] if name else [])
        return {key: [value for other, value in rows if other == key] for key, _ in rows}


class _Reader(HTMLParser):
    """Reads the forms and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.here: Form | None = None
        self.words: list[str] = []
        self.labels: dict[str, str] = {}
        self.ids: dict[str, Control] = {}
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.grouped: list[tuple[str, Control]] = []
        self.late: list[tuple[str, Control | tuple[str, str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs} | {"place": str(self.getpos())}
        if tag == "form":
            self.here = Form(said.get("action", ""))
            self.forms.append(self.here)
            self.by_id[said.get("id", "")] = self.here
        elif tag in ("input", "select", "textarea"):
            self._control(tag, said)
        elif tag == "option" and (select := self._inside("select")):
            self._option(select, said)
        if tag not in VOID:
            self.open.append((tag, said, len(self.words)))

    def _control(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        if "disabled" in said or kind in ("submit", "file"):
            return
        given = said.get("value", "on" if kind in ("checkbox", "radio") else "")
        control = Control(said.get("name", ""), kind, given, kind not in ("checkbox", "radio") or "checked" in said)
        control.label = said.get("aria-label", "")
        self.ids[said.get("id", "")] = control
        if fieldset := self._inside("fieldset"):
            self.grouped.append((f"of {fieldset['place']}", control))
        if label := self._inside("label"):
            self.ids[f"in {label['place']}"] = control
        if "form" in said:
            self.late.append((said["form"], control))
        elif self.here:
            self.here.controls.append(control)

    def _option(self, select: dict[str, str], said: dict[str, str]) -> None:
        control = self.ids[select.get("id", "")]
        if "selected" in said or not control.options:
            control.value = said.get("value", "")
        control.options[f"\0{said.get('value', '')}"] = said.get("value", "")

    def _inside(self, tag: str) -> dict[str, str] | None:
        return next((said for name, said, _ in reversed(self.open) if name == tag), None)

    def handle_data(self, data: str) -> None:
        if not self._inside("style") and not self._inside("script"):
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _, _ in self.open):
            name, said, since = self.open.pop()
            self._closed(name, said, plain("".join(self.words[since:])))
            if name == tag:
                return

    def _closed(self, tag: str, said: dict[str, str], words: str) -> None:
        if tag == "form":
            self.here = None
        elif tag == "label":
            self.labels[said.get("for", "") or f"in {said['place']}"] = words.removesuffix(" optional").removesuffix("optional")
        elif tag == "legend" and (fieldset := self._inside("fieldset")):
            self.labels[f"of {fieldset['place']}"] = words.removesuffix(" optional")
        elif tag == "textarea":
            self.ids[said.get("id", "")].value = "".join(self.words[-1:]).removeprefix("\n") if words else ""
        elif tag == "option" and (select := self._inside("select")):
            options = self.ids[select.get("id", "")].options
            options.setdefault(words, options.pop(f"\0{said.get('value', '')}"))
        elif tag == "button" and said.get("type", "submit") == "submit":
            self._button(said, said.get("aria-label") or words)

    def _button(self, said: dict[str, str], words: str) -> None:
        if "form" in said:
            self.late.append((said["form"], (words, said.get("name", ""), said.get("value", ""))))
        elif self.here:
            self.here.buttons[words] = (said.get("name", ""), said.get("value", ""))

    def finish(self) -> None:
        """Labels to their controls, and what belongs to a form that it does not stand in."""
        for key, words in self.labels.items():
            if key in self.ids:
                self.ids[key].label = words
        for key, control in self.grouped:
            control.group = self.labels.get(key, "")
        for key, thing in self.late:
            if isinstance(thing, Control):
                self.by_id[key].controls.append(thing)
            else:
                self.by_id[key].buttons[thing[0]] = thing[1:]


class Sheet:
    """A page as it came."""

    def __init__(self, path: str, answer: Any) -> None:
        self.path, self.status, self.context = path, answer.status_code, answer.context
        reader = _Reader()
        reader.feed(answer.content.decode())
        reader.close()
        reader.finish()
        self.forms, self.text = reader.forms, plain(" ".join(reader.words))

    def form(self, button: str, place: int = 0) -> Form:
        """The form with this button; of several the one at this place."""
        found = [form for form in self.forms if button in form.buttons]
        assert found, f"No {button!r} on {self.path}; there are {sorted({word for form in self.forms for word in form.buttons})}"
        return found[place]


class Hands:
    """Somebody at a browser; signed in unless nobody is named."""

    def __init__(self, cast: Cast, name: str = "") -> None:
        self.client = Client()
        if name:
            self.client.force_login(cast.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")

    def open(self, path: str) -> Sheet:
        """A page that is there."""
        answer = self.client.get(path, follow=True)
        assert answer.status_code < REFUSED, f"{path}: {answer.status_code}"
        return Sheet(answer.request["PATH_INFO"], answer)

    def press(self, path: str, button: str, typed: dict[str, str | list[str]] | None = None, *, place: int = 0) -> Sheet:
        """Open a page, fill in by label, press the button; the page that comes, which is none that refuses."""
        sheet = self.open(path)
        form = sheet.form(button, place)
        for label, value in (typed or {}).items():
            form.fill(label, value)
        answer = self.client.post(urljoin(sheet.path, form.action) or sheet.path, form.data(button), follow=True)
        came = Sheet(answer.request["PATH_INFO"], answer)
        assert answer.status_code < REFUSED, f"{button!r} on {path}: {answer.status_code}: {came.text[:2000]}"
        return came
