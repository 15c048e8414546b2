"""networks_hosts - what lies in VPCs: several interfaces, clusters, functions, NACLs, IPv6."""
import copy

from netmaker import ANY4, ANY6, perm
from networks_kit import ALL, ALL6, Asked, EPHEMERAL, Place, entries, network


@network
def multi_eni_three_subnets_and_vpcs():
    """One server in three subnets of two VPCs: each interface has its subnet's table and its own groups."""
    p = Place()
    p.add_vpc("vpc-a", "10.1.0.0/16")
    p.add_vpc("vpc-b", "10.2.0.0/16")
    p.add_vpc("vpc-m", "10.9.0.0/16")
    for n, k in (("a", 1), ("b", 2), ("m", 9)):
        p.add_subnet(f"subnet-{n}1", f"vpc-{n}", f"10.{k}.1.0/24")
        p.add_subnet(f"subnet-{n}2", f"vpc-{n}", f"10.{k}.2.0/24")
        p.group(f"sg-{n}", f"vpc-{n}", [perm("tcp", 22, "10.0.0.0/8")])
        p.group(f"sg-{n}m", f"vpc-{n}",
                [perm("icmp", (8, 0), ANY4),
                 perm("tcp", 8443, {"UserId": p.account, "GroupId": f"sg-{n}"})])
    p.pcx("pcx-ab", "vpc-a", "vpc-b")
    p.table("rtb-a1", "vpc-a", [("10.2.0.0/16", "pcx-ab")], ["subnet-a1"])
    p.table("rtb-a", "vpc-a", [], main=True)
    p.table("rtb-b", "vpc-b", [("10.1.0.0/16", "pcx-ab")], main=True)
    p.table("rtb-m", "vpc-m", [], main=True)
    p.host("srv", "subnet-a1", "10.1.1.10", ["sg-a"])
    p.second_interface("srv2", "srv", "subnet-a2", "10.1.2.10", ["sg-am"], 1)
    p.second_interface("srvm", "srv", "subnet-m1", "10.9.1.10", ["sg-mm"], 2)
    p.host("ha", "subnet-a1", "10.1.1.20", ["sg-a"])
    p.host("hb", "subnet-b1", "10.2.1.20", ["sg-b"])
    p.host("hm", "subnet-m2", "10.9.2.20", ["sg-m"])
    c = Asked(p)
    c.ask("srv srv2 srvm ha hb hm", "srv srv2 srvm ha hb hm", "tcp/22 icmp tcp/8443", "blocked")
    c.ask("srv srv2 srvm", "srv srv2 srvm", "tcp/22 icmp tcp/8443", "reachable")  # R11: its own
    c.ask("ha hb", "srv", "tcp/22", "reachable")
    c.ask("srv", "ha hb", "tcp/22", "reachable")
    c.ask("ha", "srv2", "icmp tcp/8443", "reachable")
    c.ask("srv2", "ha", "tcp/22", "reachable")
    # srv2 lies in subnet-a2, whose table (main) has no route to b: request from hb arrives, reply has no route
    c.ask("hb", "srv2", "icmp tcp/8443", "blocked")
    c.ask("srv2", "hb", "tcp/22", "blocked")
    c.ask("hm", "srvm", "icmp tcp/8443", "reachable")
    c.ask("srvm", "hm", "tcp/22", "reachable")
    c.ask("ha", "hb", "tcp/22", "reachable")
    c.ask("hb", "ha", "tcp/22", "reachable")
    return c


