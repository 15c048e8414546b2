/*
 * model - every resource of the network as a typed struct, with pointers between them.
 *
 * Question: what does the snapshot hold? Nothing here reasons; `eni->subnet->network_acl` reads as
 * the AWS documentation does, and members carry AWS's own names in snake_case.
 *
 * Invariants
 * - One arena owns everything. The loader writes; everybody else sees `const struct net`.
 * - A pointer to another resource is NULL when that resource is not in the snapshot; the id that
 *   named it stays beside it (`vpc_id`, `vpc`). "None" and "unknown" are different answers:
 *   net_knows() tells whether a kind was asked for at all in an account and Region (R2).
 * - Lists are sorted by id (kinds) or stand in the order of the input (rules, routes, entries).
 * - Strings are never NULL inside rules once linked unless the member says so; absent strings are
 *   NULL.
 *
 *	const struct subnet *s = eni->subnet;
 *	s->route_table         the table that it uses, its own or the VPC's main one (R20)
 *	s->network_acl         its NACL, or the VPC's default one (R50)
 *	s->vpc->cidrs          the associated blocks (R26)
 */
#ifndef MODEL_NET_H
#define MODEL_NET_H

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/ids.h"
#include "net/ip.h"
#include "net/lpm.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIST(type)                                                                                 \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t len;                                                                        \
	}

/*
 * A LIST inside of objects, of which there may be millions: four bytes less. Two side by side fill
 * three words; code that treats all of them alike copies them from and to an any_list.
 */
#define SLIM(type)                                                                                 \
	struct __attribute__((packed, aligned(4))) {                                               \
		type *items;                                                                       \
		uint32_t len;                                                                      \
	}

typedef SLIM(void) any_list;

enum kind {
#define KIND(symbol, type, list, id, prefix, call, noun) KIND_##symbol,
#include "model/kinds.def"
#undef KIND
	KIND_COUNT
};

struct kind_info {
	const char *list_key, *id_field, *id_prefix;
	const char *call; /* "ec2 describe-vpcs" */
	const char *noun; /* "VPC" */
	size_t size;      /* of the struct */
};
extern const struct kind_info kind_info[KIND_COUNT];

struct tag {
	const char *key, *value; /* never NULL: what is not written is "" */
};

/* Where objects come from: what those of one file have in common. */
struct origin {
	const char *file;
	const char *seen_by;   /* the account whose describe call showed them, or NULL */
	struct source *source; /* the loader's own */
};

/* What every resource begins with: small, as there may be a million of them. */
struct object {
	const char *id;
	const char *account; /* owner, NULL when nothing tells */
	const char *region;
	const struct origin *origin; /* NULL: an edit made it */
	SLIM(struct tag) tags;
	unsigned line;    /* 1-based */
	unsigned index;   /* its place in its list: /Subnets/INDEX */
	unsigned list;    /* which of all lists that was; 0: none */
	unsigned ordinal; /* its place in net's list of its kind, after sorting */
	enum kind kind : 8;
	unsigned members : 24; /* of the JSON object, for R86: the fuller copy wins */
};

static inline const char *object_file(const struct object *o)
{
	return o->origin ? o->origin->file : NULL;
}

static inline const char *object_seen_by(const struct object *o)
{
	return o->origin ? o->origin->seen_by : NULL;
}

struct vpc;
struct subnet;
struct route_table;
struct network_acl;
struct security_group;
struct network_interface;
struct instance;
struct internet_gateway;
struct egress_only_internet_gateway;
struct vpc_peering_connection;
struct nat_gateway;
struct prefix_list;
struct instance_connect_endpoint;
struct transit_gateway;
struct tgw_attachment;
struct tgw_vpc_attachment;
struct tgw_peering_attachment;
struct tgw_route_table;
struct vpn_gateway;
struct vpc_endpoint;
struct load_balancer;
struct target_group;
struct listener_rule;

/* Tri-state for fields whose absence means something else than false. */
enum flag { FLAG_UNSET = 0, FLAG_NO, FLAG_YES };

/* Of references to groups: where it is not said, either may be (R2). */
enum keeping { KEEPS_NONE = 0, MAY_KEEP, KEEPS };

enum bpa_mode { BPA_UNSET = 0, BPA_OFF, BPA_BIDIRECTIONAL, BPA_INGRESS };

struct cidr_association {
	struct cidr block;
	const char *state;                  /* "associated"; NULL counts as associated */
	const char *ipv6_address_attribute; /* "public", "private"; NULL: public */
};

