"""networks_kit - whole networks as engineers deploy them, and what gets through, each way between their ends.

One rule at a time is proved in rules/ and cases/; here they meet: hubs with inspection (networks_transit.py), balancers
over several zones with NACLs at each hop (networks_balancers.py), several accounts and Regions (networks_accounts.py),
clusters, functions, IPv6 (networks_hosts.py). A network is a list of places (an account in a Region), as a collector
writes them: tests/networks.py makes the folders, asks, and compares.
What is expected is written by hand from the rules: of several lines for a flow the last one holds.
"""
import copy
import fnmatch

from netmaker import ANY4, ANY6, Net, entry, perm

NETWORKS = []
ALL = [perm("-1", None, ANY4)]
ALL6 = [perm("-1", None, ANY4, ANY6)]
EPHEMERAL = (1024, 65535)
ZONES = {"us-east-1": "use1", "us-west-1": "usw1", "eu-west-1": "euw1", "eu-central-1": "euc1"}
# What the collectors ask; of what else there is they know nothing.
KINDS = """AvailabilityZones Addresses CustomerGateways InternetGateways LoadBalancerAttributes LoadBalancerListeners
    LoadBalancerTargetHealth LoadBalancers NatGateways NetworkAcls NetworkInterfaces PrefixLists Reservations
    RouteTables SecurityGroups Subnets TargetGroups TransitGatewayAttachments TransitGatewayPropagations
    TransitGatewayRouteTables TransitGatewayStaticRoutes TransitGatewayVpcAttachments TransitGateways
    VpcEndpoints VpcPeeringConnections VpnGateways Vpcs""".split()


def network(build):
    NETWORKS.append(build)
    return build


class Place(Net):
    """What one account has in one Region; hosts, balancers' nodes are known by name."""
    def __init__(self, region="us-east-1", account="111122223333"):
        super().__init__(region, account)
        for kind in KINDS:
            self.lists.setdefault(kind, [])
        for n, zone in enumerate("abcd"):
            self.add(
                "AvailabilityZones", {
                    "ZoneName": region + zone, "ZoneId": f"{ZONES[region]}-az{n + 1}", "RegionName": region,
                    "State": "available"
                })
        self.names = {}

    def add_vpc(self, ident, *cidrs, **more):
        self.vpc(ident, *cidrs, **more)
        self.acl("acl-" + ident[4:], ident, ipv6=bool(more.get("ipv6")))

    def add_subnet(self, ident, vpc, cidr, zone="a", **more):
        self.subnet(ident, vpc, cidr, zone=zone, AvailabilityZoneId=f"{ZONES[self.region]}-az{'abcd'.index(zone) + 1}",
                    **more)

    def host(self, name, subnet, address, groups, **more):
        """NAME, NAME.pub by its public address, NAME.s1 by the first secondary one, NAME.6 by IPv6."""
        self.instance("i-" + name, subnet, address, groups, name=name, eni="eni-" + name, **more)
        self.names[name] = address
        if more.get("public"):
            self.names[name + ".pub"] = more["public"]
        for n, secondary in enumerate(more.get("secondary", ())):
            self.names[f"{name}.s{n + 1}"] = secondary
        for ipv6 in more.get("ipv6", ()):
            self.names[f"{name}.6"] = ipv6

    def appliance(self, name, subnet, address, groups, **more):
        unchecked = {"SourceDestCheck": False}
        self.host(name, subnet, address, groups, eni_more=unchecked, **unchecked, **more)

    def second_interface(self, name, host, subnet, address, groups, device=1, **more):
        eni = self.eni("eni-" + name, subnet, address, groups, instance="i-" + host, device=device, **more)
        shown = {
            k: copy.deepcopy(eni[k]) for k in ("Groups", "NetworkInterfaceId", "PrivateIpAddress", "VpcId", "SubnetId",
                                               "PrivateIpAddresses", "SourceDestCheck", "Status")
        }
        shown["Attachment"] = {"DeviceIndex": device, "NetworkCardIndex": 0, "Status": "attached"}
        self.find("i-" + host)["NetworkInterfaces"].append(shown)
        self.names[name] = address

    def own_acl(self, ident, vpc, subnets, *entries):
        final = [entry(32767, "deny", egress=True), entry(32767, "deny")]
        self.acl(ident, vpc, subnets, [*entries, *final], default=False)

    def tgw_routes(self, ident, tgw, static=(), propagations=()):
        """static: (block, attachment or None for a blackhole, resource[, its type])."""
        self.tgw_table(ident, tgw, (), propagations)
        self.lists.pop("TransitGatewayRoutes")
        routes = []
        for block, attachment, resource, *kind in static:
            route = {"DestinationCidrBlock": block, "Type": "static", "State": "active" if attachment else "blackhole"}
            if attachment:
                route["TransitGatewayAttachments"] = [{
                    "ResourceId": resource, "TransitGatewayAttachmentId": attachment,
                    "ResourceType": (kind + ["vpc"])[0]
                }]
            routes.append(route)
        self.add("TransitGatewayStaticRoutes",
                 {"TransitGatewayRouteTableId": ident, "Routes": routes, "AdditionalRoutesAvailable": False})

    def _nodes(self, name, zones):
        """NAME@a is its node in zone a, NAME@a.pub that one's public address."""
        for subnet, address, *public in zones:
            node = f"{name}@{self.find(subnet)['AvailabilityZone'][-1]}"
            self.names[node] = address
            if public:
                self.names[node + ".pub"] = public[0]

    def network_balancer(self, name, zones, listeners, groups=(), cross=False, scheme="internal"):
        self._nodes(name, zones)
        return self.balancer(name, zones, listeners, groups, scheme,
                             [("load_balancing.cross_zone.enabled", "true" if cross else "false")])

    def application_balancer(self, name, zones, listeners, groups, scheme="internal"):
        self._nodes(name, zones)
        return self.balancer(name, zones, listeners, groups, scheme, kind="application")

    def target_group(self, name, vpc, protocol, port, targets, **more):
        self.targets(name, vpc, protocol, port, [(t, "healthy") if isinstance(t, str) else t for t in targets], **more)


