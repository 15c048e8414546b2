/* balancer.c - load balancers, listeners, rules and targets. */
#include "netscript/parts.h"

#define ELB_ARN "arn:aws:elasticloadbalancing:eu-west-1:111111111111:"

/* "lb" names a balancer by NAME; its ARN is made from type and name. */
static cJSON *balancer_of(struct netscript *s, struct line *l, const char *name)
{
	cJSON *lb;
	cJSON_ArrayForEach(
		lb, netscript_list(s, "LoadBalancers")) if (strcmp(get(lb, "LoadBalancerName"),
								   name) == 0) return lb;
	die(l, "the balancer %s was not made before", name);
	return NULL;
}

static void group_arn(const char *name, char out[static 160])
{
	snprintf(out, 160, ELB_ARN "targetgroup/%s/0123456789abcdef", name);
}

static void listener_arn(struct netscript *s, struct line *l, char out[static 160])
{
	const char *arn = get(balancer_of(s, l, l->word[1]), "LoadBalancerArn");
	snprintf(out, 160, ELB_ARN "listener/%s/%s", strstr(arn, "loadbalancer/") + 13, l->word[2]);
}

/* An element of a list that adds to something, like LoadBalancerAttributes. */
static cJSON *adding_to(struct netscript *s, const char *list, const char *key, const char *id)
{
	cJSON *w;
	cJSON_ArrayForEach(w, netscript_list(s, list)) if (strcmp(get(w, key), id) == 0) return w;
	w = cJSON_CreateObject();
	str(w, key, id);
	cJSON_AddItemToArray(netscript_list(s, list), w);
	return w;
}

static void attribute(cJSON *o, const char *key, const char *value)
{
	if (!value)
		return;
	cJSON *a = push(o, "Attributes");
	str(a, "Key", key);
	str(a, "Value", value);
}

static cJSON *list_in(cJSON *o, const char *key)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(o, key);
	return list ? list : cJSON_AddArrayToObject(o, key);
}

static void add_node(struct netscript *s, struct line *l, cJSON *lb, const char *eni_id)
{
	char text[96];
	cJSON *eni = netscript_find(s, l, eni_id);
	cJSON *subnet = netscript_find(s, l, get(eni, "SubnetId")),
	      *zone = push(lb, "AvailabilityZones");
	const char *arn = get(lb, "LoadBalancerArn");
	snprintf(text, sizeof text, "ELB %s", strstr(arn, "loadbalancer/") + 13);
	cJSON_ReplaceItemInObjectCaseSensitive(eni, "Description", cJSON_CreateString(text));
	str(zone, "SubnetId", get(eni, "SubnetId"));
	str(zone, "ZoneName", get(subnet, "AvailabilityZone"));
	if (!cJSON_GetObjectItemCaseSensitive(lb, "VpcId"))
		str(lb, "VpcId", get(eni, "VpcId"));
	if (strcmp(get(lb, "Type"), "network") == 0)
		cJSON_ReplaceItemInObjectCaseSensitive(eni, "InterfaceType",
						       cJSON_CreateString("network_load_balancer"));
}

/* lb NAME net|app|gwy ENI... [cross=BOOL] [state=CODE] [scheme=S] [groups=GROUP] */
void do_lb(struct netscript *s, struct line *l)
{
	static const char *const types[][2] = {
		{"net", "network"}, {"app", "application"}, {"gwy", "gateway"}};
	char arn[160], name[160];
	cJSON *lb = cJSON_CreateObject();
	const char *state = option(l, "state"), *scheme = option(l, "scheme");
	snprintf(arn, sizeof arn, ELB_ARN "loadbalancer/%s/%s/0123456789abcdef", l->word[2],
		 l->word[1]);
	str(lb, "LoadBalancerArn", arn);
	str(lb, "LoadBalancerName", l->word[1]);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i][0], l->word[2]) == 0)
			str(lb, "Type", types[i][1]);
	str(lb, "Scheme", scheme ? scheme : "internal");
	if (option(l, "groups"))
		cJSON_AddItemToArray(cJSON_AddArrayToObject(lb, "SecurityGroups"),
				     cJSON_CreateString(option(l, "groups")));
	snprintf(name, sizeof name, "%s-0123456789abcdef.elb.eu-west-1.amazonaws.com", l->word[1]);
	str(lb, "DNSName", name);
	str(cJSON_AddObjectToObject(lb, "State"), "Code", state ? state : "active");
	cJSON_AddItemToArray(netscript_list(s, "LoadBalancers"), lb);
	for (int i = 3; i < l->words; i++)
		if (!strchr(l->word[i], '='))
			add_node(s, l, lb, l->word[i]);
	cJSON *attributes = adding_to(s, "LoadBalancerAttributes", "LoadBalancerArn", arn);
	list_in(attributes, "Attributes");
	attribute(attributes, "load_balancing.cross_zone.enabled", option(l, "cross"));
	list_in(adding_to(s, "LoadBalancerListeners", "LoadBalancerArn", arn), "Listeners");
	netscript_list(s, "TargetGroups");
}

