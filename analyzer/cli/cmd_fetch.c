/* cmd_fetch.c - dump the account, check nothing. */
#include "base/file.h"
#include "cli/aws.h"
#include "model/reference/eic_ranges.h"

#include <string.h>

#include "base/banned.h"

const struct opt opts_fetch[] = {
	OPT_AWS,
	OPT(aws.redact, "redact", 0, OPT_STRING, "LIST",
	    "put pseudonyms in the place of tags, addresses, accounts (with commas)", NULL,
	    COMPLETE_NOTHING),
	OPT(aws.redact_key, "redact-key", 0, OPT_STRING, "FILE",
	    "the same file makes the same pseudonyms; else they are of this run alone", NULL,
	    COMPLETE_FILE),
	OPT_IS_FLAG(aws.force, "force", 0, OPT_FLAG, "replace an existing snapshot"),
	OPT_IS_FLAG(aws.times, "times", 0, OPT_FLAG,
		    "note when each call was made; the dump is then not reproducible"),
	OPT_IS_FLAG(aws.print_policy, "print-iam-policy", 0, OPT_FLAG,
		    "print the IAM policy that a fetch needs, and ask nothing"),
	OPT_IS_FLAG(aws.print_commands, "print-commands", 0, OPT_FLAG,
		    "print the aws commands that make the same snapshot, and ask nothing"),
	OPT_COMMON,
	OPT_END,
};

static void gather(void *ctx, const char *text)
{
	buf_puts(ctx, text);
}

static int print(struct cli *cli, const struct vck_fetch_options *o)
{
	struct buf text = BUF_INIT;

	if (cli->options.aws.print_policy)
		vck_fetch_policy(o, gather, &text);
	else
		vck_fetch_commands(o, gather, &text);
	return cli_say(cli, &text);
}

/* "tags,addresses" as bits; 0 and a message when a word is none. */
static bool read_redact(struct cli *cli, unsigned *out, int *code)
{
	static const char *const names[] = {"tags", "addresses", "accounts"};

	for (const char *at = cli->options.aws.redact; at && *at; at += *at == ',') {
		size_t len = strcspn(at, ","), i = 0;
		while (i < 3 && !(strlen(names[i]) == len && strncmp(names[i], at, len) == 0))
			i++;
		if (i == 3) {
			*code = cli_usage(cli,
					  "--redact: \"%.*s\" is none of tags, addresses, accounts",
					  (int)len, at);
			return false;
		}
		*out |= 1u << i;
		at += len;
	}
	return true;
}

static bool wants_folder(const char *path)
{
	return str_ends(path, "/") || (!str_eq(path, "-") && file_is_folder(path));
}

/* AWS's own ranges mean what they mean: under a pseudonym a rule for EC2 Instance Connect would
 * not. */
static void keep_ranges(struct strings *out)
{
	const char *range;

	for (size_t i = 0; (range = eic_reference_range(i)); i++)
		vec_push(out, range);
}

static int fetch(struct cli *cli, struct vck_fetch_options *o)
{
	const char *path = cli->options.output ? cli->options.output : "-";
	struct vck_fetch_summary summary = {0};
	struct vck_error err;
	struct buf key = BUF_INIT;
	struct strings kept = VEC_INIT;
	enum vck_status st = VCK_OK;

	keep_ranges(&kept);
	o->keep_cidrs = kept.items;
	o->keep_cidr_count = kept.len;

	if (cli->options.aws.redact_key) {
		st = file_read(cli->options.aws.redact_key, 1u << 20, &key, &err);
		o->redact_key = buf_str(&key);
	}
	if (!st) {
		aws_begin(cli);
		st = wants_folder(path) ? vck_fetch_to_folder(o, path, &summary, &err)
					: vck_fetch_to_file(o, path, &summary, &err);
		aws_end(cli);
		if (summary.calls)
			aws_say_summary(cli, &summary);
	}
	buf_free(&key);
	vec_free(&kept);
	if (st)
		return cli_fail(cli, &err);
	return summary.incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

int cmd_fetch(struct cli *cli)
{
	struct vck_fetch_options o = aws_options(cli);
	const struct aws_words *w = &cli->options.aws;
	int code = EXIT_CLEAN;

	o.overwrite = w->force;
	o.times = w->times;
	if (cli->options.operands.len)
		code = cli_usage(cli, "fetch takes no operand: \"%s\"",
				 cli->options.operands.items[0]);
	else if (!read_redact(cli, &o.redact, &code))
		;
	else if (w->print_policy || w->print_commands)
		code = print(cli, &o);
	else
		code = fetch(cli, &o);
	return code;
}
