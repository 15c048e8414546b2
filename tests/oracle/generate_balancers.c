/* generate_balancers.c - load balancers, their listeners, target groups and targets' health. */
#include "oracle/world.h"

enum type { NETWORK, APPLICATION, GATEWAY };

struct balancer {
	unsigned vpc, number;
	enum type type;
	char arn[160], name[24];
	bool subnets[MAX_SUBNETS];
	unsigned n_groups;
};

static const char suffix[] = "50dc6c495c0c9188";
static const char *const type_names[] = {"network", "application", "gateway"};
static const char *const short_names[] = {"net", "app", "gwy"};

static const char *protocol(struct world *w, enum type type)
{
	static const char *const network[] = {"TCP", "TCP", "TCP", "UDP", "TCP_UDP", "TLS"};

	if (type == APPLICATION)
		return rng_percent(w->r, 60) ? "HTTP" : "HTTPS";
	return type == GATEWAY ? "GENEVE" : network[pick(w, 6)];
}

/* What a target group speaks that a listener of this protocol may lead to. */
static const char *group_protocol(struct world *w, const char *listener)
{
	if (!strcmp(listener, "TLS"))
		return rng_percent(w->r, 50) ? "TCP" : "TLS";
	if (!strcmp(listener, "HTTPS") || !strcmp(listener, "HTTP"))
		return "HTTP";
	return listener;
}

static void nodes(struct world *w, struct balancer *b, struct buf *zones)
{
	const struct vpc *v = &w->vpcs[b->vpc];
	bool zone[2] = {false, false}, internet = v->igw == 1 && rng_percent(w->r, 50);

	for (unsigned s = 0; s < v->n_subnets; s++) {
		char eni[32], public_ip[20] = "", description[64];
		if (zone[v->zones[s]] || (s && rng_percent(w->r, 25)))
			continue;
		zone[v->zones[s]] = b->subnets[s] = true;
		snprintf(eni, sizeof eni, "eni-lb%u%u", b->number, s + 1);
		snprintf(description, sizeof description, "ELB %s/%s/50dc6c495c0c9188",
			 short_names[b->type], b->name);
		if (internet)
			new_public(w, public_ip);
		service_interface(w, (struct service_interface){
					     .id = eni,
					     .type = b->type == NETWORK ? "network_load_balancer"
									: "interface",
					     .description = description,
					     .vpc = b->vpc,
					     .subnet = s,
					     .host = 210 + b->number,
					     .groups = b->type == APPLICATION ||
						       (b->type == NETWORK && b->n_groups),
					     .public_ip = public_ip});
		buf_printf(zones, "%s{\"ZoneName\":\"%s%c\",\"SubnetId\":\"subnet-%u%u\"}",
			   zones->len ? "," : "", regions[v->region], 'a' + (int)v->zones[s],
			   b->vpc + 1, s + 1);
	}
}

static const struct interface *some_target(struct world *w, unsigned vpc)
{
	for (unsigned tries = 0; tries < 40; tries++) {
		const struct interface *i = &w->interfaces[pick(w, w->n_interfaces)];
		if (i->vpc == vpc && i->instance && !i->device)
			return i;
	}
	return NULL;
}

static const char *health(struct world *w)
{
	static const char *const other[] = {"unhealthy", "draining", "initial", "unused"};

	return fine(w, 20) ? "healthy" : other[pick(w, 4)];
}

static bool put_target(struct world *w, struct buf *b, const struct balancer *lb, bool by_ip,
		       unsigned port)
{
	unsigned vpc = by_ip && rng_percent(w->r, 20) ? pick(w, w->n_vpcs) : lb->vpc;
	const struct interface *i = some_target(w, vpc);
	char id[24], zone[80];

	if (!i)
		return false;
	if (by_ip)
		interface_ip(w, i, id);
	else
		snprintf(id, sizeof id, "i-%u", i->instance);
	if (by_ip && vpc != lb->vpc)
		snprintf(zone, sizeof zone, ",\"AvailabilityZone\":\"all\"");
	else
		snprintf(zone, sizeof zone, ",\"AvailabilityZone\":\"%s%c\"",
			 regions[w->vpcs[vpc].region], 'a' + (int)w->vpcs[vpc].zones[i->subnet]);
	buf_printf(
		b,
		"%s{\"Target\":{\"Id\":\"%s\",\"Port\":%u%s},\"TargetHealth\":{\"State\":\"%s\"}}",
		b->len ? "," : "", id, port, zone, health(w));
	return true;
}

