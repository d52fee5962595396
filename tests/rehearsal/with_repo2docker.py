"""Shows what repo2docker makes of binder/: which recipe it chooses, and the Dockerfile. Needs the package, not Docker.

python -m pip install jupyter-repo2docker    # in an environment of its own
python -m tests.rehearsal.with_repo2docker
"""

from __future__ import annotations

import os
import sys

from tests.rehearsal.image import ROOT

WANTED = ('pip install --no-cache-dir -r "binder/requirements.txt"', "RUN ./binder/postBuild")


def main() -> int:
    """0 where the Python recipe is the first that fits, and it installs our requirements and runs postBuild."""
    from repo2docker.app import Repo2Docker

    os.chdir(ROOT)
    app = Repo2Docker()
    for recipe in (make(app.base_image) for make in app.buildpacks):
        recipe.platform = "linux/amd64"
        if recipe.detect():
            break
    dockerfile = recipe.render()
    print(dockerfile)
    print(f"# {type(recipe).__name__}, Python {recipe.python_version}")
    fine = type(recipe).__name__ == "PythonBuildPack" and all(line in dockerfile for line in WANTED)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