struct vpc {
	struct object o;
	SLIM(struct cidr) cidrs; /* linked: associated blocks of both families, sorted */
	struct cidr cidr_block;  /* the primary one */
	bool shared;         /* linked: subnets or interfaces of several accounts lie in it (R86) */
	bool twins;          /* linked: two of its interfaces hold the same address */
	bool has_client_vpn; /* linked: its clients come in with addresses of this VPC (R84) */
	const char *encryption_mode; /* EncryptionControl.Mode ... */
	bool has_encryption_control; /* ... which was there, were it empty (R2) */
	SLIM(struct cidr_association) cidr_associations;
	SLIM(struct cidr_association) ipv6_associations;
	bool is_default;
	const char *block_public_access; /* BlockPublicAccessStates.InternetGatewayBlockMode */
	/* linked */
	SLIM(const struct subnet *) subnets;
	SLIM(const struct network_interface *) interfaces;
	SLIM(const struct route_table *) route_tables;
	SLIM(const struct vpc_peering_connection *) peerings;
	SLIM(const struct internet_gateway *) internet_gateways;
	SLIM(const struct egress_only_internet_gateway *) egress_only_gateways;
	SLIM(const struct vpn_gateway *) vpn_gateways;
	SLIM(const struct tgw_vpc_attachment *) tgw_attachments;
	SLIM(const struct instance_connect_endpoint *) instance_connect_endpoints;
	SLIM(const struct vpc_endpoint *) endpoints;
	const struct route_table *main_route_table;
	const struct network_acl *default_network_acl;
};

struct subnet {
	struct object o;
	const struct vpc *vpc;
	SLIM(struct cidr) cidrs;               /* linked: both families */
	const struct route_table *route_table; /* linked: R20 */
	const struct network_acl *network_acl; /* linked: R50 */
	const char *vpc_id;
	struct cidr cidr_block; /* family FAMILY_NONE: an IPv6-only subnet */
	SLIM(struct cidr_association) ipv6_associations;
	const char *availability_zone, *availability_zone_id;
	bool map_public_ip_on_launch;
	const char *block_public_access;
	/* linked */
	bool explicit_route_table;
	SLIM(const struct network_interface *) interfaces;
};

struct route_table_association {
	const char *association_id;
	const char *subnet_id;
	const char *gateway_id; /* an edge association (R28) */
	bool main;
	bool of_pool; /* PublicIpv4Pool: an edge association of addresses of one's own */
	const char *state;
};

/* What a route leads to. hops.def has a row for each. */
enum target {
	TARGET_NONE = 0,
	TARGET_LOCAL,
	TARGET_INTERNET_GATEWAY,
	TARGET_EGRESS_ONLY_INTERNET_GATEWAY,
	TARGET_NAT_GATEWAY,
	TARGET_INSTANCE,
	TARGET_NETWORK_INTERFACE,
	TARGET_VPC_PEERING_CONNECTION,
	TARGET_TRANSIT_GATEWAY,
	TARGET_VPN_GATEWAY,
	TARGET_VPC_ENDPOINT,
	TARGET_CARRIER_GATEWAY,
	TARGET_LOCAL_GATEWAY,
	TARGET_CORE_NETWORK,
	TARGET_ODB_NETWORK,
	TARGET_OTHER,
	TARGET_COUNT
};

enum route_state { ROUTE_ACTIVE = 0, ROUTE_BLACKHOLE, ROUTE_FILTERED };

struct route {
	struct cidr destination; /* family FAMILY_NONE: a prefix list */
	enum target target;
	const char *destination_prefix_list_id;
	const struct prefix_list *destination_prefix_list;
	const char *target_id;                          /* as the route names it */
	const char *network_interface_id, *instance_id; /* both are named where one is the target */
	const struct object *object; /* the target, NULL when it is not in the snapshot */
	enum route_state route_state;
	bool propagated; /* Origin EnableVgwRoutePropagation or Advertisement */
};

struct route_table {
	struct object o;
	const char *vpc_id;
	const struct vpc *vpc;
	SLIM(struct route_table_association) associations;
	SLIM(const char *) propagating_vgws;
	SLIM(struct route) routes;
	/* linked */
	SLIM(const struct subnet *) subnets; /* that use it */
	bool is_main;
	bool routes_known; /* Routes was there, were it empty (R2) */
	bool associations_known;
};

struct network_acl_association {
	const char *subnet_id;
};

