"""gateways_net - a case for each sentence about the ways out of a VPC and between VPCs (R28, R63 to R67, R80 to R84, R86)."""
import cases_net
from cases_net import V6_1, V6_2, case, dual_stack, ipv6_routes, member, routes, rules, two_vpcs, with_tgw
from netmaker import ACCOUNT, ANY4, ANY6, Net, entry, perm

OUT = "8.8.8.8"
OUT6 = "2600:9000::1"
OTHER_ACCOUNT = "444455556666"


def subnet(net, ident, block, table_routes, zone="a", name=None):
    """A subnet of vpc-1 with a table of its own."""
    net.subnet(f"subnet-{ident}", "vpc-1", block, zone=zone, name=name)
    member(net, "acl-1", f"subnet-{ident}")
    net.table(f"rtb-{ident}", "vpc-1", table_routes, [f"subnet-{ident}"])


def private(net, *table_routes):
    """A private subnet of vpc-1 with an instance, i-1b."""
    subnet(net, "1b", "10.1.2.0/24", table_routes, name="private")
    net.instance("i-1b", "subnet-1b", "10.1.2.10", ["sg-1"], name="private", eni="eni-1b")


def own_acl(net, acl, vpc, subnet_id, entries):
    for a in net.lists["NetworkAcls"]:
        a["Associations"] = [x for x in a["Associations"] if x["SubnetId"] != subnet_id]
    net.acl(acl, vpc, [subnet_id], entries, default=False)


def last(*entries):
    """With the final deny of either direction, as describe shows them."""
    return [*entries, entry(32767, "deny", egress=True), entry(32767, "deny")]


# ---- gateway route tables (R28) ----------------------------------------------------------------------------

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


# ---- IPv6 and the internet (R63) ---------------------------------------------------------------------------

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


# ---- Block Public Access (R65) -----------------------------------------------------------------------------------

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


# ---- private and public addresses (R66, R67) -------------------------------------------------------------------

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


# ---- transit gateways (R80) ------------------------------------------------------------------------------------

@case("tgw-attachment-pending", ("i-1", "i-2", "icmp", "blocked", ["tgw-attachment-unusable"], "pendingAcceptance"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_tgw)
def _(net):
    """R80: the attachment of the sending VPC has to be available. This one waits for the owner of the transit gateway to
    accept it."""
    for key in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments"):
        net.lists[key][0]["State"] = "pendingAcceptance"
    net.drop("eni-tgw-attach-1-t1")


@case("tgw-attachment-modifying", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]), base=with_tgw)
def _(net):
    """R80: an attachment that is being modified carries traffic all the while."""
    for key in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments"):
        net.lists[key][0]["State"] = "modifying"


