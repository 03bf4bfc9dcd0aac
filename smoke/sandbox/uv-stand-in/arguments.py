"""Command lines, read as uv reads them; argparse would cost as much time as making the environment."""

from refusal import Refusal


def parse(command, argv, flags, values):
    """Splits `argv` into ({option: True or value}, positionals).

    `flags` and `values` map the long name of an option without and with a value to its short name, or to None.
    """
    short = {name: long for long, name in {**flags, **values}.items() if name}
    options, positionals = {}, []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return options, positionals + rest
        if not word.startswith("-") or word == "-":
            positionals.append(word)
            continue
        name, equals, value = word.partition("=")
        name = short.get(name, name)
        if name in flags and not equals:
            options[name] = True
        elif name in values and (equals or rest):
            options[name] = value if equals else rest.pop(0)
        elif name in values:
            raise Refusal("a value is required for '%s' but none was supplied" % name)
        else:
            raise Refusal("unexpected argument '%s' found: the stand-in for `%s` does not know it" % (word, command))
    return options, positionals
