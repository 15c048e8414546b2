"""codes_net - for each finding code a snapshot that has it and one that does not.

A code is a function that is given a network and spoils it; good() of the same row is what it spoils. A query,
where there is one, is asked by `path`; else `check` finds it.
"""
import lab_net as lab
from netmaker import ANY4, Net, entry, hex_id, perm

CODES = {}


def code(name, base=lab.healthy, query=None):
    def add(spoil):
        CODES[name] = (base, spoil, query)
        return spoil
    return add


def ask(source, destination, protocol):
    return {"source": source, "destination": destination, "protocol": protocol}


PING = ask(lab.I1, lab.I2, "icmp")

for name, of_lab in (("peering-not-active", "peering-pending-acceptance"), ("peering-cidr-overlap", "overlap"),
                     ("route-missing", "no-route-back"), ("route-blackhole", "route-blackhole"),
                     ("sg-ingress-denied", "no-icmp-rule"), ("sg-egress-denied", "no-egress"),
                     ("nacl-ingress-denied", "nacl-no-echo"), ("nacl-egress-denied", "nacl-no-reply"),
                     ("public-ip-missing", "no-public-address"), ("igw-missing", "gateway-missing"),
                     ("igw-detached", "gateway-detached"), ("eic-source-not-allowed", "ssh-from-home-only"),
                     ("eic-metadata-disabled", "metadata-off"), ("instance-not-running", "instance-2-stopped")):
    code(name)(lab.BREAKS[of_lab])
CODES["public-ip-missing"] = (lab.healthy, lab.no_public_address, ask("eic", lab.I1, "tcp/22"))


# ---- peering ---------------------------------------------------------------------------------------------

@code("peering-missing", query=PING)
def _(net):
    net.drop(lab.PCX)
    lab.drop_route(net, lab.RTB1, "10.2.0.0/16")
    lab.drop_route(net, lab.RTB2, "10.1.0.0/16")


@code("peering-not-transitive")
def _(net):
    net.find(lab.RTB1)["Routes"].append(net.route("10.9.0.0/16", lab.PCX))


@code("peering-edge-to-edge", query=ask(lab.I2, "8.8.8.8", "tcp/443"),
      base=lambda: with_public_address(lab.healthy()))
def _(net):
    r = lab.route_of(net, lab.RTB2, ANY4)
    r.pop("GatewayId")
    r["VpcPeeringConnectionId"] = lab.PCX


def with_public_address(net):
    for holder in (net.find(lab.ENI2), net.find(lab.I2)["NetworkInterfaces"][0]):
        a = {"IpOwnerId": "amazon", "PublicDnsName": "", "PublicIp": "52.16.10.30"}
        holder["Association"] = dict(a)
        holder["PrivateIpAddresses"][0]["Association"] = dict(a)
    net.find(lab.I2)["PublicIpAddress"] = "52.16.10.30"
    return net


def without_instances():
    net = lab.healthy()
    for ident in (lab.I1, lab.I2, lab.ENI1, lab.ENI2, lab.EIP):
        net.drop(ident)
    return net


@code("peering-unrouted", base=without_instances)
def _(net):
    lab.drop_route(net, lab.RTB1, "10.2.0.0/16")


@code("peering-dns-off")
def _(net):
    net.find(lab.PCX)["AccepterVpcInfo"]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] = False


# ---- routes ----------------------------------------------------------------------------------------------

@code("route-shadowed", query=PING)
def _(net):
    net.find(lab.RTB1)["Routes"].append(net.route("10.2.1.0/24", lab.IGW1))


def with_nat():
    net = lab.healthy()
    net.subnet("subnet-0a1000000000000b", lab.VPC1, "10.1.2.0/24", name="nat-1")
    net.table("rtb-0a10000000000000b", lab.VPC1, [(ANY4, lab.IGW1)], ["subnet-0a1000000000000b"])
    net.find(lab.ACL1)["Associations"].append({"NetworkAclAssociationId": "aclassoc-0a1b", "NetworkAclId": lab.ACL1,
                                               "SubnetId": "subnet-0a1000000000000b"})
    net.nat("nat-0a100000000000001", "subnet-0a1000000000000b", "10.1.2.5", "52.16.10.40")
    return net


