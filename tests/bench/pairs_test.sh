#!/usr/bin/env bash
# pairs_test.sh GENERATE PAIRS: at the size of an organisation, too, all pairs at once are each pair alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for kind in "" mesh; do
	"$1" 1000 7 "$work/organisation$kind" $kind
	"$2" "$work/organisation$kind" compare
done
