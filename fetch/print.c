/* What a fetch needs and does, as text for people: the IAM policy and the aws commands. */
#include "base/str.h"
#include "base/vec.h"
#include "fetch/calls.h"

#include <vpccheck/fetch.h>

#include <string.h>

/* fmt with %1 and %2 in the place of x and y. */
static void line(vck_fetch_write_fn *write, void *ctx, struct arena *a, const char *fmt,
		 const char *x, const char *y)
{
	struct buf out = BUF_INIT;
	for (; *fmt; fmt++) {
		if (fmt[0] == '%' && fmt[1] == '1') {
			buf_puts(&out, x);
			fmt++;
		} else if (fmt[0] == '%' && fmt[1] == '2') {
			buf_puts(&out, y);
			fmt++;
		} else {
			buf_putc(&out, *fmt);
		}
	}
	write(ctx, arena_strdup(a, buf_str(&out)));
	buf_free(&out);
}

void vck_fetch_policy(const struct vck_fetch_options *options, vck_fetch_write_fn *write, void *ctx)
{
	struct arena a = ARENA_INIT;
	write(ctx, "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n"
		   "            \"Sid\": \"VpccheckRead\",\n            \"Effect\": \"Allow\",\n"
		   "            \"Action\": [\n                \"ec2:DescribeRegions\"");
	for (size_t i = 0; i < call_count; i++)
		line(write, ctx, &a, ",\n                \"%1:%2\"", call_service_name(&calls[i]),
		     calls[i].operation);
	if (options->org_role)
		write(ctx, ",\n                \"organizations:ListAccounts\"");
	write(ctx, "\n            ],\n            \"Resource\": \"*\"\n        }");
	if (options->org_role)
		line(write, ctx, &a,
		     ",\n        {\n            \"Sid\": \"VpccheckAssume\",\n            "
		     "\"Effect\": \"Allow\",\n"
		     "            \"Action\": \"sts:AssumeRole\",\n"
		     "            \"Resource\": \"arn:*:iam::*:role/%1\"\n        }",
		     options->org_role, "");
	for (size_t i = 0; i < options->role_count && !options->org_role; i++)
		line(write, ctx, &a,
		     ",\n        {\n            \"Effect\": \"Allow\",\n"
		     "            \"Action\": \"sts:AssumeRole\",\n            \"Resource\": "
		     "\"%1\"\n        }",
		     options->role_arns[i], "");
	write(ctx, "\n    ]\n}\n");
	arena_free(&a);
}

/* ---- commands ---- */

static void filters(struct buf *b, const struct call *call)
{
	if (strstr(call->more, "Filter.1.Name=state"))
		buf_puts(b, " --filters Name=state,Values=active,blackhole");
}

/* A file's name may tell what an answer does not: whose entries these are. An ARN's slashes become
 * "_". */
static void child_command(struct buf *b, struct arena *a, const struct call *call,
			  const char *common)
{
	const struct call *parent = call_parent(call), *above = call_parent(parent);
	char *name = call_cli_name(a, call->operation);
	if (above)
		buf_printf(b,
			   "for above in $(aws %s %s%s --query '%s[?Type==`application`].%s' "
			   "--output text); do\n",
			   call_cli_service(above), call_cli_name(a, above->operation), common,
			   above->answer_key, parent->id_key);
	buf_printf(b, "for id in $(aws %s %s%s", call_cli_service(parent),
		   call_cli_name(a, parent->operation), common);
	if (above)
		buf_printf(b, " %s \"$above\"", call_cli_option(a, parent));
	buf_printf(b,
		   " --query '%s[].%s' --output text); do\n"
		   "    aws %s %s%s %s \"$id\"",
		   parent->answer_key, call->id_key, call_cli_service(call), name, common,
		   call_cli_option(a, call));
	filters(b, call);
	buf_printf(b,
		   " --output json |\n"
		   "        jq --arg id \"$id\" '{%s: [{%s: $id} + .]}' > \"%s.$(printf %%s "
		   "\"$id\" | tr '/:' '__').json\"\n"
		   "done\n%s",
		   call->list_key, call->id_key, name, above ? "done\n" : "");
}

static void region_commands(const struct vck_fetch_options *o, const char *region, struct arena *a,
			    struct buf *b)
{
	struct buf common = BUF_INIT;
	if (o->profile_count)
		buf_printf(&common, " --profile '%s'", o->profiles[0]);
	if (region)
		buf_printf(&common, " --region '%s'", region);
	if (o->endpoint_url)
		buf_printf(&common, " --endpoint-url '%s'", o->endpoint_url);
	for (size_t i = 0; i < call_count; i++) {
		const struct call *c = &calls[i];
		if (c->parent)
			child_command(b, a, c, buf_str(&common));
		else
			buf_printf(b, "aws %s %s%s --output json > %s.json\n", call_cli_service(c),
				   call_cli_name(a, c->operation), buf_str(&common),
				   call_cli_name(a, c->operation));
	}
	buf_free(&common);
}

void vck_fetch_commands(const struct vck_fetch_options *o, vck_fetch_write_fn *write, void *ctx)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT;
	const char *list = o->regions;
	buf_puts(&b, "#!/bin/sh\n# What `vpccheck fetch` asks, as aws commands: one file each. Run "
		     "it in an "
		     "empty folder,\n# then: vpccheck FOLDER. A command that is refused leaves an "
		     "empty file, "
		     "which vpccheck takes\n# for \"not known\". jq names the resource that an "
		     "answer belongs "
		     "to.\numask 077\n");
	if (!list || strcmp(list, "all") == 0) {
		region_commands(o, NULL, &a, &b);
	} else {
		while (*list) {
			size_t len = strcspn(list, ",");
			const char *region = arena_strndup(&a, list, len);
			buf_printf(&b, "mkdir -p '%s' && cd '%s'\n", region, region);
			region_commands(o, region, &a, &b);
			buf_puts(&b, "cd ..\n");
			list += len + (list[len] == ',');
		}
	}
	write(ctx, buf_str(&b));
	buf_free(&b);
	arena_free(&a);
}
