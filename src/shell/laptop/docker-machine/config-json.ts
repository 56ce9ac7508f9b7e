/** A machine's config.json, which `inspect` prints: what this lab knows of a host, in docker-machine's own fields. */
import { SSH_USER, type Store } from './store';

export function configJson(store: Store, name: string, { cpus, memory, disk, address }: { cpus: number; memory: number; disk: number; address: string }): string {
  const certs = `${store.folder}/certs`;
  const value = {
    ConfigVersion: 3,
    Driver: {
      IPAddress: address,
      MachineName: name,
      SSHUser: SSH_USER.name,
      SSHPort: 22,
      SSHKeyPath: store.pathOf(name, 'id_rsa'),
      StorePath: store.folder,
      SwarmMaster: false,
      SwarmHost: 'tcp://0.0.0.0:3376',
      SwarmDiscovery: '',
      VBoxManager: {},
      HostInterfaces: {},
      CPU: cpus,
      Memory: memory,
      DiskSize: disk,
      NatNicType: '82540EM',
      Boot2DockerURL: '',
      Boot2DockerImportVM: '',
      HostDNSResolver: false,
      HostOnlyCIDR: '192.168.99.1/24',
      HostOnlyNicType: '82540EM',
      HostOnlyPromiscMode: 'deny',
      UIType: 'headless',
      HostOnlyNoDHCP: false,
      NoShare: false,
      DNSProxy: true,
      NoVTXCheck: false,
      ShareFolder: '',
    },
    DriverName: 'virtualbox',
    HostOptions: {
      Driver: '',
      Memory: 0,
      Disk: 0,
      EngineOptions: {
        ArbitraryFlags: [], Dns: null, GraphDir: '', Env: [], Ipv6: false, InsecureRegistry: [], Labels: [], LogLevel: '', StorageDriver: '', SelinuxEnabled: false,
        TlsVerify: true, RegistryMirror: [], InstallURL: 'https://get.docker.com',
      },
      SwarmOptions: {
        IsSwarm: false, Address: '', Discovery: '', Agent: false, Master: false, Host: 'tcp://0.0.0.0:3376', Image: 'swarm:latest', Strategy: 'spread', Heartbeat: 0,
        Overcommit: 0, ArbitraryFlags: [], ArbitraryJoinFlags: [], Env: null, IsExperimental: false,
      },
      AuthOptions: {
        CertDir: certs,
        CaCertPath: `${certs}/ca.pem`,
        CaPrivateKeyPath: `${certs}/ca-key.pem`,
        CaCertRemotePath: '',
        ServerCertPath: store.pathOf(name, 'server.pem'),
        ServerKeyPath: store.pathOf(name, 'server-key.pem'),
        ClientKeyPath: `${certs}/key.pem`,
        ServerCertRemotePath: '',
        ServerKeyRemotePath: '',
        ClientCertPath: `${certs}/cert.pem`,
        ServerCertSANs: [],
        StorePath: store.pathOf(name),
      },
    },
    Name: name,
  };
  return JSON.stringify(value, null, 4);
}
