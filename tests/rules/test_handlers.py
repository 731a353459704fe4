"""Which module answers which RPC is written in one place, and is true."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fakeannot import service
from fakeannot.contract.operations import operations
from fakeannot.service import BUILT, handler_of, load
from fakeannot.service.call import HANDLERS
from fakeannot.service.users import users

_EACH_ALONE = """
import json, sys
from fakeannot import service
from fakeannot.service.call import HANDLERS
service.load()
declared = {}
for module in service._RPCS:
    HANDLERS.clear()
    del sys.modules["fakeannot.service." + module]
    service.import_module("fakeannot.service." + module)
    declared[module] = list(HANDLERS)
print(json.dumps(declared))
"""


def test_each_module_declares_the_rpcs_it_is_said_to_answer() -> None:
    told = subprocess.run([sys.executable, "-c", _EACH_ALONE], capture_output=True, check=True)
    declared = {module: set(rpcs) for module, rpcs in json.loads(told.stdout).items()}
    said = {module: operations().keys() & rpcs.split() for module, rpcs in service._RPCS.items()}
    assert declared == said


def test_all_that_is_built_is_in_the_contract_but_for_the_name_that_another_has() -> None:
    renamed = service._MODULES.keys() - operations().keys()
    assert renamed in ({"StreamAnnotations"}, {"StreamTrackAnnotationsSearches"})
    assert load().keys() == BUILT


def test_the_first_call_imports_what_answers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(HANDLERS, "GetUser")
    monkeypatch.setattr(service.users, "users", users)  # what is imported anew goes afterwards
    monkeypatch.delitem(sys.modules, users.__name__)
    handler = handler_of("GetUser")
    assert handler is not None
    assert handler is HANDLERS["GetUser"]
    assert handler.__module__ == users.__name__


def test_what_is_not_built_has_no_handler() -> None:
    assert {rpc for rpc in operations() if handler_of(rpc) is None} == operations().keys() - BUILT
