/* Reading: fields, files, and what bad input is told. */
#include "load_util.h"

#include "base/vec.h"

#include <vpccheck/net.h>

#include <fcntl.h>
#include <sys/stat.h>

/* ---- bad input names its place ---- */

static const struct {
	const char *file, *place, *text;
} invalid[] = {
	{"address", ":/NetworkInterfaces/0/PrivateIpAddresses/1/PrivateIpAddress:2:",
	 "expected an IPv4 or IPv6 address, found \"10.0.0.256\""},
	{"array", ":1:1:", "found an array (was it cut with --query?)"},
	{"binary", ":1:1:", "this is not JSON"},
	{"boolean", ":/Vpcs/0/IsDefault:1:", "expected true or false, found \"yes\""},
	{"bpa", ":/VpcBlockPublicAccessOptions:1:", "expected an object, found a string"},
	{"cidr", ":/Vpcs/1/CidrBlock:4:", "expected a CIDR block, found \"10.0.0.0/33\""},
	{"cidr-empty", ":/PrefixLists/0/Cidrs/1:1:", "expected a CIDR block, found none"},
	{"comma", ":2:", "not valid JSON"},
	{"dump-region", ":1:", "AccountId: expected a string, found a number"},
	{"element", ":/Vpcs/0:1:", "expected an object, found an array"},
	{"flag", ":/NetworkInterfaces/0/SourceDestCheck:1:", "expected true or false"},
	{"fraction", ":/NetworkAcls/0/Entries/0/RuleNumber:1:", "a whole number, found 100.5"},
	{"group-no-id",
	 ":/NetworkInterfaces/0/Groups/1/GroupId:1:", "expected a string, found none"},
	{"huge-number", ":/NetworkAcls/0/Entries/0/RuleNumber:1:", "a whole number"},
	{"icmp-code", ":/SecurityGroups/0/IpPermissions/0/ToPort:1:",
	 "expected an ICMP code, 0 to 255, or -1, found 256"},
	{"inner-object", ":/VpcPeeringConnections/0/Status:1:", "an object, found \"active\""},
	{"instance", ":/Reservations/0/Instances/1/State/Name:1:", "a string, found a number"},
	{"list", ":/RouteTables/0/Routes:1:", "expected an array, found an object"},
	{"list-of-strings", ":/InstanceConnectEndpoints/0/SecurityGroupIds/1:1:",
	 "expected a string, found an object"},
	{"nested", ":1:", "nested deeper than 64 levels"},
	{"nested-unread", ":1:", "nested deeper than 64 levels"},
	{"no-id", ":/Subnets/0/SubnetId:1:", "expected the id of the subnet, found none"},
	{"no-protocol", ":/SecurityGroups/0/IpPermissions/0/IpProtocol:1:", "found none"},
	{"nacl-action", ":/NetworkAcls/0/Entries/0/RuleAction:1:", "\"allow\" or \"deny\""},
	{"nacl-icmp-type", ":/NetworkAcls/0/Entries/0/IcmpTypeCode/Type:1:",
	 "expected an ICMP type, 0 to 255, or -1, found 256"},
	{"nacl-port-negative", ":/NetworkAcls/0/Entries/0/PortRange/From:1:",
	 "expected a port, 0 to 65535, found -1 or none"},
	{"nacl-port-order", ":/NetworkAcls/0/Entries/0/PortRange/To:1:",
	 "expected no port below From, which is 2000, found 1000"},
	{"nacl-port-too-high",
	 ":/NetworkAcls/0/Entries/0/PortRange/From:1:", "expected a port, 0 to 65535, found 65536"},
	{"nacl-protocol",
	 ":/NetworkAcls/0/Entries/0/Protocol:1:", "expected a protocol, found \"every\""},
	{"number", ":/SecurityGroups/0/IpPermissions/0/FromPort:1:", "a number, found \"22\""},
	{"port-alone", ":/SecurityGroups/0/IpPermissions/0/ToPort:1:",
	 "expected a port, 0 to 65535, found -1 or none"},
	{"port-negative", ":/SecurityGroups/0/IpPermissions/0/FromPort:1:",
	 "expected a port, 0 to 65535, found -1 or none"},
	{"port-order", ":/SecurityGroups/0/IpPermissions/0/ToPort:1:",
	 "expected no port below FromPort, which is 443, found 80"},
	{"port-too-high", ":/SecurityGroups/0/IpPermissions/0/ToPort:1:",
	 "expected a port, 0 to 65535, found 65536"},
	{"string", ":/Subnets/0/VpcId:1:", "expected a string, found a number"},
	{"string-empty",
	 ":/TransitGatewayVpcAttachments/0/SubnetIds/0:1:", "expected a string, found none"},
	{"top-level-list", ":1:10:", "expected an array under \"Vpcs\""},
	{"trailing", ":1:14:", "this is not JSON"},
	{"truncated", ":1:", "the file ends in the middle of a value"},
	{"twice", ":5:", "vpc-1 stands twice in \"Vpcs\": in line 3 and in line 5"},
	{"utf16", ":1:1:", "UTF-16"},
	{"wrapper", ":/PrefixListEntries/0/Entries/1/Cidr:1:", "found \"everything\""},
	{"wrapper-no-id", ":/TransitGatewayRoutes/0/TransitGatewayRouteTableId:1:", "found none"},
};

