#!/usr/bin/env bash
# bench.sh [targets|load|lab|instructions|all] [--large] - what ./dev bench runs. Inputs are made once, in
# build/bench; results are printed, and kept in tests/bench/results-*.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$PWD/build/tests data=$PWD/build/bench
sizes=(1000 10000 100000)
what=all
large=
for argument; do
	case $argument in
	--large) large=1000000 ;;
	*) what=$argument ;;
	esac
done

# input SIZE: all calls' outputs in all/, all but the instances in lean/, all but transit gateways in peered/.
input() {
	local size=$1 file
	if [ ! -e "$data/$size/complete" ]; then
		rm -rf "${data:?}/$size"
		mkdir -p "$data/$size"
		"$bin/bench-generate" "$size" 1 "$data/$size/all"
		mkdir "$data/$size/lean" "$data/$size/peered"
		for file in "$data/$size"/all/*.json; do
			case $file in
			*/describe-instances.json) ;;
			*) ln "$file" "$data/$size/lean/" ;;
			esac
			case $file in
			*transit-gateway*) ;;
			*) ln "$file" "$data/$size/peered/" ;;
			esac
		done
		touch "$data/$size/complete"
	fi
}

mesh() {
	if [ ! -e "$data/$1/mesh" ]; then
		"$bin/bench-generate" "$1" 1 "$data/$1/making" mesh
		mv "$data/$1/making" "$data/$1/mesh"
	fi
}

times() { # how often a size is run
	if [ -n "${BENCH_TIMES:-}" ]; then
		echo "$BENCH_TIMES"
		return
	fi
	case $1 in 1000) echo 25 ;; 5000 | 10000) echo 5 ;; 100000) echo 3 ;; *) echo 1 ;; esac
}

machine() {
	printf 'Machine: %s, %s cores, load average %s; %s.\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		"$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)" "$(gcc --version | head -n 1)"
	printf 'Times are medians of CPU seconds (all threads); memory is the peak of the process.\n\n'
}

longest=60 # CPU seconds that a program may take, so that no row keeps the others waiting

limited() { # COMMAND...: ended, without a word, when it takes longer
	(ulimit -t "$longest" && exec "$@") 2>/dev/null
}

run() { # TIMES COMMAND...: "WALL CPU KIB"; nothing when it took too long
	limited "$bin/bench-run" "$@" || true
}

