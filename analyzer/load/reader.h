/*
 * reader.h - fields are described, not parsed.
 *
 * A reader is a table of (path, offset, type); read_object() walks the members of a JSON object
 * once and puts each that a row names into the struct. Members that no row names are ignored, null
 * counts as absent, and a member of the wrong type is an error that names file, line and JSON
 * pointer.
 *
 *	#define OF struct vpc
 *	READER(reader_vpc, F(STR, "VpcId", o.id), F(CIDR, "CidrBlock", cidr_block),
 *	       L("Tags", o.tags, reader_tag));
 *	#undef OF
 *
 * Rows whose paths begin alike ("Status.Code", "Status.Message") stand next to each other.
 */
#ifndef LOAD_READER_H
#define LOAD_READER_H

#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"
#include "load/load.h"

enum field_type {
	FIELD_STR,  /* a string; "" counts as absent */
	FIELD_TEXT, /* a string that may be "" */
	FIELD_OWN,  /* FIELD_STR that few others repeat: not worth interning */
	FIELD_TAG,  /* FIELD_TEXT of a struct tag: not worth interning where it is a name */
	FIELD_BOOL,
	FIELD_FLAG, /* a boolean into an enum flag */
	FIELD_INT,
	FIELD_LONG,
	FIELD_IP,   /* a string; "" counts as absent */
	FIELD_CIDR, /* the same */
	FIELD_LIST, /* an array; `of` reads its elements */
	FIELD_ARN,  /* FIELD_STR that also tells the object's account and Region */
	FIELD_ZONE, /* FIELD_STR that also tells the object's Region */
};

#define NOWHERE ((size_t)-1) /* an offset: tells what it tells, is not kept */

struct reader;

struct field {
	const char *path;
	size_t offset;
	enum field_type type;
	const struct reader *of;
	size_t item_size;
	size_t has;    /* offset of a bool that says the member was there; 0: none */
	size_t within; /* the same of the object that the path leads through, were it empty */
};

struct reading; /* what is being read, for messages */

struct reader {
	const struct field *fields;
	size_t count;
	size_t size; /* of the struct */
	/* Values other than zero that stand for absence; NULL: none. */
	void (*init)(void *item);
	/* What follows from the fields, once they are read; NULL: nothing. */
	enum vck_status (*done)(struct reading *, void *item);
	bool aside; /* lists of these go into memory of their own: mostly they are not needed */
	bool brief; /* lists of these last until what holds them is done(): it keeps what it needs */
	bool shared; /* lists of these are one where they are equal: many are. No pointer in them
		      * but to interned strings */
	bool plain;  /* elements are plain values: fields[0] is their type, its path unused */
	bool single; /* elements are one value, fields[0], without which they would be nothing: that
		      * it is missing is an error, and nobody who walks the list need ask */
};

#define F(kind_, path_, member_)                                                                   \
	{                                                                                          \
		.path = (path_), .offset = offsetof(OF, member_), .type = FIELD_##kind_            \
	}
#define F_HAS(kind_, path_, member_, has_)                                                         \
	{                                                                                          \
		.path = (path_), .offset = offsetof(OF, member_), .type = FIELD_##kind_,           \
		.has = offsetof(OF, has_)                                                          \
	}
#define F_WITHIN(kind_, path_, member_, within_)                                                   \
	{                                                                                          \
		.path = (path_), .offset = offsetof(OF, member_), .type = FIELD_##kind_,           \
		.within = offsetof(OF, within_)                                                    \
	}
#define F_TELLS(kind_, path_)                                                                      \
	{                                                                                          \
		.path = (path_), .offset = NOWHERE, .type = FIELD_##kind_                          \
	}
#define L(path_, member_, of_)                                                                     \
	{                                                                                          \
		.path = (path_), .offset = offsetof(OF, member_), .type = FIELD_LIST,              \
		.of = &(of_), .item_size = sizeof *((OF *)0)->member_.items                        \
	}
