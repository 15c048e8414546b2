"""balancer_net - a case for each sentence about load balancers (R85)."""
from cases_kit import case, member, routes, rules, two_vpcs, with_tgw
from netmaker import ANY4, entry, perm


def front(kind="instance", cross="false", attributes=(), lb_attributes=(), state="healthy", port=8080, protocol="TCP",
          listener="TCP", groups=(), target="i-web"):
    """A network load balancer in the client's VPC: node in subnet-lb (zone a), target in subnet-web (zone a)."""
    net = two_vpcs()
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
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067"


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


@case("lb-calls-itself", ("i-web", LB, "tcp/443", "blocked", ["lb-hairpin"]), ("i-1", LB, "tcp/443", "reachable", []),
      base=front)
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


# ---- the way to a node and back ------------------------------------------------------------------------------------

@case("lb-no-way-back-from-its-subnet", ("i-1", LB, "tcp/443", "blocked", ["route-missing"], "rtb-lb"),
      ("i-1", "i-web", "tcp/8080", "blocked", ["route-missing"]), ("i-1", "i-2", "icmp", "reachable", []), base=front)
def _(net):
    """R85: whether the client's address is kept or not, the table of the balancer's subnet routes the reply on to the client.
    It has no route to VPC 1 here. (Targets use the same table, and are not reached directly either.)"""
    routes(net, "rtb-lb", (ANY4, "igw-2"))


@case("lb-acl-of-the-balancers-subnet", ("i-1", LB, "tcp/443", "blocked", ["nacl-ingress-denied"], "acl-lb"),
      ("i-1", "i-web", "tcp/8080", "reachable", []), base=front)
def _(net):
    """R85: the NACL of the balancer's subnet is asked four times: for the client's request, for what goes on to the
    target, for the target's reply, and for the reply to the client. Here it does not let the target's reply in again."""
    net.find("acl-2")["Associations"] = [a for a in net.find("acl-2")["Associations"] if a["SubnetId"] != "subnet-lb"]
    net.acl("acl-lb", "vpc-2", ["subnet-lb"], [
        entry(100, "allow", 6, "10.1.0.0/16", ports=443), entry(100, "allow", egress=True),
        entry(32767, "deny"), entry(32767, "deny", egress=True)], default=False)


def two_protocols():
    net = front()
    arn = net.lists["LoadBalancers"][0]["LoadBalancerArn"]
    net.find("sg-web")["IpPermissions"] += [perm("udp", 5353, "10.1.0.0/16"), perm("tcp", 5353, "10.1.0.0/16")]
    net.targets("dns", "vpc-2", "TCP_UDP", 5353, [("i-web", "healthy")], balancer=arn, health_port="8080")
    net.lists["LoadBalancerListeners"][0]["Listeners"] += [
        net._listener(arn, "TCP_UDP", 53, "dns"), net._listener(arn, "TLS", 8443, "web")]
    return net


@case("lb-protocols-of-listeners", ("i-1", LB, "tcp/53", "reachable", []), ("i-1", LB, "udp/53", "reachable", []),
      ("i-1", LB, "tcp/8443", "reachable", []), ("i-1", LB, "udp/8443", "blocked", ["lb-no-listener"]),
      ("i-1", LB, "udp/443", "blocked", ["lb-no-listener"], "it listens on TCP 443"), base=two_protocols)
def _(net):
    """R85: a listener has a port and a protocol: TCP, UDP, TCP_UDP for both, TLS for tcp."""


# ---- targets ---------------------------------------------------------------------------------------------------------

@case("lb-all-targets-draining", ("i-1", LB, "tcp/443", "blocked", ["lb-no-target"], "deregistered"),
      ("i-1", "i-web", "tcp/8080", "reachable", []), base=lambda: front(state="draining"))
def _(net):
    """R85: targets that are being deregistered get no new connections; the instance itself answers who calls it."""


