/* query_util.h - what the tests of query/ and check/ share: loading, asking, looking things up. */
#ifndef TESTS_QUERY_UTIL_H
#define TESTS_QUERY_UTIL_H

#include "harness.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

#include <vpccheck/vpccheck.h>

#include <dirent.h>

static inline struct vck_net *util_load(const char *path)
{
	struct vck_net *net;
	struct vck_error err;
	char text[2048];
	if (vck_net_load(&path, 1, &net, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	return net;
}

static inline struct vck_report *util_check(const struct vck_net *net, const char *probes)
{
	struct vck_check_options options = {.probes = probes};
	struct vck_report *r;
	struct vck_error err;
	char text[2048];
	if (vck_check(net, &options, &r, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	return r;
}

/* With a configuration, if the file is there. */
static inline struct vck_report *util_check_with(const struct vck_net *net, const char *config,
						 const char *probes)
{
	struct vck_config *c = NULL;
	struct vck_report *r;
	struct vck_error err;
	char text[2048];
	if (access(config, R_OK) == 0 && vck_config_load(config, NULL, &c, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	struct vck_check_options options = {.config = c, .probes = probes};
	if (vck_check(net, &options, &r, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	vck_config_free(c);
	return r;
}

static inline struct vck_report *util_path(const struct vck_net *net, const char *from,
					   const char *to, const char *protocol)
{
	struct vck_question q = {.source = from, .destination = to, .protocol = protocol};
	struct vck_report *r;
	struct vck_error err;
	char text[2048];
	if (vck_path(net, &q, 1, NULL, &r, &err))
		ck_abort_msg("%s to %s: %s", from, to, vck_error_string(&err, text, sizeof text));
	return r;
}

static inline cJSON *util_json(struct arena *a, const char *path)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	cJSON *json;
	char text[2048];
	if (file_read(path, 64u << 20, &b, &err) ||
	    json_parse(a, path, buf_str(&b), b.len, &json, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	buf_free(&b);
	return json;
}

/* The distinct codes of findings at least this bad, sorted, with "," between them. */
static inline const char *util_codes(struct arena *a, const struct vck_report *r,
				     enum vck_severity least)
{
	bool seen[VCK_CODE_COUNT] = {false};
	const char *names[VCK_CODE_COUNT];
	size_t n = 0;
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].severity >= least && !seen[r->findings[i].code]) {
			const char *name = vck_code_info(r->findings[i].code)->code;
			size_t k = n++;
			seen[r->findings[i].code] = true;
			for (; k && strcmp(names[k - 1], name) > 0; k--)
				names[k] = names[k - 1];
			names[k] = name;
		}
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", names[i]);
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static inline const char *util_list(struct arena *a, const cJSON *list)
{
	struct buf b = BUF_INIT;
	const cJSON *item;
	cJSON_ArrayForEach(item, list)
		buf_printf(&b, "%s%s", b.len ? "," : "", cJSON_GetStringValue(item));
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static inline const struct vck_finding *util_finding(const struct vck_report *r, const char *code)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (str_eq(vck_code_info(r->findings[i].code)->code, code))
			return &r->findings[i];
	return NULL;
}

/* The folders in a folder, sorted; the count. */
static inline size_t util_folders(struct arena *a, const char *path, const char ***out)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	size_t count = 0;
	ck_assert_msg(n >= 0, "%s is not there", path);
	*out = arena_array(a, const char *, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		const char *full = arena_printf(a, "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && file_is_folder(full))
			(*out)[count++] = full;
		free(entries[i]);
	}
	free(entries);
	return count;
}

static inline bool util_exists(const char *path)
{
	return access(path, R_OK) == 0;
}

/* What is said of a snapshot of testdata/codes: of the flow in query.json, or where there is none of the
 * whole, with its vpccheck.yaml. */
static inline struct vck_report *util_report_of(struct arena *a, const char *folder,
						const char *snapshot)
{
	const char *query = arena_printf(a, "%s/query.json", folder);
	struct vck_net *net = util_load(arena_printf(a, "%s/%s", folder, snapshot));
	struct vck_report *r;
	if (util_exists(query)) {
		cJSON *q = util_json(a, query);
		r = util_path(net, json_string(q, "source"), json_string(q, "destination"),
			      json_string(q, "protocol"));
	} else {
		r = util_check_with(net, arena_printf(a, "%s/vpccheck.yaml", folder), NULL);
	}
	vck_net_free(net);
	return r;
}

/* A public subnet whose network ACL lets all pass, begun: its security groups follow. */
#define UTIL_PUBLIC_SUBNET                                                                         \
	"{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.1.0.0/16\", "                      \
	"\"CidrBlockAssociationSet\": [{\"CidrBlock\": \"10.1.0.0/16\", "                          \
	"\"CidrBlockState\": {\"State\": \"associated\"}}]}],"                                     \
	"\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": "         \
	"\"10.1.0.0/16\", \"AvailabilityZone\": \"eu-west-1a\"}],"                                 \
	"\"InternetGateways\": [{\"InternetGatewayId\": \"igw-1\", \"Attachments\": "              \
	"[{\"VpcId\": \"vpc-1\", \"State\": \"available\"}]}],"                                    \
	"\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", "                   \
	"\"Associations\": [{\"Main\": true}], \"Routes\": [{\"DestinationCidrBlock\": "           \
	"\"0.0.0.0/0\", \"GatewayId\": \"igw-1\", \"State\": \"active\"}]}],"                      \
	"\"NetworkAcls\": [{\"NetworkAclId\": \"acl-1\", \"VpcId\": \"vpc-1\", "                   \
	"\"IsDefault\": true, \"Entries\": [{\"Egress\": false, \"RuleNumber\": 1, "               \
	"\"RuleAction\": \"allow\", \"Protocol\": \"-1\", \"CidrBlock\": \"0.0.0.0/0\"}, "         \
	"{\"Egress\": true, \"RuleNumber\": 1, \"RuleAction\": \"allow\", \"Protocol\": "          \
	"\"-1\", \"CidrBlock\": \"0.0.0.0/0\"}]}],"                                                \
	"\"SecurityGroups\": ["

#endif
