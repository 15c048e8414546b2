"""cases_net - cases of security groups, network ACLs, routes, IPv6, and of what was not fetched."""
from cases_kit import (
    V6_1, V6_2, case, dual_stack, endpoint_vpc, ipv6_routes, member, routes, rules, tgw_routes, two_regions,
    with_tgw,
)
from netmaker import ANY4, ANY6, entry, peering_status, perm


# ---- security groups -----------------------------------------------------------------------------------------

PING_STOPPED = ("i-1", "i-2", "icmp", "blocked", ["sg-ingress-denied"])

@case("sg-icmp-reply-only", PING_STOPPED + ("it says type 0: that is the reply",))
def _(net):
    """R42: FromPort of an ICMP rule is a type, and type 0 is the echo *reply*. Who reads "0" as "any" opens nothing:
    a ping begins with type 8. The reply needs no rule, because security groups keep state."""
    rules(net, "sg-2", perm("icmp", (0, -1), "10.1.0.0/16"))


@case("sg-icmp-code-as-range", PING_STOPPED + ("type and code, not a range",))
def _(net):
    """R42: FromPort and ToPort of an ICMP rule are type and code. "8 to 255" does not mean types 8 to 255, but type 8
    with code 255, which no ping has."""
    rules(net, "sg-2", perm("icmp", (8, 255), "10.1.0.0/16"))


@case("sg-icmp-with-ipv6-range",
      ("i-1", "2600:1f18:2:1::10", "icmp", "blocked", ["sg-ingress-denied"], "icmp never comes from IPv6 addresses"),
      ("i-1", "10.2.1.10", "icmp", "blocked", ["sg-ingress-denied"]), base=dual_stack)
def _(net):
    """R42, R46: ping over IPv6 is icmpv6 (type 128), another protocol. A rule for icmp with an IPv6 range can be made,
    and matches nothing: neither a ping over IPv6 (other protocol) nor one over IPv4 (other family)."""
    rules(net, "sg-2", perm("icmp", (-1, -1), V6_1))
    ipv6_routes(net)


@case("sg-icmpv6-with-ipv4-range",
      ("i-1", "10.2.1.10", "icmp", "blocked", ["sg-ingress-denied"], "icmpv6 never comes from IPv4 addresses"),
      ("i-1", "2600:1f18:2:1::10", "icmp", "blocked", ["sg-ingress-denied"]), base=dual_stack)
def _(net):
    """R42, R46: the other way round: icmpv6 with an IPv4 range. It matches nothing either."""
    rules(net, "sg-2", perm("icmpv6", None, "10.1.0.0/16"))
    ipv6_routes(net)


@case("sg-reference-pending-peering",
      ("i-1", "i-2", "tcp/443", "blocked", ["peering-not-active", "sg-ingress-denied"], "stale: pcx-1 is pending"))
