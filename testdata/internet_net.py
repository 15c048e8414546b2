"""internet_net - a case for each sentence about the ways out to the internet and in from it (R28, R63 to R67)."""
from cases_kit import (
    OUT, OUT6, V6_1, V6_2, case, dual_stack, ipv6_routes, last, member, own_acl, private, routes, rules, subnet,
    two_vpcs,
)
from netmaker import ACCOUNT, ANY4, ANY6, entry, perm


# ---- gateway route tables (R28) ------------------------------------------------------------------------------

def inspected():
    """The internet gateway's table leads what comes in for subnet-1 to an appliance."""
    net = two_vpcs()
    subnet(net, "fw", "10.1.8.0/24", [(ANY4, "igw-1")], name="inspection")
    net.group("sg-fw", "vpc-1", [perm("tcp", 22, ANY4), perm("-1", None, "10.1.0.0/16")], name="appliance")
    net.instance("i-fw", "subnet-fw", "10.1.8.5", ["sg-fw"], name="appliance", eni="eni-fw", SourceDestCheck=False,
                 eni_more={"SourceDestCheck": False})
    net.table("rtb-edge", "vpc-1", [("10.1.1.0/24", "eni-fw")], edge="igw-1")
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "eni-fw"))
    return net


@case("edge-table-for-one-subnet", (OUT, "52.16.10.50", "tcp/3389", "reachable", []),
      (OUT, "52.16.10.20", "tcp/3389", "blocked", ["sg-ingress-denied"], "sg-fw"), base=inspected)
def _(net):
    """R28: a gateway's table redirects what its routes name. What comes in for the other public subnet matches its local
    route alone and is delivered, past the appliance and its group."""
    subnet(net, "open", "10.1.3.0/24", [(ANY4, "igw-1")], name="not inspected")
    net.group("sg-open", "vpc-1", [perm("tcp", 3389, ANY4)], name="open")
    net.instance("i-open", "subnet-open", "10.1.3.10", ["sg-open"], name="open", eni="eni-open", public="52.16.10.50",
                 alloc="eipalloc-5")
    rules(net, "sg-1", perm("tcp", 22, ANY4), perm("tcp", 3389, ANY4))


@case("edge-table-catches-replies", ("i-1", OUT, "tcp/443", "blocked", ["sg-ingress-denied"], "sg-fw"),
      ("i-open", OUT, "tcp/443", "reachable", []), base=inspected)
def _(net):
    """R28, R29, R40: replies come in through the internet gateway, too. The subnet's own table leads straight out, so the
    appliance never saw the request; the gateway's table leads the reply to it, and its group, which keeps no state of
    what it did not see, lets in tcp/22 alone. The subnet that the gateway's table does not name is untouched."""
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "igw-1"))
    subnet(net, "open", "10.1.3.0/24", [(ANY4, "igw-1")], name="not inspected")
    net.instance("i-open", "subnet-open", "10.1.3.10", ["sg-1"], name="open", eni="eni-open", public="52.16.10.50",
                 alloc="eipalloc-5")


