#!/bin/sh
# Stands in for the Node that is fetched: has a version that no other Node has, and runs what it is given on a real one.
if [ "$1" = --version ]; then
  echo "$$" >"$STAND_IN/node-tried"
  while [ -e "$STAND_IN/hold-node" ]; do sleep 0.05; done
  echo "${STAND_IN_VERSION:-v99.1.2}"
  exit
fi
STARTED_BY=$0 exec "$REAL_NODE" "$@"
