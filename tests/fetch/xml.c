/* XML to JSON: our cases, AWS's protocol cases, a recorded server, and hostile bytes. */
#include "fetch/json_text.h"
#include "fetch/timestamp.h"
#include "fetch/xml_json.h"
#include "tests/fetch/fetch_tests.h"

#include <stdio.h>
#include <string.h>

static enum vck_status convert(const char *service, const char *operation, const char *xml,
			       cJSON **out, struct vck_error *err)
{
	struct arena a = ARENA_INIT;
	bool query = strcmp(service, "elasticloadbalancing") == 0;
	const struct xml_shape *shape = xml_shape_of(service, operation);
	ck_assert_msg(shape != NULL, "%s %s has no shape", service, operation);
	enum vck_status st = xml_json(
		&(struct xml_body){.name = operation,
				   .bytes = xml,
				   .len = strlen(xml),
				   .root = arena_printf(&a, "%sResponse", operation),
				   .wrapper =
					   query ? arena_printf(&a, "%sResult", operation) : NULL,
				   .shape = shape},
		out, err);
	arena_free(&a);
	return st;
}

static void check_equal(const char *name, const cJSON *got, const cJSON *want)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	json_text(&a, got, 0);
	json_text(&b, want, 0);
	ck_assert_msg(cJSON_Compare(got, want, 1), "%s:\n%s\ninstead of\n%s", name, buf_str(&a),
		      buf_str(&b));
	buf_free(&a);
	buf_free(&b);
}

static void drop_token(cJSON *answer)
{
	cJSON_DeleteItemFromObjectCaseSensitive(answer, "NextToken");
}

/* ---- pairs of XML and JSON ---- */

static void our_case(const char *folder, const char *name)
{
	struct arena a = ARENA_INIT;
	cJSON *got;
	struct vck_error err;
	if (!str_ends(name, ".json"))
		return;
	cJSON *want = testdata_json(&a, arena_printf(&a, "ec2-xml/%s", name));
	char *xml =
		text_of(&a, arena_printf(&a, "%s/%.*s.xml", folder, (int)strlen(name) - 5, name));
	ck_assert_msg(!convert(json_string(want, "service"), json_string(want, "operation"), xml,
			       &got, &err),
		      "%s: %s", name, err.text);
	check_equal(name, got, json_get(want, "expected"));
	cJSON_Delete(got);
	arena_free(&a);
}

START_TEST(our_cases)
{
	ck_assert_uint_eq(each_name(TESTDATA "/ec2-xml", our_case), 16);
}
END_TEST

/* DescribeVpcs -> describe-vpcs */
static char *cli_name(struct arena *a, const char *operation)
{
	struct buf b = BUF_INIT;
	for (const char *c = operation; *c; c++) {
		if (c != operation && *c >= 'A' && *c <= 'Z')
			buf_putc(&b, '-');
		buf_putc(&b, (char)(*c | 32));
	}
	char *name = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return name;
}

static unsigned recorded;

static void recorded_case(const char *folder, const char *name)
{
	struct arena a = ARENA_INIT;
	cJSON *got;
	struct vck_error err;
	char *xml = text_of(&a, arena_printf(&a, "%s/%s", folder, name));
	if (str_starts(name, "Describe") || str_starts(name, "Get")) {
		size_t len = strcspn(name, ".");
		char *op = arena_strndup(&a, name, len);
		char *rest = arena_strndup(&a, name + len, strlen(name + len) - 4);
		cJSON *want = shared_json(
			&a, arena_printf(&a, "ec2-lab/json/%s%s.json", cli_name(&a, op), rest));
		ck_assert_msg(!convert("ec2", op, xml, &got, &err), "%s: %s", name, err.text);
		drop_token(got);
		check_equal(name, got, want);
		cJSON_Delete(got);
		recorded++;
	} else if (str_starts(name, "error-")) {
		struct xml_error e;
		char *body = strstr(xml, "<?xml");
		ck_assert(xml_error(body, strlen(body), &e));
		ck_assert_str_eq(arena_printf(&a, "error-%s.http", e.code), name);
		ck_assert_str_ne(e.message, "");
		ck_assert_str_eq(e.request_id, "request-id");
	}
	arena_free(&a);
}

