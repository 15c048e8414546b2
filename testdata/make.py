#!/usr/bin/env python3
"""make.py - write the snapshots of testdata/lab, testdata/codes and testdata/cases.

Run it after a change; what it writes is checked in, and tests need no Python. With --check it writes nothing
and fails where the files differ.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import balancer_net  # noqa: E402,F401: what is imported adds its cases to those of cases_kit
import cases_net  # noqa: E402,F401
import faults_net  # noqa: E402,F401
import gateways_net  # noqa: E402,F401
import internet_net  # noqa: E402,F401
import lab_net  # noqa: E402
import transit_net  # noqa: E402,F401

CHECK = "--check" in sys.argv
differs = []


def put(path, text):
    path = os.path.join(HERE, path)
    old = open(path).read() if os.path.exists(path) else None
    if old == text:
        return
    if CHECK:
        differs.append(path)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def put_json(path, value):
    put(path, json.dumps(value, indent=1) + "\n")


def lab():
    put("lab/healthy.json", lab_net.healthy().text())
    broken = lab_net.healthy()
    lab_net.no_public_address(broken)
    lab_net.no_icmp_rule(broken)
    put("lab/broken.json", broken.text())
    for name, spoil in lab_net.BREAKS.items():
        bad = lab_net.healthy()
        codes = spoil(bad)
        put(f"lab/{name}/bad.json", bad.text())
        put(f"lab/{name}/good.json", lab_net.healthy().text())
        put_json(f"lab/{name}/expected.json", {"codes": sorted(codes)})
    for names in lab_net.COMBINATIONS:
        bad = lab_net.healthy()
        codes = sorted({c for n in names for c in lab_net.BREAKS[n](bad)})
        put(f"lab/combinations/{'+'.join(names)}/bad.json", bad.text())
        put_json(f"lab/combinations/{'+'.join(names)}/expected.json", {"codes": codes})


lab()
for module in ("codes_net", "cases_kit", "policy_net"):
    if os.path.exists(os.path.join(HERE, module + ".py")):
        __import__(module).write(put, put_json)
if differs:
    sys.exit("differ from what make.py writes:\n" + "\n".join(differs))
