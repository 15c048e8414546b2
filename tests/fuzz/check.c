/*
 * check.c - any bytes as a snapshot: checked, asked, compared, and shown. Of each, one question and one
 * format, that the bytes themselves decide: many inputs are worth more than all questions to few.
 */
#include "fuzz/chance.h"
#include "fuzz/fuzz.h"
#include "fuzz/lab.h"

#include "base/str.h"
#include "model/net.h"

#include <vpccheck/vpccheck.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void count_bytes(void *ctx, const char *bytes, size_t len)
{
	(void)bytes;
	*(size_t *)ctx += len;
}

static const char *some_format(struct chance *c)
{
	const char *const *names;
	size_t count = vck_formats(&names);
	return names[chance_below(c, count)];
}

/* It is shown, or it is said that this format can't. */
static void show(struct chance *c, const struct vck_report *report)
{
	size_t bytes = 0;
	struct vck_error err = {0};
	enum vck_status st = vck_render_report(
		report, some_format(c), &(struct vck_render_options){0}, count_bytes, &bytes, &err);
	assert(!st || (st == VCK_E_USAGE && *err.text));
}

static void show_answer(struct chance *c, enum vck_status st, struct vck_report *report,
			const struct vck_error *err)
{
	assert(st ? !report && err->status == st && *err->text : report != NULL);
	if (report)
		show(c, report);
	vck_report_free(report);
}

/* ---- what is asked ---- */

/* Something of the network, or what may be of any. */
static const char *some_end(struct chance *c, const struct net *net)
{
	static const char *const ends[] = {"internet",    "on-premises", "eic",         "10.1.1.10",
					   "10.2.1.10",   "10.0.0.0/8",  "0.0.0.0/0",   "::/0",
					   "203.0.113.5", "name=*",      "tag:Name=*b*"};
	size_t count;
	const struct object *const *all =
		net_all(net, (enum kind)chance_below(c, KIND_COUNT), &count);
	return count && chance_below(c, 4) ? all[chance_below(c, count)]->id
					   : chance_of_table(c, ends);
}

static const char *some_protocol(struct chance *c)
{
	static const char *const protocols[] = {"any", "icmp", "tcp", "tcp/22", "udp/53", "47"};
	return chance_of_table(c, protocols);
}

static void check(struct chance *c, const struct vck_net *net)
{
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_check(net, &(struct vck_check_options){.jobs = 1}, &report, &err);
	show_answer(c, st, report, &err);
}

static void ask(struct chance *c, const struct vck_net *net)
{
	const struct net *inside = (const struct net *)net;
	struct vck_question q = {.source = some_end(c, inside),
				 .destination = some_end(c, inside),
				 .protocol = some_protocol(c)};
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_path(net, &q, 1, NULL, &report, &err);
	show_answer(c, st, report, &err);
}

static bool take_row(void *ctx, const struct vck_matrix_row *row)
{
	vck_render_matrix_row(ctx, row);
	return true;
}

static void tabulate(struct chance *c, const struct vck_net *net)
{
	static const char *const by[] = {NULL, "class", "vpc", "subnet", "group", "tag:Name"};
	static const struct vck_matrix_options shapes[] = {{0}, {.pairs = true}, {.exposed = true}};
	const struct net *inside = (const struct net *)net;
	struct vck_matrix_options o = chance_of_table(c, shapes);
	o.jobs = 1;
	o.by = o.pairs ? NULL : chance_of_table(c, by);
	o.protocol = chance_below(c, 2) ? some_protocol(c) : NULL;
	o.source = !o.exposed && chance_below(c, 2) ? some_end(c, inside) : NULL;
	o.destination = chance_below(c, 2) ? some_end(c, inside) : NULL;

	struct vck_matrix_render *out = NULL;
	struct vck_error err = {0};
	size_t bytes = 0;
	if (vck_render_matrix_begin(some_format(c), o.pairs, &(struct vck_render_options){0},
				    count_bytes, &bytes, &out, &err))
		return;
	enum vck_status st = vck_matrix(net, &o, take_row, out, &err);
	assert(!st || (err.status == st && *err.text));
	vck_render_matrix_end(out);
}

/* Nothing differs from itself. */
static void compare(struct chance *c, const struct vck_net *net)
{
	const struct vck_net *pairs[][2] = {{net, net}, {net, lab()}, {lab(), net}};
	size_t which = chance_below(c, sizeof pairs / sizeof *pairs);
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_diff(pairs[which][0], pairs[which][1],
				      &(struct vck_check_options){.jobs = 1}, &report, &err);
	assert(st || which || (!report->n_changes && !report->n_gone));
	show_answer(c, st, report, &err);
}

/* What is proposed to be expected can be read, and holds. */
static void expect(struct chance *c, const struct vck_net *net)
{
	struct vck_check_options o = {.jobs = 1};
	struct vck_config *config = NULL;
	struct vck_report *report = NULL;
	struct vck_error err = {0};
	char *text = NULL;
	enum vck_status st = vck_config_init(net, &text, &err);
	assert(!st == (text != NULL));
	if (st)
		return;
	st = vck_config_parse("vpccheck.yaml", text, strlen(text), NULL, &config, &err);
	assert(!st);
	o.config = config;
	st = vck_check(net, &o, &report, &err);
	for (size_t i = 0; !st && i < report->n_findings; i++)
		assert(report->findings[i].code != VCK_EXPECTATION_FAILED);
	show_answer(c, st, report, &err);
	vck_config_free(config);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const questions[])(struct chance *, const struct vck_net *) = {
		check, ask, tabulate, compare, expect};
	struct chance c = chance_of(data, size);
	struct vck_net *net = NULL;
	struct vck_error err = {0};
	if (vck_net_load_memory(FUZZ_SNAPSHOT, (const char *)data, size, &net, &err))
		return 0;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		questions[i](&c, net);
	vck_net_free(net);
	return 0;
}
