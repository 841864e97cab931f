"""The form in which a vsm-map/1 document comes in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

LARGEST = 1_048_576


class DocumentForm(forms.Form):
    """A document as pasted text or as a file; its text is `cleaned_data["text"]`."""

    document = forms.CharField(
        required=False,
        strip=False,
        label="The document as text",
        help_text="A vsm-map/1 document, as the download of a map gives it.",
        widget=forms.Textarea(attrs={"class": "textarea textarea--code", "rows": 18, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text="At most 1 MB. A file counts before pasted text.",
        widget=forms.ClearableFileInput(attrs={"class": "input", "accept": ".json,application/json"}),
    )

    def clean_file(self) -> str:
        """The text of the file, empty without one."""
        found = self.cleaned_data["file"]
        if not found:
            return ""
        if found.size > LARGEST:
            raise ValidationError("This file is larger than 1 MB; a map is far smaller. Choose the document of one map.")
        try:
            return str(found.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("This file holds no text. Choose the document that the download of a map gives.") from None

    def clean(self) -> dict[str, Any]:
        """One of the two has to be there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["text"] = data.get("file") or data.get("document", "")
        if not data["text"].strip() and not self.errors:
            self.add_error("document", "Paste a document here, or choose a file.")
        return data

    def show_text(self, text: str) -> None:
        """Show the text that was refused, of a file too, so that it can be mended here."""
        data = cast(QueryDict, self.data).copy()
        data["document"] = text
        self.data = data