START_TEST(invalid_files_name_their_place)
{
	char path[512], place[512], line[2048];
	snprintf(path, sizeof path, TESTDATA "/invalid/%s.json", invalid[_i].file);
	snprintf(place, sizeof place, "%s%s", path, invalid[_i].place);
	failure_of_path(path, line, sizeof line);
	ck_assert_msg(str_starts(line, place), "%s\nshould begin with\n%s", line, place);
	ck_assert_msg(strstr(line, invalid[_i].text) != NULL, "%s\nshould hold\n%s", line,
		      invalid[_i].text);
}
END_TEST

static bool invalid_has_row(const char *name)
{
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
		if (strncmp(name, invalid[i].file, strlen(invalid[i].file)) == 0 &&
		    str_eq(name + strlen(invalid[i].file), ".json"))
			return true;
	return false;
}

static int rows_seen;
static int see_row(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	if (type == FTW_F) {
		ck_assert_msg(invalid_has_row(path + at->base), "%s has no row", path);
		rows_seen++;
	}
	return 0;
}

START_TEST(invalid_folder_has_a_row_each)
{
	ck_assert_int_eq(nftw(TESTDATA "/invalid", see_row, 8, FTW_PHYS), 0);
	ck_assert_int_eq(rows_seen, (int)(sizeof invalid / sizeof *invalid));
}
END_TEST

static const char small[] =
	"{'Vpcs':[{'VpcId':'vpc-1','CidrBlock':'10.0.0.0/16','OwnerId':'111122223333',\n"
	"'Tags':[{'Key':'Name','Value':'one \\u00e9\\n\\\"'}]}],\n"
	"'SecurityGroups':[{'GroupId':'sg-1','VpcId':'vpc-1','IpPermissions':[{'IpProtocol':'tcp',"
	"\n"
	"'FromPort':22,'ToPort':22,'IpRanges':[{'CidrIp':'0.0.0.0/0'}]}]}],\n"
	"'Reservations':[{'Instances':[{'InstanceId':'i-1','State':{'Name':'running'},\n"
	"'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1',\n"
	"'PrivateIpAddress':'10.0.0.1','Ipv6Addresses':[{'Ipv6Address':'fd00::1'}]}]}]}],\n"
	"'PrefixListEntries':[{'PrefixListId':'pl-1','Entries':[{'Cidr':'10.0.0.0/8'}]}],\n"
	"'Nobody':{'reads':[true,null,-1.5e3]}}";

static enum vck_status try(const char *bytes, size_t len, struct vck_error *err)
{
	struct loader *l = loader_new();
	struct net *net = NULL;
	enum vck_status st = loader_add_memory(l, "x.json", bytes, len, err);
	if (st)
		loader_free(l);
	else
		st = loader_finish(l, &net, err);
	net_free(net);
	return st;
}

START_TEST(truncated_at_every_byte)
{
	char *json = json_of(small);
	size_t full = strlen(json);
	struct vck_error err;
	ck_assert_int_eq(try(json, full, &err), VCK_OK);
	for (size_t len = 1; len < full; len++) {
		char *cut = harness_exact(json, len);
		ck_assert_msg(try(cut, len, &err) == VCK_E_INPUT, "cut at %zu", len);
		ck_assert_msg(str_eq(err.where, "x.json"), "cut at %zu: %s", len, err.where);
		ck_assert_msg(err.line > 0 && *err.text, "cut at %zu", len);
		free(cut);
	}
	ck_assert_int_eq(try("", 0, &err), VCK_OK);
	free(json);
}
END_TEST

