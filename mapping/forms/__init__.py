"""Forms of maps: the head, and data of its rows, typed as text and kept as the statement that the text says."""

from mapping.forms.head import HeadForm
from mapping.forms.rows import RowForm, new_row_form, row_form
from mapping.forms.statements import RowEditor, StatementForm

__all__ = ["HeadForm", "RowEditor", "RowForm", "StatementForm", "new_row_form", "row_form"]
