/*
 * internal.h - the walk: what the hops of this room share. Nobody outside reach/ includes it.
 *
 * A walk is a packet, a place, and what was met so far. The driver (walk.c) calls the function of
 * the place until the walk ends; each function adds hops to the trace and moves on. A failure is
 * told with walk_stop() or walk_doubt(): the walk then goes on as if it had not happened (when
 * there is a trace), so that the failures behind it show too.
 */
#ifndef REACH_INTERNAL_H
#define REACH_INTERNAL_H

#include "base/cons.h"
#include "base/limits.h"
#include "base/str.h"
#include "reach/reach.h"
#include "reach/sg.h"
#include "reach/table.h"

struct tgw_table;
struct dead_ranges;
struct walk;

struct zone {
	const char *id, *name;
};

/* What a subnet's NACL and route table are compiled to, side by side: every walk asks for them. */
struct subnet_rules {
	const struct network_acl *network_acl; /* whose filters these are */
	bool open[2];                          /* [is IPv6]: it lets all pass, both ways */
	const struct filter *nacl[2];          /* [egress]; NULL: not asked for yet */
	const struct route_table *route_table;
	const struct table *table;
	struct zone zone; /* by which transit gateways go */
	bool has_zone;
};

struct reach {
	const struct net *net;
	struct arena arena;             /* compiled tables; freed at the end */
	struct arena scratch;           /* while one is compiled */
	struct pktpool *pool;           /* of what groups and NACLs let through */
	struct map filters;             /* of both, each once */
	struct compiled_groups *groups; /* [ordinal of the set] */
	uint32_t *first_set; /* [ordinal of a group]: its row of ... NULL: none was forgotten */
	uint32_t *sets_of_groups;           /* ... the sets that it is in */
	const struct filter **nacl_filters; /* [ordinal * 2 + egress] */
	const struct table **tables;        /* [ordinal] */
	struct subnet_rules *subnets;       /* [ordinal]: of those two what a subnet has */
	const struct tgw_table **tgw_tables;
	const struct dead_ranges **tgw_dead; /* [ordinal]; NULL: not asked for yet */
	const struct pktset *not_echo;       /* all but echo requests */
	const struct pktset *nat_protocols, *ssh_and_rdp, *tcp_and_udp;
	struct names *names;     /* model/names.h; NULL: not asked for often enough */
	unsigned names_asked;    /* how often */
	struct blocks *blocks;   /* NULL: not asked for yet */
	struct cons health;      /* what health checks met (health.c) */
	enum flag *masqueraders; /* [ordinal of a VPC]: may an instance of it give packets its own
				  * address? FLAG_UNSET: nobody asked yet */
	enum flag translators;   /* on a way that is not known something may change the source */
	LIST(const struct route *)
	to_instances;            /* whose next hop is an instance or interface ... */
	bool to_instances_known; /* ... once somebody asked */
	LIST(const struct peering_side *)
	unread_peers; /* the sides of peering connections whose VPC was not read */
	bool unread_peers_known;
};

/* How the packets asked fare on the way back (R53): disjoint, together what was asked. */
struct outcome_sets {
	const struct pktset *pass, *partial, *blocked, *unknown;
};
void reply_project(struct arena *, const struct pktset *asked, struct sets replies,
		   unsigned client_lo, unsigned client_hi, struct outcome_sets *out);
struct ip called_address(const struct question *);

/* ---- filters ---- */

/* The subnet has a NACL (a route table). */
struct sets nacl_sets(struct reach *, const struct subnet *, bool egress, struct ip peer,
		      struct ip_range *atom);
const struct table *subnet_table(struct reach *, const struct subnet *);
/* ---- choices: where AWS picks one of several ways ---- */

enum { MAX_CHOICES = 8, MAX_WAYS = 128 };

struct choices {
	unsigned pick[MAX_CHOICES], count[MAX_CHOICES];
	unsigned len;
	bool overflow; /* more than we follow: the answer is unknown */
	/* The request's own choice, by its path or host: an alternative of each listener that it
	 * meets (R85). Told by one number, least significant first. */
	unsigned request, requests;        /* of so many; 0 and 1: no listener left a choice */
	struct alternatives *alternatives; /* of the first such listener; or NULL */
};
/* Which of `count` alternatives this request takes. */
unsigned walk_request(struct walk *, unsigned count);

/* ---- Availability Zones ---- */

