/* check.c - any bytes as a snapshot, checked and shown in every format; questions asked of it, too.
 */
#include "fuzz/fuzz.h"

#include <vpccheck/vpccheck.h>

#include <assert.h>
#include <string.h>

static void count_bytes(void *ctx, const char *bytes, size_t len)
{
	(void)bytes;
	*(size_t *)ctx += len;
}

static void show(const struct vck_report *report)
{
	const char *const *names;
	size_t count = vck_formats(&names), bytes = 0;
	for (size_t i = 0; i < count; i++) {
		struct vck_error err = {0};
		enum vck_status st =
			vck_render_report(report, names[i], &(struct vck_render_options){0},
					  count_bytes, &bytes, &err);
		assert(!st ||
		       (st == VCK_E_USAGE && *err.text)); /* it says that it can't show this */
	}
	assert(bytes);
}

static void ask(const struct vck_net *net)
{
	static const struct vck_question questions[] = {
		{.source = "10.1.1.10", .destination = "10.2.1.10", .protocol = "icmp"},
		{.source = "internet", .destination = "10.1.1.10", .protocol = "tcp/22"},
		{.source = "10.0.0.0/8", .destination = "internet", .protocol = "any"},
		{.source = "name=*", .destination = "name=*", .protocol = "tcp"},
	};
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct vck_report *report = NULL;
		struct vck_error err = {0};
		enum vck_status st = vck_path(net, &questions[i], 1, NULL, &report, &err);
		assert(!st == (report != NULL));
		if (!st)
			show(report);
		vck_report_free(report);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vck_net *net = NULL;
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	if (vck_net_load_memory("fuzz.json", (const char *)data, size, &net, &err))
		return 0;
	enum vck_status st = vck_check(net, &(struct vck_check_options){.jobs = 1}, &report, &err);
	assert(!st == (report != NULL));
	if (!st)
		show(report);
	ask(net);
	vck_report_free(report);
	vck_net_free(net);
	return 0;
}
