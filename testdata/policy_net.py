"""policy_net - what a cause is worth: each sentence of the policy of `check` as a case.

A case gives all findings of `check` as "SEVERITY CODE RESOURCE", so that what is absorbed, which resource is named
and what is left out show as well. testdata/cases/POLICY.md, written from here, lists sentence and case.
"""
from netmaker import ANY4, entry, peering_status, perm
import cases_kit as base

POLICY = []
CLIENT, SERVER = "i-1", "i-2"


def policy(name, sentence, *findings, probes="default", says=()):
    def add(change):
        POLICY.append((name, sentence, findings, probes, says, change, change.__doc__))
        return change
    return add


def quiet():
    """Two peered VPCs that work: SSH by EC2 Instance Connect to i-1, ping both ways. Nothing to say."""
    net = base.two_vpcs()
    net.prefix_list("pl-eic", "com.amazonaws.eu-west-1.ec2-instance-connect", ["18.202.216.48/29"], version=1)
    net.find("sg-1")["IpPermissions"] = [perm("tcp", 22, "pl-eic"), perm("icmp", (8, 0), "10.2.0.0/16")]
    base.routes(net, "rtb-2", ("10.1.0.0/16", "pcx-1"))  # vpc-2's subnet is private
    return net


def stop_ssh(net):
    net.find("sg-1")["IpPermissions"] = [perm("icmp", (8, 0), "10.2.0.0/16")]


def private(net, vpc="1", ident="b", groups=None):
    """One more subnet of the VPC, by its own table private; with an instance."""
    net.subnet(f"subnet-{vpc}{ident}", f"vpc-{vpc}", f"10.{vpc}.2.0/24")
    base.member(net, f"acl-{vpc}", f"subnet-{vpc}{ident}")
    net.table(f"rtb-{vpc}{ident}", f"vpc-{vpc}", [], [f"subnet-{vpc}{ident}"])
    return net.instance(f"i-{vpc}{ident}", f"subnet-{vpc}{ident}", f"10.{vpc}.2.10", groups or [f"sg-{vpc}"],
                        eni=f"eni-{vpc}{ident}")


def publish(net):
    """vpc-2's subnet is public, so that i-2 is a candidate for EC2 Instance Connect, too."""
    base.routes(net, "rtb-2", ("10.1.0.0/16", "pcx-1"), (ANY4, "igw-2"))


# ---- EC2 Instance Connect ----------------------------------------------------------------------------------

@policy("eic-one-entrance", "VPCs joined by peering connections form an island, and one entrance suffices; what blocks "
        "the others is info", "info public-ip-missing eni-2", "info sg-ingress-denied sg-2")
def _(net):
    """i-1 can be entered; i-2 stands in a public subnet without a public address and without a rule for SSH."""
    publish(net)


@policy("eic-private-not-asked", "asked of running instances in a public subnet, with a public address, or with an "
        "endpoint in the VPC")
def _(net):
    """i-2 is in a private subnet, without address and endpoint: nobody promised a way in, so nothing is said."""


@policy("eic-stopped-not-asked", "asked of running instances alone")
def _(net):
    """i-1x is stopped, in the public subnet, without an address and without a rule. i-1 can be entered."""
    net.group("sg-1x", "vpc-1", [])
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-1x"], eni="eni-1x", state="stopped")


@policy("eic-no-entrance", "if none can, the causes of one candidate are errors and the others' info",
        "error sg-ingress-denied sg-1", "info public-ip-missing eni-2", "info sg-ingress-denied sg-2")
def _(net):
    """Neither i-1 nor i-2 lets EC2 Instance Connect in. i-1 has a public address, so it is the one that was meant."""
    publish(net)
    stop_ssh(net)


@policy("eic-candidate-has-rule", "else the candidate has a rule for tcp/22", "error public-ip-missing eni-2",
        "info public-ip-missing eni-1", "info sg-ingress-denied sg-1")
def _(net):
    """Nobody has a public address; i-2 has a rule for SSH, i-1 has none."""
    publish(net)
    stop_ssh(net)
    no_address(net)
    net.find("sg-2")["IpPermissions"].append(perm("tcp", 22, "pl-eic"))


