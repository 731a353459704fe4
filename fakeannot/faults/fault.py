"""One fault: which calls it is for, when it fires and what it does; and the making of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fakeannot.contract.operations import operation
from fakeannot.faults.kinds import Effect
from fakeannot.faults.reading import BadFault, check_names, effect_of, read
from fakeannot.faults.targets import inputs_of

if TYPE_CHECKING:
    from typing_extensions import Self


class Fault(NamedTuple):
    """Something that goes wrong with certain calls.

    Attributes:
        id: its number among those of the fake.
        rpc: which RPC it is for, or `*` for all.
        effect: what it does.
        times: how many calls it strikes; None: every one.
        skip: how many calls it lets pass before.
        key: the one key it is for, if any.
        input_id: the one input it is for, if any.
        probability: the share of calls that it strikes, of those that it is for.
        optional: whether it may well never fire.
    """

    id: int
    rpc: str
    effect: Effect
    times: int | None = 1
    skip: int = 0
    key: str | None = None
    input_id: str | None = None
    probability: float = 1.0
    optional: bool = False

    @classmethod
    def of(cls, number: int, rpc: str, kind: str, options: Mapping[str, Any]) -> Self:
        """The fault that was asked for, with this id.

        Raises:
            BadFault: there is no such option, kind or status, or a value is not to be had.
            UnknownOperation: the contract has no such RPC.
        """
        check_names(options)
        given = {name: read(name, value) for name, value in options.items()}
        if not isinstance(rpc, str):
            raise BadFault(f"rpc={rpc!r}: name an RPC such as 'PostAnnotations', or '*' for all.")
        if rpc != "*":
            operation(rpc)
        when = {name: given[name] for name in cls._fields if name in given}
        return cls(number, rpc, effect_of(kind, given), **when)

    @property
    def wanted(self) -> int:
        """How often it has to fire for nobody to miss it."""
        return 0 if self.optional else 1 if self.times is None else self.times

    def is_for(self, rpc: str, authorization: str, request: Any) -> bool:
        """Whether it is for such a call."""
        return (
            self.rpc in ("*", rpc)
            and (self.key is None or authorization == f"Key {self.key}")
            and (self.input_id is None or self.input_id in inputs_of(rpc, request))
        )

    def __repr__(self) -> str:
        # Tests print what they compare, and the key may be a real one.
        return f"<fault {self.id}: {self}>"

    def __str__(self) -> str:
        """Such as `throttled on PostAnnotations for input car`."""
        name = self.effect.name
        where = "any call" if self.rpc == "*" else self.rpc
        late = f", {self.effect.latency:g} s late" if self.effect.latency else ""
        whose = f" for input {self.input_id}" if self.input_id else ""
        one_key = " for one key" if self.key else ""
        return f"{name}{late} on {where}{whose}{one_key}"
