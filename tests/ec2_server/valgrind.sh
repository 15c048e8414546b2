#!/bin/sh
# valgrind.sh EC2_SERVER VPCCHECK TEST_FETCH - a fetch of everything, an account checked, and the tests of credentials,
# accounts and endpoints under Valgrind: no invalid access, no value that nobody set, no leak. 77: no Valgrind here.
set -eu
server=$1 vpccheck=$2 test_fetch=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v valgrind >/dev/null || exit 77
# shellcheck source=tests/ec2_server/serving.sh
. "$root/tests/ec2_server/serving.sh"

memcheck() {
	status=0
	valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
		"$@" >"$work/out" 2>"$work/err" || status=$?
	if [ "$status" != 0 ] && [ "$status" != 1 ]; then # 1: findings
		echo "$*: status $status"
		cat "$work/out" "$work/err"
		exit 1
	fi
}

CK_FORK=no CK_INCLUDE_TAGS=fake memcheck "$test_fetch"
grep -q '^100%: Checks: [5-9][0-9]' "$work/out" || { cat "$work/out" "$work/err"; exit 1; }

export AWS_ACCESS_KEY_ID=AKIDSERVER AWS_SECRET_ACCESS_KEY=the-servers-secret AWS_REGION=eu-west-1 HOME="$work"
export AWS_EC2_METADATA_DISABLED=true
serve full DescribeVpcs=none
memcheck "$vpccheck" fetch -q --redact tags,addresses,accounts -o "$work/dump/"
stop_serving
serve broken DescribeVpcPeeringConnections=denied
memcheck "$vpccheck" -q --from-aws
echo "Valgrind has nothing to say"
