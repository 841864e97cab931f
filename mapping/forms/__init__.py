"""Forms of maps: the head, and data of its rows, typed as text and kept as the statement that the text says."""

from mapping.forms.head import HeadForm
from mapping.forms.rows import RowForm
from mapping.forms.statements import RowEditor, StatementForm
from mapping.forms.steps import MergeForm, SplitForm

__all__ = ["HeadForm", "MergeForm", "RowEditor", "RowForm", "SplitForm", "StatementForm"]
