"""Tables as compiled code sees them, and the world, which is where all of them are found.

A table is a pointer to records of known width, written `table[record, field]`. An array is handed from function to
function as seven to nine numbers and asks of each index whether it is negative; a table asks nothing. The world is one
pointer to slots: `world.items` is the table whose address stands in the slot of that name, `world.horizon` the number
in its slot. Functions take the world instead of forty tables, so that they need not be compiled into each other. While
compiled code runs the slots do not change, which the compiler is told. Whoever fills them keeps the arrays alive.
"""

# mypy: allow-untyped-calls

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import from_dtype
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.extending import intrinsic, register_model


class Table(types.Type):
    """Records of `width` fields of one type."""

    def __init__(self, dtype: Any, width: int) -> None:
        self.dtype, self.width = dtype, width
        super().__init__(name=f"Table({dtype}, {width})")


@dataclass(frozen=True)
class Slot:
    """A number, or the address of a table whose records have so many fields."""

    dtype: Any
    width: int = 0

    @property
    def type(self) -> Any:
        """What compiled code finds there."""
        number = from_dtype(np.dtype(self.dtype))
        return Table(number, self.width) if self.width else number


class World(types.Type):
    """Slots by name; each is eight bytes."""

    def __init__(self, name: str, slots: Mapping[str, Slot]) -> None:
        self.slots = slots
        self.place = {slot: place for place, slot in enumerate(slots)}
        super().__init__(name=name)


register_model(Table)(models.PointerModel)


@register_model(World)
class _WorldModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: World) -> None:
        super().__init__(manager, of, cgutils.intp_t.as_pointer())


def world_in(name: str, slots: Mapping[str, Slot]) -> Any:
    """What makes a world of an array of slots."""
    kind = World(name, slots)

    @intrinsic
    def of(_: Any, array: Any) -> Any:
        def pointer(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
            return context.make_array(given.args[0])(context, builder, arguments[0]).data

        return kind(array), pointer

    return of


@infer_getattr
class _Slots(AttributeTemplate):
    key = World

    def generic_resolve(self, of: World, name: str) -> Any:  # type: ignore[override]
        return of.slots[name].type if name in of.slots else None


@lower_getattr_generic(World)  # type: ignore[untyped-decorator]
def _slot(context: Any, builder: Any, of: World, pointer: Any, name: str) -> Any:
    kind = context.get_value_type(of.slots[name].type).as_pointer()
    place = builder.gep(pointer, [context.get_constant(types.intp, of.place[name])], inbounds=True)
    found = builder.load(builder.bitcast(place, kind))
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    def generic(self, arguments: Any, _: Any) -> Any:
        of, index = arguments
        return signature(of.dtype, of, index) if isinstance(of, Table) else None


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    def generic(self, arguments: Any, _: Any) -> Any:
        of, index, _value = arguments
        return signature(types.none, of, index, of.dtype) if isinstance(of, Table) else None


def _place(context: Any, builder: Any, of: Table, index: Any, pointer: Any, at: Any) -> Any:
    if not isinstance(index, types.Integer):
        record, field = (
            context.cast(builder, number, kind, types.intp)
            for number, kind in zip(cgutils.unpack_tuple(builder, at), index.types, strict=True)
        )
        at = builder.add(builder.mul(record, context.get_constant(types.intp, of.width)), field)
    else:
        at = context.cast(builder, at, index, types.intp)
    return builder.gep(pointer, [at], inbounds=True)


def _get(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
    return builder.load(_place(context, builder, *given.args, *arguments))


def _set(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
    of, index, _ = given.args
    pointer, at, value = arguments
    builder.store(value, _place(context, builder, of, index, pointer, at))
    return context.get_dummy_value()


for _index in (types.Integer, types.BaseTuple):
    lower_builtin(operator.getitem, Table, _index)(_get)
    lower_builtin(operator.setitem, Table, _index, types.Any)(_set)
