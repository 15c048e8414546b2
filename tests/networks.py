#!/usr/bin/env python3
"""networks.py VPCCHECK TESTDATA [FOLDER [PATTERN]]: the networks of networks_*.py, asked from each end to each.

Every verdict is as it is written there. With FOLDER the networks stay in it, as trees that a collector writes.
"""
import fnmatch
import json
import os
import subprocess
import sys
import tempfile


def write(folder, places):
    for place in places:
        base = os.path.join(folder, "aws_configs", "accounts", place.account, place.region)
        os.makedirs(base, exist_ok=True)
        for key, items in place.lists.items():
            if key == "TargetGroupAttributes" and not any(item["Attributes"] for item in items):
                continue  # the collectors don't ask for them
            with open(os.path.join(base, f"{key}.json"), "w", encoding="utf-8") as file:
                json.dump({key: items}, file, indent=1)
    return os.path.join(folder, "aws_configs")


def judge(program, build, folder):
    asked = build()
    path = write(os.path.join(folder, build.__name__), asked.places)
    flows = asked.flows()
    done = subprocess.run([program, "path", "--flows", "-", "--format", "jsonl", path], check=False, text=True,
                          input="\n".join(json.dumps(flow) for flow, _ in flows), capture_output=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    verdicts = {row["id"]: row["verdict"] for row in rows if "id" in row}
    wrong = [(flow, verdict) for flow, verdict in flows if verdicts.get(flow["id"]) != verdict]
    for flow, verdict in wrong[:10]:
        print(f"{build.__name__}: {flow['id']} ({flow['source']} to {flow['destination']}) is "
              f"{verdicts.get(flow['id'])} instead of {verdict} {'' if verdicts else done.stderr[:300]}")
    return len(flows), len(wrong)


def main():
    program, testdata = sys.argv[1:3]
    sys.path.insert(0, testdata)
    import networks_accounts  # noqa: F401
    import networks_balancers  # noqa: F401
    import networks_hosts  # noqa: F401
    import networks_kit
    import networks_transit  # noqa: F401
    pattern = sys.argv[4] if len(sys.argv) > 4 else "*"
    builds = [b for b in networks_kit.NETWORKS if fnmatch.fnmatchcase(b.__name__, pattern)]
    with tempfile.TemporaryDirectory() as scratch:
        sums = [judge(program, build, sys.argv[3] if len(sys.argv) > 3 else scratch) for build in builds]
    flows, wrong = (sum(n) for n in zip(*sums))
    print(f"{len(builds)} networks, {flows} flows, {wrong} are wrong")
    return 1 if wrong or not flows else 0


if __name__ == "__main__":
    sys.exit(main())
