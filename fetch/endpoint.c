#include "fetch/endpoint.h"
#include "base/str.h"
#include "base/vec.h"
#include "fetch/client.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The prefixes are tried in this order; the last one takes what is left. */
static const struct partition partitions[] = {
	{"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws", "us-gov-west-1", "us-gov-west-1"},
	{"aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov", "us-iso-east-1", NULL},
	{"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud", "us-isob-east-1", NULL},
	{"aws-iso-f", "us-isof-", "csp.hci.ic.gov", NULL, "us-isof-south-1", NULL},
	{"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", NULL, "eu-isoe-west-1", NULL},
	{"aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", "eusc-de-east-1", NULL},
	{"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "cn-northwest-1",
	 "cn-northwest-1"},
	{"aws", "", "amazonaws.com", "api.aws", "us-east-1", "us-east-1"},
};

static const struct service services[] = {
	[SERVICE_EC2] = {"ec2", "ec2", "EC2", "ec2", "2016-11-15"},
	[SERVICE_ELBV2] = {"elasticloadbalancing", "elasticloadbalancing",
			   "ELASTIC_LOAD_BALANCING_V2", "elastic_load_balancing_v2", "2015-12-01"},
	[SERVICE_STS] = {"sts", "sts", "STS", "sts", "2011-06-15"},
	[SERVICE_ORGANIZATIONS] = {"organizations", "organizations", "ORGANIZATIONS",
				   "organizations", NULL},
	[SERVICE_SSO] = {"sso", "portal.sso", "SSO", "sso", NULL},
	[SERVICE_SSO_OIDC] = {"sso-oidc", "oidc", "SSO_OIDC", "sso_oidc", NULL},
};

const struct partition *partition_of(const char *region)
{
	size_t i = 0;
	while (!str_starts(region, partitions[i].prefix))
		i++;
	return &partitions[i];
}

const struct service *service_of(enum service_id id)
{
	return &services[id];
}

bool region_is_valid(const char *region)
{
	size_t len = strlen(region);
	if (!len || len > 63 || region[0] == '-' || region[len - 1] == '-')
		return false;
	for (const char *c = region; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '-')
			return false;
	return true;
}

bool host_is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 ||
	       (str_starts(host, "127.") && !host[strspn(host, "0123456789.")]) ||
	       str_eq(host, "[::1]") || str_ends(host, ".localhost");
}

/* ---- taking a URL apart ---- */

