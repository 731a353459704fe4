"""What the user of a fake supplies: stand-ins for models, and answers of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from google.protobuf.message import Message

from fakeannot.contract.operations import operation
from fakeannot.fixed_reply import FixedReply
from fakeannot.service.call import Detector, Embedder
from fakeannot.state import Custom
from fakeannot.store.ids import Ids
from fakeannot.supplied_reply import checked_reply

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher

E = TypeVar("E", bound=Embedder)
F = TypeVar("F", bound=Custom)


class Suppliable:
    """What lets supply code and answers, which stay when the fake is reset."""

    _dispatcher: Dispatcher

    def workflow(
        self,
        detect: Callable[[Any], object],
        *,
        model_version_id: str = "",
        workflow_version_id: str = "",
    ) -> Callable[[Any], object]:
        """Have every input, once it is processed, annotated by a stand-in for a model.

        Args:
            detect: is given a copy of the `Input` and returns `Region`s, `Concept`s or `Data`, as
                messages or in their JSON form. What it raises comes out of the call that had the
                input processed, which is then not. It runs while that call is being answered
                and cannot wait for an answer of this fake to another thread or process.
            model_version_id: whose annotations they are; made up if neither id is given.
            workflow_version_id: instead of a model, the workflow they come from.
        """
        if not (model_version_id or workflow_version_id):
            # Counted here and not by the world: a workflow outlives a reset.
            self._dispatcher.state.workflows += 1
            model_version_id = Ids(self._dispatcher.state.workflows).uuid4("model_version")
        detector = Detector(detect, model_version_id, workflow_version_id)
        self._dispatcher.state.detectors += (detector,)
        return detect

    def handler(self, rpc: str) -> Callable[[F], F]:
        """Decorate a function that answers an RPC: request message in, reply message or dict out.

        Raises:
            UnknownOperation: the contract has no such RPC.
        """
        name = operation(rpc).name

        def register(function: F) -> F:
            self._dispatcher.state.custom[name] = function
            return function

        return register

    def reply(self, rpc: str, answer: Message | dict[str, Any]) -> None:
        """Answer an RPC with this message, or this dict in its JSON form, from now on.

        Raises:
            UnknownOperation: the contract has no such RPC.
            TypeError: the answer is not what the contract says the RPC answers with.
        """
        message = checked_reply(operation(rpc), answer)
        self.handler(rpc)(FixedReply(type(message), message.SerializeToString()))

    def embedder(self, embed: E) -> E:
        """Have searches rank by likeness: by the angle between the vectors of two inputs.

        Args:
            embed: is given a copy of an `Input`, of one that is searched for and then of each that
                may be found, with what was uploaded in `base64` or `raw`, and returns a list of
                floats, as many each time. What it raises comes out of the search. It takes the
                place of an earlier one, and cannot wait for an answer of this fake to another
                thread or process.
        """
        self._dispatcher.state.embedder = embed
        return embed
