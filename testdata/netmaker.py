"""netmaker - small networks in the shape that `aws ec2 describe-*` prints.

A Net holds the lists of a snapshot. Its methods add resources with the members that AWS shows; ids come from
short names, either as they are ("i-1") or as seventeen hex digits that the name alone decides.
"""
import copy
import hashlib
import ipaddress
import json

ACCOUNT = "111122223333"
ANY4, ANY6 = "0.0.0.0/0", "::/0"


def hex_id(prefix, name, lead=""):
    return f"{prefix}-{lead}{hashlib.sha256(f'{prefix}/{name}'.encode()).hexdigest()[:17 - len(lead)]}"


def family(cidr):
    return ipaddress.ip_network(cidr, strict=False).version


def perm(proto, ports=None, *sources, **more):
    """A rule: perm("tcp", 22, "10.0.0.0/8"), perm("icmp", (8, 0), "sg-1"), perm("-1", None, "pl-1")."""
    p = {"IpProtocol": proto, "UserIdGroupPairs": [], "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": []}
    if ports is not None:
        p["FromPort"], p["ToPort"] = ports if isinstance(ports, tuple) else (ports, ports)
    for s in sources:
        if isinstance(s, dict):
            p["UserIdGroupPairs"].append(s)
        elif s.startswith("sg-"):
            p["UserIdGroupPairs"].append({"UserId": ACCOUNT, "GroupId": s})
        elif s.startswith("pl-"):
            p["PrefixListIds"].append({"PrefixListId": s})
        elif family(s) == 4:
            p["IpRanges"].append({"CidrIp": s})
        else:
            p["Ipv6Ranges"].append({"CidrIpv6": s})
    p.update(more)
    return p


def entry(number, action, proto="-1", cidr=ANY4, egress=False, ports=None, icmp=None):
    e = {"Egress": egress, "Protocol": str(proto), "RuleAction": action, "RuleNumber": number}
    e["CidrBlock" if family(cidr) == 4 else "Ipv6CidrBlock"] = cidr
    if ports is not None:
        lo, hi = ports if isinstance(ports, tuple) else (ports, ports)
        e["PortRange"] = {"From": lo, "To": hi}
    if icmp is not None:
        e["IcmpTypeCode"] = {"Type": icmp[0], "Code": icmp[1]}
    return e


def open_entries(ipv6=False):
    out = []
    for egress in (True, False):
        out.append(entry(100, "allow", egress=egress))
        if ipv6:
            out.append(entry(101, "allow", cidr=ANY6, egress=egress))
        out.append(entry(32767, "deny", egress=egress))
        if ipv6:
            out.append(entry(32768, "deny", cidr=ANY6, egress=egress))
    return out


