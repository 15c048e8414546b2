#!/bin/sh
# judge.sh EC2_SERVER VPCCHECK [LAB...] - AWS's own clients as judges: they ask the same server, and what they read in
# its answers equals what vpccheck fetch wrote. The aws command judges every call that its model knows, and runs what
# --print-commands prints, so that is judged as well; AWS's JavaScript SDK (npm, tests/package.json; ./dev test
# installs it) judges the calls and members that are newer. "full" has each member of each call. A judge that is
# not installed is left out, and said so; without any: 77 (skipped).
set -eu
server=$1 vpccheck=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
modules=${VPCCHECK_NODE_MODULES:-$root/build-node/node_modules}

aws=
for candidate in /usr/bin/aws "$(command -v aws || true)"; do # Debian's first: a full installation
	[ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1 && { aws=$candidate; break; }
done
for tool in jq python3; do
	command -v $tool >/dev/null || { echo "judge: no $tool here"; aws=; }
done
[ -n "$aws" ] || echo "left out: the aws command"
sdk=
if command -v node >/dev/null && [ -d "$modules/@aws-sdk/client-elastic-load-balancing-v2" ]; then
	sdk=$modules
else
	echo "left out: AWS's JavaScript SDK (node, and the @aws-sdk packages of tests/package.json)"
fi
[ -n "$aws$sdk" ] || exit 77

# shellcheck source=tests/ec2_server/serving.sh
. "$root/tests/ec2_server/serving.sh"
warm_pid=
clean_up() {
	stop_serving || true
	[ -z "$warm_pid" ] || kill "$warm_pid" 2>/dev/null || true
	rm -rf "$work"
}
mkdir "$work/bin" "$work/aws" "$work/ours"

export AWS_ACCESS_KEY_ID=AKIDSERVER AWS_SECRET_ACCESS_KEY=the-servers-secret HOME="$work" AWS_PAGER=
export AWS_EC2_METADATA_DISABLED=true AWS_MAX_ATTEMPTS=1 NODE_NO_WARNINGS=1
PATH=$work/bin:$PATH
export PATH

# Where the aws command is a Python program, one process of it answers all calls: the start is most of each.
warm_up() {
	python=$(head -c 200 "$aws" | sed -n '1s/^#! *\([^ ]*python[^ ]*\).*/\1/p')
	if [ -n "$python" ]; then
		"$python" "$here/aws_warm.py" serve "$work/socket" 2>"$work/warm" &
		warm_pid=$!
		while [ ! -S "$work/socket" ] && kill -0 "$warm_pid" 2>/dev/null; do sleep 0.1; done
	fi
	if [ -S "$work/socket" ]; then
		printf '#!/bin/sh\nexec %s -S -E %s call %s "$@"\n' "$python" "$here/aws_warm.py" "$work/socket" \
			>"$work/bin/aws"
		chmod +x "$work/bin/aws"
	else
		ln -s "$aws" "$work/bin/aws"
	fi
}

ask_aws() {
	"$vpccheck" fetch --print-commands --region eu-west-1 --endpoint-url "$url" >"$work/commands.sh"
	mkdir "$work/aws/$name"
	(cd "$work/aws/$name" && sh "$work/commands.sh" 2>"$work/aws/$name/errors") || true
	python3 "$here/judge.py" "$name" "$ours" "$work/aws/$name/eu-west-1" || {
		tail -n 5 "$work/aws/$name/errors"
		exit 1
	}
}

[ -z "$aws" ] || warm_up
[ $# -gt 0 ] || set -- healthy broken rich full
for name; do
	serve "$name"
	url=$AWS_ENDPOINT_URL
	"$vpccheck" fetch -q --region eu-west-1 --endpoint-url "$url" -o "$work/ours/$name/"
	ours=$work/ours/$name/accounts/123456789012/eu-west-1
	[ -z "$sdk" ] || node "$here/sdk_judge.mjs" "$sdk" "$url" "$ours"
	[ -z "$aws" ] || ask_aws
	stop_serving
	tail -n +2 "$work/port"
done
