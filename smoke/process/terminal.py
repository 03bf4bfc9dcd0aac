"""Runs a command with a terminal as its stdin, stdout and stderr: terminal.py COMMAND [ARG ...]"""

import os
import pty
import sys

sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
