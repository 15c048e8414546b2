/*
 * loader.h - what the files of this room share while a network is being read.
 *
 * Reading only collects: each element becomes an object (or an addition, for wrappers) with the
 * origin that tells its source, in a part: what one stretch of input brought. Parts know nothing of
 * each other, so any thread may fill one (crew.c); the loader absorbs them in the order of the
 * input, and what they amount to is the same whoever filled them, and how many there were.
 *
 * Everything that looks at several elements at once happens in loader_finish(), in this order:
 * merge.c (R86), link.c (ids to pointers), scope.h (whose, where, and what was asked for), link.c
 * again for references that lead nowhere.
 */
#ifndef LOAD_LOADER_H
#define LOAD_LOADER_H

#include "base/cons.h"
#include "load/readers.h"

enum wrapper {
#define WRAPPER(symbol, key, id, inner, reader, kind, type, member, known, order) WRAPPER_##symbol,
#include "load/wrappers.def"
#undef WRAPPER
	WRAPPER_COUNT
};

struct wrapper_info {
	const char *key, *id_path, *inner;
	const struct reader *reader;
	enum kind kind;
	size_t list, known; /* offsets in the object */
	int (*order)(const void *, const void *);
};
int order_entry(const void *, const void *), order_tgw_route(const void *, const void *),
	order_tgw_propagation(const void *, const void *),
	order_tgw_association(const void *, const void *),
	order_tgw_prefix_list_reference(const void *, const void *),
	order_listener(const void *, const void *), order_attribute(const void *, const void *),
	order_target_health(const void *, const void *);
extern const struct wrapper_info wrapper_info[WRAPPER_COUNT];

typedef VEC(const char *) names;

struct pair {
	const char *account, *region; /* NULL: nothing tells, counts for all */
};
typedef VEC(struct pair) pairs;

/*
 * Elements that one describe call or one tool's run showed: the same account and Region where the
 * input says so, else one file.
 */
struct source {
	const char *file, *folder;
	const char *account, *region; /* as given; NULL: the elements must tell */
	bool seen[KIND_COUNT];
	bool refused[KIND_COUNT];
	bool cut[KIND_COUNT], ended[KIND_COUNT]; /* a list with a NextToken; one without */
	enum bpa_mode bpa;
	bool bpa_told;
	struct source *whole;     /* of a part's source: the loader's own */
	const char *sure_account; /* what only an owner is shown said so: its reservations, … */
	/* scope.h */
	struct folder *in;
	names sure, maybe; /* accounts that its elements name */
	names callers;     /* whose credentials made it; empty: nothing tells */
	pairs pairs;       /* the accounts and Regions that its lists count for */
	pairs *own_pairs;  /* of single kinds, where their elements tell better */
};

/* What an element tells of its source. */
struct entry {
	struct object *object;
	struct source *source;
};

struct addition {
	const char *id; /* of the object that it adds to */
	any_list items;
	bool has_items; /* the inner list was there, were it empty (R2) */
	bool more;      /* AdditionalRoutesAvailable: not all that there is */
	const char *file;
	unsigned line;
};

typedef VEC(struct object *) objects;
typedef VEC(struct entry) entries;
typedef VEC(struct addition) additions;
typedef VEC(struct refusal) refusals;

/* What a thread reads with. What it read lies in the arena, which the network takes over. */
struct desk {
	struct arena *arena;
	struct intern strings;
	struct map lists; /* that are shared, by their bytes */
	struct arena shape_arena;
	struct json_shape *shapes[KIND_COUNT], *nest_shapes[KIND_COUNT],
		*wrapper_shapes[WRAPPER_COUNT]; /* as needed */
};

/* What the elements of a list are, by its key. */
struct listing {
	const char *key;
	const struct nest *nest;
	enum kind kind;
};

struct part {
	struct desk *desk;      /* of the thread that fills it */
	struct listing listing; /* of the last element */
	objects objects[KIND_COUNT];
	additions additions[WRAPPER_COUNT];
	VEC(struct source *) sources;
	struct map source_by_key;
	struct source *source; /* the last one */
	VEC(struct origin *) origins;
	names warnings;
	refusals refusals;
	struct arena aside;   /* interfaces as instances show them: seldom needed (R14) */
	struct arena brief;   /* what is of use until its element was read */
	size_t count;         /* of its elements */
	unsigned lists;       /* arrays begun in it */
	unsigned line, index; /* what those of its elements count from */
	const char *last_file, *last_seen_file;
};

