#!/usr/bin/env bash
# platforms.sh PROGRAM SOURCE - the examples of docs/pipelines.md, word for word, where they are to work: the GitHub
# action by a small runner of composite actions, the GitLab job by gitlab-ci-local, the hook by pre-commit. Their files
# before the readers of the platforms' schemas. What is not installed is left out, and said so.
set -euo pipefail
program=$1 source=$2
modules=${VPCCHECK_NODE_MODULES:-$source/build-node/node_modules}
failures=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset GITHUB_WORKSPACE GITHUB_STEP_SUMMARY GITHUB_OUTPUT CI_PROJECT_DIR GITLAB_CI CI NO_COLOR FORCE_COLOR
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
mkdir "$folder/bin" "$folder/home"
ln -s "$program" "$folder/bin/vpccheck"
PATH=$folder/bin:$PATH
export HOME=$folder/home VPCCHECK_NOW=2026-06-01

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}
left_out() {
	echo "left out: $*"
}
says() { # FILE PATTERN
	grep -qE -e "$2" "$1" || fail "$1 lacks \"$2\": $(cat "$1")"
}
is() { # WHAT GOT WANT
	[ "$2" = "$3" ] || fail "$1: $2, not $3"
}
commit() {
	git -C "$1" add -A
	git -C "$1" -c user.name=team -c user.email=team@localhost commit -qm change
}

# ---- a team's repository, with every example of the page in it

repository=$folder/repository
mkdir -p "$repository/network" "$repository/.gitlab"
awk -v root="$repository" '
	/^```yaml ./ { file = root "/" $2; folder = file; sub("/[^/]*$", "", folder); system("mkdir -p " folder); next }
	/^```/ { file = "" }
	file { print > file }' "$source/docs/pipelines.md"
for file in .github/workflows/network.yml .gitlab-ci.yml .pre-commit-config.yaml; do
	[ -s "$repository/$file" ] || fail "docs/pipelines.md shows no $file"
done
cp "$source/share/vpccheck.gitlab-ci.yml" "$repository/.gitlab/"
cp "$source/testdata/lab/broken.json" "$repository/network/snapshot.json"
cp "$source/testdata/lab/healthy.json" "$repository/network/healthy.json"
cp "$source/testdata/lab/healthy.json" "$repository/network/before.json"
git init -q -b main "$repository"
commit "$repository"

# with INPUT=VALUE...: the workflow with other inputs
with() {
	python3 - "$repository/.github/workflows/network.yml" "$@" >"$folder/workflow.yml" <<'PY'
import sys, yaml
workflow = yaml.safe_load(open(sys.argv[1]))
step = next(s for s in workflow["jobs"]["vpccheck"]["steps"] if s["uses"].startswith("OWNER/vpccheck@"))
step["with"] |= dict(word.split("=", 1) for word in sys.argv[2:])
print(yaml.safe_dump(workflow))
PY
}
act() { # [ACTION]: run it; log, summary, status
	status=0
	GITHUB_STEP_SUMMARY=$folder/summary python3 "$source/tests/pipelines/github_action.py" \
		"${1:-$source}" "$folder/workflow.yml" "$repository" >"$folder/log" 2>&1 || status=$?
}

if python3 -c 'import yaml' 2>/dev/null; then
	with
	act
	is "the action on the broken lab" "$status" 1
	says "$folder/log" '^::error file=network/snapshot.json,line=[0-9]+,.*title=sg-ingress-denied'
	says "$folder/log" '^output status=1$'
	says "$folder/log" '^output sarif=vpccheck.sarif$'
	says "$folder/summary" '^# vpccheck$'
	says "$repository/vpccheck.sarif" '"uri": "network/snapshot.json"'
	says "$repository/vpccheck-junit.xml" '<failure '

	with snapshot=network/healthy.json
	act
	is "the action on the healthy lab" "$status" 0
	says "$folder/log" '^output status=0$'

	with snapshot=network/snapshot.json before=network/before.json fail-on=never
	act
	is "the action on a change that may do anything" "$status" 0
	says "$folder/log" '^::notice title=closed%3A .*instance-1.*::icmp/8/0$'

	with snapshot=$'network/healthy.json\nnetwork/nowhere.json'
	act
	is "the action on a file that is not there" "$status" 2
	says "$folder/log" 'nowhere.json'

	# An input is a word, not code.
	# shellcheck disable=SC2016
	with snapshot='$(touch pwned); `touch pwned`; --help' 'config="; touch pwned; "'
	act
	is "the action on hostile inputs" "$status" 2
	[ ! -e "$repository/pwned" ] || fail "an input was run"

	# Where vpccheck is not installed, the action's own copy is built, and is what runs.
	mkdir -p "$folder/action" "$folder/plain"
	cp "$source/action.yml" "$folder/action/"
	cat >"$folder/action/dev" <<EOT