struct network_acl_entry {
	struct cidr cidr;      /* of either family; FAMILY_NONE matches nothing */
	struct cidr ipv6_cidr; /* as read; the loader moves it to `cidr` */
	bool egress;
	bool allow;
	const char *protocol_text, *rule_action;
	int protocol; /* PROTO_ANY or 0..255 */
	long rule_number;
	int from_port, to_port;   /* tcp, udp with has_ports: 0..65535, in order */
	int icmp_type, icmp_code; /* -1: any */
	bool has_ports, has_icmp, has_code, has_egress, has_number;
};

struct network_acl {
	struct object o;
	const char *vpc_id;
	const struct vpc *vpc;
	bool is_default;
	bool entries_known; /* Entries was there, were it empty (R2) */
	bool associations_known;
	SLIM(struct network_acl_association) associations;
	SLIM(struct network_acl_entry)
	entries; /* linked: sorted by direction, then rule number (R51) */
};

/* One source (or destination) of a rule. Exactly one of the three is set. */
enum peer_kind { PEER_CIDR, PEER_PREFIX_LIST, PEER_GROUP };

struct user_id_group_pair {
	const char *group_id, *group_name, *user_id, *vpc_id, *vpc_peering_connection_id,
		*peering_status;
	const struct security_group *group;
	const struct vpc_peering_connection *peering;
};

struct prefix_list_ref {
	const char *prefix_list_id;
	const struct prefix_list *prefix_list;
};

struct ip_permission {
	const char *protocol_text;
	int protocol;           /* PROTO_ANY or 0..255; -2: not understood */
	int from_port, to_port; /* tcp, udp: 0..65535, in order; icmp: type, code (R42), -1: any */
	bool has_from, has_to;  /* tcp, udp: both or neither, which is all ports */
	SLIM(struct cidr) ip_ranges;
	SLIM(struct cidr) ipv6_ranges;
	SLIM(struct prefix_list_ref) prefix_lists;
	SLIM(struct user_id_group_pair) group_pairs;
};

/* Does it mean tcp to this port, from whomever? */
bool permission_has_tcp(const struct ip_permission *, int port);

struct security_group {
	struct object o;
	SLIM(struct ip_permission) ingress;
	SLIM(struct ip_permission) egress;
	const char *group_name, *description;
	const char *vpc_id;
	const struct vpc *vpc;
	/* linked */
	SLIM(const struct network_interface *) interfaces; /* that carry it */
	SLIM(const struct vpc *) further_vpcs; /* SecurityGroupVpcAssociations, associated */
	bool ingress_known, egress_known;      /* the lists were there, were they empty (R2) */
};

/*
 * Some groups together. Whoever has the same ones has the same set, so that what they come to is worked
 * out once: a hundred thousand interfaces have ten thousand sets.
 */
struct group_set {
	SLIM(const struct security_group *)
	groups; /* those in the snapshot, by id; len < group_ids.len: some lack */
	SLIM(const char *) group_ids;
	unsigned ordinal; /* in the net's list; GROUP_SET_APART: it is not in there */
	bool ingress_unread, egress_unread; /* a group of it came without these rules */
};
#define GROUP_SET_APART UINT_MAX

/* May groups of it, or rules of theirs that the snapshot lacks, let more through (R2)? */
static inline bool group_set_lacks(const struct group_set *s, bool egress)
{
	return s->groups.len < s->group_ids.len || (egress ? s->egress_unread : s->ingress_unread);
}

/* FAMILY_NONE: no public address */
#define PRIVATE_IP_ADDRESS                                                                         \
	const char *allocation_id;                                                                 \
	struct ip private_ip, public_ip;                                                           \
	bool primary

struct __attribute__((packed, aligned(4))) private_ip_address {
	PRIVATE_IP_ADDRESS;
};

/* Who stands behind an interface, as far as that decides what becomes of a packet to it (R13). */
enum interface_role {
	ROLE_HOST = 0,         /* an instance, a database, …: whatever listens there */
	ROLE_NAT_GATEWAY,      /* R64 */
	ROLE_LOAD_BALANCER,    /* R85: one that is in the snapshot */
	ROLE_UNREAD_BALANCER,  /* R85: one that is not */
	ROLE_CLASSIC_BALANCER, /* R84 */
	ROLE_GATEWAY_BALANCER, /* R84: it, or an endpoint of it */
	ROLE_VPC_ENDPOINT,     /* R83 */
	ROLE_CONNECT_ENDPOINT, /* R72 */
	ROLE_TRANSIT_GATEWAY,  /* R80: an attachment's */
	ROLE_LAMBDA,
	ROLE_COUNT
};

