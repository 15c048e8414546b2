/* test_catalogue.c - every code has a text, a snapshot that raises it and one that does not. */
#include "query_util.h"

#include "base/vec.h"
#include "check/command.h"

START_TEST(each_code_has_a_name_of_its_own_and_a_text)
{
	for (int i = VCK_NO_CODE + 1; i < VCK_CODE_COUNT; i++) {
		const struct vck_code_info *info = vck_code_info((enum vck_code)i);
		ck_assert_ptr_nonnull(info);
		ck_assert_int_eq((int)vck_code_of(info->code), i);
		ck_assert_uint_gt(strlen(info->summary), 20);
		ck_assert_uint_gt(strlen(info->resource_type), 2);
		ck_assert_int_ge((int)info->severity, VCK_SEVERITY_INFO);
	}
	ck_assert_ptr_null(vck_code_info(VCK_NO_CODE));
	ck_assert_ptr_null(vck_code_info(VCK_CODE_COUNT));
	ck_assert_int_eq((int)vck_code_of("no-such-code"), VCK_NO_CODE);
}
END_TEST

static void expect(struct arena *a, const char *folder, const char *snapshot, const char *code,
		   bool there)
{
	struct vck_report *r = util_report_of(a, folder, snapshot);
	const struct vck_finding *f = util_finding(r, code);
	ck_assert_msg(!f == !there, "%s/%s %s %s", folder, snapshot,
		      there ? "does not have" : "has", code);
	for (size_t i = 0; i < r->n_notes; i++)
		ck_assert_msg(!str_starts(r->notes[i], "commands are left out"), "%s/%s", folder,
			      snapshot);
	if (f) {
		ck_assert_uint_gt(strlen(f->message), 20);
		ck_assert_uint_eq(strlen(f->fingerprint), 16);
		ck_assert_uint_gt(strlen(f->resource.id), 0);
	}
	vck_report_free(r);
}

START_TEST(each_code_has_a_bad_and_a_good_snapshot)
{
	struct arena a = ARENA_INIT;
	for (int i = VCK_NO_CODE + 1; i < VCK_CODE_COUNT; i++) {
		const char *code = vck_code_info((enum vck_code)i)->code;
		const char *folder = arena_printf(&a, TESTDATA "/codes/%s", code);
		expect(&a, folder, "bad.json", code, true);
		expect(&a, folder, "good.json", code, false);
	}
	arena_free(&a);
}
END_TEST

START_TEST(each_folder_is_a_code)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	size_t n = util_folders(&a, TESTDATA "/codes", &folders);
	ck_assert_uint_ge(n, (size_t)VCK_CODE_COUNT - 1);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(vck_code_of(strrchr(folders[i], '/') + 1) != VCK_NO_CODE, "%s",
			      folders[i]);
	arena_free(&a);
}
END_TEST

/* ---- a case for each code ---- */

/* Codes that no case can show, and why. */
static const struct {
	enum vck_code code;
	const char *reason;
} excused[] = {
	{VCK_NO_CODE, "none is"},
};

struct shown {
	unsigned with, without; /* answers that carry the code, and neighbours that do not */
};

static bool names_code(const cJSON *answer, const char *code)
{
	const cJSON *item;
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(
					 answer, "codes")) if (str_eq(cJSON_GetStringValue(item),
								      code)) return true;
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(answer, "findings"))
	{
		const char *words = strchr(cJSON_GetStringValue(item), ' ');
		size_t len = strlen(code);
		if (words && strncmp(words + 1, code, len) == 0 && words[len + 1] == ' ')
			return true;
	}
	return false;
}

/* In one folder: a question whose answer has the code, and one beside it whose answer has not. */
static bool shows(const cJSON *answers, const char *code)
{
	struct shown s = {0};
	const cJSON *answer;
	cJSON_ArrayForEach(answer, answers)
	{
		if (names_code(answer, code))
			s.with++;
		else
			s.without++;
	}
	return s.with && s.without;
}