@network
def eks_pods():
    """Nodes and pods: secondary addresses, delegated prefixes, blocks of their own, a peer's database."""
    p = Place()
    p.add_vpc("vpc-k", "10.30.0.0/16", "100.64.0.0/16")
    p.add_vpc("vpc-d", "10.40.0.0/16")
    p.igw("igw-k", "vpc-k")
    p.add_subnet("subnet-pub", "vpc-k", "10.30.0.0/24")
    p.add_subnet("subnet-na", "vpc-k", "10.30.1.0/24")
    p.add_subnet("subnet-nb", "vpc-k", "10.30.2.0/24", "b")
    p.add_subnet("subnet-pa", "vpc-k", "100.64.0.0/19")
    p.add_subnet("subnet-pb", "vpc-k", "100.64.32.0/19", "b")
    p.add_subnet("subnet-d", "vpc-d", "10.40.1.0/24")
    p.nat("nat-k", "subnet-pub", "10.30.0.9", "52.4.4.4")
    p.table("rtb-pub", "vpc-k", [(ANY4, "igw-k")], ["subnet-pub"])
    p.table("rtb-n", "vpc-k", [(ANY4, "nat-k"), ("10.40.0.0/16", "pcx-k")], ["subnet-na", "subnet-nb", "subnet-pa"])
    p.table("rtb-p", "vpc-k", [(ANY4, "nat-k")], ["subnet-pb"])
    p.table("rtb-k", "vpc-k", [], main=True)
    p.pcx("pcx-k", "vpc-k", "vpc-d")
    p.table("rtb-d", "vpc-d", [("10.30.0.0/16", "pcx-k"), ("100.64.0.0/19", "pcx-k")], main=True)
    p.group("sg-node", "vpc-k", [
        perm("-1", None, {"UserId": p.account, "GroupId": "sg-node"}),
        perm("tcp", 10250, {"UserId": p.account, "GroupId": "sg-cp"})
    ])
    p.group("sg-pod", "vpc-k", [
        perm("tcp", 8080, {"UserId": p.account, "GroupId": "sg-node"}),
        perm("tcp", 53, {"UserId": p.account, "GroupId": "sg-pod"}),
        perm("udp", 53, {"UserId": p.account, "GroupId": "sg-pod"})
    ])
    p.group("sg-cp", "vpc-k",
            [perm("tcp", 443, {"UserId": p.account, "GroupId": "sg-node"}, {"UserId": p.account, "GroupId": "sg-pod"})])
    p.group("sg-d", "vpc-d",
            [perm("tcp", 5432, {"UserId": p.account, "GroupId": "sg-pod"}),
             perm("tcp", 6379, "100.64.0.0/16")])
    p.host("na", "subnet-na", "10.30.1.10", ["sg-node"], secondary=["10.30.1.11"])
    p.host("nb", "subnet-nb", "10.30.2.10", ["sg-node"])
    p.second_interface("pa", "na", "subnet-pa", "100.64.0.10", ["sg-pod"], 1,
                       Ipv4Prefixes=[{"Ipv4Prefix": "100.64.1.16/28"}])
    p.second_interface("pb", "nb", "subnet-pb", "100.64.32.10", ["sg-pod"], 1, secondary=["100.64.32.11"])
    p.service_eni("eni-cp", "subnet-na", "10.30.1.200", "interface", "Amazon EKS prod", "111:eks", owner="amazon",
                  groups=["sg-cp"])
    p.host("db", "subnet-d", "10.40.1.10", ["sg-d"])
    c = Asked(p)
    c.names |= {
        "pod1": "100.64.1.17", "pod2": "100.64.1.30", "pod3": "100.64.32.11", "cp": "10.30.1.200", "na.s": "10.30.1.11"
    }
    pods = "pa pb pod1 pod2 pod3"
    c.ask("na nb na.s " + pods + " cp db", "na nb na.s " + pods + " cp db",
          "tcp/8080 tcp/443 udp/53 tcp/10250 icmp tcp/5432 tcp/6379", "blocked")
    # within one instance all is delivered by the host
    for g in ("na na.s pa pod1 pod2", "nb pb pod3"):
        c.ask(g, g, "tcp/8080 tcp/443 udp/53 tcp/10250 icmp tcp/5432 tcp/6379", "reachable")
    c.ask("na na.s", "nb", "tcp/8080 tcp/443 udp/53 tcp/10250 icmp tcp/5432 tcp/6379", "reachable")
    c.ask("nb", "na na.s", "tcp/8080 tcp/443 udp/53 tcp/10250 icmp tcp/5432 tcp/6379", "reachable")
    c.ask("na na.s", "pb pod3", "tcp/8080", "reachable")
    c.ask("nb", "pa pod1 pod2", "tcp/8080", "reachable")
    c.ask("pa pod1 pod2", "pb pod3", "udp/53", "reachable")
    c.ask("pb pod3", "pa pod1 pod2", "udp/53", "reachable")
    c.ask("na na.s nb " + pods, "cp", "tcp/443", "reachable")
    c.ask("cp", "na na.s nb", "tcp/10250", "reachable")
    c.ask("pa pod1 pod2", "db", "tcp/5432 tcp/6379", "reachable")  # pb has no route
    c.ask(pods + " na nb", "internet", "tcp/443", "reachable")
    c.ask("internet", pods, "tcp/443", "blocked")
    c.ask("db", "internet", "tcp/443", "blocked")
    return c