struct zone zone_of_subnet(const struct subnet *); /* NULL: none */
bool same_zone(struct zone, struct zone);

/* ---- the walk ---- */

enum at {
	AT_SUBNET,      /* about to leave `subnet` */
	AT_TABLE,       /* about to be routed by `table` (a regional NAT gateway has no subnet) */
	AT_VPC,         /* inside `vpc`, from elsewhere: to be delivered */
	AT_INTERNET,    /* on the internet, on its way to `destination` */
	AT_ON_PREMISES, /* behind a virtual private gateway, VPN or Direct Connect */
	AT_END,
};

enum translation_kind { TRANSLATED_BY_NAT, TRANSLATED_BY_BALANCER };

/* What a NAT gateway or a balancer did on the way there, for the reply to undo (R29). */
struct translation {
	enum translation_kind kind;
	const struct object *object;
	const struct network_interface *interface; /* NULL: a regional NAT gateway */
	struct ip before,
		after;       /* the source's address; equal where a balancer keeps the client's */
	struct ip public_ip; /* of a public NAT gateway */
	struct ip service;   /* the address that was called */
	const struct subnet *subnet;
	const struct route_table *table; /* of a regional NAT gateway */
	const struct vpc *vpc;
	unsigned client_lo,
		client_hi; /* the ports that replies carry behind it, towards the client */
	const struct onward *onward; /* that ended at a balancer */
	bool unsure; /* what it got may have had another address: whom it answers, nobody knows */
};

enum { MAX_TRANSLATIONS = 8, MAX_MIDDLEBOXES = 8, MAX_APPLIANCE_WAYS = 4, MAX_PICKS = 4 };

/* An interface that sent the packet on, or a subnet that it came into by a transit gateway, and
 * where it was to go then: from there on the way is the same each time. */
struct passed {
	const struct object *object;
	struct ip destination;
};

/* The subnet by which a request came into a VPC whose attachment has appliance mode on: its reply
 * comes by the same one (R80). */
struct appliance_way {
	const struct tgw_vpc_attachment *attachment;
	const struct subnet *subnet;
};

/* Which of an attachment's subnets a packet passes: out of a VPC into the gateway, or (`arrives`) the other
 * way, to go on from there to the VPC. */
struct gateway_pick {
	const struct tgw_vpc_attachment *attachment;
	const struct subnet *picked;
	enum {
		PICKED_ALWAYS,
		PICKED_FOR_SOURCE,
		PICKED_FOR_DESTINATION
	} by; /* the zone of that end */
	bool arrives, reply;
};

/* A stretch of the way back on which the clients' ports stay the same. */
struct leg {
	struct sets sets; /* of replies */
	unsigned client_lo, client_hi;
};

struct walk {
	struct reach *r;
	struct arena *arena;
	const struct question *q;
	struct trace *trace; /* NULL: only decide */
	struct choices *choices;
	bool reply;

	enum at at;
	struct ip source, destination; /* of the packet, now */
	const struct vpc *vpc;
	const struct subnet *subnet;
	const struct route_table *table;
	const struct network_interface *from; /* the interface that sent it last, NULL: none */
	unsigned steps, bridges;

	/* who may be named by references (R43) */
	const struct network_interface *sender; /* owns `source`, and nothing stood between */
	const struct object *via;
	enum keeping via_keeps_references, arrived_keeps_references, first_keeps_references;
	bool middlebox;
	bool anyone;        /* what lay between may have changed `source` */
	bool may_translate; /* ... or kept it, and the groups of who has it */
	const char *const *balancer_groups;
	size_t n_balancer_groups;
	const struct network_interface
		*first_peer; /* who got it under the address that was called */
	const struct object *first_via;
	bool first_arrived, first_middlebox;

	/* where it is meant to go, in the terms of `destination` */
	const struct network_interface *goal; /* NULL: a host */
	enum point_kind goal_kind;
	const struct object *target_group;    /* that a balancer sent it to */
	const struct onward *onward;          /* behind which balancer it is */
	const struct network_interface *node; /* whose groups are to be asked, see ask_node() */
	size_t node_slot;                     /* their hop's place in the trace */
	struct ip node_source;
	unsigned request_radix; /* of choices->request, for the next listener; 0 counts as 1 */
	const struct subnet *zone_subnet;        /* whose zone a transit gateway goes by (R80) */
	const struct object *first_route_table;  /* that sent it off its subnet */
	const struct tgw_route_table *tgw_table; /* of a transit gateway, that sent it on last */
	const struct tgw_route *tgw_route;
	struct cidr tgw_prefix;

