/* play.c - questions, comparison and shrinking. */
#include "oracle/play.h"

#include "base/file.h"
#include "base/vec.h"
#include "load/load.h"
#include "net/pktset.h"
#include "oracle/walk.h"
#include "reach/reach.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <string.h>

/* A question as text survives loading the network anew. */
struct question_text {
	char from[48], from_ip[48]; /* interface id or "host", address */
	char to[48], to_ip[48];
	bool by_public; /* to its public address (R67) */
	struct span span;
};

static const char *const hosts[] = {"8.8.8.8", "198.51.100.7", "52.216.9.9", "2001:4860:4860::8888",
				    "2a00:1450::5"};

static struct net *load(const char *bytes, size_t len)
{
	struct loader *l = loader_new();
	struct vck_error err = {0};
	struct net *net = NULL;

	if (loader_add_memory(l, "network.json", bytes, len, &err)) {
		char text[1700];
		fprintf(stderr, "%s\n", vck_error_string(&err, text, sizeof text));
		loader_free(l);
		return NULL;
	}
	if (loader_finish(l, &net, &err)) {
		char text[1700];
		fprintf(stderr, "%s\n", vck_error_string(&err, text, sizeof text));
		return NULL;
	}
	return net;
}

/* ---- making questions ---- */

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

static bool make_question(struct rng *r, const struct net *net, unsigned features,
			  struct question_text *q)
{
	unsigned shape = (features & FEATURE_PUBLIC) ? rng_below(r, 100) : 0;
	const struct network_interface *a = some_interface(r, net, true),
				       *b = some_interface(r, net, false);
	struct ip from, to;

	*q = (struct question_text){.by_public = false};
	if (net->instance_connect_endpoints.len && rng_below(r, 100) < 15)
		return make_endpoint_question(r, net, q);
	q->span = (struct span){1, 0};
	if (net->load_balancers.len && rng_below(r, 100) < 45)
		b = some_balancer(r, net, &q->span);
	if (!a || !b)
		return false;
	from = some_address(r, a);
	to = some_address(r, b);
	if ((features & FEATURE_VPN) && rng_below(r, 100) < 12) {
		bool out = rng_below(r, 100) < 50;
		if ((out ? from : to).family != IPV4)
			return false;
		put_end(q->from, q->from_ip, a, from);
		put_end(q->to, q->to_ip, b, to);
		snprintf(out ? q->to : q->from, sizeof q->to, "host");
		snprintf(out ? q->to_ip : q->from_ip, sizeof q->to_ip, "%s", on_premises);
		q->span = some_span(r, IPV4);
		return true;
	}
	if (shape < 65) {
		for (unsigned tries = 0; tries < 8 && to.family != from.family; tries++)
			to = some_address(r, b);
		if (to.family != from.family)
			return false;
		put_end(q->from, q->from_ip, a, from);
		put_end(q->to, q->to_ip, b, to);
		q->by_public = shape >= 55 && to.family == IPV4;
		if (q->by_public && !interface_public_of(b, to).family)
			return false;
	} else if (shape < 85) {
		put_end(q->from, q->from_ip, a, from);
		snprintf(q->to, sizeof q->to, "host");
		ip_text(some_host(r, from.family, false), q->to_ip);
	} else {
		put_end(q->to, q->to_ip, b, to);
		snprintf(q->from, sizeof q->from, "host");
		ip_text(some_host(r, to.family, false), q->from_ip);
	}
	if (q->span.lo > q->span.hi)
		q->span = some_span(r, from.family && strcmp(q->from, "host") != 0 ? from.family
										   : to.family);
	return true;
}

/* ---- asking ---- */

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

static bool find_ask(const struct net *net, const struct question_text *q, struct ask *ask)
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

