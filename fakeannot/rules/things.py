"""Rules of what is stored as it was sent: datasets, tasks, models and the like."""

from __future__ import annotations

from fakeannot.rules.rule import ANSWERS, CI, inferred, observed

RULES = (
    observed("things.unknown", "A dataset, task, model or the like that is not there is refused with 11101.", f"{CI}, to a patch of a concept; for others inferred"),
    observed("things.id_unique", "An id that is taken is refused with 40010.", f"{ANSWERS}, to a POST of a model; for others inferred"),
    inferred("things.id_given_or_made", "A client may choose the id of what it posts; without one it is given one.", "as inputs and annotations"),
    inferred("things.id_without_slash", "An id with a slash is refused with 11100.", "no path could hold it"),
    inferred("things.oldest_first", "Lists run from oldest to newest.", "as annotations do; the real order is not known"),
    inferred("things.patch", "PATCH merges, overwrites or removes fields; id, owner and created_at stay.", "as inputs and annotations"),
    inferred("things.delete_unknown", "Deleting by ids passes over those that are not there.", "as the bulk delete of annotations does"),
)
