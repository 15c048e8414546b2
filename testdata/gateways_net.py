"""gateways_net - a case for each sentence about appliances, VPN, endpoints, what is not modelled and shared VPCs
(R81 to R84, R86)."""
from cases_kit import OTHER_ACCOUNT, OUT, case, last, own_acl, private, routes, rules, subnet, two_vpcs
from netmaker import ACCOUNT, ANY4, Net, entry, perm


# ---- appliances (R81) ----------------------------------------------------------------------------------------

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


# ---- VPN and Direct Connect (R82) ----------------------------------------------------------------------------

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


# ---- endpoints (R83) -----------------------------------------------------------------------------------------

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


# ---- what is not modelled (R84) ------------------------------------------------------------------------------

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


# ---- shared VPCs (R86) ---------------------------------------------------------------------------------------

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