@case("lb-target-group-empty", ("i-1", LB, "tcp/443", "blocked", ["lb-no-target"], "it has no target"),
      ("i-1", "i-web", "tcp/8080", "reachable", []), base=front)
def _(net):
    """R85: a listener leads to a target group in which nobody was registered."""
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"] = []


@case("lb-target-in-a-zone-that-is-not-enabled",
      ("i-1", LB, "tcp/443", "blocked", ["lb-zone-not-enabled"], "eu-west-1b"),
      ("i-1", "i-web", "tcp/8080", "reachable", []), base=lambda: front(cross="true", state="unused"))
def _(net):
    """R85: cross-zone or not, targets have to lie in zones that the balancer has enabled. This one's is not."""
    net.find("subnet-web").update({"AvailabilityZone": "eu-west-1b", "AvailabilityZoneId": "euw1-az2"})


@case("lb-target-in-a-peer", ("i-web", "10.2.5.50", "tcp/443", "reachable", []),
      ("i-web", "10.2.5.50", "tcp/80", "blocked", ["lb-no-listener"]),
      base=lambda: front(kind="ip", target="10.1.1.10"))
def _(net):
    """R85: a target by IP may lie in a peered VPC. It sees the balancer's address, and its group lets that in."""
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"][0]["Target"]["AvailabilityZone"] = "all"
    rules(net, "sg-1", perm("tcp", 8080, "10.2.5.50/32"))


def behind_gateway(kept):
    """The balancer's target lies in VPC 1, beyond a transit gateway."""
    net = with_tgw()
    net.subnet("subnet-lb", "vpc-2", "10.2.5.0/24", name="balancer")
    member(net, "acl-2", "subnet-lb")
    net.table("rtb-lb", "vpc-2", [("10.1.0.0/16", "tgw-1")], ["subnet-lb"])
    arn = net.balancer("front", [("subnet-lb", "10.2.5.50")], [("TCP", 443, "web")])
    net.targets("web", "vpc-2", "TCP", 8080, [("10.1.1.10", "healthy")], kind="ip", balancer=arn,
                attributes=[("preserve_client_ip.enabled", kept)])
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"][0]["Target"]["AvailabilityZone"] = "all"
    rules(net, "sg-1", perm("tcp", 8080, "10.2.0.0/16"))
    return net


@case("lb-kept-client-behind-a-transit-gateway", ("i-2", LB, "tcp/443", "blocked", ["lb-target-unreachable"]),
      ("i-2", "i-1", "tcp/8080", "reachable", []), base=lambda: behind_gateway("true"))
def _(net):
    """R85: where the client's address is kept, targets lie in the balancer's VPC or a peer of the same Region: the reply
    has to come back to the balancer, and a transit gateway would route it to the client."""


@case("lb-own-address-behind-a-transit-gateway", ("i-2", LB, "tcp/443", "reachable", []),
      ("i-2", LB, "tcp/80", "blocked", ["lb-no-listener"]), base=lambda: behind_gateway("false"))
def _(net):
    """R85: the same target with the balancer's own address is reached over the transit gateway."""


@case("lb-balancer-still-provisioning", ("i-1", LB, "tcp/443", "blocked", ["endpoint-not-served"], "still being set up"),
      ("i-1", "i-web", "tcp/8080", "reachable", []), base=front)
def _(net):
    """R85: a balancer that is still being set up sends nothing on."""
    net.lists["LoadBalancers"][0]["State"] = {"Code": "provisioning"}


# ---- health, and the balancer as a source --------------------------------------------------------------------------

@case("lb-health-checks-come-from-the-node", ("name=front", "i-web", None, "blocked", ["sg-ingress-denied"], "10.2.5.50"),
      ("name=front", "i-web", "icmp", "blocked", ["endpoint-not-served", "sg-ingress-denied"], "never pings"),
      ("i-1", LB, "tcp/443", "reachable", []), ("check", "none", ["lb-health-check-blocked"]),
      base=lambda: front(state="initial"))