@case("edge-table-of-virtual-private-gateway", ("192.168.1.1", "i-1", "tcp/22", "unknown", ["unsupported-component"]),
      ("192.168.1.1", "i-1", "tcp/3389", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R28, R82: a virtual private gateway may have a table as well. What it does with what comes from on premises is
    not decided here, for the far side is unknown anyway; but what the instance's group takes from nobody is blocked,
    by whatever way it comes."""
    net.vpn_gateway("vgw-1", "vpc-1")
    subnet(net, "fw", "10.1.8.0/24", [("192.168.0.0/16", "vgw-1")], name="inspection")
    net.group("sg-fw", "vpc-1", [perm("-1", None, ANY4)], name="appliance")
    net.instance("i-fw", "subnet-fw", "10.1.8.5", ["sg-fw"], name="appliance", eni="eni-fw", SourceDestCheck=False,
                 eni_more={"SourceDestCheck": False})
    net.table("rtb-edge", "vpc-1", [("10.1.1.0/24", "eni-fw")], edge="vgw-1")
    net.find("rtb-1")["Routes"].append(net.route("192.168.0.0/16", "eni-fw"))


# ---- IPv6 and the internet (R63) -----------------------------------------------------------------------------

def with_ipv6_internet():
    net = dual_stack()
    for n, v6 in (("1", V6_1), ("2", V6_2)):
        net.find(f"rtb-{n}")["Routes"].append(net.route(ANY6, f"igw-{n}"))
    rules(net, "sg-1", perm("tcp", 22, ANY4, ANY6))
    return net


@case("ipv6-internet", ("i-1", OUT6, "tcp/443", "reachable", []), (OUT6, "2600:1f18:1:1::10", "tcp/22", "reachable", []),
      (OUT6, "2600:1f18:1:1::10", "tcp/3389", "blocked", ["sg-ingress-denied"]), base=with_ipv6_internet)
def _(net):
    """R63: IPv6 needs no translation and no public address: an address on the interface, a route for ::/0 to the
    internet gateway, groups and NACLs. It is as open as those are."""


@case("ipv6-internet-acl-of-ipv4-alone",
      ("i-1", OUT6, "tcp/443", "blocked", ["nacl-egress-denied", "nacl-ingress-denied"]),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_ipv6_internet)
def _(net):
    """R63, R51: NACL entries for 0.0.0.0/0 say nothing of IPv6: without one for ::/0 the final deny 32768 decides, both
    ways. IPv4 works as before."""
    acl = net.find("acl-1")
    acl["Entries"] = [e for e in acl["Entries"] if e["RuleNumber"] != 101]


@case("ipv6-internet-no-route", ("i-1", OUT6, "tcp/443", "blocked", ["route-missing"], "::/0"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_ipv6_internet)
def _(net):
    """R63: 0.0.0.0/0 to the internet gateway carries no IPv6; ::/0 is a route of its own."""
    t = net.find("rtb-1")
    t["Routes"] = [r for r in t["Routes"] if r.get("DestinationIpv6CidrBlock") != ANY6]


@case("ipv6-between-vpcs-by-internet", ("i-1", "2600:1f18:2:1::10", "icmp", "reachable", []),
      ("i-1", "10.2.1.10", "icmp", "blocked", ["peering-missing"]), base=with_ipv6_internet)
def _(net):
    """R63: two VPCs that both lead ::/0 to their internet gateways reach each other that way, without a peering
    connection. Over IPv4 private addresses have no such way."""
    net.drop("pcx-1")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"] = [r for r in net.find(t)["Routes"] if "VpcPeeringConnectionId" not in r]
    rules(net, "sg-2", perm("icmp", (8, 0), ANY4), perm("icmpv6", (-1, -1), V6_1))


@case("ipv6-between-vpcs-no-way-back", ("i-1", "2600:1f18:2:1::10", "icmp", "blocked", ["route-missing"], "rtb-2"),
      (OUT6, "2600:1f18:1:1::10", "tcp/22", "reachable", []), base=with_ipv6_internet)
def _(net):
    """R63, R29: as in ipv6-between-vpcs-by-internet, but VPC 2 has no route for ::/0: the request gets in by its
    internet gateway, and the reply finds no way out."""
    net.drop("pcx-1")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"] = [r for r in net.find(t)["Routes"] if "VpcPeeringConnectionId" not in r]
    net.find("rtb-2")["Routes"] = [r for r in net.find("rtb-2")["Routes"] if r.get("DestinationIpv6CidrBlock") != ANY6]
    rules(net, "sg-2", perm("icmpv6", (-1, -1), V6_1))


@case("ipv6-egress-only-not-for-a-peers-call",
      ("i-1", "2600:1f18:2:1::10", "icmp", "blocked", ["route-asymmetric"]),
      ("i-2", OUT6, "tcp/443", "reachable", []), base=dual_stack)
def _(net):
    """R63, R29: an egress-only gateway carries only what starts inside. A ping from the peer arrives over the
    peering connection; the reply finds ::/0 to VPC 2's egress-only gateway alone, which does not take it. What i-2 starts
    itself gets out."""
    ipv6_routes(net)
    t = net.find("rtb-2")
    t["Routes"] = [r for r in t["Routes"] if r.get("DestinationIpv6CidrBlock") != V6_1]
    net.eigw("eigw-2", "vpc-2")
    t["Routes"].append(net.route(ANY6, "eigw-2"))
    rules(net, "sg-2", perm("icmpv6", (-1, -1), V6_1))


# ---- NAT gateways (R64) --------------------------------------------------------------------------------------

def behind_nat():
    """i-1b's default route leads to a NAT gateway in a public subnet."""
    net = two_vpcs()
    subnet(net, "nat", "10.1.9.0/24", [(ANY4, "igw-1")], name="nat")
    net.nat("nat-1", "subnet-nat", "10.1.9.5", public="52.16.10.40")
    private(net, (ANY4, "nat-1"))
    return net


@case("nat-not-for-a-peer", ("i-2", OUT, "tcp/443", "blocked", ["peering-edge-to-edge", "public-ip-missing"]),
      ("i-1b", OUT, "tcp/443", "reachable", []), base=behind_nat)
def _(net):
    """R64, R34: a NAT gateway serves its own VPC's tables, never what comes over a peering connection. VPC 2's default
    route to the peer ends at the connection. (A way of its own would take a public address, which is told as well.)"""
    routes(net, "rtb-2", ("10.1.0.0/16", "pcx-1"), (ANY4, "pcx-1"))


@case("nat-failed", ("i-1b", OUT, "tcp/443", "blocked", ["nat-unavailable"], "failed"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=behind_nat)
def _(net):
    """R64: only an available NAT gateway serves. This one could not be made; the instance with an address of its own needs
    none."""
    g = net.find("nat-1")
    g.update({"State": "failed", "FailureCode": "Gateway.NotAttached",
              "FailureMessage": "Network vpc-1 has no Internet gateway attached"})


@case("nat-in-a-private-subnet", ("i-1b", OUT, "tcp/443", "blocked", ["route-missing"], "rtb-nat"),
      ("i-1b", "i-1", "tcp/22", "reachable", []), base=behind_nat)
def _(net):
    """R64: a public NAT gateway needs a subnet with a route to an internet gateway. This one was made in a private one:
    available, with an Elastic IP, and nothing gets out."""
    routes(net, "rtb-nat")


@case("nat-without-address", ("i-1b", OUT, "tcp/443", "blocked", ["nat-unavailable"]),
      ("i-1", OUT, "tcp/443", "reachable", []), base=behind_nat)
def _(net):
    """R64: a public NAT gateway needs an address of its own. This one's Elastic IP was taken away."""
    g = net.find("nat-1")
    a = g["NatGatewayAddresses"][0]
    for k in ("PublicIp", "AllocationId", "AssociationId"):
        a.pop(k)
    eni = net.find("eni-nat-1")
    eni.pop("Association")
    eni["PrivateIpAddresses"][0].pop("Association")
    net.drop("eipalloc-nat-1")


@case("nat-regional-without-a-way-out", ("i-1b", OUT, "tcp/443", "blocked", ["route-missing"], "rtb-regional"),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R64: a regional NAT gateway has a route table of its own, and there the way out is missing here."""
    net.table("rtb-regional", "vpc-1")
    net.add("NatGateways", {
        "NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available", "ConnectivityType": "public",
        "AvailabilityMode": "regional", "RouteTableId": "rtb-regional", "Tags": [],
        "NatGatewayAddresses": [{"AllocationId": "eipalloc-9", "PublicIp": "52.16.10.77", "Status": "succeeded",
                                 "AvailabilityZone": "eu-west-1a", "IsPrimary": True}]})
    private(net, (ANY4, "nat-1"))


@case("nat-answers-nobody", ("i-1", "10.1.9.5", "icmp", "blocked", ["endpoint-not-served"]),
      (OUT, "52.16.10.40", "tcp/443", "blocked", ["endpoint-not-served"]),
      ("nat-1", "i-1", "tcp/22", "blocked", ["endpoint-not-served"], "starts nothing itself"),
      ("i-1b", OUT, "tcp/443", "reachable", []), base=behind_nat)
def _(net):
    """R64: a NAT gateway answers nobody itself: neither a ping inside nor a call from the internet, to whom nothing
    behind it is reachable. Nor does it start anything: it sends on what its hosts send."""


@case("nat-far-side-sees-its-address", ("i-1b", "52.16.10.30", "tcp/443", "reachable", []),
      ("i-1", "52.16.10.30", "tcp/443", "blocked", ["sg-ingress-denied"], "52.16.10.20"), base=behind_nat)
def _(net):
    """R64, R61: the far side sees the NAT gateway's address. A partner's rule for 52.16.10.40 lets in all that is behind it,
    and not the instance that goes out with an address of its own."""
    for holder in (net.find("eni-2"), net.find("i-2")["NetworkInterfaces"][0]):
        a = {"IpOwnerId": "amazon", "PublicDnsName": "", "PublicIp": "52.16.10.30"}
        holder["Association"] = dict(a)
        holder["PrivateIpAddresses"][0]["Association"] = dict(a)
    net.find("i-2")["PublicIpAddress"] = "52.16.10.30"
    rules(net, "sg-2", perm("tcp", 443, "52.16.10.40/32"))


@case("nat-acl-in-from-the-private-subnet",
      ("i-1b", OUT, "tcp/443", "blocked", ["nacl-ingress-denied"], "acl-nat"),
      ("i-1b", OUT, "tcp/8443", "reachable", []), base=behind_nat)
def _(net):
    """R64, R53: what passes a NAT gateway enters its subnet and leaves it again. Its NACL lets in replies (1024-65535)
    from everywhere, and was not told that requests come in from the private subnet: tcp/443 from there is denied. On 8443 it
    happens to work."""
    own_acl(net, "acl-nat", "vpc-1", "subnet-nat", last(
        entry(100, "allow", 6, ports=(1024, 65535)), entry(100, "allow", egress=True)))


@case("nat-acl-replies-from-outside",
      ("i-1b", OUT, "tcp/443", "blocked", ["nacl-ingress-denied"], "acl-nat"),
      ("i-1b", "i-1", "tcp/22", "reachable", []), base=behind_nat)
def _(net):
    """R64, R53: a NAT gateway's own connections come from 1024-65535, and the replies to those ports have to get
    in. Here its subnet's NACL lets in the private subnet alone."""
    own_acl(net, "acl-nat", "vpc-1", "subnet-nat", last(
        entry(100, "allow", cidr="10.1.0.0/16"), entry(100, "allow", egress=True)))


@case("nat-other-protocols", ("i-1b", OUT, "47", "blocked", ["nat-unavailable"], "carries tcp, udp and icmp alone"),
      ("i-1b", OUT, "icmp", "reachable", []), ("i-1b", OUT, "udp/53", "reachable", []), base=behind_nat)
def _(net):
    """R64: a NAT gateway carries tcp, udp and icmp only. GRE (protocol 47) ends there."""


@case("nat-of-ipv6-hosts", ("i-1", "64:ff9b::808:808", "tcp/443", "unknown", ["unsupported-component"]),
      ("i-1", OUT, "tcp/443", "reachable", []), base=dual_stack)
def _(net):
    """R64: with DNS64 a host that speaks IPv6 alone calls 64:ff9b::/96, and a NAT gateway makes IPv4 of it. That is not
    modelled, and said so."""
    net.find("subnet-1")["EnableDns64"] = True
    subnet(net, "nat", "10.1.9.0/24", [(ANY4, "igw-1")], name="nat")
    net.nat("nat-1", "subnet-nat", "10.1.9.5", public="52.16.10.40")
    net.find("rtb-1")["Routes"].append(net.route("64:ff9b::/96", "nat-1"))


def with_nat(**how):
    net = two_vpcs()
    net.subnet("subnet-nat", "vpc-1", "10.1.9.0/24", name="nat")
    member(net, "acl-1", "subnet-nat")
    net.table("rtb-nat", "vpc-1", [(ANY4, "igw-1")], ["subnet-nat"])
    net.nat("nat-1", "subnet-nat", "10.1.9.5", **how)
    return net


@case("nat-reply-after-gateway", ("8.8.8.8", "52.16.10.20", "tcp/22", "blocked", ["route-asymmetric"]),
      ("i-1", "8.8.8.8", "tcp/443", "reachable", []), base=lambda: with_nat(public="52.16.10.40"))
def _(net):
    """R29, R64: an instance with an Elastic IP, in a subnet whose default route leads to a NAT gateway. What it starts
    itself works, with the NAT gateway's address. A request from outside comes in by the internet gateway, but the reply
    leaves by the NAT gateway, with another address than the client called: lost."""
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "nat-1"))


def with_private_nat():
    net = with_nat(connectivity="private")
    net.table("rtb-nat2", "vpc-1", [("10.2.0.0/16", "pcx-1")])
    net.find("rtb-nat")["Routes"].append(net.route("10.2.0.0/16", "pcx-1"))
    routes(net, "rtb-1", ("10.2.0.0/16", "nat-1"), (ANY4, "igw-1"))
    return net


@case("nat-private", ("i-1", "i-2", "tcp/443", "reachable", []), ("i-2", "i-1", "tcp/22", "blocked", ["route-asymmetric"]),
      base=with_private_nat)
def _(net):
    """R64: a private NAT gateway gives what starts behind it one address of its own range. The far group has to admit
    that address alone, 10.1.9.5. What starts at the far end reaches the instance directly, but the reply is routed to the
    NAT gateway and leaves with the gateway's address, which the caller never called: lost."""
    rules(net, "sg-2", perm("tcp", 443, "10.1.9.5/32"))
    routes(net, "rtb-1", ("10.2.0.0/16", "nat-1"), (ANY4, "igw-1"))


@case("nat-regional", ("i-1b", "8.8.8.8", "tcp/443", "reachable", []), ("i-1b", "8.8.8.8", "icmp", "reachable", []))
def _(net):
    """R64: a regional NAT gateway lies in no subnet, so that no NACL of a subnet of its own applies; it has a route
    table of its own, which has to lead to the internet gateway."""
    net.table("rtb-regional", "vpc-1", [(ANY4, "igw-1")])
    net.add("NatGateways", {
        "NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available", "ConnectivityType": "public",
        "AvailabilityMode": "regional", "RouteTableId": "rtb-regional",
        "NatGatewayAddresses": [{"AllocationId": "eipalloc-9", "PublicIp": "52.16.10.77", "Status": "succeeded"}]})
    net.subnet("subnet-1b", "vpc-1", "10.1.2.0/24", name="private")
    member(net, "acl-1", "subnet-1b")
    net.table("rtb-1b", "vpc-1", [(ANY4, "nat-1")], ["subnet-1b"])
    net.instance("i-1b", "subnet-1b", "10.1.2.10", ["sg-1"], eni="eni-1b")


# ---- Block Public Access (R65) -------------------------------------------------------------------------------

def blocked(mode, *exclusions):
    net = behind_nat()
    net.lists["VpcBlockPublicAccessOptions"] = {
        "AwsAccountId": ACCOUNT, "AwsRegion": "eu-west-1", "State": "update-complete", "ManagedBy": "account",
        "InternetGatewayBlockMode": mode, "Reason": "", "ExclusionsAllowed": "allowed",
        "LastUpdateTimestamp": "2026-03-02T09:14:06.123000+00:00"}
    net.lists["VpcBlockPublicAccessExclusions"] = [{
        "ExclusionId": f"vpcbpa-exclude-{i}", "InternetGatewayExclusionMode": how, "State": "create-complete",
        "Reason": "", "ResourceArn": net.arn(resource.split("-")[0], resource),
        "CreationTimestamp": "2026-03-02T09:14:06.123000+00:00", "Tags": []}
        for i, (resource, how) in enumerate(exclusions, 1)]
    return net


@case("bpa-bidirectional", ("i-1", OUT, "tcp/443", "blocked", ["internet-blocked"]),
      (OUT, "52.16.10.20", "tcp/22", "blocked", ["internet-blocked"]),
      ("i-1b", OUT, "tcp/443", "blocked", ["internet-blocked"]), ("i-1", "i-2", "icmp", "reachable", []),
      base=lambda: blocked("block-bidirectional"))
def _(net):
    """R65: block-bidirectional stops everything to and from the internet, what a NAT gateway carries as well. A
    peering connection is none of its business."""


@case("bpa-ingress", (OUT, "52.16.10.20", "tcp/22", "blocked", ["internet-blocked"]),
      ("i-1", OUT, "tcp/443", "blocked", ["internet-blocked"]), ("i-1b", OUT, "tcp/443", "reachable", []),
      base=lambda: blocked("block-ingress"))
def _(net):
    """R65: block-ingress stops the internet gateway's traffic in both directions, too, for the instance with an address of
    its own; but what NAT gateways carry outward is allowed, for nothing can come in by them."""


@case("bpa-ingress-egress-only", ("i-1", OUT6, "tcp/443", "reachable", []),
      (OUT6, "2600:1f18:2:1::10", "tcp/22", "blocked", ["internet-blocked"]), base=with_ipv6_internet)
def _(net):
    """R65: block-ingress lets egress-only gateways carry outward; through the internet gateway IPv6 does not come in."""
    net.lists["VpcBlockPublicAccessOptions"] = blocked("block-ingress").lists["VpcBlockPublicAccessOptions"]
    net.lists["VpcBlockPublicAccessExclusions"] = []
    net.eigw("eigw-1", "vpc-1")
    t = net.find("rtb-1")
    t["Routes"] = [r for r in t["Routes"] if r.get("DestinationIpv6CidrBlock") != ANY6] + [net.route(ANY6, "eigw-1")]
    rules(net, "sg-2", perm("tcp", 22, ANY6))


@case("bpa-excluded-subnet", (OUT, "52.16.10.20", "tcp/22", "reachable", []), ("i-1", OUT, "tcp/443", "reachable", []),
      ("i-1b", OUT, "tcp/443", "blocked", ["internet-blocked"]),
      base=lambda: blocked("block-bidirectional", ("subnet-1", "allow-bidirectional")))
def _(net):
    """R65: an exclusion allow-bidirectional lifts the block, for its subnet alone. The other subnets, the NAT
    gateway's among them, stay blocked."""


@case("bpa-excluded-vpc-egress", ("i-1", OUT, "tcp/443", "reachable", []), ("i-1b", OUT, "tcp/443", "reachable", []),
      (OUT, "52.16.10.20", "tcp/22", "blocked", ["internet-blocked"]),
      base=lambda: blocked("block-bidirectional", ("vpc-1", "allow-egress")))
def _(net):
    """R65: an exclusion allow-egress of the VPC lets out what starts inside, with whatever address, and lets nothing in."""


@case("bpa-exclusions-unread", ("i-1", OUT, "tcp/443", "unknown", ["data-missing"]),
      (OUT, "52.16.10.20", "tcp/22", "unknown", ["data-missing"]),
      ("i-1b", OUT, "tcp/443", "unknown", ["data-missing"]), ("i-1", "i-2", "icmp", "reachable", []),
      base=lambda: blocked("block-bidirectional"))
def _(net):
    """R2, R65: Block Public Access is on, no subnet shows its effect, and the exclusions were never fetched: one of them
    may lift the block, so the answer hangs on `aws ec2 describe-vpc-block-public-access-exclusions`. It is not
    blocked for certain."""
    del net.lists["VpcBlockPublicAccessExclusions"]


@case("deny-all-igw-traffic", (OUT6, "2600:1f18:1:1::10", "tcp/22", "blocked", ["internet-blocked"]),
      (OUT6, "2600:1f18:2:1::10", "tcp/22", "reachable", []), base=with_ipv6_internet)
def _(net):
    """R65: DenyAllIgwTraffic on an interface drops what comes in from the internet, whatever the VPC allows. The other
    instance's interface has it not."""
    net.find("eni-1")["DenyAllIgwTraffic"] = True
    net.find("eni-2")["DenyAllIgwTraffic"] = False
    rules(net, "sg-2", perm("tcp", 22, ANY6))


# ---- private and public addresses (R66, R67) -----------------------------------------------------------------

@case("internet-gateway-drops-private", ("i-1", "i-2", "icmp", "blocked", ["route-missing"], "10.2.0.0/16"),
      ("i-1b", "i-2", "icmp", "blocked", ["route-missing"], "10.2.0.0/16"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=behind_nat)
def _(net):
    """R66: internet and NAT gateways drop private destinations on the way out. A default route to either matches the
    peer's 10.2.0.0/16 and carries nothing there: the route to the connection is what is missing."""
    routes(net, "rtb-1", (ANY4, "igw-1"))
    routes(net, "rtb-2", ("10.1.0.0/16", "pcx-1"), (ANY4, "igw-2"))


@case("internet-gateway-drops-shared-space", ("i-1", "100.64.7.7", "icmp", "blocked", ["route-missing"]),
      ("i-1", "100.128.7.7", "icmp", "reachable", []))
def _(net):
    """R66: 100.64.0.0/10 (RFC 6598) is as private as RFC 1918 to an internet gateway; what lies beside it is the
    internet."""


@case("public-address-by-range", ("i-1", "52.16.10.30", "tcp/22", "reachable", []),
      ("i-1", "10.1.1.11", "tcp/22", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R67: by its public address another instance of the same subnet is reached out and in through the gateways: its
    group sees the caller's public address, and a rule for that one lets it in. By the private one the same rule does not."""
    net.group("sg-b", "vpc-1", [perm("tcp", 22, "52.16.10.20/32")], name="other")
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-b"], eni="eni-1x", public="52.16.10.30", alloc="eipalloc-2")


@case("public-address-needs-the-callers-way-out",
      ("i-1b", "52.16.10.20", "tcp/22", "blocked", ["public-ip-missing"],
       "by its private address, 10.1.1.10"),
      ("i-1b", "10.1.1.10", "tcp/22", "reachable", []))
def _(net):
    """R67, R60: to the public address of an instance in its own VPC, too, the caller goes out by the internet gateway and
    needs a public address for it. By the private address it needs nothing."""
    private(net, (ANY4, "igw-1"))
