"""An answer that is always the same, supplied by the user of a fake."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message


@dataclass(frozen=True, slots=True)
class FixedReply:
    """Answers an RPC with a message; unlike any other handler, it can be written to a file.

    Attributes:
        reply_type: the message that the RPC answers with.
        wire: it, as bytes, so that nobody changes it.
    """

    reply_type: type[Message]
    wire: bytes

    def __call__(self, _request: Message | None = None) -> Message:
        return self.reply_type.FromString(self.wire)
