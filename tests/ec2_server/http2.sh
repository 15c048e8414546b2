#!/bin/bash
# http2.sh EC2_SERVER VPCCHECK - an HTTP/2 host with a certificate (http2_proxy.mjs) before the test server: where
# HTTP/2 is offered all calls share one connection, where it is not HTTP/1.1 does, and what goes wrong with a stream or
# with the whole connection in the middle of answers loses nothing. 77: no node here.
set -euo pipefail
server=$1 vpccheck=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
for tool in node openssl; do
	command -v $tool >/dev/null || { echo "no $tool here"; exit 77; }
done
"$vpccheck" --version >/dev/null
# shellcheck source=tests/ec2_server/serving.sh
. "$root/tests/ec2_server/serving.sh"
proxy_pid=
stop_proxy() {
	[ -z "$proxy_pid" ] || { kill -KILL "$proxy_pid" && wait "$proxy_pid"; } 2>/dev/null || true
	proxy_pid=
}
clean_up() {
	stop_proxy
	stop_serving || true
	rm -rf "$work"
}
export AWS_ACCESS_KEY_ID=AKIDSERVER AWS_SECRET_ACCESS_KEY=the-servers-secret AWS_REGION=eu-west-1 HOME="$work"
export AWS_EC2_METADATA_DISABLED=true AWS_CA_BUNDLE="$work/cert.pem"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=test \
	-addext subjectAltName=IP:127.0.0.1 2>/dev/null

proxy() { # PORT (0: any) [OPTION...]
	stop_proxy
	local wanted=$1
	shift
	: >"$work/access"
	: >"$work/proxy-port"
	local tries=0
	while [ ! -s "$work/proxy-port" ]; do
		if [ -z "$proxy_pid" ] || ! kill -0 "$proxy_pid" 2>/dev/null; then # the port of one that was killed may be in use for a while
			[ $((tries++)) -lt 20 ] || fail "the proxy does not start"
			[ "$tries" = 1 ] || sleep 0.3
			node "$here/http2_proxy.mjs" "$work/cert.pem" "$work/key.pem" "$wanted" "${AWS_ENDPOINT_URL##*:}" "$work/access" \
				"$@" >"$work/proxy-port" 2>"$work/proxy-errors" 9>&- &
			proxy_pid=$!
		fi
		sleep 0.02
	done
	port=$(cat "$work/proxy-port")
}

fail() {
	echo "$case: $*"
	tail -n 5 "$work/proxy-errors" "$work/err" 2>/dev/null || true
	exit 1
}

fetch() { # NAME: must be all that the server has, in the very bytes
	"$vpccheck" fetch -v --force --endpoint-url "https://127.0.0.1:$port" -o "$work/$1.json" 2>"$work/err" ||
		fail "status $?"
	grep -v '"Pages"' "$work/$1.json" | cmp -s - "$work/direct" || fail "another dump"
}

asked_over() { # PROTOCOL: no request came otherwise
	[ "$(grep -c ' 200$' "$work/access")" -ge 60 ] || fail "few requests"
	! grep -v "^$1 " "$work/access" || fail "that is not $1"
}

connections() { cut -d' ' -f2 "$work/access" | sort -u | wc -l; }

serve rich
"$vpccheck" fetch -q -o "$work/plain.json"
grep -v '"Pages"' "$work/plain.json" >"$work/direct"

case="HTTP/2 is offered"
proxy 0
fetch h2
asked_over h2
[ "$(connections)" = 1 ] || fail "$(connections) connections"
calls=$(wc -l <"$work/access")

case="HTTP/2 is not offered"
proxy 0 --http1
fetch h1
asked_over http/1.1
[ "$(connections)" -gt 1 ] || fail "calls wait for each other"
[ "$(connections)" -le 10 ] || fail "$(connections) connections: they are not used again"
reused=$(connections)

case="few streams at a time"
proxy 0 --streams=2
fetch streams
asked_over h2

case="GOAWAY after every ten requests"
proxy 0 --requests=10
fetch goaway
asked_over h2
[ "$(connections)" -ge 3 ] || fail "$(connections) connections" # requests in the air are answered yet

case="streams are reset in the middle of an answer"
serve rich DescribeVpcs=cut:2 DescribeSubnets=cut:1 DescribeRouteTables=cut:1
proxy 0
fetch reset
asked_over h2
[ "$(grep -c 'ConnectionCut.*asking again' "$work/err")" = 4 ] || fail "not asked again"
[ "$(connections)" = 1 ] || fail "a stream took its connection with it"

case="the connection ends in the middle of an answer"
serve rich DescribeSubnets=slow:1
proxy 0
(
	for _ in $(seq 3000); do
		[ "$(wc -l <"$work/access")" -lt 50 ] || break
		sleep 0.02
	done
	kill -KILL "$proxy_pid"
) &
killer=$!
AWS_MAX_ATTEMPTS=10 "$vpccheck" fetch -v --force --endpoint-url "https://127.0.0.1:$port" -o "$work/lost.json" \
	2>"$work/err" & # on a busy machine the next proxy takes its time
fetch_pid=$!
wait "$killer"
wait "$proxy_pid" 2>/dev/null || true
proxy_pid=
proxy "$port"
wait "$fetch_pid" || fail "status $?"
grep -v '"Pages"' "$work/lost.json" | cmp -s - "$work/direct" || fail "another dump"
grep -q 'DescribeSubnets: .*, asking again' "$work/err" || fail "the connection was not lost"
stop_proxy
stop_serving || true
[ "$(wc -l <"$work/port")" = 1 ] || fail "the server complains: $(tail -n +2 "$work/port")"
echo "$calls calls over one HTTP/2 connection, over $reused with HTTP/1.1; GOAWAY, resets and a lost connection lose nothing"
