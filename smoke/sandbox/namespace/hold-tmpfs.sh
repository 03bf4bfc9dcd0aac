#!/bin/sh
# hold-tmpfs.sh DIR: mounts an empty file system of its own on DIR, and keeps it as long as this process lives.
mount -t tmpfs tmpfs "$1" || exit
exec sleep 2147483647
