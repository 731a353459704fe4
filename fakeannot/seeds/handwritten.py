"""A seed written by hand: what is in it is posted, and checked as the API checks what is posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.contract.field_traits import descriptor_of, find_field
from fakeannot.contract.json_reader import InvalidJson
from fakeannot.contract.operations import UnknownOperation, operation
from fakeannot.seeds.access import KEY, USER, collaborators_in, limits_in, own_token
from fakeannot.seeds.errors import did_you_mean
from fakeannot.seeds.messages import invalid, read_message
from fakeannot.seeds.part import Part
from fakeannot.service.refusals import Refusal
from fakeannot.store.world import Key

if TYPE_CHECKING:
    from fakeannot.app import App
    from fakeannot.fake import FakeClarifai

SEED = ("users", "apps", "replies")
_APP = ("id", "user_id", "collaborators", "keys", "inputs", "annotations")
_INPUT = ("id", "data")
_ANNOTATION = descriptor_of(resources_pb2.Annotation)
# What `App.add_annotation` takes by names of its own.
_NAMED = ("id", "input_id", "data", "user_id")


@dataclass(frozen=True, slots=True)
class Seed:
    """Users, apps and supplied answers to begin with, as they were written down."""

    document: Part

    def fill(self, fake: FakeClarifai) -> None:
        """Bring the users, apps and answers into a fake.

        Raises:
            BadSeed: something is not of the documented shape, or the API would refuse it; what
                came before it is there.
        """
        for user in self.document.items("users"):
            user_id, limits = user.object(USER).needed("id"), limits_in(user)
            pat = own_token(fake._dispatcher.world.keys, user, "pat", Key(user_id))
            fake.add_user(user_id, pat=pat, **limits._asdict())
        for app in self.document.items("apps"):
            _fill_app(fake, app.object(_APP))
        for name, reply in self.document.get("replies", {}).entries():
            rpc = rpc_named(name, reply)
            fake.reply(rpc, read_message(reply.value, operation(rpc).reply_type, reply.place))


def rpc_named(name: str, reply: Part) -> str:
    """The name of an RPC that the contract has, which a reply is for."""
    try:
        return operation(name).name
    except UnknownOperation as error:
        raise reply.bad(str(error)) from None


def _fill_app(fake: FakeClarifai, said: Part) -> None:
    app = fake.app(said.text("id"), said.text("user_id"))
    for user_id, scopes in collaborators_in(said):
        app.add_collaborator(user_id, scopes)
    for key in said.items("keys"):
        limits = limits_in(key.object(KEY))
        keys = fake._dispatcher.world.keys
        token = own_token(keys, key, "key", Key(app.user_id, app.id))
        fake.add_key(app.id, user_id=app.user_id, key=token, **limits._asdict())
    for one in said.items("inputs"):
        _add_input(app, one.object(_INPUT))
    for one in said.items("annotations"):
        _add_annotation(app, one.object())


def _add_input(app: App, said: Part) -> None:
    try:
        app.add_input(said.text("id"), data=said.value.get("data"))
    except InvalidJson as error:
        raise invalid(error, resources_pb2.Annotation, said.place) from None
    except Refusal as error:
        raise said.bad(str(error)) from None


def _add_annotation(app: App, said: Part) -> None:
    fields = {name: value for name, value in said.value.items() if name not in _NAMED}
    for name in fields:
        if find_field(_ANNOTATION, name) is None:
            hint = did_you_mean(name, _ANNOTATION.fields_by_name)
            raise said.bad(f"no such field in an Annotation of the API.{hint}", name)
    try:
        app.add_annotation(
            said.needed("input_id"),
            said.value.get("data"),
            annotation_id=said.text("id"),
            user_id=said.text("user_id"),
            **fields,
        )
    except InvalidJson as error:
        raise invalid(error, resources_pb2.Annotation, said.place) from None
    except Refusal as error:
        raise said.bad(str(error)) from None
