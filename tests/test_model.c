/* What the links between resources mean: the rules that the model itself implements. */
#include "load_util.h"
#include "model/blocks.h"
#include "net/pktset.h"

/* ---- R20 - R26: routing ---- */

#define SUBNETS                                                                                    \
	"'Vpcs':[{'VpcId':'vpc-1'}],'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1'},"           \
	"{'SubnetId':'subnet-2','VpcId':'vpc-1'},{'SubnetId':'subnet-3','VpcId':'vpc-1'}]"

START_TEST(R20_explicit_else_main)
{
	struct net *net = net_of(
		"{" SUBNETS ",'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1','Routes':[],"
		"'Associations':[{'Main':true,'AssociationState':{'State':'associated'}}]},"
		"{'RouteTableId':'rtb-2','VpcId':'vpc-1','Routes':[],'Associations':[{'Main':false,"
		"'SubnetId':'subnet-2'},{'SubnetId':'subnet-3','AssociationState':{'State':"
		"'disassociating'}},{'GatewayId':'igw-1'}]}]}");
	const struct subnet *one = net_subnet(net, "subnet-1"), *two = net_subnet(net, "subnet-2"),
			    *three = net_subnet(net, "subnet-3");
	ck_assert_str_eq(one->route_table->o.id, "rtb-1");
	ck_assert(!one->explicit_route_table);
	ck_assert_str_eq(two->route_table->o.id, "rtb-2");
	ck_assert(two->explicit_route_table);
	ck_assert_str_eq(three->route_table->o.id, "rtb-1"); /* no longer associated */
	ck_assert(net_route_table(net, "rtb-1")->is_main);
	ck_assert(!net_route_table(net, "rtb-2")->is_main);
	ck_assert_uint_eq(net_route_table(net, "rtb-1")->subnets.len, 2);
	ck_assert_ptr_eq(net_vpc(net, "vpc-1")->main_route_table, net_route_table(net, "rtb-1"));
	ck_assert_uint_eq(net_vpc(net, "vpc-1")->route_tables.len, 2);
	net_free(net);
}
END_TEST

/* R2: what a table or an ACL does that came without its list is not known. */
START_TEST(R2_without_their_lists)
{
	struct net *net =
		net_of("{" SUBNETS ",'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1',"
		       "'Associations':[{'Main':true}]},{'RouteTableId':'rtb-2','VpcId':'vpc-1',"
		       "'Routes':[],'Associations':[{'SubnetId':'subnet-2'}]}],"
		       "'NetworkAcls':[{'NetworkAclId':'acl-1','VpcId':'vpc-1','IsDefault':true},"
		       "{'NetworkAclId':'acl-2','VpcId':'vpc-1','Entries':[],'Associations':[{"
		       "'SubnetId':'subnet-2'}]}]}");
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->route_table);
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->network_acl);
	ck_assert_ptr_nonnull(net_subnet(net, "subnet-2")->route_table);
	ck_assert_ptr_nonnull(net_subnet(net, "subnet-2")->network_acl);
	net_free(net);
}
END_TEST

/* R2: clients older than a kind of association write one that is of nothing. */
START_TEST(R2_associations_of_nothing)
{
	struct net *net =
		net_of("{" SUBNETS ",'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1',"
		       "'Routes':[],'Associations':[{'Main':true}]},{'RouteTableId':'rtb-2',"
		       "'VpcId':'vpc-1','Routes':[],'Associations':[{'SubnetId':'subnet-2'},{"
		       "'RouteTableAssociationId':'rtbassoc-1','Main':false}]}]}");
	ck_assert(!net_route_table(net, "rtb-2")->associations_known);
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->route_table);
	ck_assert_str_eq(net_subnet(net, "subnet-2")->route_table->o.id, "rtb-2");
	net_free(net);
	net = net_of("{" SUBNETS ",'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1','Routes':"
		     "[],'Associations':[{'Main':true}]},{'RouteTableId':'rtb-2','VpcId':'vpc-1',"
		     "'Routes':[],'Associations':[{'PublicIpv4Pool':'ipv4pool-ec2-1'}]}]}");
	ck_assert_str_eq(net_subnet(net, "subnet-1")->route_table->o.id, "rtb-1");
	net_free(net);
}
END_TEST

START_TEST(R84_encryption)
{
	struct net *net =
		net_of("{'Vpcs':[{'VpcId':'vpc-1','EncryptionControl':{'Mode':'enforce'}},{'VpcId':"
		       "'vpc-2','EncryptionControl':{'Mode':'monitor'}},{'VpcId':'vpc-3'},{'VpcId':"
		       "'vpc-4',"
		       "'EncryptionControl':null},{'VpcId':'vpc-5','EncryptionControl':{'State':"
		       "'available'}},{'VpcId':'vpc-6','EncryptionControl':{}}]}");
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-1")), FLAG_YES);
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-2")), FLAG_NO);
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-3")), FLAG_NO);
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-4")), FLAG_NO);
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-5")), FLAG_UNSET);
	ck_assert_int_eq(vpc_encrypts(net_vpc(net, "vpc-6")), FLAG_UNSET);
	net_free(net);
}
END_TEST

