/*
 * oracle - one concrete packet and its reply, walked naively.
 *
 * Question: does this one packet, from this address and port to that one, get there, and does its
 * reply get back? The engine answers with sets, classes and compiled tables; the oracle answers
 * with loops over lists. It is written from the rules (R1..R86) and shares nothing with
 * analyzer/reach but the model, so that a mistake has to be made twice to go unseen.
 *
 * How it works. A walk is a value: the packet, where it is, and the worst that happened so far. It
 * is copied at every fork (a zone, a target, a route that AWS picks), each copy walks to the very
 * end, reply included, and forks whose ends differ are "unknown". Nothing is cached.
 *
 *	judge 10.1.1.10 -> 10.2.1.10 tcp/443, client port 40000:
 *	   leave subnet-1: acl-1 out, rtb-1 10.2.0.0/16 -> pcx-1; pcx-1 active; acl-2 in;
 *	   groups of eni-1 out, groups of eni-2 in; then the same for
 *	   10.2.1.10:443 -> 10.1.1.10:40000
 *
 * R53 is derived by trying client ports at every edge of every entry of every NACL.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "model/net.h"

/* The order is that of badness: the worst step of a walk decides. */
enum tri { TRI_BLOCK, TRI_UNKNOWN, TRI_PASS };

struct ask_end {
	const struct network_interface *interface; /* NULL: a host outside; on premises when its
						      address is a private one */
	const struct instance_connect_endpoint *endpoint; /* R72: the source, by its interface */
	struct ip address;        /* private for IPv4 interfaces; the host's own */
	struct ip public_address; /* asked by its public address (R67), else FAMILY_NONE */
};

struct ask {
	struct ask_end from, to;
	struct ip
		client; /* R72: an endpoint that keeps addresses: one that it may be called from */
	unsigned protocol;
	unsigned value; /* destination port, or type << 8 | code */
};

enum ruling { RULING_BLOCKED, RULING_PARTIAL, RULING_PASSES, RULING_UNKNOWN };
extern const char *const ruling_names[];

struct judgement {
	enum ruling ruling;
	/* The walk had to stop where data lacks: what lies behind it may block for certain. */
	bool dead_end;
	/* A prefix list without entries was tried both ways, which the engine need not do. */
	bool guessed;
	/* Who stands behind a balancer was not looked at: they may take it from nobody. */
	bool deeper;
	/* Several ways: of the client's choices another is unknown, so that more may pass than a part;
	 * or those that AWS picks differ port by port, though each may be partial. */
	bool doubted;
	/* The rules leave this open; there is nothing to compare. */
	bool open;
	bool used_ports, used_nat_port; /* the last walk: did a filter see that port? */
	const char *why;                /* the rule that stopped it, in words; "" for a pass */
};

/*
 * Which rules the walks of this thread hung on since the last oracle_forget_cites(): that stopped a
 * packet, left it unknown, or let pass what would not have passed without. rules.def has them all.
 */
bool oracle_cited(unsigned rule);
void oracle_forget_cites(void);

struct judgement oracle_judge(const struct net *, const struct ask *);

/* One client port alone. nat_port: the port that a NAT gateway or balancer on the way uses. */
enum tri oracle_walk(const struct net *, const struct ask *, unsigned client_port,
		     unsigned nat_port, struct judgement *how);

#endif
