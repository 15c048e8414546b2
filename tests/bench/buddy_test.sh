#!/usr/bin/env bash
# buddy_test.sh BENCH-GENERATE PROGRAM BENCH-BUDDY - all pairs by the program and by decision diagrams, which know
# nothing of its engine: the same number.
set -euo pipefail
generate=$1 program=$2 buddy=$3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for size in 300 1500; do
	for seed in 1 2 3; do
		rm -rf "$dir/net"
		"$generate" "$size" "$seed" "$dir/net"
		rm "$dir"/net/*transit-gateway*
		ssh=$("$program" matrix --pairs -p tcp/22 --format csv "$dir/net" | tail -n +2 | wc -l)
		ping=$("$program" matrix --pairs -p icmp --format csv "$dir/net" | tail -n +2 | wc -l)
		read -r their_ssh their_ping _ < <("$buddy" "$dir/net")
		echo "N = $size, seed $seed: $ssh pairs on tcp/22, $ping by ping; BuDDy: $their_ssh, $their_ping"
		[ "$ssh" = "$their_ssh" ] && [ "$ping" = "$their_ping" ] && [ "$ping" -gt 1000 ]
	done
done