@code("route-asymmetric", base=with_nat)
def _(net):
    r = lab.route_of(net, lab.RTB1, ANY4)
    r.pop("GatewayId")
    r["NatGatewayId"] = "nat-0a100000000000001"


def with_prefix_route():
    net = lab.healthy()
    lab.drop_route(net, lab.RTB1, "10.2.0.0/16")
    net.prefix_list("pl-0a100000000000001", "peer", ["10.2.0.0/16"], owner=net.account, version=1)
    net.find(lab.RTB1)["Routes"].append(net.route("pl-0a100000000000001", lab.PCX))
    return net


@code("route-ambiguous", base=with_prefix_route, query=PING)
def _(net):
    net.prefix_list("pl-0a100000000000002", "peer-too", ["10.2.0.0/16"], owner=net.account, version=1)
    net.find(lab.RTB1)["Routes"].append(net.route("pl-0a100000000000002", lab.IGW1))


# ---- groups ----------------------------------------------------------------------------------------------

@code("sg-rule-stale")
def _(net):
    net.find(lab.SG1)["IpPermissions"].append(perm("tcp", 443, {
        "UserId": net.account, "GroupId": "sg-0ff00000000000001", "VpcId": "vpc-0ff00000000000001",
        "VpcPeeringConnectionId": "pcx-0ff00000000000001", "PeeringStatus": "deleted"}))


def two_regions():
    net = lab.healthy()
    far = Net("us-east-1")
    far.vpc("vpc-0c3000000000000001", "10.3.0.0/16", name="VPC 3")
    far.subnet("subnet-0c30000000000001", "vpc-0c3000000000000001", "10.3.1.0/24")
    far.group("sg-0c300000000000001", "vpc-0c3000000000000001", name="web-3")
    for key, items in far.lists.items():
        net.lists[key] += items
    return net


@code("sg-reference-unsupported", base=two_regions)
def _(net):
    net.find(lab.SG1)["IpPermissions"].append(perm("tcp", 443, "sg-0c300000000000001"))


@code("sg-icmp-mismatch")
def _(net):
    group = next(g for g in net.lists["SecurityGroups"] if g["GroupName"] == "default")
    group["IpPermissions"].append(perm("icmp", (0, -1), "10.2.0.0/16"))


@code("sg-open-to-world")
def _(net):
    lab.rule_of(net, lab.SG1, "tcp")["IpRanges"].append({"CidrIp": ANY4})


# ---- network ACLs ----------------------------------------------------------------------------------------

@code("nacl-ephemeral-partial")
def _(net):
    lab.nacl(lab.ACL1, entry(50, "deny", 6, egress=True, ports=(40000, 65535)))(net)


@code("nacl-rule-shadowed")
def _(net):
    net.find(lab.ACL1)["Entries"].append(entry(200, "deny", 6, ports=22))


# ---- the internet ----------------------------------------------------------------------------------------

@code("eip-unassociated")
def _(net):
    net.eip("eipalloc-0ff0000000000001", "52.16.10.99")


@code("internet-blocked")
def _(net):
    net.lists["VpcBlockPublicAccessOptions"] = {
        "AwsAccountId": net.account, "AwsRegion": net.region, "State": "update-complete",
        "InternetGatewayBlockMode": "block-bidirectional", "ManagedBy": "account"}
    net.lists["VpcBlockPublicAccessExclusions"] = []


def behind_nat():
    net = with_nat()
    r = lab.route_of(net, lab.RTB1, ANY4)
    r.pop("GatewayId")
    r["NatGatewayId"] = "nat-0a100000000000001"
    return net


