/* Loading on many threads against loading on one: the same network, the same warnings, the same
 * error. */
#include "base/json_cut.h"
#include "load/loader.h"
#include "load_util.h"

#include <fcntl.h>

#if SANITIZED /* rounds over shorter input, too */
enum { ROUNDS = 6, SHARE = 3 };
#else
enum { ROUNDS = 24, SHARE = 1 };
#endif

/* ---- a long input ---- */

static unsigned seed;
static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

/* Text that whoever counts brackets and quotes may stumble over. */
static const char *awkward(void)
{
	static const char *const texts[] = {"plain", "]}, {",   "\\\"", "\\\\", "\\\\\\\"]",
					    "",      "\\u005b", "{{{{", "a,b",  "\\n"};
	return texts[roll(10)];
}

static void put_tags(struct buf *b, const char *key, unsigned i)
{
	buf_printf(b,
		   "\"%s\": [\n {\"Key\": \"Name\", \"Value\": \"n-%u %s\"},"
		   " {\"Key\": \"%s\", \"Value\": \"%s\"}]",
		   key, i, awkward(), awkward(), awkward());
}

static void put_interface(struct buf *b, unsigned i, unsigned account)
{
	buf_printf(
		b,
		"{\n  \"NetworkInterfaceId\": \"eni-%u%05x\",\n  \"SubnetId\": \"subnet-%u%02x\",\n"
		"  \"VpcId\": \"vpc-%u\", \"Unread\": {\"deep\": [1, {\"x\": \"%s\"}]},\n"
		"  \"PrivateIpAddress\": \"10.%u.%u.%u\",\n  \"Groups\": [{\"GroupId\": "
		"\"sg-%u%x\"}],\n  ",
		account, i, account, i % 16, account, awkward(), i % 16, i / 250 % 250, i % 250 + 4,
		account, i % 8);
	put_tags(b, "TagSet", i);
	buf_puts(b, "\n }");
}

/* Every third instance has an interface that DescribeNetworkInterfaces shows; some have another. */
static void put_reservation(struct buf *b, unsigned i, unsigned account)
{
	buf_printf(
		b,
		"{\"OwnerId\": \"%u11122223333\", \"Instances\": [{\n\"InstanceId\": "
		"\"i-%u%05x\",\n"
		"\"State\": {\"Name\": \"%s\"}, \"VpcId\": \"vpc-%u\",\n\"NetworkInterfaces\": [",
		account, account, i, i % 11 ? "running" : "terminated", account);
	if (i % 3 == 0)
		put_interface(b, i, account);
	if (i % 15 == 0)
		buf_printf(b, ",\n{\"NetworkInterfaceId\": \"eni-f%05x\", \"VpcId\": \"vpc-%u\"}",
			   i, account);
	buf_puts(b, "],\n");
	put_tags(b, "Tags", i);
	buf_puts(b, "}]}");
}

static void put_subnet(struct buf *b, unsigned i, unsigned account)
{
	buf_printf(b,
		   "{\"SubnetId\": \"subnet-%u%02x\", \"VpcId\": \"vpc-%u\",\n\"CidrBlock\": "
		   "\"10.%u.0.0/16\"}",
		   account, i, account, i);
}

static void put_entries(struct buf *b, unsigned i, unsigned account)
{
	buf_printf(b,
		   "{\"PrefixListId\": \"pl-%u%x\", \"Entries\": [{\"Cidr\": \"10.%u.%u.0/24\"}]}",
		   account, i % 7, i / 250 % 250, i % 250);
}

static void put_call(struct buf *b, unsigned i, unsigned account)
{
	(void)account;
	buf_printf(b, "{\"Operation\": \"%s\", \"Status\": \"%s\", \"Code\": \"Refused%u\"}",
		   i % 2 ? "DescribeVpnGateways" : "DescribeNatGateways", i % 5 ? "refused" : "ok",
		   i);
}

static void put_list(struct buf *b, const char *key, unsigned count, unsigned account,
		     void (*put)(struct buf *, unsigned i, unsigned account))
{
	buf_printf(b, "\"%s\": [\n ", key);
	for (unsigned i = 0; i < count; i++) {
		if (i)
			buf_puts(b, i % 4 ? ",\n " : " , ");
		put(b, i, account);
	}
	buf_puts(b, "\n]");
}

