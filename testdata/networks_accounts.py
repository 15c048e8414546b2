"""networks_accounts - several accounts and Regions: shared VPCs and transit gateways, each side alone, too."""
import copy

from netmaker import ANY4, ANY6, entry, perm
from networks_kit import ALL, ALL6, Asked, Place, network, spoke


@network
def ram_shared_vpc():
    """owner 1111 has the VPC, tables, NACLs, igw, nat, its bastion; participant 2222 the app, with groups of its own"""
    o, q = Place(account="111111111111"), Place(account="222222222222")
    o.add_vpc("vpc-s", "10.20.0.0/16")
    o.igw("igw-s", "vpc-s")
    o.add_subnet("subnet-pub", "vpc-s", "10.20.0.0/24")
    o.add_subnet("subnet-appa", "vpc-s", "10.20.1.0/24")
    o.add_subnet("subnet-appb", "vpc-s", "10.20.2.0/24", "b")
    o.add_subnet("subnet-db", "vpc-s", "10.20.3.0/24", "b")
    o.table("rtb-pub", "vpc-s", [(ANY4, "igw-s")], ["subnet-pub"])
    o.nat("nat-s", "subnet-pub", "10.20.0.9", "52.3.3.3")
    o.table("rtb-app", "vpc-s", [(ANY4, "nat-s")], ["subnet-appa", "subnet-appb"])
    o.table("rtb-s", "vpc-s", [], main=True)
    o.own_acl("acl-db", "vpc-s", ["subnet-db"], entry(100, "allow", 6, "10.20.1.0/24", False, 5432),
              entry(110, "allow", 6, "10.20.0.0/16", True, (32768, 61000)))
    o.group("sg-bastion", "vpc-s", [perm("tcp", 22, ANY4)])
    o.group("sg-ownerdb", "vpc-s", [perm("tcp", 5432, {"UserId": "222222222222", "GroupId": "sg-app"})])
    o.host("bastion", "subnet-pub", "10.20.0.10", ["sg-bastion"], public="52.3.3.10")
    o.host("odb", "subnet-db", "10.20.3.30", ["sg-ownerdb"])
    # the participant: same VPC and the shared subnets, seen from there
    for k, ids in (("Vpcs", None), ("Subnets", ("subnet-appa", "subnet-appb")), ("RouteTables", None)):
        for i in o.lists[k]:
            if ids is None or i["SubnetId"] in ids: q.lists[k].append(copy.deepcopy(i))
    # default group of the owner's VPC does not show; NACLs do, without entries' tags
    q.lists["NetworkAcls"] = [{k: v for k, v in a.items() if k != "Tags"}
                              for a in copy.deepcopy(o.lists["NetworkAcls"])]
    q.group("sg-app", "vpc-s", [
        perm("tcp", 8080, {"UserId": "222222222222", "GroupId": "sg-app"}),
        perm("tcp", 22, {"UserId": "111111111111", "GroupId": "sg-bastion"})
    ])
    q.host("appa", "subnet-appa", "10.20.1.10", ["sg-app"])
    q.host("appb", "subnet-appb", "10.20.2.10", ["sg-app"])
    q.lists["NetworkInterfaces"] = [n for n in q.lists["NetworkInterfaces"]]
    c = Asked(o, q)
    c.ask("bastion appa appb odb", "bastion appa appb odb", "tcp/22 tcp/8080 tcp/5432 icmp", "blocked")
    c.ask("appa", "appb", "tcp/8080", "reachable")
    c.ask("appb", "appa", "tcp/8080", "reachable")
    c.ask("bastion", "appa appb", "tcp/22", "reachable")
    c.ask("appa", "odb", "tcp/5432", "reachable")
    c.ask("odb", "bastion", "tcp/22", "blocked")  # acl-db lets no replies in but to 5432
    c.ask("appa appb", "bastion", "tcp/22", "reachable")
    c.ask("appa appb bastion", "internet", "tcp/443 icmp", "reachable")
    c.ask("internet", "bastion.pub", "tcp/22", "reachable")
    c.ask("internet", "bastion.pub", "tcp/443 icmp", "blocked")
    c.ask("appa", "bastion.pub", "tcp/22", "reachable")
    c.ask("odb", "internet", "tcp/443", "blocked")
    return c


