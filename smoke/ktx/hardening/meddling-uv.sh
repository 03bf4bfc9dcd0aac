#!/bin/sh
# meddling-uv.sh fail|wait|linger STEP DIR UV [ARG ...]: is UV, but for the STEP (venv or pip). `fail` makes the
# environment or leaves it empty, and fails. `wait` says by a pipe in DIR that it has come so far, and goes on when that
# is written to. `linger` does the step first, and waits then, by when nothing of the environment is in its arguments.
what=$1 step=$2 dir=$3 uv=$4
shift 4
[ "$1" = "$step" ] || exec "$uv" "$@"
case $what in
fail)
  [ "$step" = pip ] || "$uv" "$@"
  echo "error: told to fail at $step" >&2
  exit 2
  ;;
wait)
  mkfifo "$dir/$$"
  read -r _ <"$dir/$$"
  exec "$uv" "$@"
  ;;
linger)
  "$uv" "$@" || exit
  mkfifo "$dir/$$"
  exec sh -c 'read -r _ <"$0"' "$dir/$$"
  ;;
esac
