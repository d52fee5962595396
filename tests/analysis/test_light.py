"""The server can take answers for an analysis without paying for tables and pictures."""

from __future__ import annotations

import os
import subprocess
import sys


def test_the_server_does_not_pay_for_pictures() -> None:
    code = (
        "import sys\n"
        "from kit.activities import factors, weights\n"
        "from kit.analysis import Analysis, phones, worksheets\n"
        "import kit.analysis.checks, kit.analysis.circle, kit.analysis.timeline, kit.activities._circle_merge\n"
        "worksheets(); factors.parse(factors.Settings(), {'kontekst': ['En']})\n"
        "print({'pandas', 'matplotlib', 'numpy', 'sqlalchemy', 'tornado', 'docx'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True
    )
    assert done.stdout.strip() == "set()"
