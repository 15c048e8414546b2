/* cmd_matrix.c - who reaches whom. */
#include "cli/aws.h"
#include "cli/report.h"
#include "cli/source.h"

#include <vpccheck/matrix.h>

#include "base/error.h"
#include "base/file.h"
#include "net/proto.h"
#include "query/matrix.h"

#include "base/banned.h"

const struct opt opts_matrix[] = {
	OPT(source, "source", 's', OPT_STRING, "END",
	    "only what these start: any selector of path, internet and on-premises too", NULL,
	    COMPLETE_NOTHING),
	OPT(destination, "destination", 'd', OPT_STRING, "END", "only what leads to these", NULL,
	    COMPLETE_NOTHING),
	OPT(protocol, "protocol", 'p', OPT_STRING, "PROTOCOL",
	    "any (default: exact sets of services), icmp, tcp/22, udp/1000-2000, …", NULL,
	    COMPLETE_NOTHING),
	OPT(by, "by", 0, OPT_STRING, "WHAT",
	    "rows by class (default), vpc, subnet, group or tag:KEY", NULL, COMPLETE_NOTHING),
	OPT_IS_FLAG(pairs, "pairs", 0, OPT_FLAG,
		    "a row for each ordered pair of interfaces that the protocol passes"),
	OPT_IS_FLAG(exposed, "exposed", 0, OPT_FLAG, "what the internet reaches, exactly"),
	OPT(formats, "format", 'f', OPT_STRINGS, "FORMAT[=FILE]",
	    "text (default), json, csv, dot or mermaid", NULL, COMPLETE_ROWS_FORMAT),
	OPT_JOBS,
	OPT_FROM_AWS,
	OPT_COMMON,
	OPT_END,
};

/* The first row begins the output: what can't be asked prints nothing but its error. */
struct table {
	const char *format;
	bool pairs;
	unsigned width;
	vck_write_fn *write;
	void *ctx;
	struct vck_matrix_render *render; /* NULL: not begun */
	enum vck_status status;
	struct vck_error err; /* of beginning */
	unsigned long rows, unknown;
};

static bool begin(struct table *t)
{
	struct vck_render_options look = {.width = t->width};

	if (!t->render)
		t->status = vck_render_matrix_begin(t->format, t->pairs, &look, t->write, t->ctx,
						    &t->render, &t->err);
	return !t->status;
}

static bool take_row(void *ctx, const struct vck_matrix_row *row)
{
	struct table *t = ctx;

	if (!begin(t))
		return false;
	vck_render_matrix_row(t->render, row);
	t->rows++;
	t->unknown += row->verdict == VCK_UNKNOWN;
	return true;
}

/* Rows go to their place as they come, so that millions of them need no memory. */
static enum vck_status ask(struct cli *cli, const struct vck_net *net,
			   const struct vck_matrix_options *options, struct table *t,
			   struct vck_error *err)
{
	terminal_busy(&cli->terminal, "asking who reaches whom");
	enum vck_status status = vck_matrix(net, options, take_row, t, err);
	if (!status)
		begin(t);
	vck_render_matrix_end(t->render);
	terminal_idle(&cli->terminal);
	if (!t->status)
		return status;
	*err = t->err;
	return t->status;
}

/* Where the rows go, and as what. */
static struct report_target target_of(const struct options *o)
{
	struct report_target t = report_target_of(o->formats.len ? o->formats.items[0] : "text");

	if (!t.file && o->output && !str_eq(o->output, "-"))
		t.file = o->output;
	return t;
}

static enum vck_status show(struct cli *cli, const struct vck_net *net,
			    const struct vck_matrix_options *options, struct table *t,
			    struct vck_error *err)
{
	const struct report_target place = target_of(&cli->options);
	struct file_writer *file = place.file ? file_writer_open(place.file) : NULL;

	*t = (struct table){.format = place.format,
			    .pairs = options->pairs,
			    .width = cli->terminal.width,
			    .write = file ? file_writer_add : terminal_write,
			    .ctx = file};
	if (file)
		terminal_unfinished(file_writer_temporary(file));
	enum vck_status status = ask(cli, net, options, t, err);
	if (file) {
		enum vck_status written = file_writer_end(file, !status, status ? NULL : err);
		terminal_unfinished(NULL);
		return status ? status : written;
	}
	return status ? status : terminal_flush(err);
}

/* Before anything is read, which may take a while. */
static enum vck_status check_words(const struct options *o, struct vck_error *err)
{
	const struct report_target t = target_of(o);
	struct proto_spec spec;

	if (o->formats.len > 1)
		return vck_fail(err, VCK_E_USAGE, NULL, "matrix shows one format at a time");
	if (t.file && !*t.file)
		return vck_fail(err, VCK_E_USAGE, NULL, "--format %s= wants a file", t.format);
	if (vck_render_matrix_check(t.format, err) != VCK_OK ||
	    (o->protocol && !proto_parse(o->protocol, &spec, err)) ||
	    (o->by && !grouping_known(NULL, o->by, err)))
		return VCK_E_USAGE;
	if (o->pairs && !o->protocol)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"--pairs wants to know for which --protocol");
	if (o->pairs && o->by)
		return vck_fail(err, VCK_E_USAGE, NULL, "--pairs and --by exclude each other");
	return VCK_OK;
}

/* Of VPCs in which nobody was looked for, no row says nothing. All of them: the exit status says so. */
static bool warn_of_unread(struct cli *cli, const struct net *net)
{
	struct arena arena = ARENA_INIT;
	bool all;
	const char *text = query_unread(net, &arena, &all);

	if (text)
		terminal_warn(&cli->terminal, text);
	arena_free(&arena);
	return all;
}

int cmd_matrix(struct cli *cli)
{
	const struct options *o = &cli->options;
	struct vck_matrix_options options = {.source = o->source,
					     .destination = o->destination,
					     .protocol = o->protocol,
					     .by = o->by,
					     .pairs = o->pairs,
					     .exposed = o->exposed};
	struct vck_net *net = NULL;
	struct table t = {0};
	struct vck_error err;
	bool unread = false;

	enum vck_status status = check_words(o, &err);
	if (!status)
		status = opt_jobs(o->jobs, &options.jobs, &err);
	if (!status)
		status = source_load(cli, &net, &err);
	if (!status) {
		unread = warn_of_unread(cli, (const struct net *)net);
		status = show(cli, net, &options, &t, &err);
	}
	vck_net_free(net);
	if (status)
		return cli_fail(cli, &err);
	return unread || (t.rows && t.unknown == t.rows) ? EXIT_INCOMPLETE : EXIT_CLEAN;
}
