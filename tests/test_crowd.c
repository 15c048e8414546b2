/* test_crowd.c - of very many harmless findings alike, one stands for those past the first. */
#include "query_util.h"

#include <vpccheck/render.h>

enum { HIDDEN = 300, VERY_MANY = 2100, ONE_BY_ONE = 200 };

/* A public subnet: one instance that EC2 Instance Connect enters, and many without an address. */
static char *network(int hidden)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, UTIL_PUBLIC_SUBNET);
	for (int i = 0; i <= hidden; i++) /* one each: what is alike in all would be asked once */
		buf_printf(&b,
			   "%s{\"GroupId\": \"sg-%04d\", \"VpcId\": \"vpc-1\", "
			   "\"IpPermissionsEgress\": [], \"IpPermissions\": [{\"IpProtocol\": "
			   "\"-1\", \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]}]}",
			   i ? "," : "", i);
	buf_puts(&b, "], \"NetworkInterfaces\": [");
	for (int i = 0; i <= hidden; i++)
		buf_printf(&b,
			   "%s{\"NetworkInterfaceId\": \"eni-%04d\", \"SubnetId\": \"subnet-1\", "
			   "\"VpcId\": \"vpc-1\", \"Status\": \"in-use\", \"PrivateIpAddress\": "
			   "\"10.1.%d.%d\", \"Attachment\": {\"InstanceId\": \"i-%04d\", "
			   "\"DeviceIndex\": 0}, \"Groups\": [{\"GroupId\": \"sg-%04d\"}]%s}",
			   i ? "," : "", i, 1 + i / 200, 10 + i % 200, i, i,
			   i ? "" : ", \"Association\": {\"PublicIp\": \"52.0.0.1\"}");
	buf_puts(&b, "], \"Reservations\": [{\"Instances\": [");
	for (int i = 0; i <= hidden; i++)
		buf_printf(&b, "%s{\"InstanceId\": \"i-%04d\", \"State\": {\"Name\": \"running\"}}",
			   i ? "," : "", i);
	buf_puts(&b, "]}]}");
	return b.data;
}

static struct vck_net *loaded(int hidden)
{
	struct vck_net *net;
	struct vck_error err;
	char *json = network(hidden), text[2048];
	if (vck_net_load_memory("crowd.json", json, strlen(json), &net, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	free(json);
	return net;
}

static struct vck_report *checked(int hidden, const char *probes)
{
	struct vck_net *net = loaded(hidden);
	struct vck_report *r = util_check(net, probes);
	vck_net_free(net);
	return r;
}

static size_t count(const struct vck_report *r, enum vck_code code,
		    const struct vck_finding **crowd)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_findings; i++) {
		n += r->findings[i].code == code;
		if (r->findings[i].code == code && strstr(r->findings[i].message, "more like it"))
			*crowd = &r->findings[i];
	}
	return n;
}

START_TEST(infos_past_the_first_are_one)
{
	struct vck_report *r = checked(HIDDEN, NULL);
	const struct vck_finding *crowd = NULL;
	ck_assert_uint_eq(count(r, VCK_PUBLIC_IP_MISSING, &crowd), ONE_BY_ONE + 1);
	ck_assert_ptr_nonnull(crowd);
	ck_assert_ptr_nonnull(strstr(crowd->message, "; and 99 more like it"));
	ck_assert_uint_eq(crowd->likewise, 99);
	ck_assert_uint_eq(crowd->n_flows, HIDDEN - ONE_BY_ONE);
	ck_assert_int_eq(crowd->severity, VCK_SEVERITY_INFO);
	for (size_t i = 0; i < r->n_flows; i++) /* each flow still says what stops it */
		ck_assert(r->flows[i].verdict == VCK_REACHABLE || r->flows[i].n_findings == 1);
	vck_report_free(r);
}
END_TEST

START_TEST(errors_are_told_one_by_one)
{
	struct vck_report *r = checked(HIDDEN, "eic");
	const struct vck_finding *crowd = NULL;
	ck_assert_uint_eq(count(r, VCK_PUBLIC_IP_MISSING, &crowd), HIDDEN);
	ck_assert_ptr_null(crowd);
	vck_report_free(r);
}
END_TEST

static bool notes(const struct vck_report *r, const char *text)
{
	for (size_t i = 0; i < r->n_notes; i++)
		if (str_starts(r->notes[i], text))
			return true;
	return false;
}

/* Of a set with itself: each of so many hosts is stopped on its way to each other one by its own group. */
static struct vck_report *all_to_all(int hosts)
{
	struct vck_net *net = loaded(hosts - 1);
	struct vck_report *r = util_path(net, "subnet-1", "subnet-1", "tcp/443");
	vck_net_free(net);
	return r;
}

