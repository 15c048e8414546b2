/*
 * sample_report.h - reports made by hand, for the tests of render/: the lab, one that holds all
 * that a report can hold (hostile names above all), a path, and nothing at all.
 */
#ifndef TESTS_SAMPLE_REPORT_H
#define TESTS_SAMPLE_REPORT_H

#include <vpccheck/finding.h>

/* Breaks out of nearly every format, were it not escaped. */
#define HOSTILE                                                                                    \
	"=cmd()|'/C calc'!A0 ]]> ::error::x \x1b[31mred\x1b[0m\n::warning::second line\r\t\"q\" "  \
	"`tick` <script>alert(1)</script> %0A \\ a|b *c* [d](e) \xff\xfe \xe2\x80\xae"             \
	"evil --> @everyone ${HOME} $(id)"
#define UNICODE "gr\xc3\xbc\xc3\x9f-\xe6\x9d\xb1\xe4\xba\xac-\xf0\x9f\x9a\x80"

static const char *echo_request[] = {"icmp/8/0"};
static const char *ssh[] = {"tcp/22"};
static const char *allocate[] = {
	"aws ec2 allocate-address --domain vpc --region eu-west-1",
	"aws ec2 associate-address --allocation-id ALLOCATION_ID --network-interface-id eni-0a1 "
	"--region eu-west-1",
};
static const char *authorize[] = {
	"aws ec2 authorize-security-group-ingress --group-id sg-0b2 --ip-permissions "
	"'IpProtocol=icmp,FromPort=8,ToPort=0,IpRanges=[{CidrIp=10.1.0.0/16}]' --region eu-west-1",
};
static const char *print_public[] = {"f1a0000000000001"};
static const char *print_icmp[] = {"f1a0000000000002"};
static const char *flow_eic[] = {"eic:eic->i-0a1:tcp/22"};
static const char *flow_ping[] = {"ping:i-0a1->i-0b2:icmp/8/0"};

#define WEB1                                                                                       \
	{                                                                                          \
		.kind = "instance", .id = "i-0a1", .name = "instance-1", .interface = "eni-0a1",   \
		.address = "10.1.1.10", .vpc = "vpc-0a1", .vpc_name = "VPC 1",                     \
		.subnet = "subnet-0a1", .account = "111111111111", .region = "eu-west-1"           \
	}
#define WEB2                                                                                       \
	{                                                                                          \
		.kind = "instance", .id = "i-0b2", .name = "instance-2", .interface = "eni-0b2",   \
		.address = "10.2.1.10", .vpc = "vpc-0b2", .vpc_name = "VPC 2",                     \
		.subnet = "subnet-0b2", .account = "111111111111", .region = "eu-west-1"           \
	}

static struct vck_hop ping_there[] = {
	{"security-group", "sg-0a1", "web-1", "egress", VCK_PASS, "all traffic to 0.0.0.0/0",
	 "10.1.1.10", "10.2.1.10", NULL, NULL, 0, 0},
	{"network-acl", "acl-0a1", NULL, "egress", VCK_PASS, "rule 100 allows all traffic",
	 "10.1.1.10", "10.2.1.10", NULL, NULL, 0, 0},
	{"route-table", "rtb-0a1", "public-1", NULL, VCK_PASS, "10.2.0.0/16 to pcx-0ab",
	 "10.1.1.10", "10.2.1.10", NULL, NULL, 0, 0},
	{"vpc-peering-connection", "pcx-0ab", NULL, NULL, VCK_PASS, "active", "10.1.1.10",
	 "10.2.1.10", NULL, NULL, 0, 0},
	{"network-acl", "acl-0b2", NULL, "ingress", VCK_PASS, "rule 100 allows all traffic",
	 "10.1.1.10", "10.2.1.10", NULL, NULL, 0, 0},
	{"security-group", "sg-0b2", "web-2", "ingress", VCK_STOP,
	 "no rule allows icmp echo request from 10.1.1.10", "10.1.1.10", "10.2.1.10",
	 "sg-ingress-denied", "testdata/lab/broken.json", 300, 0},
};
static struct vck_hop ping_back[] = {
	{"network-acl", "acl-0b2", NULL, "egress", VCK_PASS, "rule 100 allows all traffic",
	 "10.2.1.10", "10.1.1.10", NULL, NULL, 0, 0},
	{"route-table", "rtb-0b2", "public-2", NULL, VCK_PASS, "10.1.0.0/16 to pcx-0ab",
	 "10.2.1.10", "10.1.1.10", NULL, NULL, 0, 0},
	{"network-acl", "acl-0a1", NULL, "ingress", VCK_PASS, "rule 100 allows all traffic",
	 "10.2.1.10", "10.1.1.10", NULL, NULL, 0, 0},
};
static struct vck_hop eic_there[] = {
	{"internet-gateway", "igw-0a1", NULL, "ingress", VCK_STOP,
	 "eni-0a1 has no public IPv4 address", "18.202.216.48/29", NULL, "public-ip-missing", NULL,
	 0, 0},
	{"security-group", "sg-0a1", "web-1", "ingress", VCK_PASS, "tcp/22 from pl-0e1",
	 "18.202.216.48/29", "10.1.1.10", NULL, NULL, 0, 0},
};