static struct point point_of(struct reach *reach, const struct ask_end *end)
{
	if (end->endpoint)
		return point_endpoint(reach, end->endpoint);
	if (!end->interface)
		return point_host(ip_is_private(end->address) ? POINT_ON_PREMISES : POINT_INTERNET,
				  (struct ip_range){.lo = end->address.value,
						    .hi = end->address.value,
						    .family = end->address.family});
	struct point p = point_interface(end->interface, end->address);
	p.public_address = end->public_address;
	return p;
}

static void ask_engine(struct reach *reach, struct arena *arena, const struct ask *ask,
		       struct span span, struct answer *answer)
{
	struct question q = {.source = point_of(reach, &ask->from),
			     .destination = point_of(reach, &ask->to),
			     .packets = pktset_of(arena, span)};

	reach_flow(reach, arena, &q, answer, NULL);
}

static const char *engine_says(const struct answer *a, uint32_t packet)
{
	bool in[4] = {pktset_has(a->blocked, packet), pktset_has(a->partial, packet),
		      pktset_has(a->passes, packet), pktset_has(a->unknown, packet)};

	if (in[0] + in[1] + in[2] + in[3] != 1)
		return "not exactly one of its sets";
	return in[0]   ? ruling_names[RULING_BLOCKED]
	       : in[1] ? ruling_names[RULING_PARTIAL]
	       : in[2] ? ruling_names[RULING_PASSES]
		       : ruling_names[RULING_UNKNOWN];
}

enum match { AGREE, OPEN, DISAGREE };

static enum match compare(const struct judgement *j, const char *engine)
{
	if (str_eq(engine, ruling_names[j->ruling]))
		return AGREE;
	if (j->deeper && j->ruling == RULING_UNKNOWN && str_eq(engine, "blocked"))
		return OPEN;
	if (j->open || (j->guessed && str_eq(engine, "unknown")))
		return OPEN;
	if (j->doubted && ((j->ruling == RULING_PARTIAL && str_eq(engine, "unknown")) ||
			   (j->ruling == RULING_UNKNOWN && str_eq(engine, "partial"))))
		return OPEN;
	return DISAGREE;
}

/* ---- which packets of a set to look at ---- */

typedef VEC(uint32_t) packets_t;

static void add_packet(packets_t *out, struct span span, long proto, long value)
{
	if (value < 0 || value > 0xffff)
		return;
	uint32_t packet = (uint32_t)proto << 16 | (uint32_t)value;
	if (packet < span.lo || packet > span.hi)
		return;
	for (size_t i = 0; i < out->len; i++)
		if (out->items[i] == packet)
			return;
	vec_push(out, packet);
}

static bool has_known_reply(uint32_t packet)
{
	unsigned proto = packet >> 16, value = packet & 0xffff;

	if (proto == PROTO_ICMP)
		return value == 8 << 8;
	if (proto == PROTO_ICMPV6)
		return value == 128 << 8;
	return proto == PROTO_TCP || proto == PROTO_UDP || value == 0;
}

static void add_edges(packets_t *out, struct span span, int from, int to)
{
	for (int d = -1; d <= 1; d++) {
		add_packet(out, span, PROTO_TCP, from + d);
		add_packet(out, span, PROTO_TCP, to + d);
		add_packet(out, span, PROTO_UDP, from + d);
		add_packet(out, span, PROTO_UDP, to + d);
	}
}

static void add_group_edges(packets_t *out, struct span span, const struct security_group *g)
{
	for (size_t k = 0; k < g->ingress.len; k++)
		if (g->ingress.items[k].has_from)
			add_edges(out, span, g->ingress.items[k].from_port,
				  g->ingress.items[k].to_port);
	for (size_t k = 0; k < g->egress.len; k++)
		if (g->egress.items[k].has_from)
			add_edges(out, span, g->egress.items[k].from_port,
				  g->egress.items[k].to_port);
}