#!/bin/sh
[ "\$*" = "run --version" ] || exit 1
mkdir -p "$folder/action/build" && ln -s "$program" "$folder/action/build/vpccheck" && echo built
EOT
	chmod +x "$folder/action/dev"
	with
	path=$PATH
	PATH=$(IFS=:; for d in $PATH; do [ -x "$d/vpccheck" ] || printf '%s:' "$d"; done)
	act "$folder/action"
	PATH=$path
	is "the action where vpccheck is not installed" "$status" 1
	says "$folder/log" '^built$'
	says "$folder/log" '^::error file=network/snapshot.json'
else
	left_out "the GitHub action (python3-yaml)"
fi

if command -v node >/dev/null && [ -d "$modules/@action-validator" ]; then
	for file in "$source/action.yml" "$repository/.github/workflows/network.yml"; do
		node "$modules/.bin/action-validator" "$file" >"$folder/log" 2>&1 || fail "$file: $(cat "$folder/log")"
	done
else
	left_out "the schemas of GitHub (npm @action-validator/cli)"
fi

# ---- GitLab

gitlab() { # [VARIABLE=VALUE...]: run the job; log, status
	local words=()
	for word; do
		words+=(--variable "$word")
	done
	status=0
	(cd "$repository" && node "$modules/.bin/gitlab-ci-local" --force-shell-executor "${words[@]}" vpccheck) \
		>"$folder/log" 2>&1 || status=$?
	rm -rf "$folder/artifacts"
	mv "$repository/.gitlab-ci-local/artifacts/vpccheck" "$folder/artifacts" 2>/dev/null || true
}
if command -v node >/dev/null && command -v rsync >/dev/null && [ -d "$modules/gitlab-ci-local" ] &&
	node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
	echo .gitlab-ci-local >>"$repository/.git/info/exclude"
	gitlab
	[ "$status" != 0 ] || fail "the GitLab job passes on the broken lab"
	says "$folder/log" 'json schema validated'
	says "$folder/log" 'FAIL 1'
	says "$folder/log" 'error\[sg-ingress-denied\]'
	gitlab VPCCHECK_SNAPSHOT=network/healthy.json
	is "the GitLab job on the healthy lab" "$status" 0
	gitlab VPCCHECK_BEFORE=network/before.json VPCCHECK_FAIL_ON=never
	is "the GitLab job on a change that may do anything" "$status" 0
	says "$folder/log" 'closed: icmp/8/0'
else
	left_out "the GitLab job (npm gitlab-ci-local, node 20, rsync)"
fi

# ---- pre-commit

if command -v pre-commit >/dev/null; then
	hooks=$folder/hooks
	mkdir "$hooks"
	cp "$source/.pre-commit-hooks.yaml" "$hooks/"
	git init -q -b main "$hooks"
	commit "$hooks"
	git -C "$hooks" -c user.name=team -c user.email=team@localhost tag v0.1.0
	git config --global url."file://$hooks".insteadOf https://github.com/OWNER/vpccheck
	git config --global protocol.file.allow always
	pre-commit validate-manifest "$source/.pre-commit-hooks.yaml" >"$folder/log" 2>&1 || fail "$(cat "$folder/log")"
	(cd "$repository" && pre-commit install) >"$folder/log" 2>&1 || fail "$(cat "$folder/log")"
	echo '# a change' >>"$repository/.gitlab-ci.yml"
	if commit "$repository" >"$folder/log" 2>&1; then
		fail "pre-commit lets the broken lab be committed: $(cat "$folder/log")"
	fi
	says "$folder/log" 'error\[sg-ingress-denied\]'
	cp "$source/testdata/lab/healthy.json" "$repository/network/snapshot.json"
	commit "$repository" >"$folder/log" 2>&1 || fail "pre-commit stops the healthy lab: $(cat "$folder/log")"
	says "$folder/log" 'Passed'
else
	left_out "the hook (pre-commit)"
fi

[ $failures = 0 ] || exit 1
echo "the examples work as far as they can be run here"
