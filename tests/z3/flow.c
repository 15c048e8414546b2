/*
 * flow.c - a request and its reply between two ends: the two walks, the groups at both, and what
 * they come to.
 */
#include "z3/legs.h"

#include "z3/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- ends ---- */

static bool is_host(const struct smt_end *e)
{
	return !e->interface && !e->sought;
}

static unsigned end_number(const struct smt_end *e)
{
	return e->interface ? number_of(&e->interface->o) : OUTSIDE;
}

static void let_address(struct text *t, const char *name, const struct smt_end *e, bool as_asked)
{
	struct buf term = BUF_INIT;

	if (is_host(e))
		buf_puts(&term, "h");
	else if (as_asked && e->public_address.family)
		put_address(&term, e->public_address);
	else
		put_address(&term, e->address);
	let(t, name, buf_str(&term));
	buf_free(&term);
}

/* A walk begins in its interface's subnet, or on the internet. */
static void begin(struct text *t, char way, const struct smt_end *from,
		  const struct smt_end *client)
{
	const struct subnet *s = from->interface ? from->interface->subnet : NULL;
	bool outside = !from->interface, lost = from->interface && !s;
	char term[64];

	t->way = way;
	t->leg = 0;
	/* R83: a gateway endpoint answers inside the client's VPC. */
	bool inside = outside && client && client->interface && client->interface->subnet;
	let(t, "$ent@", inside ? "(ite q_viaend5 #x00 #x01)" : outside ? "#x01" : "#x00");
	snprintf(term, sizeof term, "#x%02x", number_of(s ? &s->o : NULL));
	let(t, "$S@", term);
	if (inside)
		s = client->interface->subnet;
	snprintf(term, sizeof term, "(table_of #x%02x)", number_of(s ? &s->o : NULL));
	let(t, "$T@", term);
	snprintf(term, sizeof term, "#x%02x", outside ? 0 : end_number(from));
	let(t, "$e@", term);
	let(t, "$c@", lost ? "false" : "true");
	let(t, "$p@", "true");
	let(t, "$dead@", lost ? "true" : "false");
	let(t, "$guess@", "false");
	let(t, "$fin@", "#x00");
	let(t, "$via@", "#x00");
	let(t, "$fs@", "$s@");
	let(t, "$fd@", "$d@");
}

/* ---- groups, and who is up ---- */

/* The sender's, out; the receiver is who the packet comes to, where the way keeps references. What
 * lies on premises does not, and of q_via5 nobody knows there. */
static void let_leaves(struct text *t, const struct smt_end *from, const struct smt_end *to, char c)
{
	char term[400];

	snprintf(
		term, sizeof term,
		"(sg%u_out_%c q_d0 (ite q_boxed #x00 (ite q_dead5 #x%02x (ite (= q_fin5 #xfe) (ite "
		"(has #x%02x q_d0) "
		"#x%02x #x00) (ite (and (not q_ended) (or (= q_via5 #x00) (= q_via5 #x01))) q_fin5 "
		"#x00)))) p q_v0)",
		end_number(from), c, end_number(to), end_number(to), end_number(to));
	settle(t, c == 'p' ? "leaves_p" : "leaves_c", from->interface ? term : "true");
}

/* R43: an endpoint's groups take references behind peering, and none behind a transit gateway. */
static const char *kept_for(const struct smt_end *to)
{
	return to->interface && str_eq(to->interface->interface_type, "vpc_endpoint")
		       ? "false"
		       : "(= q_via5 #x03)";
}

/*
 * The receiver's, in. By a way that nobody knows it may come from any address (R82); where data
 * lacks, too, if something translates there. What a balancer
 * sends comes from the balancer, whoever's address it has (R85).
 */
static void let_enters(struct text *t, const struct smt_end *from, const struct smt_end *to, char c)
{
	unsigned a = end_number(from), b = end_number(to);
	char takes[40], term[500];

	snprintf(takes, sizeof takes, "(sg%u_takes%c p q_v0)", b,
		 to->address.family == IPV6 ? '6' : '4');
	snprintf(term, sizeof term,
		 "(ite q_ended %s (or (and q_dead5 %s) (sg%u_in_%c q_fs5 (ite (or "
		 "(and q_dead5 (not q_boxed)) (= q_via5 #x00) (= q_via5 #x01) %s) "
		 "#x%02x #x00) p q_v0)))",
		 takes, takes, b, c, kept_for(to),
		 from->interface && !keeps_its_client(from) ? a : 0);
	settle(t, c == 'p' ? "enters_p" : "enters_c", to->interface ? term : "true");
}

