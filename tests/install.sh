#!/bin/sh
# install.sh SOURCE BUILD CMAKE CC - the library as somebody else gets it: installed below a prefix, found by
# pkg-config alone, linked as shared and as static, and nothing but vck_* to be seen in it.
set -eu
source=$1 build=$2 cmake=$3 cc=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$cmake" --install "$build" --prefix "$dir/usr" >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
pc=$(find "$dir/usr" -name libvpccheck.pc)
pkg() { PKG_CONFIG_PATH=$(dirname "$pc") pkg-config "$@" libvpccheck; }
lib=$(pkg --variable=libdir)

# shellcheck disable=SC2046 # flags are words
{
	"$cc" -std=c17 -Wall -Wextra -Werror "$source/examples/reach.c" -o "$dir/shared" $(pkg --cflags --libs)
	"$cc" -std=c17 -Wall -Wextra -Werror "$source/examples/reach.c" -o "$dir/static" \
		$(pkg --cflags) "$lib/libvpccheck.a" $(pkg --static --libs | sed 's/-lvpccheck//g')
}
if ! LD_LIBRARY_PATH=$lib ldd "$dir/shared" | grep -q "$lib/libvpccheck.so"; then
	echo "the shared library is not used"
	exit 1
fi
if ldd "$dir/static" | grep libvpccheck; then
	echo "the static program needs the shared library"
	exit 1
fi

# What leaves the shared library.
if nm -D --defined-only "$lib/libvpccheck.so" | awk '$3 !~ /^vck_/ { print; bad = 1 } END { exit !bad }'; then
	echo "these are not for others"
	exit 1
fi

# The same answers, both ways: the healthy lab pings, the broken one says why not.
for program in shared static; do
	for lab in healthy broken; do
		status=0
		LD_LIBRARY_PATH=$lib "$dir/$program" "$source/testdata/lab/$lab.json" \
			10.1.1.10 10.2.1.10 icmp >"$dir/$program.$lab" || status=$?
		case $lab.$status in
		healthy.0 | broken.1) ;;
		*)
			echo "$program, $lab lab: status $status"
			cat "$dir/$program.$lab"
			exit 1
			;;
		esac
	done
	grep -qx reachable "$dir/$program.healthy"
	grep -q '^sg-ingress-denied: ' "$dir/$program.broken"
done
cmp "$dir/shared.broken" "$dir/static.broken"
echo "the installed library works, shared and static"
