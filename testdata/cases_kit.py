"""cases_kit - hand-made cases: a network, what is asked of it, the answer, and why.

Each becomes a folder of testdata/cases: snapshot.json as `aws ec2 describe-*` prints it, query.json (what
is asked; {"check": PROBES} asks for the findings of `check`), expected.json (an answer per question) and why.md.
The rules themselves are proved one by one in testdata/rules; here stand the traps, as a person meets them.
The cases are in *_net.py. Here is what they are made of, and how they are written down.
"""
from netmaker import ANY4, ANY6, Net, entry, perm

CASES = {}
V6_1, V6_2 = "2600:1f18:1::/56", "2600:1f18:2::/56"
OUT = "8.8.8.8"
OUT6 = "2600:9000::1"
OTHER_ACCOUNT = "444455556666"


def case(name, *asks, base=None, config=None):
    """asks: (source, destination, protocol, verdict, [codes], phrase...), where protocol None leaves it out;
    ("check", probes, [codes]); ("findings", probes, [line of a finding], phrase...); ("matrix", {option: value}, [row]).
    config: a vpccheck.yaml that lies beside the snapshot."""
    def add(change):
        CASES[name] = (base or two_vpcs, change, asks, change.__doc__, config)
        return change
    return add


# ---- networks to begin with ----------------------------------------------------------------------------------

def two_vpcs(ipv6=False):
    """Two peered VPCs, a public subnet and an instance each; vpc-2 lets ping and https in from vpc-1."""
    net = Net()
    one, two = ((V6_1,), (V6_2,)) if ipv6 else ((), ())
    net.vpc("vpc-1", "10.1.0.0/16", name="VPC 1", ipv6=one)
    net.vpc("vpc-2", "10.2.0.0/16", name="VPC 2", ipv6=two)
    net.subnet("subnet-1", "vpc-1", "10.1.1.0/24", name="public-1", ipv6=("2600:1f18:1:1::/64",) if ipv6 else ())
    net.subnet("subnet-2", "vpc-2", "10.2.1.0/24", name="public-2", ipv6=("2600:1f18:2:1::/64",) if ipv6 else ())
    net.igw("igw-1", "vpc-1")
    net.igw("igw-2", "vpc-2")
    net.table("rtb-main-1", "vpc-1", main=True)
    net.table("rtb-main-2", "vpc-2", main=True)
    net.table("rtb-1", "vpc-1", [("10.2.0.0/16", "pcx-1"), (ANY4, "igw-1")], ["subnet-1"])
    net.table("rtb-2", "vpc-2", [("10.1.0.0/16", "pcx-1"), (ANY4, "igw-2")], ["subnet-2"])
    net.acl("acl-1", "vpc-1", ["subnet-1"], ipv6=ipv6)
    net.acl("acl-2", "vpc-2", ["subnet-2"], ipv6=ipv6)
    everything = perm("-1", None, ANY4, ANY6)
    net.group("sg-1", "vpc-1", [perm("tcp", 22, ANY4)], [everything], name="client")
    net.group("sg-2", "vpc-2", [perm("icmp", (8, 0), "10.1.0.0/16"), perm("tcp", 443, "10.1.0.0/16")],
              [everything], name="server")
    net.instance("i-1", "subnet-1", "10.1.1.10", ["sg-1"], name="client", eni="eni-1", public="52.16.10.20",
                 alloc="eipalloc-1", ipv6=("2600:1f18:1:1::10",) if ipv6 else ())
    net.instance("i-2", "subnet-2", "10.2.1.10", ["sg-2"], name="server", eni="eni-2",
                 ipv6=("2600:1f18:2:1::10",) if ipv6 else ())
    net.pcx("pcx-1", "vpc-1", "vpc-2", name="peering")
    return net


def dual_stack():
    return two_vpcs(ipv6=True)


def two_regions():
    net = Net("eu-west-1")
    net.vpc("vpc-1", "10.1.0.0/16")
    net.subnet("subnet-1", "vpc-1", "10.1.1.0/24")
    net.table("rtb-1", "vpc-1", [("10.2.0.0/16", "pcx-1")], main=True)
    net.acl("acl-1", "vpc-1", ["subnet-1"])
    net.group("sg-1", "vpc-1", [], name="client")
    net.instance("i-1", "subnet-1", "10.1.1.10", ["sg-1"], eni="eni-1")
    far = Net("us-east-1")
    far.vpc("vpc-2", "10.2.0.0/16")
    far.subnet("subnet-2", "vpc-2", "10.2.1.0/24")
    far.table("rtb-2", "vpc-2", [("10.1.0.0/16", "pcx-1")], main=True)
    far.acl("acl-2", "vpc-2", ["subnet-2"])
    far.group("sg-2", "vpc-2", [perm("tcp", 443, "10.1.0.0/16")], name="server")
    far.instance("i-2", "subnet-2", "10.2.1.10", ["sg-2"], eni="eni-2")
    for key, items in far.lists.items():
        net.lists[key] += items
    net.pcx("pcx-1", "vpc-1", "vpc-2", accepter_region="us-east-1")
    return net


