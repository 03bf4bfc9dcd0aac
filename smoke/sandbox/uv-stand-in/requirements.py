"""What a wheel requires, judged only as far as it can be judged for certain."""

import re

from refusal import Refusal, Unresolvable
from wheel import normalize

REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*"
    r"\(?(?P<versions>[^;)@]*)\)?\s*(?P<url>@[^;]*)?(;(?P<marker>.*))?$"
)


def check_python(wheel, version):
    for specifier in wheel.metadata.get("requires-python", []):
        if not satisfies(version, specifier):
            raise Unresolvable(
                "Because the current Python version (%s) does not satisfy Python%s and %s==%s depends on it, "
                "we can conclude that your requirements are unsatisfiable."
                % (version, specifier, wheel.name, wheel.version)
            )


def check_requirements(wheel, installed):
    """Refuses when a requirement is not met by `installed`, {normalized name: version}.

    A marker on `extra` is obeyed; any other is taken to apply: that may refuse too much and never too little.
    """
    for requirement in wheel.metadata.get("requires-dist", []):
        match = REQUIREMENT.match(requirement)
        if not match:
            raise Refusal("`%s` has a requirement that cannot be read: %s" % (wheel.path, requirement))
        extras = {normalize(extra) for extra in re.findall(r"extra\s*==\s*['\"]([^'\"]+)['\"]", match["marker"] or "")}
        if extras and not extras & wheel.extras:
            continue
        version = installed.get(normalize(match["name"]))
        if version is not None and not match["url"] and satisfies(version, match["versions"]):
            continue
        found = "of which %s is installed" % version if version else "which is not installed"
        raise Unresolvable(
            "Because %s==%s depends on `%s`, %s, and this stand-in for uv reads no index, "
            "we can conclude that your requirements are unsatisfiable."
            % (wheel.name, wheel.version, requirement, found)
        )


def satisfies(version, specifier):
    """Whether a version is in a set such as `>=3.9,<4`.

    https://packaging.python.org/specifications/version-specifiers/, of which only release
    numbers are compared; anything else is refused, not guessed.
    """
    return all(satisfies_clause(version, clause.strip()) for clause in specifier.split(",") if clause.strip())


def satisfies_clause(version, clause):
    match = re.match(r"^(===|==|!=|~=|>=|<=|>|<)\s*(\d+(?:\.\d+)*)(\.\*)?$", clause)
    if not match or not re.match(r"^\d+(\.\d+)*$", version):
        raise Refusal("this stand-in for uv cannot judge whether %s satisfies `%s`" % (version, clause))
    operator, text, wildcard = match.groups()
    if wildcard and operator not in ("==", "!="):
        raise Refusal("`%s` is not a version specifier" % clause)
    wanted = [int(number) for number in text.split(".")]
    found = [int(number) for number in version.split(".")]
    if wildcard:
        same = (found + [0] * len(wanted))[: len(wanted)] == wanted
        return same if operator == "==" else not same
    if operator == "~=":
        return satisfies_clause(version, ">=" + text) and (found + [0] * len(wanted))[: len(wanted) - 1] == wanted[:-1]
    length = max(len(wanted), len(found))
    found += [0] * (length - len(found))
    wanted += [0] * (length - len(wanted))
    return {
        "===": found == wanted,
        "==": found == wanted,
        "!=": found != wanted,
        ">=": found >= wanted,
        "<=": found <= wanted,
        ">": found > wanted,
        "<": found < wanted,
    }[operator]
