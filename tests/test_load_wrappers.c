/* Reading: lists that the caller wraps, bare lists, and lists that were cut. */
#include "load_util.h"

#include "base/vec.h"

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
		 "{'TargetHealthDescriptions':[{'Target':{'Id':'i-1','Port':80},"
		 "'TargetHealth':{'State':'healthy'}}]}");
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

int main(void)
{
	Suite *s = suite_create("load_wrappers");
	harness_case(s, "wrappers", prefix_lists_of_both_calls_and_their_entries,
		     bare_lists_need_an_id_in_the_name, bare_lists_of_balancers,
		     transit_gateway_tables_and_their_wrappers,
		     transit_gateway_routes_that_were_cut, transit_gateway_routes_by_file_name,
		     load_balancers_and_their_wrappers, rules_of_listeners,
		     additions_to_nobody_are_told, cut_dumps_are_told, cut_lists_are_no_answer);
	return harness_run(s);
}
