/*
 * replay.c - a fuzz target over files: replay [OPTION VALUE]... FOLDER|FILE...
 *
 *	--chance N     mutate each file N times (mutate.c), from a fixed seed
 *	--every MOST   make each edit (shape.h) of each place. Places that are reached by the same
 *	               names are much alike: of those the first MOST of all files are taken (0: all)
 *	--stride N     of the edits take each N-th alone
 *	--keep FOLDER  for inputs that end the program: crash-1, ...
 *
 * Each file is run as it is, too, and cut at a few places, so that a corpus of whole documents also
 * holds broken ones. What is run hangs on the files alone, not on the code: a test that passes goes on
 * passing. The target runs in a process of its own: an input that ends it, or that takes too long, is
 * told, and gone past.
 */
#include "fuzz/fuzz.h"
#include "fuzz/shape.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CUTS = 8, MOST_BYTES = 16 << 20, MOST_SECONDS = 60, ROOM = 4096 };

struct source {
	char *path;
	struct buf bytes;
	VEC(size_t) places; /* that are edited */
	size_t count;       /* of inputs */
};

struct way {
	uint64_t way;
	size_t taken;
};

static struct {
	unsigned long long chance, most, stride;
	bool every;
	const char *keep;
	size_t inputs, failures;
	VEC(struct way) ways;
	VEC(struct source) sources;
} run = {.stride = 1};

/* ---- the inputs that a file makes, by number ---- */

static struct chance bytes_chance;

/* What libFuzzer does with bytes, from our seed. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	static const char odd[] = "\0\xff\x80\"'{}[]<>&;:,./\\-0%*#\r\n\t ";
	struct chance *c = &bytes_chance;
	for (size_t n = 1 + chance_below(c, 4); n; n--) {
		size_t at = chance_below(c, size + 1), len = chance_below(c, 16);
		uint8_t byte = (uint8_t)chance_of_table(c, odd);
		if (at < size && chance_below(c, 2)) {
			data[at] = chance_below(c, 2) ? byte : (uint8_t)(data[at] ^ 1 << len % 8);
		} else if (at + len < size && chance_below(c, 2)) {
			memmove(data + at, data + at + len, size - at - len);
			size -= len;
		} else if (size + len <= max) { /* the same again, or one that is odd */
			memmove(data + at + len, data + at, size - at);
			if (len == 1 || at + 2 * len > size + len)
				memset(data + at, byte, len);
			size += len;
		}
	}
	return size;
}

static void add_chance(const struct source *s, size_t number, struct buf *out)
{
	size_t max = s->bytes.len + ROOM;
	uint8_t *data = mem_alloc(max);
	memcpy(data, buf_str(&s->bytes), s->bytes.len);
	bytes_chance.state = number;
	size_t len = LLVMFuzzerCustomMutator(data, s->bytes.len, max, (unsigned)number);
	buf_add(out, (const char *)data, len);
	free(data);
}

static bool add_edit(const struct source *s, size_t number, struct buf *out)
{
	struct shape shape;
	size_t edit = number * run.stride;
	bool is = shape_read(&shape, s->bytes.data, s->bytes.len) &&
		  shape_edit(&shape, s->places.items[edit / shape_edits], edit % shape_edits);
	if (is) {
		char *text = cJSON_PrintUnformatted(shape.root);
		buf_puts(out, text);
		cJSON_free(text);
	}
	shape_free(&shape);
	return is;
}

/* false: there is none of this number. */
static bool add_input(const struct source *s, size_t number, struct buf *out)
{
	if (number < CUTS)
		buf_add(out, buf_str(&s->bytes), s->bytes.len * (CUTS - number) / CUTS);
	else if (number - CUTS < run.chance)
		add_chance(s, number - CUTS, out);
	else
		return add_edit(s, number - CUTS - run.chance, out);
	return true;
}

static bool is_wanted(uint64_t way)
{
	size_t i = 0;
	while (i < run.ways.len && run.ways.items[i].way != way)
		i++;
	if (i == run.ways.len)
		vec_push(&run.ways, ((struct way){way, 0}));
	return !run.most || run.ways.items[i].taken++ < run.most;
}

