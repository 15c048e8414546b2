/*
 * query.h - questions to a network.
 *
 * Every function makes a report that the caller ends with vck_report_free(). The network is only
 * read and must outlive the call, not the report.
 */
#ifndef VPCCHECK_QUERY_H
#define VPCCHECK_QUERY_H

#include <vpccheck/error.h>
#include <vpccheck/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vck_net;    /* include/vpccheck/net.h */
struct vck_config; /* a parsed vpccheck.yaml, or NULL */

struct vck_question {
	const char *id; /* kept in the answer; may be NULL */
	/* Selectors: an instance, interface, subnet, VPC, security group or Instance Connect endpoint by
	 * id; a load balancer by ARN or DNS name, a target group by ARN; an address or CIDR; "internet",
	 * "on-premises", "eic"; "name=GLOB", "tag:KEY=GLOB". */
	const char *source, *destination;
	const char *protocol; /* "icmp", "tcp/22", … */
	const char *file;     /* where it stands, for messages; may be NULL */
	unsigned line;
};

struct vck_check_options {
	const char *probes; /* NULL = the default set; "none"; "eic,ping": named ones, all causes
			       errors */
	const struct vck_config *config;
	unsigned jobs; /* threads; 0 = one a core */
};

/* Probes (or expectations) and lints. */
enum vck_status vck_check(const struct vck_net *, const struct vck_check_options *,
			  struct vck_report **out, struct vck_error *);

/* The answers to `count` questions in their order, with hops both ways and the causes as findings.
 */
enum vck_status vck_path(const struct vck_net *, const struct vck_question *, size_t count,
			 const struct vck_config *, struct vck_report **out, struct vck_error *);

/*
 * What a change does: flows that it opens and closes, findings that are new or gone. With
 * expectations, a finding is new, too, where a flow of it held before. Both networks must outlive
 * the call.
 */
enum vck_status vck_diff(const struct vck_net *before, const struct vck_net *after,
			 const struct vck_check_options *, struct vck_report **out,
			 struct vck_error *);

void vck_report_free(struct vck_report *);

#ifdef __cplusplus
}
#endif
#endif
