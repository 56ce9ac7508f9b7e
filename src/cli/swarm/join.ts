/** `docker swarm join` (command/swarm/join.go). */
import type { ApiInfo } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import * as flag from '../_framework/flags';
import { checkAvailability } from './_swarm';

export default command({
  use: 'join [OPTIONS] HOST:PORT',
  short: 'Make this node a worker or a manager of a swarm',
  swarm: '',
  args: exactly(1),
  flags: {
    'advertise-addr': flag.string('', 'Address that other members reach this one at (ip or interface, port optional)'),
    availability: flag.string('', 'How the scheduler may use the node ("active", "pause", "drain")', { initial: 'active' }),
    'data-path-addr': flag.string('', 'Address or interface for the traffic of containers'),
    'listen-addr': flag.nodeAddress(2377)('', 'Address to listen on for swarm management (ip or interface, port optional)', {
      shows: '0.0.0.0:2377',
    }),
    token: flag.string('', 'Token to join with'),
  },
  *run(context, [remote], flags, given) {
    const availability = given('availability') ? checkAvailability(flags.availability) : '';
    yield* context.api.post('/swarm/join', {
      json: {
        ListenAddr: flags['listen-addr'] || '0.0.0.0:2377',
        AdvertiseAddr: flags['advertise-addr'],
        DataPathAddr: flags['data-path-addr'],
        RemoteAddrs: [remote],
        JoinToken: flags.token,
        Availability: availability,
      },
    });
    const info = yield* context.api.get<ApiInfo>('/info');
    yield* context.out.line(`This node joined a swarm as a ${info.Swarm.ControlAvailable ? 'manager' : 'worker'}.`);
  },
});