enum instance_state {
	INSTANCE_UNSAID = 0,
	INSTANCE_PENDING,
	INSTANCE_RUNNING,
	INSTANCE_SHUTTING_DOWN,
	INSTANCE_TERMINATED,
	INSTANCE_STOPPING,
	INSTANCE_STOPPED,
};

/* What a flow asks of each end stands first, side by side: it is sought in memory by the million. */
struct network_interface {
	struct object o;
	const struct subnet *subnet;
	const struct vpc *vpc;
	const struct group_set *group_set; /* linked; never NULL */
	const struct instance *instance;
	enum interface_role role : 8; /* linked */
	bool is_windows;              /* linked: its instance's Platform (R53) */
	bool has_kin;                 /* linked: its instance has other interfaces, too (R11) */
	bool deny_all_igw_traffic;
	enum flag source_dest_check;        /* R12: on unless FLAG_NO */
	enum instance_state instance_state; /* linked: its instance's, as far as that is told */
	const char *instance_id;            /* Attachment.InstanceId */
	const char *status;                 /* R12; NULL: not said */
	union {
		struct private_ip_address own; /* its primary address */
		/* The same: PrivateIpAddress, and Association's PublicIp and AllocationId. */
		struct __attribute__((packed, aligned(4))) {
			PRIVATE_IP_ADDRESS;
		};
	};
	SLIM(struct private_ip_address)
	private_ips;                  /* primary first, IPv4; where there is but one: `own` */
	SLIM(struct ip) ipv6;         /* Ipv6Addresses */
	SLIM(struct cidr) prefixes;   /* Ipv4Prefixes and Ipv6Prefixes */
	const struct object *service; /* linked: whose it is, when that is in the snapshot: below */
	SLIM(const char *) group_ids; /* as read; linked: in group_set */
	const char *subnet_id, *vpc_id;
	const char *interface_type, *description;
	const char *availability_zone;
	int device_index, network_card_index; /* -1: not said */
	bool requester_managed;
	bool groups_known; /* Groups was there, were it empty (R2) */
};

/* The service whose interface this is; NULL: of another kind, or of none in the snapshot. */
const struct nat_gateway *interface_nat_gateway(const struct network_interface *);
const struct load_balancer *interface_load_balancer(const struct network_interface *);
const struct vpc_endpoint *interface_endpoint(const struct network_interface *);
const struct instance_connect_endpoint *
interface_connect_endpoint(const struct network_interface *);

struct instance {
	struct object o;
	enum instance_state state; /* R10 */
	const char *state_text;
	const char *vpc_id, *subnet_id;
	const char *key_name, *iam_instance_profile, *platform, *http_endpoint;
	struct ip private_ip, public_ip;
	bool operator_managed;
	SLIM(struct network_interface)
	described_interfaces; /* NetworkInterfaces as DescribeInstances shows them (R14) */
	/* linked */
	SLIM(const struct network_interface *) interfaces; /* by card and device index */
	const struct network_interface *primary;           /* R11 */
};

struct gateway_attachment {
	const char *vpc_id, *state;
	const struct vpc *vpc;
};

struct internet_gateway {
	struct object o;
	SLIM(struct gateway_attachment) attachments;
	bool attachments_known; /* Attachments was there, were it empty (R2) */
};

struct egress_only_internet_gateway {
	struct object o;
	SLIM(struct gateway_attachment) attachments;
};

enum peering_state {
	PEERING_UNSAID = 0,
	PEERING_INITIATING_REQUEST,
	PEERING_PENDING_ACCEPTANCE,
	PEERING_ACTIVE,
	PEERING_DELETED,
	PEERING_REJECTED,
	PEERING_FAILED,
	PEERING_EXPIRED,
	PEERING_PROVISIONING,
	PEERING_DELETING,
};

struct peering_side {
	const char *vpc_id, *owner_id, *region;
	SLIM(struct cidr) cidrs; /* both families; empty while not active (R31) */
	struct cidr cidr_block;
	SLIM(struct cidr) cidr_block_set;
	SLIM(struct cidr) ipv6_cidr_block_set;
	enum flag allow_dns_resolution;
	const struct vpc *vpc; /* NULL: that side is not in the snapshot */
};

struct vpc_peering_connection {
	struct object o;
	struct peering_side requester, accepter;
	const char *status_code, *status_message, *expiration_time;
	enum peering_state state;
};

struct address {
	struct object o;
	struct ip public_ip, private_ip;
	const char *association_id, *instance_id, *network_interface_id, *domain,
		*network_border_group;
	const char *service_managed;
};