START_TEST(recorded_cases)
{
	struct arena a = ARENA_INIT;
	recorded = 0;
	if (!shared_folder()) {
		printf("not run: the recorded lab is not here\n");
	} else {
		each_name(arena_printf(&a, "%s/data/ec2-lab/xml", shared_folder()), recorded_case);
		ck_assert_uint_eq(recorded, 36);
	}
	arena_free(&a);
}
END_TEST

/* ---- AWS's protocol cases: the shapes come with each case ---- */

static struct xml_shape shape_of(struct arena *a, const cJSON *shapes, const char *name,
				 unsigned depth)
{
	static const struct {
		const char *name;
		enum xml_type type;
	} types[] = {
		{"string", XML_STRING},
		{"blob", XML_STRING},
		{"integer", XML_INTEGER},
		{"long", XML_INTEGER},
		{"float", XML_DOUBLE},
		{"double", XML_DOUBLE},
		{"boolean", XML_BOOLEAN},
		{"list", XML_LIST},
		{"map", XML_MAP},
		{"timestamp", XML_TIMESTAMP},
		{"structure", XML_STRUCTURE},
	};
	const cJSON *shape = json_get(shapes, name), *m;
	struct xml_shape out = {.type = XML_STRING};
	VEC(struct xml_shape) members = VEC_INIT;
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_eq(types[i].name, json_string(shape, "type")))
			out.type = types[i].type;
	static const char *const parts[] = {"member", "key", "value"};
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const cJSON *ref = json_get(shape, parts[i]);
		if (!ref || depth > 8)
			continue;
		struct xml_shape member = shape_of(a, shapes, json_string(ref, "shape"), depth + 1);
		const char *element = json_string(ref, "locationName");
		member.element = element ? element : parts[i];
		member.key = "";
		vec_push(&members, member);
	}
	if (depth <= 8)
		cJSON_ArrayForEach(m, json_get(shape, "members"))
		{
			struct xml_shape member =
				shape_of(a, shapes, json_string(m, "shape"), depth + 1);
			const char *element = json_string(m, "locationName");
			member.key = m->string;
			member.element = element ? element : m->string;
			member.flattened = cJSON_IsTrue(json_get(m, "flattened"));
			vec_push(&members, member);
		}
	out.count = (unsigned short)members.len;
	out.members = vec_move(&members, a);
	vec_free(&members);
	return out;
}

/* What the case expects, in the way that the aws command prints it: times and blobs as text. */
static void as_printed(cJSON *got, const cJSON *want, const struct xml_shape *shape)
{
	struct timestamp t;
	if (shape->type == XML_TIMESTAMP) {
		ck_assert(timestamp_parse(got->valuestring, &t));
		double value = (double)t.seconds + t.micros / 1e6;
		ck_assert_double_eq_tol(value, want->valuedouble, 1e-6);
	}
}

static bool same(cJSON *got, const cJSON *want, const struct xml_shape *shape)
{
	if (shape->type == XML_TIMESTAMP) {
		as_printed(got, want, shape);
		return true;
	}
	if (shape->type == XML_LIST) {
		const cJSON *w = want->child;
		for (cJSON *g = got->child; g || w; g = g->next, w = w->next)
			if (!g || !w || !same(g, w, shape->members))
				return false;
		return true;
	}
	if (shape->type != XML_STRUCTURE)
		return cJSON_Compare(got, want, 1) ||
		       (str_eq(got->valuestring, "dmFsdWU=") && str_eq(want->valuestring, "value"));
	if (cJSON_GetArraySize(got) != cJSON_GetArraySize(want))
		return false;
	for (unsigned i = 0; i < shape->count; i++) {
		const char *key = shape->members[i].key;
		cJSON *g = cJSON_GetObjectItemCaseSensitive(got, key);
		const cJSON *w = json_get(want, key);
		if (!g != !w || (g && !same(g, w, &shape->members[i])))
			return false;
	}
	return true;
}

