/* questions.c - which questions are interesting, and the ends they name. */
#include "oracle/questions.h"

#include "base/vec.h"
#include "net/proto.h"

static const char *const hosts[] = {"8.8.8.8", "198.51.100.7", "52.216.9.9", "2001:4860:4860::8888",
				    "2a00:1450::5"};

static struct ip some_address(struct rng *r, const struct network_interface *eni)
{
	VEC(struct ip) all = VEC_INIT;

	for (size_t i = 0; i < eni->private_ips.len; i++)
		vec_push(&all, eni->private_ips.items[i].private_ip);
	if (!all.len && eni->private_ip.family)
		vec_push(&all, eni->private_ip);
	for (size_t i = 0; i < eni->ipv6.len; i++)
		vec_push(&all, eni->ipv6.items[i]);
	for (size_t i = 0; i < eni->prefixes.len; i++)
		vec_push(&all, ((struct ip){.value = eni->prefixes.items[i].first + 3,
					    .family = eni->prefixes.items[i].family}));
	struct ip one = {.family = FAMILY_NONE};
	if (all.len)
		one = all.items[rng_below(r, (uint32_t)all.len)];
	vec_free(&all);
	return one;
}

static struct span some_span(struct rng *r, uint8_t family)
{
	static const unsigned ports[] = {22, 443, 80, 1500, 8085, 53, 0, 65535};
	unsigned chance = rng_below(r, 100), port = ports[rng_below(r, 8)];
	bool six = family == IPV6;

	if (chance < 40)
		return span_values(PROTO_TCP, port, port);
	if (chance < 50)
		return span_values(PROTO_UDP, port, port);
	if (chance < 75)
		return six ? span_values(PROTO_ICMPV6, 128 << 8, 128 << 8)
			   : span_values(PROTO_ICMP, 8 << 8, 8 << 8);
	if (chance < 82)
		return span_proto(PROTO_TCP);
	if (chance < 86)
		return span_values(PROTO_TCP, 20, 9000);
	if (chance < 90)
		return span_proto(PROTO_UDP);
	if (chance < 93)
		return span_proto(47);
	return (struct span){0, PKT_LAST};
}

static bool is_source(const struct network_interface *eni)
{
	return eni->instance_id || !eni->interface_type ||
	       str_eq(eni->interface_type, "interface") || str_eq(eni->interface_type, "lambda") ||
	       str_eq(eni->interface_type, "network_load_balancer"); /* its health checks */
}

static const struct network_interface *some_interface(struct rng *r, const struct net *net,
						      bool source)
{
	for (unsigned tries = 0; tries < 20 && net->network_interfaces.len; tries++) {
		const struct network_interface *eni =
			net->network_interfaces
				.items[rng_below(r, (uint32_t)net->network_interfaces.len)];
		if (eni->private_ip.family && (!source || is_source(eni)))
			return eni;
	}
	return NULL;
}

static void put_end(char id[48], char ip[48], const struct network_interface *eni,
		    struct ip address)
{
	snprintf(id, 48, "%s", eni->o.id);
	ip_text(address, ip);
}

static struct ip some_host(struct rng *r, uint8_t family, bool v6_too)
{
	struct ip ip = {.family = FAMILY_NONE};

	for (unsigned tries = 0; tries < 40; tries++) {
		const char *text = hosts[rng_below(r, 5)];
		if (ip_parse(text, &ip) && (ip.family == family || (!family && v6_too)))
			return ip;
	}
	ip_parse(hosts[0], &ip);
	return ip;
}

static const char on_premises[] = "192.168.5.9";

static struct span listener_span(struct rng *r, const struct load_balancer *lb)
{
	const struct listener *l = &lb->listeners.items[rng_below(r, (uint32_t)lb->listeners.len)];
	bool udp = str_eq(l->protocol, "UDP") ||
		   (str_eq(l->protocol, "TCP_UDP") && rng_below(r, 100) < 50);

	return span_values(udp ? PROTO_UDP : PROTO_TCP, (unsigned)l->port, (unsigned)l->port);
}

/* A balancer's interface, called on a port that it may listen on. */
static const struct network_interface *some_balancer(struct rng *r, const struct net *net,
						     struct span *span)
{
	const struct load_balancer *lb =
		net->load_balancers.items[rng_below(r, (uint32_t)net->load_balancers.len)];

	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		if (interface_load_balancer(eni) != lb || rng_below(r, 100) < 40)
			continue;
		if (lb->listeners.len && rng_below(r, 100) < 80)
			*span = listener_span(r, lb);
		return eni;
	}
	return NULL;
}

/* R72: from an endpoint to an interface of its VPC. */
static bool make_endpoint_question(struct rng *r, const struct net *net, struct question_text *q)
{
	const struct instance_connect_endpoint *e =
		net->instance_connect_endpoints
			.items[rng_below(r, (uint32_t)net->instance_connect_endpoints.len)];
	const struct network_interface *b = some_interface(r, net, false);

	if (!e->interfaces.len || !b || b->vpc != e->vpc || b == e->interfaces.items[0])
		return false;
	snprintf(q->from, sizeof q->from, "%s", e->o.id);
	ip_text(e->interfaces.items[0]->private_ip, q->from_ip);
	put_end(q->to, q->to_ip, b, b->private_ip);
	q->span = span_values(PROTO_TCP, 22, 22);
	return true;
}