@policy("eic-candidate-requests", "else it lies on the requester's side of a peering connection",
        "error public-ip-missing eni-2", "info public-ip-missing eni-1")
def _(net):
    """Both have the rule, none an address. The connection was requested by vpc-2."""
    publish(net)
    no_address(net)
    net.find("sg-2")["IpPermissions"].append(perm("tcp", 22, "pl-eic"))
    pcx = net.find("pcx-1")
    pcx["RequesterVpcInfo"], pcx["AccepterVpcInfo"] = pcx["AccepterVpcInfo"], pcx["RequesterVpcInfo"]


@policy("eic-candidate-lowest-id", "else it has the lowest id", "error public-ip-missing eni-1",
        "info public-ip-missing eni-1x")
def _(net):
    """Two instances alike in one subnet but for their groups: i-1 is meant."""
    no_address(net)
    net.group("sg-1x", "vpc-1", [perm("tcp", 22, "pl-eic"), perm("icmp", (8, 0), "10.2.0.0/16")])
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-1x"], eni="eni-1x")


def no_address(net):
    for holder in (net.find("eni-1"), net.find("i-1")["NetworkInterfaces"][0]):
        holder.pop("Association", None)
        holder["PrivateIpAddresses"][0].pop("Association", None)
    net.find("i-1").pop("PublicIpAddress", None)


@policy("eic-key-name", "a KeyName lowers errors to warnings", "warning sg-ingress-denied sg-1")
def _(net):
    """Whoever launched i-1 with a key pair may well come in by SSH from elsewhere."""
    stop_ssh(net)
    net.find("i-1")["KeyName"] = "ops"


@policy("eic-instance-profile", "an instance profile lowers them to info", "info sg-ingress-denied sg-1")
def _(net):
    """Session Manager may serve."""
    stop_ssh(net)
    net.find("i-1")["IamInstanceProfile"] = {"Arn": "arn:aws:iam::111122223333:instance-profile/ssm", "Id": "AIPA1"}


@policy("eic-auto-scaling", "so does an Auto Scaling tag", "info sg-ingress-denied sg-1")
def _(net):
    """Nobody logs in to what a group replaces at will."""
    stop_ssh(net)
    net.find("i-1")["Tags"].append({"Key": "aws:autoscaling:groupName", "Value": "web"})


@policy("eic-eks", "so does an EKS tag", "info sg-ingress-denied sg-1")
def _(net):
    """A node of a cluster."""
    stop_ssh(net)
    net.find("i-1")["Tags"].append({"Key": "kubernetes.io/cluster/prod", "Value": "owned"})


@policy("eic-operator", "so does a managed Operator", "info sg-ingress-denied sg-1")
def _(net):
    """An instance that a service of AWS looks after."""
    stop_ssh(net)
    net.find("i-1")["Operator"] = {"Managed": True, "Principal": "eks.amazonaws.com"}


@policy("eic-named", "a probe that is named explicitly has all its causes as errors", "error public-ip-missing eni-2",
        "error sg-ingress-denied sg-2", probes="eic")
def _(net):
    """As eic-one-entrance, with --probe eic: each instance is to be entered."""
    publish(net)


# ---- ping --------------------------------------------------------------------------------------------------

@policy("ping-routed-subnets", "a side takes part with the running instances in subnets that route to the connection")
def _(net):
    """i-1b lies in a subnet without a route to the peer; i-1 has one, and pings. i-1b is nobody's question."""
    private(net)


@policy("ping-wrong-table", "if there are none, with all its running instances",
        "error route-missing rtb-1 forward", "error route-missing rtb-1 return")
def _(net):
    """The route to the peer stands in the main table, which no subnet uses: it shows as missing, there and back."""
    base.routes(net, "rtb-1", (ANY4, "igw-1"))
    base.routes(net, "rtb-main-1", ("10.2.0.0/16", "pcx-1"))


@policy("ping-state", "state causes are errors", "error peering-not-active pcx-1")
def _(net):
    """The request waits. Its blackhole routes are its consequence, and not told beside it."""
    net.find("pcx-1")["Status"] = peering_status("pending-acceptance")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"


@policy("ping-no-pair", "filter denials are errors while no pair of that connection and direction pings",
        "error sg-ingress-denied sg-2")