static void protocol_answer(struct arena *a, const cJSON *shapes, const cJSON *test)
{
	const char *id = json_string(test, "id");
	const char *body = json_string(json_get(test, "response"), "body");
	const cJSON *given = json_get(test, "given");
	struct xml_shape shape =
		shape_of(a, shapes, json_string(json_get(given, "output"), "shape"), 0);
	struct vck_error err;
	cJSON *got;
	const char *root = strchr(body, '<') + 1;
	struct xml_body in = {.name = id,
			      .bytes = body,
			      .len = strlen(body),
			      .root = arena_strndup(a, root, strcspn(root, " >")),
			      .shape = &shape};
	ck_assert_msg(!xml_json(&in, &got, &err), "%s: %s", id, err.text);
	struct buf text = BUF_INIT;
	json_text(&text, got, 0);
	ck_assert_msg(same(got, json_get(test, "result"), &shape), "%s: %s", id, buf_str(&text));
	buf_free(&text);
	cJSON_Delete(got);
}

static void protocol_error(const cJSON *test)
{
	const char *body = json_string(json_get(test, "response"), "body");
	struct xml_error e;
	ck_assert_msg(xml_error(body, strlen(body), &e), "%s", json_string(test, "id"));
	ck_assert_str_eq(e.code, json_string(test, "errorCode"));
	ck_assert_str_eq(e.message, "Hi");
	ck_assert_str_eq(e.request_id, "foo-id");
}

static int output_cases(struct arena *a, const cJSON *suites)
{
	const cJSON *suite, *test;
	int cases = 0;
	cJSON_ArrayForEach(suite, suites) cJSON_ArrayForEach(test, json_get(suite, "cases"))
	{
		cases++;
		if (json_get(test, "errorCode"))
			protocol_error(test);
		else
			protocol_answer(a, json_get(suite, "shapes"), test);
	}
	return cases;
}

START_TEST(our_protocol_cases)
{
	struct arena a = ARENA_INIT;
	ck_assert_int_eq(output_cases(&a, testdata_json(&a, "ec2-protocol/output.json")), 5);
	arena_free(&a);
}
END_TEST

START_TEST(protocol_cases)
{
	struct arena a = ARENA_INIT;
	const cJSON *suites = shared_json(&a, "aws-client/ec2-protocol/output.json");
	if (suites)
		ck_assert_int_eq(output_cases(&a, suites), 29);
	arena_free(&a);
}
END_TEST

/* ---- what is newer than the table, what is secret, what is hostile ---- */

static void check_vpc(const char *members, const char *expected)
{
	struct arena a = ARENA_INIT;
	struct vck_error err;
	struct buf text = BUF_INIT;
	cJSON *got;
	ck_assert_msg(!convert("ec2", "DescribeVpcs",
			       arena_printf(&a,
					    "<DescribeVpcsResponse><vpcSet><item>%s</item></vpcSet>"
					    "</DescribeVpcsResponse>",
					    members),
			       &got, &err),
		      "%s", err.text);
	cJSON *vpc = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(got, "Vpcs"), 0);
	json_text(&text, vpc, 0);
	ck_assert_str_eq(buf_str(&text), expected);
	buf_free(&text);
	cJSON_Delete(got);
	arena_free(&a);
}

