"""Putting wheels into an environment: all is written beside it first, then moved into place."""

import csv
import io
import json
import os
import shutil
import sys
import tempfile
import time

from environment import say
from refusal import Refusal
from requirements import check_python, check_requirements
from wheel import Wheel, normalize, record_hash

INSTALLER = b"shakedown-uv-stand-in"


def install(environment, arguments, options):
    clock = time.monotonic()
    say("Using Python %s environment at: %s" % (environment.version, environment.directory), options)
    wheels = [Wheel(argument) for argument in arguments]
    before = {name: version for name, version, _ in distributions(environment)}
    after = {**before, **{normalize(wheel.name): wheel.version for wheel in wheels}}
    for wheel in wheels:
        check_python(wheel, environment.version)
        if "--no-deps" not in options:
            check_requirements(wheel, after)
    say("Resolved %s in %dms" % (counted(wheels), 1000 * (time.monotonic() - clock)), options)

    clock = time.monotonic()
    staging = tempfile.mkdtemp(prefix=".uv-stand-in-", dir=environment.directory)
    try:
        staged = [stage(wheel, environment, os.path.join(staging, str(index))) for index, wheel in enumerate(wheels)]
        for wheel, files in zip(wheels, staged):
            if normalize(wheel.name) in before:
                uninstall(environment, wheel.name)
            for source, target in files:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(source, target)
    finally:
        shutil.rmtree(staging)
    say("Installed %s in %dms" % (counted(wheels), 1000 * (time.monotonic() - clock)), options)
    for wheel in wheels:
        old = before.get(normalize(wheel.name))
        if old not in (None, wheel.version):
            say(" - %s==%s" % (wheel.name, old), options)
        sign = "~" if old == wheel.version else "+"
        say(" %s %s==%s (from %s)" % (sign, wheel.name, wheel.version, wheel.url), options)


def stage(wheel, environment, staging):
    """Writes the wheel's files below `staging`; returns [(where it is, where it goes)], RECORD last."""
    dist_info = os.path.join(environment.packages, wheel.dist_info)
    targets = []
    for name, (data, executable) in wheel.files.items():
        target = target_of(wheel, environment, name)
        if in_scripts(environment, target):
            data = with_python(environment, data)
        if name != wheel.dist_info + "/RECORD":
            targets.append((target, data, executable))
    for name, module, attribute in entry_points(wheel):
        targets.append((os.path.join(environment.scripts, name), script(environment, module, attribute), True))
    origin = {"url": wheel.url, "archive_info": {"hashes": {"sha256": wheel.sha256}}}
    targets.append((os.path.join(dist_info, "direct_url.json"), json.dumps(origin).encode(), False))
    targets.append((os.path.join(dist_info, "INSTALLER"), INSTALLER, False))
    targets.append((os.path.join(dist_info, "REQUESTED"), b"", False))
    record = os.path.join(dist_info, "RECORD")
    targets.append((record, record_of(environment, targets, record), False))

    staged = []
    os.makedirs(staging)
    for number, (target, data, executable) in enumerate(targets):
        source = os.path.join(staging, str(number))
        with open(source, "wb") as file:
            file.write(data)
        os.chmod(source, 0o755 if executable or in_scripts(environment, target) else 0o644)
        staged.append((source, target))
    return staged


def target_of(wheel, environment, name):
    top, _, rest = name.partition("/")
    if top != wheel.data_dir:
        return os.path.join(environment.packages, *name.split("/"))
    scheme, _, rest = rest.partition("/")
    roots = {"purelib": environment.packages, "scripts": environment.scripts, "data": environment.directory}
    if scheme not in roots or not rest:
        raise Refusal("`%s` holds %s, which this stand-in for uv does not install" % (wheel.path, name))
    return os.path.join(roots[scheme], *rest.split("/"))


def in_scripts(environment, path):
    return os.path.dirname(path) == environment.scripts


def entry_points(wheel):
    """[(command, module, attribute)] of the sections for scripts."""
    entry = wheel.files.get(wheel.dist_info + "/entry_points.txt")
    found, section = [], ""
    for line in (entry[0].decode("utf-8") if entry else "").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        elif line and line[0] not in "#;" and section in ("[console_scripts]", "[gui_scripts]"):
            name, _, reference = line.partition("=")
            module, _, attribute = reference.split("[")[0].strip().partition(":")
            name = name.strip()
            words = module.strip().split(".") + attribute.strip().split(".")
            if not name or "/" in name or not all(word.isidentifier() for word in words):
                raise Refusal("`%s` has an entry point that cannot be read: %s" % (wheel.path, line))
            found.append((name, module.strip(), attribute.strip()))
    return found


def script(environment, module, attribute):
    body = "import sys\n\nfrom %s import %s\n\nif __name__ == '__main__':\n    sys.exit(%s())\n"
    first = attribute.split(".")[0]
    return shebang(environment) + (body % (module, first, attribute)).encode()


def with_python(environment, data):
    """A script that starts with `#!python` runs with the environment's own (binary distribution format)."""
    first, newline, rest = data.partition(b"\n")
    return shebang(environment) + rest if newline and first.rstrip() in (b"#!python", b"#!pythonw") else data


def shebang(environment):
    """The kernel takes 127 bytes without a space; for the rest sh starts Python, to which those lines are a string."""
    python = os.fsencode(environment.python)
    if len(python) < 125 and not any(char in python for char in b" \t"):
        return b"#!" + python + b"\n"
    quoted = b"'" + python.replace(b"'", b"'\\''") + b"'"
    if b"'''" in quoted or b"\\" in python:
        raise Refusal("a script cannot name the interpreter %s: quotes or backslashes in it" % environment.python)
    return b"#!/bin/sh\n'''exec' " + quoted + b' "$0" "$@"\n' + b"' '''\n"


def record_of(environment, targets, record):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for path, data, _ in targets:
        writer.writerow([os.path.relpath(path, environment.packages), record_hash(data), len(data)])
    writer.writerow([os.path.relpath(record, environment.packages), "", ""])
    return out.getvalue().encode("utf-8", "surrogateescape")


def distributions(environment):
    """[(normalized name, version, its .dist-info directory)] of what is installed."""
    found = []
    for entry in os.listdir(environment.packages):
        if entry.endswith(".dist-info"):
            name, _, version = entry[: -len(".dist-info")].rpartition("-")
            found.append((normalize(name), version, os.path.join(environment.packages, entry)))
    return found


def uninstall(environment, name):
    """Removes what the RECORD of an installed distribution names, inside the environment only."""
    for installed, _, directory in distributions(environment):
        if installed != normalize(name):
            continue
        with open(os.path.join(directory, "RECORD"), encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = [row[0] for row in csv.reader(file) if row]
        paths = [os.path.normpath(os.path.join(environment.packages, row)) for row in rows]
        paths = [path for path in paths if path.startswith(environment.directory + os.sep) and os.path.lexists(path)]
        for path in paths:
            os.unlink(path)
        # Deepest first, so that a directory is empty when its turn comes.
        for parent in sorted({os.path.dirname(path) for path in paths}, reverse=True):
            shutil.rmtree(os.path.join(parent, "__pycache__"), ignore_errors=True)
            if not os.listdir(parent):
                os.rmdir(parent)


def counted(wheels):
    return "%d package%s" % (len(wheels), "" if len(wheels) == 1 else "s")
