/* Instances and their interfaces, as the model links them (R10 - R14). */
#include "load_util.h"

START_TEST(R10_states)
{
	static const struct {
		const char *name;
		enum instance_state state;
	} states[] = {{"pending", INSTANCE_PENDING},
		      {"running", INSTANCE_RUNNING},
		      {"shutting-down", INSTANCE_SHUTTING_DOWN},
		      {"stopping", INSTANCE_STOPPING},
		      {"stopped", INSTANCE_STOPPED},
		      {"terminated", INSTANCE_TERMINATED},
		      {"hovering", INSTANCE_UNSAID}};
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		ck_assert_int_eq(instance_state_of(states[i].name), states[i].state);
	ck_assert_int_eq(instance_state_of(NULL), INSTANCE_UNSAID);
}
END_TEST

START_TEST(R10_terminated_instances_are_ignored)
{
	struct net *net = net_of(
		"{'Reservations':[{'Instances':[{'InstanceId':'i-1','State':{'Name':'terminated'},"
		"'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1'}]},"
		"{'InstanceId':'i-2','State':{'Name':'shutting-down'}}]}]}");
	ck_assert_uint_eq(net->instances.len, 1);
	ck_assert_ptr_null(net_instance(net, "i-1"));
	ck_assert_uint_eq(net->network_interfaces.len, 0);
	net_free(net);
}
END_TEST

#define ENI(id, device, card, ip)                                                                  \
	"{'NetworkInterfaceId':'" id "','PrivateIpAddress':'" ip "','Attachment':{"                \
	"'InstanceId':'i-1','DeviceIndex':" device ",'NetworkCardIndex':" card "}}"

START_TEST(R11_the_primary_interface)
{
	struct net *net = net_of(
		"{'Reservations':[{'Instances':[{'InstanceId':'i-1'}]}],"
		"'NetworkInterfaces':[" ENI("eni-1", "1", "0", "10.0.0.1") "," ENI(
			"eni-2", "0", "1", "10.0.0.2") "," ENI("eni-3", "0", "0", "10.0.0.3") "]}");
	const struct instance *i = net_instance(net, "i-1");
	ck_assert_str_eq(i->primary->o.id, "eni-3");
	ck_assert_uint_eq(i->interfaces.len, 3);
	ck_assert_str_eq(i->interfaces.items[0]->o.id, "eni-3"); /* card 0 device 0 */
	ck_assert_str_eq(i->interfaces.items[1]->o.id, "eni-1"); /* card 0 device 1 */
	ck_assert_str_eq(i->interfaces.items[2]->o.id, "eni-2");
	ck_assert_ptr_eq(eni(net, "eni-1")->instance, i);
	net_free(net);
}
END_TEST

START_TEST(R11_without_a_device_index_the_address_tells)
{
	struct net *net = net_of(
		"{'Reservations':[{'Instances':[{'InstanceId':'i-1','PrivateIpAddress':"
		"'10.0.0.2'},{'InstanceId':'i-2'},{'InstanceId':'i-3'}]}],'NetworkInterfaces':["
		"{'NetworkInterfaceId':'eni-1','PrivateIpAddress':'10.0.0.1','Attachment':{"
		"'InstanceId':'i-1'}},{'NetworkInterfaceId':'eni-2','PrivateIpAddress':'10.0.0.2',"
		"'Attachment':{'InstanceId':'i-1'}},{'NetworkInterfaceId':'eni-3','Attachment':{"
		"'InstanceId':'i-2'}}]}");
	ck_assert_str_eq(net_instance(net, "i-1")->primary->o.id, "eni-2");
	ck_assert_str_eq(net_instance(net, "i-2")->primary->o.id, "eni-3"); /* its only one */
	ck_assert_ptr_null(net_instance(net, "i-3")->primary);
	net_free(net);
}
END_TEST

