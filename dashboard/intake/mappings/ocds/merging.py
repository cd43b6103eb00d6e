"""Merging: the releases of one procurement, in the order they were published, become what holds after the last."""

from typing import Any


def merged(earlier: Any, later: Any) -> Any:
    """What holds after a later release (the merge of OCDS): objects field by field, lists of things with ids by id.

    Anything else is replaced, and what becomes null is gone.
    """
    if isinstance(earlier, dict) and isinstance(later, dict):
        both = {**earlier, **{key: merged(earlier.get(key), value) for key, value in later.items()}}
        return {key: value for key, value in both.items() if value is not None}
    if _by_id(earlier) and _by_id(later):
        found = {str(item["id"]): item for item in earlier}
        for item in later:
            key = str(item["id"])
            found[key] = merged(found.get(key), item)
        return list(found.values())
    return later


def _by_id(value: Any) -> bool:
    """Whether a value is a list of things that each have an id of their own."""
    if not isinstance(value, list) or not all(isinstance(item, dict) and item.get("id") is not None for item in value):
        return False
    return len({str(item["id"]) for item in value}) == len(value)
