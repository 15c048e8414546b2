/* A dump is the same whatever order the answers came in. */
#include "tests/fetch/fake.h"

#include <string.h>

/* Two load balancers, a with a listener and a rule, b without any. */
static void balancers(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = fake_parameter(f, x, "Action");
	bool b = str_ends(fake_parameter(f, x, "LoadBalancerArn"), "/b");
	static const char *const answers[][3] = {
		{"DescribeLoadBalancers", "LoadBalancers",
		 "<member><LoadBalancerArn>arn:x/a</LoadBalancerArn></member>"
		 "<member><LoadBalancerArn>arn:x/b</LoadBalancerArn></member>"},
		{"DescribeListeners", "Listeners",
		 "<member><ListenerArn>arn:x:listener/app/a</ListenerArn></member>"},
		{"DescribeRules", "Rules",
		 "<member><RuleArn>arn:x:listener/app/a/r</RuleArn></member>"},
	};
	if (str_eq(action, "GetCallerIdentity")) {
		fake_identity(f, out, "111111111111");
		return;
	}
	if (b && f->mfa && str_eq(action, "DescribeListeners")) { /* b's come last */
		f->mfa = NULL;
		fake_error(f, out, 503, "Throttling");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (str_eq(answers[i][0], action)) {
			fake_reply(out, 200, "text/xml",
				   arena_printf(&f->arena,
						"<%sResponse><%sResult><%s>%s</%s></%sResult>"
						"</%sResponse>",
						action, action, answers[i][1],
						b ? "" : answers[i][2], answers[i][1], action,
						action));
			return;
		}
	fake_error(f, out, 400, "InvalidAction");
}

static char *dump(struct arena *a, bool b_last)
{
	struct fake f;
	struct vck_fetch_summary summary;
	fake_open(&f, balancers);
	fake_env(&f, "AWS_ACCESS_KEY_ID", "K");
	fake_env(&f, "AWS_SECRET_ACCESS_KEY", "s");
	fake_env(&f, "AWS_REGION", "eu-west-1");
	f.mfa = b_last ? "once" : NULL;
	const char *path = arena_printf(a, "%s/dump.json", f.home);
	ck_assert_msg(!vck_fetch_to_file(&f.options, path, &summary, &f.err), "%s", f.err.text);
	ck_assert(!summary.incomplete);
	char *text = text_of(a, path);
	fake_close(&f);
	return text;
}

START_TEST(answers_in_another_order)
{
	struct arena a = ARENA_INIT;
	char *one = dump(&a, false), *other = dump(&a, true);
	ck_assert_ptr_nonnull(strstr(one, "arn:x:listener/app/a/r"));
	ck_assert_msg(strcmp(one, other) == 0, "the dumps differ"); /* too long to be shown */
	arena_free(&a);
}
END_TEST

TCase *order_tests(void)
{
	TCase *t = tcase_create("order");
	tcase_add_test(t, answers_in_another_order);
	return t;
}
