#!/usr/bin/env bash
# story.sh PROGRAM SOURCE - a team's gate from its first red day on: the lab is broken, the gate fails and says where;
# the commands that it printed are carried out, the gate passes; what is left is taken into a baseline; somebody opens
# a hole, and the gate fails on that alone.
set -euo pipefail
program=$1 source=$2
here=$source/tests/pipelines
command -v python3 >/dev/null || { echo "story: skipped, there is no python3"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset GITHUB_WORKSPACE CI_PROJECT_DIR GITHUB_STEP_SUMMARY NO_COLOR FORCE_COLOR
export VPCCHECK_NOW=2026-06-01
mkdir network
cp "$source/testdata/lab/broken.json" network/snapshot.json
cp "$here/vpccheck.yaml" vpccheck.yaml

# gate STATUS [OPTION...]: the gate as a pipeline runs it; what it says is in out.
gate() {
	local want=$1 status=0
	shift
	"$program" "$@" network/snapshot.json >out 2>err || status=$?
	[ "$status" = "$want" ] || { echo "the gate ended with $status, not $want"; cat out err; exit 1; }
	[ ! -s err ] || { echo "the gate complains:"; cat err; exit 1; }
}
says() {
	grep -qE -e "$1" "${2:-out}" || { echo "${2:-out} lacks \"$1\":"; cat "${2:-out}"; exit 1; }
}
says_not() {
	if grep -E -e "$1" "${2:-out}"; then
		echo "${2:-out} should not say \"$1\""
		exit 1
	fi
}
line_of() {
	grep -nF -e "$1" "$2" | head -n 1 | cut -d: -f1
}
edit() {
	python3 -c "
import json, sys
account = json.load(open('network/snapshot.json'))
$1
json.dump(account, open('network/snapshot.json', 'w'), indent=1)"
}

# ---- the lab is broken: the gate fails, with an annotation at each cause and each expectation

GITHUB_STEP_SUMMARY=summary.md gate 1 --format github --format sarif=out.sarif --format junit=junit.xml \
	--format gitlab=gitlab.json --format json=report.json
group=$(line_of '"GroupName": "web-2"' network/snapshot.json)
object=$(head -n "$group" network/snapshot.json | grep -n '^  {$' | tail -n 1 | cut -d: -f1)
says "^::error file=network/snapshot.json,line=$object,endLine=$object,title=sg-ingress-denied%3A "
says '^::error file=network/snapshot.json,line=[0-9]+,endLine=[0-9]+,title=public-ip-missing%3A '
for name in 'instance-1 pings instance-2' 'Instance Connect reaches instance-1'; do
	line=$(line_of "$name" vpccheck.yaml)
	says "^::error file=vpccheck.yaml,line=$line,endLine=$line,title=expectation-failed%3A $name::"
	says "testcase name=\"$name" junit.xml
done
[ "$(grep -c '^::error ' out)" = 4 ] || { echo "four errors were expected"; cat out; exit 1; }
says '^# vpccheck' summary.md
says '"uri": "network/snapshot.json"' out.sarif
says '"path": "vpccheck.yaml"' gitlab.json
says '<failure ' junit.xml

# ---- the commands of the report are carried out: it passes

python3 -c '
import json
for finding in json.load(open("report.json"))["findings"]:
    if finding["severity"] == "error":
        print(*finding.get("fix", {}).get("commands", []), sep="\n")' | sort -u >commands
[ "$(grep -c '^aws ec2 ' commands)" = 3 ] || { echo "three commands were expected"; cat commands; exit 1; }
grep . commands | python3 "$source/tests/aws_stand_in.py" "$source/testdata" network/snapshot.json
gate 0
says 'note: 3 of 3 expectations hold'
says_not '^error'

# ---- something small is left, and the team decides to live with it for now

edit "account['Addresses'].append({'AllocationId': 'eipalloc-0f2', 'Domain': 'vpc', 'PublicIp': '52.16.10.100'})"
gate 1 --fail-on info
says '^info\[eip-unassociated\]'
gate 0 --fail-on info --baseline baseline.json --update-baseline
gate 0 --fail-on info --baseline baseline.json
says_not 'eip-unassociated'
says '1 finding not shown: baseline.json holds it already'

# ---- somebody opens a hole: that, and nothing else, fails the gate

edit "
group = next(g for g in account['SecurityGroups'] if g['GroupName'] == 'web-1')
group['IpPermissions'].append({'IpProtocol': 'tcp', 'FromPort': 3389, 'ToPort': 3389,
                               'IpRanges': [{'CidrIp': '0.0.0.0/0'}]})"
gate 1 --fail-on info --baseline baseline.json --format github
says '^::error .*title=sg-open-to-world%3A '
[ "$(grep -c '^::' out)" = 1 ] || { echo "one annotation was expected"; cat out; exit 1; }

# ---- it is closed again, and the address given back: the gate passes, and tells what is gone

edit "
next(g for g in account['SecurityGroups'] if g['GroupName'] == 'web-1')['IpPermissions'].pop()
account['Addresses'].pop()"
gate 0 --fail-on info --baseline baseline.json
says '^gone: eip-unassociated on eipalloc-0f2'
echo "the gate fails when it should, and only then"
