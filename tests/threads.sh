#!/usr/bin/env bash
# threads.sh PROGRAM BENCH-GENERATE - what the program prints is the same, byte for byte, whatever --jobs says.
# Built with ThreadSanitizer it also says whether threads get into each other's way.
set -euo pipefail
program=$1 generate=$2
export TSAN_OPTIONS="halt_on_error=1 exitcode=66 ${TSAN_OPTIONS:-}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$generate" 1000 1 "$dir/tree"
"$generate" 1000 1 - >"$dir/merged.json"

cat >"$dir/expect.yaml" <<'END'
groups:
  some: {cidr: 10.0.0.0/18}
expect:
  - {name: the web is open, from: internet, to: some, allow: tcp/443}
  - {name: no shell, from: internet, to: some, deny: [tcp/22, tcp/3389]}
  - {name: they reach each other, from: some, to: some, allow: [icmp, tcp/443]}
  - {name: nobody mails, from: some, to: internet, deny: tcp/25}
END

questions=(
	"check --format json"
	"check --probe ping,eic"
	"check --config $dir/expect.yaml --format json"
	"diff --format json $dir/merged.json"
	"matrix --by vpc -p tcp/22"
	"matrix --exposed --by group"
	"matrix --pairs -p tcp/22 --format csv"
	"path -s internet -d name=eni-7-* -p tcp/443 --format json"
)
for snapshot in tree merged.json; do # all questions of files, one of parts of a file: both are read by many
	for question in "${questions[@]}"; do
		[ "$snapshot" = tree ] || [ "$question" = "${questions[0]}" ] || continue
		read -ra words <<<"$question"
		for jobs in 1 2 5; do
			status=0
			"$program" "${words[@]}" --jobs "$jobs" "$dir/$snapshot" >"$dir/$jobs" 2>"$dir/$jobs.err" || status=$?
			if [ "$status" -gt 1 ] && [ "$status" != 4 ]; then
				echo "$question --jobs $jobs: exit $status"
				cat "$dir/$jobs.err"
				exit 1
			fi
			[ -s "$dir/$jobs" ] || { echo "$question: says nothing"; exit 1; }
			if ! cmp "$dir/1" "$dir/$jobs" || ! cmp "$dir/1.err" "$dir/$jobs.err"; then
				echo "$question on $snapshot: --jobs 1 and --jobs $jobs differ"
				exit 1
			fi
		done
		echo "$question on $snapshot: the same $(wc -c <"$dir/1") bytes"
	done
done
