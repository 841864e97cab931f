"""What a page tells its scripts about the workshop, so that they go on from the moment at which the page was read."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from workshops.access import Actor
from workshops.models import Workshop
from workshops.records import kinds

SOCKET = True
"""Whether the application answers WebSockets."""


def live_data(actor: Actor, workshop: Workshop, rights: Collection[str], undo_seq: int | None, shows: Sequence[str]) -> str:
    """JSON for `<body data-live>`; `shows` are the topics that have the page fetched again.

    Head and epoch are those that were loaded with the workshop, before anything else of the page: what was changed since comes as
    frames, and a frame applied twice does no harm.
    """
    return json.dumps(
        {
            "workshop": str(workshop.pk),
            "head": workshop.head.head,
            "epoch": str(workshop.head.epoch),
            "user": str(actor.user_id),
            "can": sorted(rights),
            "topics": {kind.name: kind.topics for kind in kinds().values() if kind.audience in rights},
            "undo": undo_seq,
            "shows": shows,
            "socket": SOCKET,
        },
        separators=(",", ":"),
    )
