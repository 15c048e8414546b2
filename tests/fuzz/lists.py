#!/usr/bin/env python3
"""lists.py ROOT FILE...: the networks of which each place is edited have, together, every list that the loader reads."""
import json
import pathlib
import re
import sys

LISTS = ("analyzer/model/kinds.def", "analyzer/load/wrappers.def")


def lists_of(document):
    for top in [document, *document.get("Snapshots", [])]:
        yield from (key for key, items in top.items() if items)


def main(root, *files):
    there = {key for file in files for key in lists_of(json.loads(pathlib.Path(file).read_text(encoding="utf-8")))}
    read = {key for file in LISTS for key in
            re.findall(r'^(?:KIND|WRAPPER)\([^"]*"(\w+)"', (pathlib.Path(root) / file).read_text(encoding="utf-8"), re.M)}
    for key in sorted(read - there):
        print(f'no network has a list "{key}"')
    print(f"{len(read)} lists are read, {len(read & there)} of them in {len(files)} networks")
    return 1 if not read or read - there else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
