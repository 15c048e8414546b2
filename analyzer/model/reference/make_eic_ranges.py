#!/usr/bin/env python3
"""make_eic_ranges.py RANGES.json > eic_ranges.def

RANGES.json is AWS's ip-ranges.json, or {"ipv4": {REGION: [CIDR]}, "ipv6": {...}, "createDate": ...}.
"""
import json
import sys

data = json.load(open(sys.argv[1]))
rows = set()
if "prefixes" in data:
    for p in data["prefixes"] + data["ipv6_prefixes"]:
        if p["service"] == "EC2_INSTANCE_CONNECT":
            rows.add((p["region"], p.get("ip_prefix") or p["ipv6_prefix"]))
else:
    for family in ("ipv4", "ipv6"):
        for region, cidrs in data.get(family, {}).items():
            rows.update((region, c) for c in cidrs)
print(f"/* Written by make_eic_ranges.py from AWS's ip-ranges.json of {data['createDate'][:10]}. */")
for region, cidr in sorted(rows):
    print(f'{{"{region}", "{cidr}"}},')
