/** `docker swarm init` (command/swarm/init.go). */
import type { ClusterSpec } from '../../model';
import { command, noArguments } from '../_framework/command';
import { ApiFailure, Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { checkAvailability, mergeSpec, printJoinCommand, printUnlockKey, SPEC_FLAGS, unlockKey } from './_swarm';

/** A spec that leaves everything to the engine: zero means its default. */
const UNSAID = {
  Labels: null,
  Orchestration: {},
  Raft: { ElectionTick: 0, HeartbeatTick: 0 },
  Dispatcher: {},
  CAConfig: {},
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
} as unknown as ClusterSpec;

const AMBIGUOUS = ['could not choose an IP address to advertise', "could not find the system's IP address"];

export default command({
  use: 'init [OPTIONS]',
  short: 'Begin a swarm with this node as its first manager',
  swarm: '',
  args: noArguments,
  flags: {
    'advertise-addr': flag.string('', 'Address that other members reach this one at (ip or interface, port optional)'),
    autolock: flag.bool('', 'Lock managers: after a restart they ask for the unlock key'),
    availability: flag.string('', 'How the scheduler may use the node ("active", "pause", "drain")', { initial: 'active' }),
    'data-path-addr': flag.string('', 'Address or interface for the traffic of containers'),
    'data-path-port': flag.uint32('', 'Port for the traffic of containers, 1024 to 49151; 0 or none means 4789'),
    'default-addr-pool': flag.ipNetSlice('', 'Pool of addresses that overlay networks are cut from, in CIDR form', { shows: '[]' }),
    'default-addr-pool-mask-length': flag.uint32('', 'Prefix length of each network cut from the pool', { initial: 24 }),
    'force-new-cluster': flag.bool('', "Make a new one-manager swarm out of this node's state"),
    'listen-addr': flag.nodeAddress(2377)('', 'Address to listen on for swarm management (ip or interface, port optional)', {
      shows: '0.0.0.0:2377',
    }),
    ...SPEC_FLAGS,
  },
  *run(context, _args, flags, given) {
    const availability = given('availability') ? checkAvailability(flags.availability) : '';
    const spec = { ...mergeSpec(context, UNSAID, flags, (name) => given(name)), EncryptionConfig: { AutoLockManagers: flags.autolock } };
    let nodeId: string;
    try {
      nodeId = yield* context.api.post<string>('/swarm/init', {
        json: {
          ListenAddr: flags['listen-addr'] || '0.0.0.0:2377',
          AdvertiseAddr: flags['advertise-addr'],
          DataPathAddr: flags['data-path-addr'],
          DataPathPort: flags['data-path-port'],
          ForceNewCluster: flags['force-new-cluster'],
          Spec: spec,
          AutoLockManagers: flags.autolock,
          Availability: availability,
          DefaultAddrPool: flags['default-addr-pool'],
          SubnetSize: flags['default-addr-pool-mask-length'],
        },
      });
    } catch (error) {
      if (error instanceof ApiFailure && AMBIGUOUS.some((words) => error.message.includes(words))) {
        throw new Failure(`${error.message} - specify one with --advertise-addr`);
      }
      throw error;
    }
    yield* context.out.write(`Swarm initialized: current node (${nodeId}) is now a manager.\n\n`);
    yield* printJoinCommand(context, 'worker', nodeId);
    yield* context.out.line("To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.");
    if (flags.autolock) yield* printUnlockKey(context, yield* unlockKey(context));
  },
});
