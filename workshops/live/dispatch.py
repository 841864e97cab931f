"""A frame in, its answer out: the same for socket, POST and long-poll. An `ack` is given only after the commit."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from vsm_site.lib.errors import AppError, Busy, Conflict, Fault, Gone, Invalid, NotFound, Repeated
from workshops.access import Actor
from workshops.change import Committed
from workshops.live import frames
from workshops.live.limits import PEOPLE, WORKSHOPS, Rate
from workshops.services.changes import apply_ops, undo_change

log = logging.getLogger(__name__)
Answer = dict[str, Any]
AWAY_MS = 1000


def answer_all(
    *, actor: Actor, workshop_id: UUID, sent: Iterable[Any], epoch: str = "", rate: Rate = WORKSHOPS, own_rate: Rate = PEOPLE
) -> list[Answer]:
    """The answers to frames in their order, up to the first `retry`: what comes after it may depend on it. Somebody who sends faster
    than a socket may is told to wait, too."""
    answers: list[Answer] = []
    for frame in sent:
        if wait := own_rate.take(actor.user_id):
            answers.append(retry(frames.id_of(frame), math.ceil(wait * 1000)))
        else:
            answers.append(answer(actor=actor, workshop_id=workshop_id, frame=frame, epoch=epoch, rate=rate))
        if answers[-1]["t"] == "retry":
            break
    return answers


def answer(*, actor: Actor, workshop_id: UUID, frame: Any, epoch: str = "", rate: Rate = WORKSHOPS) -> Answer:
    """`ack`, `no` with the reason, or `retry` for one frame as it was sent; never raises what a service refuses."""
    try:
        sent = frames.parse(frame)
    except Invalid as error:
        return {"t": "no", "id": frames.id_of(frame)} | _reason(error)
    return answer_parsed(actor=actor, workshop_id=workshop_id, sent=sent, epoch=epoch, rate=rate)


def answer_parsed(*, actor: Actor, workshop_id: UUID, sent: frames.Sent, epoch: str = "", rate: Rate = WORKSHOPS) -> Answer:
    """The same for a frame that was read already; never raises. `epoch` is that of the log which the sender knows, where it told."""
    change_id = str(sent.id)
    try:
        if wait := rate.take(workshop_id):
            return retry(change_id, math.ceil(wait * 1000))
        done = _apply(actor, workshop_id, sent, epoch)
    except Repeated as again:
        return {"t": "ack", "id": change_id, "s": again.seq, "dup": 1}
    except Busy as busy:
        return retry(change_id, busy.after_ms)
    except AppError as error:
        return {"t": "no", "id": change_id} | _reason(error)
    except (DatabaseError, InterfaceError):
        log.exception("change %s of workshop %s was not stored", change_id, workshop_id)
        return retry(change_id, AWAY_MS)
    except Exception:  # our own fault: one bad record stops neither the stream nor what comes after it
        log.exception("change %s of workshop %s failed", change_id, workshop_id)
        return {"t": "no", "id": change_id, "why": "invalid", "errors": [Fault("$", "This could not be stored.").as_dict()]}
    return {"t": "ack", "id": change_id, "s": done.seq}


def _apply(actor: Actor, workshop_id: UUID, frame: frames.Sent, epoch: str) -> Committed:
    if isinstance(frame, frames.Chg):
        return apply_ops(actor=actor, workshop_id=workshop_id, change_id=frame.id, cid=frame.cid, ops=frame.ops, epoch=epoch)
    return undo_change(
        actor=actor, workshop_id=workshop_id, seq=frame.of, change_id=frame.id, cid=frame.cid, anyway=frame.anyway, epoch=epoch
    )


def retry(change_id: str, after_ms: int) -> Answer:
    """That the same frame may be sent again, after so many milliseconds."""
    return {"t": "retry", "id": change_id, "after": after_ms}


def _reason(error: AppError) -> Answer:
    """Why not: conflict, denied, locked, gone, invalid or id_reused."""
    if isinstance(error, Conflict):
        return {"why": "conflict", "cur": [clash.as_dict() for clash in error.clashes]}
    if isinstance(error, Invalid):
        return {"why": "invalid", "errors": [fault.as_dict() for fault in error.faults]}
    if isinstance(error, Gone):
        return {"why": "gone"}
    if isinstance(error, NotFound):
        # a record that is not there says so; without words it is the workshop, whose people the person no longer belongs to
        return {"why": "gone" if error.detail else "denied"}
    return {"why": error.code}