class Net:
    def __init__(self, region="eu-west-1", account=ACCOUNT, partial=False):
        self.region, self.account = region, account
        self.lists = {} if partial else {k: [] for k in (
            "Vpcs Subnets RouteTables NetworkAcls SecurityGroups NetworkInterfaces Reservations "
            "InternetGateways EgressOnlyInternetGateways VpcPeeringConnections Addresses NatGateways "
            "PrefixLists PrefixListEntries InstanceConnectEndpoints").split()}

    # ---- lists ------------------------------------------------------------------------------------------

    def add(self, key, item):
        self.lists.setdefault(key, []).append(item)
        return item

    def find(self, ident):
        for key, items in self.lists.items():
            for item in items:
                if key == "Reservations":
                    for i in item["Instances"]:
                        if i["InstanceId"] == ident:
                            return i
                    continue
                for k in ID_FIELDS.get(key, ()):
                    if item.get(k) == ident:
                        return item
        raise KeyError(ident)

    def drop(self, ident):
        for key, items in self.lists.items():
            if key == "Reservations":
                items[:] = [r for r in items if r["Instances"][0]["InstanceId"] != ident]
            else:
                items[:] = [x for x in items if all(x.get(k) != ident for k in ID_FIELDS.get(key, ()))]
        return self

    def copy(self):
        return copy.deepcopy(self)

    def text(self):
        return json.dumps(self.lists, indent=1) + "\n"

    @staticmethod
    def tags(name, extra=None):
        t = [{"Key": "Name", "Value": name}] if name else []
        return t + [{"Key": k, "Value": v} for k, v in (extra or {}).items()]

    def arn(self, kind, ident):
        return f"arn:aws:ec2:{self.region}:{self.account}:{kind}/{ident}"

    # ---- resources --------------------------------------------------------------------------------------

    def vpc(self, ident, *cidrs, name=None, ipv6=(), **more):
        v = {"CidrBlock": cidrs[0], "DhcpOptionsId": "dopt-0c0ffee0c0ffee000", "State": "available", "VpcId": ident,
             "OwnerId": self.account, "InstanceTenancy": "default", "IsDefault": False,
             "CidrBlockAssociationSet": [{"AssociationId": f"vpc-cidr-assoc-{ident[4:]}{i or ''}", "CidrBlock": c,
                                          "CidrBlockState": {"State": "associated"}} for i, c in enumerate(cidrs)],
             "Tags": self.tags(name)}
        if ipv6:
            v["Ipv6CidrBlockAssociationSet"] = [
                {"AssociationId": f"vpc-cidr-assoc-6{ident[4:]}{i or ''}", "Ipv6CidrBlock": c,
                 "Ipv6CidrBlockState": {"State": "associated"}, "Ipv6Pool": "Amazon",
                 "NetworkBorderGroup": self.region} for i, c in enumerate(ipv6)]
        v.update(more)
        return self.add("Vpcs", v)

    def subnet(self, ident, vpc, cidr, zone="a", name=None, ipv6=(), public=False, **more):
        s = {"AvailabilityZone": self.region + zone, "AvailabilityZoneId": f"euw1-az{'abcdef'.index(zone) + 1}",
             "AvailableIpAddressCount": 250, "CidrBlock": cidr, "DefaultForAz": False, "MapPublicIpOnLaunch": public,
             "MapCustomerOwnedIpOnLaunch": False, "State": "available", "SubnetId": ident, "VpcId": vpc,
             "OwnerId": self.account, "AssignIpv6AddressOnCreation": False,
             "Ipv6CidrBlockAssociationSet": [{"AssociationId": f"subnet-cidr-assoc-6{ident[7:]}{i or ''}",
                                              "Ipv6CidrBlock": c, "Ipv6CidrBlockState": {"State": "associated"}}
                                             for i, c in enumerate(ipv6)],
             "Tags": self.tags(name), "SubnetArn": self.arn("subnet", ident), "EnableDns64": False,
             "Ipv6Native": False}
        s.update(more)
        return self.add("Subnets", s)

    def route(self, dest, target, state="active", origin="CreateRoute"):
        r = {"Origin": origin, "State": state}
        if dest.startswith("pl-"):
            r["DestinationPrefixListId"] = dest
        else:
            r["DestinationCidrBlock" if family(dest) == 4 else "DestinationIpv6CidrBlock"] = dest
        kind = target.split("-")[0]
        r[{"pcx": "VpcPeeringConnectionId", "nat": "NatGatewayId", "eni": "NetworkInterfaceId", "i": "InstanceId",
           "tgw": "TransitGatewayId", "eigw": "EgressOnlyInternetGatewayId", "cagw": "CarrierGatewayId",
           "lgw": "LocalGatewayId", "arn:aws:networkmanager": "CoreNetworkArn"}.get(kind, "GatewayId")] = target
        return r

    def table(self, ident, vpc, routes=(), subnets=(), main=False, name=None, local=True, edge=None):
        v = self.find(vpc)
        out = []
        if local:
            for a in v["CidrBlockAssociationSet"]:
                out.append({"DestinationCidrBlock": a["CidrBlock"], "GatewayId": "local",
                            "Origin": "CreateRouteTable", "State": "active"})
            for a in v.get("Ipv6CidrBlockAssociationSet", []):
                out.append({"DestinationIpv6CidrBlock": a["Ipv6CidrBlock"], "GatewayId": "local",
                            "Origin": "CreateRouteTable", "State": "active"})
        for r in routes:
            out.append(r if isinstance(r, dict) else self.route(*r))
        assoc = [{"Main": False, "RouteTableAssociationId": f"rtbassoc-{s[7:]}", "RouteTableId": ident, "SubnetId": s,
                  "AssociationState": {"State": "associated"}} for s in subnets]
        if main:
            assoc.append({"Main": True, "RouteTableAssociationId": f"rtbassoc-m{ident[4:20]}", "RouteTableId": ident,
                          "AssociationState": {"State": "associated"}})
        if edge:
            assoc.append({"Main": False, "RouteTableAssociationId": f"rtbassoc-e{ident[4:20]}", "RouteTableId": ident,
                          "GatewayId": edge, "AssociationState": {"State": "associated"}})
        return self.add("RouteTables", {"Associations": assoc, "PropagatingVgws": [], "RouteTableId": ident,
                                        "Routes": out, "Tags": self.tags(name), "VpcId": vpc,
                                        "OwnerId": self.account})

    def acl(self, ident, vpc, subnets=(), entries=None, default=True, name=None, ipv6=False):
        return self.add("NetworkAcls", {
            "Associations": [{"NetworkAclAssociationId": f"aclassoc-{s[7:]}", "NetworkAclId": ident, "SubnetId": s}
                             for s in subnets],
            "Entries": open_entries(ipv6) if entries is None else entries, "IsDefault": default,
            "NetworkAclId": ident, "Tags": self.tags(name), "VpcId": vpc, "OwnerId": self.account})

    def group(self, ident, vpc, ingress=(), egress=None, name=None, group_name=None):
        if egress is None:
            egress = [perm("-1", None, ANY4)]
        gname = group_name or name or ident
        return self.add("SecurityGroups", {
            "Description": f"made for {gname}", "GroupName": gname, "IpPermissions": list(ingress),
            "OwnerId": self.account, "GroupId": ident, "IpPermissionsEgress": list(egress), "Tags": self.tags(name),
            "VpcId": vpc, "SecurityGroupArn": self.arn("security-group", ident)})

    def igw(self, ident, vpc=None, name=None, state="available"):
        return self.add("InternetGateways", {
            "Attachments": [{"State": state, "VpcId": vpc}] if vpc else [], "InternetGatewayId": ident,
            "OwnerId": self.account, "Tags": self.tags(name)})

    def eigw(self, ident, vpc):
        return self.add("EgressOnlyInternetGateways", {
            "Attachments": [{"State": "attached", "VpcId": vpc}], "EgressOnlyInternetGatewayId": ident, "Tags": []})

    def eni(self, ident, subnet, address, groups=(), name=None, public=None, alloc=None, ipv6=(), instance=None,
            secondary=(), device=0, **more):
        s = self.find(subnet)
        group_items = [{"GroupId": g, "GroupName": self._group_name(g)} for g in groups]
        prim = {"Primary": True, "PrivateIpAddress": address}
        n = {"AvailabilityZone": s["AvailabilityZone"], "Description": "", "Groups": group_items,
             "InterfaceType": "interface", "Ipv6Addresses": [{"Ipv6Address": a} for a in ipv6],
             "MacAddress": "0a:" + ":".join(hashlib.sha256(ident.encode()).hexdigest()[i:i + 2] for i in range(0, 10, 2)),
             "NetworkInterfaceId": ident, "OwnerId": self.account, "PrivateIpAddress": address,
             "PrivateIpAddresses": [prim] + [{"Primary": False, "PrivateIpAddress": a} for a in secondary],
             "RequesterManaged": False, "SourceDestCheck": True, "Status": "in-use" if instance else "available",
             "SubnetId": subnet, "TagSet": self.tags(name), "VpcId": s["VpcId"]}
        if public:
            a = {"IpOwnerId": self.account if alloc else "amazon", "PublicDnsName": "", "PublicIp": public}
            if alloc:
                a["AllocationId"], a["AssociationId"] = alloc, f"eipassoc-{alloc[9:]}"
            n["Association"] = dict(a)
            prim["Association"] = dict(a)
        if instance:
            n["Attachment"] = {"AttachTime": "2026-03-02T09:14:07+00:00", "AttachmentId": f"eni-attach-{ident[4:]}",
                               "DeleteOnTermination": True, "DeviceIndex": device, "NetworkCardIndex": 0,
                               "InstanceId": instance, "InstanceOwnerId": self.account, "Status": "attached"}
        n.update(more)
        return self.add("NetworkInterfaces", n)

    def service_eni(self, ident, subnet, address, kind, description, requester="688172078591", owner="amazon-aws",
                    groups=(), managed=True, **more):
        """An interface that a service of AWS made and holds."""
        attachment = {"AttachmentId": f"ela-attach-{hex_id('x', ident)[2:19]}", "DeleteOnTermination": False,
                      "DeviceIndex": 1, "InstanceOwnerId": owner, "Status": "attached"}
        return self.eni(ident, subnet, address, groups, InterfaceType=kind, Description=description,
                        RequesterId=requester, RequesterManaged=managed, Status="in-use",
                        **{"Attachment": attachment, **more})

    def free_address(self, subnet):
        """From the end of the subnet, where no case puts its own."""
        used = {n["PrivateIpAddress"] for n in self.lists.get("NetworkInterfaces", []) if "PrivateIpAddress" in n}
        block = ipaddress.ip_network(self.find(subnet)["CidrBlock"])
        return next(str(block[i]) for i in range(-6, -block.num_addresses, -1) if str(block[i]) not in used)

    def lambda_eni(self, ident, subnet, address, function, groups=()):
        return self.service_eni(ident, subnet, address, "lambda",
                                f"AWS Lambda VPC ENI-{function}-5d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6",
                                f"AROA4EXAMPLE7EXAMPLE:{function}", groups=groups)

    def rds_eni(self, ident, subnet, address, groups=()):
        return self.service_eni(ident, subnet, address, "interface", "RDSNetworkInterface", "amazon-rds", "amazon-rds",
                                groups)

    def endpoint(self, ident, vpc, service, zones, groups=(), state="available", **more):
        """An interface endpoint; zones: (subnet, address)."""
        self.lists.setdefault("VpcEndpoints", [])
        enis = []
        for subnet, address in zones:
            eni = f"eni-{ident}-{subnet[7:]}"
            self.service_eni(eni, subnet, address, "vpc_endpoint", f"VPC Endpoint Interface {ident}",
                             "727180483921", groups=groups)
            enis.append(eni)
        return self.add("VpcEndpoints", {
            "VpcEndpointId": ident, "VpcEndpointType": "Interface", "VpcId": vpc, "ServiceName": service,
            "State": state, "PolicyDocument": "{}", "RouteTableIds": [], "SubnetIds": [s for s, _ in zones],
            "Groups": [{"GroupId": g, "GroupName": self._group_name(g)} for g in groups],
            "IpAddressType": "ipv4", "DnsOptions": {"DnsRecordIpType": "ipv4"}, "PrivateDnsEnabled": True,
            "RequesterManaged": False, "NetworkInterfaceIds": enis,
            "DnsEntries": [{"DnsName": f"{ident}-4sg7x0p2.vpce.{self.region}.vpce.amazonaws.com",
                            "HostedZoneId": "Z38GZ743OKFT7T"}],
            "CreationTimestamp": "2026-03-02T09:14:06.123000+00:00", "Tags": [], "OwnerId": self.account, **more})

    def gateway_endpoint(self, ident, vpc, service, tables, state="available"):
        self.lists.setdefault("VpcEndpoints", [])
        return self.add("VpcEndpoints", {
            "VpcEndpointId": ident, "VpcEndpointType": "Gateway", "VpcId": vpc, "ServiceName": service, "State": state,
            "PolicyDocument": "{}", "RouteTableIds": list(tables), "SubnetIds": [], "Groups": [],
            "PrivateDnsEnabled": False, "RequesterManaged": False, "NetworkInterfaceIds": [], "DnsEntries": [],
            "CreationTimestamp": "2026-03-02T09:14:06+00:00", "Tags": [], "OwnerId": self.account})

    def vpn_gateway(self, ident, vpc=None, state="attached"):
        self.lists.setdefault("VpnConnections", [])
        self.lists.setdefault("CustomerGateways", [])
        return self.add("VpnGateways", {
            "State": "available", "Type": "ipsec.1", "VpcAttachments": [{"State": state, "VpcId": vpc}] if vpc else [],
            "VpnGatewayId": ident, "AmazonSideAsn": 64512, "Tags": []})

    def _group_name(self, ident):
        try:
            return self.find(ident)["GroupName"]
        except KeyError:
            return ident

    def instance(self, ident, subnet, address, groups=(), name=None, state="running", eni=None, key=None, tags=None,
                 eni_more=None, bare=False, **kw):
        """An instance and its primary interface."""
        eni = eni or "eni-" + ident[2:]
        more = {k: kw.pop(k) for k in list(kw) if k[0].isupper()}
        n = self.eni(eni, subnet, address, groups, instance=ident, **kw, **(eni_more or {}))
        codes = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
        shown = {k: copy.deepcopy(n[k]) for k in (
            "Groups", "Ipv6Addresses", "MacAddress", "NetworkInterfaceId", "OwnerId", "PrivateIpAddress",
            "PrivateIpAddresses", "SourceDestCheck", "Status", "SubnetId", "VpcId", "InterfaceType", "Description")}
        shown["Attachment"] = {k: v for k, v in n["Attachment"].items() if not k.startswith("Instance")}
        if "Association" in n:
            shown["Association"] = dict(n["Association"])
        i = {"AmiLaunchIndex": 0, "ImageId": "ami-0d64bb532e0502c46", "InstanceId": ident, "InstanceType": "t3.micro",
             "LaunchTime": "2026-03-02T09:14:06+00:00", "Monitoring": {"State": "disabled"},
             "Placement": {"AvailabilityZone": n["AvailabilityZone"], "GroupName": "", "Tenancy": "default"},
             "PrivateDnsName": f"ip-{address.replace('.', '-')}.{self.region}.compute.internal",
             "PrivateIpAddress": address, "ProductCodes": [], "PublicDnsName": "",
             "State": {"Code": codes[state], "Name": state}, "StateTransitionReason": "", "SubnetId": subnet,
             "VpcId": n["VpcId"], "Architecture": "x86_64", "BlockDeviceMappings": [], "EbsOptimized": True,
             "EnaSupport": True, "Hypervisor": "xen", "NetworkInterfaces": [shown], "RootDeviceName": "/dev/xvda",
             "RootDeviceType": "ebs", "SecurityGroups": copy.deepcopy(n["Groups"]), "SourceDestCheck": True,
             "Tags": self.tags(name, tags), "VirtualizationType": "hvm",
             "MetadataOptions": {"State": "applied", "HttpTokens": "required", "HttpPutResponseHopLimit": 2,
                                 "HttpEndpoint": "enabled", "HttpProtocolIpv6": "disabled",
                                 "InstanceMetadataTags": "disabled"},
             "PlatformDetails": "Linux/UNIX"}
        if kw.get("public"):
            i["PublicIpAddress"] = kw["public"]
        if key:
            i["KeyName"] = key
        i.update(more)
        self.add("Reservations", {"Groups": [], "Instances": [i], "OwnerId": self.account,
                                  "ReservationId": f"r-{ident[2:]}"})
        return i

    def pcx(self, ident, requester, accepter, state="active", name=None, accepter_region=None,
            accepter_account=None, accepter_cidr=None, dns=True):
        def side(vpc, region, account, cidr):
            out = {"OwnerId": account, "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": dns,
                                                          "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
                                                          "AllowEgressFromLocalVpcToRemoteClassicLink": False},
                   "VpcId": vpc, "Region": region}
            if state == "active":
                try:
                    v = self.find(vpc)
                    blocks = [a["CidrBlock"] for a in v["CidrBlockAssociationSet"]]
                    blocks6 = [a["Ipv6CidrBlock"] for a in v.get("Ipv6CidrBlockAssociationSet", [])]
                except KeyError:
                    blocks, blocks6 = [cidr], []
                out["CidrBlock"] = blocks[0]
                out["CidrBlockSet"] = [{"CidrBlock": b} for b in blocks]
                if blocks6:
                    out["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": b} for b in blocks6]
            return out
        return self.add("VpcPeeringConnections", {
            "AccepterVpcInfo": side(accepter, accepter_region or self.region, accepter_account or self.account,
                                    accepter_cidr),
            "RequesterVpcInfo": side(requester, self.region, self.account, None),
            "Status": peering_status(state, accepter_account or self.account), "Tags": self.tags(name),
            "VpcPeeringConnectionId": ident,
            **({"ExpirationTime": "2026-03-09T09:10:11+00:00"} if state == "pending-acceptance" else {})})

    def eip(self, ident, public, eni=None, name=None):
        a = {"AllocationId": ident, "Domain": "vpc", "PublicIp": public, "PublicIpv4Pool": "amazon",
             "NetworkBorderGroup": self.region, "Tags": self.tags(name)}
        if eni:
            n = self.find(eni)
            a.update({"AssociationId": f"eipassoc-{ident[9:]}", "NetworkInterfaceId": eni,
                      "NetworkInterfaceOwnerId": self.account, "PrivateIpAddress": n["PrivateIpAddress"]})
            if "Attachment" in n:
                a["InstanceId"] = n["Attachment"]["InstanceId"]
        return self.add("Addresses", a)

    def prefix_list(self, ident, name, cidrs, fam=4, owner="AWS", entries=True, version=None):
        p = {"PrefixListId": ident, "AddressFamily": f"IPv{fam}", "State": "create-complete",
             "PrefixListArn": f"arn:aws:ec2:{self.region}:{'aws' if owner == 'AWS' else owner}:prefix-list/{ident}",
             "PrefixListName": name, "Tags": [], "OwnerId": owner}
        if version is not None:
            p["Version"], p["MaxEntries"] = version, max(10, len(cidrs))
        self.add("PrefixLists", p)
        if entries:
            self.add("PrefixListEntries", {"PrefixListId": ident, "Entries": [{"Cidr": c} for c in cidrs]})
        return p

    def eice(self, ident, subnet, groups=(), state="create-complete", address="10.1.1.200", preserve=False):
        s = self.find(subnet)
        eni = "eni-" + ident[5:]
        self.service_eni(eni, subnet, address, "ec2_instance_connect_endpoint",
                         f"EC2 Instance Connect Endpoint {ident}", groups=groups)
        return self.add("InstanceConnectEndpoints", {
            "OwnerId": self.account, "InstanceConnectEndpointId": ident,
            "InstanceConnectEndpointArn": self.arn("instance-connect-endpoint", ident), "State": state,
            "StateMessage": "", "DnsName": f"{ident}.x.ec2-instance-connect-endpoint.{self.region}.amazonaws.com",
            "NetworkInterfaceIds": [eni], "VpcId": s["VpcId"], "AvailabilityZone": s["AvailabilityZone"],
            "SubnetId": subnet, "PreserveClientIp": preserve, "SecurityGroupIds": list(groups), "Tags": []})

    def nat(self, ident, subnet, address, public=None, state="available", connectivity="public"):
        s = self.find(subnet)
        eni = "eni-" + ident
        self.service_eni(eni, subnet, address, "nat_gateway", f"Interface for NAT Gateway {ident}",
                         SourceDestCheck=False, public=public, alloc=f"eipalloc-{ident}" if public else None)
        a = {"NetworkInterfaceId": eni, "PrivateIp": address, "IsPrimary": True, "Status": "succeeded"}
        if public:
            a["AssociationId"] = f"eipassoc-{ident}"
        if public:
            a.update({"AllocationId": f"eipalloc-{ident}", "PublicIp": public})
            self.add("Addresses", {"AllocationId": f"eipalloc-{ident}", "AssociationId": f"eipassoc-{ident}",
                                   "Domain": "vpc", "NetworkInterfaceId": eni, "PrivateIpAddress": address,
                                   "NetworkInterfaceOwnerId": self.account, "PublicIp": public,
                                   "PublicIpv4Pool": "amazon", "NetworkBorderGroup": self.region, "Tags": []})
        return self.add("NatGateways", {"CreateTime": "2026-03-02T09:14:06+00:00", "NatGatewayAddresses": [a],
                                        "NatGatewayId": ident, "State": state, "SubnetId": subnet,
                                        "VpcId": s["VpcId"], "ConnectivityType": connectivity, "Tags": []})

    # ---- transit gateways -------------------------------------------------------------------------------

    def tgw(self, ident, references="disable", default_table=None):
        for k in ("TransitGateways", "TransitGatewayAttachments", "TransitGatewayVpcAttachments",
                  "TransitGatewayRouteTables", "TransitGatewayPeeringAttachments", "TransitGatewayRoutes",
                  "TransitGatewayPropagations"):
            self.lists.setdefault(k, [])
        return self.add("TransitGateways", {
            "TransitGatewayId": ident, "TransitGatewayArn": self.arn("transit-gateway", ident), "State": "available",
            "OwnerId": self.account, "Description": "", "CreationTime": "2026-03-02T09:14:06+00:00", "Tags": [],
            "Options": {"AmazonSideAsn": 64512, "AutoAcceptSharedAttachments": "disable",
                        "DefaultRouteTableAssociation": "enable" if default_table else "disable",
                        "DefaultRouteTablePropagation": "disable", "VpnEcmpSupport": "enable",
                        "DnsSupport": "enable", "SecurityGroupReferencingSupport": references,
                        "MulticastSupport": "disable",
                        **({"AssociationDefaultRouteTableId": default_table} if default_table else {})}})

    def tgw_attach(self, ident, tgw, vpc, subnets, table=None, state="available", references="disable",
                   appliance="disable"):
        self.add("TransitGatewayAttachments", {
            "TransitGatewayAttachmentId": ident, "TransitGatewayId": tgw, "TransitGatewayOwnerId": self.account,
            "ResourceOwnerId": self.account, "ResourceType": "vpc", "ResourceId": vpc, "State": state,
            "CreationTime": "2026-03-02T09:14:06+00:00", "Tags": [],
            **({"Association": {"TransitGatewayRouteTableId": table, "State": "associated"}} if table else {})})
        for subnet in subnets if state in ("available", "modifying") else ():
            self.service_eni(f"eni-{ident}-{subnet[7:]}", subnet, self.free_address(subnet), "transit_gateway",
                             f"Network Interface for Transit Gateway Attachment {ident}", managed=False,
                             SourceDestCheck=False)
        return self.add("TransitGatewayVpcAttachments", {
            "TransitGatewayAttachmentId": ident, "TransitGatewayId": tgw, "VpcId": vpc, "VpcOwnerId": self.account,
            "State": state, "SubnetIds": list(subnets), "CreationTime": "2026-03-02T09:14:06+00:00", "Tags": [],
            "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": references,
                        "Ipv6Support": "disable", "ApplianceModeSupport": appliance}})

    def tgw_table(self, ident, tgw, routes=(), propagations=()):
        self.add("TransitGatewayRouteTables", {
            "TransitGatewayRouteTableId": ident, "TransitGatewayId": tgw, "State": "available",
            "DefaultAssociationRouteTable": False, "DefaultPropagationRouteTable": False,
            "CreationTime": "2026-03-02T09:14:06+00:00", "Tags": []})
        out = []
        for dest, attachment, vpc, kind, state in routes:
            r = {"DestinationCidrBlock": dest, "Type": kind, "State": state}
            if attachment:
                r["TransitGatewayAttachments"] = [{"ResourceId": vpc, "TransitGatewayAttachmentId": attachment,
                                                   "ResourceType": "vpc"}]
            out.append(r)
        self.add("TransitGatewayRoutes", {"TransitGatewayRouteTableId": ident, "Routes": out})
        self.add("TransitGatewayPropagations", {
            "TransitGatewayRouteTableId": ident, "TransitGatewayRouteTablePropagations": [
                {"TransitGatewayAttachmentId": a, "ResourceId": v, "ResourceType": "vpc", "State": "enabled"}
                for a, v in propagations]})

    # ---- load balancers ---------------------------------------------------------------------------------

    def balancer(self, name, zones, listeners, groups=(), scheme="internal", attributes=(), kind="network",
                 state="active", rules=True):
        """zones: (subnet, address of the node[, its public address]); listeners: (protocol, port, target group name),
        with a fourth member the rules of an application load balancer: (priority, condition, target group name)."""
        short = "net" if kind == "network" else "app"
        arn = f"arn:aws:elasticloadbalancing:{self.region}:{self.account}:loadbalancer/{short}/{name}/50dc6c495c0c9188"
        items = []
        for subnet, address, *public in zones:
            s = self.find(subnet)
            self.service_eni(f"eni-{name}-{subnet[7:]}", subnet, address,
                             "network_load_balancer" if kind == "network" else "interface",
                             f"ELB {short}/{name}/50dc6c495c0c9188", "amazon-elb", "amazon-elb", groups,
                             public=public[0] if public else None)
            items.append({"ZoneName": s["AvailabilityZone"], "SubnetId": subnet, "LoadBalancerAddresses": []})
        vpc = self.find(zones[0][0])["VpcId"]
        self.add("LoadBalancers", {
            "LoadBalancerArn": arn, "DNSName": f"{name}-50dc6c495c0c9188.elb.{self.region}.amazonaws.com",
            "CanonicalHostedZoneId": "Z2IFOLAFXWLO4F" if kind == "network" else "Z32O12XQLNTSW2",
            "CreatedTime": "2026-03-02T09:14:06.123000+00:00", "LoadBalancerName": name, "Scheme": scheme,
            "VpcId": vpc, "State": {"Code": state}, "Type": kind, "AvailabilityZones": items,
            "SecurityGroups": list(groups), "IpAddressType": "ipv4"})
        self.add("LoadBalancerListeners", {"LoadBalancerArn": arn, "Listeners": [
            self._listener(arn, *listener[:3]) for listener in listeners]})
        for protocol, port, tg, *more in listeners if kind == "application" and rules else ():
            self._rules(arn, port, tg, more[0] if more else ())
        self.add("LoadBalancerAttributes", {"LoadBalancerArn": arn, "Attributes": [
            {"Key": k, "Value": v} for k, v in attributes]})
        return arn

    def _forward(self, tg):
        if tg is None:
            return [{"Type": "fixed-response", "Order": 1, "FixedResponseConfig": {
                "MessageBody": "gone", "StatusCode": "404", "ContentType": "text/plain"}}]
        arn = self.group_arn(tg)
        return [{"Type": "forward", "TargetGroupArn": arn, "Order": 1, "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": arn, "Weight": 1}],
            "TargetGroupStickinessConfig": {"Enabled": False}}}]

    def _listener(self, arn, protocol, port, tg):
        return {"ListenerArn": f"{arn.replace(':loadbalancer/', ':listener/')}/{port}", "LoadBalancerArn": arn,
                "Port": port, "Protocol": protocol, "DefaultActions": self._forward(tg)}

    def _rules(self, arn, port, default, rules):
        head = f"{arn.replace(':loadbalancer/', ':listener-rule/')}/{port}"
        for priority, condition, tg in rules:
            self.add("Rules", {"RuleArn": f"{head}/{priority}", "Priority": str(priority), "Conditions": [condition],
                               "Actions": self._forward(tg), "IsDefault": False})
        self.add("Rules", {"RuleArn": f"{head}/default", "Priority": "default", "Conditions": [],
                           "Actions": self._forward(default), "IsDefault": True})

    def group_arn(self, name):
        return f"arn:aws:elasticloadbalancing:{self.region}:{self.account}:targetgroup/{name}/73e2d6bc24d8a067"

    def targets(self, name, vpc, protocol, port, targets, kind="instance", balancer=None, attributes=(),
                health_port="traffic-port"):
        """targets: (id or address, state)."""
        checked = str(port) if health_port == "traffic-port" else health_port
        arn = self.group_arn(name)
        self.add("TargetGroups", {
            "TargetGroupArn": arn, "TargetGroupName": name, "Protocol": protocol, "Port": port, "VpcId": vpc,
            "HealthCheckProtocol": protocol if protocol in ("HTTP", "HTTPS") else "TCP",
            "HealthCheckPort": health_port, "HealthCheckEnabled": True, "HealthCheckIntervalSeconds": 30,
            "HealthCheckTimeoutSeconds": 10, "HealthyThresholdCount": 5, "UnhealthyThresholdCount": 2,
            "LoadBalancerArns": [balancer] if balancer else [], "TargetType": kind, "IpAddressType": "ipv4"})
        self.add("TargetGroupAttributes", {"TargetGroupArn": arn, "Attributes": [
            {"Key": k, "Value": v} for k, v in attributes]})
        self.add("LoadBalancerTargetHealth", {"TargetGroupArn": arn, "TargetHealthDescriptions": [
            {"Target": {"Id": t, "Port": port}, "HealthCheckPort": checked, "TargetHealth": HEALTH[state]}
            for t, state in targets]})