static struct vck_evidence public_evidence[] = {
	{"rtb-0a1", "the subnet is public: rtb-0a1 routes 0.0.0.0/0 to igw-0a1, which is attached",
	 "testdata/lab/broken.json", 150},
	{"subnet-0a1",
	 "it was launched without one: the subnet assigns none (MapPublicIpOnLaunch is false)",
	 "testdata/lab/broken.json", 150},
	{"sg-0a1",
	 "the rest of the way is open: sg-0a1 allows tcp/22 from pl-0e1, acl-0a1 both "
	 "directions",
	 "testdata/lab/broken.json", 150},
};
static struct vck_evidence icmp_evidence[] = {
	{"sg-0b2",
	 "no inbound rule allows icmp echo request from 10.1.1.10; nearest: tcp/22 from "
	 "0.0.0.0/0 (other protocol)",
	 NULL, 0},
	{NULL,
	 "the rest of the way is open: pcx-0ab active, routes both ways, NACLs both "
	 "directions",
	 NULL, 0},
};
static struct vck_proposal endpoint_instead[] = {
	{"an EC2 Instance Connect Endpoint in subnet-0a1, without a public address", NULL, 0, false,
	 NULL},
};

#define PUBLIC_IP_MISSING                                                                          \
	{                                                                                          \
		.code = VCK_PUBLIC_IP_MISSING, .severity = VCK_SEVERITY_ERROR,                     \
		.direction = "forward", .aws_code = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",      \
		.resource = {"network-interface",                                                  \
			     "eni-0a1",                                                            \
			     NULL,                                                                 \
			     "111111111111",                                                       \
			     "eu-west-1",                                                          \
			     "vpc-0a1",                                                            \
			     "of i-0a1 (instance-1), subnet-0a1 (public-1), VPC 1",                \
			     "testdata/lab/broken.json",                                           \
			     412},                                                                 \
		.message = "EC2 Instance Connect can't reach instance-1: its interface has no "    \
			   "public IPv4 address",                                                  \
		.evidence = public_evidence, .n_evidence = 3, .flows = flow_eic, .n_flows = 1,     \
		.flow_count = 1,                                                                   \
		.fix = {{"associate an Elastic IP", allocate, 2, true, NULL},                      \
			true,                                                                      \
			endpoint_instead,                                                          \
			1},                                                                        \
		.fingerprint = "f1a0000000000001"                                                  \
	}
#define SG_INGRESS_DENIED                                                                          \
	{                                                                                          \
		.code = VCK_SG_INGRESS_DENIED, .severity = VCK_SEVERITY_ERROR,                     \
		.direction = "forward", .aws_code = "ENI_SG_RULES_MISMATCH",                       \
		.resource = {"security-group",                                                     \
			     "sg-0b2",                                                             \
			     "web-2",                                                              \
			     "111111111111",                                                       \
			     "eu-west-1",                                                          \
			     "vpc-0b2",                                                            \
			     "on eni-0b2 of i-0b2 (instance-2), VPC 2",                            \
			     "testdata/lab/broken.json",                                           \
			     300},                                                                 \
		.message = "ping from instance-1 to instance-2 is stopped by security group "      \
			   "sg-0b2 (web-2)",                                                       \
		.evidence = icmp_evidence, .n_evidence = 2, .flows = flow_ping, .n_flows = 1,      \
		.flow_count = 1,                                                                   \
		.fix = {{"allow echo requests from VPC 1", authorize, 1, true, NULL},              \
			true,                                                                      \
			NULL,                                                                      \
			0},                                                                        \
		.fingerprint = "f1a0000000000002"                                                  \
	}

#define FLOW_EIC                                                                                   \
	{                                                                                          \
		.id = "eic:eic->i-0a1:tcp/22", .probe = "eic",                                     \
		.source = {.kind = "eic", .address = "18.202.216.48/29", .region = "eu-west-1"},   \
		.destination = WEB1, .protocol = "tcp/22", .verdict = VCK_BLOCKED, .blocked = ssh, \
		.n_blocked = 1, .findings = print_public, .n_findings = 1, .forward = eic_there,   \
		.n_forward = 2, .count = 1                                                         \
	}
#define FLOW_PING                                                                                  \
	{                                                                                          \
		.id = "ping:i-0a1->i-0b2:icmp/8/0", .probe = "ping", .source = WEB1,               \
		.destination = WEB2, .protocol = "icmp/8/0", .verdict = VCK_BLOCKED,               \
		.blocked = echo_request, .n_blocked = 1, .findings = print_icmp, .n_findings = 1,  \
		.forward = ping_there, .n_forward = 6, .reply = ping_back, .n_reply = 3,           \
		.count = 1                                                                         \
	}
#define FLOW_PING_BACK                                                                             \
	{                                                                                          \
		.id = "ping:i-0b2->i-0a1:icmp/8/0", .probe = "ping", .source = WEB2,               \
		.destination = WEB1, .protocol = "icmp/8/0", .verdict = VCK_REACHABLE,             \
		.passes = echo_request, .n_passes = 1, .count = 1                                  \
	}

/* ---- the lab, as a person first has it ---- */

static struct vck_flow lab_flows[] = {FLOW_EIC, FLOW_PING, FLOW_PING_BACK};
static struct vck_finding lab_findings[] = {PUBLIC_IP_MISSING, SG_INGRESS_DENIED};
static const struct vck_report report_lab = {
	.subject = "2 VPCs, 1 peering connection (active), 2 running instances in eu-west-1",
	.flows = lab_flows,
	.n_flows = 3,
	.findings = lab_findings,
	.n_findings = 2,
	.flow_counts = {.reachable = 1, .blocked = 2},
	.finding_counts = {.error = 2},
	.caveat = "Not visible from here: IAM permissions, the hosts' own firewalls, sshd.",
};

/* ---- all that a report can hold ---- */

static const char *passing_ports[] = {"tcp/1024-32767"};
static const char *blocked_ports[] = {"tcp/1-1023", "tcp/32768-65535"};
static const char *unknown_ports[] = {"tcp/443"};
static const char *hostile_commands[] = {"aws ec2 create-tags --tags 'Key=Name,Value=" HOSTILE "'"};
static const char *print_hostile[] = {"f1a0000000000003", "f1a0000000000004"};
static const char *flow_hostile[] = {"expect:" HOSTILE, "expect:unknown"};
static const char *hostile_breaks[] = {"tcp/1024-32767", "tcp/80 from " HOSTILE " to " UNICODE};
static struct vck_evidence hostile_evidence[] = {{HOSTILE, HOSTILE, HOSTILE, 4},
						 {NULL, UNICODE, NULL, 0}};
static struct vck_proposal hostile_instead[] = {{HOSTILE, hostile_commands, 1, false, HOSTILE}};
static struct vck_hop hostile_hops[] = {
	{"security-group", HOSTILE, HOSTILE, "egress", VCK_PASS_PARTLY, HOSTILE, HOSTILE, HOSTILE,
	 NULL, "../out side/hop.json", 12, 0},
	{"network-acl", "acl-1", UNICODE, "ingress", VCK_NOT_KNOWN, HOSTILE, "10.0.0.1", "10.0.0.2",
	 "data-missing", NULL, 0, 0},
};
static struct vck_flow everything_flows[] = {
	FLOW_EIC,
	FLOW_PING,
	FLOW_PING_BACK,
	{
		.id = "expect:" HOSTILE,
		.probe = "expect",
		.source = {.kind = "instance", .id = HOSTILE, .name = HOSTILE},
		.destination = {.kind = "internet"},
		.protocol = "tcp",
		.verdict = VCK_PARTIAL,
		.passes = passing_ports,
		.n_passes = 1,
		.blocked = blocked_ports,
		.n_blocked = 2,
		.findings = print_hostile,
		.n_findings = 2,
		.forward = hostile_hops,
		.n_forward = 2,
		.reply = hostile_hops,
		.n_reply = 1,
		.note = HOSTILE,
		.count = 17,
		.expectation = HOSTILE,
		.expects = "deny",
		.file = "vpccheck.yaml",
		.line = 7,
	},
	{
		.id = "expect:unknown",
		.probe = "expect",
		.source = {.kind = "instance", .id = "i-9", .name = UNICODE},
		.destination = {.kind = "on-premises", .id = "192.168.0.1"},
		.protocol = "tcp/443",
		.verdict = VCK_UNKNOWN,
		.unknown = unknown_ports,
		.n_unknown = 1,
		.count = 1,
	},
};
static struct vck_finding everything_findings[] = {
	PUBLIC_IP_MISSING,
	SG_INGRESS_DENIED,
	{
		.code = VCK_NACL_EPHEMERAL_PARTIAL,
		.severity = VCK_SEVERITY_WARNING,
		.direction = "return",
		.aws_code = "",
		.resource = {"network-acl", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE,
			     "../out side/" UNICODE ".json", 3},
		.message = HOSTILE,
		.evidence = hostile_evidence,
		.n_evidence = 2,
		.flows = flow_hostile,
		.n_flows = 2,
		.flow_count = 40,
		.breaks = hostile_breaks,
		.n_breaks = 2,
		.fix = {{HOSTILE, hostile_commands, 1, false, NULL}, false, hostile_instead, 1},
		.fingerprint = "f1a0000000000003",
	},
	{
		.code = VCK_DATA_MISSING,
		.severity = VCK_SEVERITY_WARNING,
		.aws_code = "UNKNOWN_COMPONENT",
		.resource = {.type = "resource-kind",
			     .id = "NetworkAcls",
			     .region = "eu-west-1",
			     .account = "111111111111"},
		.message = "the snapshot has no network ACLs of account 111111111111 in eu-west-1",
		.flows = flow_hostile + 1,
		.n_flows = 1,
		.flow_count = 1,
		.fingerprint = "f1a0000000000004",
	},
	{
		.code = VCK_SG_OPEN_TO_WORLD,
		.severity = VCK_SEVERITY_WARNING,
		.resource = {"security-group", "sg-9", UNICODE, "111111111111", "cn-north-1",
			     "vpc-9", NULL, "dump.json", 77},
		.message = "tcp/22 is open to the whole internet in " UNICODE,
		.fingerprint = "f1a0000000000005",
		.suppressed = "bastion, reviewed " HOSTILE,
		.suppressed_until = "2027-01-01",
	},
	{
		.code = VCK_EIP_UNASSOCIATED,
		.severity = VCK_SEVERITY_INFO,
		.resource = {"elastic-ip", "eipalloc-1", NULL, "111111111111", "eu-west-1", NULL,
			     NULL, NULL, 0},
		.message = "the Elastic IP 203.0.113.7 is associated with nothing",
		.fingerprint = "f1a0000000000006",
	},
	{
		.code = VCK_EIP_UNASSOCIATED,
		.severity = VCK_SEVERITY_INFO,
		.resource = {"elastic-ip", "eipalloc-2", NULL, "111111111111", "eu-west-1", NULL,
			     NULL, NULL, 0},
		.message = "the Elastic IP 203.0.113.8 is associated with nothing",
		.fingerprint = "f1a0000000000007",
	},
	{
		.code = VCK_PEERING_DNS_OFF,
		.severity = VCK_SEVERITY_INFO,
		.resource = {"vpc-peering-connection", "pcx-0ab", NULL, "111111111111", "eu-west-1",
			     NULL, NULL, "testdata/lab/broken.json", 9},
		.message = "public names of the peer do not resolve to private addresses",
		.fingerprint = "f1a0000000000008",
	},
	{
		.code = VCK_NACL_RULE_SHADOWED,
		.severity = VCK_SEVERITY_INFO,
		.direction = "ingress",
		.resource = {"network-acl", "acl-1", NULL, "111111111111", "eu-west-1", "vpc-0a1",
			     NULL, "testdata/lab/broken.json", 20},
		.message = "inbound rule 200 of acl-1 can't be reached: rule 100 matches before",
		.fingerprint = "f1a0000000000009",
	},
};
static const char *everything_notes[] = {"no probe applies: " HOSTILE,
					 "dump.json is cut: it has a NextToken"};
static const char *everything_gone[] = {"peering-not-active pcx-9: " HOSTILE};
static const char *everything_unconfirmed[] = {"route-missing rtb-9: " HOSTILE};
static const char *everything_asked[] = {"ping", "expect:" HOSTILE};
static const char *everything_lists[] = {"Vpcs", "Subnets"};
static const char *everything_places[] = {"111111111111 eu-west-1", "- -"};
static struct vck_read everything_read[] = {{everything_lists, 2, everything_places, 2}};
static const struct vck_report report_everything = {
	.subject = "3 VPCs of " HOSTILE,
	.flows = everything_flows,
	.n_flows = 5,
	.findings = everything_findings,
	.n_findings = 9,
	.flow_counts = {1, 1, 2, 1},
	.finding_counts = {2, 2, 4, 1},
	.notes = everything_notes,
	.n_notes = 2,
	.caveat = "Not visible from here: " HOSTILE,
	.gone = everything_gone,
	.n_gone = 1,
	.unconfirmed = everything_unconfirmed,
	.n_unconfirmed = 1,
	.read = everything_read,
	.n_read = 1,
	.asked = everything_asked,
	.n_asked = 2,
};

/* ---- a path, and nothing ---- */

static struct vck_flow path_flows[] = {
	{
		.id = "q1",
		.source = WEB1,
		.destination = WEB2,
		.protocol = "icmp/8/0",
		.verdict = VCK_BLOCKED,
		.blocked = echo_request,
		.n_blocked = 1,
		.findings = print_icmp,
		.n_findings = 1,
		.forward = ping_there,
		.n_forward = 6,
		.reply = ping_back,
		.n_reply = 3,
		.count = 1,
	},
	{
		.id = "q2",
		.source = WEB2,
		.destination = WEB1,
		.protocol = "tcp",
		.verdict = VCK_PARTIAL,
		.passes = passing_ports,
		.n_passes = 1,
		.blocked = blocked_ports,
		.n_blocked = 2,
		.reply = ping_back,
		.n_reply = 3,
		.note = "reaches targets by path /api",
		.count = 1,
	},
};
static struct vck_finding path_findings[] = {SG_INGRESS_DENIED};
static const struct vck_report report_path = {
	.flows = path_flows,
	.n_flows = 2,
	.findings = path_findings,
	.n_findings = 1,
	.flow_counts = {.partial = 1, .blocked = 1},
	.finding_counts = {.error = 1},
	.is_path = true,
};
static const struct vck_report report_clean = {
	.subject = "2 VPCs, 1 peering connection (active), 2 running instances in eu-west-1",
	.flow_counts = {.reachable = 3},
};

/* ---- what a change does ---- */

static const char *some_interfaces[] = {"eni-0a1", HOSTILE};
static const char *hostile_parts[] = {"tcp/22", "icmp/8/0"};
static struct vck_change diff_changes[] = {
	{
		.source = {.title = "the internet (198.51.100.0/24)",
			   .outside = "internet",
			   .ranges = "198.51.100.0/24"},
		.destination = {.title = "instance-1 (i-0a1)",
				.interfaces = some_interfaces,
				.n_interfaces = 2},
		.opened = hostile_parts,
		.n_opened = 2,
	},
	{
		.source = {.title = HOSTILE " (i-9), " UNICODE " and 17 more",
			   .interfaces = some_interfaces,
			   .n_interfaces = 2},
		.destination = {.title = "instance-1 (i-0a1)",
				.interfaces = some_interfaces,
				.n_interfaces = 2},
		.opened = hostile_parts,
		.n_opened = 1,
		.closed = hostile_parts + 1,
		.n_closed = 1,
		.family = 4,
	},
	{
		.source = {.title = "instance-2 (i-0b2)",
			   .interfaces = some_interfaces,
			   .n_interfaces = 1},
		.destination = {.title = "instance-1 (i-0a1)",
				.interfaces = some_interfaces,
				.n_interfaces = 1},
		.closed = hostile_parts,
		.n_closed = 1,
		.partial = hostile_parts,
		.n_partial = 1,
		.was_partial = hostile_parts + 1,
		.n_was_partial = 1,
		.family = 6,
	},
};
static const struct vck_report report_diff = {
	.subject = "2 VPCs",
	.findings = path_findings,
	.n_findings = 1,
	.flow_counts = {.blocked = 1},
	.finding_counts = {.error = 1},
	.notes = everything_notes,
	.n_notes = 2,
	.gone = everything_gone,
	.n_gone = 1,
	.unconfirmed = everything_unconfirmed,
	.n_unconfirmed = 1,
	.read = everything_read,
	.n_read = 1,
	.asked = everything_asked,
	.n_asked = 2,
	.is_diff = true,
	.changes = diff_changes,
	.n_changes = 3,
};
static const struct vck_report report_no_change = {.subject = "2 VPCs", .is_diff = true};

static const struct sample {
	const char *name;
	const struct vck_report *report;
} samples[] = {
	{"lab", &report_lab},   {"everything", &report_everything},
	{"path", &report_path}, {"clean", &report_clean},
	{"diff", &report_diff}, {"no-change", &report_no_change},
};

#endif