static const struct {
	const char *key;
	unsigned count;
	void (*put)(struct buf *, unsigned i, unsigned account);
} lists[] = {
	{"Subnets", 16, put_subnet},
	{"PrefixListEntries", 9000, put_entries},
	{"Reservations", 2500, put_reservation},
	{"Calls", 12000, put_call},
};

/* A share of three accounts: one shows its interfaces before its instances, one behind them, one
 * not at all. */
static void put_dump(struct buf *b, unsigned share)
{
	seed = 7;
	buf_puts(b, "{\"Snapshots\": [");
	for (unsigned account = 1; account <= 3; account++) {
		buf_printf(b,
			   "%s{\"AccountId\": \"%u11122223333\", \"Region\": \"eu-west-%u\",\n"
			   "\"Vpcs\": [{\"VpcId\": \"vpc-%u\", \"CidrBlock\": \"10.0.0.0/8\"}],\n",
			   account > 1 ? ",\n" : "", account, account, account);
		if (account == 1) {
			put_list(b, "NetworkInterfaces", 4000 / share, account, put_interface);
			buf_puts(b, ",\n");
		}
		for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
			put_list(b, lists[i].key, lists[i].count / share, account, lists[i].put);
			buf_puts(b, ",\n");
		}
		if (account == 2) {
			put_list(b, "NetworkInterfaces", 4000 / share, account, put_interface);
			buf_puts(b, ",\n");
		}
		buf_puts(b, "\"NextToken\": \"more\"}");
	}
	buf_puts(b, "]}\n");
}

/* ---- a network as text ---- */

static void tell_object(struct buf *b, const struct object *o)
{
	buf_printf(b, "%u %s %s %s %s %s %s:%u:%u %u %u", (unsigned)o->kind, o->id,
		   o->account ? o->account : "-", o->region ? o->region : "-",
		   name_tag(o) ? name_tag(o) : "-", object_seen_by(o) ? object_seen_by(o) : "-",
		   object_file(o), o->line, o->index, o->members, o->ordinal);
	for (size_t i = 0; i < o->tags.len; i++)
		buf_printf(b, " %s=%s", o->tags.items[i].key, o->tags.items[i].value);
}

static void tell_more(struct buf *b, const struct object *o)
{
	if (o->kind == KIND_NETWORK_INTERFACE) {
		const struct network_interface *eni = (const void *)o;
		buf_printf(b, " %s %s %s", eni->subnet ? eni->subnet->o.id : "-",
			   eni->instance ? eni->instance->o.id : "-",
			   eni->vpc ? eni->vpc->o.id : "-");
	}
	if (o->kind == KIND_INSTANCE)
		buf_printf(b, " %u", ((const struct instance *)(const void *)o)->interfaces.len);
	if (o->kind == KIND_PREFIX_LIST)
		buf_printf(b, " %u", ((const struct prefix_list *)(const void *)o)->entries.len);
}

static void tell_net(struct buf *b, const struct net *net)
{
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		size_t count;
		const struct object *const *all = net_all(net, kind, &count);
		for (size_t i = 0; i < count; i++) {
			tell_object(b, all[i]);
			tell_more(b, all[i]);
			buf_putc(b, '\n');
		}
	}
	for (size_t i = 0; i < net->scopes.len; i++) {
		const struct scope *s = &net->scopes.items[i];
		buf_printf(b, "scope %s %s", s->account ? s->account : "-",
			   s->region ? s->region : "-");
		for (unsigned kind = 0; kind < KIND_COUNT; kind++)
			buf_printf(b, " %d", s->known[kind]);
		buf_putc(b, '\n');
	}
	for (size_t i = 0; i < net->danglings.len; i++)
		buf_printf(b, "%s %s %s\n", net->danglings.items[i].from->id,
			   net->danglings.items[i].member, net->danglings.items[i].id);
	for (size_t i = 0; i < net->refusals.len; i++)
		buf_printf(b, "%s\n", net->refusals.items[i].text);
	for (size_t i = 0; i < net->warnings.len; i++)
		buf_printf(b, "%s\n", net->warnings.items[i]);
}

/* Small enough that threads are started for the inputs here. */
enum { GRAIN = 4096 };

static enum vck_status load_path(const struct vck_load_options *options, const char *path,
				 struct net **net, struct vck_error *err)
{
	struct loader *l = loader_new_with(options);
	*net = NULL;
	l->grain = GRAIN;
	enum vck_status st = loader_add_path(l, path, err);
	ck_assert(st || !l->crew == (options->jobs == 1)); /* else nothing is tested here */
	if (st)
		loader_free(l);
	return st ? st : loader_finish(l, net, err);
}