@code("nat-unavailable", base=behind_nat, query=ask(lab.I1, "8.8.8.8", "tcp/443"))
def _(net):
    net.find("nat-0a100000000000001")["State"] = "failed"


# ---- EC2 Instance Connect Endpoints ------------------------------------------------------------------------

def with_endpoint():
    net = lab.healthy()
    lab.no_public_address(net)
    net.group("sg-0ee00000000000001", lab.VPC1, name="endpoint")
    net.eice("eice-0ee0000000000001", lab.SUBNET1, ["sg-0ee00000000000001"])
    net.find(lab.SG1)["IpPermissions"].append(perm("tcp", 22, "sg-0ee00000000000001"))
    return net


@code("eic-endpoint-unusable", base=with_endpoint)
def _(net):
    net.find("eice-0ee0000000000001")["State"] = "create-failed"


# ---- interfaces ------------------------------------------------------------------------------------------

def with_spare_interface():
    net = lab.healthy()
    net.eni("eni-0ff00000000000001", lab.SUBNET2, "10.2.1.77", [lab.SG2], Status="in-use")
    return net


@code("interface-not-in-use", base=with_spare_interface, query=ask(lab.I1, "eni-0ff00000000000001", "icmp"))
def _(net):
    net.find("eni-0ff00000000000001")["Status"] = "available"


APPLIANCE = "eni-0aa00000000000001"


def with_appliance():
    """What leaves VPC 1's public subnet for VPC 2 passes an instance that forwards it."""
    net = lab.healthy()
    net.subnet("subnet-0aa000000000001", lab.VPC1, "10.1.9.0/24", name="inspection")
    net.table("rtb-0aa00000000000001", lab.VPC1, [("10.2.0.0/16", lab.PCX)], ["subnet-0aa000000000001"])
    net.find(lab.ACL1)["Associations"].append({"NetworkAclAssociationId": "aclassoc-0aa", "NetworkAclId": lab.ACL1,
                                               "SubnetId": "subnet-0aa000000000001"})
    net.group("sg-0aa00000000000001", lab.VPC1, [perm("-1", None, ANY4)], name="forward")
    net.instance("i-0aa00000000000001", "subnet-0aa000000000001", "10.1.9.5", ["sg-0aa00000000000001"],
                 name="appliance", eni=APPLIANCE, SourceDestCheck=False, eni_more={"SourceDestCheck": False})
    lab.drop_route(net, lab.RTB1, "10.2.0.0/16")
    net.find(lab.RTB1)["Routes"].append(net.route("10.2.0.0/16", APPLIANCE))
    return net


@code("source-dest-check", base=with_appliance, query=PING)
def _(net):
    net.find(APPLIANCE)["SourceDestCheck"] = True


@code("middlebox-loop", base=with_appliance, query=PING)
def _(net):
    lab.drop_route(net, "rtb-0aa00000000000001", "10.2.0.0/16")
    net.find("rtb-0aa00000000000001")["Routes"].append(net.route("10.2.0.0/16", APPLIANCE))


@code("address-unowned", base=with_spare_interface, query=ask(lab.I1, "10.2.1.77", "icmp"))
def _(net):
    net.drop("eni-0ff00000000000001")


def with_interface_endpoint():
    net = lab.healthy()
    net.eni("eni-0e500000000000001", lab.SUBNET2, "10.2.1.60", [lab.SG2], InterfaceType="vpc_endpoint",
            RequesterManaged=True, Status="in-use", Description="VPC Endpoint Interface vpce-0e50000000000001")
    net.lists["VpcEndpoints"] = [{
        "VpcEndpointId": "vpce-0e50000000000001", "VpcEndpointType": "Interface", "VpcId": lab.VPC2,
        "ServiceName": "com.amazonaws.eu-west-1.ec2", "State": "available", "RouteTableIds": [],
        "SubnetIds": [lab.SUBNET2], "NetworkInterfaceIds": ["eni-0e500000000000001"], "OwnerId": net.account,
        "Groups": [{"GroupId": lab.SG2, "GroupName": "web-2"}], "Tags": []}]
    return net


