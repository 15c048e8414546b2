#!/usr/bin/env python3
"""aws_stand_in.py TESTDATA SNAPSHOT < COMMANDS - what the `aws ec2` commands of fixes would do to an account, done to its
snapshot: a stand-in for AWS, which refuses what AWS refuses. One command a line, as `vpccheck --format json` prints them
in "fix". A command or an option that is not known here is an error: a fix that nobody could carry out must not pass
for one. Other tests import Refused and Aws.
"""
import copy
import ipaddress
import json
import re
import shlex
import sys


class Refused(Exception):
    """AWS would not do that."""


class Options(dict):
    """The options of a command, and which of them the command has looked at."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def __getitem__(self, name):
        self.seen.add(name)
        return super().__getitem__(name)

    def unseen(self):
        return set(self) - self.seen


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
        act = getattr(self, words[2].replace("-", "_"), None) if words[:2] == ["aws", "ec2"] else None
        if not act:
            raise Refused("there is no such command")
        options, flags, i = Options(), set(), 3
        while i < len(words):
            if i + 1 < len(words) and not words[i + 1].startswith("--"):
                options[words[i][2:]] = words[i + 1]
                i += 2
            else:
                flags.add(words[i][2:])
                i += 1
        if options["region"] != self.net.region:
            raise Refused("there is nothing in that Region")
        act(options, flags)
        if options.unseen():
            raise Refused(f"--{min(options.unseen())} is not known")

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
        target = options[next(k for k in options if k not in ("route-table-id", "destination-cidr-block", "region"))]
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

    def allocate_address(self, options, _flags):
        if options["domain"] != "vpc":
            raise Refused("there are no other domains")
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
        metadata = self.find(options["instance-id"])["MetadataOptions"]
        metadata |= {"HttpEndpoint": options["http-endpoint"], "HttpTokens": options["http-tokens"]}


def main():
    testdata, path = sys.argv[1:3]
    sys.dont_write_bytecode = True
    sys.path.insert(0, testdata)
    import netmaker  # pylint: disable=import-outside-toplevel
    net = netmaker.Net()
    with open(path, encoding="utf-8") as file:
        net.lists = json.load(file)
    aws = Aws(net)
    for command in sys.stdin:
        try:
            aws.run(command)
        except Refused as no:
            sys.exit(f"{command.strip()}: {no}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(net.text())


if __name__ == "__main__":
    main()