/* What loading comes to, as text: the network, which is ended, or the error. */
static void tell_outcome(struct buf *b, enum vck_status st, struct net *net,
			 const struct vck_error *err)
{
	char line[2048];
	buf_clear(b);
	if (st)
		buf_printf(b, "%d %s", (int)st, vck_error_string(err, line, sizeof line));
	else
		tell_net(b, net);
	net_free(net);
}

static void load(struct buf *b, unsigned jobs, const char *path)
{
	struct vck_error err = {0};
	struct net *net;
	enum vck_status st = load_path(&(struct vck_load_options){.jobs = jobs}, path, &net, &err);
	tell_outcome(b, st, net, &err);
}

static void check_same(const char *path, const char *what)
{
	static const unsigned jobs[] = {2, 5};
	struct buf one = BUF_INIT, many = BUF_INIT;
	load(&one, 1, path);
	ck_assert_uint_gt(one.len, 0);
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		load(&many, jobs[i], path);
		ck_assert_msg(str_eq(buf_str(&one), buf_str(&many)),
			      "%s: one thread says\n%.300s\n%u say\n%.300s", what, buf_str(&one),
			      jobs[i], buf_str(&many));
	}
	buf_free(&one);
	buf_free(&many);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

/* ---- the tests ---- */

/* One byte of the dump becomes another, is lost or is doubled; or the end is missing. */
static size_t spoil(char *bytes, size_t len, unsigned round)
{
	static const char other[] = "{}[]\",:\\\n x0";
	size_t at = ((size_t)roll(65536) * 65536 + roll(65536)) % (len - 1);
	switch (round % 4) {
	case 0:
		return at;
	case 1:
		memmove(bytes + at, bytes + at + 1, len - at - 1);
		return len - 1;
	default:
		bytes[at] = other[roll(sizeof other - 1)];
		return len;
	}
}

START_TEST(errors_are_the_same)
{
	char *folder = harness_folder(), path[512], what[32];
	struct buf dump = BUF_INIT;
	put_dump(&dump, 3);
	char *bytes = harness_exact(dump.data, dump.len);
	snprintf(path, sizeof path, "%s/dump.json", folder);
	for (unsigned round = 0; round < ROUNDS; round++) {
		seed = round * 977 + (unsigned)_i;
		memcpy(bytes, dump.data, dump.len);
		size_t len = spoil(bytes, dump.len, round);
		if (round % 3 == 0) /* … and once more: the first counts */
			len = spoil(bytes, len, round + 1);
		write_file(path, bytes, len);
		snprintf(what, sizeof what, "round %u", round);
		check_same(path, what);
	}
	free(bytes);
	buf_free(&dump);
	harness_remove(folder);
}
END_TEST

/* ---- little input, shared out all the same ---- */

enum way { BY_MEMORY, BY_FILE, BY_PIPE, WAYS };

/* What a pipe holds, if nobody reads from it. */
enum { PIPE_ROOM = 64 << 10 };

static void read_from_pipe(struct loader *l, const char *bytes, size_t len, enum vck_status *st,
			   struct vck_error *err)
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], bytes, len), (ssize_t)len);
	close(ends[1]);
	ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
	close(ends[0]);
	*st = loader_add_path(l, "-", err);
}

/* grain 0: by one thread. */
static void load_little(struct buf *b, size_t grain, enum way way, const char *path,
			const char *bytes, size_t len)
{
	struct loader *l = loader_new_with(&(struct vck_load_options){.jobs = grain ? 3 : 1});
	struct vck_error err = {0};
	struct net *net = NULL;
	enum vck_status st;
	if (grain)
		l->grain = grain;
	if (way == BY_MEMORY)
		st = loader_add_memory(l, path, bytes, len, &err);
	else if (way == BY_FILE)
		st = loader_add_path(l, path, &err);
	else
		read_from_pipe(l, bytes, len, &st, &err);
	if (st)
		loader_free(l);
	else
		st = loader_finish(l, &net, &err);
	tell_outcome(b, st, net, &err);
}

