#!/bin/sh
# Takes the place of the daemon DAEMON: says by DAEMON.waits that it is there, and becomes the daemon when somebody
# writes to that pipe.
mkfifo "$0.waits"
read -r _ <"$0.waits"
exec "$0.real" "$@"
