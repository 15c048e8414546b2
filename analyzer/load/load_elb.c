/* Load balancers and their targets (R85). */
#include "load/readers.h"

#include "base/str.h"

#define OF struct load_balancer_zone
READER(load_balancer_zone, F(STR, "SubnetId", subnet_id), F(ZONE, "ZoneName", zone_name),
       F(STR, "ZoneId", zone_id));
#undef OF

/* A network balancer may have none, and then says nothing of them. */
static enum vck_status balancer_done(struct reading *r, void *item)
{
	(void)r;
	struct load_balancer *lb = item;
	if (!lb->groups_known && str_eq(lb->type, "application")) {
		lb->group_ids.items = unread_groups;
		lb->group_ids.len = 1;
	}
	return VCK_OK;
}

#define OF struct load_balancer
READER_HOOKS(reader_load_balancer, NULL, balancer_done,
	     L("AvailabilityZones", zones, load_balancer_zone), F(STR, "DNSName", dns_name),
	     F(STR, "IpAddressType", ip_address_type), F(ARN, "LoadBalancerArn", o.id),
	     F(STR, "LoadBalancerName", load_balancer_name), F(STR, "Scheme", scheme),
	     L_HAS("SecurityGroups", group_ids, reader_string, groups_known),
	     F(STR, "State.Code", state), F(STR, "Type", type), F(STR, "VpcId", vpc_id));
#undef OF

#define OF struct target_group
READER(reader_target_group, F(FLAG, "HealthCheckEnabled", health_check_enabled),
       F(STR, "HealthCheckPort", health_check_port),
       F(STR, "HealthCheckProtocol", health_check_protocol),
       F(STR, "IpAddressType", ip_address_type),
       L("LoadBalancerArns", load_balancer_arns, reader_string), F(INT, "Port", port),
       F(STR, "Protocol", protocol), F(ARN, "TargetGroupArn", o.id),
       F(STR, "TargetGroupName", target_group_name), F(STR, "TargetType", target_type),
       F(STR, "VpcId", vpc_id));
#undef OF

static enum vck_status forward_done(struct reading *r, void *item)
{
	const struct forward_target_group *g = item;
	return read_needs(r, g->target_group_arn != NULL, "TargetGroupArn");
}

static enum vck_status action_done(struct reading *r, void *item)
{
	const struct listener_action *a = item;
	bool forwards = !a->type || str_eq(a->type, "forward");
	return read_needs(r, !forwards || a->target_group_arn || a->forward_target_groups.len,
			  "TargetGroupArn or ForwardConfig.TargetGroups");
}

static enum vck_status attribute_done(struct reading *r, void *item)
{
	struct attribute *a = item;
	if (!a->value) /* of a bucket that there is none of, say: some tools leave out what is empty */
		a->value = "";
	return read_needs(r, a->key != NULL, "Key");
}

static enum vck_status target_done(struct reading *r, void *item)
{
	const struct target_health *t = item;
	return read_needs(r, t->target_id != NULL, "Target.Id");
}

#define OF struct forward_target_group
READER_HOOKS(forward_target_group, NULL, forward_done, F(STR, "TargetGroupArn", target_group_arn),
	     F_HAS(INT, "Weight", weight, has_weight));
#undef OF

#define OF struct listener_action
READER_HOOKS(listener_action, NULL, action_done,
	     L("ForwardConfig.TargetGroups", forward_target_groups, forward_target_group),
	     F(LONG, "Order", order), F(STR, "TargetGroupArn", target_group_arn),
	     F(STR, "Type", type));
#undef OF

#define OF struct listener
READER(reader_listener, L("DefaultActions", default_actions, listener_action),
       F(STR, "ListenerArn", arn), F(INT, "Port", port), F(STR, "Protocol", protocol));
#undef OF

#define OF struct key_value
READER(reader_key_value, F(STR, "Key", key), F(TEXT, "Value", value));
#undef OF

#define OF struct rule_condition
READER(rule_condition, F(STR, "Field", field),
       L("HostHeaderConfig.RegexValues", host_regexes, reader_text),
       L("HostHeaderConfig.Values", hosts, reader_text),
       F(STR, "HttpHeaderConfig.HttpHeaderName", header_name),
       L("HttpHeaderConfig.RegexValues", header_regexes, reader_text),
       L("HttpHeaderConfig.Values", headers, reader_text),
       L("HttpRequestMethodConfig.Values", methods, reader_text),
       L("PathPatternConfig.RegexValues", path_regexes, reader_text),
       L("PathPatternConfig.Values", paths, reader_text),
       L("QueryStringConfig.Values", query, reader_key_value),
       L("SourceIpConfig.Values", source_ips, reader_cidr_text), L("Values", values, reader_text));
#undef OF

#define OF struct listener_rule
READER(reader_listener_rule, L("Actions", actions, listener_action),
       L("Conditions", conditions, rule_condition), F(BOOL, "IsDefault", is_default),
       F(STR, "Priority", priority), F(ARN, "RuleArn", o.id));
#undef OF

#define OF struct attribute
READER_HOOKS(reader_attribute, NULL, attribute_done, F(STR, "Key", key), F(TEXT, "Value", value));
#undef OF

#define OF struct target_health
READER_HOOKS(reader_target_health, NULL, target_done,
	     F(STR, "Target.AvailabilityZone", availability_zone), F(STR, "Target.Id", target_id),
	     F(INT, "Target.Port", port), F(STR, "TargetHealth.Description", description),
	     F(STR, "TargetHealth.Reason", reason), F(STR, "TargetHealth.State", state));
#undef OF
