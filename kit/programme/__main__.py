"""``python -m kit.programme``: lists the texts that have no nynorsk yet, one per line."""

from __future__ import annotations

import sys

from kit.programme import untranslated

missing = untranslated()
for file, line, field in missing:
    sys.stdout.write(f"{file}:{line}: {field}\n")
sys.exit(1 if missing else 0)
