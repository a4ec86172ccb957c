#!/bin/sh
# Like the official image: a configuration file alone means "serve it".
case $1 in
  *.yaml | *.yml) set -- registry serve "$@" ;;
esac
exec "$@"