struct nat_gateway_address {
	const char *allocation_id, *network_interface_id;
	struct ip private_ip, public_ip;
	const char *status;
	bool is_primary;
	const char *availability_zone_id;
};

struct nat_gateway {
	struct object o;
	const char *vpc_id, *subnet_id, *route_table_id;
	const struct vpc *vpc;
	const struct subnet *subnet;           /* NULL for a regional one */
	const struct route_table *route_table; /* of a regional one */
	const char *state, *connectivity_type, *availability_mode;
	SLIM(struct nat_gateway_address) addresses;
	bool addresses_known; /* NatGatewayAddresses was there, were it empty (R2) */
	/* linked */
	bool is_private, is_regional;
};

struct prefix_list {
	struct object o;
	const char *prefix_list_name, *address_family, *state;
	long version;
	/* linked */
	SLIM(struct cidr) entries; /* sorted */
	bool entries_known;
};

struct instance_connect_endpoint {
	struct object o;
	const char *vpc_id, *subnet_id, *state;
	const struct vpc *vpc;
	const struct subnet *subnet;
	SLIM(const char *) group_ids;
	const struct group_set *group_set; /* linked */
	SLIM(const char *) network_interface_ids;
	SLIM(const struct network_interface *) interfaces;
	enum flag preserve_client_ip;
	bool groups_known; /* SecurityGroupIds was there, were it empty (R2) */
};

struct sg_vpc_association {
	struct object o; /* id: the group's */
	const char *vpc_id, *state;
};

struct bpa_exclusion {
	struct object o;
	const char *resource_arn, *mode, *state; /* mode: allow-bidirectional, allow-egress */
	const char *resource_id;                 /* the subnet or VPC that the ARN names */
};

struct availability_zone {
	struct object o; /* id: ZoneName */
	const char *zone_id, *parent_zone_id, *parent_zone_name, *zone_type;
};

struct transit_gateway {
	struct object o;
	const char *state;
	const char *association_default_route_table_id, *propagation_default_route_table_id;
	const char *default_route_table_association, *default_route_table_propagation;
	const char *security_group_referencing; /* "enable" */
	/* linked */
	SLIM(const struct tgw_attachment *) attachments;
	SLIM(const struct tgw_vpc_attachment *) vpc_attachments;
	SLIM(const struct tgw_route_table *) route_tables;
};

struct tgw_attachment { /* of any kind; the copy of the owner of the gateway has the association */
	struct object o;
	const char *transit_gateway_id, *transit_gateway_owner_id;
	const struct transit_gateway *transit_gateway;
	const char *resource_type; /* vpc, vpn, direct-connect-gateway, peering, connect, … */
	const char *resource_id, *resource_owner_id, *state;
	const char *association_route_table_id, *association_state;
	/* linked */
	const struct tgw_route_table *route_table; /* what decides for packets that come in by it */
	const struct tgw_vpc_attachment *vpc_attachment;
	const struct tgw_peering_attachment *peering_attachment;
};

struct tgw_vpc_attachment {
	struct object o;
	const char *transit_gateway_id, *vpc_id, *vpc_owner_id, *state;
	const struct transit_gateway *transit_gateway;
	const struct vpc *vpc;
	SLIM(const char *) subnet_ids;
	SLIM(const struct subnet *) subnets; /* those in the snapshot */
	const char *appliance_mode, *security_group_referencing, *ipv6_support;
	const struct tgw_attachment
		*attachment; /* the same attachment in TransitGatewayAttachments */
};

struct tgw_peering_side {
	const char *transit_gateway_id, *owner_id, *region;
	const struct transit_gateway *transit_gateway;
};

struct tgw_peering_attachment {
	struct object o;
	struct tgw_peering_side requester, accepter;
	const char *state;
	/* one attachment id per side is used in routes: the accepter's copy has its own id */
	const char *accepter_attachment_id;
};

struct tgw_route_attachment {
	const char *attachment_id, *resource_id, *resource_type;
	const struct tgw_attachment *attachment;
	const struct tgw_vpc_attachment *vpc_attachment;
};

struct tgw_route {
	struct cidr destination;
	const char *prefix_list_id;
	SLIM(struct tgw_route_attachment) attachments;
	const char *type, *state; /* static, propagated; active, blackhole */
	bool from_prefix_list;
};

struct tgw_propagation {
	const char *attachment_id, *resource_id, *resource_type, *state;
	const struct tgw_attachment *attachment;
	const struct tgw_vpc_attachment *vpc_attachment;
};

struct tgw_association {
	const char *attachment_id, *resource_id, *resource_type, *state;
};