/* Any byte may be any other: an error or a network, never a crash. */
START_TEST(damaged_at_every_byte)
{
	char *json = json_of(small);
	size_t full = strlen(json), failed = 0;
	static const char damage[] = {'\0', '"', '{', '}', '[', ']', ',', '\\', '\n', '9', '\xff'};
	struct vck_error err;
	for (size_t at = 0; at < full; at++)
		for (size_t k = 0; k < sizeof damage; k++) {
			char *bad = harness_exact(json, full);
			bad[at] = damage[k];
			failed += try(bad, full, &err) != VCK_OK;
			free(bad);
		}
	ck_assert_uint_gt(failed, full);
	free(json);
}
END_TEST

START_TEST(what_the_system_refuses)
{
	char *folder = harness_folder(), path[600], line[2048];
	failure_of_path("/nonexistent/x.json", line, sizeof line);
	ck_assert_str_eq(line, "/nonexistent/x.json: can't be opened: No such file or directory");
	snprintf(path, sizeof path, "%s/round", folder);
	ck_assert_int_eq(symlink(folder, path), 0);
	failure_of_path(folder, line, sizeof line);
	ck_assert_msg(str_starts(line, path), "%s", line);
	ck_assert_ptr_nonnull(strstr(line, "holds itself"));
	ck_assert_int_eq(unlink(path), 0);
	harness_write(folder, "x.json", "{}");
	snprintf(path, sizeof path, "%s/x.json", folder);
	if (geteuid() != 0) { /* root reads everything */
		ck_assert_int_eq(chmod(path, 0), 0);
		failure_of_path(folder, line, sizeof line);
		ck_assert_ptr_nonnull(strstr(line, "Permission denied"));
	}
	harness_remove(folder);
}
END_TEST

START_TEST(dumps_name_the_snapshot)
{
	char *json = json_of("{'Snapshots':[{'Vpcs':[]},{'Vpcs':[{'VpcId':1}]}]}");
	struct vck_error err;
	ck_assert_int_eq(try(json, strlen(json), &err), VCK_E_INPUT);
	ck_assert_str_eq(err.where, "x.json:/Snapshots/1/Vpcs/0/VpcId");
	free(json);
}
END_TEST

/* ---- fields ---- */

/* An only address is said twice, in members that come in any order. */
START_TEST(an_only_address_is_the_interfaces_own)
{
	static const char *const said[] = {
		"'PrivateIpAddress':'10.0.0.5','Association':{'PublicIp':'52.0.0.1'},"
		"'PrivateIpAddresses':[{'Primary':true,'PrivateIpAddress':'10.0.0.5'}]",
		"'PrivateIpAddresses':[{'PrivateIpAddress':'10.0.0.5','Association':"
		"{'PublicIp':'52.0.0.1'}}],'PrivateIpAddress':'10.0.0.5'",
		"'PrivateIpAddresses':[{'Association':{'PublicIp':'52.0.0.1'},"
		"'PrivateIpAddress':'10.0.0.5'}]",
	};
	for (size_t i = 0; i < COUNT_OF(said); i++) {
		struct buf text = BUF_INIT;
		buf_printf(&text, "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1',%s}]}",
			   said[i]);
		struct net *net = net_of(buf_str(&text));
		const struct network_interface *e = net_network_interface(net, "eni-1");
		char private_ip[IP_TEXT], public_ip[IP_TEXT];
		ck_assert_uint_eq(e->private_ips.len, 1);
		ck_assert_ptr_eq(e->private_ips.items, &e->own);
		ck_assert_str_eq(ip_text(e->private_ip, private_ip), "10.0.0.5");
		ck_assert_str_eq(ip_text(e->own.public_ip, public_ip), "52.0.0.1");
		net_free(net);
		buf_free(&text);
	}
}
END_TEST

