"""networks_balancers - load balancers over several zones, and what lies between them, their clients and targets."""
import copy

from netmaker import ANY4, perm
from networks_kit import ALL, EPHEMERAL, Asked, Place, entries, network
from networks_transit import spoke


def lbvpc(zones="abc", v="vpc-l", k=1, p=None):
    """A VPC with subnets for balancers (l), targets (t) and clients (c) in each zone; the first are public."""
    p = p or Place()
    p.add_vpc(v, f"10.{k}.0.0/16")
    n = v[4:]
    p.igw("igw-" + n, v)
    for i, z in enumerate(zones):
        p.add_subnet(f"subnet-{n}l{z}", v, f"10.{k}.{i}.0/24", z)
        p.add_subnet(f"subnet-{n}t{z}", v, f"10.{k}.{10+i}.0/24", z)
        p.add_subnet(f"subnet-{n}c{z}", v, f"10.{k}.{20+i}.0/24", z)
    p.table(f"rtb-{n}l", v, [(ANY4, "igw-" + n)], [f"subnet-{n}l{z}" for z in zones])
    p.table(f"rtb-{n}", v, [], main=True)
    return p


@network
def nlb_three_zones_no_cross():
    """Each node serves its own zone, but for a target group that says otherwise."""
    p = lbvpc()
    p.group("sg-t", "vpc-l", [perm("tcp", 8080, "10.1.0.0/16"), perm("tcp", 8081, "10.1.20.0/24")])
    p.group("sg-c", "vpc-l", ALL)
    for i, z in enumerate("abc"):
        p.host(f"c{z}", f"subnet-lc{z}", f"10.1.{20+i}.10", ["sg-c"])
        p.host(f"t{z}", f"subnet-lt{z}", f"10.1.{10+i}.10", ["sg-t"])
    arn = p.network_balancer("n", [(f"subnet-l{z and 'l'}{z}", f"10.1.{i}.50") for i, z in enumerate("abc")],
                             [("TCP", 80, "all"), ("TCP", 81, "ab"), ("TCP", 82, "abx"), ("TCP", 83, "ip"),
                              ("TCP_UDP", 84, "mix"), ("TLS", 85, "tls")])
    p.target_group("all", "vpc-l", "TCP", 8080, ["i-ta", "i-tb", "i-tc"], balancer=arn)
    p.target_group("ab", "vpc-l", "TCP", 8080, ["i-ta", ("i-tb", "unhealthy")], balancer=arn)
    p.target_group("abx", "vpc-l", "TCP", 8081, ["i-ta", ("i-tb", "draining")], balancer=arn,
                   attributes=[("load_balancing.cross_zone.enabled", "true")])
    p.target_group("ip", "vpc-l", "TCP", 8080, ["10.1.10.10", "10.1.11.10"], kind="ip", balancer=arn)
    p.target_group("mix", "vpc-l", "TCP_UDP", 8080, ["i-ta"], balancer=arn)
    p.target_group("tls", "vpc-l", "TLS", 8080, ["10.1.12.10"], kind="ip", balancer=arn)
    c = Asked(p)
    cl = "ca cb cc"
    c.ask(cl, "n@?", "tcp/80 tcp/81 tcp/82 tcp/83 tcp/84 udp/84 tcp/85 tcp/8080 icmp udp/80", "blocked")
    c.ask(cl, "n@?", "tcp/80", "reachable")
    c.ask(cl, "n@a n@b", "tcp/81", "reachable")  # b: its only target is unhealthy: fails open
    c.ask("ca", "n@a n@b n@c", "tcp/82", "reachable")  # kept client must lie in 10.1.20/24
    c.ask(cl, "n@a n@b", "tcp/83", "reachable")
    c.ask(cl, "n@a", "tcp/84", "reachable")
    c.ask(cl, "n@c", "tcp/85", "reachable")
    # targets calling themselves
    c.ask("ta", "n@a", "tcp/80 tcp/84", "blocked")
    c.ask("ta", "n@b", "tcp/80", "reachable")
    c.ask("ta", "n@a", "tcp/83", "reachable")
    c.ask("ta", "n@c", "tcp/82", "blocked")
    return c


