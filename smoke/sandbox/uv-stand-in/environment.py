"""Virtual environments: made by the standard library's venv without pip, found as uv finds them."""

import os
import shutil
import sys

from refusal import Refusal

# Set when another interpreter was asked for and now runs this: it is not handed on a second time.
CHOSEN = "UV_STAND_IN_CHOSEN"


class Environment:
    """A virtual environment: where it is, which Python it has, where packages and scripts go."""

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        config = os.path.join(self.directory, "pyvenv.cfg")
        if not os.path.isfile(config):
            raise Refusal("`%s` is no virtual environment, and this stand-in for uv installs nowhere else" % directory)
        with open(config, encoding="utf-8") as file:
            pairs = [line.partition("=") for line in file]
        settings = {name.strip(): value.strip() for name, _, value in pairs}
        # venv writes `version`, uv and virtualenv write `version_info`.
        self.version = settings.get("version") or settings.get("version_info") or ""
        minor = ".".join(self.version.split(".")[:2])
        self.scripts = os.path.join(self.directory, "bin")
        self.python = os.path.join(self.scripts, "python")
        self.packages = os.path.join(self.directory, "lib", "python" + minor, "site-packages")
        if not os.path.isdir(self.packages):
            raise Refusal("the virtual environment `%s` has no directory %s" % (directory, self.packages))


def create(path, options):
    """`uv venv`: refuses what exists unless it is told what to do with it, as uv does since 0.8."""
    use_interpreter(options.get("--python"))
    directory = os.path.abspath(path)
    base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    say("Using CPython %s interpreter at: %s" % (".".join(map(str, sys.version_info[:3])), base), options)
    say("Creating virtual environment at: %s" % path, options)
    clear_place(directory, options)

    import venv

    # Without this the new environment's links would lead through whatever link this Python was started by.
    sys._base_executable = base
    builder = venv.EnvBuilder(
        symlinks=True,
        with_pip=False,
        system_site_packages="--system-site-packages" in options,
        prompt=options.get("--prompt"),
    )
    builder.create(directory)
    say("Activate with: source %s/bin/activate" % path, options)


def clear_place(directory, options):
    if not os.path.lexists(directory) or "--allow-existing" in options:
        return
    failed = "Failed to create virtual environment"
    if not os.path.isdir(directory):
        raise Refusal(failed, "File exists at `%s`" % directory)
    if not os.listdir(directory):
        return
    is_environment = os.path.isfile(os.path.join(directory, "pyvenv.cfg"))
    kind = "virtual environment" if is_environment else "directory"
    if "--clear" not in options and os.environ.get("UV_VENV_CLEAR", "") not in ("1", "true"):
        hint = "Use the `--clear` flag or set `UV_VENV_CLEAR=1` to replace the existing %s" % kind
        raise Refusal(failed, "A %s already exists at: %s" % (kind, directory), hint=hint)
    if not is_environment:
        raise Refusal(failed, "uv will not clear a directory that is not a virtual environment: %s" % directory)
    for entry in os.scandir(directory):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


def find(python):
    """The environment of `uv pip install`: of --python, else the active one, else .venv here."""
    python = python or os.environ.get("UV_PYTHON")
    if python is None:
        directory = os.environ.get("VIRTUAL_ENV") or ".venv"
        if not os.path.isdir(directory):
            raise Refusal("No virtual environment found; run `uv venv` to create an environment")
        return Environment(directory)
    if os.path.isdir(python):
        return Environment(python)
    if not os.path.exists(python):
        raise Refusal("No virtual environment or system Python installation found for path `%s`" % python)
    # Not the real path: the python of an environment is a link out of it.
    return Environment(os.path.dirname(os.path.dirname(os.path.abspath(python))))


def use_interpreter(wanted):
    """Goes on under the Python that was asked for by path, by name or by version."""
    wanted = wanted or os.environ.get("UV_PYTHON")
    if wanted is None or os.environ.get(CHOSEN) == wanted:
        return
    numbers = wanted.split(".")
    if all(number.isdigit() for number in numbers):
        if [str(number) for number in sys.version_info[: len(numbers)]] == numbers:
            return
        executable = shutil.which("python" + wanted)
    else:
        executable = shutil.which(wanted)
    if executable is None:
        raise Refusal("No interpreter found for `%s` in search path" % wanted)
    os.environ[CHOSEN] = wanted
    stand_in = os.path.join(os.path.dirname(os.path.realpath(__file__)), "uv")
    os.execv(executable, [executable, "-I", "-S", "-B", stand_in] + sys.argv[1:])


def say(line, options):
    if "--quiet" not in options:
        sys.stderr.write(line + "\n")