/* Two interfaces, and an address of each. */
struct couple {
	const struct network_interface *a, *b;
	struct ip from, to;
};

/* A host on premises calls the one, or is called by the other. */
static bool make_premises_question(struct rng *r, const struct couple *c, struct question_text *q)
{
	bool out = rng_below(r, 100) < 50;

	if ((out ? c->from : c->to).family != IPV4)
		return false;
	put_end(q->from, q->from_ip, c->a, c->from);
	put_end(q->to, q->to_ip, c->b, c->to);
	snprintf(out ? q->to : q->from, sizeof q->to, "host");
	snprintf(out ? q->to_ip : q->from_ip, sizeof q->to_ip, "%s", on_premises);
	q->span = some_span(r, IPV4);
	return true;
}

static bool put_both_ends(struct rng *r, struct couple *c, bool by_public, struct question_text *q)
{
	for (unsigned tries = 0; tries < 8 && c->to.family != c->from.family; tries++)
		c->to = some_address(r, c->b);
	if (c->to.family != c->from.family)
		return false;
	put_end(q->from, q->from_ip, c->a, c->from);
	put_end(q->to, q->to_ip, c->b, c->to);
	q->by_public = by_public && c->to.family == IPV4;
	return !q->by_public || interface_public_of(c->b, c->to).family;
}

/* One of the two, and a host on the internet. */
static void put_one_end(struct rng *r, const struct couple *c, bool calls, struct question_text *q)
{
	if (calls) {
		put_end(q->from, q->from_ip, c->a, c->from);
		snprintf(q->to, sizeof q->to, "host");
		ip_text(some_host(r, c->from.family, false), q->to_ip);
	} else {
		put_end(q->to, q->to_ip, c->b, c->to);
		snprintf(q->from, sizeof q->from, "host");
		ip_text(some_host(r, c->to.family, false), q->from_ip);
	}
}

bool question_make(struct rng *r, const struct net *net, unsigned features, struct question_text *q)
{
	unsigned shape = (features & FEATURE_PUBLIC) ? rng_below(r, 100) : 0;
	struct couple c = {.a = some_interface(r, net, true)};

	c.b = some_interface(r, net, false);
	*q = (struct question_text){.by_public = false};
	if (net->instance_connect_endpoints.len && rng_below(r, 100) < 15)
		return make_endpoint_question(r, net, q);
	q->span = (struct span){1, 0};
	if (net->load_balancers.len && rng_below(r, 100) < 45)
		c.b = some_balancer(r, net, &q->span);
	if (!c.a || !c.b)
		return false;
	c.from = some_address(r, c.a);
	c.to = some_address(r, c.b);
	if ((features & FEATURE_VPN) && rng_below(r, 100) < 12)
		return make_premises_question(r, &c, q);
	if (shape >= 65)
		put_one_end(r, &c, shape < 85, q);
	else if (!put_both_ends(r, &c, shape >= 55, q))
		return false;
	if (q->span.lo > q->span.hi)
		q->span = some_span(r, c.from.family && !str_eq(q->from, "host") ? c.from.family
										 : c.to.family);
	return true;
}

static bool find_end(const struct net *net, const char *id, const char *ip, struct ask_end *end)
{
	*end = (struct ask_end){.interface = NULL};
	if (!ip_parse(ip, &end->address))
		return false;
	if (str_eq(id, "host"))
		return true;
	end->endpoint = net_instance_connect_endpoint(net, id);
	end->interface = end->endpoint && end->endpoint->interfaces.len
				 ? end->endpoint->interfaces.items[0]
				 : net_network_interface(net, id);
	return end->interface && interface_has(end->interface, end->address);
}

bool question_find(const struct net *net, const struct question_text *q, struct ask *ask)
{
	ask->client = (struct ip){.family = FAMILY_NONE};
	if (!find_end(net, q->from, q->from_ip, &ask->from) ||
	    !find_end(net, q->to, q->to_ip, &ask->to))
		return false;
	if (q->by_public) {
		ask->to.public_address = interface_public_of(ask->to.interface, ask->to.address);
		if (!ask->to.public_address.family)
			return false;
	}
	return true;
}

void question_print(const struct question_text *q, uint32_t packet, FILE *out)
{
	fprintf(out, "%s %s %s %s %s %u %u %u %u", q->from, q->from_ip, q->to, q->to_ip,
		q->by_public ? "public" : "private", q->span.lo, q->span.hi, packet >> 16,
		packet & 0xffff);
}

bool question_read(const char *line, struct question_text *q, uint32_t *packet)
{
	char kind[16];
	unsigned proto, value;

	if (sscanf(line, "%47s %47s %47s %47s %15s %u %u %u %u", q->from, q->from_ip, q->to,
		   q->to_ip, kind, &q->span.lo, &q->span.hi, &proto, &value) != 9)
		return false;
	q->by_public = str_eq(kind, "public");
	*packet = proto << 16 | value;
	return true;
}
