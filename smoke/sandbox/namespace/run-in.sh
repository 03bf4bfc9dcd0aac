#!/bin/sh
# run-in.sh DIR COMMAND [ARG ...]: runs the command in DIR. Entering a mount namespace leads to its root directory.
cd "$1" || exit
shift
exec "$@"
