#!/bin/sh
# Runs "$CHATAPP_TEST_BROWSER" in a process group of its own, all of which is killed when the process that started it is
# gone: Chromium ends neither with Playwright's driver nor with the tests if those are killed.
if [ -z "$CHATAPP_TEST_IS_WATCHED" ]; then
  CHATAPP_TEST_IS_WATCHED=1 exec setpriv --pdeathsig TERM -- "$0" "$@"
fi
trap 'kill -KILL 0' TERM
"$CHATAPP_TEST_BROWSER" "$@" &
wait $!