#define L_HAS(path_, member_, of_, has_)                                                           \
	{                                                                                          \
		.path = (path_), .offset = offsetof(OF, member_), .type = FIELD_LIST,              \
		.of = &(of_), .item_size = sizeof *((OF *)0)->member_.items,                       \
		.has = offsetof(OF, has_)                                                          \
	}

#define READER_HOOKS(name_, init_, done_, ...)                                                     \
	static const struct field name_##_fields[] = {__VA_ARGS__};                                \
	const struct reader name_ = {.fields = name_##_fields,                                     \
				     .count = COUNT_OF(name_##_fields),                            \
				     .size = sizeof(OF),                                           \
				     .init = (init_),                                              \
				     .done = (done_)}
#define READER(name_, ...) READER_HOOKS(name_, NULL, NULL, __VA_ARGS__)

#define READER_SINGLE(linkage_, name_, kind_, c_type_, path_, ...)                                 \
	static const struct field name_##_fields[] = {{.path = (path_), .type = FIELD_##kind_}};   \
	linkage_ const struct reader name_ = {.fields = name_##_fields,                            \
					      .count = 1,                                          \
					      .size = sizeof(c_type_),                             \
					      .single = true,                                      \
					      __VA_ARGS__}
/* An array of objects of which one member is wanted: a string, as Groups[].GroupId, ... */
#define READER_MEMBER(name_, path_)                                                                \
	READER_SINGLE(static, name_, STR, const char *, path_, .shared = true)
/* ... an address or a block. */
#define READER_VALUE(name_, kind_, c_type_, path_)                                                 \
	READER_SINGLE(static, name_, kind_, c_type_, path_, .plain = false)
/* An array of the values themselves. */
#define READER_PLAIN(name_, kind_, c_type_)                                                        \
	READER_SINGLE(, name_, kind_, c_type_, "", .plain = true)

any_list list_get(const void *base, size_t offset);
void list_set(void *base, size_t offset, any_list);

/* The way down to a value, for the JSON pointer of a message. */
struct step {
	const struct step *up;
	const char *name; /* NULL: an element */
	size_t index;
};

/* Rows from..to of a reader, of whose paths `prefix` bytes are behind us. */
struct rows {
	size_t from, to, prefix;
};

/* Those of the rows that a member of this name belongs to: one, or all that go on below it; none. */
struct rows rows_named(const struct reader *, struct rows, const char *name);

/* An interned text. */
struct known_text {
	const char *text; /* NULL: none yet */
	size_t len;
	const char *region; /* of a zone, once it was asked for */
};
enum { KNOWN_TEXTS = 8 }; /* that stood in one place lately: often they stand there again */

/* The note that a shape has for a name (shape.c): what else would be looked up at each member. */
struct binding {
	const struct reader *reader;
	struct rows rows;
	const struct field *value; /* of the one row that this is the value of; NULL: of none */
	struct known_text known[KNOWN_TEXTS];
};

struct reading {
	struct arena *arena;
	struct arena *aside, *brief;
	struct intern *strings;
	struct map *lists; /* those that are shared, by their bytes */
	const struct element_origin *origin;
	struct object *object; /* whose account and Region ARNs and zones tell; may be NULL */
	const struct step *at;
	struct vck_error *err;
};

/* Read one object (or plain value) into item, which is zero. */
enum vck_status read_item(struct reading *, const struct reader *, const cJSON *, void *item);
/* An error at the place where the reading stands, or at its member `name` when not NULL. */
enum vck_status read_fail(const struct reading *, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * R2: what AWS writes always, and what decides nothing without it, is not taken for a default. The name is
 * for the message. What says of itself that it lacks is `has` above.
 */
enum vck_status read_needs(const struct reading *, bool there, const char *name);

/* "us-east-1" of "us-east-1a" or "us-east-1-wl1-bos-wlz-1": its length, 0 when there is none. */
size_t zone_region_len(const char *zone);
bool is_region(const char *text, size_t len);
bool is_account(const char *text, size_t len);

extern const struct reader reader_tag, reader_string, reader_text, reader_cidr_text;

#endif
