# shellcheck shell=sh
# serving.sh - to be sourced: a folder $work, and in front of it an EC2 server of our own, for as long as the script
# runs. $server is the program, $root the checkout.
#
#	serve LAB [OPERATION=MISBEHAVIOUR...]    begins, in place of the one before; it is at $AWS_ENDPOINT_URL
#	stop_serving                             ends it; its status is the server's, which complains of odd requests
#
# A script that has more to end than these writes a clean_up of its own. fd 9 is the server's life.
: "${server:?}" "${root:?}"

# shellcheck source=tests/ec2_server/plain_env.sh
. "$root/tests/ec2_server/plain_env.sh"
work=$(mktemp -d)
mkfifo "$work/stdin"
server_pid=

stop_serving() {
	exec 9>&-
	[ -n "$server_pid" ] || return 0
	ended=0
	wait "$server_pid" || ended=$?
	server_pid=
	return "$ended"
}

clean_up() {
	stop_serving || true
	rm -rf "$work"
}
trap clean_up EXIT

serve() {
	stop_serving || true
	rm -f "$work/port"
	served=$1
	shift
	"$server" "$root/testdata/ec2-server/$served" 0 2 "$@" <"$work/stdin" >"$work/port" &
	server_pid=$!
	exec 9>"$work/stdin"
	while [ ! -s "$work/port" ]; do
		kill -0 "$server_pid" 2>/dev/null || { echo "the server does not start"; exit 1; }
		sleep 0.02
	done
	AWS_ENDPOINT_URL=http://127.0.0.1:$(head -n 1 "$work/port")
	export AWS_ENDPOINT_URL
}
