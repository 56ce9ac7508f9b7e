/** Networks of the swarm: create, read, remove (swarmkit manager/controlapi/network.go). */
import ipaddr from 'ipaddr.js';
import { isRefusal, refuse, refuseRpc, TASK_STATE_ORDER } from '../../model';
import type { IPAMConfig, Network, NetworkSpec, Refusal } from '../../model';
import type { Program } from '../../sim';
import type { Transaction } from '../../store';
import { contains, parseIpv4, parseSubnet } from '../allocator/ipv4';
import { needsIngress } from '../allocator/service-needs';
import { checkDnsName } from './annotations';
import type { ControlContext } from './context';
import { lookUp } from './lookup';
import { ingressOf } from './service';
import { write } from './write';

const PREDEFINED_LABEL = 'com.docker.swarm.predefined';

export function* createNetwork(context: ControlContext, spec: NetworkSpec): Program<Network | Refusal> {
  const taken = context.store.byName('network', spec.Name).some((network) => network.Spec.Name === spec.Name && !network.predefined);
  if (taken) return refuse(409, `network with name ${spec.Name} already exists`);
  const refusal = validate(spec);
  if (refusal) return refusal;
  return yield* write(context.store, context.sim, 'create network', (tx): Network | Refusal => {
    const ingress = spec.Ingress ? ingressOf(tx) : undefined;
    if (ingress) return refuseRpc('AlreadyExists', `ingress network (${ingress.ID}) is already present`);
    if (tx.byName('network', spec.Name).length > 0) return refuseRpc('Unknown', 'name conflicts with an existing object');
    const Spec = { ...spec, Driver: spec.Driver === '' ? 'overlay' : spec.Driver };
    return tx.create('network', { ID: context.sim.random('controlapi').id(), Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0, Spec });
  });
}

function validate(spec: NetworkSpec): Refusal | undefined {
  if (spec.Attachable && spec.Ingress) return refuseRpc('InvalidArgument', 'ingress network cannot be attachable');
  const badName = checkDnsName(spec.Name);
  if (badName) return badName;
  if (PREDEFINED_LABEL in spec.Labels) {
    return refuseRpc('PermissionDenied', `label ${PREDEFINED_LABEL} is for internally created predefined networks and cannot be applied by users`);
  }
  if (spec.Ingress && spec.Driver !== '' && spec.Driver !== 'overlay') {
    return refuseRpc('Unimplemented', 'only overlay driver is currently supported for ingress network');
  }
  if (spec.IPAM && spec.IPAM.Driver !== 'default' && spec.IPAM.Driver !== 'null') return refuseRpc('InvalidArgument', `error during lookup of plugin ${spec.IPAM.Driver}`);
  for (const config of spec.IPAM?.Config ?? []) {
    const refusal = validateIpam(config);
    if (refusal) return refusal;
  }
  return undefined;
}

function validateIpam(config: IPAMConfig): Refusal | undefined {
  const invalid = (what: string): Refusal => refuseRpc('InvalidArgument', `ipam configuration: ${what}`);
  const subnet = config.Subnet ?? '';
  const holds = holderOf(subnet);
  if (!holds) return invalid(`invalid subnet ${subnet}`);
  if (config.IPRange) {
    if (!holderOf(config.IPRange)) return invalid(`invalid range ${config.IPRange}`);
    if (!holds(config.IPRange.split('/')[0] as string)) return invalid(`subnet ${subnet} does not contain range ${config.IPRange}`);
  }
  if (config.Gateway) {
    if (!ipaddr.isValid(config.Gateway)) return invalid(`invalid gateway ${config.Gateway}`);
    if (!holds(config.Gateway)) return invalid(`subnet ${subnet} does not contain gateway ${config.Gateway}`);
  }
  return undefined;
}

/** Whether an address lies in this CIDR; undefined for what is no CIDR. */
function holderOf(cidr: string): ((address: string) => boolean) | undefined {
  const subnet = parseSubnet(cidr);
  if (subnet) {
    return (address) => {
      const value = parseIpv4(address);
      return value !== undefined && contains(subnet, value);
    };
  }
  if (!ipaddr.IPv6.isValidCIDR(cidr)) return undefined;
  const range = ipaddr.IPv6.parseCIDR(cidr);
  return (address) => ipaddr.IPv6.isValid(address) && ipaddr.IPv6.parse(address).match(range);
}

export function* getNetwork(context: ControlContext, ref: string): Program<Network | Refusal> {
  return lookUp(context.store, 'network', ref);
}

export function* listNetworks(context: ControlContext): Program<Network[]> {
  return context.store.list('network').filter((network) => !network.predefined);
}

export function* removeNetwork(context: ControlContext, ref: string): Program<Network | Refusal> {
  const found = lookUp(context.store, 'network', ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, 'remove network', (tx): Network | Refusal => {
    const network = tx.get('network', found.ID);
    if (!network) return refuseRpc('NotFound', `network ${found.ID} not found`);
    if (network.predefined) {
      return refuseRpc('FailedPrecondition', `network ${network.ID} (${network.Spec.Name}) is a swarm predefined network and cannot be removed`);
    }
    const refusal = network.Spec.Ingress ? checkIngressUnused(tx) : checkUnused(tx, network.ID);
    if (refusal) return refusal;
    tx.delete('network', network.ID);
    return network;
  });
}

function checkUnused(tx: Transaction, id: string): Refusal | undefined {
  const service = tx.servicesUsing('network', id)[0];
  if (service) return refuseRpc('FailedPrecondition', `network ${id} is in use by service ${service.ID}`);
  const task = tx
    .list('task')
    .find(
      (candidate) =>
        TASK_STATE_ORDER[candidate.Status.State] <= TASK_STATE_ORDER.running &&
        TASK_STATE_ORDER[candidate.DesiredState] <= TASK_STATE_ORDER.running &&
        (candidate.Spec.Networks ?? []).some((network) => network.Target === id),
    );
  return task && refuseRpc('FailedPrecondition', `network ${id} is in use by task ${task.ID}`);
}

function checkIngressUnused(tx: Transaction): Refusal | undefined {
  const service = tx.list('service').find((candidate) => needsIngress(candidate.Spec));
  return service && refuseRpc('FailedPrecondition', `ingress network cannot be removed because service ${service.ID} depends on it`);
}
