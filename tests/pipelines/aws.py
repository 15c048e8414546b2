#!/usr/bin/env python3
"""aws.py SNAPSHOT < COMMANDS - what the `aws ec2` commands of a fix would do to an account, done to its snapshot.

One command a line, as `vpccheck --format json` prints them in "fix". A command or an option that is not known here is
an error: a fix that nobody could carry out must not pass for one.
"""
import argparse
import json
import re
import shlex
import sys


def shorthand(text):
    """The shorthand of the aws command, `A=1,B=[{C=2}]`, as Python's lists and dictionaries."""
    tokens = re.findall(r"[\[\]{},=]|[^\[\]{},=]+", text)

    def value():
        token = tokens.pop(0)
        if token == "[":
            items = []
            while tokens[0] != "]":
                items.append(value())
                if tokens[0] == ",":
                    tokens.pop(0)
            tokens.pop(0)
            return items
        if token == "{":
            members = mapping("}")
            tokens.pop(0)
            return members
        return int(token) if re.fullmatch(r"-?\d+", token) else token

    def mapping(end):
        members = {}
        while tokens and tokens[0] != end:
            key = tokens.pop(0)
            if tokens.pop(0) != "=":
                sys.exit(f"aws.py: {text}: = expected after {key}")
            members[key] = value()
            if tokens and tokens[0] == ",":
                tokens.pop(0)
        return members

    return mapping(None)


def allocate_address(account, _):
    address = {"AllocationId": "eipalloc-0f1", "Domain": "vpc", "PublicIp": "52.16.10.99"}
    account["Addresses"].append(address)


def associate_address(account, options):
    address = account["Addresses"][-1]  # the one that was just allocated
    if options.allocation_id not in ("ALLOCATION_ID", address["AllocationId"]):
        sys.exit(f"aws.py: there is no {options.allocation_id}")
    interface = next(i for i in account["NetworkInterfaces"] if i["NetworkInterfaceId"] == options.network_interface_id)
    address |= {"AssociationId": "eipassoc-0f1", "NetworkInterfaceId": options.network_interface_id,
                "PrivateIpAddress": interface["PrivateIpAddress"]}
    association = {"AllocationId": address["AllocationId"], "PublicIp": address["PublicIp"],
                   "IpOwnerId": interface["OwnerId"]}
    interface["Association"] = association
    interface["PrivateIpAddresses"][0]["Association"] = association


def authorize_security_group_ingress(account, options):
    group = next(g for g in account["SecurityGroups"] if g["GroupId"] == options.group_id)
    group["IpPermissions"].append(shorthand(options.ip_permissions))


VERBS = {
    "allocate-address": (allocate_address, ["--domain"]),
    "associate-address": (associate_address, ["--allocation-id", "--network-interface-id"]),
    "authorize-security-group-ingress": (authorize_security_group_ingress, ["--group-id", "--ip-permissions"]),
}


def main():
    path = sys.argv[1]
    with open(path, encoding="utf-8") as file:
        account = json.load(file)
    for line in sys.stdin:
        words = shlex.split(line)
        if words[:2] != ["aws", "ec2"] or words[2] not in VERBS:
            sys.exit(f"aws.py: not known: {line}")
        act, options = VERBS[words[2]]
        parser = argparse.ArgumentParser(allow_abbrev=False)
        for option in options:
            parser.add_argument(option, required=True)
        parser.add_argument("--region")
        act(account, parser.parse_args(words[3:]))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(account, file, indent=1)


main()