/* R2: behind a NextToken there may be the table, or the ACL, that a subnet is associated with. */
START_TEST(R2_of_lists_that_were_cut)
{
	struct net *net = net_of(
		"{" SUBNETS ",'NextToken':'more','RouteTables':[{'RouteTableId':'rtb-1','VpcId':"
		"'vpc-1','Routes':[],'Associations':[{'Main':true},{'SubnetId':'subnet-2'}]}],"
		"'NetworkAcls':[{'NetworkAclId':'acl-1','VpcId':'vpc-1','IsDefault':true,"
		"'Entries':[],'Associations':[{'SubnetId':'subnet-2'}]}]}");
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->route_table);
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->network_acl);
	ck_assert_ptr_nonnull(net_subnet(net, "subnet-2")->route_table);
	ck_assert_ptr_nonnull(net_subnet(net, "subnet-2")->network_acl);
	net_free(net);
}
END_TEST

START_TEST(R20_no_tables_no_table)
{
	struct net *net = net_of("{" SUBNETS "}");
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->route_table);
	ck_assert_uint_eq(net_vpc(net, "vpc-1")->subnets.len, 3);
	net_free(net);
}
END_TEST

START_TEST(routes_say_what_they_lead_to)
{
	static const struct {
		const char *route;
		enum target target;
		const char *id;
	} routes[] = {
		{"'GatewayId':'local'", TARGET_LOCAL, "local"},
		{"'GatewayId':'igw-1'", TARGET_INTERNET_GATEWAY, "igw-1"},
		{"'GatewayId':'vgw-1'", TARGET_VPN_GATEWAY, "vgw-1"},
		{"'GatewayId':'vpce-1'", TARGET_VPC_ENDPOINT, "vpce-1"},
		{"'GatewayId':'new-1'", TARGET_OTHER, "new-1"},
		{"'EgressOnlyInternetGatewayId':'eigw-1'", TARGET_EGRESS_ONLY_INTERNET_GATEWAY,
		 "eigw-1"},
		{"'NatGatewayId':'nat-1'", TARGET_NAT_GATEWAY, "nat-1"},
		{"'InstanceId':'i-1'", TARGET_INSTANCE, "i-1"},
		{"'InstanceId':'i-1','NetworkInterfaceId':'eni-1'", TARGET_NETWORK_INTERFACE,
		 "eni-1"},
		{"'VpcPeeringConnectionId':'pcx-1'", TARGET_VPC_PEERING_CONNECTION, "pcx-1"},
		{"'TransitGatewayId':'tgw-1'", TARGET_TRANSIT_GATEWAY, "tgw-1"},
		{"'CarrierGatewayId':'cagw-1'", TARGET_CARRIER_GATEWAY, "cagw-1"},
		{"'LocalGatewayId':'lgw-1'", TARGET_LOCAL_GATEWAY, "lgw-1"},
		{"'CoreNetworkArn':'arn:x'", TARGET_CORE_NETWORK, "arn:x"},
		{"'OdbNetworkArn':'arn:y'", TARGET_ODB_NETWORK, "arn:y"},
		{"'State':'blackhole'", TARGET_NONE, NULL},
	};
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		char json[600];
		snprintf(json, sizeof json,
			 "{'RouteTables':[{'RouteTableId':'rtb-1','Routes':[{"
			 "'DestinationCidrBlock':'0.0.0.0/0',%s}]}],'NatGateways':[{'NatGatewayId':"
			 "'nat-1'}],'InternetGateways':[{'InternetGatewayId':'igw-1'}]}",
			 routes[i].route);
		struct net *net = net_of(json);
		const struct route *r = &net_route_table(net, "rtb-1")->routes.items[0];
		ck_assert_int_eq(r->target, routes[i].target);
		ck_assert_pstr_eq(r->target_id, routes[i].id);
		bool here = r->target == TARGET_NAT_GATEWAY || r->target == TARGET_INTERNET_GATEWAY;
		ck_assert_int_eq(r->object != NULL, here);
		if (here)
			ck_assert_str_eq(r->object->id, routes[i].id);
		net_free(net);
	}
}
END_TEST

START_TEST(R22_R25_what_routes_say_of_themselves)
{
	struct net *net = net_of(
		"{'RouteTables':[{'RouteTableId':'rtb-1','PropagatingVgws':[{'GatewayId':'vgw-1'}],"
		"'Routes':[{'DestinationCidrBlock':'10.0.0.0/8','State':'active','Origin':"
		"'CreateRoute'},{'DestinationIpv6CidrBlock':'::/0','State':'blackhole','Origin':"
		"'EnableVgwRoutePropagation'},{'DestinationPrefixListId':'pl-1','State':'filtered',"
		"'Origin':'Advertisement'}]}],'PrefixLists':[{'PrefixListId':'pl-1'}]}");
	const struct route_table *t = net_route_table(net, "rtb-1");
	const struct route *r = t->routes.items;
	ck_assert_cidr(r[0].destination, "10.0.0.0/8");
	ck_assert_int_eq(r[0].route_state, ROUTE_ACTIVE);
	ck_assert(!r[0].propagated);
	ck_assert_cidr(r[1].destination, "::/0");
	ck_assert_int_eq(r[1].route_state, ROUTE_BLACKHOLE);
	ck_assert(r[1].propagated);
	ck_assert_int_eq(r[2].destination.family, FAMILY_NONE);
	ck_assert_int_eq(r[2].route_state, ROUTE_FILTERED);
	ck_assert(r[2].propagated);
	ck_assert_str_eq(r[2].destination_prefix_list->o.id, "pl-1");
	ck_assert_str_eq(t->propagating_vgws.items[0], "vgw-1");
	net_free(net);
}
END_TEST