START_TEST(newer_than_the_table)
{
	check_vpc("<newThing>x</newThing>", "{\n    \"NewThing\": \"x\"\n}");
	check_vpc("<newThingSet><item>a</item><item>b</item></newThingSet>",
		  "{\n    \"NewThings\": [\n        \"a\",\n        \"b\"\n    ]\n}");
	check_vpc("<policySet/>", "{\n    \"Policies\": []\n}");
	check_vpc("<boxSet><item><inner>1</inner></item></boxSet>",
		  "{\n    \"Boxes\": [\n        {\n            \"Inner\": \"1\"\n        }\n    "
		  "]\n}");
	check_vpc("<someState><code>x</code><why/></someState>",
		  "{\n    \"SomeState\": {\n        \"Code\": \"x\",\n        \"Why\": \"\"\n    "
		  "}\n}");
	check_vpc("<newPreSharedKey>hunter2</newPreSharedKey><aPassword>x</aPassword>",
		  "{\n    \"NewPreSharedKey\": \"REDACTED\",\n    \"APassword\": \"REDACTED\"\n}");
	check_vpc("<vpcId>vpc-1</vpcId><vpcId>vpc-2</vpcId>", "{\n    \"VpcId\": \"vpc-2\"\n}");
	check_vpc("<e:>x</e:>", "{\n    \"E:\": \"x\"\n}");
	check_vpc("<vpcId>a<b>c</b></vpcId>", "{\n    \"VpcId\": \"\"\n}");
	check_vpc("<vpcId><![CDATA[a<b]]></vpcId><!-- x --><?pi y?>",
		  "{\n    \"VpcId\": \"a<b\"\n}");
}
END_TEST

START_TEST(secrets_are_redacted)
{
	cJSON *got;
	struct buf text = BUF_INIT;
	ck_assert(!convert("ec2", "DescribeVpnConnections",
			   "<DescribeVpnConnectionsResponse><vpnConnectionSet><item>"
			   "<customerGatewayConfiguration>&lt;pre_shared_key>hunter2"
			   "</customerGatewayConfiguration><options><tunnelOptionSet><item>"
			   "<preSharedKey>hunter3</preSharedKey></item></tunnelOptionSet></options>"
			   "</item></vpnConnectionSet></DescribeVpnConnectionsResponse>",
			   &got, NULL));
	json_text(&text, got, 0);
	ck_assert_ptr_null(strstr(buf_str(&text), "hunter"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "\"PreSharedKey\": \"REDACTED\""));
	ck_assert_ptr_nonnull(
		strstr(buf_str(&text), "\"CustomerGatewayConfiguration\": \"REDACTED\""));
	buf_free(&text);
	cJSON_Delete(got);
}
END_TEST

static void check_refused(const char *xml, enum vck_status status, const char *why)
{
	struct vck_error err;
	cJSON *got;
	ck_assert_int_eq(convert("ec2", "DescribeVpcs", xml, &got, &err), status);
	ck_assert_ptr_null(got);
	ck_assert_str_eq(err.where, "DescribeVpcs");
	ck_assert_msg(strstr(err.text, why) != NULL, "\"%s\" instead of \"%s\"", err.text, why);
}

START_TEST(malformed)
{
	check_refused("", VCK_E_INPUT, "no element found");
	check_refused("<DescribeVpcsResponse><vpcSet><item>", VCK_E_INPUT, "cut off or malformed");
	check_refused("<DescribeVpcsResponse><vpcSet><item><tagSet><item><key>a</key></item>"
		      "<new><x/></new><vpcId>v",
		      VCK_E_INPUT, "cut off or malformed");
	check_refused("<html><body>down</body></html>", VCK_E_INPUT,
		      "no answer of AWS: the document is <html>");
	check_refused("<DescribeVpcsResponse/>x", VCK_E_INPUT, "malformed");
	check_refused("not xml at all", VCK_E_INPUT, "malformed");
	check_refused("<DescribeVpcsResponse><vpcSet>\xff\xfe</vpcSet></DescribeVpcsResponse>",
		      VCK_E_INPUT, "invalid token");
}
END_TEST

START_TEST(hostile)
{
	struct buf deep = BUF_INIT;
	check_refused("<!DOCTYPE lolz [<!ENTITY lol \"lol\">]><DescribeVpcsResponse/>", VCK_E_LIMIT,
		      "document type");
	check_refused("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><DescribeVpcsResponse/>",
		      VCK_E_LIMIT, "document type");
	buf_puts(&deep, "<DescribeVpcsResponse>");
	for (int i = 0; i < 100000; i++)
		buf_puts(&deep, "<a>");
	check_refused(buf_str(&deep), VCK_E_LIMIT, "nest deeper");
	buf_clear(&deep);
	buf_puts(&deep, "<DescribeVpcsResponse><vpcSet><item><vpcId>");
	for (int i = 0; i < 9 << 20; i++)
		buf_putc(&deep, 'x');
	check_refused(buf_str(&deep), VCK_E_LIMIT, "a value is longer");
	buf_free(&deep);
}
END_TEST

