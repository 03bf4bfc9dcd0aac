#!/bin/sh
# A daemon that never answers, does not listen to SIGTERM, and has a process of its own.
trap '' TERM
echo 'this is my last word'
sleep 2147483647 &
while :; do wait; done