/* What contradicts itself is kept as it was said. */
START_TEST(an_only_address_may_be_another)
{
	struct net *net = net_of("{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1',"
				 "'PrivateIpAddress':'10.0.0.5','PrivateIpAddresses':["
				 "{'PrivateIpAddress':'10.0.0.6','Primary':true}],"
				 "'Ipv4Prefixes':[{'Ipv4Prefix':'10.0.1.0/28'}],"
				 "'Ipv6Prefixes':[{'Ipv6Prefix':'fd00::/80'}]}]}");
	const struct network_interface *e = net_network_interface(net, "eni-1");
	struct ip five, six;
	ck_assert(ip_parse("10.0.0.5", &five) && ip_parse("10.0.0.6", &six));
	ck_assert(ip_equal(e->private_ip, five));
	ck_assert(ip_equal(e->private_ips.items[0].private_ip, six));
	ck_assert_uint_eq(e->prefixes.len, 2);
	ck_assert_int_ne(e->prefixes.items[0].family, e->prefixes.items[1].family);
	net_free(net);
}
END_TEST

START_TEST(absent_null_and_empty_are_one)
{
	struct net *net = net_of("{'Vpcs':null,'Subnets':[{'SubnetId':'subnet-1','CidrBlock':'',"
				 "'VpcId':null,'AvailabilityZone':''}],"
				 "'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1',"
				 "'PrivateIpAddress':'','Association':{},'Description':''}]}");
	const struct subnet *s = net_subnet(net, "subnet-1");
	ck_assert_int_eq(s->cidr_block.family, FAMILY_NONE);
	ck_assert_ptr_null(s->vpc_id);
	ck_assert_ptr_null(s->availability_zone);
	const struct network_interface *e = net_network_interface(net, "eni-1");
	ck_assert_int_eq(e->private_ip.family, FAMILY_NONE);
	ck_assert_uint_eq(e->private_ips.len, 0);
	ck_assert_str_eq(e->description, "");
	ck_assert_int_eq(e->device_index, -1);
	ck_assert_int_eq(e->source_dest_check, FLAG_UNSET);
	ck_assert(!net_knows(net, KIND_VPC, NULL, NULL));
	net_free(net);
}
END_TEST

/* Whoever compares or lists tags need not ask whether there are some. */
START_TEST(what_a_tag_lacks_is_empty)
{
	struct net *net = net_of("{'Vpcs':[{'VpcId':'vpc-1','Tags':[{'Key':'a'},"
				 "{'Key':'b','Value':null},{'Value':'c'},{}]}]}");
	static const struct tag expected[] = {{"a", ""}, {"b", ""}, {"", "c"}, {"", ""}};
	const struct vpc *v = net_vpc(net, "vpc-1");
	ck_assert_uint_eq(v->o.tags.len, COUNT_OF(expected));
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		ck_assert_str_eq(v->o.tags.items[i].key, expected[i].key);
		ck_assert_str_eq(v->o.tags.items[i].value, expected[i].value);
	}
	net_free(net);
}
END_TEST

START_TEST(objects_know_their_place)
{
	struct net *net =
		net_of("{'Vpcs': [\n{'VpcId':'vpc-2'},\n\n{'VpcId':'vpc-1','X':1,"
		       "'Tags':[{'Key':'Name','Value':'one'},{'Key':'a','Value':''}]}\n]}");
	const struct vpc *one = net_vpc(net, "vpc-1");
	ck_assert_str_eq(object_file(&one->o), "x.json");
	ck_assert_uint_eq(one->o.line, 4);
	ck_assert_uint_eq(one->o.index, 1);
	ck_assert_uint_eq(one->o.ordinal, 0); /* sorted by id */
	ck_assert_uint_eq(one->o.members, 3);
	ck_assert_str_eq(name_tag(&one->o), "one");
	ck_assert_uint_eq(one->o.tags.len, 2);
	ck_assert_str_eq(one->o.tags.items[1].value, "");
	ck_assert_str_eq(net->vpcs.items[1]->o.id, "vpc-2");
	net_free(net);
}
END_TEST

