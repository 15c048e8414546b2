#include "cli/aws.h"
#include "load/loader.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include "base/banned.h"

static volatile int interrupted;

static void on_interrupt(int number)
{
	(void)number;
	if (interrupted)
		_exit(EXIT_INTERRUPTED);
	interrupted = 1;
}

/* Keys are in memory from here on: a crash leaves no core file, and Linux hands none to a collector
 * when the limit is one byte (with 0 it would). */
static void forbid_core_files(void)
{
	const struct rlimit one = {1, 1};

	setrlimit(RLIMIT_CORE, &one);
}

void aws_begin(struct cli *cli)
{
	struct sigaction action = {.sa_handler = on_interrupt};

	(void)cli;
	forbid_core_files();
	interrupted = 0;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

void aws_end(struct cli *cli)
{
	terminal_progress(&cli->terminal, NULL);
	terminal_catch_signals();
}

/* ---- the world ---- */

/* A line from the terminal itself, so that a snapshot on standard input is left alone. */
static bool ask(void *ctx, const char *prompt, char *answer, size_t size)
{
	struct cli *cli = ctx;
	struct termios shown, hidden;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return false;
	terminal_progress(&cli->terminal, NULL);
	bool tty = tcgetattr(fd, &shown) == 0;
	hidden = shown;
	hidden.c_lflag &= (tcflag_t)~ECHO;
	bool ok = tty && write(fd, prompt, strlen(prompt)) >= 0 &&
		  tcsetattr(fd, TCSAFLUSH, &hidden) == 0;
	ssize_t n = ok ? read(fd, answer, size - 1) : -1;
	if (tty) {
		tcsetattr(fd, TCSAFLUSH, &shown);
		n = write(fd, "\n", 1) == 1 ? n : -1;
	}
	close(fd);
	answer[n > 0 ? n : 0] = '\0';
	answer[strcspn(answer, "\r\n")] = '\0';
	return n > 0;
}

static void say(void *ctx, enum vck_fetch_level level, const char *line)
{
	struct cli *cli = ctx;

	if (level == VCK_FETCH_ERROR)
		terminal_warn(&cli->terminal, line);
	else if (level == VCK_FETCH_NOTE ||
		 (level == VCK_FETCH_DETAIL && cli->options.verbosity > 0) ||
		 (level == VCK_FETCH_DEBUG && cli->options.aws.debug))
		terminal_note(&cli->terminal, line);
}

static void show_progress(void *ctx, const struct vck_fetch_progress *p)
{
	struct cli *cli = ctx;
	struct buf line = BUF_INIT;

	if (!cli->terminal.progress)
		return;
	buf_printf(&line, "%u of %u calls", p->calls_done, p->calls_total);
	if (p->accounts > 1)
		buf_printf(&line, ", %u accounts", p->accounts);
	if (p->regions > 1)
		buf_printf(&line, ", %u Regions", p->regions);
	buf_printf(&line, ", %llu KB", p->bytes / 1024);
	if (p->retries)
		buf_printf(&line, ", %u asked again", p->retries);
	if (p->throttled)
		buf_printf(&line, " (%u throttled)", p->throttled);
	terminal_progress(&cli->terminal, buf_str(&line));
	buf_free(&line);
}

/* ---- the options ---- */

struct vck_fetch_options aws_options(struct cli *cli)
{
	const struct aws_words *w = &cli->options.aws;
	struct vck_fetch_options o = {
		.profiles = w->profiles.items,
		.profile_count = w->profiles.len,
		.regions = w->regions,
		.role_arns = w->roles.items,
		.role_count = w->roles.len,
		.external_id = w->external_id,
		.org_role = w->org_role,
		.endpoint_url = w->endpoint_url,
		.ca_bundle = w->ca_bundle,
		.expect_account = w->expect_account,
		.allow_plain_http = w->allow_http,
		.world = {.ctx = cli,
			  .ask = ask,
			  .say = say,
			  .progress = show_progress,
			  .interrupted = &interrupted},
	};
	return o;
}

void aws_say_summary(struct cli *cli, const struct vck_fetch_summary *s)
{
	struct buf line = BUF_INIT;
	unsigned refused = s->denied + s->throttled + s->failed;

	buf_printf(&line, "%llu resources of %u account%s in %u Region%s, %u calls", s->elements,
		   s->accounts, s->accounts == 1 ? "" : "s", s->regions, s->regions == 1 ? "" : "s",
		   s->calls);
	if (refused)
		buf_printf(&line, "; %u %s not answered, so what they would tell is not known",
			   refused, refused == 1 ? "was" : "were");
	if (s->denied)
		buf_puts(&line, " (vpccheck fetch --print-iam-policy prints all that is needed)");
	if (s->skipped)
		buf_printf(&line, "; %u were not asked", s->skipped);
	terminal_note(&cli->terminal, buf_str(&line));
	buf_free(&line);
}

/* ---- into the loader ---- */

static struct element_origin origin_of(const char *account, const char *region)
{
	return (struct element_origin){.file = "<AWS>",
				       .account = str_empty(account) ? NULL : account,
				       .region = str_empty(region) ? NULL : region};
}

static enum vck_status take_element(void *ctx, const char *account, const char *region,
				    const char *list_key, const struct cJSON *element,
				    struct vck_error *err)
{
	struct element_origin origin = origin_of(account, region);

	if (str_eq(list_key, "VpcBlockPublicAccessOptions")) /* an object, of the whole Region */
		return loader_bpa(ctx, element, &origin, err);
	return element_sink(ctx, list_key, element, &origin, err);
}

static enum vck_status take_outcome(void *ctx, const struct vck_fetch_call *call,
				    struct vck_error *err)
{
	struct element_origin origin = origin_of(call->account, call->region);
	const struct call_outcome outcome = {.service = call->service,
					     .operation = call->operation,
					     .resource = call->resource,
					     .status = vck_fetch_outcome_name(call->outcome),
					     .code = call->code,
					     .message = call->message};

	(void)err;
	if (call->outcome == VCK_FETCH_OK)
		loader_known(ctx, call->list_key, &origin);
	else
		loader_refused(ctx, &outcome, &origin);
	return VCK_OK;
}

enum vck_status aws_load(struct cli *cli, struct loader *loader, struct vck_error *err)
{
	const struct vck_fetch_options options = aws_options(cli);
	const struct vck_fetch_sink sink = {
		.ctx = loader, .element = take_element, .call_done = take_outcome};
	struct vck_fetch_summary summary = {0};

	aws_begin(cli);
	enum vck_status st = vck_fetch(&options, &sink, &summary, err);
	aws_end(cli);
	if (!st)
		aws_say_summary(cli, &summary);
	return st;
}
