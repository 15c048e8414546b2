/* instances.c - instances: two thirds of what a snapshot weighs. */
#include "bench/generate/calls.h"

static void put_instance_interface(const struct eni *e)
{
	out_list("NetworkInterfaces");
	out_object(NULL);
	if (e->public)
		put_association(e, false);
	put_attachment(e, true);
	out_text("Description", "Primary network interface");
	put_group_list("Groups", e);
	out_list("Ipv6Addresses");
	out_end();
	put_mac(e);
	out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e->index));
	out_text("OwnerId", ACCOUNT);
	put_private_addresses(e);
	out_bool("SourceDestCheck", true);
	out_text("Status", "in-use");
	out_text("SubnetId", "%s", ID("subnet", SUBNET, e->vpc * SUBNETS + e->subnet));
	out_text("VpcId", "%s", ID("vpc", VPC, e->vpc));
	out_text("InterfaceType", "interface");
	out_end();
	out_end();
}

static void put_disks(const struct eni *e)
{
	out_list("BlockDeviceMappings");
	out_object(NULL);
	out_text("DeviceName", "/dev/xvda");
	out_object("Ebs");
	out_text("AttachTime", "2026-05-04T09:%02lu:%02lu+00:00", e->index / 60 % 60,
		 e->index % 60);
	out_bool("DeleteOnTermination", true);
	out_text("Status", "attached");
	out_text("VolumeId", "%s", ID("vol", VOLUME, e->index));
	out_end();
	out_end();
	out_end();
}

static void put_instance_options(void)
{
	out_object("CapacityReservationSpecification");
	out_text("CapacityReservationPreference", "open");
	out_end();
	out_object("CpuOptions");
	out_number("CoreCount", 1);
	out_number("ThreadsPerCore", 2);
	out_end();
	out_object("HibernationOptions");
	out_bool("Configured", false);
	out_end();
	out_object("MetadataOptions");
	out_text("State", "applied");
	out_text("HttpTokens", "required");
	out_number("HttpPutResponseHopLimit", 2);
	out_text("HttpEndpoint", "enabled");
	out_text("HttpProtocolIpv6", "disabled");
	out_text("InstanceMetadataTags", "disabled");
	out_end();
	out_object("EnclaveOptions");
	out_bool("Enabled", false);
	out_end();
	out_text("PlatformDetails", "Linux/UNIX");
	out_text("UsageOperation", "RunInstances");
}

static void put_instance(const struct eni *e)
{
	bool running = mix(INSTANCE, e->index + 0x100000000) % 16;
	out_object(NULL);
	out_text("Architecture", "x86_64");
	put_disks(e);
	out_text("ClientToken", "%016llx",
		 (unsigned long long)mix(RESERVATION, e->index + 0x100000000));
	out_bool("EbsOptimized", true);
	out_bool("EnaSupport", true);
	out_text("Hypervisor", "xen");
	out_object("IamInstanceProfile");
	out_text("Arn", "arn:aws:iam::" ACCOUNT ":instance-profile/%s", group_names[e->groups[0]]);
	out_text("Id", "AIPA%016llX", (unsigned long long)mix(SGR, e->groups[0]));
	out_end();
	put_instance_interface(e);
	out_text("RootDeviceName", "/dev/xvda");
	out_text("RootDeviceType", "ebs");
	put_group_list("SecurityGroups", e);
	out_bool("SourceDestCheck", true);
	name_tags("Tags", "host", e->vpc, e->place);
	out_text("VirtualizationType", "hvm");
	put_instance_options();
	out_text("InstanceId", "%s", ID("i", INSTANCE, e->index));
	out_text("ImageId", "ami-0c1c30571d2dae5c9");
	out_object("State");
	out_number("Code", running ? 16 : 80);
	out_text("Name", "%s", running ? "running" : "stopped");
	out_end();
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PublicDnsName", "%s", e->public ? PUBLIC_DNS(e->public) : "");
	out_text("StateTransitionReason", "%s",
		 running ? "" : "User initiated (2026-06-01 10:00:00 GMT)");
	out_text("KeyName", "operations");
	out_number("AmiLaunchIndex", 0);
	out_list("ProductCodes");
	out_end();
	out_text("InstanceType", "m6i.large");
	out_text("LaunchTime", "2026-05-04T09:00:00+00:00");
	out_object("Placement");
	out_text("GroupName", "%s", "");
	out_text("Tenancy", "default");
	out_text("AvailabilityZone", "%s", zones[e->subnet % 2]);
	out_end();
	out_object("Monitoring");
	out_text("State", "disabled");
	out_end();
	out_text("SubnetId", "%s", ID("subnet", SUBNET, e->vpc * SUBNETS + e->subnet));
	out_text("VpcId", "%s", ID("vpc", VPC, e->vpc));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	if (e->public)
		out_text("PublicIpAddress", "%s", ADDRESS(e->public));
	out_end();
}

void put_instances(void)
{
	out_list("Reservations");
	for (unsigned long i = 0; i < world.n; i++) {
		struct eni e = eni_at(i);
		if (e.nat)
			continue;
		out_object(NULL);
		out_text("ReservationId", "%s", ID("r", RESERVATION, i));
		out_text("OwnerId", ACCOUNT);
		out_list("Groups");
		out_end();
		out_list("Instances");
		put_instance(&e);
		out_end();
		out_end();
	}
	out_end();
}
