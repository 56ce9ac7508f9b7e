/** What a guide's front matter says of laptops: machines of that kind, and the repositories that `git clone` finds there. */
import type { GuideMachine } from './guide-front';

type Say = (message: string) => void;

const FILES_MAX = 200;
const CHARS_MAX = 500_000;

/** `kind: laptop` and `engine: true` of an entry of `machines`; a server has neither. */
export function machineKindIn(entry: Readonly<Record<string, unknown>>, name: string, say: Say): Pick<GuideMachine, 'kind' | 'engine'> {
  const { kind, engine } = entry;
  if (kind !== undefined && kind !== 'server' && kind !== 'laptop') say(`machine ${name}: \`kind\` is server or laptop`);
  if (kind !== 'laptop') {
    if (engine !== undefined) say(`machine ${name}: \`engine\` is for laptops; a server always has one`);
    return {};
  }
  if (engine !== undefined && typeof engine !== 'boolean') say(`machine ${name}: \`engine\` is true or false`);
  if (entry['platform'] === 'windows') say(`machine ${name}: a laptop has Linux`);
  return { kind, ...(engine === true ? { engine } : {}) };
}

/** Address, without `.git` at its end, to the files of its one branch. */
export function repositoriesIn(fields: Readonly<Record<string, unknown>>, say: Say): Record<string, Record<string, string>> {
  const out: Record<string, Record<string, string>> = {};
  const value = fields['repositories'];
  if (value === undefined) return out;
  for (const [address, files] of isRecord(value) ? Object.entries(value) : []) {
    if (!/^https:\/\/[\w.-]+\/[\w./-]+$/.test(address)) say(`\`repositories\` has addresses such as https://github.com/owner/name, not ${address}`);
    else if (!isRecord(files)) say(`repository ${address} maps paths to text`);
    else out[address.replace(/\/+$/, '').replace(/\.git$/, '')] = filesOf(address, files, say);
  }
  if (!isRecord(value)) say('`repositories` maps addresses to files');
  return out;
}

function filesOf(address: string, files: Readonly<Record<string, unknown>>, say: Say): Record<string, string> {
  const out: Record<string, string> = {};
  let chars = 0;
  for (const [path, content] of Object.entries(files).slice(0, FILES_MAX)) {
    const isSafe = path !== '' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part !== '.git');
    if (typeof content !== 'string' || !isSafe) {
      say(`repository ${address}: ${JSON.stringify(path)} should be a path inside it, with text`);
      continue;
    }
    chars += content.length;
    out[path] = content;
  }
  if (chars > CHARS_MAX || Object.keys(files).length > FILES_MAX) say(`repository ${address} has more than ${FILES_MAX} files or ${CHARS_MAX} characters`);
  return chars > CHARS_MAX ? {} : out;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