struct tgw_prefix_list_reference {
	const char *prefix_list_id, *state;
	bool blackhole;
	const char *attachment_id, *resource_type, *resource_id;
	const struct prefix_list *prefix_list;
	const struct tgw_attachment *attachment;
	const struct tgw_vpc_attachment *vpc_attachment;
};

struct tgw_route_table {
	struct object o;
	const char *transit_gateway_id, *state;
	const struct transit_gateway *transit_gateway;
	bool default_association, default_propagation;
	SLIM(struct tgw_route)
	routes; /* static ones, and the propagated ones where they were asked for */
	SLIM(struct tgw_propagation) propagations;
	SLIM(struct tgw_association) associations;
	SLIM(struct tgw_prefix_list_reference) prefix_list_references;
	bool routes_known, propagations_known, associations_known, prefix_list_references_known;
};

struct vpn_gateway {
	struct object o;
	const char *state, *type;
	SLIM(struct gateway_attachment) attachments; /* VpcAttachments */
	bool attachments_known;                      /* it was there, were it empty (R2) */
};

struct vpn_connection {
	struct object o; /* keys and configuration are never read */
	const char *state, *vpn_gateway_id, *transit_gateway_id, *customer_gateway_id, *type;
};

struct customer_gateway {
	struct object o;
	const char *state, *ip_address, *type;
};

struct vpc_endpoint {
	struct object o;
	const char *vpc_id, *endpoint_type, *service_name, *state;
	const struct vpc *vpc;
	SLIM(const char *) route_table_ids;
	SLIM(const char *) subnet_ids;
	SLIM(const char *) network_interface_ids;
	SLIM(const struct network_interface *) interfaces;
	SLIM(const char *) group_ids;      /* of its interfaces ... */
	const struct group_set *group_set; /* linked */
	bool groups_known;                 /* ... where it says so */
};

struct load_balancer_zone {
	const char *subnet_id, *zone_name, *zone_id;
	const struct subnet *subnet;
};

struct attribute { /* of load balancers and target groups */
	const char *key, *value;
};

struct forward_target_group { /* ForwardConfig.TargetGroups[] */
	const char *target_group_arn;
	int weight;
	bool has_weight; /* of weight 0 it gets nothing */
};

struct listener_action {
	const char *type, *target_group_arn;
	SLIM(struct forward_target_group) forward_target_groups;
	long order;
};

/* Where the actions of a listener or rule lead: by weight, AWS picks one of the groups. */
struct forward {
	SLIM(const struct target_group *) target_groups;
	const char *missing_target_group_arn; /* forwarded to, but not in the snapshot; or NULL */
	bool redirects;
};

struct key_value {
	const char *key, *value; /* key NULL: any */
};

struct rule_condition {
	const char *field;         /* path-pattern, host-header, http-header, source-ip, … */
	SLIM(const char *) values; /* of the older form, which path and host have */
	SLIM(const char *) paths, hosts, headers, methods;
	SLIM(const char *) path_regexes, host_regexes, header_regexes;
	const char *header_name;
	SLIM(struct key_value) query;
	SLIM(struct cidr) source_ips;
};

struct listener_rule {            /* of an application load balancer's listener */
	struct object o;          /* id: the RuleArn */
	const char *listener_arn; /* as the wrapper says, else by the RuleArn */
	const char *priority;     /* "1" … "50000", or "default" */
	bool is_default;
	SLIM(struct rule_condition) conditions;
	SLIM(struct listener_action) actions;
	/* linked */
	struct forward forward;
};

struct listener {
	const char *arn, *protocol;
	int port;
	SLIM(struct listener_action) default_actions;
	/* linked */
	struct forward forward;                   /* of the default actions */
	SLIM(const struct listener_rule *) rules; /* by priority; without the default one */
	bool rules_known; /* each listener has a default rule: all are there when that one is */
};

struct load_balancer {
	struct object o; /* id: the ARN */
	const char *load_balancer_name, *type, *scheme, *vpc_id, *state, *ip_address_type,
		*dns_name;
	const struct vpc *vpc;
	SLIM(struct load_balancer_zone) zones;
	SLIM(const char *) group_ids;
	SLIM(struct listener) listeners;
	SLIM(struct attribute) attributes;
	bool listeners_known, attributes_known, groups_known;
	/* linked */
	SLIM(const struct network_interface *) interfaces;
	const struct group_set *group_set;
	bool cross_zone;                                 /* load_balancing.cross_zone.enabled */
	SLIM(const struct target_group *) target_groups; /* that name it in LoadBalancerArns */
};