	unsigned n_translations, n_middleboxes, n_passed, n_appliance_ways; /* of those below */
	bool left_by_egress_only;       /* the request left through an egress-only gateway */
	const struct vpc *endpoint_vpc; /* ... a gateway endpoint of this VPC */
	bool entered_by_gateway;        /* the request came in through an internet gateway */
	bool nameless; /* the sender lacks the address that it would go out with: it was told */

	/* the way there: sets of what was asked, in the terms of the packet now */
	const struct pktset *asked;
	struct sets sets;
	bool remapped; /* a balancer changed the port: `asked` is no longer the question's */
	bool cut, uncertain;
	unsigned client_lo,
		client_hi; /* the ports that replies go to, as the far end sees its client */

	/* the way back */
	unsigned n_legs; /* of those below */

	const struct network_interface *delivered;
	bool host_reached; /* or the service behind a gateway endpoint */
	/* planning (plan.h): groups and states at the ends are left out, and the addresses that
	 * walk alike are told */
	bool planning;
	bool fallback;  /* its outcome is no set that a plan could hold */
	bool untracked; /* something was decided by one address, and the atoms don't tell */
	bool by_goal;   /* ... by where the packet is meant to go */
	bool by_zone;   /* ... by the zone of a subnet, otherwise than the picks say */
	bool by_subnet; /* ... by which subnets an attachment has, and there are too many to tell */
	unsigned n_picks;
	const struct subnet *picked; /* by zone: the last one that the packet came into */
	bool asked_in;               /* it got as far as the groups of the destination */
	bool taken;                  /* ... by a way that is not known, see walk_taken() */
	bool taken_translated;
	const struct vpc *cut_in; /* where it was when it was cut; NULL: in none */
	struct ip_range source_atom, destination_atom;
	const struct object *arrived_via;
	bool arrived_by_middlebox;
	struct ip host; /* the host end, whose atom narrows */
	struct ip_range atom;

	/* what is written before it is read: walk_begin() leaves it as it is */
	struct hop scratch; /* stands in for hops when there is no trace */
	struct leg legs[MAX_TRANSLATIONS + 1];
	struct translation translations[MAX_TRANSLATIONS];
	const struct network_interface *middleboxes[MAX_MIDDLEBOXES]; /* that the request passed */
	struct passed passed[MAX_MIDDLEBOXES * 2];               /* on this way, there or back */
	struct appliance_way appliance_ways[MAX_APPLIANCE_WAYS]; /* that the request took */
	struct gateway_pick picks[MAX_PICKS];
};

/* hops */
struct hop *add_hop(struct walk *, enum component, const struct object *);
struct hop *add_hop_id(struct walk *, enum component, const char *id); /* not in the snapshot */
void walk_stop(struct walk *, struct hop *, enum vck_code);
void walk_doubt(struct walk *, struct hop *, enum vck_code);
void walk_lacks(struct walk *, struct hop *, enum kind,
		const struct object *near); /* data-missing */
void walk_unsupported(struct walk *, struct hop *, const char *what);
void walk_apply(struct walk *, struct hop *, struct sets, enum vck_code denied);
struct ip_range *atom_of(struct walk *,
			 struct ip); /* &atom if that address is the host's, else NULL */
unsigned walk_choose(struct walk *, unsigned count);
/* For plans: what comes now is decided by one address; ... by where the packet is meant to go. */
void walk_untracked(struct walk *);
void walk_by_goal(struct walk *);
/* Of the addresses that walk alike: those of the VPC's blocks, or those that are in none. */
void keep_to_blocks(struct walk *, const struct vpc *);
/* ... of those around one address. */
void atom_keep_to_blocks(struct ip_range *atom, const struct vpc *, struct ip);
bool in_no_vpc(struct walk *); /* where it goes is private, and in no VPC of the snapshot */
void walk_cut(struct walk *);  /* nothing passes; told by who calls it */
void walk_end(struct walk *);
/* R43: behind what forwards or translates, no reference holds. */
void behind_middlebox(struct walk *);
/* R32: the connection of two VPCs that both hold the address; NULL: that is not it. */
const struct object *overlapping_peering(const struct walk *);
const struct network_interface *next_hop(const struct net *, const struct route *);
const struct object *unread_interfaces(const struct net *, const struct vpc *);
bool comes_again(struct walk *, const struct object *);

