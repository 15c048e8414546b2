/* Reading: fields, wrappers, whose and where, merging, and what bad input is told. */
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
	{"comma", ":2:", "not valid JSON"},
	{"dump-region", ":1:", "AccountId: expected a string, found a number"},
	{"element", ":/Vpcs/0:1:", "expected an object, found an array"},
	{"flag", ":/NetworkInterfaces/0/SourceDestCheck:1:", "expected true or false"},
	{"fraction", ":/NetworkAcls/0/Entries/0/RuleNumber:1:", "a whole number, found 100.5"},
	{"huge-number", ":/NetworkAcls/0/Entries/0/RuleNumber:1:", "a whole number"},
	{"inner-object", ":/VpcPeeringConnections/0/Status:1:", "an object, found \"active\""},
	{"instance", ":/Reservations/0/Instances/1/State/Name:1:", "a string, found a number"},
	{"list", ":/RouteTables/0/Routes:1:", "expected an array, found an object"},
	{"list-of-strings", ":/InstanceConnectEndpoints/0/SecurityGroupIds/1:1:",
	 "expected a string, found an object"},
	{"nested", ":1:", "nested deeper than 64 levels"},
	{"nested-unread", ":1:", "nested deeper than 64 levels"},
	{"no-id", ":/Subnets/0/SubnetId:1:", "expected the id of the subnet, found none"},
	{"no-protocol", ":/SecurityGroups/0/IpPermissions/0/IpProtocol:1:", "found none"},
	{"number", ":/SecurityGroups/0/IpPermissions/0/FromPort:1:", "a number, found \"22\""},
	{"string", ":/Subnets/0/VpcId:1:", "expected a string, found a number"},
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

/* ---- wrappers ---- */

START_TEST(prefix_lists_of_both_calls_and_their_entries)
{
	struct loader *l = loader_new();
	add_json(l, "describe-managed-prefix-lists.json",
		 "{'PrefixLists':[{'PrefixListId':'pl-0a1','PrefixListName':'n',"
		 "'AddressFamily':'IPv4','Version':3,'OwnerId':'111122223333'},"
		 "{'PrefixListId':'pl-0b2','OwnerId':'AWS'},{'PrefixListId':'pl-0d4'}]}");
	add_json(l, "describe-prefix-lists.json",
		 "{'PrefixLists':[{'PrefixListId':'pl-0b2','PrefixListName':'s3',"
		 "'Cidrs':['3.5.0.0/20','1.0.0.0/8']}]}");
	add_json(l, "get-managed-prefix-list-entries.pl-0a1.json",
		 "{'Entries':[{'Cidr':'10.2.0.0/16'},{'Cidr':'10.1.0.0/16','Description':'x'}]}");
	add_json(l, "get-managed-prefix-list-entries.pl-0c3.json", "{'Entries':[]}");
	add_json(l, "e.json",
		 "{'PrefixListEntries':[{'PrefixListId':'pl-0a1',"
		 "'Entries':[{'Cidr':'10.1.0.0/16'},{'Cidr':'10.3.0.0/16'}]}]}");
	struct net *net = finish_net(l);
	const struct prefix_list *a = net_prefix_list(net, "pl-0a1");
	ck_assert(a->entries_known);
	ck_assert_uint_eq(a->entries.len, 3); /* sorted, each once */
	char text[IP_TEXT];
	ck_assert_str_eq(cidr_text(a->entries.items[0], text), "10.1.0.0/16");
	ck_assert_int_eq(a->version, 3);
	const struct prefix_list *b = net_prefix_list(net, "pl-0b2");
	ck_assert(b->entries_known);
	ck_assert_str_eq(b->prefix_list_name, "s3");
	ck_assert_str_eq(cidr_text(b->entries.items[1], text), "3.5.0.0/20");
	ck_assert(net_prefix_list(net, "pl-0c3")->entries_known); /* by its entries alone */
	ck_assert(!net_prefix_list(net, "pl-0d4")->entries_known);
	net_free(net);
}
END_TEST