START_TEST(R26_associated_blocks)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1','CidrBlock':'10.1.0.0/16','CidrBlockAssociationSet':["
		"{'CidrBlock':'10.9.0.0/16','CidrBlockState':{'State':'disassociated'}},"
		"{'CidrBlock':'10.2.0.0/16','CidrBlockState':{'State':'associated'}},"
		"{'CidrBlock':'10.1.0.0/16','CidrBlockState':{'State':'associated'}}],"
		"'Ipv6CidrBlockAssociationSet':[{'Ipv6CidrBlock':'2600:1f18::/56',"
		"'Ipv6CidrBlockState':{'State':'associated'}},{'Ipv6CidrBlock':'2600:1f19::/56',"
		"'Ipv6CidrBlockState':{'State':'associating'}}]},"
		"{'VpcId':'vpc-2','CidrBlock':'10.3.0.0/16'}],"
		"'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','CidrBlock':'10.1.1.0/24',"
		"'Ipv6CidrBlockAssociationSet':[{'Ipv6CidrBlock':'2600:1f18:0:0:1::/64',"
		"'Ipv6CidrBlockState':{'State':'associated'}}]}]}");
	const struct vpc *vpc = net_vpc(net, "vpc-1");
	ck_assert_uint_eq(vpc->cidrs.len, 3);
	ck_assert_cidr(vpc->cidrs.items[0], "10.1.0.0/16");
	ck_assert_cidr(vpc->cidrs.items[1], "10.2.0.0/16");
	ck_assert_cidr(vpc->cidrs.items[2], "2600:1f18::/56");
	ck_assert(vpc_covers(vpc, ip_of("10.2.255.255")));
	ck_assert(!vpc_covers(vpc, ip_of("10.9.0.1")));
	ck_assert_cidr(net_vpc(net, "vpc-2")->cidrs.items[0], "10.3.0.0/16");
	const struct subnet *s = net_subnet(net, "subnet-1");
	ck_assert_uint_eq(s->cidrs.len, 2);
	ck_assert_ptr_eq(vpc_subnet_of(vpc, ip_of("10.1.1.7")), s);
	ck_assert_ptr_null(vpc_subnet_of(vpc, ip_of("10.1.2.7")));
	ck_assert(subnet_covers(s, ip_of("2600:1f18::1")));
	net_free(net);
}
END_TEST

/* ---- R30, R31: peering ---- */

START_TEST(R30_R31_peering_connections)
{
	struct net *net = net_of(
		"{'VpcPeeringConnections':[{'VpcPeeringConnectionId':'pcx-1','Status':{'Code':"
		"'active'},'RequesterVpcInfo':{'VpcId':'vpc-1','Region':'us-east-1','OwnerId':"
		"'111122223333','CidrBlock':'10.1.0.0/16','CidrBlockSet':[{'CidrBlock':"
		"'10.1.0.0/16'},{'CidrBlock':'10.0.0.0/16'}],'Ipv6CidrBlockSet':[{'Ipv6CidrBlock':"
		"'2600:1f18::/56'}],'PeeringOptions':{'AllowDnsResolutionFromRemoteVpc':true}},"
		"'AccepterVpcInfo':{'VpcId':'vpc-2','Region':'eu-west-1','OwnerId':"
		"'444455556666'}},{'VpcPeeringConnectionId':'pcx-2','Status':{'Code':"
		"'pending-acceptance','Message':'m'},'ExpirationTime':'2026-01-01',"
		"'RequesterVpcInfo':{'VpcId':'vpc-1'},'AccepterVpcInfo':{'VpcId':'vpc-1'}}],"
		"'Vpcs':[{'VpcId':'vpc-1'}]}");
	const struct vpc *vpc = net_vpc(net, "vpc-1");
	const struct vpc_peering_connection *pcx = net_vpc_peering_connection(net, "pcx-1");
	ck_assert_int_eq(pcx->state, PEERING_ACTIVE);
	ck_assert_uint_eq(pcx->requester.cidrs.len, 3); /* each once, sorted */
	ck_assert_cidr(pcx->requester.cidrs.items[0], "10.0.0.0/16");
	ck_assert_uint_eq(pcx->accepter.cidrs.len, 0);
	ck_assert_ptr_eq(pcx->requester.vpc, vpc);
	ck_assert_ptr_null(pcx->accepter.vpc);
	ck_assert_int_eq(pcx->requester.allow_dns_resolution, FLAG_YES);
	ck_assert_int_eq(pcx->accepter.allow_dns_resolution, FLAG_UNSET);
	ck_assert_ptr_eq(peering_near(pcx, vpc), &pcx->requester);
	ck_assert_ptr_eq(peering_far(pcx, vpc), &pcx->accepter);
	ck_assert_uint_eq(vpc->peerings.len, 2); /* one with itself counts once */
	ck_assert_str_eq(vpc->o.region, "us-east-1");
	const struct vpc_peering_connection *two = net_vpc_peering_connection(net, "pcx-2");
	ck_assert_int_eq(two->state, PEERING_PENDING_ACCEPTANCE);
	ck_assert_str_eq(peering_state_text(two), "pending-acceptance");
	ck_assert_str_eq(two->expiration_time, "2026-01-01");
	net_free(net);
}
END_TEST