START_TEST(R11_own_addresses)
{
	struct net *net = net_of(
		"{'Vpcs':[{'VpcId':'vpc-1'},{'VpcId':'vpc-2'}],'NetworkInterfaces':["
		"{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1','PrivateIpAddress':'10.0.0.1',"
		"'PrivateIpAddresses':[{'PrivateIpAddress':'10.0.0.9'},"
		"{'PrivateIpAddress':'10.0.0.1','Primary':true}],"
		"'Ipv6Addresses':[{'Ipv6Address':'2600:1f18::7'}],"
		"'Ipv4Prefixes':[{'Ipv4Prefix':'10.0.4.0/28'}],"
		"'Ipv6Prefixes':[{'Ipv6Prefix':'2600:1f18:0:1::/80'}]},"
		"{'NetworkInterfaceId':'eni-2','VpcId':'vpc-2','PrivateIpAddress':'10.0.0.1'}]}");
	const struct network_interface *one = eni(net, "eni-1");
	const struct vpc *vpc = net_vpc(net, "vpc-1"), *other = net_vpc(net, "vpc-2");
	static const char *const own[] = {"10.0.0.1",  "10.0.0.9",     "10.0.4.0",
					  "10.0.4.15", "2600:1f18::7", "2600:1f18:0:1::ffff"};
	static const char *const not [] = {"10.0.0.2", "10.0.4.16", "10.0.3.255", "2600:1f18::8",
					   "2600:1f18:0:2::1"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		ck_assert_msg(interface_has(one, ip_of(own[i])), "%s", own[i]);
		ck_assert_msg(net_owner(net, vpc, ip_of(own[i])).interface == one, "%s", own[i]);
	}
	for (size_t i = 0; i < sizeof not / sizeof *not ; i++) {
		ck_assert_msg(!interface_has(one, ip_of(not [i])), "%s", not [i]);
		ck_assert_msg(!net_owner(net, vpc, ip_of(not [i])).interface, "%s", not [i]);
	}
	ck_assert_ptr_eq(net_owner(net, other, ip_of("10.0.0.1")).interface, eni(net, "eni-2"));
	ck_assert_ptr_null(net_owner(net, other, ip_of("10.0.4.1")).interface);
	ck_assert_ptr_null(net_owner(net, NULL, ip_of("10.0.0.1")).interface);
	ck_assert(one->private_ips.items[0].primary); /* the primary one comes first */
	ck_assert_ip(one->private_ips.items[1].private_ip, "10.0.0.9");
	ck_assert_uint_eq(one->prefixes.len, 2);
	ck_assert_uint_eq(net->with_prefixes.len, 1);
	ck_assert_ptr_eq(net_owner(net, vpc, ip_of("10.0.0.9")).slot, &one->private_ips.items[1]);
	net_free(net);
}
END_TEST

START_TEST(R12_what_an_instance_has_is_in_use)
{
	struct net *net = net_of(
		"{'Reservations':[{'Instances':[{'InstanceId':'i-1'}]}],'NetworkInterfaces':["
		"{'NetworkInterfaceId':'eni-1','Attachment':{'InstanceId':'i-1'}},"
		"{'NetworkInterfaceId':'eni-2','Attachment':{'InstanceId':'i-1'},'Status':'"
		"detaching'},"
		"{'NetworkInterfaceId':'eni-3'}]}");
	ck_assert_str_eq(eni(net, "eni-1")->status, "in-use");
	ck_assert_str_eq(eni(net, "eni-2")->status, "detaching");
	ck_assert_ptr_null(eni(net, "eni-3")->status);
	net_free(net);
}
END_TEST

START_TEST(R12_source_destination_check)
{
	struct net *net = net_of("{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1',"
				 "'SourceDestCheck':false,'Status':'in-use',"
				 "'DenyAllIgwTraffic':true},{'NetworkInterfaceId':'eni-2',"
				 "'SourceDestCheck':true},{'NetworkInterfaceId':'eni-3'}]}");
	ck_assert_int_eq(eni(net, "eni-1")->source_dest_check, FLAG_NO);
	ck_assert_int_eq(eni(net, "eni-2")->source_dest_check, FLAG_YES);
	ck_assert_int_eq(eni(net, "eni-3")->source_dest_check, FLAG_UNSET);
	ck_assert_str_eq(eni(net, "eni-1")->status, "in-use");
	ck_assert(eni(net, "eni-1")->deny_all_igw_traffic);
	net_free(net);
}
END_TEST