@network
def nlb_nacl_each_hop():
    """internet-facing, two zones, own NACLs of balancer and target subnets"""
    p = lbvpc("ab")
    # clients keep their addresses: the balancer's subnets and the targets' must let in the world
    p.own_acl(
        "acl-lb", "vpc-l", ["subnet-lla", "subnet-llb"],
        *entries(False, ("deny", 6, "203.0.113.0/24", 443), ("allow", 6, ANY4, 443),
                 ("allow", 6, "10.1.10.0/23", EPHEMERAL)),
        *entries(True, ("allow", 6, "10.1.10.0/24", 8443), ("allow", 6, ANY4, EPHEMERAL)))
    p.own_acl("acl-ta", "vpc-l", ["subnet-lta"], *entries(False, ("allow", 6, ANY4, 8443)),
              *entries(True, ("allow", 6, ANY4, EPHEMERAL)))
    p.own_acl("acl-tb", "vpc-l", ["subnet-ltb"], *entries(False, ("allow", 6, "10.1.0.0/16", 8443)),
              *entries(True, ("allow", 6, "10.1.0.0/16", EPHEMERAL)))
    p.group("sg-t", "vpc-l", [perm("tcp", 8443, ANY4)])
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t"])
    p.host("cl", "subnet-lca", "10.1.20.10", ["sg-t"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50", "52.7.0.1"), ("subnet-llb", "10.1.1.50", "52.7.0.2")],
                             [("TCP", 443, "t"), ("TCP", 8443, "ipt")], scheme="internet-facing")
    p.target_group("t", "vpc-l", "TCP", 8443, ["i-ta", "i-tb"], balancer=arn)
    p.target_group("ipt", "vpc-l", "TCP", 8443, ["10.1.10.10", "10.1.11.10"], kind="ip", balancer=arn)
    c = Asked(p)
    c.names |= {"out": "198.51.100.1", "bad": "203.0.113.5"}
    c.ask("out bad", "n@?.pub", "tcp/443 tcp/8443 tcp/80 icmp", "blocked")
    # out of the balancer's subnet it goes to 8443, to zone a by an entry of its own, to b among the high ports
    c.ask("out", "n@a.pub", "tcp/443", "reachable")
    c.ask("out", "n@b.pub", "tcp/443", "blocked")  # tb's subnet lets in 10.1 alone, and the client is kept
    c.ask("out bad", "n@?.pub", "tcp/8443",
          "blocked")  # in at the balancer's subnet: 443 from all, ephemeral from the targets
    c.ask("cl", "n@a n@b", "tcp/443", "reachable"
          )  # 10.1.20.10: in 443; targets 10.1; the reply from the target's subnet comes in by acl-lb from 10.1.10/23
    c.ask("bad", "n@a.pub", "tcp/443", "blocked")
    return c


@network
def nlb_nacl_reply_stopped():
    """the reply of the target goes to the balancer, past its own table, but not past the NACLs"""
    p = lbvpc("ab")
    p.own_acl("acl-lb", "vpc-l", ["subnet-lla", "subnet-llb"],
              *entries(False, ("allow", 6, ANY4, 443), ("allow", 6, "10.1.10.0/24", EPHEMERAL)),
              *entries(True, ("allow", 6, ANY4, EPHEMERAL)))
    p.own_acl("acl-ta", "vpc-l", ["subnet-lta"], *entries(False, ("allow", 6, ANY4, 8443)),
              *entries(True, ("allow", 6, "10.1.0.0/16", EPHEMERAL)))
    p.group("sg-t", "vpc-l", [perm("tcp", 8443, ANY4)])
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t"])
    p.host("cl", "subnet-lca", "10.1.20.10", ["sg-t"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50", "52.7.0.1"), ("subnet-llb", "10.1.1.50", "52.7.0.2")],
                             [("TCP", 443, "t"), ("TCP", 444, "i")], scheme="internet-facing")
    p.target_group("t", "vpc-l", "TCP", 8443, ["i-ta", "i-tb"], balancer=arn)
    p.target_group("i", "vpc-l", "TCP", 8443, ["10.1.10.10"], kind="ip", balancer=arn)
    c = Asked(p)
    c.names |= {"out": "198.51.100.1"}
    c.ask("out", "n@a.pub", "tcp/443", "blocked")  # acl-ta: the reply to 198.51.100.1 does not leave
    c.ask("out", "n@b.pub", "tcp/443", "blocked")  # acl-lb: the reply of 10.1.11.10 does not come in
    c.ask("cl", "n@a", "tcp/443", "reachable")
    c.ask("cl", "n@b", "tcp/443", "blocked")
    c.ask("out cl", "n@a n@b", "tcp/444", "blocked")
    return c


@network
def nlb_cross_zone_mixed_targets():
    """Targets that let in the client, the nodes, or do not run; of several states."""
    p = lbvpc("abc")
    p.group("sg-w", "vpc-l", [perm("tcp", 80, ANY4)])
    p.group("sg-n", "vpc-l", [perm("tcp", 80, "10.1.0.0/24", "10.1.1.0/24")])
    p.group("sg-c", "vpc-l", ALL)
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-w"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-w"])
    p.host("tn", "subnet-lta", "10.1.10.20", ["sg-n"])
    p.host("tc", "subnet-ltc", "10.1.12.10", ["sg-w"])
    p.host("stop", "subnet-ltb", "10.1.11.30", ["sg-w"], state="stopped")
    p.host("cl", "subnet-lca", "10.1.20.10", ["sg-c"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50"), ("subnet-llb", "10.1.1.50")], [("TCP", 1, "t1"),
                                                                                               ("TCP", 2, "t2"),
                                                                                               ("TCP", 3, "t3"),
                                                                                               ("TCP", 4, "t4"),
                                                                                               ("TCP", 5, "t5"),
                                                                                               ("TCP", 6, "t6"),
                                                                                               ("TCP", 7, "t7"),
                                                                                               ("TCP", 8, "t8")],
                             cross=True)
    p.target_group("t1", "vpc-l", "TCP", 80, ["i-ta", "i-tb"], balancer=arn)
    p.target_group("t2", "vpc-l", "TCP", 80, ["i-ta", "i-tn"],
                   balancer=arn)  # tn lets the nodes in alone, the client is kept: differ
    p.target_group("t3", "vpc-l", "TCP", 80, ["10.1.10.10", "10.1.10.20"], kind="ip", balancer=arn)
    p.target_group("t4", "vpc-l", "TCP", 80, ["i-tn"], balancer=arn)
    p.target_group("t5", "vpc-l", "TCP", 80, [("i-tc", "unused")], balancer=arn)  # zone c is not enabled
    p.target_group("t6", "vpc-l", "TCP", 80, [("i-stop", "unused"), "i-ta"], balancer=arn)
    p.target_group("t7", "vpc-l", "TCP", 80, [("i-ta", "unhealthy"), ("i-tn", "unhealthy")], balancer=arn)
    p.target_group("t8", "vpc-l", "TCP", 80, ["i-ta", ("i-tn", "unhealthy")], balancer=arn)
    c = Asked(p)
    c.ask("cl", "n@?", "tcp/1 tcp/3 tcp/6 tcp/8", "reachable")
    c.ask("cl", "n@?", "tcp/2 tcp/7", "unknown")
    c.ask("cl", "n@?", "tcp/4 tcp/5 tcp/9 icmp", "blocked")
    c.ask("ta", "n@?", "tcp/1", "unknown")
    c.ask("ta", "n@?", "tcp/3", "reachable")
    c.ask("ta", "n@?", "tcp/8 tcp/6", "blocked")
    c.ask("n@?", "ta tb", "tcp/80", "reachable")
    c.ask("n@?", "tn", "tcp/80", "reachable")
    c.ask("n@?", "ta", "icmp", "blocked")
    c.ask("n@?", "ta", "tcp/22", "blocked")
    return c


