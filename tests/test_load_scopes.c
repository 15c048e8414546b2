/* Reading: whose and where an object is, when no path says so, and which of several copies counts (R86). */
#include "load_util.h"

#include "base/vec.h"

/* ---- whose and where, when no path says so ---- */

START_TEST(zones_tell_regions)
{
	static const char *const zones[][2] = {
		{"us-east-1a", "us-east-1"},
		{"us-west-2-lax-1a", "us-west-2"},
		{"us-east-1-wl1-bos-wlz-1", "us-east-1"},
		{"us-gov-east-1b", "us-gov-east-1"},
		{"ap-southeast-2c", "ap-southeast-2"},
		{"cn-north-1a", "cn-north-1"},
		{"nonsense", NULL},
		{"one-1", NULL},
	};
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		char json[200];
		snprintf(json, sizeof json,
			 "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','AvailabilityZone':"
			 "'%s'}],'Vpcs':[{'VpcId':'vpc-1'}]}",
			 zones[i][0]);
		struct net *net = net_of(json);
		ck_assert_pstr_eq(net_subnet(net, "subnet-1")->o.region, zones[i][1]);
		ck_assert_pstr_eq(net_vpc(net, "vpc-1")->o.region, zones[i][1]);
		net_free(net);
	}
}
END_TEST

START_TEST(one_file_one_scope)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'111122223333'}],"
		"'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','AvailabilityZone':'us-east-1a',"
		"'OwnerId':'111122223333'}],'NatGateways':[],"
		"'Addresses':[{'AllocationId':'eipalloc-1'}],"
		"'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1'}]}");
	ck_assert_uint_eq(net->scopes.len, 1);
	ck_assert_str_eq(net->scopes.items[0].account, "111122223333");
	ck_assert_str_eq(net->scopes.items[0].region, "us-east-1");
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "111122223333", "us-east-1"));
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, NULL, NULL));
	ck_assert(net_knows(net, KIND_VPC, "111122223333", NULL));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "111122223333", "us-east-2"));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "444455556666", "us-east-1"));
	ck_assert(!net_knows(net, KIND_VPN_GATEWAY, "111122223333", "us-east-1"));
	ck_assert_str_eq(net_address(net, "eipalloc-1")->o.region, "us-east-1");
	ck_assert_str_eq(net_route_table(net, "rtb-1")->o.account, "111122223333");
	net_free(net);
}
END_TEST

START_TEST(nothing_tells_counts_for_all)
{
	struct net *net = net_of("{'Vpcs':[{'VpcId':'vpc-1'}],'NatGateways':[]}");
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "111122223333", "us-east-1"));
	ck_assert(!net_knows(net, KIND_SUBNET, "111122223333", "us-east-1"));
	net_free(net);
}
END_TEST

/* Several files of one folder tell each other's account and Region. */
START_TEST(folders_share_what_they_know)
{
	struct loader *l = loader_new();
	add_json(l, "d/nat.json", "{'NatGateways':[]}");
	add_json(l, "d/vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'111122223333'}]}");
	add_json(l, "d/i.json",
		 "{'Reservations':[{'OwnerId':'111122223333','Instances':[{"
		 "'InstanceId':'i-1','Placement':{'AvailabilityZone':'eu-west-1b'}}]}]}");
	add_json(l, "e/gw.json",
		 "{'InternetGateways':[{'InternetGatewayId':'igw-1',"
		 "'OwnerId':'444455556666'}]}");
	struct net *net = finish_net(l);
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "111122223333", "eu-west-1"));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "111122223333", "eu-west-2"));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "444455556666", "eu-west-1"));
	ck_assert(net_knows(net, KIND_INTERNET_GATEWAY, "444455556666", "eu-west-1"));
	net_free(net);
}
END_TEST

/* A participant sees the owner's subnets; what it asked for is known of itself alone. */
START_TEST(shared_resources_are_not_the_callers)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'999988887777'}],"
		"'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','AvailabilityZone':'us-east-1a',"
		"'OwnerId':'999988887777'}],"
		"'Reservations':[{'OwnerId':'111122223333','Instances':[{'InstanceId':'i-1',"
		"'Placement':{'AvailabilityZone':'us-east-1a'}}]}],"
		"'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','OwnerId':'111122223333',"
		"'VpcId':'vpc-1','AvailabilityZone':'us-east-1a'}]}");
	ck_assert_uint_eq(net->scopes.len, 1);
	ck_assert_str_eq(net->scopes.items[0].account, "111122223333");
	ck_assert(!net_knows(net, KIND_NETWORK_INTERFACE, "999988887777", "us-east-1"));
	ck_assert_str_eq(net_vpc(net, "vpc-1")->o.account, "999988887777");
	ck_assert(net_vpc(net, "vpc-1")->shared);
	net_free(net);
}
END_TEST