def _(net):
    """R85: health checks come from the balancer's own address, though its clients' addresses are kept: the target's
    group lets in the clients alone. Nobody is healthy yet, so all targets serve, for the moment. Asked without a
    protocol, a balancer's question to its targets is its health check; it never pings."""
    rules(net, "sg-1")


@case("lb-health-checks-on-a-port-of-their-own", ("name=front", "i-web", None, "reachable", []),
      ("name=front", "i-web", "tcp/8080", "blocked", ["sg-ingress-denied"]), ("check", "none", []), base=front)
def _(net):
    """R85: the target group names a port for health checks, which the target's group opens to the balancer's subnet; the
    port that clients use is open to them alone."""
    rules(net, "sg-1")
    net.lists["TargetGroups"][0]["HealthCheckPort"] = "8081"
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"][0]["HealthCheckPort"] = "8081"
    net.find("sg-web")["IpPermissions"].append(perm("tcp", 8081, "10.2.5.0/24"))


@case("lb-no-target-is-healthy", ("check", "none", ["lb-target-unhealthy"]), ("i-1", LB, "tcp/443", "reachable", []),
      base=lambda: front(state="unhealthy"))
def _(net):
    """R85: no target is healthy, so all of them serve (it fails open): the flow passes, and a warning is told."""
    rules(net, "sg-1")
    net.find("sg-web")["IpPermissions"].append(perm("tcp", 8080, "10.2.5.0/24"))


@case("lb-targets-out-of-reach", ("check", "none", ["lb-target-unreachable"]),
      ("i-1", LB, "tcp/443", "blocked", ["sg-ingress-denied"]), ("i-1", "i-2", "tcp/443", "reachable", []), base=front)
def _(net):
    """R85: the listener's only target lets in nobody on its port, clients and balancer neither: told without a
    question."""
    rules(net, "sg-1")
    net.find("sg-web")["IpPermissions"] = [perm("tcp", 22, "10.1.0.0/16")]


@case("lb-zone-forgotten", ("findings", "none", ["warning lb-zone-not-enabled " + GROUP]), ("i-1", LB, "tcp/443", "reachable", []),
      base=lambda: front(cross="true"))
def _(net):
    """R85: one of two targets lies in a zone that the balancer has not enabled. The other serves; that one is registered for
    nothing."""
    net.subnet("subnet-b", "vpc-2", "10.2.8.0/24", name="web-b", zone="b")
    member(net, "acl-2", "subnet-b")
    net.instance("i-web-b", "subnet-b", "10.2.8.10", ["sg-web"], name="web-b", eni="eni-web-b")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-web-b", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {
            "State": "unused", "Reason": "Target.NotInUse",
            "Description": "Target is in an Availability Zone that is not enabled for the load balancer"}})
    net.find("sg-web")["IpPermissions"].append(perm("tcp", 8080, "10.2.5.0/24"))
    rules(net, "sg-1")


# ---- application load balancers ------------------------------------------------------------------------------------

def path_is(*values):
    return {"Field": "path-pattern", "Values": list(values), "PathPatternConfig": {"Values": list(values)}}


