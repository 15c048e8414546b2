/*
 * query - which flows are asked, and what the engine answers.
 *
 * Question: a person names ends ("i-1", "internet", "name=web-*"), a probe promises flows; which
 * points are meant, and what does reach say of each pair? select.c turns selectors into points,
 * probe_<name>.c lists the flows that a configuration promises and what a failure is worth,
 * path.c asks.
 *
 * Invariants: no text for people is made here beyond labels; findings are check's business. Asks
 * come in an order that depends on the network alone.
 */
#ifndef QUERY_QUERY_H
#define QUERY_QUERY_H

#include "net/proto.h"
#include "query/engines.h"
#include "reach/reach.h"

#include <vpccheck/query.h>

/* What a selector stands for. A set stands for each of its members. */
struct selection {
	const char *text;
	LIST(struct point) points;
	bool is_set; /* more than one member could be meant, were it only one now */
};

/*
 * Resolve a selector: instance, interface, subnet, VPC, security group or load balancer by id;
 * private or public address; CIDR; a load balancer's DNS name; internet; on-premises; eic;
 * name=GLOB; tag:KEY=GLOB. `family`: IPV4 or IPV6 when the protocol or the other end demands one,
 * else FAMILY_NONE (IPv4 unless asked, R11). `other`: the other end's first point when it is known,
 * to choose among VPCs that share a range; NULL else. Nothing of that name: VCK_E_USAGE with "did
 * you mean".
 */
enum vck_status select_points(struct reach *, struct arena *, const char *text, uint8_t family,
			      const struct point *other, struct selection *out, struct vck_error *);

/* The public addresses of a family, which "internet" stands for: in order, apart from each other. */
const struct ip_range *query_internet(uint8_t family, size_t *count);

/* Whom the first of these addresses means, which no interface owns, in the light of the other end: a host on
 * the internet, or on premises, where a gateway of its leads there, or nobody. Its range: those that mean the
 * same. */
struct point select_unowned(struct reach *, const struct point *other, struct ip_range);

/* Where EC2 Instance Connect comes from in a Region (R70). */
struct eic_service {
	const struct prefix_list *list; /* the snapshot's own, NULL: it shows none */
	LIST(struct cidr) ranges; /* its entries when they are known, else the shipped table */
};
struct eic_service query_eic_service(const struct net *, struct arena *, const char *region,
				     uint8_t family);
/* The Region whose service calls an interface: its VPC's, its own, the only one there is; NULL: nobody
 * knows. */
const char *query_eic_region(const struct net *, const struct network_interface *);
/* Why there are no ranges of it. */
enum vck_status eic_not_known(const char *region, uint8_t family, struct vck_error *);

/* One pair of points of an ask whose ends are sets. */
struct part {
	struct point source, destination;
	struct answer answer;
	bool untold; /* it does not pass, as none before it that is alike: query_explain() */
};

/* One flow, asked and answered. */
struct ask {
	const char
		*id; /* unique in a report: "ping:i-1->i-2:icmp/8/0" unless the caller gave one */
	const char *probe; /* "ping", "eic", "expect", or NULL */
	struct question question;
	struct answer answer;
	struct trace trace; /* hops; of a reachable flow too when it was asked for by `path` */
	bool untold;        /* a probe's, that does not pass: query_explain() fills its trace */
	enum vck_severity state_severity;  /* what a state, route or address cause is worth here */
	enum vck_severity filter_severity; /* what a denial by a group or NACL is worth here */
	const char *note;                  /* "ping closed, tcp/443 open", or NULL */
	unsigned long count;               /* pairs of interfaces that this one stands for */
	const char *file;                  /* where the question stands, or NULL */
	unsigned line;
	const char *source_text, *destination_text; /* the selectors of a set; NULL: it is none */
	unsigned long unexplained; /* parts whose causes are not told, for there are too many */
	LIST(struct part) parts;   /* of a set, all its pairs; `question` and `trace` show one */
	const struct expectation *expects; /* whose question this is, or NULL */
};

struct asks {
	struct ask *items; /* the owner ends them with asks_free() */
	size_t len;
	LIST(const char *) notes; /* "no probe applies: …" */
};

/*
 * The probes of probes.def ("eic", "ping"); `names` NULL = both with the policy, "none" = none, else a
 * comma list whose causes are all errors. Unknown names: VCK_E_USAGE.
 */
enum vck_status query_probes(struct engines *, struct arena *, const char *names, struct asks *out,
			     struct vck_error *);

/* What to say of VPCs in which nobody was looked for; NULL: there are none. *all: there are no others. */
const char *query_unread(const struct net *, struct arena *, bool *all);

size_t query_probe_names(const char *const **names);

/* The questions of `path`, in their order; a set gives one ask with the exact union and its parts.
 * `groups`: names that ends may have besides selectors; or NULL.
 */
struct groups;
enum vck_status query_path(struct reach *, struct arena *, const struct groups *,
			   const struct vck_question *, size_t count, struct asks *out,
			   struct vck_error *);

/* The way of a question that was decided alone: of an ask, or of a part, that is untold. Everything of
 * it lives in the arena. */
void query_explain(struct engine *, const struct question *, struct arena *, struct trace *out);

void asks_free(struct asks *); /* with what does not live in the arena: the traces' hops */
/* The asks of `more` behind those of `to`, which owns them then. */
void asks_append(struct asks *to, struct asks *more);

/* Does the VPC of this subnet lead to the internet from there: any route to an internet gateway? */
bool query_subnet_is_public(const struct subnet *);

#endif
