#!/bin/sh
# from_aws.sh EC2_SERVER VPCCHECK - the lab asked over the wire ends in the findings of the lab in a file: by
# --from-aws, by a dump, by a folder, and by a dump under pseudonyms. Secrets are in none of it.
set -eu
server=$1 vpccheck=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/ec2_server/serving.sh
. "$root/tests/ec2_server/serving.sh"
export AWS_ACCESS_KEY_ID=AKIDSERVER AWS_SECRET_ACCESS_KEY=the-servers-secret HOME="$work" AWS_REGION=eu-west-1
export AWS_EC2_METADATA_DISABLED=true

# What must be the same: the findings' fingerprints and severities, and the verdicts.
essence() {
	grep -oE '"(fingerprint|verdict|code)": *"[^"]*"' "$1" | sort
}

check() { # NAME ARGUMENTS...: the report, and the exit status that the file had
	name=$1
	shift
	status=0
	"$vpccheck" check -q --format json "$@" >"$work/$name.json" 2>>"$work/stderr" || status=$?
	essence "$work/$name.json" >"$work/$name.essence"
	echo "$status" >>"$work/$name.essence"
	if ! cmp -s "$work/file.essence" "$work/$name.essence"; then
		echo "$lab: $name differs from the file"
		diff "$work/file.essence" "$work/$name.essence" || true
		cat "$work/stderr"
		exit 1
	fi
}

for lab in healthy broken; do
	serve "$lab"
	: >"$work/file.essence"
	status=0
	"$vpccheck" check -q --format json "$root/testdata/lab/$lab.json" >"$work/file.json" || status=$?
	essence "$work/file.json" >"$work/file.essence"
	echo "$status" >>"$work/file.essence"
	check from-aws --from-aws
	"$vpccheck" fetch -q -o "$work/$lab-dump.json"
	check dump "$work/$lab-dump.json"
	"$vpccheck" fetch -q -o "$work/$lab-folder/"
	check folder "$work/$lab-folder"
	"$vpccheck" fetch -q --redact tags -o "$work/$lab-tags.json"
	check tags "$work/$lab-tags.json"
	"$vpccheck" fetch -q --redact tags,addresses,accounts -o "$work/$lab-redacted.json"
	"$vpccheck" check -q --format json "$work/$lab-redacted.json" >"$work/redacted.json" || true
	for report in file redacted; do # fingerprints may hold accounts and ranges; verdicts and codes not
		grep -oE '"(verdict|code)": *"[^"]*"' "$work/$report.json" | sort >"$work/$report.verdicts"
	done
	cmp "$work/file.verdicts" "$work/redacted.verdicts"
	stop_serving
	if grep -rlE 'the-servers-secret|AKIDSERVER' "$work"; then
		echo "$lab: a key is in what was written"
		exit 1
	fi
done
echo "the lab over the wire is the lab in the file"
