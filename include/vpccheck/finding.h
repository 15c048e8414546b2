/*
 * finding.h - what is wrong, the evidence, and how to mend it.
 */
#ifndef VPCCHECK_FINDING_H
#define VPCCHECK_FINDING_H

#include <vpccheck/flow.h>

#ifdef __cplusplus
extern "C" {
#endif

enum vck_severity {
	VCK_SEVERITY_NONE,
	VCK_SEVERITY_INFO,
	VCK_SEVERITY_WARNING,
	VCK_SEVERITY_ERROR
};
const char *vck_severity_name(enum vck_severity); /* "error", … */

enum vck_code {
	VCK_NO_CODE = 0,
#define VCK_CODE(symbol, code, severity, lint, type, aws, line) VCK_##symbol,
#include <vpccheck/codes.def>
#undef VCK_CODE
	VCK_CODE_COUNT
};

struct vck_code_info {
	const char *code, *resource_type, *aws_code, *summary;
	enum vck_severity severity; /* when it blocks a flow that is probed or expected */
	enum vck_severity lint;     /* when no flow was asked; NONE: it is no lint */
};
const struct vck_code_info *vck_code_info(enum vck_code);
enum vck_code vck_code_of(const char *name); /* VCK_NO_CODE when there is none of that name */

struct vck_evidence {
	const char *resource; /* an id, or NULL */
	const char *text;
	const char *file; /* where that resource was read, or NULL */
	unsigned line;
};

struct vck_proposal {
	const char *summary;   /* "associate an Elastic IP" */
	const char **commands; /* copyable, one line each */
	size_t n_commands;
	bool verified; /* the change was replayed: the flows pass, or nothing but what else stops
			  them is left */
	const char *unverified; /* why not, where that can be said; else NULL */
};

struct vck_fix {
	struct vck_proposal proposal; /* summary NULL: there is none */
	bool verified;                /* the proposal's */
	struct vck_proposal *alternatives;
	size_t n_alternatives;
};

struct vck_resource {
	const char *type, *id, *name, *account, *region, *vpc;
	const char *detail; /* "on eni-… of i-… (web-2)": where it matters */
	const char *file;   /* where the object was read: a file, "<standard input>", "<AWS>" */
	unsigned line;
};

struct vck_finding {
	enum vck_code code;
	enum vck_severity severity;
	const char *direction; /* "forward", "return", or NULL where it has none */
	const char *aws_code;  /* may be "" */
	struct vck_resource resource;
	const char *message;
	struct vck_evidence *evidence;
	size_t n_evidence;
	const char **flows; /* ids */
	size_t n_flows;
	unsigned long flow_count; /* >= n_flows: how many flows it stops in all */
	unsigned long
		likewise; /* how many more resources of which the same is true it stands for */
	/* Of an expectation: what exactly does not hold, "tcp/22" or, of sets, "tcp/22 from a to
	 * b". One that failed before is news where these say more. */
	const char **breaks;
	size_t n_breaks;
	struct vck_fix fix;
	const char *fingerprint; /* hex */
	const char *suppressed;  /* NULL, or why an ignore rule silences it */
	const char *suppressed_until;
};

/* One end of a change: the hosts outside, or interfaces that behave alike. */
struct vck_change_end {
	const char *title;       /* "web-1 (i-1) and 3 more", "the internet (198.51.100.0/24)" */
	const char *outside;     /* "internet", "on-premises", or NULL */
	const char *ranges;      /* of those outside; NULL: all addresses */
	const char **interfaces; /* ids */
	size_t n_interfaces;
};

/* What gets through between two ends (and is answered) after a change, but did not before; and the
 * other way round. Where the reply gets back to a part of the clients' ports alone, it is partial. */
struct vck_change {
	struct vck_change_end source, destination;
	const char **opened, **closed; /* exact parts, as "tcp/22" */
	size_t n_opened, n_closed;
	const char **partial;     /* partial now, and not before */
	const char **was_partial; /* partial before; now all of it gets through, or nothing */
	size_t n_partial, n_was_partial;
	unsigned family; /* 4 or 6: over IPv4, or over IPv6; 0: not said */
};

/* Lists of resources that were read, and from where: accounts and Regions that have the same ones. */
struct vck_read {
	const char **lists; /* "Vpcs", … */
	size_t n_lists;
	const char **places; /* "111122223333 eu-west-1"; "-" where that is not said */
	size_t n_places;
};

struct vck_report {
	const char *subject; /* "2 VPCs, 1 peering connection (active), 2 running instances in
				eu-west-1" */
	struct vck_flow *flows;
	size_t n_flows;
	struct vck_finding *findings; /* worst first, then by code, resource, direction */
	size_t n_findings;
	struct {
		unsigned long reachable, partial, blocked, unknown;
	} flow_counts;
	struct {
		unsigned long error, warning, info, suppressed;
	} finding_counts;
	const char **notes; /* what the reader should know: cut dumps, nothing probed, caveats */
	size_t n_notes;
	const char *caveat; /* "Not visible from here: …", or NULL */
	const char *
		*gone; /* findings of the baseline, or of the earlier snapshot, that are no more:
			      "CODE on ID: MESSAGE" */
	size_t n_gone;
	const char *
		*unconfirmed; /* likewise, but not looked for again: "CODE on ID: MESSAGE (WHY)" */
	size_t n_unconfirmed;
	/* What `check` and `diff` (of the later snapshot) rest on: what was read, and who asked for flows, by
	 * what their ids begin with: "ping", "expect:NAME". */
	struct vck_read *read;
	size_t n_read;
	const char **asked;
	size_t n_asked;
	bool is_path; /* made by `path`: hops are the point */
	/* made by `diff`: findings are those that are new, `gone` those that are no more */
	bool is_diff;
	struct vck_change *changes;
	size_t n_changes;
};

#ifdef __cplusplus
}
#endif
#endif