@network
def tgw_peering_regions():
    """Two gateways in two Regions, with static routes for some of each other's VPCs, and NACLs at one attachment."""
    e, w = Place("us-east-1"), Place("eu-west-1")
    e.tgw("tgw-e")
    w.tgw("tgw-w")
    spoke(e, "a", 1, "tgw-e", "tgw-rtb-e", (), sg=ALL)
    spoke(e, "b", 2, "tgw-e", "tgw-rtb-e", (), sg=ALL)
    spoke(w, "c", 11, "tgw-w", "tgw-rtb-w", (), sg=[perm("-1", None, "10.1.0.0/16"), perm("tcp", 443, "10.2.0.0/16")])
    spoke(w, "d", 12, "tgw-w", "tgw-rtb-w", (), sg=ALL)
    for p, t, other, tab in ((e, "tgw-e", "tgw-w", "tgw-rtb-e"), (w, "tgw-w", "tgw-e", "tgw-rtb-w")):
        p.add(
            "TransitGatewayAttachments", {
                "TransitGatewayAttachmentId": "tgw-attach-peer", "TransitGatewayId": t,
                "TransitGatewayOwnerId": p.account, "ResourceOwnerId": p.account, "ResourceType": "peering",
                "ResourceId": other, "State": "available",
                "Association": {"TransitGatewayRouteTableId": tab, "State": "associated"}
            })
    e.tgw_routes("tgw-rtb-e", "tgw-e", [("10.11.0.0/16", "tgw-attach-peer", "tgw-w", "peering"),
                                        ("10.12.0.0/16", "tgw-attach-peer", "tgw-w", "peering")],
                 [("tgw-attach-a", "vpc-a"), ("tgw-attach-b", "vpc-b")])
    w.tgw_routes("tgw-rtb-w", "tgw-w", [("10.1.0.0/16", "tgw-attach-peer", "tgw-e", "peering"),
                                        ("10.2.2.0/24", "tgw-attach-peer", "tgw-e", "peering")],
                 [("tgw-attach-c", "vpc-c"), ("tgw-attach-d", "vpc-d")])
    w.own_acl("acl-ct", "vpc-c", ["subnet-cta", "subnet-ctb"], entry(100, "allow", 6, "10.1.0.0/16", False, 443),
              entry(110, "allow", 6, "0.0.0.0/0", True), entry(120, "allow", 6, "10.11.0.0/16", False),
              entry(130, "allow", 6, "10.2.0.0/16", False, (1024, 65535)))
    for p, n, k in ((e, "a", 1), (e, "b", 2), (w, "c", 11), (w, "d", 12)):
        for i, z in enumerate("ab"):
            p.host(f"{n}{z}", f"subnet-{n}{z}", f"10.{k}.{i+1}.10", [f"sg-{n}"])
    c = Asked(e, w)
    c.ask("a? b? c? d?", "a? b? c? d?", "tcp/443 tcp/22 icmp", "blocked")
    for x in ("a", "b", "d"):
        c.ask(x + "?", x + "?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("a?", "b?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("b?", "a?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("d?", "a?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("a?", "d?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("bb", "d?", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("d?", "bb", "tcp/443 tcp/22 icmp", "reachable")
    # c's attachment subnets: NACL "into" judged when packet comes from c (source c, in) and "out of" when it goes to c
    # out of c: its NACL lets tcp from 10.11.0.0/16 into the attachment's subnet
    c.ask("c?", "a?", "tcp/443 tcp/22", "reachable")
    c.ask("c?", "bb", "tcp/443 tcp/22", "reachable")
    c.ask("c?", "d?", "tcp/443 tcp/22", "reachable")
    # into c: tcp leaves the attachment's subnet, and the replies come in to it from 10.11.0.0/16
    c.ask("a?", "c?", "tcp/443 tcp/22", "reachable")
    c.ask("bb", "c?", "tcp/443", "reachable")
    return c


def multi_account_hub():
    """network account owns the tgw; two workload accounts see it through RAM"""
    n, a, b = Place(account="100000000001"), Place(account="200000000002"), Place(account="300000000003")
    n.tgw("tgw-1")
    for p in (a, b):
        p.lists["TransitGateways"] = [copy.deepcopy(n.find("tgw-1"))]
        [p.lists.setdefault(k, []) for k in ("TransitGatewayPeeringAttachments", )]
    for p, v, k in ((n, "hub", 0), (a, "app", 1), (b, "data", 2)):
        p.add_vpc(f"vpc-{v}", f"10.{k}.0.0/16")
        for i, z in enumerate("ab"):
            p.add_subnet(f"subnet-{v}{z}", f"vpc-{v}", f"10.{k}.{i}.0/24", z)
        p.table(f"rtb-{v}", f"vpc-{v}", [("10.0.0.0/8", "tgw-1")], main=True)
        p.group(f"sg-{v}", f"vpc-{v}", [perm("tcp", 443, "10.0.0.0/8"), perm("tcp", 22, "10.0.0.0/16")])
        for i, z in enumerate("ab"):
            p.host(f"{v}{z}", f"subnet-{v}{z}", f"10.{k}.{i}.10", [f"sg-{v}"])
        tab = {"hub": "tgw-rtb-hub", "app": "tgw-rtb-w", "data": "tgw-rtb-w"}[v]
        p.tgw_attach(f"tgw-attach-{v}", "tgw-1", f"vpc-{v}", [f"subnet-{v}a", f"subnet-{v}b"])
        t = p.lists["TransitGatewayAttachments"][-1]
        t["TransitGatewayOwnerId"] = n.account
        own = copy.deepcopy(t)
        own["Association"] = {"TransitGatewayRouteTableId": tab, "State": "associated"}
        if p is n: n.lists["TransitGatewayAttachments"][-1] = own
        else:
            n.lists["TransitGatewayAttachments"].append(own)
            n.lists["TransitGatewayVpcAttachments"].append(copy.deepcopy(p.lists["TransitGatewayVpcAttachments"][-1]))
    n.tgw_routes("tgw-rtb-hub", "tgw-1", [], [("tgw-attach-app", "vpc-app"), ("tgw-attach-data", "vpc-data")])
    n.tgw_routes("tgw-rtb-w", "tgw-1", [], [("tgw-attach-hub", "vpc-hub")])
    return n, a, b


@network
def ram_transit_gateway():
    """All three accounts were read."""
    c = Asked(*multi_account_hub())
    c.ask("hub? app? data?", "hub? app? data?", "tcp/443 tcp/22 icmp", "blocked")
    c.ask("hub?", "app? data?", "tcp/443 tcp/22", "reachable")
    c.ask("app? data?", "hub?", "tcp/443", "reachable")
    for v in ("hub", "app", "data"):
        c.ask(v + "?", v + "?", "tcp/443", "reachable")
    c.ask("hub?", "hub?", "tcp/22", "reachable")
    return c


@network
def ram_transit_gateway_without_the_owner():
    """The gateway's owner was not read: what it associates and propagates is not known."""
    n, a, b = multi_account_hub()
    c = Asked(a, b)
    c.ask("app?", "data?", "tcp/443", "unknown")
    c.ask("app?", "data?", "icmp", "blocked")
    c.ask("appa", "appb", "tcp/443", "reachable")
    c.ask("appa", "datab", "tcp/22", "unknown")
    c.ask("appa", "datab", "tcp/80", "blocked")
    return c


@network
def ram_transit_gateway_without_a_workload():
    """Of one account's VPC the owner shows the attachment alone."""
    n, a, b = multi_account_hub()
    c = Asked(n, a)
    c.names |= {"dataa": "10.2.0.10"}
    c.ask("huba", "dataa", "tcp/443", "unknown")
    c.ask("appa", "dataa", "tcp/443", "blocked")
    c.ask("dataa", "huba", "tcp/443", "unknown")
    c.ask("huba", "appb", "tcp/443", "reachable")
    return c


@network
def default_vpcs_of_all_regions():
    """Default VPCs have one range in all Regions; an address means the one that the other end lies in."""
    e, w = Place("us-east-1"), Place("eu-west-1")
    for p in (e, w):
        r = p.region[0]
        p.add_vpc(f"vpc-{r}d", "172.31.0.0/16", IsDefault=True)
        p.igw(f"igw-{r}d", f"vpc-{r}d")
        for i, z in enumerate("ab"):
            p.add_subnet(f"subnet-{r}d{z}", f"vpc-{r}d", f"172.31.{16*i}.0/20", z)
        p.table(f"rtb-{r}d", f"vpc-{r}d", [(ANY4, f"igw-{r}d")], main=True)
        p.group(f"sg-{r}", f"vpc-{r}d",
                [perm("-1", None, {"UserId": p.account, "GroupId": f"sg-{r}"}),
                 perm("tcp", 22, ANY4)])
    e.host("e1", "subnet-uda", "172.31.1.10", ["sg-u"], public="54.1.1.1")
    e.host("e2", "subnet-udb", "172.31.17.10", ["sg-u"], public="54.1.1.2")
    w.host("w1", "subnet-eda", "172.31.1.10", ["sg-e"], public="54.2.1.1")
    w.host("w3", "subnet-eda", "172.31.1.30", ["sg-e"], public="54.2.1.3")
    c = Asked(e, w)
    c.names |= {"E1": "eni-e1", "E2": "eni-e2", "W1": "eni-w1", "W3": "eni-w3"}
    c.ask("E2", "e1", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("W3", "w1", "icmp", "reachable")
    c.ask("E2", "w3", "tcp/443 tcp/22 icmp", "blocked")
    c.ask("E1", "W1 W3", "tcp/22", "blocked")
    c.ask("E1 E2", "*.pub", "tcp/22", "reachable")
    c.ask("E1 E2", "*.pub", "icmp tcp/443", "blocked")
    c.ask("internet", "*.pub", "tcp/22", "reachable")
    c.ask("internet", "*.pub", "icmp", "blocked")
    return c


@network
def bpa_and_regions():
    """Block Public Access in one Region, with a subnet that may call out, and another Region without."""
    e, w = Place("us-east-1"), Place("eu-west-1")
    for p, k in ((e, 1), (w, 2)):
        r = p.region[0]
        p.add_vpc(f"vpc-{r}", f"10.{k}.0.0/16", ipv6=[f"2600:1f1{k}:1::/56"])
        p.igw(f"igw-{r}", f"vpc-{r}")
        p.eigw(f"eigw-{r}", f"vpc-{r}")
        p.add_subnet(f"subnet-{r}p", f"vpc-{r}", f"10.{k}.0.0/24", ipv6=[f"2600:1f1{k}:1:0::/64"])
        p.add_subnet(f"subnet-{r}x", f"vpc-{r}", f"10.{k}.1.0/24", ipv6=[f"2600:1f1{k}:1:1::/64"])
        p.add_subnet(f"subnet-{r}n", f"vpc-{r}", f"10.{k}.2.0/24", ipv6=[f"2600:1f1{k}:1:2::/64"])
        p.nat(f"nat-{r}", f"subnet-{r}p", f"10.{k}.0.9", f"52.{k}.0.9")
        p.table(f"rtb-{r}p", f"vpc-{r}", [(ANY4, f"igw-{r}"), (ANY6, f"igw-{r}")], [f"subnet-{r}p", f"subnet-{r}x"])
        p.table(f"rtb-{r}", f"vpc-{r}", [(ANY4, f"nat-{r}"), (ANY6, f"eigw-{r}")], main=True)
        p.group(f"sg-{r}", f"vpc-{r}", [perm("tcp", 443, ANY4, ANY6)], ALL6)
        for n, s, i in ((f"{r}p", "p", 0), (f"{r}x", "x", 1)):
            p.host(n, f"subnet-{r}{s}", f"10.{k}.{i}.10", [f"sg-{r}"], public=f"52.{k}.{i}.10",
                   ipv6=[f"2600:1f1{k}:1:{i}::10"])
        p.host(f"{r}n", f"subnet-{r}n", f"10.{k}.2.10", [f"sg-{r}"], ipv6=[f"2600:1f1{k}:1:2::10"])
    e.lists["VpcBlockPublicAccessOptions"] = {
        "AwsAccountId": e.account, "AwsRegion": "us-east-1", "State": "update-complete",
        "InternetGatewayBlockMode": "block-ingress", "ExclusionsAllowed": "allowed"
    }
    e.lists["VpcBlockPublicAccessExclusions"] = [{
        "ExclusionId": "vpcbpa-exclude-1", "InternetGatewayExclusionMode": "allow-egress",
        "ResourceArn": f"arn:aws:ec2:us-east-1:{e.account}:subnet/subnet-ux", "State": "create-complete"
    }]
    c = Asked(e, w)
    c.names |= {"v6": "2606:4700::1"}
    c.ask("internet", "up.pub ux.pub", "tcp/443", "blocked")
    c.ask("internet", "ep.pub ex.pub", "tcp/443", "reachable")
    c.ask("v6", "up.6 ux.6 en.6 un.6", "tcp/443", "blocked")
    c.ask("v6", "ep.6 ex.6", "tcp/443", "reachable")
    c.ask("up", "internet", "tcp/443", "blocked")
    c.ask("ux un ep ex en", "internet", "tcp/443", "reachable")
    c.ask("ux.6 un.6 ep.6 en.6", "v6", "tcp/443", "reachable")
    c.ask("up.6", "v6", "tcp/443", "blocked")
    c.ask("ux un", "ep.pub ex.pub", "tcp/443", "reachable")
    c.ask("ep ex en", "up.pub ux.pub", "tcp/443", "blocked")
    c.ask("ux.6 un.6", "ep.6", "tcp/443", "reachable")
    c.ask("ep.6", "ux.6", "tcp/443", "blocked")
    c.ask("up", "ux un", "tcp/443", "reachable")
    return c