static void put_attributes(struct world *w, struct buf *b, enum type type)
{
	static const char *const cross[] = {"true", "false", "use_load_balancer_configuration"};

	if (rng_percent(w->r, 60))
		buf_printf(b, "{\"Key\":\"load_balancing.cross_zone.enabled\",\"Value\":\"%s\"}",
			   cross[pick(w, 3)]);
	if (type == NETWORK && rng_percent(w->r, 50))
		buf_printf(b, "%s{\"Key\":\"preserve_client_ip.enabled\",\"Value\":\"%s\"}",
			   b->len ? "," : "", rng_percent(w->r, 50) ? "true" : "false");
}

static void target_group(struct world *w, const struct balancer *lb, unsigned number,
			 const char *listener)
{
	static const unsigned ports[] = {80, 443, 8080, 8085, 1500, 53};
	const struct vpc *v = &w->vpcs[lb->vpc];
	struct buf targets = BUF_INIT, attributes = BUF_INIT;
	bool by_ip = rng_percent(w->r, 50);
	unsigned port = ports[pick(w, 6)], count = 1 + pick(w, 3);
	char arn[120];

	snprintf(arn, sizeof arn, "arn:aws:elasticloadbalancing:%s:%s:targetgroup/tg%u%u/73e2",
		 regions[v->region], accounts[v->account], lb->number, number);
	for (unsigned t = 0; t < count && fine(w, 8); t++)
		put_target(w, &targets, lb, by_ip, fine(w, 15) ? port : ports[pick(w, 6)]);
	put_attributes(w, &attributes, lb->type);
	emit(w, v->scope, TARGET_GROUPS,
	     "{\"TargetGroupArn\":\"%s\",\"TargetGroupName\":\"tg%u%u\",\"Protocol\":\"%s\","
	     "\"Port\":%u,\"VpcId\":\"vpc-%u\",\"TargetType\":\"%s\",\"LoadBalancerArns\":[\"%s\"]"
	     "}",
	     arn, lb->number, number, group_protocol(w, listener), port, lb->vpc + 1,
	     by_ip ? "ip" : "instance", lb->arn);
	emit(w, v->scope, TG_ATTRIBUTES, "{\"TargetGroupArn\":\"%s\",\"Attributes\":[%s]}", arn,
	     buf_str(&attributes));
	emit(w, v->scope, TARGET_HEALTH,
	     "{\"TargetGroupArn\":\"%s\",\"TargetHealthDescriptions\":[%s]}", arn,
	     buf_str(&targets));
	buf_free(&targets);
	buf_free(&attributes);
}

/* A target group of a network balancer whose target is an application balancer. */
static void balancer_group(struct world *w, const struct balancer *lb, unsigned number,
			   const char *target_arn, unsigned port)
{
	const struct vpc *v = &w->vpcs[lb->vpc];
	char arn[120];

	snprintf(arn, sizeof arn, "arn:aws:elasticloadbalancing:%s:%s:targetgroup/tg%u%u/73e2",
		 regions[v->region], accounts[v->account], lb->number, number);
	emit(w, v->scope, TARGET_GROUPS,
	     "{\"TargetGroupArn\":\"%s\",\"TargetGroupName\":\"tg%u%u\",\"Protocol\":\"TCP\","
	     "\"Port\":%u,\"VpcId\":\"vpc-%u\",\"TargetType\":\"alb\",\"LoadBalancerArns\":[\"%s\"]"
	     "}",
	     arn, lb->number, number, port, lb->vpc + 1, lb->arn);
	emit(w, v->scope, TG_ATTRIBUTES, "{\"TargetGroupArn\":\"%s\",\"Attributes\":[]}", arn);
	emit(w, v->scope, TARGET_HEALTH,
	     "{\"TargetGroupArn\":\"%s\",\"TargetHealthDescriptions\":[{\"Target\":{\"Id\":\"%s\","
	     "\"Port\":%u},\"TargetHealth\":{\"State\":\"%s\"}}]}",
	     arn, target_arn, port, health(w));
}

