/** The Go types of moby's api/types/swarm, as templates and `inspect` see them (moby v28.2): one table, so as long as it is. */
export const SWARM_TYPES = `
swarm.Version
  Index uint64 ?
swarm.Meta
  Version swarm.Version
  CreatedAt time.Time
  UpdatedAt time.Time
swarm.Annotations
  Name string ?
  Labels map[string]string
swarm.Driver
  Name string ?
  Options map[string]string ?
swarm.TLSInfo
  TrustRoot string ?
  CertIssuerSubject bytes ?
  CertIssuerPublicKey bytes ?

swarm.Service
  ID string
  < swarm.Meta
  Spec swarm.ServiceSpec
  PreviousSpec *swarm.ServiceSpec ?
  Endpoint swarm.Endpoint
  UpdateStatus *swarm.UpdateStatus ?
  ServiceStatus *swarm.ServiceStatus ?
  JobStatus *swarm.JobStatus ?
swarm.ServiceSpec
  < swarm.Annotations
  TaskTemplate swarm.TaskSpec
  Mode swarm.ServiceMode
  UpdateConfig *swarm.UpdateConfig ?
  RollbackConfig *swarm.UpdateConfig ?
  Networks []swarm.NetworkAttachmentConfig ?
  EndpointSpec *swarm.EndpointSpec ?
swarm.ServiceMode
  Replicated *swarm.ReplicatedService ?
  Global *swarm.GlobalService ?
  ReplicatedJob *swarm.ReplicatedJob ?
  GlobalJob *swarm.GlobalJob ?
swarm.ReplicatedService
  Replicas *uint64 ?
swarm.GlobalService
swarm.ReplicatedJob
  MaxConcurrent *uint64 ?
  TotalCompletions *uint64 ?
swarm.GlobalJob
swarm.UpdateConfig
  Parallelism uint64
  Delay time.Duration ?
  FailureAction string ?
  Monitor time.Duration ?
  MaxFailureRatio float32
  Order string
swarm.UpdateStatus
  State string ?
  StartedAt *time.Time ?
  CompletedAt *time.Time ?
  Message string ?
swarm.ServiceStatus
  RunningTasks uint64
  DesiredTasks uint64
  CompletedTasks uint64
swarm.JobStatus
  JobIteration swarm.Version
  LastExecution time.Time
swarm.Endpoint
  Spec swarm.EndpointSpec
  Ports []swarm.PortConfig ?
  VirtualIPs []swarm.EndpointVirtualIP ?
swarm.EndpointSpec
  Mode string ?
  Ports []swarm.PortConfig ?
swarm.PortConfig
  Name string ?
  Protocol string ?
  TargetPort uint32 ?
  PublishedPort uint32 ?
  PublishMode string ?
swarm.EndpointVirtualIP
  NetworkID string ?
  Addr string ?

swarm.TaskSpec
  ContainerSpec *swarm.ContainerSpec ?
  PluginSpec *runtime.PluginSpec ?
  NetworkAttachmentSpec *swarm.NetworkAttachmentSpec ?
  Resources *swarm.ResourceRequirements ?
  RestartPolicy *swarm.RestartPolicy ?
  Placement *swarm.Placement ?
  Networks []swarm.NetworkAttachmentConfig ?
  LogDriver *swarm.Driver ?
  ForceUpdate uint64
  Runtime string ?
runtime.PluginSpec
  Name string ?
  Remote string ?
swarm.NetworkAttachmentSpec
  ContainerID string
swarm.NetworkAttachmentConfig
  Target string ?
  Aliases []string ?
  DriverOpts map[string]string ?
swarm.ResourceRequirements
  Limits *swarm.Limit ?
  Reservations *swarm.Resources ?
swarm.Limit
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  Pids int64 ?
swarm.Resources
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  GenericResources []swarm.GenericResource ?
swarm.GenericResource
  NamedResourceSpec *swarm.NamedGenericResource ?
  DiscreteResourceSpec *swarm.DiscreteGenericResource ?
swarm.NamedGenericResource
  Kind string ?
  Value string ?
swarm.DiscreteGenericResource
  Kind string ?
  Value int64 ?
swarm.RestartPolicy
  Condition string ?
  Delay *time.Duration ?
  MaxAttempts *uint64 ?
  Window *time.Duration ?
swarm.Placement
  Constraints []string ?
  Preferences []swarm.PlacementPreference ?
  MaxReplicas uint64 ?
  Platforms []swarm.Platform ?
swarm.PlacementPreference
  Spread *swarm.SpreadOver
swarm.SpreadOver
  SpreadDescriptor string
swarm.Platform
  Architecture string ?
  OS string ?
swarm.ContainerSpec
  Image string ?
  Labels map[string]string ?
  Command []string ?
  Args []string ?
  Hostname string ?
  Env []string ?
  Dir string ?
  User string ?
  Groups []string ?
  Privileges *swarm.Privileges ?
  Init *bool ?
  StopSignal string ?
  TTY bool ?
  OpenStdin bool ?
  ReadOnly bool ?
  Mounts []mount.Mount ?
  StopGracePeriod *time.Duration ?
  Healthcheck *container.HealthConfig ?
  Hosts []string ?
  DNSConfig *swarm.DNSConfig ?
  Secrets []*swarm.SecretReference ?
  Configs []*swarm.ConfigReference ?
  Isolation string ?
  Sysctls map[string]string ?
  CapabilityAdd []string ?
  CapabilityDrop []string ?
  Ulimits []*container.Ulimit ?
  OomScoreAdj int64 ?
swarm.Privileges
  CredentialSpec *swarm.CredentialSpec
  SELinuxContext any
  Seccomp any ?
  AppArmor any ?
  NoNewPrivileges bool
swarm.CredentialSpec
  Config string
  File string
  Registry string
swarm.DNSConfig
  Nameservers []string ?
  Search []string ?
  Options []string ?
swarm.SecretReference
  File *swarm.SecretReferenceFileTarget
  SecretID string
  SecretName string
swarm.SecretReferenceFileTarget
  Name string
  UID string
  GID string
  Mode os.FileMode
swarm.ConfigReference
  File *swarm.ConfigReferenceFileTarget ?
  Runtime *swarm.ConfigReferenceRuntimeTarget ?
  ConfigID string
  ConfigName string
swarm.ConfigReferenceRuntimeTarget
swarm.ConfigReferenceFileTarget
  Name string
  UID string
  GID string
  Mode os.FileMode
mount.Mount
  Type string ?
  Source string ?
  Target string ?
  ReadOnly bool ?
  Consistency string ?
  BindOptions *mount.BindOptions ?
  VolumeOptions *mount.VolumeOptions ?
  ImageOptions *mount.ImageOptions ?
  TmpfsOptions *mount.TmpfsOptions ?
  ClusterOptions *mount.ClusterOptions ?
mount.ClusterOptions
mount.ImageOptions
  Subpath string ?
mount.BindOptions
  Propagation string ?
  NonRecursive bool ?
  CreateMountpoint bool ?
  ReadOnlyNonRecursive bool ?
  ReadOnlyForceRecursive bool ?
mount.VolumeOptions
  NoCopy bool ?
  Labels map[string]string ?
  Subpath string ?
  DriverConfig *mount.Driver ?
mount.Driver
  Name string ?
  Options map[string]string ?
mount.TmpfsOptions
  SizeBytes int64 ?
  Mode os.FileMode ?
container.HealthConfig
  Test []string ?
  Interval time.Duration ?
  Timeout time.Duration ?
  StartPeriod time.Duration ?
  StartInterval time.Duration ?
  Retries int ?
container.Ulimit
  Name string
  Hard int64
  Soft int64

swarm.Node
  ID string
  < swarm.Meta
  Spec swarm.NodeSpec
  Description swarm.NodeDescription
  Status swarm.NodeStatus
  ManagerStatus *swarm.ManagerStatus ?
swarm.NodeSpec
  < swarm.Annotations
  Role string ?
  Availability string ?
swarm.NodeDescription
  Hostname string ?
  Platform swarm.Platform
  Resources swarm.Resources
  Engine swarm.EngineDescription
  TLSInfo swarm.TLSInfo
  CSIInfo []any ?
swarm.EngineDescription
  EngineVersion string ?
  Labels map[string]string ?
  Plugins []swarm.PluginDescription ?
swarm.PluginDescription
  Type string ?
  Name string ?
swarm.NodeStatus
  State string ?
  Message string ?
  Addr string ?
swarm.ManagerStatus
  Leader bool ?
  Reachability string ?
  Addr string ?

swarm.Task
  ID string
  < swarm.Meta
  < swarm.Annotations
  Spec swarm.TaskSpec
  ServiceID string ?
  Slot int ?
  NodeID string ?
  Status swarm.TaskStatus
  DesiredState string ?
  NetworksAttachments []swarm.NetworkAttachment ?
  GenericResources []swarm.GenericResource ?
  JobIteration *swarm.Version ?
  Volumes []any
swarm.TaskStatus
  Timestamp time.Time
  State string ?
  Message string ?
  Err string ?
  ContainerStatus *swarm.ContainerStatus ?
  PortStatus swarm.PortStatus
swarm.ContainerStatus
  ContainerID string
  PID int
  ExitCode int
swarm.PortStatus
  Ports []swarm.PortConfig ?
swarm.NetworkAttachment
  Network swarm.Network
  Addresses []string ?
swarm.Network
  ID string
  < swarm.Meta
  Spec swarm.NetworkSpec
  DriverState swarm.Driver
  IPAMOptions *swarm.IPAMOptions ?
swarm.NetworkSpec
  < swarm.Annotations
  DriverConfiguration *swarm.Driver ?
  IPv6Enabled bool ?
  Internal bool ?
  Attachable bool ?
  Ingress bool ?
  IPAMOptions *swarm.IPAMOptions ?
  ConfigFrom any ?
  Scope string ?
swarm.IPAMOptions
  Driver swarm.Driver
  Configs []swarm.IPAMConfig ?
swarm.IPAMConfig
  Subnet string ?
  Range string ?
  Gateway string ?

swarm.Secret
  ID string
  < swarm.Meta
  Spec swarm.SecretSpec
swarm.SecretSpec
  < swarm.Annotations
  Data bytes ?
  Driver *swarm.Driver ?
  Templating *swarm.Driver ?
swarm.Config
  ID string
  < swarm.Meta
  Spec swarm.ConfigSpec
swarm.ConfigSpec
  < swarm.Annotations
  Data bytes ?
  Templating *swarm.Driver ?

swarm.Info
  NodeID string
  NodeAddr string
  LocalNodeState string
  ControlAvailable bool
  Error string
  RemoteManagers []swarm.Peer
  Nodes int ?
  Managers int ?
  Cluster *swarm.ClusterInfo ?
  Warnings []string ?
swarm.Peer
  NodeID string
  Addr string
swarm.ClusterInfo
  ID string
  < swarm.Meta
  Spec swarm.Spec
  TLSInfo swarm.TLSInfo
  RootRotationInProgress bool
  DefaultAddrPool []string
  SubnetSize uint32
  DataPathPort uint32
swarm.Spec
  < swarm.Annotations
  Orchestration swarm.OrchestrationConfig
  Raft swarm.RaftConfig
  Dispatcher swarm.DispatcherConfig
  CAConfig swarm.CAConfig
  TaskDefaults swarm.TaskDefaults
  EncryptionConfig swarm.EncryptionConfig
swarm.OrchestrationConfig
  TaskHistoryRetentionLimit *int64 ?
swarm.RaftConfig
  SnapshotInterval uint64 ?
  KeepOldSnapshots *uint64 ?
  LogEntriesForSlowFollowers uint64 ?
  ElectionTick int
  HeartbeatTick int
swarm.DispatcherConfig
  HeartbeatPeriod time.Duration ?
swarm.CAConfig
  NodeCertExpiry time.Duration ?
  ExternalCAs []*swarm.ExternalCA ?
  SigningCACert string ?
  SigningCAKey string ?
  ForceRotate uint64 ?
swarm.ExternalCA
  Protocol string
  URL string
  Options map[string]string ?
  CACert string
swarm.TaskDefaults
  LogDriver *swarm.Driver ?
swarm.EncryptionConfig
  AutoLockManagers bool
`;
