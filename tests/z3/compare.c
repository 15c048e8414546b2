/* compare.c - questions, the engine's answer as a formula, and the difference. */
#include "z3/compare.h"

#include "load/load.h"
#include "reach/reach.h"
#include "z3/encode.h"

#include <stdlib.h>
#include <string.h>

/* ---- a question ---- */

struct pair {
	struct smt_end from, to;
	unsigned client_lo, client_hi; /* 0, 0: not named */
};

static const struct smt_end nobody;

static struct point point_of(struct reach *reach, const struct smt_end *e)
{
	struct point p;

	if (e->endpoint)
		return point_endpoint(reach, e->endpoint);
	if (!e->interface) {
		struct ip_range all = {(u128)0x01000000, (u128)0xdfffffff, IPV4};
		if (e->address.family == IPV6) {
			all.lo = (u128)0x2000 << 112;
			all.hi = ((u128)0x4000 << 112) - 1;
			all.family = IPV6;
		} else if (e->premises) {
			all.lo = (u128)0xc0a80000; /* 192.168.0.0/16 */
			all.hi = (u128)0xc0a8ffff;
		}
		p = point_host(e->premises ? POINT_ON_PREMISES : POINT_INTERNET, all);
		p.address = e->address;
		return p;
	}
	p = point_interface(e->interface, e->address);
	p.public_address = e->public_address;
	return p;
}

/* Each packet may get in from another client (R72): of an endpoint one packet is asked. */
static struct question question_of(struct reach *reach, struct arena *arena, const struct pair *p)
{
	return (struct question){
		.source = point_of(reach, &p->from),
		.destination = point_of(reach, &p->to),
		.packets = p->from.endpoint ? pktset_of(arena, span_values(PROTO_TCP, 22, 22))
					    : pktset_all,
		.client_lo = p->client_lo,
		.client_hi = p->client_hi};
}

static void put_end(struct buf *b, const struct smt_end *e)
{
	char text[IP_TEXT];

	buf_puts(b, e->endpoint    ? e->endpoint->o.id
		    : e->interface ? e->interface->o.id
		    : e->premises  ? "on-premises"
				   : "internet");
	buf_printf(b, " %s", ip_text(e->address, text));
	if (e->public_address.family)
		buf_printf(b, " %s", ip_text(e->public_address, text));
	else
		buf_puts(b, " -");
}

static void put_pair(struct buf *b, const struct pair *p)
{
	put_end(b, &p->from);
	buf_putc(b, ' ');
	put_end(b, &p->to);
	buf_printf(b, " %u %u", p->client_lo, p->client_hi);
}

static bool read_end(const struct net *net, char *words[3], struct smt_end *out)
{
	*out = nobody;
	out->premises = str_eq(words[0], "on-premises");
	if (!out->premises && !str_eq(words[0], "internet")) {
		out->endpoint = net_instance_connect_endpoint(net, words[0]);
		out->interface = out->endpoint && out->endpoint->interfaces.len
					 ? out->endpoint->interfaces.items[0]
					 : net_network_interface(net, words[0]);
		if (!out->interface)
			return false;
	}
	if (!ip_parse(words[1], &out->address))
		return false;
	return str_eq(words[2], "-") || ip_parse(words[2], &out->public_address);
}

static bool read_pair(const struct net *net, const char *text, struct pair *out)
{
	char copy[400], *words[8], *rest = copy;
	unsigned long long lo, hi;
	size_t n = 0;

	snprintf(copy, sizeof copy, "%s", text);
	for (char *word; n < 8 && (word = strtok_r(rest, " ", &rest)); n++)
		words[n] = word;
	if (n != 8 || !read_end(net, words, &out->from) || !read_end(net, words + 3, &out->to) ||
	    !str_u64(words[6], 65535, &lo) || !str_u64(words[7], 65535, &hi))
		return false;
	out->client_lo = (unsigned)lo;
	out->client_hi = (unsigned)hi;
	return true;
}

/* ---- interesting ends ---- */

static const char *const hosts4[] = {"8.8.8.8", "198.51.100.7", "52.216.9.9", "52.200.1.1"};
static const char *const hosts6[] = {"2001:4860:4860::8888", "2a00:1450::5"};

static struct smt_end a_host(struct rng *r, bool six)
{
	struct smt_end e = nobody;

	ip_parse(six ? hosts6[rng_below(r, 2)] : hosts4[rng_below(r, 4)], &e.address);
	return e;
}

static struct smt_end on_premises(void)
{
	struct smt_end e = {.premises = true};

	ip_parse("192.168.5.9", &e.address);
	return e;
}