START_TEST(R30_every_state_is_known)
{
	static const char *const states[] = {"initiating-request",
					     "pending-acceptance",
					     "active",
					     "deleted",
					     "rejected",
					     "failed",
					     "expired",
					     "provisioning",
					     "deleting"};
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		ck_assert_int_eq(peering_state_of(states[i]), (int)i + 1);
	ck_assert_int_eq(peering_state_of("asleep"), PEERING_UNSAID);
	ck_assert_int_eq(peering_state_of(NULL), PEERING_UNSAID);
}
END_TEST

/* ---- R40 - R46, R50 - R52: filters ---- */

START_TEST(R40_rules_of_groups)
{
	struct net *net = net_of(
		"{'SecurityGroups':[{'GroupId':'sg-1','GroupName':'web','IpPermissions':["
		"{'IpProtocol':'tcp','FromPort':22,'ToPort':23,'IpRanges':[{'CidrIp':'0.0.0.0/0'}],"
		"'Ipv6Ranges':[{'CidrIpv6':'::/0'}],'PrefixListIds':[{'PrefixListId':'pl-1'}],"
		"'UserIdGroupPairs':[{'GroupId':'sg-1','UserId':'111122223333'},{'GroupId':'sg-9',"
		"'VpcPeeringConnectionId':'pcx-9','PeeringStatus':'active'}]},"
		"{'IpProtocol':'-1'},{'IpProtocol':'icmp','FromPort':8,'ToPort':-1},"
		"{'IpProtocol':'icmpv6'},{'IpProtocol':'47'},{'IpProtocol':'what'}],"
		"'IpPermissionsEgress':[]}],'PrefixLists':[{'PrefixListId':'pl-1'}]}");
	const struct security_group *g = net_security_group(net, "sg-1");
	const struct ip_permission *p = g->ingress.items;
	ck_assert_uint_eq(g->ingress.len, 6);
	ck_assert_uint_eq(g->egress.len, 0);
	ck_assert_int_eq(p[0].protocol, PROTO_TCP);
	ck_assert_int_eq(p[0].from_port, 22);
	ck_assert_int_eq(p[0].to_port, 23);
	ck_assert(p[0].has_from && p[0].has_to);
	ck_assert_cidr(p[0].ip_ranges.items[0], "0.0.0.0/0");
	ck_assert_cidr(p[0].ipv6_ranges.items[0], "::/0");
	ck_assert_str_eq(p[0].prefix_lists.items[0].prefix_list->o.id, "pl-1");
	ck_assert_ptr_eq(p[0].group_pairs.items[0].group, g);
	ck_assert_ptr_null(p[0].group_pairs.items[1].group);
	ck_assert_str_eq(p[0].group_pairs.items[1].peering_status, "active");
	ck_assert_int_eq(p[1].protocol, PROTO_ANY);
	ck_assert(!p[1].has_from);
	ck_assert_int_eq(p[2].protocol, PROTO_ICMP);
	ck_assert_int_eq(p[2].to_port, -1);
	ck_assert_int_eq(p[3].protocol, PROTO_ICMPV6);
	ck_assert_int_eq(p[4].protocol, 47);
	ck_assert_int_eq(p[5].protocol, -2);
	net_free(net);
}
END_TEST

START_TEST(R50_explicit_else_default)
{
	struct net *net =
		net_of("{" SUBNETS ",'NetworkAcls':[{'NetworkAclId':'acl-1','VpcId':'vpc-1',"
		       "'IsDefault':true,'Entries':[]},{'NetworkAclId':'acl-2','VpcId':'vpc-1',"
		       "'Entries':[],'Associations':[{'SubnetId':'subnet-2'}]}]}");
	ck_assert_str_eq(net_subnet(net, "subnet-1")->network_acl->o.id, "acl-1");
	ck_assert_str_eq(net_subnet(net, "subnet-2")->network_acl->o.id, "acl-2");
	ck_assert_str_eq(net_vpc(net, "vpc-1")->default_network_acl->o.id, "acl-1");
	net_free(net);
	net = net_of("{" SUBNETS "}");
	ck_assert_ptr_null(net_subnet(net, "subnet-1")->network_acl); /* R54 */
	net_free(net);
}
END_TEST