def _(net):
    """Nobody in vpc-2 answers ping, and nothing else is open to vpc-1."""
    net.find("sg-2")["IpPermissions"] = []


@policy("ping-one-pair", "once one does, they are info", "info sg-ingress-denied sg-2x")
def _(net):
    """i-2 answers; i-2x has a group that does not allow it, which is somebody's choice."""
    net.group("sg-2x", "vpc-2", [])
    net.instance("i-2x", "subnet-2", "10.2.1.11", ["sg-2x"], eni="eni-2x")


def service(net, *permissions):
    net.find("sg-2")["IpPermissions"] = list(permissions)


@policy("ping-served-by-range", "where a service passes by a rule that names the peer's range, denied ping is one info",
        "info sg-ingress-denied sg-2", says=("ping closed, tcp/443 open",))
def _(net):
    """https is open to vpc-1's range: the connection serves its purpose."""
    service(net, perm("tcp", 443, "10.1.0.0/16"))


@policy("ping-served-by-private-range", "… or an RFC 1918 range", "info sg-ingress-denied sg-2")
def _(net):
    """10.0.0.0/8 means the networks of one's own."""
    service(net, perm("udp", 53, "10.0.0.0/8"))


@policy("ping-served-by-list", "… or its prefix list", "info sg-ingress-denied sg-2")
def _(net):
    """A list whose entries lie in vpc-1."""
    net.prefix_list("pl-one", "one", ["10.1.0.0/16"], owner=net.account, version=1)
    service(net, perm("tcp", 443, "pl-one"))


@policy("ping-served-by-group", "… or its group", "info sg-ingress-denied sg-2")
def _(net):
    """A reference to i-1's group across the connection."""
    service(net, perm("tcp", 443, "sg-1"))


@policy("ping-open-to-all", "not 0.0.0.0/0", "error sg-ingress-denied sg-2")
def _(net):
    """A rule for everybody names nobody: https for the world is no sign of what the connection is for."""
    service(net, perm("tcp", 443, ANY4))


@policy("ping-ssh-is-no-service", "a tcp or udp service other than 22 and 3389", "error sg-ingress-denied sg-2")
def _(net):
    """SSH and RDP are opened to look after hosts."""
    service(net, perm("tcp", 22, "10.1.0.0/16"), perm("tcp", 3389, "10.1.0.0/16"))


@policy("ping-all-stopped", "a side whose instances are all stopped: instance-not-running, error",
        "error instance-not-running i-2")
def _(net):
    """Nobody in vpc-2 runs."""
    net.find("i-2")["State"] = {"Code": 80, "Name": "stopped"}


@policy("probe-none", "--probe none asks nothing; lints remain", "info eip-unassociated eipalloc-9", probes="none")
def _(net):
    """Ping is closed and SSH is closed, which is not asked. An Elastic IP that nothing uses is wrong whatever is meant."""
    stop_ssh(net)
    net.find("sg-2")["IpPermissions"] = []
    net.eip("eipalloc-9", "52.16.10.99")


# ---- lints -------------------------------------------------------------------------------------------------

@policy("lint-peering-deleted", "peering-not-active is info when deleted", "info peering-not-active pcx-9",
        probes="none")
def _(net):
    """A deleted connection that nothing leads to stays visible for a while."""
    base_vpc3(net)
    net.pcx("pcx-9", "vpc-1", "vpc-3", state="deleted")


@policy("lint-peering-replaced", "… or when another connection joins the two VPCs", "info peering-not-active pcx-9",
        probes="none", says=("pcx-1 (peering) joins the two VPCs",))
def _(net):
    """An old request expired; a later one became pcx-1."""
    net.pcx("pcx-9", "vpc-1", "vpc-2", state="expired")


@policy("lint-peering-pending", "peering-not-active is an error as a lint", "error peering-not-active pcx-9",
        probes="none")
def _(net):
    """Nobody asks a flow across pcx-9, and still: it waits to be accepted."""
    base_vpc3(net)
    net.pcx("pcx-9", "vpc-1", "vpc-3", state="pending-acceptance")


def base_vpc3(net, cidr="10.3.0.0/16"):
    net.vpc("vpc-3", cidr)
    net.table("rtb-3", "vpc-3", main=True)


