"""Rules of the three PATCH actions."""

from __future__ import annotations

from fakeannot.rules.rule import CI, CONTRACT, DOCS, PAGE, documented, inferred, observed

RULES = (
    documented("patch.actions", "The actions are merge, overwrite and remove; another is refused with 11100.", f"{PAGE}; the code is inferred", "2020"),
    observed("patch.merge", "Merge changes listed things of the same id in place and appends others at the end.", CI),
    observed("patch.merge_region", "Merging a region without an id puts it in the old one's place, with a new id.", CI, against="the page Patching says that things without an id are appended"),
    inferred("patch.one_for_one", "Only one region or frame without an id replaces the old one; several are refused.", "the limit of one region and one frame"),
    documented("patch.merge_json", "In free-form fields merge goes deep: null changes nothing, {} and [] clear.", f"{DOCS}, page Patching"),
    inferred("patch.empty_lists", "An empty list of concepts or regions in a merge says nothing, unlike one in a free-form field.", "the contract's messages cannot tell it from none"),
    documented("patch.remove", "Remove takes out listed things by id; the value true deletes a key.", f"{DOCS}, page Patching", against="one sentence of that page has lists appended to; its examples do not"),
    inferred("patch.remove_adds_nothing", "A remove of what is not there adds nothing, but a plain value in free-form data overwrites.", "the Patching page: other scalars overwrite"),
    documented("patch.overwrite", "Overwrite replaces the data.", f"{DOCS}, page Patching"),
    documented("patch.media_kept", "An input's medium stays, whatever the action.", f"{DOCS}, page Patching, of overwrite; of the others inferred"),
    documented("patch.outside_data", "Status and what else stands outside data is replaced where it was sent.", PAGE, "2020"),
    documented("patch.delete_if_empty_data", "With delete_if_empty_data, a remove that leaves nothing deletes, but never an input-level annotation.", CONTRACT, "2026-03"),
    inferred("patch.fresh_times", "A patched thing keeps created_at and is answered with a fresh modified_at.", "as in the official clients' stubs for inputs"),
)
