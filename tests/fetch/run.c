/* Whole fetches when all is well: each call, each member, pages, memory, what a loader hears. */
#include "fetch/run.h"
#include "fetch/calls.h"
#include "fetch/request.h"
#include "fetch/xml_json.h"
#include "tests/fetch/stage.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(one_of_everything)
{
	struct stage s;
	struct stat st;
	stage_open(&s, "rich");
	stage_check_rich(&s);
	ck_assert(stat(s.file, &st) == 0 && (st.st_mode & 0777) == 0600);
	for (size_t i = 0; i < call_count; i++)
		stage_check_row(&s, calls[i].operation, "ok", NULL);
	/* the account and the Region come first */
	ck_assert_ptr_nonnull(
		strstr(buf_str(&s.fake.said),
		       "1 account 123456789012 as arn:aws:iam::123456789012:user/lab in "
		       "eu-west-1\n"));
	stage_close(&s);
}
END_TEST

/* Each call, each member that AWS's models know (tests/ec2_server/make_full.py), page by page. */
START_TEST(everything)
{
	static const unsigned page_sizes[] = {0, 1};
	for (size_t i = 0; i < COUNT_OF(page_sizes); i++) {
		struct stage s;
		const cJSON *want, *list, *element;
		unsigned elements = 0;
		stage_open(&s, "full");
		s.server_options.page_size = page_sizes[i];
		stage_fetch_ok(&s);
		ck_assert(!s.summary.incomplete);
		want = testdata_json(&s.fake.arena, "ec2-server/full.json");
		ck_assert_int_ge(cJSON_GetArraySize(want),
				 (int)call_count - 1); /* two fill one list */
		cJSON_ArrayForEach(list, want)
		{
			const cJSON *got = json_get(stage_snapshot(&s, 0), list->string);
			ck_assert_msg(cJSON_GetArraySize(got) == cJSON_GetArraySize(list), "%s",
				      list->string);
			cJSON_ArrayForEach(element, list)
				stage_check_holds(list->string, got, element);
			elements += (unsigned)cJSON_GetArraySize(list);
		}
		ck_assert_uint_ge(elements, 90);
		stage_close(&s);
	}
}
END_TEST

START_TEST(sorted_and_reproducible)
{
	struct stage s;
	stage_open(&s, "rich");
	stage_fetch_ok(&s);
	char *first = text_of(&s.fake.arena, s.file);
	s.options.overwrite = true;
	ec2_server_stop(s.server);
	s.server_options.page_size = 2;
	stage_serve(&s);
	stage_fetch_ok(&s);
	char *again = text_of(&s.fake.arena, s.file);
	/* pages differ in number, and in nothing else */
	ck_assert_ptr_nonnull(strstr(again, "\"Pages\": 6"));
	ck_assert(strcmp(strstr(first, "\"AvailabilityZones\": ["),
			 strstr(again, "\"AvailabilityZones\": [")) == 0);
	const cJSON *vpc;
	const char *last = "";
	cJSON_ArrayForEach(vpc, json_get(stage_snapshot(&s, 0), "Vpcs"))
	{
		ck_assert_str_gt(json_string(vpc, "VpcId"), last);
		last = json_string(vpc, "VpcId");
	}
	stage_close(&s);
}
END_TEST

START_TEST(pages)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.page_size = 1;
	stage_check_rich(&s);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 11);
	ck_assert_uint_eq(ec2_server_requests(s.server, "GetManagedPrefixListEntries"), 4);
	stage_close(&s);
}
END_TEST

/* Peak memory, in KB, of a process that fetches so many pages of so many subnets. It is made before the
 * server's threads are: what one of them has locked would be locked in it for ever. */
static long peak_of(unsigned many_pages, unsigned many_items)
{
	struct stage s;
	struct rusage used;
	int status, where[2];
	ck_assert(pipe(where) == 0);
	stage_open(&s, "healthy");
	s.server_options.many_pages = many_pages;
	s.server_options.many_items = many_items;
	pid_t child = fork();
	if (child == 0) {
		bool told = read(where[0], s.url, sizeof s.url) == sizeof s.url;
		s.options.endpoint_url = s.url;
		enum vck_status st = vck_fetch_to_file(&s.options, s.file, &s.summary, &s.err);
		_exit(!told || st || s.summary.incomplete ||
		      s.summary.elements < many_pages * many_items);
	}
	stage_serve(&s);
	ck_assert(write(where[1], s.url, sizeof s.url) == sizeof s.url);
	ck_assert(wait4(child, &status, 0, &used) == child);
	close(where[0]);
	close(where[1]);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeSubnets"), many_pages);
	stage_close(&s);
	return used.ru_maxrss;
}