@network
def serverless_and_rds():
    """Functions, a task and a database: groups that name each other, NACLs, NAT, a gateway endpoint."""
    p = Place()
    p.add_vpc("vpc-l", "10.60.0.0/16")
    p.igw("igw-l", "vpc-l")
    for i, n in enumerate(("pub", "la", "lb", "da", "db")):
        p.add_subnet(f"subnet-{n}", "vpc-l", f"10.60.{i}.0/24", "b" if n in ("lb", "db") else "a")
    p.nat("nat-l", "subnet-pub", "10.60.0.9", "52.5.5.5")
    p.table("rtb-pub", "vpc-l", [(ANY4, "igw-l")], ["subnet-pub", "subnet-lb"])
    p.table("rtb-la", "vpc-l", [(ANY4, "nat-l"), ("pl-63a5400a", "vpce-0e1")], ["subnet-la"])
    p.table("rtb-l", "vpc-l", [], main=True)
    p.prefix_list("pl-63a5400a", "com.amazonaws.us-east-1.s3", ["52.216.0.0/15", "3.5.0.0/19"])
    p.gateway_endpoint("vpce-0e1", "vpc-l", "com.amazonaws.us-east-1.s3", ["rtb-la"])
    p.group("sg-fn", "vpc-l", [])
    p.group("sg-fn2", "vpc-l", [perm("tcp", 443, ANY4)],
            [perm("tcp", 5432, {"UserId": p.account, "GroupId": "sg-rds"})])
    p.group("sg-rds", "vpc-l", [
        perm("tcp", 5432, {"UserId": p.account, "GroupId": "sg-fn"}, {"UserId": p.account, "GroupId": "sg-fn2"},
             {"UserId": p.account, "GroupId": "sg-task"})
    ])
    p.group("sg-task", "vpc-l", [perm("tcp", 8080, {"UserId": p.account, "GroupId": "sg-fn"})])
    p.own_acl("acl-d", "vpc-l", ["subnet-da", "subnet-db"], *entries(False, ("allow", 6, "10.60.0.0/16", 5432)),
              *entries(True, ("allow", 6, "10.60.0.0/16", (32768, 65535))))
    p.lambda_eni("eni-fn", "subnet-la", "10.60.1.10", "fn", ["sg-fn"])
    p.lambda_eni("eni-fnb", "subnet-lb", "10.60.2.10", "fnb", ["sg-fn"])
    p.lambda_eni("eni-fn2", "subnet-la", "10.60.1.12", "fn2", ["sg-fn2"])
    p.rds_eni("eni-rdsa", "subnet-da", "10.60.3.10", ["sg-rds"])
    p.rds_eni("eni-rdsb", "subnet-db", "10.60.4.10", ["sg-rds"])
    p.service_eni("eni-task", "subnet-la", "10.60.1.20", "interface",
                  "arn:aws:ecs:us-east-1:111122223333:attachment/aaaa", "578734482556", owner="578734482556",
                  groups=["sg-task"])
    c = Asked(p)
    c.names |= dict(fn="10.60.1.10", fnb="10.60.2.10", fn2="10.60.1.12", rdsa="10.60.3.10", rdsb="10.60.4.10",
                    task="10.60.1.20", s3="52.216.1.1")
    a = "fn fnb fn2 rdsa rdsb task"
    c.ask(a, a, "tcp/5432 tcp/8080 tcp/443 icmp", "blocked")
    # Lambda's ports are 1024-65535: part of it comes back through acl-d
    c.ask("fn fnb fn2", "rdsa rdsb", "tcp/5432", "partial")
    c.ask("task", "rdsa rdsb", "tcp/5432", "reachable")
    c.ask("fn fnb", "task", "tcp/8080", "reachable")
    c.ask("fn task", "internet", "tcp/443", "reachable")
    c.ask("fn task", "s3", "tcp/443", "reachable")
    c.ask("fn2", "internet s3", "tcp/443", "blocked")
    c.ask("fnb", "internet s3", "tcp/443", "blocked")
    c.ask("rdsa", "internet", "tcp/443", "blocked")
    c.ask("task", "internet", "icmp", "reachable")
    c.ask("fn", "internet", "icmp", "blocked")
    return c


