#!/usr/bin/env bash
# packages.sh BUILD CPACK SOURCE CC - the Debian packages: three of them, each holds what it should and names what it
# depends on. Then they are installed by dpkg in a clean root, which holds the packages that they name and nothing else
# of this machine: there the program is used, and the library is built against.
set -euo pipefail
build=$1 cpack=$2 source=$3 cc=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
	echo "FAILED: $*"
	exit 1
}

"$cpack" --config "$build/CPackConfig.cmake" -G DEB -B "$dir/out" >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
for package in vpccheck libvpccheck0 libvpccheck-dev; do
	deb=$(echo "$dir/out/$package"_*.deb)
	[ -f "$deb" ] || fail "$package was not made"
	depends=$(dpkg-deb -f "$deb" Depends)
	case $package:$depends in
	vpccheck:*libc6*libcurl4* | libvpccheck0:*libcjson1*) ;;
	libvpccheck-dev:*"libvpccheck0 (= "*libcjson-dev*) ;;
	*) fail "$package depends on \"$depends\"" ;;
	esac
	dpkg-deb --fsys-tarfile "$deb" | tar -t | grep -x "./usr/share/doc/$package/copyright" >/dev/null ||
		fail "$package says nothing of its license"
done

# ---- a clean root

if [ "$(id -u)" != 0 ]; then
	echo "left out: installing them (only root may change its root)"
	exit 0
fi
root=$dir/root

# What dpkg needs of its own, and a root merged with /usr as Debian's is.
make_root() {
	mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/tmp" \
		"$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
	local folder
	for folder in bin sbin lib lib64; do
		ln -s "usr/$folder" "$root/$folder"
	done
	: >"$root/var/lib/dpkg/status"
	: >"$root/var/lib/dpkg/available"
}

# needed WORD...: these packages and all that they depend on; of alternatives, the one that this machine has.
declare -A taken=()
needed() {
	local package depends
	for package; do
		package=${package%%:*}
		[ -z "${taken[$package]:-}" ] || continue
		dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed' || continue
		taken[$package]=1
		depends=$(dpkg-query -W -f='${Pre-Depends}, ${Depends}\n' "$package" | head -n 1 |
			sed 's/([^)]*)//g; s/[|,]/ /g')
		# shellcheck disable=SC2086 # names are words
		needed $depends
	done
}
# names FIELD-VALUE: "libc6 (>= 2.34), libcjson1" without the versions
names() {
	sed 's/([^)]*)//g; s/[|,]/ /g' <<<"$1"
}
# borrow WORD...: this machine's copy of these packages, as if they were installed there.
borrow() {
	taken=()
	needed "$@"
	local package
	for package in "${!taken[@]}"; do
		grep -qx "Package: $package" "$root/var/lib/dpkg/status" && continue
		dpkg-query -s "$package" | awk '/^Package:/ && n++ { exit } { print }' >>"$root/var/lib/dpkg/status"
		echo >>"$root/var/lib/dpkg/status"
		for list in "/var/lib/dpkg/info/$package".list "/var/lib/dpkg/info/$package":*.list; do
			[ ! -f "$list" ] || cp "$list" "$root/var/lib/dpkg/info/"
		done
		dpkg-query -L "$package" | grep -vE '^/usr/share/(doc|man|locale|lintian|bug)/' | while read -r file; do
			[ -d "$file" ] || printf '%s\n' "$file"
		done
	done | tar -C / -cf - --ignore-failed-read -T - 2>/dev/null |
		tar -C "$root" -xf - --keep-directory-symlink
}
install_there() {
	dpkg --root="$root" --force-unsafe-io --log=/dev/null -i "$@" >"$dir/log" 2>&1 ||
		{ cat "$dir/log"; fail "dpkg can't install ${*##*/}"; }
}
there() {
	env -i PATH=/usr/sbin:/usr/bin TERM=dumb chroot "$root" "$@"
}