static const char *answers_of(const struct smt_end *to)
{
	static const char *const answers[] = {
		[ANSWERS] = "true",
		[ANSWERS_NO_PING] =
			"(not (or (and (= p #x01) (= v #x0800)) (and (= p #x3a) (= v #x8000))))",
		[ANSWERS_NOBODY] = "false",
	};

	return to->interface ? answers[rule_answers(to->interface)] : "true";
}

/* What it calls of its own: a Lambda function and a balancer over tcp and udp (R85), an endpoint to
 * ssh and rdp, while it is usable (R72). */
static const char *starts_of(const struct smt_end *from)
{
	const char *state = from->endpoint ? from->endpoint->state : NULL;

	if (state && !str_eq(state, "create-complete") && !str_starts(state, "update-"))
		return "false";
	if (from->endpoint)
		return "(and (= p #x06) (or (= v #x0016) (= v #x0d3d)))";
	if (from->interface &&
	    (is_balancer(from->interface) || str_eq(from->interface->interface_type, "lambda")))
		return "(or (= p #x06) (= p #x11))";
	return "true";
}

static void let_groups(struct text *t, const struct smt_end *from, const struct smt_end *to)
{
	char term[300];

	_Static_assert(LEGS == 5, "the names of the last leg");
	for (unsigned i = 0; i < 2; i++) {
		char c = i ? 'p' : 'c';
		let_leaves(t, from, to, c);
		let_enters(t, from, to, c);
		snprintf(term, sizeof term, "(and (alive_%c #x%02x) (alive_%c #x%02x) %s %s)", c,
			 end_number(from), c, end_number(to), answers_of(to), starts_of(from));
		let(t, i ? "up_p" : "up_c", term);
	}
}

/* ---- there and back ---- */

static void finish(struct text *t, const char *c, const char *p, const char *dead,
		   const char *guess)
{
	char term[600];

	snprintf(term, sizeof term,
		 "(concat (ite %s #b1 #b0) (ite %s #b1 #b0) (ite %s #b1 #b0) (ite %s #b1 #b0) #b0)",
		 c, p, dead, guess);
	settle(t, "judged", term);
}

/* Where the rules end: on premises, or at what is not modelled. */
static const char ended[] = "(or (= $fin5 #xfe) (= $fin5 #xfd))";

/* Is it something on any leg? */
#define ANY_LEG(name)                                                                              \
	"(or (distinct " name "0 #x00) (distinct " name "1 #x00) (distinct " name                  \
	"2 #x00) (distinct " name "3 #x00) (distinct " name "4 #x00))"

/* The request, from its own end, or with its client's address from a balancer's node. */
static void walk_request(struct text *t, const struct flow *f)
{
	t->way = 'q';
	t->leg = 0;
	t->kept = f->kept;
	t->stays = keeps_its_client(&f->from);
	if (f->source)
		let(t, "$s@", f->source);
	else
		let_address(t, "$s@", &f->from, false);
	let_address(t, "$d@", &f->to, true);
	let(t, "$v@", f->value);
	let(t, "$live@", f->from.interface && !f->from.interface->subnet ? "false" : "true");
	let(t, "q_prt@", f->port);
	let(t, "q_viaend0", "false");
	let(t, "q_usedeigw0", "false");
	let(t, "$pick", "k1");
	begin(t, 'q', &f->from, NULL);
	legs(t, 'q');
	let(t, "$ended", ended);
	/* R43: no reference holds behind what forwards or translates. */
	let(t, "q_natted", ANY_LEG("q_nat"));
	let(t, "q_boxed", "(or q_natted " ANY_LEG("q_hop") ")");
	let(t, "q_usedeigw", "q_usedeigw5");
	t->kept = t->stays = false;
}

