"""The JSON Schema of a worksheet, beside those of the other templates. Run as a module it is written."""

from __future__ import annotations

from kit.analysis.worksheets import Worksheet
from kit.programme import schemas


def worksheet() -> dict[str, schemas.Schema]:
    """File name → schema."""
    return {"worksheet.json": schemas.of("worksheet", Worksheet)}


if __name__ == "__main__":
    schemas.write(made=worksheet())
    schemas.name_in_files()
