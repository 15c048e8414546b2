"""balancer_net - a case for each sentence about load balancers (R85)."""
import cases_net
from cases_net import case, member
from netmaker import ANY4, entry, perm


def front(kind="instance", cross="false", attributes=(), lb_attributes=(), state="healthy", port=8080, protocol="TCP",
          listener="TCP", groups=(), target="i-web"):
    """A network load balancer in the client's VPC: node in subnet-lb (zone a), target in subnet-web (zone a)."""
    net = cases_net.two_vpcs()
    net.subnet("subnet-lb", "vpc-2", "10.2.5.0/24", name="balancer")
    net.subnet("subnet-web", "vpc-2", "10.2.6.0/24", name="web")
    for subnet in ("subnet-lb", "subnet-web"):
        member(net, "acl-2", subnet)
    net.table("rtb-lb", "vpc-2", [("10.1.0.0/16", "pcx-1"), (ANY4, "igw-2")], ["subnet-lb", "subnet-web"])
    net.group("sg-web", "vpc-2", [perm("tcp", 8080, "10.1.0.0/16")], [perm("-1", None, ANY4)], name="web")
    net.instance("i-web", "subnet-web", "10.2.6.10", ["sg-web"], name="web-1", eni="eni-web")
    arn = net.balancer("front", [("subnet-lb", "10.2.5.50")], [(listener, 443, "web")], groups,
                       attributes=[("load_balancing.cross_zone.enabled", cross), *lb_attributes])
    net.targets("web", "vpc-2", protocol, port, [(target, state)], kind=kind, balancer=arn, attributes=attributes)
    return net


def by_ip(**how):
    return front(kind="ip", target="10.2.6.10", **how)


LB = "10.2.5.50"


@case("lb-listener-ports-alone", ("i-1", LB, "tcp/443", "reachable", []),
      ("i-1", LB, "tcp/80", "blocked", ["lb-no-listener"]), ("i-1", LB, "icmp", "blocked", ["endpoint-not-served"]),
      base=front)
def _(net):
    """R85: a network load balancer listens on its interfaces' addresses for the ports of its listeners alone, and never
    answers ping."""


@case("lb-instance-target-sees-the-client", ("i-1", LB, "tcp/443", "reachable", []),
      ("i-2", LB, "tcp/443", "blocked", ["sg-ingress-denied"]), base=front)
def _(net):
    """R85: a target by instance sees the client's address: its group has to let the clients in, on the target's port.
    i-1 lies in the range that it allows, i-2 does not."""


@case("lb-ip-target-sees-the-balancer", ("i-1", LB, "tcp/443", "blocked", ["sg-ingress-denied"]), base=by_ip)
def _(net):
    """R85: a target by IP over tcp sees the balancer's own address, so a rule for the clients does not help."""


@case("lb-ip-target-allows-the-balancer", ("i-1", LB, "tcp/443", "reachable", []), base=by_ip)
def _(net):
    """R85: the same target, with a rule for the addresses of the balancer's node."""
    net.find("sg-web")["IpPermissions"] = [perm("tcp", 8080, "10.2.5.50/32")]


@case("lb-ip-target-keeps-the-client-when-told", ("i-1", LB, "tcp/443", "reachable", []),
      base=lambda: by_ip(attributes=[("preserve_client_ip.enabled", "true")]))
def _(net):
    """R85: preserve_client_ip.enabled overrides the default of targets by IP over tcp: the rule for the clients is the
    one that counts again."""


@case("lb-udp-keeps-the-client", ("i-1", LB, "udp/443", "reachable", []), ("i-1", LB, "tcp/443", "blocked", ["lb-no-listener"]),
      base=lambda: by_ip(protocol="UDP", listener="UDP"))
def _(net):
    """R85: over udp targets by IP see the client's address, too."""
    net.find("sg-web")["IpPermissions"] = [perm("udp", 8080, "10.1.0.0/16")]


@case("lb-no-healthy-target-fails-open", ("i-1", LB, "tcp/443", "reachable", []), base=lambda: front(state="unhealthy"))
def _(net):
    """R85: when no target is healthy, all serve."""


@case("lb-own-groups-filter", ("i-1", LB, "tcp/443", "blocked", ["sg-ingress-denied"]),
      base=lambda: front(groups=["sg-lb"]))
def _(net):
    """R85: where the balancer has groups of its own they filter, before any target is asked."""
    net.group("sg-lb", "vpc-2", [perm("tcp", 443, "192.0.2.0/24")], [perm("-1", None, ANY4)], name="balancer")