START_TEST(instances_are_read_through_reservations)
{
	struct net *net = net_of(
		"{'Reservations':[{'OwnerId':'111122223333','Instances':["
		"{'InstanceId':'i-1','State':{'Name':'stopped','Code':80},'Platform':'windows',"
		"'MetadataOptions':{'HttpEndpoint':'disabled'},'KeyName':'k',"
		"'Placement':{'AvailabilityZone':'us-west-2-lax-1a'},"
		"'IamInstanceProfile':{'Arn':'arn:aws:iam::111122223333:instance-profile/p'},"
		"'PublicIpAddress':'3.3.3.3','Operator':{'Managed':true,'Principal':'eks'}}]},"
		"{'Instances':[{'InstanceId':'i-2','State':{'Name':'terminated'}}]},"
		"{'ReservationId':'r-3'}]}");
	const struct instance *i = net_instance(net, "i-1");
	ck_assert_int_eq(i->state, INSTANCE_STOPPED);
	ck_assert_str_eq(i->platform, "windows");
	ck_assert_str_eq(i->http_endpoint, "disabled");
	ck_assert_str_eq(i->o.account, "111122223333");
	ck_assert_str_eq(i->o.region, "us-west-2");
	ck_assert_str_eq(i->key_name, "k");
	ck_assert(i->operator_managed);
	ck_assert_ptr_nonnull(strstr(i->iam_instance_profile, "instance-profile/p"));
	ck_assert(ip_equal(i->public_ip, ip_of("3.3.3.3")));
	ck_assert_ptr_null(net_instance(net, "i-2")); /* R10 */
	ck_assert_uint_eq(net->instances.len, 1);
	net_free(net);
}
END_TEST

START_TEST(unknown_keys_and_files_that_hold_nothing)
{
	struct net *net = net_of("{'RdsInstances':[{'x':[[[]]]}],'Vpcs':[{'VpcId':'vpc-1',"
				 "'NewThing':{'A':1}}]}");
	ck_assert_uint_eq(net->vpcs.len, 1);
	net_free(net);
	net = net_of("{}");
	ck_assert_uint_eq(net->vpcs.len, 0);
	net_free(net);
	net = net_of("{'Vpcs':[{'VpcId':'vpc-1'}]}\n{'Vpcs':[{'VpcId':'vpc-2'}]}{}");
	ck_assert_uint_eq(net->vpcs.len, 2);
	net_free(net);
}
END_TEST

START_TEST(addresses_without_an_allocation_are_named_by_their_text)
{
	struct net *net = net_of("{'Addresses':[{'PublicIp':'1.2.3.4','Domain':'standard'}]}");
	ck_assert_ptr_nonnull(net_address(net, "1.2.3.4"));
	net_free(net);
}
END_TEST

/* ---- files and folders ---- */

