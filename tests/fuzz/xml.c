/* xml.c - any bytes as an answer of EC2, ELB or an error: a tree that prints as JSON, or an error.
 */
#include "fetch/json_text.h"
#include "fetch/xml_json.h"
#include "fuzz/fuzz.h"

#include <cjson/cJSON.h>

#include <assert.h>
#include <string.h>

static const struct {
	const char *service, *operation, *root, *wrapper;
} answers[] = {
	{"ec2", "DescribeVpcs", "DescribeVpcsResponse", NULL},
	{"ec2", "DescribeInstances", "DescribeInstancesResponse", NULL},
	{"ec2", "DescribeSecurityGroups", "DescribeSecurityGroupsResponse", NULL},
	{"ec2", "DescribeNatGateways", "DescribeNatGatewaysResponse", NULL},
	{"elasticloadbalancing", "DescribeListeners", "DescribeListenersResponse",
	 "DescribeListenersResult"},
	{"elasticloadbalancing", "DescribeLoadBalancers", "DescribeLoadBalancersResponse",
	 "DescribeLoadBalancersResult"},
};

static void convert(size_t which, const char *bytes, size_t size)
{
	struct vck_error err = {0};
	cJSON *json = NULL;
	enum vck_status st =
		xml_json(&(struct xml_body){.name = "fuzz",
					    .bytes = bytes,
					    .len = size,
					    .root = answers[which].root,
					    .wrapper = answers[which].wrapper,
					    .shape = xml_shape_of(answers[which].service,
								  answers[which].operation)},
			 &json, &err);
	if (st) {
		assert(!json && err.status == st && *err.text);
		return;
	}
	struct buf text = BUF_INIT;
	json_text(&text, json, 0);
	cJSON *again = cJSON_ParseWithLength(text.data, text.len);
	assert(again); /* what is written can be read */
	cJSON_Delete(again);
	buf_free(&text);
	cJSON_Delete(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xml_error error;
	const char *bytes = (const char *)data;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		convert(i, bytes, size);
	if (xml_error(bytes, size, &error))
		assert(*error.code);
	return 0;
}
