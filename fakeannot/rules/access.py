"""Rules of keys, users and apps."""

from __future__ import annotations

from fakeannot.rules.rule import ANSWERS, CI, CONTRACT, DOCS, documented, inferred, observed

RULES = (
    observed("access.header_malformed", "No Authorization header, or not `Key ...` in just this case: 11102 with HTTP 401.", ANSWERS),
    observed("access.key_none", "`Key None` is refused with 11009, details invalid key(None).", ANSWERS),
    observed("access.key_format", "A key of the wrong shape is refused with 11008, Invalid format of key (strict).", ANSWERS, setting="strict"),
    observed("access.key_unknown", "A well-formed unknown key is refused with 11009 (strict).", CI, setting="strict"),
    documented("access.key_expired", "An expired key is refused as invalid: 11008.", CONTRACT, "2026"),
    inferred("access.key_of_another_app", "An app key is refused with 11008 where the request names another app.", "the status's description speaks of the key/application pair"),
    observed("access.pat_needs_app", "A personal access token where no app is named, as on key-scoped paths, is refused with 11008.", ANSWERS),
    documented("access.rate_limit", "Calls beyond a number a second, 15 by default, are refused with 11005 and HTTP 429, details exceeded limit of 15 requests per second.", f"{DOCS}, page Rate Limits"),
    inferred("access.session_token", "A session token in X-Clarifai-Session-Token stands for its user as a personal access token does.", "official clients send it instead of a key; what it may do is not public"),
    documented("access.no_auth", "An RPC that the contract marks NoAuth needs no key.", CONTRACT, "2026"),
    observed("access.me", "The user `me` is the caller.", CI),
    documented("access.scopes", "A key without the scopes an RPC needs is refused with 11007, which lists those missing.", f"{DOCS}, page Authorize"),
    inferred("access.open", "Without strict keys, an unknown key acts for the owner of the user named, or as a key of the default app.", "a fake's choice: kind by default", setting="strict"),
    inferred("access.apps_appear", "Without strict apps, an app comes into being when its owner first uses it.", "a fake's choice: kind by default", setting="strict"),
    inferred("access.app_unknown", "An app that does not exist is refused with 11101.", "the status for any resource not found"),
    inferred("access.user_unknown", "With strict users, a user that does not exist is refused with 11101.", "the status for any resource not found", setting="strict"),
    inferred("access.strangers", "A user with no part in an app is refused there with 11007.", "collaborators are granted scopes; others have none"),
)
