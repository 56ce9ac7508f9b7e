/**
 * Why a container that was made cannot start: what the daemon finds when it writes the OCI bundle, and what containerd
 * and runc refuse (moby daemon/oci_linux.go, daemon/start.go). Words observed on Docker 28.5.
 */
import { isRefusal, refuse, type Refusal } from '../model';
import { isFileError, type Files } from '../os';
import type { Container } from './container';
import type { EngineCore } from './engine-core';
import { loggingFailure } from './log-drivers';
import { boundPath, mountpointOf } from './volume-store';

const RUNC = 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';
export const OCI = `${RUNC}unable to start container process: error during container init: `;
const HOST_NAME_LENGTH_MAX = 64;
const CPU_SHARES_MIN = 2;

/** The links of the default bridge: the other one must run. */
export function checkLinks(core: EngineCore, container: Container): Refusal | undefined {
  for (const link of container.hostConfig.Links ?? []) {
    const [ref = '', alias = ref] = link.split(':');
    const other = core.find(ref);
    if (isRefusal(other) || other.running || !container.endpoints.has('bridge')) continue;
    return refuse(409, `Cannot link to a non running container: /${other.name} AS /${container.name}/${alias.split('/').at(-1)}`);
  }
  return undefined;
}

/** What is mounted must still be where it was: directories of `-v` are made again, others are missed. */
export function checkMounts(core: EngineCore, container: Container): Refusal | undefined {
  const { files } = core.machine;
  for (const { volume, point, sourcePath, remade } of container.mounts) {
    const place = volume ? boundPath(volume) : point.Type === 'bind' ? sourcePath : undefined;
    if (place === undefined || !isFileError(files.stat(place))) continue;
    if (remade) files.mkdir(place, { parents: true });
    else if (volume) {
      const target = mountpointOf(volume);
      return refuse(500, `error while mounting volume '${target}': failed to mount local volume: mount ${place}:${target}, flags: 0x1000: no such file or directory`);
    } else return refuse(400, `invalid mount config for type "bind": bind source path does not exist: ${place}`);
  }
  return undefined;
}

/** Once the networks are there: groups, devices, log driver, and the process's own setting up. */
export function checkStart(core: EngineCore, container: Container, files: Files): Refusal | undefined {
  const { hostConfig, config } = container;
  const groups = [config.User.split(':')[1] ?? '', ...(hostConfig.GroupAdd ?? [])];
  const strange = groups.find((group) => group !== '' && !/^\d+$/.test(group) && !hasGroup(files, group));
  if (strange !== undefined) return refuse(400, `unable to find group ${strange}: no matching entries in group file`);
  for (const device of (hostConfig.Devices ?? []) as { PathOnHost?: string }[]) {
    const path = device.PathOnHost ?? '';
    if (isFileError(core.machine.files.stat(path)))
      return refuse(400, `error gathering device information while adding custom device "${path}": no such file or directory`);
  }
  const request = (hostConfig.DeviceRequests ?? [])[0] as { Driver?: string; Capabilities?: string[][] } | undefined;
  if (request) {
    const capabilities = (request.Capabilities ?? []).map((set) => `[${set.join(' ')}]`).join(' ');
    return refuse(500, `could not select device driver "${request.Driver ?? ''}" with capabilities: [${capabilities}]`);
  }
  const logging = loggingFailure(hostConfig.LogConfig);
  if (logging !== undefined) return refuse(500, `failed to create task for container: failed to initialize logging driver: ${logging}`);
  const shared = Object.keys(hostConfig.Sysctls ?? {}).find((name) => !OWN_SYSCTL.test(name));
  if (shared !== undefined) return refuse(400, `${RUNC}sysctl "${shared}" is not in a separate kernel namespace`);
  if (hostConfig.CpuShares > 0 && hostConfig.CpuShares < CPU_SHARES_MIN)
    return refuse(400, `${OCI}error setting cgroup config for procHooks process: the minimum allowed cpu-shares is ${CPU_SHARES_MIN}`);
  return config.Hostname.length > HOST_NAME_LENGTH_MAX ? refuse(400, `${OCI}sethostname: invalid argument`) : undefined;
}

/** Kernel parameters that belong to a container's own namespaces; runc refuses all others. */
const OWN_SYSCTL = /^(net\.|fs\.mqueue\.|kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced|domainname)$)/;

function hasGroup(files: Files, name: string): boolean {
  const text = files.read('/etc/group');
  // Images of the lab need no group file of their own for the names that every base image has.
  const lines = isFileError(text) ? ['root:x:0:'] : text.split('\n');
  return lines.some((line) => line.split(':')[0] === name);
}