@code("endpoint-not-served", base=with_spare_interface, query=ask(lab.I1, "10.2.1.77", "icmp"))
def _(net):
    net.drop("eni-0ff00000000000001")
    net.eni("eni-0ff00000000000001", lab.SUBNET2, "10.2.1.77", [lab.SG2], InterfaceType="vpc_endpoint",
            RequesterManaged=True, Status="in-use", Description="VPC Endpoint Interface vpce-0e50000000000001")


# ---- transit gateways --------------------------------------------------------------------------------------

TGW, RTB_TGW = "tgw-0d000000000000001", "tgw-rtb-0d00000000001"
ATT1, ATT2 = "tgw-attach-0d00000001", "tgw-attach-0d00000002"


def with_tgw():
    """The lab, joined by a transit gateway instead of a peering connection."""
    net = lab.healthy()
    net.drop(lab.PCX)
    for table, dest in ((lab.RTB1, "10.2.0.0/16"), (lab.RTB2, "10.1.0.0/16")):
        r = lab.route_of(net, table, dest)
        r.pop("VpcPeeringConnectionId")
        r["TransitGatewayId"] = TGW
    net.tgw(TGW)
    net.tgw_attach(ATT1, TGW, lab.VPC1, [lab.SUBNET1], RTB_TGW)
    net.tgw_attach(ATT2, TGW, lab.VPC2, [lab.SUBNET2], RTB_TGW)
    net.tgw_table(RTB_TGW, TGW, [("10.1.0.0/16", ATT1, lab.VPC1, "propagated", "active"),
                                 ("10.2.0.0/16", ATT2, lab.VPC2, "propagated", "active")],
                  [(ATT1, lab.VPC1), (ATT2, lab.VPC2)])
    return net


@code("tgw-attachment-unusable", base=with_tgw, query=PING)
def _(net):
    for key in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments"):
        for a in net.lists[key]:
            if a["TransitGatewayAttachmentId"] == ATT1:
                a["State"] = "pendingAcceptance"


@code("tgw-route-missing", base=with_tgw, query=PING)
def _(net):
    net.lists["TransitGatewayRoutes"][0]["Routes"].pop(1)
    net.lists["TransitGatewayPropagations"][0]["TransitGatewayRouteTablePropagations"].pop(1)


@code("tgw-route-blackhole", base=with_tgw, query=PING)
def _(net):
    r = net.lists["TransitGatewayRoutes"][0]["Routes"][1]
    r.update({"Type": "static", "State": "blackhole", "TransitGatewayAttachments": []})


# ---- load balancers ----------------------------------------------------------------------------------------

def with_balancer(state="healthy", cross_zone="false", zone="a", targets=1):
    """A network load balancer in VPC 2 before instance-2, which listens on tcp/80."""
    net = lab.healthy()
    net.find(lab.SG2)["IpPermissions"].append(perm("tcp", 80, "10.0.0.0/8"))
    arn = net.balancer("front", [(lab.SUBNET2, "10.2.1.50")], [("TCP", 80, "web")],
                       attributes=[("load_balancing.cross_zone.enabled", cross_zone)])
    net.targets("web", lab.VPC2, "TCP", 80, [(lab.I2, state)][:targets], balancer=arn)
    return net


@code("lb-no-listener", base=with_balancer, query=ask(lab.I1, "10.2.1.50", "tcp/80"))
def _(net):
    net.lists["LoadBalancerListeners"][0]["Listeners"][0]["Port"] = 8080


@code("lb-no-target", base=with_balancer, query=ask(lab.I1, "10.2.1.50", "tcp/80"))
def _(net):
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"] = []


@code("lb-target-unhealthy", base=with_balancer)
def _(net):
    t = net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"][0]
    t["TargetHealth"] = {"State": "unhealthy", "Reason": "Target.FailedHealthChecks"}


