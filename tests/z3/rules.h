/* rules.h - what the rules say of one resource, read from its state; the rest is the solver's. */
#ifndef Z3_RULES_H
#define Z3_RULES_H

#include "model/net.h"

enum maybe { NO, PERHAPS, YES };

/* By what a packet came, as far as references to groups care (R43). */
enum smt_via { VIA_INSIDE, VIA_PEERING, VIA_TRANSIT_KEEPS = 3, VIA_OTHER = 4 };

enum maybe rule_alive(const struct net *, const struct network_interface *); /* R10, R12 */
enum answering { ANSWERS, ANSWERS_NO_PING, ANSWERS_NOBODY };
enum answering rule_answers(const struct network_interface *);   /* R13, R64, R83 */
enum maybe rule_has_igw(const struct net *, const struct vpc *); /* R60 */
enum maybe rule_has_egress_only(const struct net *, const struct vpc *);
/* R82: may a request from on premises come to this address with a sender that is in the VPC (NULL: one that
 * was not read)? */
bool rule_changes_sender(const struct net *, const struct vpc *, struct ip called);
/* R82: may an answer of this interface's get on premises, whatever address it is for? */
bool rule_leads_on_premises(const struct net *, const struct network_interface *, struct ip called);
/* R65: 0 open, 1 closed, 2 what NAT and egress-only gateways carry out, 3 what starts inside */
unsigned rule_block_public_access(const struct net *, const struct subnet *, bool possible);
bool rule_same_region(const struct vpc_peering_connection *);
bool rule_nat_uses(const struct nat_gateway_address *);
enum maybe rule_nat_works(const struct nat_gateway *); /* R64 */

#endif