START_TEST(R51_R52_entries_in_order)
{
	struct net *net =
		net_of("{'NetworkAcls':[{'NetworkAclId':'acl-1','Entries':["
		       "{'Egress':true,'RuleNumber':50,'Protocol':'-1','RuleAction':'allow',"
		       "'CidrBlock':'0.0.0.0/0'},"
		       "{'Egress':false,'RuleNumber':32767,'Protocol':'-1','RuleAction':'deny',"
		       "'CidrBlock':'0.0.0.0/0'},"
		       "{'Egress':false,'RuleNumber':100,'Protocol':'6','RuleAction':'allow',"
		       "'CidrBlock':'10.0.0.0/8','PortRange':{'From':1024,'To':65535}},"
		       "{'Egress':false,'RuleNumber':90,'Protocol':'58','RuleAction':'allow',"
		       "'Ipv6CidrBlock':'::/0','IcmpTypeCode':{'Type':128,'Code':-1}}]}]}");
	const struct network_acl_entry *e = net_network_acl(net, "acl-1")->entries.items;
	ck_assert_int_eq(e[0].rule_number, 90);
	ck_assert_cidr(e[0].cidr, "::/0");
	ck_assert(e[0].has_icmp && e[0].icmp_type == 128 && e[0].icmp_code == -1);
	ck_assert_int_eq(e[0].protocol, PROTO_ICMPV6);
	ck_assert_int_eq(e[0].from_port, -1);
	ck_assert_int_eq(e[1].rule_number, 100);
	ck_assert(e[1].allow && e[1].has_ports && e[1].from_port == 1024 && e[1].to_port == 65535);
	ck_assert_int_eq(e[2].rule_number, 32767);
	ck_assert(!e[2].allow && !e[2].has_ports);
	ck_assert_int_eq(e[2].protocol, PROTO_ANY);
	ck_assert(e[3].egress);
	net_free(net);
}
END_TEST

/* ---- R60 - R65: the internet ---- */

START_TEST(R60_attached_gateways)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1'}],'InternetGateways':[{'InternetGatewayId':'igw-1',"
		"'Attachments':[{'State':'available','VpcId':'vpc-1'}]},{'InternetGatewayId':'igw-"
		"2',"
		"'Attachments':[]},{'InternetGatewayId':'igw-3','Attachments':[{'State':'attached',"
		"'VpcId':'vpc-9'}]},{'InternetGatewayId':'igw-4','Attachments':[{'State':"
		"'detaching','VpcId':'vpc-1'}]},{'InternetGatewayId':'igw-5'},{"
		"'InternetGatewayId':'igw-6','Attachments':[{'VpcId':'vpc-1'}]}],'"
		"EgressOnlyInternetGateways':[{"
		"'EgressOnlyInternetGatewayId':'eigw-1','Attachments':[{'State':'attached',"
		"'VpcId':'vpc-1'}]}],'VpnGateways':[{'VpnGatewayId':'vgw-1','VpcAttachments':[{"
		"'State':'attached','VpcId':'vpc-1'}]}]}");
	const struct vpc *vpc = net_vpc(net, "vpc-1");
	ck_assert_uint_eq(vpc->internet_gateways.len, 3);
	ck_assert_str_eq(vpc->internet_gateways.items[0]->o.id, "igw-1");
	ck_assert_str_eq(vpc->egress_only_gateways.items[0]->o.id, "eigw-1");
	ck_assert_str_eq(vpc->vpn_gateways.items[0]->o.id, "vgw-1");
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-1"), vpc), FLAG_YES);
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-2"), vpc), FLAG_NO);
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-3"), vpc), FLAG_NO);
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-4"), vpc), FLAG_NO);
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-5"), vpc), FLAG_UNSET);
	ck_assert_int_eq(is_attached(net_internet_gateway(net, "igw-6"), vpc), FLAG_UNSET);
	net_free(net);
}
END_TEST

