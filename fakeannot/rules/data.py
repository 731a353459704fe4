"""Rules of what stands inside `data`: concepts and regions."""

from __future__ import annotations

from fakeannot.rules.rule import CI, CONTRACT, DOCS, PAGE, documented, inferred, observed

RULES = (
    observed("concepts.created_by_use", "A concept that an input or annotation brings is the app's, and stays when they go.", CI),
    observed("concepts.name_is_id", "A new concept without a name is named by its id.", CI),
    observed("concepts.app_id", "A concept within data carries the app's id.", CI),
    inferred("concepts.need_id", "A concept without an id is refused.", "every documented call sends one"),
    inferred("concepts.finite_value", "A concept's value must be a finite number.", "JSON has no other numbers"),
    observed("concepts.list", "A listed concept has value 1, language, created_at and visibility.", "published answer of ListConcepts", "2024-01"),
    inferred("concepts.list_order", "Concepts are listed in the order they came, 128 a page, or the one of an id.", "as for inputs"),
    inferred("concepts.get_unknown", "An unknown concept is refused with 11101 and HTTP 404.", "as observed for patching one"),
    observed("regions.id_made", "A region without an id gets one of 32 hex digits.", "published dataset export", "2024-03"),
    documented("regions.known_id", "A region with an id and no shape is a known one of the input; another is refused.", f"{PAGE}; the refusal is inferred", "2020"),
    documented("regions.box_within", "A box lies within 0 and 1, borders included; else 24155.", f"{CONTRACT}; the code is inferred", "2026"),
    documented("regions.box_order", "A box has top above bottom and left before right; else 24155.", f"{DOCS}, SDK; the code is inferred"),
    inferred("regions.points_within", "Points of polygons and keypoints lie within 0 and 1.", "as documented for boxes"),
)
