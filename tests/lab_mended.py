#!/usr/bin/env python3
"""lab_mended.py VPCCHECK TESTDATA - who runs the commands that are proposed has a lab without a fault.

Each fault of the lab and each pair of them is checked, the commands of all first fixes above info are run against
the snapshot by the stand-in for AWS, which refuses what AWS refuses, and the result has to be clean: nobody is
sent round a second time. (What a fix opens besides, its evidence has to say beforehand.) Faults that no command mends (blocks that overlap, what AWS is still at work on) are left out.
"""
import itertools
import json
import os
import subprocess
import sys
import tempfile

vpccheck, testdata = sys.argv[1:3]
sys.dont_write_bytecode = True
sys.path.insert(0, testdata)
import lab_net  # noqa: E402
from aws_stand_in import Aws, Refused  # noqa: E402

BEYOND_COMMANDS = {"overlap", "peering-initiating-request", "peering-provisioning"}


def findings(path):
    done = subprocess.run([vpccheck, "check", "--fail-on", "never", "--format", "json", path],
                          stdout=subprocess.PIPE, check=True)
    return [f for f in json.loads(done.stdout)["findings"] if f["severity"] != "info"]


def mend(net, path):
    """Run what the fixes say, each command once. What is left, or None."""
    def put():
        with open(path, "w", encoding="utf-8") as file:
            file.write(net.text())

    put()
    aws, done, foretold = Aws(net), set(), set()
    for f in findings(path):
        foretold |= {e["resource"] for e in f["evidence"] if "the whole internet reaches it" in e["text"]}
        for command in f["fix"]["commands"]:
            if command in done:
                continue
            done.add(command)
            try:
                aws.run(command)
            except Refused as no:
                return f"{command}: {no}"
    put()
    return [f"{f['code']} {f['resource']['id']}" for f in findings(path)
            if f["code"] != "sg-open-to-world" or f["resource"]["id"] not in foretold] or None


def main():
    wrong = tried = 0
    names = [n for n in lab_net.BREAKS if n not in BEYOND_COMMANDS]
    with tempfile.TemporaryDirectory() as work:
        for faults in [(n,) for n in names] + list(itertools.combinations(names, 2)):
            net = lab_net.healthy()
            try:
                for fault in faults:
                    lab_net.BREAKS[fault](net)
            except (KeyError, StopIteration):
                continue
            left = mend(net, os.path.join(work, "net.json"))
            tried += 1
            if left:
                wrong += 1
                print(f"{' + '.join(faults)}: {left}")
    print(f"{tried} broken labs, {wrong} not mended")
    return 1 if wrong or tried < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