def application(rules=(), public=None, default="web", scheme="internal"):
    """An application load balancer in VPC 2, with a group of its own; its targets' group lets in that group."""
    net = two_vpcs()
    for name, block, zone in (("lb", "10.2.5.0/24", "a"), ("lb-b", "10.2.7.0/24", "b"), ("web", "10.2.6.0/24", "a")):
        net.subnet(f"subnet-{name}", "vpc-2", block, name=name, zone=zone)
        member(net, "acl-2", f"subnet-{name}")
    net.table("rtb-lb", "vpc-2", [("10.1.0.0/16", "pcx-1"), (ANY4, "igw-2")], ["subnet-lb", "subnet-lb-b", "subnet-web"])
    net.group("sg-lb", "vpc-2", [perm("tcp", 80, ANY4), perm("icmp", (8, 0), "10.1.0.0/16")], name="balancer")
    net.group("sg-web", "vpc-2", [perm("tcp", 8080, "sg-lb")], name="web")
    net.group("sg-api", "vpc-2", [perm("tcp", 9090, "10.1.0.0/16")], name="api")
    net.instance("i-web", "subnet-web", "10.2.6.10", ["sg-web"], name="web-1", eni="eni-web")
    net.instance("i-api", "subnet-web", "10.2.6.20", ["sg-api"], name="api-1", eni="eni-api")
    one, two = (("52.16.10.60",), ("52.16.10.61",)) if public else ((), ())
    arn = net.balancer("site", [("subnet-lb", "10.2.5.60", *one), ("subnet-lb-b", "10.2.7.60", *two)],
                       [("HTTP", 80, default, rules)], ["sg-lb"], kind="application", scheme=scheme)
    net.targets("web", "vpc-2", "HTTP", 8080, [("i-web", "healthy")], balancer=arn)
    net.targets("api", "vpc-2", "HTTP", 9090, [("i-api", "healthy")], balancer=arn)
    return net


ALB = "10.2.5.60"


@case("alb-listeners-and-groups", ("i-1", ALB, "tcp/80", "reachable", []),
      ("i-1", ALB, "tcp/443", "blocked", ["lb-no-listener", "sg-ingress-denied"]),
      ("i-1", "i-web", "tcp/8080", "blocked", ["sg-ingress-denied"]), base=application)
def _(net):
    """R85: an application load balancer has listeners and groups of its own, and calls its targets with its own address: a
    rule of theirs that names its group lets it in, and nobody else."""


@case("alb-answers-ping", ("i-1", ALB, "icmp", "reachable", []), ("i-2", ALB, "icmp", "blocked", ["sg-ingress-denied"]),
      ("name=site", "i-web", "icmp", "blocked", ["endpoint-not-served", "sg-ingress-denied"], "never pings"),
      base=application)
def _(net):
    """R85: an application load balancer answers ping if its groups allow it; it sends none."""


@case("alb-targets-let-in-the-client-alone", ("i-1", "10.2.7.60", "tcp/80", "blocked", ["sg-ingress-denied"], "sg-api"),
      ("i-1", "i-api", "tcp/9090", "reachable", []), base=lambda: application(default="api"))
def _(net):
    """R85: the targets see the balancer's address. A rule for the clients' range, right for those that call directly,
    does not let the balancer in."""


@case("alb-rules-count-as-reachable", ("i-1", ALB, "tcp/80", "reachable", [], "path /shop/*"),
      ("i-2", ALB, "tcp/443", "blocked", ["lb-no-listener", "sg-ingress-denied"]),
      base=lambda: application([(10, path_is("/shop/*"), "web")], default="api"))
def _(net):
    """R85: rules by path or host: what one of them reaches counts as reachable, with a caveat that names it. Here the
    default action's target does not let the balancer in, that of /shop/* does."""


@case("alb-no-rule-reaches-anybody", ("i-1", ALB, "tcp/80", "blocked", ["lb-no-target", "sg-ingress-denied"]),
      ("i-1", ALB, "icmp", "reachable", []), base=lambda: application([(10, path_is("/shop/*"), "web")], default="api"))
def _(net):
    """R85: neither the default action nor any rule leads to a target that is reached: all their failures are told."""
    for t in net.lists["LoadBalancerTargetHealth"]:
        if "/web/" in t["TargetGroupArn"]:
            t["TargetHealthDescriptions"] = []


@case("alb-answers-itself", ("i-1", ALB, "tcp/80", "reachable", []),
      ("i-1", ALB, "tcp/8080", "blocked", ["lb-no-listener", "sg-ingress-denied"]), base=lambda: application(default=None))
def _(net):
    """R85: a listener with a fixed response needs no target."""
    net.lists["TargetGroups"], net.lists["TargetGroupAttributes"], net.lists["LoadBalancerTargetHealth"] = [], [], []