static void put_group(const struct world *w, struct buf *b, const struct balancer *lb, unsigned n)
{
	const struct vpc *v = &w->vpcs[lb->vpc];

	buf_printf(b, "arn:aws:elasticloadbalancing:%s:%s:targetgroup/tg%u%u/73e2",
		   regions[v->region], accounts[v->account], lb->number, n);
}

static void put_action(struct world *w, struct buf *b, const struct balancer *lb, unsigned group,
		       bool two)
{
	if (lb->type == APPLICATION && rng_percent(w->r, 10)) {
		buf_puts(b, "{\"Type\":\"redirect\",\"Order\":1}");
		return;
	}
	buf_puts(b, "{\"Type\":\"forward\",\"Order\":1,");
	if (!two) {
		buf_puts(b, "\"TargetGroupArn\":\"");
		put_group(w, b, lb, group);
		buf_puts(b, "\"}");
		return;
	}
	buf_puts(b, "\"ForwardConfig\":{\"TargetGroups\":[{\"TargetGroupArn\":\"");
	put_group(w, b, lb, group);
	buf_puts(b, "\"},{\"TargetGroupArn\":\"");
	put_group(w, b, lb, group + 1);
	buf_puts(b, "\"}]}}");
}

static void put_listener_rule(struct world *w, const struct balancer *lb, unsigned port,
			      const char *priority, const char *conditions, const char *action)
{
	const struct vpc *v = &w->vpcs[lb->vpc];

	emit(w, v->scope, LISTENER_RULES,
	     "{\"RuleArn\":\"arn:aws:elasticloadbalancing:%s:%s:listener-rule/%s/%s/%s/%u/"
	     "%s\",\"Priority\":\"%s\",\"IsDefault\":%s,\"Conditions\":[%s],\"Actions\":[%s]}",
	     regions[v->region], accounts[v->account], short_names[lb->type], lb->name, suffix,
	     port, priority, priority, strcmp(priority, "default") ? "false" : "true", conditions,
	     action);
}

/* What the client chooses, what it is, and now and then what takes everything. */
static void put_conditions(struct world *w, struct buf *b)
{
	static const char *const chosen[] = {
		"{\"Field\":\"path-pattern\",\"Values\":[\"/api/*\"],\"PathPatternConfig\":{"
		"\"Values\":[\"/api/*\"]}}",
		"{\"Field\":\"host-header\",\"HostHeaderConfig\":{\"Values\":[\"a.example.com\"]}}",
		"{\"Field\":\"path-pattern\",\"PathPatternConfig\":{\"Values\":[\"/*\"]}}",
		"{\"Field\":\"http-header\",\"HttpHeaderConfig\":{\"HttpHeaderName\":\"X-Canary\","
		"\"Values\":[\"yes\"]}}",
	};
	static const char *const blocks[] = {"10.1.0.0/16", "10.2.0.0/15", "10.1.2.0/24",
					     "0.0.0.0/0"};

	if (rng_percent(w->r, 80))
		buf_puts(b, chosen[pick(w, 4)]);
	if (!b->len || rng_percent(w->r, 25))
		buf_printf(b,
			   "%s{\"Field\":\"source-ip\",\"SourceIpConfig\":{\"Values\":[\"%s\",\"%"
			   "s\"]}}",
			   b->len ? "," : "", blocks[pick(w, 4)], blocks[pick(w, 4)]);
}

/* An application load balancer's further rules, each with a target group of its own. */
static void put_rules(struct world *w, const struct balancer *lb, unsigned port, unsigned *group)
{
	for (unsigned n = rng_percent(w->r, 50) ? 1 + pick(w, 2) : 0; n; n--) {
		struct buf action = BUF_INIT, conditions = BUF_INIT;
		char priority[8];

		snprintf(priority, sizeof priority, "%u", 10 * n + pick(w, 5));
		put_action(w, &action, lb, *group, false);
		put_conditions(w, &conditions);
		put_listener_rule(w, lb, port, priority, buf_str(&conditions), buf_str(&action));
		target_group(w, lb, (*group)++, "HTTP");
		buf_free(&action);
		buf_free(&conditions);
	}
}

