#!/bin/bash
# user.sh EC2_SERVER VPCCHECK - what the user sees: exit statuses, refusals, Ctrl-C, the progress line, and no secret
# anywhere. A server of our own misbehaves as each case wants.
set -euo pipefail
server=$1 vpccheck=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/ec2_server/serving.sh
. "$root/tests/ec2_server/serving.sh"
export HOME="$work/home" AWS_EC2_METADATA_DISABLED=true NO_COLOR=1
mkdir "$HOME"
keys() {
	export AWS_ACCESS_KEY_ID=AKIDSERVER AWS_SECRET_ACCESS_KEY=the-servers-secret AWS_REGION=eu-west-1
}

fail() {
	echo "$case: $*"
	head -c 3000 "$work/out" "$work/err"
	exit 1
}

run() { # STATUS ARGUMENTS...
	local wanted=$1 status=0
	shift
	"$vpccheck" "$@" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" = "$wanted" ] || fail "status $status instead of $wanted"
}

says() { grep -qF -- "$1" "$work/err" || fail "standard error does not say \"$1\""; }
prints() { grep -qF -- "$1" "$work/out" || fail "standard output does not say \"$1\""; }

case="no credentials"
AWS_REGION=eu-west-1 run 3 fetch
says "AWS_ACCESS_KEY_ID is not set"
says "AWS_EC2_METADATA_DISABLED is set"
[ ! -s "$work/out" ] || fail "something is on standard output"

case="no HOME: that of the user data base"
(unset HOME && AWS_PROFILE=nobody-has-this run 2 fetch)
says "The config profile (nobody-has-this) could not be found in $(getent passwd "$(id -u)" | cut -d: -f6)/.aws/config"

case="the program alone, without the part that asks AWS"
mkdir "$work/alone"
cp "$vpccheck" "$work/alone/vpccheck"
status=0
"$work/alone/vpccheck" fetch >"$work/out" 2>"$work/err" || status=$?
[ "$status" = 2 ] || fail "status $status instead of 2"
says "the part that asks AWS can't be loaded"
[ "$(wc -l <"$work/err")" = 1 ] || fail "it tells of a fetch that there was not"
rm -r "$work/alone"

keys
case="wrong secret"
serve healthy
AWS_SECRET_ACCESS_KEY=other run 3 --from-aws
says "AWS does not take the credentials from environment: AuthFailure"

case="nobody there"
AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_MAX_ATTEMPTS=1 run 3 --from-aws
says "NoConnection"

case="refused calls: the dump"
serve healthy DescribeSubnets=denied GetManagedPrefixListEntries=denied DescribeLoadBalancers=unsupported
run 4 fetch -o "$work/refused.json"
says "account 123456789012 as arn:aws:iam::123456789012:user/lab in eu-west-1"
says "eu-west-1: ec2:DescribeSubnets: denied, UnauthorizedOperation"
says '{"Effect": "Allow", "Action": ["ec2:DescribeSubnets", "ec2:GetManagedPrefixListEntries"], "Resource": "*"}'
[ "$(stat -c %a "$work/refused.json")" = 600 ] || fail "the dump's mode"

case="refused calls: from the dump, and from AWS itself"
run 4 check "$work/refused.json"
prints "ec2:DescribeSubnets was refused"
prints "ec2:GetManagedPrefixListEntries"
grep -v '^note' "$work/out" | sed 's/\[[^]]*json:[0-9]*\]//' >"$work/from-dump"
run 4 --from-aws
prints "allow ec2:DescribeSubnets to the credentials"
diff "$work/from-dump" <(grep -v '^note' "$work/out" | sed 's/ \[AWS[^]]*\]//') >"$work/diff" || true
[ "$(grep -c '^[<>].*refused' "$work/diff")" = 0 ] || fail "the account tells other refusals than its dump"

case="secrets are in nothing that is written, at any loudness"
export AWS_SESSION_TOKEN=the-session-token
stop_serving || true
EC2_SERVER_TOKEN=$AWS_SESSION_TOKEN serve rich
run 0 fetch -v --debug -o "$work/debug.json"
says "x-amz-security-token:..."
says "host:127.0.0.1"
says "signed by ...RVER"
"$vpccheck" fetch -v --debug >"$work/stdout.json" 2>>"$work/err"
cmp "$work/debug.json" "$work/stdout.json" || fail "another dump on standard output"
"$vpccheck" fetch -v --debug -o "$work/folder/" >>"$work/out" 2>>"$work/err"
if grep -rlE 'the-servers-secret|AKIDSERVER|the-session-token|hunter' "$work" --exclude-dir=home; then
	fail "a secret is in a file"
fi
unset AWS_SESSION_TOKEN

case="disks that are full"
serve healthy
status=0
"$vpccheck" fetch -q >/dev/full 2>"$work/err" || status=$?
[ "$status" = 2 ] || fail "status $status instead of 2"
says "No space left on device"
mkdir "$work/full"
for target in dump.json folder/; do
	status=0
	(trap '' XFSZ && ulimit -f 8 && exec "$vpccheck" fetch -q -o "$work/full/$target") 2>"$work/err" || status=$?
	[ "$status" = 2 ] || fail "$target: status $status instead of 2"
	says "can't be written: File too large"
done
[ -z "$(find "$work/full" -name '*.json.*' -o -name dump.json -o -name manifest.json)" ] || fail "half a file is left"