/* An action: redirect, fixed-response, or the target groups of the words from `first` on, each with
 * its weight where it is written GROUP*WEIGHT. */
static void add_action(cJSON *o, const char *key, struct line *l, int first)
{
	char arn[160], name[64];
	cJSON *a = push(o, key), *config = NULL;
	if (first < l->words && strchr(l->word[first], '-') == NULL) {
		str(a, "Type",
		    strcmp(l->word[first], "fixed") == 0 ? "fixed-response" : l->word[first]);
		return;
	}
	str(a, "Type", "forward");
	config = cJSON_AddObjectToObject(a, "ForwardConfig");
	for (int i = first; i < l->words; i++) {
		snprintf(name, sizeof name, "%s", l->word[i]);
		char *weight = strchr(name, '*');
		if (weight)
			*weight++ = '\0';
		group_arn(name, arn);
		cJSON *g = push(config, "TargetGroups");
		str(g, "TargetGroupArn", arn);
		if (weight)
			cJSON_AddNumberToObject(g, "Weight", strtod(weight, NULL));
		if (first == l->words - 1)
			str(a, "TargetGroupArn", arn);
	}
}

/* listener LB PORT PROTOCOL redirect|fixed|GROUP[*WEIGHT]... */
void do_listener(struct netscript *s, struct line *l)
{
	char arn[160];
	const char *lb = get(balancer_of(s, l, l->word[1]), "LoadBalancerArn");
	cJSON *o = push(adding_to(s, "LoadBalancerListeners", "LoadBalancerArn", lb), "Listeners");
	listener_arn(s, l, arn);
	str(o, "ListenerArn", arn);
	str(o, "LoadBalancerArn", lb);
	cJSON_AddNumberToObject(o, "Port", strtod(l->word[2], NULL));
	str(o, "Protocol", l->word[3]);
	add_action(o, "DefaultActions", l, 4);
}

static const struct {
	const char *word, *field, *config, *values;
} conditions[] = {
	{"path", "path-pattern", "PathPatternConfig", "Values"},
	{"host", "host-header", "HostHeaderConfig", "Values"},
	{"method", "http-request-method", "HttpRequestMethodConfig", "Values"},
	{"source", "source-ip", "SourceIpConfig", "Values"},
	{"header", "http-header", "HttpHeaderConfig", "Values"},
	{"query", "query-string", "QueryStringConfig", "Values"},
};

/* KEY=VALUE; of headers and queries the value is NAME:VALUE. */
static bool add_condition(cJSON *rule, const char *word)
{
	const char *value = strchr(word, '=');
	for (size_t i = 0; value && i < sizeof conditions / sizeof *conditions; i++) {
		if (strncmp(word, conditions[i].word, strlen(conditions[i].word)) != 0)
			continue;
		char key[64];
		const char *colon = strchr(++value, ':');
		cJSON *c = push(rule, "Conditions");
		str(c, "Field", conditions[i].field);
		cJSON *config = cJSON_AddObjectToObject(c, conditions[i].config);
		cJSON *values = cJSON_AddArrayToObject(config, conditions[i].values);
		if (strcmp(conditions[i].word, "header") == 0 && colon) {
			snprintf(key, sizeof key, "%.*s", (int)(colon - value), value);
			str(config, "HttpHeaderName", key);
			value = colon + 1;
		} else if (strcmp(conditions[i].word, "query") == 0 && colon) {
			snprintf(key, sizeof key, "%.*s", (int)(colon - value), value);
			cJSON *pair = cJSON_CreateObject();
			str(pair, "Key", key);
			str(pair, "Value", colon + 1);
			cJSON_AddItemToArray(values, pair);
			return true;
		}
		cJSON_AddItemToArray(values, cJSON_CreateString(value));
		return true;
	}
	return false;
}