@network
def nacl_three_tiers():
    """Tiers with NACLs that let back some ports: Linux, Windows, hosts outside."""
    p = Place()
    p.add_vpc("vpc-n", "10.70.0.0/16")
    p.igw("igw-n", "vpc-n")
    for i, n in enumerate(("web", "app", "db", "mgmt")):
        p.add_subnet(f"subnet-{n}a", "vpc-n", f"10.70.{2*i}.0/24")
        p.add_subnet(f"subnet-{n}b", "vpc-n", f"10.70.{2*i+1}.0/24", "b")
    p.table("rtb-w", "vpc-n", [(ANY4, "igw-n")], ["subnet-weba", "subnet-webb"])
    p.table("rtb-n", "vpc-n", [], main=True)
    eph = (1024, 65535)
    p.own_acl(
        "acl-web", "vpc-n", ["subnet-weba", "subnet-webb"],
        *entries(False, ("deny", 6, "198.51.100.0/24", 443), ("allow", 6, ANY4, 443), ("allow", 6, ANY4, eph),
                 ("allow", 6, "10.70.6.0/23", 22)), *entries(True, ("allow", 6, ANY4, eph), ("allow", 6, ANY4, 443)))
    p.own_acl(
        "acl-app", "vpc-n", ["subnet-appa", "subnet-appb"],
        *entries(False, ("allow", 6, "10.70.0.0/23", 8080), ("allow", 6, "10.70.4.0/24", (32768, 60999)),
                 ("allow", 6, "10.70.6.0/23", 22)),
        *entries(True, ("allow", 6, "10.70.0.0/23", (32768, 60999)), ("allow", 6, "10.70.4.0/23", 3306),
                 ("allow", 6, "10.70.6.0/24", (49152, 65535))))
    p.own_acl("acl-db", "vpc-n", ["subnet-dba", "subnet-dbb"], *entries(False, ("allow", 6, "10.70.2.0/23", 3306)),
              *entries(True, ("allow", 6, "10.70.2.0/23", eph)))
    p.group("sg-n", "vpc-n", ALL)
    for i, n in enumerate(("web", "app", "db", "mgmt")):
        for k, z in enumerate("ab"):
            p.host(n + z, f"subnet-{n}{z}", f"10.70.{2*i+k}.10", ["sg-n"],
                   **({"public": f"52.6.6.{k+1}"} if n == "web" else {}))
    p.host("appa2", "subnet-appa", "10.70.2.20", ["sg-n"])
    p.host("win", "subnet-mgmta", "10.70.6.20", ["sg-n"], Platform="windows")
    c = Asked(p)
    c.names |= {"bad": "198.51.100.7", "good": "198.51.101.7"}
    h = "weba webb appa appb dba dbb mgmta mgmtb"
    c.ask(h, h, "tcp/443 tcp/8080 tcp/3306 tcp/22 icmp", "blocked")
    c.ask("weba webb", "appa appb", "tcp/8080", "reachable")
    c.ask("appa appb", "dba", "tcp/3306", "reachable")  # dbb: the replies may not come in
    c.ask("mgmta mgmtb", "weba webb", "tcp/3306", "reachable")  # it lies among the ports of replies
    c.ask("mgmta", "appa appb", "tcp/22", "partial")
    c.ask("win", "appa appb", "tcp/22", "reachable")
    c.ask("mgmta mgmtb win", "weba webb", "tcp/22 tcp/443 tcp/8080", "reachable")
    c.ask("mgmta", "mgmtb win", "icmp tcp/22", "reachable")
    c.ask("mgmtb", "mgmta", "icmp tcp/22 tcp/443 tcp/8080 tcp/3306", "reachable")
    c.ask("mgmta", "mgmtb", "icmp tcp/22 tcp/443 tcp/8080 tcp/3306", "reachable")
    c.ask("weba", "webb", "tcp/443 tcp/8080 tcp/3306", "reachable")
    c.ask("webb", "weba", "tcp/443 tcp/8080 tcp/3306", "reachable")
    c.ask("weba webb", "mgmta mgmtb", "tcp/443 tcp/8080 tcp/3306",
          "reachable")  # out: 1024+ and 443; back: ephemeral from any
    c.ask("appa", "appa2", "icmp tcp/22", "reachable")
    # app to web on 443: acl-app lets nothing out to it but the replies' ports: blocked; on 8080 too
    c.ask("good internet", "weba.pub webb.pub", "tcp/443", "reachable")
    c.ask("bad", "weba.pub", "tcp/443", "blocked")
    c.ask("good", "weba.pub", "tcp/8080", "reachable")
    c.ask("good", "weba.pub", "tcp/22 tcp/80 icmp", "blocked")
    c.ask("weba webb", "good", "tcp/443 tcp/8443", "reachable")
    c.ask("weba", "good", "tcp/80 icmp udp/53", "blocked")
    c.ask("weba", "bad", "tcp/443", "reachable")
    c.ask("internet", "weba.pub webb.pub", "tcp/443", "partial")
    return c


