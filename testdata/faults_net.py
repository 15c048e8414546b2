"""faults_net - finding codes that no other case shows, each beside a question that it does not concern."""
from cases_kit import OUT, case, endpoint_vpc, member, routes, rules, two_regions, two_vpcs
from netmaker import ANY4, entry, peering_status, perm


# ---- peering and routes ----------------------------------------------------------------------------------------

@case("peering-missing-though-a-third-joins", ("i-1", "i-2", "icmp", "blocked", ["peering-missing"], "vpc-3"),
      ("i-1", "i-3", "icmp", "reachable", []))
def _(net):
    """R33: nothing joins VPC 1 and VPC 2. Both are peered with VPC 3, which helps them not: peering is not transitive."""
    net.drop("pcx-1")
    net.vpc("vpc-3", "10.3.0.0/16", name="VPC 3")
    net.subnet("subnet-3", "vpc-3", "10.3.1.0/24")
    net.table("rtb-3", "vpc-3", [("10.1.0.0/16", "pcx-13"), ("10.2.0.0/16", "pcx-23")], main=True)
    net.acl("acl-3", "vpc-3", ["subnet-3"])
    net.group("sg-3", "vpc-3", [perm("icmp", (8, 0), "10.0.0.0/8")])
    net.instance("i-3", "subnet-3", "10.3.1.10", ["sg-3"], eni="eni-3")
    net.pcx("pcx-13", "vpc-1", "vpc-3")
    net.pcx("pcx-23", "vpc-2", "vpc-3")
    routes(net, "rtb-1", ("10.3.0.0/16", "pcx-13"), (ANY4, "igw-1"))
    routes(net, "rtb-2", ("10.3.0.0/16", "pcx-23"), (ANY4, "igw-2"))


