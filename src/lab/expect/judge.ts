/**
 * Whether a claim holds now, and if not, how things are instead, in words. Claims about the cluster are judged on the
 * leader's objects; without a swarm they do not hold.
 */
import type { Claim, Operator } from './claim';
import type { ClusterFacts, Facts, MachineFacts } from './facts';
import { judgeService } from './judge-service';
import { byName, compares, hostname, named, no, plural, sameImage, verdict, yes, type Judgement } from './subjects';

export type { Judgement } from './subjects';

const STACK_LABEL = 'com.docker.stack.namespace';

export function judge(claim: Claim, facts: Facts): Judgement {
  switch (claim.kind) {
    case 'container':
    case 'volume':
    case 'pulled':
    case 'file':
      return judgeMachine(claim, facts);
    case 'quorum':
      return verdict(facts.quorum === claim.kept, facts.quorum ? 'the managers have a quorum' : 'the managers have no quorum');
    case 'swarm':
      return judgeSwarm(claim.is, facts);
    default:
      return facts.cluster ? judgeCluster(claim, facts.cluster, facts) : no('there is no swarm with a manager that could be asked');
  }
}

type MachineClaim = Extract<Claim, { kind: 'container' | 'volume' | 'pulled' | 'file' }>;
type ClusterClaim = Exclude<Claim, MachineClaim | { kind: 'quorum' } | { kind: 'swarm' }>;

function judgeSwarm(is: 'active' | 'locked' | 'autolocked', facts: Facts): Judgement {
  const state = (wanted: string) => facts.machines.some((one) => one.swarm === wanted);
  if (is === 'active') return verdict(state('active'), state('active') ? 'there is a swarm' : 'no machine is in a swarm');
  if (is === 'locked') return verdict(state('locked'), state('locked') ? 'a manager waits to be unlocked' : 'no manager is locked');
  const on = facts.cluster?.cluster()?.Spec.EncryptionConfig.AutoLockManagers === true;
  return verdict(on, on ? 'managers lock themselves' : 'autolock is off');
}

function judgeCluster(claim: ClusterClaim, cluster: ClusterFacts, facts: Facts): Judgement {
  switch (claim.kind) {
    case 'exists':
      return named(cluster, claim.table, claim.name) ? yes(`there is a ${claim.table} ${claim.name}`) : no(`there is no ${claim.table} ${claim.name}`);
    case 'gone':
      return named(cluster, claim.table, claim.name) ? no(`the ${claim.table} ${claim.name} is still there`) : yes(`there is no ${claim.table} ${claim.name}`);
    case 'field':
      return judgeField(claim, cluster);
    case 'node-state':
    case 'node-role':
    case 'node-label':
      return judgeNode(claim, cluster, facts);
    case 'members':
      return judgeMembers(claim, cluster);
    case 'network-driver':
    case 'network-is':
      return judgeNetwork(claim, cluster);
    case 'stack': {
      const count = cluster.services().filter((one) => one.Spec.Labels[STACK_LABEL] === claim.stack).length;
      return verdict(compares(count, claim.compare, claim.count), `stack ${claim.stack} has ${plural(count, 'service')}`);
    }
    default: {
      const service = byName(cluster.services(), claim.service);
      return service ? judgeService(claim, service, cluster) : no(`there is no service ${claim.service}`);
    }
  }
}

function judgeField(claim: Extract<Claim, { kind: 'field' }>, cluster: ClusterFacts): Judgement {
  const object = named(cluster, claim.table, claim.name);
  if (!object) return no(`there is no ${claim.table} ${claim.name}`);
  let value: unknown = object;
  for (const part of claim.path) value = own(value, part);
  const shown = value === undefined ? 'nothing' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
  return verdict(operates(value, claim.operator, claim.value), `${claim.path.join('.')} of ${claim.name} is ${shown.slice(0, 200)}`);
}

/** A field of a value, its own only: a path may come from a stranger. */
function own(value: unknown, part: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
}

function operates(value: unknown, operator: Operator, wanted: string): boolean {
  if (operator === 'contains') return Array.isArray(value) ? value.some((one) => String(one) === wanted) : typeof value === 'string' && value.includes(wanted);
  const scalar = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
  if (operator === '=') return scalar !== undefined && String(scalar) === wanted;
  if (operator === '!=') return scalar === undefined || String(scalar) !== wanted;
  const left = Number(scalar);
  const right = Number(wanted);
  if (scalar === undefined || Number.isNaN(left) || Number.isNaN(right)) return false;
  return operator === '<' ? left < right : operator === '<=' ? left <= right : operator === '>' ? left > right : left >= right;
}