/* Memory is that of the data: the same subnets in ten pages or in thousands take the same. */
START_TEST(pages_do_not_pile_up)
{
	long little = peak_of(1, 5), few = peak_of(10, 1000), many = peak_of(2000, 5);
	printf("peak memory: %ld KB; 10000 subnets in 10 pages %ld KB, in 2000 pages %ld KB\n",
	       little, few, many);
	if (SANITIZED)
		return; /* freed memory is kept there, to catch its use */
	ck_assert_int_le(many, few + 2048);
	ck_assert_int_le(many - little,
			 10000 * 2); /* a subnet has 700 bytes of JSON; it waits to be sorted */
}
END_TEST

static const char *const lab_lists[] = {
	"Vpcs",           "Subnets",           "RouteTables",      "NetworkAcls",
	"SecurityGroups", "NetworkInterfaces", "InternetGateways", "VpcPeeringConnections",
	"Addresses",      "PrefixListEntries"};

START_TEST(the_lab)
{
	static const char *const names[] = {"healthy", "broken"};
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		stage_open(&s, names[i]);
		stage_fetch_ok(&s);
		cJSON *lab = testdata_json(&s.fake.arena,
					   arena_printf(&s.fake.arena, "lab/%s.json", names[i]));
		for (size_t l = 0; l < COUNT_OF(lab_lists); l++) {
			const cJSON *want = json_get(lab, lab_lists[l]);
			ck_assert_int_eq(stage_count(&s, lab_lists[l]), cJSON_GetArraySize(want));
		}
		stage_close(&s);
	}
}
END_TEST

/* Many at once, though not more than AWS likes: ten in all, three of one call. */
START_TEST(crowd)
{
	struct stage s;
	unsigned all, of_one;
	stage_open(&s, "full");
	s.server_options.delay_ms = 20;
	stage_fetch_ok(&s);
	ec2_server_crowd(s.server, &all, &of_one);
	ck_assert_uint_gt(all, 5);
	ck_assert_uint_le(all, RUN_FLYING);
	ck_assert_uint_le(of_one, RUN_PER_CALL);
	stage_close(&s);
}
END_TEST

/* ---- as it arrives ---- */

struct heard {
	unsigned scopes, elements, vpcs, done;
	bool late; /* an element after its call was done */
	unsigned vpcs_done;
};

static enum vck_status hear_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	struct heard *h = ctx;
	(void)err;
	ck_assert_str_eq(account, "123456789012");
	ck_assert_str_eq(region, "eu-west-1");
	h->scopes++;
	return VCK_OK;
}

static enum vck_status hear_element(void *ctx, const char *account, const char *region,
				    const char *list, const cJSON *element, struct vck_error *err)
{
	struct heard *h = ctx;
	(void)account, (void)region, (void)err;
	ck_assert(cJSON_IsObject(element));
	h->elements++;
	if (str_eq(list, "Vpcs")) {
		h->vpcs++;
		h->late = h->late || h->vpcs_done;
	}
	return VCK_OK;
}

static enum vck_status hear_done(void *ctx, const struct vck_fetch_call *call,
				 struct vck_error *err)
{
	struct heard *h = ctx;
	(void)err;
	h->done++;
	if (str_eq(call->list_key, "Vpcs")) {
		h->vpcs_done++;
		ck_assert_int_eq(call->outcome, VCK_FETCH_OK);
		ck_assert_uint_eq(call->items, 11);
	}
	return VCK_OK;
}

static enum vck_status refuse_element(void *ctx, const char *account, const char *region,
				      const char *list, const cJSON *element, struct vck_error *err)
{
	(void)ctx, (void)account, (void)region, (void)list, (void)element;
	return vck_fail(err, VCK_E_INPUT, NULL, "the loader has had enough");
}