@network
def ipv6_everything():
    """Dual stack: gateways both ways and out alone, a peer, a transit gateway whose attachment has no IPv6."""
    p = Place()
    p.add_vpc("vpc-6", "10.80.0.0/16", ipv6=["2600:1f18:80::/56"])
    p.add_vpc("vpc-7", "10.81.0.0/16", ipv6=["2600:1f18:81::/56"])
    p.add_vpc("vpc-8", "10.82.0.0/16", ipv6=["2600:1f18:82::/56"])
    p.igw("igw-6", "vpc-6")
    p.eigw("eigw-6", "vpc-6")
    p.eigw("eigw-8", "vpc-8")
    p.add_subnet("subnet-6p", "vpc-6", "10.80.0.0/24", ipv6=["2600:1f18:80:0::/64"])
    p.add_subnet("subnet-6q", "vpc-6", "10.80.1.0/24", ipv6=["2600:1f18:80:1::/64"])
    p.add_subnet("subnet-7", "vpc-7", "10.81.0.0/24", ipv6=["2600:1f18:81:0::/64"])
    p.add_subnet("subnet-8", "vpc-8", "10.82.0.0/24", ipv6=["2600:1f18:82:0::/64"])
    p.pcx("pcx-67", "vpc-6", "vpc-7")
    p.tgw("tgw-1")
    p.tgw_attach("tgw-attach-6", "tgw-1", "vpc-6", ["subnet-6q"], "tgw-rtb-1")["Options"]["Ipv6Support"] = "enable"
    p.tgw_attach("tgw-attach-8", "tgw-1", "vpc-8", ["subnet-8"], "tgw-rtb-1")
    p.tgw_routes("tgw-rtb-1", "tgw-1", [], [("tgw-attach-6", "vpc-6"), ("tgw-attach-8", "vpc-8")])
    p.table("rtb-6p", "vpc-6", [(ANY4, "igw-6"), (ANY6, "igw-6"), ("2600:1f18:81::/56", "pcx-67"),
                                ("10.82.0.0/16", "tgw-1"), ("2600:1f18:82::/56", "tgw-1")], ["subnet-6p"])
    p.table("rtb-6", "vpc-6", [(ANY6, "eigw-6"), ("10.81.0.0/16", "pcx-67"), ("10.82.0.0/16", "tgw-1"),
                               ("2600:1f18:82::/56", "tgw-1")], main=True)
    p.table("rtb-7", "vpc-7", [("2600:1f18:80::/56", "pcx-67"), ("10.80.0.0/16", "pcx-67")], main=True)
    p.table("rtb-8", "vpc-8", [(ANY6, "eigw-8"), ("10.80.0.0/16", "tgw-1"), ("2600:1f18:80::/56", "tgw-1")], main=True)
    for n in "678":
        p.group(f"sg-{n}", f"vpc-{n}", [perm("tcp", 443, ANY6, "10.0.0.0/8"), perm("icmpv6", (128, 0), ANY6)], ALL6)
    p.host("p6", "subnet-6p", "10.80.0.10", ["sg-6"], ipv6=["2600:1f18:80::10"])
    p.host("q6", "subnet-6q", "10.80.1.10", ["sg-6"], ipv6=["2600:1f18:80:1::10"])
    p.host("h7", "subnet-7", "10.81.0.10", ["sg-7"], ipv6=["2600:1f18:81::10"])
    p.host("h8", "subnet-8", "10.82.0.10", ["sg-8"], ipv6=["2600:1f18:82::10"])
    c = Asked(p)
    c.names |= {"v6": "2606:4700::1111"}
    c.ask("*.6", "*.6", "tcp/443 icmp tcp/22", "blocked")
    c.ask("p6.6", "q6.6 h7.6", "tcp/443 icmp", "reachable")
    c.ask("q6.6", "p6.6", "tcp/443 icmp", "reachable")
    c.ask("h7.6", "p6.6", "tcp/443 icmp", "reachable")
    c.ask("p6", "q6", "tcp/443", "reachable")
    c.ask("p6", "h7", "tcp/443", "blocked")
    c.ask("q6", "h7", "tcp/443", "reachable")
    c.ask("h7", "q6", "tcp/443", "reachable")
    c.ask("h7", "p6", "tcp/443", "blocked")
    # h7 calls q6 by the peering, and the reply leaves by the egress-only gateway; so does q6's call
    c.ask("p6 q6", "h8", "tcp/443", "reachable")
    c.ask("h8", "p6 q6", "tcp/443", "reachable")  # IPv4 over the tgw; IPv6 support is off at 8
    c.ask("p6.6 q6.6 h8.6", "v6", "tcp/443 icmp", "reachable")
    c.ask("h7.6", "v6", "tcp/443", "blocked")
    c.ask("v6", "p6.6", "tcp/443 icmp", "reachable")
    c.ask("v6", "q6.6 h8.6 h7.6", "tcp/443", "blocked")
    c.ask("v6", "p6.6", "tcp/22", "blocked")
    return c


