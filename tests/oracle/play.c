/* play.c - games: networks, questions about them, and what the judges part over. */
#include "oracle/play.h"

#include "base/file.h"
#include "oracle/engine.h"
#include "oracle/packets.h"
#include "oracle/questions.h"
#include "oracle/shrink.h"
#include "oracle/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void report(struct play *play, uint64_t seed, const char *bytes, size_t len,
		   struct dispute *d)
{
	char path[512] = "", *least = dispute_shrink(d, bytes, len);

	if (least && play->folder) {
		struct vck_error err;
		snprintf(path, sizeof path, "%s/case-%" PRIu64 "-%u.json", play->folder, seed,
			 play->reported);
		file_write(path, least, strlen(least), &err);
	}
	free(least);
	fprintf(stderr,
		"DISAGREE seed %" PRIu64 " features %u: engine %s, oracle %s (%s)\n  %s\n  ", seed,
		play->features, d->engine, ruling_names[d->judgement.ruling], d->judgement.why,
		path);
	question_print(&d->question, d->packet, stderr);
	fprintf(stderr, "\n");
}

struct game {
	struct play *play;
	uint64_t seed;
	const struct net *net, *engines; /* the same, but for a falsehood */
	const struct buf *bytes;
	struct reach *reach;
	unsigned lost;
};

static void one_packet(struct game *g, const struct question_text *q, struct ask *ask,
		       const struct answer *answer, uint32_t packet)
{
	struct play *play = g->play;

	ask->protocol = packet >> 16;
	ask->value = packet & 0xffff;
	struct judgement j = oracle_judge(g->net, ask);
	struct dispute d = {*q, packet, engine_says(answer, packet), j};
	enum match match = judges_match(&j, d.engine);
	play->packets++;
	play->by_ruling[j.ruling]++;
	play->open += match == OPEN;
	if (match != DISAGREE)
		return;
	g->lost++;
	play->disagreements++;
	if (!play->falsehood && (!play->max_reports || play->reported < play->max_reports)) {
		play->reported++;
		report(play, g->seed, buf_str(g->bytes), g->bytes->len, &d);
	}
}

static void one_question(struct game *g, struct rng *r)
{
	struct question_text q;
	struct ask ask, engines;
	struct answer answer;
	struct arena arena = ARENA_INIT;
	packets_t packets = VEC_INIT;

	if (!question_make(r, g->net, g->play->features, &q) || !question_find(g->net, &q, &ask) ||
	    !question_find(g->engines, &q, &engines))
		return;
	g->play->questions++;
	engine_answer(g->reach, &arena, &engines, q.span, &answer);
	if (!pktset_is_empty(answer.passes) && !pktset_is_empty(answer.blocked))
		rule_cite(4); /* the exact parts, of which packets are looked at below */
	packets_at_edges(g->net, q.span, &packets);
	for (unsigned n = 0; n < 5 && packets.len; n++) {
		size_t at = rng_below(r, (uint32_t)packets.len);
		uint32_t packet = packets.items[at];
		packets.items[at] = packets.items[--packets.len];
		if (packet_has_known_reply(packet) && !g->lost)
			one_packet(g, &q, &ask, &answer, packet);
	}
	vec_free(&packets);
	arena_free(&arena);
}

static struct net *load_falsified(const struct play *play, const struct buf *bytes)
{
	struct buf other = BUF_INIT;

	put_falsified(play->falsehood, buf_str(bytes), &other);
	struct net *net = network_load(buf_str(&other), other.len);
	buf_free(&other);
	return net;
}

unsigned play_seed(struct play *play, uint64_t seed, unsigned questions)
{
	struct rng r = {.state = seed};
	struct buf bytes = BUF_INIT;
	struct game g = {.play = play, .seed = seed, .bytes = &bytes};

	generate_network(&r, play->features, &bytes);
	struct net *net = network_load(buf_str(&bytes), bytes.len),
		   *falsified = play->falsehood ? load_falsified(play, &bytes) : NULL;
	play->networks++;
	if (!net || (play->falsehood && !falsified)) {
		play->unloadable++;
		g.lost++;
	} else {
		g.net = net;
		g.engines = falsified ? falsified : net;
		g.reach = reach_new(g.engines);
		for (unsigned i = 0; i < questions && !g.lost; i++)
			one_question(&g, &r);
		reach_free(g.reach);
	}
	net_free(net);
	net_free(falsified);
	buf_free(&bytes);
	return g.lost;
}

void play_print(const struct play *p, FILE *out)
{
	fprintf(out,
		"%lu networks, %lu questions, %lu packets: %lu pass, %lu partial, %lu blocked, %lu "
		"unknown; %lu left open by the rules; %lu disagreements\n",
		p->networks, p->questions, p->packets, p->by_ruling[RULING_PASSES],
		p->by_ruling[RULING_PARTIAL], p->by_ruling[RULING_BLOCKED],
		p->by_ruling[RULING_UNKNOWN], p->open, p->disagreements);
}

/* The packet of `ask`, of which the engine looks at the whole span. */
static bool ask_both(const struct net *net, const struct ask *ask, struct span span, FILE *out)
{
	struct arena arena = ARENA_INIT;
	struct answer answer;
	struct reach *reach = reach_new(net);
	uint32_t packet = ask->protocol << 16 | ask->value;

	engine_answer(reach, &arena, ask, span, &answer);
	struct judgement j = oracle_judge(net, ask);
	const char *engine = engine_says(&answer, packet);
	fprintf(out, "engine %s, oracle %s%s%s (%s)\n", engine, ruling_names[j.ruling],
		j.open ? " open" : "", j.dead_end ? " dead-end" : "", j.why);
	engine_print_hops(net, ask, packet, out);
	reach_free(reach);
	arena_free(&arena);
	return judges_match(&j, engine) != DISAGREE;
}

bool play_again(const char *path, const char *question, FILE *out)
{
	struct buf bytes = BUF_INIT;
	struct vck_error err;
	struct question_text q;
	struct ask ask;
	uint32_t packet;
	bool agree = false;

	if (file_read(path, 64u << 20, &bytes, &err))
		return false;
	struct net *net = network_load(buf_str(&bytes), bytes.len);
	if (net && question_read(question, &q, &packet) && question_find(net, &q, &ask)) {
		ask.protocol = packet >> 16;
		ask.value = packet & 0xffff;
		agree = ask_both(net, &ask, q.span, out);
	}
	net_free(net);
	buf_free(&bytes);
	return agree;
}