START_TEST(R13_what_an_interface_belongs_to)
{
	struct net *net = net_of(
		"{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','InterfaceType':'nat_gateway',"
		"'RequesterManaged':true},{'NetworkInterfaceId':'eni-2'},{'NetworkInterfaceId':"
		"'eni-3','Groups':[{'GroupId':'sg-2'},{'GroupId':'sg-1'},{'GroupId':'sg-9'}]}],"
		"'SecurityGroups':[{'GroupId':'sg-1'},{'GroupId':'sg-2'}],"
		"'NatGateways':[{'NatGatewayId':'nat-1','NatGatewayAddresses':["
		"{'NetworkInterfaceId':'eni-1','PublicIp':'3.3.3.3'}]}],"
		"'VpcEndpoints':[{'VpcEndpointId':'vpce-1','NetworkInterfaceIds':['eni-2']}],"
		"'InstanceConnectEndpoints':[{'InstanceConnectEndpointId':'eice-1',"
		"'NetworkInterfaceIds':['eni-3','eni-9'],'SecurityGroupIds':['sg-1'],"
		"'PreserveClientIp':true}]}");
	ck_assert_str_eq(interface_nat_gateway(eni(net, "eni-1"))->o.id, "nat-1");
	ck_assert_str_eq(interface_endpoint(eni(net, "eni-2"))->o.id, "vpce-1");
	const struct instance_connect_endpoint *e = interface_connect_endpoint(eni(net, "eni-3"));
	ck_assert_str_eq(e->o.id, "eice-1");
	ck_assert_uint_eq(e->interfaces.len, 1);
	ck_assert_int_eq(e->preserve_client_ip, FLAG_YES);
	const struct network_interface *three = eni(net, "eni-3");
	ck_assert_uint_eq(three->group_set->group_ids.len, 3);
	ck_assert_uint_eq(three->group_set->groups.len, 2); /* one is not in the snapshot */
	ck_assert_str_eq(three->group_set->groups.items[0]->o.id, "sg-1");
	ck_assert_ptr_eq(three->group_set->groups.items[0]->interfaces.items[0], three);
	ck_assert(interface_carries(three, net_security_group(net, "sg-2")));
	ck_assert(!interface_carries(eni(net, "eni-1"), net_security_group(net, "sg-2")));
	net_free(net);
}
END_TEST

#define WITH_GROUPS(id, ...) "{'NetworkInterfaceId':'" id "','Groups':[" __VA_ARGS__ "]}"
#define GROUP(id)            "{'GroupName':'any','GroupId':'" id "'}"

START_TEST(interfaces_with_the_same_groups_share_a_set)
{
	struct net *net = net_of(
		"{'NetworkInterfaces':[" WITH_GROUPS("eni-1",
						     GROUP("sg-1") "," GROUP("sg-2")) "," /**/
		WITH_GROUPS("eni-2", GROUP("sg-2") "," GROUP("sg-1")) "," /* in another order */
		WITH_GROUPS("eni-3", GROUP("sg-1") "," GROUP("sg-8")) "," /* one is not here */
		WITH_GROUPS("eni-4", GROUP("sg-8") "," GROUP("sg-1")) "," /* the same one */
		WITH_GROUPS("eni-5", GROUP("sg-1") "," GROUP("sg-9")) "," /* another one */
		WITH_GROUPS("eni-6", GROUP("sg-1")) ","                   /**/
		WITH_GROUPS("eni-7",
			    "") ",{'NetworkInterfaceId':'eni-8'}]," /* none; it was not read */
				"'InstanceConnectEndpoints':[{'InstanceConnectEndpointId':'"
				"eice-1',"
				"'SecurityGroupIds':['sg-1']}],"
				"'SecurityGroups':[{'GroupId':'sg-1'},{'GroupId':'sg-2'}]}");
	static const unsigned set_of[] = {1, 1, 3, 3, 5, 6, 7, 8};
	const struct group_set *sets[9] = {NULL};
	for (unsigned i = 1; i <= 8; i++) {
		char id[8];
		snprintf(id, sizeof id, "eni-%u", i);
		sets[i] = eni(net, id)->group_set;
		ck_assert_msg(sets[i] == sets[set_of[i - 1]], "%s", id);
		ck_assert_ptr_eq(net->group_sets.items[sets[i]->ordinal], sets[i]);
		for (unsigned k = 1; k < i; k++)
			ck_assert_int_eq(sets[k] == sets[i], set_of[k - 1] == set_of[i - 1]);
	}
	ck_assert_uint_eq(net->group_sets.len, 6);
	ck_assert_uint_eq(sets[3]->groups.len, 1);
	ck_assert_uint_eq(sets[3]->group_ids.len, 2);
	ck_assert_uint_eq(sets[7]->group_ids.len, 0);
	ck_assert_ptr_eq(net->instance_connect_endpoints.items[0]->group_set, sets[6]);
	ck_assert_uint_eq(net_security_group(net, "sg-1")->interfaces.len, 6);
	net_free(net);
}
END_TEST

