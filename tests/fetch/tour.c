/* tour.c - an organization, and who asks it. */
#include "tests/fetch/tour.h"

#include <string.h>

const char *account_of_key(struct fake *f, const struct exchange *x)
{
	const char *key = fake_signer(f, x);
	return str_starts(key, "KEY") ? key + 3 : "111111111111";
}

void organization(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *target = fake_header(x, "X-Amz-Target");
	if (*target) {
		ck_assert_str_eq(target, "AWSOrganizationsV20161128.ListAccounts");
		bool second = strstr(x->body, "\"NextToken\": \"page \\\"2\\\"\"}") != NULL;
		fake_reply(
			out, 200, "application/x-amz-json-1.1",
			second ? "{\"Accounts\":[{\"Id\":\"333333333333\",\"State\":\"ACTIVE\"},"
				 "{\"Id\":\"444444444444\",\"Status\":\"SUSPENDED\"},"
				 "{\"Id\":\"555555555555\",\"State\":\"PENDING_CLOSURE\"}]}"
			       : "{\"Accounts\":[{\"Id\":\"111111111111\",\"Status\":\"ACTIVE\"},"
				 "{\"Id\":\"222222222222\",\"Status\":\"ACTIVE\"}],"
				 "\"NextToken\":\"page \\\"2\\\"\"}");
		return;
	}
	const char *action = fake_parameter(f, x, "Action"), *account;
	if (str_eq(action, "AssumeRole")) {
		char *arn = fake_parameter(f, x, "RoleArn");
		buf_printf(&f->log, "assume %s external %s\n", arn,
			   fake_parameter(f, x, "ExternalId"));
		account = arena_strndup(&f->arena, strstr(arn, "::") + 2, 12);
		if (str_eq(account, "333333333333"))
			fake_reply(
				out, 403, "text/xml",
				"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no trust"
				"</Message></Error></ErrorResponse>");
		else
			fake_sts_reply(f, out, action, arena_printf(&f->arena, "KEY%s", account),
				       f->random > 0.9 ? "2026-01-01T00:12:00Z"
						       : "2026-01-01T01:00:00Z");
		return;
	}
	account = account_of_key(f, x);
	if (str_eq(action, "GetCallerIdentity"))
		fake_identity(f, out, account);
	else if (str_eq(action, "DescribeRegions"))
		fake_reply(out, 200, "text/xml",
			   "<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</"
			   "regionName></item>"
			   "<item><regionName>us-east-1</regionName></item></regionInfo>"
			   "</DescribeRegionsResponse>");
	else if (str_eq(action, "DescribeVpcs"))
		fake_reply(out, 200, "text/xml",
			   arena_printf(&f->arena,
					"<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-%s-%.9s</"
					"vpcId></item>"
					"</vpcSet></DescribeVpcsResponse>",
					account, strstr(x->url, "ec2.") + 4));
	else
		fake_error(f, out, 400, "InvalidAction");
}

static enum vck_status take_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	struct tour *t = ctx;
	(void)err;
	buf_printf(&t->scopes, "%s %s\n", account, region);
	return VCK_OK;
}

static enum vck_status take_element(void *ctx, const char *account, const char *region,
				    const char *list, const cJSON *element, struct vck_error *err)
{
	struct tour *t = ctx;
	(void)account, (void)region, (void)list, (void)err;
	buf_printf(&t->vpcs, "%s\n", json_string(element, "VpcId"));
	return VCK_OK;
}

static enum vck_status take_done(void *ctx, const struct vck_fetch_call *call,
				 struct vck_error *err)
{
	struct tour *t = ctx;
	(void)err;
	if (str_eq(call->operation, "AssumeRole") || str_eq(call->operation, "DescribeRegions"))
		buf_printf(&t->lost, "%s %s %s\n", call->account,
			   vck_fetch_outcome_name(call->outcome),
			   call->resource ? call->resource : call->operation);
	return VCK_OK;
}

void tour_open(struct tour *t)
{
	memset(t, 0, sizeof *t);
	fake_open(&t->fake, organization);
	fake_env(&t->fake, "AWS_ACCESS_KEY_ID", "BASE");
	fake_env(&t->fake, "AWS_SECRET_ACCESS_KEY", "s");
	fake_env(&t->fake, "AWS_REGION", "eu-west-1");
}

void tour_open_role(struct tour *t, fake_answer_fn *answer)
{
	static const char *const arns[] = {"arn:aws:iam::222222222222:role/A"};
	tour_open(t);
	t->fake.answer = answer;
	t->fake.options.role_arns = arns;
	t->fake.options.role_count = 1;
}

enum vck_status tour_fetch(struct tour *t)
{
	struct vck_fetch_sink sink = {t, take_scope, take_element, take_done};
	return vck_fetch(&t->fake.options, &sink, &t->summary, &t->fake.err);
}

void tour_fetch_ok(struct tour *t)
{
	ck_assert_msg(!tour_fetch(t), "%s", t->fake.err.text);
}

void tour_close(struct tour *t)
{
	buf_free(&t->scopes);
	buf_free(&t->vpcs);
	buf_free(&t->lost);
	fake_close(&t->fake);
}

unsigned occurrences(const struct buf *text, const char *word)
{
	unsigned n = 0;
	for (const char *at = buf_str(text); (at = strstr(at, word)); at++)
		n++;
	return n;
}