/* The host alone, and whether what follows is the scheme's own port. */
static bool split_authority(struct arena *a, const char *authority, bool https, char **name,
			    const char **host)
{
	const char *colon = strrchr(authority, ':');
	if (colon && strchr(colon, ']'))
		colon = NULL; /* inside an IPv6 address */
	size_t len = colon ? (size_t)(colon - authority) : strlen(authority);
	*name = arena_strndup(a, authority, len);
	*host = authority;
	if (!len || (colon && (!colon[1] || colon[1 + strspn(colon + 1, "0123456789")])))
		return false;
	if (colon && strcmp(colon, https ? ":443" : ":80") == 0)
		*host = *name;
	for (const char *c = *name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-._:[]", *c))
			return false;
	return true;
}

enum vck_status endpoint_parse(struct arena *a, const char *what, const char *url, bool allow_http,
			       struct endpoint *out, struct vck_error *err)
{
	bool https = strncasecmp(url, "https://", 8) == 0,
	     http = strncasecmp(url, "http://", 7) == 0;
	if (!https && !http)
		return vck_fail(err, VCK_E_CONFIG, NULL, "%s: \"%s\" is not a URL (https://host)",
				what, url);
	const char *rest = url + (https ? 8 : 7);
	size_t len = strcspn(rest, "/?#");
	char *authority = arena_strndup(a, rest, len), *name;
	if (strchr(rest, '?') || strchr(rest, '#') || rest[strcspn(rest, " \t\r\n")])
		return vck_fail(err, VCK_E_CONFIG, NULL,
				"%s: \"%s\" has a query, a fragment or a space, which an endpoint "
				"can't have",
				what, url);
	if (!split_authority(a, authority, https, &name, &out->host))
		return vck_fail(err, VCK_E_CONFIG, NULL, "%s: \"%s\" names no host", what, url);
	if (http && !allow_http && !host_is_loopback(name))
		return vck_fail(err, VCK_E_CONFIG, NULL,
				"%s: \"%s\" would send signed requests in the clear; use https, or "
				"--allow-http if that is meant",
				what, url);
	out->path = rest[len] ? arena_strdup(a, rest + len) : "/";
	out->url = arena_printf(a, "%s%s%s", https ? "https://" : "http://", authority, out->path);
	out->custom = true;
	return VCK_OK;
}

/* ---- which URL ---- */

/* What the user put in the place of AWS's host, and where; NULL when nothing. */
static enum vck_status configured_url(struct client *c, const struct service *s, const char **url,
				      const char **from, struct vck_error *err)
{
	const char *option = c->shared->options->endpoint_url;
	struct arena *a = &c->arena;
	bool aws_api = !str_starts(s->name, "sso");
	*from = "--endpoint-url";
	*url = aws_api ? option : NULL;
	if (*url || client_flag(c, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
				"ignore_configured_endpoint_urls"))
		return VCK_OK;
	*from = arena_printf(a, "AWS_ENDPOINT_URL_%s", s->env);
	if ((*url = client_env(c, *from)))
		return VCK_OK;
	*from = "AWS_ENDPOINT_URL";
	if ((*url = client_env(c, *from)))
		return VCK_OK;
	const char *name = config_get(c->section, "services");
	if (!str_empty(name)) {
		const struct config_section *section =
			config_find(&c->config, CONFIG_SERVICES, name);
		if (!section)
			return vck_fail(
				err, VCK_E_CONFIG, &(struct where){.file = c->config_path},
				"profile %s names services = %s, but there is no [services %s]",
				c->profile, name, name);
		*from = arena_printf(a, "%s: [services %s] %s", c->config_path, name,
				     s->config_key);
		*url = config_sub(a, config_get(section, s->config_key), "endpoint_url");
		if (!str_empty(*url))
			return VCK_OK;
	}
	*from = arena_printf(a, "profile %s: endpoint_url", c->profile);
	*url = config_get(c->section, "endpoint_url");
	if (str_empty(*url))
		*url = NULL;
	return VCK_OK;
}

static bool sts_is_global(const struct client *c, const char *region)
{
	static const char *const legacy[] = {
		"ap-northeast-1", "ap-south-1",   "ap-southeast-1", "ap-southeast-2",
		"aws-global",     "ca-central-1", "eu-central-1",   "eu-north-1",
		"eu-west-1",      "eu-west-2",    "eu-west-3",      "sa-east-1",
		"us-east-1",      "us-east-2",    "us-west-1",      "us-west-2",
	};
	const char *set = client_setting(c, "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints");
	if (!str_eq(set, "legacy"))
		return false;
	for (size_t i = 0; i < COUNT_OF(legacy); i++)
		if (strcmp(region, legacy[i]) == 0)
			return true;
	return false;
}

static const char *aws_host(struct client *c, enum service_id id, const char *region, bool fips,
			    bool dual)
{
	const struct partition *p = partition_of(region);
	/* GovCloud's plain hosts are FIPS hosts. */
	bool plain = !fips || (str_eq(p->name, "aws-us-gov") && !dual);
	return arena_printf(&c->arena, "%s%s.%s.%s", services[id].host, plain ? "" : "-fips",
			    region, dual ? p->dual_suffix : p->suffix);
}

enum vck_status endpoint_resolve(struct client *c, enum service_id id, const char *region,
				 struct endpoint *out, struct vck_error *err)
{
	const char *url, *from;
	bool fips = client_flag(c, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
	bool dual = client_flag(c, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
	memset(out, 0, sizeof *out);
	enum vck_status st = configured_url(c, &services[id], &url, &from, err);
	if (st)
		return st;
	if (id == SERVICE_ORGANIZATIONS && partition_of(region)->organizations_region)
		region = partition_of(region)->organizations_region;
	out->region = arena_strdup(&c->arena, region);
	if (url && (fips || dual))
		return vck_fail(
			err, VCK_E_CONFIG, NULL,
			"Invalid Configuration: %s and custom endpoint are not supported (%s)",
			fips ? "FIPS" : "Dualstack", from);
	if (url)
		return endpoint_parse(&c->arena, from, url, c->shared->options->allow_plain_http,
				      out, err);
	if (dual && !partition_of(region)->dual_suffix)
		return vck_fail(err, VCK_E_CONFIG, NULL, "partition %s has no dual-stack endpoints",
				partition_of(region)->name);
	out->host = aws_host(c, id, region, fips, dual);
	if (id == SERVICE_STS && !fips && !dual && sts_is_global(c, region)) {
		out->host = "sts.amazonaws.com";
		out->region = "us-east-1";
	}
	out->path = "/";
	out->url = arena_printf(&c->arena, "https://%s/", out->host);
	return VCK_OK;
}
