/*
 * encode - a network and a question about it as SMT-LIB text.
 *
 * Question: what do the rules (R1..R86) say of *every* packet between two ends, at once? The packet
 * is symbolic: protocol, port or type and code, the client's own port, the port that a NAT gateway
 * takes, which of several tied routes AWS picks, and the host's address where the end is a range of
 * hosts. What a rule says of it is a term over these.
 *
 * How it works. An address is 129 bits, one for the family and IPv4 in the low 32 of the rest, so
 * that a prefix is an `extract` and never matches the other family (R22, R46). Every resource is a
 * number, 0 is none. What the network holds becomes functions of such numbers: (in_subnet s a),
 * (owner v a), (nacl_c s out peer p v), (route t pick d). A walk is a bounded chain of legs: each
 * leaves a subnet by its table, or arrives from the internet, and is at its end or on its way to
 * the next leg; the reply is a second chain. Nothing here decides where a packet goes; the
 * functions do.
 *
 * Every step has two terms: passes for certain (_c) and may pass (_p). `dead` marks a walk that
 * cannot be followed further, for what lies behind may still block it (R2, R3): there, `blocked` is
 * a right answer, too. `guess` marks one that depends on a prefix list without entries, `open` one
 * of which the rules say nothing.
 *
 *	(define-fun judge ((p Proto) (v Value) (c Value) (n Value) (h Addr) (k1 Pick) (k2 Pick))
 *	        J ...)             five bits: certain, possible, dead, guess, open
 */
#ifndef Z3_ENCODE_H
#define Z3_ENCODE_H

#include "base/str.h"
#include "model/net.h"
#include "z3/solver.h"

enum { LEGS = 5 }; /* of one direction; what needs more is not compared */

/* One end: an address of an interface, perhaps asked for by its public address, or a host. */
struct smt_end {
	const struct network_interface *interface; /* NULL: a host, symbolic; or whoever … */
	struct ip address, public_address;
	bool premises; /* a host on premises, not on the internet (R82) */
	bool sought;   /* … has this address, which the walk finds out */
	/* R72: a source, by its interface. One that keeps its clients' addresses calls with h, of a client
	 * whom nobody knows. */
	const struct instance_connect_endpoint *endpoint;
};

static inline bool keeps_its_client(const struct smt_end *e)
{
	return e->endpoint && e->endpoint->preserve_client_ip == FLAG_YES;
}

/* The functions of a network, and what its filters let through. */
void encode_network(const struct net *, struct buf *);
void encode_filters(const struct net *, struct buf *);
void encode_routes(const struct net *, struct buf *);
void encode_transit(const struct net *, struct buf *);
/*
 * Defines `judge` for one pair of ends. The solver, which knows the network and (host h), the range
 * of the host if an end is one, evaluates on the way. Defines `picks`, too: does anything hang on
 * what AWS is free to pick?
 */
void encode_question(struct solver *, const struct net *, const struct smt_end *from,
		     const struct smt_end *to);
void encode_combinations(struct buf *); /* of judgements, once for all networks */

/* The client's own ports (R53). */
void encode_client_ports(const struct smt_end *from, unsigned *lo, unsigned *hi);

/* ---- what the parts share ---- */

/* Numbers of places: 0 is none. */
static inline unsigned number_of(const struct object *o)
{
	return o ? o->ordinal + 1 : 0;
}
/* The interface numbers of what lies outside, of what the rules do not reach (R81, R84), and of what
 * lies on premises (R82). */
enum { OUTSIDE = 0xff, BEYOND = 0xfe, PREMISES = 0xfd };

/* The numbers of VPCs that were not read, for who comes in by the internet; and of those whose interface
 * there takes nothing from it (R65). */
enum { UNREAD = 0xff, UNREAD_DENIES = 0xfe };

/* The kinds of target that a leg tells apart, high byte of what (route ...) gives. */
enum smt_target {
	SMT_NONE,      /* no route, or one that drops */
	SMT_LOCAL,     /* inside the VPC */
	SMT_IGW,       /* object: 1 attached to the table's VPC, 2 not, 3 not known */
	SMT_EGRESS,    /* as SMT_IGW */
	SMT_NAT,       /* object: its number */
	SMT_INTERFACE, /* as next hop */
	SMT_PEERING,
	SMT_TRANSIT,
	SMT_ENDPOINT, /* a gateway endpoint */
	SMT_OUT,      /* out on the internet, nobody's address in the snapshot */
	SMT_DEAD,     /* cannot be followed: data lacks */
	SMT_BEYOND,   /* on premises, object as SMT_IGW; or not modelled, 4 (R82, R84) */
};

/* R22, R80: one of several routes, as an order for qsort(): longest prefix, then the lower rank. */
struct ranked {
	struct cidr prefix;
	int rank;
};
int longest_first(struct ranked, struct ranked);

void put_address(struct buf *, struct ip);
void put_covers(struct buf *, struct cidr, const char *variable); /* a Bool */
void put_byte(struct buf *, unsigned);

/* (ite (= x #x01) A (ite ...)): a function of one number as a chain of cases. */
struct chain {
	struct buf *out;
	const char *variable;
	unsigned depth;
};
struct chain chain_begin(struct buf *, const char *head, const char *variable);
void chain_case(struct chain *, unsigned number); /* its value follows */
void chain_end(struct chain *, const char *otherwise);

#endif