/* Two accounts in one merged file, but the security groups of one alone. */
START_TEST(what_every_vpc_has_is_known_where_it_is_shown)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'111122223333'},"
		"{'VpcId':'vpc-2','OwnerId':'444455556666'}],"
		"'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','AvailabilityZone':'us-east-1a',"
		"'OwnerId':'111122223333'},{'SubnetId':'subnet-2','VpcId':'vpc-2',"
		"'AvailabilityZone':'us-east-1a','OwnerId':'444455556666'}],"
		"'SecurityGroups':[{'GroupId':'sg-1','VpcId':'vpc-1','OwnerId':'111122223333'}],"
		"'NatGateways':[{'NatGatewayId':'nat-1','VpcId':'vpc-1','SubnetId':'subnet-1'}]}");
	ck_assert(net_knows(net, KIND_SECURITY_GROUP, "111122223333", "us-east-1"));
	ck_assert(!net_knows(net, KIND_SECURITY_GROUP, "444455556666", "us-east-1"));
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "444455556666", "us-east-1"));
	ck_assert_str_eq(net_nat_gateway(net, "nat-1")->o.account, "111122223333");
	net_free(net);
}
END_TEST

/* Who was shown two accounts' VPCs is not known, and the interfaces of one account alone were asked for. */
/* Of the second account its VPC alone is here, which has a table, a NACL and a group, too. */
START_TEST(an_account_of_which_only_vpcs_are_here_was_not_read)
{
	static const char of_both[] =
		"{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'111122223333'},{'VpcId':'vpc-2','OwnerId':"
		"'444455556666'}],'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1','OwnerId':"
		"'111122223333'}%s],'InternetGateways':[],'NetworkInterfaces':[],'"
		"VpcPeeringConnections':[{"
		"'VpcPeeringConnectionId':'pcx-1','Status':{'Code':'active'},'RequesterVpcInfo':{'"
		"VpcId':"
		"'vpc-1','Region':'us-east-1'},'AccepterVpcInfo':{'VpcId':'vpc-2','Region':'us-"
		"east-1'}}]}";
	for (int read = 0; read < 2; read++) {
		char json[sizeof of_both + 120];
		snprintf(json, sizeof json, of_both,
			 read ? ",{'RouteTableId':'rtb-2','VpcId':'vpc-2','OwnerId':'444455556666'}"
			      : "");
		struct loader *l = loader_new();
		add_json(l, "aws_configs/us-east-1/all.json", json);
		struct net *net = finish_net(l);
		ck_assert(net_knows(net, KIND_INTERNET_GATEWAY, "111122223333", "us-east-1"));
		ck_assert(net_knows(net, KIND_VPC, "444455556666", "us-east-1"));
		ck_assert_int_eq(net_knows(net, KIND_INTERNET_GATEWAY, "444455556666", "us-east-1"),
				 read);
		ck_assert_int_eq(
			net_knows(net, KIND_NETWORK_INTERFACE, "444455556666", "us-east-1"), read);
		net_free(net);
	}
}
END_TEST

START_TEST(what_another_account_knows_is_of_its_own_vpcs)
{
	struct loader *l = loader_new();
	add_json(
		l, "all/vpcs.json",
		"{'Vpcs':[{'VpcId':'vpc-1','OwnerId':'111122223333'},"
		"{'VpcId':'vpc-2','OwnerId':'444455556666'}],"
		"'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','AvailabilityZone':'us-east-1a',"
		"'OwnerId':'111122223333'},{'SubnetId':'subnet-2','VpcId':'vpc-2',"
		"'AvailabilityZone':'us-east-1a','OwnerId':'444455556666'}]}");
	add_json(l, "one/interfaces.json",
		 "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1',"
		 "'SubnetId':'subnet-1','AvailabilityZone':'us-east-1a',"
		 "'OwnerId':'111122223333'}]}");
	struct net *net = finish_net(l);
	ck_assert(!object_seen_by(&net_vpc(net, "vpc-2")->o));
	ck_assert(!vpc_is_unread(net, net_vpc(net, "vpc-1")));
	ck_assert(vpc_is_unread(net, net_vpc(net, "vpc-2")));
	net_free(net);
}
END_TEST

