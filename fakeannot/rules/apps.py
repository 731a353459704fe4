"""Rules of users, apps, those who work in them, and status codes."""

from __future__ import annotations

from fakeannot.rules.rule import CONTRACT, documented, inferred

_SDK = "official Python SDK"

RULES = (
    inferred("users.get", "GetUser tells a user's id; the caller is known without being registered, unless users are strict.", "the names, addresses and dates of a user are not for a fake to make up"),
    inferred("users.organizations", "GET /v2/users/{user}/organizations, which the contract lacks, answers with a list that is empty.", f"{_SDK} reads `organizations` there; the fake has none"),
    inferred("users.auth_methods", "GET /v2/auth/methods, which the contract lacks, is a success without a key.", f"{_SDK} asks there whether an address speaks TLS, and sends no key"),
    documented("status_codes.list", "ListStatusCodes has every status code of the contract with its description, without a key.", CONTRACT, "2026"),
    inferred("status_codes.get", "GetStatusCode answers with the status asked for in the place of its own, and HTTP 200.", "its answer has no other field"),
    inferred("status_codes.unknown", "A status code that the contract lacks is refused with 11101.", "the status for any resource not found"),
    documented("apps.post", "PostApps makes apps with what was sent; name, language, owner and times are filled in.", CONTRACT, "2026"),
    inferred("apps.base_workflow", "The base workflow of an app is kept and echoed as default_workflow and as default_workflow_id.", "the contract calls the second the older name of the first"),
    inferred("apps.owner_only", "Only its owner makes, deletes, renames or shares an app, or changes several; others get 11007.", "as for strangers", against="contract comment: PostApps goes by the key, not by the user in the path"),
    inferred("apps.get", "GetApp tells of an app that is there, also of one that came into being by use; another is refused with 11101.", "the status for any resource not found"),
    documented("apps.list", "A user's apps are listed 128 a page, the latest modified first, or in the order asked for.", f"{CONTRACT}; of two modified at once, the later made comes first", "2026"),
    documented("apps.filters", "Lists of apps are narrowed by words, by wildcards on id and name, visibility, and being a template; no app is featured or starred.", f"{CONTRACT}; words match from their beginning, not by meaning", "2026"),
    inferred("apps.others_visible", "Of another user's apps, those are listed that are public or that the caller works in.", "strangers have no part in others"),
    documented("apps.search", "PostAppsSearches finds apps by a wildcard on the name.", CONTRACT, "2026"),
    inferred("apps.patch", "PATCH of an app replaces the fields that are sent; its id, owner and created_at stay.", f"{_SDK} sends just what is to change, with the action overwrite"),
    documented("apps.patch_actions", "Apps know the actions overwrite and remove, which takes the image named by its URL away; else 11100.", f"{CONTRACT}; the code is inferred", "2026"),
    inferred("apps.patch_metadata", "metadata_action overwrites or merges metadata as a whole; else 11100.", "the contract knows paths and conflicts as well, which the fake does not"),
    inferred("apps.patch_id", "A PATCH on one app's path with another's id in the body is refused with 11100.", "one of the two must be wrong"),
    documented("apps.rename_one", "PatchAppsIds takes one entry with a new_id, and the action overwrite; else 11100.", f"{CONTRACT}; the code is inferred", "2026"),
    inferred("apps.rename", "With an app's id, its keys change and all in it that names the app; URLs of uploads stay.", "nothing else would be found again"),
    inferred("apps.delete", "Deleting an app takes all that is in it, its keys and the uploads that only it showed.", "the contract does not say; inputs take their annotations"),
    documented("collaborators.list", "ListCollaborators tells the collaborators with their scopes, and the app's owner.", f"{CONTRACT}; the id of a collaborator is the user's, which is inferred", "2026"),
    documented("collaborators.post", "PostCollaborators lets users work in an app from then on.", CONTRACT, "2026"),
    inferred("collaborators.by_id", "A collaborator is named by user id, and is not the owner; else 11100.", "the fake has no email addresses"),
    inferred("collaborators.scopes", "A collaborator has the scopes named, All if none is; names that are none are refused with 11100.", "a grant of nothing would be pointless"),
    documented("collaborators.patch", "PatchCollaborators replaces scopes and knows the action overwrite only; else 11100.", f"{CONTRACT}; the code is inferred", "2026"),
    documented("collaborators.delete", "DeleteCollaborators ends the part that users have in an app.", CONTRACT, "2026"),
    documented("collaborators.collaborations", "ListCollaborations lists the apps that the caller was let into.", CONTRACT, "2026"),
)