START_TEST(bare_lists_need_an_id_in_the_name)
{
	struct loader *l = loader_new();
	add_json(l, "entries.json", "{'Entries':[{'Cidr':'10.2.0.0/16'}]}");
	struct net *net = finish_net(l);
	ck_assert_uint_eq(net->prefix_lists.len, 0);
	ck_assert_uint_eq(net->warnings.len, 1);
	ck_assert_msg(str_starts(net->warnings.items[0], "entries.json: \"Entries\""), "%s",
		      net->warnings.items[0]);
	net_free(net);
}
END_TEST

/* As `aws elbv2 describe-target-health --target-group-arn ARN` prints it: the ARN is in the name. */
START_TEST(bare_lists_of_balancers)
{
#define ARN      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:"
#define FILE_ARN "arn_aws_elasticloadbalancing_eu-west-1_111122223333_"
	struct loader *l = loader_new();
	add_json(l, "b.json",
		 "{'LoadBalancers':[{'LoadBalancerArn':'" ARN "loadbalancer/net/a-b/1'}],"
		 "'TargetGroups':[{'TargetGroupArn':'" ARN "targetgroup/t-1/2'}]}");
	add_json(l, "health." FILE_ARN "targetgroup_t-1_2.json",
		 "{'TargetHealthDescriptions':[{'Target':{'Id':'i-1','Port':80}}]}");
	add_json(l, FILE_ARN "targetgroup_t-1_2.attributes.json",
		 "{'Attributes':[{'Key':'k','Value':'v'}]}");
	add_json(l, "x/" FILE_ARN "loadbalancer_net_a-b_1.json", "{'Attributes':[]}");
	add_json(l, "nobody.json", "{'TargetHealthDescriptions':[]}");
	struct net *net = finish_net(l);
	const struct target_group *tg = net_target_group(net, ARN "targetgroup/t-1/2");
	const struct load_balancer *lb = net_load_balancer(net, ARN "loadbalancer/net/a-b/1");
	ck_assert(tg->targets_known && tg->targets.len == 1 && tg->attributes.len == 1);
	ck_assert(lb->attributes_known && !lb->attributes.len);
	ck_assert_uint_eq(net->warnings.len, 1);
	ck_assert_msg(str_starts(net->warnings.items[0], "nobody.json"), "%s",
		      net->warnings.items[0]);
	net_free(net);
#undef ARN
#undef FILE_ARN
}
END_TEST

static const char tgw[] =
	"{'TransitGateways':[{'TransitGatewayId':'tgw-1','OwnerId':'111122223333',"
	"'TransitGatewayArn':'arn:aws:ec2:us-east-1:111122223333:transit-gateway/tgw-1'}],"
	"'TransitGatewayRouteTables':[{'TransitGatewayRouteTableId':'tgw-rtb-0a1',"
	"'TransitGatewayId':'tgw-1','DefaultAssociationRouteTable':true}],"
	"'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
	"'TransitGatewayId':'tgw-1','ResourceType':'vpc','ResourceId':'vpc-1','State':'available'}]"
	","
	"'TransitGatewayVpcAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
	"'TransitGatewayId':'tgw-1','VpcId':'vpc-1','SubnetIds':['subnet-1','subnet-9']}],"
	"'Vpcs':[{'VpcId':'vpc-1'}],'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1'}],"
	"'TransitGatewayStaticRoutes':[{'TransitGatewayRouteTableId':'tgw-rtb-0a1',"
	"'Routes':[{'DestinationCidrBlock':'0.0.0.0/0','Type':'static','State':'active',"
	"'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1'}]}]}],"
	"'TransitGatewayPropagations':[{'TransitGatewayRouteTableId':'tgw-rtb-0a1',"
	"'TransitGatewayRouteTablePropagations':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
	"'State':'enabled'}]}],"
	"'TransitGatewayRouteTableAssociations':[{'TransitGatewayRouteTableId':'tgw-rtb-0a1',"
	"'Associations':[{'TransitGatewayAttachmentId':'tgw-attach-1','State':'associated'}]}],"
	"'TransitGatewayPrefixListReferences':[{'TransitGatewayRouteTableId':'tgw-rtb-0a1',"
	"'PrefixListId':'pl-1','Blackhole':true}]}";

