#!/bin/sh
# Starts the standby; the first time it copies the primary. A copy that was broken off is begun anew.
set -eu
new="$PGDATA.new"
if [ ! -d "$PGDATA" ]; then
    export PGPASSWORD="$REPLICATION_PASSWORD"
    until rm -rf "$new" && pg_basebackup -h "${PRIMARY_HOST:-primary}" -U standby -D "$new" \
        --write-recovery-conf --wal-method=stream --checkpoint=fast --slot=standby; do
        sleep 2
    done
    mv "$new" "$PGDATA"
fi
exec postgres -c hot_standby=on