# cjson SIZE FOLDER: as run() prints it, of cJSON; nothing where the tree of the largest file, which is three to four
# times as long, would not leave room for others.
cjson() {
	local size=$1 folder=$data/$1/$2 largest
	largest=$(stat -c %s "$folder"/*.json | sort -n | tail -n 1)
	awk -v b="$largest" '/^MemAvailable/ { exit b * 4 > $2 * 1024 }' /proc/meminfo || return 0
	run "$(times "$size")" "$bin/bench-load" cjson "$folder"
}

ask() { # SIZE TASK JOBS FOLDER: "CPU KIB COUNT", the median of the question alone; nothing when it took too long
	local size=$1 i
	shift
	for ((i = $(times "$size"); i > 0; i--)); do
		limited "$bin/bench-ask" "$@" || return 0
	done | sort -n | awk '{ line[NR] = $0 } END { if (NR) print line[int((NR + 1) / 2)] }'
}

# ---- the table of targets: one row a task, one column a size ---------------------------------------

declare -A seconds memory peer_seconds peer_memory note

# measured TASK SIZE SECONDS KIB [PEER-SECONDS PEER-KIB]
measured() {
	seconds[$1,$2]=$3 memory[$1,$2]=$4 peer_seconds[$1,$2]=${5:-} peer_memory[$1,$2]=${6:-}
	printf '%s, %s interfaces: %s s, %s KiB %s\n' "$1" "$2" "$3" "$4" "${5:+beside $5 s, $6 KiB}" >&2
}

over() { # TASK SIZE: it took too long
	measured "$1" "$2" "over $longest" 0
}

measure_load() {
	local size=$1 folder=$2 task=$3 _wall cpu peak their_cpu='' their_peak=''
	if ! read -r _wall cpu peak < <(run "$(times "$size")" "$bin/bench-load" vpccheck "$data/$size/$folder"); then
		over "$task" "$size"
		return
	fi
	read -r _wall their_cpu their_peak < <(cjson "$size" "$folder") || true
	measured "$task" "$size" "$cpu" "$peak" "$their_cpu" "$their_peak"
}

measure_threads() {
	local size=$1 wall _cpu peak one=''
	if ! read -r wall _cpu peak < <(run "$(times "$size")" "$bin/bench-load" threads "$data/$size/all"); then
		over threads "$size"
		return
	fi
	read -r one _cpu _peak < <(run "$(times "$size")" "$bin/bench-load" vpccheck "$data/$size/all") || true
	measured threads "$size" "$wall" "$peak" "$one" "${memory[all,$size]:-}"
}

measure_asked() {
	local size=$1 task=$2 folder=$3 cpu peak count
	if ! read -r cpu peak count < <(ask "$size" "${task%-*}" 1 "$data/$size/$folder"); then
		over "$task" "$size"
		return
	fi
	measured "$task" "$size" "$cpu" "$peak"
	note[$task,$size]=$count
}

# What the engine takes for each of its tasks (pairs.c): "classes SECONDS ...", one line a task. Those that are not
# there when the time is up took too long.
measure_engine() {
	local size=$1 _wall _cpu peak=0 task took _rest
	read -r _wall _cpu peak < <(run 1 "$bin/bench-pairs" "$data/$size/all" 1) || true
	while read -r task took _rest; do
		measured "$task" "$size" "$took" "$peak"
	done < <(limited "$bin/bench-pairs" "$data/$size/all" "$(times "$size")" || true)
	for task in classes service sets decided explained; do
		[ -n "${seconds[$task,$size]:-}" ] || over "$task" "$size"
	done
}

# All pairs on tcp/22 and by ping, and the same from decision diagrams: what they count must agree.
measure_pairs() {
	local size=$1 cpu peak count ssh ping their_peak='' their_cpu='' _wall _all
	if ! read -r cpu peak count < <(ask "$size" pairs 1 "$data/$size/peered"); then
		over pairs "$size"
		return
	fi
	if [ -x "$bin/bench-buddy" ] &&
		read -r ssh ping their_cpu < <(limited "$bin/bench-buddy" "$data/$size/peered" || true); then
		if [ $((ssh + ping)) != "$count" ]; then
			echo "bench.sh: $count pairs, and $((ssh + ping)) by BuDDy" >&2
			exit 1
		fi
		read -r _wall _all their_peak < <(run 1 "$bin/bench-buddy" "$data/$size/peered") || their_cpu=
	fi
	measured pairs "$size" "$cpu" "$peak" "$their_cpu" "$their_peak"
	note[pairs,$size]=$count
}

measure_process() {
	local size=$1 task=$2 _wall cpu peak
	shift 2
	if ! read -r _wall cpu peak < <(run "$(times "$size")" build/vpccheck "$@"); then
		over "$task" "$size"
		return
	fi
	measured "$task" "$size" "$cpu" "$peak"
}

# Every row of millions, in each format: none may keep them in memory.
measure_rows() {
	local size=$1 form
	for form in text csv json dot mermaid; do
		measure_process "$size" "rows-$form" matrix -j1 --pairs -p tcp/22 --format "$form" "$data/$size/all"
	done
	measure_process "$size" rows-file matrix -j1 --pairs -p tcp/22 --format csv -o "$data/rows.csv" "$data/$size/all"
	rm -f "$data/rows.csv"
}

measure_check_threads() {
	local size=$1 wall one _cpu peak one_peak
	if ! read -r wall _cpu peak < <(run "$(times "$size")" build/vpccheck check "$data/$size/all") ||
		! read -r one _cpu one_peak < <(run "$(times "$size")" build/vpccheck check -j1 "$data/$size/all"); then
		over check-threads "$size"
		return
	fi
	measured check-threads "$size" "$wall" "$peak" "$one" "$one_peak"
}

flows_of() { # SIZE COUNT: questions between interfaces far and near, by name, address and id
	grep -oE '"eni-[0-9a-f]*"|"eni-[0-9]+-[0-9]+"|"PrivateIpAddress": "[0-9.]*"' \
		"$data/$1/lean/describe-network-interfaces.json" | awk -v count="$2" '
		{ gsub(/"PrivateIpAddress": |"/, "") }
		/^eni-[0-9]+-[0-9]+$/ { name[n++] = "name=" $0; next }
		/^eni-/ { id[i++] = $0; next }
		!($0 in seen) { seen[$0]; address[a++] = $0 }
		END {
			print "id,source,destination,protocol"
			for (k = 0; k < count; k++)
				printf "%d,%s,%s,tcp/443\n", k, k % 2 ? name[k * 7 % n] : id[k * 7 % i],
					k % 3 ? address[k * 11 % a] : name[(k * 7 + 5) % n]
		}'
}

# What an organisation asks of itself as a whole.
measure_questions() {
	local size=$1 all=$data/$1/all
	measure_process "$size" expect check -j1 -c tests/bench/organisation.yaml "$all"
	flows_of "$size" 20000 >"$data/flows.csv"
	measure_process "$size" flows path -j1 --flows "$data/flows.csv" --format jsonl "$all"
	rm -f "$data/flows.csv"
	measure_process "$size" on-premises matrix -j1 -d on-premises "$data/$size/mesh"
	measure_process "$size" mesh-sets matrix -j1 --format csv "$data/$size/mesh"
	measure_process "$size" by-name matrix -j1 --by tag:Name --format csv "$all"
	measure_process "$size" diff diff -j1 "$data/$size/peered" "$all"
}

path_of() { # SIZE: one flow between interfaces that stand far apart in the files
	local ids
	mapfile -t ids < <(grep -o '"eni-[0-9a-f]*"' "$data/$1/all/describe-network-interfaces.json" | tr -d '"' | sed -n '2p;$p')
	measure_process "$1" path path -j1 "$data/$1/all" -s "${ids[0]}" -d "${ids[1]}" -p tcp/22
}

rows=(
	"lean|load, without instances|0.6|150|cJSON, whole files"
	"all|load, all|1.5||cJSON, whole files"
	"threads|the same on all cores (wall)|||one thread (wall)"
	"classes|classes|||"
	"service|all pairs, one service, as classes|0.15||"
	"sets|all pairs, exact service sets, as classes|0.4||"
	"decided|one pair, decided, warm|0.000001||"
	"explained|one pair, explained, warm|0.00002||"
	"service-mesh|full mesh over a transit gateway, one service|2||"
	"pairs|all ordered pairs of interfaces, tcp/22 and ping|||BuDDy"
	"check|check, with probes and lints: the question|2|400|"
	"process|check: the whole process|||"
	"rows-text|matrix --pairs on tcp/22, streamed as text||600|"
	"rows-csv|the same as csv||600|"
	"rows-json|the same as json||600|"
	"rows-dot|the same as dot||600|"
	"rows-mermaid|the same as mermaid||600|"
	"rows-file|the same as csv to a file (-o)||600|"
	"expect|check with expectations of half of it, the whole process||600|"
	"flows|path --flows, 20,000 flows by name, address and id||600|"
	"on-premises|matrix -d on-premises in a full mesh, the whole process|||"
	"mesh-sets|matrix with exact service sets of a full mesh, as csv||600|"
	"by-name|matrix --by tag:Name, each host a group, as csv||600|"
	"diff|diff of two snapshots, the whole process||600|"
	"check-threads|check on all cores: the whole process (wall)|||one thread (wall)"
	"path|one-shot path on N = 5,000, the whole process|0.1||"
)

# cell TASK SIZE: seconds, MiB and the ratio to the peer
cell() {
	awk -v s="${seconds[$1,$2]:-}" -v m="${memory[$1,$2]:-}" -v p="${peer_seconds[$1,$2]:-}" -v pm="${peer_memory[$1,$2]:-}" 'BEGIN {
		if (s == "") { printf " – |"; exit }
		if (s ~ /^over/) { printf " %s s |", s; exit }
		if (s == 0) printf " too short for the clock,"
		else if (s < 0.001) printf " %.2f µs,", s * 1e6; else printf " %.3f s,", s
		printf " %.0f MiB", m / 1024
		if (p != "") printf " (%.2f, %.2f)", s / p, m / pm
		printf " |" }'
}

growth() { # TASK FROM TO: how much more for ten times as much
	awk -v a="${seconds[$1,$2]:-}" -v b="${seconds[$1,$3]:-}" 'BEGIN {
		if (a == "" || b == "" || a ~ /^over/ || b ~ /^over/ || a == 0) printf " – |"; else printf " %.1f |", b / a }'
}

print_targets() {
	local row task title target limit peer size i
	echo "# What the targets come to"
	echo
	machine
	cat <<-'END'
		The target is for N = 100,000 interfaces on one thread. A cell has seconds and peak memory; in brackets what
		these are of the peer's, on the same input in the same run. Growth is that of the time for ten times as many.

	END
	printf '| task | target |'
	printf ' %s |' "${sizes[@]}"
	printf ' growth |%.0s' "${sizes[@]:1}"
	printf ' peer |\n|---|---|'
	printf -- '---|%.0s' "${sizes[@]}" "${sizes[@]:1}"
	printf -- '---|\n'
	for row in "${rows[@]}"; do
		IFS='|' read -r task title target limit peer <<<"$row"
		printf '| %s | %s%s |' "$title" "${target:+$target s${limit:+, }}" "${limit:+$limit MiB}"
		for size in "${sizes[@]}"; do
			[ "$task" != path ] || [ "$size" != 10000 ] || size=5000
			cell "$task" "$size"
		done
		for ((i = 1; i < ${#sizes[@]}; i++)); do growth "$task" "${sizes[i - 1]}" "${sizes[i]}"; done
		printf ' %s |\n' "$peer"
	done
	echo
	echo "Pairs counted, the same by BuDDy: $(for size in "${sizes[@]}"; do echo -n "${note[pairs,$size]:-–} (N = $size) "; done)"
}

bench_targets() {
	local size
	[ -z "$large" ] || sizes+=("$large")
	input 5000
	path_of 5000
	for size in "${sizes[@]}"; do
		input "$size"
		mesh "$size"
		measure_load "$size" lean lean
		measure_load "$size" all all
		measure_threads "$size"
		measure_engine "$size"
		measure_asked "$size" service-mesh mesh
		measure_pairs "$size"
		measure_asked "$size" check all
		measure_process "$size" process check -j1 "$data/$size/all"
		measure_check_threads "$size"
		measure_rows "$size"
		measure_questions "$size"
		[ "$size" = 10000 ] || path_of "$size"
	done
	print_targets
}

# ---- the others ------------------------------------------------------------------------------------

bench_load() {
	echo "# Loading, beside cJSON parsing the same bytes as whole files"
	echo
	machine
	cat <<-'END'
		Idle is a process of the same program that reads nothing: the libraries and what the system gives everybody.
		The last ratio is of the memory above that, which is what loading itself takes. Growth is for ten times as much.
		Rows of a million are those of the last run with --large, whose input does not stay in the system's cache.

	END
	echo "| interfaces | input | MB | vpccheck s | cJSON s | time ratio | MB/s | growth | vpccheck MiB | cJSON MiB | memory ratio | idle MiB | ratio above idle | growth |"
	echo "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
	local n folder
	[ -z "$large" ] || sizes+=("$large")
	for n in "${sizes[@]}"; do
		input "$n"
		for folder in lean all; do
			load_row "$n" "$folder"
		done
	done
	[ -n "$large" ] || grep '^| 1000000 ' tests/bench/results-load.md || true
}

declare -A loaded # "FOLDER": seconds and KiB of the size before

load_row() { # SIZE FOLDER
	local n=$1 folder=$2 bytes ours theirs idle
	bytes=$(cat "$data/$n/$folder"/*.json | wc -c)
	theirs=$(cjson "$n" "$folder")
	ours=$(run "$(times "$n")" "$bin/bench-load" vpccheck "$data/$n/$folder")
	idle=$(run 9 "$bin/bench-load" nothing "$data/$n/$folder")
	echo "$n $folder $bytes $ours ${theirs:-0 0 0} $idle ${loaded[$folder]:-}" | awk '
		function ratio(format, a, b) { return b > 0 ? sprintf(format, a / b) : "–" }
		{ printf "| %d | %s | %.1f | %.4f | %s | %s | %.0f | %s | %.1f | %s | %s | %.1f | %s | %s |\n",
			$1, $2 == "lean" ? "without instances" : "all", $3 / 1e6, $5, ratio("%.4f", $8, $8 > 0),
			ratio("%.3f", $5, $8), $3 / 1e6 / $5, ratio("%.1f", $5, $13), $6 / 1024,
			ratio("%.1f", $9 / 1024, $9 > 0), ratio("%.3f", $6, $9), $12 / 1024,
			ratio("%.3f", $6 - $12, $9 - $12), ratio("%.1f", $6, $14) }'
	loaded[$folder]=$(echo "$ours" | cut -d' ' -f2,3)
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
		run 50 "${command[@]}" | awk -v f="$name" \
			'{ printf "| %s | 50 | %.2f | %.2f | %.1f |\n", f, $1 * 1000, $2 * 1000, $3 / 1024 }'
	done
}

# A million takes its time: what was last said of it stays beside what the usual sizes come to.
keep() {
	local name=$1
	[ "$1" != targets ] || [ -z "$large" ] || name=targets-large
	"bench_$1" | tee "$data/results.md"
	mv "$data/results.md" "tests/bench/results-$name.md"
	echo
}

mkdir -p "$data"
case $what in
all)
	keep lab
	keep targets
	;;
targets | load | lab) keep "$what" ;;
instructions) tests/bench/instructions.sh build --update ;;
*)
	echo "bench.sh: no bench \"$what\"; there are targets, load, lab, instructions, all" >&2
	exit 2
	;;
esac