@policy("lint-overlap", "peering-cidr-overlap error, beside the state that it explains",
        "error peering-cidr-overlap pcx-9", "error peering-not-active pcx-9", probes="none")
def _(net):
    """A request between VPCs that overlap failed."""
    base_vpc3(net, "10.1.128.0/17")
    net.pcx("pcx-9", "vpc-1", "vpc-3", state="failed")


@policy("lint-hub-overlap", "peering-cidr-overlap as a warning, where two VPCs on one hub overlap and a reply would go to "
        "the wrong one", "warning peering-cidr-overlap pcx-9", probes="none")
def _(net):
    """vpc-3 has vpc-2's range, both are peered with vpc-1, whose tables lead the range to vpc-2 alone."""
    net.vpc("vpc-3", "10.2.0.0/16")
    net.table("rtb-3", "vpc-3", [("10.1.0.0/16", "pcx-9")], main=True)
    net.pcx("pcx-9", "vpc-3", "vpc-1")


@policy("lint-unrouted", "peering-unrouted warning", "warning peering-unrouted pcx-9", probes="none")
def _(net):
    """Active, and no table of either side has a route to it."""
    base_vpc3(net)
    net.pcx("pcx-9", "vpc-1", "vpc-3")


@policy("lint-blackhole-used", "route-blackhole warning", "warning route-blackhole rtb-1|10.7.0.0/16", probes="none")
def _(net):
    """Its target is gone. The route is the resource: table and destination."""
    net.find("rtb-1")["Routes"].append(net.route("10.7.0.0/16", "eni-0dead", "blackhole"))


@policy("lint-blackhole-unused", "info in a table that no subnet uses", "info route-blackhole rtb-main-1|10.7.0.0/16",
        probes="none")
def _(net):
    """The same, in a main table that no subnet uses."""
    net.find("rtb-main-1")["Routes"].append(net.route("10.7.0.0/16", "eni-0dead", "blackhole"))


@policy("lint-not-transitive", "peering-not-transitive warning, where the route is disjoint from the peer's blocks",
        "warning peering-not-transitive rtb-1|10.9.0.0/16", probes="none")
def _(net):
    """10.9.0.0/16 is nowhere in vpc-2."""
    net.find("rtb-1")["Routes"].append(net.route("10.9.0.0/16", "pcx-1"))


@policy("lint-supernet", "supernets are normal", probes="none")
def _(net):
    """10.0.0.0/8 to the peer covers its block, and more."""
    base.routes(net, "rtb-1", ("10.0.0.0/8", "pcx-1"), (ANY4, "igw-1"))


@policy("lint-open-reached", "sg-open-to-world warning, on an interface that the internet reaches",
        "warning sg-open-to-world sg-1", probes="none")
def _(net):
    """SSH for everybody, to an instance with a public address in a public subnet."""
    net.find("sg-1")["IpPermissions"].append(perm("tcp", 22, ANY4))


@policy("lint-open-unreached", "… and on no other", probes="none")
def _(net):
    """The same rule on i-2, which has no public address."""
    net.find("sg-2")["IpPermissions"].append(perm("tcp", 22, ANY4))


@policy("lint-dangling", "reference-dangling info", "info reference-dangling rtb-1", probes="none")
def _(net):
    """A route names a NAT gateway that the snapshot, though it has NAT gateways, does not hold."""
    net.find("rtb-1")["Routes"].append(net.route("10.7.0.0/16", "nat-0dead"))


@policy("lint-dangling-foreign", "never for another account's ids", probes="none")
def _(net):
    """A rule names a group of another account: it can't be in our snapshot."""
    net.find("sg-2")["IpPermissions"].append(perm("tcp", 443, {"UserId": "999988887777", "GroupId": "sg-0dead"}))


@policy("lint-shadowed", "nacl-rule-shadowed info, not 32767", "info nacl-rule-shadowed acl-1", probes="none")
def _(net):
    """Entry 200 denies what entry 100 has allowed. The final deny is behind them all, and nobody's entry."""
    net.find("acl-1")["Entries"].append(entry(200, "deny", 6, ports=22))


# ---- one thing is said once --------------------------------------------------------------------------------