HEALTH = {
    "healthy": {"State": "healthy"},
    "unhealthy": {"State": "unhealthy", "Reason": "Target.FailedHealthChecks", "Description": "Health checks failed"},
    "initial": {"State": "initial", "Reason": "Elb.InitialHealthChecking",
                "Description": "Initial health checks in progress"},
    "draining": {"State": "draining", "Reason": "Target.DeregistrationInProgress",
                 "Description": "Target deregistration is in progress"},
    "unused": {"State": "unused", "Reason": "Target.NotInUse",
               "Description": "Target is in an Availability Zone that is not enabled for the load balancer"},
}

ID_FIELDS = {
    "Vpcs": ("VpcId",), "Subnets": ("SubnetId",), "RouteTables": ("RouteTableId",), "NetworkAcls": ("NetworkAclId",),
    "SecurityGroups": ("GroupId",), "NetworkInterfaces": ("NetworkInterfaceId",),
    "InternetGateways": ("InternetGatewayId",), "EgressOnlyInternetGateways": ("EgressOnlyInternetGatewayId",),
    "VpcPeeringConnections": ("VpcPeeringConnectionId",), "Addresses": ("AllocationId",),
    "NatGateways": ("NatGatewayId",), "PrefixLists": ("PrefixListId",), "PrefixListEntries": ("PrefixListId",),
    "InstanceConnectEndpoints": ("InstanceConnectEndpointId",),
    "TransitGateways": ("TransitGatewayId",), "TransitGatewayAttachments": ("TransitGatewayAttachmentId",),
    "TransitGatewayVpcAttachments": ("TransitGatewayAttachmentId",),
    "TransitGatewayRouteTables": ("TransitGatewayRouteTableId",),
    "TransitGatewayRoutes": ("TransitGatewayRouteTableId",),
    "TransitGatewayPropagations": ("TransitGatewayRouteTableId",),
    "VpcEndpoints": ("VpcEndpointId",), "VpnGateways": ("VpnGatewayId",),
    "LoadBalancers": ("LoadBalancerName",), "TargetGroups": ("TargetGroupName",),
}

MESSAGES = {
    "active": "Active", "deleted": "Deleted by {0}", "rejected": "Rejected by {0}",
    "failed": "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range", "expired": "Expired",
    "pending-acceptance": "Pending Acceptance by {0}", "initiating-request": "Initiating Request to {0}",
    "provisioning": "Provisioning", "deleting": "Deleting",
}


def peering_status(state, account=ACCOUNT):
    return {"Code": state, "Message": MESSAGES[state].format(account)}
