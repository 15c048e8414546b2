"""networks_transit - hubs and spokes: inspection, central egress, VPN, overlapping ranges."""
from netmaker import ANY4, perm
from networks_kit import ALL, EPHEMERAL, Asked, Place, entries, network, spoke


def inspected(appliance, fw_rules_b=None, fw_rules=None):
    """Spokes a and b reach each other and the internet through appliances of an inspection VPC, one for each zone."""
    p = Place()
    p.tgw("tgw-1")
    spoke(p, "a", 1, "tgw-1", "tgw-rtb-spoke", ())
    spoke(p, "b", 2, "tgw-1", "tgw-rtb-spoke", ())
    p.add_vpc("vpc-i", "10.100.0.0/16")
    p.igw("igw-i", "vpc-i")
    for i, z in enumerate("ab"):
        p.add_subnet(f"subnet-it{z}", "vpc-i", f"10.100.{i+1}.0/28", z)
        p.add_subnet(f"subnet-if{z}", "vpc-i", f"10.100.{i+11}.0/24", z)
        p.add_subnet(f"subnet-ip{z}", "vpc-i", f"10.100.{i+21}.0/24", z)
        p.group(f"sg-fw{z}", "vpc-i", (fw_rules_b if z == "b" and fw_rules_b is not None else fw_rules) or ALL)
        p.appliance(f"fw{z}", f"subnet-if{z}", f"10.100.{i+11}.10", [f"sg-fw{z}"])
        p.nat(f"nat-{z}", f"subnet-ip{z}", f"10.100.{i+21}.20", f"52.1.1.{i+1}")
        p.table(f"rtb-it{z}", "vpc-i", [(ANY4, f"eni-fw{z}")], [f"subnet-it{z}"])
        p.table(f"rtb-if{z}", "vpc-i", [("10.0.0.0/8", "tgw-1"), (ANY4, f"nat-{z}")], [f"subnet-if{z}"])
        p.table(f"rtb-ip{z}", "vpc-i", [("10.0.0.0/8", f"eni-fw{z}"), (ANY4, "igw-i")], [f"subnet-ip{z}"])
    p.table("rtb-i", "vpc-i", [], main=True)
    p.tgw_attach("tgw-attach-i", "tgw-1", "vpc-i", ["subnet-ita", "subnet-itb"], "tgw-rtb-fw", appliance=appliance)
    p.tgw_routes("tgw-rtb-spoke", "tgw-1", [(ANY4, "tgw-attach-i", "vpc-i")])
    p.tgw_routes("tgw-rtb-fw", "tgw-1", [], [("tgw-attach-a", "vpc-a"), ("tgw-attach-b", "vpc-b")])
    for n, c in (("a", 1), ("b", 2)):
        for i, z in enumerate("ab"):
            p.host(f"{n}{z}", f"subnet-{n}{z}", f"10.{c}.{i+1}.10", [f"sg-{n}"])
    return p


@network
def hub_inspection_appliance():
    """In appliance mode a flow keeps to one appliance, there and back."""
    c = Asked(inspected("enable"))
    h = "aa ab ba bb"
    c.ask(h, h + " internet", "icmp tcp/22 tcp/443", "blocked")
    c.ask(h, h, "tcp/443 icmp", "reachable")
    c.ask(h, "internet", "tcp/443 tcp/22 icmp udp/123", "reachable")
    c.ask("fwa fwb", h, "tcp/443 icmp", "reachable")
    c.ask("fwa fwb", h, "tcp/22", "blocked")
    c.ask("fwa fwb", "internet", "tcp/443", "reachable")
    c.ask(h, "fwa fwb", "tcp/22", "reachable")  # their own groups are asked, and nobody forwards
    c.ask("internet", h, "tcp/443", "blocked")
    return c


@network
def hub_inspection_no_appliance_stateful():
    """fw groups let in new connections only; a reply through the other zone's appliance is new to it."""
    r = [perm("tcp", 443, "10.0.0.0/8"), perm("icmp", (8, 0), "10.0.0.0/8")]
    c = Asked(inspected("disable", fw_rules=r))
    c.ask("aa ba", "aa ba", "tcp/443 icmp", "reachable")
    c.ask("ab bb", "ab bb", "tcp/443 icmp", "reachable")
    c.ask("aa ba", "ab bb", "tcp/443 icmp", "blocked")
    c.ask("ab bb", "aa ba", "tcp/443 icmp", "blocked")
    c.ask("aa", "ab", "tcp/443 icmp", "reachable")
    c.ask("ba", "bb", "tcp/443 icmp", "reachable")
    c.ask("ab", "aa", "tcp/443 icmp", "reachable")
    c.ask("bb", "ba", "tcp/443 icmp", "reachable")
    c.ask("aa ab ba bb", "internet", "tcp/443", "reachable")
    c.ask("aa ab ba bb", "internet", "tcp/80", "blocked")
    return c