START_TEST(R60_R62_public_addresses)
{
	struct net *net = net_of(
		"{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','PrivateIpAddress':'10.0.0.1',"
		"'Association':{'PublicIp':'3.3.3.3','AllocationId':'eipalloc-3'},"
		"'PrivateIpAddresses':[{'PrivateIpAddress':'10.0.0.1','Primary':true},"
		"{'PrivateIpAddress':'10.0.0.2','Association':{'PublicIp':'4.4.4.4'}}]},"
		"{'NetworkInterfaceId':'eni-2','PrivateIpAddress':'10.0.0.3',"
		"'Ipv6Addresses':[{'Ipv6Address':'2600:1f18::3'},{'Ipv6Address':'fd00::3'}]},"
		"{'NetworkInterfaceId':'eni-3','PrivateIpAddress':'10.0.0.4'}],"
		"'Addresses':[{'AllocationId':'eipalloc-5','PublicIp':'5.5.5.5',"
		"'NetworkInterfaceId':'eni-2','PrivateIpAddress':'10.0.0.3'},"
		"{'AllocationId':'eipalloc-6','PublicIp':'6.6.6.6'}]}");
	const struct network_interface *one = eni(net, "eni-1"), *two = eni(net, "eni-2");
	ck_assert_ip(interface_public_of(one, ip_of("10.0.0.1")), "3.3.3.3");
	ck_assert_ip(interface_public_of(one, ip_of("10.0.0.2")), "4.4.4.4");
	ck_assert_int_eq(interface_public_of(one, ip_of("10.0.0.9")).family, FAMILY_NONE);
	ck_assert_ip(two->public_ip, "5.5.5.5"); /* by the Elastic IP alone */
	ck_assert_str_eq(two->allocation_id, "eipalloc-5");
	ck_assert_int_eq(eni(net, "eni-3")->public_ip.family, FAMILY_NONE);
	ck_assert_ptr_eq(net_public_owner(net, ip_of("4.4.4.4")).interface, one);
	ck_assert_ptr_eq(net_public_owner(net, ip_of("4.4.4.4")).slot, &one->private_ips.items[1]);
	ck_assert_ptr_eq(net_public_owner(net, ip_of("2600:1f18::3")).interface, two);
	ck_assert_ptr_null(net_public_owner(net, ip_of("fd00::3")).interface);
	ck_assert_ptr_null(net_public_owner(net, ip_of("6.6.6.6")).interface);
	net_free(net);
}
END_TEST

START_TEST(R64_kinds_of_nat_gateways)
{
	struct net *net = net_of(
		"{'NatGateways':[{'NatGatewayId':'nat-1','ConnectivityType':'private','SubnetId':"
		"'subnet-1','State':'available'},{'NatGatewayId':'nat-2','AvailabilityMode':"
		"'regional','RouteTableId':'rtb-1','ConnectivityType':'public'}],'Subnets':[{"
		"'SubnetId':'subnet-1'}],'RouteTables':[{'RouteTableId':'rtb-1'}]}");
	const struct nat_gateway *one = net_nat_gateway(net, "nat-1"),
				 *two = net_nat_gateway(net, "nat-2");
	ck_assert(one->is_private && !one->is_regional && one->subnet && !one->route_table);
	ck_assert(!two->is_private && two->is_regional && !two->subnet && two->route_table);
	net_free(net);
}
END_TEST

START_TEST(R65_exclusions_and_modes)
{
	struct net *net = net_of(
		"{'VpcBlockPublicAccessOptions':{'AwsAccountId':'111122223333','AwsRegion':"
		"'us-east-1','InternetGatewayBlockMode':'block-bidirectional'},"
		"'VpcBlockPublicAccessExclusions':[{'ExclusionId':'vpcbpa-exclude-1','ResourceArn':"
		"'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1','InternetGatewayExclusionMode':"
		"'allow-egress'}],'Vpcs':[{'VpcId':'vpc-1','BlockPublicAccessStates':{"
		"'InternetGatewayBlockMode':'block-ingress'},'EncryptionControl':{'Mode':"
		"'enforce'}}]}");
	ck_assert_int_eq(net_bpa(net, "111122223333", "us-east-1"), BPA_BIDIRECTIONAL);
	const struct bpa_exclusion *x = net_bpa_exclusion(net, "vpcbpa-exclude-1");
	ck_assert_str_eq(x->resource_id, "vpc-1");
	ck_assert_str_eq(x->mode, "allow-egress");
	ck_assert_str_eq(x->o.region, "us-east-1");
	ck_assert_str_eq(net_vpc(net, "vpc-1")->block_public_access, "block-ingress");
	ck_assert_str_eq(net_vpc(net, "vpc-1")->encryption_mode, "enforce");
	net_free(net);
}
END_TEST

/* ---- references that lead nowhere ---- */

#define OWN  "'OwnerId':'111122223333'"
#define ZONE "'AvailabilityZone':'us-east-1a'"

static bool dangles(const struct net *net, const char *from, const char *id)
{
	for (size_t i = 0; i < net->danglings.len; i++)
		if (str_eq(net->danglings.items[i].from->id, from) &&
		    str_eq(net->danglings.items[i].id, id))
			return true;
	return false;
}

