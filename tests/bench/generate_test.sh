#!/bin/sh
# generate_test.sh BENCH-GENERATE [BENCH-LOAD] - the same bytes for the same seed, others for another; as many
# resources as was asked for; and the product's own loader takes them.
set -eu
generate=$1 load=${2:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$generate" 1000 1 "$dir/a"
"$generate" 1000 1 "$dir/b"
"$generate" 1000 2 "$dir/c"
diff -r "$dir/a" "$dir/b"
for file in "$dir"/a/*; do
	if cmp -s "$file" "$dir/c/$(basename "$file")"; then
		echo "$(basename "$file") does not depend on the seed"
		exit 1
	fi
done

# expect COUNT FILE KEY: elements that have this id, at the depth of a list's elements
expect() {
	found=$(grep -c "^            \"$3\": " "$dir/a/$2.json") || true
	if [ "$found" != "$1" ]; then
		echo "$2: $found, not $1"
		exit 1
	fi
}
expect 1000 describe-network-interfaces NetworkInterfaceId
expect 20 describe-vpcs VpcId
expect 80 describe-subnets SubnetId
expect 100 describe-security-groups GroupId
expect 40 describe-route-tables RouteTableId
expect 995 describe-instances ReservationId

if "$generate" 0 1 "$dir/x" 2>/dev/null || "$generate" 1000 x "$dir/x" 2>/dev/null; then
	echo "nonsense was taken"
	exit 1
fi
"$generate" 1000 1 - >"$dir/merged.json"
if [ -n "$load" ]; then
	"$load" vpccheck "$dir/a" && "$load" vpccheck "$dir/merged.json"
fi
echo "the generator keeps its word"