/* The dump in other layouts: as cJSON prints it, without white space, with the line ends of Windows. */
static void lay_out(struct buf *b, unsigned layout)
{
	static const char end[] = "\r\n";
	cJSON *tree = cJSON_ParseWithLength(buf_str(b), b->len);
	ck_assert_ptr_nonnull(tree);
	char *text = layout == 1 ? cJSON_PrintUnformatted(tree) : cJSON_Print(tree);
	buf_clear(b);
	for (const char *p = text; *p; p++)
		if (*p == '\n')
			buf_puts(b, layout == 2 ? end : end + 1);
		else
			buf_putc(b, *p);
	cJSON_free(text);
	cJSON_Delete(tree);
}

START_TEST(a_dump_is_the_same_network)
{
	char *folder = harness_folder(), path[512];
	struct buf dump = BUF_INIT, told = BUF_INIT, shared = BUF_INIT;
	put_dump(&dump, SHARE);
	ck_assert_uint_gt(dump.len, (4u << 20) / SHARE); /* else nobody would share it */
	snprintf(path, sizeof path, "%s/dump.json", folder);
	write_file(path, dump.data, dump.len);
	check_same(path, "dump");
	load(&told, 1, path);
	load_little(&shared, 1000, BY_FILE, path, NULL, 0);
	ck_assert(str_eq(buf_str(&told), buf_str(&shared)));
	ck_assert_ptr_nonnull(strstr(told.data, "eni-f"));
	ck_assert_ptr_nonnull(strstr(told.data, "Refused2998"));
	ck_assert_ptr_nonnull(strstr(told.data, "NextToken"));
	buf_free(&dump);
	buf_free(&told);
	buf_free(&shared);
	harness_remove(folder);
}
END_TEST

enum { LAYOUTS = 4 };

START_TEST(little_input_is_the_same)
{
	char *folder = harness_folder(), path[512];
	struct buf dump = BUF_INIT, one = BUF_INIT, many = BUF_INIT;
	put_dump(&dump, 250);
	if (_i)
		lay_out(&dump, (unsigned)_i);
	ck_assert_uint_lt(dump.len, PIPE_ROOM);
	char *bytes = malloc(dump.len);
	snprintf(path, sizeof path, "%s/dump.json", folder);
	for (unsigned round = 0; round < ROUNDS * 6; round++) {
		memcpy(bytes, dump.data, dump.len);
		size_t len = dump.len;
		seed = round * 31 + (unsigned)_i;
		for (unsigned times = round ? 1 + roll(2) : 0; times; times--)
			len = spoil(bytes, len, roll(4));
		enum way way = round % WAYS;
		if (way == BY_FILE)
			write_file(path, bytes, len);
		load_little(&one, 0, way, path, bytes, len);
		load_little(&many, 16u << roll(way == BY_FILE ? 5 : 7), way, path, bytes, len);
		ck_assert_msg(str_eq(buf_str(&one), buf_str(&many)),
			      "round %u: one thread says\n%.300s\nothers say\n%.300s", round,
			      buf_str(&one), buf_str(&many));
	}
	free(bytes);
	buf_free(&dump);
	buf_free(&one);
	buf_free(&many);
	harness_remove(folder);
}
END_TEST

/* A folder of many small files and some large ones, one of which is wrong. */
START_TEST(a_folder_is_the_same_network)
{
	char *folder = harness_folder(), path[512];
	struct buf b = BUF_INIT;
	seed = 3;
	for (unsigned i = 0; i < 60; i++) {
		snprintf(path, sizeof path, "%s/%02u.json", folder, i);
		buf_clear(&b);
		buf_puts(&b, "{");
		put_list(&b, i % 2 ? "NetworkInterfaces" : "Reservations", i % 20 ? 60 : 2500, i,
			 i % 2 ? put_interface : put_reservation);
		buf_puts(&b, "}");
		write_file(path, b.data, b.len);
	}
	check_same(folder, "folder");
	snprintf(path, sizeof path, "%s/33.json", folder);
	write_file(path, "{\"Vpcs\": 1}", 11);
	check_same(folder, "folder with a wrong file");
	snprintf(path, sizeof path, "%s/31.json", folder);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("nowhere", path), 0);
	check_same(folder, "folder with a broken link");
	buf_free(&b);
	harness_remove(folder);
}
END_TEST

