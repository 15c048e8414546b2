"""lab_net - the two peered VPCs of the lab, healthy, and every way in which they break.

A break is a function that spoils a healthy lab and says which codes `check` must then give above info.
"""
from netmaker import ANY4, ANY6, Net, entry, hex_id, peering_status, perm

EIC_RANGE = "18.202.216.48/29"  # EC2 Instance Connect in eu-west-1


def one(prefix):
    return hex_id(prefix, "one", "0a1")


def two(prefix):
    return hex_id(prefix, "two", "0b2")


PCX, PL, EIP = hex_id("pcx", "lab", "0ab"), hex_id("pl", "eic", "0e1"), hex_id("eipalloc", "lab", "0a1")
VPC1, SUBNET1, RTB1, ACL1, SG1, I1, ENI1, IGW1 = map(one, "vpc subnet rtb acl sg i eni igw".split())
VPC2, SUBNET2, RTB2, ACL2, SG2, I2, ENI2, IGW2 = map(two, "vpc subnet rtb acl sg i eni igw".split())


def healthy():
    net = Net("eu-west-1")
    net.vpc(VPC1, "10.1.0.0/16", name="VPC 1")
    net.vpc(VPC2, "10.2.0.0/16", name="VPC 2")
    net.subnet(SUBNET1, VPC1, "10.1.1.0/24", name="public-1")
    net.subnet(SUBNET2, VPC2, "10.2.1.0/24", name="public-2")
    net.igw(IGW1, VPC1, name="igw-1")
    net.igw(IGW2, VPC2, name="igw-2")
    net.table(one("rtb-main").replace("rtb-main", "rtb"), VPC1, main=True)
    net.table(two("rtb-main").replace("rtb-main", "rtb"), VPC2, main=True)
    net.table(RTB1, VPC1, [(ANY4, IGW1), ("10.2.0.0/16", PCX)], [SUBNET1], name="public-rt-1")
    net.table(RTB2, VPC2, [(ANY4, IGW2), ("10.1.0.0/16", PCX)], [SUBNET2], name="public-rt-2")
    net.acl(ACL1, VPC1, [SUBNET1])
    net.acl(ACL2, VPC2, [SUBNET2])
    net.group(one("sg-default").replace("sg-default", "sg"), VPC1, group_name="default")
    net.group(two("sg-default").replace("sg-default", "sg"), VPC2, group_name="default")
    net.group(SG1, VPC1, [perm("tcp", 22, PL), perm("icmp", (8, 0), "10.2.0.0/16")], name="web-1")
    net.group(SG2, VPC2, [perm("tcp", 22, ANY4), perm("icmp", (8, 0), "10.1.0.0/16")], name="web-2")
    net.instance(I1, SUBNET1, "10.1.1.10", [SG1], name="instance-1", eni=ENI1, public="52.16.10.20", alloc=EIP)
    net.instance(I2, SUBNET2, "10.2.1.10", [SG2], name="instance-2", eni=ENI2)
    net.pcx(PCX, VPC1, VPC2, name="lab-peering")
    net.eip(EIP, "52.16.10.20", ENI1, name="instance-1")
    net.prefix_list(PL, "com.amazonaws.eu-west-1.ec2-instance-connect", [EIC_RANGE], version=1)
    return net


# ---- the breaks ------------------------------------------------------------------------------------------

def rule_of(net, group, proto):
    return next(p for p in net.find(group)["IpPermissions"] if p["IpProtocol"] == proto)


def drop_rule(net, group, proto):
    g = net.find(group)
    g["IpPermissions"] = [p for p in g["IpPermissions"] if p["IpProtocol"] != proto]


def drop_route(net, table, dest):
    t = net.find(table)
    t["Routes"] = [r for r in t["Routes"] if r.get("DestinationCidrBlock") != dest]


def route_of(net, table, dest):
    return next(r for r in net.find(table)["Routes"] if r.get("DestinationCidrBlock") == dest)


def no_public_address(net):
    for holder in (net.find(ENI1), net.find(I1)["NetworkInterfaces"][0]):
        holder.pop("Association", None)
        holder["PrivateIpAddresses"][0].pop("Association", None)
    net.find(I1).pop("PublicIpAddress", None)
    net.drop(EIP)
    return ["public-ip-missing"]


def no_icmp_rule(net):
    drop_rule(net, SG2, "icmp")
    return ["sg-ingress-denied"]


def peering(state):
    def spoil(net):
        p = net.find(PCX)
        p["Status"] = peering_status(state)
        for side in ("RequesterVpcInfo", "AccepterVpcInfo"):
            for k in ("CidrBlock", "CidrBlockSet"):
                p[side].pop(k, None)
        route_of(net, RTB1, "10.2.0.0/16")["State"] = "blackhole"
        route_of(net, RTB2, "10.1.0.0/16")["State"] = "blackhole"
        return ["peering-not-active"]
    return spoil


def overlap(net):
    """VPC 2 was made with VPC 1's block; the request failed and no route to it could be made."""
    net.drop(VPC2).drop(SUBNET2).drop(PCX)
    net.vpc(VPC2, "10.1.0.0/16", name="VPC 2")
    net.subnet(SUBNET2, VPC2, "10.1.2.0/24", name="public-2")
    net.pcx(PCX, VPC1, VPC2, state="failed", name="lab-peering")
    for t in net.lists["RouteTables"]:
        if t["VpcId"] == VPC2:
            t["Routes"] = [r for r in t["Routes"] if r.get("VpcPeeringConnectionId") is None]
            t["Routes"][0]["DestinationCidrBlock"] = "10.1.0.0/16"
    drop_route(net, RTB1, "10.2.0.0/16")
    n, i = net.find(ENI2), net.find(I2)
    for holder in (n, i, i["NetworkInterfaces"][0]):
        holder["PrivateIpAddress"] = "10.1.2.10"
        for a in holder.get("PrivateIpAddresses", []):
            a["PrivateIpAddress"] = "10.1.2.10"
    rule_of(net, SG1, "icmp")["IpRanges"] = [{"CidrIp": "10.1.0.0/16"}]
    return ["peering-cidr-overlap", "peering-not-active"]