START_TEST(transit_gateway_tables_and_their_wrappers)
{
	struct net *net = net_of(tgw);
	const struct tgw_route_table *t = net_tgw_route_table(net, "tgw-rtb-0a1");
	const struct tgw_attachment *a = net_tgw_attachment(net, "tgw-attach-1");
	const struct tgw_vpc_attachment *v = net_tgw_vpc_attachment(net, "tgw-attach-1");
	ck_assert(t->routes_known && t->propagations_known && t->associations_known);
	ck_assert_uint_eq(t->routes.len, 1);
	ck_assert_ptr_eq(t->routes.items[0].attachments.items[0].attachment, a);
	ck_assert_ptr_eq(t->routes.items[0].attachments.items[0].vpc_attachment, v);
	ck_assert_ptr_eq(t->propagations.items[0].vpc_attachment, v);
	ck_assert(t->prefix_list_references.items[0].blackhole);
	ck_assert_ptr_eq(a->route_table, t); /* by the table's own list */
	ck_assert_ptr_eq(a->vpc_attachment, v);
	ck_assert_ptr_eq(v->attachment, a);
	ck_assert_uint_eq(v->subnet_ids.len, 2);
	ck_assert_uint_eq(v->subnets.len, 1);
	ck_assert_ptr_eq(v->vpc->tgw_attachments.items[0], v);
	ck_assert_ptr_eq(t->transit_gateway->route_tables.items[0], t);
	ck_assert_ptr_eq(t->transit_gateway->attachments.items[0], a);
	ck_assert_str_eq(t->o.region, "us-east-1"); /* through its gateway */
	ck_assert_str_eq(t->o.account, "111122223333");
	net_free(net);
}
END_TEST

/* R2: of the routes behind the first thousand nothing is known. */
START_TEST(transit_gateway_routes_that_were_cut)
{
	static const char text[] =
		"{'TransitGatewayRouteTables':[{'TransitGatewayRouteTableId':'tgw-rtb-1',"
		"'TransitGatewayId':'tgw-1'}],'TransitGatewayRoutes':[{"
		"'TransitGatewayRouteTableId':'tgw-rtb-1','AdditionalRoutesAvailable':%s,"
		"'Routes':[{'DestinationCidrBlock':'10.0.0.0/8','Type':'static','State':"
		"'blackhole'}]}]}";
	for (int cut = 0; cut < 2; cut++) {
		char json[sizeof text + 8];
		snprintf(json, sizeof json, text, cut ? "true" : "false");
		struct net *net = net_of(json);
		const struct tgw_route_table *t = net_tgw_route_table(net, "tgw-rtb-1");
		ck_assert_uint_eq(t->routes.len, 1);
		ck_assert(t->routes_known == !cut);
		net_free(net);
	}
}
END_TEST

START_TEST(transit_gateway_routes_by_file_name)
{
	struct loader *l = loader_new();
	add_json(l, "d/search-transit-gateway-routes.tgw-rtb-0a1.json",
		 "{'Routes':[{'DestinationCidrBlock':'10.0.0.0/8','Type':'propagated',"
		 "'State':'active'}],'AdditionalRoutesAvailable':false}");
	add_json(l, "r.json",
		 "{'TransitGatewayRoutes':[{'TransitGatewayRouteTableId':"
		 "'tgw-rtb-0a1','Routes':[{'DestinationCidrBlock':'10.0.0.0/8',"
		 "'Type':'propagated','State':'active'},{'PrefixListId':'pl-1',"
		 "'Type':'static','State':'blackhole'}]}]}");
	struct net *net = finish_net(l);
	const struct tgw_route_table *t = net_tgw_route_table(net, "tgw-rtb-0a1");
	ck_assert_uint_eq(t->routes.len, 2); /* the one that both show counts once */
	ck_assert(t->routes_known);
	ck_assert(!t->routes.items[0].from_prefix_list || !t->routes.items[1].from_prefix_list);
	net_free(net);
}
END_TEST

