/* config.c - any bytes as vpccheck.yaml: a configuration, by which a network can be checked, or an
 * error with its place. */
#include "fuzz/fuzz.h"
#include "fuzz/lab.h"

#include <vpccheck/vpccheck.h>

#include <string.h>

static void check_error(const struct vck_error *err, enum vck_status st)
{
	assert(err->status == st && *err->text && !strchr(err->text, '\n'));
	assert(strncmp(err->where, "vpccheck.yaml", strlen("vpccheck.yaml")) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vck_config *config = NULL;
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_config_parse("vpccheck.yaml", (const char *)data, size,
					      "2027-01-31", &config, &err);
	assert(!st == (config != NULL));
	if (!st)
		st = vck_check(lab(), &(struct vck_check_options){.config = config, .jobs = 1},
			       &report, &err);
	assert(!st == (report != NULL));
	if (st)
		check_error(&err, st);
	vck_report_free(report);
	vck_config_free(config);
	return 0;
}
