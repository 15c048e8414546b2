"""networks_healthy - networks as AWS's guides draw them, in which nothing is wrong.

Each is written from a guide and not from the rules: what `vpccheck check` says of it is nothing but what its builder
lists, a finding that an engineer who runs such a network would agree with. What has to get through, gets through.
Then each is broken as people break them, mostly in several places at once (faults): what is told, and what it is
mended with. tests/healthy.py asks.
"""
from netmaker import ANY4, ANY6, HEALTH, Net, entry, perm

NETWORKS, FAULTS = [], []
OTHER = "444455556666"
TOP = [perm("-1", None, ANY4)]


class Healthy:
    """places: accounts in Regions; flows: (source, destination, protocol, verdict); findings: "severity code id"."""
    def __init__(self, *places):
        self.places, self.flows, self.findings = places, [], []

    def flow(self, source, destination, protocol, verdict="reachable"):
        self.flows.append((source, destination, protocol, verdict))


def network(build):
    NETWORKS.append(build)
    return build


def fault(build, *asked):
    """asked: the arguments of vpccheck beside the snapshot, the findings that are no info, then words of its report."""
    def keep(spoil):
        FAULTS.append((build, spoil, asked))
        return spoil
    return keep


def path(source, destination, protocol):
    return ["path", "-s", source, "-d", destination, "-p", protocol]


def place(account="111122223333", region="eu-west-1"):
    net = Net(region, account)
    for kind in """AvailabilityZones CustomerGateways VpcEndpoints VpnGateways VpnConnections LoadBalancers
            TargetGroups""".split():
        net.lists[kind] = []
    for n, zone in enumerate("abc"):
        net.add("AvailabilityZones", {"ZoneName": region + zone, "ZoneId": f"euw1-az{n + 1}", "RegionName": region,
                                      "State": "available", "ZoneType": "availability-zone"})
    return net


def default_group(net, vpc):
    """As AWS makes it with the VPC."""
    net.group("sg-default" + vpc[3:], vpc, [perm("-1", None, "sg-default" + vpc[3:])], group_name="default")


def default_vpc(net):
    """Every account has one in every Region, and nobody uses it."""
    net.vpc("vpc-default", "172.31.0.0/16", IsDefault=True)
    for n, zone in enumerate("abc"):
        net.subnet(f"subnet-default{zone}", "vpc-default", f"172.31.{16 * n}.0/20", zone=zone, public=True,
                   DefaultForAz=True)
    net.igw("igw-default", "vpc-default")
    net.table("rtb-default", "vpc-default", [(ANY4, "igw-default")], main=True)
    net.acl("acl-default", "vpc-default", [f"subnet-default{zone}" for zone in "abc"])
    default_group(net, "vpc-default")


def scaled(group):
    return {"aws:autoscaling:groupName": group, "aws:ec2launchtemplate:version": "3"}


PROFILE = {"IamInstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/app", "Id": "AIPA4EXAMPLE"}}


