import { expect, test } from 'vitest';
import { ipamProblem } from './ipam-config';

const problem = (config: Record<string, string>, ipv6 = false) => ipamProblem({ Config: [config] }, ipv6);

test('a good config has no problem', () => {
  expect(problem({ Subnet: '10.77.0.0/24', Gateway: '10.77.0.1', IPRange: '10.77.0.128/25' })).toBeUndefined();
  expect(ipamProblem(undefined, false)).toBeUndefined();
  expect(problem({ Subnet: 'fd00::1/64' })).toBeUndefined();
});

test('what is wrong is told in the words of the daemon', () => {
  expect(problem({ Subnet: 'nonsense' })).toBe('invalid network config:\ninvalid subnet nonsense: invalid CIDR block notation');
  expect(problem({ Subnet: '10.77.0.5/24' })).toBe('invalid network config:\ninvalid subnet 10.77.0.5/24: it should be 10.77.0.0/24');
  expect(problem({ Subnet: '10.77.0.0/24', Gateway: '10.78.0.1' })).toBe(
    "invalid network config:\ninvalid gateway 10.78.0.1: parent subnet 10.77.0.0/24 doesn't contain this address",
  );
  expect(problem({ Subnet: '10.77.0.0/24', IPRange: '10.0.0.0/8', Gateway: 'x' })).toBe(
    'invalid network config:\n* invalid ip-range 10.0.0.0/8: CIDR block is bigger than its parent subnet 10.77.0.0/24\n' +
      '* invalid gateway x: invalid address',
  );
  expect(problem({ Subnet: '10.77.0.0/24', IPRange: 'fd00::/64' })).toBe('invalid network config:\ninvalid ip-range fd00::/64: parent subnet is an IPv4 block');
  expect(problem({ Subnet: 'fd00::1/64' }, true)).toBe('invalid network config:\ninvalid subnet fd00::1/64: it should be fd00::/64');
});