struct target_health {
	const char *target_id; /* instance id, address or ARN */
	int port;
	const char *availability_zone, *state, *reason, *description;
	/* linked */
	struct ip address; /* of a target by IP, or the instance's primary address */
	const struct network_interface *interface;
	const struct load_balancer *load_balancer; /* a target that is a balancer */
};

struct target_group {
	struct object o; /* id: the ARN */
	const char *target_group_name, *protocol, *vpc_id, *target_type, *ip_address_type;
	int port;
	const char *health_check_port, *health_check_protocol; /* "traffic-port" or a number */
	enum flag health_check_enabled;
	const struct vpc *vpc;
	SLIM(const char *) load_balancer_arns;
	SLIM(struct attribute) attributes;
	SLIM(struct target_health) targets;
	bool targets_known, attributes_known;
	/* linked */
	SLIM(const struct load_balancer *) load_balancers; /* of load_balancer_arns */
};

/* Which describe calls were asked, where, and with what outcome. */
struct scope {
	const char *account, *region; /* NULL: nothing tells, counts for all */
	bool known[KIND_COUNT];       /* the list was there, were it empty */
	enum bpa_mode bpa;            /* VpcBlockPublicAccessOptions */
};

/* A call that was not answered when the snapshot was made. */
struct refusal {
	const char *account, *region; /* who asked, and where; NULL: not said */
	enum kind kind;               /* what is not known for it */
	const char *action;           /* what IAM has to allow: "ec2:DescribeSubnets" */
	const char *text; /* "ec2:DescribeSubnets was refused: UnauthorizedOperation: …" */
	bool denied, unsupported; /* the credentials may not; AWS has no such call there */
};

/* A reference that names what the snapshot, though it has that kind, does not hold. */
struct dangling {
	const struct object *from;
	const char *member; /* "RouteTables[].Routes[].NatGatewayId" */
	const char *id;
	enum kind kind;
};

struct address_owner { /* who answers to an address inside a VPC */
	const struct network_interface *interface;
	const struct private_ip_address *slot; /* NULL: IPv6, or from a delegated prefix */
};

/* A prefix that is delegated to an interface: its addresses are the interface's own (R11). */
struct prefix_owner {
	const struct vpc *vpc;
	struct cidr prefix;
	const struct network_interface *interface;
};

/* The key of net.added_public. Made by address_key() alone, which clears the padding. */
struct address_key {
	u128 value;
	unsigned family;
};

struct net {
	struct arena arena;
#define KIND(symbol, type, list, id, prefix, call, noun) LIST(struct type *) type##s;
#include "model/kinds.def"
#undef KIND
	LIST(struct group_set *) group_sets;
	LIST(struct scope) scopes;
	LIST(struct dangling) danglings;
	LIST(struct refusal) refusals;         /* by account, Region, kind */
	LIST(const char *) warnings;           /* one sentence each, with file: a cut dump, … */
	struct ids by_id[KIND_COUNT];          /* places in the lists; a copy has its original's */
	struct map added[KIND_COUNT];          /* by id: what edits add to a copy */
	struct owners *owners, *public_owners; /* of addresses: owners.c */
	struct map added_public;    /* public address -> struct address_owner: as `added` */
	const struct net *original; /* of a copy, which has the original's tables */
	struct net *filling;        /* a copy itself, while some of its objects are not made yet */
	LIST(const struct network_interface *)
	with_prefixes;                           /* interfaces that have delegated prefixes */
	LIST(struct prefix_owner) prefix_owners; /* those prefixes, by VPC and first address */
};

void net_free(struct net *);

/*
 * The same network once more, with objects of its own, for what-if (edit.h). Strings and what
 * nobody changes (blocks, tags, scopes) are shared: the original must outlive the copy. An object's
 * counterpart has its kind and ordinal.
 *
 * Interfaces and instances are made when somebody comes to them, so that a copy, like what is compiled of
 * it (reach.h), is one thread's. Whoever looks at all of them asks for all of them first, at those of a
 * VPC with vpc_interface().
 */
struct net *net_copy(const struct net *);
void net_complete(const struct net *); /* a network that is no copy is complete */
const struct object *net_counterpart(const struct net *, const struct object *of);

/* By id; NULL when the snapshot has none. */
const struct object *net_find(const struct net *, enum kind, const char *id);
/* By id of any kind, told by its prefix. */
const struct object *net_find_any(const struct net *, const char *id);
#define KIND(symbol, type, list, id, prefix, call, noun)                                           \
	const struct type *net_##type(const struct net *, const char *id_);