@case("lb-calls-itself", ("i-web", LB, "tcp/443", "blocked", ["lb-hairpin"]), base=front)
def _(net):
    """R85: a target that calls itself through a balancer that keeps its address gets no answer."""
    net.find("sg-web")["IpPermissions"] = [perm("-1", None, ANY4)]


@case("lb-acl-between-the-subnets", ("i-1", LB, "tcp/443", "blocked", ["nacl-ingress-denied"]), base=front)
def _(net):
    """R85: the NACLs of both subnets are asked, both ways. Here that of the target's subnet lets in what comes for 443, the
    listener's port; what the target gets comes for 8080."""
    net.find("acl-2")["Associations"] = [a for a in net.find("acl-2")["Associations"] if a["SubnetId"] != "subnet-web"]
    net.acl("acl-web", "vpc-2", ["subnet-web"])
    net.find("acl-web")["Entries"] = [
        entry(100, "allow", 6, "10.1.0.0/16", ports=443), entry(100, "allow", egress=True)]


@case("lb-reply-without-asking-the-targets-table", ("i-1", LB, "tcp/443", "reachable", []), base=front)
def _(net):
    """R85: where the client's address is kept, the target's reply goes back to the balancer without asking the target's
    route table (which has no way to the client here); the table of the balancer's subnet routes it on."""
    net.find("rtb-lb")["Associations"] = [a for a in net.find("rtb-lb")["Associations"] if a.get("SubnetId") != "subnet-web"]
    net.table("rtb-web", "vpc-2", [], ["subnet-web"])


@case("lb-internet-facing", ("internet", LB, "tcp/443", "blocked", ["public-ip-missing"]), base=front)
def _(net):
    """R85, R60: a balancer that is internal has no public address; the internet does not reach it, whatever its targets
    allow."""
    net.find("sg-web")["IpPermissions"] = [perm("tcp", 8080, ANY4)]


def other_zone(cross, override=None):
    """The target lies in zone b, which the balancer does not serve with a node of its own; zone b is enabled."""
    def base():
        net = front(cross=cross, attributes=[("load_balancing.cross_zone.enabled", override)] if override else ())
        net.find("subnet-web")["AvailabilityZone"] = "eu-west-1b"
        net.find("subnet-web")["AvailabilityZoneId"] = "euw1-az2"
        net.subnet("subnet-lb-b", "vpc-2", "10.2.7.0/24", name="balancer-b", zone="b")
        member(net, "acl-2", "subnet-lb-b")
        net.lists["LoadBalancers"][0]["AvailabilityZones"].append(
            {"ZoneName": "eu-west-1b", "SubnetId": "subnet-lb-b", "LoadBalancerAddresses": []})
        return net
    return base


@case("lb-target-in-another-zone", ("i-1", LB, "tcp/443", "blocked", ["lb-no-target"]), base=other_zone("false"))
def _(net):
    """R85: a node sends to targets of its own zone alone, unless cross-zone load balancing is on."""


@case("lb-cross-zone", ("i-1", LB, "tcp/443", "reachable", []), base=other_zone("true"))
def _(net):
    """R85: with cross-zone load balancing on, targets of any enabled zone serve."""


@case("lb-cross-zone-overridden", ("i-1", LB, "tcp/443", "reachable", []), base=other_zone("false", "true"))
def _(net):
    """R85: the target group's own setting overrides the balancer's."""


@case("lb-targets-differ", ("i-1", LB, "tcp/443", "unknown", ["sg-ingress-denied"]), base=front)
def _(net):
    """R85: two healthy targets, and the group of one does not let the client in: which of them gets the connection, nobody
    knows beforehand."""
    net.group("sg-shut", "vpc-2", [perm("tcp", 22, ANY4)], [perm("-1", None, ANY4)], name="shut")
    net.instance("i-web-2", "subnet-web", "10.2.6.11", ["sg-shut"], name="web-2", eni="eni-web-2")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-web-2", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {"State": "healthy"}})


@case("lb-healthy-serve-alone", ("i-1", LB, "tcp/443", "reachable", []), base=front)
def _(net):
    """R85: the same two targets, but the closed one is unhealthy: healthy ones serve alone."""
    net.group("sg-shut", "vpc-2", [perm("tcp", 22, ANY4)], [perm("-1", None, ANY4)], name="shut")
    net.instance("i-web-2", "subnet-web", "10.2.6.11", ["sg-shut"], name="web-2", eni="eni-web-2")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-web-2", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {"State": "unhealthy"}})
