#!/bin/sh
# Stands in for `npm pack`: notes the call, waits while $STAND_IN/hold exists, delivers $STAND_IN/delivered.tgz.
echo "$$ $*" >>"$STAND_IN/npm-calls"
for argument; do
  case $argument in --pack-destination=*) destination=${argument#*=} ;; esac
done
while [ -e "$STAND_IN/hold" ]; do sleep 0.05; done
if [ -e "$STAND_IN/fail" ]; then
  cat "$STAND_IN/fail" >&2
  exit "${STAND_IN_EXIT:-1}"
fi
cp "$STAND_IN/delivered.tgz" "$destination/some-name-1.2.3.tgz"