function judgeNode(claim: Extract<Claim, { kind: 'node-state' | 'node-role' | 'node-label' }>, cluster: ClusterFacts, facts: Facts): Judgement {
  const { node: name } = claim;
  const node = cluster.nodes().find((one) => hostname(one) === name);
  if (!node) return no(`there is no node ${name}`);
  if (claim.kind === 'node-label') {
    const value = node.Spec.Labels[claim.label];
    return verdict(value === claim.value, value === undefined ? `node ${name} has no label ${claim.label}` : `node ${name} has ${claim.label}=${value}`);
  }
  if (claim.kind === 'node-role') {
    if (claim.role === 'leader') return verdict(facts.leader === name, facts.leader === undefined ? 'nobody leads' : `${facts.leader} leads`);
    return verdict(node.Spec.Role === claim.role, `node ${name} is a ${node.Spec.Role}`);
  }
  const { Availability } = node.Spec;
  const { State } = node.Status;
  if (claim.state === 'active' || claim.state === 'pause' || claim.state === 'drain') return verdict(Availability === claim.state, `the availability of ${name} is ${Availability}`);
  return verdict(State === claim.state, `node ${name} is ${State}`);
}

function judgeMembers(claim: Extract<Claim, { kind: 'members' }>, cluster: ClusterFacts): Judgement {
  const count = cluster.nodes().filter((node) => {
    if (claim.of === 'managers') return node.Spec.Role === 'manager';
    if (claim.of === 'workers') return node.Spec.Role === 'worker';
    return claim.of === 'nodes' || node.Status.State === 'ready';
  }).length;
  return verdict(compares(count, claim.compare, claim.count), `the swarm has ${plural(count, claim.of.slice(0, -1))}`);
}

function judgeNetwork(claim: Extract<Claim, { kind: 'network-driver' | 'network-is' }>, cluster: ClusterFacts): Judgement {
  const { network: name } = claim;
  const spec = byName(cluster.networks(), name)?.Spec;
  if (!spec) return no(`there is no network ${name} in the swarm`);
  if (claim.kind === 'network-driver') return verdict(spec.Driver === claim.driver, `the driver of ${name} is ${spec.Driver}`);
  const is = claim.is === 'attachable' ? spec.Attachable : claim.is === 'internal' ? spec.Internal : spec.Options !== undefined && 'encrypted' in spec.Options;
  return verdict(is, `network ${name} is ${is ? '' : 'not '}${claim.is}`);
}

function judgeMachine(claim: MachineClaim, facts: Facts): Judgement {
  const machine = facts.machines.find((one) => one.name === claim.machine);
  if (!machine) return no(`there is no machine ${claim.machine}`);
  switch (claim.kind) {
    case 'container': {
      const found = machine.containers().find((one) => one.names.includes(claim.container));
      if (claim.is === 'gone') return verdict(!found, found ? `container ${claim.container} is still on ${machine.name}` : `there is no container ${claim.container} on ${machine.name}`);
      return found ? verdict(found.state === claim.is, `container ${claim.container} is ${found.state}`) : no(`there is no container ${claim.container} on ${machine.name}`);
    }
    case 'volume':
      return verdict(machine.volumes().includes(claim.volume), `${machine.volumes().includes(claim.volume) ? 'there is a' : 'there is no'} volume ${claim.volume} on ${machine.name}`);
    case 'pulled':
      return verdict(machine.images().some((one) => sameImage(one, claim.image)), `image ${claim.image} is ${machine.images().some((one) => sameImage(one, claim.image)) ? '' : 'not '}on ${machine.name}`);
    case 'file':
      return judgeFile(claim, machine);
  }
}

function judgeFile({ path, test }: Extract<Claim, { kind: 'file' }>, machine: MachineFacts): Judgement {
  const content = machine.file(path);
  if (content === undefined) return no(`there is no file ${path} on ${machine.name}`);
  if ('is' in test) return yes(`${path} is on ${machine.name}`);
  if ('contains' in test) return verdict(content.includes(test.contains), `${path} ${content.includes(test.contains) ? 'contains' : 'does not contain'} "${test.contains}"`);
  const fits = new RegExp(test.matches, 'm').test(content);
  return verdict(fits, `${path} ${fits ? 'fits' : 'does not fit'} /${test.matches}/`);
}