@network
def three_tiers():
    """VPC user guide, "Example: VPC with servers in private subnets and NAT", with a balancer and a database."""
    net = place()
    default_vpc(net)
    net.vpc("vpc-1", "10.0.0.0/16", name="prod")
    default_group(net, "vpc-1")
    net.igw("igw-1", "vpc-1")
    for n, zone in enumerate("ab"):
        net.subnet(f"subnet-pub{zone}", "vpc-1", f"10.0.{n}.0/24", zone=zone, public=True)
        net.subnet(f"subnet-app{zone}", "vpc-1", f"10.0.{10 + n}.0/24", zone=zone)
        net.subnet(f"subnet-db{zone}", "vpc-1", f"10.0.{20 + n}.0/24", zone=zone)
        net.nat(f"nat-{zone}", f"subnet-pub{zone}", f"10.0.{n}.9", public=f"52.16.10.{40 + n}")
        net.table(f"rtb-app{zone}", "vpc-1",
                  [(ANY4, f"nat-{zone}"), ("pl-s3", "vpce-s3")], [f"subnet-app{zone}"])
    net.prefix_list("pl-s3", "com.amazonaws.eu-west-1.s3", ["52.218.0.0/17", "3.5.64.0/21"])
    net.gateway_endpoint("vpce-s3", "vpc-1", "com.amazonaws.eu-west-1.s3", ["rtb-appa", "rtb-appb"])
    net.table("rtb-pub", "vpc-1", [(ANY4, "igw-1")], ["subnet-puba", "subnet-pubb"])
    net.table("rtb-main", "vpc-1", main=True)
    net.acl("acl-1", "vpc-1", ["subnet-puba", "subnet-pubb", "subnet-appa", "subnet-appb"])
    net.acl("acl-db", "vpc-1", ["subnet-dba", "subnet-dbb"], default=False, entries=[
        entry(100, "allow", 6, "10.0.10.0/24", ports=5432), entry(110, "allow", 6, "10.0.11.0/24", ports=5432),
        entry(120, "allow", -1, "10.0.20.0/23"), entry(32767, "deny"),
        entry(100, "allow", 6, "10.0.10.0/23", egress=True, ports=(1024, 65535)),
        entry(120, "allow", -1, "10.0.20.0/23", egress=True), entry(32767, "deny", egress=True)])
    net.group("sg-alb", "vpc-1", [perm("tcp", 80, ANY4), perm("tcp", 443, ANY4)], [perm("tcp", 8080, "sg-app")])
    net.group("sg-app", "vpc-1", [perm("tcp", 8080, "sg-alb")])
    net.group("sg-db", "vpc-1", [perm("tcp", 5432, "sg-app")], [])
    arn = net.balancer("web", [("subnet-puba", "10.0.0.20", "52.16.11.1"), ("subnet-pubb", "10.0.1.20", "52.16.11.2")],
                       [("HTTP", 80, "app"), ("HTTPS", 443, "app")], ["sg-alb"], "internet-facing", kind="application")
    for n, zone in enumerate("ab"):
        net.instance(f"i-app{zone}", f"subnet-app{zone}", f"10.0.{10 + n}.10", ["sg-app"], tags=scaled("app"), **PROFILE)
    net.targets("app", "vpc-1", "HTTP", 8080, [("i-appa", "healthy"), ("i-appb", "healthy")], balancer=arn)
    net.rds_eni("eni-db", "subnet-dba", "10.0.20.10", ["sg-db"])
    it = Healthy(net)
    it.flow("internet", "52.16.11.1", "tcp/443")
    it.flow("internet", "52.16.11.2", "tcp/80")
    it.flow("internet", "i-appa", "tcp/8080", "blocked")
    it.flow("i-appa", "eni-db", "tcp/5432")
    it.flow("i-appb", "eni-db", "tcp/5432")
    it.flow("i-appa", "internet", "tcp/443")
    it.flow("i-appb", "52.218.1.1", "tcp/443")
    it.flow("eni-db", "internet", "tcp/443", "blocked")
    return it


def cluster_eni(net, n, subnet, address):
    """Of the control plane: EKS makes it in our account."""
    net.service_eni(f"eni-eks{n}", subnet, address, "interface", "Amazon EKS prod", "AROA4EXAMPLE:AmazonEKS",
                    groups=["sg-cluster"])


@network
def eks():
    """EKS user guide: private nodes, pods in a second block (custom networking) with prefix delegation."""
    net = place()
    net.vpc("vpc-1", "10.10.0.0/16", "100.64.0.0/16", name="eks")
    default_group(net, "vpc-1")
    net.igw("igw-1", "vpc-1")
    net.group("sg-cluster", "vpc-1", [perm("-1", None, "sg-cluster")], group_name="eks-cluster-sg-prod-1234567")
    net.group("sg-lb", "vpc-1", [perm("tcp", 443, ANY4)], [perm("tcp", 8443, "sg-cluster")])
    net.find("sg-cluster")["IpPermissions"].append(perm("tcp", 8443, "sg-lb"))
    tags = {"kubernetes.io/cluster/prod": "owned", "eks:cluster-name": "prod", "eks:nodegroup-name": "default",
            **scaled("eks-default-5ec0ffee")}
    for n, zone in enumerate("ab"):
        net.subnet(f"subnet-pub{zone}", "vpc-1", f"10.10.{n}.0/24", zone=zone, public=True)
        net.subnet(f"subnet-node{zone}", "vpc-1", f"10.10.{10 + n}.0/24", zone=zone)
        net.subnet(f"subnet-pod{zone}", "vpc-1", f"100.64.{64 * n}.0/18", zone=zone)
        net.nat(f"nat-{zone}", f"subnet-pub{zone}", f"10.10.{n}.9", public=f"52.16.10.{40 + n}")
        net.table(f"rtb-{zone}", "vpc-1", [(ANY4, f"nat-{zone}")], [f"subnet-node{zone}", f"subnet-pod{zone}"])
        net.instance(f"i-node{zone}", f"subnet-node{zone}", f"10.10.{10 + n}.10", ["sg-cluster"], tags=tags, **PROFILE)
        net.eni(f"eni-pod{zone}", f"subnet-pod{zone}", f"100.64.{64 * n}.5", ["sg-cluster"], instance=f"i-node{zone}",
                device=1, Ipv4Prefixes=[{"Ipv4Prefix": f"100.64.{64 * n}.16/28"}], Description=f"aws-K8S-i-node{zone}")
        cluster_eni(net, n, f"subnet-node{zone}", f"10.10.{10 + n}.50")
    net.table("rtb-pub", "vpc-1", [(ANY4, "igw-1")], ["subnet-puba", "subnet-pubb"])
    net.table("rtb-main", "vpc-1", main=True)
    net.acl("acl-1", "vpc-1", [f"subnet-{what}{zone}" for what in ("pub", "node", "pod") for zone in "ab"])
    arn = net.balancer("k8s-ingress", [("subnet-puba", "10.10.0.20", "52.16.11.1"),
                                       ("subnet-pubb", "10.10.1.20", "52.16.11.2")],
                       [("HTTPS", 443, "k8s-web")], ["sg-lb"], "internet-facing", kind="application")
    net.targets("k8s-web", "vpc-1", "HTTPS", 8443, [("100.64.0.18", "healthy"), ("100.64.64.20", "healthy")], "ip", arn)
    it = Healthy(net)
    it.flow("internet", "52.16.11.1", "tcp/443")
    it.flow("eni-eks0", "i-nodeb", "tcp/10250")
    it.flow("100.64.0.18", "100.64.64.20", "tcp/8080")
    it.flow("i-nodea", "eni-eks1", "tcp/443")
    it.flow("i-nodea", "internet", "tcp/443")
    return it