START_TEST(folders_are_read_whole)
{
	char *folder = harness_folder(), path[600];
	harness_write(folder, "vpcs.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}");
	harness_write(folder, "empty.json", "");
	harness_write(folder, "bom.json", "\xef\xbb\xbf{\"Subnets\": [{\"SubnetId\": \"s-1\"}]}");
	harness_write(folder, "notes.txt", "not JSON at all");
	harness_write(folder, ".hidden.json", "not JSON at all");
	snprintf(path, sizeof path, "%s/deeper", folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	harness_write(path, "more.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-2\"}]}");
	struct net *net = net_of_path(folder);
	ck_assert_uint_eq(net->vpcs.len, 2);
	ck_assert_uint_eq(net->subnets.len, 1);
	net_free(net);
	harness_write(folder, "named", "{\"Vpcs\": [{\"VpcId\": \"vpc-3\"}]}");
	snprintf(path, sizeof path, "%s/named", folder); /* named: read whatever it is called */
	net = net_of_path(path);
	ck_assert_uint_eq(net->vpcs.len, 1);
	net_free(net);
	harness_remove(folder);
}
END_TEST

START_TEST(paths_tell_account_and_region)
{
	char *folder = harness_folder(), path[600];
	static const char *const parts[] = {"accounts", "111122223333", "us-gov-west-1"};
	snprintf(path, sizeof path, "%s", folder);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path + strlen(path), sizeof path - strlen(path), "/%s", parts[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	harness_write(path, "Vpcs.json",
		      "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"OwnerId\": \"444455556666\"}]}");
	harness_write(path, "NatGateways.json",
		      "{\"NatGateways\": [{\"NatGatewayId\": \"nat-1\"}]}");
	struct net *net = net_of_path(folder);
	const struct vpc *vpc = net_vpc(net, "vpc-1");
	ck_assert_str_eq(vpc->o.region, "us-gov-west-1");
	ck_assert_str_eq(vpc->o.account, "444455556666"); /* shared with the one who looked */
	ck_assert_str_eq(object_seen_by(&vpc->o), "111122223333");
	ck_assert(vpc->shared);
	ck_assert_str_eq(net_nat_gateway(net, "nat-1")->o.account, "111122223333");
	ck_assert_uint_eq(net->scopes.len, 1);
	ck_assert(net_knows(net, KIND_NAT_GATEWAY, "111122223333", "us-gov-west-1"));
	ck_assert(!net_knows(net, KIND_NAT_GATEWAY, "444455556666", "us-gov-west-1"));
	ck_assert(!net_knows(net, KIND_SUBNET, "111122223333", "us-gov-west-1"));
	net_free(net);
	harness_remove(folder);
}
END_TEST

START_TEST(dumps_hold_accounts_and_refusals)
{
	struct net *net = net_of(
		"{'vpccheck':{'version':'0.1.0'},'Snapshots':["
		"{'AccountId':'111122223333','Region':'us-east-1','Calls':["
		"{'Service':'ec2','Operation':'DescribeNetworkAcls','Status':'denied',"
		"'Code':'UnauthorizedOperation','Message':'no'},"
		"{'Service':'ec2','Operation':'DescribeVpcs','Status':'ok'},"
		"{'Service':'elasticloadbalancing','Operation':'DescribeLoadBalancers',"
		"'Status':'error'},{'Service':'ec2','Operation':'GetManagedPrefixListEntries',"
		"'Resource':'pl-1','Status':'denied','Code':'X'},"
		"{'Service':'ec2','Operation':'DescribeRouteServers','Status':'denied'}],"
		"'PrefixLists':[],'Vpcs':[{'VpcId':'vpc-1'}],'NetworkAcls':[],"
		"'VpcBlockPublicAccessOptions':{'InternetGatewayBlockMode':'block-ingress'}},"
		"{'AccountId':'444455556666','Region':'eu-west-1','Vpcs':[{'VpcId':'vpc-2'}],"
		"'NetworkAcls':[]}]}");
	ck_assert_str_eq(net_vpc(net, "vpc-1")->o.account, "111122223333");
	ck_assert_str_eq(net_vpc(net, "vpc-2")->o.region, "eu-west-1");
	ck_assert(!net_knows(net, KIND_NETWORK_ACL, "111122223333", "us-east-1"));
	ck_assert(net_knows(net, KIND_NETWORK_ACL, "444455556666", "eu-west-1"));
	ck_assert(!net_knows(net, KIND_NETWORK_ACL, "444455556666", "us-east-1"));
	const struct refusal *r = net_refused(net, KIND_NETWORK_ACL, "111122223333", "us-east-1");
	ck_assert_str_eq(r->action, "ec2:DescribeNetworkAcls");
	ck_assert_str_eq(r->text, "ec2:DescribeNetworkAcls was refused (account 111122223333, "
				  "us-east-1): UnauthorizedOperation: no");
	ck_assert(r->denied && !r->unsupported);
	r = net_refused(net, KIND_LOAD_BALANCER, "111122223333", "us-east-1");
	ck_assert_str_eq(r->action, "elasticloadbalancing:DescribeLoadBalancers");
	ck_assert(!r->denied);
	/* what another account owns may be missing because the one that asked was refused */
	ck_assert_ptr_eq(net_refused(net, KIND_LOAD_BALANCER, "999999999999", "us-east-1"), r);
	ck_assert_ptr_null(net_refused(net, KIND_LOAD_BALANCER, "111122223333", "eu-west-1"));
	r = net_refused(net, KIND_PREFIX_LIST, "111122223333", "us-east-1");
	ck_assert_str_eq(r->text, "ec2:GetManagedPrefixListEntries for pl-1 was refused (account "
				  "111122223333, us-east-1): X");
	ck_assert(net_knows(net, KIND_PREFIX_LIST, "111122223333", "us-east-1"));
	ck_assert_ptr_null(net_refused(net, KIND_VPC, "111122223333", "us-east-1"));
	ck_assert_int_eq(net_bpa(net, "111122223333", "us-east-1"), BPA_INGRESS);
	ck_assert_int_eq(net_bpa(net, "444455556666", "eu-west-1"), BPA_UNSET);
	net_free(net);
}
END_TEST

START_TEST(manifests_tell_refusals)
{
	struct net *net = net_of("{'vpccheck':1,'Calls':[{'AccountId':'111122223333','Region':"
				 "'us-east-1','Service':'ec2','Operation':'DescribeAddresses',"
				 "'Status':'denied','Code':'X'}]}");
	ck_assert_str_eq(net_refused(net, KIND_ADDRESS, "111122223333", "us-east-1")->text,
			 "ec2:DescribeAddresses was refused (account 111122223333, us-east-1): X");
	ck_assert(!net_knows(net, KIND_ADDRESS, "111122223333", "us-east-1"));
	net_free(net);
}
END_TEST

/* ---- the public face ---- */

START_TEST(public_functions)
{
	const char *const paths[] = {TESTDATA "/lab/healthy.json"};
	struct vck_net *net;
	struct vck_error err;
	ck_assert_int_eq(vck_net_load(paths, 1, &net, &err), VCK_OK);
	ck_assert_uint_eq(vck_net_vpc_count(net), 2);
	ck_assert_uint_eq(vck_net_warning_count(net), 0);
	ck_assert_ptr_null(vck_net_warning(net, 0));
	vck_net_free(net);
	const char *const bad[] = {TESTDATA "/lab/healthy.json", TESTDATA "/invalid/cidr.json"};
	ck_assert_int_eq(vck_net_load(bad, 2, &net, NULL), VCK_E_INPUT);
	ck_assert_ptr_null(net);
	vck_net_free(net);
	const char cut[] = "{\"NextToken\": \"a\"}";
	ck_assert_int_eq(vck_net_load_memory("cut", cut, strlen(cut), &net, &err), VCK_OK);
	ck_assert_uint_eq(vck_net_vpc_count(net), 0);
	ck_assert_str_eq(vck_net_warning(net, 0),
			 "cut is cut: it ends with a NextToken, so there is more than it holds");
	vck_net_free(net);
}
END_TEST

/* ---- real snapshots, where they are at hand ---- */

START_TEST(measured_networks)
{
	static const struct {
		const char *folder;
		size_t vpcs, interfaces, scopes, danglings;
	} measured[] = {
		{"measured/demo/aws_configs", 4, 22, 2, 0},
		{"measured/multi_account_vpc_peering/aws_configs", 2, 2, 2, 0},
		{"ec2-lab/json", 3, 2, 1, 0},
	};
	char path[600];
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
		snprintf(path, sizeof path, SHARED_DATA "/data/%s", measured[i].folder);
		if (access(path, R_OK) != 0) {
			printf("%s is not here: left out\n", path);
			continue;
		}
		struct net *net = net_of_path(path);
		ck_assert_uint_eq(net->vpcs.len, measured[i].vpcs);
		ck_assert_uint_eq(net->network_interfaces.len, measured[i].interfaces);
		ck_assert_uint_eq(net->scopes.len, measured[i].scopes);
		ck_assert_uint_eq(net->danglings.len, measured[i].danglings);
		ck_assert_uint_eq(net->warnings.len, 0);
		for (size_t k = 0; k < net->network_interfaces.len; k++) {
			const struct network_interface *e = net->network_interfaces.items[k];
			ck_assert_ptr_nonnull(e->subnet);
			ck_assert_ptr_nonnull(e->subnet->route_table);
			ck_assert_ptr_nonnull(e->subnet->network_acl);
			ck_assert_uint_eq(e->group_set->groups.len, e->group_ids.len);
		}
		net_free(net);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("load");
	TCase *t = harness_tcase("invalid");
	tcase_add_loop_test(t, invalid_files_name_their_place, 0,
			    (int)(sizeof invalid / sizeof *invalid));
	tcase_add_test(t, invalid_folder_has_a_row_each);
	tcase_add_test(t, truncated_at_every_byte);
	tcase_add_test(t, damaged_at_every_byte);
	tcase_add_test(t, what_the_system_refuses);
	tcase_add_test(t, dumps_name_the_snapshot);
	suite_add_tcase(s, t);
	harness_case(s, "fields", absent_null_and_empty_are_one, what_a_tag_lacks_is_empty,
		     an_only_address_is_the_interfaces_own, an_only_address_may_be_another,
		     objects_know_their_place, instances_are_read_through_reservations,
		     unknown_keys_and_files_that_hold_nothing,
		     addresses_without_an_allocation_are_named_by_their_text);
	harness_case(s, "files", folders_are_read_whole, paths_tell_account_and_region,
		     dumps_hold_accounts_and_refusals, manifests_tell_refusals);
	harness_case(s, "public", public_functions, measured_networks);
	return harness_run(s);
}