#define LB "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/nlb/0a1"
#define TG "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/tg/0b2"

#define LISTENER "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/a/5/6"
#define RULE     "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/a/5/6/"

/* A rule's ARN tells its listener; in a wrapper the wrapper does. The default rule says that all
 * are there. */
START_TEST(rules_of_listeners)
{
	struct net *net = net_of(
		"{'LoadBalancers':[{'LoadBalancerArn':'" LB "','Type':'application'}],"
		"'TargetGroups':[{'TargetGroupArn':'" TG "','LoadBalancerArns':['" LB "']}],"
		"'Listeners':[{'ListenerArn':'" LISTENER "','LoadBalancerArn':'" LB "','Port':80},"
		"{'ListenerArn':'l2','LoadBalancerArn':'" LB "','Port':81},"
		"{'ListenerArn':'l3','LoadBalancerArn':'" LB "','Port':82}],"
		"'Rules':[{'RuleArn':'" RULE "20','Priority':'20','Actions':[{'Type':'forward',"
		"'TargetGroupArn':'" TG "'}],'Conditions':[{'Field':'source-ip','SourceIpConfig':"
		"{'Values':['10.0.0.0/8']}}]},"
		"{'RuleArn':'" RULE "3','Priority':'3','Actions':[{'Type':'redirect'}],"
		"'Conditions':[{'Field':'path-pattern','Values':['/x']}]},"
		"{'RuleArn':'" RULE "d','Priority':'default','IsDefault':true}],"
		"'LoadBalancerRules':[{'ListenerArn':'l2','Rules':[{'RuleArn':'r1','Priority':'1',"
		"'Actions':[{'TargetGroupArn':'arn:gone'}]}]}]}");
	const struct load_balancer *lb = net_load_balancer(net, LB);
	const struct listener *l = lb->listeners.items;
	ck_assert_uint_eq(lb->listeners.len, 3);
	ck_assert(l[0].rules_known);
	ck_assert_uint_eq(l[0].rules.len, 2);
	ck_assert_str_eq(l[0].rules.items[0]->priority, "3");
	ck_assert_uint_eq(l[0].rules.items[0]->forward.target_groups.len, 0);
	ck_assert_str_eq(l[0].rules.items[0]->conditions.items[0].values.items[0], "/x");
	ck_assert_str_eq(l[0].rules.items[1]->priority, "20");
	ck_assert_ptr_eq(l[0].rules.items[1]->forward.target_groups.items[0],
			 net_target_group(net, TG));
	ck_assert_uint_eq(l[0].rules.items[1]->conditions.items[0].source_ips.items[0].len, 8);
	ck_assert(!l[1].rules_known);
	ck_assert_uint_eq(l[1].rules.len, 1);
	ck_assert_str_eq(l[1].rules.items[0]->forward.missing_target_group_arn, "arn:gone");
	ck_assert(!l[2].rules_known && !l[2].rules.len);
	ck_assert_uint_eq(lb->target_groups.len, 1);
	ck_assert_ptr_eq(lb->target_groups.items[0]->load_balancers.items[0], lb);
	ck_assert(net_knows(net, KIND_LISTENER_RULE, "111122223333", "us-east-1"));
	net_free(net);
}
END_TEST

