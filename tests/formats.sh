#!/usr/bin/env bash
# formats.sh FOLDER XSD - the golden reports before the real readers of their formats. A reader that is not
# installed is left out, and said so: graphviz, libxml2-utils; of npm mermaid with jsdom and
# @microsoft/sarif-multitool-linux (./dev test installs them; VPCCHECK_NODE_MODULES names another folder node_modules).
set -euo pipefail
folder=$(cd "$1" && pwd) xsd=$2
modules=${VPCCHECK_NODE_MODULES:-$(cd "$(dirname "$0")/.." && pwd)/build-node/node_modules}
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}
left_out() {
	echo "left out: $*"
}

if command -v dot >/dev/null; then
	for file in "$folder"/*.dot; do
		dot -Tsvg "$file" -o "$scratch/svg" 2>"$scratch/err" || fail "dot: $file: $(cat "$scratch/err")"
	done
else
	left_out "dot (graphviz)"
fi

if command -v xmllint >/dev/null; then
	for file in "$folder"/*.junit; do
		xmllint --noout --schema "$xsd" "$file" 2>"$scratch/err" || fail "xmllint: $(cat "$scratch/err")"
	done
else
	left_out "xmllint (libxml2-utils)"
fi

sarif=$modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
if [ -f "$sarif" ]; then
	[ -x "$sarif" ] || chmod u+x "$sarif"
	for file in "$folder"/*.sarif; do
		DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$sarif" validate "$file" --rule-kind "Sarif;Gh" \
			>"$scratch/out" 2>&1 || true
		grep -q 'files scanned' "$scratch/out" || fail "sarif: $file: $(cat "$scratch/out")"
		! grep -E ': error ' "$scratch/out" || fail "sarif: $file"
	done
else
	left_out "sarif-multitool (npm install @microsoft/sarif-multitool-linux)"
fi

if command -v node >/dev/null && [ -d "$modules/mermaid" ] && [ -d "$modules/jsdom" ]; then
	cat >"$scratch/parse.mjs" <<'JS'
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
const [modules, ...files] = process.argv.slice(2);
const require = createRequire(modules + "/x.js");
const { JSDOM } = require("jsdom");
const window = new JSDOM("").window;
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(modules + "/mermaid/dist/mermaid.core.mjs"));
for (const file of files)
	await mermaid.parse(readFileSync(file, "utf8")).catch((e) => {
		console.log(`${file}: ${e.message}`);
		process.exitCode = 1;
	});
JS
	awk -v to="$scratch/block" '/^```mermaid$/ { n++; on = 1; next } /^```/ { on = 0 } on { print > (to n ".mmd") }' \
		"$folder"/*.markdown
	node "$scratch/parse.mjs" "$modules" "$folder"/*.mermaid "$scratch"/*.mmd || fail "mermaid"
else
	left_out "mermaid (npm install mermaid jsdom)"
fi

[ $failures = 0 ] || exit 1
echo "all readers that are here take the reports"