static void put_listener(struct world *w, struct buf *b, const struct balancer *lb, unsigned port,
			 const char *speaks, unsigned group, bool two)
{
	const struct vpc *v = &w->vpcs[lb->vpc];
	struct buf action = BUF_INIT;

	put_action(w, &action, lb, group, two);
	buf_printf(b,
		   "%s{\"ListenerArn\":\"arn:aws:elasticloadbalancing:%s:%s:listener/%s/%s/%s/%u\","
		   "\"Port\":%u,\"Protocol\":\"%s\",\"DefaultActions\":[%s]}",
		   b->len ? "," : "", regions[v->region], accounts[v->account],
		   short_names[lb->type], lb->name, suffix, port, port, speaks, buf_str(&action));
	if (lb->type == APPLICATION && fine(w, 15)) /* else the rules were not asked for */
		put_listener_rule(w, lb, port, "default", "", buf_str(&action));
	buf_free(&action);
}

static void listeners(struct world *w, const struct balancer *lb, const struct balancer *behind)
{
	static const unsigned ports[] = {80, 443, 8080, 53};
	struct buf b = BUF_INIT;
	unsigned first = pick(w, 4), count = 1 + pick(w, 3), group = 1;

	for (unsigned i = 0; i < count; i++) {
		const char *speaks = protocol(w, lb->type);
		unsigned port = ports[(first + i) % 4];
		bool two = rng_percent(w->r, 10);
		put_listener(w, &b, lb, port, speaks, group, two);
		target_group(w, lb, group++, speaks);
		if (two)
			target_group(w, lb, group++, speaks);
		if (lb->type == APPLICATION)
			put_rules(w, lb, port, &group);
	}
	if (behind) {
		put_listener(w, &b, lb, 8090, "TCP", group, false);
		balancer_group(w, lb, group, behind->arn, 80);
	}
	emit(w, w->vpcs[lb->vpc].scope, LISTENERS,
	     "{\"LoadBalancerArn\":\"%s\",\"Listeners\":[%s]}", lb->arn, buf_str(&b));
	buf_free(&b);
}

static void balancer(struct world *w, struct balancer *lb, unsigned vpc, enum type type,
		     const struct balancer *behind)
{
	const struct vpc *v = &w->vpcs[vpc];
	struct buf zones = BUF_INIT;

	*lb = (struct balancer){.vpc = vpc, .type = type, .number = ++w->n_balancers};
	snprintf(lb->name, sizeof lb->name, "lb%u", lb->number);
	snprintf(lb->arn, sizeof lb->arn,
		 "arn:aws:elasticloadbalancing:%s:%s:loadbalancer/%s/%s/50dc6c495c0c9188",
		 regions[v->region], accounts[v->account], short_names[type], lb->name);
	lb->n_groups = rng_percent(w->r, 60);
	nodes(w, lb, &zones);
	emit(w, v->scope, LOAD_BALANCERS,
	     "{\"LoadBalancerArn\":\"%s\",\"LoadBalancerName\":\"%s\",\"Type\":\"%s\",\"VpcId\":"
	     "\"vpc-%u\",\"State\":{\"Code\":\"active\"},\"Scheme\":\"internal\","
	     "\"AvailabilityZones\":[%s]}",
	     lb->arn, lb->name, type_names[type], vpc + 1, buf_str(&zones));
	listeners(w, lb, behind);
	emit(w, v->scope, LB_ATTRIBUTES,
	     "{\"LoadBalancerArn\":\"%s\",\"Attributes\":[{\"Key\":"
	     "\"load_balancing.cross_zone.enabled\",\"Value\":\"%s\"}]}",
	     lb->arn, type == APPLICATION || rng_percent(w->r, 50) ? "true" : "false");
	buf_free(&zones);
}

void balancers(struct world *w, unsigned vpc)
{
	struct balancer first, second;
	unsigned chance = pick(w, 100);

	if (!may(w, FEATURE_BALANCER, 75))
		return;
	if (chance < 55) {
		balancer(w, &first, vpc, NETWORK, NULL);
	} else if (chance < 80) {
		balancer(w, &first, vpc, APPLICATION, NULL);
		if (rng_percent(w->r, 60))
			balancer(w, &second, vpc, NETWORK, &first);
	} else if (chance < 96) {
		balancer(w, &first, vpc, NETWORK, NULL);
		balancer(w, &second, vpc, NETWORK, NULL);
	} else {
		balancer(w, &first, vpc, GATEWAY, NULL);
	}
}
