#!/bin/sh
# headers.sh INCLUDE CC [CXX] - every public header compiles alone, as C17 and as C++17.
set -eu
include=$1 cc=$2 cxx=${3:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
count=0
for header in "$include"/vpccheck/*.h; do
	name=vpccheck/$(basename "$header")
	# Twice: its guard must hold, too.
	printf '#include <%s>\n#include <%s>\nint nothing_%d;\n' "$name" "$name" $count >"$dir/alone.c"
	cp "$dir/alone.c" "$dir/alone.cpp"
	"$cc" -std=c17 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I "$include" "$dir/alone.c"
	case $cxx in
	'' | *NOTFOUND) ;;
	*) "$cxx" -std=c++17 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I "$include" "$dir/alone.cpp" ;;
	esac
	count=$((count + 1))
done
[ $count -gt 0 ]
case $cxx in
'' | *NOTFOUND) echo "$count headers compile alone as C17 (no C++ compiler here)" ;;
*) echo "$count headers compile alone as C17 and as C++17" ;;
esac
