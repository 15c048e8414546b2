#!/usr/bin/env python3
"""alike.py VPCCHECK MOST SNAPSHOT...: one network, described in other ways, has the same answers.

Each snapshot is written anew in other forms (a tree of files, files cut in two, a file for each call, all lists
backwards, other ids, seen by a second account too), and its ends are named in other ways: every verdict stays as it
is. And with less in it (a list or a member that collectors leave out, an account or Region that was not read, files
that do not say whose they are) it stays, or becomes unknown: none turns from one certainty into another. Flows: each
way between some interfaces, to and from the internet. Each list and member is left out of MOST snapshots, and each form
made of 4 MOST (0: of all). A member is left out everywhere, and in one place alone.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MOST_INTERFACES = 6
IDS = ("VpcId", "SubnetId", "RouteTableId", "NetworkAclId", "GroupId", "NetworkInterfaceId", "InstanceId",
       "InternetGatewayId", "EgressOnlyInternetGatewayId", "VpcPeeringConnectionId", "AllocationId", "NatGatewayId",
       "PrefixListId", "InstanceConnectEndpointId", "TransitGatewayId", "TransitGatewayAttachmentId",
       "TransitGatewayRouteTableId", "VpnGatewayId", "VpcEndpointId")
CALLS = {  # a call for each resource: what names it, the list that the call prints, its command
    "PrefixListEntries": ("PrefixListId", "Entries", "get-managed-prefix-list-entries"),
    "TransitGatewayRoutes": ("TransitGatewayRouteTableId", "Routes", "search-transit-gateway-routes"),
    "TransitGatewayPropagations": ("TransitGatewayRouteTableId", "TransitGatewayRouteTablePropagations",
                                   "get-transit-gateway-route-table-propagations"),
    "LoadBalancerListeners": ("LoadBalancerArn", "Listeners", "describe-listeners"),
    "LoadBalancerAttributes": ("LoadBalancerArn", "Attributes", "describe-load-balancer-attributes"),
    "TargetGroupAttributes": ("TargetGroupArn", "Attributes", "describe-target-group-attributes"),
    "LoadBalancerTargetHealth": ("TargetGroupArn", "TargetHealthDescriptions", "describe-target-health"),
}
DEFAULTS = {  # lists that collectors never had: without them AWS's defaults hold, and a fallback for interfaces (R14)
    "LoadBalancerAttributes", "TargetGroupAttributes", "TransitGatewayPrefixListReferences",
    "SecurityGroupVpcAssociations", "VpcBlockPublicAccessExclusions", "NetworkInterfaces"}
MEMBERS = (  # that collectors, older ones or other accounts leave out
    ("AvailabilityZoneId", "ZoneId"), ("OwnerId",), ("Tags", "TagSet"), ("Origin",), ("State",), ("AssociationState",),
    ("CidrBlockSet", "Ipv6CidrBlockSet"), ("GroupName",), ("InterfaceType",))

ABSENT = {  # members that AWS, or who writes by hand, leaves out, and what it means then; all others are missing data
    "Vpcs[].EncryptionControl": "it is off; AWS shows it where it is not",
    "NetworkInterfaces[].DenyAllIgwTraffic": "it is younger than many a snapshot, and off then",
    "NetworkInterfaces[].Association": "no public address, in AWS's own way",
    "NetworkInterfaces[].Description": "it tells a balancer's interface from others, and nothing else does (R85)",
    "NetworkInterfaces[].SourceDestCheck": "it is on (R12)",
    "Instances[].Platform": "Linux, in AWS's own way",
    "NetworkAcls[].Entries[].PortRange": "all ports",
    "NetworkAcls[].Entries[].IcmpTypeCode": "all types and codes",
    "SecurityGroups[].IpPermissions[].FromPort": "all ports, all types",
    "SecurityGroups[].IpPermissions[].ToPort": "the same",
    "SecurityGroups[].IpPermissionsEgress[].FromPort": "all ports, all types",
    "SecurityGroups[].IpPermissionsEgress[].ToPort": "the same",
    "SecurityGroups[].IpPermissions[].IpRanges": "none of these, where the rule has others",
    "SecurityGroups[].IpPermissions[].PrefixListIds": "the same",
    "SecurityGroups[].IpPermissions[].UserIdGroupPairs": "the same",
    "SecurityGroups[].IpPermissionsEgress[].IpRanges": "the same",
    "SecurityGroups[].IpPermissionsEgress[].PrefixListIds": "the same",
    "SecurityGroups[].IpPermissionsEgress[].UserIdGroupPairs": "the same",
    "TransitGatewayAttachments[].Association": "it is associated with no table, in AWS's own way",
    "VpcBlockPublicAccessOptions.InternetGatewayBlockMode": "off (R65)",
    "TargetGroupAttributes[].Attributes": "AWS's defaults, as where nobody asked for them",
    "LoadBalancerAttributes[].Attributes": "the same",
}


# ---- a network: [(account, region, {list: items})] -----------------------------------------------------------

def places_of(path):
    if os.path.isdir(path):
        found = {}
        for file in sorted(pathlib.Path(path).rglob("*.json")):
            account = file.parts[-3] if file.parts[-4:-3] == ("accounts",) else None
            found.setdefault((account, file.parent.name), {}).update(json.loads(file.read_text(encoding="utf-8")))
        return [(account, region, lists) for (account, region), lists in found.items()]
    with open(path, encoding="utf-8") as file:
        top = json.load(file)
    if "Snapshots" in top:
        known = ("AccountId", "Region", "Calls")
        return [(p.get("AccountId"), p.get("Region"), {k: v for k, v in p.items() if k not in known})
                for p in top["Snapshots"]]
    zones = [s["AvailabilityZone"] for s in top.get("Subnets", []) if "AvailabilityZone" in s]
    owners = [v["OwnerId"] for v in top.get("Vpcs", []) if "OwnerId" in v]
    region = re.match(r"[a-z]+(-[a-z]+)+-\d", (zones + ["eu-west-1a"])[0])
    return [((owners + ["123456789012"])[0], region.group(0) if region else "eu-west-1", top)]


def every(places, key):
    return [item for _, _, lists in places for item in lists.get(key, [])]


def changed(places, change):
    """The same, each value as change(name of the member, value) gives it; None: not there."""
    def walk(name, value):
        value = change(name, value)
        if isinstance(value, dict):
            pairs = ((k, walk(k, v)) for k, v in value.items())
            return {k: v for k, v in pairs if v is not None}
        if isinstance(value, list):
            return [walk(None, v) for v in value]
        return value
    return [(account, region, walk(None, lists)) for account, region, lists in places]


# ---- the same in other forms ---------------------------------------------------------------------------------

def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)


def dump(folder, places):
    path = os.path.join(folder, "dump.json")
    write(path, {"vpccheck": {"format": 1}, "Snapshots": [
        {**({"AccountId": a} if a else {}), **({"Region": r} if r else {}), **lists} for a, r, lists in places]})
    return path


def tree(folder, places, put=None):
    for account, region, lists in places:
        base = os.path.join(folder, "aws_configs", *(["accounts", account] if account else []), region)
        for key, items in lists.items():
            if not (put and put(base, key, items)):
                write(os.path.join(base, f"{key}.json"), {key: items})
    return os.path.join(folder, "aws_configs")


def halves(folder, places):
    def put(base, key, items):
        if not isinstance(items, list) or len(items) < 2:
            return False
        for n, part in enumerate((items[:len(items) // 2], items[len(items) // 2:])):
            write(os.path.join(base, f"{key}-{n}.json"), {key: part})
        return True
    return tree(folder, places, put)


def calls(folder, places):
    def put(base, key, items):
        name, inner, call = CALLS.get(key, (None, None, None))
        ids = [item.get(name, "") for item in items] if name else []
        real = all(re.search(r"-[0-9a-f]{8,17}$|/[^/]+/[^/]+$", i) for i in ids) and len(set(ids)) == len(ids)
        if not ids or not real or not all(inner in item for item in items):
            return False
        if inner == "Listeners" and not all(name in listener for item in items for listener in item[inner]):
            return False
        for i, item in zip(ids, items):
            write(os.path.join(base, f"{call}.{re.sub('[:/]', '_', i)}.json"), {inner: item[inner]})
        return True
    return tree(folder, places, put)


def backwards(folder, places):
    def turn(_, value):
        if isinstance(value, dict):
            return dict(reversed(value.items()))
        return value[::-1] if isinstance(value, list) else value
    return dump(folder, changed(places[::-1], turn))


def twice(folder, places):
    """A second account sees it, too."""
    return tree(folder, places + [("999999999999", region, lists) for _, region, lists in places])


FORMS = {"a tree": tree, "files cut in two": halves, "a file for each call": calls, "all backwards": backwards,
         "seen by two accounts": twice}


def other_ids(places):
    """New ids, of which the least is what was the greatest."""
    ids = set()

    def note(name, value):
        if name in IDS and isinstance(value, str):
            ids.add(value)
        return value
    changed(places, note)
    new = {}
    for n, old in enumerate(sorted(ids, reverse=True)):
        new[old] = re.match(r"tgw-attach-|tgw-rtb-|[a-z]+-", old).group(0) + f"0{n:016x}"
    return new


def renamed(new, text):
    head, slash, tail = text.rpartition("/")
    return head + slash + new.get(tail, tail) if text.startswith("arn:aws:ec2:") else new.get(text, text)


# ---- the same with less --------------------------------------------------------------------------------------

def flat(folder, places):
    """Files in one folder, whose paths do not tell whose they are."""
    for account, region, lists in places:
        for key, items in lists.items():
            write(os.path.join(folder, "flat", f"{account}-{region}-{key}.json"), {key: items})
    return os.path.join(folder, "flat")


def by_region(folder, places):
    """A tree of Regions, whatever the account."""
    for account, region, lists in places:
        for key, items in lists.items():
            write(os.path.join(folder, "aws_configs", region, f"{key}-{account}.json"), {key: items})
    return os.path.join(folder, "aws_configs")


def without_list(places, key):
    return [(a, r, {k: v for k, v in lists.items() if k != key}) for a, r, lists in places]


def without_members(places, names):
    return changed(places, lambda name, value: None if name in names and not isinstance(value, bool) else value)


# ---- ... in one member ----

def member_paths(places):
    """Each member of each list, "RouteTables[].Routes[].State"."""
    found = set()

    def walk(path, value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("Tags", "TagSet"):
                    found.add(f"{path}.{key}")
                    walk(f"{path}.{key}", inner)
        elif isinstance(value, list):
            for inner in value:
                walk(f"{path}[]", inner)
    for _, _, lists in places:
        for key, items in lists.items():
            walk(key, items)
    return sorted(found)


class Leaving:
    """Leaves out the member of this path, everywhere or (`only`) where it stands for the only-th time."""
    def __init__(self, path, only=None):
        self.steps, self.only, self.met = path.replace("[]", ".[]").split("."), only, 0

    def of(self, value, at=0):
        step, last = self.steps[at], at + 1 == len(self.steps)
        if step == "[]":
            return [self.of(inner, at + 1) for inner in value] if isinstance(value, list) else value
        if not isinstance(value, dict) or step not in value:
            return value
        if not last:
            return {**value, step: self.of(value[step], at + 1)}
        self.met += 1
        here = self.only is None or self.only == self.met
        return {key: inner for key, inner in value.items() if not (here and key == step)}

    def places(self, places):
        return [(account, region, self.of(lists)) for account, region, lists in places]


# ---- asking --------------------------------------------------------------------------------------------------

def flows_of(places):
    enis = list({n["NetworkInterfaceId"]: n for n in every(places, "NetworkInterfaces")})[:MOST_INTERFACES]
    balanced = [x["Port"] for b in every(places, "LoadBalancerListeners") for x in b["Listeners"]]
    ports = [22, 443] + [p for p in sorted(set(balanced)) if p not in (22, 443)][:3]
    ends = [(a, b) for a in enis for b in enis if a != b]
    ends += [("internet", e) for e in enis] + [(e, "internet") for e in enis]
    return [{"id": f"{a} {b} {p}", "source": a, "destination": b, "protocol": p}
            for a, b in ends for p in ["icmp", "udp/53"] + [f"tcp/{port}" for port in ports]]


def named(flows, names):
    return [{**f, "source": names.get(f["source"], f["source"]),
             "destination": names.get(f["destination"], f["destination"])} for f in flows]


def other_names(places):
    """Interfaces by instance, and by private address where it is nobody else's."""
    enis = list({n["NetworkInterfaceId"]: n for n in every(places, "NetworkInterfaces")}.values())
    addresses = [a["PrivateIpAddress"] for n in enis for a in n.get("PrivateIpAddresses", [])]
    by_address = {n["NetworkInterfaceId"]: n["PrivateIpAddress"] for n in enis
                  if addresses.count(n.get("PrivateIpAddress")) == 1}
    if not all("PrivateIpAddress" in n for n in enis):  # an address has a family, and an end may have the other alone
        by_address = {}
    by_instance = {n["NetworkInterfaceId"]: n["Attachment"]["InstanceId"] for n in enis
                   if n.get("Attachment", {}).get("InstanceId") and n["Attachment"].get("DeviceIndex") == 0}
    known = {i["InstanceId"] for r in every(places, "Reservations") for i in r["Instances"]}
    return by_address, {e: i for e, i in by_instance.items() if i in known}