START_TEST(errors)
{
	struct xml_error e;
#define ERROR(text) xml_error(text, strlen(text), &e)
	ck_assert(ERROR("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
			"<Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>"
			"<RequestId>r1</RequestId></ErrorResponse>"));
	ck_assert_str_eq(e.code, "AccessDenied");
	ck_assert_str_eq(e.message, "no");
	ck_assert_str_eq(e.request_id, "r1");
	ck_assert(ERROR(
		"<Response><Errors><Error><Code>A</Code></Error><Error><Code>B</Code></Error>"));
	ck_assert_str_eq(e.code, "A"); /* cut off, yet the code is there */
	ck_assert(!ERROR("<html><body>502</body></html>"));
	ck_assert(!ERROR("<!DOCTYPE x [<!ENTITY a "
			 "'b'>]><Response><Error><Code>&a;</Code></Error></Response>"));
	ck_assert(!ERROR(""));
#undef ERROR
}
END_TEST

static void check_time(const char *text, const char *printed)
{
	struct timestamp t;
	struct buf out = BUF_INIT;
	if (!printed) {
		ck_assert_msg(!timestamp_parse(text, &t), "%s", text);
		return;
	}
	ck_assert_msg(timestamp_parse(text, &t), "%s", text);
	timestamp_print(&out, &t);
	ck_assert_str_eq(buf_str(&out), printed);
	buf_free(&out);
}

START_TEST(times)
{
	check_time("2022-11-04T17:07:41.123Z", "2022-11-04T17:07:41.123000+00:00");
	check_time("2022-11-04T17:07:41.000Z", "2022-11-04T17:07:41+00:00");
	check_time("2019-12-16T22:48:18-01:00", "2019-12-16T22:48:18-01:00");
	check_time("2024-02-29T00:00:00UTC", "2024-02-29T00:00:00+00:00");
	check_time("1398796238", "2014-04-29T18:30:38+00:00");
	check_time("1398796238.5", "2014-04-29T18:30:38.500000+00:00");
	check_time("Tue, 29 Apr 2014 18:30:38 GMT", "2014-04-29T18:30:38+00:00");
	check_time("2022-13-04T17:07:41Z", NULL);
	check_time("2022-11-04", NULL);
	check_time("yesterday", NULL);
	check_time("", NULL);
	check_time("Tue, 29 Foo 2014 18:30:38 GMT", NULL);
	check_time("Tue, 29 Apr 2014 18:30:38 PST", NULL);
}
END_TEST

START_TEST(numbers_and_strings_as_text)
{
	static const double values[] = {0, -1, 10.8, 1e21, 9007199254740991.0, 0.1};
	cJSON *array = cJSON_CreateDoubleArray(values, 6);
	struct buf out = BUF_INIT;
	cJSON_AddItemToArray(array, cJSON_CreateString("\x01\"\\\n\t\xc3\xa9/"));
	json_text(&out, array, 0);
	ck_assert_str_eq(buf_str(&out),
			 "[\n    0,\n    -1,\n    10.8,\n    1e+21,\n    9007199254740991,\n"
			 "    0.1,\n    \"\\u0001\\\"\\\\\\n\\t\xc3\xa9/\"\n]");
	cJSON_Delete(array);
	buf_free(&out);
}
END_TEST

TCase *xml_tests(void)
{
	TCase *t = tcase_create("xml");
	tcase_add_test(t, our_cases);
	tcase_add_test(t, recorded_cases);
	tcase_add_test(t, our_protocol_cases);
	tcase_add_test(t, protocol_cases);
	tcase_add_test(t, newer_than_the_table);
	tcase_add_test(t, secrets_are_redacted);
	tcase_add_test(t, malformed);
	tcase_add_test(t, hostile);
	tcase_add_test(t, errors);
	tcase_add_test(t, times);
	tcase_add_test(t, numbers_and_strings_as_text);
	return t;
}
