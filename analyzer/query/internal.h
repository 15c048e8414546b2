/* internal.h - what the files of this room share. */
#ifndef QUERY_INTERNAL_H
#define QUERY_INTERNAL_H

#include "base/map.h"
#include "base/vec.h"
#include "query/expect.h"
#include "query/query.h"

#include <pthread.h>

/*
 * Instances that behave alike: same subnet, same groups, same states. One stands for all. Primary
 * interfaces only; terminated instances are left out (R10).
 */
struct host_class {
	const struct network_interface *interface; /* the one with the lowest id */
	unsigned long count;
	bool running;
};

struct hosts {
	struct host_class *classes; /* by VPC, then by interface id */
	size_t len;
	size_t *first; /* of VPC number i; first[vpcs.len] == len */
};
struct hosts hosts_of(struct engines *, struct arena *);

/* The address by which a probe asks for an interface: IPv4, else its first IPv6 one (R11). */
struct ip interface_address(const struct network_interface *, uint8_t family);

struct ask_list {
	VEC(struct ask) items;
	VEC(const char *) notes;
};

/* What the asks hold beside `arena` lives in the engines' `keep`. */
void probe_eic(struct engines *, struct arena *, const struct hosts *, bool named,
	       struct ask_list *);
void probe_ping(struct engines *, struct arena *, const struct hosts *, bool named,
		struct ask_list *);

/* Decide an ask whose ends are single points; its answer lives in the engine's scratch.
 * explain() tells the way too. */
void ask_decide(struct engine *, struct ask *);
void answer_keep(struct arena *, struct answer *); /* its sets move into the arena */
void explain(struct reach *, struct arena *, const struct question *, struct answer *,
	     struct trace *out, struct trace *scratch);

/* How the ends of questions are named where a configuration is at work. */
struct naming {
	const struct groups *groups;
	bool denies;  /* each address of an interface counts, not the first alone; causes don't */
	bool no_self; /* what an interface sends to itself is not meant */
	struct naming_memory *memory; /* of many questions; or NULL */
};

/* The classes of each family, made when they are first needed; then they are only read. */
struct naming_classes {
	pthread_mutex_t lock;
	struct family_classes {
		struct classes *classes;
		uint32_t *class_of; /* [interface ordinal]: its class + 1 */
	} families[2];              /* IPv4 and IPv6 */
};

void naming_classes_free(struct naming_classes *);

/* What many questions need again and again; of one thread. */
struct naming_memory {
	struct naming_classes *classes; /* of all threads; NULL: each pair is asked for itself */
	struct arena *arena;            /* of `ends` */
	struct map ends; /* who is meant by a text, where the other end does not matter */
	size_t points;   /* of all of them */
};

/* Do other VPCs have somebody with this interface's address, too? */
bool held_elsewhere(struct reach *, const struct point *meant);
/* Does it name addresses, and no object that has some? */
bool query_names_addresses(const char *selector);

/* select_points(), with the groups' names known too. naming NULL: selectors alone. */
enum vck_status end_points(struct reach *, struct arena *, const struct naming *, const char *text,
			   uint8_t family, const struct point *other, struct selection *out,
			   struct vck_error *);
/* "tcp/8080": by what a balancer checks these targets of it; NULL: the ends are no such pair, or
 * several ports are checked. */
const char *health_protocol(const struct net *, struct arena *, const struct selection *source,
			    const struct selection *destination, const char **note);
bool naming_skips(const struct naming *, const struct part *);
/* Of ends with very many pairs keep two of each class of interfaces: they stand for the others. */
void naming_thin(struct reach *, struct arena *, const struct naming *, uint8_t family,
		 struct selection *source, struct selection *destination);

/* Drop the VPC's own addresses that begin the range. *last: up to where no more of them follow. False:
 * nothing is left. NULL: a VPC that was not read. */
bool hosts_outside(const struct vpc *, struct ip_range *, u128 *last);

/* One question. `family`: the family that is forced, or FAMILY_NONE. */
enum vck_status query_answer(struct reach *, struct arena *, const struct naming *,
			     const struct vck_question *, uint8_t family, struct ask *,
			     struct vck_error *);

/* "i-1", "eni-1", "internet": the short name of a point in ids of asks. */
const char *point_id(struct arena *, const struct point *);

#endif
