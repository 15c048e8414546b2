/* difference.c - the engine's answer as a formula, and where the rules' differs from it. */
#include "z3/difference.h"

static void put_set(struct buf *b, const char *name, const struct pktset *set)
{
	buf_printf(b, "(define-fun %s ((p P) (v V)) Bool (or false", name);
	for (uint32_t i = 0; i < set->count; i++)
		buf_printf(b, " (and (bvuge (concat p v) #x%06x) (bvule (concat p v) #x%06x))",
			   (unsigned)set->spans[i].lo, (unsigned)set->spans[i].hi);
	buf_puts(b, "))\n");
}

static void put_said(struct buf *b, const struct answer *a)
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

void difference_put_words(struct buf *b)
{
	buf_puts(b, sorts);
	buf_puts(b, reading);
}

void difference_put_answer(struct buf *b, const struct net *net, const struct pair *p,
			   const struct answer *a)
{
	put_said(b, a);
	put_scope(b, net, p, a);
}

static const char plain[] =
	"(assert (let ((j (judge p v c n h k1 k2)) (i (judge p v c2 n2 h k1 k2)))"
	" (and (not (unruled j)) (not (unruled i))"
	" (or (and (said_passes p v) (not (certain j)))"
	"     (and (said_blocked p v) (possible j) (not (dead j)))"
	"     (and (said_unknown p v) (not picks) (certain j) (not (possible i))"
	"          (not (guess j)) (not (guess i)))))))\n";

static const char quantified[] =
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
static const char plain_of_clients[] =
	"(assert (let ((j (judge p v c n h k1 k2)) (i (judge p v c2 n2 h k1 k2)))"
	" (and (not (unruled j)) (not (unruled i))"
	" (or (and (said_passes p v) (told h) (not (certain j)))"
	"     (and (said_blocked p v) (possible j) (not (dead j)))"
	"     (and (said_unknown p v) (not picks) (certain j) (not (possible i))"
	"          (not (guess j)) (not (guess i)))))))\n";

static const char quantified_of_clients[] =
	"(assert (or"
	" (and (or (said_partial p v) (said_unknown p v))"
	"  (forall ((y V) (z V) (x1 K) (x2 K)) (=> (ports y z) (let ((j (judge p v y z h x1 x2)))"
	"        (and (certain j) (not (guess j)) (not (unruled j)))))))"
	" (and (said_unknown p v)"
	"  (forall ((g A) (y V) (z V) (x1 K) (x2 K)) (=> (and (host g) (ports y z))"
	"        (let ((j (judge p v y z g x1 x2)))"
	"         (and (not (possible j)) (not (guess j)) (not (unruled j)))))))))\n";

const char *difference_plain(const struct pair *p)
{
	return keeps_its_client(&p->from) ? plain_of_clients : plain;
}

const char *difference_quantified(const struct pair *p)
{
	return keeps_its_client(&p->from) ? quantified_of_clients : quantified;
}