@network
def east_west_inside_one_vpc():
    """more specific than local: app and db meet by an appliance; edge table for the web tier"""
    p = Place()
    p.add_vpc("vpc-m", "10.5.0.0/16")
    p.igw("igw-m", "vpc-m")
    for i, n in enumerate(("web", "app", "db", "fw", "mg")):
        p.add_subnet(f"subnet-{n}", "vpc-m", f"10.5.{i}.0/24")
    p.group("sg-fw", "vpc-m", [perm("tcp", (80, 5432), ANY4)])
    p.group("sg-m", "vpc-m", ALL)
    p.appliance("fw", "subnet-fw", "10.5.3.10", ["sg-fw"])
    p.table("rtb-edge", "vpc-m", [("10.5.0.0/24", "eni-fw")], edge="igw-m")
    p.table("rtb-web", "vpc-m", [(ANY4, "eni-fw"), ("10.5.1.0/24", "eni-fw")], ["subnet-web"])
    p.table("rtb-app", "vpc-m", [("10.5.2.0/24", "eni-fw"), ("10.5.0.0/24", "eni-fw")], ["subnet-app"])
    p.table("rtb-db", "vpc-m", [("10.5.1.0/24", "eni-fw")], ["subnet-db"])
    p.table("rtb-fw", "vpc-m", [(ANY4, "igw-m")], ["subnet-fw"])
    p.table("rtb-m", "vpc-m", [], main=True)
    p.own_acl("acl-db", "vpc-m", ["subnet-db"],
              *entries(False, ("allow", 6, "10.5.1.0/24", 5432), ("allow", 6, "10.5.4.0/24", (22, 5432))),
              *entries(True, ("allow", 6, "10.5.1.0/24", EPHEMERAL), ("allow", 6, "10.5.4.0/24", EPHEMERAL)))
    for i, n in enumerate(("web", "app", "db")):
        p.host(n, f"subnet-{n}", f"10.5.{i}.10", ["sg-m"], **({"public": "52.5.0.10"} if n == "web" else {}))
    p.host("mg", "subnet-mg", "10.5.4.10", ["sg-m"])
    c = Asked(p)
    c.names |= {"out": "9.9.9.9"}
    c.ask("web app db mg", "web app db mg", "tcp/22 tcp/443 tcp/5432 icmp", "blocked")
    c.ask("web", "app", "tcp/443 tcp/5432", "reachable")
    c.ask("app", "web", "tcp/443 tcp/5432", "reachable")
    c.ask("app", "db", "tcp/5432", "reachable")
    c.ask("mg", "db", "tcp/22 tcp/443 tcp/5432", "reachable")
    c.ask("mg", "app web", "tcp/22 tcp/443 tcp/5432 icmp", "reachable")
    c.ask("app", "mg", "tcp/22 icmp tcp/443 tcp/5432", "reachable")
    c.ask("web", "mg", "tcp/22 tcp/443 tcp/5432 icmp", "reachable")
    c.ask(
        "db", "mg", "tcp/5432",
        "blocked")  # acl-db: out to it on 5432 goes by the ephemeral entry, and the replies come in to 22-5432 at most
    # db <-> web: by local alone (no route names them): acl-db has no entry for web
    c.ask("out", "web.pub", "tcp/443", "reachable")
    c.ask("out", "web.pub", "tcp/22 icmp", "blocked")
    c.ask("web", "out", "tcp/443", "reachable")
    c.ask("web", "out", "tcp/22", "blocked")
    c.ask("app", "out", "tcp/443", "blocked")
    c.ask("fw", "web app", "tcp/22 icmp", "reachable")
    return c


@network
def groups_over_peering_and_tgw():
    """Groups of two accounts that name each other over a peering connection, some of them stale."""
    a, b = Place(account="111111111111"), Place(account="222222222222")
    for p, n, k in ((a, "a", 1), (b, "b", 2)):
        p.add_vpc(f"vpc-{n}", f"10.{k}.0.0/16")
        p.add_subnet(f"subnet-{n}", f"vpc-{n}", f"10.{k}.1.0/24")
        p.table(f"rtb-{n}", f"vpc-{n}", [(f"10.{3-k}.0.0/16", "pcx-1")], main=True)
    a.group("sg-a", "vpc-a", [
        perm(
            "tcp", 443, {
                "UserId": b.account, "GroupId": "sg-b", "VpcId": "vpc-b", "VpcPeeringConnectionId": "pcx-1",
                "PeeringStatus": "active"
            })
    ])
    b.group("sg-b", "vpc-b", [
        perm(
            "tcp", 443, {
                "UserId": a.account, "GroupId": "sg-a", "VpcId": "vpc-a", "VpcPeeringConnectionId": "pcx-1",
                "PeeringStatus": "active"
            }),
        perm("tcp", 22,
             {"UserId": a.account, "GroupId": "sg-gone", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "active"})
    ])
    b.group("sg-b2", "vpc-b", [
        perm("tcp", 80,
             {"UserId": a.account, "GroupId": "sg-a", "VpcPeeringConnectionId": "pcx-0", "PeeringStatus": "deleted"})
    ], [
        perm("-1", None,
             {"UserId": a.account, "GroupId": "sg-a", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "active"})
    ])
    a.pcx("pcx-1", "vpc-a", "vpc-b", accepter_account=b.account, accepter_cidr="10.2.0.0/16")
    b.lists["VpcPeeringConnections"] = copy.deepcopy(a.lists["VpcPeeringConnections"])
    a.host("a1", "subnet-a", "10.1.1.10", ["sg-a"])
    a.host("a2", "subnet-a", "10.1.1.20", ["sg-a"])
    b.host("b1", "subnet-b", "10.2.1.10", ["sg-b"])
    b.host("b2", "subnet-b", "10.2.1.20", ["sg-b2"])
    b.host("b3", "subnet-b", "10.2.1.30", ["sg-b", "sg-b2"])
    c = Asked(a, b)
    c.ask("a? b?", "a? b?", "tcp/443 tcp/80 tcp/22", "blocked")
    c.ask("a?", "b1 b3", "tcp/443", "reachable")
    c.ask("b1 b3", "a?", "tcp/443", "reachable")
    return c


