/** What real Docker 28.5 said to bodies of the wrong shape. */
import { expect, test } from 'vitest';
import { decodeGo, goType } from '.';

const RECORDED: [string, string, unknown, string][] = [
  ['container.CreateRequest', '', true, 'bool into Go value of type container.CreateRequest'],
  ['container.CreateRequest', '', [], 'array into Go value of type container.CreateRequest'],
  ['container.CreateRequest', '', { Image: 5 }, 'number into Go struct field .Image of type string'],
  ['container.CreateRequest', '', { Cmd: 5 }, 'number into Go value of type string'],
  ['container.CreateRequest', '', { Env: 'x' }, 'string into Go struct field .Env of type []string'],
  ['container.CreateRequest', '', { Labels: ['x'] }, 'array into Go struct field .Labels of type map[string]string'],
  ['container.CreateRequest', '', { Labels: { a: 1 } }, 'number into Go struct field .Labels.a of type string'],
  ['container.CreateRequest', '', { HostConfig: 3 }, 'number into Go struct field .HostConfig of type container.HostConfig'],
  ['container.CreateRequest', '', { HostConfig: { Memory: 'x' } }, 'string into Go struct field .HostConfig.Memory of type int64'],
  ['container.CreateRequest', '', { HostConfig: { Memory: 1.5 } }, 'number 1.5 into Go struct field .HostConfig.Memory of type int64'],
  ['container.CreateRequest', '', { HostConfig: { BlkioWeight: 70000 } }, 'number 70000 into Go struct field .HostConfig.BlkioWeight of type uint16'],
  ['container.CreateRequest', '', { HostConfig: { PortBindings: { '80/tcp': {} } } }, 'object into Go struct field .HostConfig.PortBindings.80~1tcp of type []nat.PortBinding'],
  ['container.CreateRequest', '', { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: 80 }] } } }, 'number into Go struct field .HostConfig.PortBindings.80~1tcp.0.HostPort of type string'],
  ['container.CreateRequest', '', { HostConfig: { Mounts: [5] } }, 'number into .HostConfig.Mounts.0 of type mount.Mount'],
  ['container.CreateRequest', '', { hostconfig: { memory: 'x' } }, 'string into Go struct field .hostconfig.memory of type int64'],
  ['network.CreateRequest', 'CreateRequest', { IPAM: { Config: {} } }, 'object into Go struct field CreateRequest.IPAM.Config of type []network.IPAMConfig'],
  ['swarm.ServiceSpec', 'ServiceSpec', { Mode: { Replicated: { Replicas: -1 } } }, 'number -1 into Go struct field ServiceSpec.Mode.Replicated.Replicas of type uint64'],
  ['swarm.ServiceSpec', 'ServiceSpec', { UpdateConfig: { Delay: '5s' } }, 'string into Go struct field ServiceSpec.UpdateConfig.Delay of type time.Duration'],
  ['swarm.ServiceSpec', 'ServiceSpec', { EndpointSpec: { Ports: [{ TargetPort: 99999999999 }] } }, 'number 99999999999 into Go struct field ServiceSpec.EndpointSpec.Ports.0.TargetPort of type uint32'],
  ['swarm.SecretSpec', 'SecretSpec', { Data: 5 }, 'number into Go struct field SecretSpec.Data of type []uint8'],
  ['swarm.SecretSpec', 'SecretSpec', { Data: '%%%' }, 'string into Go struct field SecretSpec.Data of type []uint8: illegal base64 data at input byte 0'],
];

for (const [type, root, value, words] of RECORDED) {
  test(`${JSON.stringify(value)} as ${type}`, () => expect(decodeGo(goType(type), value, root)).toEqual({ ok: false, problem: `json: cannot unmarshal ${words}` }));
}

test('null is as good as absent, unknown names are left out, known ones come in any case', () => {
  const value = { image: 'alpine', Labels: null, HostConfig: { Binds: null, Memory: 5, Nope: 1 }, Cmd: 'ls', Env: ['a', null], whatever: { x: 1 } };
  expect(decodeGo(goType('container.CreateRequest'), value, '')).toEqual({ ok: true, value: { Image: 'alpine', HostConfig: { Memory: 5 }, Cmd: ['ls'], Env: ['a', ''] } });
  expect(decodeGo(goType('swarm.ServiceSpec'), null, 'ServiceSpec')).toEqual({ ok: true, value: {} });
});