/* It came to `end`: for certain, and unless the walk was lost, or ended where the rules end. */
static void let_arrival(struct text *t, const char *c, const char *p, const struct smt_end *end)
{
	char term[200];

	if (end->premises || end->sought)
		let(t, c, "false");
	else {
		snprintf(term, sizeof term, "(and (not $dead5) (= $fin5 #x%02x)%s)",
			 end_number(end), end->interface ? "" : " (= $fd5 h)");
		let(t, c, term);
	}
	snprintf(term, sizeof term, "(or $dead5 $ended %s)", c);
	let(t, p, term);
}

/* The reply starts where the request came to, with what it carried there (R29). */
static void walk_reply(struct text *t, const struct flow *f)
{
	char term[100];

	t->way = 'r';
	t->leg = 0;
	let(t, "$live@", "arrived_c");
	let(t, "$s@", "q_fd5");
	let(t, "$d@", "q_fs5");
	snprintf(term, sizeof term, "(reply_value p %s q_prt5)", f->value);
	let(t, "$v@", term);
	let(t, "$pick", "k2");
	begin(t, 'r', &f->to, &f->from);
	legs(t, 'r');
	let(t, "$ended", ended);
	let_arrival(t, "returned_c", "returned_p", &f->from);
	/* The client knows the address that it asked for, by whatever way its reply comes. */
	let(t, "known", "(or r_dead5 r_ended (and (= r_fs5 q_d0) (= r_fd5 q_s0)))");
}

/* R85: the target of a balancer that kept its client's address answers to the balancer's node,
 * whatever its table says. */
static void reply_to_node(struct text *t, const struct flow *f)
{
	const struct subnet *here = f->to.interface ? f->to.interface->subnet : NULL,
			    *there = f->from.interface->subnet;
	char term[300];

	for (unsigned i = 0; i < 2; i++) {
		char c = i ? 'p' : 'c';
		snprintf(term, sizeof term,
			 "(and (nacl_out_%c #x%02x q_fs5 p (reply_value p %s q_prt5))"
			 " (nacl_in_%c #x%02x q_fd5 p (reply_value p %s q_prt5)))",
			 c, number_of(here ? &here->o : NULL), f->value, c,
			 number_of(there ? &there->o : NULL), f->value);
		let(t, i ? "straight_p" : "straight_c", here == there || !here ? "true" : term);
	}
	let(t, "r_dead5", "q_natted");
	let(t, "r_guess5", "false");
	let(t, "r_ended", "false");
}

/* An address that is nobody's before the walk has found who has it. */
static void find_end(struct text *t, struct smt_end *e)
{
	settle(t, "found", "q_fin5");
	if (!e->sought || !is_constant(&t->is))
		return;
	size_t n = strtoul(buf_str(&t->is) + 2, NULL, 16);
	if (n && n <= t->net->network_interfaces.len) {
		e->interface = t->net->network_interfaces.items[n - 1];
		e->sought = false;
	}
}