START_TEST(load_balancers_and_their_wrappers)
{
	struct net *net = net_of(
		"{'LoadBalancers':[{'LoadBalancerArn':'" LB "','Type':'network','VpcId':'vpc-1',"
		"'State':{'Code':'active'},'AvailabilityZones':[{'SubnetId':'subnet-1'}]}],"
		"'TargetGroups':[{'TargetGroupArn':'" TG "','Port':80,'VpcId':'vpc-1',"
		"'TargetType':'instance','LoadBalancerArns':['" LB "']}],"
		"'LoadBalancerListeners':[{'LoadBalancerArn':'" LB "','Listeners':[{"
		"'ListenerArn':'l1','Port':80,'Protocol':'TCP','DefaultActions':[{'Type':'forward',"
		"'TargetGroupArn':'" TG "','ForwardConfig':{'TargetGroups':[{'TargetGroupArn':'" TG
		"'}]}}]}]}],'Listeners':[{'ListenerArn':'l2','LoadBalancerArn':'" LB "',"
		"'Port':443},{'ListenerArn':'l1','LoadBalancerArn':'" LB "','Port':80}],"
		"'LoadBalancerAttributes':[{'LoadBalancerArn':'" LB "','Attributes':[{'Key':"
		"'load_balancing.cross_zone.enabled','Value':'true'}]}],"
		"'TargetGroupAttributes':[{'TargetGroupArn':'" TG "','Attributes':[{'Key':"
		"'preserve_client_ip.enabled','Value':'false'}]}],"
		"'LoadBalancerTargetHealth':[{'TargetGroupArn':'" TG "','TargetHealthDescriptions':"
		"[{'Target':{'Id':'i-1','Port':8080},'TargetHealth':{'State':'healthy'}},"
		"{'Target':{'Id':'10.0.0.7','Port':80},'TargetHealth':{'State':'unhealthy',"
		"'Reason':'r'}}]}],'Vpcs':[{'VpcId':'vpc-1'}],"
		"'Reservations':[{'Instances':[{'InstanceId':'i-1','VpcId':'vpc-1'}]}],"
		"'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1',"
		"'Description':'ELB net/nlb/0a1','PrivateIpAddress':'10.0.0.5'},"
		"{'NetworkInterfaceId':'eni-2','VpcId':'vpc-1','PrivateIpAddress':'10.0.0.6',"
		"'Attachment':{'InstanceId':'i-1','DeviceIndex':0}},"
		"{'NetworkInterfaceId':'eni-3','VpcId':'vpc-1','PrivateIpAddress':'10.0.0.7'}]}");
	const struct load_balancer *lb = net_load_balancer(net, LB);
	const struct target_group *tg = net_target_group(net, TG);
	ck_assert_str_eq(lb->o.region, "us-east-1");
	ck_assert_str_eq(lb->o.account, "111122223333");
	ck_assert(lb->listeners_known && lb->attributes_known && lb->cross_zone);
	ck_assert_uint_eq(lb->listeners.len, 2);
	ck_assert_int_eq(lb->listeners.items[0].port, 80);
	ck_assert_uint_eq(lb->listeners.items[0].forward.target_groups.len, 1);
	ck_assert_ptr_eq(lb->listeners.items[0].forward.target_groups.items[0], tg);
	ck_assert_uint_eq(lb->interfaces.len, 1);
	ck_assert_str_eq(lb->interfaces.items[0]->o.id, "eni-1");
	ck_assert(tg->targets_known && tg->attributes_known);
	ck_assert_str_eq(tg->attributes.items[0].value, "false");
	ck_assert_int_eq(tg->targets.items[0].port, 8080);
	ck_assert_str_eq(tg->targets.items[0].interface->o.id, "eni-2");
	ck_assert(ip_equal(tg->targets.items[0].address, ip_of("10.0.0.6")));
	ck_assert_str_eq(tg->targets.items[1].interface->o.id, "eni-3");
	ck_assert_str_eq(tg->targets.items[1].reason, "r");
	net_free(net);
}
END_TEST

START_TEST(additions_to_nobody_are_told)
{
	struct net *net = net_of("{'LoadBalancerAttributes':[{'LoadBalancerArn':'" LB "',"
				 "'Attributes':[]}]}");
	ck_assert_uint_eq(net->warnings.len, 1);
	ck_assert_ptr_nonnull(strstr(net->warnings.items[0], LB));
	net_free(net);
}
END_TEST