@network
def hub_inspection_one_zone_denies():
    """appliance mode: either zone's appliance may get it; one of them denies ssh"""
    c = Asked(inspected("enable", fw_rules_b=[perm("tcp", 443, "10.0.0.0/8")]))
    h = "aa ab ba bb"
    for s in ("a", "b"):
        o = "b" if s == "a" else "a"
        c.ask(f"{s}a {s}b", f"{o}a {o}b", "tcp/443", "reachable")
        c.ask(f"{s}a {s}b", f"{o}a {o}b", "tcp/22", "blocked")
        c.ask(f"{s}a {s}b", f"{o}a {o}b", "icmp", "unknown")
    c.ask(h, "internet", "tcp/22 icmp", "unknown")
    c.ask(h, "internet", "tcp/443", "reachable")
    return c


@network
def central_egress_zone_hole():
    """Spokes go out by NAT gateways of an egress VPC, one for each zone; in zone b it has no way back to them. A
    blackhole keeps the spokes apart, and both reach the shared VPC, whose route is longer."""
    p = Place()
    p.tgw("tgw-1")
    for n, k in (("a", 1), ("b", 2), ("s", 3)):
        spoke(p, n, k, "tgw-1", "tgw-rtb-spoke" if n != "s" else "tgw-rtb-shared", ())
    p.add_vpc("vpc-e", "10.90.0.0/16")
    p.igw("igw-e", "vpc-e")
    for i, z in enumerate("ab"):
        p.add_subnet(f"subnet-et{z}", "vpc-e", f"10.90.{i+1}.0/28", z)
        p.add_subnet(f"subnet-ep{z}", "vpc-e", f"10.90.{i+11}.0/24", z)
        p.nat(f"nat-{z}", f"subnet-ep{z}", f"10.90.{i+11}.20", f"52.2.1.{i+1}")
        p.table(f"rtb-et{z}", "vpc-e", [(ANY4, f"nat-{z}")], [f"subnet-et{z}"])
        p.table(f"rtb-ep{z}", "vpc-e", ([("10.0.0.0/8", "tgw-1")] if z == "a" else []) + [(ANY4, "igw-e")],
                [f"subnet-ep{z}"])
    p.tgw_attach("tgw-attach-e", "tgw-1", "vpc-e", ["subnet-eta", "subnet-etb"], "tgw-rtb-egress")
    p.tgw_routes("tgw-rtb-spoke", "tgw-1", [(ANY4, "tgw-attach-e", "vpc-e"), ("10.0.0.0/8", None, None)],
                 [("tgw-attach-s", "vpc-s")])
    p.tgw_routes("tgw-rtb-shared", "tgw-1", [], [("tgw-attach-a", "vpc-a"), ("tgw-attach-b", "vpc-b"),
                                                 ("tgw-attach-e", "vpc-e")])
    p.tgw_routes("tgw-rtb-egress", "tgw-1", [], [("tgw-attach-a", "vpc-a"), ("tgw-attach-b", "vpc-b")])
    for n, k in (("a", 1), ("b", 2), ("s", 3)):
        for i, z in enumerate("ab"):
            p.host(f"{n}{z}", f"subnet-{n}{z}", f"10.{k}.{i+1}.10", [f"sg-{n}"])
    c = Asked(p)
    c.ask("a? b? s?", "a? b? s?", "tcp/443 icmp tcp/22", "blocked")
    c.ask("a? b?", "s?", "tcp/443 icmp", "reachable")
    c.ask("s?", "a? b?", "tcp/443 icmp", "reachable")
    for n in "abs":
        c.ask(f"{n}a", f"{n}b", "tcp/443 icmp", "reachable")
        c.ask(f"{n}b", f"{n}a", "tcp/443 icmp", "reachable")
    c.ask("aa ba", "internet", "tcp/443 icmp udp/53", "reachable")
    c.ask("ab bb", "internet", "tcp/443 icmp udp/53", "blocked")
    c.ask("s?", "internet", "tcp/443", "blocked")
    c.ask("internet", "a? b? s?", "tcp/443", "blocked")
    c.names |= {"nat-a": "10.90.11.20", "nat-a.pub": "52.2.1.1"}
    c.ask("aa sa", "nat-a nat-a.pub", "icmp tcp/443", "blocked")
    c.ask("internet", "nat-a.pub", "tcp/443 icmp", "blocked")
    return c


