/* source.c - the snapshots that the user named, as one network. */
#include "cli/source.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/aws.h"

#include <errno.h>
#include <unistd.h>

#include "base/banned.h"

static enum vck_status check_operands(const struct strings *paths, bool from_aws,
				      struct vck_error *err)
{
	unsigned from_stdin = 0;

	if (!paths->len && !from_aws)
		return vck_fail(
			err, VCK_E_USAGE, NULL,
			"which snapshot? Name files, folders, - for standard input, or --from-aws");
	for (size_t i = 0; i < paths->len; i++) {
		if (str_empty(paths->items[i]))
			return vck_fail(err, VCK_E_USAGE, NULL, "a snapshot's name is empty");
		from_stdin += str_eq(paths->items[i], "-");
	}
	if (from_stdin > 1)
		return vck_fail(err, VCK_E_USAGE, NULL, "standard input can be read only once");
	return VCK_OK;
}

/* "chekc" is no file, but nearly a command. */
static enum vck_status check_misspelt(const char *word, struct vck_error *err)
{
	struct strings names = VEC_INIT;

	if (str_eq(word, "-") || access(word, F_OK) == 0 || errno != ENOENT)
		return VCK_OK;
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].summary)
			vec_push(&names, commands[i].name);
	const char *near = str_nearest(word, names.items, names.len);
	vec_free(&names);
	if (!near)
		return VCK_OK; /* the loader says that there is no such file */
	return vck_fail(err, VCK_E_USAGE, NULL,
			"there is no file \"%s\"; did you mean the command \"%s\"?", word, near);
}

static enum vck_status check_vpcs(const struct strings *paths, const struct vck_net *net,
				  struct vck_error *err)
{
	const struct refusal *refused;

	if (vck_net_vpc_count(net))
		return VCK_OK;
	refused = net_refused((const struct net *)net, KIND_VPC, NULL, NULL);
	if (refused)
		return vck_fail(err, VCK_E_INPUT, NULL, "no VPC was read: %s", refused->text);
	if (!paths->len)
		return vck_fail(
			err, VCK_E_INPUT, NULL,
			"AWS named no VPC in this account and Region; is it the right one?");
	return vck_fail(err, VCK_E_INPUT, NULL,
			"no VPC was read from %s%s: is there an output of `aws ec2 describe-vpcs` "
			"in it?%s",
			str_eq(paths->items[0], "-") ? "standard input" : paths->items[0],
			paths->len > 1 ? " and the others" : "",
			file_is_folder(paths->items[0]) ? " (Of a folder, the files that end in "
							  ".json are read.)"
							: "");
}

/* An option that says whom to ask, where nobody is asked: a Region picks nothing from a file. */
static void warn_idle(const struct cli *cli)
{
	const struct aws_words *w = &cli->options.aws;
	const struct {
		bool given;
		const char *text;
	} idle[] = {
		{w->regions, "--region picks nothing from a snapshot: it goes with --from-aws"},
		{w->profiles.len, "--profile has no effect without --from-aws"},
		{w->roles.len, "--role-arn has no effect without --from-aws"},
		{w->org_role, "--org-role has no effect without --from-aws"},
		{w->expect_account, "--expect-account checks nothing without --from-aws"},
	};
	for (size_t i = 0; i < COUNT_OF(idle) && !w->from_aws; i++)
		if (idle[i].given)
			terminal_warn(&cli->terminal, idle[i].text);
}

/* Snapshots and the account itself, merged. */
static enum vck_status load_all(struct cli *cli, const struct vck_load_options *options,
				struct vck_net **out, struct vck_error *err)
{
	const struct strings *paths = &cli->options.operands;
	struct loader *loader = loader_new_with(options);
	struct net *net = NULL;
	enum vck_status status = VCK_OK;

	for (size_t i = 0; i < paths->len && !status; i++)
		status = loader_add_path(loader, paths->items[i], err);
	if (!status)
		status = aws_load(cli, loader, err);
	if (status)
		loader_free(loader);
	else
		status = loader_finish(loader, &net, err);
	*out = (struct vck_net *)net;
	return status;
}

static void note_bytes(void *ctx, unsigned long long done, unsigned long long total)
{
	terminal_busy_with(ctx, done, total);
}

enum vck_status source_load(struct cli *cli, struct vck_net **out, struct vck_error *err)
{
	const struct strings *paths = &cli->options.operands;
	enum vck_status status = check_operands(paths, cli->options.aws.from_aws, err);

	*out = NULL;
	if (!status && paths->len)
		status = check_misspelt(paths->items[0], err);
	struct vck_load_options options = {.progress = note_bytes, .progress_ctx = &cli->terminal};
	if (!status)
		status = opt_jobs(cli->options.jobs, &options.jobs, err);
	if (status)
		return status;
	warn_idle(cli);
	if (!cli->options.aws.from_aws) /* fetching tells more of itself */
		terminal_busy(&cli->terminal, "reading");
	status = cli->options.aws.from_aws
			 ? load_all(cli, &options, out, err)
			 : vck_net_load_with(&options, paths->items, paths->len, out, err);
	terminal_idle(&cli->terminal);
	if (status)
		return status;
	for (size_t i = 0; i < vck_net_warning_count(*out); i++)
		terminal_warn(&cli->terminal, vck_net_warning(*out, i));
	status = check_vpcs(paths, *out, err);
	if (status) {
		vck_net_free(*out);
		*out = NULL;
	}
	return status;
}