@case("peering-dns-off", ("findings", "none", ["info peering-dns-off pcx-1"]), ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R36: without AllowDnsResolutionFromRemoteVpc the peer's public names resolve to public addresses. By addresses
    everything works: told as info."""
    net.find("pcx-1")["AccepterVpcInfo"]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] = False
    rules(net, "sg-1")


@case("peering-not-accepted", ("i-1", "i-2", "icmp", "blocked", ["peering-not-active"], "pending"),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R30: the request waits to be accepted. The routes to it are blackholes until then, which is not told on top."""
    net.find("pcx-1")["Status"] = peering_status("pending-acceptance")
    for side in ("AccepterVpcInfo", "RequesterVpcInfo"):
        net.find("pcx-1")[side].pop("CidrBlock")
        net.find("pcx-1")[side].pop("CidrBlockSet")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"


@case("peering-overlap", ("i-1", "i-2", "icmp", "blocked", ["peering-cidr-overlap", "peering-not-active"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R32: the two VPCs' secondary blocks overlap, so that the request failed; no route can lead to it."""
    for vpc, block in (("vpc-1", "10.50.0.0/16"), ("vpc-2", "10.50.128.0/17")):
        net.find(vpc)["CidrBlockAssociationSet"].append({
            "AssociationId": f"vpc-cidr-assoc-{vpc[4:]}s", "CidrBlock": block, "CidrBlockState": {"State": "associated"}})
    net.find("pcx-1")["Status"] = peering_status("failed")
    for t in ("rtb-1", "rtb-2"):
        net.find(t)["Routes"][1]["State"] = "blackhole"


@case("peering-not-transitive", ("i-1", "10.9.1.10", "icmp", "blocked", ["peering-missing", "peering-not-transitive"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R33: what arrives over a peering connection has to be addressed to the peer's own ranges. VPC 9 lies behind the peer,
    and is not reached through it."""
    net.vpc("vpc-9", "10.9.0.0/16", name="VPC 9")
    net.subnet("subnet-9", "vpc-9", "10.9.1.0/24")
    net.table("rtb-9", "vpc-9", [("10.1.0.0/16", "pcx-9")], main=True)
    net.acl("acl-9", "vpc-9", ["subnet-9"])
    net.group("sg-9", "vpc-9", [perm("icmp", (8, 0), "10.0.0.0/8")])
    net.instance("i-9", "subnet-9", "10.9.1.10", ["sg-9"], eni="eni-9")
    net.pcx("pcx-9", "vpc-2", "vpc-9")
    net.find("rtb-1")["Routes"].append(net.route("10.9.0.0/16", "pcx-1"))


@case("peering-without-routes", ("check", "none", ["peering-unrouted"]), ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R3: an active peering connection that no route table of VPC 2 leads to: half of it was set up."""
    routes(net, "rtb-2", (ANY4, "igw-2"))
    net.drop("i-2").drop("eni-2")
    rules(net, "sg-1")


@case("route-shadowed-by-longer", ("i-1", "i-2", "icmp", "blocked", ["route-shadowed"], "10.2.1.0/24"),
      ("i-1", "i-2b", "icmp", "reachable", []))
def _(net):
    """R22: the longest prefix wins. A route for the server's subnet was left over, and leads to the internet gateway; the
    right one for the whole VPC never gets a say there. The next subnet is reached by it."""
    net.find("rtb-1")["Routes"].append(net.route("10.2.1.0/24", "igw-1"))
    net.subnet("subnet-2b", "vpc-2", "10.2.2.0/24")
    member(net, "acl-2", "subnet-2b")
    net.find("rtb-2")["Associations"].append({
        "Main": False, "RouteTableAssociationId": "rtbassoc-2b", "RouteTableId": "rtb-2", "SubnetId": "subnet-2b",
        "AssociationState": {"State": "associated"}})
    net.instance("i-2b", "subnet-2b", "10.2.2.10", ["sg-2"], eni="eni-2b")


@case("route-blackhole-to-what-is-gone", ("i-1", "i-2", "icmp", "blocked", ["route-blackhole"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R25: the route back names a peering connection that was deleted and made anew."""
    r = net.find("rtb-2")["Routes"][1]
    r.update({"VpcPeeringConnectionId": "pcx-0", "State": "blackhole"})


@case("route-ambiguous-for-some", ("i-1", "i-2", "icmp", "unknown", ["route-ambiguous"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R24: two prefix lists hold the peer's block, and their routes lead to different targets. What neither list holds is
    routed as ever."""
    for pl in ("pl-1", "pl-2"):
        net.prefix_list(pl, pl, ["10.2.0.0/16"], owner=net.account, version=1)
    routes(net, "rtb-1", ("pl-1", "pcx-1"), ("pl-2", "igw-1"), (ANY4, "igw-1"))


# ---- groups ------------------------------------------------------------------------------------------------------

@case("sg-no-egress-rules", ("i-1", "i-2", "icmp", "blocked", ["sg-egress-denied"], "sg-1"),
      ("i-2", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R40: a group without outbound rules lets nothing out. Replies need no rule: what calls the instance is answered."""
    net.find("sg-1")["IpPermissionsEgress"] = []


@case("sg-rule-of-a-deleted-peering", ("check", "none", ["sg-rule-stale"]), ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R44: a rule that names a group behind a peering connection that was deleted matches nobody; AWS calls it stale. The
    other rules work."""
    net.find("sg-1")["IpPermissions"] = [perm("tcp", 443, {
        "UserId": net.account, "GroupId": "sg-gone", "VpcId": "vpc-gone", "VpcPeeringConnectionId": "pcx-gone",
        "PeeringStatus": "deleted"})]


@case("sg-reference-to-another-region", ("check", "none", ["sg-reference-unsupported"]),
      ("i-1", "i-2", "tcp/80", "reachable", []), base=two_regions)
def _(net):
    """R43: a rule that names a group of another Region can never match. The rule beside it, for the range, does."""
    rules(net, "sg-2", perm("tcp", 443, "sg-1"), perm("tcp", 80, "10.1.0.0/16"))


@case("sg-icmp-reply-as-lint", ("check", "none", ["sg-icmp-mismatch"]), ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R42: a rule for type 0 lets in replies, which need no rule, and no ping. Nobody asked: it is a lint."""
    rules(net, "sg-1", perm("icmp", (0, -1), "10.2.0.0/16"))


@case("sg-open-to-world", ("check", "none", ["sg-open-to-world"]), ("i-2", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R40, R60: SSH from everywhere, on an interface that has a public address and a way from the internet gateway."""


HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def wear(net, eni, *groups):
    """The interface carries these groups."""
    net.find(eni)["Groups"] = [{"GroupId": g, "GroupName": net.find(g)["GroupName"]} for g in groups]


@case("sg-open-to-world-in-halves",
      ("findings", "none", ["warning sg-open-to-world sg-1"], "tcp/22", "CidrIp=0.0.0.0/1", "CidrIp=128.0.0.0/1",
       "the ranges that together are everybody"),
      ("internet", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R40: two rules with a half of all addresses each are 0.0.0.0/0. Both are to go; the office's address, which lies
    in one of them, stays."""
    rules(net, "sg-1", perm("tcp", 22, HALVES[0], "203.0.113.7/32"), perm("tcp", (20, 30), HALVES[1]))


@case("sg-open-to-world-one-half", ("findings", "none", []))
def _(net):
    """R40: a half of all addresses is not everybody; nor are both of which one is for another port, or one and a list
    of a quarter."""
    net.prefix_list("pl-quarter", "quarter", ["128.0.0.0/2"], owner="111122223333")
    rules(net, "sg-1", perm("tcp", 22, HALVES[0]), perm("tcp", 23, HALVES[1]), perm("tcp", 22, "pl-quarter"))


@case("sg-open-to-world-by-list",
      ("findings", "none", ["warning sg-open-to-world sg-1"], "PrefixListIds=[{PrefixListId=pl-all}]",
       "holds 0.0.0.0/0"))
def _(net):
    """R45: a prefix list that holds 0.0.0.0/0 is everybody. The rule that names it is to go."""
    net.prefix_list("pl-all", "all", ["0.0.0.0/0", "10.0.0.0/8"], owner="111122223333")
    rules(net, "sg-1", perm("tcp", 22, "pl-all"))


@case("sg-open-to-world-list-unread", ("findings", "none", []))
def _(net):
    """R45: whom a list without its entries lets in is not known."""
    net.prefix_list("pl-all", "all", [], owner="111122223333", entries=False)
    rules(net, "sg-1", perm("tcp", 22, "pl-all"))


@case("sg-open-to-world-all-but-private",
      ("findings", "none", ["warning sg-open-to-world sg-1"], "everything", "CidrIp=128.0.0.0/2"))
def _(net):
    """R40: all public addresses are everybody on the internet, though 10.0.0.0/8 be let in by nothing, and for some of
    them by a list."""
    net.prefix_list("pl-rest", "rest", ["192.0.0.0/2"], owner="111122223333")
    rules(net, "sg-1",
          perm("-1", None, "1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6"),
          perm("-1", None, "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2", "128.0.0.0/2", "pl-rest"))


@case("sg-open-to-world-by-two-groups",
      ("findings", "none", ["warning sg-open-to-world sg-1"], "sg-1 (client) and sg-x (further) together let", "tcp/22",
       "--group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=0.0.0.0/1}]'",
       "--group-id sg-x --ip-permissions 'IpProtocol=tcp,FromPort=20,ToPort=30,IpRanges=[{CidrIp=128.0.0.0/1}]'"),
      ("internet", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R40: an interface lets in what any of its groups does: a half of all addresses each is everybody. The office's
    address may stay, and what one group lets in on another port. The default group, which is on i-1 too, adds nothing."""
    net.group("sg-x", "vpc-1", [perm("tcp", (20, 30), HALVES[1]), perm("tcp", 3389, HALVES[0])], name="further")
    net.group("sg-0", "vpc-1", [perm("-1", None, "10.0.0.0/8")], name="default")
    rules(net, "sg-1", perm("tcp", 22, HALVES[0], "203.0.113.7/32"))
    wear(net, "eni-1", "sg-x", "sg-1", "sg-0")


@case("sg-open-to-world-by-one-of-two-groups", ("findings", "none", ["warning sg-open-to-world sg-x"]))
def _(net):
    """R40: what one of the groups opens by itself is said of that one, and not again of both."""
    net.group("sg-x", "vpc-1", [perm("tcp", 22, ANY4)], name="further")
    rules(net, "sg-1", perm("tcp", 22, HALVES[0]))
    wear(net, "eni-1", "sg-x", "sg-1")


@case("sg-open-to-world-by-each-of-two-groups",
      ("findings", "none", ["warning sg-open-to-world sg-1", "warning sg-open-to-world sg-x"],
       "the internet would reach it all the same, by other rules of its groups"))
def _(net):
    """R40: two groups let everybody in, each of them by itself: to close one is not enough, and its fix says so."""
    net.group("sg-x", "vpc-1", [perm("tcp", 22, ANY4)], name="further")
    rules(net, "sg-1", perm("tcp", 22, ANY4))
    wear(net, "eni-1", "sg-x", "sg-1")


@case("sg-open-to-world-by-groups-apart", ("findings", "none", []))
def _(net):
    """R40: two halves in groups of two interfaces let nobody's half into the other's."""
    net.group("sg-x", "vpc-1", [perm("tcp", 22, HALVES[1])], name="further")
    rules(net, "sg-1", perm("tcp", 22, HALVES[0]))
    net.instance("i-1x", "subnet-1", "10.1.1.11", ["sg-x"], public="52.16.10.31", eni="eni-1x")


@case("sg-open-to-world-ipv6-in-halves",
      ("findings", "none", ["warning sg-open-to-world sg-1"], "tcp/3389", "CidrIpv6=2000::/4", "CidrIpv6=3000::/4",
       "FromPort=22,ToPort=22,Ipv6Ranges=[{CidrIpv6=::/1}]"),
      ("internet", "i-1", "icmpv6", "blocked", ["sg-ingress-denied"]), base=lambda: two_vpcs(ipv6=True))
def _(net):
    """R46: 2000::/3, which is all that the internet has of IPv6, in halves. ::/1 has all of it, and 8000::/1
    nothing: it may stay."""
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "igw-1"), ("::/0", "igw-1"))
    rules(net, "sg-1", perm("tcp", 3389, "2000::/4", "3000::/4"), perm("tcp", 22, "::/1", "8000::/1"))


@case("sg-open-to-world-ipv6-one-half", ("findings", "none", []), base=lambda: two_vpcs(ipv6=True))
def _(net):
    """R46: a half of IPv6's internet, and all addresses of IPv4 on another port."""
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"), (ANY4, "igw-1"), ("::/0", "igw-1"))
    rules(net, "sg-1", perm("tcp", 22, "2000::/4", "8000::/1"), perm("tcp", 443, "0.0.0.0/0"))


# ---- network ACLs --------------------------------------------------------------------------------------------------

@case("nacl-no-way-out", ("i-1", "i-2", "icmp", "blocked", ["nacl-egress-denied"], "acl-1"),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R51: an outbound entry denies what goes to the peer, before the one that allows everything."""
    net.find("acl-1")["Entries"].insert(0, entry(50, "deny", cidr="10.2.0.0/16", egress=True))


@case("nacl-entry-that-nothing-reaches", ("findings", "none", ["info nacl-rule-shadowed acl-1"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R51: entry 200 denies tcp/22 after entry 100 has allowed everything: no packet gets there."""
    net.find("acl-1")["Entries"].append(entry(200, "deny", 6, ports=22))
    rules(net, "sg-1")


# ---- the internet --------------------------------------------------------------------------------------------------

@case("no-internet-gateway", (OUT, "52.16.10.20", "tcp/22", "blocked", ["igw-missing"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R60: the VPC has no internet gateway; an Elastic IP alone reaches nothing. The peering connection needs none."""
    net.drop("igw-1")
    routes(net, "rtb-1", ("10.2.0.0/16", "pcx-1"))


@case("internet-gateway-detached", ("i-1", OUT, "tcp/443", "blocked", ["igw-detached"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R60: the table leads to a gateway that is attached to nothing."""
    net.find("igw-1")["Attachments"] = []
    net.find("rtb-1")["Routes"][-1]["State"] = "blackhole"


@case("elastic-ip-of-nobody", ("findings", "none", ["info eip-unassociated eipalloc-9"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R62: an Elastic IP that is associated with nothing costs money and serves nobody."""
    net.eip("eipalloc-9", "52.16.10.99")
    rules(net, "sg-1")


@case("public-address-missing", ("i-2", OUT, "tcp/443", "blocked", ["public-ip-missing"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R60: i-2 stands in a public subnet, and its interface has no public address: the internet gateway translates
    nothing for it."""


# ---- EC2 Instance Connect ----------------------------------------------------------------------------------------------

@case("eic-endpoint-create-failed", ("check", "eic", ["eic-endpoint-unusable"]), ("i-1", "i-1x", "tcp/22", "blocked",
                                                                              ["sg-ingress-denied"]), base=endpoint_vpc)
def _(net):
    """R72: the endpoint could not be made, so that nobody gets in through it; nothing else leads to the private subnet."""
    net.find("eice-9")["State"] = "create-failed"
    net.find("eice-9")["StateMessage"] = "The service-linked role could not be created"
    net.instance("i-1x", "subnet-1b", "10.1.2.11", ["sg-in"], eni="eni-1x")


@case("eic-without-metadata-service", ("eic", "i-1", "tcp/22", "reachable", ["eic-metadata-disabled"]),
      ("i-2", "i-1", "tcp/22", "reachable", []))
def _(net):
    """R71: EC2 Instance Connect hands the key over by the instance metadata service, which is off. The network lets it
    through all the same, so the verdict stands, and a warning is told. Who comes with a key of their own needs none of it."""
    net.find("i-1")["MetadataOptions"]["HttpEndpoint"] = "disabled"
    net.prefix_list("pl-eic", "com.amazonaws.eu-west-1.ec2-instance-connect", ["18.202.216.48/29"], version=1)


# ---- states ----------------------------------------------------------------------------------------------------------

@case("interface-of-nobody", ("i-1", "eni-spare", "icmp", "blocked", ["interface-not-in-use"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R12: an interface that is attached to nothing (available) has an address and groups, and answers nobody."""
    net.eni("eni-spare", "subnet-2", "10.2.1.77", ["sg-2"])


@case("address-of-nobody", ("i-1", "10.2.1.99", "icmp", "blocked", ["address-unowned"]),
      ("i-1", "10.2.1.10", "icmp", "reachable", []))
def _(net):
    """R27: an address of the VPC's block that no interface has is delivered to nobody."""


@case("instance-stopped", ("i-1", "i-2", "icmp", "blocked", ["instance-not-running"]),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R10: only a running instance answers."""
    net.find("i-2")["State"] = {"Code": 80, "Name": "stopped"}


# ---- what is not known, what is expected ----------------------------------------------------------------------------------

@case("table-names-what-is-not-there", ("findings", "none", ["info reference-dangling rtb-1"]),
      ("i-1", "i-2", "icmp", "reachable", []))
def _(net):
    """R2: a route names a NAT gateway that the snapshot, though it lists NAT gateways, does not hold."""
    net.find("rtb-1")["Routes"].append(net.route("10.77.0.0/16", "nat-gone"))
    rules(net, "sg-1")


@case("expectation-that-fails", ("check", "default", ["expectation-failed", "sg-ingress-denied",
                                                    "sg-open-to-world"]),
      ("i-1", "i-2", "icmp", "reachable", []), config="""# One holds, one is blocked, one gets through.
expect:
  - {name: the client pings the server, from: name=client, to: name=server, allow: icmp}
  - {name: the client reaches the database port, from: name=client, to: name=server, allow: tcp/5432}
  - {name: nobody outside reaches the client, from: internet, to: name=client, deny: any}
""")
def _(net):
    """R1: an expected allow that is blocked, whose cause is told, and an expected deny that gets through: tcp/22 from the
    whole internet, which is a lint as well."""


@case("public-address-of-a-function", ("eni-fn", OUT, "tcp/443", "blocked", ["public-ip-missing"], "for a service"),
      ("i-1", OUT, "tcp/443", "reachable", []))
def _(net):
    """R60, R13: a Lambda function whose interface lies in a public subnet does not get out: AWS holds the interface, and gives
    it no public address. It takes a NAT gateway."""
    net.group("sg-fn", "vpc-1", [], name="function")
    net.lambda_eni("eni-fn", "subnet-1", "10.1.1.77", "report", ["sg-fn"])