def with_tgw(zone_2="a"):
    """The two VPCs on a transit gateway instead of a peering connection; attachments in subnets of their own."""
    net = two_vpcs()
    net.drop("pcx-1")
    net.find("subnet-2").update({"AvailabilityZone": f"eu-west-1{zone_2}",
                                 "AvailabilityZoneId": f"euw1-az{'ab'.index(zone_2) + 1}"})
    for n in "12":
        net.subnet(f"subnet-t{n}", f"vpc-{n}", f"10.{n}.7.0/28", name=f"attachment-{n}")
        member(net, f"acl-{n}", f"subnet-t{n}")
    net.tgw("tgw-1")
    net.tgw_attach("tgw-attach-1", "tgw-1", "vpc-1", ["subnet-t1"], "tgw-rtb-1")
    net.tgw_attach("tgw-attach-2", "tgw-1", "vpc-2", ["subnet-t2"], "tgw-rtb-1")
    propagated = [("10.1.0.0/16", "tgw-attach-1", "vpc-1", "propagated", "active"),
                  ("10.2.0.0/16", "tgw-attach-2", "vpc-2", "propagated", "active")]
    net.tgw_table("tgw-rtb-1", "tgw-1", propagated, [("tgw-attach-1", "vpc-1"), ("tgw-attach-2", "vpc-2")])
    routes(net, "rtb-1", ("10.2.0.0/16", "tgw-1"), (ANY4, "igw-1"))
    routes(net, "rtb-2", ("10.1.0.0/16", "tgw-1"), (ANY4, "igw-2"))
    return net


def endpoint_vpc():
    """A private subnet with an instance, and an endpoint whose interface the snapshot lacks."""
    net = Net()
    net.vpc("vpc-1", "10.1.0.0/16")
    net.subnet("subnet-1", "vpc-1", "10.1.1.0/24", name="endpoint")
    net.subnet("subnet-1b", "vpc-1", "10.1.2.0/24", name="private")
    net.table("rtb-1", "vpc-1", main=True)
    net.acl("acl-1", "vpc-1", ["subnet-1", "subnet-1b"])
    net.group("sg-end", "vpc-1", [], name="endpoint")
    net.group("sg-in", "vpc-1", [perm("tcp", 22, "sg-end")], name="inside")
    net.instance("i-1", "subnet-1b", "10.1.2.10", ["sg-in"], eni="eni-1")
    net.eice("eice-9", "subnet-1", ["sg-end"])
    net.drop("eni-9")
    return net


# ---- what is changed of them ---------------------------------------------------------------------------------

def rules(net, group, *permissions):
    net.find(group)["IpPermissions"] = list(permissions)


def routes(net, table, *pairs):
    t = net.find(table)
    local = [r for r in t["Routes"] if r.get("GatewayId") == "local"]
    t["Routes"] = local + [net.route(*p) for p in pairs]


def member(net, acl, subnet):
    net.find(acl)["Associations"].append({"NetworkAclAssociationId": f"aclassoc-{subnet[7:]}", "NetworkAclId": acl,
                                          "SubnetId": subnet})


def ipv6_routes(net):
    net.find("rtb-1")["Routes"].append(net.route(V6_2, "pcx-1"))
    net.find("rtb-2")["Routes"].append(net.route(V6_1, "pcx-1"))


def tgw_routes(net):
    return net.lists["TransitGatewayRoutes"][0]["Routes"]


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


# ---- writing them down ---------------------------------------------------------------------------------------

def question(a):
    if a[0] in ("check", "findings"):
        return {"check": a[1]}
    if a[0] == "matrix":
        return {"matrix": a[1]}
    return {"source": a[0], "destination": a[1], **({"protocol": a[2]} if a[2] else {})}


def answer(a):
    if a[0] == "check":
        return {"codes": sorted(a[2])}
    if a[0] == "findings":
        return {"findings": sorted(a[2]), **({"says": list(a[3:])} if len(a) > 3 else {})}
    if a[0] == "matrix":
        return {"rows": a[2]}
    out = {"verdict": a[3], "codes": sorted(a[4])}
    if len(a) > 5:
        out["says"] = list(a[5:])
    return out


def asked(a):
    """As a person types it."""
    if a[0] in ("check", "findings"):
        return "vpccheck snapshot.json" if a[1] == "default" else f"vpccheck --probe {a[1]} snapshot.json"
    if a[0] == "matrix":
        return "vpccheck matrix snapshot.json" + "".join(
            f" --{k}" if v is True else f" --{k} {v}" for k, v in a[1].items())
    return f"vpccheck path snapshot.json -s {a[0]} -d {a[1]}" + (f" -p {a[2]}" if a[2] else "")


def answered(a):
    if a[0] in ("check", "findings", "matrix"):
        return "; ".join(sorted(a[2]) if a[0] != "matrix" else a[2]) or "nothing"
    return f"{a[3]}, {', '.join(sorted(a[4])) or 'no finding'}"


def why(name, text, asks):
    lines = [f"# {name}", "", " ".join(text.split()), ""]
    return "\n".join(lines + [f"- `{asked(a)}`: {answered(a)}" for a in asks]) + "\n"


def write(put, put_json):
    for name, (base, change, asks, text, config) in CASES.items():
        net = base()
        change(net)
        put(f"cases/{name}/snapshot.json", net.text())
        put_json(f"cases/{name}/query.json", [question(a) for a in asks])
        put_json(f"cases/{name}/expected.json", [answer(a) for a in asks])
        put(f"cases/{name}/why.md", why(name, text, asks))
        if config:
            put(f"cases/{name}/vpccheck.yaml", config)