@network
def nat_chain_and_public_between_vpcs():
    """Two VPCs that meet by public addresses alone, through NAT and internet gateways."""
    p = Place()
    for v, k in (("a", 1), ("b", 2)):
        p.add_vpc(f"vpc-{v}", f"10.{k}.0.0/16")
        p.igw(f"igw-{v}", f"vpc-{v}")
        p.add_subnet(f"subnet-{v}p", f"vpc-{v}", f"10.{k}.0.0/24")
        p.add_subnet(f"subnet-{v}n", f"vpc-{v}", f"10.{k}.1.0/24")
        p.add_subnet(f"subnet-{v}r", f"vpc-{v}", f"10.{k}.2.0/24")
        p.nat(f"nat-{v}", f"subnet-{v}n", f"10.{k}.1.9", f"52.{k}.1.9")
        p.table(f"rtb-{v}p", f"vpc-{v}", [(ANY4, f"igw-{v}")], [f"subnet-{v}p", f"subnet-{v}n"])
        p.table(f"rtb-{v}r", f"vpc-{v}", [(ANY4, f"nat-{v}")], [f"subnet-{v}r"])
        p.table(f"rtb-{v}", f"vpc-{v}", [], main=True)
    p.group("sg-a", "vpc-a", ALL)
    p.group("sg-nat", "vpc-b", [perm("tcp", 443, "52.1.1.9/32")])
    p.group(
        "sg-own", "vpc-b",
        [perm("tcp", 443, {"UserId": p.account, "GroupId": "sg-own"}),
         perm("tcp", 22, "52.1.0.20/32", "10.1.0.0/16")])
    # NACL of a's NAT subnet: from the private subnet in 443, back 1024+
    p.own_acl("acl-an", "vpc-a", ["subnet-an"],
              *entries(False, ("allow", 6, "10.1.2.0/24", 443), ("allow", 6, ANY4, EPHEMERAL)),
              *entries(True, ("allow", 6, ANY4, 443), ("allow", 6, "10.1.2.0/24", (32768, 60999))))
    p.host("ap", "subnet-ap", "10.1.0.20", ["sg-a"], public="52.1.0.20")
    p.host("ar", "subnet-ar", "10.1.2.20", ["sg-a"])
    p.host("bp", "subnet-bp", "10.2.0.20", ["sg-nat"], public="52.2.0.20")
    p.host("bo", "subnet-bp", "10.2.0.30", ["sg-own"], public="52.2.0.30")
    p.host("bo2", "subnet-bp", "10.2.0.31", ["sg-own"], public="52.2.0.31")
    p.host("bx", "subnet-br", "10.2.2.20", ["sg-nat"], public="52.2.2.20")
    p.host("br", "subnet-br", "10.2.2.30", ["sg-own"])
    c = Asked(p)
    c.ask("ap ar bp bo bo2 br", "bp.pub bo.pub bo2.pub bx.pub ap.pub", "tcp/443 tcp/22 icmp", "blocked")
    c.ask("ar", "bp.pub", "tcp/443", "reachable")
    c.ask("ap", "bo.pub bo2.pub", "tcp/22", "reachable")
    c.ask("bo", "bo2", "tcp/443", "reachable")
    c.ask("bo2", "bo", "tcp/443", "reachable")
    c.ask("bo", "bo2", "tcp/22", "blocked")
    c.ask("bp bo bo2 br", "ap.pub", "tcp/443 tcp/22 icmp", "reachable")
    c.ask("ap", "ap.pub", "tcp/443 tcp/22 icmp", "reachable")  # br by its NAT
    c.ask("ar", "ap.pub", "tcp/443", "reachable")
    c.ask("ar", "internet", "tcp/443", "reachable")
    c.ask("ar", "internet", "tcp/80 icmp", "blocked")
    c.ask("br", "internet", "tcp/80 icmp", "reachable")
    c.ask("internet", "bx.pub", "tcp/443", "blocked")
    return c


