#!/usr/bin/env bash
# bench.sh [load|lab|all] [--large] - what ./dev bench runs. Inputs are made once, in build/bench; results are
# printed, and kept in tests/bench/results-*.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$PWD/build/tests data=$PWD/build/bench
sizes=(1000 10000 100000)
what=all
for argument; do
	case $argument in
	--large) sizes+=(1000000) ;;
	*) what=$argument ;;
	esac
done

input() {
	if [ ! -e "$data/$1/done" ]; then
		rm -rf "${data:?}/$1"
		mkdir -p "$data/$1"
		"$bin/bench-generate" "$1" 1 "$data/$1/all"
		mkdir "$data/$1/lean" # all but the instances
		local file
		for file in "$data/$1"/all/*.json; do
			case $file in
			*/describe-instances.json) ;;
			*) ln "$file" "$data/$1/lean/" ;;
			esac
		done
		touch "$data/$1/done"
	fi
}

times() { # how often a size is run
	case $1 in 1000) echo 15 ;; 10000) echo 5 ;; *) echo 3 ;; esac
}

machine() {
	printf 'Machine: %s, %s cores. ' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
	printf 'Times are medians of CPU seconds (all threads); memory is the peak of the process.\n\n'
}

bench_load() {
	echo "# Loading, beside cJSON parsing the same bytes as whole files"
	echo
	machine
	echo "| interfaces | input | MB | vpccheck s | cJSON s | time ratio | vpccheck MiB | cJSON MiB | memory ratio | MB/s |"
	echo "|---|---|---|---|---|---|---|---|---|---|"
	local n folder bytes ours theirs
	for n in "${sizes[@]}"; do
		input "$n"
		for folder in lean all; do
			bytes=$(cat "$data/$n/$folder"/*.json | wc -c)
			theirs=$("$bin/bench-run" "$(times "$n")" "$bin/bench-load" cjson "$data/$n/$folder")
			ours=$("$bin/bench-run" "$(times "$n")" "$bin/bench-load" vpccheck "$data/$n/$folder")
			echo "$n $folder $bytes $ours $theirs" | awk '{
				printf "| %d | %s | %.1f | %.4f | %.4f | %.3f | %.1f | %.1f | %.3f | %.0f |\n",
					$1, $2 == "lean" ? "without instances" : "all", $3 / 1e6, $5, $8, $5 / $8,
					$6 / 1024, $9 / 1024, $6 / $9, $3 / 1e6 / $5 }'
		done
	done
}

bench_lab() {
	echo "# The lab's check"
	echo
	machine
	echo "| snapshot | runs | wall ms | CPU ms | peak MiB |"
	echo "|---|---|---|---|---|"
	local name
	for name in "a process that does nothing" healthy broken; do
		local command=(build/vpccheck "testdata/lab/$name.json")
		[ -e "testdata/lab/$name.json" ] || command=(/bin/true)
		"$bin/bench-run" 50 "${command[@]}" | awk -v f="$name" \
			'{ printf "| %s | 50 | %.2f | %.2f | %.1f |\n", f, $1 * 1000, $2 * 1000, $3 / 1024 }'
	done
}

run() {
	"bench_$1" | tee "$data/results.md"
	mv "$data/results.md" "tests/bench/results-$1.md"
	echo
}

mkdir -p "$data"
case $what in
all)
	run lab
	run load
	;;
load | lab) run "$what" ;;
*)
	echo "bench.sh: no bench \"$what\"; there are load, lab, all" >&2
	exit 2
	;;
esac
