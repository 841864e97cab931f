"""Photos of a workshop: written to disk under a random name before the change that keeps them, taken away again where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from vsm_site.lib import pictures
from vsm_site.lib.pictures import Picture
from workshops.change import Tx
from workshops.models import Photo


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture on disk that no row names yet."""

    name: str
    picture: Picture


@contextmanager
def stored(workshop_id: UUID, picture: Picture | None) -> Iterator[Stored | None]:
    """Write a picture; it is taken away again when what follows fails. None without one."""
    if picture is None:
        yield None
        return
    name = pictures.store(picture, f"photos/{workshop_id}")
    try:
        yield Stored(name, picture)
    except BaseException:
        pictures.forget(name)
        raise


def keep(tx: Tx, file: Stored) -> Photo:
    """The row of a stored picture, made inside an open change."""
    picture = file.picture
    return Photo.objects.create(
        workshop_id=tx.workshop_id, file=file.name, width=picture.width, height=picture.height, taken_by_id=tx.actor.user_id, at=tx.at
    )