def firewall(net, vpc, zones):
    """Endpoints of AWS Network Firewall: (zone, subnet, address)."""
    for zone, subnet, address in zones:
        ident = f"vpce-fw{zone}"
        net.service_eni(f"eni-fw{zone}", subnet, address, "gateway_load_balancer_endpoint",
                        f"VPC Endpoint Interface {ident}", "727180483921", SourceDestCheck=False)
        net.add("VpcEndpoints", {
            "VpcEndpointId": ident, "VpcEndpointType": "GatewayLoadBalancer", "VpcId": vpc, "State": "available",
            "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0fw0fw0fw0fw0fw0f", "SubnetIds": [subnet],
            "NetworkInterfaceIds": [f"eni-fw{zone}"], "RouteTableIds": [], "Groups": [], "DnsEntries": [],
            "RequesterManaged": True, "PrivateDnsEnabled": False, "OwnerId": net.account,
            "Tags": [{"Key": "Firewall", "Value": "arn:aws:network-firewall:eu-west-1:111122223333:firewall/fw"},
                     {"Key": "AWSNetworkFirewallManaged", "Value": "true"}]})


@network
def hub_and_spokes():
    """Transit Gateway and Network Firewall guides: centralised inspection, and egress behind it."""
    net = place()
    net.tgw("tgw-1")
    for n, name in ((1, "dev"), (2, "prod")):
        net.vpc(f"vpc-{name}", f"10.{n}.0.0/16", name=name)
        default_group(net, f"vpc-{name}")
        net.group(f"sg-{name}", f"vpc-{name}", [perm("tcp", 443, "10.0.0.0/8"), perm("icmp", (-1, -1), "10.0.0.0/8")])
        for k, zone in enumerate("ab"):
            net.subnet(f"subnet-{name}{zone}", f"vpc-{name}", f"10.{n}.{k}.0/24", zone=zone)
            net.subnet(f"subnet-{name}tgw{zone}", f"vpc-{name}", f"10.{n}.255.{16 * k}/28", zone=zone)
            net.instance(f"i-{name}{zone}", f"subnet-{name}{zone}", f"10.{n}.{k}.10", [f"sg-{name}"], **PROFILE)
        net.table(f"rtb-{name}", f"vpc-{name}", [(ANY4, "tgw-1")], [f"subnet-{name}{zone}" for zone in "ab"])
        net.table(f"rtb-{name}main", f"vpc-{name}", main=True)
        net.acl(f"acl-{name}", f"vpc-{name}", [f"subnet-{name}{t}{zone}" for t in ("", "tgw") for zone in "ab"])
        net.tgw_attach(f"tgw-attach-{name}", "tgw-1", f"vpc-{name}", [f"subnet-{name}tgw{zone}" for zone in "ab"],
                       "tgw-rtb-spokes")
    inspection(net)
    egress(net)
    net.tgw_table("tgw-rtb-spokes", "tgw-1", [(ANY4, "tgw-attach-inspect", "vpc-inspect", "static", "active")])
    net.tgw_table("tgw-rtb-inspect", "tgw-1", [
        ("10.1.0.0/16", "tgw-attach-dev", "vpc-dev", "propagated", "active"),
        ("10.2.0.0/16", "tgw-attach-prod", "vpc-prod", "propagated", "active"),
        (ANY4, "tgw-attach-egress", "vpc-egress", "static", "active")],
        [("tgw-attach-dev", "vpc-dev"), ("tgw-attach-prod", "vpc-prod")])
    net.tgw_table("tgw-rtb-egress", "tgw-1", [("10.0.0.0/8", "tgw-attach-inspect", "vpc-inspect", "static", "active")])
    it = Healthy(net)
    it.flow("i-deva", "i-prodb", "tcp/443", "unknown")  # what the firewall's own rules say is not in a snapshot
    it.flow("i-deva", "internet", "tcp/443", "unknown")
    it.findings = ["warning unsupported-component vpce-fwa", "warning unsupported-component vpce-fwb"]
    return it


