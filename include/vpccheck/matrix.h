/*
 * matrix.h - who reaches whom, on what, for all pairs at once.
 *
 * Rows are handed over one by one, in an order that depends on the network alone, and are gone when
 * the callback returns: millions of them need no memory. Both ways are always considered: what a
 * row lets pass gets there, and its reply comes back. Interfaces that start (as a source) or answer (as
 * a destination) nothing of what is asked are no ends of pairs: a NAT gateway is neither, a load
 * balancer pings nobody. Nor are two interfaces of one host a pair: it delivers between them by itself;
 * rows of pairs alone tell so.
 *
 * What passes over IPv4 and what passes over IPv6 are rows of their own, first all of IPv4. Ends that
 * have addresses of one family alone are asked over that; "icmp" is an echo request of either.
 *
 * Rows by the million share their ends and what they say. What is the same in two rows of one matrix
 * mostly has the same number, so that it need be looked at, or written, but once; whoever changes a row
 * clears the number of what it changes. Numbers say nothing else.
 */
#ifndef VPCCHECK_MATRIX_H
#define VPCCHECK_MATRIX_H

#include <vpccheck/error.h>
#include <vpccheck/flow.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vck_net;

struct vck_matrix_options {
	const char *source, *destination; /* selectors (query.h); NULL = every interface */
	const char *protocol;             /* NULL = any */
	const char *by;                   /* NULL or "class", "vpc", "subnet", "group", "tag:KEY" */
	bool pairs;   /* a row per ordered pair of interfaces that the protocol passes whole */
	bool exposed; /* what the internet reaches: source is the internet, with the exact ranges */
	unsigned jobs; /* threads; 0 = one a core. The rows are the same whatever the number. */
};

struct vck_matrix_end {
	const char *kind; /* "interface", "class", "vpc", "subnet", "group", "tag", "internet",
			     "on-premises", "eic", "address": one that was asked for, but is not the
			     first of its interface, or public, or nobody's */
	const char *id;   /* a class goes by its first interface, an address by its, or none */
	const char *name;
	const char *instance, *address, *vpc, *subnet;
	const char *load_balancer; /* whose interface it is: the ARN; `name` is then its name */
	unsigned long members;
	bool primary; /* it is the instance's primary interface: who names the instance means it */
	unsigned long number; /* ends with the same one are the same, member for member; 0: none */
};

struct vck_matrix_row {
	struct vck_matrix_end source, destination;
	enum vck_verdict verdict;
	const char *const *passes; /* exact parts that pass between some pair of the two ends */
	size_t n_passes;
	const char *const *all; /* of a group: the parts that pass between every pair of them */
	size_t n_all;
	const char *const *unknown;
	size_t n_unknown;
	const char *const *ranges; /* of hosts: the addresses that this row speaks of; none: all */
	size_t n_ranges;
	unsigned long pairs;        /* of interfaces with an address of the family */
	unsigned long reached;      /* ... of which so many pass something */
	unsigned family;            /* 4 or 6: what passes over IPv4, or over IPv6 */
	const char *const *partial; /* between some pair: to a part of the client's ports alone the
				       reply gets back */
	size_t n_partial;
	unsigned long answer; /* rows with the same one have the same verdict, passes, all, unknown,
				 partial and family; 0: none */
};

/* false stops: the call then returns VCK_E_INTERRUPTED. */
typedef bool vck_matrix_fn(void *ctx, const struct vck_matrix_row *);

/* Rows in which nothing passes, not even in part, and nothing is unknown are left out. */
enum vck_status vck_matrix(const struct vck_net *, const struct vck_matrix_options *,
			   vck_matrix_fn *row, void *ctx, struct vck_error *);

#ifdef __cplusplus
}
#endif
#endif
