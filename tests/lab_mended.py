#!/usr/bin/env python3
"""lab_mended.py VPCCHECK TESTDATA - who runs the commands that are proposed has a lab without a fault.

Each fault of the lab and each pair of them is checked, the commands of all first fixes above info are run against
the snapshot by a small stand-in for AWS, which refuses what AWS refuses, and the result has to be clean: nobody is
sent round a second time. (What a fix opens besides, its evidence has to say beforehand.) Faults that no command mends (blocks that overlap, what AWS is still at work on) are left out.
"""
import copy
import ipaddress
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

vpccheck, testdata = sys.argv[1:3]
sys.dont_write_bytecode = True
sys.path.insert(0, testdata)
import lab_net  # noqa: E402

BEYOND_COMMANDS = {"overlap", "peering-initiating-request", "peering-provisioning"}


class Refused(Exception):
    pass


def structure(text):
    """aws-cli's shorthand: A=1,B=[{C=2,D=3}] becomes {"A": "1", "B": [{"C": "2", "D": "3"}]}."""
    def value(i):
        if text[i] == "[":
            items, i = [], i + 1
            while text[i] != "]":
                item, i = value(i)
                items.append(item)
                i += text[i] == ","
            return items, i + 1
        if text[i] == "{":
            item, i = members(i + 1, "}")
            return item, i + 1
        word = re.match(r"[^,\]}]*", text[i:]).group()
        return word, i + len(word)

    def members(i, end):
        out = {}
        while i < len(text) and text[i] != end:
            key = re.match(r"[^=]*", text[i:]).group()
            out[key], i = value(i + len(key) + 1)
            i += i < len(text) and text[i] == ","
        return out, i

    return members(0, "\0")[0]


class Aws:
    """The calls that fixes of the lab make, on the lists of a snapshot."""

    def __init__(self, net):
        self.net, self.made = net, {}

    def run(self, command):
        words = [self.made.get(w, w) for w in shlex.split(command)]
        assert words[:2] == ["aws", "ec2"], command
        options, flags, i = {}, set(), 3
        while i < len(words):
            if i + 1 < len(words) and not words[i + 1].startswith("--"):
                options[words[i][2:]] = words[i + 1]
                i += 2
            else:
                flags.add(words[i][2:])
                i += 1
        assert options.pop("region") == self.net.region
        getattr(self, words[2].replace("-", "_"))(options, flags)

    def find(self, ident):
        try:
            return self.net.find(ident)
        except KeyError:
            raise Refused(f"there is no {ident}") from None

    # ---- groups and NACLs ----

    def authorize(self, options, key):
        p = structure(options["ip-permissions"])
        for member in ("FromPort", "ToPort"):
            if member in p:
                p[member] = int(p[member])
        for g in p.get("UserIdGroupPairs", []):
            g.setdefault("UserId", self.net.account)
        rules = self.find(options["group-id"])[key]
        if p in rules:
            raise Refused("InvalidPermission.Duplicate")
        rules.append(p)

    def authorize_security_group_ingress(self, options, _flags):
        self.authorize(options, "IpPermissions")

    def authorize_security_group_egress(self, options, _flags):
        self.authorize(options, "IpPermissionsEgress")

    def create_network_acl_entry(self, options, flags):
        acl, number = self.find(options["network-acl-id"]), int(options["rule-number"])
        egress = "egress" in flags
        if any(e["Egress"] == egress and e["RuleNumber"] == number for e in acl["Entries"]):
            raise Refused("NetworkAclEntryAlreadyExists")
        e = {"Egress": egress, "RuleNumber": number, "Protocol": options["protocol"],
             "RuleAction": options["rule-action"], "CidrBlock": options["cidr-block"]}
        for option, member in (("port-range", "PortRange"), ("icmp-type-code", "IcmpTypeCode")):
            if option in options:
                e[member] = {k: int(v) for k, v in structure(options[option]).items()}
        acl["Entries"].append(e)

    # ---- routes ----

    def route(self, options, replace):
        table, dest = self.find(options["route-table-id"]), options["destination-cidr-block"]
        target = next(v for k, v in options.items() if k not in ("route-table-id", "destination-cidr-block"))
        self.find(target)
        old = [r for r in table["Routes"] if r.get("DestinationCidrBlock") == dest]
        if bool(old) != replace:
            raise Refused("RouteAlreadyExists" if old else "there is no such route")
        table["Routes"] = [r for r in table["Routes"] if r not in old] + [self.net.route(dest, target)]

    def create_route(self, options, _flags):
        self.route(options, False)

    def replace_route(self, options, _flags):
        self.route(options, True)

    # ---- peering ----

    def create_vpc_peering_connection(self, options, _flags):
        one, two = self.find(options["vpc-id"]), self.find(options["peer-vpc-id"])
        if ipaddress.ip_network(one["CidrBlock"]).overlaps(ipaddress.ip_network(two["CidrBlock"])):
            raise Refused("they overlap")
        self.made["PCX_ID"] = "pcx-0new"
        self.net.pcx("pcx-0new", options["vpc-id"], options["peer-vpc-id"], state="pending-acceptance")

    def accept_vpc_peering_connection(self, options, _flags):
        p = self.find(options["vpc-peering-connection-id"])
        if p["Status"]["Code"] != "pending-acceptance":
            raise Refused("its state does not allow it")
        fresh = copy.deepcopy(self.net)
        fresh.drop(p["VpcPeeringConnectionId"])
        p.update(fresh.pcx(p["VpcPeeringConnectionId"], p["RequesterVpcInfo"]["VpcId"],
                           p["AccepterVpcInfo"]["VpcId"]))
        self.revive("VpcPeeringConnectionId", p["VpcPeeringConnectionId"])

    def revive(self, member, ident):
        for t in self.net.lists["RouteTables"]:
            for r in t["Routes"]:
                if r.get(member) == ident:
                    r["State"] = "active"

    # ---- the internet ----

    def allocate_address(self, _options, _flags):
        self.made["ALLOCATION_ID"] = f"eipalloc-0new{len(self.net.lists['Addresses'])}"
        self.net.eip(self.made["ALLOCATION_ID"], f"52.16.99.{len(self.net.lists['Addresses']) + 1}")

    def associate_address(self, options, _flags):
        a, n = self.find(options["allocation-id"]), self.find(options["network-interface-id"])
        a.update({"AssociationId": "eipassoc-0new", "NetworkInterfaceId": n["NetworkInterfaceId"],
                  "PrivateIpAddress": n["PrivateIpAddress"]})
        n["Association"] = {"PublicIp": a["PublicIp"], "AllocationId": a["AllocationId"]}
        n["PrivateIpAddresses"][0]["Association"] = dict(n["Association"])

    def create_internet_gateway(self, _options, _flags):
        self.made["IGW_ID"] = "igw-0new"
        self.net.igw("igw-0new")

    def attach_internet_gateway(self, options, _flags):
        if any(a["VpcId"] == options["vpc-id"] for g in self.net.lists["InternetGateways"] for a in g["Attachments"]):
            raise Refused("Resource.AlreadyAssociated")
        self.find(options["internet-gateway-id"])["Attachments"] = [
            {"State": "available", "VpcId": options["vpc-id"]}]
        self.revive("GatewayId", options["internet-gateway-id"])

    # ---- hosts ----

    def start_instances(self, options, _flags):
        self.find(options["instance-ids"])["State"] = {"Code": 16, "Name": "running"}

    def modify_instance_metadata_options(self, options, _flags):
        self.find(options["instance-id"])["MetadataOptions"]["HttpEndpoint"] = options["http-endpoint"]


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
