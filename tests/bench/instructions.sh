#!/usr/bin/env bash
# instructions.sh FOLDER [--update] - does any of these workloads take a tenth more instructions than it did?
#
# FOLDER is a release build with tests. The counts stand in instructions.txt, with the compiler and the C library
# that they were made with: under others this says so and is left out (status 77). Time on a busy machine says
# little, instructions do. --update writes what is counted now; say in the commit why it is more.
#
# Loading must also grow with its input and not faster: four times as many resources, or accounts, may take 4.4
# times as many instructions. So must what is asked of a whole organisation: who gets to on premises in a mesh of
# VPCs, or is called from addresses that nobody has, what changes where nobody knows how the mesh is joined, rows
# by name where each host has one of its own, and as many questions as there are more interfaces to look among.
set -euo pipefail
build=$(cd "$1" && pwd) kept=$(dirname "${BASH_SOURCE[0]}")/instructions.txt update=${2:-}
command -v valgrind >/dev/null || { echo "left out: valgrind is not installed"; exit 77; }

made_with() { # the compiler without the name that it was called by
	local compiler
	compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
	printf '%s; glibc %s; %s' "$("$compiler" --version | sed '1s/^[^ ]* //;q')" "$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)" "$(uname -m)"
}
made=$(made_with)
if [ -z "$update" ] && [ "$made" != "$(sed -n 's/^# made with: //p' "$kept")" ]; then
	echo "left out: the counts were made with $(sed -n 's/^# made with: //p' "$kept"), and this is $made"
	exit 77
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$build/tests/bench-generate" 1000 1 "$dir/net"
mkdir "$dir/lean"
for file in "$dir"/net/*.json; do
	case $file in */describe-instances.json) ;; *) ln "$file" "$dir/lean/" ;; esac
done
"$build/tests/bench-generate" 2000 1 - >"$dir/more.json"
"$build/tests/bench-generate" 500 1 - >"$dir/less.json"
accounts() { # COUNT: a tree of so many accounts
	local i
	for ((i = 1; i <= $1; i++)); do
		mkdir -p "$dir/$1/accounts/$(printf %012d "$i")/eu-west-1"
		"$build/tests/bench-generate" 10 "$i" - >"$dir/$1/accounts/$(printf %012d "$i")/eu-west-1/all.json"
	done
}
accounts 10
accounts 40

count() { # COMMAND...: the instructions that it takes
	local status=0
	valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$@" >"$dir/out" 2>"$dir/err" || status=$?
	if [ "$status" -gt 1 ] && [ "$status" != 4 ]; then # 4: not all could be decided
		tail -n 5 "$dir/err" >&2
		return 1
	fi
	sed -n 's/^==[0-9]*== I *refs: *//p' "$dir/err" | tr -d ,
}
program=$build/vpccheck load=$build/tests/bench-load
eni=$(grep -o '"eni-[0-9a-f]*"' "$dir/less.json" | tr -d '"' | sed -n 2p)
workloads=(
	"load|$load vpccheck $dir/net"
	"load-lean|$load vpccheck $dir/lean"
	"check|$program check -j1 $dir/net"
	"matrix-service|$program matrix -j1 -p tcp/22 $dir/net"
	"matrix-pairs|$program matrix -j1 --pairs -p tcp/22 --format csv $dir/net"
	"matrix-mesh|$program matrix -j1 --format csv $dir/mesh-1000"
	"matrix-by-name|$program matrix -j1 --by tag:Name --format csv $dir/net"
	"exposed|$program matrix -j1 --exposed $dir/net"
	"diff|$program diff -j1 $dir/net $dir/net"
	"path|$program path -j1 -s $eni -d internet -p tcp/443 $dir/less.json"
	"lab|$program check -j1 testdata/lab/broken.json"
)
on_premises() { # COUNT: a mesh of so many interfaces
	"$build/tests/bench-generate" "$1" 1 "$dir/mesh-$1" mesh
	rm "$dir/mesh-$1/describe-instances.json"
}
on_premises 1000
on_premises 4000
lost() { # COUNT: a mesh whose transit gateways were never read
	"$build/tests/bench-generate" "$1" 1 "$dir/lost-$1" mesh
	rm "$dir/lost-$1"/describe-instances.json "$dir/lost-$1"/*transit-gateway*
}
lost 500
lost 2000
flows() { # COUNT FILE: so many questions, each between names of its own
	awk -v count="$1" 'BEGIN {
		print "id,source,destination,protocol"
		for (i = 0; i < count; i++)
			printf "%d,name=eni-%d-%d,name=eni-%d-%d,tcp/22\n", i, i % 10, i / 10 % 40, i % 10, i / 10 % 40 + 1
	}' >"$2"
}
flows 100 "$dir/less.csv"
flows 400 "$dir/more.csv"
growths=(
	"resources|$load vpccheck $dir/less.json|$load vpccheck $dir/more.json"
	"on-premises|$program matrix -j1 -d on-premises $dir/mesh-1000|$program matrix -j1 -d on-premises $dir/mesh-4000"
	"nobodys|$program matrix -j1 -s 172.16.0.0/12 $dir/mesh-1000|$program matrix -j1 -s 172.16.0.0/12 $dir/mesh-4000"
	"diff-lost|$program diff -j1 --probe none $dir/lost-500 $dir/lost-500|$program diff -j1 --probe none $dir/lost-2000 $dir/lost-2000"
	"by-name|$program matrix -j1 --by tag:Name $dir/less.json|$program matrix -j1 --by tag:Name $dir/more.json"
	"flows|$program path -j1 --flows $dir/less.csv $dir/less.json|$program path -j1 --flows $dir/more.csv $dir/more.json"
	"accounts|$load vpccheck $dir/10|$load vpccheck $dir/40"
)

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
status=0
for workload in "${workloads[@]}"; do
	name=${workload%%|*}
	read -ra words <<<"${workload#*|}"
	now=$(count "${words[@]}")
	echo "$name $now" >>"$dir/counts"
	before=$(sed -n "s/^$name //p" "$kept" 2>/dev/null || true)
	awk -v n="$name" -v now="$now" -v before="${before:-0}" 'BEGIN {
		printf "%-16s %14d", n, now
		if (before) printf "  %+.1f %% of %d", (now / before - 1) * 100, before
		if (before && now > before * 1.1) { printf "  MORE"; bad = 1 }
		if (before && now < before * 0.9) printf "  less: keep it with ./dev bench instructions"
		print ""
		exit bad }' || status=1
done
for growth in "${growths[@]}"; do
	IFS='|' read -r name less more <<<"$growth"
	read -ra less <<<"$less"
	read -ra more <<<"$more"
	awk -v n="$name" -v less="$(count "${less[@]}")" -v more="$(count "${more[@]}")" 'BEGIN {
		printf "%-16s four times as many take %.2f times as long\n", n, more / less
		exit more > 4.4 * less }' || { echo "  MORE than in proportion"; status=1; }
done

if [ -n "$update" ]; then
	{
		echo "# Instructions of fixed workloads (instructions.sh). A tenth more fails; ./dev bench instructions counts anew."
		echo "# made with: $made"
		cat "$dir/counts"
	} >"$kept"
elif [ "$status" != 0 ]; then
	echo "If that has a reason: ./dev bench instructions, and say it in the commit."
fi
exit "$status"