@case("alb-behind-a-network-balancer", ("i-1", LB, "tcp/443", "reachable", []),
      ("i-1", LB, "tcp/80", "blocked", ["lb-no-listener"]), base=application)
def _(net):
    """R85: an application load balancer as the target of a network load balancer, which gives fixed addresses. The client's
    address is kept on the first leg, and the application balancer's group has to let it in; its own targets see its own."""
    alb = net.lists["LoadBalancers"][0]["LoadBalancerArn"]
    nlb = net.balancer("front", [("subnet-lb", LB)], [("TCP", 443, "site")])
    net.targets("site", "vpc-2", "TCP", 80, [(alb, "healthy")], kind="alb", balancer=nlb)


# ---- the matrix, and what the internet reaches ---------------------------------------------------------------------

def facing():
    """Network and application load balancers that face the internet, targets of their own in private subnets."""
    net = application([(10, path_is("/api/*"), "api")], public=True, scheme="internet-facing")
    net.find("rtb-lb")["Associations"] = [a for a in net.find("rtb-lb")["Associations"] if a["SubnetId"] != "subnet-web"]
    net.table("rtb-web", "vpc-2", [], ["subnet-web"])
    net.group("sg-tcp", "vpc-2", [perm("tcp", 8443, ANY4)], name="tcp")
    net.instance("i-tcp", "subnet-web", "10.2.6.30", ["sg-tcp"], name="tcp-1", eni="eni-tcp")
    nlb = net.balancer("front", [("subnet-lb", LB, "52.16.10.70")], [("TCP", 443, "tcp"), ("TCP", 25, "mail")],
                       scheme="internet-facing")
    net.targets("tcp", "vpc-2", "TCP", 8443, [("i-tcp", "healthy")], balancer=nlb)
    net.targets("mail", "vpc-2", "TCP", 2525, [("i-tcp", "healthy")], balancer=nlb)
    return net


@case("lb-what-the-internet-reaches",
      ("matrix", {"exposed": True}, ["internet > eni-1 tcp/22", "internet > eni-front-lb tcp/443",
                                     "internet > eni-site-lb tcp/80", "internet > eni-site-lb-b tcp/80"]),
      ("8.8.8.8", "52.16.10.70", "tcp/443", "reachable", []),
      ("8.8.8.8", "52.16.10.70", "tcp/25", "blocked", ["sg-ingress-denied"], "sg-tcp"),
      ("8.8.8.8", "52.16.10.60", "tcp/80", "reachable", []),
      ("8.8.8.8", "52.16.10.70", "icmp", "blocked", ["endpoint-not-served"]),
      ("internet", "i-tcp", "tcp/8443", "blocked", ["public-ip-missing", "route-missing"]), base=facing)
def _(net):
    """R85, R60: the internet reaches balancers that face it on the ports of listeners behind which a target answers: the
    network balancer on 443, not on 25, whose target's group is shut. The targets have no public address, and no way of their
    own: they are reached by the balancer alone."""


@case("lb-in-the-matrix",
      ("matrix", {"source": "i-1", "destination": "vpc-2", "protocol": "any"},
       ["eni-1 > eni-2 icmp/8/0,tcp/443", "eni-1 > eni-front-lb tcp/443", "eni-1 > eni-site-lb icmp/8/0,tcp/80",
        "eni-1 > eni-site-lb-b icmp/8/0,tcp/80"]),
      ("matrix", {"source": "name=front", "destination": "vpc-2"}, 
       ["eni-front-lb > eni-site-lb tcp/80", "eni-front-lb > eni-site-lb-b tcp/80", "eni-front-lb > eni-tcp tcp/8443"]),
      ("matrix", {"source": "name=site", "destination": "vpc-2", "protocol": "tcp/8080"},
       ["eni-site-lb > eni-web tcp/8080", "eni-site-lb-b > eni-web tcp/8080"]),
      ("matrix", {"source": "vpc-2", "protocol": "icmp"}, []),
      ("name=front", "i-tcp", None, "blocked", ["endpoint-not-served", "sg-ingress-denied"],
       "tcp/2525 and tcp/8443 among them"),
      ("name=front", "i-tcp", "tcp/8443", "reachable", []), base=facing)