class Asked:
    """Places, and what is expected between their ends."""
    def __init__(self, *places):
        self.places = places
        self.names = {"internet": "internet"}
        for place in places:
            self.names.update(place.names)
        self.lines = []

    def ask(self, sources, destinations, protocols, verdict):
        """Names may be patterns."""
        self.lines.append((sources.split(), destinations.split(), protocols.split(), verdict))
        return self

    def _named(self, patterns):
        found = []
        for pattern in patterns:
            hits = [n for n in self.names if fnmatch.fnmatchcase(n, pattern)]
            assert hits, f"{pattern} is nobody"
            found += [n for n in hits if n not in found]
        return found

    def flows(self):
        """[({id, source, destination, protocol}, verdict)]"""
        expected = {}
        for sources, destinations, protocols, verdict in self.lines:
            for a in self._named(sources):
                for b in self._named(destinations):
                    expected.update({(a, b, p): verdict for p in protocols if a != b})
        return [({"id": f"{a} -> {b} {p}", "source": self.names[a], "destination": self.names[b], "protocol": p}, v)
                for (a, b, p), v in expected.items()]


def entries(egress, *rows):
    """(action, protocol, block[, ports]), in their order."""
    return [
        entry(100 + 10 * n, action, protocol, block, egress, ports[0] if ports else None)
        for n, (action, protocol, block, *ports) in enumerate(rows)
    ]


def spoke(p, n, cidr2, tgw, table, props, zones="ab", att_zones="ab", sg=None):
    """VPC 10.n.0.0/16 with app subnets in zones, tgw subnets in att_zones"""
    p.add_vpc(f"vpc-{n}", f"10.{cidr2}.0.0/16")
    subs = []
    for i, z in enumerate("ab"):
        if z in zones: p.add_subnet(f"subnet-{n}{z}", f"vpc-{n}", f"10.{cidr2}.{i+1}.0/24", z)
        if z in att_zones:
            p.add_subnet(f"subnet-{n}t{z}", f"vpc-{n}", f"10.{cidr2}.{i+101}.0/28", z)
            subs.append(f"subnet-{n}t{z}")
    p.group(f"sg-{n}", f"vpc-{n}",
            sg if sg is not None else [perm("tcp", 443, "10.0.0.0/8"),
                                       perm("icmp", (8, 0), "10.0.0.0/8")])
    p.table(f"rtb-{n}", f"vpc-{n}", [(ANY4, tgw)], main=True)
    p.tgw_attach(f"tgw-attach-{n}", tgw, f"vpc-{n}", subs, table)