START_TEST(identity_tells_the_caller)
{
	struct loader *l = loader_new();
	add_json(l, "d/sts.json", "{'UserId':'x','Account':'111122223333','Arn':'arn:aws:iam::x'}");
	add_json(l, "d/nat.json", "{'NatGateways':[{'NatGatewayId':'nat-1'}]}");
	struct net *net = finish_net(l);
	ck_assert_str_eq(net_nat_gateway(net, "nat-1")->o.account, "111122223333");
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "111122223333", "us-east-1"));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "444455556666", "us-east-1"));
	net_free(net);
}
END_TEST

/* ---- R86: merging ---- */

START_TEST(R86_the_fuller_copy_wins)
{
	struct loader *l = loader_new();
	add_json(l, "a.json", "{'Subnets':[{'SubnetId':'subnet-1'}]}");
	add_json(l, "b.json", "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','X':1}]}");
	add_json(l, "c.json", "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-9'}]}");
	struct net *net = finish_net(l);
	ck_assert_uint_eq(net->subnets.len, 1);
	ck_assert_str_eq(net->subnets.items[0]->vpc_id, "vpc-1");
	ck_assert_ptr_eq(net_subnet(net, "subnet-1"), net->subnets.items[0]);
	net_free(net);
}
END_TEST

static const char *const copies[] = {
	"{'Snapshots':[{'AccountId':'111122223333','Region':'us-east-1','Subnets':[{'SubnetId':"
	"'subnet-1','OwnerId':'444455556666','A':1,'B':2,'C':3,'VpcId':'vpc-participant'}]}]}",
	"{'Snapshots':[{'AccountId':'444455556666','Region':'us-east-1','Subnets':[{'SubnetId':"
	"'subnet-1','OwnerId':'444455556666','VpcId':'vpc-owner'}]}]}",
};

START_TEST(R86_the_owners_copy_wins_first)
{
	for (int first = 0; first < 2; first++) {
		struct loader *l = loader_new();
		add_json(l, "a.json", copies[first]);
		add_json(l, "b.json", copies[1 - first]);
		struct net *net = finish_net(l);
		ck_assert_uint_eq(net->subnets.len, 1);
		ck_assert_str_eq(net_subnet(net, "subnet-1")->vpc_id, "vpc-owner");
		net_free(net);
	}
}
END_TEST

START_TEST(R80_the_gateway_owners_attachment_counts)
{
	struct loader *l = loader_new();
	add_json(l, "a.json",
		 "{'Snapshots':[{'AccountId':'111122223333','Region':'us-east-1',"
		 "'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
		 "'TransitGatewayId':'tgw-1','TransitGatewayOwnerId':'444455556666','A':1,'B':1,"
		 "'C':1}]},{'AccountId':'444455556666','Region':'us-east-1',"
		 "'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
		 "'TransitGatewayId':'tgw-1','TransitGatewayOwnerId':'444455556666',"
		 "'Association':{'State':'associated','TransitGatewayRouteTableId':'tgw-rtb-1'}}],"
		 "'TransitGatewayRouteTables':[{'TransitGatewayRouteTableId':'tgw-rtb-1'}]}]}");
	struct net *net = finish_net(l);
	ck_assert_uint_eq(net->tgw_attachments.len, 1);
	ck_assert_str_eq(net->tgw_attachments.items[0]->route_table->o.id, "tgw-rtb-1");
	net_free(net);
}
END_TEST

/* Both sides of a transit gateway peering show the attachment under one id. */
START_TEST(peering_attachments_keep_both_sides)
{
	struct net *net = net_of(
		"{'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
		"'TransitGatewayId':'tgw-1','ResourceType':'peering'},"
		"{'TransitGatewayAttachmentId':'tgw-attach-1','TransitGatewayId':'tgw-2',"
		"'ResourceType':'peering'}],'TransitGatewayRouteTables':["
		"{'TransitGatewayRouteTableId':'tgw-rtb-2','TransitGatewayId':'tgw-2'}],"
		"'TransitGatewayRoutes':[{'TransitGatewayRouteTableId':'tgw-rtb-2','Routes':[{"
		"'DestinationCidrBlock':'10.0.0.0/8','TransitGatewayAttachments':[{"
		"'TransitGatewayAttachmentId':'tgw-attach-1'}]}]}]}");
	ck_assert_uint_eq(net->tgw_attachments.len, 2);
	ck_assert_str_eq(net->tgw_route_tables.items[0]
				 ->routes.items[0]
				 .attachments.items[0]
				 .attachment->transit_gateway_id,
			 "tgw-2");
	net_free(net);
}
END_TEST