def _(net):
    """R85: in the matrix a balancer is a destination on the ports of its listeners, and a source of what its nodes
    may call, its health checks among it, which go where groups let them; it is no source of pings. (Two target groups check one instance here: which of the ports is
    meant has to be said.)"""
    net.find("subnet-web")  # private: nothing of VPC 1 gets to the targets but by the balancers


@case("services-in-the-matrix",
      ("matrix", {"protocol": "icmp"}, ["eni-1 > eni-1b icmp/8/0", "eni-1b > eni-1 icmp/8/0"]),
      ("matrix", {"protocol": "tcp/22", "pairs": True}, ["eni-1 > eni-1b tcp/22", "eni-1b > eni-1 tcp/22",
                                                         "eni-fn > eni-1 tcp/22", "eni-fn > eni-1b tcp/22"]),
      ("matrix", {"protocol": "icmp", "by": "vpc"}, ["vpc-1 > vpc-1 icmp/8/0"]),
      ("matrix", {"source": "nat-1"}, []),
      ("vpc-1", "i-1", "icmp", "reachable", []),
      ("nat-1", "i-1", "icmp", "blocked", ["endpoint-not-served"]))
def _(net):
    """R13, R64, R83: what starts and answers nothing itself is no end of a pair: a NAT gateway, a transit gateway's
    interface. Endpoints start nothing, a Lambda function pings nobody. A VPC, as an end, stands for those that take part;
    named alone, a gateway is told why nothing gets through."""
    for ident in ("i-2", "eni-2", "pcx-1"):
        net.drop(ident)
    net.group("sg-all", "vpc-1", [perm("tcp", 22, "10.1.0.0/16"), perm("icmp", (8, 0), "10.1.0.0/16")], name="all")
    net.group("sg-end", "vpc-1", [perm("tcp", 443, "10.1.0.0/16")], name="endpoint")
    for holder in (net.find("eni-1"), net.find("i-1")["NetworkInterfaces"][0]):
        holder["Groups"] = [{"GroupId": "sg-all", "GroupName": "all"}]
    routes(net, "rtb-1", (ANY4, "igw-1"))
    net.subnet("subnet-1b", "vpc-1", "10.1.2.0/24", name="private")
    member(net, "acl-1", "subnet-1b")
    net.nat("nat-1", "subnet-1", "10.1.1.5", public="52.16.10.40")
    net.table("rtb-1b", "vpc-1", [(ANY4, "nat-1")], ["subnet-1b"])
    net.instance("i-1b", "subnet-1b", "10.1.2.10", ["sg-all"], name="private", eni="eni-1b")
    net.lambda_eni("eni-fn", "subnet-1b", "10.1.2.30", "report", ["sg-all"])
    net.endpoint("vpce-1", "vpc-1", "com.amazonaws.eu-west-1.ssm", [("subnet-1b", "10.1.2.40")], ["sg-end"])
    net.tgw("tgw-1")
    net.tgw_attach("tgw-attach-1", "tgw-1", "vpc-1", ["subnet-1b"])


