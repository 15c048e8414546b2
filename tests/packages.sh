#!/bin/sh
# packages.sh BUILD CPACK - the Debian packages: three of them, unpacked together they run, and what they depend
# on is named.
set -eu
build=$1 cpack=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$cpack" --config "$build/CPackConfig.cmake" -G DEB -B "$dir/out" >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
for package in vpccheck libvpccheck0 libvpccheck-dev; do
	deb=$(echo "$dir/out/$package"_*.deb)
	[ -f "$deb" ] || { echo "$package was not made"; exit 1; }
	dpkg-deb -x "$deb" "$dir/root"
	depends=$(dpkg-deb -f "$deb" Depends)
	case $package:$depends in
	vpccheck:*libc6* | libvpccheck0:*libcjson1*) ;;
	libvpccheck-dev:*"libvpccheck0 (= "*libcjson-dev*) ;;
	*)
		echo "$package depends on \"$depends\""
		exit 1
		;;
	esac
done
"$dir/root/usr/bin/vpccheck" --version >"$dir/version"
grep -q '^vpccheck [0-9]' "$dir/version"
# The part that asks AWS is found where the package puts it, and is what brings libcurl along.
"$dir/root/usr/bin/vpccheck" fetch --print-iam-policy | grep -q '"ec2:Describe'
dpkg-deb -f "$dir/out"/vpccheck_*.deb Depends | grep -q libcurl
if ldd "$dir/root/usr/bin/vpccheck" | grep libcurl; then
	echo "the program loads libcurl whether it is needed or not"
	exit 1
fi
[ -f "$dir/root/usr/share/doc/vpccheck/README.md" ]
[ -e "$(find "$dir/root" -name 'libvpccheck.so')" ] || { echo "libvpccheck.so leads nowhere"; exit 1; }
echo "the packages hold what they should"
