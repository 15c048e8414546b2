/* opt.c - options, read by their table. */
#include "cli/opt.h"

#include "base/error.h"
#include "base/str.h"

#include <string.h>

#include "base/banned.h"

struct parse {
	const struct opt *table;
	char **argv;
	int argc, next;
	struct options *options;
	struct vck_error *err;
};

static void *member_of(struct options *options, const struct opt *opt)
{
	return (char *)options + opt->offset;
}

/* "error warning" -> an array of words that live in storage. */
void words_split(const char *words, struct strings *out, struct buf *storage)
{
	buf_clear(storage);
	buf_puts(storage, words);
	for (char *s = storage->data; s && *s;) {
		size_t len = strcspn(s, " ");
		bool last = !s[len];
		s[len] = '\0';
		vec_push(out, s);
		s += len + !last;
	}
}

bool words_have(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = words; len && (s = strstr(s, word)); s += len)
		if ((s == words || s[-1] == ' ') && (s[len] == ' ' || !s[len]))
			return true;
	return false;
}

static enum vck_status fail_choice(struct parse *p, const struct opt *opt, const char *value)
{
	struct strings words = VEC_INIT;
	struct buf storage = BUF_INIT;

	words_split(opt->choices, &words, &storage);
	const char *near = str_nearest(value, words.items, words.len);
	if (near)
		vck_fail(p->err, VCK_E_USAGE, NULL, "--%s can't be \"%s\"; did you mean \"%s\"?",
			 opt->name, value, near);
	else
		vck_fail(p->err, VCK_E_USAGE, NULL, "--%s can't be \"%s\", but one of: %s",
			 opt->name, value, opt->choices);
	vec_free(&words);
	buf_free(&storage);
	return VCK_E_USAGE;
}

static enum vck_status set_value(struct parse *p, const struct opt *opt, const char *value)
{
	void *member = member_of(p->options, opt);

	if (opt->choices && value && !words_have(opt->choices, value))
		return fail_choice(p, opt, value);
	switch (opt->type) {
	case OPT_FLAG:
		*(bool *)member = true;
		break;
	case OPT_MORE:
		++*(int *)member;
		break;
	case OPT_LESS:
		--*(int *)member;
		break;
	case OPT_STRING:
		*(const char **)member = value;
		break;
	case OPT_STRINGS:
		vec_push((struct strings *)member, value);
		break;
	}
	return VCK_OK;
}

static enum vck_status fail_unknown(struct parse *p, const char *word)
{
	struct strings names = VEC_INIT;
	struct buf name = BUF_INIT;

	for (const struct opt *o = p->table; o->name; o++)
		vec_push(&names, o->name);
	buf_add(&name, word + 2, strcspn(word + 2, "="));
	const char *near = str_nearest(buf_str(&name), names.items, names.len);
	if (near)
		vck_fail(p->err, VCK_E_USAGE, NULL, "there is no option --%s; did you mean --%s?",
			 buf_str(&name), near);
	else
		vck_fail(p->err, VCK_E_USAGE, NULL, "there is no option --%s", buf_str(&name));
	buf_free(&name);
	vec_free(&names);
	return VCK_E_USAGE;
}

/* The value that follows as a word of its own. */
static enum vck_status set_next(struct parse *p, const struct opt *opt)
{
	if (p->next >= p->argc)
		return vck_fail(p->err, VCK_E_USAGE, NULL, "--%s wants a value: --%s %s", opt->name,
				opt->name, opt->arg);
	return set_value(p, opt, p->argv[p->next++]);
}

static enum vck_status parse_long(struct parse *p, const char *word)
{
	size_t len = strcspn(word + 2, "=");
	const char *value = word[2 + len] ? word + 2 + len + 1 : NULL;

	for (const struct opt *o = p->table; o->name; o++) {
		if (strlen(o->name) != len || strncmp(o->name, word + 2, len) != 0)
			continue;
		if (!o->arg && value)
			return vck_fail(p->err, VCK_E_USAGE, NULL, "--%s takes no value", o->name);
		return o->arg && !value ? set_next(p, o) : set_value(p, o, value);
	}
	return fail_unknown(p, word);
}

static const struct opt *letter_find(const struct opt *table, char letter)
{
	for (const struct opt *o = table; o->name; o++)
		if (letter && o->letter == letter)
			return o;
	return NULL;
}

/* "-qv", "-ofile", "-o file" */
static enum vck_status parse_letters(struct parse *p, const char *word)
{
	for (const char *s = word + 1; *s; s++) {
		const struct opt *o = letter_find(p->table, *s);
		if (!o)
			return vck_fail(p->err, VCK_E_USAGE, NULL, "there is no option -%c", *s);
		if (o->arg)
			return s[1] ? set_value(p, o, s + 1) : set_next(p, o);
		set_value(p, o, NULL);
	}
	return VCK_OK;
}

enum vck_status opt_parse(const struct opt *table, int argc, char **argv, struct options *options,
			  struct vck_error *err)
{
	struct parse p = {table, argv, argc, 0, options, err};
	enum vck_status status = VCK_OK;
	bool ended = false;

	while (p.next < argc && !status) {
		const char *word = argv[p.next++];
		if (ended || word[0] != '-' || !word[1])
			vec_push(&options->operands, word);
		else if (str_eq(word, "--"))
			ended = true;
		else
			status = word[1] == '-' ? parse_long(&p, word) : parse_letters(&p, word);
	}
	return status;
}

void opt_free(struct options *options)
{
	vec_free(&options->formats);
	vec_free(&options->operands);
	vec_free(&options->aws.profiles);
	vec_free(&options->aws.roles);
}

enum vck_status opt_jobs(const char *text, unsigned *jobs, struct vck_error *err)
{
	unsigned long long n = 0;

	if (text && (!str_u64(text, 1024, &n) || !n))
		return vck_fail(err, VCK_E_USAGE, NULL,
				"--jobs can't be \"%s\", but a number from 1 to 1024", text);
	*jobs = (unsigned)n;
	return VCK_OK;
}
