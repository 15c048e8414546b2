/* cmd_path.c - one question, or many of them. */
#include "cli/aws.h"
#include "cli/config.h"
#include "cli/flows.h"
#include "cli/report.h"
#include "cli/source.h"

#include "base/error.h"
#include "check/report.h"
#include "net/proto.h"

#include "base/banned.h"

#define FIRST_BATCH 16 /* so that the first answer of a stream comes soon … */
#define LAST_BATCH  4096

const struct opt opts_path[] = {
	OPT(source, "source", 's', OPT_STRING, "END",
	    "an instance, interface, subnet, VPC or group by id; a load balancer by ARN or DNS "
	    "name, a target group by ARN; an address or CIDR; internet, on-premises, eic; "
	    "name=GLOB, tag:KEY=GLOB",
	    NULL, COMPLETE_NOTHING),
	OPT(destination, "destination", 'd', OPT_STRING, "END", "likewise", NULL, COMPLETE_NOTHING),
	OPT(protocol, "protocol", 'p', OPT_STRING, "PROTOCOL",
	    "icmp (default; from a load balancer to its targets: its health check), "
	    "icmp/TYPE[/CODE], icmpv6, tcp/22, udp/1000-2000, tcp, any, a number",
	    NULL, COMPLETE_NOTHING),
	OPT(flows, "flows", 0, OPT_STRING, "FILE",
	    "ask many: JSON lines or CSV with id, source, destination, protocol", NULL,
	    COMPLETE_FILE),
	OPT_CONFIG,
	OPT_FROM_AWS,
	OPT_REPORT,
	OPT_JOBS,
	OPT_COMMON,
	OPT_END,
};

static enum vck_status one_question(const struct options *o, const char *protocol,
				    struct questions *out, struct vck_error *err)
{
	if (!o->source || !o->destination)
		return vck_fail(err, VCK_E_USAGE, NULL, "path wants --%s%s",
				o->source ? "destination" : "source",
				o->source || o->destination ? ""
							    : " and --destination, or --flows");
	struct proto_spec spec;
	if (protocol && !proto_parse(protocol, &spec, err))
		return VCK_E_USAGE;
	struct vck_question q = {
		.source = o->source, .destination = o->destination, .protocol = protocol};
	vec_push(out, q);
	return VCK_OK;
}

static enum vck_status read_questions(const struct options *o, struct arena *arena,
				      struct questions *out, struct vck_error *err)
{
	const char *protocol = o->protocol ? o->protocol : "icmp";

	if (!o->flows)
		return one_question(o, o->protocol, out, err);
	if (o->source || o->destination)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"--flows asks its own questions, --%s another: give one of them",
				o->source ? "source" : "destination");
	for (size_t i = 0; i < o->operands.len && str_eq(o->flows, "-"); i++)
		if (str_eq(o->operands.items[i], "-"))
			return vck_fail(err, VCK_E_USAGE, NULL,
					"standard input can be read only once");
	return flows_read(o->flows, protocol, arena, out, err);
}

/* All at once, as one report. */
static int ask_all(struct cli *cli, struct asker *asker, const struct questions *q)
{
	struct vck_report *report = NULL;
	struct vck_error err;

	terminal_busy(&cli->terminal, "following flows");
	enum vck_status status = asker_ask(asker, q->items, q->len, &report, &err);
	terminal_idle(&cli->terminal);
	int code = status ? cli_fail(cli, &err) : report_finish(cli, report);
	vck_report_free(report);
	return code;
}

static bool is_stream(const struct options *o)
{
	return o->formats.len == 1 && str_eq(o->formats.items[0], "jsonl") && !o->output;
}

/* A line each as it is decided, in batches that grow. */
static int ask_stream(struct cli *cli, struct asker *asker, const struct questions *q)
{
	enum exit_code worst = EXIT_CLEAN;
	size_t batch = FIRST_BATCH;

	for (size_t i = 0; i < q->len && worst != EXIT_USAGE; i += batch) {
		if (i)
			batch = batch * 2 < LAST_BATCH ? batch * 2 : LAST_BATCH;
		struct questions part = {q->items + i, q->len - i < batch ? q->len - i : batch, 0};
		worst = exit_worst(worst, (enum exit_code)ask_all(cli, asker, &part));
	}
	return (int)worst;
}

static int ask_questions(struct cli *cli, const struct vck_net *net,
			 const struct vck_config *config, const struct questions *q)
{
	struct asker *asker = asker_new(net, config);
	int code = is_stream(&cli->options) ? ask_stream(cli, asker, q) : ask_all(cli, asker, q);

	asker_free(asker);
	return code;
}

int cmd_path(struct cli *cli)
{
	struct arena arena = ARENA_INIT;
	struct questions questions = VEC_INIT;
	struct vck_config *config = NULL;
	struct vck_net *net = NULL;
	struct vck_error err;
	int code;

	enum vck_status status = report_check_options(&cli->options, true, &err);
	if (!status)
		status = read_questions(&cli->options, &arena, &questions, &err);
	if (!status)
		status = config_open(cli, &config, &err);
	if (!status)
		status = source_load(cli, &net, &err);
	code = status ? cli_fail(cli, &err) : ask_questions(cli, net, config, &questions);
	vck_net_free(net);
	vck_config_free(config);
	vec_free(&questions);
	arena_free(&arena);
	return code;
}
