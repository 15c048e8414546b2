#!/bin/sh
# layers_self.sh - layers.sh must notice what it is there to notice.
set -eu
script=$(cd "$(dirname "$0")" && pwd)/layers.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# expect pass|fail ROOM LINE: a source in that room with that line
expect()
{
	rm -rf "$dir/t"
	mkdir -p "$dir/t/analyzer/base" "$dir/t/$2"
	echo 'int base;' >"$dir/t/analyzer/base/base.c"
	printf '%s\n' "$3" >"$dir/t/$2/x.c"
	if "$script" "$dir/t" >"$dir/out" 2>&1; then got=pass; else got=fail; fi
	if [ $got != "$1" ] || { [ "$1" = fail ] && ! grep -q "$2/x.c" "$dir/out"; }; then
		echo "expected $1 for $2: $3"
		cat "$dir/out"
		failed=1
	fi
}
expect pass analyzer/reach '#include "model/net.h"'
expect pass analyzer/cli '#include "render/text.h"'
expect pass analyzer/cli '#include <vpccheck/fetch.h>'
expect pass analyzer/check '#include "config/config.h"'
expect pass fetch '#include "base/str.h"'
expect fail analyzer/base '#include "net/ip.h"'
expect fail analyzer/net '#  include "model/net.h"'
expect fail analyzer/model '	#include "reach/reach.h"'
expect fail analyzer/reach '#include "load/load.h"'
expect fail analyzer/render '#include "model/net.h"'
expect fail analyzer/config '#include "reach/reach.h"'
expect fail analyzer/cli '#include "fetch/sigv4.h"'
expect fail fetch '#include "net/ip.h"'
expect fail analyzer/reach '#include "../load/load.h"'
expect fail analyzer/reach '#include "reach.h"'
expect fail analyzer/reach '#include <cjson/cJSON.h>'
expect fail analyzer/load '#include <curl/curl.h>'
expect fail analyzer/attic '#include "base/str.h"'
[ $failed = 0 ] && echo "layers.sh notices what it should"
exit $failed
