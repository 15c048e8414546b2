/* engine.c - a question as the engine takes it, and its answer packet by packet. */
#include "oracle/engine.h"

#include "load/load.h"
#include "net/pktset.h"

struct net *network_load(const char *bytes, size_t len)
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

void engine_answer(struct reach *reach, struct arena *arena, const struct ask *ask,
		   struct span span, struct answer *answer)
{
	struct question q = {.source = point_of(reach, &ask->from),
			     .destination = point_of(reach, &ask->to),
			     .packets = pktset_of(arena, span)};

	reach_flow(reach, arena, &q, answer, NULL);
}

const char *engine_says(const struct answer *a, uint32_t packet)
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

enum match judges_match(const struct judgement *j, const char *engine)
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

void engine_print_hops(const struct net *net, const struct ask *ask, uint32_t packet, FILE *out)
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