START_TEST(dangling_references)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1'," OWN "}],'Subnets':[{'SubnetId':'subnet-1','VpcId':"
		"'vpc-1'," OWN "," ZONE "},{'SubnetId':'subnet-2','VpcId':'vpc-gone'," OWN "," ZONE
		"}],'SecurityGroups':[{'GroupId':'sg-1','VpcId':'vpc-1'," OWN ",'IpPermissions':[{"
		"'IpProtocol':'-1','UserIdGroupPairs':[{'GroupId':'sg-gone','UserId':"
		"'111122223333'},{'GroupId':'sg-theirs','UserId':'444455556666'},{'GroupId':"
		"'sg-peer','UserId':'111122223333','VpcPeeringConnectionId':'pcx-1'}]}]}],"
		"'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','SubnetId':'subnet-gone',"
		"'VpcId':'vpc-1','Groups':[{'GroupId':'sg-1'},{'GroupId':'sg-lost'}],'Attachment':"
		"{'InstanceId':'i-unasked'}," OWN "," ZONE "}],'NatGateways':[{'NatGatewayId':"
		"'nat-old','State':'deleted','VpcId':'vpc-before','SubnetId':'subnet-before'}],"
		"'VpcPeeringConnections':[{'VpcPeeringConnectionId':'pcx-2','Status':{'Code':"
		"'active'},'RequesterVpcInfo':{'VpcId':'vpc-void'," OWN ",'Region':'us-east-1'},"
		"'AccepterVpcInfo':{'VpcId':'vpc-theirs','OwnerId':'444455556666','Region':"
		"'us-east-1'}}],'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1'," OWN ","
		"'Routes':[{'DestinationCidrBlock':'0.0.0.0/0','NatGatewayId':'nat-gone','State':"
		"'active'},{'DestinationCidrBlock':'10.9.0.0/16','NatGatewayId':'nat-hole','State':"
		"'blackhole'},{'DestinationCidrBlock':'10.8.0.0/16','TransitGatewayId':'tgw-gone'}]"
		"}],'TransitGateways':[]}");
	static const char *const lost[][2] = {
		{"subnet-2", "vpc-gone"}, {"sg-1", "sg-gone"},   {"eni-1", "subnet-gone"},
		{"eni-1", "sg-lost"},     {"pcx-2", "vpc-void"}, {"rtb-1", "nat-gone"},
	};
	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
		ck_assert_msg(dangles(net, lost[i][0], lost[i][1]), "%s", lost[i][1]);
	ck_assert_uint_eq(net->danglings.len, sizeof lost / sizeof *lost);
	ck_assert_str_eq(net->danglings.items[0].member, "Groups[].GroupId");
	net_free(net);
}
END_TEST

/* What is shown of another account is nobody's mistake here. */
START_TEST(dangling_never_for_other_accounts)
{
	struct net *net = net_of(
		"{'Snapshots':[{'AccountId':'111122223333','Region':'us-east-1','Vpcs':[],"
		"'NetworkAcls':[],'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-theirs','OwnerId':"
		"'444455556666'}]}]}");
	ck_assert_uint_eq(net->danglings.len, 0);
	net_free(net);
}
END_TEST

/* ---- small questions ---- */

START_TEST(finding_by_id)
{
	struct net *net = net_of("{'Vpcs':[{'VpcId':'vpc-1','Tags':[{'Key':'Name','Value':'a'}]}],"
				 "'Reservations':[{'Instances':[{'InstanceId':'i-1'}]}],"
				 "'InternetGateways':[{'InternetGatewayId':'igw-1'}]}");
	ck_assert_int_eq(net_find_any(net, "vpc-1")->kind, KIND_VPC);
	ck_assert_int_eq(net_find_any(net, "i-1")->kind, KIND_INSTANCE);
	ck_assert_int_eq(net_find_any(net, "igw-1")->kind, KIND_INTERNET_GATEWAY);
	ck_assert_ptr_null(net_find_any(net, "vpc-2"));
	ck_assert_ptr_null(net_find_any(net, NULL));
	ck_assert_ptr_null(net_find(net, KIND_SUBNET, "vpc-1"));
	size_t count;
	const struct object *const *all = net_all(net, KIND_VPC, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(all[0]->id, "vpc-1");
	char label[64];
	ck_assert_str_eq(object_label(all[0], label, sizeof label), "vpc-1 (a)");
	ck_assert_str_eq(object_label(net_find_any(net, "i-1"), label, sizeof label), "i-1");
	net_free(net);
}
END_TEST

START_TEST(kinds_agree_with_their_rows)
{
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		ck_assert_ptr_nonnull(kind_info[k].list_key);
		ck_assert_uint_ge(kind_info[k].size, sizeof(struct object));
	}
	ck_assert_str_eq(kind_info[KIND_INSTANCE].call, "ec2 describe-instances");
}
END_TEST

/* Many scopes: each question finds its own and those that count for all. */
START_TEST(scopes_of_an_organisation)
{
	struct buf json = BUF_INIT;
	buf_puts(&json, "{'Snapshots':[");
	for (int a = 0; a < 40; a++)
		for (int r = 1; r <= 9; r++)
			buf_printf(
				&json, "%s{'AccountId':'1111222233%02d','Region':'eu-west-%d',%s}",
				a || r > 1 ? "," : "", a, r, a % 2 ? "'Vpcs':[]" : "'Subnets':[]");
	buf_puts(&json, "]}");
	struct loader *l = loader_new();
	add_json(l, "a.json", buf_str(&json));
	add_json(l, "b/all.json", "{'NatGateways':[]}");
	struct net *net = finish_net(l);
	ck_assert_uint_eq(net->scopes.len, 361);
	for (int a = 0; a < 40; a++)
		for (int r = 1; r <= 9; r++) {
			char account[16], region[16];
			snprintf(account, sizeof account, "1111222233%02d", a);
			snprintf(region, sizeof region, "eu-west-%d", r);
			ck_assert_int_eq(net_knows(net, KIND_VPC, account, region), a % 2);
			ck_assert_int_eq(net_knows(net, KIND_SUBNET, account, region), !(a % 2));
			ck_assert_int_eq(net_knows(net, KIND_SUBNET, account, NULL), !(a % 2));
			ck_assert(net_knows(net, KIND_NAT_GATEWAY, account, region));
		}
	ck_assert(net_knows(net, KIND_VPC, NULL, "eu-west-3"));
	ck_assert(!net_knows(net, KIND_VPC, NULL, "eu-west-10"));
	ck_assert(!net_knows(net, KIND_VPC, "999999999999", "eu-west-1"));
	buf_free(&json);
	net_free(net);
}
END_TEST

