/**
 * Placement constraints: `node.labels.zone == a`. Parsing and its errors serve the control API, matching
 * serves the scheduler, the global orchestrators and the enforcer (swarmkit manager/constraint/constraint.go).
 */
import ipaddr from 'ipaddr.js';
import type { Node } from '../model';

export interface Constraint {
  readonly key: string;
  readonly operator: '==' | '!=';
  readonly value: string;
}

export type ParsedConstraints = { readonly ok: true; readonly constraints: readonly Constraint[] } | { readonly ok: false; readonly error: string };

const OPERATORS = ['==', '!='] as const;
const KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const VALUE = /^[a-z0-9:\-_\t\n\f\r .*()?+[\]\\^$|/]+$/i;
const NODE_LABEL = 'node.labels.';
const ENGINE_LABEL = 'engine.labels.';

/** All of them, or the words of the first mistake (the API frames them as `rpc error: code = Unknown`). */
export function parseConstraints(expressions: readonly string[]): ParsedConstraints {
  const constraints: Constraint[] = [];
  for (const expression of expressions) {
    // "==" is looked for first, wherever it stands.
    const operator = OPERATORS.find((candidate) => expression.includes(candidate));
    if (operator === undefined) return { ok: false, error: `constraint expected one operator from ${OPERATORS.join(', ')}` };
    const at = expression.indexOf(operator);
    const key = expression.slice(0, at).trim();
    const value = expression.slice(at + operator.length).trim();
    if (!KEY.test(key)) return { ok: false, error: `key '${key}' is invalid` };
    if (!VALUE.test(value)) return { ok: false, error: `value '${value}' is invalid` };
    constraints.push({ key, operator, value });
  }
  return { ok: true, constraints };
}

/** Those of a task or service; an unparsable list counts as none. */
export function constraintsOf(placement: { readonly Constraints?: readonly string[] } | undefined): readonly Constraint[] {
  if (placement?.Constraints === undefined || placement.Constraints.length === 0) return [];
  const parsed = parseConstraints(placement.Constraints);
  return parsed.ok ? parsed.constraints : [];
}

/** True when the node satisfies every constraint. A missing attribute is the empty text. */
export function nodeMatches(constraints: readonly Constraint[], node: Node): boolean {
  for (const constraint of constraints) if (!matches(constraint, node)) return false;
  return true;
}

function matches(constraint: Constraint, node: Node): boolean {
  const key = constraint.key.toLowerCase();
  switch (key) {
    case 'node.id':
      return compares(constraint, node.ID);
    case 'node.hostname':
      return compares(constraint, node.Description?.Hostname);
    case 'node.ip':
      return addressMatches(constraint, node.Status.Addr);
    case 'node.role':
      // The observed role: what the certificate says, not what was asked for.
      return compares(constraint, node.observedRole);
    case 'node.platform.os':
      return compares(constraint, node.Description?.Platform?.OS);
    case 'node.platform.arch':
      return compares(constraint, node.Description?.Platform?.Architecture);
  }
  // The prefix is found without regard to case; the label itself is case-sensitive.
  if (key.startsWith(NODE_LABEL) && key.length > NODE_LABEL.length) {
    return compares(constraint, label(node.Spec.Labels, constraint.key.slice(NODE_LABEL.length)));
  }
  if (key.startsWith(ENGINE_LABEL) && key.length > ENGINE_LABEL.length) {
    return compares(constraint, label(node.Description?.Engine?.Labels, constraint.key.slice(ENGINE_LABEL.length)));
  }
  // An unknown key is accepted by the parser and never matches, whatever the operator.
  return false;
}

function compares(constraint: Constraint, actual: string | undefined): boolean {
  const equal = constraint.value.toLowerCase() === (actual ?? '').toLowerCase();
  return constraint.operator === '==' ? equal : !equal;
}

function label(labels: { readonly [key: string]: string } | undefined, name: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** One address or a subnet; a malformed value fails with either operator. */
function addressMatches(constraint: Constraint, address: string): boolean {
  const actual = parseAddress(address);
  let inside: boolean;
  const single = parseAddress(constraint.value);
  if (single !== undefined) {
    inside = actual !== undefined && actual.toNormalizedString() === single.toNormalizedString();
  } else {
    const subnet = parseSubnet(constraint.value);
    if (subnet === undefined) return false;
    inside = actual !== undefined && actual.kind() === subnet[0].kind() && actual.match(subnet[0] as never, subnet[1]);
  }
  return constraint.operator === '==' ? inside : !inside;
}

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (text.includes(':') ? !ipaddr.IPv6.isValid(text) : !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.process(text);
}

function parseSubnet(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  if (address === undefined || !/^\d{1,3}$/.test(text.slice(slash + 1))) return undefined;
  const bits = Number(text.slice(slash + 1));
  return bits <= (address.kind() === 'ipv4' ? 32 : 128) ? [address, bits] : undefined;
}
