/*
 * endpoint.h - where AWS is asked: partitions, hosts, and what a user may put in their place.
 *
 *	ec2 in eu-west-1 -> https://ec2.eu-west-1.amazonaws.com
 *	ec2 in cn-north-1, dual stack -> https://ec2.cn-north-1.api.amazonwebservices.com.cn
 *
 * Order of what counts, for each service: the option, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL,
 * the profile's `services` section, the profile's endpoint_url, AWS's own host.
 */
#ifndef FETCH_ENDPOINT_H
#define FETCH_ENDPOINT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

struct client;

struct partition {
	const char *name;
	const char *prefix;               /* of its Regions; "" = any other */
	const char *suffix, *dual_suffix; /* dual_suffix NULL: there is none */
	const char *default_region;
	const char *organizations_region; /* NULL: the service is not there */
};

const struct partition *partition_of(const char *region);

enum service_id {
	SERVICE_EC2,
	SERVICE_ELBV2,
	SERVICE_STS,
	SERVICE_ORGANIZATIONS,
	SERVICE_SSO,
	SERVICE_SSO_OIDC,
};

struct service {
	const char *name;       /* of IAM actions, and of the signature */
	const char *host;       /* before ".region.suffix" */
	const char *env;        /* AWS_ENDPOINT_URL_<this> */
	const char *config_key; /* in [services X] */
	const char *version;    /* of the Query API, or NULL */
};

const struct service *service_of(enum service_id);

struct endpoint {
	const char *url;    /* https://ec2.eu-west-1.amazonaws.com/ */
	const char *host;   /* with the port unless it is the default one */
	const char *path;   /* "/" at least */
	const char *region; /* that signatures are made for */
	bool custom;
};

/* Strings live in the client's arena. */
enum vck_status endpoint_resolve(struct client *, enum service_id, const char *region,
				 struct endpoint *out, struct vck_error *);

/* Take a URL apart; `what` names it in errors. Plain http is for loopback alone, unless allowed. */
enum vck_status endpoint_parse(struct arena *, const char *what, const char *url, bool allow_http,
			       struct endpoint *out, struct vck_error *);

bool region_is_valid(const char *region); /* a host label */
bool host_is_loopback(const char *host);

#endif