static bool are_one(const struct network_interface *a, const struct network_interface *b)
{
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

/* R85: a target that is the client itself gets its own packets, with its own address. */
static bool calls_itself(const struct flow *f)
{
	struct buf own = BUF_INIT;
	bool same;

	if (!f->kept || !f->client->interface || !f->to.interface)
		return false;
	put_address(&own, f->client->address);
	same = are_one(f->client->interface, f->to.interface) &&
	       str_starts(f->source, buf_str(&own));
	buf_free(&own);
	return same;
}

/* Where the rules end behind a NAT gateway, the way from the gateway back to its client may block yet. */
static const char dead[] = "(or q_dead5 r_dead5 (and (or q_ended r_ended) q_natted))";

static void judge_walks(struct text *t, struct flow *f)
{
	walk_request(t, f);
	find_end(t, &f->to);
	let_groups(t, &f->from, &f->to);
	let_arrival(t, "arrived_c", "arrived_p", &f->to);
	if (f->kept)
		reply_to_node(t, f);
	else {
		walk_reply(t, f);
		let(t, "back_c", "(and r_c5 returned_c known)");
		let(t, "back_p", "(and r_p5 returned_p known)");
	}
	/* Of what a NAT gateway translates behind a balancer, no rule says whom its target answers. */
	if (f->kept) {
		let(t, "back_c", "(and straight_c (not q_natted))");
		let(t, "back_p", "(or straight_p q_natted)");
	}
	bool own = calls_itself(f);
	finish(t, own ? "false" : "(and up_c leaves_c enters_c q_c5 arrived_c back_c)",
	       own ? "false"
		   : "(and up_p leaves_p enters_p q_p5 arrived_p (or (not arrived_c) back_p))",
	       dead, "(or q_guess5 r_guess5)");
}

/* R11: between two addresses of one host, the host delivers by itself. */
static void judge_host(struct text *t, const struct flow *f)
{
	char c[40], p[40];

	snprintf(c, sizeof c, "(alive_c #x%02x)", end_number(&f->from));
	snprintf(p, sizeof p, "(alive_p #x%02x)", end_number(&f->from));
	finish(t, c, p, "false", "false");
}

/* R82: what comes from on premises nobody can follow; it may be taken, or not by anybody. */
static void judge_from_premises(struct text *t, const struct flow *f)
{
	unsigned b = end_number(&f->to);
	char term[200];

	snprintf(term, sizeof term, "(and (alive_p #x%02x) (sg%u_takes%c p v) %s)", b, b,
		 f->to.address.family == IPV6 ? '6' : '4', answers_of(&f->to));
	finish(t, "false",
	       rule_leads_on_premises(t->net, f->to.interface, f->to.address) ? term : "false",
	       "false", "false");
}

static bool one_host(const struct flow *f)
{
	const struct network_interface *a = f->from.interface, *b = f->to.interface;

	return a && b && !f->to.public_address.family && !f->source && are_one(a, b);
}

/* ---- runs ---- */

static void simplified(struct text *t, const char *term, struct buf *out)
{
	struct buf command = BUF_INIT;

	buf_printf(&command, "(simplify %s)\n", term);
	if (!solver_tell(t->solver, buf_str(&command), out))
		buf_puts(out, term);
	buf_free(&command);
}

/* What a balancer at the flow's end needs to know of it. `there`: the judgement without the reply. */
struct behind {
	struct buf there, source, port, lost;
};

static void put_behind(struct text *t, const struct flow *f, const struct behind *b,
		       struct buf *out)
{
	struct arrival a = {.node = f->to.interface,
			    .source = buf_str(&b->source),
			    .port = buf_str(&b->port),
			    .value = f->value,
			    .flow = f};
	bool lost = str_starts(buf_str(&b->lost), "true");

	if (!lost && !str_starts(buf_str(&b->lost), "false")) {
		buf_printf(out, "(ite %s ", buf_str(&b->lost));
		encode_listening(t->net, &a, out);
		encode_service(t->solver, t->net, &a, out);
		buf_putc(out, ')');
	} else if (lost)
		encode_listening(t->net, &a, out);
	else
		encode_service(t->solver, t->net, &a, out);
}

static void judge(struct text *t, struct flow *f, struct behind *b)
{
	bool host = one_host(f);

	if (host)
		judge_host(t, f);
	else if (f->from.premises)
		judge_from_premises(t, f);
	else
		judge_walks(t, f);
	if (host || !f->to.interface || !is_balancer(f->to.interface) || calls_itself(f))
		return;
	if (f->from.premises) {
		buf_puts(&b->there, buf_str(&t->is));
		buf_puts(&b->lost, "true");
		return;
	}
	simplified(t,
		   "(concat (ite (and up_c leaves_c enters_c q_c5 arrived_c) #b1 #b0)"
		   " (ite (and up_p leaves_p enters_p q_p5 arrived_p) #b1 #b0)"
		   " (ite q_dead5 #b1 #b0) (ite q_guess5 #b1 #b0) #b0)",
		   &b->there);
	simplified(t, "q_fs5", &b->source);
	simplified(t, "q_prt5", &b->port);
	simplified(t, "(or q_dead5 q_ended)", &b->lost);
}

static bool is_impossible(const struct buf *judged)
{
	return str_starts(buf_str(judged), "#b00");
}

/* One run: the terms of the forks that it met, and what the flow comes to on these ways. */
static void put_run(struct text *t, struct flow f, struct buf *out)
{
	struct behind b = {.source = BUF_INIT};
	struct buf judged = BUF_INIT;

	t->met = 0;
	t->many = false;
	solver_push(t->solver);
	judge(t, &f, &b);
	solver_pop(t->solver);
	buf_puts(&judged, t->many ? "#b01110" : buf_str(&t->is));
	buf_puts(out, " (ite (and true");
	for (unsigned i = 0; i < t->met; i++)
		buf_printf(out, " (= %s %s)", buf_str(&t->forks[i].term),
			   t->forks[i].ways[t->forks[i].at]);
	buf_puts(out, ") ");
	if (!b.lost.len || is_impossible(&b.there))
		buf_puts(out, buf_str(&judged));
	else {
		buf_printf(out, "(both %s ", buf_str(&judged));
		put_behind(t, &f, &b, out);
		buf_putc(out, ')');
	}
	buf_putc(out, '\n');
	buf_free(&judged);
	buf_free(&b.there);
	buf_free(&b.source);
	buf_free(&b.port);
	buf_free(&b.lost);
}

void encode_flow(struct solver *solver, const struct net *net, const struct flow *f,
		 struct buf *out)
{
	struct text t = {.solver = solver, .net = net, .hosts = f->host};
	unsigned runs = 0;

	do {
		put_run(&t, *f, out);
		runs++;
	} while (next_way(&t));
	buf_puts(out, " #b01110");
	while (runs--)
		buf_putc(out, ')');
	buf_free(&t.is);
}

static const char combinations[] =
	/* One after the other; one of two, as AWS picks; one of two, as the client does. */
	"(define-fun both ((a J) (b J)) J (bvor (bvand a b) (bvand (bvor a b) #b00111)))\n"
	"(define-fun either ((a J) (b J)) J (bvor (bvand a b) (bvand (bvor a b) #b01111)))\n"
	"(define-fun sure ((a J)) Bool (= (bvand a #b10001) #b10000))\n"
	"(define-fun any ((a J) (b J)) J (ite (or (sure a) (sure b)) #b11000 (bvor a b)))\n"
	/* Where it is unknown who of the targets is well, health checks may tell. */
	"(define-fun untold ((a J)) J (ite (= (bvand a #b11000) #b01000) (bvor a #b00001) a))\n"
	/* Actions of rules: #b10000 is one that leads on to nobody (balance.c). */
	"(define-fun further ((a J) (b J)) J (ite (= a #b10000) b (ite (= b #b10000) a (any a "
	"b))))\n"
	"(define-fun ruled ((applies Bool) (all Bool) (a J) (rest J)) J"
	" (ite applies (ite all a (further a rest)) rest))\n"
	"(define-fun answered ((a J)) J (ite (= a #b10000) #b11000 a))\n";

void encode_combinations(struct buf *b)
{
	buf_puts(b, combinations);
}

void encode_question(struct solver *solver, const struct net *net, const struct smt_end *from,
		     const struct smt_end *to)
{
	struct flow f = {.from = *from,
			 .to = *to,
			 .host = !from->interface || !to->interface || keeps_its_client(from),
			 .kept = keeps_its_client(from),
			 .source = keeps_its_client(from) ? "h" : NULL,
			 .value = "v",
			 .port = "c",
			 .client = from};
	struct buf text = BUF_INIT;

	solver_send(solver, "(declare-const p P)(declare-const v V)(declare-const c V)"
			    "(declare-const n V)(declare-const h A)(declare-const k1 K)"
			    "(declare-const k2 K)\n");
	buf_puts(&text, "(define-fun judge ((p P) (v V) (c V) (n V) (h A) (k1 K) (k2 K)) J");
	size_t head = text.len;
	encode_flow(solver, net, &f, &text);
	buf_puts(&text, ")\n");
	bool picks = strstr(buf_str(&text) + head, "k1") || strstr(buf_str(&text) + head, "k2");
	buf_printf(&text, "(define-fun picks () Bool %s)\n", picks ? "true" : "false");
	solver_put(solver, buf_str(&text));
	buf_free(&text);
}

/* ---- R53 ---- */

void encode_client_ports(const struct smt_end *from, unsigned *lo, unsigned *hi)
{
	const struct network_interface *e = from->interface;

	*lo = 32768;
	*hi = 65535;
	if (!e)
		return;
	if ((!e->instance_id && e->interface_type && !str_eq(e->interface_type, "interface")) ||
	    is_balancer(e))
		*lo = 1024;
	else if (e->instance && e->instance->platform &&
		 !strcasecmp(e->instance->platform, "windows"))
		*lo = 49152;
	else
		*hi = 60999;
}
