/** `--gpus` (docker/cli opts/gpus.go): a count, or comma-separated pairs. */
import { cut, parseCsv } from './csv';
import { parseInteger } from './numbers';
import { isProblem, problem, type Problem } from './problem';
import { keyValues } from './texts';

export interface DeviceRequest {
  Driver: string;
  Count: number;
  DeviceIDs: string[] | null;
  Capabilities: string[][];
  Options: Record<string, string>;
}

export function parseGpus(text: string): DeviceRequest | Problem {
  const fields = parseCsv(text);
  if (isProblem(fields)) return fields;
  const request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: [['gpu']], Options: {} };
  const seen = new Set<string>();
  for (const field of fields) {
    const [key, value] = cut(field);
    if (seen.has(key)) return problem(`gpu request key '${key}' can be specified only once`);
    seen.add(key);
    if (value === undefined || key === 'count') {
      const count = parseCount(value ?? key);
      if (isProblem(count)) return count;
      request.Count = count;
      seen.add('count');
    } else if (key === 'driver') request.Driver = value;
    else if (key === 'device') request.DeviceIDs = value.split(',');
    else if (key === 'capabilities') request.Capabilities = [[...value.split(','), 'gpu']];
    else if (key === 'options') {
      const options = parseCsv(value);
      if (isProblem(options)) return problem(`failed to read gpu options: ${options.problem}`);
      request.Options = keyValues(options);
    } else return problem(`unexpected key '${key}' in '${field}'`);
  }
  if (!seen.has('count') && !request.DeviceIDs) request.Count = 1;
  return request;
}

function parseCount(text: string): number | Problem {
  if (text === 'all') return -1;
  const count = parseInteger(text, { base: 10, fn: 'Atoi' });
  return isProblem(count) ? problem(`invalid count (${text}): value must be either "all" or an integer: ${count.problem.replace(/^.*: /, '')}`) : count;
}