/* places and movements */
void walk_run(struct walk *);
void walk_begin(struct walk *, struct reach *, struct arena *, const struct question *,
		struct choices *, struct trace *);
/* The ends of a question (point.c). */
const struct network_interface *
interface_for(struct arena *, const struct instance_connect_endpoint *, struct ip address);
static inline bool hides_its_client(const struct point *p)
{
	/* R72: it keeps its client's address, so it stands for a client that nobody knows */
	return p->eice && p->eice->preserve_client_ip == FLAG_YES;
}
/* An endpoint whose interface the snapshot lacks: its address is any of its subnet's. */
static inline bool is_placeless(const struct point *p)
{
	return p->eice && p->range.family && !hides_its_client(p);
}
static inline bool is_host(const struct point *p) /* it stands for a range of addresses */
{
	return (p->kind != POINT_INTERFACE && p->kind != POINT_ADDRESS) || hides_its_client(p) ||
	       is_placeless(p);
}
bool is_to_itself(const struct question *); /* R11 */

/* One pair of ends, by every way and every request (ways.c). */
void decide_pair(struct reach *, struct arena *, const struct question *, struct answer *out,
		 struct trace *);
/* What holds for both ways holds; the rest is unknown. */
void merge_answers(struct arena *, struct answer *all, const struct answer *one,
		   const struct question *);
/* What any of several gets, who are not AWS's to pick, passes: unite them all, then settle. */
void unite_any(struct arena *, struct answer *all, const struct answer *one);
void settle_any(struct arena *, const struct question *, struct answer *all);
unsigned verdict_rank(enum vck_verdict); /* the best is 0 */
/* clients.c: an endpoint whose address nothing shows (R72). */
void ask_for_any_client(struct reach *, struct arena *, const struct question *, struct answer *out,
			struct trace *);
void ask_unread_endpoint(struct reach *, struct arena *, const struct question *, struct answer *,
			 struct trace *);
void ask_from_anywhere(struct reach *, struct arena *, const struct question *, struct answer *out,
		       struct trace *);
bool is_lost(const struct walk *there); /* where data lacks nobody knows who answers (R2, R82) */
void judge_goal(struct walk *);         /* what its end says to a flow whose way is not known */
void run_request(struct walk *);
void ask_encryption(struct walk *, const struct vpc *);
/* own.c: what the interface of a service never sends by itself goes no further. */
void start_as_service(struct walk *, const struct network_interface *);
void start_as_endpoint(struct walk *, const struct instance_connect_endpoint *);
void run_reply(struct walk *, const struct walk *there);
void walk_leave(struct walk *, const struct subnet *, const struct network_interface *from);
void enter_vpc(struct walk *, const struct vpc *, const struct object *via);
void cross_nacl(struct walk *, const struct subnet *, bool egress);
void walk_route(struct walk *, const struct route_table *, struct hop *before);
void walk_deliver(struct walk *, bool same_subnet);
void walk_lost(struct walk *, const struct network_interface *where, const char *why); /* R29 */
void walk_arrive(struct walk *, const struct network_interface *);
void wrong_route(struct walk *, struct hop *, enum vck_code);
void follow_wanted(struct walk *, struct hop *);
void check_interface(struct walk *, const struct network_interface *);
void sg_hop(struct walk *, struct hop *, const struct network_interface *, bool egress,
	    const struct sg_peer *);
bool source_is_unknown(const struct walk *); /* what is told of it stands for another */
const struct object *first_group(const struct network_interface *); /* NULL: none is here */
void sg_ingress(struct walk *, const struct network_interface *);
void sg_egress_to_goal(struct walk *, struct hop *, const struct network_interface *,
		       const struct network_interface *to, enum point_kind to_kind);
void sg_egress(struct walk *, struct hop *, const struct network_interface *, bool references);
void cross_peering(struct walk *, struct hop *route_hop, const struct vpc_peering_connection *);
void cross_transit_gateway(struct walk *, struct hop *route_hop, const struct transit_gateway *);
/* Does the subnet's table deliver all of these addresses in the VPC? *range: all of which the same is
 * true. */