@case("lb-in-expectations", ("check", "default", ["expectation-failed", "lb-target-unreachable", "sg-ingress-denied"]),
      ("i-1", LB, "tcp/443", "reachable", []), base=facing, config="""# The last two do not hold.
groups:
  edge: {ids: [name=front, name=site]}
expect:
  - {name: clients reach the balancer, from: name=client, to: name=front, allow: tcp/443}
  - {name: the internet reaches the site, from: internet, to: name=site, allow: tcp/80}
  - {name: the balancer reaches its targets, from: name=front, to: name=tcp-1, allow: tcp/8443}
  - {name: nobody outside reaches the targets, from: internet, to: name=tcp-1, deny: any}
  - {name: nobody outside reaches mail, from: internet, to: name=front, deny: tcp/25}
  - {name: the edge is no way to SSH, from: internet, to: edge, deny: tcp/22}
  - {name: mail is delivered, from: name=client, to: name=front, allow: tcp/25}
  - {name: the edge is closed, from: internet, to: edge, deny: tcp/80}
""")
def _(net):
    """R85: a balancer is an end of an expectation like any other: as a destination with all its nodes, as a source by its
    nodes' own addresses. (That mail's target is out of reach is a lint besides.)"""
    rules(net, "sg-1", perm("icmp", (8, 0), "10.2.0.0/16"))


# ---- what is known, and what is not ---------------------------------------------------------------------------------

@case("lb-initial-health", ("i-1", LB, "tcp/443", "reachable", []), base=lambda: front(state="initial"))
def _(net):
    """R85: two targets of which nobody knows yet whether they are healthy. The group of one lets nobody in, so no health
    check will ever get through to it: the other serves alone."""
    net.find("sg-web")["IpPermissions"].append(perm("tcp", 8080, "10.2.5.50/32"))
    net.group("sg-shut", "vpc-2", [perm("tcp", 22, ANY4)], [perm("-1", None, ANY4)], name="shut")
    net.instance("i-web-2", "subnet-web", "10.2.6.11", ["sg-shut"], name="web-2", eni="eni-web-2")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-web-2", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {"State": "initial"}})


@case("lb-stopped-target", ("i-1", LB, "tcp/443", "reachable", []), base=lambda: front(state="unhealthy"))
def _(net):
    """R85, R10: of two targets one is unhealthy and one is stopped. The balancer fails open, but a stopped instance is
    unused: it gets nothing, and the other serves."""
    net.instance("i-web-2", "subnet-web", "10.2.6.11", ["sg-web"], name="web-2", eni="eni-web-2", state="stopped")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-web-2", "Port": 8080}, "HealthCheckPort": "8080",
         "TargetHealth": {"State": "unused", "Reason": "Target.InvalidState"}})


@case("lb-calls-itself-over-udp",
      ("i-web", LB, "udp/443", "blocked", ["lb-hairpin"], "the caller is itself the target", "not through the load balancer"),
      base=lambda: front(protocol="UDP", listener="UDP"))
def _(net):
    """R85: over udp the client's address is always kept, so there is no setting that would mend this: the target has to
    call itself by an address of its own."""
    net.find("sg-web")["IpPermissions"] = [perm("-1", None, ANY4)]


@case("lb-client-without-public-address", ("i-2", "52.16.99.1", "tcp/443", "blocked", ["public-ip-missing"]), base=front)
def _(net):
    """R60, R85: i-2 has no public address and calls the balancer's. From where it would come nobody knows, so nothing is
    said against the target's group (which lets in 10.1.0.0/16 and one public address), nor of the way back."""
    net.find("sg-web")["IpPermissions"] = [perm("tcp", 8080, "10.1.0.0/16", "52.16.0.0/16")]
    net.lists["LoadBalancers"][0]["Scheme"] = "internet-facing"
    node = net.find("eni-front-lb")
    node["Association"] = {"IpOwnerId": "amazon-elb", "PublicDnsName": "", "PublicIp": "52.16.99.1"}
    node["PrivateIpAddresses"][0]["Association"] = dict(node["Association"])


@case("lb-health-not-in-the-snapshot",
      ("i-1", LB, "tcp/443", "unknown", ["data-missing"], "the target health of web",
       "aws elbv2 describe-target-health --target-group-arn arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/"),
      base=front)
def _(net):
    """R2, R85: the target group is there, its targets are not. The call that lacks is the one for this group."""
    del net.lists["LoadBalancerTargetHealth"]
