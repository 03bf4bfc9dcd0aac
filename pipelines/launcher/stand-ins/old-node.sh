#!/bin/sh
# Stands in for an installed Node that is too old for the tools.
exec "$REAL_NODE" --import "$PRETEND_NODE_20" "$@"