bool subnet_delivers(struct reach *, const struct subnet *, struct ip_range *range);
/* By which a VPC is attached to a gateway; NULL: by none. */
const struct tgw_vpc_attachment *attachment_to(const struct transit_gateway *, const struct vpc *);
/* Does it carry packets of the family, each by the subnet in the zone of its end? */
bool attachment_goes_by_zone(const struct tgw_vpc_attachment *, uint8_t family);
/* The subnet of an attachment in another one's zone; NULL: there is none. */
const struct subnet *gateway_subnet(struct reach *, const struct tgw_vpc_attachment *,
				    const struct subnet *by);
/* Does the gateway lead what comes from one VPC for these addresses into the other, to be delivered
 * there, or nowhere? Where it is not certain: false. */
bool gateway_leads_straight(struct reach *, const struct transit_gateway *, const struct vpc *from,
			    const struct vpc *to, struct ip_range);
/* Does it lead what comes from a VPC for this address nowhere? *all: narrowed to those of which the same
 * is true. */
bool gateway_leads_nowhere(struct reach *, const struct transit_gateway *, const struct vpc *from,
			   struct ip, struct ip_range *all);
/* Does the connection carry what comes from a VPC for this address to nobody, for the other side has no
 * such block? *all: narrowed as above. */
bool peering_leads_nowhere(const struct vpc_peering_connection *, const struct vpc *from, struct ip,
			   struct ip_range *all);
/* The gateway's table that decides for what comes from a VPC; NULL: it is not known. */
const struct tgw_route_table *gateway_table(const struct transit_gateway *, const struct vpc *from);
/* Its entry for all of these addresses (NULL: none), and *range: all of which the same is true. False:
 * there are several, or it is not known which. */
bool table_find_range(const struct table *, struct ip_range *range, const struct table_entry **);
/* The gateway at the other end of a peering attachment; NULL: not in the snapshot. */
const struct transit_gateway *far_gateway(const struct net *, const struct transit_gateway *near,
					  const char *attachment_id);
void internet_out(struct walk *, struct hop *route_hop, const struct internet_gateway *);
bool reply_left_vpc(const struct walk *);
void reply_lost(struct walk *);
void internet_in(struct walk *, const struct network_interface *owner, struct ip private_ip);
const struct internet_gateway *gateway_of(const struct vpc *);
/* R62: nobody answers to an Elastic IP of the snapshot that is associated with nothing. False: it is
 * none of the snapshot's. */
bool elastic_ip_unheld(struct walk *, struct hop *);
void at_internet(struct walk *);
void at_on_premises(struct walk *);
bool endpoint_serves(const struct vpc_endpoint *); /* its state */
void walk_taken(struct walk *, const struct network_interface *, bool translated);
void balancer_takes(struct walk *, const struct network_interface *, const struct load_balancer *);
void walk_balancer(struct walk *, const struct network_interface *, const struct load_balancer *);
void balancer_reply(struct walk *);
void health_forget(struct reach *);
bool keeping_client(const struct walk *);
bool is_client_itself(const struct walk *, const struct network_interface *target);
void target_calls_itself(struct walk *, struct hop *);
bool answers_a_balancer(const struct walk *);
void out_of_balancers_way(struct walk *, const char *why);
/* there.c. R72: the request that an EC2 Instance Connect Endpoint sends with its client's address stays in
 * the endpoint's VPC. */
bool endpoint_keeps_client(const struct walk *);
void out_of_endpoints_way(struct walk *, const char *why);
void ask_node(struct walk *, bool arrived, const struct network_interface *at);
bool interfaces_of_one_host(const struct network_interface *, const struct network_interface *);
bool undo_translation(struct walk *, const struct network_interface *at);
/* R2, R29: by whatever way the reply came to what translated the request last, it goes on from there. */
void resume_translation(struct walk *);
bool translated_by(const struct walk *, const struct network_interface *);
void set_reply_goal(struct walk *);
const struct listener *balancer_listener(const struct load_balancer *, unsigned proto,
					 unsigned port);
void start_leg(struct walk *, unsigned client_lo, unsigned client_hi);
void client_ports(const struct question *, unsigned *lo, unsigned *hi);
const struct pktset *replies_to(struct arena *, const struct pktset *asked, unsigned lo,
				unsigned hi);

typedef void hop_fn(struct walk *, struct hop *, const struct route *);
#define HOP(target, fn) hop_fn fn;
#include "reach/hops.def"
#undef HOP

#endif