@case("tgw-not-associated", ("i-1", "i-2", "icmp", "blocked", ["tgw-attachment-unusable"], "no transit gateway route table"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_tgw)
def _(net):
    """R80: the table that is associated with the attachment decides where its packets go. Without one they go
    nowhere; default association was off when the VPC was attached."""
    net.lists["TransitGatewayAttachments"][0].pop("Association")


@case("tgw-table-of-the-attachment", ("i-1", "i-2", "icmp", "blocked", ["tgw-route-missing"], "tgw-rtb-spokes"),
      ("i-2", "i-1", "tcp/22", "blocked", ["tgw-route-missing"]), ("i-1", OUT, "tcp/443", "reachable", []),
      base=with_tgw)
def _(net):
    """R80: the table of the attachment that a packet came in by decides, whatever others know. VPC 1's attachment is
    associated with a table for spokes that nobody propagates to. VPC 2's table has the way to VPC 1, but from there the
    reply has none."""
    net.tgw_table("tgw-rtb-spokes", "tgw-1")
    net.lists["TransitGatewayAttachments"][0]["Association"]["TransitGatewayRouteTableId"] = "tgw-rtb-spokes"


@case("tgw-static-before-propagated", ("i-1", "i-2", "icmp", "blocked", ["route-shadowed"], "tgw-attach-3 is static"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_tgw)
def _(net):
    """R80: of equal prefixes the static route wins over the propagated one. A leftover static 10.2.0.0/16 leads to
    VPC 3, which has the same block as VPC 2 once had and no such host."""
    vpc_3(net, "10.2.0.0/16", "10.2.1.0/24")
    r = tgw_route("10.2.0.0/16", "tgw-attach-3", "vpc-3")
    cases_net.tgw_routes(net).append(r)


def listed(net):
    """The gateway's table leads a prefix list with VPC 2's block to VPC 3."""
    vpc_3(net, "10.2.0.0/16", "10.2.1.0/24")
    net.prefix_list("pl-1", "inspected", ["10.2.0.0/16"], owner=ACCOUNT, version=1)
    net.lists["TransitGatewayPrefixListReferences"] = [{
        "TransitGatewayRouteTableId": "tgw-rtb-1", "PrefixListId": "pl-1", "PrefixListOwnerId": ACCOUNT,
        "State": "available", "Blackhole": False, "TransitGatewayAttachment": {
            "TransitGatewayAttachmentId": "tgw-attach-3", "ResourceType": "vpc", "ResourceId": "vpc-3"}}]


@case("tgw-prefix-list-before-propagated", ("i-1", "i-2", "icmp", "blocked", ["route-shadowed"], "comes from pl-1"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=with_tgw)
def _(net):
    """R80: of equal prefixes a reference to a prefix list wins over a propagated route."""
    listed(net)


@case("tgw-static-before-prefix-list", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]), base=with_tgw)
def _(net):
    """R80: … and a static route over both."""
    listed(net)
    cases_net.tgw_routes(net).append(tgw_route("10.2.0.0/16", "tgw-attach-2", "vpc-2"))


def vpc_3(net, block, subnet_block):
    net.vpc("vpc-3", block, name="VPC 3")
    net.subnet("subnet-3", "vpc-3", subnet_block)
    net.table("rtb-3", "vpc-3", [(ANY4, "tgw-1")], main=True)
    net.acl("acl-3", "vpc-3", ["subnet-3"])
    net.tgw_attach("tgw-attach-3", "tgw-1", "vpc-3", ["subnet-3"], "tgw-rtb-1")


def tgw_route(dest, attachment, vpc, kind="static", what="vpc"):
    return {"DestinationCidrBlock": dest, "Type": kind, "State": "active", "TransitGatewayAttachments": [
        {"ResourceId": vpc, "TransitGatewayAttachmentId": attachment, "ResourceType": what}]}


@case("tgw-nobody-propagates", ("i-1", "i-2", "icmp", "blocked", ["tgw-route-missing"], "10.2.1.10"),
      ("i-2", "i-1", "tcp/22", "blocked", ["tgw-route-missing"]), ("i-1", OUT, "tcp/443", "reachable", []),
      base=with_tgw)
def _(net):
    """R80: VPC 2 is attached and associated, and does not propagate: no route of the gateway's table leads to it, neither
    for requests nor for replies."""
    net.lists["TransitGatewayRoutes"][0]["Routes"].pop(1)
    net.lists["TransitGatewayPropagations"][0]["TransitGatewayRouteTablePropagations"].pop(1)


def local_zone():
    """Both VPCs in us-west-2; i-1 stands in a Local Zone of it."""
    net = Net("us-west-2")
    for n, zone, zone_id in (("1", "us-west-2-lax-1a", "usw2-lax1-az1"), ("2", "us-west-2a", "usw2-az1")):
        net.vpc(f"vpc-{n}", f"10.{n}.0.0/16", name=f"VPC {n}")
        net.subnet(f"subnet-{n}", f"vpc-{n}", f"10.{n}.1.0/24", AvailabilityZone=zone, AvailabilityZoneId=zone_id)
        net.table(f"rtb-{n}", f"vpc-{n}", [(f"10.{3 - int(n)}.0.0/16", "tgw-1")], main=True)
        net.group(f"sg-{n}", f"vpc-{n}", [perm("icmp", (8, 0), "10.0.0.0/8")], name=f"host-{n}")
        net.instance(f"i-{n}", f"subnet-{n}", f"10.{n}.1.10", [f"sg-{n}"], eni=f"eni-{n}")
    net.subnet("subnet-t1", "vpc-1", "10.1.7.0/28", AvailabilityZone="us-west-2b", AvailabilityZoneId="usw2-az4")
    net.acl("acl-1", "vpc-1", ["subnet-1", "subnet-t1"])
    net.acl("acl-2", "vpc-2", ["subnet-2"])
    net.tgw("tgw-1")
    net.tgw_attach("tgw-attach-1", "tgw-1", "vpc-1", ["subnet-t1"], "tgw-rtb-1")
    net.tgw_attach("tgw-attach-2", "tgw-1", "vpc-2", ["subnet-2"], "tgw-rtb-1")
    net.tgw_table("tgw-rtb-1", "tgw-1", [("10.1.0.0/16", "tgw-attach-1", "vpc-1", "propagated", "active"),
                                         ("10.2.0.0/16", "tgw-attach-2", "vpc-2", "propagated", "active")],
                  [("tgw-attach-1", "vpc-1"), ("tgw-attach-2", "vpc-2")])
    zones = (("us-west-2a", "usw2-az1", None), ("us-west-2b", "usw2-az4", None),
             ("us-west-2-lax-1a", "usw2-lax1-az1", ("us-west-2b", "usw2-az4")))
    for name, ident, parent in zones:
        net.add("AvailabilityZones", {
            "State": "available", "OptInStatus": "opted-in" if parent else "opt-in-not-required", "Messages": [],
            "RegionName": "us-west-2", "ZoneName": name, "ZoneId": ident, "NetworkBorderGroup": "us-west-2",
            "GroupName": "us-west-2-lax-1" if parent else "us-west-2",
            "ZoneType": "local-zone" if parent else "availability-zone",
            **({"ParentZoneName": parent[0], "ParentZoneId": parent[1]} if parent else {})})
    return net


@case("tgw-local-zone", ("i-1", "i-2", "icmp", "reachable", []), ("i-2", "i-1", "icmp", "reachable", []),
      base=local_zone)
def _(net):
    """R80: a transit gateway attaches no subnets of Local Zones; a host there uses the attachment's subnet in the parent
    zone, us-west-2b here."""


@case("tgw-local-zone-of-another-parent", ("i-1", "i-2", "icmp", "blocked", ["tgw-attachment-unusable"]),
      ("i-2", "i-2", "icmp", "reachable", []), base=local_zone)
def _(net):
    """R80: the same host, but the attachment's subnet lies in a zone that is not the parent of its Local Zone."""
    net.find("subnet-t1").update({"AvailabilityZone": "us-west-2a", "AvailabilityZoneId": "usw2-az1"})


def peered_gateways():
    """VPC 1 on tgw-1, VPC 2 on tgw-2; the two gateways are peered."""
    net = two_vpcs()
    net.drop("pcx-1")
    for n in "12":
        net.subnet(f"subnet-t{n}", f"vpc-{n}", f"10.{n}.7.0/28", name=f"attachment-{n}")
        member(net, f"acl-{n}", f"subnet-t{n}")
        net.tgw(f"tgw-{n}")
        net.tgw_attach(f"tgw-attach-{n}", f"tgw-{n}", f"vpc-{n}", [f"subnet-t{n}"], f"tgw-rtb-{n}")
        net.tgw_table(f"tgw-rtb-{n}", f"tgw-{n}",
                      [(f"10.{n}.0.0/16", f"tgw-attach-{n}", f"vpc-{n}", "propagated", "active")],
                      [(f"tgw-attach-{n}", f"vpc-{n}")])
        other = str(3 - int(n))
        routes(net, f"rtb-{n}", (f"10.{other}.0.0/16", f"tgw-{n}"), (ANY4, f"igw-{n}"))
        net.lists["TransitGatewayRoutes"][-1]["Routes"].append(
            tgw_route(f"10.{other}.0.0/16", "tgw-attach-p", f"tgw-{other}", what="peering"))
        net.add("TransitGatewayAttachments", {
            "TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": f"tgw-{n}",
            "TransitGatewayOwnerId": ACCOUNT, "ResourceOwnerId": ACCOUNT, "ResourceType": "peering",
            "ResourceId": f"tgw-{other}", "State": "available", "Tags": [],
            "Association": {"TransitGatewayRouteTableId": f"tgw-rtb-{n}", "State": "associated"}})
    net.add("TransitGatewayPeeringAttachments", {
        "TransitGatewayAttachmentId": "tgw-attach-p", "State": "available", "Tags": [],
        "RequesterTgwInfo": {"TransitGatewayId": "tgw-1", "OwnerId": ACCOUNT, "Region": "eu-west-1"},
        "AccepterTgwInfo": {"TransitGatewayId": "tgw-2", "OwnerId": ACCOUNT, "Region": "eu-west-1"},
        "Status": {"Code": "available", "Message": "Available"}, "CreationTime": "2026-03-02T09:14:06+00:00"})
    net.lists["TransitGatewayRouteTableAssociations"] = [
        {"TransitGatewayRouteTableId": f"tgw-rtb-{n}", "Associations": [
            {"TransitGatewayAttachmentId": f"tgw-attach-{n}", "ResourceId": f"vpc-{n}", "ResourceType": "vpc",
             "State": "associated"},
            {"TransitGatewayAttachmentId": "tgw-attach-p", "ResourceId": f"tgw-{3 - int(n)}",
             "ResourceType": "peering", "State": "associated"}]} for n in "12"]
    return net


@case("tgw-peered-gateways", ("i-1", "i-2", "icmp", "reachable", []), ("i-2", "i-1", "tcp/22", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]), base=peered_gateways)
def _(net):
    """R80: transit gateways may be peered; towards a peering attachment there are static routes only, one in each
    direction."""


