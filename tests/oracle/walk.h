/* walk.h - the oracle's own: the walk as a value, and the filters that it asks. */
#ifndef ORACLE_WALK_H
#define ORACLE_WALK_H

#include "oracle/oracle.h"

struct packet {
	struct ip source, destination;
	unsigned protocol;
	unsigned value; /* what filters see: destination port, or type << 8 | code */
};

/* A translation that the request went through and that the reply has to undo. */
struct translation {
	const struct nat_gateway *nat;                    /* or */
	const struct load_balancer *balancer;             /* with */
	const struct instance_connect_endpoint *endpoint; /* that keeps its client's address */
	const struct network_interface *front;            /* its interface */
	const struct network_interface *target;           /* balancer: who answers */
	const struct network_interface *inside; /* who sent the request (the reference's sake) */
	struct ip from_before, to_before;       /* the request as it arrived */
	struct ip from_after, to_after;         /* and as it left */
	unsigned reply_value_before;            /* what the reply is addressed to, outside of it */
	bool kept;                              /* the client's address was kept (R85, R72) */
	const struct network_interface *caller; /* R85: whose address it is; NULL: nobody's here */
};

enum { TRANSLATIONS = 4, HOPS = 24, DOORS = 8 };

struct walk {
	const struct net *net;
	const struct ask *ask;
	struct packet packet;
	bool reply;
	enum tri worst;
	const char *why;
	bool dead_end, open, used_ports, used_nat_port, guessed, deeper;
	unsigned hops;
	unsigned client_port, nat_port;
	unsigned reply_value;         /* what the reply will be addressed to, as seen from here */
	struct ip sent_from, sent_to; /* the request as the origin sent it */
	/* who sent the packet, as what, and what it crossed since */
	const struct network_interface *sender; /* NULL: a host outside */
	struct packet out;
	const struct network_interface *at; /* whoever holds it now and forwards it */
	unsigned peerings, transits, middleboxes;
	bool public_way, region_changed;
	const struct vpc_peering_connection *peering;
	const struct transit_gateway *transit;
	bool transit_references;                      /* group references hold across it */
	const struct network_interface *via_balancer; /* that sent it: its groups may be named */
	bool unknown_client; /* R72: whom the packet is from, no group tells */
	/* the subnets into which transit gateways brought it, and where it was to go then */
	const struct subnet *doors[DOORS];
	struct ip door_to[DOORS];
	unsigned n_doors;
	/* in appliance mode a reply comes in as its request did (R80) */
	const struct tgw_vpc_attachment *taken[DOORS];
	const struct subnet *taken_door[DOORS];
	unsigned n_taken;
	/* what the request did */
	struct translation translations[TRANSLATIONS];
	unsigned n_translations;
	const struct vpc
		*egress_only_from; /* its request left this VPC by an egress-only gateway */
};

struct outcome {
	enum tri tri;
	bool dead_end, open, used_ports, used_nat_port, guessed, deeper, doubted;
	const char *why;
	const void *request; /* by which of an application balancer's ways it fares so; NULL: any */
};

/* cites.c */
void rule_cite(unsigned rule);
void rules_cite(const char *why); /* those that it begins with: "R10, R12: not up" */

/* filters.c */
const struct network_acl *oracle_nacl_of(const struct net *, const struct subnet *);
enum tri oracle_nacl(const struct walk *, const struct subnet *, bool egress);
/* certain: references are judged by the way; else by the most that they may mean. */
enum tri oracle_groups(const struct walk *, const struct network_interface *mine, bool egress,
		       const struct network_interface *peer, bool certain);

/* Is there anybody from whom this interface takes the packet? */
bool oracle_groups_take(const struct walk *, const struct network_interface *);

/* routes.c */
struct way {
	const struct route *route; /* NULL with local false: nothing matches */
	bool local;
};
struct ways {
	struct way items[16];
	unsigned len;
	bool guess; /* entries of a prefix list lack: AWS knows, the snapshot does not */
	bool tie;   /* R24 */
};
const struct route_table *oracle_table_of(const struct net *, const struct subnet *);
struct ways oracle_lookup(const struct net *, const struct route_table *, const struct vpc *,
			  struct ip destination);
struct transit_way {
	const struct tgw_route_table *table;
	const char *attachment_id; /* NULL: dropped, or nothing matches */
	bool dropped, unknown;
	/* References to lists without entries, any of which may match, and better. */
	const struct tgw_prefix_list_reference *guesses[4];
	unsigned n_guesses;
	const char *ties[4]; /* that propagate the same prefix: AWS took one of them */
	unsigned n_ties;
};
struct transit_way oracle_transit_lookup(const struct net *, const struct tgw_route_table *,
					 struct ip destination);

