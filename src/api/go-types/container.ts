/** The Go types of moby's api/types/container for `docker inspect` of a container (moby v28.2). */
export const CONTAINER_TYPES = `
container.InspectResponse
  ID string =Id
  Created string
  Path string
  Args []string
  State *container.State
  Image string
  ResolvConfPath string
  HostnamePath string
  HostsPath string
  LogPath string
  Name string
  RestartCount int
  Driver string
  Platform string
  MountLabel string
  ProcessLabel string
  AppArmorProfile string
  ExecIDs []string
  HostConfig *container.HostConfig
  GraphDriver any
  SizeRw *int64 ?
  SizeRootFs *int64 ?
  Mounts []container.MountPoint
  Config *container.Config
  NetworkSettings *container.NetworkSettings
  ImageManifestDescriptor any ?
container.State
  Status string
  Running bool
  Paused bool
  Restarting bool
  OOMKilled bool
  Dead bool
  Pid int
  ExitCode int
  Error string
  StartedAt string
  FinishedAt string
  Health *container.Health ?
container.Health
  Status string
  FailingStreak int
  Log []*container.HealthcheckResult
container.HealthcheckResult
  Start time.Time
  End time.Time
  ExitCode int
  Output string
container.MountPoint
  Type string ?
  Name string ?
  Source string
  Destination string
  Driver string ?
  Mode string
  RW bool
  Propagation string
container.Config
  Hostname string
  Domainname string
  User string
  AttachStdin bool
  AttachStdout bool
  AttachStderr bool
  ExposedPorts map[string]any ?
  Tty bool
  OpenStdin bool
  StdinOnce bool
  Env []string
  Cmd strslice.StrSlice
  Healthcheck *container.HealthConfig ?
  ArgsEscaped bool ?
  Image string
  Volumes map[string]any
  WorkingDir string
  Entrypoint strslice.StrSlice
  NetworkDisabled bool ?
  MacAddress string ?
  OnBuild []string
  Labels map[string]string
  StopSignal string ?
  StopTimeout *int ?
  Shell []string ?
container.HostConfig
  Binds []string
  ContainerIDFile string
  LogConfig container.LogConfig
  NetworkMode string
  PortBindings map[string][]nat.PortBinding
  RestartPolicy container.RestartPolicy
  AutoRemove bool
  VolumeDriver string
  VolumesFrom []string
  ConsoleSize []uint
  Annotations map[string]string ?
  CapAdd []string
  CapDrop []string
  CgroupnsMode string
  DNS []string =Dns
  DNSOptions []string =DnsOptions
  DNSSearch []string =DnsSearch
  ExtraHosts []string
  GroupAdd []string
  IpcMode string
  Cgroup string
  Links []string
  OomScoreAdj int
  PidMode string
  Privileged bool
  PublishAllPorts bool
  ReadonlyRootfs bool
  SecurityOpt []string
  StorageOpt map[string]string ?
  Tmpfs map[string]string ?
  UTSMode string
  UsernsMode string
  ShmSize int64
  Sysctls map[string]string ?
  Runtime string ?
  Isolation string
  CPUShares int64 =CpuShares
  Memory int64
  NanoCPUs int64 =NanoCpus
  CgroupParent string
  BlkioWeight uint16
  BlkioWeightDevice []any
  BlkioDeviceReadBps []any
  BlkioDeviceWriteBps []any
  BlkioDeviceReadIOps []any
  BlkioDeviceWriteIOps []any
  CPUPeriod int64 =CpuPeriod
  CPUQuota int64 =CpuQuota
  CPURealtimePeriod int64 =CpuRealtimePeriod
  CPURealtimeRuntime int64 =CpuRealtimeRuntime
  CpusetCpus string
  CpusetMems string
  Devices []any
  DeviceCgroupRules []string
  DeviceRequests []any
  KernelMemory int64 ?
  KernelMemoryTCP int64 ?
  MemoryReservation int64
  MemorySwap int64
  MemorySwappiness *int64
  OomKillDisable *bool
  PidsLimit *int64
  Ulimits []*container.Ulimit
  CPUCount int64 =CpuCount
  CPUPercent int64 =CpuPercent
  IOMaximumIOps uint64
  IOMaximumBandwidth uint64
  Mounts []mount.Mount ?
  MaskedPaths []string
  ReadonlyPaths []string
  Init *bool ?
container.LogConfig
  Type string
  Config map[string]string
container.RestartPolicy
  Name string
  MaximumRetryCount int
nat.PortBinding
  HostIP string =HostIp
  HostPort string
container.NetworkSettings
  Bridge string
  SandboxID string
  SandboxKey string
  Ports map[string][]nat.PortBinding
  HairpinMode bool
  LinkLocalIPv6Address string
  LinkLocalIPv6PrefixLen int
  SecondaryIPAddresses []any
  SecondaryIPv6Addresses []any
  EndpointID string
  Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  MacAddress string
  Networks map[string]*network.EndpointSettings
network.EndpointSettings
  IPAMConfig *network.EndpointIPAMConfig
  Links []string
  Aliases []string
  MacAddress string
  DriverOpts map[string]string
  GwPriority int
  NetworkID string
  EndpointID string
  Gateway string
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  DNSNames []string
network.EndpointIPAMConfig
  IPv4Address string ?
  IPv6Address string ?
  LinkLocalIPs []string ?
`;
