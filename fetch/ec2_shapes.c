/* Made by fetch/gen/make_shapes.py from AWS's API models. Don't edit. */
/* clang-format off */
#include "fetch/xml_json.h"

#include <stdlib.h>
#include <string.h>

#define LEAF(element, key, type)        {element, key, XML_##type, false, false, 0, NULL}
#define SECRET(element, key, type)      {element, key, XML_##type, true, false, 0, NULL}
#define NODE(element, key, type, table) {element, key, XML_##type, false, false, \
					 sizeof table / sizeof *table, table}

static const struct xml_shape s0[] = {
	LEAF("attributeValue", "AttributeValue", STRING),
};

static const struct xml_shape s1[] = {
	NODE("item", "", STRUCTURE, s0),
};

static const struct xml_shape s2[] = {
	LEAF("attributeName", "AttributeName", STRING),
	NODE("attributeValueSet", "AttributeValues", LIST, s1),
};

static const struct xml_shape s3[] = {
	NODE("item", "", STRUCTURE, s2),
};

static const struct xml_shape s4[] = {
	NODE("accountAttributeSet", "AccountAttributes", LIST, s3),
};

static const struct xml_shape s5[] = {
	LEAF("key", "Key", STRING),
	LEAF("value", "Value", STRING),
};

static const struct xml_shape s6[] = {
	NODE("item", "", STRUCTURE, s5),
};