/* All edges that the network's rules have in this span. */
static void candidates(const struct net *net, struct span span, packets_t *out)
{
	static const unsigned protocols[] = {PROTO_TCP, PROTO_UDP, 47, 0, 255};

	for (size_t i = 0; i < COUNT_OF(protocols); i++)
		add_packet(out, span, protocols[i], 0);
	add_packet(out, span, PROTO_ICMP, 8 << 8);
	add_packet(out, span, PROTO_ICMPV6, 128 << 8);
	add_packet(out, span, span.lo >> 16, span.lo & 0xffff);
	add_packet(out, span, span.hi >> 16, span.hi & 0xffff);
	if (span.lo == span.hi)
		return;
	for (size_t i = 0; i < net->security_groups.len; i++)
		add_group_edges(out, span, net->security_groups.items[i]);
	for (size_t i = 0; i < net->network_acls.len; i++)
		for (size_t k = 0; k < net->network_acls.items[i]->entries.len; k++)
			if (net->network_acls.items[i]->entries.items[k].has_ports)
				add_edges(out, span,
					  net->network_acls.items[i]->entries.items[k].from_port,
					  net->network_acls.items[i]->entries.items[k].to_port);
	for (size_t i = 0; i < net->load_balancers.len; i++)
		for (size_t k = 0; k < net->load_balancers.items[i]->listeners.len; k++)
			add_edges(out, span, net->load_balancers.items[i]->listeners.items[k].port,
				  net->load_balancers.items[i]->listeners.items[k].port);
}

/* ---- shrinking ---- */

struct dispute {
	struct question_text question;
	uint32_t packet;
	const char *engine;
	struct judgement judgement;
};

/* Does this network, too, divide the two on that packet, and in the same way? */
static bool disputes(const char *bytes, size_t len, struct dispute *d)
{
	struct net *net = load(bytes, len);
	struct ask ask = {.protocol = d->packet >> 16, .value = d->packet & 0xffff};
	bool still = false;

	if (!net)
		return false;
	if (find_ask(net, &d->question, &ask)) {
		struct reach *reach = reach_new(net);
		struct arena arena = ARENA_INIT;
		struct answer answer;
		ask_engine(reach, &arena, &ask, d->question.span, &answer);
		struct judgement j = oracle_judge(net, &ask);
		const char *engine = engine_says(&answer, d->packet);
		still = compare(&j, engine) == DISAGREE && str_eq(engine, d->engine) &&
			j.ruling == d->judgement.ruling && str_eq(j.why, d->judgement.why);
		arena_free(&arena);
		reach_free(reach);
	}
	net_free(net);
	return still;
}

static bool tree_disputes(const cJSON *root, struct dispute *d)
{
	char *text = cJSON_PrintUnformatted(root);
	bool still = disputes(text, strlen(text), d);

	cJSON_free(text);
	return still;
}

/* A network that contradicts itself says nothing: an interface keeps its addresses, a VPC its
 * blocks, a balancer its zones. */
static bool holds_addresses(const cJSON *array)
{
	return str_ends(array->string, "AssociationSet") || str_ends(array->string, "Addresses") ||
	       str_ends(array->string, "CidrBlockSet") || str_eq(array->string, "Groups") ||
	       str_eq(array->string, "AvailabilityZones");
}

/* Take out every element of every array below, deepest last, that is not needed. */
static bool shrink(cJSON *root, cJSON *node, struct dispute *d)
{
	bool smaller = false;

	if (cJSON_IsArray(node) && !holds_addresses(node)) {
		for (int i = cJSON_GetArraySize(node) - 1; i >= 0; i--) {
			cJSON *gone = cJSON_DetachItemFromArray(node, i);
			if (tree_disputes(root, d)) {
				cJSON_Delete(gone);
				smaller = true;
			} else {
				if (!cJSON_InsertItemInArray(node, i, gone))
					cJSON_AddItemToArray(node, gone);
			}
		}
	}
	for (cJSON *child = node->child; child; child = child->next)
		if (cJSON_IsArray(child) || cJSON_IsObject(child))
			smaller |= shrink(root, child, d);
	return smaller;
}

