#!/bin/sh
# print_commands.sh VPCCHECK TESTDATA - the script of `fetch --print-commands` makes a snapshot that is read as it is.
#
# A stand-in for the aws command answers from a snapshot: the lab of one Region, nothing in another. What vpccheck
# says of the folder that the script fills is what it says of the snapshot. A call that is refused leaves what
# hangs on it unknown.
set -eu
vpccheck=$1 testdata=$2
command -v jq >/dev/null || { echo "print_commands: no jq here, nothing run"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"

cat >"$work/bin/aws" <<'STUB'
#!/bin/sh
# aws ec2 CALL --region R [--prefix-list-id ID] [--query Q] --output json|text
set -eu
call=$2 region= id= output= query=
shift 2
while [ $# -gt 0 ]; do
	case $1 in
	--region) region=$2 ;;
	--prefix-list-id) id=$2 ;;
	--query) query=$2 ;;
	--output) output=$2 ;;
	esac
	shift 2
done
if [ "$call" = "${REFUSED:-}" ]; then
	echo "An error occurred (UnauthorizedOperation) when calling $call: You are not authorized" >&2
	exit 254
fi
case $call in
describe-vpc-block-public-access-options)
	printf '{"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off", "State": "default-state"}}\n'
	exit ;;
describe-instances) key=Reservations ;;
describe-managed-prefix-lists | describe-prefix-lists) key=PrefixLists ;;
get-managed-prefix-list-entries) key=PrefixListEntries ;;
describe-*) key=$(printf %s "${call#describe-}" | sed 's/^./\U&/; s/-\(.\)/\U\1/g') ;;
*) key=None ;;
esac
here=$SNAPSHOT
[ "$region" = eu-west-1 ] || here=$EMPTY
if [ "$key" = PrefixListEntries ]; then
	jq --arg id "$id" '.PrefixListEntries[] | select(.PrefixListId == $id) | {Entries}' "$here"
elif [ "$output" = text ]; then
	[ -z "$query" ] || jq -r --arg k "$key" '.[$k] // [] | map(.PrefixListId // empty) | .[]' "$here"
else
	jq --arg k "$key" '{($k): (.[$k] // [])}' "$here"
fi
STUB
chmod +x "$work/bin/aws"
echo '{}' >"$work/empty.json"
export SNAPSHOT="$testdata/lab/broken.json" EMPTY="$work/empty.json" PATH="$work/bin:$PATH"

said() { # what vpccheck says, without where it was read
	"$vpccheck" --format json --fail-on never "$@" |
		jq -S '[.flows[] | {id, verdict}], [.findings[] | {code, severity, message, id: .resource.id,
			evidence: [.evidence[].text]}]'
}

run() { # run FOLDER REGIONS: the printed script, as a person would
	mkdir "$work/$1"
	"$vpccheck" fetch --print-commands --region "$2" >"$work/$1.sh"
	sh -n "$work/$1.sh"
	(cd "$work/$1" && sh "$work/$1.sh" 2>"$work/$1.err") || true
}

run all eu-west-1,us-east-1
for region in eu-west-1 us-east-1; do
	[ -s "$work/all/$region/describe-vpcs.json" ] || { echo "$region lacks"; ls -R "$work/all"; exit 1; }
done
said "$SNAPSHOT" >"$work/wanted"
said "$work/all" >"$work/got"
diff "$work/wanted" "$work/got" || { echo "the folder is read otherwise than the snapshot"; exit 1; }
grep -q public-ip-missing "$work/got"

export REFUSED=describe-network-acls
run refused eu-west-1
grep -q UnauthorizedOperation "$work/refused.err"
said "$work/refused" >"$work/got"
for word in data-missing unknown; do
	grep -q "\"$word\"" "$work/got" || { echo "what was refused is not $word"; cat "$work/got"; exit 1; }
done
echo "the script of two Regions is read as it is; a refused call is unknown"
