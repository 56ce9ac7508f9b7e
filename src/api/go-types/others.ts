/** The Go types of images, networks, volumes, plugins and the system pages (moby v28.2, docker/cli v28.2). */
export const OTHER_TYPES = `
image.InspectResponse
  ID string =Id
  RepoTags []string
  RepoDigests []string
  Parent string
  Comment string
  Created string ?
  Container string ?
  ContainerConfig *container.Config ?
  DockerVersion string
  Author string
  Config *container.Config
  Architecture string
  Variant string ?
  Os string
  OsVersion string ?
  Size int64
  VirtualSize int64 ?
  GraphDriver any
  RootFS image.RootFS
  Metadata image.Metadata
  Descriptor any ?
  Manifests []any ?
image.RootFS
  Type string ?
  Layers []string ?
image.Metadata
  LastTagTime time.Time

network.Inspect
  Name string
  ID string =Id
  Created time.Time
  Scope string
  Driver string
  EnableIPv4 bool
  EnableIPv6 bool
  IPAM network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigFrom network.ConfigReference
  ConfigOnly bool
  Containers map[string]network.EndpointResource
  Options map[string]string
  Labels map[string]string
  Peers []network.PeerInfo ?
  Services map[string]network.ServiceInfo ?
network.IPAM
  Driver string
  Options map[string]string
  Config []network.IPAMConfig
network.IPAMConfig
  Subnet string ?
  IPRange string ?
  Gateway string ?
  AuxAddress map[string]string ? =AuxiliaryAddresses
network.ConfigReference
  Network string
network.EndpointResource
  Name string
  EndpointID string
  MacAddress string
  IPv4Address string
  IPv6Address string
network.PeerInfo
  Name string
  IP string
network.ServiceInfo
  VIP string
  Ports []string
  LocalLBIndex int
  Tasks []network.Task
network.Task
  Name string
  EndpointID string
  EndpointIP string
  Info map[string]string

volume.Volume
  ClusterVolume any ?
  CreatedAt string ?
  Driver string
  Labels map[string]string
  Mountpoint string
  Name string
  Options map[string]string
  Scope string
  Status map[string]any ?
  UsageData *volume.UsageData ?
volume.UsageData
  RefCount int64
  Size int64

types.Plugin
  Config any
  Enabled bool
  ID string ? =Id
  Name string
  PluginReference string ?
  Settings any

system.dockerInfo
  ID string
  Containers int
  ContainersRunning int
  ContainersPaused int
  ContainersStopped int
  Images int
  Driver string
  DriverStatus [][]string
  SystemStatus []any ?
  Plugins system.PluginsInfo
  MemoryLimit bool
  SwapLimit bool
  KernelMemory bool ?
  KernelMemoryTCP bool ?
  CPUCfsPeriod bool =CpuCfsPeriod
  CPUCfsQuota bool =CpuCfsQuota
  CPUShares bool
  CPUSet bool
  PidsLimit bool
  IPv4Forwarding bool
  Debug bool
  NFd int
  OomKillDisable bool
  NGoroutines int
  SystemTime string
  LoggingDriver string
  CgroupDriver string
  CgroupVersion string ?
  NEventsListener int
  KernelVersion string
  OperatingSystem string
  OSVersion string
  OSType string
  Architecture string
  IndexServerAddress string
  RegistryConfig any
  NCPU int
  MemTotal int64
  GenericResources []swarm.GenericResource
  DockerRootDir string
  HTTPProxy string =HttpProxy
  HTTPSProxy string =HttpsProxy
  NoProxy string
  Name string
  Labels []string
  ExperimentalBuild bool
  ServerVersion string
  Runtimes map[string]any
  DefaultRuntime string
  Swarm swarm.Info
  LiveRestoreEnabled bool
  Isolation string
  InitBinary string
  ContainerdCommit system.Commit
  RuncCommit system.Commit
  InitCommit system.Commit
  SecurityOptions []string
  ProductLicense string ?
  DefaultAddressPools []system.NetworkAddressPool ?
  FirewallBackend *system.FirewallInfo ?
  CDISpecDirs []string
  Containerd *system.ContainerdInfo ?
  Warnings []string
  ServerErrors []string ?
  ClientInfo *system.clientInfo ?
system.PluginsInfo
  Volume []string
  Network []string
  Authorization []string
  Log []string
system.FirewallInfo
  Driver string
  Info [][]string ?
system.ContainerdInfo
  Address string ?
  Namespaces system.ContainerdNamespaces
system.ContainerdNamespaces
  Containers string
  Plugins string
system.Commit
  ID string
system.NetworkAddressPool
  Base string
  Size int
system.clientInfo
  Debug bool
  < system.clientVersion
  Plugins []any
  Warnings []string
system.platformInfo
  Name string ?

system.versionInfo
  Client system.clientVersion
  Server *types.Version
system.clientVersion
  Platform *system.platformInfo ?
  Version string ?
  APIVersion string ? =ApiVersion
  DefaultAPIVersion string ?
  GitCommit string ?
  GoVersion string ?
  Os string ?
  Arch string ?
  BuildTime string ?
  Context string
types.Version
  Platform types.Platform
  Components []types.ComponentVersion ?
  Version string
  APIVersion string =ApiVersion
  MinAPIVersion string ?
  GitCommit string
  GoVersion string
  Os string
  Arch string
  KernelVersion string ?
  Experimental bool ?
  BuildTime string ?
types.Platform
  Name string
types.ComponentVersion
  Name string
  Version string
  Details map[string]string ?

context.contextWithTLSListing
  < store.Metadata
  TLSMaterial map[string]store.EndpointFiles
  Storage store.StorageInfo
store.Metadata
  Name string
  Metadata any
  Endpoints map[string]any
store.EndpointFiles
  Files []string
command.DockerContext
  Description string ?
  AdditionalFields map[string]any =-
docker.EndpointMeta
  Host string
  SkipTLSVerify bool
store.StorageInfo
  MetadataPath string
  TLSPath string

events.Message
  Status string ? =status
  ID string ? =id
  From string ? =from
  Type string
  Action string
  Actor events.Actor
  Scope string ? =scope
  Time int64 ? =time
  TimeNano int64 ? =timeNano
events.Actor
  ID string
  Attributes map[string]string
`;