@policy("absorb-icmp-mismatch", "sg-icmp-mismatch becomes evidence of the denial that it explains",
        "error sg-ingress-denied sg-2", says=("it says type 0",))
def _(net):
    """The rule that looks like ping is told where ping is denied, and not once more."""
    service(net, perm("icmp", (0, -1), "10.1.0.0/16"))


@policy("absorb-stale-rule", "so does sg-rule-stale", "error peering-not-active pcx-1", "error sg-ingress-denied sg-2",
        says=("stale: pcx-1",))
def _(net):
    """A reference over a connection that is not active."""
    net.find("pcx-1")["Status"] = peering_status("pending-acceptance")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"
    service(net, perm("icmp", (8, 0), {"UserId": net.account, "GroupId": "sg-1", "VpcId": "vpc-1",
                                       "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "pending-acceptance"}))


@policy("absorb-unrouted", "a missing route takes in that nobody routes to the connection",
        "error route-missing rtb-2 forward", "error route-missing rtb-2 return")
def _(net):
    """vpc-2 has no route to the connection: the flow's route-missing says it, peering-unrouted would repeat it."""
    base.routes(net, "rtb-2")


# ---- one resource ------------------------------------------------------------------------------------------

@policy("resource-fewest-interfaces", "of several groups the one on the fewest interfaces",
        "error sg-ingress-denied sg-2z", says=("sg-2 (server) is on the interface too",))
def _(net):
    """i-2 carries sg-2, which others carry as well, and sg-2z, which nobody else does."""
    net.find("sg-2")["IpPermissions"] = []
    net.group("sg-2z", "vpc-2", [])
    carry(net, "sg-2", "sg-2z")
    private(net, "2")


@policy("resource-never-default", "never default if there is another", "error sg-ingress-denied sg-2",
        says=("sg-2d (default) is on the interface too",))
def _(net):
    """default is on one interface, sg-2 on two, and it is sg-2 that is to be changed."""
    net.find("sg-2")["IpPermissions"] = []
    net.group("sg-2d", "vpc-2", [], group_name="default")
    carry(net, "sg-2", "sg-2d")
    private(net, "2")


@policy("resource-lowest-id", "then the lowest id", "error sg-ingress-denied sg-2")
def _(net):
    """Both groups are on this interface alone."""
    net.find("sg-2")["IpPermissions"] = []
    net.group("sg-2a", "vpc-2", [])
    carry(net, "sg-2a", "sg-2")


def carry(net, *groups):
    items = [{"GroupId": g, "GroupName": net.find(g)["GroupName"]} for g in groups]
    net.find("eni-2")["Groups"] = items
    net.find("i-2")["SecurityGroups"] = items
    net.find("i-2")["NetworkInterfaces"][0]["Groups"] = items


def lean(net):
    """A resource a line: many small snapshots that differ in a line or two."""
    import json
    lists = [f'"{key}": [\n' + ",\n".join(json.dumps(x) for x in items) + "\n]" for key, items in net.lists.items()]
    return "{" + ",\n".join(lists) + "}\n"


def write(put, put_json):
    table = ["# What `check` says, and what it is worth", "",
             "Each sentence of the policy, and the case of this folder that shows it (testdata/policy_net.py).", "",
             "| sentence | case |", "|---|---|"]
    for name, sentence, findings, probes, says, change, text in POLICY:
        net = quiet()
        change(net)
        folder = f"cases/policy-{name}"
        put(f"{folder}/snapshot.json", lean(net))
        put_json(f"{folder}/query.json", [{"check": probes}])
        answer = {"findings": sorted(findings)}
        if says:
            answer["says"] = list(says)
        put_json(f"{folder}/expected.json", [answer])
        told = "\n".join(f"- {f}" for f in sorted(findings)) or "- nothing"
        option = "" if probes == "default" else f" --probe {probes}"
        put(f"{folder}/why.md", f"# policy-{name}\n\nRule: {sentence}.\n\n{' '.join(text.split())}\n\n"
            f"`vpccheck{option} snapshot.json` says:\n\n{told}\n")
        table.append(f"| {sentence} | [policy-{name}](policy-{name}/why.md) |")
    put("cases/POLICY.md", "\n".join(table) + "\n")