@network
def nlb_own_groups_two_zones():
    """The balancer's groups and its targets' groups name each other; one target has another group."""
    p = lbvpc("ab")
    p.group("sg-nlb", "vpc-l",
            [perm("tcp", 443, "10.1.20.0/24"), perm("tcp", 443, "198.51.100.0/24")],
            [perm("tcp", 8443, {"UserId": p.account, "GroupId": "sg-t"})])
    p.group("sg-t", "vpc-l", [perm("tcp", 8443, {"UserId": p.account, "GroupId": "sg-nlb"})])
    p.group("sg-t2", "vpc-l", [perm("tcp", 8443, "10.1.20.0/24")])
    p.group("sg-c", "vpc-l", ALL)
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t2"])
    p.host("ca", "subnet-lca", "10.1.20.10", ["sg-c"])
    p.host("cb", "subnet-lcb", "10.1.21.10", ["sg-c"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50", "52.7.0.1"), ("subnet-llb", "10.1.1.50", "52.7.0.2")],
                             [("TCP", 443, "t")], groups=["sg-nlb"], scheme="internet-facing")
    p.target_group("t", "vpc-l", "TCP", 8443, ["i-ta", "i-tb"], balancer=arn)
    c = Asked(p)
    c.names |= {"ok": "198.51.100.9", "no": "203.0.113.1"}
    c.ask("ca cb ok no", "n@? n@?.pub".replace("n@? ", ""), "tcp/443 icmp", "blocked")
    c.ask("ok", "n@a.pub", "tcp/443", "reachable")  # target a by reference to the balancer's group
    c.ask("ca cb", "n@a n@b", "tcp/443 icmp", "blocked")
    c.ask("ca", "n@a", "tcp/443", "reachable")
    # b: the balancer's egress names sg-t alone, and tb has sg-t2
    # from inside by the public name: clients in the VPC have no way to the internet
    return c


@network
def alb_two_zones_targets_in_one():
    """Both nodes call the targets, and a target's NACL lets in one node alone."""
    p = lbvpc("ab")
    p.group("sg-alb", "vpc-l", [perm("tcp", 80, ANY4), perm("tcp", 443, "10.1.0.0/16")])
    p.group("sg-t", "vpc-l", [perm("tcp", 8080, {"UserId": p.account, "GroupId": "sg-alb"})])
    p.group("sg-c", "vpc-l", [perm("tcp", 8080, "10.1.20.0/24")])
    p.own_acl("acl-t", "vpc-l", ["subnet-lta"], *entries(False, ("allow", 6, "10.1.0.0/24", 8080)),
              *entries(True, ("allow", 6, "10.1.0.0/23", EPHEMERAL)))
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t"])
    p.host("ca", "subnet-lca", "10.1.20.10", ["sg-c"])
    p.host("cb", "subnet-lcb", "10.1.21.10", ["sg-c"])
    arn = p.application_balancer("alb", [("subnet-lla", "10.1.0.60", "52.8.0.1"),
                                         ("subnet-llb", "10.1.1.60", "52.8.0.2")], [("HTTP", 80, "one"),
                                                                                    ("HTTPS", 443, "both")], ["sg-alb"],
                                 scheme="internet-facing")
    p.target_group("one", "vpc-l", "HTTP", 8080, ["i-ta"], balancer=arn)
    p.target_group("both", "vpc-l", "HTTP", 8080, ["i-ta", "i-tb"], balancer=arn)
    c = Asked(p)
    c.names |= {"out": "198.51.100.9"}
    c.ask("out", "alb@?.pub", "tcp/80 tcp/443 icmp tcp/8080", "blocked")
    c.ask("out", "alb@a.pub", "tcp/80", "reachable")
    c.ask("ca cb", "alb@a alb@b", "tcp/80 tcp/443 icmp", "blocked")
    c.ask("ca cb", "alb@a", "tcp/80 tcp/443", "reachable")
    # node b: 'one' -> ta: acl-t does not let in 10.1.1.x: blocked; 'both' -> ta blocked, tb passes: unknown
    c.ask("ca cb", "alb@b", "tcp/443", "unknown")
    c.ask("ca", "ta tb", "tcp/8080", "blocked")
    c.ask("alb@a", "ta tb", "tcp/8080", "reachable")
    c.ask("alb@b", "ta", "tcp/8080", "blocked")
    c.ask("alb@b", "tb", "tcp/8080", "reachable")
    # a target calls through the balancer to itself: its own address is not kept
    c.ask("ta", "alb@a", "tcp/80", "blocked")  # acl-t: nothing comes back in to it but to 8080
    c.ask("tb", "alb@a", "tcp/80", "reachable")
    return c


@network
def nlb_in_front_of_alb():
    """The client's address is kept for the application balancer, whose groups ask for it, and not for its targets."""
    p = lbvpc("ab")
    p.group("sg-alb", "vpc-l", [perm("tcp", 80, "198.51.100.0/24", "10.1.20.0/24")])
    p.group("sg-t", "vpc-l", [perm("tcp", 8080, {"UserId": p.account, "GroupId": "sg-alb"})])
    p.group("sg-c", "vpc-l", ALL)
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("ca", "subnet-lca", "10.1.20.10", ["sg-c"])
    p.host("cb", "subnet-lcb", "10.1.21.10", ["sg-c"])
    alb = p.application_balancer("alb", [("subnet-lla", "10.1.0.60"), ("subnet-llb", "10.1.1.60")],
                                 [("HTTP", 80, "web")], ["sg-alb"])
    p.target_group("web", "vpc-l", "HTTP", 8080, ["i-ta"], balancer=alb)
    nlb = p.network_balancer("n", [("subnet-lla", "10.1.0.50", "52.9.0.1"), ("subnet-llb", "10.1.1.50", "52.9.0.2")],
                             [("TCP", 80, "toalb"), ("TCP", 81, "none")], scheme="internet-facing")
    p.target_group("toalb", "vpc-l", "TCP", 80, [alb], kind="alb", balancer=nlb)
    p.target_group("none", "vpc-l", "TCP", 81, [alb], kind="alb", balancer=nlb)
    c = Asked(p)
    c.names |= {"ok": "198.51.100.9", "no": "203.0.113.1"}
    c.ask("ok no", "n@?.pub", "tcp/80 tcp/81 tcp/8080 icmp", "blocked")
    c.ask("ok", "n@?.pub", "tcp/80", "reachable")
    c.ask("ca cb", "n@a n@b alb@a alb@b", "tcp/80 tcp/81 icmp", "blocked")
    c.ask("ca", "n@a n@b alb@a alb@b", "tcp/80", "reachable")
    return c


@network
def nlb_targets_in_peer_and_on_premises():
    """Targets by IP in a peer, behind a transit gateway and on premises, with the client's address kept or not."""
    p = lbvpc("ab")
    p.add_vpc("vpc-p", "10.2.0.0/16")
    p.add_vpc("vpc-x", "10.3.0.0/16")
    p.tgw("tgw-1")
    p.add_subnet("subnet-pa", "vpc-p", "10.2.1.0/24")
    p.add_subnet("subnet-x", "vpc-x", "10.3.1.0/24")
    p.pcx("pcx-1", "vpc-l", "vpc-p")
    p.vpn_gateway("vgw-l", "vpc-l")
    p.tgw_attach("tgw-attach-l", "tgw-1", "vpc-l", ["subnet-lla", "subnet-llb"], "tgw-rtb-1")
    p.tgw_attach("tgw-attach-x", "tgw-1", "vpc-x", ["subnet-x"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [("tgw-attach-l", "vpc-l"), ("tgw-attach-x", "vpc-x")])
    p.lists["RouteTables"].clear()
    p.table("rtb-ll", "vpc-l", [(ANY4, "igw-l"), ("10.2.0.0/16", "pcx-1"), ("10.3.0.0/16", "tgw-1"),
                                ("192.168.0.0/16", "vgw-l")], ["subnet-lla", "subnet-llb"])
    p.table("rtb-l", "vpc-l", [("10.2.0.0/16", "pcx-1"), ("10.3.0.0/16", "tgw-1")], main=True)
    p.table("rtb-p", "vpc-p", [("10.1.0.0/16", "pcx-1")], main=True)
    p.table("rtb-x", "vpc-x", [("10.1.0.0/16", "tgw-1")], main=True)
    p.group("sg-p", "vpc-p", [perm("tcp", 80, "10.1.0.0/16")])
    p.group("sg-x", "vpc-x", [perm("tcp", 80, "10.1.0.0/16")])
    p.group("sg-c", "vpc-l", ALL)
    p.host("tp", "subnet-pa", "10.2.1.10", ["sg-p"])
    p.host("tx", "subnet-x", "10.3.1.10", ["sg-x"])
    p.host("cl", "subnet-lca", "10.1.20.10", ["sg-c"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50"), ("subnet-llb", "10.1.1.50")], [("TCP", 1, "peer"),
                                                                                               ("TCP", 2, "tgw"),
                                                                                               ("TCP", 3, "prem"),
                                                                                               ("TCP", 4, "peerkeep"),
                                                                                               ("TCP", 5, "tgwkeep"),
                                                                                               ("TCP", 6, "ghost"),
                                                                                               ("UDP", 7, "peerudp")])
    k = [("preserve_client_ip.enabled", "true")]
    for n, ip, kk in (("peer", "10.2.1.10", ()), ("tgw", "10.3.1.10", ()), ("prem", "192.168.5.5", ()),
                      ("peerkeep", "10.2.1.10", k), ("tgwkeep", "10.3.1.10", k), ("ghost", "10.1.10.99", ())):
        p.target_group(n, "vpc-l", "TCP", 80, [ip], kind="ip", balancer=arn, attributes=kk)
    p.target_group("peerudp", "vpc-l", "UDP", 80, ["10.2.1.10"], kind="ip", balancer=arn)
    c = Asked(p)
    c.ask("cl", "n@a n@b", "tcp/1 tcp/4", "reachable")
    c.ask("cl", "n@a n@b", "tcp/2", "reachable")
    c.ask("cl", "n@b", "tcp/2", "reachable")
    c.ask("cl", "n@a n@b", "tcp/3", "unknown")
    c.ask("cl", "n@a n@b", "tcp/5 tcp/6 udp/7 icmp", "blocked")
    c.ask("cl", "tp tx", "tcp/80", "reachable")
    c.ask("tp", "n@a", "tcp/1", "reachable")
    c.ask("tp", "n@a", "tcp/4", "blocked")
    c.ask("tx", "n@a n@b", "tcp/2 tcp/1", "reachable")
    return c


@network
def nlb_clients_by_peering_tgw_vpn():
    """Clients of other VPCs: the balancer's subnets know the ways back, the targets' do not."""
    p = lbvpc("ab")
    p.tgw("tgw-1")
    p.add_vpc("vpc-p", "10.2.0.0/16")
    p.add_subnet("subnet-p", "vpc-p", "10.2.1.0/24")
    p.add_vpc("vpc-x", "10.3.0.0/16")
    p.add_subnet("subnet-xa", "vpc-x", "10.3.1.0/24")
    p.add_subnet("subnet-xb", "vpc-x", "10.3.2.0/24", "b")
    p.pcx("pcx-1", "vpc-l", "vpc-p")
    p.tgw_attach("tgw-attach-l", "tgw-1", "vpc-l", ["subnet-lca", "subnet-lcb"], "tgw-rtb-1")
    p.tgw_attach("tgw-attach-x", "tgw-1", "vpc-x", ["subnet-xa", "subnet-xb"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [("tgw-attach-l", "vpc-l"), ("tgw-attach-x", "vpc-x")])
    p.lists["RouteTables"].clear()
    # the balancer's own subnets know the ways back; the targets' do not: it does not matter where the client is kept
    p.table("rtb-ll", "vpc-l", [("10.2.0.0/16", "pcx-1"), ("10.3.0.0/16", "tgw-1")], ["subnet-lla"])
    p.table("rtb-llb", "vpc-l", [("10.2.0.0/16", "pcx-1")], ["subnet-llb"])
    p.table("rtb-l", "vpc-l", [], main=True)
    p.table("rtb-p", "vpc-p", [("10.1.0.0/16", "pcx-1")], main=True)
    p.table("rtb-x", "vpc-x", [("10.1.0.0/16", "tgw-1")], main=True)
    p.group("sg-p", "vpc-p", ALL)
    p.group("sg-x", "vpc-x", ALL)
    p.group("sg-t", "vpc-l", [perm("tcp", 80, "10.2.0.0/15")])
    p.group("sg-ref", "vpc-l", [perm("tcp", 80, {"UserId": p.account, "GroupId": "sg-p"})])
    p.host("cp", "subnet-p", "10.2.1.10", ["sg-p"])
    p.host("xa", "subnet-xa", "10.3.1.10", ["sg-x"])
    p.host("xb", "subnet-xb", "10.3.2.10", ["sg-x"])
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t"])
    p.host("tr", "subnet-lta", "10.1.10.20", ["sg-ref"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50"), ("subnet-llb", "10.1.1.50")], [("TCP", 1, "t"),
                                                                                               ("TCP", 2, "r"),
                                                                                               ("TCP", 3, "i")])
    p.target_group("t", "vpc-l", "TCP", 80, ["i-ta", "i-tb"], balancer=arn)
    p.target_group("r", "vpc-l", "TCP", 80, ["i-tr"], balancer=arn)
    p.target_group("i", "vpc-l", "TCP", 80, ["10.1.10.10", "10.1.11.10"], kind="ip", balancer=arn)
    c = Asked(p)
    c.ask("cp xa xb", "n@a n@b", "tcp/1 tcp/2 tcp/3", "blocked")
    c.ask("cp", "n@a n@b", "tcp/1", "reachable")
    c.ask("xa xb", "n@a", "tcp/1", "reachable")
    c.ask("cp xa xb", "ta tb", "tcp/80", "blocked")  # no way back from their subnets
    return c


@network
def nlb_hairpins():
    """Targets that call themselves: by instance, by either interface, by their second address, over udp."""
    p = lbvpc("ab")
    p.group("sg-t", "vpc-l", [perm("tcp", 80, "10.1.0.0/16"), perm("udp", 53, "10.1.0.0/16")])
    p.host("ta", "subnet-lta", "10.1.10.10", ["sg-t"], secondary=["10.1.10.11"])
    p.host("tb", "subnet-ltb", "10.1.11.10", ["sg-t"])
    p.second_interface("ta2", "ta", "subnet-lca", "10.1.20.77", ["sg-t"])
    arn = p.network_balancer("n", [("subnet-lla", "10.1.0.50"), ("subnet-llb", "10.1.1.50")], [("TCP", 1, "t"),
                                                                                               ("TCP", 2, "t2"),
                                                                                               ("TCP", 3, "ip"),
                                                                                               ("UDP", 53, "dns"),
                                                                                               ("TCP", 4, "off"),
                                                                                               ("TCP", 5, "ipk")])
    p.target_group("t", "vpc-l", "TCP", 80, ["i-ta"], balancer=arn,
                   attributes=[("load_balancing.cross_zone.enabled", "true")])
    p.target_group("t2", "vpc-l", "TCP", 80, ["i-ta", "i-tb"], balancer=arn)
    p.target_group("ip", "vpc-l", "TCP", 80, ["10.1.10.11"], kind="ip", balancer=arn)
    p.target_group("dns", "vpc-l", "UDP", 53, ["10.1.10.10"], kind="ip", balancer=arn)
    p.target_group("off", "vpc-l", "TCP", 80, ["i-ta"], balancer=arn,
                   attributes=[("preserve_client_ip.enabled", "false")])
    p.target_group("ipk", "vpc-l", "TCP", 80, ["10.1.10.11"], kind="ip", balancer=arn,
                   attributes=[("preserve_client_ip.enabled", "true")])
    c = Asked(p)
    c.ask("ta", "n@a n@b", "tcp/1", "blocked")
    c.ask("tb", "n@a n@b", "tcp/1", "reachable")
    c.ask("ta", "n@a", "tcp/2", "blocked")
    c.ask("ta", "n@b", "tcp/2", "reachable")
    c.ask("tb", "n@a", "tcp/2", "reachable")
    c.ask("tb", "n@b", "tcp/2", "blocked")
    c.ask("ta ta.s1 ta2 tb", "n@a", "tcp/3 tcp/4", "reachable")
    c.ask("ta ta.s1", "n@a", "udp/53", "blocked")
    c.ask("tb", "n@a", "udp/53", "reachable")
    c.ask("ta", "n@b", "udp/53", "blocked")
    c.ask("ta.s1 ta", "n@a", "tcp/5", "blocked")
    c.ask("ta2", "n@a", "tcp/1 tcp/5", "blocked")
    c.ask("tb", "n@a", "tcp/5", "reachable")
    return c


@network
def alb_behind_tgw_ip_targets():
    """An application balancer's targets lie in a spoke, which knows the way back to one of its nodes."""
    p = lbvpc("ab")
    p.tgw("tgw-1")
    spoke(p, "x", 3, "tgw-1", "tgw-rtb-x", (), sg=[perm("tcp", 8080, "10.1.0.0/24")])
    p.tgw_attach("tgw-attach-l", "tgw-1", "vpc-l", ["subnet-lca", "subnet-lcb"], "tgw-rtb-l")
    p.tgw_routes("tgw-rtb-l", "tgw-1", [], [("tgw-attach-x", "vpc-x")])
    p.tgw_routes("tgw-rtb-x", "tgw-1", [("10.1.0.0/23", "tgw-attach-l", "vpc-l")])
    p.lists["RouteTables"] = [t for t in p.lists["RouteTables"] if t["VpcId"] == "vpc-x"]
    p.table("rtb-ll", "vpc-l", [(ANY4, "igw-l"), ("10.3.0.0/16", "tgw-1")], ["subnet-lla", "subnet-llb"])
    p.table("rtb-l", "vpc-l", [], main=True)
    p.group("sg-alb", "vpc-l", [perm("tcp", 80, ANY4)])
    p.group("sg-c", "vpc-l", ALL)
    p.host("xa", "subnet-xa", "10.3.1.10", ["sg-x"])
    p.host("xb", "subnet-xb", "10.3.2.10", ["sg-x"])
    p.host("cl", "subnet-lca", "10.1.20.10", ["sg-c"])
    arn = p.application_balancer("alb", [("subnet-lla", "10.1.0.60", "52.8.0.1"),
                                         ("subnet-llb", "10.1.1.60", "52.8.0.2")],
                                 [("HTTP", 80, "x"), ("HTTP", 81, "x")], ["sg-alb"], scheme="internet-facing")
    p.target_group("x", "vpc-l", "HTTP", 8080, ["10.3.1.10", "10.3.2.10"], kind="ip", balancer=arn)
    c = Asked(p)
    c.names |= {"out": "198.51.100.9"}
    c.ask("out", "alb@a.pub", "tcp/80", "reachable")
    c.ask("out", "alb@b.pub", "tcp/80", "blocked")
    c.ask("out", "alb@a.pub", "tcp/81", "blocked")
    c.ask("cl", "alb@a", "tcp/80", "reachable")
    c.ask("cl", "alb@b", "tcp/80", "blocked")
    c.ask("cl", "xa", "tcp/8080", "blocked")
    c.ask("xa", "alb@a", "tcp/80", "reachable")
    c.ask("xa xb", "alb@b", "tcp/80", "blocked")
    return c


@network
def transit_egress_with_balancer_ingress():
    """Balancers in an ingress VPC, their targets by IP in spokes, which go out by its NAT gateway."""
    p = lbvpc("ab", "vpc-g", 50)
    p.tgw("tgw-1")
    spoke(p, "x", 3, "tgw-1", "tgw-rtb-s", (),
          sg=[perm("tcp", 8080, "10.50.0.0/16"), perm("tcp", 9000, "10.50.0.0/24")])
    spoke(p, "y", 4, "tgw-1", "tgw-rtb-s", (), att_zones="a", sg=[perm("tcp", 8080, "10.50.0.0/16")])
    p.lists["RouteTables"] = [t for t in p.lists["RouteTables"] if t["VpcId"] != "vpc-g"]
    p.nat("nat-g", "subnet-gla", "10.50.0.9", "52.50.0.9")
    p.table("rtb-gl", "vpc-g", [(ANY4, "igw-g"), ("10.0.0.0/8", "tgw-1")], ["subnet-gla", "subnet-glb"])
    p.table("rtb-gc", "vpc-g", [(ANY4, "nat-g")], ["subnet-gca", "subnet-gcb"])
    p.table("rtb-g", "vpc-g", [], main=True)
    p.tgw_attach("tgw-attach-g", "tgw-1", "vpc-g", ["subnet-gca", "subnet-gcb"], "tgw-rtb-g")
    p.tgw_routes("tgw-rtb-s", "tgw-1", [(ANY4, "tgw-attach-g", "vpc-g")])
    p.tgw_routes("tgw-rtb-g", "tgw-1", [], [("tgw-attach-x", "vpc-x"), ("tgw-attach-y", "vpc-y")])
    for v, k in (("x", 3), ("y", 4)):
        for i, z in enumerate("ab"):
            p.host(f"{v}{z}", f"subnet-{v}{z}", f"10.{k}.{i+1}.10", [f"sg-{v}"])
    arn = p.network_balancer("n", [("subnet-gla", "10.50.0.50", "52.50.0.50"),
                                   ("subnet-glb", "10.50.1.50", "52.50.1.50")],
                             [("TCP", 80, "nx"), ("TCP", 90, "nk"), ("TCP", 81, "ny"), ("TCP", 82, "nyb"),
                              ("TCP", 83, "both"), ("TCP", 84, "n9")], scheme="internet-facing")
    for n, ips, port, at in (("nx", ["10.3.1.10", "10.3.2.10"], 8080, ()), ("nk", ["10.3.1.10"], 8080, [
        ("preserve_client_ip.enabled", "true")
    ]), ("ny", ["10.4.1.10"], 8080, ()), ("nyb", ["10.4.2.10"], 8080, ()), ("both", ["10.4.2.10", "10.3.1.10"], 8080,
                                                                            ()), ("n9", ["10.3.1.10"], 9000, ())):
        p.target_group(n, "vpc-g", "TCP", port, ips, kind="ip", balancer=arn, attributes=at)
    p.group("sg-alb", "vpc-g", [perm("tcp", 80, ANY4)])
    alb = p.application_balancer("alb", [("subnet-gla", "10.50.0.60", "52.50.0.60"),
                                         ("subnet-glb", "10.50.1.60", "52.50.1.60")], [("HTTP", 80, "ax")], ["sg-alb"],
                                 scheme="internet-facing")
    p.target_group("ax", "vpc-g", "HTTP", 8080, ["10.3.1.10", ("10.4.2.10", "unhealthy")], kind="ip", balancer=alb)
    c = Asked(p)
    c.ask("internet", "n@?.pub", "tcp/80", "reachable")
    c.ask("internet", "n@?.pub", "tcp/90 tcp/82 tcp/85", "blocked")
    c.ask("internet", "n@?.pub", "tcp/81", "reachable")
    c.ask("internet", "n@?.pub", "tcp/83", "unknown")
    c.ask("internet", "n@a.pub", "tcp/84", "reachable")
    c.ask("internet", "n@b.pub", "tcp/84", "blocked")
    c.ask("internet", "alb@?.pub", "tcp/80", "reachable")
    c.ask("internet", "n@?.pub", "icmp", "blocked")
    c.ask("xa xb ya", "internet", "tcp/443 udp/53 icmp", "reachable")
    c.ask("yb", "internet", "tcp/443", "blocked")
    c.ask("xa xb ya", "n@a n@b", "tcp/80", "reachable")
    c.ask("xa", "xb", "tcp/8080", "blocked")
    c.ask("xa", "ya", "tcp/8080", "reachable")  # by the NAT gateway, which its group lets in
    c.ask("xa xb ya", "n@?.pub", "tcp/80", "reachable")
    c.ask("yb", "n@a", "tcp/80", "blocked")  # by the NAT gateway to the balancer's public address
    return c


@network
def nlb_shared_vpc_zone_names():
    """owner and participant have other names for the zones; ids tell"""
    o, q = Place(account="111111111111"), Place(account="222222222222")
    o.add_vpc("vpc-s", "10.20.0.0/16")
    o.add_subnet("subnet-a", "vpc-s", "10.20.1.0/24")
    o.add_subnet("subnet-b", "vpc-s", "10.20.2.0/24", "b")
    o.table("rtb-s", "vpc-s", [], main=True)
    for z in q.lists["AvailabilityZones"]:
        z["ZoneId"] = {"use1-az1": "use1-az2", "use1-az2": "use1-az1"}.get(z["ZoneId"], z["ZoneId"])
    for k in ("Vpcs", "Subnets", "RouteTables", "NetworkAcls"):
        q.lists[k] = copy.deepcopy(o.lists[k])
    for s in q.lists["Subnets"]:
        s["AvailabilityZone"] = {"us-east-1a": "us-east-1b", "us-east-1b": "us-east-1a"}[s["AvailabilityZone"]]
    q.group("sg-q", "vpc-s", ALL)
    o.group("sg-o", "vpc-s", ALL)
    q.host("ta", "subnet-a", "10.20.1.10", ["sg-q"])
    q.host("tb", "subnet-b", "10.20.2.10", ["sg-q"])
    o.host("cl", "subnet-b", "10.20.2.99", ["sg-o"])
    arn = q.network_balancer("n", [("subnet-a", "10.20.1.50"), ("subnet-b", "10.20.2.50")], [("TCP", 1, "a"),
                                                                                             ("TCP", 2, "b")])
    q.target_group("a", "vpc-s", "TCP", 80, ["i-ta"], balancer=arn)
    q.target_group("b", "vpc-s", "TCP", 80, ["i-tb"], balancer=arn)
    c = Asked(o, q)
    c.names |= {"na": "10.20.1.50", "nb": "10.20.2.50"}
    c.ask("cl", "na", "tcp/1", "reachable")
    c.ask("cl", "na", "tcp/2", "blocked")
    c.ask("cl", "nb", "tcp/2", "reachable")
    c.ask("cl", "nb", "tcp/1", "blocked")
    c.ask("ta", "nb", "tcp/2", "reachable")
    return c