/* ---- who has an address in its blocks ---- */

/* VPCs in a few nested blocks, so that some addresses are in none, one or several. */
static struct net *net_of_blocks(unsigned seed)
{
	static const char *const blocks[] = {"10.0.0.0/8",  "10.1.0.0/16", "10.1.128.0/17",
					     "10.1.2.0/24", "10.2.0.0/16", "10.255.0.0/16"};
	struct buf text = BUF_INIT;
	for (unsigned v = 0; v < 6; v++) {
		unsigned any = (seed * 2654435761u + v * 2246822519u) >> 9;
		buf_printf(&text, "%s{'VpcId':'vpc-%u'", v ? "," : "{'Vpcs':[", v);
		if (any % 8 < 6)
			buf_printf(&text, ",'CidrBlock':'%s'", blocks[any % 8]);
		if (any / 8 % 3 == 0)
			buf_puts(&text, ",'Ipv6CidrBlockAssociationSet':[{'Ipv6CidrBlock':"
					"'fd00:1::/56','Ipv6CidrBlockState':{'State':"
					"'associated'}}]");
		buf_puts(&text, "}");
	}
	buf_puts(&text, "]}");
	struct net *net = net_of(buf_str(&text));
	buf_free(&text);
	return net;
}

/* A bit for each VPC that has it. */
static unsigned holders_of(const struct net *net, struct ip ip)
{
	unsigned found = 0;
	for (size_t i = 0; i < net->vpcs.len; i++)
		found |= (unsigned)vpc_covers(net->vpcs.items[i], ip) << i;
	return found;
}

static void asks_blocks(const struct net *net, const struct blocks *blocks, struct ip ip)
{
	struct blocks_at at = blocks_of(blocks, ip);
	const struct ip_range alike = at.alike;
	const struct vpc *v;
	unsigned found = 0, expected = holders_of(net, ip);
	while ((v = blocks_next(blocks, &at))) {
		ck_assert(!(found & 1u << v->o.ordinal));
		found |= 1u << v->o.ordinal;
	}
	ck_assert_uint_eq(found, expected);
	ck_assert(alike.lo <= ip.value && ip.value <= alike.hi);
	ck_assert_uint_eq(holders_of(net, (struct ip){alike.lo, ip.family}), expected);
	ck_assert_uint_eq(holders_of(net, (struct ip){alike.hi, ip.family}), expected);
	if (alike.hi != family_range(ip.family).hi)
		ck_assert_uint_ne(holders_of(net, (struct ip){alike.hi + 1, ip.family}), expected);
}

START_TEST(blocks_are_those_that_cover)
{
	static const char *const asked[] = {
		"10.0.0.1",   "10.1.0.0",      "10.1.2.255", "10.1.3.0",  "10.1.200.1", "10.3.0.0",
		"10.255.9.9", "9.255.255.255", "11.0.0.0",   "fd00:1::1", "fd00::1"};
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct net *net = net_of_blocks(seed);
		struct blocks *blocks = blocks_new(net);
		for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
			struct ip ip;
			ck_assert(ip_parse(asked[i], &ip));
			asks_blocks(net, blocks, ip);
		}
		blocks_free(blocks);
		net_free(net);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("model");
	harness_case(s, "routing", R20_explicit_else_main, R20_no_tables_no_table,
		     R2_without_their_lists, R2_associations_of_nothing, R84_encryption,
		     R2_of_lists_that_were_cut, routes_say_what_they_lead_to,
		     R22_R25_what_routes_say_of_themselves, R26_associated_blocks);
	harness_case(s, "peering", R30_R31_peering_connections, R30_every_state_is_known);
	harness_case(s, "filters", R40_rules_of_groups, R50_explicit_else_default,
		     R51_R52_entries_in_order);
	harness_case(s, "internet", R60_attached_gateways, R60_R62_public_addresses,
		     R64_kinds_of_nat_gateways, R65_exclusions_and_modes);
	harness_case(s, "danglings", dangling_references, dangling_never_for_other_accounts);
	harness_case(s, "questions", finding_by_id, kinds_agree_with_their_rows,
		     scopes_of_an_organisation, blocks_are_those_that_cover);
	return harness_run(s);
}
