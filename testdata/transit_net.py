"""transit_net - a case for each sentence about transit gateways (R80)."""
from cases_kit import OTHER_ACCOUNT, OUT, case, last, member, own_acl, routes, rules, tgw_routes, two_vpcs, with_tgw
from netmaker import ACCOUNT, ANY4, Net, entry, perm


@case("tgw-blackhole-route", ("i-1", "i-2", "icmp", "blocked", ["tgw-route-blackhole"]),
      ("i-1", "i-2b", "icmp", "reachable", []), base=with_tgw)
def _(net):
    """R80: a static blackhole in the transit gateway's table, longer than the propagated route, drops. The shorter
    route does not serve in its stead; the subnet beside it is reached by that one."""
    tgw_routes(net).append({"DestinationCidrBlock": "10.2.1.0/24", "Type": "static", "State": "blackhole"})
    net.subnet("subnet-2b", "vpc-2", "10.2.2.0/24")
    member(net, "acl-2", "subnet-2b")
    net.find("rtb-2")["Associations"].append({
        "Main": False, "RouteTableAssociationId": "rtbassoc-2b", "RouteTableId": "rtb-2", "SubnetId": "subnet-2b",
        "AssociationState": {"State": "associated"}})
    net.instance("i-2b", "subnet-2b", "10.2.2.10", ["sg-2"], eni="eni-2b")


@case("tgw-overlapping-prefixes", ("i-1", "i-2", "icmp", "reachable", []), ("i-1", "10.2.200.9", "icmp", "blocked",
                                                                          ["address-unowned"]), base=with_tgw)
def _(net):
    """R80: longest prefix first, then static before propagated. VPC 3 claims 10.0.0.0/8 with a static route; what
    VPC 2's propagated 10.2.0.0/16 covers goes to VPC 2 all the same, whoever has an address there or not."""
    net.vpc("vpc-3", "10.9.0.0/16")
    net.subnet("subnet-3", "vpc-3", "10.9.1.0/24")
    net.table("rtb-3", "vpc-3", main=True)
    net.acl("acl-3", "vpc-3", ["subnet-3"])
    net.tgw_attach("tgw-attach-3", "tgw-1", "vpc-3", ["subnet-3"], "tgw-rtb-1")
    r = dict(tgw_routes(net)[0])
    r.update({"DestinationCidrBlock": "10.0.0.0/8", "Type": "static", "TransitGatewayAttachments": [
        {"ResourceId": "vpc-3", "TransitGatewayAttachmentId": "tgw-attach-3", "ResourceType": "vpc"}]})
    tgw_routes(net).append(r)
    net.subnet("subnet-2b", "vpc-2", "10.2.200.0/24")
    member(net, "acl-2", "subnet-2b")


@case("tgw-reply-through-another-zone",
      ("i-1", "i-2", "icmp", "blocked", ["tgw-attachment-unusable"], "it has no subnet in the sender's availability zone"),
      base=lambda: with_tgw(zone_2="b"))
def _(net):
    """R80: an attachment takes packets from senders in zones where it has a subnet. VPC 2's attachment has a subnet in
    zone a alone, and the server stands in zone b: the request is delivered, because the far attachment needs no subnet
    in the receiver's zone, but the reply finds no way into the transit gateway."""


@case("tgw-attachment-in-the-senders-subnet", ("i-1", "i-2", "icmp", "blocked", ["nacl-ingress-denied"], "acl-own"),
      base=with_tgw)
def _(net):
    """R80: towards the attachment a packet leaves the sender's subnet and enters the attachment's, even when they are
    one: its NACL has to let it out *and in*. (Out of the far attachment's subnet and into the receiver's it is asked
    neither way when they are one.)"""
    for key in ("TransitGatewayVpcAttachments",):
        net.lists[key][0]["SubnetIds"] = ["subnet-1"]
    net.acl("acl-own", "vpc-1", ["subnet-1"], default=False, entries=[
        entry(100, "allow", 1, "10.2.0.0/16", egress=True, icmp=(-1, -1)),
        entry(100, "allow", 1, "10.2.0.0/16", icmp=(-1, -1))])
    net.find("acl-1")["Associations"] = [a for a in net.find("acl-1")["Associations"] if a["SubnetId"] != "subnet-1"]


@case("tgw-out-and-back-by-another", ("i-1", "i-2", "icmp", "reachable", ["route-asymmetric"], "it arrives all the same"),
      base=with_tgw)
def _(net):
    """R29: the request goes out by one transit gateway, the reply comes back by another. Nothing translated an address
    on the way, so which connection the reply takes does not matter: it works, and is told as info."""
    net.tgw("tgw-2")
    net.tgw_attach("tgw-attach-21", "tgw-2", "vpc-1", ["subnet-t1"], "tgw-rtb-2")
    net.tgw_attach("tgw-attach-22", "tgw-2", "vpc-2", ["subnet-t2"], "tgw-rtb-2")
    net.tgw_table("tgw-rtb-2", "tgw-2", [("10.1.0.0/16", "tgw-attach-21", "vpc-1", "propagated", "active")],
                  [("tgw-attach-21", "vpc-1")])
    routes(net, "rtb-2", ("10.1.0.0/16", "tgw-2"), (ANY4, "igw-2"))


@case("tgw-references-off", ("i-1", "i-2", "tcp/443", "blocked", ["sg-ingress-denied"],
                             "the group reference does not hold over this connection"), base=with_tgw)
def _(net):
    """R43: a reference to a group behind a transit gateway holds only with group references on at the gateway and at
    both attachments. They are off by default."""
    rules(net, "sg-2", perm("tcp", 443, "sg-1"))


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
    tgw_routes(net).append(r)


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
    tgw_routes(net).append(tgw_route("10.2.0.0/16", "tgw-attach-2", "vpc-2"))


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
