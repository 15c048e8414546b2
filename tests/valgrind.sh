#!/bin/sh
# valgrind.sh VPCCHECK - every command that reads a snapshot under Valgrind: no invalid access, no value that nobody
# set, nothing that is not freed. 77: no Valgrind here.
set -eu
program=$1
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# memcheck ARGUMENT...: findings (1), bad input (2) and incomplete answers (4) are answers like any other.
memcheck() {
	status=0
	valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=all "$program" "$@" \
		>"$work/out" 2>"$work/err" || status=$?
	case $status in
	0 | 1 | 2 | 4) ;;
	*)
		echo "vpccheck $*: status $status"
		cat "$work/err"
		exit 1
		;;
	esac
}

lab=testdata/lab/broken.json
cases=testdata/cases
memcheck $lab
memcheck $cases/tgw-central-egress-no-way-back/snapshot.json --format json
memcheck $cases/lb-internet-facing/snapshot.json --format html
memcheck path $lab -s name=instance-1 -d name=instance-2 -p icmp
printf "%s\n" "id,source,destination,protocol" "a,i-1,i-2,icmp" "b,i-2,i-1,tcp/443" "c,i-1,8.8.8.8,udp/53" >"$work/flows.csv"
memcheck path $cases/tgw-reply-through-another-zone/snapshot.json --flows "$work/flows.csv"
memcheck matrix $lab --by subnet --format csv
memcheck matrix $lab --exposed
memcheck diff $lab testdata/lab/healthy.json
memcheck init $lab
memcheck rules
memcheck testdata/invalid
echo "Valgrind has nothing to say"
