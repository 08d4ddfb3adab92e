"""The Debian packages of the tree, for tests in a bare Debian that they may
fill: building them, installing them, running commands as their users."""
import glob
import os
import re
import shutil
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PACKAGES = ["barrio-hub", "barrio-kiosk", "barrio-sync", "barrio-tools"]
QUIET = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")


def run(*argv, check=True, **options):
    result = subprocess.run(argv, capture_output=True, text=True, env=QUIET, **options)
    if check and result.returncode:
        raise AssertionError(f"{' '.join(argv)}: {result.returncode}\n{result.stdout[-3000:]}{result.stderr[-3000:]}")
    return result


def apt(*argv):
    return run("apt-get", "-qy", "-o", "Dpkg::Use-Pty=0", *argv)


def build(folder, version=None, options=()):
    """Packages of the tree, built without a network, under a version of their
    own where one is given; their paths. The folder is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    tree = os.path.join(folder, "barrio")
    shutil.copytree(TOP, tree, ignore=shutil.ignore_patterns("build", ".git"))
    changelog = os.path.join(tree, "debian", "changelog")
    if version:
        text = open(changelog).read()
        open(changelog, "w").write(re.sub(r"\(.*?\)", f"({version})", text, count=1))
    run("unshare", "--net", "dpkg-buildpackage", "-b", "-us", "-uc", "-j2", *options, cwd=tree)
    shutil.rmtree(tree)
    return sorted(f for f in glob.glob(f"{folder}/*.deb") if "dbgsym" not in f)


def unhardened(program):
    """What a program lacks of Debian's hardening=+all, as its own headers say."""
    said = run("readelf", "--wide", "--file-header", "--dynamic", "--program-headers", "--dyn-syms", program).stdout
    marks = {"position independent": r"Type: +DYN", "read-only relocations": r"GNU_RELRO", "bound at once": r"BIND_NOW",
             "no code on the stack": r"GNU_STACK .* RW ", "stack protector": r"__stack_chk_fail", "fortified": r"__\w+_chk\b(?<!stack_chk)"}
    return [name for name, mark in marks.items() if not re.search(mark, said)]
