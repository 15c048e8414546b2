#!/usr/bin/env python3
"""healthy.py VPCCHECK TESTDATA [FOLDER]: networks in which nothing is wrong, of which nothing is said but what is listed;
and the same ones broken.

With FOLDER the networks stay in it, as trees that a collector writes.
"""
import json
import os
import subprocess
import sys
import tempfile

from networks import write


def run(program, *arguments):
    done = subprocess.run([program, *arguments], check=False, text=True, capture_output=True)
    if done.returncode not in (0, 1, 4) or done.stderr:
        sys.exit(f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def alarms(report):
    """Info is none."""
    return [f"{f['severity']} {f['code']} {f['resource'].get('name') or f['resource']['id']}"
            if f["resource"]["id"].startswith("arn:") else f"{f['severity']} {f['code']} {f['resource']['id']}"
            for f in report["findings"] if f["severity"] != "info"]


def judge_network(program, build, folder):
    it, wrong = build(), 0
    snapshot = write(os.path.join(folder, build.__name__), it.places)
    said = alarms(run(program, snapshot, "--format", "json"))
    if sorted(said) != sorted(it.findings):
        wrong += 1
        print(f"{build.__name__}: {said} instead of {it.findings}")
    for source, destination, protocol, expected in it.flows:
        report = run(program, "path", snapshot, "-s", source, "-d", destination, "-p", protocol, "--format", "json")
        verdict = report["flows"][0]["verdict"]
        if verdict != expected:
            wrong += 1
            print(f"{build.__name__}: {source} to {destination} {protocol} is {verdict} instead of {expected}: "
                  f"{alarms(report)}")
    return wrong


def judge_fault(program, build, spoil, asked, folder):
    it, wrong = build(), 0
    spoil(*it.places)
    snapshot = write(os.path.join(folder, spoil.__name__), it.places)
    for arguments, expected, *words in asked:
        command = [*arguments, snapshot]
        said = alarms(run(program, *command, "--format", "json"))
        text = subprocess.run([program, *command], check=False, text=True, capture_output=True).stdout
        plain = " ".join(text.replace("\n   | ", " ").split())
        lacks = [w for w in words if w not in plain]
        if sorted(said) != sorted(expected) or lacks:
            wrong += 1
            print(f"{spoil.__name__}: {said} instead of {expected}, without {lacks}:\n{text}")
    return wrong


def main():
    program, testdata = sys.argv[1:3]
    sys.path.insert(0, testdata)
    from networks_healthy import FAULTS, NETWORKS
    with tempfile.TemporaryDirectory() as scratch:
        folder = sys.argv[3] if len(sys.argv) > 3 else scratch
        wrong = sum(judge_network(program, build, folder) for build in NETWORKS)
        wrong += sum(judge_fault(program, *fault, folder) for fault in FAULTS)
    print(f"{len(NETWORKS)} networks, {len(FAULTS)} faults, {wrong} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
