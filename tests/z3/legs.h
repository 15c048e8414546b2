/*
 * legs.h - the parts of a flow: one walk as a bounded chain of legs, a flow there and back, and what
 * a load balancer makes of it.
 *
 * A judgement is five bits: certain, possible, dead, guess, open (encode.h). Flows hang together:
 * the client's to the balancer and the balancer's to a target are flows of their own, each with its
 * reply, and both have to pass.
 */
#ifndef Z3_LEGS_H
#define Z3_LEGS_H

#include "z3/encode.h"

/*
 * Where AWS is free to pick (R24), or hosts of one range go several ways, a walk forks: the
 * question is asked once for each way, and `judge` tells them apart by the terms on which they
 * hang.
 */
enum { FORKS = 6, WAYS = 6 };
struct fork {
	struct buf term;
	char ways[WAYS][8]; /* "#x0603" */
	unsigned count, at;
};

struct text {
	struct solver *solver;
	const struct net *net;
	struct buf is;
	const char *sort;       /* of what `is` is */
	bool hosts;             /* an end is a host, and h a symbol */
	enum smt_target target; /* of this leg, and the number of its object */
	unsigned object;
	struct fork forks[FORKS];
	unsigned n_forks, met; /* known from the runs before; met in this run */
	bool many;             /* more ways than are followed */
	bool kept;             /* a balancer sent it on with its client's address (R85) */
	bool stays;            /* in the VPC: an endpoint did (R72) */
	char way;              /* 'q' or 'r' */
	unsigned leg;
};

void let(struct text *, const char *name, const char *term);
void settle(struct text *, const char *name, const char *term); /* t->is: what it comes to */
void legs(struct text *, char way);
bool next_way(struct text *); /* the next combination of forks; false: all were gone */
bool is_constant(const struct buf *);

/* One request and its reply. Terms speak of p, v, c, n, h, k1, k2 alone. */
struct flow {
	struct smt_end from, to; /* to.interface NULL and not a host: whoever has the address */
	bool host;               /* an end is a host, and h a symbol */
	bool seek;               /* `to` is an address, of whoever the walk finds there */
	bool kept;          /* `from` is a balancer's node, or an endpoint's interface, that keeps
				    the address `source` */
	const char *source; /* term: the request's source address; NULL: from's own */
	const char *value;  /* term: destination port, or type and code */
	const char *port;   /* term: the port that the reply is sent to */
	const struct smt_end *client; /* who began it all */
	const struct flow *behind;    /* that came to the node `from`; NULL: none did */
};

/* The judgement of a flow, balancers behind its end included. */
void encode_flow(struct solver *, const struct net *, const struct flow *, struct buf *out);

/* What arrives at a balancer's node. */
struct arrival {
	const struct network_interface *node;
	const char *source, *value, *port; /* terms, as in struct flow */
	const struct flow *flow;           /* by which it came */
};

/* Who answers there is the balancer's to say. */
bool is_balancer(const struct network_interface *);
/* What the balancer makes of it: listener, targets, and back to the node. */
void encode_service(struct solver *, const struct net *, const struct arrival *, struct buf *out);
/* The same for what comes by a way that nobody knows: is there a listener at all? (R82) */
void encode_listening(const struct net *, const struct arrival *, struct buf *out);

#endif
