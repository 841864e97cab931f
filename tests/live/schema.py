"""The schema of frames, and what is wrong with a frame by it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from workshops.live import frames

SCHEMA = json.loads(Path(frames.__file__).with_name("schema.json").read_text())


@cache
def _validator(part: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": SCHEMA["$defs"]})


def is_valid(part: str, frame: Any) -> bool:
    """Whether a frame is what this part of the schema says."""
    return bool(_validator(part).is_valid(frame))


def check(part: str, frame: Any) -> None:
    """Fail with the frame where it is not what this part of the schema says."""
    assert is_valid(part, frame), f"not a frame of `{part}`: {json.dumps(frame)[:500]}"
