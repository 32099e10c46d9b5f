"""Arrow tables as pandas frames with the same types every time, whatever the rows hold."""

from __future__ import annotations

from typing import Any


def frame_of(table: Any) -> Any:
    """A pandas frame: text as ``string``, whole numbers as ``Int64``, truth values as ``boolean``.

    Decimals become ``float64`` by way of their digits (the direct cast gives 90.10000000000001 for 90.1); lists stay
    lists. Exact digits stay in the Arrow table.
    """
    import pandas as pd
    import pyarrow as pa

    for position, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            nearest = table[column.name].cast(pa.string()).cast(pa.float64())
            table = table.set_column(position, column.name, nearest)
    mapping = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    kept = {pa.string(): pd.StringDtype()}
    return table.to_pandas(types_mapper=(mapping | kept).get)
