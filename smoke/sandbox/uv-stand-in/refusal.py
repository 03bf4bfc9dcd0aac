"""The one way in which the stand-in says no."""


class Refusal(Exception):
    """An error for the user, worded as uv words it.

    `causes` are said one a line below the message. Exit code 2 is for what was asked, 1 for what cannot be resolved.
    """

    def __init__(self, message, *causes, hint=None, code=2):
        super().__init__(message)
        lines = ["error: %s" % message] + ["  Caused by: %s" % cause for cause in causes]
        if hint:
            lines += ["", "hint: %s" % hint]
        self.text = "\n".join(lines) + "\n"
        self.code = code


class Unresolvable(Refusal):
    """Requirements that what is installed does not meet."""

    def __init__(self, reason):
        super().__init__(reason, code=1)
        self.text = "  \u00d7 No solution found when resolving dependencies:\n  \u2570\u2500\u25b6 %s\n" % reason
