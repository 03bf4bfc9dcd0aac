#!/bin/sh
# bystander.sh FILE: a process that has nothing to do with anything. When it is asked by SIGWINCH it says so in FILE.
trap 'echo still here >> "$1"' WINCH
: > "$1"
sleep 2147483647 &
while :; do wait; done
