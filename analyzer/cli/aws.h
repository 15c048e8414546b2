/*
 * aws.h - the options that lead to an account, and what the user sees while it is asked.
 *
 * Shared by `fetch` and by --from-aws: the words become struct vck_fetch_options, whose world
 * writes notes and one progress line to standard error, asks for MFA codes on the terminal without
 * showing them, and turns Ctrl-C into an orderly end (a second one ends at once).
 */
#ifndef CLI_AWS_H
#define CLI_AWS_H

#include "cli/cli.h"
#include "load/load.h"

#include <vpccheck/fetch.h>

#define OPT_AWS                                                                                    \
	OPT(aws.profiles, "profile", 0, OPT_STRINGS, "NAME",                                       \
	    "credentials and Region of this profile (repeatable)", NULL, COMPLETE_NOTHING),        \
		OPT(aws.regions, "region", 0, OPT_STRING, "LIST",                                  \
		    "Regions, with commas; or \"all\" that are enabled", NULL, COMPLETE_NOTHING),  \
		OPT(aws.roles, "role-arn", 0, OPT_STRINGS, "ARN",                                  \
		    "assume this role (repeatable: one account each)", NULL, COMPLETE_NOTHING),    \
		OPT(aws.external_id, "external-id", 0, OPT_STRING, "ID",                           \
		    "what the role's trust policy asks for", NULL, COMPLETE_NOTHING),              \
		OPT(aws.org_role, "org-role", 0, OPT_STRING, "NAME",                               \
		    "assume this role in every account of the organization", NULL,                 \
		    COMPLETE_NOTHING),                                                             \
		OPT(aws.endpoint_url, "endpoint-url", 0, OPT_STRING, "URL",                        \
		    "ask this host instead of AWS's", NULL, COMPLETE_NOTHING),                     \
		OPT(aws.ca_bundle, "ca-bundle", 0, OPT_STRING, "FILE",                             \
		    "trust these certificate authorities", NULL, COMPLETE_FILE),                   \
		OPT(aws.expect_account, "expect-account", 0, OPT_STRING, "ID",                     \
		    "fail if the credentials belong to another account", NULL, COMPLETE_NOTHING),  \
		OPT_IS_FLAG(aws.allow_http, "allow-http", OPT_NO_LETTER, OPT_FLAG,                 \
			    "take an http:// endpoint that is not this machine"),                  \
		OPT_IS_FLAG(aws.debug, "debug", OPT_NO_LETTER, OPT_FLAG,                           \
			    "say how each request is signed, without secrets")
#define OPT_NO_LETTER 0
#define OPT_FROM_AWS                                                                               \
	OPT_IS_FLAG(aws.from_aws, "from-aws", OPT_NO_LETTER, OPT_FLAG,                             \
		    "ask AWS itself, with the credentials that the aws command would use"),        \
		OPT_AWS

/* Strings of the result live in the options. */
struct vck_fetch_options aws_options(struct cli *);

/* Fetch straight into a loader: what was refused is not known there, and why. */
enum vck_status aws_load(struct cli *, struct loader *, struct vck_error *);

/* From here to aws_end(), Ctrl-C is the fetch's. */
void aws_begin(struct cli *);
void aws_end(struct cli *);

/* What to add to the policy, after a fetch that met refusals. */
void aws_say_summary(struct cli *, const struct vck_fetch_summary *);

#endif