static void question_print(const struct question_text *q, uint32_t packet, FILE *out)
{
	fprintf(out, "%s %s %s %s %s %u %u %u %u", q->from, q->from_ip, q->to, q->to_ip,
		q->by_public ? "public" : "private", q->span.lo, q->span.hi, packet >> 16,
		packet & 0xffff);
}

static void report(struct play *play, uint64_t seed, const char *bytes, size_t len,
		   struct dispute *d)
{
	char path[512] = "";
	cJSON *root = cJSON_ParseWithLength(bytes, len);

	while (root && shrink(root, root, d))
		;
	if (root && play->folder) {
		char *text = cJSON_Print(root);
		struct vck_error err;
		snprintf(path, sizeof path, "%s/case-%" PRIu64 "-%u.json", play->folder, seed,
			 play->reported);
		file_write(path, text, strlen(text), &err);
		cJSON_free(text);
	}
	cJSON_Delete(root);
	fprintf(stderr,
		"DISAGREE seed %" PRIu64 " features %u: engine %s, oracle %s (%s)\n  %s\n  ", seed,
		play->features, d->engine, ruling_names[d->judgement.ruling], d->judgement.why,
		path);
	question_print(&d->question, d->packet, stderr);
	fprintf(stderr, "\n");
}

/* ---- a game ---- */

struct game {
	struct play *play;
	uint64_t seed;
	const struct net *net, *engines; /* the same, but for a falsehood */
	const struct buf *bytes;
	struct reach *reach;
	unsigned lost;
};

static void one_packet(struct game *g, const struct question_text *q, struct ask *ask,
		       const struct answer *answer, uint32_t packet)
{
	struct play *play = g->play;

	ask->protocol = packet >> 16;
	ask->value = packet & 0xffff;
	struct judgement j = oracle_judge(g->net, ask);
	struct dispute d = {*q, packet, engine_says(answer, packet), j};
	enum match match = compare(&j, d.engine);
	play->packets++;
	play->by_ruling[j.ruling]++;
	play->open += match == OPEN;
	if (match != DISAGREE)
		return;
	g->lost++;
	play->disagreements++;
	if (!play->falsehood && (!play->max_reports || play->reported < play->max_reports)) {
		play->reported++;
		report(play, g->seed, buf_str(g->bytes), g->bytes->len, &d);
	}
}

static void one_question(struct game *g, struct rng *r)
{
	struct question_text q;
	struct ask ask, engines;
	struct answer answer;
	struct arena arena = ARENA_INIT;
	packets_t packets = VEC_INIT;

	if (!make_question(r, g->net, g->play->features, &q) || !find_ask(g->net, &q, &ask) ||
	    !find_ask(g->engines, &q, &engines))
		return;
	g->play->questions++;
	ask_engine(g->reach, &arena, &engines, q.span, &answer);
	if (!pktset_is_empty(answer.passes) && !pktset_is_empty(answer.blocked))
		rule_cite(4); /* the exact parts, of which packets are looked at below */
	candidates(g->net, q.span, &packets);
	for (unsigned n = 0; n < 5 && packets.len; n++) {
		size_t at = rng_below(r, (uint32_t)packets.len);
		uint32_t packet = packets.items[at];
		packets.items[at] = packets.items[--packets.len];
		if (has_known_reply(packet) && !g->lost)
			one_packet(g, &q, &ask, &answer, packet);
	}
	vec_free(&packets);
	arena_free(&arena);
}

static struct net *load_falsified(const struct play *play, const struct buf *bytes)
{
	struct buf other = BUF_INIT;

	put_falsified(play->falsehood, buf_str(bytes), &other);
	struct net *net = load(buf_str(&other), other.len);
	buf_free(&other);
	return net;
}

