/** The body of a secret's or config's create and update: base64 becomes text, and versions are numbers. */
import type { Labels, Refusal, SecretSpec } from '../model';
import { isRefusal, refuse } from '../model';
import type { Program } from '../sim';
import type { ApiCall } from './call';
import { bodyOf } from './call';
import { decodeBase64Text } from './shape/base64';

interface SecretBody {
  Name?: string;
  Labels?: Labels | null;
  Data?: string | null;
  Driver?: SecretSpec['Driver'] | null;
  Templating?: SecretSpec['Templating'] | null;
}

export function* secretSpecOf(call: ApiCall, noun: 'secret' | 'config'): Program<SecretSpec | Refusal> {
  const body = yield* bodyOf<SecretBody>(call, `swarm.${noun === 'secret' ? 'SecretSpec' : 'ConfigSpec'}`);
  if (isRefusal(body)) return body;
  const data = body.Data ? decodeBase64Text(body.Data) : undefined;
  return {
    Name: body.Name ?? '',
    Labels: body.Labels ?? {},
    ...(data === undefined ? {} : { data }),
    ...(body.Driver ? { Driver: body.Driver } : {}),
    ...(body.Templating ? { Templating: body.Templating } : {}),
  };
}

export function specVersion(call: ApiCall, noun: 'secret' | 'config'): number | Refusal {
  const version = call.query.get('version');
  return /^\d+$/.test(version) ? Number(version) : refuse(400, `invalid ${noun} version`);
}
