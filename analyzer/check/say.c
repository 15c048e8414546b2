/* say.c - adding sentences, evidence and proposals to a draft. */
#include "check/command.h"
#include "check/words.h"

void say(struct draft *d, struct checker *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	d->message = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
}

void say_evidence(struct draft *d, struct checker *c, const char *resource, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct vck_evidence e = {.resource = resource, .text = arena_vprintf(c->arena, fmt, ap)};
	va_end(ap);
	for (size_t i = 0; i < d->evidence.len; i++)
		if (str_eq(d->evidence.items[i].text, e.text))
			return;
	vec_push(&d->evidence, e);
}

void say_fix(struct draft *d, struct checker *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct proposal p = {.summary = arena_vprintf(c->arena, fmt, ap)};
	va_end(ap);
	vec_push(&d->proposals, p);
}

void say_whole_command(struct draft *d, struct checker *c, const char *command)
{
	if (!d->proposals.len)
		return;
	if (command_is_plain(command))
		vec_push(&d->proposals.items[d->proposals.len - 1].commands, command);
	else
		c->odd_commands++;
}

static void add_command(struct draft *d, struct checker *c, const char *service,
			const struct object *in, const char *command)
{
	const char *region = region_of(in);
	say_whole_command(d, c,
			  arena_printf(c->arena, "aws %s %s%s%s", service, command,
				       region ? " --region " : "", region ? region : ""));
}

void say_command(struct draft *d, struct checker *c, const struct object *in, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_command(d, c, "ec2", in, arena_vprintf(c->arena, fmt, ap));
	va_end(ap);
}

void say_elb_command(struct draft *d, struct checker *c, const struct object *in, const char *fmt,
		     ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_command(d, c, "elbv2", in, arena_vprintf(c->arena, fmt, ap));
	va_end(ap);
}

void say_edit(struct draft *d, struct edit e)
{
	if (d->proposals.len)
		vec_push(&d->proposals.items[d->proposals.len - 1].edits, e);
}