@case("tgw-peered-gateways-one-static-route", ("i-1", "i-2", "icmp", "blocked", ["tgw-route-missing"], "tgw-rtb-2"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=peered_gateways)
def _(net):
    """R80: nothing propagates over a peering attachment. The far gateway's table was not given a static route back, and the
    reply ends there."""
    net.lists["TransitGatewayRoutes"][1]["Routes"].pop()


@case("tgw-vpn-that-propagates", ("i-1", "10.77.0.9", "tcp/22", "unknown", ["data-missing"]),
      ("i-1", "i-2", "icmp", "reachable", []), base=with_tgw)
def _(net):
    """R80, R2: a VPN attachment propagates what its router announces. Whoever made the snapshot asked for static routes
    alone, so that those are not in it: what nothing else matches may be among them. Unknown, not a missing route; what the
    VPCs propagate is known by their blocks."""
    net.add("TransitGatewayAttachments", {
        "TransitGatewayAttachmentId": "tgw-attach-9", "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": ACCOUNT,
        "ResourceOwnerId": ACCOUNT, "ResourceType": "vpn", "ResourceId": "vpn-1", "State": "available", "Tags": [],
        "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}})
    net.lists["TransitGatewayPropagations"][0]["TransitGatewayRouteTablePropagations"].append(
        {"TransitGatewayAttachmentId": "tgw-attach-9", "ResourceId": "vpn-1", "ResourceType": "vpn", "State": "enabled"})
    net.find("rtb-1")["Routes"].append(net.route("10.77.0.0/16", "tgw-1"))
    net.lists["TransitGatewayStaticRoutes"] = [{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": []}]
    del net.lists["TransitGatewayRoutes"]


def two_far_subnets(net, appliance="disable"):
    """VPC 2's attachment has no subnet in the client's zone a, but in b and in c; the server stands in b."""
    for zone, n in (("b", 8), ("c", 9)):
        net.subnet(f"subnet-t2{zone}", "vpc-2", f"10.2.{n}.0/28", zone=zone, name=f"attachment-{zone}")
        member(net, "acl-2", f"subnet-t2{zone}")
    attachment = net.lists["TransitGatewayVpcAttachments"][1]
    attachment["SubnetIds"] = ["subnet-t2b", "subnet-t2c"]
    attachment["Options"]["ApplianceModeSupport"] = appliance
    net.find("subnet-2").update({"AvailabilityZone": "eu-west-1b", "AvailabilityZoneId": "euw1-az2"})


@case("tgw-receiver-in-another-zone", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]), base=with_tgw)
def _(net):
    """R80: the far VPC's attachment needs no subnet in the sender's zone: any of its subnets serves."""
    two_far_subnets(net)


@case("tgw-far-subnets-differ", ("i-1", "i-2", "icmp", "unknown", ["nacl-egress-denied"], "acl-t2c"),
      ("i-2", "i-1", "tcp/22", "reachable", []), base=with_tgw)
def _(net):
    """R80: where the attachment has none in the sender's zone, which of the others is used nobody knows; they differ
    here, for the NACL of one lets no ping out. What starts in VPC 2 leaves by the subnet of its own zone."""
    two_far_subnets(net)
    own_acl(net, "acl-t2c", "vpc-2", "subnet-t2c", last(
        entry(100, "allow", 6, egress=True), entry(100, "allow")))


@case("tgw-attachment-in-the-receivers-subnet", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2b", "icmp", "blocked", ["nacl-egress-denied"], "acl-own"), base=with_tgw)
def _(net):
    """R80: a packet leaves the far attachment's subnet and enters the receiver's, and passes neither NACL when the two are
    one. Here the attachment lies in the server's own subnet, whose NACL lets out only what goes to VPC 1: the server
    there is reached, another in the next subnet is not. (The reply passes it out and in, towards the attachment.)"""
    net.lists["TransitGatewayVpcAttachments"][1]["SubnetIds"] = ["subnet-2"]
    own_acl(net, "acl-own", "vpc-2", "subnet-2", last(
        entry(100, "allow", 1, "10.1.0.0/16", egress=True, icmp=(-1, -1)),
        entry(100, "allow", 1, "10.0.0.0/8", icmp=(-1, -1))))
    net.subnet("subnet-2b", "vpc-2", "10.2.2.0/24")
    member(net, "acl-2", "subnet-2b")
    net.find("rtb-2")["Associations"].append({
        "Main": False, "RouteTableAssociationId": "rtbassoc-2b", "RouteTableId": "rtb-2", "SubnetId": "subnet-2b",
        "AssociationState": {"State": "associated"}})
    net.instance("i-2b", "subnet-2b", "10.2.2.10", ["sg-2"], eni="eni-2b")


def inspection():
    """Between VPC 1 and VPC 2 stands an appliance in VPC 3: the gateway's table for spokes leads everything there."""
    net = with_tgw()
    net.vpc("vpc-3", "10.3.0.0/16", name="inspection")
    net.subnet("subnet-t3", "vpc-3", "10.3.7.0/28", name="attachment-3")
    net.subnet("subnet-fw", "vpc-3", "10.3.1.0/24", name="firewall")
    net.acl("acl-3", "vpc-3", ["subnet-t3", "subnet-fw"])
    net.group("sg-fw", "vpc-3", [perm("icmp", (-1, -1), "10.0.0.0/8"), perm("tcp", 22, "10.0.0.0/8")], name="firewall")
    net.instance("i-fw", "subnet-fw", "10.3.1.5", ["sg-fw"], name="firewall", eni="eni-fw", SourceDestCheck=False,
                 eni_more={"SourceDestCheck": False})
    net.table("rtb-t3", "vpc-3", [(ANY4, "eni-fw")], ["subnet-t3"])
    net.table("rtb-fw", "vpc-3", [("10.0.0.0/8", "tgw-1")], ["subnet-fw"])
    net.tgw_attach("tgw-attach-3", "tgw-1", "vpc-3", ["subnet-t3"], "tgw-rtb-1", appliance="enable")
    net.tgw_table("tgw-rtb-spokes", "tgw-1")
    net.lists["TransitGatewayRoutes"][-1]["Routes"].append(tgw_route(ANY4, "tgw-attach-3", "vpc-3"))
    for a in net.lists["TransitGatewayAttachments"][:2]:
        a["Association"]["TransitGatewayRouteTableId"] = "tgw-rtb-spokes"
    return net


@case("tgw-inspection-vpc", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/443", "blocked", ["sg-ingress-denied"], "sg-fw"), base=inspection)
def _(net):
    """R80, R81: the far attachment's subnet's table routes the packet on, so that a VPC can inspect: spokes are led to
    VPC 3, there to the firewall, and back to the transit gateway, whose other table leads to VPC 2. The firewall's own group
    has a say: it lets https through for nobody."""


@case("tgw-inspection-without-a-way-on", ("i-1", "i-2", "icmp", "blocked", ["route-missing"], "rtb-fw"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=inspection)
def _(net):
    """R80, R81: as in tgw-inspection-vpc, but the firewall's subnet has no route back to the transit gateway: what was
    inspected goes nowhere."""
    routes(net, "rtb-fw")


@case("tgw-shared-attachment", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]), base=with_tgw)
def _(net):
    """R80, R86: an attachment of a shared transit gateway shows in both accounts. The owner of the gateway sees the
    association, the owner of the VPC does not; the former copy counts, in whatever order they are read."""
    for key in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments", "TransitGateways"):
        for item in net.lists[key]:
            item["OwnerId" if key == "TransitGateways" else "TransitGatewayOwnerId"] = OTHER_ACCOUNT
            if key == "TransitGatewayVpcAttachments":
                item.pop("TransitGatewayOwnerId")
    owners = {k: net.lists.pop(k) for k in list(net.lists) if k.startswith("TransitGateway")}
    net.lists["TransitGatewayAttachments"] = [
        {k: v for k, v in a.items() if k != "Association"} for a in owners["TransitGatewayAttachments"]]
    net.lists["TransitGatewayVpcAttachments"] = owners["TransitGatewayVpcAttachments"]
    net.lists["TransitGateways"] = owners["TransitGateways"]
    net.lists = {"Snapshots": [{"AccountId": ACCOUNT, "Region": "eu-west-1", **net.lists},
                               {"AccountId": OTHER_ACCOUNT, "Region": "eu-west-1", **owners}]}


@case("tgw-references-on", ("i-1", "i-2", "tcp/443", "reachable", []),
      ("i-2", "i-1", "tcp/443", "blocked", ["sg-ingress-denied"]), base=with_tgw)
def _(net):
    """R43: with group references on at the transit gateway and at both attachments, an inbound rule may name a group behind
    it."""
    net.find("tgw-1")["Options"]["SecurityGroupReferencingSupport"] = "enable"
    for a in net.lists["TransitGatewayVpcAttachments"]:
        a["Options"]["SecurityGroupReferencingSupport"] = "enable"
    rules(net, "sg-2", perm("tcp", 443, "sg-1"))


# ---- appliances (R81) --------------------------------------------------------------------------------------------

def forwarded(**more):
    """What leaves VPC 1's public subnet for VPC 2 is sent on by an appliance."""
    net = two_vpcs()
    subnet(net, "fw", "10.1.8.0/24", [("10.2.0.0/16", "pcx-1")], name="forward")
    net.group("sg-fw", "vpc-1", [perm("-1", None, "10.0.0.0/8")], name="appliance")
    net.instance("i-fw", "subnet-fw", "10.1.8.5", ["sg-fw"], name="appliance", eni="eni-fw", SourceDestCheck=False,
                 eni_more={"SourceDestCheck": False}, **more)
    routes(net, "rtb-1", ("10.2.0.0/16", "eni-fw"), (ANY4, "igw-1"))
    return net


@case("appliance-forwards", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"], "sg-2"), base=forwarded)
def _(net):
    """R12, R81: an instance as a next hop: running, with source/destination check off, let through by its own groups, then
    its own subnet's NACL and table. The reply takes the direct way, and needs no appliance."""


@case("appliance-source-dest-check", ("i-1", "i-2", "icmp", "blocked", ["source-dest-check"], "eni-fw"),
      ("i-1", "i-fw", "icmp", "reachable", []), base=forwarded)
def _(net):
    """R12: with source/destination check on, the default, an interface drops what is neither from nor to its own addresses.
    It answers what is meant for itself."""
    net.find("eni-fw")["SourceDestCheck"] = True
    net.find("i-fw")["SourceDestCheck"] = True
    net.find("i-fw")["NetworkInterfaces"][0]["SourceDestCheck"] = True


@case("appliance-stopped", ("i-1", "i-2", "icmp", "blocked", ["instance-not-running"], "i-fw"),
      ("i-1", OUT, "tcp/443", "reachable", []), base=lambda: forwarded(state="stopped"))
def _(net):
    """R81, R10: an appliance that is stopped forwards nothing. The route is there, and AWS shows it as a blackhole for an
    instance that is not running."""
    r = next(r for r in net.find("rtb-1")["Routes"] if r.get("NetworkInterfaceId"))
    r["State"] = "active"


@case("appliance-own-group", ("i-1", "i-2", "icmp", "blocked", ["sg-ingress-denied"], "sg-fw"),
      ("i-1", "i-2", "tcp/443", "reachable", []), base=forwarded)
def _(net):
    """R81: what an appliance sends on passes its own groups first, in and out, as if it were meant for it."""
    rules(net, "sg-fw", perm("tcp", 443, "10.1.0.0/16"))


@case("appliance-own-subnets-acl", ("i-1", "i-2", "icmp", "blocked", ["nacl-egress-denied"], "acl-fw"),
      ("i-1", "i-fw", "icmp", "reachable", []), base=forwarded)
def _(net):
    """R81: from the appliance on its own subnet's NACL judges, like anything that leaves there."""
    own_acl(net, "acl-fw", "vpc-1", "subnet-fw", last(
        entry(100, "allow", cidr="10.1.0.0/16", egress=True), entry(100, "allow")))


@case("appliance-loop", ("i-1", "i-2", "icmp", "blocked", ["middlebox-loop"], "rtb-fw"),
      ("i-1", "i-fw", "icmp", "reachable", []), base=forwarded)
def _(net):
    """R81: the appliance's own subnet uses a table that leads the destination to the appliance, so that what it sends on
    comes back to it."""
    routes(net, "rtb-fw", ("10.2.0.0/16", "eni-fw"))


@case("appliance-with-two-interfaces", ("i-1", "i-2", "icmp", "unknown", ["unsupported-component"]),
      ("i-1", "i-fw", "icmp", "reachable", []), base=forwarded)
def _(net):
    """R81: by which of its interfaces an instance with several forwards, its own routing table decides, which no Describe
    call shows: unknown."""
    net.eni("eni-fw2", "subnet-1", "10.1.1.77", ["sg-fw"], instance="i-fw", device=1, SourceDestCheck=False)


@case("appliance-that-may-translate", ("i-1b", OUT, "tcp/443", "unknown", ["unsupported-component"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R81: an instance that forwards, with a public address of its own, may be a NAT instance. Whether it translates is in
    its own configuration."""
    subnet(net, "nat", "10.1.9.0/24", [(ANY4, "igw-1")], name="nat instance")
    net.group("sg-nat", "vpc-1", [perm("-1", None, "10.1.0.0/16")], name="nat")
    net.instance("i-nat", "subnet-nat", "10.1.9.5", ["sg-nat"], name="nat", eni="eni-nat", public="52.16.10.40",
                 alloc="eipalloc-4", SourceDestCheck=False, eni_more={"SourceDestCheck": False})
    private(net, (ANY4, "eni-nat"))


# ---- VPN and Direct Connect (R82) --------------------------------------------------------------------------------

def with_vpn(state="attached"):
    net = two_vpcs()
    net.vpn_gateway("vgw-1", "vpc-1", state)
    net.add("CustomerGateways", {"BgpAsn": "65000", "CustomerGatewayId": "cgw-1", "IpAddress": "203.0.113.9",
                                 "State": "available", "Type": "ipsec.1", "Tags": []})
    net.add("VpnConnections", {
        "CustomerGatewayId": "cgw-1", "Category": "VPN", "State": "available", "Type": "ipsec.1",
        "VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1", "Routes": [], "Tags": [],
        "Options": {"EnableAcceleration": False, "StaticRoutesOnly": False}})
    t = net.find("rtb-1")
    t["Routes"].append(net.route("192.168.0.0/16", "vgw-1", origin="EnableVgwRoutePropagation"))
    t["PropagatingVgws"] = [{"GatewayId": "vgw-1"}]
    return net


@case("vpn-to-on-premises", ("i-1", "192.168.1.1", "tcp/22", "unknown", ["unsupported-component"]),
      ("i-1", "192.168.1.1", "tcp/3389", "blocked", ["sg-egress-denied"]), base=with_vpn)
def _(net):
    """R82: a propagated route leads to the virtual private gateway, and there the walk ends: what lies on premises is not in
    the snapshot. What the sender's own group does not let out is blocked all the same."""
    net.find("sg-1")["IpPermissionsEgress"] = [perm("tcp", 22, "192.168.0.0/16")]


@case("vpn-gateway-detached", ("i-1", "192.168.1.1", "tcp/22", "blocked", ["route-blackhole"]),
      ("i-1", "i-2", "icmp", "reachable", []), base=lambda: with_vpn("detached"))
def _(net):
    """R82, R25: the route names a virtual private gateway that is no longer attached to the VPC."""
    net.find("rtb-1")["Routes"][-1].update({"State": "blackhole", "Origin": "CreateRoute"})
    net.find("rtb-1")["PropagatingVgws"] = []


@case("vpn-host-is-stopped", ("192.168.1.1", "i-1", "tcp/22", "blocked", ["instance-not-running"]),
      ("i-1", "i-1", "tcp/22", "blocked", ["instance-not-running"]), base=with_vpn)
def _(net):
    """R82, R10: whatever the far side does, a stopped instance answers nobody."""
    net.find("i-1")["State"] = {"Code": 80, "Name": "stopped"}


# ---- endpoints (R83) ---------------------------------------------------------------------------------------------

def with_endpoint(**more):
    net = two_vpcs()
    subnet(net, "end", "10.1.4.0/24", [("10.2.0.0/16", "pcx-1")], name="endpoints")
    net.group("sg-end", "vpc-1", [perm("tcp", 443, "10.0.0.0/8"), perm("icmp", (-1, -1), "10.0.0.0/8")], name="endpoint")
    net.endpoint("vpce-1", "vpc-1", "com.amazonaws.eu-west-1.ssm", [("subnet-end", "10.1.4.10")], ["sg-end"], **more)
    return net


@case("endpoint-interface", ("i-1", "10.1.4.10", "tcp/443", "reachable", []),
      ("i-2", "10.1.4.10", "tcp/443", "reachable", []),
      ("i-1", "10.1.4.10", "tcp/80", "blocked", ["sg-ingress-denied"]),
      ("i-1", "10.1.4.10", "icmp", "blocked", ["endpoint-not-served"]),
      ("vpce-1", "i-1", "tcp/22", "blocked", ["endpoint-not-served"], "never from it"), base=with_endpoint)
def _(net):
    """R83: an interface endpoint is an interface, with groups, reached from a peer as well. It never answers ping, though its
    group would let it in, and it starts nothing: AWS PrivateLink leads to the service alone."""


@case("endpoint-not-accepted", ("i-1", "10.1.4.10", "tcp/443", "blocked", ["endpoint-not-served"], "pendingAcceptance"),
      ("i-1", "i-2", "icmp", "reachable", []), base=lambda: with_endpoint(state="pendingAcceptance"))
def _(net):
    """R83: an endpoint whose service's owner has not accepted it serves nothing, however open the way to it is."""
    net.find("vpce-1")["ServiceName"] = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
    net.find("vpce-1")["PrivateDnsEnabled"] = False


@case("service-interfaces", ("i-1", "eni-db", "tcp/5432", "reachable", []),
      ("i-1", "eni-db", "icmp", "blocked", ["sg-ingress-denied"]),
      ("eni-fn", "eni-db", "tcp/5432", "reachable", []),
      ("eni-fn", "i-1", "icmp", "blocked", ["endpoint-not-served"], "tcp and udp alone"),
      ("i-1", "eni-fn", "tcp/443", "blocked", ["endpoint-not-served"]))
def _(net):
    """R13: interfaces of services are interfaces: a database's is a host like any other; a Lambda function's is where its
    calls come from (tcp and udp), and nobody calls the function through it."""
    subnet(net, "data", "10.1.5.0/24", [], name="data")
    net.group("sg-db", "vpc-1", [perm("tcp", 5432, "10.1.0.0/16")], name="database")
    net.group("sg-fn", "vpc-1", [perm("-1", None, ANY4)], name="function")
    net.rds_eni("eni-db", "subnet-data", "10.1.5.20", ["sg-db"])
    net.lambda_eni("eni-fn", "subnet-data", "10.1.5.30", "report", ["sg-fn"])
    rules(net, "sg-1", perm("icmp", (-1, -1), "10.1.0.0/16"))


# ---- what is not modelled (R84) ------------------------------------------------------------------------------------

BEYOND = (
    ("10.101.0.0/16", "vpce-gwlb", "a gateway load balancer"),
    ("10.102.0.0/16", "cagw-1", "cagw-1"),
    ("10.103.0.0/16", "lgw-1", "lgw-1"),
    ("10.104.0.0/16", "arn:aws:networkmanager::111122223333:core-network/core-network-1", "core-network"),
)


@case("beyond-the-model",
      *(("i-1", block.replace("0.0/16", "0.9"), "tcp/443", "unknown", ["unsupported-component"], name)
        for block, _, name in BEYOND),
      ("i-1", "10.1.6.9", "tcp/22", "unknown", ["unsupported-component"], "Classic Load Balancer"),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R84: gateway load balancers (and Network Firewall, whose endpoints are theirs), carrier and local gateways, Cloud WAN
    and Classic Load Balancers are not modelled: the walk names them and says unknown, neither open nor shut. The rest of
    the network is judged as ever."""
    subnet(net, "end", "10.1.6.0/24", [], name="endpoints")
    net.service_eni("eni-gwlb", "subnet-end", "10.1.6.8", "gateway_load_balancer_endpoint",
                    "VPC Endpoint Interface vpce-gwlb")
    net.lists["VpcEndpoints"] = [{
        "VpcEndpointId": "vpce-gwlb", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-1", "State": "available",
        "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef1", "RouteTableIds": [], "Groups": [],
        "SubnetIds": ["subnet-end"], "NetworkInterfaceIds": ["eni-gwlb"], "Tags": [], "OwnerId": ACCOUNT}]
    net.service_eni("eni-clb", "subnet-end", "10.1.6.9", "interface", "ELB old-web", "amazon-elb", "amazon-elb",
                    ["sg-1"])
    for block, target, _ in BEYOND:
        r = net.route(block, target)
        if target.startswith("arn:"):
            r.pop("GatewayId", None)
            r["CoreNetworkArn"] = target
        net.find("rtb-1")["Routes"].append(r)


@case("encryption-enforced", ("i-1", "i-2", "icmp", "unknown", ["unsupported-component"]),
      ("i-1", "i-2", "tcp/80", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R84: encryption control in enforce drops what is not encrypted on the wire, which hangs on the instances' types. What is
    blocked for another reason is blocked."""
    net.find("vpc-1")["EncryptionControl"] = {
        "VpcId": "vpc-1", "VpcEncryptionControlId": "vpcec-1", "Mode": "enforce", "State": "available"}


# ---- shared VPCs (R86) ---------------------------------------------------------------------------------------------

def shared_vpc():
    """VPC 1 belongs to ACCOUNT, which shares its subnet with a participant; the participant's instance and group lie there."""
    net = two_vpcs()
    other = Net("eu-west-1", account=OTHER_ACCOUNT, partial=True)
    other.lists["Subnets"], other.lists["SecurityGroups"] = [net.find("subnet-1")], []
    other.group("sg-p", "vpc-1", [perm("tcp", 5432, {"UserId": ACCOUNT, "GroupId": "sg-1"})], name="participant")
    other.instance("i-p", "subnet-1", "10.1.1.50", ["sg-p"], name="participant", eni="eni-p")
    for key in ("SecurityGroups", "NetworkInterfaces", "Reservations"):
        net.lists[key] += other.lists[key]
    return net


@case("shared-vpc-reference-to-the-owners-group", ("i-1", "i-p", "tcp/5432", "reachable", []),
      ("i-2", "i-p", "tcp/5432", "blocked", ["sg-ingress-denied"]), base=shared_vpc)
def _(net):
    """R86: in a shared VPC subnets, groups and interfaces of several accounts lie side by side. A participant's rule names
    the owner's group by account and id, and matches its interfaces. Who has another group is not let in."""


@case("shared-vpc-described-twice", ("i-1", "i-p", "tcp/5432", "reachable", []),
      ("i-p", "i-1", "tcp/443", "blocked", ["sg-ingress-denied"]), base=shared_vpc)
def _(net):
    """R86: owner and participant describe the same subnet and VPC; the participant sees fewer members, no tags for one. One
    object is made of them, and the copy that shows more wins."""
    seen = {key: [{k: v for k, v in net.find(ident).items() if k not in ("Tags", "DhcpOptionsId")}]
            for key, ident in (("Vpcs", "vpc-1"), ("Subnets", "subnet-1"))}
    for key in ("SecurityGroups", "NetworkInterfaces", "Reservations"):
        seen[key] = [x for x in net.lists[key] if x["OwnerId"] == OTHER_ACCOUNT]
        net.lists[key] = [x for x in net.lists[key] if x["OwnerId"] != OTHER_ACCOUNT]
    net.lists = {"Snapshots": [{"AccountId": OTHER_ACCOUNT, "Region": "eu-west-1", **seen},
                               {"AccountId": ACCOUNT, "Region": "eu-west-1", **net.lists}]}