def inspection(net):
    net.vpc("vpc-inspect", "100.64.0.0/16", name="inspection")
    default_group(net, "vpc-inspect")
    for k, zone in enumerate("ab"):
        net.subnet(f"subnet-itgw{zone}", "vpc-inspect", f"100.64.0.{16 * k}/28", zone=zone)
        net.subnet(f"subnet-ifw{zone}", "vpc-inspect", f"100.64.1.{16 * k}/28", zone=zone)
    firewall(net, "vpc-inspect", [("a", "subnet-ifwa", "100.64.1.5"), ("b", "subnet-ifwb", "100.64.1.21")])
    for zone in "ab":
        net.table(f"rtb-itgw{zone}", "vpc-inspect", [(ANY4, f"vpce-fw{zone}")], [f"subnet-itgw{zone}"])
    net.table("rtb-ifw", "vpc-inspect", [(ANY4, "tgw-1")], ["subnet-ifwa", "subnet-ifwb"])
    net.table("rtb-imain", "vpc-inspect", main=True)
    net.acl("acl-inspect", "vpc-inspect", [f"subnet-{t}{zone}" for t in ("itgw", "ifw") for zone in "ab"])
    net.tgw_attach("tgw-attach-inspect", "tgw-1", "vpc-inspect", ["subnet-itgwa", "subnet-itgwb"], "tgw-rtb-inspect",
                   appliance="enable")


def egress(net):
    net.vpc("vpc-egress", "10.100.0.0/16", name="egress")
    default_group(net, "vpc-egress")
    net.igw("igw-egress", "vpc-egress")
    for k, zone in enumerate("ab"):
        net.subnet(f"subnet-epub{zone}", "vpc-egress", f"10.100.{k}.0/24", zone=zone)
        net.subnet(f"subnet-etgw{zone}", "vpc-egress", f"10.100.255.{16 * k}/28", zone=zone)
        net.nat(f"nat-e{zone}", f"subnet-epub{zone}", f"10.100.{k}.9", public=f"52.16.10.{50 + k}")
        net.table(f"rtb-etgw{zone}", "vpc-egress", [(ANY4, f"nat-e{zone}")], [f"subnet-etgw{zone}"])
    net.table("rtb-epub", "vpc-egress", [(ANY4, "igw-egress"), ("10.0.0.0/8", "tgw-1")], ["subnet-epuba", "subnet-epubb"])
    net.table("rtb-emain", "vpc-egress", main=True)
    net.acl("acl-egress", "vpc-egress", [f"subnet-{t}{zone}" for t in ("epub", "etgw") for zone in "ab"])
    net.tgw_attach("tgw-attach-egress", "tgw-1", "vpc-egress", ["subnet-etgwa", "subnet-etgwb"], "tgw-rtb-egress")


