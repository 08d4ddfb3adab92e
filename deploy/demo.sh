#!/bin/sh
# make demo: a hub and an agent in the background, the kiosk in this terminal,
# on the sample surveys. Everything lives in build/demo and ends with it.
# SEED=N fills in N plausible answers first.
set -eu
cd "$(dirname "$0")/.."
build=${BARRIO_BUILD:-build}
build=${build#"$PWD"/}
demo=$build/demo
pin=2468

[ -t 0 ] && [ -t 1 ] || {
    echo "make demo: the kiosk needs a terminal; run it in one." >&2
    exit 1
}
rm -rf "$demo"
mkdir -p "$demo/hub" "$demo/station/forms"

hub_pid="" sync_pid=""
leave() {
    trap - EXIT
    for pid in $sync_pid $hub_pid; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

fail() {
    echo "make demo: $1; the log is $2:" >&2
    tail -n 20 "$2" >&2
    exit 1
}

port=$(python3 -c 'import socket
s = socket.socket()
try: s.bind(("127.0.0.1", 8080))
except OSError: s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
url=http://127.0.0.1:$port
hub() { "$build/barrio-hub" "$@" --data "$demo/hub" --port "$port" --public-url "$url" --name "Barrio Luna"; }

for form in "$build"/forms/*.xml; do
    hub publish "$form" >>"$demo/hub.log" 2>&1 || fail "a sample survey could not be published" "$demo/hub.log"
done
token=$(hub station add demo 2>>"$demo/hub.log" | tail -n 1)
link=$(hub link 2>>"$demo/hub.log" | tail -n 1)

"$build/barrio-hub" serve --data "$demo/hub" --port "$port" --public-url "$url" --name "Barrio Luna" \
    >>"$demo/hub.log" 2>&1 &
hub_pid=$!

cat >"$demo/sync.conf" <<EOF
url = $url
token = $token
station = demo
data = $demo/station
poll_minutes = 1
EOF
cat >"$demo/kiosk.conf" <<EOF
station = demo
place = Luna 3, Plaza de la Luna
data = $demo/station
log = $demo/kiosk.log
pin = $(echo $pin | "$build/barrio-kiosk" --hash-pin)
EOF
tries=0
until "$build/barrio-sync" --config "$demo/sync.conf" --once >>"$demo/sync.log" 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 20 ] || fail "the agent does not reach the hub" "$demo/sync.log"
    sleep 0.2
done
if [ "${SEED:-0}" -gt 0 ]; then
    echo "Writing $SEED plausible answers..."
    "$build/barrio-seed" --data "$demo/station" --forms "$demo/station/forms" --count "$SEED" \
        --texts deploy/seed-texts.txt 2>>"$demo/sync.log" || fail "the answers could not be written" "$demo/sync.log"
fi
"$build/barrio-sync" --config "$demo/sync.conf" >>"$demo/sync.log" 2>&1 &
sync_pid=$!

cat <<EOF

  The kiosk starts in this terminal. To leave it again:
      on its first screen press 0 five times, type $pin and #, then 5 and 5
      ("Close the kiosk", "Yes, close it").
  Digits, arrows and Enter do everything; a mouse or a touch screen does too.

  Results for administrators (the link signs you in, once):
      $link
  The same as tables, written when you leave:
      $demo/barrio.csv and one for each other survey

EOF
printf '  Press Enter to start. '
read -r _
"$build/barrio-kiosk" --config "$demo/kiosk.conf" || fail "the kiosk ended with an error" "$demo/kiosk.log"

"$build/barrio-sync" status --config "$demo/sync.conf" || true
for form in "$build"/forms/*.xml; do
    id=$(basename "$form" .xml)
    hub export "$id" -o "$demo/$id.csv" 2>>"$demo/hub.log" &&
        echo "$demo/$id.csv: $(($(wc -l <"$demo/$id.csv") - 1)) rows"
done