case="a proxy whose name and password stand in its address"
http_proxy=http://user:hunter2@127.0.0.1:9 AWS_MAX_ATTEMPTS=1 run 3 fetch -v --debug
says "NoConnection"
! grep -q hunter2 "$work/err" || fail "the proxy's password is told"
port=${AWS_ENDPOINT_URL##*:}
http_proxy=http://user:hunter2@127.0.0.1:$port AWS_ENDPOINT_URL=http://ec2.example.invalid \
	run 0 fetch -v --debug --allow-http -o "$work/proxied.json"
! grep -q hunter2 "$work/err" "$work/proxied.json" || fail "the proxy's password is told"
no_proxy=127.0.0.1 http_proxy=http://127.0.0.1:9 run 0 fetch -q -o "$work/direct.json"

case="an endpoint of IPv6"
AWS_ENDPOINT_URL="http://[::1]:9" AWS_MAX_ATTEMPTS=1 run 3 fetch
says "NoConnection"

case="a reader that goes away"
set +o pipefail
"$vpccheck" fetch -q 2>"$work/err" | head -c 10 >"$work/out"
set -o pipefail
[ "$(cat "$work/out")" = '{
    "vpc' ] || fail "standard output does not begin with a dump"

case="an organization: its own account, one more, one whose role does not trust us, one that is gone"
serve healthy
run 4 fetch --org-role Audit -o "$work/org/"
says "account 123456789012 as arn:aws:iam::123456789012:user/lab in eu-west-1"
says "account 222222222222 as arn:aws:iam::222222222222:user/lab in eu-west-1"
says "account 333333333333: role arn:aws:iam::333333333333:role/Audit can't be assumed"
says "account 444444444444 is not asked: its state is SUSPENDED"
accounts=("$work"/org/accounts/*)
[ "${accounts[*]##*/}" = "123456789012 222222222222" ] || fail "other accounts: ${accounts[*]}"
sed s/123456789012/222222222222/g "$work/org/accounts/123456789012/eu-west-1/describe-vpcs.json" |
	cmp -s - "$work/org/accounts/222222222222/eu-west-1/describe-vpcs.json" || fail "the accounts differ"
! grep -rlE 'AKIDROLE|token\+/of|the-servers-secret' "$work/org" "$work/err" "$work/out" || fail "a role's keys are told"

case="two profiles, one of which is not taken: the other is fetched, to a file and to a folder"
mkdir -p "$HOME/.aws"
printf '[good]\naws_access_key_id=AKIDSERVER\naws_secret_access_key=the-servers-secret\n[bad]\n%s\n%s\n' \
	aws_access_key_id=AKIDOTHER aws_secret_access_key=other >"$HOME/.aws/credentials"
for target in two.json two/; do
	run 4 fetch --profile bad --profile good -o "$work/$target"
	says "profile bad is left out: AWS does not take the credentials from profile bad"
	says "vpccheck: sts:GetCallerIdentity for bad: denied"
	grep -rq '"Resource": "bad"' "$work/$target" || fail "the dump does not say what it lacks"
	run 0 check "$work/$target"
	says "accounts or Regions are missing: GetCallerIdentity: AWS does not take the credentials from profile bad"
done
run 0 --from-aws --profile bad --profile good
says "profile bad is left out"
run 3 fetch --profile bad -o "$work/none.json"
says "AWS does not take the credentials from profile bad"
rm -r "$HOME/.aws"

case="Ctrl-C"
serve healthy DescribeSubnets=slow
for target in "$work/cut.json" "$work/cut/"; do
	rm -rf "$target"
	: >"$work/err"
	"$vpccheck" fetch -v -o "$target" >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 3000); do # all but the slow one are answered
		[ "$(grep -c ': ok' "$work/err")" -lt 30 ] || break
		sleep 0.02
	done
	grep -q '^Max core file size *1 *1 ' "/proc/$pid/limits" || fail "a crash would leave keys in a core file"
	began=$SECONDS
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" = 130 ] || fail "status $status instead of 130"
	[ $((SECONDS - began)) -lt 40 ] || fail "it waited for an answer" # the slow one takes a minute
	says "not asked"
	run 4 check "$target"
	prints "ec2:DescribeSubnets was not asked"
done
[ -z "$(find "$work" -name '*.json.*')" ] || fail "temporary files are left"

case="Ctrl-C before anything is there"
serve healthy 'GetCallerIdentity=slow'
for arguments in "fetch -v -o $work/never.json" "-v --from-aws"; do
	: >"$work/err" # what the one before said stands there until this one has begun
	# shellcheck disable=SC2086
	"$vpccheck" $arguments >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 3000); do # before that, the signal is one that shells let their background ignore
		! grep -q 'credentials from environment' "$work/err" || break
		sleep 0.02
	done
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" = 130 ] || fail "status $status instead of 130"
done
[ ! -e "$work/never.json" ] || fail "there is a dump"

case="the progress line"
export AWS_MAX_ATTEMPTS=2
serve healthy DescribeVpcs=throttle
if command -v script >/dev/null; then
	script -qec "$vpccheck fetch --force -o $work/tty.json" /dev/null >"$work/out" 2>&1 </dev/null || true
	grep -q $'\r\x1b\[K.* of .* calls' "$work/out" || fail "no progress on a terminal"
	grep -q 'asked again' "$work/out" || fail "retries are not shown"
	run 4 fetch --force -o "$work/tty.json"
	! grep -q $'\x1b' "$work/err" || fail "a progress line where there is no terminal"
fi
case=
echo "exit statuses, refusals, Ctrl-C, progress and secrets are as they should be"