static struct smt_end an_interface(struct rng *r, const struct net *net, bool six)
{
	struct smt_end e = nobody;

	for (unsigned tries = 0; tries < 20; tries++) {
		e.interface = net->network_interfaces
				      .items[rng_below(r, (uint32_t)net->network_interfaces.len)];
		if (!six || e.interface->ipv6.len)
			break;
	}
	if (six) {
		if (e.interface->ipv6.len)
			e.address = e.interface->ipv6.items[0];
		return e;
	}
	e.address = e.interface->private_ip;
	if (e.interface->private_ips.len > 1 && rng_percent(r, 30))
		e.address = e.interface->private_ips.items[1].private_ip;
	else if (e.interface->prefixes.len && rng_percent(r, 30)) {
		e.address.value = e.interface->prefixes.items[0].first + 3;
		e.address.family = e.interface->prefixes.items[0].family;
	}
	return e;
}

static struct ip public_of(const struct smt_end *e)
{
	for (size_t i = 0; i < e->interface->private_ips.len; i++)
		if (ip_equal(e->interface->private_ips.items[i].private_ip, e->address))
			return e->interface->private_ips.items[i].public_ip;
	return nobody.public_address;
}

/*
 * Who sends of itself: hosts, and a network balancer's node to see whether its targets are well. A
 * gateway load balancer is not modelled (R84).
 */
static bool is_end(const struct network_interface *e, bool sends)
{
	static const char *const senders[] = {"interface", "lambda", "efa",
					      "network_load_balancer"};
	bool known = !e->interface_type;

	if (e->description && str_starts(e->description, "ELB gwy/"))
		return false;
	for (unsigned i = 0; i < sizeof senders / sizeof *senders; i++)
		known |= str_eq(e->interface_type, senders[i]);
	return !sends || known;
}

/* A balancer's node, where there is one. */
static void to_a_node(struct rng *r, const struct net *net, struct smt_end *to)
{
	for (unsigned tries = 0; tries < 40 && net->load_balancers.len; tries++) {
		*to = an_interface(r, net, false);
		if (to->interface->description && str_starts(to->interface->description, "ELB "))
			return;
	}
}

/* R72: from an endpoint to whoever it may call, most of them in its VPC. */
static bool from_an_endpoint(struct rng *r, const struct net *net, struct pair *out)
{
	const struct instance_connect_endpoint *e =
		net->instance_connect_endpoints
			.items[rng_below(r, (uint32_t)net->instance_connect_endpoints.len)];

	*out = (struct pair){.to = an_interface(r, net, false)};
	for (unsigned tries = 0; tries < 8 && out->to.interface->vpc != e->vpc; tries++)
		out->to = an_interface(r, net, false);
	if (!e->interfaces.len || out->to.interface == e->interfaces.items[0] ||
	    !is_end(out->to.interface, false))
		return false;
	out->from = (struct smt_end){.interface = e->interfaces.items[0],
				     .address = e->interfaces.items[0]->private_ip,
				     .endpoint = e};
	return out->to.address.family == IPV4;
}

/* Not every pair can be asked: no two hosts, and who is asked from outside has a public address. */
static bool a_pair(struct rng *r, const struct net *net, unsigned features, struct pair *out)
{
	bool six = (features & FEATURE_IPV6) && rng_percent(r, 30);
	unsigned chance = rng_below(r, 100);
	bool outside = (features & FEATURE_PUBLIC) && chance < 40;

	if (net->instance_connect_endpoints.len && rng_percent(r, 20))
		return from_an_endpoint(r, net, out);
	*out = (struct pair){.from = an_interface(r, net, six), .to = an_interface(r, net, six)};
	if ((features & FEATURE_BALANCER) && !six && rng_percent(r, 70))
		to_a_node(r, net, &out->to);
	if (outside && chance < 20)
		out->from = a_host(r, six);
	else if (outside)
		out->to = a_host(r, six);
	if ((features & FEATURE_VPN) && !six && rng_percent(r, 25))
		*(rng_percent(r, 40) ? &out->from : &out->to) = on_premises();
	if (!out->from.interface && !out->to.interface)
		return false;
	if ((out->from.interface && !is_end(out->from.interface, true)) ||
	    (out->to.interface && !is_end(out->to.interface, false)))
		return false;
	if (out->from.address.family != out->to.address.family || !out->from.address.family)
		return false;
	if (out->to.interface && !six && !out->from.premises &&
	    (!out->from.interface || (outside == false && rng_percent(r, 15)))) {
		out->to.public_address = public_of(&out->to);
		if (!out->to.public_address.family && !out->from.interface)
			return false;
	}
	if (rng_percent(r, 15))
		out->client_lo = out->client_hi = 1024 + rng_below(r, 60000);
	return true;
}