def _(net):
    """R43, R44: a reference to a group of the peer matches while the peering connection is active. While the request
    waits to be accepted the rule is stale. Both are told at once: accepting the request mends both."""
    net.find("pcx-1")["Status"] = peering_status("pending-acceptance")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"
    rules(net, "sg-2", perm("tcp", 443, {"UserId": net.account, "GroupId": "sg-1", "VpcId": "vpc-1",
                                         "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "pending-acceptance"}))


@case("sg-reference-cross-region", ("i-1", "i-2", "tcp/443", "blocked", ["sg-ingress-denied"],
                                    "a group reference does not hold"), base=two_regions)
def _(net):
    """R43: a peering connection between Regions carries traffic, but group references don't cross Regions. The rule has
    to name the other VPC's range."""
    rules(net, "sg-2", perm("tcp", 443, "sg-1"))


# ---- network ACLs --------------------------------------------------------------------------------------------

@case("nacl-unsorted", ("i-1", "i-2", "icmp", "reachable", []), ("i-1", "i-2", "tcp/443", "blocked",
                                                                 ["nacl-ingress-denied"], "entry 90"))
def _(net):
    """R51: entries are matched by ascending rule number, whatever their order in the output. Here the list begins with
    the final deny and with deny 200, which come last; allow 100 lets ping in, deny 90 stops https before it."""
    acl = net.find("acl-2")
    acl["Entries"] = [entry(32767, "deny"), entry(200, "deny", 1), entry(100, "allow"), entry(90, "deny", 6, ports=443),
                      entry(32767, "deny", egress=True), entry(100, "allow", egress=True)]


@case("nacl-final-deny", ("i-1", "i-2", "icmp", "reachable", []), ("check", "none", []))
def _(net):
    """R51: 32767 is the final deny that each NACL has. It hides nothing that comes before it, it is no entry that
    somebody made, and it is never told as one that no packet can reach, even where everything is allowed before."""
    rules(net, "sg-1")
    net.find("acl-2")["Entries"].reverse()


@case("nacl-ephemeral-ports", ("i-1", "i-2", "tcp/443", "partial", ["nacl-ephemeral-partial"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R53: NACLs keep no state: the reply goes to the port that the client chose, 32768-60999 on Linux. An entry that
    allows 32768-49151 alone answers some of the connections, so that it works now and then."""
    net.find("acl-2")["Entries"] = [entry(100, "allow"), entry(90, "allow", 1, egress=True),
                                    entry(100, "allow", 6, egress=True, ports=(32768, 49151))]


# ---- routes --------------------------------------------------------------------------------------------------

@case("route-prefix-list-tie", ("i-1", "i-2", "icmp", "unknown", ["route-ambiguous"]))
def _(net):
    """R24: two routes to prefix lists with the same entry, and different targets. AWS picks one of them and keeps it;
    which one, the snapshot does not show. One works and the other does not, so the answer is unknown."""
    for pl in ("pl-1", "pl-2"):
        net.prefix_list(pl, pl, ["10.2.0.0/16"], owner=net.account, version=1)
    routes(net, "rtb-1", ("pl-1", "pcx-1"), ("pl-2", "igw-1"), (ANY4, "igw-1"))


@case("route-prefix-list-tie-alike", ("i-1", "i-2", "icmp", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R24: where both of the tied routes come to the same verdict, it does not matter which one AWS keeps. One leads
    to the peer, where the server's group denies; the other to the internet gateway, which carries nothing private."""
    for pl in ("pl-1", "pl-2"):
        net.prefix_list(pl, pl, ["10.2.0.0/16"], owner=net.account, version=1)
    routes(net, "rtb-1", ("pl-1", "pcx-1"), ("pl-2", "igw-1"))
    rules(net, "sg-2")


@case("route-blackhole-before-shorter", ("i-1", "i-2", "icmp", "blocked", ["route-blackhole"], "10.2.1.0/24"))
def _(net):
    """R25: a route whose target is gone still wins the match and drops. There is no falling through to the shorter
    10.2.0.0/16, which would lead to the peer."""
    routes(net, "rtb-1", ("10.2.1.0/24", "nat-0dead0000000000001", "blackhole"), ("10.2.0.0/16", "pcx-1"),
           (ANY4, "igw-1"))


@case("route-same-range-behind-two-peers", ("i-1", "i-2", "icmp", "reachable", []),
      ("i-3", "i-1", "icmp", "blocked", ["route-asymmetric"]))
def _(net):
    """R29, R37: VPC 3 has the range of VPC 2, and both are peered with VPC 1. VPC 1's table leads 10.2.0.0/16 to VPC 2
    alone. VPC 2 works. A ping from VPC 3 arrives, but the reply goes to VPC 2, where nobody asked."""
    net.vpc("vpc-3", "10.2.0.0/16", name="VPC 3")
    net.subnet("subnet-3", "vpc-3", "10.2.1.0/24")
    net.table("rtb-3", "vpc-3", [("10.1.0.0/16", "pcx-3")], main=True)
    net.acl("acl-3", "vpc-3", ["subnet-3"])
    net.group("sg-3", "vpc-3", [perm("-1", None, "10.0.0.0/8")])
    net.instance("i-3", "subnet-3", "10.2.1.30", ["sg-3"], eni="eni-3")
    net.pcx("pcx-3", "vpc-3", "vpc-1")
    rules(net, "sg-1", perm("icmp", (8, 0), "10.0.0.0/8"))


@case("peering-secondary-overlap",
      ("i-1", "i-2", "icmp", "blocked", ["peering-cidr-overlap", "peering-not-active"], "100.64.0.0/16"))
def _(net):
    """R32: any overlap makes the request fail, even when the blocks that were meant are disjoint. Here the primary
    blocks are; the secondary block 100.64.0.0/16 of VPC 1 covers 100.64.9.0/24 of VPC 2."""
    for vpc, block in (("vpc-1", "100.64.0.0/16"), ("vpc-2", "100.64.9.0/24")):
        net.find(vpc)["CidrBlockAssociationSet"].append({
            "AssociationId": f"vpc-cidr-assoc-{vpc[4:]}s", "CidrBlock": block,
            "CidrBlockState": {"State": "associated"}})
    net.find("pcx-1")["Status"] = peering_status("failed")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"


@case("route-ipv6-forgotten", ("i-1", "10.2.1.10", "icmp", "reachable", []),
      ("i-1", "2600:1f18:2:1::10", "icmp", "blocked", ["route-missing"], V6_2), base=dual_stack)
def _(net):
    """R22, R35: IPv6 has routes of its own. The connection carries it and the groups allow it, but both tables lead the
    IPv4 ranges alone to the peer. Both missing routes are told at once."""
    rules(net, "sg-2", perm("icmp", (8, 0), "10.1.0.0/16"), perm("icmpv6", (-1, -1), V6_1))


@case("route-in-unused-main-table", ("i-1", "i-2", "icmp", "blocked", ["route-missing"], "subnet-1 (public-1) does not use"))
def _(net):
    """R20: a subnet with a table of its own does not look at the VPC's main table. The route to the peer was added to
    the main table, which no subnet uses."""
    routes(net, "rtb-1", (ANY4, "igw-1"))
    routes(net, "rtb-main-1", ("10.2.0.0/16", "pcx-1"))


@case("route-propagated-inside-local", ("i-1", "i-1b", "icmp", "reachable", []))
def _(net):
    """R23: a propagated route loses to local for the addresses that local covers, even when it is more specific."""
    net.subnet("subnet-1b", "vpc-1", "10.1.2.0/24")
    member(net, "acl-1", "subnet-1b")
    net.find("rtb-1")["Routes"].append(net.route("10.1.2.0/24", "vgw-1", origin="EnableVgwRoutePropagation"))
    net.group("sg-1b", "vpc-1", [perm("icmp", (8, 0), "10.0.0.0/8")])
    net.instance("i-1b", "subnet-1b", "10.1.2.10", ["sg-1b"], eni="eni-1b")


# ---- IPv6, edges ---------------------------------------------------------------------------------------------

@case("ipv6-only-subnet", ("i-6", "2600:1f18:2:1::10", "icmp", "reachable", []),
      ("i-6", "i-2", "icmp", "reachable", []), base=dual_stack)
def _(net):
    """R11, R35: an instance in a subnet without IPv4 talks IPv6. Asked for a dual-stack instance without naming an
    address, the one that both have is meant."""
    s = net.subnet("subnet-6", "vpc-1", "10.1.6.0/24", ipv6=("2600:1f18:1:6::/64",), Ipv6Native=True)
    s.pop("CidrBlock")
    member(net, "acl-1", "subnet-6")
    ipv6_routes(net)
    net.find("rtb-1")["Associations"].append({
        "Main": False, "RouteTableAssociationId": "rtbassoc-6", "RouteTableId": "rtb-1", "SubnetId": "subnet-6",
        "AssociationState": {"State": "associated"}})
    rules(net, "sg-2", perm("icmpv6", (128, 0), V6_1))
    i = net.instance("i-6", "subnet-6", "10.1.6.10", ["sg-1"], eni="eni-6", ipv6=("2600:1f18:1:6::10",))
    for holder in (net.find("eni-6"), i["NetworkInterfaces"][0]):
        holder.pop("PrivateIpAddress")
        holder["PrivateIpAddresses"] = []
    i.pop("PrivateIpAddress")


@case("edge-table-to-appliance", ("8.8.8.8", "52.16.10.20", "tcp/22", "reachable", []),
      ("8.8.8.8", "52.16.10.20", "tcp/3389", "blocked", ["sg-ingress-denied"], "sg-fw"))
def _(net):
    """R28, R81: a route table of the internet gateway sends what comes in for the public subnet to an appliance, which
    forwards it (source/destination check off). Its own group has to admit the traffic, and so has the instance's; the
    reply passes the appliance again, because the subnet's table leads there."""
    net.subnet("subnet-fw", "vpc-1", "10.1.8.0/24", name="inspection")
    member(net, "acl-1", "subnet-fw")
    net.table("rtb-fw", "vpc-1", [(ANY4, "igw-1")], ["subnet-fw"])
    net.group("sg-fw", "vpc-1", [perm("tcp", 22, ANY4), perm("-1", None, "10.1.0.0/16")], name="appliance")
    net.instance("i-fw", "subnet-fw", "10.1.8.5", ["sg-fw"], name="appliance", eni="eni-fw", SourceDestCheck=False,
                 eni_more={"SourceDestCheck": False})
    net.table("rtb-edge", "vpc-1", [("10.1.1.0/24", "eni-fw")], edge="igw-1")
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "eni-fw"))


@case("egress-only-gateway", ("i-1", "2600:9000::1", "tcp/443", "reachable", []),
      ("2600:9000::1", "2600:1f18:1:1::10", "tcp/22", "blocked", ["route-asymmetric"]), base=dual_stack)
def _(net):
    """R63: an egress-only internet gateway carries what starts inside, and the replies to it. A request from outside
    would come in by the internet gateway; its reply is led to the egress-only one, which carries it not."""
    net.eigw("eigw-1", "vpc-1")
    net.find("rtb-1")["Routes"].append(net.route(ANY6, "eigw-1"))
    net.find("sg-1")["IpPermissions"] = [perm("tcp", 22, ANY6)]


# ---- endpoints, VPN, shared VPCs, public addresses -----------------------------------------------------------

@case("endpoint-gateway-for-its-own-vpc", ("i-1b", "52.218.0.9", "tcp/443", "reachable", []),
      ("i-1b", "8.8.8.8", "tcp/443", "blocked", ["public-ip-missing", "route-missing"]),
      ("i-2", "52.218.0.9", "tcp/443", "blocked", ["peering-edge-to-edge", "public-ip-missing"]))
def _(net):
    """R83, R34: a gateway endpoint catches the routes of its prefix list, for the subnets whose table has them: a
    private subnet reaches S3 without NAT, and nothing else. A peered VPC that routes the same list to the peering connection
    reaches nothing: the endpoint serves its own VPC alone. (A way of its own would take a public address, which is told
    as well.)"""
    net.prefix_list("pl-s3", "com.amazonaws.eu-west-1.s3", ["52.218.0.0/17"], version=1)
    net.add("VpcEndpoints", {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1",
                             "State": "available", "ServiceName": "com.amazonaws.eu-west-1.s3",
                             "RouteTableIds": ["rtb-1b"], "SubnetIds": [], "NetworkInterfaceIds": [], "Tags": []})
    net.subnet("subnet-1b", "vpc-1", "10.1.2.0/24", name="private")
    member(net, "acl-1", "subnet-1b")
    net.table("rtb-1b", "vpc-1", [("pl-s3", "vpce-1")], ["subnet-1b"])
    net.instance("i-1b", "subnet-1b", "10.1.2.10", ["sg-1"], eni="eni-1b")
    routes(net, "rtb-2", ("10.1.0.0/16", "pcx-1"), ("pl-s3", "pcx-1"))


@case("vpn-from-on-premises", ("192.168.1.1", "i-1", "tcp/22", "unknown", ["unsupported-component"]),
      ("192.168.1.1", "i-1", "tcp/3389", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R82: what lies behind a virtual private gateway is not in the snapshot, so the way ends there with unknown. But
    where the other end is in the snapshot and takes the flow from nobody (here: no rule for the port), it is
    blocked whatever the far side does."""
    net.add("VpnGateways", {"VpnGatewayId": "vgw-1", "State": "available", "Type": "ipsec.1",
                            "VpcAttachments": [{"VpcId": "vpc-1", "State": "attached"}], "Tags": []})
    net.find("rtb-1")["Routes"].append(net.route("192.168.0.0/16", "vgw-1", origin="EnableVgwRoutePropagation"))


@case("shared-vpc-seen-by-one", ("i-1", "10.1.1.99", "tcp/443", "unknown", ["data-missing"]),
      ("i-1", "10.2.1.99", "icmp", "blocked", ["address-unowned"]))
def _(net):
    """R27, R86: VPC 1 is shared: it and its subnets belong to another account than the instance. In the snapshot of one
    account the other's interfaces don't show, so who has 10.1.1.99 is unknown. VPC 2 is ours alone: nobody there has 10.2.1.99."""
    for ident in ("vpc-1", "subnet-1"):
        net.find(ident)["OwnerId"] = "444455556666"


@case("peer-side-unread", ("10.2.1.1", "i-1", "tcp/22", "unknown", ["data-missing"]),
      ("10.2.1.1", "i-1b", "tcp/443", "unknown", ["data-missing"]),
      ("10.2.1.1", "i-1b", "tcp/80", "blocked", ["sg-ingress-denied"]),
      ("i-1b", "10.2.1.1", "tcp/443", "unknown", ["data-missing"]),
      ("i-1b", "10.2.1.1", "tcp/80", "blocked", ["sg-egress-denied"]),
      ("10.9.1.1", "i-1", "icmp", "blocked", ["address-unowned", "route-missing"]))
def _(net):
    """R2: the peer's VPC lies in an account that was not read. Who has 10.2.1.1 there and which groups it carries is unknown,
    so rules that name the peer's group may hold; what no rule allows to anybody is blocked all the same. 10.9.1.1 lies in no
    VPC that anything leads to."""
    for ident in ("i-2", "eni-2", "rtb-2", "rtb-main-2", "acl-2", "sg-2", "subnet-2", "igw-2", "vpc-2"):
        net.drop(ident)
    net.find("pcx-1")["AccepterVpcInfo"]["OwnerId"] = "444455556666"
    far = {"UserId": "444455556666", "GroupId": "sg-far", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "active"}
    net.group("sg-1b", "vpc-1", [perm("tcp", 443, far)], [perm("tcp", 443, far)], name="named")
    net.instance("i-1b", "subnet-1", "10.1.1.11", ["sg-1b"], eni="eni-1b")


@case("peer-side-unread-unrouted", ("10.1.1.10", "10.2.1.10", "icmp", "blocked", ["route-missing"]),
      ("i-1", "10.2.1.99", "icmp", "blocked", ["route-missing"]))
def _(net):
    """R2, R66: of the peer only the interfaces were read, not its VPC, and no route leads there but 0.0.0.0/0 to the internet
    gateway, which carries no private address. 10.2.1.10 is i-2 all the same; what mends it is a route to the peering
    connection, never one to the internet."""
    for ident in ("rtb-2", "rtb-main-2", "acl-2", "subnet-2", "igw-2", "vpc-2"):
        net.drop(ident)
    routes(net, "rtb-1", (ANY4, "igw-1"))


@case("vpn-router-in-a-vpc", ("i-1", "i-2", "icmp", "unknown", ["unsupported-component"]),
      ("i-2", "i-1", "icmp", "unknown", ["unsupported-component"]),
      ("i-2", "i-1b", "icmp", "blocked", ["sg-ingress-denied"]))
def _(net):
    """R82: on premises is played by VPC 2: its router is the customer gateway of the VPN connection, and VPC 2 routes to the
    router's interface. The router's table leads back to itself, which for a plain appliance is a circle; but a
    customer gateway sends such packets into its tunnels, and what becomes of them there nobody shows. What the other
    end takes from nobody is blocked all the same."""
    net.drop("pcx-1")
    routes(net, "rtb-1", ("10.2.0.0/16", "vgw-1"))
    net.group("sg-r", "vpc-2", [perm("-1", None, ANY4)], name="router")
    net.instance("i-r", "subnet-2", "10.2.1.9", ["sg-r"], eni="eni-r", public="52.16.10.99", alloc="eipalloc-9",
                 eni_more={"SourceDestCheck": False})
    routes(net, "rtb-2", ("10.1.0.0/16", "eni-r"), (ANY4, "igw-2"))
    rules(net, "sg-1", perm("icmp", (-1, -1), "10.2.0.0/16"))
    net.group("sg-1b", "vpc-1", [], name="closed")
    net.instance("i-1b", "subnet-1", "10.1.1.11", ["sg-1b"], eni="eni-1b")
    net.add("VpnGateways", {"VpnGatewayId": "vgw-1", "State": "available", "Type": "ipsec.1",
                            "VpcAttachments": [{"VpcId": "vpc-1", "State": "attached"}], "Tags": []})
    net.add("CustomerGateways", {"CustomerGatewayId": "cgw-1", "IpAddress": "52.16.10.99", "State": "available",
                                 "Type": "ipsec.1", "BgpAsn": "65000", "Tags": []})


@case("behind-an-instance", ("i-1", "10.244.1.5", "tcp/80", "unknown", ["unsupported-component"]),
      ("10.244.1.5", "i-1", "tcp/22", "unknown", ["unsupported-component"]),
      ("i-1", "10.244.2.5", "tcp/80", "blocked", ["source-dest-check"]),
      ("i-1", "10.1.77.1", "tcp/80", "blocked", ["middlebox-loop"]))
def _(net):
    """R81, R2: a route leads the addresses of containers to the instance that runs them. No VPC has such an address, so what
    the instance does with the packet nothing shows: unknown, not a circle, though its own subnet's table leads back to it.
    With the source/destination check on, the instance never gets it. An address of the VPC itself that goes round is lost."""
    net.instance("i-n", "subnet-1", "10.1.1.20", ["sg-n"], eni="eni-n", eni_more={"SourceDestCheck": False})
    net.instance("i-m", "subnet-1", "10.1.1.21", ["sg-n"], eni="eni-m")
    net.group("sg-n", "vpc-1", [perm("-1", None, ANY4)], name="node")
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), ("10.244.1.0/24", "eni-n"), ("10.244.2.0/24", "eni-m"),
           ("10.1.77.0/24", "eni-n"))


@case("public-address-of-another", ("i-1", "52.16.10.30", "tcp/22", "blocked", ["sg-ingress-denied"],
                                    "a group reference does not match public addresses"),
      ("i-1", "10.1.1.11", "tcp/22", "reachable", []))
def _(net):
    """R43, R67: two instances of one subnet. By its private address the other is reached inside the subnet, and its rule
    names the caller's group. By its *public* address the packet goes out and in through the internet gateway: the
    group sees the caller's public address, which no reference matches."""
    net.group("sg-b", "vpc-1", [perm("tcp", 22, "sg-1")], name="other")
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-b"], eni="eni-1x", public="52.16.10.30", alloc="eipalloc-2")


@case("public-address-of-a-further-address",
      ("internet", "i-1x", "tcp/22", "reachable", []),
      ("i-1x", "internet", "tcp/443", "reachable", []),
      ("internet", "52.16.10.31", "tcp/22", "reachable", []),
      ("internet", "10.1.1.11", "tcp/22", "blocked", ["public-ip-missing"]),
      ("matrix", {"exposed": True, "destination": "i-1x"}, ["internet > 10.1.1.12 tcp/22"]),
      ("matrix", {"exposed": True, "destination": "vpc-1", "by": "group", "protocol": "tcp/22"},
       ["internet > sg-1 tcp/22", "internet > sg-x tcp/22"]),
      ("matrix", {"exposed": True, "destination": "10.1.1.11"}, []),
      ("matrix", {"source": "i-1x", "destination": "internet", "protocol": "tcp/443"},
       ["10.1.1.12 > internet tcp/443"]),
      ("findings", "none", ["warning sg-open-to-world sg-1", "warning sg-open-to-world sg-x"]))
def _(net):
    """R60, R11: the first address of an interface has no public one, a further one has: by that the internet reaches the
    host, and who asks what the internet reaches must be told. An address that is asked for is that one alone."""
    net.group("sg-x", "vpc-1", [perm("tcp", 22, ANY4)], name="further")
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-x"], eni="eni-1x")
    further = {"Primary": False, "PrivateIpAddress": "10.1.1.12",
               "Association": {"IpOwnerId": net.account, "PublicDnsName": "", "PublicIp": "52.16.10.31"}}
    net.find("eni-1x")["PrivateIpAddresses"].append(further)


def central_egress():
    """Spoke vpc-1 leaves by vpc-2, which has the NAT gateway."""
    net = with_tgw()
    net.subnet("subnet-nat", "vpc-2", "10.2.9.0/24", name="nat")
    member(net, "acl-2", "subnet-nat")
    net.table("rtb-nat", "vpc-2", [("10.1.0.0/16", "tgw-1"), (ANY4, "igw-2")], ["subnet-nat"])
    net.nat("nat-1", "subnet-nat", "10.2.9.5", public="52.16.10.40")
    net.table("rtb-t2", "vpc-2", [(ANY4, "nat-1")], ["subnet-t2"])
    routes(net, "rtb-1", (ANY4, "tgw-1"))
    r = dict(tgw_routes(net)[1])
    r.update({"DestinationCidrBlock": ANY4, "Type": "static"})
    tgw_routes(net).append(r)
    return net


@case("tgw-central-egress", ("i-1", "8.8.8.8", "tcp/443", "reachable", []), base=central_egress)
def _(net):
    """R64, R80: a spoke's default route leads to the transit gateway, its default route to the egress VPC's attachment,
    whose subnet's table to the NAT gateway. The reply takes the NAT subnet's table back to the transit gateway."""


@case("tgw-central-egress-called-from-outside",
      ("internet", "i-1", "tcp/22", "blocked", ["route-asymmetric"], "rtb-1 leads it another way"),
      ("findings", "eic", ["error public-ip-missing eni-2", "error route-asymmetric rtb-1 return",
                           "error sg-ingress-denied sg-2"]), base=central_egress)
def _(net):
    """R29, R64: the spoke's instance has a public address of its own, and its default route leads to the egress VPC. Who
    calls it gets no reply: that leaves with another address. The spoke's table is the cause, and not the NAT gateway
    that serves what starts inside."""


@case("tgw-central-egress-without-nat",
      ("i-1", "8.8.8.8", "tcp/443", "blocked", ["public-ip-missing"], "lends public addresses to interfaces of that VPC",
       "it has no public IPv4 address in vpc-2"),
      base=central_egress)
def _(net):
    """R60: what came over the transit gateway meets an internet gateway, and no NAT gateway before it. The sender has
    a public address at home, which that gateway knows nothing of."""
    routes(net, "rtb-t2", (ANY4, "igw-2"))


@case("tgw-central-egress-in-a-public-subnet",
      ("i-1", "8.8.8.8", "tcp/443", "blocked", ["public-ip-missing"], "by a route table that subnet-t2 alone has"),
      base=central_egress)
def _(net):
    """R60: the attachment's subnet goes by the NAT gateway's own table. To lead that table's default route to the NAT
    gateway would cut off the NAT gateway itself; the subnet needs a table of its own."""
    moved = net.find("rtb-t2")["Associations"].pop()
    net.find("rtb-nat")["Associations"].append(moved | {"RouteTableId": "rtb-nat"})


@case("tgw-central-egress-no-way-back", ("i-1", "8.8.8.8", "tcp/443", "blocked", ["route-missing"], "rtb-nat"),
      base=central_egress)
def _(net):
    """R64, R80: as in tgw-central-egress, but the NAT gateway's subnet has no route back to the spoke. The request gets
    out, and the answer ends at the NAT gateway: the route that is forgotten most."""
    routes(net, "rtb-nat", (ANY4, "igw-2"))


# ---- EC2 Instance Connect ------------------------------------------------------------------------------------

@case("eic-my-ip-alone", ("eic", "i-1", "tcp/22", "blocked", ["eic-source-not-allowed"]),
      ("198.51.100.7", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R70, R73: "My IP" in the console's rule allows SSH from the person's own address. EC2 Instance Connect comes from
    a range of the service, whose prefix list the rule has to name."""
    net.prefix_list("pl-eic", "com.amazonaws.eu-west-1.ec2-instance-connect", ["18.202.216.48/29"], version=1)
    rules(net, "sg-1", perm("tcp", 22, "198.51.100.7/32"))


@case("eic-endpoint-without-interface", ("check", "default", []), base=endpoint_vpc)
def _(net):
    """R72: through an EC2 Instance Connect Endpoint no public address is needed. The endpoint's own interface is not in
    the snapshot (whoever took it filtered the interfaces); the endpoint tells its subnet and its groups, and that is
    enough where every address of the subnet is treated alike."""


@case("eic-endpoint-somewhere-in-its-subnet", ("check", "default", ["eic-source-not-allowed"]), base=endpoint_vpc)
def _(net):
    """R2, R72: as in eic-endpoint-without-interface, but the rule admits half of the endpoint's subnet. Whether the
    endpoint's address lies in that half is what the snapshot lacks: the flow is unknown, and the finding a warning."""
    rules(net, "sg-in", perm("tcp", 22, "10.1.1.128/25"))


@case("missing-kinds-all-named", ("i-1", "i-2", "icmp", "unknown", ["data-missing"], "lacks network ACLs",
                                  "lacks route tables"))
def _(net):
    """R2, R3: two lists were never fetched. The answer is unknown, and both are named at once, each with the command that
    brings it: nobody is sent round again for the second."""
    for kind in ("NetworkAcls", "RouteTables"):
        del net.lists[kind]