#define DESCRIBED                                                                                  \
	"'Reservations':[{'OwnerId':'111122223333','Instances':[{'InstanceId':'i-1',"              \
	"'Placement':{'AvailabilityZone':'us-east-1a'},'NetworkInterfaces':[{"                     \
	"'NetworkInterfaceId':'eni-1','VpcId':'vpc-1','SubnetId':'subnet-1',"                      \
	"'PrivateIpAddress':'10.0.0.1','Attachment':{'DeviceIndex':0},"                            \
	"'Association':{'PublicIp':'3.3.3.3'},'Groups':[{'GroupId':'sg-1'}]}]}]}],"                \
	"'Vpcs':[{'VpcId':'vpc-1'}],'SecurityGroups':[{'GroupId':'sg-1'}]"

START_TEST(R14_interfaces_from_instances)
{
	struct net *net = net_of("{" DESCRIBED "}");
	const struct network_interface *e = eni(net, "eni-1");
	ck_assert_str_eq(e->instance->o.id, "i-1");
	ck_assert_ptr_eq(e->instance->primary, e);
	ck_assert_ip(e->public_ip, "3.3.3.3");
	ck_assert_ip(interface_public_of(e, ip_of("10.0.0.1")), "3.3.3.3");
	ck_assert_str_eq(e->group_set->groups.items[0]->o.id, "sg-1");
	ck_assert_str_eq(e->o.region, "us-east-1");
	ck_assert_str_eq(e->o.account, "111122223333");
	ck_assert_ptr_eq(net_owner(net, net_vpc(net, "vpc-1"), ip_of("10.0.0.1")).interface, e);
	ck_assert(!net_knows(net, KIND_NETWORK_INTERFACE, "111122223333", "us-east-1"));
	net_free(net);
}
END_TEST

START_TEST(R14_the_list_of_interfaces_wins)
{
	struct net *net = net_of("{" DESCRIBED ",'NetworkInterfaces':[]}");
	ck_assert_uint_eq(net->network_interfaces.len, 0);
	net_free(net);
	net = net_of("{" DESCRIBED ",'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1',"
		     "'PrivateIpAddress':'10.0.0.2','AvailabilityZone':'us-east-1a','Attachment':{"
		     "'InstanceId':'i-1','DeviceIndex':0}}]}");
	ck_assert_uint_eq(net->network_interfaces.len, 1);
	ck_assert_ip(eni(net, "eni-1")->private_ip, "10.0.0.2");
	ck_assert_ptr_eq(net_instance(net, "i-1")->primary, eni(net, "eni-1"));
	net_free(net);
}
END_TEST

/* Another Region's list of interfaces says nothing of these. */
START_TEST(R14_by_account_and_region)
{
	struct net *net =
		net_of("{" DESCRIBED ",'NetworkInterfaces':[{'NetworkInterfaceId':'eni-7',"
		       "'OwnerId':'111122223333','AvailabilityZone':'eu-west-1a'}]}");
	ck_assert_uint_eq(net->network_interfaces.len, 2);
	ck_assert(net_knows(net, KIND_NETWORK_INTERFACE, "111122223333", "eu-west-1"));
	ck_assert(!net_knows(net, KIND_NETWORK_INTERFACE, "111122223333", "us-east-1"));
	net_free(net);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("model_interfaces");
	harness_case(s, "interfaces", R10_states, R10_terminated_instances_are_ignored,
		     R11_the_primary_interface, R11_without_a_device_index_the_address_tells,
		     R11_own_addresses, R12_what_an_instance_has_is_in_use,
		     R12_source_destination_check, R13_what_an_interface_belongs_to,
		     R14_interfaces_from_instances, interfaces_with_the_same_groups_share_a_set,
		     R14_the_list_of_interfaces_wins, R14_by_account_and_region);
	return harness_run(s);
}