unsigned play_seed(struct play *play, uint64_t seed, unsigned questions)
{
	struct rng r = {.state = seed};
	struct buf bytes = BUF_INIT;
	struct game g = {.play = play, .seed = seed, .bytes = &bytes};

	generate_network(&r, play->features, &bytes);
	struct net *net = load(buf_str(&bytes), bytes.len),
		   *falsified = play->falsehood ? load_falsified(play, &bytes) : NULL;
	play->networks++;
	if (!net || (play->falsehood && !falsified)) {
		play->unloadable++;
		g.lost++;
	} else {
		g.net = net;
		g.engines = falsified ? falsified : net;
		g.reach = reach_new(g.engines);
		for (unsigned i = 0; i < questions && !g.lost; i++)
			one_question(&g, &r);
		reach_free(g.reach);
	}
	net_free(net);
	net_free(falsified);
	buf_free(&bytes);
	return g.lost;
}

void play_print(const struct play *p, FILE *out)
{
	fprintf(out,
		"%lu networks, %lu questions, %lu packets: %lu pass, %lu partial, %lu blocked, %lu "
		"unknown; %lu left open by the rules; %lu disagreements\n",
		p->networks, p->questions, p->packets, p->by_ruling[RULING_PASSES],
		p->by_ruling[RULING_PARTIAL], p->by_ruling[RULING_BLOCKED],
		p->by_ruling[RULING_UNKNOWN], p->open, p->disagreements);
}

static void print_hops(const struct net *net, const struct ask *ask, uint32_t packet, FILE *out)
{
	struct arena arena = ARENA_INIT;
	struct trace trace = {.arena = &arena};
	struct answer answer;
	struct reach *reach = reach_new(net);
	struct question q = {.source = point_of(reach, &ask->from),
			     .destination = point_of(reach, &ask->to),
			     .packets = pktset_of(&arena, (struct span){packet, packet})};

	reach_flow(reach, &arena, &q, &answer, &trace);
	for (size_t i = 0; i < trace.hops.len; i++) {
		const struct hop *h = &trace.hops.items[i];
		char a[IP_TEXT], b[IP_TEXT];
		fprintf(out, "  %s %s %s %s %s->%s outcome %u %s\n", h->reply ? "reply" : "forward",
			component_name(h->component),
			h->object ? h->object->id
			: h->id   ? h->id
				  : "",
			h->egress ? "out" : "in", ip_text(h->source, a), ip_text(h->destination, b),
			(unsigned)h->outcome, h->detail ? h->detail : "");
	}
	vec_free(&trace.hops);
	reach_free(reach);
	arena_free(&arena);
}

bool play_again(const char *path, const char *question, FILE *out)
{
	struct buf bytes = BUF_INIT;
	struct vck_error err;
	struct question_text q;
	char kind[16];
	unsigned proto, value;
	struct ask ask;
	bool agree = false;

	if (file_read(path, 64u << 20, &bytes, &err))
		return false;
	struct net *net = load(buf_str(&bytes), bytes.len);
	if (sscanf(question, "%47s %47s %47s %47s %15s %u %u %u %u", q.from, q.from_ip, q.to,
		   q.to_ip, kind, &q.span.lo, &q.span.hi, &proto, &value) == 9 &&
	    net) {
		q.by_public = str_eq(kind, "public");
		if (find_ask(net, &q, &ask)) {
			struct arena arena = ARENA_INIT;
			struct answer answer;
			struct reach *reach = reach_new(net);
			ask.protocol = proto;
			ask.value = value;
			ask_engine(reach, &arena, &ask, q.span, &answer);
			struct judgement j = oracle_judge(net, &ask);
			const char *engine = engine_says(&answer, proto << 16 | value);
			fprintf(out, "engine %s, oracle %s%s%s (%s)\n", engine,
				ruling_names[j.ruling], j.open ? " open" : "",
				j.dead_end ? " dead-end" : "", j.why);
			print_hops(net, &ask, proto << 16 | value, out);
			agree = compare(&j, engine) != DISAGREE;
			reach_free(reach);
			arena_free(&arena);
		}
	}
	if (net)
		net_free(net);
	buf_free(&bytes);
	return agree;
}
