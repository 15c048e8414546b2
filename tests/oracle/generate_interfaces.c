/* generate_interfaces.c - interfaces of hosts and services, and instances. */
#include "oracle/world.h"

static void put_association(struct buf *b, const char *public_ip)
{
	if (*public_ip)
		buf_printf(b, ",\"Association\":{\"PublicIp\":\"%s\",\"IpOwnerId\":\"amazon\"}",
			   public_ip);
}

/* The members that describe-network-interfaces and Instances[].NetworkInterfaces share. */
static void put_interface(struct world *w, const struct interface *i, struct buf *b,
			  const struct buf *group_list)
{
	char ip[20], ip6[48];

	interface_ip(w, i, ip);
	buf_printf(
		b,
		"\"NetworkInterfaceId\":\"%s\",\"SubnetId\":\"subnet-%u%u\",\"VpcId\":\"vpc-%u\","
		"\"OwnerId\":\"%s\",\"PrivateIpAddress\":\"%s\",\"SourceDestCheck\":%s,"
		"\"Status\":\"%s\",\"Groups\":[%s]",
		i->id, i->vpc + 1, i->subnet + 1, i->vpc + 1, accounts[i->account], ip,
		i->appliance && fine(w, 10) ? "false" : "true",
		i->unattached ? "available" : "in-use", buf_str(group_list));
	put_association(b, i->public_ip);
	buf_printf(b, ",\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"%s\"", ip);
	put_association(b, i->public_ip);
	buf_puts(b, "}");
	if (*i->second_ip) {
		buf_printf(b, ",{\"Primary\":false,\"PrivateIpAddress\":\"%s\"", i->second_ip);
		put_association(b, i->second_public);
		buf_puts(b, "}");
	}
	buf_puts(b, "]");
	if (i->v6) {
		interface_ip6(w, i, ip6);
		buf_printf(b, ",\"Ipv6Addresses\":[{\"Ipv6Address\":\"%s\"}]", ip6);
	}
	if (*i->prefix)
		buf_printf(b, ",\"Ipv4Prefixes\":[{\"Ipv4Prefix\":\"%s\"}]", i->prefix);
	if (may(w, FEATURE_BPA, 4))
		buf_puts(b, ",\"DenyAllIgwTraffic\":true");
}