/* places.c: who is where */
bool oracle_vpc_covers(const struct vpc *, struct ip);
bool oracle_subnet_covers(const struct subnet *, struct ip);
bool oracle_has(const struct network_interface *, struct ip);
const struct network_interface *oracle_owner(const struct net *, const struct vpc *, struct ip);
const struct network_interface *oracle_public_owner(const struct net *, struct ip,
						    struct ip *inside);
struct ip oracle_public_of(const struct net *, const struct network_interface *, struct ip);
struct ip oracle_public_of_nat(const struct net *, const struct vpc *, struct ip private_ip);
const struct vpc *oracle_vpc_of_ipv6(const struct net *, struct ip);
bool oracle_may_hide(const struct net *, const struct vpc *);
bool oracle_is_resolver(const struct vpc *, struct ip);
enum tri oracle_usable(const struct network_interface *);
bool oracle_same_host(const struct network_interface *, const struct network_interface *);
const struct nat_gateway *oracle_nat_of(const struct net *, const struct network_interface *);
const struct load_balancer *oracle_balancer_of(const struct net *,
					       const struct network_interface *);
bool oracle_attached(const struct gateway_attachment *, size_t count, const struct vpc *);

const struct network_interface *oracle_primary_of(const struct net *, const char *instance_id);
bool oracle_answers_nobody(const struct network_interface *);

/* outcome.c: how a walk ends, and what can be said where nobody knows the way */
struct outcome packet_end(const struct walk *);
bool packet_gate(struct walk *, enum tri, const char *why);
struct outcome packet_stop(struct walk *, const char *why);
struct outcome packet_dead_end(struct walk *, const char *why);
struct outcome packet_beyond(struct walk *, const char *why);
struct outcome packet_merge(struct outcome, struct outcome);
void packet_new_sender(struct walk *, const struct network_interface *);
const struct translation *packet_translation(const struct walk *); /* the last; NULL: none */
bool packet_kept(const struct walk *); /* sent on by a balancer, with its client's address */
enum tri packet_let_out(const struct walk *, const struct network_interface *peer, bool certain);
bool packet_cross(struct walk *, const struct subnet *from, const struct subnet *to);

/* walk.c: out of a subnet */
struct outcome packet_leave(struct walk, const struct subnet *);

/* arrive.c */
unsigned packet_reply_value(struct walk *);
struct outcome packet_answer(struct walk, const struct network_interface *);
struct outcome packet_arrive(struct walk, const struct network_interface *);
struct outcome packet_arrive_host(struct walk);
struct outcome packet_deliver(struct walk, const struct vpc *, const struct subnet *from);

/* internet.c */
struct outcome packet_internet(struct walk);
struct outcome packet_enter_unread(struct walk, const struct network_interface *);
struct outcome packet_by_internet_gateway(struct walk, const struct vpc *,
					  const struct subnet *from, const struct route *);
struct outcome packet_by_egress_only_gateway(struct walk, const struct vpc *,
					     const struct subnet *from, const struct route *);

/* nat.c */
struct outcome packet_by_nat(struct walk, const struct vpc *, const struct subnet *from,
			     const struct route *);
struct outcome packet_nat_back(struct walk, const struct nat_gateway *,
			       const struct network_interface *);
struct outcome packet_nat_answers(struct walk, struct translation);

/* hops.c */
struct outcome packet_by_peering(struct walk, const struct vpc *, const struct route *);
struct outcome packet_forward(struct walk, const struct vpc *, const struct subnet *from,
			      const struct network_interface *, const char *id);
struct outcome packet_by_endpoint(struct walk, const struct vpc *, const struct subnet *from,
				  const struct route *);
struct outcome packet_by_vpn_gateway(struct walk, const struct vpc *, const struct route *);

/* transit.c */
struct outcome packet_transit(struct walk, const struct vpc *, const struct subnet *from,
			      const struct transit_gateway *, const char *id);

/* balance.c */
bool packet_may_be_served(const struct walk *, const struct load_balancer *);
struct outcome packet_balance(struct walk, const struct network_interface *,
			      const struct load_balancer *);
struct outcome packet_balance_back(struct walk, struct translation);
struct outcome packet_balancer_answers(struct walk, struct translation);

#endif