static void choose_places(struct source *s)
{
	struct shape shape;
	if (shape_read(&shape, buf_str(&s->bytes), s->bytes.len))
		for (size_t i = 0; i < shape.places.len; i++)
			if (is_wanted(shape.places.items[i].way))
				vec_push(&s->places, i);
	shape_free(&shape);
}

/* ---- running them ---- */

static void run_one(const struct source *s, size_t number)
{
	struct buf b = BUF_INIT;
	if (add_input(s, number, &b)) {
		uint8_t *exact = mem_alloc(b.len ? b.len : 1);
		memcpy(exact, buf_str(&b), b.len);
		LLVMFuzzerTestOneInput(exact, b.len);
		free(exact);
	}
	buf_free(&b);
}

static void keep(const struct source *s, size_t number)
{
	struct buf b = BUF_INIT;
	struct vck_error err;
	char path[2048];
	fprintf(stderr, "%s: input %zu ends the program\n", s->path, number);
	snprintf(path, sizeof path, "%s/crash-%zu", run.keep ? run.keep : "", run.failures);
	if (run.keep && add_input(s, number, &b) && !file_write(path, b.data, b.len, &err))
		fprintf(stderr, "kept as %s\n", path);
	buf_free(&b);
}

struct at {
	size_t source, input;
};

/* From *at on, which tells how far it got. */
static bool run_from(volatile struct at *at)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (!child) {
		for (; at->source < run.sources.len; at->source++, at->input = 0)
			for (; at->input < run.sources.items[at->source].count; at->input++) {
				alarm(MOST_SECONDS);
				run_one(&run.sources.items[at->source], at->input);
			}
		exit(0); /* leaks are told here */
	}
	return child > 0 && waitpid(child, &status, 0) == child && !status;
}

static void run_all(volatile struct at *at)
{
	for (; !run_from(at); at->input++) {
		run.failures++;
		if (at->source == run.sources.len)
			return; /* it leaks */
		keep(&run.sources.items[at->source], at->input);
	}
}

static enum vck_status add_source(void *ctx, const char *path, struct vck_error *err)
{
	struct source s = {.path = strdup(path)};
	enum vck_status st = file_read(path, MOST_BYTES, &s.bytes, err);
	(void)ctx;
	if (run.every)
		choose_places(&s);
	s.count = CUTS + run.chance + (s.places.len * shape_edits + run.stride - 1) / run.stride;
	run.inputs += s.count;
	vec_push(&run.sources, s);
	return st;
}

static void end(void)
{
	for (size_t i = 0; i < run.sources.len; i++) {
		free(run.sources.items[i].path);
		buf_free(&run.sources.items[i].bytes);
		vec_free(&run.sources.items[i].places);
	}
	vec_free(&run.sources);
	vec_free(&run.ways);
}

/* The options; the first argument that is none. */
static int read_options(int argc, char **argv)
{
	int i = 1;
	for (; i + 1 < argc && str_starts(argv[i], "--"); i += 2) {
		bool is = false;
		if (str_eq(argv[i], "--chance"))
			is = str_u64(argv[i + 1], UINT32_MAX, &run.chance);
		else if (str_eq(argv[i], "--every"))
			is = run.every = str_u64(argv[i + 1], UINT32_MAX, &run.most);
		else if (str_eq(argv[i], "--stride"))
			is = str_u64(argv[i + 1], UINT32_MAX, &run.stride) && run.stride;
		else if (str_eq(argv[i], "--keep"))
			is = (run.keep = argv[i + 1]);
		if (!is)
			return argc;
	}
	return i;
}

int main(int argc, char **argv)
{
	struct vck_error err;
	char text[2048];
	struct at *at =
		mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum vck_status st = VCK_OK;
	for (int i = read_options(argc, argv); i < argc && !st; i++)
		st = file_walk(argv[i], add_source, NULL, &err);
	if (st || at == MAP_FAILED) {
		fprintf(stderr, "%s\n", st ? vck_error_string(&err, text, sizeof text) : "mmap");
		return 1;
	}
	run_all(at);
	printf("%zu inputs of %zu files, %zu failed\n", run.inputs, run.sources.len, run.failures);
	size_t files = run.sources.len;
	end();
	return files && !run.failures ? 0 : 1;
}