@network
def central_endpoints():
    """Interface endpoints in a VPC of their own, whose attachment has a subnet in zone a alone."""
    p = Place()
    p.tgw("tgw-1")
    for n, k in (("a", 1), ("b", 2)):
        spoke(p, n, k, "tgw-1", "tgw-rtb-1", ())
    spoke(p, "c", 4, "tgw-1", "tgw-rtb-1", (), att_zones="a")
    p.add_vpc("vpc-ep", "10.50.0.0/16")
    for i, z in enumerate("ab"):
        p.add_subnet(f"subnet-ep{z}", "vpc-ep", f"10.50.{i+1}.0/24", z)
    p.add_subnet("subnet-ept", "vpc-ep", "10.50.9.0/28", "a")
    p.group("sg-ep", "vpc-ep", [perm("tcp", 443, "10.0.0.0/8")])
    p.endpoint("vpce-0aaa", "vpc-ep", "com.amazonaws.us-east-1.ssm", [("subnet-epa", "10.50.1.50"),
                                                                      ("subnet-epb", "10.50.2.50")], ["sg-ep"])
    p.table("rtb-ep", "vpc-ep", [("10.1.0.0/16", "tgw-1"), ("10.4.0.0/16", "tgw-1")], main=True)
    p.tgw_attach("tgw-attach-ep", "tgw-1", "vpc-ep", ["subnet-ept"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [(f"tgw-attach-{x}", f"vpc-{x}") for x in ("a", "b", "c", "ep")])
    for n, k in (("a", 1), ("b", 2), ("c", 4)):
        for i, z in enumerate("ab"):
            p.host(f"{n}{z}", f"subnet-{n}{z}", f"10.{k}.{i+1}.10", [f"sg-{n}"])
    c = Asked(p)
    c.names |= {"epa": "10.50.1.50", "epb": "10.50.2.50"}
    # the endpoint VPC's attachment has a subnet in zone a alone: replies from epb leave the endpoint's subnet in zone b
    c.ask("a? b? c?", "epa epb", "tcp/443 icmp tcp/80", "blocked")
    c.ask("a? ca", "epa", "tcp/443", "reachable")  # b: no route back; cb: no attachment subnet in its zone
    c.ask("epa epb", "a?", "tcp/443", "blocked")
    c.ask("a? b?", "a? b?", "tcp/443", "reachable")
    c.ask("cb", "aa", "tcp/443", "blocked")
    c.ask("aa", "cb", "tcp/443", "blocked")
    c.ask("aa ab", "ca", "tcp/443", "reachable")
    return c


@network
def overlapping_with_private_nat():
    """Two VPCs of one range call each other's balancers by private NAT gateways in blocks that differ."""
    p = Place()
    p.tgw("tgw-1")
    for n, k in (("x", 1), ("y", 2)):
        p.add_vpc(f"vpc-{n}", "10.0.0.0/16", f"100.64.{k}.0/24")
        p.add_subnet(f"subnet-{n}app", f"vpc-{n}", "10.0.1.0/24")
        p.add_subnet(f"subnet-{n}nat", f"vpc-{n}", f"100.64.{k}.0/25")
        p.add_subnet(f"subnet-{n}t", f"vpc-{n}", f"100.64.{k}.128/28")
        p.tgw_attach(f"tgw-attach-{n}", "tgw-1", f"vpc-{n}", [f"subnet-{n}t"], "tgw-rtb-1")
        p.nat(f"nat-{n}", f"subnet-{n}nat", f"100.64.{k}.10", connectivity="private")
        o = 3 - k
        p.table(f"rtb-{n}app", f"vpc-{n}", [(f"100.64.{o}.0/24", f"nat-{n}")], [f"subnet-{n}app"])
        p.table(f"rtb-{n}nat", f"vpc-{n}", [(f"100.64.{o}.0/24", "tgw-1")], [f"subnet-{n}nat"])
        p.table(f"rtb-{n}", f"vpc-{n}", [], main=True)
    p.tgw_routes("tgw-rtb-1", "tgw-1", [("100.64.1.0/24", "tgw-attach-x", "vpc-x"),
                                        ("100.64.2.0/24", "tgw-attach-y", "vpc-y")])
    p.group("sg-x", "vpc-x", [perm("tcp", 443, "100.64.0.0/10")])
    p.group("sg-y", "vpc-y", [perm("tcp", 8443, "100.64.1.0/24")])
    p.group("sg-y2", "vpc-y", [perm("tcp", 8443, "10.0.0.0/8")])
    p.host("xapp", "subnet-xapp", "10.0.1.10", ["sg-x"])
    p.host("yapp", "subnet-yapp", "10.0.1.20", ["sg-y"])
    p.host("yapp2", "subnet-yapp", "10.0.1.21", ["sg-y2"])
    arn = p.network_balancer("front", [("subnet-ynat", "100.64.2.50")], [("TCP", 443, "t1"), ("TCP", 444, "t2"),
                                                                         ("TCP", 445, "t3")])
    p.target_group("t1", "vpc-y", "TCP", 8443, ["i-yapp"], balancer=arn)
    p.target_group("t2", "vpc-y", "TCP", 8443, ["i-yapp2"], balancer=arn)
    p.target_group("t3", "vpc-y", "TCP", 8443, ["10.0.1.20"], kind="ip", balancer=arn)
    c = Asked(p)
    c.ask("xapp", "front@a", "tcp/443", "reachable")
    c.ask("xapp", "front@a", "tcp/444 tcp/445 tcp/22 icmp", "blocked")
    c.ask("xapp", "yapp yapp2", "tcp/8443", "blocked")  # 10.0 is local
    return c


@network
def vgw_and_tgw_vpn():
    """A virtual private gateway whose routes are propagated, one of them inside the VPC's own range."""
    p = Place()
    p.add_vpc("vpc-v", "10.15.0.0/16")
    p.add_vpc("vpc-w", "10.16.0.0/16")
    p.tgw("tgw-1")
    p.add_subnet("subnet-v", "vpc-v", "10.15.1.0/24")
    p.add_subnet("subnet-v2", "vpc-v", "10.15.2.0/24")
    p.add_subnet("subnet-w", "vpc-w", "10.16.1.0/24")
    p.vpn_gateway("vgw-v", "vpc-v")
    p.table("rtb-v", "vpc-v", [
        p.route("192.168.0.0/16", "vgw-v", origin="EnableVgwRoutePropagation"),
        p.route("10.15.2.0/25", "vgw-v", origin="EnableVgwRoutePropagation"), ("10.16.0.0/16", "tgw-1")
    ], ["subnet-v"])
    p.table("rtb-v2", "vpc-v", [], main=True)
    p.table("rtb-w", "vpc-w", [("10.15.0.0/16", "tgw-1"), ("192.168.0.0/16", "tgw-1")], main=True)
    p.tgw_attach("tgw-attach-v", "tgw-1", "vpc-v", ["subnet-v"], "tgw-rtb-1")
    p.tgw_attach("tgw-attach-w", "tgw-1", "vpc-w", ["subnet-w"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [("tgw-attach-v", "vpc-v"), ("tgw-attach-w", "vpc-w")])
    p.group("sg-v", "vpc-v", [perm("tcp", 443, "10.0.0.0/8"), perm("tcp", 22, "192.168.1.0/24")])
    p.group("sg-w", "vpc-w", ALL, [perm("tcp", 443, "10.0.0.0/8")])
    p.host("v", "subnet-v", "10.15.1.10", ["sg-v"])
    p.host("v2", "subnet-v2", "10.15.2.10", ["sg-v"])
    p.host("w", "subnet-w", "10.16.1.10", ["sg-w"])
    c = Asked(p)
    c.names |= {"dc": "192.168.1.5", "dc2": "192.168.2.5"}
    c.ask("v", "dc dc2", "tcp/443 icmp", "unknown")
    c.ask("v2", "dc", "tcp/443", "blocked")
    c.ask("dc dc2", "v", "tcp/22 tcp/443", "unknown")  # its own router may give it another address
    c.ask("dc", "v", "tcp/80 icmp", "blocked")
    c.ask("dc", "v2", "tcp/22", "blocked")
    c.ask("v", "v2", "tcp/443", "reachable")
    c.ask("v2", "v", "tcp/443", "reachable")
    c.ask("v", "w", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("w", "v", "tcp/443", "reachable")
    c.ask("w", "v", "tcp/22", "blocked")
    c.ask("v2", "w", "tcp/443", "blocked")
    c.ask("w", "v2", "tcp/443", "blocked")
    c.ask("w", "dc", "tcp/443", "blocked")  # its own group lets out to 10/8 alone
    return c


@network
def public_in_but_out_by_transit_gateway():
    """a public address, and a table that leads 0.0.0.0/0 to the transit gateway"""
    p = Place()
    p.tgw("tgw-1")
    spoke(p, "a", 1, "tgw-1", "tgw-rtb-1", ())
    p.igw("igw-a", "vpc-a")
    p.add_vpc("vpc-e", "10.9.0.0/16")
    p.igw("igw-e", "vpc-e")
    p.add_subnet("subnet-et", "vpc-e", "10.9.1.0/28")
    p.add_subnet("subnet-ep", "vpc-e", "10.9.2.0/24")
    p.nat("nat-e", "subnet-ep", "10.9.2.9", "52.1.9.9")
    p.table("rtb-et", "vpc-e", [(ANY4, "nat-e")], ["subnet-et"])
    p.table("rtb-ep", "vpc-e", [(ANY4, "igw-e"), ("10.1.0.0/16", "tgw-1")], ["subnet-ep"])
    p.table("rtb-e", "vpc-e", [], main=True)
    p.tgw_attach("tgw-attach-e", "tgw-1", "vpc-e", ["subnet-et"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [(ANY4, "tgw-attach-e", "vpc-e")], [("tgw-attach-a", "vpc-a")])
    p.add_subnet("subnet-pub", "vpc-a", "10.1.50.0/24")
    p.table("rtb-apub", "vpc-a", [(ANY4, "igw-a")], ["subnet-pub"])
    p.host("priv", "subnet-aa", "10.1.1.10", ["sg-a"], public="52.1.1.10")
    p.host("pub", "subnet-pub", "10.1.50.10", ["sg-a"], public="52.1.50.10")
    p.host("b", "subnet-ab", "10.1.2.10", ["sg-a"])
    p.group("sg-o", "vpc-a", [perm("tcp", 443, ANY4)])
    p.host("o", "subnet-aa", "10.1.1.20", ["sg-o"], public="52.1.1.20")
    p.host("po", "subnet-pub", "10.1.50.20", ["sg-o"], public="52.1.50.20")
    arn = p.network_balancer("n", [("subnet-pub", "10.1.50.50", "52.1.50.50")], [("TCP", 443, "t")],
                             scheme="internet-facing")
    p.target_group("t", "vpc-a", "TCP", 443, ["i-o"], balancer=arn,
                   attributes=[("load_balancing.cross_zone.enabled", "true")])
    c = Asked(p)
    c.ask("internet", "o.pub priv.pub pub.pub", "tcp/443", "blocked")
    c.ask("internet", "po.pub", "tcp/443", "reachable")
    c.ask("internet", "n@a.pub", "tcp/443", "reachable")
    c.ask("priv o pub po", "internet", "tcp/443 icmp", "reachable")
    c.ask("b", "internet", "tcp/443", "reachable")
    c.ask("priv", "po.pub", "tcp/443", "reachable")
    c.ask("priv", "pub.pub", "tcp/443", "blocked")
    c.ask("po", "o.pub", "tcp/443", "blocked")
    c.ask("b", "n@a.pub", "tcp/443", "reachable")
    c.ask("b", "n@a", "tcp/443", "reachable")
    c.ask("o", "n@a", "tcp/443", "blocked")
    c.ask("o", "n@a.pub", "tcp/443", "reachable")  # by the NAT gateway it has another address
    return c


@network
def tgw_zone_puzzles():
    """VPCs with 3 zones, attachments in some; NACLs and tables differ per attachment subnet"""
    p = Place()
    p.tgw("tgw-1")
    for n, k in (("a", 1), ("b", 2)):
        p.add_vpc(f"vpc-{n}", f"10.{k}.0.0/16")
        for i, z in enumerate("abc"):
            p.add_subnet(f"subnet-{n}{z}", f"vpc-{n}", f"10.{k}.{i}.0/24", z)
            p.add_subnet(f"subnet-{n}t{z}", f"vpc-{n}", f"10.{k}.{100+i}.0/28", z)
        p.table(f"rtb-{n}", f"vpc-{n}", [(f"10.{3-k}.0.0/16", "tgw-1")], main=True)
        p.group(f"sg-{n}", f"vpc-{n}", ALL)
        for i, z in enumerate("abc"):
            p.host(f"{n}{z}", f"subnet-{n}{z}", f"10.{k}.{i}.10", [f"sg-{n}"])
    p.tgw_attach("tgw-attach-a", "tgw-1", "vpc-a", ["subnet-ata", "subnet-atb"], "tgw-rtb-1")
    p.tgw_attach("tgw-attach-b", "tgw-1", "vpc-b", ["subnet-btb", "subnet-btc"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [("tgw-attach-a", "vpc-a"), ("tgw-attach-b", "vpc-b")])
    # zone c of b: NACL of the attachment's subnet lets out of it to 443 alone, and in everything
    p.own_acl("acl-btc", "vpc-b", ["subnet-btc"], *entries(False, ("allow", -1, ANY4)),
              *entries(True, ("allow", 6, ANY4, 443), ("allow", 6, ANY4, EPHEMERAL)))
    c = Asked(p)
    c.ask("a?", "b?", "tcp/443 tcp/22 icmp", "blocked")
    c.ask("b?", "a?", "tcp/443 tcp/22 icmp", "blocked")
    # zone a has no subnet of b's attachment: either of the others may be taken
    c.ask("aa", "bb bc", "tcp/443", "reachable")
    c.ask("aa", "bb bc", "tcp/22 icmp", "unknown")
    # ab -> bb, bc: far zone b: btb, open. Reply of bc: into btc (in: all); a has none in zone c: either, both open
    c.ask("ab", "bb bc", "tcp/443 tcp/22 icmp", "reachable")
    # ac: no attachment subnet in its zone: blocked both as sender and as replier; ba likewise
    # replies of aa come by either subnet of b's: out of zone c's go tcp's ports, and no ping's reply
    c.ask("bb", "ab", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("bb bc", "aa", "tcp/443 tcp/22", "reachable")
    c.ask("bb bc", "aa", "icmp", "unknown")
    c.ask("bc", "ab", "tcp/22 icmp", "reachable")
    c.ask("bc", "ab", "tcp/443", "reachable")
    return c


@network
def tgw_longest_prefix_and_secondary_blocks():
    """Blackholes, longer and shorter static routes beside what VPCs with several blocks propagate."""
    p = Place()
    p.tgw("tgw-1")
    p.add_vpc("vpc-a", "10.1.0.0/16")
    p.add_vpc("vpc-b", "10.2.0.0/16", "10.12.0.0/16")
    p.add_vpc("vpc-c", "10.3.0.0/16")
    p.add_vpc("vpc-d", "172.20.0.0/16", "10.4.0.0/20")
    for v, c1 in (("a", "10.1.1.0/24"), ("b", "10.2.1.0/24"), ("c", "10.3.1.0/24"), ("d", "172.20.1.0/24")):
        p.add_subnet(f"subnet-{v}", f"vpc-{v}", c1)
        p.group(f"sg-{v}", f"vpc-{v}", ALL)
        p.table(f"rtb-{v}", f"vpc-{v}", [("10.0.0.0/8", "tgw-1"), ("172.16.0.0/12", "tgw-1")], main=True)
        p.tgw_attach(f"tgw-attach-{v}", "tgw-1", f"vpc-{v}", [f"subnet-{v}"], "tgw-rtb-a" if v == "a" else "tgw-rtb-1")
    p.add_subnet("subnet-b2", "vpc-b", "10.12.1.0/24")
    p.add_subnet("subnet-d2", "vpc-d", "10.4.1.0/24")
    pr = [(f"tgw-attach-{v}", f"vpc-{v}") for v in "abcd"]
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], pr)
    p.tgw_routes("tgw-rtb-a", "tgw-1", [("10.2.1.0/25", None, None), ("10.12.0.0/16", "tgw-attach-c", "vpc-c"),
                                        ("10.3.0.0/16", None, None), ("10.3.1.0/24", "tgw-attach-c", "vpc-c")], pr[1:])
    p.host("a", "subnet-a", "10.1.1.10", ["sg-a"])
    p.host("b1", "subnet-b", "10.2.1.10", ["sg-b"])
    p.host("b1h", "subnet-b", "10.2.1.200", ["sg-b"])
    p.host("b2", "subnet-b2", "10.12.1.10", ["sg-b"])
    p.host("c", "subnet-c", "10.3.1.10", ["sg-c"])
    p.host("d", "subnet-d", "172.20.1.10", ["sg-d"])
    p.host("d2", "subnet-d2", "10.4.1.10", ["sg-d"])
    c = Asked(p)
    c.ask("a", "b1", "tcp/22 icmp", "blocked")
    c.ask("a", "b1h b2 c d d2", "tcp/22 icmp", "reachable")  # b2 by way of c, whose table leads back to the gateway
    # replies out of a go by tgw-rtb-a as well
    c.ask("b1", "a", "tcp/22", "blocked")
    c.ask("b2", "a", "tcp/22", "reachable")
    c.ask("b1h c d d2", "a", "tcp/22 icmp", "reachable")
    c.ask("b1 b2 c d d2", "b1 b2 c d d2", "tcp/22", "reachable")
    return c


@network
def peering_and_tgw_both():
    """out by peering, back by tgw; and one more specific"""
    p = Place()
    p.tgw("tgw-1")
    p.add_vpc("vpc-a", "10.1.0.0/16")
    p.add_vpc("vpc-b", "10.2.0.0/16")
    p.add_vpc("vpc-c", "10.3.0.0/16")
    for v, k in (("a", 1), ("b", 2), ("c", 3)):
        p.add_subnet(f"subnet-{v}", f"vpc-{v}", f"10.{k}.1.0/24")
        p.add_subnet(f"subnet-{v}2", f"vpc-{v}", f"10.{k}.2.0/24")
        p.tgw_attach(f"tgw-attach-{v}", "tgw-1", f"vpc-{v}", [f"subnet-{v}"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [(f"tgw-attach-{v}", f"vpc-{v}") for v in "abc"])
    p.pcx("pcx-ab", "vpc-a", "vpc-b")
    p.pcx("pcx-bc", "vpc-b", "vpc-c", state="pending-acceptance")
    p.table("rtb-a", "vpc-a", [("10.2.0.0/16", "pcx-ab"), ("10.0.0.0/8", "tgw-1")], main=True)
    p.table("rtb-b", "vpc-b", [("10.0.0.0/8", "tgw-1"), ("10.3.2.0/24", "pcx-bc")], main=True)
    p.table("rtb-c", "vpc-c", [("10.0.0.0/8", "tgw-1")], main=True)
    p.group("sg-a", "vpc-a", [perm("tcp", 22, "10.0.0.0/8")])
    p.group("sg-b", "vpc-b", [perm("tcp", 22, {"UserId": p.account, "GroupId": "sg-a"}),
                              perm("tcp", 80, "10.0.0.0/8")])
    p.group("sg-c", "vpc-c", [perm("-1", None, {"UserId": p.account, "GroupId": "sg-a"}),
                              perm("tcp", 80, ANY4)])
    for v, k in (("a", 1), ("b", 2), ("c", 3)):
        for i in (1, 2):
            p.host(f"{v}{i}", f"subnet-{v}" + ("2" if i == 2 else ""), f"10.{k}.{i}.10", [f"sg-{v}"])
    c = Asked(p)
    c.ask("a? b? c?", "a? b? c?", "tcp/22 tcp/80 icmp", "blocked")
    c.ask("a?", "b?", "tcp/22 tcp/80", "reachable")  # by reference over the peering; the reply by the tgw
    c.ask("b? c?", "a?", "tcp/22", "reachable")
    c.ask("a?", "a?", "tcp/22", "reachable")
    c.ask("b1", "b2", "tcp/80", "reachable")
    c.ask("b2", "b1", "tcp/80", "reachable")
    c.ask("c1", "c2", "tcp/80", "reachable")
    c.ask("c2", "c1", "tcp/80", "reachable")
    c.ask("a?", "c?", "tcp/80", "reachable")
    c.ask("b?", "c1", "tcp/80", "reachable")
    c.ask("c1", "b?", "tcp/80", "reachable")  # c2: b's table leads its range to a pending peering
    return c


@network
def big_flat_org():
    """four accounts' VPCs, a hub of shared services, peering between two, endpoints, balancer, all pairs"""
    p = Place()
    p.tgw("tgw-1")
    for n, k in (("dev", 1), ("prod", 2), ("shared", 3), ("mgmt", 4)):
        p.add_vpc(f"vpc-{n}", f"10.{k}.0.0/16")
        for i, z in enumerate("ab"):
            p.add_subnet(f"subnet-{n}w{z}", f"vpc-{n}", f"10.{k}.{i}.0/24", z)
            p.add_subnet(f"subnet-{n}d{z}", f"vpc-{n}", f"10.{k}.{10+i}.0/24", z)
            p.add_subnet(f"subnet-{n}t{z}", f"vpc-{n}", f"10.{k}.{20+i}.0/28", z)
        p.group(f"sg-{n}w", f"vpc-{n}", [perm("tcp", 443, "10.0.0.0/8"), perm("tcp", 22, "10.4.0.0/16")])
        p.group(f"sg-{n}d", f"vpc-{n}", [
            perm("tcp", 5432, {"UserId": p.account, "GroupId": f"sg-{n}w"}),
            perm("tcp", 22, "10.4.0.0/16"),
            perm("icmp", (-1, -1), "10.4.0.0/16")
        ])
        for i, z in enumerate("ab"):
            p.host(f"{n}w{z}", f"subnet-{n}w{z}", f"10.{k}.{i}.10", [f"sg-{n}w"])
            p.host(f"{n}d{z}", f"subnet-{n}d{z}", f"10.{k}.{10+i}.10", [f"sg-{n}d"])
        p.tgw_attach(f"tgw-attach-{n}", "tgw-1", f"vpc-{n}", [f"subnet-{n}ta", f"subnet-{n}tb"],
                     {"dev": "tgw-rtb-work", "prod": "tgw-rtb-work"}.get(n, "tgw-rtb-all"))
        p.table(f"rtb-{n}", f"vpc-{n}", [("10.0.0.0/8", "tgw-1")] +
                ([("10.2.0.0/16", "pcx-1")] if n == "dev" else [("10.1.0.0/24", "pcx-1")] if n == "prod" else []),
                main=True)
    p.pcx("pcx-1", "vpc-dev", "vpc-prod")
    p.tgw_routes("tgw-rtb-work", "tgw-1", [], [("tgw-attach-shared", "vpc-shared"), ("tgw-attach-mgmt", "vpc-mgmt")])
    p.tgw_routes("tgw-rtb-all", "tgw-1", [("10.2.10.0/23", None, None)],
                 [(f"tgw-attach-{n}", f"vpc-{n}") for n in ("dev", "prod", "shared", "mgmt")])
    p.own_acl(
        "acl-devd", "vpc-dev", ["subnet-devda", "subnet-devdb"],
        *entries(False, ("allow", 6, "10.1.0.0/16", 5432), ("allow", 6, "10.4.0.0/24", 22),
                 ("allow", 1, "10.4.0.0/16")),
        *entries(True, ("allow", 6, "10.1.0.0/16", EPHEMERAL), ("allow", 6, "10.4.0.0/16", EPHEMERAL),
                 ("allow", 1, "10.4.0.0/24")))
    arn = p.network_balancer("n", [("subnet-sharedwa", "10.3.0.50"), ("subnet-sharedwb", "10.3.1.50")],
                             [("TCP", 443, "t")])
    p.target_group("t", "vpc-shared", "TCP", 443, ["i-sharedwa", "i-sharedwb"], balancer=arn)
    c = Asked(p)
    allh = "dev?? prod?? shared?? mgmt??"
    q = "tcp/443 tcp/22 tcp/5432 icmp"
    c.ask(allh, allh, q, "blocked")
    for n in ("dev", "prod", "shared", "mgmt"):
        c.ask(f"{n}w?", f"{n}d?", "tcp/5432", "reachable")
        c.ask(f"{n}??", f"{n}w?", "tcp/443", "reachable")
    c.ask("devd?", "devw?", "tcp/443", "blocked")  # acl-devd lets no replies in but to 5432
    c.ask("mgmt??", "mgmtw? mgmtd?", "tcp/22", "reachable")
    c.ask("mgmt??", "mgmtd?", "icmp", "reachable")
    c.ask("shared?? mgmt??", "devw? prodw? sharedw? mgmtw?", "tcp/443", "reachable")
    c.ask("devw? prodw?", "sharedw? mgmtw?", "tcp/443", "reachable")
    c.ask("mgmt??", "devw? prodw? sharedw? sharedd?", "tcp/22", "reachable")
    c.ask("mgmt??", "sharedd?", "icmp", "reachable")
    c.ask("mgmtwa", "devd?", "tcp/22 icmp", "reachable")
    c.ask("mgmt?? shared??", "prodd?", "tcp/22 tcp/443 icmp", "blocked")  # blackhole
    c.ask("prodd?", "sharedw? mgmtw?", "tcp/443", "blocked")  # the replies: blackhole
    c.ask("devw?", "prodw?", "tcp/443", "blocked")
    c.ask("devwa", "prodw?", "tcp/443", "reachable")
    c.ask("prodw? prodd?", "devw?", "tcp/443", "blocked")
    c.ask("prodw? prodd?", "devwa", "tcp/443", "reachable")
    c.ask("devw? prodw? sharedd? mgmt??", "n@?", "tcp/443", "reachable")
    c.ask("devd? prodd?", "n@?", "tcp/443", "blocked")
    c.ask("sharedwa", "n@a", "tcp/443", "blocked")
    c.ask("sharedwb", "n@a", "tcp/443", "reachable")
    c.ask("sharedwa", "n@b", "tcp/443", "reachable")
    c.ask("mgmtwa", "n@?", "tcp/22 icmp", "blocked")
    return c


@network
def onprem_router_played_by_a_vpc():
    """VPN: the customer gateway is a router in another VPC, with three interfaces"""
    p = Place()
    p.tgw("tgw-1")
    p.add_vpc("vpc-c", "10.1.0.0/16")
    p.add_vpc("vpc-o", "192.168.0.0/16")
    p.igw("igw-o", "vpc-o")
    p.add_subnet("subnet-c", "vpc-c", "10.1.1.0/24")
    p.add_subnet("subnet-op", "vpc-o", "192.168.0.0/24")
    p.add_subnet("subnet-oi", "vpc-o", "192.168.1.0/24")
    p.tgw_attach("tgw-attach-c", "tgw-1", "vpc-c", ["subnet-c"], "tgw-rtb-1")
    p.add(
        "TransitGatewayAttachments", {
            "TransitGatewayAttachmentId": "tgw-attach-vpn", "TransitGatewayId": "tgw-1",
            "TransitGatewayOwnerId": p.account, "ResourceOwnerId": p.account, "ResourceType": "vpn",
            "ResourceId": "vpn-1", "State": "available",
            "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}
        })
    p.tgw_routes("tgw-rtb-1", "tgw-1", [("192.168.0.0/16", "tgw-attach-vpn", "vpn-1", "vpn")],
                 [("tgw-attach-c", "vpc-c")])
    p.add("CustomerGateways", {
        "CustomerGatewayId": "cgw-1", "IpAddress": "52.7.7.7", "State": "available", "Type": "ipsec.1",
        "BgpAsn": "65000"
    })
    p.table("rtb-c", "vpc-c", [("192.168.0.0/16", "tgw-1")], main=True)
    p.table("rtb-op", "vpc-o", [(ANY4, "igw-o")], ["subnet-op"])
    p.table("rtb-oi", "vpc-o", [("10.1.0.0/16", "eni-r2")], main=True)
    p.group("sg-c", "vpc-c", [perm("tcp", 22, "192.168.0.0/16")])
    p.group("sg-o", "vpc-o", [perm("tcp", 443, "10.0.0.0/8")])
    p.group("sg-r", "vpc-o", ALL)
    p.appliance("r", "subnet-op", "192.168.0.10", ["sg-r"], public="52.7.7.7")
    p.second_interface("r2", "r", "subnet-oi", "192.168.1.10", ["sg-r"], SourceDestCheck=False)
    p.host("c", "subnet-c", "10.1.1.10", ["sg-c"])
    p.host("o", "subnet-oi", "192.168.1.20", ["sg-o"])
    c = Asked(p)
    c.ask("c", "o", "tcp/443", "unknown")
    c.ask("c", "o", "tcp/22 icmp", "blocked")
    c.ask("o", "c", "tcp/22", "unknown")
    c.ask("o", "c", "tcp/443", "blocked")
    c.ask("r r2", "o", "tcp/443", "blocked")
    c.ask("o", "r2 r", "tcp/443", "reachable")
    return c