make_root
borrow dash libc-bin # a shell and ldconfig, which no Debian is without
# Without what it needs it is refused.
if dpkg --root="$root" --force-unsafe-io --log=/dev/null -i "$dir/out"/vpccheck_*.deb >"$dir/log" 2>&1; then
	fail "dpkg installs vpccheck where nothing of what it depends on is"
fi
grep -q 'depends on libcjson1' "$dir/log" || { cat "$dir/log"; fail "dpkg names nothing that is missing"; }
dpkg --root="$root" --log=/dev/null --purge vpccheck >/dev/null 2>&1 || true
# shellcheck disable=SC2046 # names are words
borrow $(names "$(dpkg-deb -f "$dir/out"/vpccheck_*.deb Depends)")
install_there "$dir/out"/vpccheck_*.deb
there vpccheck --version | grep -q '^vpccheck [0-9]' || fail "the program doesn't say its version"
cp "$source/testdata/lab/broken.json" "$source/testdata/lab/healthy.json" "$root/tmp/"
status=0
there vpccheck /tmp/broken.json >"$dir/report" || status=$?
[ $status = 1 ] || fail "the broken lab: status $status"
grep -q '^error\[sg-ingress-denied\]' "$dir/report" || fail "the broken lab: $(cat "$dir/report")"
there vpccheck /tmp/healthy.json >/dev/null || fail "the healthy lab fails"
there vpccheck fetch --print-iam-policy | grep -q '"ec2:Describe' || fail "the part that asks AWS is not found"
if ldd "$root/usr/bin/vpccheck" | grep libcurl; then
	fail "the program loads libcurl whether it is needed or not"
fi
for file in bash-completion/completions/vpccheck zsh/vendor-completions/_vpccheck fish/vendor_completions.d/vpccheck.fish \
	man/man1/vpccheck.1.gz man/man5/vpccheck.yaml.5.gz man/man7/vpccheck-rules.7.gz doc/vpccheck/README.md \
	doc/vpccheck/pipelines.md vpccheck/vpccheck.schema.json vpccheck/vpccheck-report.schema.json \
	vpccheck/vpccheck.gitlab-ci.yml; do
	[ -s "$root/usr/share/$file" ] || fail "the package lacks $file"
done
gzip -dc "$root/usr/share/man/man1/vpccheck.1.gz" | grep -q '^\.Dt VPCCHECK 1' || fail "vpccheck.1.gz is no page"

# The library: a program is built against what is there alone.
# shellcheck disable=SC2046
borrow $(names "$(dpkg-deb -f "$dir/out"/libvpccheck0_*.deb Depends)") \
	$(names "$(dpkg-deb -f "$dir/out"/libvpccheck-dev_*.deb Depends)") libc6-dev libgcc-s1
install_there "$dir/out"/libvpccheck0_*.deb "$dir/out"/libvpccheck-dev_*.deb
pkg() {
	PKG_CONFIG_LIBDIR=$(find "$root/usr/lib" "$root/usr/share" -name pkgconfig -type d | paste -sd:) \
		PKG_CONFIG_SYSROOT_DIR=$root pkg-config "$@" libvpccheck
}
# shellcheck disable=SC2046 # flags are words
"$cc" --sysroot="$root" -std=c17 "$root/usr/share/doc/vpccheck/examples/reach.c" -o "$root/tmp/reach" \
	$(pkg --cflags --libs) || fail "the example can't be built"
there /tmp/reach /tmp/healthy.json 10.1.1.10 10.2.1.10 icmp | grep -qx reachable || fail "the example answers otherwise"

# Gone without a trace.
dpkg --root="$root" --log=/dev/null --purge vpccheck libvpccheck-dev libvpccheck0 >"$dir/log" 2>&1 ||
	{ cat "$dir/log"; fail "dpkg can't remove them"; }
rest=$(find "$root/usr" -name '*vpccheck*')
[ -z "$rest" ] || fail "this is left after they were removed: $rest"
echo "the packages hold what they should, and work where nothing else is"
