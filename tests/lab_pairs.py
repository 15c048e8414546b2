#!/usr/bin/env python3
"""lab_pairs.py VPCCHECK TESTDATA - any two faults of the lab at once give the causes of both, and no other.

The faults are those of testdata/lab_net.py. Where two of them meet in one object, the one hides the other or makes
it moot; those pairs are listed with what they then give.
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


OTHERWISE = {
    # instance-1 is then nobody's way in (neither a public subnet nor an address; no rule): instance-2 is the candidate
    ("no-public-address", "no-internet-route"): {"public-ip-missing"},
    ("no-public-address", "gateway-missing"): {"public-ip-missing"},
    ("no-public-address", "no-ssh-rule"): {"public-ip-missing"},
    # the local route covers what overlaps, so that no other is missed; the one that is left leads to other addresses
    ("overlap", "no-route-there"): {"peering-cidr-overlap", "peering-not-active"},
    ("overlap", "no-route-back"): {"peering-cidr-overlap", "peering-not-active"},
    ("overlap", "route-in-unused-table"): {"peering-cidr-overlap", "peering-not-active", "peering-not-transitive"},
    # a missing gateway takes in the route that would lead to it; what is gone can't be detached
    ("no-internet-route", "gateway-missing"): {"igw-missing"},
    ("gateway-detached", "gateway-missing"): {"igw-missing"},
    # no rule at all
    ("ssh-from-home-only", "no-ssh-rule"): {"sg-ingress-denied"},
}


def codes_of(paths):
    done = subprocess.run([vpccheck, "check", "--fail-on", "never", "--format", "json"] + paths,
                          stdout=subprocess.PIPE, check=True)
    return {f["code"] for f in json.loads(done.stdout)["findings"] if f["severity"] != "info"}


def main():
    wrong = tried = 0
    with tempfile.TemporaryDirectory() as work:
        for one, other in itertools.combinations(lab_net.BREAKS, 2):
            net = lab_net.healthy()
            try:
                wanted = set(lab_net.BREAKS[one](net)) | set(lab_net.BREAKS[other](net))
            except (KeyError, StopIteration):
                continue  # the first took away what the second would spoil
            wanted = OTHERWISE.get((one, other), wanted)
            path = os.path.join(work, "net.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(net.text())
            got = codes_of([path])
            tried += 1
            if got != wanted:
                wrong += 1
                print(f"{one} + {other}: {sorted(got)} instead of {sorted(wanted)}")
    print(f"{tried} pairs, {wrong} otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
