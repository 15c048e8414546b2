#!/usr/bin/env bash
# texts.sh PROGRAM FOLDER SOURCE - manual pages against --help, completions in the real shells. What is not installed
# is left out, and said so.
set -euo pipefail
program=$1 folder=$2 source=$3
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}
have() {
	command -v "$1" >/dev/null || { echo "left out: $1 is not installed"; return 1; }
}
mapfile -t commands < <("$program" --help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p')
[ ${#commands[@]} -ge 4 ] || fail "--help names ${#commands[@]} commands"

# ---- the manual knows each command and each option

page=$(cat "$folder/vpccheck.1")
for command in "${commands[@]}"; do
	grep -qxF ".Ss vpccheck $command" <<<"$page" || fail "vpccheck(1) lacks the command $command"
	section=$(awk -v head=".Ss vpccheck $command" '$0 == head { on = 1; next } /^\.S[sh]/ { on = 0 } on' <<<"$page")
	mapfile -t options < <("$program" "$command" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE '[a-z][a-z-]+$')
	[ ${#options[@]} -ge 5 ] || fail "$command --help names ${#options[@]} options"
	for option in "${options[@]}"; do
		grep -qE "Fl .-$option( |\$)" <<<"$section" || fail "vpccheck(1) lacks $command --$option"
	done
done
"$program" rules | cut -d' ' -f1 | sort >"$scratch/codes"
sed -n 's/^VCK_CODE([A-Z_]*, "\([a-z-]*\)".*/\1/p' "$source/include/vpccheck/codes.def" | sort >"$scratch/codes.def"
sed -n 's/^\.Ss //p' "$folder/vpccheck-rules.7" | sort >"$scratch/codes.7"
[ "$(wc -l <"$scratch/codes.def")" -ge 50 ] || fail "codes.def is read as $(wc -l <"$scratch/codes.def") codes"
for list in codes codes.7; do
	diff "$scratch/codes.def" "$scratch/$list" || fail "$list differs from codes.def"
done

# ---- vpccheck.yaml(5): its example is a configuration, and its codes, probes and severities are the program's

page=$source/man/vpccheck.yaml.5
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$page" | sed '1d;$d' >"$scratch/vpccheck.yaml"
[ -s "$scratch/vpccheck.yaml" ] || fail "vpccheck.yaml(5) shows no example"
status=0
said=$("$program" path --config "$scratch/vpccheck.yaml" "$source/testdata/lab/healthy.json" -s name=instance-1 \
	-d name=instance-2 2>&1) || status=$?
[ $status = 0 ] || fail "the example of vpccheck.yaml(5): $said"
for word in eic ping none default error warning info any; do
	grep -qE "^\.(Pq )?Cm .*\b$word\b" "$page" || fail "vpccheck.yaml(5) lacks $word"
done
if have mandoc; then
	for page in "$folder/vpccheck.1" "$folder/vpccheck-rules.7" "$source"/man/*; do
		complaints=$(mandoc -T lint "$page" | grep -v 'referenced manual not found' || true)
		[ -z "$complaints" ] || fail "mandoc -T lint $page: $complaints"
	done
fi

# ---- completions

# expect SHELL LINE WORD: completing LINE offers WORD.
expect() {
	local got
	got=$("offer_$1" "$2")
	grep -qxF -e "$3" <<<"$got" || fail "$1: \"$2\" does not offer $3, but: ${got//$'\n'/ }"
}
offer_bash() {
	bash -c '
		source "$1"
		IFS=" " read -ra COMP_WORDS <<<"$2"
		[[ $2 == *" " ]] && COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_vpccheck
		printf "%s\n" "${COMPREPLY[@]}"' bash "$folder/vpccheck" "$1"
}
offer_zsh() {
	zsh -f -c '
		compdef() { : }
		compset() { : }
		_files() { : }
		compadd() { shift; print -l -- "$@" }
		source $1
		words=(${=2}); [[ $2 == *" " ]] && words+=("")
		CURRENT=$#words
		_vpccheck' zsh "$folder/_vpccheck" "$1"
}
offer_fish() {
	fish --no-config -c "source $folder/vpccheck.fish; complete -C '$1'" | cut -f1
}
for shell in bash zsh fish; do
	have $shell || continue
	expect $shell "vpccheck " rules
	expect $shell "vpccheck " check
	expect $shell "vpccheck check --" --baseline
	expect $shell "vpccheck path --" --destination
	expect $shell "vpccheck check --format " sarif
	expect $shell "vpccheck check --color " never
	expect $shell "vpccheck rules " sg-ingress-denied
	expect $shell "vpccheck completion " fish
done

[ $failures = 0 ] || exit 1
echo "manual pages and completions agree with --help"