class Judge:
    def __init__(self, program, most):
        self.program, self.most = program, most
        self.done, self.networks, self.flows, self.unknown, self.wrong = {}, 0, 0, 0, 0

    def ask(self, path, flows):
        done = subprocess.run([self.program, "path", "--flows", "-", "--format", "jsonl", path], check=False, text=True,
                              input="\n".join(map(json.dumps, flows)), capture_output=True)
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return {r["id"]: r["verdict"] for r in rows if "id" in r}, done.stderr.strip()

    def compare(self, what, before, path, flows, less=False):
        after, errors = self.ask(path, flows)
        told = 0
        for flow, verdict in before.items():
            now = after.get(flow)
            self.flows += 1
            if now == verdict:
                continue
            if less and (now in ("unknown", None) or verdict == "unknown" and now == "partial"):
                self.unknown += 1
                continue
            self.wrong += 1
            told += 1
            if told <= 3:
                print(f"{what}: {flow} is {now} instead of {verdict} {errors[:200] if now is None else ''}")

    def due(self, what, times=1):
        self.done[what] = self.done.get(what, 0) + 1
        return not self.most or self.done[what] <= self.most * times

    def judge(self, path):
        places = places_of(path)
        flows = flows_of(places)
        if not flows or not every(places, "Vpcs"):
            return
        self.networks += 1
        with tempfile.TemporaryDirectory() as folder:
            def fresh():
                return tempfile.mkdtemp(dir=folder)
            before, errors = self.ask(path, flows)
            if len(before) != len(flows):
                self.wrong += 1
                print(f"{path}: {len(before)} of {len(flows)} flows answered: {errors[:300]}")
                return
            if self.due("forms", 4):
                self.judge_forms(path, places, before, flows, fresh)
            self.judge_less(path, places, before, flows, fresh)

    def judge_forms(self, path, places, before, flows, fresh):
        for what, form in FORMS.items():
            self.compare(f"{path}, {what}", before, form(fresh(), places), flows)
        new = other_ids(places)
        ids = dump(fresh(), changed(places, lambda _, v: renamed(new, v) if isinstance(v, str) else v))
        self.compare(f"{path}, other ids", before, ids, named(flows, new))
        for what, names in zip(("by address", "by instance"), other_names(places)):
            self.compare(f"{path}, {what}", before, path, named(flows, names))
        for what, form in (("flat", flat), ("by Region", by_region)):
            self.compare(f"{path}, {what}", before, form(fresh(), places), flows, less=True)

    def judge_less(self, path, places, before, flows, fresh):
        by_address = named(flows, other_names(places)[0])  # refused.py asks by id
        for key in sorted({k for _, _, lists in places for k, v in lists.items() if v and isinstance(v, list)}):
            if key not in DEFAULTS and self.due(key):
                left = dump(fresh(), without_list(places, key))
                self.compare(f"{path}, without {key}", before, left, by_address, less=True)
        for names in MEMBERS:
            if self.due(names):
                left = dump(fresh(), without_members(places, names))
                self.compare(f"{path}, without members {', '.join(names)}", before, left, flows, less=True)
        for member in member_paths(places):
            if member in ABSENT or not self.due("member " + member):
                continue
            everywhere = Leaving(member)
            self.compare(f"{path}, without {member}", before, dump(fresh(), everywhere.places(places)), flows, less=True)
            for only in {1, (everywhere.met + 1) // 2, everywhere.met} if everywhere.met > 1 else ():
                left = dump(fresh(), Leaving(member, only).places(places))
                self.compare(f"{path}, without {member} number {only}", before, left, flows, less=True)
        for n in range(len(places) if len(places) > 1 else 0):
            left = dump(fresh(), places[:n] + places[n + 1:])
            self.compare(f"{path}, without {places[n][:2]}", before, left, flows, less=True)


def main():
    judge = Judge(sys.argv[1], int(sys.argv[2]))
    for path in sys.argv[3:]:
        judge.judge(path)
    print(f"{judge.networks} networks, {judge.flows} verdicts compared, {judge.unknown} became unknown, "
          f"{judge.wrong} are wrong")
    return 1 if judge.wrong or not judge.unknown else 0


if __name__ == "__main__":
    sys.exit(main())