static void group_list(struct world *w, const struct interface *i, struct buf *b)
{
	unsigned first = pick(w, GROUPS);

	if (i->appliance) {
		buf_printf(b, "{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, GROUPS + 1);
		return;
	}
	buf_printf(b, "{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, first + 1);
	if (rng_percent(w->r, 40))
		buf_printf(b, ",{\"GroupId\":\"sg-%u%u\"}", i->vpc + 1, (first + 1) % GROUPS + 1);
}

static void one_interface(struct world *w, struct interface *i, struct buf *inner)
{
	const struct vpc *v = &w->vpcs[i->vpc];
	struct buf b = BUF_INIT, list = BUF_INIT;
	unsigned scope = scope_of(i->account, v->region);

	group_list(w, i, &list);
	put_interface(w, i, &b, &list);
	if (i->instance) {
		buf_printf(inner,
			   "%s{%s,\"Attachment\":{\"DeviceIndex\":%u,\"NetworkCardIndex\":0,"
			   "\"Status\":\"attached\"}}",
			   inner->len ? "," : "", buf_str(&b), i->device);
		buf_printf(&b,
			   ",\"Attachment\":{\"InstanceId\":\"i-%u\",\"DeviceIndex\":%u,"
			   "\"NetworkCardIndex\":0,\"Status\":\"attached\"}",
			   i->instance, i->device);
	}
	buf_printf(&b, ",\"InterfaceType\":\"%s\"",
		   i->instance || i->unattached ? "interface" : "lambda");
	emit(w, scope, NETWORK_INTERFACES, "{%s}", buf_str(&b));
	if (scope != v->scope && rng_percent(w->r, 70)) /* R86: the owner of the VPC sees it, too */
		emit(w, v->scope, NETWORK_INTERFACES, "{%s}", buf_str(&b));
	buf_free(&b);
	buf_free(&list);
}

void service_interface(struct world *w, struct service_interface s)
{
	const struct vpc *v = &w->vpcs[s.vpc];
	struct buf list = BUF_INIT, b = BUF_INIT;
	char ip[20];

	subnet_ip(w, s.vpc, s.subnet, s.host, ip);
	if (s.groups)
		group_list(w, &(struct interface){.vpc = s.vpc}, &list);
	buf_printf(&b,
		   "{\"NetworkInterfaceId\":\"%s\",\"SubnetId\":\"subnet-%u%u\","
		   "\"VpcId\":\"vpc-%u\",\"OwnerId\":\"%s\",\"PrivateIpAddress\":\"%s\","
		   "\"SourceDestCheck\":%s,\"Status\":\"in-use\",\"Groups\":[%s],"
		   "\"InterfaceType\":\"%s\",\"Description\":\"%s\","
		   "\"RequesterManaged\":true",
		   s.id, s.vpc + 1, s.subnet + 1, s.vpc + 1, accounts[v->account], ip,
		   s.no_check ? "false" : "true", buf_str(&list), s.type, s.description);
	put_association(&b, s.public_ip);
	buf_printf(&b, ",\"PrivateIpAddresses\":[{\"Primary\":true,\"PrivateIpAddress\":\"%s\"",
		   ip);
	put_association(&b, s.public_ip);
	buf_puts(&b, "}");
	if (s.second && *s.second) {
		buf_printf(&b, ",{\"Primary\":false,\"PrivateIpAddress\":\"%s\"", s.second);
		put_association(&b, s.second_public);
		buf_puts(&b, "}");
	}
	emit(w, v->scope, NETWORK_INTERFACES, "%s]}", buf_str(&b));
	buf_free(&list);
	buf_free(&b);
}

static const char *instance_state(struct world *w)
{
	static const char *const other[] = {"stopped", "pending", "stopping", "shutting-down"};

	return fine(w, 6) ? "running" : other[pick(w, 4)];
}

void instances(struct world *w)
{
	for (unsigned n = 1; n <= w->n_instances; n++) {
		struct buf inner = BUF_INIT;
		const struct vpc *v = NULL;
		unsigned account = 0;
		char subnet[24] = "";
		for (unsigned k = 0; k < w->n_interfaces; k++) {
			if (w->interfaces[k].instance != n)
				continue;
			one_interface(w, &w->interfaces[k], &inner);
			v = &w->vpcs[w->interfaces[k].vpc];
			account = w->interfaces[k].account;
			if (!*subnet)
				snprintf(subnet, sizeof subnet, "subnet-%u%u",
					 w->interfaces[k].vpc + 1, w->interfaces[k].subnet + 1);
		}
		if (v)
			emit(w, scope_of(account, v->region), RESERVATIONS,
			     "{\"OwnerId\":\"%s\",\"Instances\":[{\"InstanceId\":\"i-%u\","
			     "\"State\":{\"Name\":\"%s\"},\"SubnetId\":\"%s\",\"VpcId\":\"vpc-%u\"%"
			     "s,"
			     "\"NetworkInterfaces\":[%s]}]}",
			     accounts[account], n, instance_state(w), subnet,
			     (unsigned)(v - w->vpcs) + 1,
			     rng_percent(w->r, 12) ? ",\"Platform\":\"windows\"" : "",
			     buf_str(&inner));
		buf_free(&inner);
	}
	for (unsigned k = 0; k < w->n_interfaces; k++) {
		struct buf inner = BUF_INIT;
		if (!w->interfaces[k].instance)
			one_interface(w, &w->interfaces[k], &inner);
		buf_free(&inner);
	}
}

void plan_interface(struct world *w, unsigned vpc, unsigned subnet, unsigned number)
{
	struct interface *i = &w->interfaces[w->n_interfaces];
	const struct vpc *v = &w->vpcs[vpc];
	const struct interface *before = w->n_interfaces ? i - 1 : NULL;

	*i = (struct interface){.vpc = vpc, .subnet = subnet, .number = number};
	snprintf(i->id, sizeof i->id, "eni-%u%u%u", vpc + 1, subnet + 1, number + 1);
	unsigned chance = pick(w, 100);
	if (chance < 4)
		i->unattached = true;
	else if (chance < 8)
		i->instance = 0; /* of a function */
	else if (chance < 14 && before && before->vpc == vpc && before->instance &&
		 !before->device && v->zones[before->subnet] == v->zones[subnet]) {
		i->instance = before->instance;
		i->device = 1;
	} else
		i->instance = ++w->n_instances;
	i->v6 = v->v6 && rng_percent(w->r, 85);
	if (may(w, FEATURE_PUBLIC, 45))
		new_public(w, i->public_ip);
	if (rng_percent(w->r, 12)) {
		char ip[20];
		interface_ip(w, i, ip);
		snprintf(i->second_ip, sizeof i->second_ip, "%.*s%u",
			 (int)(strrchr(ip, '.') + 1 - ip), ip, number + 100);
		if (may(w, FEATURE_PUBLIC, 40))
			new_public(w, i->second_public);
	}
	if (rng_percent(w->r, 8)) {
		char ip[20];
		interface_ip(w, i, ip);
		snprintf(i->prefix, sizeof i->prefix, "%.*s%u/28", (int)(strrchr(ip, '.') + 1 - ip),
			 ip, 128 + 16 * number);
	}
	i->appliance = i->instance && !i->device && !number && may(w, FEATURE_LOCAL, 30);
	i->account = v->shared && rng_percent(w->r, 50) ? 1 - v->account : v->account;
	if (i->device)
		i->account = before->account;
	w->n_interfaces++;
}
