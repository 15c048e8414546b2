#!/bin/sh
# layers.sh [ROOT] - data goes down and never up: which room may include which.
#
# Prints every #include that the table does not allow, and fails if there is one. A room that the table does
# not know fails too, so that a new one is put in its place first.
set -eu
root=${1:-$(dirname "$0")/..}
cd "$root"

# shellcheck disable=SC2046 # no source has white space in its name
awk '
BEGIN {
	allowed["base"]   = "base"
	allowed["net"]    = "net base"
	allowed["model"]  = "model base net"
	allowed["load"]   = "load base net model"
	allowed["reach"]  = "reach base net model"
	allowed["query"]  = "query base net model reach"
	allowed["config"] = "config base net query"
	allowed["check"]  = "check base net model reach query config"
	allowed["render"] = "render base"
	allowed["fetch"]  = "fetch base"
	allowed["cli"]    = "cli base net model load reach query config check render"
	# what fetch shows to others is include/vpccheck/fetch.h
	# Only the wall around a library may include it.
	wall["cjson"] = "base load fetch"
	wall["curl"] = wall["openssl"] = wall["expat.h"] = "fetch"
	wall["uthash.h"] = wall["utlist.h"] = wall["utarray.h"] = "base"
	wall["yaml.h"] = "config"
}
function has(list, word) { return index(" " list " ", " " word " ") > 0 }
function bad(why) { printf "%s:%d: %s: %s\n", FILENAME, FNR, $0, why; failures++ }
FNR == 1 {
	n = split(FILENAME, part, "/")
	room = part[1] == "analyzer" ? part[2] : part[1]
	files++
	if (!(room in allowed)) {
		printf "%s: the room \"%s\" is not in the table of layers\n", FILENAME, room
		failures++
	}
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	match($0, /"[^"]*"/)
	name = substr($0, RSTART + 1, RLENGTH - 2)
	if (name !~ /\//) { bad("includes are written from the root, as \"room/file.h\""); next }
	if (name ~ /(^|\/)\.\.?\//) { bad("includes are written from the root, without dots"); next }
	split(name, part, "/")
	if (!(part[1] in allowed)) bad("no such room")
	else if (!has(allowed[room], part[1])) bad(room " may not include " part[1])
	next
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	match($0, /<[^>]*>/)
	name = substr($0, RSTART + 1, RLENGTH - 2)
	split(name, part, "/")
	if (part[1] in wall && !has(wall[part[1]], room)) bad(room " may not use this library itself")
}
END {
	if (!files) { print "no source was found"; exit 1 }
	if (failures) { printf "%d lines break the layering\n", failures; exit 1 }
	printf "%d files keep to the layers\n", files
}' $(find analyzer fetch -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) 2>/dev/null | LC_ALL=C sort)
