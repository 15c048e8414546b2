#!/usr/bin/env python3
"""refused.py VPCCHECK MOST SNAPSHOT...: what becomes of the answers when one call was refused?

Each list of each snapshot is taken out in turn, as fetch leaves it out when AWS refuses the call, with the
refusal in its place. No verdict may turn from one certainty into another: it stays, or becomes unknown. And a
report must name the IAM action. Flows: each way between some interfaces, and from the internet. Each list is
taken out of MOST snapshots (0: of all).
"""
import json
import os
import subprocess
import sys
import tempfile

CALLS = {  # list: (service, operation)
    "Subnets": ("ec2", "DescribeSubnets"),
    "RouteTables": ("ec2", "DescribeRouteTables"),
    "NetworkAcls": ("ec2", "DescribeNetworkAcls"),
    "SecurityGroups": ("ec2", "DescribeSecurityGroups"),
    "SecurityGroupVpcAssociations": ("ec2", "DescribeSecurityGroupVpcAssociations"),
    "NetworkInterfaces": ("ec2", "DescribeNetworkInterfaces"),
    "Reservations": ("ec2", "DescribeInstances"),
    "Addresses": ("ec2", "DescribeAddresses"),
    "InternetGateways": ("ec2", "DescribeInternetGateways"),
    "EgressOnlyInternetGateways": ("ec2", "DescribeEgressOnlyInternetGateways"),
    "NatGateways": ("ec2", "DescribeNatGateways"),
    "VpcPeeringConnections": ("ec2", "DescribeVpcPeeringConnections"),
    "PrefixLists": ("ec2", "DescribeManagedPrefixLists"),
    "PrefixListEntries": ("ec2", "GetManagedPrefixListEntries"),
    "InstanceConnectEndpoints": ("ec2", "DescribeInstanceConnectEndpoints"),
    "VpcEndpoints": ("ec2", "DescribeVpcEndpoints"),
    "TransitGateways": ("ec2", "DescribeTransitGateways"),
    "TransitGatewayAttachments": ("ec2", "DescribeTransitGatewayAttachments"),
    "TransitGatewayVpcAttachments": ("ec2", "DescribeTransitGatewayVpcAttachments"),
    "TransitGatewayPeeringAttachments": ("ec2", "DescribeTransitGatewayPeeringAttachments"),
    "TransitGatewayRouteTables": ("ec2", "DescribeTransitGatewayRouteTables"),
    "TransitGatewayRoutes": ("ec2", "SearchTransitGatewayRoutes"),
    "TransitGatewayRouteTableAssociations": ("ec2", "GetTransitGatewayRouteTableAssociations"),
    "TransitGatewayPropagations": ("ec2", "GetTransitGatewayRouteTablePropagations"),
    "TransitGatewayPrefixListReferences": ("ec2", "GetTransitGatewayPrefixListReferences"),
    "VpnGateways": ("ec2", "DescribeVpnGateways"),
    "VpnConnections": ("ec2", "DescribeVpnConnections"),
    "CustomerGateways": ("ec2", "DescribeCustomerGateways"),
    "VpcBlockPublicAccessExclusions": ("ec2", "DescribeVpcBlockPublicAccessExclusions"),
    "AvailabilityZones": ("ec2", "DescribeAvailabilityZones"),
    "LoadBalancers": ("elasticloadbalancing", "DescribeLoadBalancers"),
    "TargetGroups": ("elasticloadbalancing", "DescribeTargetGroups"),
    "LoadBalancerListeners": ("elasticloadbalancing", "DescribeListeners"),
    "LoadBalancerRules": ("elasticloadbalancing", "DescribeRules"),
    "LoadBalancerAttributes": ("elasticloadbalancing", "DescribeLoadBalancerAttributes"),
    "TargetGroupAttributes": ("elasticloadbalancing", "DescribeTargetGroupAttributes"),
    "LoadBalancerTargetHealth": ("elasticloadbalancing", "DescribeTargetHealth"),
}
MOST_INTERFACES = 6


def flows_of(snapshot):
    enis = [n["NetworkInterfaceId"] for n in snapshot.get("NetworkInterfaces", [])][:MOST_INTERFACES]
    ends = [(a, b) for a in enis for b in enis if a != b]
    ends += [("internet", e) for e in enis] + [(e, "internet") for e in enis]
    return [{"id": f"{a} {b} {p}", "source": a, "destination": b, "protocol": p}
            for a, b in ends for p in ("icmp", "tcp/22", "tcp/443", "udp/53")]


def run(program, arguments, dump, stdin=None):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(dump, file)
        file.flush()
        return subprocess.run([program, *arguments, file.name], input=stdin, capture_output=True, text=True, check=False)


def verdicts(program, dump, flows):
    done = run(program, ["path", "--flows", "-", "--format", "jsonl"], dump, "\n".join(map(json.dumps, flows)))
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return {r["id"]: r["verdict"] for r in rows if "id" in r}, done


def dump_of(snapshot, refused=None):
    place = {"AccountId": "123456789012", "Region": region_of(snapshot)}
    if refused:
        service, operation = CALLS[refused]
        place["Calls"] = [{"Service": service, "Operation": operation, "Status": "denied", "Http": 403,
                           "Code": "UnauthorizedOperation", "Action": f"{service}:{operation}"}]
    place.update({k: v for k, v in snapshot.items() if k != refused})
    return {"vpccheck": {"format": 1}, "Snapshots": [place]}


def region_of(snapshot):
    zones = [s.get("AvailabilityZone", "") for s in snapshot.get("Subnets", [])]
    return (zones + ["eu-west-1a"])[0][:-1] or "eu-west-1"


def judge(program, path, most, counts):
    with open(path, encoding="utf-8") as file:
        snapshot = json.load(file)
    if "Vpcs" not in snapshot or "Snapshots" in snapshot:
        return 0
    wrong = 0
    flows = flows_of(snapshot)
    before, done = verdicts(program, dump_of(snapshot), flows)
    if flows and len(before) != len(flows):
        print(f"{path}: {len(before)} of {len(flows)} flows answered: {done.stderr[:300]}")
        return 1
    for key in CALLS:
        if not snapshot.get(key) or (most and counts.get(key, 0) == most):
            continue
        counts[key] = counts.get(key, 0) + 1
        dump = dump_of(snapshot, key)
        after = before if key == "NetworkInterfaces" else verdicts(program, dump, flows)[0]
        for flow, verdict in before.items():
            now = after.get(flow)
            counts["flows"] += 1
            counts["unknown"] += now == "unknown" and verdict != "unknown"
            if now not in (verdict, "unknown", "partial" if verdict == "unknown" else verdict):
                print(f"{path}: without {key}, {flow} is {now} instead of {verdict}")
                wrong += 1
        report = run(program, ["check", "--format", "json"], dump)
        action = ":".join(CALLS[key])
        if action not in report.stdout and action not in report.stderr:
            print(f"{path}: {action} was refused, and the report does not say so (status {report.returncode})")
            wrong += 1
        counts["calls"] += 1
    return wrong


def main():
    counts = {"calls": 0, "flows": 0, "unknown": 0}
    wrong = sum(judge(sys.argv[1], path, int(sys.argv[2]), counts) for path in sys.argv[3:])
    print(f"{counts['calls']} calls refused, {counts['flows']} verdicts compared, {counts['unknown']} became unknown, "
          f"{wrong} are wrong")
    return 1 if wrong or not counts["unknown"] else 0


if __name__ == "__main__":
    sys.exit(main())