/* lbrule LB PORT PRIORITY|default [CONDITION=VALUE...] redirect|fixed|GROUP[*WEIGHT]... */
void do_lbrule(struct netscript *s, struct line *l)
{
	char arn[160], rule[200];
	int at = 4;
	listener_arn(s, l, arn);
	snprintf(rule, sizeof rule, ELB_ARN "listener-rule/%s/%s", strstr(arn, "listener/") + 9,
		 l->word[3]);
	cJSON *o = cJSON_CreateObject();
	str(o, "RuleArn", rule);
	str(o, "Priority", l->word[3]);
	cJSON_AddBoolToObject(o, "IsDefault", strcmp(l->word[3], "default") == 0);
	list_in(o, "Conditions");
	while (at < l->words && add_condition(o, l->word[at]))
		at++;
	add_action(o, "Actions", l, at);
	cJSON_AddItemToArray(netscript_list(s, "Rules"), o);
}

/* TARGET[=STATE[:PORT]][@ZONE] */
static void add_target(cJSON *health, const char *word, const char *port)
{
	char text[160];
	snprintf(text, sizeof text, "%s", word);
	char *zone = strchr(text, '@');
	if (zone)
		*zone++ = '\0';
	char *state = strchr(text, '=');
	if (state)
		*state++ = '\0';
	char *own = state ? strchr(state, ':') : NULL;
	if (own)
		*own++ = '\0';
	cJSON *d = push(health, "TargetHealthDescriptions");
	cJSON *t = cJSON_AddObjectToObject(d, "Target");
	str(t, "Id", text);
	cJSON_AddNumberToObject(t, "Port", strtod(own ? own : port, NULL));
	if (zone)
		str(t, "AvailabilityZone", zone);
	str(cJSON_AddObjectToObject(d, "TargetHealth"), "State", state ? state : "healthy");
}

static bool is_option(const char *word)
{
	static const char *const keys[] = {"keep=", "cross=", "of=", "family=", "least=", "vpc="};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strncmp(word, keys[i], strlen(keys[i])) == 0)
			return true;
	return false;
}

/* targets GROUP PROTOCOL PORT instance|ip|alb|lambda TARGET[=STATE[:PORT]][@ZONE]... [of=LB]
 * [keep=BOOL] [cross=BOOL] [family=ipv6] [least=COUNT] [vpc=VPC]. A target that is a balancer is
 * named by its name, with "lb:" before it. */
void do_targets(struct netscript *s, struct line *l)
{
	char arn[160];
	cJSON *o = cJSON_CreateObject();
	const char *of = option(l, "of"), *vpc = option(l, "vpc"), *family = option(l, "family");
	group_arn(l->word[1], arn);
	str(o, "TargetGroupArn", arn);
	str(o, "TargetGroupName", l->word[1]);
	str(o, "Protocol", l->word[2]);
	cJSON_AddNumberToObject(o, "Port", strtod(l->word[3], NULL));
	str(o, "VpcId", vpc ? vpc : "vpc-1");
	str(o, "TargetType", l->word[4]);
	str(o, "IpAddressType", family ? family : "ipv4");
	cJSON *arns = cJSON_AddArrayToObject(o, "LoadBalancerArns");
	if (of)
		cJSON_AddItemToArray(
			arns, cJSON_CreateString(get(balancer_of(s, l, of), "LoadBalancerArn")));
	cJSON_AddItemToArray(netscript_list(s, "TargetGroups"), o);
	cJSON *attributes = adding_to(s, "TargetGroupAttributes", "TargetGroupArn", arn);
	list_in(attributes, "Attributes");
	attribute(attributes, "preserve_client_ip.enabled", option(l, "keep"));
	attribute(attributes, "load_balancing.cross_zone.enabled", option(l, "cross"));
	attribute(attributes,
		  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
		  option(l, "least"));
	cJSON *health = adding_to(s, "LoadBalancerTargetHealth", "TargetGroupArn", arn);
	list_in(health, "TargetHealthDescriptions");
	for (int i = 5; i < l->words; i++) {
		if (is_option(l->word[i]))
			continue;
		if (strncmp(l->word[i], "lb:", 3) == 0)
			add_target(health,
				   get(balancer_of(s, l, l->word[i] + 3), "LoadBalancerArn"),
				   l->word[3]);
		else
			add_target(health, l->word[i], l->word[3]);
	}
}
