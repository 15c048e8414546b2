/*
 * legs.c - a walk as a bounded chain of legs, there and back.
 *
 * Names are a direction's letter (q the request, r the reply), a word and the leg's number: q_d2 is
 * the destination address that the request carries on its third leg. A leg begins in a subnet
 * (ent 0, S the subnet, T the table, e the interface that sends, 0 a gateway) or comes from the
 * internet (ent 1).
 */
#include "z3/legs.h"

#include "z3/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- binding names ---- */

/*
 * name := term. In the term `$` stands for the direction's letter and `_`, and `@` behind
 * a word for this leg's number: "$d@" is q_d2.
 */
static void put_term(const struct text *t, struct buf *b, const char *term, unsigned leg)
{
	for (const char *p = term; *p; p++) {
		if (*p == '$')
			buf_printf(b, "%c_", t->way);
		else if (*p == '@')
			buf_printf(b, "%u", leg);
		else
			buf_putc(b, *p);
	}
}

static const char *sort_of(const char *name)
{
	static const struct {
		const char *names, *sort;
	} sorts[] = {
		{" $s@ $d@ $dd@ $fs@ $fd@ $pub@ $ud@ ", "A"},
		{" found $ent@ $S@ $T@ $e@ $fin@ $via@ $iW@ $k@ $o@ $V@ $W@ $nt@ $own@ $nh@ $ta@ "
		 "$tz@ "
		 "$ts@ $tvia@ $bpa_c@ $bpa_p@ $bpo_c@ $bpo_p@ $bps@ q_nat@ "
		 "q_hop@ ",
		 "N"},
		{" $v@ $uv@ q_prt@ ", "V"},
		{" $rt@ $rtall@ $tr@ $trall@ $far@ $farall@ ", "(_ BitVec 16)"},
		{" judged ", "(_ BitVec 5)"},
		{" $pick ", "K"},
	};
	char key[32];

	snprintf(key, sizeof key, " %s ", name);
	for (unsigned i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (strstr(sorts[i].names, key))
			return sorts[i].sort;
	return "Bool";
}

/*
 * A host is a symbol that stands for a range. Where all of the range go the same way, z3 is made to
 * prove it: it names a value, and there is no host for which the term has another.
 */
static void prove_constant(struct text *t)
{
	struct buf command = BUF_INIT, value = BUF_INIT;

	solver_push(t->solver);
	buf_printf(&command, "(define-fun it () %s %s)(assert (host h))", t->sort, buf_str(&t->is));
	solver_put(t->solver, buf_str(&command));
	if (solver_check(t->solver) == SMT_SAT &&
	    solver_tell(t->solver, "(eval it :completion true)\n", &value)) {
		buf_clear(&command);
		buf_printf(&command, "(assert (distinct it %s))", buf_str(&value));
		solver_put(t->solver, buf_str(&command));
		if (solver_check(t->solver) == SMT_UNSAT) {
			buf_clear(&t->is);
			buf_puts(&t->is, buf_str(&value));
		}
	}
	solver_pop(t->solver);
	buf_free(&command);
	buf_free(&value);
}

static bool is_place(const char *sort)
{
	return str_eq(sort, "N") || str_eq(sort, "(_ BitVec 16)");
}

bool is_constant(const struct buf *b)
{
	return str_starts(buf_str(b), "#");
}

/*
 * What a term comes to is asked of z3 at once, so that it stays small: addresses of interfaces are
 * constants, and with them the places; what is left speaks of the packet alone. `is` has the text
 * of the last one, by which a walk that has ended is told from one that goes on.
 */
static void define(struct text *t, const char *name, unsigned leg, const char *term, bool settle)
{
	struct buf text = BUF_INIT;

	buf_clear(&t->is);
	if (settle) {
		buf_puts(&text, "(simplify ");
		put_term(t, &text, term, t->leg);
		buf_puts(&text, ")\n");
		if (!solver_tell(t->solver, buf_str(&text), &t->is))
			put_term(t, &t->is, term, t->leg);
		buf_clear(&text);
		t->sort = sort_of(name);
		if (t->hosts && is_place(t->sort) && !is_constant(&t->is))
			prove_constant(t);
	}
	buf_puts(&text, "(define-fun ");
	put_term(t, &text, name, leg);
	buf_printf(&text, " () %s ", sort_of(name));
	if (settle)
		buf_puts(&text, buf_str(&t->is));
	else
		put_term(t, &text, term, t->leg);
	buf_puts(&text, ")\n");
	solver_send(t->solver, buf_str(&text));
	buf_free(&text);
}

void let(struct text *t, const char *name, const char *term)
{
	define(t, name, t->leg, term, false);
}

void settle(struct text *t, const char *name, const char *term)
{
	define(t, name, t->leg, term, true);
}

/* What the next leg begins with. */
static void let_next(struct text *t, const char *name, const char *term)
{
	define(t, name, t->leg + 1, term, true);
}

/* ---- one leg ---- */

#define IS(target) "(= $k@ #x0" target ")"
#define NONE_      IS("0")
#define LOCAL_     IS("1")
#define IGW_       IS("2")
#define EGRESS_    IS("3")
#define NAT_       IS("4")
#define INTERFACE_ IS("5")
#define PEERING_   IS("6")
#define TRANSIT_   IS("7")
#define ENDPOINT_  IS("8")
#define OUT_       IS("9")
#define DEAD_      IS("a")
#define BEYOND_    IS("b")
#define INSIDE_    "(= $ent@ #x00)"

/* Every value that a term may have; false: more than are followed. */
static bool enumerate(struct text *t, struct fork *f)
{
	struct buf text = BUF_INIT;
	bool all = false;

	solver_push(t->solver);
	buf_printf(&text, "(define-fun it () (_ BitVec 16) %s)(assert (host h))",
		   buf_str(&f->term));
	solver_put(t->solver, buf_str(&text));
	for (f->count = 0; f->count < WAYS; f->count++) {
		enum smt_answer found = solver_check(t->solver);
		all = found == SMT_UNSAT;
		if (found != SMT_SAT)
			break;
		buf_clear(&text);
		if (!solver_tell(t->solver, "(eval it :completion true)\n", &text)) {
			all = false;
			break;
		}
		snprintf(f->ways[f->count], sizeof f->ways[0], "%.6s", buf_str(&text));
		buf_clear(&text);
		buf_printf(&text, "(assert (distinct it %s))", f->ways[f->count]);
		solver_put(t->solver, buf_str(&text));
	}
	solver_pop(t->solver);
	buf_free(&text);
	return all && f->count;
}

/* Which way this run goes; at a fork that no run has met before, the first. */
static const char *way_at_fork(struct text *t)
{
	struct fork *f = &t->forks[t->met];

	if (t->met == FORKS) {
		t->many = true;
		return "#x0a00";
	}
	if (t->met++ == t->n_forks) {
		*f = (struct fork){.at = 0};
		buf_puts(&f->term, buf_str(&t->is));
		t->n_forks++;
		t->many |= !enumerate(t, f);
		if (!f->count)
			snprintf(f->ways[f->count++], sizeof f->ways[0], "#x0a00");
	}
	return f->ways[f->at];
}

/* On to the next combination of ways; false: all were gone. */
bool next_way(struct text *t)
{
	while (t->n_forks) {
		struct fork *f = &t->forks[t->n_forks - 1];
		if (++f->at < f->count)
			return true;
		buf_free(&f->term);
		t->n_forks--;
	}
	return false;
}

/* A term as a constant; a walk forks where it has several values. Returns the constant. */
static unsigned choose(struct text *t, const char *name, const char *term)
{
	char constant[8], all[24];

	snprintf(all, sizeof all, "%.*sall@", (int)strcspn(name, "@"), name);
	settle(t, all, term);
	const char *way = is_constant(&t->is) ? buf_str(&t->is) : way_at_fork(t);
	unsigned value = (unsigned)strtoul(way + 2, NULL, 16) & 0xffff;
	snprintf(constant, sizeof constant, "#x%04x", value);
	let(t, name, constant);
	return value;
}

/* The target that wins: what the leg asks of it is then asked of it alone. */
static void choose_target(struct text *t, const char *term)
{
	unsigned value = choose(t, "$rt@", term);

	t->target = (enum smt_target)(value >> 8);
	t->object = value & 0xff;
}

/* R80: the attachment, the table that is associated with it, and the far attachment's subnet. */
static void transit(struct text *t)
{
	if (t->target != SMT_TRANSIT) {
		let(t, "$ta@", "#x00");
		let(t, "$tz@", "#x00");
		let(t, "$tr@", "#x0000");
		let(t, "$ts@", "#x00");
		let(t, "$tvia@", "#x04");
		return;
	}
	settle(t, "$ta@", "(tgw_in $o@ $V@)");
	settle(t, "$tz@", "(tgw_zone $ta@ $S@)");
	choose(t, "$tr@", "(tgw_route (tgw_table $ta@) $pick $d@)");
	choose(t, "$far@", "(concat #x00 (tgw_out ((_ extract 7 0) $tr@) $S@ $pick k1))");
	let(t, "$ts@", "((_ extract 7 0) $far@)");
	settle(t, "$tvia@",
	       "(ite (and (tgw_keeps $ta@) (tgw_keeps ((_ extract 7 0) $tr@))"
	       " (not (tgw_peered (tgw_table $ta@) $pick $d@))) #x03 #x04)");
}

static void where_to(struct text *t)
{
	/* R21: inside one subnet no table is asked. Whom a VPC that was not read holds, nobody knows. */
	let(t, "$dir@",
	    "(and " INSIDE_ " (distinct $S@ #x00) (in_subnet $S@ $d@)"
	    " (distinct (vpc_of_subnet $S@) #x00))");
	settle(t, "$iW@", "(inet_vpc $d@)");
	let(t, "$dd@", "(ite " INSIDE_ " $d@ (inet_private $d@))");
	/* R83: what a gateway endpoint answers comes to the client without asking a table. */
	let(t, "$direct@",
	    t->way == 'r' && !t->leg ? "(or $dir@ (and " INSIDE_ " (= $S@ #x00) q_viaend5))"
				     : "$dir@");
	choose_target(t, "(ite " INSIDE_
			 " (ite $direct@ #x0100 (ite (or (= $T@ #x00) (and (distinct $S@ #x00)"
			 " (= (vpc_of_subnet $S@) #x00))) #x0a00 (route $T@ $pick $d@)))"
			 " (ite (= $iW@ #x00) #x0900 (ite (bvuge $iW@ #xfe) #x0a00 (edge $iW@ "
			 "$pick $dd@))))");
	let(t, "$g@", "(and $live@ " INSIDE_ " (not $direct@) (guesses $T@ $d@))");
	let(t, "$k@", "((_ extract 15 8) $rt@)");
	let(t, "$o@", "((_ extract 7 0) $rt@)");
	let(t, "$V@",
	    "(ite " INSIDE_ " (ite (= $S@ #x00) (vpc_of_table $T@) (vpc_of_subnet $S@)) $iW@)");
	let(t, "$W@", "(ite " PEERING_ " (pcx_far $o@ $V@) $V@)");
	let(t, "$nt@", "(ite (or " LOCAL_ " " PEERING_ ") (nat_at $W@ $dd@) #x00)");
	transit(t);
	/* Delivered, be it by way of a route to the very interface (R26). */
	let(t, "$self@", "(and " INTERFACE_ " (has $o@ $dd@))");
	settle(t, "$own@",
	       "(ite $self@ $o@ (ite (or " LOCAL_ " " PEERING_ ") (owner $W@ $dd@) #x00))");
	let(t, "$hit@", "(and (or $self@ " LOCAL_ " " PEERING_ ") (= $nt@ #x00))");
	settle(t, "$nh@",
	       "(ite (or " LOCAL_ " " PEERING_
	       ") (ite (= $nt@ #x00) (subnet_of $own@) (nat_subnet $nt@))"
	       " (ite " INTERFACE_ " (subnet_of $o@) (ite " NAT_ " (nat_subnet $o@) (ite " TRANSIT_
	       " $tz@ #x00))))");
}

/* R50, R81: NACLs where the packet leaves a subnet and where it enters one. */
static void acl(struct text *t, const char *name, const char *c)
{
	char term[400];

	snprintf(term, sizeof term,
		 "(and (or (not " INSIDE_ ") (= $S@ #x00) $same@ (nacl_out_%s $S@ $d@ p $v@))"
		 " (or (= $nh@ #x00) $same@ (nacl_in_%s $nh@ $s@ p $v@)))",
		 c, c);
	settle(t, name, term);
}

/* ---- what a target asks of the packet ---- */

/* R65; a reply goes as the flow began: out where the flow came in, in where it went out. */
static void let_public_access(struct text *t, const char *ok, const char *mode, char c, bool reply)
{
	char term[300];

	snprintf(term, sizeof term,
		 "(or (= %s_%c@ #x00) (and %s (or (= %s_%c@ #x03) (and (= %s_%c@ #x02) %s))))",
		 mode, c, reply ? "(not " INSIDE_ ")" : INSIDE_, mode, c, mode, c,
		 reply ? "(or (distinct (nat_at $iW@ $dd@) #x00) q_usedeigw)"
		       : "(or $fromnat@ " EGRESS_ ")");
	let(t, ok, term);
}

/* By the subnet that it leaves, or of whom it enters to; and by the other one, whose the address is, or
 * that it enters first: which of them counts is not known. */
static void gate_public_access(struct text *t, char c, bool reply)
{
	char name[16], term[300];

	snprintf(name, sizeof name, "$bpa_%c@", c);
	snprintf(term, sizeof term,
		 "(ite " INSIDE_ " (bpa_%c $S@) (bpa_%c (subnet_of (owner $iW@ $dd@))))", c, c);
	settle(t, name, term);
	snprintf(name, sizeof name, "$bpo_%c@", c);
	snprintf(term, sizeof term, "(ite (= $bps@ #x00) $bpa_%c@ (bpa_%c $bps@))", c, c);
	settle(t, name, term);
	snprintf(name, sizeof name, "$boka_%c@", c);
	let_public_access(t, name, "$bpa", c, reply);
	snprintf(name, sizeof name, "$boko_%c@", c);
	let_public_access(t, name, "$bpo", c, reply);
	snprintf(name, sizeof name, "$bok_%c@", c);
	snprintf(term, sizeof term, "(%s $boka_%c@ $boko_%c@)", c == 'c' ? "and" : "or", c, c);
	let(t, name, term);
}

/* R65, R66, R60..R63 */
static void gate_internet(struct text *t, bool reply)
{
	let(t, "$pub@", "(public_of $V@ $s@)");
	settle(t, "$fromnat@", "(distinct (nat_at $V@ $s@) #x00)");
	settle(t, "$bps@", "(ite " INSIDE_ " (subnet_of (owner $V@ $s@)) $nh@)");
	for (unsigned i = 0; i < 2; i++)
		gate_public_access(t, i ? 'p' : 'c', reply);
	if (reply) {
		let(t, "$inok_c@", "(or (has_igw_c $iW@) (and q_usedeigw (has_eigw_c $iW@)))");
		let(t, "$inok_p@", "(or (has_igw_p $iW@) (and q_usedeigw (has_eigw_p $iW@)))");
	} else {
		let(t, "$inok_c@", "(has_igw_c $iW@)");
		let(t, "$inok_p@", "(has_igw_p $iW@)");
	}
	settle(t, "$egok@",
	       reply ? "false" : "(and (distinct $o@ #x02) (= ((_ extract 128 128) $d@) #b1))");
	settle(t, "$igok@", "(and (distinct $o@ #x02) (not (private $d@)))");
	settle(t, "$deny@",
	       reply ? "(and (not " INSIDE_ ") (not q_usedeigw) (denies_igw (owner $iW@ $dd@)))"
		     : "(and (not " INSIDE_ ") (denies_igw (owner $iW@ $dd@)))");
	/* R81: an instance that forwards and has a public address may be a NAT instance. */
	settle(t, "$masks@",
	       reply || !t->leg ? "false"
				: "(and " IGW_ " (distinct $e@ #x00) (masquerades $e@)"
				  " (= $pub@ ((_ zero_extend 1) (_ bv0 128))))");
}

/* Where the rules end: what lies behind is not known, and may let it through (R81, R82, R84). */
static void let_beyond(struct text *t)
{
	let(t, "$prem@",
	    "(or (and " BEYOND_ " (distinct $o@ #x04)) (and " TRANSIT_
	    " (= ((_ extract 15 8) $tr@) #x04)))");
	let(t, "$sight@",
	    t->way == 'q' ? "(and " INTERFACE_ " (= $o@ $e@) (not $self@) (out_of_sight $d@))"
			  : "false");
	settle(t, "$beyond@",
	       "(and $live@ (or " BEYOND_ " $masks@ $sight@ (and " TRANSIT_
	       " (= ((_ extract 15 8) $tr@) #x04)) (and " INTERFACE_
	       " (not $self@) (many_homed $o@))))");
}

/* Stateful: a hop that the request passed lets its reply pass (R40). */
#define Q_HOPPED "(or (= q_hop0 $o@) (= q_hop1 $o@) (= q_hop2 $o@) (= q_hop3 $o@) (= q_hop4 $o@))"

static void gate_hop(struct text *t, bool reply)
{
	static const char *const ends[] = {"c", "p"};

	for (unsigned i = 0; i < 2; i++) {
		char name[16], term[700];
		snprintf(name, sizeof name, "$hop_%s@", ends[i]);
		if (t->target != SMT_INTERFACE) { /* it would be asked in vain */
			let(t, name, "false");
			continue;
		}
		snprintf(
			term, sizeof term,
			"(and (alive_%s $o@) (distinct $o@ $e@)"
			" (or (not (checks_source $o@)) (has $o@ $s@))"
			" (or %s (and (sg%u_in_%s $s@ #x00 p $v@) (sg%u_out_%s $dd@ #x00 p $v@))))",
			ends[i], reply ? Q_HOPPED : "false", t->object, ends[i], t->object,
			ends[i]);
		settle(t, name, term);
	}
}

/* The certain and the possible pass of this leg, filters included. */
static void gates(struct text *t, bool reply)
{
	static const char *const ends[] = {"c", "p"};
	/* R64: no NAT gateway serves a peer, but what one has sent there comes back to it. */
	const char *there = reply ? "(or (distinct $own@ #x00) (distinct $nt@ #x00))"
				  : "(and (distinct $own@ #x00) (= $nt@ #x00))";
	/* R33; R85: from a balancer's node, a client's address goes as far as a peer of the Region */
	const char *near = t->stays  ? "false"
			   : t->kept ? "(= (pcx_via $o@) #x01)"
				     : "(in_vpc $V@ $s@)";

	let(t, "$same@",
	    "(and " INSIDE_ " (distinct $S@ #x00) (= $nh@ $S@) (not " PEERING_ ") (not " TRANSIT_
	    "))");
	acl(t, "$acl_c@", "c");
	acl(t, "$acl_p@", "p");
	gate_internet(t, reply);
	let_beyond(t);
	gate_hop(t, reply);
	for (unsigned i = 0; i < 2; i++) {
		char name[16], term[1800];
		snprintf(name, sizeof name, "$ok_%s@", ends[i]);
		snprintf(term, sizeof term,
			 "(and $acl_%s@ (or " INSIDE_
			 " (= $iW@ #x00) (= $iW@ #xff) (and $inok_%s@ $bok_%s@ (not $deny@)))"
			 " (or (and $self@ (alive_%s $o@))"
			 "  (and " LOCAL_ " (or (distinct $own@ #x00) (distinct $nt@ #x00)))"
			 "  (and " PEERING_ " (pcx_%s $o@) %s %s)"
			 "  (and " IGW_ " $igok@ $bok_%s@ %s (or $masks@ (distinct $pub@ ((_ "
			 "zero_extend 1) (_ bv0 128)))))"
			 "  (and " EGRESS_ " $egok@ $bok_%s@ %s)"
			 "  $sight@ (and " INTERFACE_ " (not $self@) $hop_%s@)"
			 "  (and " NAT_ " %s (nat_%s $o@) (or (= p #x01) (= p #x06) (= p #x11))"
			 "   (= ((_ extract 128 128) $d@) #b0))"
			 "  (and " TRANSIT_
			 " %s (tgw_usable $ta@ $d@) (or (= $S@ #x00) (distinct $tz@ #x00))"
			 "   (or (= ((_ extract 15 8) $tr@) #x04) (and (= ((_ extract 15 8) $tr@) "
			 "#x01)"
			 "    (tgw_usable ((_ extract 7 0) $tr@) $d@))))"
			 /* R34, R82: a virtual private gateway carries what its own VPC sends */
			 "  (and " BEYOND_
			 " %s (or (= $o@ #x04) (and (distinct $o@ #x02) (in_vpc $V@ $s@))))"
			 /* R83: from inside the VPC */
			 "  (and " ENDPOINT_ " (in_vpc $V@ $s@) (= $ent@ #x00))"
			 "  " OUT_ " " DEAD_ "))",
			 ends[i], ends[i], ends[i], ends[i], ends[i], near, there, ends[i],
			 i ? "true" : "(= $o@ #x01)", ends[i], i ? "true" : "(= $o@ #x01)", ends[i],
			 reply ? "false" : "true", ends[i], t->kept ? "false" : "true",
			 t->kept ? "false" : "true");
		settle(t, name, term);
	}
}

/* ---- from this leg to the next ---- */

/* Where the reply meets a NAT gateway that the request passed: what stood there before. */
static void undo_nat(struct text *t)
{
	struct buf d = BUF_INIT, v = BUF_INIT;

	buf_puts(&d, "$d@");
	buf_puts(&v, "$v@");
	for (unsigned j = 0; j < LEGS; j++) {
		struct buf next = BUF_INIT;
		buf_printf(&next, "(ite (and (distinct $nt@ #x00) (= q_nat%u $nt@)) q_s%u %s)", j,
			   j, buf_str(&d));
		buf_free(&d);
		d = next;
		next = (struct buf)BUF_INIT;
		buf_printf(&next,
			   "(ite (and (distinct $nt@ #x00) (= q_nat%u $nt@)) (reply_value p v "
			   "q_prt%u) %s)",
			   j, j, buf_str(&v));
		buf_free(&v);
		v = next;
	}
	let(t, "$ud@", buf_str(&d));
	let(t, "$uv@", buf_str(&v));
	buf_free(&d);
	buf_free(&v);
}

static void advance(struct text *t, bool reply)
{
	if (reply)
		undo_nat(t);
	else {
		let(t, "$ud@", "$d@");
		let(t, "$uv@", "$v@");
	}
	let(t, "$deadend@",
	    "(and $live@ (or " DEAD_ " (and " TRANSIT_ " (not $beyond@)"
	    " (or (bvuge $tr@ #x0200) (and (bvuge $tr@ #x0100) (= $ts@ #x00))))"
	    " (and " PEERING_ " (= $W@ #x00))))");
	/* A NAT gateway answers nobody itself (R64). */
	let(t, "$undone@", reply ? "(and (distinct $nt@ #x00) (distinct $ud@ $d@))" : "false");
	let(t, "$lost@", "(and (distinct $nt@ #x00) (not $undone@))");
	settle(t, "$go@",
	       "(and $live@ (not $deadend@) (not $beyond@) (or " IGW_ " " EGRESS_
	       " (and " INTERFACE_ " (not $self@)) " NAT_ " (and " TRANSIT_
	       " (bvuge $tr@ #x0100)) $undone@))");
	settle(t, "$end@",
	       "(and $live@ (not $deadend@) (or (and $hit@ (distinct $own@ #x00)) $beyond@ " OUT_
	       " " ENDPOINT_ "))");
	let(t, "$mid@", "(and $live@ " INTERFACE_ " (not $self@))");
	let_next(t, "$ent@", "(ite (or " IGW_ " " EGRESS_ ") #x01 #x00)");
	let_next(t, "$S@",
		 "(ite $undone@ (nat_subnet $nt@) (ite " INTERFACE_ " (subnet_of $o@) (ite " NAT_
		 " (nat_subnet $o@) $ts@)))");
	let_next(t, "$T@",
		 "(ite $undone@ (nat_table $nt@) (ite " INTERFACE_
		 " (table_of (subnet_of $o@)) (ite " NAT_ " (nat_table $o@) (table_of $ts@))))");
	let_next(t, "$e@", "(ite " INTERFACE_ " $o@ #x00)");
	let_next(t, "$s@", "(ite " IGW_ " $pub@ (ite " NAT_ " (nat_source $o@ $pick) $s@))");
	let_next(t, "$d@", "(ite $undone@ $ud@ $dd@)");
	let_next(t, "$v@", "(ite $undone@ $uv@ $v@)");
	let_next(t, "$c@", "(and $c@ (or (not $live@) (and $ok_c@ (not $deadend@) (not $lost@))))");
	let_next(t, "$p@", "(and $p@ (or (not $live@) (and (or $deadend@ $ok_p@) (not $lost@))))");
	let_next(t, "$dead@", "(or $dead@ $deadend@)");
	let_next(t, "$guess@", "(or $guess@ $g@)");
	let_next(t, "$fin@",
		 "(ite $end@ (ite $beyond@ (ite $prem@ #xfd #xfe) (ite (or " OUT_ " " ENDPOINT_
		 ") #xff $own@)) $fin@)");
	let_next(t, "$fs@", "(ite $end@ $s@ $fs@)");
	let_next(t, "$fd@", "(ite $end@ $dd@ $fd@)");
	let_next(t, "$via@",
		 "(ite (not $live@) $via@ (ite (or (= $via@ #x04) " LOCAL_ " $self@) $via@"
		 " (ite " PEERING_ " (pcx_via $o@) $tvia@)))");
	if (!reply) {
		settle(t, "q_nat@", "(ite (and $live@ " NAT_ ") $o@ #x00)");
		let_next(t, "q_prt@", "(ite (and $live@ " NAT_ ") n q_prt@)");
		let_next(t, "q_viaend@", "(or q_viaend@ (and $live@ " ENDPOINT_ "))");
		let_next(t, "q_usedeigw@", "(or q_usedeigw@ (and $live@ " EGRESS_ "))");
		settle(t, "q_hop@", "(ite $mid@ $o@ #x00)");
	}
	let_next(t, "$live@", "$go@");
}

/* The names of the legs that a walk did not need, so that all have five. */
static void idle_leg(struct text *t, bool reply)
{
	static const char *const kept[] = {"$ent@",   "$S@",   "$T@",  "$e@",  "$s@",
					   "$d@",     "$v@",   "$c@",  "$p@",  "$dead@",
					   "$guess@", "$fin@", "$fs@", "$fd@", "$via@"};
	static const char *const request[] = {"q_prt@", "q_viaend@", "q_usedeigw@"};

	define(t, "$live@", t->leg + 1, "false", false);
	for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
		define(t, kept[i], t->leg + 1, kept[i], false);
	if (reply)
		return;
	for (unsigned i = 0; i < sizeof request / sizeof *request; i++)
		define(t, request[i], t->leg + 1, request[i], false);
	define(t, "q_nat@", t->leg, "#x00", false);
	define(t, "q_hop@", t->leg, "#x00", false);
}

void legs(struct text *t, char way)
{
	t->way = way;
	t->leg = 0;
	settle(t, "$more", "$live@");
	for (t->leg = 0; t->leg < LEGS; t->leg++) {
		if (str_starts(buf_str(&t->is), "false")) {
			idle_leg(t, way == 'r');
			buf_puts(&t->is, "false");
			continue;
		}
		where_to(t);
		gates(t, way == 'r');
		advance(t, way == 'r');
	}
}