/* ---- what the engine said, as a formula ---- */

static void put_set(struct buf *b, const char *name, const struct pktset *set)
{
	buf_printf(b, "(define-fun %s ((p P) (v V)) Bool (or false", name);
	for (uint32_t i = 0; i < set->count; i++)
		buf_printf(b, " (and (bvuge (concat p v) #x%06x) (bvule (concat p v) #x%06x))",
			   (unsigned)set->spans[i].lo, (unsigned)set->spans[i].hi);
	buf_puts(b, "))\n");
}

static void put_answer(struct buf *b, const struct answer *a)
{
	put_set(b, "said_passes", a->passes);
	put_set(b, "said_partial", a->partial);
	put_set(b, "said_blocked", a->blocked);
	put_set(b, "said_unknown", a->unknown);
}

static void put_constant(struct buf *b, u128 value, uint8_t family)
{
	put_address(b, (struct ip){value, family});
}

static void put_outside(struct buf *b, const struct subnet *s)
{
	for (size_t i = 0; i < s->cidrs.len; i++) {
		if (s->cidrs.items[i].family != IPV6)
			continue;
		buf_puts(b, " (not ");
		put_covers(b, s->cidrs.items[i], "h");
		buf_putc(b, ')');
	}
}

static void put_between(struct buf *b, struct ip_range range)
{
	buf_puts(b, "(and (bvuge h ");
	put_constant(b, range.lo, range.family);
	buf_puts(b, ") (bvule h ");
	put_constant(b, range.hi, range.family);
	buf_puts(b, "))");
}

/* The hosts for which the engine's answer stands. */
static void put_told(struct buf *b, const struct answer *a)
{
	buf_puts(b, "(define-fun told ((h A)) Bool ");
	put_between(b, a->atom);
	buf_puts(b, ")\n");
}

/* R72: a client whom nobody knows has a public address. */
static void put_any_client(struct buf *b)
{
	buf_puts(b, "(and (not (private h)) (not ");
	put_between(b, (struct ip_range){0xa9fe0000, 0xa9feffff, IPV4});
	buf_puts(b, ") ");
	put_between(b, (struct ip_range){0x01000000, 0xdfffffff, IPV4});
	buf_puts(b, "))\n");
}

/*
 * What is asked of all: packets of the family, and those alone whose reply the rules name (R53). Of
 * icmp that is the echo request.
 */
static void put_scope(struct buf *b, const struct net *net, const struct pair *p,
		      const struct answer *a)
{
	unsigned lo = p->client_lo, hi = p->client_hi;
	const struct smt_end *host = p->from.interface ? &p->to : &p->from;

	if (!hi)
		encode_client_ports(&p->from, &lo, &hi);
	buf_puts(b, "(define-fun packet ((p P) (v V)) Bool (and ");
	if (p->from.endpoint)
		buf_puts(b, "(= p #x06) (= v #x0016)))\n");
	else if (p->from.address.family == IPV6)
		buf_puts(b, "(distinct p #x01) (=> (= p #x3a) (= v #x8000))))\n");
	else
		buf_puts(b, "(distinct p #x3a) (=> (= p #x01) (= v #x0800))))\n");
	buf_printf(b,
		   "(define-fun ports ((c V) (n V)) Bool (and (bvuge c #x%04x) (bvule c #x%04x) "
		   "(bvuge n #x0400)))\n",
		   lo, hi);
	put_told(b, a);
	buf_puts(b, "(define-fun host ((h A)) Bool ");
	if (keeps_its_client(&p->from))
		put_any_client(b);
	else if (host->interface)
		buf_puts(b, "(= h ((_ zero_extend 1) (_ bv0 128))))\n");
	else {
		/* Outside: an address that the snapshot knows is no host's. */
		buf_puts(b, "(and (= (inet_vpc h) #x00)");
		for (size_t i = 0; host->address.family == IPV6 && i < net->subnets.len; i++)
			put_outside(b, net->subnets.items[i]);
		buf_puts(b, " (told h)))\n");
	}
}

static const char sorts[] = "(define-sort N () (_ BitVec 8))\n(define-sort A () (_ BitVec 129))\n"
			    "(define-sort P () (_ BitVec 8))\n(define-sort V () (_ BitVec 16))\n"
			    "(define-sort K () (_ BitVec 10))\n(define-sort J () (_ BitVec 5))\n"
			    "(define-fun reply_value ((p P) (v V) (port V)) V"
			    " (ite (or (= p #x06) (= p #x11)) port"
			    " (ite (and (= p #x01) (= v #x0800)) #x0000"
			    " (ite (and (= p #x3a) (= v #x8000)) #x8100 v))))\n";

