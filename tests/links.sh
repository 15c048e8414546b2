#!/bin/sh
# links.sh ROOT - what the READMEs and comments name exists, and every room and every list is on the map.
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
on_page() { # README WORD: is it there, in a link or as code?
	grep -qE "[\`[(/]$2[]\`)/]" "$1" || { echo "$1: $2 is missing"; failed=1; }
}
for test in tests/test_*.c tests/*.py tests/*.sh tests/*/; do
	on_page tests/README.md "$(basename "$test")"
done
for folder in testdata/*/; do
	on_page testdata/README.md "$(basename "$folder")"
done
for list in analyzer/*/*.def fetch/*.def include/vpccheck/*.def; do
	if ! grep -q "\[[a-z_/]*$(basename "$list")\]" analyzer/README.md; then
		echo "analyzer/README.md: the list $list is missing"
		failed=1
	fi
done
# A file that a comment names is there, but for the examples: x.c, cmd_name.c, render_<format>.c.
names=$(find . -not -path './build*' -not -path './.git/*' -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) |
	sed 's,.*/,,' | sort -u)
# shellcheck disable=SC2013 # names are words
for name in $(grep -rhE '^ *(/\*| \*)' analyzer fetch include tests --include='*.c' --include='*.h' --include='*.def' |
	grep -oE '(^|[ (/])[a-z][a-z0-9_]+\.(c|h|def)\b' | sed 's,^[ (/],,' | sort -u); do
	case $name in
	*_name.c | expat.h) continue ;;
	esac
	if ! printf '%s\n' "$names" | grep -qxF "$name"; then
		echo "a comment names $name, which does not exist"
		failed=1
	fi
done
[ $failed = 0 ] && echo "every link leads somewhere, every room and list is on the map"
exit $failed