static bool is_excused(enum vck_code code)
{
	for (size_t i = 0; i < COUNT_OF(excused); i++)
		if (excused[i].code == code)
			return true;
	return false;
}

START_TEST(each_code_has_a_case_with_a_good_neighbour)
{
	struct arena a = ARENA_INIT;
	const char **folders;
	bool found[VCK_CODE_COUNT] = {false};
	size_t n = util_folders(&a, TESTDATA "/cases", &folders);
	for (size_t i = 0; i < n; i++) {
		const cJSON *answers =
			util_json(&a, arena_printf(&a, "%s/expected.json", folders[i]));
		for (int c = VCK_NO_CODE + 1; c < VCK_CODE_COUNT; c++)
			found[c] |= shows(answers, vck_code_info((enum vck_code)c)->code);
	}
	for (int c = VCK_NO_CODE + 1; c < VCK_CODE_COUNT; c++) {
		const char *code = vck_code_info((enum vck_code)c)->code;
		ck_assert_msg(found[c] || is_excused((enum vck_code)c),
			      "%s: no folder of testdata/cases shows it, and beside it a question "
			      "that it does not concern",
			      code);
		ck_assert_msg(!found[c] || !is_excused((enum vck_code)c),
			      "%s is excused, and has a case", code);
	}
	arena_free(&a);
}
END_TEST

START_TEST(commands_are_what_they_look_like)
{
	static const struct {
		const char *command;
		bool plain;
	} cases[] = {
		{"aws ec2 allocate-address --domain vpc --region eu-west-1", true},
		{"aws ec2 create-internet-gateway", true},
		{"aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions "
		 "'IpProtocol=icmp,FromPort=8,ToPort=-1,IpRanges=[{CidrIp=10.1.0.0/16}]'",
		 true},
		{"aws elbv2 set-subnets --load-balancer-arn "
		 "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/a/b --subnets s-1 s-2",
		 true},
		{"aws ec2 create-network-acl-entry --egress --rule-number 9 --protocol -1", true},
		{"aws ec2 describe-vpcs --region eu-west-1; id", false},
		{"aws ec2 start-instances --instance-ids i-1$(id)", false},
		{"aws ec2 start-instances --instance-ids i-1`id`", false},
		{"aws ec2 start-instances --instance-ids i-1\nid", false},
		{"aws ec2 start-instances --instance-ids i-1 i-2", false},
		{"aws ec2 start-instances --instance-ids i-1 >x", false},
		{"aws ec2 start-instances --instance-ids i-1 --profile other", false},
		{"aws ec2 start-instances --instance-ids i-1 --endpoint-url http://x", false},
		{"aws ec2 start-instances --instance-ids i-1 --instance-ids i-2", false},
		{"aws ec2 start-instances --instance-ids -x", false},
		{"aws ec2 authorize-security-group-ingress --group-id sg-1 --cidr 0.0.0.0/0",
		 false},
		{"aws ec2 authorize-security-group-ingress --ip-permissions 'a=b' 'c=d'", false},
		{"aws ec2 authorize-security-group-ingress --ip-permissions 'a=b'c", false},
		{"aws ec2 authorize-security-group-ingress --ip-permissions 'a=b", false},
		{"aws ec2 authorize-security-group-ingress --ip-permissions 'a=\"b\"'", false},
		{"aws ec2 describe-vpcs  --region eu-west-1", false},
		{"aws ec2 describe-vpcs --region \xc3\xbc", false},
		{"aws --profile x ec2 describe-vpcs", false},
		{"aws ec2", false},
		{"id", false},
		{"", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(command_is_plain(cases[i].command) == cases[i].plain, "%s",
			      cases[i].command);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("catalogue");
	harness_case(s, "catalogue", each_code_has_a_name_of_its_own_and_a_text,
		     each_code_has_a_bad_and_a_good_snapshot, each_folder_is_a_code,
		     each_code_has_a_case_with_a_good_neighbour);
	harness_case(s, "commands", commands_are_what_they_look_like);
	return harness_run(s);
}