START_TEST(cut_dumps_are_told)
{
	struct net *net = net_of("{'Vpcs':[],'NextToken':'abc'}");
	ck_assert_uint_eq(net->warnings.len, 1);
	ck_assert_msg(str_starts(net->warnings.items[0], "x.json is cut"), "%s",
		      net->warnings.items[0]);
	net_free(net);
	net = net_of("{'Vpcs':[],'NextToken':''}{'NextToken':null}");
	ck_assert_uint_eq(net->warnings.len, 0);
	net_free(net);
}
END_TEST

static bool knows(const char *text, enum kind kind)
{
	struct net *net = net_of(text);
	bool known = net_knows(net, kind, NULL, NULL);
	net_free(net);
	return known;
}

/* R2: what lies behind the cut may be anything. */
START_TEST(cut_lists_are_no_answer)
{
	ck_assert(!knows("{'NetworkInterfaces':[],'NextToken':'a'}", KIND_NETWORK_INTERFACE));
	ck_assert(!knows("{'NextToken':'a','Vpcs':[]}", KIND_VPC));
	ck_assert(knows("{'Vpcs':[]}{'Subnets':[],'NextToken':'a'}", KIND_VPC));
	ck_assert(!knows("{'Vpcs':[]}{'Subnets':[],'NextToken':'a'}", KIND_SUBNET));
	ck_assert(knows("{'NatGateways':[],'NextToken':'a'}{'NatGateways':[]}", KIND_NAT_GATEWAY));
	ck_assert(knows("{'Vpcs':[],'NextToken':null}", KIND_VPC));
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
	TCase *t = tcase_create("invalid");
	tcase_set_timeout(t, 240);
	tcase_add_loop_test(t, invalid_files_name_their_place, 0,
			    (int)(sizeof invalid / sizeof *invalid));
	tcase_add_test(t, invalid_folder_has_a_row_each);
	tcase_add_test(t, truncated_at_every_byte);
	tcase_add_test(t, damaged_at_every_byte);
	tcase_add_test(t, what_the_system_refuses);
	tcase_add_test(t, dumps_name_the_snapshot);
	suite_add_tcase(s, t);
	harness_case(s, "fields", absent_null_and_empty_are_one,
		     an_only_address_is_the_interfaces_own, an_only_address_may_be_another,
		     objects_know_their_place, instances_are_read_through_reservations,
		     unknown_keys_and_files_that_hold_nothing,
		     addresses_without_an_allocation_are_named_by_their_text);
	harness_case(s, "wrappers", prefix_lists_of_both_calls_and_their_entries,
		     bare_lists_need_an_id_in_the_name, bare_lists_of_balancers,
		     transit_gateway_tables_and_their_wrappers,
		     transit_gateway_routes_that_were_cut, transit_gateway_routes_by_file_name,
		     load_balancers_and_their_wrappers, rules_of_listeners,
		     additions_to_nobody_are_told, cut_dumps_are_told, cut_lists_are_no_answer);
	harness_case(s, "files", folders_are_read_whole, paths_tell_account_and_region,
		     dumps_hold_accounts_and_refusals, manifests_tell_refusals);
	harness_case(s, "places", zones_tell_regions, one_file_one_scope,
		     nothing_tells_counts_for_all, folders_share_what_they_know,
		     shared_resources_are_not_the_callers,
		     what_every_vpc_has_is_known_where_it_is_shown, identity_tells_the_caller);
	harness_case(s, "merging", R86_the_fuller_copy_wins, R86_the_owners_copy_wins_first,
		     R80_the_gateway_owners_attachment_counts, peering_attachments_keep_both_sides,
		     zones_are_each_accounts_own, same_id_in_two_documents_is_no_mistake,
		     the_sink_takes_elements_from_anywhere);
	harness_case(s, "public", public_functions, measured_networks);
	return harness_run(s);
}