START_TEST(what_stops_very_many_pairs_of_sets_is_told_of_the_first)
{
	enum { HOSTS = 60, PAIRS = HOSTS * (HOSTS - 1), TOLD = 2000 };
	struct vck_report *r = all_to_all(HOSTS);
	char note[100];
	snprintf(note, sizeof note, "what stops %d more pairs of sets is not told", PAIRS - TOLD);
	ck_assert_msg(notes(r, note), "%s", r->n_notes ? r->notes[0] : "no note");
	ck_assert_uint_eq(r->n_flows, 1);
	ck_assert_uint_eq(r->n_findings,
			  (TOLD + HOSTS - 2) / (HOSTS - 1)); /* hosts that start them */
	vck_report_free(r);
	r = all_to_all(45); /* 1980 pairs: all are told */
	ck_assert(!notes(r, "what stops"));
	ck_assert_uint_eq(r->n_findings, 45);
	vck_report_free(r);
}
END_TEST

START_TEST(very_many_flows_that_one_finding_stops_are_one)
{
	struct vck_report *r = checked(VERY_MANY, NULL);
	unsigned long pairs = 0, told = ONE_BY_ONE + 1; /* each finding's */
	for (size_t i = 0; i < r->n_flows; i++)
		pairs += r->flows[i].count;
	ck_assert_uint_eq(r->n_flows, 1 + told); /* and the one that is let in */
	ck_assert_uint_eq(r->flow_counts.blocked, told);
	ck_assert_uint_eq(pairs, 1 + VERY_MANY);
	ck_assert(notes(r, "1899 flows are told as one with others"));
	ck_assert(notes(r, "the hops of 201 flows are left out"));
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == VCK_PUBLIC_IP_MISSING)
			ck_assert_uint_eq(r->findings[i].n_flows, 1);
	vck_report_free(r);
}
END_TEST

START_TEST(very_many_flows_of_their_own_are_told_in_full)
{
	struct vck_report *r = checked(VERY_MANY, "eic");
	ck_assert_uint_eq(r->n_flows, 1 + VERY_MANY);
	ck_assert(!notes(r, "the hops of"));
	for (size_t i = 0; i < r->n_flows; i++)
		ck_assert_uint_eq(r->flows[i].n_forward > 0, r->flows[i].verdict == VCK_BLOCKED);
	vck_report_free(r);
}
END_TEST

static void add_text(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

static size_t shown_in_full(const struct vck_report *r, int verbosity, bool *in_short)
{
	struct vck_render_options options = {.verbosity = verbosity};
	struct vck_error err;
	struct buf b = BUF_INIT;
	size_t n = 0;
	ck_assert_int_eq(vck_render_report(r, "text", &options, add_text, &b, &err), VCK_OK);
	for (const char *p = buf_str(&b); (p = strstr(p, "\n  --> ")); p++)
		n++;
	*in_short = strstr(buf_str(&b), "error[public-ip-missing]: 280 more (-v shows") != NULL;
	ck_assert_int_eq(*in_short, strstr(buf_str(&b), "   | ... and 230 more\n") != NULL);
	buf_free(&b);
	return n;
}

START_TEST(text_shows_the_first_errors_of_a_code_in_full)
{
	struct vck_report *r = checked(HIDDEN, "eic");
	bool in_short;
	size_t others = r->n_findings - HIDDEN; /* of other codes */
	ck_assert_uint_le(shown_in_full(r, 0, &in_short), 20 + others);
	ck_assert(in_short);
	ck_assert_uint_eq(shown_in_full(r, 1, &in_short), r->n_findings);
	ck_assert(!in_short);
	vck_report_free(r);
}
END_TEST

/* Infos are counted by the resources of which they are true. */
START_TEST(text_counts_all_that_infos_stand_for)
{
	struct vck_report *r = checked(HIDDEN, NULL);
	struct vck_render_options options = {0};
	struct vck_error err;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(vck_render_report(r, "text", &options, add_text, &b, &err), VCK_OK);
	ck_assert_msg(strstr(buf_str(&b), "more of severity info, which stand for ") != NULL, "%s",
		      buf_str(&b));
	ck_assert_ptr_nonnull(strstr(buf_str(&b), " 300 public-ip-missing"));
	buf_free(&b);
	vck_report_free(r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("crowd");
	harness_case(s, "crowd", infos_past_the_first_are_one, errors_are_told_one_by_one,
		     what_stops_very_many_pairs_of_sets_is_told_of_the_first,
		     very_many_flows_that_one_finding_stops_are_one,
		     very_many_flows_of_their_own_are_told_in_full,
		     text_shows_the_first_errors_of_a_code_in_full,
		     text_counts_all_that_infos_stand_for);
	return harness_run(s);
}