START_TEST(sink)
{
	struct stage s;
	struct heard h = {0};
	struct vck_fetch_sink heard = {&h, hear_scope, hear_element, hear_done};
	stage_open(&s, "rich");
	stage_serve(&s);
	ck_assert_msg(!vck_fetch(&s.options, &heard, &s.summary, &s.err), "%s", s.err.text);
	ck_assert_uint_eq(h.scopes, 1);
	ck_assert_uint_eq(h.vpcs, 11);
	ck_assert_uint_eq(h.vpcs_done, 1);
	ck_assert(!h.late);
	ck_assert_uint_eq(h.elements, s.summary.elements);
	ck_assert_uint_eq(h.done, s.summary.calls);
	heard.element = refuse_element;
	ck_assert_int_eq(vck_fetch(&s.options, &heard, &s.summary, &s.err), VCK_E_INPUT);
	ck_assert_str_eq(s.err.text, "the loader has had enough");
	stage_close(&s);
}
END_TEST

/* ---- the table itself ---- */

START_TEST(calls_only_read_and_have_shapes)
{
	for (size_t i = 0; i < call_count; i++) {
		const struct xml_shape *shape =
			xml_shape_of(call_service_name(&calls[i]), calls[i].operation);
		bool key = false, parent = !calls[i].parent;
		ck_assert_msg(request_is_allowed(calls[i].operation), "%s", calls[i].operation);
		ck_assert_msg(!str_starts(calls[i].operation, "AssumeRole"), "%s",
			      calls[i].operation);
		ck_assert_msg(shape != NULL, "%s has no shape", calls[i].operation);
		for (unsigned m = 0; m < shape->count; m++)
			key = key || str_eq(shape->members[m].key, calls[i].answer_key);
		ck_assert_msg(key, "%s has no %s", calls[i].operation, calls[i].answer_key);
		for (size_t p = 0; p < call_count; p++)
			parent = parent || str_eq(calls[p].operation, calls[i].parent);
		ck_assert_msg(parent, "%s has a parent that is no call", calls[i].operation);
	}
}
END_TEST

static void gather(void *ctx, const char *text)
{
	buf_puts(ctx, text);
}

START_TEST(policy)
{
	struct arena a = ARENA_INIT;
	struct buf text = BUF_INIT;
	const char *roles[] = {"arn:aws:iam::1:role/x"};
	struct vck_fetch_options o = {.role_arns = roles, .role_count = 1};
	cJSON *json;
	vck_fetch_policy(&o, gather, &text);
	ck_assert(!json_parse(&a, "policy", buf_str(&text), text.len, &json, NULL));
	const cJSON *statement = cJSON_GetArrayItem(json_get(json, "Statement"), 0);
	ck_assert_int_eq(cJSON_GetArraySize(json_get(statement, "Action")), (int)call_count + 1);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&text), "\"elasticloadbalancing:DescribeTargetHealth\""));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "\"arn:aws:iam::1:role/x\""));
	ck_assert_ptr_null(strstr(buf_str(&text), "*\","));
	buf_clear(&text);
	o.org_role = "Audit";
	vck_fetch_policy(&o, gather, &text);
	ck_assert(!json_parse(&a, "policy", buf_str(&text), text.len, &json, NULL));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "organizations:ListAccounts"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "role/Audit"));
	buf_free(&text);
	arena_free(&a);
}
END_TEST

START_TEST(commands)
{
	struct buf text = BUF_INIT;
	struct vck_fetch_options o = {.regions = "eu-west-1"};
	vck_fetch_commands(&o, gather, &text);
	ck_assert_ptr_nonnull(strstr(buf_str(&text),
				     "aws ec2 describe-vpcs --region 'eu-west-1' --output json > "
				     "describe-vpcs.json\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text),
				     "aws elbv2 describe-target-health --region 'eu-west-1' "
				     "--target-group-arn \"$id\""));
	buf_free(&text);
}
END_TEST

TCase *run_tests(void)
{
	TCase *t = tcase_create("fetching");
	tcase_add_test(t, one_of_everything);
	tcase_add_test(t, everything);
	tcase_add_test(t, sorted_and_reproducible);
	tcase_add_test(t, pages);
	tcase_add_test(t, pages_do_not_pile_up);
	tcase_add_test(t, the_lab);
	tcase_add_test(t, crowd);
	tcase_add_test(t, sink);
	tcase_add_test(t, calls_only_read_and_have_shapes);
	tcase_add_test(t, policy);
	tcase_add_test(t, commands);
	return t;
}
