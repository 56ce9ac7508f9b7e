/** The Go types that only requests have (moby v28.2 api/types). */
export const REQUEST_TYPES = `
container.CreateRequest
  < container.Config
  HostConfig *container.HostConfig
  NetworkingConfig *network.NetworkingConfig
network.NetworkingConfig
  EndpointsConfig map[string]*network.EndpointSettings
container.ExecOptions
  User string
  Privileged bool
  Tty bool
  ConsoleSize []uint
  AttachStdin bool
  AttachStderr bool
  AttachStdout bool
  DetachKeys string
  Env []string
  WorkingDir string
  Cmd []string
container.ExecStartOptions
  Detach bool
  Tty bool
  ConsoleSize []uint
container.UpdateConfig
  CpuShares int64
  Memory int64
  NanoCpus int64
  CgroupParent string
  BlkioWeight uint16
  CpuPeriod int64
  CpuQuota int64
  CpuRealtimePeriod int64
  CpuRealtimeRuntime int64
  CpusetCpus string
  CpusetMems string
  MemoryReservation int64
  MemorySwap int64
  MemorySwappiness *int64
  OomKillDisable *bool
  PidsLimit *int64
  RestartPolicy container.RestartPolicy

network.CreateRequest
  Name string
  Driver string
  Scope string
  EnableIPv4 *bool
  EnableIPv6 *bool
  IPAM *network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigOnly bool
  ConfigFrom *network.ConfigReference
  Options map[string]string
  Labels map[string]string
network.ConnectOptions
  Container string
  EndpointConfig *network.EndpointSettings
network.DisconnectOptions
  Container string
  Force bool
volume.CreateOptions
  ClusterVolumeSpec any
  Driver string
  DriverOpts map[string]string
  Labels map[string]string
  Name string

swarm.InitRequest
  ListenAddr string
  AdvertiseAddr string
  DataPathAddr string
  DataPathPort uint32
  ForceNewCluster bool
  Spec swarm.Spec
  AutoLockManagers bool
  Availability string
  DefaultAddrPool []string
  SubnetSize uint32
swarm.JoinRequest
  ListenAddr string
  AdvertiseAddr string
  DataPathAddr string
  RemoteAddrs []string
  JoinToken string
  Availability string
swarm.UnlockRequest
  UnlockKey string
`;