/* What an object told of its source (scope_known.c). */
struct told {
	const struct source *source;
	const char *account, *region;
	enum kind kind;
};

struct crew;

struct loader {
	struct net *net;   /* its arena holds everything that stays */
	struct desk *desk; /* of the thread that owns the loader */
	struct part *now;  /* what that thread reads, until it is absorbed */
	struct crew *crew; /* the other threads, when there are any */
	struct vck_load_options options;
	unsigned long long done, total; /* bytes, for options.progress */
	size_t grain; /* bytes of an array for which it is worth to ask another thread */
	objects objects
		[KIND_COUNT]; /* as they were read, which is how they lie in memory; once they
				      * are merged those that stay: net's lists, until these are
				      * sorted */
	entries others; /* copies that went into another, instances that are gone: what they tell of
			 * their sources counts; `object` is what stays */
	VEC(struct origin *) origins;
	bool repeats[KIND_COUNT]; /* an id came twice: some are to be merged */
	bool gone;                /* some instances are no more (R10) */
	bool lacks[KIND_COUNT];   /* some did not say their account, or their Region */
	bool loses[KIND_COUNT];   /* some name what was not found, and may be missed */
	additions additions[WRAPPER_COUNT];
	VEC(struct source *) sources;
	VEC(struct folder *) folders;
	struct map source_by_key;
	names warnings;
	VEC(struct refusal) refusals;
	unsigned lists; /* arrays begun so far */
	struct told told;
};

void desk_init(struct desk *, struct arena *);
void desk_free(struct desk *); /* not what the arena holds */
struct part *part_new(struct desk *);
void part_clear(struct part *); /* for the next stretch of input; its memory is kept */
void part_free(struct part *);

/* What a part holds becomes the loader's; the part is cleared. */
void loader_absorb(struct loader *, struct part *);
/* Behind those of its kind, with its place there as ordinal. True: its id is new. */
bool loader_add(struct loader *, struct object *);
/* They are what net has of that kind. */
void loader_show(struct loader *, enum kind);
/* Absorb the loader's own part when it is full, in its turn. */
enum vck_status loader_settle(struct loader *, struct vck_error *);
void loader_progress(struct loader *, unsigned long long bytes);

/*
 * Lists whose elements hold the resources in a list of their own, and say something of all of them.
 */
struct nest {
	const char *key, *inner, *says;
	enum kind kind;
};
/* Which list this is: NULL, KIND_COUNT, WRAPPER_COUNT when it is none of those. */
const struct nest *nest_of_list(const char *key);
enum kind kind_of_list(const char *key);
enum wrapper wrapper_of_list(const char *key);
extern const struct reader *const readers[KIND_COUNT], wrapper_readers[WRAPPER_COUNT];