#include "model/kinds.def"
#undef KIND

/* What net.h calls LIST(struct KIND *), for code that treats all kinds alike. */
struct object_list {
	struct object **items;
	size_t len;
};
struct object_list net_list(const struct net *, enum kind);
/* Lists in the order of ids lead all over memory: calls near what comes soon after items[i]. */
static inline void list_ahead(const void *items, size_t len, size_t i, size_t size)
{
	enum { AHEAD = 8 };
	const void *const *objects = items;
	if (i + AHEAD < len)
		mem_ahead(objects[i + AHEAD], size);
}
void net_set_list(struct net *, enum kind, struct object_list); /* the loader's */
struct address_key address_key(struct ip);
/* All tables of owners; the loader's, too. All interfaces, in the order in which they lie in memory. */
void net_index_owners(struct net *, const struct object_list *interfaces);

/* All objects of a kind, sorted by id. */
const struct object *const *net_all(const struct net *, enum kind, size_t *count);

/* Was this kind asked for in that account and Region? (NULL matches what is not said.) (R2) */
bool net_knows(const struct net *, enum kind, const char *account, const char *region);
/* The call that would have brought it, when the snapshot says that it was not answered; else NULL.
 * Who asked may be another account than the owner of what was asked for: those of `account` go
 * first. */
const struct refusal *net_refused(const struct net *, enum kind, const char *account,
				  const char *region);
enum bpa_mode net_bpa(const struct net *, const char *account, const char *region);

/* Who owns an address: in one VPC; or a public one anywhere. interface NULL: nobody in the
 * snapshot. */
struct address_owner net_owner(const struct net *, const struct vpc *, struct ip);
struct address_owner net_public_owner(const struct net *, struct ip public_ip);
/* The Elastic IP of this value, whether anything has it or not; NULL: the snapshot has none. */
const struct address *net_elastic_ip(const struct net *, struct ip public_ip);

bool vpc_covers(const struct vpc *, struct ip);
/* vpc->interfaces.items[i]; of a copy, too, that is not complete. */
const struct network_interface *vpc_interface(const struct net *, const struct vpc *, size_t i);
/* Was nobody asked who is in it, neither its owner nor who was shown it? Then that no interface is known
 * of it says nothing (R2, R14). */
bool vpc_is_unread(const struct net *, const struct vpc *);
/* Of an IPv6 block that AWS keeps off the internet: a unique local one, or one that is private by
 * choice. */
bool vpc_is_private6(const struct vpc *, struct ip);
bool subnet_covers(const struct subnet *, struct ip);
const struct subnet *vpc_subnet_of(const struct vpc *, struct ip); /* NULL: in no subnet */
const struct peering_side *peering_far(const struct vpc_peering_connection *,
				       const struct vpc *near);
const struct peering_side *peering_near(const struct vpc_peering_connection *,
					const struct vpc *near);
bool interface_has(const struct network_interface *, struct ip); /* R11: its own addresses */
bool interface_carries(const struct network_interface *, const struct security_group *);
struct ip interface_public_of(const struct network_interface *, struct ip private_ip);
/* Its private address by which the internet reaches it (R60): its first, unless but another one has a public
 * address. FAMILY_NONE: none has. */
struct ip interface_facing_internet(const struct network_interface *);
const char *name_tag(const struct object *); /* the value of the Name tag, or NULL */
const char *object_label(const struct object *, char *buf, size_t size); /* "i-0a1 (web-1)" */
const char *peering_state_text(const struct vpc_peering_connection *);
enum peering_state peering_state_of(const char *code);   /* "active" -> PEERING_ACTIVE */
enum instance_state instance_state_of(const char *name); /* "running" -> INSTANCE_RUNNING */
/* ResourceType of what joins two transit gateways: AWS has two words for it. */
bool is_peering_type(const char *resource_type);
/* R43: does security group referencing ("enable", "disable", NULL) keep references? */
enum keeping keeping_of(const char *referencing);
enum flag
vpc_encrypts(const struct vpc *); /* R84: is encryption enforced? FLAG_UNSET: it does not say */
/* R60: is the VPC among those that a gateway is attached to? FLAG_UNSET: they do not say, or not how. */
#define is_attached(gateway, vpc)                                                                  \
	attached_among((gateway)->attachments.items, (gateway)->attachments.len,                   \
		       (gateway)->attachments_known, (vpc))
enum flag attached_among(const struct gateway_attachment *, size_t count, bool known,
			 const struct vpc *);

#endif
