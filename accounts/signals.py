"""Signals of accounts; receivers run inside the same transaction and their failure undoes the action. There are no others.

`invitation_accepted(invitation, user)`: the person took the invitation and belongs to its organisation now. What an app above
asked for when it invited stands in `invitation.grants`.

`member_removed(organisation, user, actor)`: the person no longer belongs to the organisation.
"""

from django.dispatch import Signal

invitation_accepted = Signal()
member_removed = Signal()
