/** What the bridge driver makes of `-o` (moby libnetwork/drivers/bridge: parseNetworkGenericOptions, conflictsWithNetworks). */
import { refuse, type Refusal } from '../model';
import { parseAddress } from './address-pool';
import type { EngineNetwork } from './local-networks';

const PREFIX = 'com.docker.network.bridge.';
export const BRIDGE_NAME = `${PREFIX}name`;
const MTU = 'com.docker.network.driver.mtu';
const BOOLEANS = [`${PREFIX}enable_icc`, `${PREFIX}enable_ip_masquerade`, `${PREFIX}inhibit_ipv4`];
const GATEWAY_MODES = ['', 'nat', 'nat-unprotected', 'routed', 'isolated'];
/** Linux's limit for the name of an interface. */
const INTERFACE_NAME_LENGTH_MAX = 15;

const isBoolean = (text: string): boolean => /^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(text);

/** The interface that a bridge network gets on its machine. */
export function bridgeNameOf(network: Pick<EngineNetwork, 'id' | 'options'>): string {
  return network.options?.[BRIDGE_NAME] || `br-${network.id.slice(0, 12)}`;
}

export function checkBridgeOptions(network: EngineNetwork, others: readonly EngineNetwork[]): Refusal | undefined {
  const unparsable = (name: string, value: string, why: string) => refuse(400, `failed to parse ${name} value: ${value} (${why})`);
  for (const [name, value] of Object.entries(network.options ?? {})) {
    if (BOOLEANS.includes(name) && !isBoolean(value)) return unparsable(name, value, `strconv.ParseBool: parsing "${value}": invalid syntax`);
    if (name === MTU && !/^[+-]?\d+$/.test(value)) return unparsable(name, value, `strconv.Atoi: parsing "${value}": invalid syntax`);
    if (name === MTU && Number(value) < 0) return refuse(400, `invalid MTU number: ${value}`);
    if (name === `${PREFIX}host_binding_ipv4` && parseAddress(value) === undefined) return unparsable(name, value, 'nil ip');
    if (!/^com\.docker\.network\.bridge\.gateway_mode_ipv[46]$/.test(name)) continue;
    if (!GATEWAY_MODES.includes(value)) return unparsable(name, value, `unknown gateway mode ${value}`);
    if (value === 'isolated' && !network.internal) return refuse(400, `gateway mode 'isolated' can only be used for an internal network`);
  }
  const bridge = bridgeNameOf(network);
  const clash = others.find((other) => other.driver === 'bridge' && bridgeNameOf(other) === bridge);
  if (clash) {
    return refuse(403, `cannot create network ${network.id} (${bridge}): conflicts with network ${clash.id} (${bridge}): networks have same bridge name`);
  }
  return bridge.length > INTERFACE_NAME_LENGTH_MAX ? refuse(500, 'numerical result out of range') : undefined;
}