static const char reading[] = "(define-fun certain ((j J)) Bool (= ((_ extract 4 4) j) #b1))\n"
			      "(define-fun possible ((j J)) Bool (= ((_ extract 3 3) j) #b1))\n"
			      "(define-fun dead ((j J)) Bool (= ((_ extract 2 2) j) #b1))\n"
			      "(define-fun guess ((j J)) Bool (= ((_ extract 1 1) j) #b1))\n"
			      "(define-fun unruled ((j J)) Bool (= ((_ extract 0 0) j) #b1))\n";

/* One packet, one port, one choice suffices. */
static const char plain_difference[] =
	"(assert (let ((j (judge p v c n h k1 k2)) (i (judge p v c2 n2 h k1 k2)))"
	" (and (not (unruled j)) (not (unruled i))"
	" (or (and (said_passes p v) (not (certain j)))"
	"     (and (said_blocked p v) (possible j) (not (dead j)))"
	"     (and (said_unknown p v) (not picks) (certain j) (not (possible i))"
	"          (not (guess j)) (not (guess i)))))))\n";

/* All of a packet's ports (and choices) have to be looked at. */
static const char quantified_difference[] =
	"(assert (or"
	" (and (said_partial p v)"
	"  (or (forall ((y V) (z V)) (=> (ports y z) (let ((j (judge p v y z h k1 k2)))"
	"        (and (not (certain j)) (not (unruled j))))))"
	"      (forall ((y V) (z V)) (=> (ports y z) (let ((j (judge p v y z h k1 k2)))"
	"        (and (possible j) (not (unruled j))))))))"
	" (and (said_unknown p v)"
	"  (or (forall ((y V) (z V) (x1 K) (x2 K)) (=> (ports y z)"
	"        (let ((j (judge p v y z h x1 x2)))"
	"         (and (certain j) (not (guess j)) (not (unruled j))))))"
	"      (forall ((y V) (z V) (x1 K) (x2 K)) (=> (ports y z)"
	"        (let ((j (judge p v y z h x1 x2)))"
	"         (and (not (possible j)) (not (guess j)) (not (unruled j))))))))))\n";

/* R72: what any client gets passes, and the engine tells by which; what is blocked is for all. */
static const char difference_of_clients[] =
	"(assert (let ((j (judge p v c n h k1 k2)) (i (judge p v c2 n2 h k1 k2)))"
	" (and (not (unruled j)) (not (unruled i))"
	" (or (and (said_passes p v) (told h) (not (certain j)))"
	"     (and (said_blocked p v) (possible j) (not (dead j)))"
	"     (and (said_unknown p v) (not picks) (certain j) (not (possible i))"
	"          (not (guess j)) (not (guess i)))))))\n";

static const char quantified_difference_of_clients[] =
	"(assert (or"
	" (and (or (said_partial p v) (said_unknown p v))"
	"  (forall ((y V) (z V) (x1 K) (x2 K)) (=> (ports y z) (let ((j (judge p v y z h x1 x2)))"
	"        (and (certain j) (not (guess j)) (not (unruled j)))))))"
	" (and (said_unknown p v)"
	"  (forall ((g A) (y V) (z V) (x1 K) (x2 K)) (=> (and (host g) (ports y z))"
	"        (let ((j (judge p v y z g x1 x2)))"
	"         (and (not (possible j)) (not (guess j)) (not (unruled j)))))))))\n";

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
	put_pair(&text, p);
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
	struct question q = question_of(reach, &arena, p);
	bool clients = keeps_its_client(&p->from);
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
	put_answer(&text, &a);
	put_scope(&text, at->net, p, &a);
	solver_allow(&g->solver, QUESTION_SECONDS);
	solver_push(&g->solver);
	solver_put(&g->solver, buf_str(&text));
	encode_question(&g->solver, at->net, &from, &to);
	bad = differs(g, at, p, &a, clients ? difference_of_clients : plain_difference, &arena);
	if (!bad && (!pktset_is_empty(a.partial) || !pktset_is_empty(a.unknown)))
		bad = differs(g, at, p, &a,
			      clients ? quantified_difference_of_clients : quantified_difference,
			      &arena);
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
			if (a_pair(&r, engines, g->features, &p))
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
	if (read_pair(net, question, &p)) {
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
	struct buf combinations = BUF_INIT;

	if (!solver_start(&g->solver))
		return false;
	solver_put(&g->solver, sorts);
	solver_put(&g->solver, reading);
	encode_combinations(&combinations);
	solver_put(&g->solver, buf_str(&combinations));
	buf_free(&combinations);
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
