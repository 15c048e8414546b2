#!/bin/sh
# links.sh ROOT - what the READMEs point to exists, and every room is on the map.
set -eu
cd "$1"
failed=0
for readme in $(git ls-files '*README.md' 2>/dev/null || find . -name README.md -not -path './build*'); do
	dir=$(dirname "$readme")
	# shellcheck disable=SC2013 # links are words
	for target in $(grep -o '](\([^)#]*\)' "$readme" | sed 's/^](//' | grep -v '^https\{0,1\}:'); do
		if [ ! -e "$dir/$target" ]; then
			echo "$readme: $target does not exist"
			failed=1
		fi
	done
done
for room in analyzer/*/; do
	room=$(basename "$room")
	if ! grep -q "^| \[\{0,1\}$room/" analyzer/README.md; then
		echo "analyzer/README.md: the room $room/ is missing"
		failed=1
	fi
done
[ $failed = 0 ] && echo "every link leads somewhere, every room is on the map"
exit $failed
