/* readers.h - the field tables of all kinds. A kind without its table does not link. */
#ifndef LOAD_READERS_H
#define LOAD_READERS_H

#include "load/reader.h"

#define KIND(symbol, type, list, id, prefix, call, noun) extern const struct reader reader_##type;
#include "model/kinds.def"
#undef KIND

/* R2: groups that were not read stand for one that the snapshot lacks, whose id nobody told. */
extern const char *unread_groups[1];

/* Items of the wrappers, wrappers.def. */
extern const struct reader reader_prefix_list_entry, reader_tgw_route, reader_tgw_propagation,
	reader_tgw_association, reader_tgw_prefix_list_reference, reader_listener, reader_attribute,
	reader_target_health;

#endif