def no_route_there(net):
    drop_route(net, RTB1, "10.2.0.0/16")
    return ["route-missing"]


def no_route_back(net):
    drop_route(net, RTB2, "10.1.0.0/16")
    return ["route-missing"]


def route_in_unused_table(net):
    drop_route(net, RTB1, "10.2.0.0/16")
    main = next(t for t in net.lists["RouteTables"] if t["VpcId"] == VPC1 and t["RouteTableId"] != RTB1)
    main["Routes"].append(net.route("10.2.0.0/16", PCX))
    return ["route-missing"]


def route_elsewhere(net):
    r = route_of(net, RTB1, "10.2.0.0/16")
    r.pop("VpcPeeringConnectionId")
    r["GatewayId"], r["State"] = IGW1, "active"
    return ["route-missing"]


def route_blackhole(net):
    gone = hex_id("pcx", "gone", "0ff")
    r = route_of(net, RTB2, "10.1.0.0/16")
    r["VpcPeeringConnectionId"], r["State"] = gone, "blackhole"
    return ["route-blackhole"]


def no_internet_route(net):
    drop_route(net, RTB1, ANY4)
    return ["route-missing"]


def gateway_detached(net):
    net.find(IGW1)["Attachments"] = []
    route_of(net, RTB1, ANY4)["State"] = "blackhole"
    return ["igw-detached"]


def gateway_missing(net):
    net.drop(IGW1)
    drop_route(net, RTB1, ANY4)
    return ["igw-missing"]


def nacl(table, *entries):
    def spoil(net):
        a = net.find(table)
        a["Entries"] = list(entries) + a["Entries"]
    return spoil


def nacl_no_ssh(net):
    nacl(ACL1, entry(50, "deny", 6, ports=22))(net)
    return ["nacl-ingress-denied"]


def nacl_no_ephemeral(net):
    nacl(ACL1, entry(50, "deny", 6, egress=True, ports=(1024, 65535)))(net)
    return ["nacl-egress-denied"]


def nacl_no_echo(net):
    nacl(ACL2, entry(50, "deny", 1, icmp=(8, -1)))(net)
    return ["nacl-ingress-denied"]


def nacl_no_reply(net):
    nacl(ACL2, entry(50, "deny", 1, egress=True, icmp=(0, -1)))(net)
    return ["nacl-egress-denied"]


def ssh_from_home_only(net):
    r = rule_of(net, SG1, "tcp")
    r["PrefixListIds"], r["IpRanges"] = [], [{"CidrIp": "203.0.113.7/32", "Description": "My IP"}]
    return ["eic-source-not-allowed"]


def no_ssh_rule(net):
    drop_rule(net, SG1, "tcp")
    return ["sg-ingress-denied"]


def no_egress(net):
    net.find(SG1)["IpPermissionsEgress"] = []
    return ["sg-egress-denied"]


def icmp_reply_only(net):
    rule_of(net, SG2, "icmp")["FromPort"] = 0
    return ["sg-ingress-denied"]


def stopped(which):
    def spoil(net):
        net.find(which)["State"] = {"Code": 80, "Name": "stopped"}
        return ["instance-not-running"]
    return spoil


def metadata_off(net):
    net.find(I1)["MetadataOptions"]["HttpEndpoint"] = "disabled"
    return ["eic-metadata-disabled"]


BREAKS = {
    "no-public-address": no_public_address,
    "no-icmp-rule": no_icmp_rule,
    "overlap": overlap,
    **{f"peering-{s}": peering(s) for s in ("pending-acceptance", "expired", "rejected", "failed", "deleted",
                                            "initiating-request", "provisioning", "deleting")},
    "no-route-there": no_route_there,
    "no-route-back": no_route_back,
    "route-in-unused-table": route_in_unused_table,
    "route-elsewhere": route_elsewhere,
    "route-blackhole": route_blackhole,
    "no-internet-route": no_internet_route,
    "gateway-detached": gateway_detached,
    "gateway-missing": gateway_missing,
    "nacl-no-ssh": nacl_no_ssh,
    "nacl-no-ephemeral": nacl_no_ephemeral,
    "nacl-no-echo": nacl_no_echo,
    "nacl-no-reply": nacl_no_reply,
    "ssh-from-home-only": ssh_from_home_only,
    "no-ssh-rule": no_ssh_rule,
    "no-egress": no_egress,
    "icmp-reply-only": icmp_reply_only,
    "instance-2-stopped": stopped(I2),
    "metadata-off": metadata_off,
}

COMBINATIONS = (
    ("no-public-address", "no-icmp-rule"),
    ("no-public-address", "no-icmp-rule", "no-route-back"),
    ("peering-pending-acceptance", "no-public-address", "no-icmp-rule"),
    ("no-route-there", "no-route-back", "no-icmp-rule"),
    ("nacl-no-ssh", "nacl-no-reply", "ssh-from-home-only"),
    ("gateway-detached", "no-public-address", "no-icmp-rule"),
    ("nacl-no-echo", "no-icmp-rule", "no-public-address"),
    ("route-blackhole", "no-icmp-rule", "ssh-from-home-only"),
)
