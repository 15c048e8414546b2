/* compare.c - games: networks, questions about them, and what the solver finds between the judges. */
#include "z3/compare.h"

#include "load/load.h"
#include "z3/difference.h"
#include "z3/pair.h"

#include <string.h>

/* ---- one question ---- */

/* A question is many checks, each of which z3 may give up after four seconds. */
enum { QUESTION_SECONDS = 60 };

struct position {
	const struct net *net;
	const char *json;
	uint64_t seed;
};

static void report(struct game *g, const struct position *at, const struct pair *p,
		   const struct answer *a, const char *model, struct arena *arena)
{
	struct buf text = BUF_INIT;

	if (!g->out || (g->max_reports && g->reported >= g->max_reports))
		return;
	g->reported++;
	pair_put(&text, p);
	fprintf(g->out,
		"seed %llu features %u: \"%s\"\n  the engine: passes %s; partial %s; unknown %s; "
		"client ports %u-%u\n  %s\n",
		(unsigned long long)at->seed, g->features, buf_str(&text),
		pktset_text(arena, a->passes), pktset_text(arena, a->partial),
		pktset_text(arena, a->unknown), a->client_lo, a->client_hi, model);
	buf_free(&text);
	if (!g->folder)
		return;
	buf_printf(&text, "%s/seed-%llu.json", g->folder, (unsigned long long)at->seed);
	FILE *f = fopen(buf_str(&text), "w");
	if (f) {
		fputs(at->json, f);
		fclose(f);
		fprintf(g->out, "  the network: %s\n", buf_str(&text));
	}
	buf_free(&text);
}

/* Ask whether the difference has a model; true: it has, and it was told. */
static bool differs(struct game *g, const struct position *at, const struct pair *p,
		    const struct answer *a, const char *difference, struct arena *arena)
{
	struct buf model = BUF_INIT;

	solver_push(&g->solver);
	solver_put(&g->solver, "(declare-const c2 V)(declare-const n2 V)\n"
			       "(assert (and (packet p v) (ports c n) (ports c2 n2) (host h)))\n");
	solver_put(&g->solver, difference);
	enum smt_answer found = solver_check(&g->solver);
	if (found == SMT_SAT) {
		solver_values(&g->solver, "p v c n h k1 k2 (judge p v c n h k1 k2)", &model);
		report(g, at, p, a, buf_str(&model), arena);
	} else if (found == SMT_ERROR) {
		g->errors++;
		report(g, at, p, a, buf_str(&g->solver.error), arena);
	}
	g->undecided += found == SMT_UNDECIDED;
	solver_pop(&g->solver);
	buf_free(&model);
	return found == SMT_SAT;
}

/* The ports that the engine looked at; behind a NAT gateway they are the gateway's (R53, R64). */
static bool ports_differ(const struct net *net, const struct pair *p, const struct answer *a)
{
	unsigned lo = p->client_lo, hi = p->client_hi;

	if (!hi)
		encode_client_ports(&p->from, &lo, &hi);
	if (pktset_is_empty(a->passes) && pktset_is_empty(a->partial))
		return false;
	if ((net->nat_gateways.len || net->load_balancers.len) && a->client_lo == 1024 &&
	    a->client_hi == 65535)
		return false;
	return a->client_lo != lo || a->client_hi != hi;
}

/* A packet that passes is called blocked, or the reverse. */
static bool falsify(struct arena *arena, struct answer *a)
{
	const struct pktset *one = pktset_of(arena, span_values(PROTO_TCP, 443, 443));

	if (pktset_covers(a->passes, one)) {
		a->passes = pktset_minus(arena, a->passes, one);
		a->blocked = pktset_or(arena, a->blocked, one);
	} else if (pktset_covers(a->blocked, one)) {
		a->blocked = pktset_minus(arena, a->blocked, one);
		a->passes = pktset_or(arena, a->passes, one);
	} else
		return false;
	return true;
}

/* The same end in the solver's network: falsified or not, both hold the same resources by the same
 * numbers. */
static struct smt_end counterpart(const struct net *net, struct smt_end e)
{
	if (e.interface)
		e.interface = net->network_interfaces.items[e.interface->o.ordinal];
	if (e.endpoint)
		e.endpoint = net->instance_connect_endpoints.items[e.endpoint->o.ordinal];
	return e;
}

