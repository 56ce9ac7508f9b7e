/** Claims about a service: its replicas and where they run, its image, ports, networks, secrets, its update. */
import type { Service, Task } from '../../model';
import type { Claim } from './claim';
import type { ClusterFacts } from './facts';
import { byName, compares, hostname, imageOf, no, plural, runningTasks, sameImage, shortImage, taskName, verdict, type Judgement } from './subjects';

export type ServiceClaim = Extract<Claim, { service: string }>;

export function judgeService(claim: ServiceClaim, service: Service, cluster: ClusterFacts): Judgement {
  const { service: name } = claim;
  const { Spec } = service;
  const hosts = new Map(cluster.nodes().map((node) => [node.ID, hostname(node)]));
  switch (claim.kind) {
    case 'replicas':
      return judgeReplicas(claim, service, cluster);
    case 'image': {
      const wrong = runningTasks(service, cluster).filter((task) => !sameImage(imageOf(task), claim.image));
      if (!sameImage(Spec.TaskTemplate.ContainerSpec?.Image ?? '', claim.image)) return no(`service ${name} is to run ${shortImage(Spec.TaskTemplate.ContainerSpec?.Image ?? '')}`);
      return verdict(wrong.length === 0, wrong.length === 0 ? `service ${name} runs ${claim.image}` : `${plural(wrong.length, 'task')} of ${name} still run ${shortImage(imageOf(wrong[0] as Task))}`);
    }
    case 'publishes': {
      const ports = service.Endpoint?.Ports ?? Spec.EndpointSpec?.Ports ?? [];
      const found = ports.find((port) => port.PublishedPort === claim.published && (claim.target ?? port.TargetPort) === port.TargetPort && (claim.mode ?? port.PublishMode) === port.PublishMode);
      const list = ports.map((port) => `${port.PublishedPort ?? 'any port'} to ${port.TargetPort} (${port.PublishMode})`).join(', ');
      return verdict(found !== undefined, list === '' ? `service ${name} publishes no port` : `service ${name} publishes ${list}`);
    }
    case 'on-network': {
      const network = byName(cluster.networks(), claim.network);
      const targets = [...(Spec.TaskTemplate.Networks ?? []), ...(Spec.Networks ?? [])].map((one) => one.Target);
      if (!network) return no(`there is no network ${claim.network}`);
      const on = targets.includes(network.ID) || targets.includes(claim.network);
      return verdict(on, on ? `service ${name} is on ${claim.network}` : `service ${name} is not on network ${claim.network}`);
    }
    case 'uses': {
      const { Secrets = [], Configs = [] } = Spec.TaskTemplate.ContainerSpec ?? {};
      const used = claim.table === 'secret' ? Secrets.map((one) => ({ name: one.SecretName, file: one.File?.Name })) : Configs.map((one) => ({ name: one.ConfigName, file: one.File?.Name }));
      const mine = used.filter((one) => one.name === claim.name);
      if (mine.length === 0) return no(`service ${name} does not use ${claim.table} ${claim.name}`);
      const root = claim.table === 'secret' ? '/run/secrets/' : '/';
      const paths = mine.map((one) => ((one.file ?? '').startsWith('/') ? (one.file as string) : `${root}${one.file ?? one.name}`));
      return verdict(claim.path === undefined || paths.includes(claim.path), `${claim.table} ${claim.name} is at ${paths.join(' and ')} in ${name}`);
    }
    case 'update': {
      const state = service.UpdateStatus?.State;
      return verdict(state === claim.state, state === undefined ? `service ${name} has not been updated` : `the update of ${name} is ${state}`);
    }
    case 'placed': {
      const running = runningTasks(service, cluster);
      const at = (task: Task) => hosts.get(task.NodeID) ?? task.NodeID;
      const there = running.filter((task) => claim.nodes.includes(at(task)));
      const where = claim.nodes.join(' or ');
      if (claim.quantifier === 'no') return verdict(there.length === 0, there.length === 0 ? `no task of ${name} runs on ${where}` : `${plural(there.length, 'task')} of ${name} on ${where}`);
      if (claim.quantifier === 'a') return verdict(there.length > 0, there.length > 0 ? `${plural(there.length, 'task')} of ${name} on ${where}` : `no task of ${name} runs on ${where}`);
      const away = running.filter((task) => !claim.nodes.includes(at(task)));
      if (running.length === 0) return no(`no task of ${name} runs`);
      return verdict(away.length === 0, away.length === 0 ? `every task of ${name} runs on ${where}` : `${taskName(away[0] as Task)} runs on ${at(away[0] as Task)}`);
    }
    case 'task-failed': {
      const failed = cluster.tasksOf(service.ID).find((task) => (task.Status.Err ?? '').includes(claim.text));
      return verdict(failed !== undefined, failed ? `${taskName(failed)} failed with ${failed.Status.Err ?? ''}` : `no task of ${name} failed with "${claim.text}"`);
    }
  }
}

function judgeReplicas(claim: Extract<Claim, { kind: 'replicas' }>, service: Service, cluster: ClusterFacts): Judgement {
  const nodes = new Map(cluster.nodes().map((node) => [node.ID, node]));
  const running = runningTasks(service, cluster).filter(
    (task) => (claim.image === undefined || sameImage(imageOf(task), claim.image)) && (claim.node === undefined || hostname(nodes.get(task.NodeID)) === claim.node),
  );
  const { Replicated, ReplicatedJob } = service.Spec.Mode;
  const wanted = Replicated?.Replicas ?? ReplicatedJob?.MaxConcurrent ?? cluster.tasksOf(service.ID).filter((task) => task.DesiredState === 'running').length;
  const of = claim.image === undefined ? '' : ` of ${claim.image}`;
  const on = claim.node === undefined ? '' : ` on ${claim.node}`;
  const words = `service ${claim.service} has ${running.length} running ${running.length === 1 ? 'replica' : 'replicas'}${of}${on}`;
  if (claim.count === 'all') return verdict(wanted > 0 && running.length >= wanted, `${words} of ${wanted}`);
  const holds = compares(running.length, claim.compare, claim.count);
  return verdict(holds, holds ? words : `${words}, not ${claim.compare === 'exactly' ? '' : `${claim.compare} `}${claim.count}`);
}