@network
def private_link():
    """PrivateLink guide: a service behind a Network Load Balancer, and its consumer in another account."""
    provider, consumer = place(), place(OTHER)
    for net, vpc, block in ((provider, "vpc-svc", "10.0.0.0/16"), (consumer, "vpc-app", "10.0.0.0/16")):
        net.vpc(vpc, block)
        default_group(net, vpc)
        net.table("rtb-" + vpc[4:], vpc, main=True)
        net.acl("acl-" + vpc[4:], vpc)
    for n, zone in enumerate("ab"):
        provider.subnet(f"subnet-svc{zone}", "vpc-svc", f"10.0.{n}.0/24", zone=zone)
        consumer.subnet(f"subnet-app{zone}", "vpc-app", f"10.0.{n}.0/24", zone=zone)
        provider.find("acl-svc")["Associations"].append({"NetworkAclId": "acl-svc", "SubnetId": f"subnet-svc{zone}"})
        consumer.find("acl-app")["Associations"].append({"NetworkAclId": "acl-app", "SubnetId": f"subnet-app{zone}"})
    provider.group("sg-nlb", "vpc-svc", [], [perm("tcp", 8080, "sg-svc")])
    provider.group("sg-svc", "vpc-svc", [perm("tcp", 8080, "sg-nlb")])
    arn = provider.balancer("svc", [("subnet-svca", "10.0.0.20"), ("subnet-svcb", "10.0.1.20")], [("TCP", 443, "svc")],
                            ["sg-nlb"])
    provider.find("svc")["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = "off"
    for n, zone in enumerate("ab"):
        provider.instance(f"i-svc{zone}", f"subnet-svc{zone}", f"10.0.{n}.10", ["sg-svc"], **PROFILE)
    provider.targets("svc", "vpc-svc", "TCP", 8080, [("i-svca", "healthy"), ("i-svcb", "healthy")], balancer=arn)
    consumer.group("sg-ep", "vpc-app", [perm("tcp", 443, "10.0.0.0/16")], [])
    consumer.group("sg-app", "vpc-app", [])
    consumer.endpoint("vpce-svc", "vpc-app", "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef1",
                      [("subnet-appa", "10.0.0.30"), ("subnet-appb", "10.0.1.30")], ["sg-ep"], PrivateDnsEnabled=False)
    consumer.instance("i-app", "subnet-appa", "10.0.0.10", ["sg-app"], **PROFILE)
    it = Healthy(provider, consumer)
    it.flow("i-app", "eni-vpce-svc-appb", "tcp/443")
    it.flow("i-app", "eni-vpce-svc-appb", "tcp/80", "blocked")
    return it


def propagated(dest, target):
    return {"DestinationCidrBlock": dest, "GatewayId": target, "Origin": "EnableVgwRoutePropagation", "State": "active"}


def vpn(net, ident, customer, **where):
    net.add("CustomerGateways", {"BgpAsn": "65010", "CustomerGatewayId": customer, "IpAddress": "198.51.100.17",
                                 "State": "available", "Type": "ipsec.1", "Tags": []})
    net.add("VpnConnections", {
        "CustomerGatewayId": customer, "State": "available", "Type": "ipsec.1", "VpnConnectionId": ident,
        "Options": {"StaticRoutesOnly": False, "EnableAcceleration": False}, "Routes": [], "Tags": [],
        "VgwTelemetry": [{"AcceptedRouteCount": 2, "OutsideIpAddress": f"52.30.1.{n}", "Status": status,
                          "StatusMessage": "2 BGP ROUTES" if status == "UP" else "IPSEC IS DOWN"}
                         for n, status in ((1, "UP"), (2, "DOWN"))], **where})


@network
def hybrid():
    """Site-to-Site VPN and Direct Connect guides: a VPC on a virtual private gateway, two on a transit gateway."""
    net = place()
    net.vpn_gateway("vgw-1", "vpc-old")
    vpn(net, "vpn-1", "cgw-1", VpnGatewayId="vgw-1")
    vpn(net, "vpn-2", "cgw-2", TransitGatewayId="tgw-1")
    net.tgw("tgw-1")
    for n, name in ((1, "old"), (2, "erp"), (3, "crm")):
        net.vpc(f"vpc-{name}", f"10.{n}.0.0/16", name=name)
        default_group(net, f"vpc-{name}")
        net.subnet(f"subnet-{name}", f"vpc-{name}", f"10.{n}.0.0/24")
        net.acl(f"acl-{name}", f"vpc-{name}", [f"subnet-{name}"])
        net.group(f"sg-{name}", f"vpc-{name}", [perm("tcp", 443, "10.0.0.0/8", "192.168.0.0/16")])
        net.instance(f"i-{name}", f"subnet-{name}", f"10.{n}.0.10", [f"sg-{name}"], **PROFILE)
    net.table("rtb-old", "vpc-old", [propagated("192.168.0.0/16", "vgw-1"), propagated("10.200.0.0/16", "vgw-1")],
              ["subnet-old"], main=True)["PropagatingVgws"] = [{"GatewayId": "vgw-1"}]
    routes = []
    for n, name in ((2, "erp"), (3, "crm")):
        net.table(f"rtb-{name}", f"vpc-{name}", [("10.0.0.0/8", "tgw-1"), ("192.168.0.0/16", "tgw-1")],
                  [f"subnet-{name}"], main=True)
        net.tgw_attach(f"tgw-attach-{name}", "tgw-1", f"vpc-{name}", [f"subnet-{name}"], "tgw-rtb-1")
        routes.append((f"10.{n}.0.0/16", f"tgw-attach-{name}", f"vpc-{name}", "propagated", "active"))
    net.tgw_table("tgw-rtb-1", "tgw-1", routes, [("tgw-attach-erp", "vpc-erp"), ("tgw-attach-crm", "vpc-crm")])
    for ident, kind, resource in (("tgw-attach-vpn", "vpn", "vpn-2"),
                                  ("tgw-attach-dx", "direct-connect-gateway", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")):
        net.add("TransitGatewayAttachments", {
            "TransitGatewayAttachmentId": ident, "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": net.account,
            "ResourceOwnerId": net.account, "ResourceType": kind, "ResourceId": resource, "State": "available",
            "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}, "Tags": []})
        net.find("tgw-rtb-1")
        net.lists["TransitGatewayRoutes"][0]["Routes"].append({
            "DestinationCidrBlock": "192.168.0.0/16" if kind == "vpn" else "10.200.0.0/16", "Type": "propagated",
            "State": "active", "TransitGatewayAttachments": [{
                "ResourceId": resource, "TransitGatewayAttachmentId": ident, "ResourceType": kind}]})
        net.lists["TransitGatewayPropagations"][0]["TransitGatewayRouteTablePropagations"].append({
            "TransitGatewayAttachmentId": ident, "ResourceId": resource, "ResourceType": kind, "State": "enabled"})
    it = Healthy(net)
    it.flow("i-erp", "i-crm", "tcp/443")
    it.flow("i-erp", "i-old", "tcp/443", "blocked")  # nobody announces it to the transit gateway
    it.flow("i-old", "192.168.1.1", "tcp/443", "unknown")
    it.flow("192.168.1.1", "i-crm", "tcp/443", "unknown")
    it.flow("192.168.1.1", "i-crm", "tcp/22", "blocked")
    return it


@network
def dual_stack():
    """VPC user guide, IPv6: public hosts of both families, private ones that call out over an egress-only gateway."""
    net = place()
    net.vpc("vpc-1", "10.0.0.0/16", ipv6=["2a05:d018:1:100::/56"], name="dual")
    default_group(net, "vpc-1")
    net.find("sg-default-1")["IpPermissionsEgress"].append(perm("-1", None, ANY6))
    net.igw("igw-1", "vpc-1")
    net.eigw("eigw-1", "vpc-1")
    for n, zone in enumerate("ab"):
        net.subnet(f"subnet-pub{zone}", "vpc-1", f"10.0.{n}.0/24", zone=zone, ipv6=[f"2a05:d018:1:10{n}::/64"],
                   public=True, AssignIpv6AddressOnCreation=True)
        net.subnet(f"subnet-prv{zone}", "vpc-1", f"10.0.{10 + n}.0/24", zone=zone, ipv6=[f"2a05:d018:1:11{n}::/64"],
                   AssignIpv6AddressOnCreation=True)
    net.nat("nat-1", "subnet-puba", "10.0.0.9", public="52.16.10.40")
    net.table("rtb-pub", "vpc-1", [(ANY4, "igw-1"), (ANY6, "igw-1")], ["subnet-puba", "subnet-pubb"])
    net.table("rtb-prv", "vpc-1", [(ANY4, "nat-1"), (ANY6, "eigw-1"), ("64:ff9b::/96", "nat-1")],
              ["subnet-prva", "subnet-prvb"], main=True)
    net.acl("acl-1", "vpc-1", [f"subnet-{t}{zone}" for t in ("pub", "prv") for zone in "ab"], ipv6=True)
    everybody = [perm("-1", None, ANY4, ANY6)]
    net.group("sg-web", "vpc-1", [perm("tcp", 80, ANY4, ANY6), perm("tcp", 443, ANY4, ANY6), perm("tcp", 22, "sg-eice")],
              everybody)
    net.group("sg-app", "vpc-1", [perm("tcp", 8080, "sg-web"), perm("tcp", 22, "sg-eice")], everybody)
    net.group("sg-eice", "vpc-1", [], [perm("tcp", 22, "10.0.0.0/16")])
    net.eice("eice-1", "subnet-prva", ["sg-eice"], address="10.0.10.200")
    net.instance("i-web", "subnet-puba", "10.0.0.10", ["sg-web"], name="web", public="52.16.10.20",
                 ipv6=["2a05:d018:1:100::10"])
    net.instance("i-app", "subnet-prvb", "10.0.11.10", ["sg-app"], name="app", ipv6=["2a05:d018:1:111::10"])
    it = Healthy(net)
    it.flow("internet", "i-web", "tcp/443")
    it.flow("2600::1", "2a05:d018:1:100::10", "tcp/443")
    it.flow("2600::1", "2a05:d018:1:111::10", "tcp/8080", "blocked")
    it.flow("2a05:d018:1:111::10", "2600::1", "tcp/443")
    it.flow("i-app", "internet", "tcp/443")
    it.flow("2a05:d018:1:100::10", "2a05:d018:1:111::10", "tcp/8080")
    it.flow("eice-1", "i-app", "tcp/22")
    return it


@network
def lab_of_two_accounts():
    """VPC peering guide: the requester's account and the accepter's, who sees the same connection."""
    requester, accepter = place(), place(OTHER)
    for n, net in enumerate((requester, accepter), 1):
        net.vpc(f"vpc-{n}", f"10.{n}.0.0/16", name=f"VPC {n}")
        default_group(net, f"vpc-{n}")
        net.subnet(f"subnet-{n}", f"vpc-{n}", f"10.{n}.1.0/24")
        net.igw(f"igw-{n}", f"vpc-{n}")
        net.table(f"rtb-{n}", f"vpc-{n}", [(f"10.{3 - n}.0.0/16", "pcx-1"), (ANY4, f"igw-{n}")], [f"subnet-{n}"])
        net.table(f"rtb-main{n}", f"vpc-{n}", main=True)
        net.acl(f"acl-{n}", f"vpc-{n}", [f"subnet-{n}"])
        net.group(f"sg-{n}", f"vpc-{n}", [perm("icmp", (-1, -1), f"10.{3 - n}.0.0/16"),
                                          perm("tcp", 22, "18.202.216.48/29")])
        net.instance(f"i-{n}", f"subnet-{n}", f"10.{n}.1.10", [f"sg-{n}"], name=f"instance-{n}",
                     public=f"52.16.10.{20 + n}")
    requester.pcx("pcx-1", "vpc-1", "vpc-2", accepter_account=OTHER, accepter_cidr="10.2.0.0/16")
    accepter.add("VpcPeeringConnections", requester.find("pcx-1"))
    it = Healthy(requester, accepter)
    it.flow("i-1", "i-2", "icmp")
    it.flow("i-2", "i-1", "icmp")
    it.flow("eic", "i-2", "tcp/22")
    return it


# ---- faults ----------------------------------------------------------------------------------------------------

def sick(net):
    for held in net.lists["LoadBalancerTargetHealth"]:
        for t in held["TargetHealthDescriptions"]:
            t["TargetHealth"] = HEALTH["unhealthy"]


def without(net, table, target):
    """The table's routes but those to the target."""
    t = net.find(table)
    t["Routes"] = [r for r in t["Routes"] if target not in r.values()]


@fault(three_tiers, (path("internet", "52.16.11.1", "tcp/443"), ["error sg-ingress-denied sg-app"], "GroupId=sg-alb"),
       ([], ["warning lb-target-unhealthy app", "warning lb-target-unreachable app"], "UserIdGroupPairs=[{GroupId=sg-alb}]",
        "addresses on tcp/8080 (verified)"))
def targets_without_the_balancers_rule(net):
    net.find("sg-app")["IpPermissions"] = [perm("tcp", 8080, "10.0.99.0/24")]
    sick(net)


@fault(three_tiers, ([], ["warning route-blackhole rtb-appa|0.0.0.0/0"], "--nat-gateway-id nat-b"),
       (path("i-appa", "8.8.8.8", "tcp/443"), ["error route-blackhole rtb-appa|0.0.0.0/0"],
        "point the route for 0.0.0.0/0 to nat-b (verified)", "let subnet-appa use rtb-appb instead (verified)"))
def nat_gateway_deleted(net):
    """Who has no public address goes on without one: by the other zone's gateway."""
    for ident in ("nat-a", "eni-nat-a", "eipalloc-nat-a"):
        net.drop(ident)
    for r in net.find("rtb-appa")["Routes"]:
        if r.get("NatGatewayId"):
            r["State"] = "blackhole"


@fault(three_tiers, (path("i-appa", "8.8.8.8", "tcp/443"), ["error route-blackhole rtb-appa|0.0.0.0/0"],
                     "make a NAT gateway in a public subnet, and point the route for 0.0.0.0/0 to it",
                     "create-nat-gateway --subnet-id subnet-puba"))
def both_nat_gateways_deleted(net):
    nat_gateway_deleted(net)
    for ident in ("nat-b", "eni-nat-b", "eipalloc-nat-b"):
        net.drop(ident)
    net.find("rtb-appb")["Routes"][1]["State"] = "blackhole"


@fault(three_tiers, (path("i-appa", "8.8.8.8", "tcp/443"), ["error route-missing rtb-appa"],
                     "has none for 0.0.0.0/0", "add a route for 0.0.0.0/0 to nat-a (verified)"))
def default_route_forgotten(net):
    without(net, "rtb-appa", "nat-a")


@fault(three_tiers, (path("i-appa", "eni-db", "tcp/5432"),
                     ["error nacl-egress-denied acl-db", "error sg-ingress-denied sg-db"],
                     "From=32768,To=60999", "UserIdGroupPairs=[{GroupId=sg-app}]"))
def database_closed_twice(net):
    acl = net.find("acl-db")
    acl["Entries"] = [e for e in acl["Entries"] if not (e["Egress"] and e["RuleNumber"] == 100)]
    net.find("sg-db")["IpPermissions"] = [perm("tcp", 3306, "sg-app")]


@fault(three_tiers, (path("internet", "52.16.11.1", "tcp/443"), ["error route-missing rtb-main"],
                     "let subnet-puba use rtb-pub instead (verified)"))
def public_table_not_associated(net):
    net.find("rtb-pub")["Associations"].pop(0)


@fault(eks, (path("eni-eks0", "i-nodeb", "tcp/10250"), ["error sg-ingress-denied sg-cluster"],
             "UserIdGroupPairs=[{GroupId=sg-cluster}]"))
def cluster_group_without_itself(net):
    net.find("sg-cluster")["IpPermissions"].pop(0)


@fault(hub_and_spokes, (path("i-devb", "i-proda", "tcp/443"), ["error tgw-attachment-unusable tgw-attach-dev"],
                        "--add-subnet-ids subnet-devtgwb", "(verified)"))
def attachment_in_one_zone(net):
    """The subnet that was made for it, and not that of the hosts."""
    next(a for a in net.lists["TransitGatewayVpcAttachments"]
         if a["TransitGatewayAttachmentId"] == "tgw-attach-dev")["SubnetIds"].pop()
    net.drop("eni-tgw-attach-dev-devtgwb")


@fault(private_link, (path("i-app", "10.0.1.30", "tcp/443"),
                      ["error endpoint-not-served vpce-svc", "error sg-ingress-denied sg-ep"],
                      "let the owner of the endpoint service accept it (verified)",
                      "accept-vpc-endpoint-connections", "UserIdGroupPairs=[{GroupId=sg-app}]"))
def endpoint_not_accepted(_, consumer):
    consumer.find("vpce-svc")["State"] = "pendingAcceptance"
    consumer.find("sg-ep")["IpPermissions"] = [perm("tcp", 443, "10.9.0.0/16")]


@fault(private_link, ([], ["warning lb-target-unhealthy svc", "warning lb-target-unreachable svc"],
                      "UserIdGroupPairs=[{GroupId=sg-nlb}]"))
def service_on_another_port(provider, _):
    provider.find("sg-svc")["IpPermissions"] = [perm("tcp", 80, "sg-nlb")]
    sick(provider)


@fault(hybrid, (path("i-old", "192.168.1.1", "tcp/443"), ["error route-missing rtb-old"],
                "enable-vgw-route-propagation --route-table-id rtb-old --gateway-id vgw-1"))
def propagation_off(net):
    without(net, "rtb-old", "vgw-1")
    net.find("rtb-old")["PropagatingVgws"] = []


@fault(dual_stack, (path("2600::1", "2a05:d018:1:100::10", "tcp/443"),
                    ["error nacl-egress-denied acl-1", "error nacl-ingress-denied acl-1", "error sg-ingress-denied sg-web"],
                    "Ipv6Ranges=[{CidrIpv6=2600::1/128}]"),
       (path("2a05:d018:1:111::10", "2600::1", "tcp/443"),
        ["error nacl-egress-denied acl-1", "error nacl-ingress-denied acl-1", "error route-missing rtb-prv"],
        "add a route for ::/0 to eigw-1 (verified)", "--egress-only-internet-gateway-id eigw-1"),
       (path("i-app", "internet", "tcp/443"), []))
def ipv6_forgotten(net):
    """In the network ACL, in the private table, in the group. IPv4 works."""
    acl = net.find("acl-1")
    acl["Entries"] = [e for e in acl["Entries"] if "CidrBlock" in e]
    without(net, "rtb-prv", "eigw-1")
    net.find("sg-web")["IpPermissions"][1] = perm("tcp", 443, ANY4)


@fault(dual_stack, (path("eic", "i-app", "tcp/22"),
                    ["error eic-source-not-allowed sg-app", "error public-ip-missing eni-app", "error route-asymmetric rtb-prv"],
                    "connect through eice-1, which reaches it without a public address",
                    "who has no public address does not get out any more"))
def private_host_asked_for_from_outside(_):
    """Nothing is broken: the endpoint is the way in."""


@fault(lab_of_two_accounts,
       ([], ["error route-missing rtb-2", "error route-missing rtb-2", "error sg-ingress-denied sg-2"],
        "--> rtb-2 of subnet-2, vpc-2, account 444455556666", "UserIdGroupPairs=[{GroupId=sg-1,UserId=111122223333}]"))
def accepter_forgot_route_and_rule(_, accepter):
    """There and back: of whoever calls."""
    without(accepter, "rtb-2", "pcx-1")
    accepter.find("sg-2")["IpPermissions"].pop(0)


@fault(lab_of_two_accounts,
       ([], [], "no ping is asked for across pcx-1: the snapshot does not hold vpc-2 of account 444455556666 in eu-west-1"),
       (path("i-1", "10.2.1.10", "icmp"), ["warning data-missing Vpcs of 444455556666 in eu-west-1"],
        "run for account 444455556666"))
def accepter_not_read(_, accepter):
    accepter.lists.clear()