static unsigned ask(struct game *g, const struct position *at, struct reach *reach,
		    const struct pair *p)
{
	struct arena arena = ARENA_INIT;
	struct question q = pair_question(reach, &arena, p);
	struct smt_end from = counterpart(at->net, p->from), to = counterpart(at->net, p->to);
	struct buf text = BUF_INIT;
	struct answer a;
	bool bad = false;

	reach_flow(reach, &arena, &q, &a, NULL);
	if (g->false_answers && !falsify(&arena, &a)) {
		arena_free(&arena);
		return 0;
	}
	g->questions++;
	g->by_verdict[a.verdict]++;
	g->balanced += p->to.interface && interface_load_balancer(p->to.interface) &&
		       !pktset_is_empty(a.passes);
	difference_put_answer(&text, at->net, p, &a);
	solver_allow(&g->solver, QUESTION_SECONDS);
	solver_push(&g->solver);
	solver_put(&g->solver, buf_str(&text));
	encode_question(&g->solver, at->net, &from, &to);
	bad = differs(g, at, p, &a, difference_plain(p), &arena);
	if (!bad && (!pktset_is_empty(a.partial) || !pktset_is_empty(a.unknown)))
		bad = differs(g, at, p, &a, difference_quantified(p), &arena);
	solver_pop(&g->solver);
	if (!bad && ports_differ(at->net, p, &a)) {
		bad = true;
		report(g, at, p, &a, "the client's ports are others", &arena);
	}
	g->disagreements += bad;
	buf_free(&text);
	arena_free(&arena);
	return bad;
}

/* ---- one network ---- */

static struct net *load(const char *json)
{
	struct vck_error err;
	struct net *net = NULL;
	struct loader *l = loader_new();

	if (loader_add_memory(l, "network.json", json, strlen(json), &err) != VCK_OK) {
		loader_free(l);
		return NULL;
	}
	return loader_finish(l, &net, &err) == VCK_OK ? net : NULL;
}

static void begin_network(struct game *g, const struct net *net)
{
	struct buf text = BUF_INIT;

	encode_network(net, &text);
	solver_push(&g->solver);
	solver_put(&g->solver, buf_str(&text));
	buf_free(&text);
}

unsigned game_seed(struct game *g, uint64_t seed, unsigned questions)
{
	struct rng r = {seed};
	struct buf json = BUF_INIT, other = BUF_INIT;
	unsigned bad = 0;

	generate_network(&r, g->features, &json);
	put_falsified(g->falsehood, buf_str(&json), &other);
	struct net *net = load(buf_str(&json)), *engines = load(buf_str(&other));
	if (!net || !engines || !net->network_interfaces.len) {
		g->errors += !net || !engines;
	} else {
		struct reach *reach = reach_new(engines);
		struct position at = {net, buf_str(&json), seed};
		g->networks++;
		begin_network(g, net);
		for (unsigned n = 0; n < questions && (!g->until || time(NULL) < g->until); n++) {
			struct pair p;
			if (pair_make(&r, engines, g->features, &p))
				bad += ask(g, &at, reach, &p);
		}
		solver_pop(&g->solver);
		reach_free(reach);
	}
	net_free(net);
	net_free(engines);
	buf_free(&json);
	buf_free(&other);
	return bad;
}

bool game_again(struct game *g, const char *path, const char *question)
{
	struct vck_error err;
	struct loader *l = loader_new();
	struct net *net = NULL;
	struct pair p;
	bool same = false;

	if (loader_add_path(l, path, &err) != VCK_OK) {
		loader_free(l);
		return false;
	}
	if (loader_finish(l, &net, &err) != VCK_OK)
		return false;
	if (pair_read(net, question, &p)) {
		struct reach *reach = reach_new(net);
		struct position at = {net, "", 0};
		begin_network(g, net);
		same = !ask(g, &at, reach, &p);
		solver_pop(&g->solver);
		reach_free(reach);
	}
	net_free(net);
	return same;
}

bool game_start(struct game *g)
{
	struct buf words = BUF_INIT;

	if (!solver_start(&g->solver))
		return false;
	difference_put_words(&words);
	encode_combinations(&words);
	solver_put(&g->solver, buf_str(&words));
	buf_free(&words);
	return true;
}

void game_print(const struct game *g, FILE *f)
{
	fprintf(f,
		"%lu networks, %lu questions: %lu reachable, %lu partial, %lu blocked, %lu "
		"unknown; %lu pass a balancer; %lu undecided, %lu disagreements, %lu errors\n",
		g->networks, g->questions, g->by_verdict[VCK_REACHABLE], g->by_verdict[VCK_PARTIAL],
		g->by_verdict[VCK_BLOCKED], g->by_verdict[VCK_UNKNOWN], g->balanced, g->undecided,
		g->disagreements, g->errors);
}

void game_end(struct game *g)
{
	solver_end(&g->solver);
}