START_TEST(zones_are_each_accounts_own)
{
	struct net *net =
		net_of("{'Snapshots':[{'AccountId':'111122223333','Region':'us-east-1',"
		       "'AvailabilityZones':[{'ZoneName':'us-east-1a','ZoneId':'use1-az1'}]},"
		       "{'AccountId':'444455556666','Region':'us-east-1',"
		       "'AvailabilityZones':[{'ZoneName':'us-east-1a','ZoneId':'use1-az4'}]}]}");
	ck_assert_uint_eq(net->availability_zones.len, 2);
	net_free(net);
}
END_TEST

START_TEST(same_id_in_two_documents_is_no_mistake)
{
	struct net *net = net_of("{'Vpcs':[{'VpcId':'vpc-1'}]}{'Vpcs':[{'VpcId':'vpc-1'}]}");
	ck_assert_uint_eq(net->vpcs.len, 1);
	net_free(net);
	net = net_of("{'SecurityGroupVpcAssociations':[{'GroupId':'sg-1','VpcId':'vpc-1',"
		     "'State':'associated'},{'GroupId':'sg-1','VpcId':'vpc-2'},{'GroupId':'sg-1',"
		     "'VpcId':'vpc-3','State':'disassociated'}],'SecurityGroups':[{'GroupId':"
		     "'sg-1'}],'Vpcs':[{'VpcId':'vpc-1'},{'VpcId':'vpc-2'},{'VpcId':'vpc-3'}]}");
	ck_assert_uint_eq(net->sg_vpc_associations.len, 3);
	ck_assert_uint_eq(net->security_groups.items[0]->further_vpcs.len, 2);
	net_free(net);
}
END_TEST

/* Elements from elsewhere: two accounts may show the same resource, one may not show it twice. */
START_TEST(the_sink_takes_elements_from_anywhere)
{
	for (int twice = 0; twice < 2; twice++) {
		struct loader *l = loader_new();
		struct vck_error err;
		struct net *net;
		cJSON *element = cJSON_Parse("{\"SubnetId\": \"subnet-1\"}");
		struct element_origin one = {
			.file = "aws", .account = "111122223333", .region = "us-east-1", .line = 1};
		struct element_origin two = one;
		two.account = twice ? one.account : "444455556666";
		two.index = 1;
		two.line = 2;
		loader_known(l, "Subnets", &one);
		ck_assert_int_eq(element_sink(l, "Subnets", element, &one, &err), VCK_OK);
		ck_assert_int_eq(element_sink(l, "Subnets", element, &two, &err), VCK_OK);
		ck_assert_int_eq(element_sink(l, "Strangers", element, &two, &err), VCK_OK);
		cJSON_Delete(element);
		ck_assert_int_eq(loader_finish(l, &net, &err), twice ? VCK_E_INPUT : VCK_OK);
		ck_assert(twice || net_knows(net, KIND_SUBNET, "444455556666", "us-east-1"));
		ck_assert(twice || net->subnets.len == 1);
		net_free(net);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("load_scopes");
	harness_case(s, "places", zones_tell_regions, one_file_one_scope,
		     nothing_tells_counts_for_all, folders_share_what_they_know,
		     shared_resources_are_not_the_callers,
		     what_every_vpc_has_is_known_where_it_is_shown,
		     an_account_of_which_only_vpcs_are_here_was_not_read,
		     what_another_account_knows_is_of_its_own_vpcs, identity_tells_the_caller);
	harness_case(s, "merging", R86_the_fuller_copy_wins, R86_the_owners_copy_wins_first,
		     R80_the_gateway_owners_attachment_counts, peering_attachments_keep_both_sides,
		     zones_are_each_accounts_own, same_id_in_two_documents_is_no_mistake,
		     the_sink_takes_elements_from_anywhere);
	return harness_run(s);
}