@network
def eice_and_bastions():
    """An EC2 Instance Connect Endpoint, groups that take it by reference, by address, or not."""
    p = Place()
    p.add_vpc("vpc-e", "10.1.0.0/16")
    p.add_vpc("vpc-f", "10.2.0.0/16")
    p.pcx("pcx-1", "vpc-e", "vpc-f")
    for v, k in (("e", 1), ("f", 2)):
        p.add_subnet(f"subnet-{v}", f"vpc-{v}", f"10.{k}.1.0/24")
        p.add_subnet(f"subnet-{v}2", f"vpc-{v}", f"10.{k}.2.0/24")
        p.table(f"rtb-{v}", f"vpc-{v}", [(f"10.{3-k}.0.0/16", "pcx-1")], main=True)
    p.lists.setdefault("InstanceConnectEndpoints", [])
    p.group("sg-eice", "vpc-e", [], [
        perm("tcp", 22, {"UserId": p.account, "GroupId": "sg-ok"}),
        perm("tcp", 3389, ANY4),
        perm("tcp", 22, "10.2.0.0/16")
    ])
    p.group("sg-ok", "vpc-e", [perm("tcp", 22, {"UserId": p.account, "GroupId": "sg-eice"})])
    p.group("sg-no", "vpc-e",
            [perm("tcp", 22, "10.1.1.200/32"), perm("tcp", 3389, "10.1.1.200/32")])
    p.group("sg-f", "vpc-f",
            [perm("tcp", 22, "10.1.0.0/16"),
             perm("tcp", 3389, {"UserId": p.account, "GroupId": "sg-eice"})])
    p.eice("eice-1", "subnet-e", ["sg-eice"])
    p.host("ok", "subnet-e", "10.1.1.10", ["sg-ok"])
    p.host("ok2", "subnet-e2", "10.1.2.10", ["sg-ok"])
    p.host("no", "subnet-e2", "10.1.2.20", ["sg-no"])
    p.host("f", "subnet-f", "10.2.1.10", ["sg-f"])
    c = Asked(p)
    c.names |= {"eice": "eice-1"}
    c.ask("eice", "ok ok2", "tcp/22", "reachable")
    c.ask("eice", "no", "tcp/22", "blocked")
    c.ask("eice", "no", "tcp/3389", "reachable")
    c.ask("eice", "ok", "tcp/3389 tcp/443 icmp", "blocked")
    c.ask("eice", "f", "tcp/22 tcp/3389", "reachable")
    c.ask("ok", "eice", "tcp/22", "blocked")
    return c


@network
def gwlb_and_firewall_unknown_by_name():
    """A gateway load balancer's endpoint on the way: unknown, but for what is blocked whatever it does."""
    p = Place()
    p.add_vpc("vpc-g", "10.8.0.0/16")
    p.igw("igw-g", "vpc-g")
    p.add_subnet("subnet-ga", "vpc-g", "10.8.1.0/24")
    p.add_subnet("subnet-gb", "vpc-g", "10.8.2.0/24")
    p.add_subnet("subnet-gf", "vpc-g", "10.8.3.0/28")
    p.service_eni("eni-gwlbe", "subnet-gf", "10.8.3.5", "gateway_load_balancer_endpoint",
                  "VPC Endpoint Interface vpce-0f1", "amazon-aws")
    p.add(
        "VpcEndpoints", {
            "VpcEndpointId": "vpce-0f1", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-g",
            "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1", "State": "available", "RouteTableIds": [],
            "SubnetIds": ["subnet-gf"], "NetworkInterfaceIds": ["eni-gwlbe"], "Groups": []
        })
    r = p.table("rtb-ga", "vpc-g", [("10.8.2.0/24", "vpce-0f1"), (ANY4, "vpce-0f1")], ["subnet-ga"])
    p.table("rtb-gf", "vpc-g", [(ANY4, "igw-g")], ["subnet-gf"])
    p.table("rtb-e", "vpc-g", [("10.8.1.0/24", "vpce-0f1")], edge="igw-g")
    p.table("rtb-g", "vpc-g", [], main=True)
    p.group("sg-g", "vpc-g", [perm("tcp", 443, ANY4)])
    p.host("a", "subnet-ga", "10.8.1.10", ["sg-g"], public="52.8.1.10")
    p.host("a2", "subnet-ga", "10.8.1.11", ["sg-g"])
    p.host("b", "subnet-gb", "10.8.2.10", ["sg-g"])
    c = Asked(p)
    c.ask("a", "b internet", "tcp/443", "unknown")
    c.ask("a", "b", "tcp/22", "blocked")
    c.ask("a", "a2", "tcp/443", "reachable")
    c.ask("internet", "a.pub", "tcp/443", "unknown")
    c.ask("internet", "a.pub", "tcp/22", "blocked")
    # b -> a: by local there; the reply goes by the endpoint
    c.ask("b", "a", "tcp/443", "unknown")
    c.ask("b", "a", "tcp/22", "blocked")
    return c