START_TEST(standard_input_is_the_same_network)
{
	char *folder = harness_folder(), path[512];
	struct buf dump = BUF_INIT, file = BUF_INIT, piped = BUF_INIT;
	put_dump(&dump, SHARE);
	snprintf(path, sizeof path, "%s/dump.json", folder);
	write_file(path, dump.data, dump.len);
	load(&file, 1, path);
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ck_assert_int_ge(dup2(fd, STDIN_FILENO), 0);
		close(fd);
		load(&piped, jobs, "-");
		ck_assert_uint_gt(piped.len, 100000);
		if (jobs == 1) {
			buf_clear(&file);
			buf_add(&file, piped.data, piped.len);
		}
		ck_assert(str_eq(buf_str(&file), buf_str(&piped)));
	}
	buf_free(&dump);
	buf_free(&file);
	buf_free(&piped);
	harness_remove(folder);
}
END_TEST

static unsigned long long last_done, last_total;
static void note_progress(void *ctx, unsigned long long done, unsigned long long total)
{
	ck_assert_ptr_eq(ctx, &last_done);
	ck_assert_uint_ge(done, last_done);
	ck_assert_uint_le(done, total);
	last_done = done;
	last_total = total;
}

START_TEST(progress_comes_to_an_end)
{
	char *folder = harness_folder(), path[512];
	struct buf dump = BUF_INIT;
	put_dump(&dump, SHARE);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%d.json", folder, i);
		write_file(path, i == 1 ? "{}" : dump.data, i == 1 ? 2 : dump.len);
	}
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		struct vck_load_options options = {
			.jobs = jobs, .progress = note_progress, .progress_ctx = &last_done};
		struct net *net;
		last_done = last_total = 0;
		/* The same resources in two files are no error: they are merged. */
		ck_assert_int_eq(load_path(&options, folder, &net, NULL), VCK_OK);
		ck_assert_uint_eq(last_total, dump.len * 2 + 2);
		ck_assert_uint_eq(last_done, last_total);
		net_free(net);
	}
	buf_free(&dump);
	harness_remove(folder);
}
END_TEST

/* ---- cutting ---- */

static void check_cut(struct json_cut got, struct json_cut want, const char *text, size_t len)
{
	ck_assert_msg(got.taken == want.taken && got.elements == want.elements &&
			      got.lines == want.lines && got.line_from == want.line_from,
		      "%.*s\n%zu %zu, not %zu %zu", (int)len, text, got.taken, got.elements,
		      want.taken, want.elements);
}

/* The naive way. */
static struct json_cut cut_slowly(const char *text, size_t len)
{
	struct json_cut cut = {0};
	size_t elements = 0, line_from = 0;
	unsigned lines = 0;
	long depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool ends = !in_string && !depth && (c == ',' || c == '}' || c == ']');
		if (ends) {
			elements++;
			cut = (struct json_cut){i, elements, lines, line_from};
			if (c != ',')
				return cut;
		}
		if (c == '\n') {
			lines++;
			line_from = i + 1;
		}
		if (c == '\\' && in_string)
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string)
			depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	}
	return cut;
}

START_TEST(cuts_like_one_who_counts)
{
	static const char alphabet[] = "{{[[]]}}\"\",,\\\n ab";
	char text[400];
	seed = 11;
	for (unsigned round = 0; round < 20000; round++) {
		size_t len = roll(sizeof text);
		unsigned plain = roll(20);
		bool in_string = false;
		for (size_t i = 0; i < len; i++) {
			text[i] = roll(20) < plain ? 'x' : alphabet[roll(sizeof alphabet - 1)];
			/* A backslash outside of strings is an error, which ends what can be
			 * compared. */
			if (text[i] == '\\' && !in_string)
				text[i] = '[';
			else if (text[i] == '\\' && i + 1 < len)
				text[++i] = 'n';
			else if (text[i] == '"')
				in_string = !in_string;
		}
		char *exact = harness_exact(text, len);
		struct json_cut want = cut_slowly(exact, len);
		check_cut(json_cut(exact, len), want, text, len);
		check_cut(json_cut_plain(exact, len), want, text, len);
		free(exact);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("load_threads");
	harness_case(s, "same", a_dump_is_the_same_network, a_folder_is_the_same_network,
		     standard_input_is_the_same_network, progress_comes_to_an_end);
	TCase *t = harness_tcase("errors");
	tcase_add_loop_test(t, errors_are_the_same, 0, 1);
	tcase_add_loop_test(t, little_input_is_the_same, 0, LAYOUTS);
	suite_add_tcase(s, t);
	harness_case(s, "cut", cuts_like_one_who_counts);
	return harness_run(s);
}