/* The source of an element. */
struct source *part_source(struct part *, const struct element_origin *);
void part_warn(struct part *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void loader_warn(struct loader *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "DescribeVpcs" of "ec2": the kind that the call brings, or KIND_COUNT. */
enum kind kind_of_call(const char *service, const char *operation);

/* element_sink() and its kin (load.h), into a part. */
enum vck_status part_sink(struct part *, const char *list_key, const cJSON *element,
			  const struct element_origin *, struct vck_error *);
enum kind kind_of_list(const char *list_key); /* KIND_COUNT: of none */
void part_known(struct part *, const char *list_key, const struct element_origin *);
/* A document is at its end: this list of it had a NextToken, so there is more than it holds; or not. */
void part_ended(struct part *, enum kind, bool cut, const struct element_origin *);
void part_refused(struct part *, const struct call_outcome *, const struct element_origin *);
/* VpcBlockPublicAccessOptions, and the account that sts get-caller-identity names. */
enum vck_status part_bpa(struct part *, const cJSON *, const struct element_origin *,
			 struct vck_error *);
enum vck_status loader_bpa(struct loader *, const cJSON *, const struct element_origin *,
			   struct vck_error *);
void part_identity(struct part *, const char *account, const struct element_origin *);
/* What the readers want of a list's elements (shape.c); NULL: all. */
struct json_shape *desk_shape(struct desk *, const char *list_key);
/* Is this a list that the loader reads? *bare: its elements don't say whose they are. */
bool loader_reads(const char *list_key, bool *bare);
/* "pl-0a1" of "get-managed-prefix-list-entries.pl-0a1.json", for a bare list; NULL: not in it. */
const char *id_from_file(struct desk *, const char *list_key, const char *file);

/*
 * crew.c: other threads. Work is handed out in the order of the input and absorbed in that order;
 * the first error in that order is the one that counts.
 */
struct work {
	/* Fill the part, as if nobody else was there. NULL: there is nothing more to do. */
	enum vck_status (*run)(void *ctx, struct part *, struct vck_error *);
	void (*drop)(void *ctx); /* after run(), or instead of it */
	void *ctx;
};
/* The same on a guess: whether it is of use turns out later, and drop() comes then. */
struct guess {
	void (*run)(void *ctx, struct part *);
	void (*stop)(void *ctx); /* it is of no use: any thread may be running it */
	void (*drop)(void *ctx);
	void *ctx;
};
unsigned crew_size(const struct loader *); /* threads that may read; 1: this one alone */
/* What loader->now holds so far comes first. The error may be that of earlier work. */
enum vck_status crew_hand_out(struct loader *, struct work, struct vck_error *);
bool crew_is_busy(const struct loader *);
/* Guesses wait in a line of their own, as many as this. */
unsigned crew_most_guesses(const struct loader *);
bool crew_may_guess(const struct loader *); /* there is room for one more */
void crew_guess(struct loader *, struct guess);
/* What the oldest one was made for, when it was run. NULL: there is none. */
void *crew_oldest_guess(struct loader *);
/* It was right: its part comes behind all that was read so far. */
enum vck_status crew_take_guess(struct loader *, unsigned line, unsigned index, struct vck_error *);
void crew_drop_guess(struct loader *);
void crew_drop_guesses(struct loader *);
/* Buffers of pieces go round: who has read one gives it back. Any thread may; NULL: none is there. */
void crew_give_buffer(struct crew *, char *, size_t room);
char *crew_take_buffer(struct loader *, size_t room);
/* Wait for all work. On failure *err is that of the first that failed. */
enum vck_status crew_wait(struct loader *, struct vck_error *);
void crew_free(struct loader *);

/*
 * rounds.c: a loop whose rounds may run at the same time. What they make lies in the arena that they are
 * given, which the network takes over.
 */
struct rounds {
	void (*run)(void *ctx, struct arena *, size_t round);
	void *ctx;
	size_t count;
};
bool rounds_pay(const struct loader *, size_t count); /* for so many objects, altogether */
void rounds_run(struct loader *, struct rounds);
enum { ROUND_OBJECTS = 2048 }; /* of which a round takes care, where they are many */

/* link_groups.c: sets of groups, by the ids in them. They are the net's once this is closed. */
struct group_sets {
	struct net *net;
	struct cons lists;
	struct map by_groups;
	struct arena scratch;
	VEC(struct group_set *) found;
};
void group_sets_open(struct group_sets *, struct net *);
const struct group_set *group_set_of(struct group_sets *, any_list ids);
void group_sets_close(struct group_sets *);

/* The steps of loader_finish(), in their order; refusals_finish() comes last. */
void scope_note(const struct object *); /* an element, when it is absorbed */
void scope_callers(struct loader *);
bool object_is_gone(const struct object *); /* R10: read, but not part of the network */
enum vck_status merge_entries(struct loader *, struct vck_error *);
void merge_additions(struct loader *);
/* First as far as paths, ARNs and zones tell; once more, finally, after scope_places(). */
void scope_known(struct loader *, bool final);
void make_described_interfaces(struct loader *); /* R14 */
void link_net(struct loader *);
void sort_objects(struct loader *);                  /* by id; part of link_net() */
void scope_places(struct loader *);                  /* what follows from the links */
void link_lists(struct loader *);                    /* of what points here; part of link_net() */
void link_own_addresses(struct network_interface *); /* part of link_net() */
void link_addresses(struct loader *);                /* Elastic IPs, and who owns which address */
void link_shared(struct net *);                      /* R86 */
void link_balancers(struct net *);                   /* R85 */
void refusals_finish(struct loader *);
void link_danglings(struct loader *);
void scope_free(struct loader *);

/* Parts of link_net(): link_vpc.c, and what has a file of its own. */
void link_before_lists(struct loader *);     /* pointers that are no plain look-up: R20, R50, R85 */
void link_balancer_interfaces(struct net *); /* link_balancer.c */

/*
 * link_role.c: what an interface is by its name (R13); and as a service's, whose it is from now on. Those
 * that follow each other have the same name, often: `last`, which begins as zeros.
 */
struct named {
	const char *interface_type, *description;
	enum interface_role role;
};
enum interface_role link_role(const struct network_interface *, struct named *last);
void link_service(struct network_interface *, const struct object *service);
void link_after_lists(struct loader *); /* what follows from the lists: R11 */

#endif