static const struct xml_shape s7[] = {
	LEAF("allocationId", "AllocationId", STRING),
	LEAF("associationId", "AssociationId", STRING),
	LEAF("domain", "Domain", STRING),
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("networkInterfaceOwnerId", "NetworkInterfaceOwnerId", STRING),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("publicIpv4Pool", "PublicIpv4Pool", STRING),
	LEAF("networkBorderGroup", "NetworkBorderGroup", STRING),
	LEAF("customerOwnedIp", "CustomerOwnedIp", STRING),
	LEAF("customerOwnedIpv4Pool", "CustomerOwnedIpv4Pool", STRING),
	LEAF("carrierIp", "CarrierIp", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("serviceManaged", "ServiceManaged", STRING),
	LEAF("instanceId", "InstanceId", STRING),
	LEAF("publicIp", "PublicIp", STRING),
};

static const struct xml_shape s8[] = {
	NODE("item", "", STRUCTURE, s7),
};

static const struct xml_shape s9[] = {
	NODE("addressesSet", "Addresses", LIST, s8),
};

static const struct xml_shape s10[] = {
	LEAF("message", "Message", STRING),
};

static const struct xml_shape s11[] = {
	NODE("item", "", STRUCTURE, s10),
};

static const struct xml_shape s12[] = {
	LEAF("name", "Name", STRING),
};

static const struct xml_shape s13[] = {
	NODE("item", "", STRUCTURE, s12),
};

static const struct xml_shape s14[] = {
	LEAF("optInStatus", "OptInStatus", STRING),
	NODE("messageSet", "Messages", LIST, s11),
	LEAF("regionName", "RegionName", STRING),
	LEAF("zoneName", "ZoneName", STRING),
	LEAF("zoneId", "ZoneId", STRING),
	LEAF("groupName", "GroupName", STRING),
	LEAF("networkBorderGroup", "NetworkBorderGroup", STRING),
	LEAF("zoneType", "ZoneType", STRING),
	LEAF("parentZoneName", "ParentZoneName", STRING),
	LEAF("parentZoneId", "ParentZoneId", STRING),
	LEAF("groupLongName", "GroupLongName", STRING),
	NODE("geographySet", "Geography", LIST, s13),
	NODE("subGeographySet", "SubGeography", LIST, s13),
	LEAF("zoneState", "State", STRING),
};

static const struct xml_shape s15[] = {
	NODE("item", "", STRUCTURE, s14),
};

static const struct xml_shape s16[] = {
	NODE("availabilityZoneInfo", "AvailabilityZones", LIST, s15),
};

static const struct xml_shape s17[] = {
	LEAF("carrierGatewayId", "CarrierGatewayId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("state", "State", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s18[] = {
	NODE("item", "", STRUCTURE, s17),
};

static const struct xml_shape s19[] = {
	NODE("carrierGatewaySet", "CarrierGateways", LIST, s18),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s20[] = {
	LEAF("code", "Code", STRING),
	LEAF("message", "Message", STRING),
};

static const struct xml_shape s21[] = {
	LEAF("item", "", STRING),
};

static const struct xml_shape s22[] = {
	LEAF("networkId", "NetworkId", STRING),
	LEAF("networkType", "NetworkType", STRING),
};

static const struct xml_shape s23[] = {
	NODE("item", "", STRUCTURE, s22),
};

static const struct xml_shape s24[] = {
	LEAF("directoryId", "DirectoryId", STRING),
};

static const struct xml_shape s25[] = {
	LEAF("clientRootCertificateChain", "ClientRootCertificateChain", STRING),
};

static const struct xml_shape s26[] = {
	LEAF("samlProviderArn", "SamlProviderArn", STRING),
	LEAF("selfServiceSamlProviderArn", "SelfServiceSamlProviderArn", STRING),
};

static const struct xml_shape s27[] = {
	LEAF("type", "Type", STRING),
	NODE("activeDirectory", "ActiveDirectory", STRUCTURE, s24),
	NODE("mutualAuthentication", "MutualAuthentication", STRUCTURE, s25),
	NODE("federatedAuthentication", "FederatedAuthentication", STRUCTURE, s26),
};

static const struct xml_shape s28[] = {
	NODE("item", "", STRUCTURE, s27),
};

static const struct xml_shape s29[] = {
	LEAF("Enabled", "Enabled", BOOLEAN),
	LEAF("CloudwatchLogGroup", "CloudwatchLogGroup", STRING),
	LEAF("CloudwatchLogStream", "CloudwatchLogStream", STRING),
};

static const struct xml_shape s30[] = {
	LEAF("enabled", "Enabled", BOOLEAN),
	LEAF("lambdaFunctionArn", "LambdaFunctionArn", STRING),
	NODE("status", "Status", STRUCTURE, s20),
};

static const struct xml_shape s31[] = {
	LEAF("enabled", "Enabled", BOOLEAN),
	LEAF("bannerText", "BannerText", STRING),
};

static const struct xml_shape s32[] = {
	LEAF("enforced", "Enforced", BOOLEAN),
};

static const struct xml_shape s33[] = {
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	NODE("availabilityZoneSet", "AvailabilityZones", LIST, s21),
	NODE("availabilityZoneIdSet", "AvailabilityZoneIds", LIST, s21),
};

static const struct xml_shape s34[] = {
	LEAF("clientVpnEndpointId", "ClientVpnEndpointId", STRING),
	LEAF("description", "Description", STRING),
	NODE("status", "Status", STRUCTURE, s20),
	LEAF("creationTime", "CreationTime", STRING),
	LEAF("deletionTime", "DeletionTime", STRING),
	LEAF("dnsName", "DnsName", STRING),
	LEAF("clientCidrBlock", "ClientCidrBlock", STRING),
	NODE("dnsServer", "DnsServers", LIST, s21),
	LEAF("splitTunnel", "SplitTunnel", BOOLEAN),
	LEAF("vpnProtocol", "VpnProtocol", STRING),
	LEAF("transportProtocol", "TransportProtocol", STRING),
	LEAF("vpnPort", "VpnPort", INTEGER),
	NODE("associatedTargetNetwork", "AssociatedTargetNetworks", LIST, s23),
	LEAF("serverCertificateArn", "ServerCertificateArn", STRING),
	NODE("authenticationOptions", "AuthenticationOptions", LIST, s28),
	NODE("connectionLogOptions", "ConnectionLogOptions", STRUCTURE, s29),
	NODE("tagSet", "Tags", LIST, s6),
	NODE("securityGroupIdSet", "SecurityGroupIds", LIST, s21),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("selfServicePortalUrl", "SelfServicePortalUrl", STRING),
	NODE("clientConnectOptions", "ClientConnectOptions", STRUCTURE, s30),
	LEAF("sessionTimeoutHours", "SessionTimeoutHours", INTEGER),
	NODE("clientLoginBannerOptions", "ClientLoginBannerOptions", STRUCTURE, s31),
	NODE("clientRouteEnforcementOptions", "ClientRouteEnforcementOptions", STRUCTURE, s32),
	LEAF("disconnectOnSessionTimeout", "DisconnectOnSessionTimeout", BOOLEAN),
	LEAF("endpointIpAddressType", "EndpointIpAddressType", STRING),
	LEAF("trafficIpAddressType", "TrafficIpAddressType", STRING),
	NODE("transitGatewayConfiguration", "TransitGatewayConfiguration", STRUCTURE, s33),
};

static const struct xml_shape s35[] = {
	NODE("item", "", STRUCTURE, s34),
};

static const struct xml_shape s36[] = {
	NODE("clientVpnEndpoint", "ClientVpnEndpoints", LIST, s35),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s37[] = {
	LEAF("certificateArn", "CertificateArn", STRING),
	LEAF("deviceName", "DeviceName", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("bgpAsnExtended", "BgpAsnExtended", STRING),
	LEAF("customerGatewayId", "CustomerGatewayId", STRING),
	LEAF("state", "State", STRING),
	LEAF("type", "Type", STRING),
	LEAF("ipAddress", "IpAddress", STRING),
	LEAF("bgpAsn", "BgpAsn", STRING),
};

static const struct xml_shape s38[] = {
	NODE("item", "", STRUCTURE, s37),
};

static const struct xml_shape s39[] = {
	NODE("customerGatewaySet", "CustomerGateways", LIST, s38),
};

static const struct xml_shape s40[] = {
	LEAF("value", "Value", STRING),
};

static const struct xml_shape s41[] = {
	NODE("item", "", STRUCTURE, s40),
};

static const struct xml_shape s42[] = {
	LEAF("key", "Key", STRING),
	NODE("valueSet", "Values", LIST, s41),
};

static const struct xml_shape s43[] = {
	NODE("item", "", STRUCTURE, s42),
};

static const struct xml_shape s44[] = {
	LEAF("ownerId", "OwnerId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("dhcpOptionsId", "DhcpOptionsId", STRING),
	NODE("dhcpConfigurationSet", "DhcpConfigurations", LIST, s43),
};

static const struct xml_shape s45[] = {
	NODE("item", "", STRUCTURE, s44),
};

static const struct xml_shape s46[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("dhcpOptionsSet", "DhcpOptions", LIST, s45),
};

static const struct xml_shape s47[] = {
	LEAF("state", "State", STRING),
	LEAF("vpcId", "VpcId", STRING),
};

static const struct xml_shape s48[] = {
	NODE("item", "", STRUCTURE, s47),
};

static const struct xml_shape s49[] = {
	NODE("attachmentSet", "Attachments", LIST, s48),
	LEAF("egressOnlyInternetGatewayId", "EgressOnlyInternetGatewayId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s50[] = {
	NODE("item", "", STRUCTURE, s49),
};

static const struct xml_shape s51[] = {
	NODE("egressOnlyInternetGatewaySet", "EgressOnlyInternetGateways", LIST, s50),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s52[] = {
	LEAF("dnsName", "DnsName", STRING),
	LEAF("fipsDnsName", "FipsDnsName", STRING),
};

static const struct xml_shape s53[] = {
	NODE("ipv4", "Ipv4", STRUCTURE, s52),
	NODE("dualstack", "Dualstack", STRUCTURE, s52),
};

static const struct xml_shape s54[] = {
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("instanceConnectEndpointId", "InstanceConnectEndpointId", STRING),
	LEAF("instanceConnectEndpointArn", "InstanceConnectEndpointArn", STRING),
	LEAF("state", "State", STRING),
	LEAF("stateMessage", "StateMessage", STRING),
	LEAF("dnsName", "DnsName", STRING),
	LEAF("fipsDnsName", "FipsDnsName", STRING),
	NODE("networkInterfaceIdSet", "NetworkInterfaceIds", LIST, s21),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
	LEAF("createdAt", "CreatedAt", TIMESTAMP),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("preserveClientIp", "PreserveClientIp", BOOLEAN),
	NODE("securityGroupIdSet", "SecurityGroupIds", LIST, s21),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("ipAddressType", "IpAddressType", STRING),
	NODE("publicDnsNames", "PublicDnsNames", STRUCTURE, s53),
	LEAF("availabilityZoneId", "AvailabilityZoneId", STRING),
};

static const struct xml_shape s55[] = {
	NODE("item", "", STRUCTURE, s54),
};

static const struct xml_shape s56[] = {
	NODE("instanceConnectEndpointSet", "InstanceConnectEndpoints", LIST, s55),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s57[] = {
	NODE("supportedArchitectures", "SupportedArchitectures", LIST, s21),
	LEAF("sustainedClockSpeedInGhz", "SustainedClockSpeedInGhz", DOUBLE),
	NODE("supportedFeatures", "SupportedFeatures", LIST, s21),
	LEAF("manufacturer", "Manufacturer", STRING),
};

static const struct xml_shape s58[] = {
	LEAF("item", "", INTEGER),
};

static const struct xml_shape s59[] = {
	LEAF("defaultVCpus", "DefaultVCpus", INTEGER),
	LEAF("defaultCores", "DefaultCores", INTEGER),
	LEAF("defaultThreadsPerCore", "DefaultThreadsPerCore", INTEGER),
	NODE("validCores", "ValidCores", LIST, s58),
	NODE("validThreadsPerCore", "ValidThreadsPerCore", LIST, s58),
};

static const struct xml_shape s60[] = {
	LEAF("sizeInMiB", "SizeInMiB", INTEGER),
};

static const struct xml_shape s61[] = {
	LEAF("sizeInGB", "SizeInGB", INTEGER),
	LEAF("count", "Count", INTEGER),
	LEAF("type", "Type", STRING),
};

static const struct xml_shape s62[] = {
	NODE("item", "", STRUCTURE, s61),
};

static const struct xml_shape s63[] = {
	LEAF("totalSizeInGB", "TotalSizeInGB", INTEGER),
	NODE("disks", "Disks", LIST, s62),
	LEAF("nvmeSupport", "NvmeSupport", STRING),
	LEAF("encryptionSupport", "EncryptionSupport", STRING),
};

static const struct xml_shape s64[] = {
	LEAF("baselineBandwidthInMbps", "BaselineBandwidthInMbps", INTEGER),
	LEAF("baselineThroughputInMBps", "BaselineThroughputInMBps", DOUBLE),
	LEAF("baselineIops", "BaselineIops", INTEGER),
	LEAF("maximumBandwidthInMbps", "MaximumBandwidthInMbps", INTEGER),
	LEAF("maximumThroughputInMBps", "MaximumThroughputInMBps", DOUBLE),
	LEAF("maximumIops", "MaximumIops", INTEGER),
};

static const struct xml_shape s65[] = {
	LEAF("ebsCardIndex", "EbsCardIndex", INTEGER),
	LEAF("baselineBandwidthInMbps", "BaselineBandwidthInMbps", INTEGER),
	LEAF("baselineThroughputInMBps", "BaselineThroughputInMBps", DOUBLE),
	LEAF("baselineIops", "BaselineIops", INTEGER),
	LEAF("maximumBandwidthInMbps", "MaximumBandwidthInMbps", INTEGER),
	LEAF("maximumThroughputInMBps", "MaximumThroughputInMBps", DOUBLE),
	LEAF("maximumIops", "MaximumIops", INTEGER),
};

static const struct xml_shape s66[] = {
	NODE("item", "", STRUCTURE, s65),
};

static const struct xml_shape s67[] = {
	LEAF("ebsOptimizedSupport", "EbsOptimizedSupport", STRING),
	LEAF("encryptionSupport", "EncryptionSupport", STRING),
	NODE("ebsOptimizedInfo", "EbsOptimizedInfo", STRUCTURE, s64),
	LEAF("nvmeSupport", "NvmeSupport", STRING),
	LEAF("maximumEbsAttachments", "MaximumEbsAttachments", INTEGER),
	LEAF("attachmentLimitType", "AttachmentLimitType", STRING),
	LEAF("maximumEbsCards", "MaximumEbsCards", INTEGER),
	NODE("ebsCardSet", "EbsCards", LIST, s66),
};

static const struct xml_shape s68[] = {
	LEAF("networkCardIndex", "NetworkCardIndex", INTEGER),
	LEAF("networkPerformance", "NetworkPerformance", STRING),
	LEAF("maximumNetworkInterfaces", "MaximumNetworkInterfaces", INTEGER),
	LEAF("additionalFlexibleNetworkInterfaces", "AdditionalFlexibleNetworkInterfaces", INTEGER),
	LEAF("baselineBandwidthInGbps", "BaselineBandwidthInGbps", DOUBLE),
	LEAF("peakBandwidthInGbps", "PeakBandwidthInGbps", DOUBLE),
	LEAF("defaultEnaQueueCountPerInterface", "DefaultEnaQueueCountPerInterface", INTEGER),
	LEAF("maximumEnaQueueCount", "MaximumEnaQueueCount", INTEGER),
	LEAF("maximumEnaQueueCountPerInterface", "MaximumEnaQueueCountPerInterface", INTEGER),
};

static const struct xml_shape s69[] = {
	NODE("item", "", STRUCTURE, s68),
};

static const struct xml_shape s70[] = {
	LEAF("maximumEfaInterfaces", "MaximumEfaInterfaces", INTEGER),
};

static const struct xml_shape s71[] = {
	LEAF("defaultTcpEstablishedTimeout", "DefaultTcpEstablishedTimeout", INTEGER),
	LEAF("defaultUdpTimeout", "DefaultUdpTimeout", INTEGER),
	LEAF("defaultUdpStreamTimeout", "DefaultUdpStreamTimeout", INTEGER),
};

static const struct xml_shape s72[] = {
	LEAF("networkPerformance", "NetworkPerformance", STRING),
	LEAF("maximumNetworkInterfaces", "MaximumNetworkInterfaces", INTEGER),
	LEAF("maximumNetworkCards", "MaximumNetworkCards", INTEGER),
	LEAF("defaultNetworkCardIndex", "DefaultNetworkCardIndex", INTEGER),
	NODE("networkCards", "NetworkCards", LIST, s69),
	LEAF("ipv4AddressesPerInterface", "Ipv4AddressesPerInterface", INTEGER),
	LEAF("ipv6AddressesPerInterface", "Ipv6AddressesPerInterface", INTEGER),
	LEAF("ipv6Supported", "Ipv6Supported", BOOLEAN),
	LEAF("enaSupport", "EnaSupport", STRING),
	LEAF("efaSupported", "EfaSupported", BOOLEAN),
	NODE("efaInfo", "EfaInfo", STRUCTURE, s70),
	LEAF("encryptionInTransitSupported", "EncryptionInTransitSupported", BOOLEAN),
	LEAF("enaSrdSupported", "EnaSrdSupported", BOOLEAN),
	NODE("bandwidthWeightings", "BandwidthWeightings", LIST, s21),
	LEAF("flexibleEnaQueuesSupport", "FlexibleEnaQueuesSupport", STRING),
	NODE("connectionTrackingConfiguration", "ConnectionTrackingConfiguration", STRUCTURE, s71),
	LEAF("secondaryNetworkSupported", "SecondaryNetworkSupported", BOOLEAN),
	LEAF("maximumSecondaryNetworkInterfaces", "MaximumSecondaryNetworkInterfaces", INTEGER),
	LEAF("ipv4AddressesPerSecondaryInterface", "Ipv4AddressesPerSecondaryInterface", INTEGER),
};

static const struct xml_shape s73[] = {
	LEAF("name", "Name", STRING),
	LEAF("manufacturer", "Manufacturer", STRING),
	LEAF("count", "Count", INTEGER),
	LEAF("logicalGpuCount", "LogicalGpuCount", INTEGER),
	LEAF("gpuPartitionSize", "GpuPartitionSize", DOUBLE),
	NODE("workloadSet", "Workloads", LIST, s21),
	NODE("memoryInfo", "MemoryInfo", STRUCTURE, s60),
};

static const struct xml_shape s74[] = {
	NODE("item", "", STRUCTURE, s73),
};

static const struct xml_shape s75[] = {
	NODE("gpus", "Gpus", LIST, s74),
	LEAF("totalGpuMemoryInMiB", "TotalGpuMemoryInMiB", INTEGER),
};

static const struct xml_shape s76[] = {
	LEAF("name", "Name", STRING),
	LEAF("manufacturer", "Manufacturer", STRING),
	LEAF("count", "Count", INTEGER),
	NODE("memoryInfo", "MemoryInfo", STRUCTURE, s60),
};

static const struct xml_shape s77[] = {
	NODE("item", "", STRUCTURE, s76),
};

static const struct xml_shape s78[] = {
	NODE("fpgas", "Fpgas", LIST, s77),
	LEAF("totalFpgaMemoryInMiB", "TotalFpgaMemoryInMiB", INTEGER),
};

static const struct xml_shape s79[] = {
	NODE("supportedStrategies", "SupportedStrategies", LIST, s21),
};

static const struct xml_shape s80[] = {
	LEAF("count", "Count", INTEGER),
	LEAF("name", "Name", STRING),
	LEAF("manufacturer", "Manufacturer", STRING),
	NODE("memoryInfo", "MemoryInfo", STRUCTURE, s60),
};

static const struct xml_shape s81[] = {
	NODE("member", "", STRUCTURE, s80),
};

static const struct xml_shape s82[] = {
	NODE("accelerators", "Accelerators", LIST, s81),
	LEAF("totalInferenceMemoryInMiB", "TotalInferenceMemoryInMiB", INTEGER),
};

static const struct xml_shape s83[] = {
	NODE("supportedVersions", "SupportedVersions", LIST, s21),
};

static const struct xml_shape s84[] = {
	NODE("item", "", STRUCTURE, s80),
};

static const struct xml_shape s85[] = {
	NODE("accelerators", "Accelerators", LIST, s84),
	LEAF("totalMediaMemoryInMiB", "TotalMediaMemoryInMiB", INTEGER),
};

static const struct xml_shape s86[] = {
	LEAF("count", "Count", INTEGER),
	LEAF("version", "Version", INTEGER),
};

static const struct xml_shape s87[] = {
	LEAF("count", "Count", INTEGER),
	LEAF("name", "Name", STRING),
	NODE("coreInfo", "CoreInfo", STRUCTURE, s86),
	NODE("memoryInfo", "MemoryInfo", STRUCTURE, s60),
};

static const struct xml_shape s88[] = {
	NODE("item", "", STRUCTURE, s87),
};

static const struct xml_shape s89[] = {
	NODE("neuronDevices", "NeuronDevices", LIST, s88),
	LEAF("totalNeuronDeviceMemoryInMiB", "TotalNeuronDeviceMemoryInMiB", INTEGER),
};

static const struct xml_shape s90[] = {
	LEAF("instanceType", "InstanceType", STRING),
	LEAF("currentGeneration", "CurrentGeneration", BOOLEAN),
	LEAF("freeTierEligible", "FreeTierEligible", BOOLEAN),
	NODE("supportedUsageClasses", "SupportedUsageClasses", LIST, s21),
	NODE("supportedRootDeviceTypes", "SupportedRootDeviceTypes", LIST, s21),
	NODE("supportedVirtualizationTypes", "SupportedVirtualizationTypes", LIST, s21),
	LEAF("bareMetal", "BareMetal", BOOLEAN),
	LEAF("hypervisor", "Hypervisor", STRING),
	NODE("processorInfo", "ProcessorInfo", STRUCTURE, s57),
	NODE("vCpuInfo", "VCpuInfo", STRUCTURE, s59),
	NODE("memoryInfo", "MemoryInfo", STRUCTURE, s60),
	LEAF("instanceStorageSupported", "InstanceStorageSupported", BOOLEAN),
	NODE("instanceStorageInfo", "InstanceStorageInfo", STRUCTURE, s63),
	NODE("ebsInfo", "EbsInfo", STRUCTURE, s67),
	NODE("networkInfo", "NetworkInfo", STRUCTURE, s72),
	NODE("gpuInfo", "GpuInfo", STRUCTURE, s75),
	NODE("fpgaInfo", "FpgaInfo", STRUCTURE, s78),
	NODE("placementGroupInfo", "PlacementGroupInfo", STRUCTURE, s79),
	NODE("inferenceAcceleratorInfo", "InferenceAcceleratorInfo", STRUCTURE, s82),
	LEAF("hibernationSupported", "HibernationSupported", BOOLEAN),
	LEAF("burstablePerformanceSupported", "BurstablePerformanceSupported", BOOLEAN),
	LEAF("dedicatedHostsSupported", "DedicatedHostsSupported", BOOLEAN),
	LEAF("autoRecoverySupported", "AutoRecoverySupported", BOOLEAN),
	NODE("supportedBootModes", "SupportedBootModes", LIST, s21),
	LEAF("nitroEnclavesSupport", "NitroEnclavesSupport", STRING),
	LEAF("nitroTpmSupport", "NitroTpmSupport", STRING),
	NODE("nitroTpmInfo", "NitroTpmInfo", STRUCTURE, s83),
	NODE("mediaAcceleratorInfo", "MediaAcceleratorInfo", STRUCTURE, s85),
	NODE("neuronInfo", "NeuronInfo", STRUCTURE, s89),
	LEAF("phcSupport", "PhcSupport", STRING),
	LEAF("rebootMigrationSupport", "RebootMigrationSupport", STRING),
	LEAF("supportedInRegion", "SupportedInRegion", BOOLEAN),
};

static const struct xml_shape s91[] = {
	NODE("item", "", STRUCTURE, s90),
};

static const struct xml_shape s92[] = {
	NODE("instanceTypeSet", "InstanceTypes", LIST, s91),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s93[] = {
	LEAF("groupId", "GroupId", STRING),
	LEAF("groupName", "GroupName", STRING),
};

static const struct xml_shape s94[] = {
	NODE("item", "", STRUCTURE, s93),
};

static const struct xml_shape s95[] = {
	LEAF("managed", "Managed", BOOLEAN),
	LEAF("principal", "Principal", STRING),
	LEAF("hiddenByDefault", "HiddenByDefault", BOOLEAN),
};

static const struct xml_shape s96[] = {
	LEAF("attachTime", "AttachTime", TIMESTAMP),
	LEAF("deleteOnTermination", "DeleteOnTermination", BOOLEAN),
	LEAF("status", "Status", STRING),
	LEAF("volumeId", "VolumeId", STRING),
	LEAF("associatedResource", "AssociatedResource", STRING),
	LEAF("volumeOwnerId", "VolumeOwnerId", STRING),
	NODE("operator", "Operator", STRUCTURE, s95),
	LEAF("ebsCardIndex", "EbsCardIndex", INTEGER),
};

static const struct xml_shape s97[] = {
	LEAF("deviceName", "DeviceName", STRING),
	NODE("ebs", "Ebs", STRUCTURE, s96),
};

static const struct xml_shape s98[] = {
	NODE("item", "", STRUCTURE, s97),
};

static const struct xml_shape s99[] = {
	LEAF("arn", "Arn", STRING),
	LEAF("id", "Id", STRING),
};

static const struct xml_shape s100[] = {
	LEAF("elasticGpuId", "ElasticGpuId", STRING),
	LEAF("elasticGpuAssociationId", "ElasticGpuAssociationId", STRING),
	LEAF("elasticGpuAssociationState", "ElasticGpuAssociationState", STRING),
	LEAF("elasticGpuAssociationTime", "ElasticGpuAssociationTime", STRING),
};

static const struct xml_shape s101[] = {
	NODE("item", "", STRUCTURE, s100),
};

static const struct xml_shape s102[] = {
	LEAF("elasticInferenceAcceleratorArn", "ElasticInferenceAcceleratorArn", STRING),
	LEAF("elasticInferenceAcceleratorAssociationId", "ElasticInferenceAcceleratorAssociationId", STRING),
	LEAF("elasticInferenceAcceleratorAssociationState", "ElasticInferenceAcceleratorAssociationState", STRING),
	LEAF("elasticInferenceAcceleratorAssociationTime", "ElasticInferenceAcceleratorAssociationTime", TIMESTAMP),
};

static const struct xml_shape s103[] = {
	NODE("item", "", STRUCTURE, s102),
};

static const struct xml_shape s104[] = {
	LEAF("carrierIp", "CarrierIp", STRING),
	LEAF("customerOwnedIp", "CustomerOwnedIp", STRING),
	LEAF("ipOwnerId", "IpOwnerId", STRING),
	LEAF("publicDnsName", "PublicDnsName", STRING),
	LEAF("publicIp", "PublicIp", STRING),
};

static const struct xml_shape s105[] = {
	LEAF("enaSrdUdpEnabled", "EnaSrdUdpEnabled", BOOLEAN),
};

static const struct xml_shape s106[] = {
	LEAF("enaSrdEnabled", "EnaSrdEnabled", BOOLEAN),
	NODE("enaSrdUdpSpecification", "EnaSrdUdpSpecification", STRUCTURE, s105),
};

static const struct xml_shape s107[] = {
	LEAF("attachTime", "AttachTime", TIMESTAMP),
	LEAF("attachmentId", "AttachmentId", STRING),
	LEAF("deleteOnTermination", "DeleteOnTermination", BOOLEAN),
	LEAF("deviceIndex", "DeviceIndex", INTEGER),
	LEAF("status", "Status", STRING),
	LEAF("networkCardIndex", "NetworkCardIndex", INTEGER),
	NODE("enaSrdSpecification", "EnaSrdSpecification", STRUCTURE, s106),
	LEAF("enaQueueCount", "EnaQueueCount", INTEGER),
};

static const struct xml_shape s108[] = {
	LEAF("ipv6Address", "Ipv6Address", STRING),
	LEAF("isPrimaryIpv6", "IsPrimaryIpv6", BOOLEAN),
};

static const struct xml_shape s109[] = {
	NODE("item", "", STRUCTURE, s108),
};

static const struct xml_shape s110[] = {
	NODE("association", "Association", STRUCTURE, s104),
	LEAF("primary", "Primary", BOOLEAN),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
};

static const struct xml_shape s111[] = {
	NODE("item", "", STRUCTURE, s110),
};

static const struct xml_shape s112[] = {
	LEAF("ipv4Prefix", "Ipv4Prefix", STRING),
};

static const struct xml_shape s113[] = {
	NODE("item", "", STRUCTURE, s112),
};

static const struct xml_shape s114[] = {
	LEAF("ipv6Prefix", "Ipv6Prefix", STRING),
};

static const struct xml_shape s115[] = {
	NODE("item", "", STRUCTURE, s114),
};

static const struct xml_shape s116[] = {
	LEAF("tcpEstablishedTimeout", "TcpEstablishedTimeout", INTEGER),
	LEAF("udpStreamTimeout", "UdpStreamTimeout", INTEGER),
	LEAF("udpTimeout", "UdpTimeout", INTEGER),
};

static const struct xml_shape s117[] = {
	NODE("association", "Association", STRUCTURE, s104),
	NODE("attachment", "Attachment", STRUCTURE, s107),
	LEAF("description", "Description", STRING),
	NODE("groupSet", "Groups", LIST, s94),
	NODE("ipv6AddressesSet", "Ipv6Addresses", LIST, s109),
	LEAF("macAddress", "MacAddress", STRING),
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
	NODE("privateIpAddressesSet", "PrivateIpAddresses", LIST, s111),
	LEAF("sourceDestCheck", "SourceDestCheck", BOOLEAN),
	LEAF("status", "Status", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("interfaceType", "InterfaceType", STRING),
	NODE("ipv4PrefixSet", "Ipv4Prefixes", LIST, s113),
	NODE("ipv6PrefixSet", "Ipv6Prefixes", LIST, s115),
	NODE("connectionTrackingConfiguration", "ConnectionTrackingConfiguration", STRUCTURE, s116),
	NODE("operator", "Operator", STRUCTURE, s95),
};

static const struct xml_shape s118[] = {
	NODE("item", "", STRUCTURE, s117),
};

static const struct xml_shape s119[] = {
	LEAF("coreCount", "CoreCount", INTEGER),
	LEAF("threadsPerCore", "ThreadsPerCore", INTEGER),
	LEAF("amdSevSnp", "AmdSevSnp", STRING),
	LEAF("nestedVirtualization", "NestedVirtualization", STRING),
};

static const struct xml_shape s120[] = {
	LEAF("capacityReservationId", "CapacityReservationId", STRING),
	LEAF("capacityReservationResourceGroupArn", "CapacityReservationResourceGroupArn", STRING),
};

static const struct xml_shape s121[] = {
	LEAF("capacityReservationPreference", "CapacityReservationPreference", STRING),
	NODE("capacityReservationTarget", "CapacityReservationTarget", STRUCTURE, s120),
};

static const struct xml_shape s122[] = {
	LEAF("configured", "Configured", BOOLEAN),
};

static const struct xml_shape s123[] = {
	LEAF("licenseConfigurationArn", "LicenseConfigurationArn", STRING),
};

static const struct xml_shape s124[] = {
	NODE("item", "", STRUCTURE, s123),
};

static const struct xml_shape s125[] = {
	LEAF("state", "State", STRING),
	LEAF("httpTokens", "HttpTokens", STRING),
	LEAF("httpPutResponseHopLimit", "HttpPutResponseHopLimit", INTEGER),
	LEAF("httpEndpoint", "HttpEndpoint", STRING),
	LEAF("httpProtocolIpv6", "HttpProtocolIpv6", STRING),
	LEAF("instanceMetadataTags", "InstanceMetadataTags", STRING),
};

static const struct xml_shape s126[] = {
	LEAF("enabled", "Enabled", BOOLEAN),
};

static const struct xml_shape s127[] = {
	LEAF("hostnameType", "HostnameType", STRING),
	LEAF("enableResourceNameDnsARecord", "EnableResourceNameDnsARecord", BOOLEAN),
	LEAF("enableResourceNameDnsAAAARecord", "EnableResourceNameDnsAAAARecord", BOOLEAN),
};

static const struct xml_shape s128[] = {
	LEAF("autoRecovery", "AutoRecovery", STRING),
	LEAF("rebootMigration", "RebootMigration", STRING),
};

static const struct xml_shape s129[] = {
	LEAF("bandwidthWeighting", "BandwidthWeighting", STRING),
};

static const struct xml_shape s130[] = {
	LEAF("attachTime", "AttachTime", TIMESTAMP),
	LEAF("attachmentId", "AttachmentId", STRING),
	LEAF("deleteOnTermination", "DeleteOnTermination", BOOLEAN),
	LEAF("deviceIndex", "DeviceIndex", INTEGER),
	LEAF("status", "Status", STRING),
	LEAF("networkCardIndex", "NetworkCardIndex", INTEGER),
};

static const struct xml_shape s131[] = {
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
};

static const struct xml_shape s132[] = {
	NODE("item", "", STRUCTURE, s131),
};

static const struct xml_shape s133[] = {
	NODE("attachment", "Attachment", STRUCTURE, s130),
	LEAF("macAddress", "MacAddress", STRING),
	LEAF("secondaryInterfaceId", "SecondaryInterfaceId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	NODE("privateIpAddressSet", "PrivateIpAddresses", LIST, s132),
	LEAF("sourceDestCheck", "SourceDestCheck", BOOLEAN),
	LEAF("status", "Status", STRING),
	LEAF("secondarySubnetId", "SecondarySubnetId", STRING),
	LEAF("secondaryNetworkId", "SecondaryNetworkId", STRING),
	LEAF("interfaceType", "InterfaceType", STRING),
};

static const struct xml_shape s134[] = {
	NODE("item", "", STRUCTURE, s133),
};

static const struct xml_shape s135[] = {
	LEAF("code", "Code", INTEGER),
	LEAF("name", "Name", STRING),
};

static const struct xml_shape s136[] = {
	LEAF("productCode", "ProductCodeId", STRING),
	LEAF("type", "ProductCodeType", STRING),
};

static const struct xml_shape s137[] = {
	NODE("item", "", STRUCTURE, s136),
};

static const struct xml_shape s138[] = {
	LEAF("availabilityZoneId", "AvailabilityZoneId", STRING),
	LEAF("affinity", "Affinity", STRING),
	LEAF("groupName", "GroupName", STRING),
	LEAF("partitionNumber", "PartitionNumber", INTEGER),
	LEAF("hostId", "HostId", STRING),
	LEAF("tenancy", "Tenancy", STRING),
	LEAF("spreadDomain", "SpreadDomain", STRING),
	LEAF("hostResourceGroupArn", "HostResourceGroupArn", STRING),
	LEAF("groupId", "GroupId", STRING),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
};

static const struct xml_shape s139[] = {
	LEAF("state", "State", STRING),
};

static const struct xml_shape s140[] = {
	LEAF("architecture", "Architecture", STRING),
	NODE("blockDeviceMapping", "BlockDeviceMappings", LIST, s98),
	LEAF("clientToken", "ClientToken", STRING),
	LEAF("ebsOptimized", "EbsOptimized", BOOLEAN),
	LEAF("enaSupport", "EnaSupport", BOOLEAN),
	LEAF("hypervisor", "Hypervisor", STRING),
	NODE("iamInstanceProfile", "IamInstanceProfile", STRUCTURE, s99),
	LEAF("instanceLifecycle", "InstanceLifecycle", STRING),
	NODE("elasticGpuAssociationSet", "ElasticGpuAssociations", LIST, s101),
	NODE("elasticInferenceAcceleratorAssociationSet", "ElasticInferenceAcceleratorAssociations", LIST, s103),
	NODE("networkInterfaceSet", "NetworkInterfaces", LIST, s118),
	LEAF("outpostArn", "OutpostArn", STRING),
	LEAF("rootDeviceName", "RootDeviceName", STRING),
	LEAF("rootDeviceType", "RootDeviceType", STRING),
	NODE("groupSet", "SecurityGroups", LIST, s94),
	LEAF("sourceDestCheck", "SourceDestCheck", BOOLEAN),
	LEAF("spotInstanceRequestId", "SpotInstanceRequestId", STRING),
	LEAF("sriovNetSupport", "SriovNetSupport", STRING),
	NODE("stateReason", "StateReason", STRUCTURE, s20),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("virtualizationType", "VirtualizationType", STRING),
	NODE("cpuOptions", "CpuOptions", STRUCTURE, s119),
	LEAF("capacityBlockId", "CapacityBlockId", STRING),
	LEAF("capacityReservationId", "CapacityReservationId", STRING),
	NODE("capacityReservationSpecification", "CapacityReservationSpecification", STRUCTURE, s121),
	NODE("hibernationOptions", "HibernationOptions", STRUCTURE, s122),
	NODE("licenseSet", "Licenses", LIST, s124),
	NODE("metadataOptions", "MetadataOptions", STRUCTURE, s125),
	NODE("enclaveOptions", "EnclaveOptions", STRUCTURE, s126),
	LEAF("bootMode", "BootMode", STRING),
	LEAF("platformDetails", "PlatformDetails", STRING),
	LEAF("usageOperation", "UsageOperation", STRING),
	LEAF("usageOperationUpdateTime", "UsageOperationUpdateTime", TIMESTAMP),
	NODE("privateDnsNameOptions", "PrivateDnsNameOptions", STRUCTURE, s127),
	LEAF("ipv6Address", "Ipv6Address", STRING),
	LEAF("tpmSupport", "TpmSupport", STRING),
	NODE("maintenanceOptions", "MaintenanceOptions", STRUCTURE, s128),
	LEAF("currentInstanceBootMode", "CurrentInstanceBootMode", STRING),
	NODE("networkPerformanceOptions", "NetworkPerformanceOptions", STRUCTURE, s129),
	NODE("operator", "Operator", STRUCTURE, s95),
	NODE("secondaryInterfaceSet", "SecondaryInterfaces", LIST, s134),
	LEAF("instanceId", "InstanceId", STRING),
	LEAF("imageId", "ImageId", STRING),
	NODE("instanceState", "State", STRUCTURE, s135),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	LEAF("dnsName", "PublicDnsName", STRING),
	LEAF("reason", "StateTransitionReason", STRING),
	LEAF("keyName", "KeyName", STRING),
	LEAF("amiLaunchIndex", "AmiLaunchIndex", INTEGER),
	NODE("productCodes", "ProductCodes", LIST, s137),
	LEAF("instanceType", "InstanceType", STRING),
	LEAF("launchTime", "LaunchTime", TIMESTAMP),
	NODE("placement", "Placement", STRUCTURE, s138),
	LEAF("kernelId", "KernelId", STRING),
	LEAF("ramdiskId", "RamdiskId", STRING),
	LEAF("platform", "Platform", STRING),
	NODE("monitoring", "Monitoring", STRUCTURE, s139),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
	LEAF("ipAddress", "PublicIpAddress", STRING),
};

static const struct xml_shape s141[] = {
	NODE("item", "", STRUCTURE, s140),
};

static const struct xml_shape s142[] = {
	LEAF("reservationId", "ReservationId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("requesterId", "RequesterId", STRING),
	NODE("groupSet", "Groups", LIST, s94),
	NODE("instancesSet", "Instances", LIST, s141),
};

static const struct xml_shape s143[] = {
	NODE("item", "", STRUCTURE, s142),
};

static const struct xml_shape s144[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("reservationSet", "Reservations", LIST, s143),
};

static const struct xml_shape s145[] = {
	NODE("attachmentSet", "Attachments", LIST, s48),
	LEAF("internetGatewayId", "InternetGatewayId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s146[] = {
	NODE("item", "", STRUCTURE, s145),
};

static const struct xml_shape s147[] = {
	NODE("internetGatewaySet", "InternetGateways", LIST, s146),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s148[] = {
	LEAF("localGatewayRouteTableId", "LocalGatewayRouteTableId", STRING),
	LEAF("localGatewayRouteTableArn", "LocalGatewayRouteTableArn", STRING),
	LEAF("localGatewayId", "LocalGatewayId", STRING),
	LEAF("outpostArn", "OutpostArn", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("state", "State", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("mode", "Mode", STRING),
	NODE("stateReason", "StateReason", STRUCTURE, s20),
};

static const struct xml_shape s149[] = {
	NODE("item", "", STRUCTURE, s148),
};

static const struct xml_shape s150[] = {
	NODE("localGatewayRouteTableSet", "LocalGatewayRouteTables", LIST, s149),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s151[] = {
	LEAF("prefixListId", "PrefixListId", STRING),
	LEAF("addressFamily", "AddressFamily", STRING),
	LEAF("state", "State", STRING),
	LEAF("stateMessage", "StateMessage", STRING),
	LEAF("prefixListArn", "PrefixListArn", STRING),
	LEAF("prefixListName", "PrefixListName", STRING),
	LEAF("maxEntries", "MaxEntries", INTEGER),
	LEAF("version", "Version", INTEGER),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("ipamPrefixListResolverTargetId", "IpamPrefixListResolverTargetId", STRING),
	LEAF("ipamPrefixListResolverSyncEnabled", "IpamPrefixListResolverSyncEnabled", BOOLEAN),
};

static const struct xml_shape s152[] = {
	NODE("item", "", STRUCTURE, s151),
};

static const struct xml_shape s153[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("prefixListSet", "PrefixLists", LIST, s152),
};

static const struct xml_shape s154[] = {
	LEAF("allocationId", "AllocationId", STRING),
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("privateIp", "PrivateIp", STRING),
	LEAF("publicIp", "PublicIp", STRING),
	LEAF("associationId", "AssociationId", STRING),
	LEAF("isPrimary", "IsPrimary", BOOLEAN),
	LEAF("failureMessage", "FailureMessage", STRING),
	LEAF("status", "Status", STRING),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
	LEAF("availabilityZoneId", "AvailabilityZoneId", STRING),
};

static const struct xml_shape s155[] = {
	NODE("item", "", STRUCTURE, s154),
};

static const struct xml_shape s156[] = {
	LEAF("provisionTime", "ProvisionTime", TIMESTAMP),
	LEAF("provisioned", "Provisioned", STRING),
	LEAF("requestTime", "RequestTime", TIMESTAMP),
	LEAF("requested", "Requested", STRING),
	LEAF("status", "Status", STRING),
};

static const struct xml_shape s157[] = {
	LEAF("type", "Type", STRING),
	LEAF("applianceArn", "ApplianceArn", STRING),
	LEAF("vpcEndpointId", "VpcEndpointId", STRING),
	LEAF("attachmentState", "AttachmentState", STRING),
	LEAF("modificationState", "ModificationState", STRING),
	LEAF("failureCode", "FailureCode", STRING),
	LEAF("failureMessage", "FailureMessage", STRING),
};

static const struct xml_shape s158[] = {
	NODE("item", "", STRUCTURE, s157),
};

static const struct xml_shape s159[] = {
	LEAF("createTime", "CreateTime", TIMESTAMP),
	LEAF("deleteTime", "DeleteTime", TIMESTAMP),
	LEAF("failureCode", "FailureCode", STRING),
	LEAF("failureMessage", "FailureMessage", STRING),
	NODE("natGatewayAddressSet", "NatGatewayAddresses", LIST, s155),
	LEAF("natGatewayId", "NatGatewayId", STRING),
	NODE("provisionedBandwidth", "ProvisionedBandwidth", STRUCTURE, s156),
	LEAF("state", "State", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("connectivityType", "ConnectivityType", STRING),
	LEAF("availabilityMode", "AvailabilityMode", STRING),
	LEAF("autoScalingIps", "AutoScalingIps", STRING),
	LEAF("autoProvisionZones", "AutoProvisionZones", STRING),
	NODE("attachedApplianceSet", "AttachedAppliances", LIST, s158),
	LEAF("routeTableId", "RouteTableId", STRING),
};

static const struct xml_shape s160[] = {
	NODE("item", "", STRUCTURE, s159),
};

static const struct xml_shape s161[] = {
	NODE("natGatewaySet", "NatGateways", LIST, s160),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s162[] = {
	LEAF("networkAclAssociationId", "NetworkAclAssociationId", STRING),
	LEAF("networkAclId", "NetworkAclId", STRING),
	LEAF("subnetId", "SubnetId", STRING),
};

static const struct xml_shape s163[] = {
	NODE("item", "", STRUCTURE, s162),
};

static const struct xml_shape s164[] = {
	LEAF("code", "Code", INTEGER),
	LEAF("type", "Type", INTEGER),
};

static const struct xml_shape s165[] = {
	LEAF("from", "From", INTEGER),
	LEAF("to", "To", INTEGER),
};

static const struct xml_shape s166[] = {
	LEAF("cidrBlock", "CidrBlock", STRING),
	LEAF("egress", "Egress", BOOLEAN),
	NODE("icmpTypeCode", "IcmpTypeCode", STRUCTURE, s164),
	LEAF("ipv6CidrBlock", "Ipv6CidrBlock", STRING),
	NODE("portRange", "PortRange", STRUCTURE, s165),
	LEAF("protocol", "Protocol", STRING),
	LEAF("ruleAction", "RuleAction", STRING),
	LEAF("ruleNumber", "RuleNumber", INTEGER),
};

static const struct xml_shape s167[] = {
	NODE("item", "", STRUCTURE, s166),
};

static const struct xml_shape s168[] = {
	NODE("associationSet", "Associations", LIST, s163),
	NODE("entrySet", "Entries", LIST, s167),
	LEAF("default", "IsDefault", BOOLEAN),
	LEAF("networkAclId", "NetworkAclId", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
};

static const struct xml_shape s169[] = {
	NODE("item", "", STRUCTURE, s168),
};

static const struct xml_shape s170[] = {
	NODE("networkAclSet", "NetworkAcls", LIST, s169),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s171[] = {
	LEAF("allocationId", "AllocationId", STRING),
	LEAF("associationId", "AssociationId", STRING),
	LEAF("ipOwnerId", "IpOwnerId", STRING),
	LEAF("publicDnsName", "PublicDnsName", STRING),
	LEAF("publicIp", "PublicIp", STRING),
	LEAF("customerOwnedIp", "CustomerOwnedIp", STRING),
	LEAF("carrierIp", "CarrierIp", STRING),
};

static const struct xml_shape s172[] = {
	LEAF("attachTime", "AttachTime", TIMESTAMP),
	LEAF("attachmentId", "AttachmentId", STRING),
	LEAF("deleteOnTermination", "DeleteOnTermination", BOOLEAN),
	LEAF("deviceIndex", "DeviceIndex", INTEGER),
	LEAF("networkCardIndex", "NetworkCardIndex", INTEGER),
	LEAF("instanceId", "InstanceId", STRING),
	LEAF("instanceOwnerId", "InstanceOwnerId", STRING),
	LEAF("status", "Status", STRING),
	NODE("enaSrdSpecification", "EnaSrdSpecification", STRUCTURE, s106),
	LEAF("enaQueueCount", "EnaQueueCount", INTEGER),
};

static const struct xml_shape s173[] = {
	LEAF("ipv6Address", "Ipv6Address", STRING),
	LEAF("publicIpv6DnsName", "PublicIpv6DnsName", STRING),
	LEAF("isPrimaryIpv6", "IsPrimaryIpv6", BOOLEAN),
};

static const struct xml_shape s174[] = {
	NODE("item", "", STRUCTURE, s173),
};

static const struct xml_shape s175[] = {
	LEAF("dnsHostnameType", "DnsHostnameType", STRING),
	LEAF("publicIpv4DnsName", "PublicIpv4DnsName", STRING),
	LEAF("publicIpv6DnsName", "PublicIpv6DnsName", STRING),
	LEAF("publicDualStackDnsName", "PublicDualStackDnsName", STRING),
};

static const struct xml_shape s176[] = {
	NODE("association", "Association", STRUCTURE, s171),
	LEAF("primary", "Primary", BOOLEAN),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
};

static const struct xml_shape s177[] = {
	NODE("item", "", STRUCTURE, s176),
};

static const struct xml_shape s178[] = {
	NODE("association", "Association", STRUCTURE, s171),
	NODE("attachment", "Attachment", STRUCTURE, s172),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
	NODE("connectionTrackingConfiguration", "ConnectionTrackingConfiguration", STRUCTURE, s116),
	LEAF("description", "Description", STRING),
	NODE("groupSet", "Groups", LIST, s94),
	LEAF("interfaceType", "InterfaceType", STRING),
	NODE("ipv6AddressesSet", "Ipv6Addresses", LIST, s174),
	LEAF("macAddress", "MacAddress", STRING),
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("outpostArn", "OutpostArn", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	LEAF("publicDnsName", "PublicDnsName", STRING),
	NODE("publicIpDnsNameOptions", "PublicIpDnsNameOptions", STRUCTURE, s175),
	LEAF("privateIpAddress", "PrivateIpAddress", STRING),
	NODE("privateIpAddressesSet", "PrivateIpAddresses", LIST, s177),
	NODE("ipv4PrefixSet", "Ipv4Prefixes", LIST, s113),
	NODE("ipv6PrefixSet", "Ipv6Prefixes", LIST, s115),
	LEAF("requesterId", "RequesterId", STRING),
	LEAF("requesterManaged", "RequesterManaged", BOOLEAN),
	LEAF("sourceDestCheck", "SourceDestCheck", BOOLEAN),
	LEAF("status", "Status", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	NODE("tagSet", "TagSet", LIST, s6),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("denyAllIgwTraffic", "DenyAllIgwTraffic", BOOLEAN),
	LEAF("ipv6Native", "Ipv6Native", BOOLEAN),
	LEAF("ipv6Address", "Ipv6Address", STRING),
	NODE("operator", "Operator", STRUCTURE, s95),
	NODE("associatedSubnetSet", "AssociatedSubnets", LIST, s21),
	LEAF("availabilityZoneId", "AvailabilityZoneId", STRING),
};

static const struct xml_shape s179[] = {
	NODE("item", "", STRUCTURE, s178),
};

static const struct xml_shape s180[] = {
	NODE("networkInterfaceSet", "NetworkInterfaces", LIST, s179),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s181[] = {
	NODE("cidrSet", "Cidrs", LIST, s21),
	LEAF("prefixListId", "PrefixListId", STRING),
	LEAF("prefixListName", "PrefixListName", STRING),
};

static const struct xml_shape s182[] = {
	NODE("item", "", STRUCTURE, s181),
};

static const struct xml_shape s183[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("prefixListSet", "PrefixLists", LIST, s182),
};

static const struct xml_shape s184[] = {
	LEAF("optInStatus", "OptInStatus", STRING),
	NODE("geographySet", "Geography", LIST, s13),
	LEAF("regionName", "RegionName", STRING),
	LEAF("regionEndpoint", "Endpoint", STRING),
};

static const struct xml_shape s185[] = {
	NODE("item", "", STRUCTURE, s184),
};

static const struct xml_shape s186[] = {
	NODE("regionInfo", "Regions", LIST, s185),
};

static const struct xml_shape s187[] = {
	LEAF("routeServerId", "RouteServerId", STRING),
	LEAF("amazonSideAsn", "AmazonSideAsn", INTEGER),
	LEAF("state", "State", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("persistRoutesState", "PersistRoutesState", STRING),
	LEAF("persistRoutesDuration", "PersistRoutesDuration", INTEGER),
	LEAF("snsNotificationsEnabled", "SnsNotificationsEnabled", BOOLEAN),
	LEAF("snsTopicArn", "SnsTopicArn", STRING),
};

static const struct xml_shape s188[] = {
	NODE("item", "", STRUCTURE, s187),
};

static const struct xml_shape s189[] = {
	NODE("routeServerSet", "RouteServers", LIST, s188),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s190[] = {
	LEAF("state", "State", STRING),
	LEAF("statusMessage", "StatusMessage", STRING),
};

static const struct xml_shape s191[] = {
	LEAF("main", "Main", BOOLEAN),
	LEAF("routeTableAssociationId", "RouteTableAssociationId", STRING),
	LEAF("routeTableId", "RouteTableId", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("gatewayId", "GatewayId", STRING),
	LEAF("publicIpv4Pool", "PublicIpv4Pool", STRING),
	NODE("associationState", "AssociationState", STRUCTURE, s190),
};

static const struct xml_shape s192[] = {
	NODE("item", "", STRUCTURE, s191),
};

static const struct xml_shape s193[] = {
	LEAF("gatewayId", "GatewayId", STRING),
};

static const struct xml_shape s194[] = {
	NODE("item", "", STRUCTURE, s193),
};

static const struct xml_shape s195[] = {
	LEAF("destinationCidrBlock", "DestinationCidrBlock", STRING),
	LEAF("destinationIpv6CidrBlock", "DestinationIpv6CidrBlock", STRING),
	LEAF("destinationPrefixListId", "DestinationPrefixListId", STRING),
	LEAF("egressOnlyInternetGatewayId", "EgressOnlyInternetGatewayId", STRING),
	LEAF("gatewayId", "GatewayId", STRING),
	LEAF("instanceId", "InstanceId", STRING),
	LEAF("instanceOwnerId", "InstanceOwnerId", STRING),
	LEAF("natGatewayId", "NatGatewayId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("localGatewayId", "LocalGatewayId", STRING),
	LEAF("carrierGatewayId", "CarrierGatewayId", STRING),
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("origin", "Origin", STRING),
	LEAF("state", "State", STRING),
	LEAF("vpcPeeringConnectionId", "VpcPeeringConnectionId", STRING),
	LEAF("coreNetworkArn", "CoreNetworkArn", STRING),
	LEAF("odbNetworkArn", "OdbNetworkArn", STRING),
	LEAF("ipAddress", "IpAddress", STRING),
};

static const struct xml_shape s196[] = {
	NODE("item", "", STRUCTURE, s195),
};

static const struct xml_shape s197[] = {
	NODE("associationSet", "Associations", LIST, s192),
	NODE("propagatingVgwSet", "PropagatingVgws", LIST, s194),
	LEAF("routeTableId", "RouteTableId", STRING),
	NODE("routeSet", "Routes", LIST, s196),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
};

static const struct xml_shape s198[] = {
	NODE("item", "", STRUCTURE, s197),
};

static const struct xml_shape s199[] = {
	NODE("routeTableSet", "RouteTables", LIST, s198),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s200[] = {
	LEAF("groupId", "GroupId", STRING),
	LEAF("peeringStatus", "PeeringStatus", STRING),
	LEAF("userId", "UserId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("vpcPeeringConnectionId", "VpcPeeringConnectionId", STRING),
};

static const struct xml_shape s201[] = {
	LEAF("securityGroupRuleId", "SecurityGroupRuleId", STRING),
	LEAF("groupId", "GroupId", STRING),
	LEAF("groupOwnerId", "GroupOwnerId", STRING),
	LEAF("isEgress", "IsEgress", BOOLEAN),
	LEAF("ipProtocol", "IpProtocol", STRING),
	LEAF("fromPort", "FromPort", INTEGER),
	LEAF("toPort", "ToPort", INTEGER),
	LEAF("cidrIpv4", "CidrIpv4", STRING),
	LEAF("cidrIpv6", "CidrIpv6", STRING),
	LEAF("prefixListId", "PrefixListId", STRING),
	NODE("referencedGroupInfo", "ReferencedGroupInfo", STRUCTURE, s200),
	LEAF("description", "Description", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("securityGroupRuleArn", "SecurityGroupRuleArn", STRING),
};

static const struct xml_shape s202[] = {
	NODE("item", "", STRUCTURE, s201),
};

static const struct xml_shape s203[] = {
	NODE("securityGroupRuleSet", "SecurityGroupRules", LIST, s202),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s204[] = {
	LEAF("groupId", "GroupId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("vpcOwnerId", "VpcOwnerId", STRING),
	LEAF("state", "State", STRING),
	LEAF("stateReason", "StateReason", STRING),
	LEAF("groupOwnerId", "GroupOwnerId", STRING),
};

static const struct xml_shape s205[] = {
	NODE("item", "", STRUCTURE, s204),
};

static const struct xml_shape s206[] = {
	NODE("securityGroupVpcAssociationSet", "SecurityGroupVpcAssociations", LIST, s205),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s207[] = {
	LEAF("description", "Description", STRING),
	LEAF("userId", "UserId", STRING),
	LEAF("groupName", "GroupName", STRING),
	LEAF("groupId", "GroupId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("vpcPeeringConnectionId", "VpcPeeringConnectionId", STRING),
	LEAF("peeringStatus", "PeeringStatus", STRING),
};

static const struct xml_shape s208[] = {
	NODE("item", "", STRUCTURE, s207),
};

static const struct xml_shape s209[] = {
	LEAF("description", "Description", STRING),
	LEAF("cidrIp", "CidrIp", STRING),
};

static const struct xml_shape s210[] = {
	NODE("item", "", STRUCTURE, s209),
};

static const struct xml_shape s211[] = {
	LEAF("description", "Description", STRING),
	LEAF("cidrIpv6", "CidrIpv6", STRING),
};

static const struct xml_shape s212[] = {
	NODE("item", "", STRUCTURE, s211),
};

static const struct xml_shape s213[] = {
	LEAF("description", "Description", STRING),
	LEAF("prefixListId", "PrefixListId", STRING),
};

static const struct xml_shape s214[] = {
	NODE("item", "", STRUCTURE, s213),
};

static const struct xml_shape s215[] = {
	LEAF("ipProtocol", "IpProtocol", STRING),
	LEAF("fromPort", "FromPort", INTEGER),
	LEAF("toPort", "ToPort", INTEGER),
	NODE("groups", "UserIdGroupPairs", LIST, s208),
	NODE("ipRanges", "IpRanges", LIST, s210),
	NODE("ipv6Ranges", "Ipv6Ranges", LIST, s212),
	NODE("prefixListIds", "PrefixListIds", LIST, s214),
};

static const struct xml_shape s216[] = {
	NODE("item", "", STRUCTURE, s215),
};

static const struct xml_shape s217[] = {
	LEAF("groupId", "GroupId", STRING),
	NODE("ipPermissionsEgress", "IpPermissionsEgress", LIST, s216),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("securityGroupArn", "SecurityGroupArn", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("groupName", "GroupName", STRING),
	LEAF("groupDescription", "Description", STRING),
	NODE("ipPermissions", "IpPermissions", LIST, s216),
};

static const struct xml_shape s218[] = {
	NODE("item", "", STRUCTURE, s217),
};

static const struct xml_shape s219[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("securityGroupInfo", "SecurityGroups", LIST, s218),
};

static const struct xml_shape s220[] = {
	LEAF("associationId", "AssociationId", STRING),
	LEAF("ipv6CidrBlock", "Ipv6CidrBlock", STRING),
	NODE("ipv6CidrBlockState", "Ipv6CidrBlockState", STRUCTURE, s190),
	LEAF("ipv6AddressAttribute", "Ipv6AddressAttribute", STRING),
	LEAF("ipSource", "IpSource", STRING),
};

static const struct xml_shape s221[] = {
	NODE("item", "", STRUCTURE, s220),
};

static const struct xml_shape s222[] = {
	LEAF("internetGatewayBlockMode", "InternetGatewayBlockMode", STRING),
};

static const struct xml_shape s223[] = {
	LEAF("availabilityZoneId", "AvailabilityZoneId", STRING),
	LEAF("enableLniAtDeviceIndex", "EnableLniAtDeviceIndex", INTEGER),
	LEAF("mapCustomerOwnedIpOnLaunch", "MapCustomerOwnedIpOnLaunch", BOOLEAN),
	LEAF("customerOwnedIpv4Pool", "CustomerOwnedIpv4Pool", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("assignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation", BOOLEAN),
	NODE("ipv6CidrBlockAssociationSet", "Ipv6CidrBlockAssociationSet", LIST, s221),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("subnetArn", "SubnetArn", STRING),
	LEAF("outpostArn", "OutpostArn", STRING),
	LEAF("enableDns64", "EnableDns64", BOOLEAN),
	LEAF("ipv6Native", "Ipv6Native", BOOLEAN),
	NODE("privateDnsNameOptionsOnLaunch", "PrivateDnsNameOptionsOnLaunch", STRUCTURE, s127),
	NODE("blockPublicAccessStates", "BlockPublicAccessStates", STRUCTURE, s222),
	LEAF("type", "Type", STRING),
	LEAF("subnetId", "SubnetId", STRING),
	LEAF("state", "State", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("cidrBlock", "CidrBlock", STRING),
	LEAF("availableIpAddressCount", "AvailableIpAddressCount", INTEGER),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
	LEAF("defaultForAz", "DefaultForAz", BOOLEAN),
	LEAF("mapPublicIpOnLaunch", "MapPublicIpOnLaunch", BOOLEAN),
};

static const struct xml_shape s224[] = {
	NODE("item", "", STRUCTURE, s223),
};

static const struct xml_shape s225[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("subnetSet", "Subnets", LIST, s224),
};

static const struct xml_shape s226[] = {
	LEAF("transitGatewayRouteTableId", "TransitGatewayRouteTableId", STRING),
	LEAF("transitGatewayPolicyTableId", "TransitGatewayPolicyTableId", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s227[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("transitGatewayOwnerId", "TransitGatewayOwnerId", STRING),
	LEAF("resourceOwnerId", "ResourceOwnerId", STRING),
	LEAF("resourceType", "ResourceType", STRING),
	LEAF("resourceId", "ResourceId", STRING),
	LEAF("state", "State", STRING),
	NODE("association", "Association", STRUCTURE, s226),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s228[] = {
	NODE("item", "", STRUCTURE, s227),
};

static const struct xml_shape s229[] = {
	NODE("transitGatewayAttachments", "TransitGatewayAttachments", LIST, s228),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s230[] = {
	LEAF("protocol", "Protocol", STRING),
};

static const struct xml_shape s231[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("transportTransitGatewayAttachmentId", "TransportTransitGatewayAttachmentId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("state", "State", STRING),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("options", "Options", STRUCTURE, s230),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s232[] = {
	NODE("item", "", STRUCTURE, s231),
};

static const struct xml_shape s233[] = {
	NODE("transitGatewayConnectSet", "TransitGatewayConnects", LIST, s232),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s234[] = {
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("coreNetworkId", "CoreNetworkId", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("region", "Region", STRING),
};

static const struct xml_shape s235[] = {
	LEAF("dynamicRouting", "DynamicRouting", STRING),
};

static const struct xml_shape s236[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("accepterTransitGatewayAttachmentId", "AccepterTransitGatewayAttachmentId", STRING),
	NODE("requesterTgwInfo", "RequesterTgwInfo", STRUCTURE, s234),
	NODE("accepterTgwInfo", "AccepterTgwInfo", STRUCTURE, s234),
	NODE("options", "Options", STRUCTURE, s235),
	NODE("status", "Status", STRUCTURE, s20),
	LEAF("state", "State", STRING),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s237[] = {
	NODE("item", "", STRUCTURE, s236),
};

static const struct xml_shape s238[] = {
	NODE("transitGatewayPeeringAttachments", "TransitGatewayPeeringAttachments", LIST, s237),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s239[] = {
	LEAF("transitGatewayPolicyTableId", "TransitGatewayPolicyTableId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("state", "State", STRING),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s240[] = {
	NODE("item", "", STRUCTURE, s239),
};

static const struct xml_shape s241[] = {
	NODE("transitGatewayPolicyTables", "TransitGatewayPolicyTables", LIST, s240),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s242[] = {
	LEAF("transitGatewayRouteTableId", "TransitGatewayRouteTableId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("state", "State", STRING),
	LEAF("defaultAssociationRouteTable", "DefaultAssociationRouteTable", BOOLEAN),
	LEAF("defaultPropagationRouteTable", "DefaultPropagationRouteTable", BOOLEAN),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s243[] = {
	NODE("item", "", STRUCTURE, s242),
};

static const struct xml_shape s244[] = {
	NODE("transitGatewayRouteTables", "TransitGatewayRouteTables", LIST, s243),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s245[] = {
	LEAF("dnsSupport", "DnsSupport", STRING),
	LEAF("securityGroupReferencingSupport", "SecurityGroupReferencingSupport", STRING),
	LEAF("ipv6Support", "Ipv6Support", STRING),
	LEAF("applianceModeSupport", "ApplianceModeSupport", STRING),
};

static const struct xml_shape s246[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("vpcOwnerId", "VpcOwnerId", STRING),
	LEAF("state", "State", STRING),
	NODE("subnetIds", "SubnetIds", LIST, s21),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("options", "Options", STRUCTURE, s245),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s247[] = {
	NODE("item", "", STRUCTURE, s246),
};

static const struct xml_shape s248[] = {
	NODE("transitGatewayVpcAttachments", "TransitGatewayVpcAttachments", LIST, s247),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s249[] = {
	LEAF("encryptionState", "EncryptionState", STRING),
	LEAF("stateMessage", "StateMessage", STRING),
};

static const struct xml_shape s250[] = {
	LEAF("amazonSideAsn", "AmazonSideAsn", INTEGER),
	NODE("transitGatewayCidrBlocks", "TransitGatewayCidrBlocks", LIST, s21),
	LEAF("autoAcceptSharedAttachments", "AutoAcceptSharedAttachments", STRING),
	LEAF("defaultRouteTableAssociation", "DefaultRouteTableAssociation", STRING),
	LEAF("associationDefaultRouteTableId", "AssociationDefaultRouteTableId", STRING),
	LEAF("defaultRouteTablePropagation", "DefaultRouteTablePropagation", STRING),
	LEAF("propagationDefaultRouteTableId", "PropagationDefaultRouteTableId", STRING),
	LEAF("vpnEcmpSupport", "VpnEcmpSupport", STRING),
	LEAF("dnsSupport", "DnsSupport", STRING),
	LEAF("securityGroupReferencingSupport", "SecurityGroupReferencingSupport", STRING),
	LEAF("multicastSupport", "MulticastSupport", STRING),
	NODE("encryptionSupport", "EncryptionSupport", STRUCTURE, s249),
};

static const struct xml_shape s251[] = {
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("transitGatewayArn", "TransitGatewayArn", STRING),
	LEAF("state", "State", STRING),
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("description", "Description", STRING),
	LEAF("creationTime", "CreationTime", TIMESTAMP),
	NODE("options", "Options", STRUCTURE, s250),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s252[] = {
	NODE("item", "", STRUCTURE, s251),
};

static const struct xml_shape s253[] = {
	NODE("transitGatewaySet", "TransitGateways", LIST, s252),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s254[] = {
	LEAF("fromPort", "FromPort", INTEGER),
	LEAF("toPort", "ToPort", INTEGER),
};

static const struct xml_shape s255[] = {
	NODE("item", "", STRUCTURE, s254),
};

static const struct xml_shape s256[] = {
	LEAF("protocol", "Protocol", STRING),
	LEAF("port", "Port", INTEGER),
	LEAF("loadBalancerArn", "LoadBalancerArn", STRING),
	NODE("subnetIdSet", "SubnetIds", LIST, s21),
	NODE("portRangeSet", "PortRanges", LIST, s255),
};

static const struct xml_shape s257[] = {
	LEAF("networkInterfaceId", "NetworkInterfaceId", STRING),
	LEAF("protocol", "Protocol", STRING),
	LEAF("port", "Port", INTEGER),
	NODE("portRangeSet", "PortRanges", LIST, s255),
};

static const struct xml_shape s258[] = {
	LEAF("customerManagedKeyEnabled", "CustomerManagedKeyEnabled", BOOLEAN),
	LEAF("kmsKeyArn", "KmsKeyArn", STRING),
};

static const struct xml_shape s259[] = {
	LEAF("protocol", "Protocol", STRING),
	LEAF("port", "Port", INTEGER),
	LEAF("rdsDbInstanceArn", "RdsDbInstanceArn", STRING),
	LEAF("rdsDbClusterArn", "RdsDbClusterArn", STRING),
	LEAF("rdsDbProxyArn", "RdsDbProxyArn", STRING),
	LEAF("rdsEndpoint", "RdsEndpoint", STRING),
	NODE("subnetIdSet", "SubnetIds", LIST, s21),
};

static const struct xml_shape s260[] = {
	LEAF("cidr", "Cidr", STRING),
	NODE("portRangeSet", "PortRanges", LIST, s255),
	LEAF("protocol", "Protocol", STRING),
	NODE("subnetIdSet", "SubnetIds", LIST, s21),
};

static const struct xml_shape s261[] = {
	LEAF("verifiedAccessInstanceId", "VerifiedAccessInstanceId", STRING),
	LEAF("verifiedAccessGroupId", "VerifiedAccessGroupId", STRING),
	LEAF("verifiedAccessEndpointId", "VerifiedAccessEndpointId", STRING),
	LEAF("applicationDomain", "ApplicationDomain", STRING),
	LEAF("endpointType", "EndpointType", STRING),
	LEAF("attachmentType", "AttachmentType", STRING),
	LEAF("domainCertificateArn", "DomainCertificateArn", STRING),
	LEAF("endpointDomain", "EndpointDomain", STRING),
	LEAF("deviceValidationDomain", "DeviceValidationDomain", STRING),
	NODE("securityGroupIdSet", "SecurityGroupIds", LIST, s21),
	NODE("loadBalancerOptions", "LoadBalancerOptions", STRUCTURE, s256),
	NODE("networkInterfaceOptions", "NetworkInterfaceOptions", STRUCTURE, s257),
	NODE("status", "Status", STRUCTURE, s20),
	LEAF("description", "Description", STRING),
	LEAF("creationTime", "CreationTime", STRING),
	LEAF("lastUpdatedTime", "LastUpdatedTime", STRING),
	LEAF("deletionTime", "DeletionTime", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	NODE("sseSpecification", "SseSpecification", STRUCTURE, s258),
	NODE("rdsOptions", "RdsOptions", STRUCTURE, s259),
	NODE("cidrOptions", "CidrOptions", STRUCTURE, s260),
};

static const struct xml_shape s262[] = {
	NODE("item", "", STRUCTURE, s261),
};

static const struct xml_shape s263[] = {
	NODE("verifiedAccessEndpointSet", "VerifiedAccessEndpoints", LIST, s262),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s264[] = {
	LEAF("value", "Value", BOOLEAN),
};

static const struct xml_shape s265[] = {
	NODE("enableDnsHostnames", "EnableDnsHostnames", STRUCTURE, s264),
	NODE("enableDnsSupport", "EnableDnsSupport", STRUCTURE, s264),
	NODE("enableNetworkAddressUsageMetrics", "EnableNetworkAddressUsageMetrics", STRUCTURE, s264),
	LEAF("vpcId", "VpcId", STRING),
};

static const struct xml_shape s266[] = {
	LEAF("exclusionId", "ExclusionId", STRING),
	LEAF("internetGatewayExclusionMode", "InternetGatewayExclusionMode", STRING),
	LEAF("resourceArn", "ResourceArn", STRING),
	LEAF("state", "State", STRING),
	LEAF("reason", "Reason", STRING),
	LEAF("creationTimestamp", "CreationTimestamp", TIMESTAMP),
	LEAF("lastUpdateTimestamp", "LastUpdateTimestamp", TIMESTAMP),
	LEAF("deletionTimestamp", "DeletionTimestamp", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s267[] = {
	NODE("item", "", STRUCTURE, s266),
};

static const struct xml_shape s268[] = {
	NODE("vpcBlockPublicAccessExclusionSet", "VpcBlockPublicAccessExclusions", LIST, s267),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s269[] = {
	LEAF("awsAccountId", "AwsAccountId", STRING),
	LEAF("awsRegion", "AwsRegion", STRING),
	LEAF("state", "State", STRING),
	LEAF("internetGatewayBlockMode", "InternetGatewayBlockMode", STRING),
	LEAF("reason", "Reason", STRING),
	LEAF("lastUpdateTimestamp", "LastUpdateTimestamp", TIMESTAMP),
	LEAF("managedBy", "ManagedBy", STRING),
	LEAF("exclusionsAllowed", "ExclusionsAllowed", STRING),
};

static const struct xml_shape s270[] = {
	NODE("vpcBlockPublicAccessOptions", "VpcBlockPublicAccessOptions", STRUCTURE, s269),
};

static const struct xml_shape s271[] = {
	LEAF("state", "State", STRING),
	LEAF("stateMessage", "StateMessage", STRING),
};

static const struct xml_shape s272[] = {
	NODE("internetGateway", "InternetGateway", STRUCTURE, s271),
	NODE("egressOnlyInternetGateway", "EgressOnlyInternetGateway", STRUCTURE, s271),
	NODE("natGateway", "NatGateway", STRUCTURE, s271),
	NODE("virtualPrivateGateway", "VirtualPrivateGateway", STRUCTURE, s271),
	NODE("vpcPeering", "VpcPeering", STRUCTURE, s271),
	NODE("lambda", "Lambda", STRUCTURE, s271),
	NODE("vpcLattice", "VpcLattice", STRUCTURE, s271),
	NODE("elasticFileSystem", "ElasticFileSystem", STRUCTURE, s271),
};

static const struct xml_shape s273[] = {
	LEAF("vpcId", "VpcId", STRING),
	LEAF("vpcEncryptionControlId", "VpcEncryptionControlId", STRING),
	LEAF("mode", "Mode", STRING),
	LEAF("state", "State", STRING),
	LEAF("stateMessage", "StateMessage", STRING),
	NODE("resourceExclusions", "ResourceExclusions", STRUCTURE, s272),
	NODE("tagSet", "Tags", LIST, s6),
};

static const struct xml_shape s274[] = {
	NODE("item", "", STRUCTURE, s273),
};

static const struct xml_shape s275[] = {
	NODE("vpcEncryptionControlSet", "VpcEncryptionControls", LIST, s274),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s276[] = {
	LEAF("serviceType", "ServiceType", STRING),
};

static const struct xml_shape s277[] = {
	NODE("item", "", STRUCTURE, s276),
};

static const struct xml_shape s278[] = {
	LEAF("state", "State", STRING),
	LEAF("type", "Type", STRING),
	LEAF("value", "Value", STRING),
	LEAF("name", "Name", STRING),
};

static const struct xml_shape s279[] = {
	LEAF("region", "Region", STRING),
	LEAF("serviceState", "ServiceState", STRING),
};

static const struct xml_shape s280[] = {
	NODE("item", "", STRUCTURE, s279),
};

static const struct xml_shape s281[] = {
	NODE("serviceType", "ServiceType", LIST, s277),
	LEAF("serviceId", "ServiceId", STRING),
	LEAF("serviceName", "ServiceName", STRING),
	LEAF("serviceState", "ServiceState", STRING),
	NODE("availabilityZoneIdSet", "AvailabilityZoneIds", LIST, s21),
	NODE("availabilityZoneSet", "AvailabilityZones", LIST, s21),
	LEAF("acceptanceRequired", "AcceptanceRequired", BOOLEAN),
	LEAF("managesVpcEndpoints", "ManagesVpcEndpoints", BOOLEAN),
	NODE("networkLoadBalancerArnSet", "NetworkLoadBalancerArns", LIST, s21),
	NODE("gatewayLoadBalancerArnSet", "GatewayLoadBalancerArns", LIST, s21),
	NODE("supportedIpAddressTypeSet", "SupportedIpAddressTypes", LIST, s21),
	NODE("baseEndpointDnsNameSet", "BaseEndpointDnsNames", LIST, s21),
	LEAF("privateDnsName", "PrivateDnsName", STRING),
	NODE("privateDnsNameConfiguration", "PrivateDnsNameConfiguration", STRUCTURE, s278),
	LEAF("payerResponsibility", "PayerResponsibility", STRING),
	NODE("tagSet", "Tags", LIST, s6),
	NODE("supportedRegionSet", "SupportedRegions", LIST, s280),
	LEAF("remoteAccessEnabled", "RemoteAccessEnabled", BOOLEAN),
};

static const struct xml_shape s282[] = {
	NODE("item", "", STRUCTURE, s281),
};

static const struct xml_shape s283[] = {
	NODE("serviceConfigurationSet", "ServiceConfigurations", LIST, s282),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s284[] = {
	LEAF("dnsRecordIpType", "DnsRecordIpType", STRING),
	LEAF("privateDnsOnlyForInboundResolverEndpoint", "PrivateDnsOnlyForInboundResolverEndpoint", BOOLEAN),
	LEAF("privateDnsPreference", "PrivateDnsPreference", STRING),
	NODE("privateDnsSpecifiedDomainSet", "PrivateDnsSpecifiedDomains", LIST, s21),
};

static const struct xml_shape s285[] = {
	LEAF("dnsName", "DnsName", STRING),
	LEAF("hostedZoneId", "HostedZoneId", STRING),
};

static const struct xml_shape s286[] = {
	NODE("item", "", STRUCTURE, s285),
};

static const struct xml_shape s287[] = {
	LEAF("message", "Message", STRING),
	LEAF("code", "Code", STRING),
};

static const struct xml_shape s288[] = {
	LEAF("subnetId", "SubnetId", STRING),
	NODE("ipPrefixSet", "IpPrefixes", LIST, s21),
};

static const struct xml_shape s289[] = {
	NODE("item", "", STRUCTURE, s288),
};

static const struct xml_shape s290[] = {
	LEAF("scope", "Scope", STRING),
	LEAF("payerResponsibilityType", "PayerResponsibilityType", STRING),
};

static const struct xml_shape s291[] = {
	NODE("item", "", STRUCTURE, s290),
};

static const struct xml_shape s292[] = {
	LEAF("vpcEndpointId", "VpcEndpointId", STRING),
	LEAF("vpcEndpointType", "VpcEndpointType", STRING),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("serviceName", "ServiceName", STRING),
	LEAF("state", "State", STRING),
	LEAF("policyDocument", "PolicyDocument", STRING),
	NODE("routeTableIdSet", "RouteTableIds", LIST, s21),
	NODE("subnetIdSet", "SubnetIds", LIST, s21),
	NODE("groupSet", "Groups", LIST, s94),
	LEAF("ipAddressType", "IpAddressType", STRING),
	NODE("dnsOptions", "DnsOptions", STRUCTURE, s284),
	LEAF("privateDnsEnabled", "PrivateDnsEnabled", BOOLEAN),
	LEAF("requesterManaged", "RequesterManaged", BOOLEAN),
	NODE("networkInterfaceIdSet", "NetworkInterfaceIds", LIST, s21),
	NODE("dnsEntrySet", "DnsEntries", LIST, s286),
	LEAF("creationTimestamp", "CreationTimestamp", TIMESTAMP),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("ownerId", "OwnerId", STRING),
	NODE("lastError", "LastError", STRUCTURE, s287),
	NODE("ipv4PrefixSet", "Ipv4Prefixes", LIST, s289),
	NODE("ipv6PrefixSet", "Ipv6Prefixes", LIST, s289),
	LEAF("failureReason", "FailureReason", STRING),
	LEAF("serviceNetworkArn", "ServiceNetworkArn", STRING),
	LEAF("resourceConfigurationArn", "ResourceConfigurationArn", STRING),
	LEAF("serviceRegion", "ServiceRegion", STRING),
	NODE("payerResponsibilitySet", "PayerResponsibilities", LIST, s291),
};

static const struct xml_shape s293[] = {
	NODE("item", "", STRUCTURE, s292),
};

static const struct xml_shape s294[] = {
	NODE("vpcEndpointSet", "VpcEndpoints", LIST, s293),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s295[] = {
	LEAF("ipv6CidrBlock", "Ipv6CidrBlock", STRING),
};

static const struct xml_shape s296[] = {
	NODE("item", "", STRUCTURE, s295),
};

static const struct xml_shape s297[] = {
	LEAF("cidrBlock", "CidrBlock", STRING),
};

static const struct xml_shape s298[] = {
	NODE("item", "", STRUCTURE, s297),
};

static const struct xml_shape s299[] = {
	LEAF("allowDnsResolutionFromRemoteVpc", "AllowDnsResolutionFromRemoteVpc", BOOLEAN),
	LEAF("allowEgressFromLocalClassicLinkToRemoteVpc", "AllowEgressFromLocalClassicLinkToRemoteVpc", BOOLEAN),
	LEAF("allowEgressFromLocalVpcToRemoteClassicLink", "AllowEgressFromLocalVpcToRemoteClassicLink", BOOLEAN),
};

static const struct xml_shape s300[] = {
	LEAF("cidrBlock", "CidrBlock", STRING),
	NODE("ipv6CidrBlockSet", "Ipv6CidrBlockSet", LIST, s296),
	NODE("cidrBlockSet", "CidrBlockSet", LIST, s298),
	LEAF("ownerId", "OwnerId", STRING),
	NODE("peeringOptions", "PeeringOptions", STRUCTURE, s299),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("region", "Region", STRING),
};

static const struct xml_shape s301[] = {
	NODE("accepterVpcInfo", "AccepterVpcInfo", STRUCTURE, s300),
	LEAF("expirationTime", "ExpirationTime", TIMESTAMP),
	NODE("requesterVpcInfo", "RequesterVpcInfo", STRUCTURE, s300),
	NODE("status", "Status", STRUCTURE, s20),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("vpcPeeringConnectionId", "VpcPeeringConnectionId", STRING),
};

static const struct xml_shape s302[] = {
	NODE("item", "", STRUCTURE, s301),
};

static const struct xml_shape s303[] = {
	NODE("vpcPeeringConnectionSet", "VpcPeeringConnections", LIST, s302),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s304[] = {
	LEAF("associationId", "AssociationId", STRING),
	LEAF("ipv6CidrBlock", "Ipv6CidrBlock", STRING),
	NODE("ipv6CidrBlockState", "Ipv6CidrBlockState", STRUCTURE, s190),
	LEAF("networkBorderGroup", "NetworkBorderGroup", STRING),
	LEAF("ipv6Pool", "Ipv6Pool", STRING),
	LEAF("ipv6AddressAttribute", "Ipv6AddressAttribute", STRING),
	LEAF("ipSource", "IpSource", STRING),
};

static const struct xml_shape s305[] = {
	NODE("item", "", STRUCTURE, s304),
};

static const struct xml_shape s306[] = {
	LEAF("associationId", "AssociationId", STRING),
	LEAF("cidrBlock", "CidrBlock", STRING),
	NODE("cidrBlockState", "CidrBlockState", STRUCTURE, s190),
};

static const struct xml_shape s307[] = {
	NODE("item", "", STRUCTURE, s306),
};

static const struct xml_shape s308[] = {
	LEAF("ownerId", "OwnerId", STRING),
	LEAF("instanceTenancy", "InstanceTenancy", STRING),
	NODE("ipv6CidrBlockAssociationSet", "Ipv6CidrBlockAssociationSet", LIST, s305),
	NODE("cidrBlockAssociationSet", "CidrBlockAssociationSet", LIST, s307),
	LEAF("isDefault", "IsDefault", BOOLEAN),
	NODE("encryptionControl", "EncryptionControl", STRUCTURE, s273),
	NODE("tagSet", "Tags", LIST, s6),
	NODE("blockPublicAccessStates", "BlockPublicAccessStates", STRUCTURE, s222),
	LEAF("vpcId", "VpcId", STRING),
	LEAF("state", "State", STRING),
	LEAF("cidrBlock", "CidrBlock", STRING),
	LEAF("dhcpOptionsId", "DhcpOptionsId", STRING),
};

static const struct xml_shape s309[] = {
	NODE("item", "", STRUCTURE, s308),
};

static const struct xml_shape s310[] = {
	LEAF("nextToken", "NextToken", STRING),
	NODE("vpcSet", "Vpcs", LIST, s309),
};

static const struct xml_shape s311[] = {
	LEAF("value", "Value", INTEGER),
};

static const struct xml_shape s312[] = {
	NODE("item", "", STRUCTURE, s311),
};

static const struct xml_shape s313[] = {
	LEAF("logEnabled", "LogEnabled", BOOLEAN),
	LEAF("logGroupArn", "LogGroupArn", STRING),
	LEAF("logOutputFormat", "LogOutputFormat", STRING),
	LEAF("bgpLogEnabled", "BgpLogEnabled", BOOLEAN),
	LEAF("bgpLogGroupArn", "BgpLogGroupArn", STRING),
	LEAF("bgpLogOutputFormat", "BgpLogOutputFormat", STRING),
};

static const struct xml_shape s314[] = {
	NODE("cloudWatchLogOptions", "CloudWatchLogOptions", STRUCTURE, s313),
};

static const struct xml_shape s315[] = {
	LEAF("outsideIpAddress", "OutsideIpAddress", STRING),
	LEAF("tunnelInsideCidr", "TunnelInsideCidr", STRING),
	LEAF("tunnelInsideIpv6Cidr", "TunnelInsideIpv6Cidr", STRING),
	SECRET("preSharedKey", "PreSharedKey", STRING),
	LEAF("phase1LifetimeSeconds", "Phase1LifetimeSeconds", INTEGER),
	LEAF("phase2LifetimeSeconds", "Phase2LifetimeSeconds", INTEGER),
	LEAF("rekeyMarginTimeSeconds", "RekeyMarginTimeSeconds", INTEGER),
	LEAF("rekeyFuzzPercentage", "RekeyFuzzPercentage", INTEGER),
	LEAF("replayWindowSize", "ReplayWindowSize", INTEGER),
	LEAF("dpdTimeoutSeconds", "DpdTimeoutSeconds", INTEGER),
	LEAF("dpdTimeoutAction", "DpdTimeoutAction", STRING),
	NODE("phase1EncryptionAlgorithmSet", "Phase1EncryptionAlgorithms", LIST, s41),
	NODE("phase2EncryptionAlgorithmSet", "Phase2EncryptionAlgorithms", LIST, s41),
	NODE("phase1IntegrityAlgorithmSet", "Phase1IntegrityAlgorithms", LIST, s41),
	NODE("phase2IntegrityAlgorithmSet", "Phase2IntegrityAlgorithms", LIST, s41),
	NODE("phase1DHGroupNumberSet", "Phase1DHGroupNumbers", LIST, s312),
	NODE("phase2DHGroupNumberSet", "Phase2DHGroupNumbers", LIST, s312),
	NODE("ikeVersionSet", "IkeVersions", LIST, s41),
	LEAF("startupAction", "StartupAction", STRING),
	NODE("logOptions", "LogOptions", STRUCTURE, s314),
	LEAF("enableTunnelLifecycleControl", "EnableTunnelLifecycleControl", BOOLEAN),
};

static const struct xml_shape s316[] = {
	NODE("item", "", STRUCTURE, s315),
};

static const struct xml_shape s317[] = {
	LEAF("enableAcceleration", "EnableAcceleration", BOOLEAN),
	LEAF("staticRoutesOnly", "StaticRoutesOnly", BOOLEAN),
	LEAF("localIpv4NetworkCidr", "LocalIpv4NetworkCidr", STRING),
	LEAF("remoteIpv4NetworkCidr", "RemoteIpv4NetworkCidr", STRING),
	LEAF("localIpv6NetworkCidr", "LocalIpv6NetworkCidr", STRING),
	LEAF("remoteIpv6NetworkCidr", "RemoteIpv6NetworkCidr", STRING),
	LEAF("outsideIpAddressType", "OutsideIpAddressType", STRING),
	LEAF("transportTransitGatewayAttachmentId", "TransportTransitGatewayAttachmentId", STRING),
	LEAF("tunnelInsideIpVersion", "TunnelInsideIpVersion", STRING),
	NODE("tunnelOptionSet", "TunnelOptions", LIST, s316),
	LEAF("tunnelBandwidth", "TunnelBandwidth", STRING),
};

static const struct xml_shape s318[] = {
	LEAF("destinationCidrBlock", "DestinationCidrBlock", STRING),
	LEAF("source", "Source", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s319[] = {
	NODE("item", "", STRUCTURE, s318),
};

static const struct xml_shape s320[] = {
	LEAF("acceptedRouteCount", "AcceptedRouteCount", INTEGER),
	LEAF("lastStatusChange", "LastStatusChange", TIMESTAMP),
	LEAF("outsideIpAddress", "OutsideIpAddress", STRING),
	LEAF("status", "Status", STRING),
	LEAF("statusMessage", "StatusMessage", STRING),
	LEAF("certificateArn", "CertificateArn", STRING),
};

static const struct xml_shape s321[] = {
	NODE("item", "", STRUCTURE, s320),
};

static const struct xml_shape s322[] = {
	LEAF("category", "Category", STRING),
	LEAF("transitGatewayId", "TransitGatewayId", STRING),
	LEAF("vpnConcentratorId", "VpnConcentratorId", STRING),
	LEAF("coreNetworkArn", "CoreNetworkArn", STRING),
	LEAF("coreNetworkAttachmentArn", "CoreNetworkAttachmentArn", STRING),
	LEAF("gatewayAssociationState", "GatewayAssociationState", STRING),
	NODE("options", "Options", STRUCTURE, s317),
	NODE("routes", "Routes", LIST, s319),
	NODE("tagSet", "Tags", LIST, s6),
	NODE("vgwTelemetry", "VgwTelemetry", LIST, s321),
	LEAF("preSharedKeyArn", "PreSharedKeyArn", STRING),
	LEAF("vpnConnectionId", "VpnConnectionId", STRING),
	LEAF("state", "State", STRING),
	SECRET("customerGatewayConfiguration", "CustomerGatewayConfiguration", STRING),
	LEAF("type", "Type", STRING),
	LEAF("customerGatewayId", "CustomerGatewayId", STRING),
	LEAF("vpnGatewayId", "VpnGatewayId", STRING),
};

static const struct xml_shape s323[] = {
	NODE("item", "", STRUCTURE, s322),
};

static const struct xml_shape s324[] = {
	NODE("vpnConnectionSet", "VpnConnections", LIST, s323),
};

static const struct xml_shape s325[] = {
	LEAF("vpcId", "VpcId", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s326[] = {
	NODE("item", "", STRUCTURE, s325),
};

static const struct xml_shape s327[] = {
	LEAF("amazonSideAsn", "AmazonSideAsn", INTEGER),
	NODE("tagSet", "Tags", LIST, s6),
	LEAF("vpnGatewayId", "VpnGatewayId", STRING),
	LEAF("state", "State", STRING),
	LEAF("type", "Type", STRING),
	LEAF("availabilityZone", "AvailabilityZone", STRING),
	NODE("attachments", "VpcAttachments", LIST, s326),
};

static const struct xml_shape s328[] = {
	NODE("item", "", STRUCTURE, s327),
};

static const struct xml_shape s329[] = {
	NODE("vpnGatewaySet", "VpnGateways", LIST, s328),
};

static const struct xml_shape s330[] = {
	LEAF("cidr", "Cidr", STRING),
	LEAF("description", "Description", STRING),
};

static const struct xml_shape s331[] = {
	NODE("item", "", STRUCTURE, s330),
};

static const struct xml_shape s332[] = {
	NODE("entrySet", "Entries", LIST, s331),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s333[] = {
	LEAF("transitGatewayRouteTableId", "TransitGatewayRouteTableId", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s334[] = {
	NODE("item", "", STRUCTURE, s333),
};

static const struct xml_shape s335[] = {
	NODE("transitGatewayAttachmentPropagations", "TransitGatewayAttachmentPropagations", LIST, s334),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s336[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("resourceType", "ResourceType", STRING),
	LEAF("resourceId", "ResourceId", STRING),
};

static const struct xml_shape s337[] = {
	LEAF("transitGatewayRouteTableId", "TransitGatewayRouteTableId", STRING),
	LEAF("prefixListId", "PrefixListId", STRING),
	LEAF("prefixListOwnerId", "PrefixListOwnerId", STRING),
	LEAF("state", "State", STRING),
	LEAF("blackhole", "Blackhole", BOOLEAN),
	NODE("transitGatewayAttachment", "TransitGatewayAttachment", STRUCTURE, s336),
};

static const struct xml_shape s338[] = {
	NODE("item", "", STRUCTURE, s337),
};

static const struct xml_shape s339[] = {
	NODE("transitGatewayPrefixListReferenceSet", "TransitGatewayPrefixListReferences", LIST, s338),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s340[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("resourceId", "ResourceId", STRING),
	LEAF("resourceType", "ResourceType", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s341[] = {
	NODE("item", "", STRUCTURE, s340),
};

static const struct xml_shape s342[] = {
	NODE("associations", "Associations", LIST, s341),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s343[] = {
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("resourceId", "ResourceId", STRING),
	LEAF("resourceType", "ResourceType", STRING),
	LEAF("state", "State", STRING),
	LEAF("transitGatewayRouteTableAnnouncementId", "TransitGatewayRouteTableAnnouncementId", STRING),
};

static const struct xml_shape s344[] = {
	NODE("item", "", STRUCTURE, s343),
};

static const struct xml_shape s345[] = {
	NODE("transitGatewayRouteTablePropagations", "TransitGatewayRouteTablePropagations", LIST, s344),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s346[] = {
	LEAF("resourceId", "ResourceId", STRING),
	LEAF("transitGatewayAttachmentId", "TransitGatewayAttachmentId", STRING),
	LEAF("resourceType", "ResourceType", STRING),
};

static const struct xml_shape s347[] = {
	NODE("item", "", STRUCTURE, s346),
};

static const struct xml_shape s348[] = {
	LEAF("destinationCidrBlock", "DestinationCidrBlock", STRING),
	LEAF("prefixListId", "PrefixListId", STRING),
	LEAF("transitGatewayRouteTableAnnouncementId", "TransitGatewayRouteTableAnnouncementId", STRING),
	NODE("transitGatewayAttachments", "TransitGatewayAttachments", LIST, s347),
	LEAF("type", "Type", STRING),
	LEAF("state", "State", STRING),
};

static const struct xml_shape s349[] = {
	NODE("item", "", STRUCTURE, s348),
};

static const struct xml_shape s350[] = {
	NODE("routeSet", "Routes", LIST, s349),
	LEAF("additionalRoutesAvailable", "AdditionalRoutesAvailable", BOOLEAN),
	LEAF("nextToken", "NextToken", STRING),
};

static const struct xml_shape s351[] = {
	LEAF("CertificateArn", "CertificateArn", STRING),
	LEAF("IsDefault", "IsDefault", BOOLEAN),
};

static const struct xml_shape s352[] = {
	NODE("member", "", STRUCTURE, s351),
};

static const struct xml_shape s353[] = {
	LEAF("key", "key", STRING),
	LEAF("value", "value", STRING),
};

static const struct xml_shape s354[] = {
	LEAF("Issuer", "Issuer", STRING),
	LEAF("AuthorizationEndpoint", "AuthorizationEndpoint", STRING),
	LEAF("TokenEndpoint", "TokenEndpoint", STRING),
	LEAF("UserInfoEndpoint", "UserInfoEndpoint", STRING),
	LEAF("ClientId", "ClientId", STRING),
	SECRET("ClientSecret", "ClientSecret", STRING),
	LEAF("SessionCookieName", "SessionCookieName", STRING),
	LEAF("Scope", "Scope", STRING),
	LEAF("SessionTimeout", "SessionTimeout", INTEGER),
	NODE("AuthenticationRequestExtraParams", "AuthenticationRequestExtraParams", MAP, s353),
	LEAF("OnUnauthenticatedRequest", "OnUnauthenticatedRequest", STRING),
	LEAF("UseExistingClientSecret", "UseExistingClientSecret", BOOLEAN),
};

static const struct xml_shape s355[] = {
	LEAF("UserPoolArn", "UserPoolArn", STRING),
	LEAF("UserPoolClientId", "UserPoolClientId", STRING),
	LEAF("UserPoolDomain", "UserPoolDomain", STRING),
	LEAF("SessionCookieName", "SessionCookieName", STRING),
	LEAF("Scope", "Scope", STRING),
	LEAF("SessionTimeout", "SessionTimeout", INTEGER),
	NODE("AuthenticationRequestExtraParams", "AuthenticationRequestExtraParams", MAP, s353),
	LEAF("OnUnauthenticatedRequest", "OnUnauthenticatedRequest", STRING),
};

static const struct xml_shape s356[] = {
	LEAF("Protocol", "Protocol", STRING),
	LEAF("Port", "Port", STRING),
	LEAF("Host", "Host", STRING),
	LEAF("Path", "Path", STRING),
	LEAF("Query", "Query", STRING),
	LEAF("StatusCode", "StatusCode", STRING),
};

static const struct xml_shape s357[] = {
	LEAF("MessageBody", "MessageBody", STRING),
	LEAF("StatusCode", "StatusCode", STRING),
	LEAF("ContentType", "ContentType", STRING),
};

static const struct xml_shape s358[] = {
	LEAF("TargetGroupArn", "TargetGroupArn", STRING),
	LEAF("Weight", "Weight", INTEGER),
};

static const struct xml_shape s359[] = {
	NODE("member", "", STRUCTURE, s358),
};

static const struct xml_shape s360[] = {
	LEAF("Enabled", "Enabled", BOOLEAN),
	LEAF("DurationSeconds", "DurationSeconds", INTEGER),
};

static const struct xml_shape s361[] = {
	NODE("TargetGroups", "TargetGroups", LIST, s359),
	NODE("TargetGroupStickinessConfig", "TargetGroupStickinessConfig", STRUCTURE, s360),
};

static const struct xml_shape s362[] = {
	LEAF("member", "", STRING),
};

static const struct xml_shape s363[] = {
	LEAF("Format", "Format", STRING),
	LEAF("Name", "Name", STRING),
	NODE("Values", "Values", LIST, s362),
};

static const struct xml_shape s364[] = {
	NODE("member", "", STRUCTURE, s363),
};

static const struct xml_shape s365[] = {
	LEAF("JwksEndpoint", "JwksEndpoint", STRING),
	LEAF("Issuer", "Issuer", STRING),
	NODE("AdditionalClaims", "AdditionalClaims", LIST, s364),
};

static const struct xml_shape s366[] = {
	LEAF("Type", "Type", STRING),
	LEAF("TargetGroupArn", "TargetGroupArn", STRING),
	NODE("AuthenticateOidcConfig", "AuthenticateOidcConfig", STRUCTURE, s354),
	NODE("AuthenticateCognitoConfig", "AuthenticateCognitoConfig", STRUCTURE, s355),
	LEAF("Order", "Order", INTEGER),
	NODE("RedirectConfig", "RedirectConfig", STRUCTURE, s356),
	NODE("FixedResponseConfig", "FixedResponseConfig", STRUCTURE, s357),
	NODE("ForwardConfig", "ForwardConfig", STRUCTURE, s361),
	NODE("JwtValidationConfig", "JwtValidationConfig", STRUCTURE, s365),
};

static const struct xml_shape s367[] = {
	NODE("member", "", STRUCTURE, s366),
};

static const struct xml_shape s368[] = {
	LEAF("Mode", "Mode", STRING),
	LEAF("TrustStoreArn", "TrustStoreArn", STRING),
	LEAF("IgnoreClientCertificateExpiry", "IgnoreClientCertificateExpiry", BOOLEAN),
	LEAF("TrustStoreAssociationStatus", "TrustStoreAssociationStatus", STRING),
	LEAF("AdvertiseTrustStoreCaNames", "AdvertiseTrustStoreCaNames", STRING),
};

static const struct xml_shape s369[] = {
	LEAF("ListenerArn", "ListenerArn", STRING),
	LEAF("LoadBalancerArn", "LoadBalancerArn", STRING),
	LEAF("Port", "Port", INTEGER),
	LEAF("Protocol", "Protocol", STRING),
	NODE("Certificates", "Certificates", LIST, s352),
	LEAF("SslPolicy", "SslPolicy", STRING),
	NODE("DefaultActions", "DefaultActions", LIST, s367),
	NODE("AlpnPolicy", "AlpnPolicy", LIST, s362),
	NODE("MutualAuthentication", "MutualAuthentication", STRUCTURE, s368),
};

static const struct xml_shape s370[] = {
	NODE("member", "", STRUCTURE, s369),
};

static const struct xml_shape s371[] = {
	NODE("Listeners", "Listeners", LIST, s370),
	LEAF("NextMarker", "NextMarker", STRING),
};

static const struct xml_shape s372[] = {
	LEAF("Key", "Key", STRING),
	LEAF("Value", "Value", STRING),
};

static const struct xml_shape s373[] = {
	NODE("member", "", STRUCTURE, s372),
};

static const struct xml_shape s374[] = {
	NODE("Attributes", "Attributes", LIST, s373),
};

static const struct xml_shape s375[] = {
	LEAF("Code", "Code", STRING),
	LEAF("Reason", "Reason", STRING),
};

static const struct xml_shape s376[] = {
	LEAF("IpAddress", "IpAddress", STRING),
	LEAF("AllocationId", "AllocationId", STRING),
	LEAF("PrivateIPv4Address", "PrivateIPv4Address", STRING),
	LEAF("IPv6Address", "IPv6Address", STRING),
};

static const struct xml_shape s377[] = {
	NODE("member", "", STRUCTURE, s376),
};

static const struct xml_shape s378[] = {
	LEAF("ZoneName", "ZoneName", STRING),
	LEAF("SubnetId", "SubnetId", STRING),
	LEAF("OutpostId", "OutpostId", STRING),
	NODE("LoadBalancerAddresses", "LoadBalancerAddresses", LIST, s377),
	NODE("SourceNatIpv6Prefixes", "SourceNatIpv6Prefixes", LIST, s362),
};

static const struct xml_shape s379[] = {
	NODE("member", "", STRUCTURE, s378),
};

static const struct xml_shape s380[] = {
	LEAF("Ipv4IpamPoolId", "Ipv4IpamPoolId", STRING),
};

static const struct xml_shape s381[] = {
	LEAF("LoadBalancerArn", "LoadBalancerArn", STRING),
	LEAF("DNSName", "DNSName", STRING),
	LEAF("CanonicalHostedZoneId", "CanonicalHostedZoneId", STRING),
	LEAF("CreatedTime", "CreatedTime", TIMESTAMP),
	LEAF("LoadBalancerName", "LoadBalancerName", STRING),
	LEAF("Scheme", "Scheme", STRING),
	LEAF("VpcId", "VpcId", STRING),
	NODE("State", "State", STRUCTURE, s375),
	LEAF("Type", "Type", STRING),
	NODE("AvailabilityZones", "AvailabilityZones", LIST, s379),
	NODE("SecurityGroups", "SecurityGroups", LIST, s362),
	LEAF("IpAddressType", "IpAddressType", STRING),
	LEAF("CustomerOwnedIpv4Pool", "CustomerOwnedIpv4Pool", STRING),
	LEAF("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", STRING),
	LEAF("EnablePrefixForIpv6SourceNat", "EnablePrefixForIpv6SourceNat", STRING),
	NODE("IpamPools", "IpamPools", STRUCTURE, s380),
};

static const struct xml_shape s382[] = {
	NODE("member", "", STRUCTURE, s381),
};

static const struct xml_shape s383[] = {
	NODE("LoadBalancers", "LoadBalancers", LIST, s382),
	LEAF("NextMarker", "NextMarker", STRING),
};

static const struct xml_shape s384[] = {
	NODE("Values", "Values", LIST, s362),
	NODE("RegexValues", "RegexValues", LIST, s362),
};

static const struct xml_shape s385[] = {
	LEAF("HttpHeaderName", "HttpHeaderName", STRING),
	NODE("Values", "Values", LIST, s362),
	NODE("RegexValues", "RegexValues", LIST, s362),
};

static const struct xml_shape s386[] = {
	NODE("Values", "Values", LIST, s373),
};

static const struct xml_shape s387[] = {
	NODE("Values", "Values", LIST, s362),
};

static const struct xml_shape s388[] = {
	LEAF("Field", "Field", STRING),
	NODE("Values", "Values", LIST, s362),
	NODE("HostHeaderConfig", "HostHeaderConfig", STRUCTURE, s384),
	NODE("PathPatternConfig", "PathPatternConfig", STRUCTURE, s384),
	NODE("HttpHeaderConfig", "HttpHeaderConfig", STRUCTURE, s385),
	NODE("QueryStringConfig", "QueryStringConfig", STRUCTURE, s386),
	NODE("HttpRequestMethodConfig", "HttpRequestMethodConfig", STRUCTURE, s387),
	NODE("SourceIpConfig", "SourceIpConfig", STRUCTURE, s387),
	NODE("RegexValues", "RegexValues", LIST, s362),
};

static const struct xml_shape s389[] = {
	NODE("member", "", STRUCTURE, s388),
};

static const struct xml_shape s390[] = {
	LEAF("Regex", "Regex", STRING),
	LEAF("Replace", "Replace", STRING),
};

static const struct xml_shape s391[] = {
	NODE("member", "", STRUCTURE, s390),
};

static const struct xml_shape s392[] = {
	NODE("Rewrites", "Rewrites", LIST, s391),
};

static const struct xml_shape s393[] = {
	LEAF("Type", "Type", STRING),
	NODE("HostHeaderRewriteConfig", "HostHeaderRewriteConfig", STRUCTURE, s392),
	NODE("UrlRewriteConfig", "UrlRewriteConfig", STRUCTURE, s392),
};

static const struct xml_shape s394[] = {
	NODE("member", "", STRUCTURE, s393),
};

static const struct xml_shape s395[] = {
	LEAF("RuleArn", "RuleArn", STRING),
	LEAF("Priority", "Priority", STRING),
	NODE("Conditions", "Conditions", LIST, s389),
	NODE("Actions", "Actions", LIST, s367),
	LEAF("IsDefault", "IsDefault", BOOLEAN),
	NODE("Transforms", "Transforms", LIST, s394),
};

static const struct xml_shape s396[] = {
	NODE("member", "", STRUCTURE, s395),
};

static const struct xml_shape s397[] = {
	NODE("Rules", "Rules", LIST, s396),
	LEAF("NextMarker", "NextMarker", STRING),
};

static const struct xml_shape s398[] = {
	LEAF("HttpCode", "HttpCode", STRING),
	LEAF("GrpcCode", "GrpcCode", STRING),
};

static const struct xml_shape s399[] = {
	LEAF("TargetGroupArn", "TargetGroupArn", STRING),
	LEAF("TargetGroupName", "TargetGroupName", STRING),
	LEAF("Protocol", "Protocol", STRING),
	LEAF("Port", "Port", INTEGER),
	LEAF("VpcId", "VpcId", STRING),
	LEAF("HealthCheckProtocol", "HealthCheckProtocol", STRING),
	LEAF("HealthCheckPort", "HealthCheckPort", STRING),
	LEAF("HealthCheckEnabled", "HealthCheckEnabled", BOOLEAN),
	LEAF("HealthCheckIntervalSeconds", "HealthCheckIntervalSeconds", INTEGER),
	LEAF("HealthCheckTimeoutSeconds", "HealthCheckTimeoutSeconds", INTEGER),
	LEAF("HealthyThresholdCount", "HealthyThresholdCount", INTEGER),
	LEAF("UnhealthyThresholdCount", "UnhealthyThresholdCount", INTEGER),
	LEAF("HealthCheckPath", "HealthCheckPath", STRING),
	NODE("Matcher", "Matcher", STRUCTURE, s398),
	NODE("LoadBalancerArns", "LoadBalancerArns", LIST, s362),
	LEAF("TargetType", "TargetType", STRING),
	LEAF("ProtocolVersion", "ProtocolVersion", STRING),
	LEAF("IpAddressType", "IpAddressType", STRING),
	LEAF("TargetControlPort", "TargetControlPort", INTEGER),
};

static const struct xml_shape s400[] = {
	NODE("member", "", STRUCTURE, s399),
};

static const struct xml_shape s401[] = {
	NODE("TargetGroups", "TargetGroups", LIST, s400),
	LEAF("NextMarker", "NextMarker", STRING),
};

static const struct xml_shape s402[] = {
	LEAF("Id", "Id", STRING),
	LEAF("Port", "Port", INTEGER),
	LEAF("AvailabilityZone", "AvailabilityZone", STRING),
	LEAF("QuicServerId", "QuicServerId", STRING),
};

static const struct xml_shape s403[] = {
	LEAF("State", "State", STRING),
	LEAF("Reason", "Reason", STRING),
	LEAF("Description", "Description", STRING),
};

static const struct xml_shape s404[] = {
	LEAF("Result", "Result", STRING),
	LEAF("MitigationInEffect", "MitigationInEffect", STRING),
};

static const struct xml_shape s405[] = {
	NODE("Target", "Target", STRUCTURE, s402),
	LEAF("HealthCheckPort", "HealthCheckPort", STRING),
	NODE("TargetHealth", "TargetHealth", STRUCTURE, s403),
	NODE("AnomalyDetection", "AnomalyDetection", STRUCTURE, s404),
	NODE("AdministrativeOverride", "AdministrativeOverride", STRUCTURE, s403),
};

static const struct xml_shape s406[] = {
	NODE("member", "", STRUCTURE, s405),
};

static const struct xml_shape s407[] = {
	NODE("TargetHealthDescriptions", "TargetHealthDescriptions", LIST, s406),
};

static const struct {
	const char *service, *operation;
	struct xml_shape shape;
} roots[] = {
	{"ec2", "DescribeAccountAttributes", NODE("DescribeAccountAttributesResponse", "", STRUCTURE, s4)},
	{"ec2", "DescribeAddresses", NODE("DescribeAddressesResponse", "", STRUCTURE, s9)},
	{"ec2", "DescribeAvailabilityZones", NODE("DescribeAvailabilityZonesResponse", "", STRUCTURE, s16)},
	{"ec2", "DescribeCarrierGateways", NODE("DescribeCarrierGatewaysResponse", "", STRUCTURE, s19)},
	{"ec2", "DescribeClientVpnEndpoints", NODE("DescribeClientVpnEndpointsResponse", "", STRUCTURE, s36)},
	{"ec2", "DescribeCustomerGateways", NODE("DescribeCustomerGatewaysResponse", "", STRUCTURE, s39)},
	{"ec2", "DescribeDhcpOptions", NODE("DescribeDhcpOptionsResponse", "", STRUCTURE, s46)},
	{"ec2", "DescribeEgressOnlyInternetGateways", NODE("DescribeEgressOnlyInternetGatewaysResponse", "", STRUCTURE, s51)},
	{"ec2", "DescribeInstanceConnectEndpoints", NODE("DescribeInstanceConnectEndpointsResponse", "", STRUCTURE, s56)},
	{"ec2", "DescribeInstanceTypes", NODE("DescribeInstanceTypesResponse", "", STRUCTURE, s92)},
	{"ec2", "DescribeInstances", NODE("DescribeInstancesResponse", "", STRUCTURE, s144)},
	{"ec2", "DescribeInternetGateways", NODE("DescribeInternetGatewaysResponse", "", STRUCTURE, s147)},
	{"ec2", "DescribeLocalGatewayRouteTables", NODE("DescribeLocalGatewayRouteTablesResponse", "", STRUCTURE, s150)},
	{"ec2", "DescribeManagedPrefixLists", NODE("DescribeManagedPrefixListsResponse", "", STRUCTURE, s153)},
	{"ec2", "DescribeNatGateways", NODE("DescribeNatGatewaysResponse", "", STRUCTURE, s161)},
	{"ec2", "DescribeNetworkAcls", NODE("DescribeNetworkAclsResponse", "", STRUCTURE, s170)},
	{"ec2", "DescribeNetworkInterfaces", NODE("DescribeNetworkInterfacesResponse", "", STRUCTURE, s180)},
	{"ec2", "DescribePrefixLists", NODE("DescribePrefixListsResponse", "", STRUCTURE, s183)},
	{"ec2", "DescribeRegions", NODE("DescribeRegionsResponse", "", STRUCTURE, s186)},
	{"ec2", "DescribeRouteServers", NODE("DescribeRouteServersResponse", "", STRUCTURE, s189)},
	{"ec2", "DescribeRouteTables", NODE("DescribeRouteTablesResponse", "", STRUCTURE, s199)},
	{"ec2", "DescribeSecurityGroupRules", NODE("DescribeSecurityGroupRulesResponse", "", STRUCTURE, s203)},
	{"ec2", "DescribeSecurityGroupVpcAssociations", NODE("DescribeSecurityGroupVpcAssociationsResponse", "", STRUCTURE, s206)},
	{"ec2", "DescribeSecurityGroups", NODE("DescribeSecurityGroupsResponse", "", STRUCTURE, s219)},
	{"ec2", "DescribeSubnets", NODE("DescribeSubnetsResponse", "", STRUCTURE, s225)},
	{"ec2", "DescribeTransitGatewayAttachments", NODE("DescribeTransitGatewayAttachmentsResponse", "", STRUCTURE, s229)},
	{"ec2", "DescribeTransitGatewayConnects", NODE("DescribeTransitGatewayConnectsResponse", "", STRUCTURE, s233)},
	{"ec2", "DescribeTransitGatewayPeeringAttachments", NODE("DescribeTransitGatewayPeeringAttachmentsResponse", "", STRUCTURE, s238)},
	{"ec2", "DescribeTransitGatewayPolicyTables", NODE("DescribeTransitGatewayPolicyTablesResponse", "", STRUCTURE, s241)},
	{"ec2", "DescribeTransitGatewayRouteTables", NODE("DescribeTransitGatewayRouteTablesResponse", "", STRUCTURE, s244)},
	{"ec2", "DescribeTransitGatewayVpcAttachments", NODE("DescribeTransitGatewayVpcAttachmentsResponse", "", STRUCTURE, s248)},
	{"ec2", "DescribeTransitGateways", NODE("DescribeTransitGatewaysResponse", "", STRUCTURE, s253)},
	{"ec2", "DescribeVerifiedAccessEndpoints", NODE("DescribeVerifiedAccessEndpointsResponse", "", STRUCTURE, s263)},
	{"ec2", "DescribeVpcAttribute", NODE("DescribeVpcAttributeResponse", "", STRUCTURE, s265)},
	{"ec2", "DescribeVpcBlockPublicAccessExclusions", NODE("DescribeVpcBlockPublicAccessExclusionsResponse", "", STRUCTURE, s268)},
	{"ec2", "DescribeVpcBlockPublicAccessOptions", NODE("DescribeVpcBlockPublicAccessOptionsResponse", "", STRUCTURE, s270)},
	{"ec2", "DescribeVpcEncryptionControls", NODE("DescribeVpcEncryptionControlsResponse", "", STRUCTURE, s275)},
	{"ec2", "DescribeVpcEndpointServiceConfigurations", NODE("DescribeVpcEndpointServiceConfigurationsResponse", "", STRUCTURE, s283)},
	{"ec2", "DescribeVpcEndpoints", NODE("DescribeVpcEndpointsResponse", "", STRUCTURE, s294)},
	{"ec2", "DescribeVpcPeeringConnections", NODE("DescribeVpcPeeringConnectionsResponse", "", STRUCTURE, s303)},
	{"ec2", "DescribeVpcs", NODE("DescribeVpcsResponse", "", STRUCTURE, s310)},
	{"ec2", "DescribeVpnConnections", NODE("DescribeVpnConnectionsResponse", "", STRUCTURE, s324)},
	{"ec2", "DescribeVpnGateways", NODE("DescribeVpnGatewaysResponse", "", STRUCTURE, s329)},
	{"ec2", "GetManagedPrefixListEntries", NODE("GetManagedPrefixListEntriesResponse", "", STRUCTURE, s332)},
	{"ec2", "GetTransitGatewayAttachmentPropagations", NODE("GetTransitGatewayAttachmentPropagationsResponse", "", STRUCTURE, s335)},
	{"ec2", "GetTransitGatewayPrefixListReferences", NODE("GetTransitGatewayPrefixListReferencesResponse", "", STRUCTURE, s339)},
	{"ec2", "GetTransitGatewayRouteTableAssociations", NODE("GetTransitGatewayRouteTableAssociationsResponse", "", STRUCTURE, s342)},
	{"ec2", "GetTransitGatewayRouteTablePropagations", NODE("GetTransitGatewayRouteTablePropagationsResponse", "", STRUCTURE, s345)},
	{"ec2", "SearchTransitGatewayRoutes", NODE("SearchTransitGatewayRoutesResponse", "", STRUCTURE, s350)},
	{"elasticloadbalancing", "DescribeListeners", NODE("DescribeListenersResponse", "", STRUCTURE, s371)},
	{"elasticloadbalancing", "DescribeLoadBalancerAttributes", NODE("DescribeLoadBalancerAttributesResponse", "", STRUCTURE, s374)},
	{"elasticloadbalancing", "DescribeLoadBalancers", NODE("DescribeLoadBalancersResponse", "", STRUCTURE, s383)},
	{"elasticloadbalancing", "DescribeRules", NODE("DescribeRulesResponse", "", STRUCTURE, s397)},
	{"elasticloadbalancing", "DescribeTargetGroupAttributes", NODE("DescribeTargetGroupAttributesResponse", "", STRUCTURE, s374)},
	{"elasticloadbalancing", "DescribeTargetGroups", NODE("DescribeTargetGroupsResponse", "", STRUCTURE, s401)},
	{"elasticloadbalancing", "DescribeTargetHealth", NODE("DescribeTargetHealthResponse", "", STRUCTURE, s407)},
};

const struct xml_shape *xml_shape_of(const char *service, const char *operation)
{
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (strcmp(roots[i].operation, operation) == 0 &&
		    strcmp(roots[i].service, service) == 0)
			return &roots[i].shape;
	return NULL;
}