@code("lb-target-unreachable", base=with_balancer)
def _(net):
    rule = next(p for p in net.find(lab.SG2)["IpPermissions"] if p.get("FromPort") == 80)
    rule["FromPort"] = rule["ToPort"] = 8080


def with_new_target():
    """The target is not checked yet; its checks come on a port of their own."""
    net = with_balancer(state="initial")
    net.find(lab.SG2)["IpPermissions"].append(perm("tcp", 8081, "10.2.1.50/32"))
    net.lists["TargetGroups"][0]["HealthCheckPort"] = "8081"
    return net


@code("lb-health-check-blocked", base=with_new_target)
def _(net):
    rule = next(p for p in net.find(lab.SG2)["IpPermissions"] if p.get("FromPort") == 8081)
    rule["IpRanges"] = [{"CidrIp": "10.2.1.51/32"}]


def two_zones():
    net = with_balancer(cross_zone="true")
    net.subnet("subnet-0b2000000000000b", lab.VPC2, "10.2.2.0/24", zone="b", name="zone-b")
    net.find(lab.RTB2)["Associations"].append({
        "Main": False, "RouteTableAssociationId": "rtbassoc-0b2b", "RouteTableId": lab.RTB2,
        "SubnetId": "subnet-0b2000000000000b", "AssociationState": {"State": "associated"}})
    net.find(lab.ACL2)["Associations"].append({"NetworkAclAssociationId": "aclassoc-0b2b", "NetworkAclId": lab.ACL2,
                                               "SubnetId": "subnet-0b2000000000000b"})
    return net


@code("lb-zone-not-enabled", base=two_zones)
def _(net):
    net.instance("i-0b20000000000000b", "subnet-0b2000000000000b", "10.2.2.10", [lab.SG2], name="instance-b")
    net.lists["LoadBalancerTargetHealth"][0]["TargetHealthDescriptions"].append(
        {"Target": {"Id": "i-0b20000000000000b", "Port": 80}, "HealthCheckPort": "80",
         "TargetHealth": {"State": "unused", "Reason": "Target.NotInUse"}})


@code("lb-hairpin", base=lambda: balancer_without_client(), query=ask(lab.I2, "10.2.1.50", "tcp/80"))
def _(net):
    net.lists["TargetGroupAttributes"][0]["Attributes"] = [
        {"Key": "preserve_client_ip.enabled", "Value": "true"}]


def balancer_without_client():
    net = with_balancer()
    net.lists["TargetGroupAttributes"][0]["Attributes"] = [
        {"Key": "preserve_client_ip.enabled", "Value": "false"}]
    return net


# ---- what is not known ---------------------------------------------------------------------------------------

@code("data-missing", query=PING)
def _(net):
    net.lists.pop("NetworkAcls")


@code("reference-dangling")
def _(net):
    net.find(lab.RTB1)["Routes"].append(net.route("10.77.0.0/16", "nat-0ff00000000000001"))


@code("unsupported-component")
def _(net):
    net.find(lab.RTB1)["Routes"].append(net.route("10.88.0.0/16", "cagw-0ff0000000000001"))


# ---- what a team expects ---------------------------------------------------------------------------------------

EXPECT = """# An allow that is blocked, and a deny that gets through.
expect:
  - {name: instance-1 pings instance-2, from: name=instance-1, to: name=instance-2, allow: icmp}
  - {name: no desktop is open to the world, from: internet, to: name=instance-1, deny: tcp/3389}
"""


@code("expectation-failed")
def _(net):
    lab.no_icmp_rule(net)
    net.find(lab.SG1)["IpPermissions"].append(
        {"IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389, "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
         "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []})


def write(put, put_json):
    put("codes/expectation-failed/vpccheck.yaml", EXPECT)
    for name, (base, spoil, query) in CODES.items():
        put(f"codes/{name}/good.json", base().text())
        bad = base()
        spoil(bad)
        put(f"codes/{name}/bad.json", bad.text())
        if query:
            put_json(f"codes/{name}/query.json", query)
