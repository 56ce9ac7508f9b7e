/** What the client's words mean for whoever wrote the file, and how to mend it with one key. */
import { isMap } from '../_yaml';
import type { Finding } from './deploy-words';
import type { Fix } from './diagnostic';
import type { ComposeDocument } from './document';
import { nearest } from '../../../os/nearest';
import { schemasAt } from './schema-path';
import { aboutUnknownKey } from './unknown-key';
import { wordTable } from '../../../os/word-table';

export interface Remark {
  text: string;
  fixes?: readonly Fix[];
}

type Rule = (document: ComposeDocument, finding: Finding) => Remark | undefined;

/** Undefined where the client has said it all. */
export function remarkOn(document: ComposeDocument, finding: Finding): Remark | undefined {
  for (const rule of RULES) {
    const remark = rule(document, finding);
    if (remark) return remark;
  }
  return undefined;
}

const IGNORED: Readonly<Record<string, string>> = wordTable({
  build: 'A stack runs images that nodes can pull. Build the image beforehand, push it, and name it with image.',
  restart: 'It counts all the same where there is no deploy.restart_policy, which is the better place to say it.',
  links: 'Services on one network find each other by name.',
  external_links: 'Services on one network find each other by name.',
  network_mode: 'Name networks under networks; host: {external: true, name: host} is the network of the node itself.',
  privileged: 'Services get single capabilities with cap_add.',
  devices: 'Swarm cannot hand a device of a node to a task.',
  security_opt: 'Swarm has no place for security options of a task.',
  shm_size: 'A tmpfs mount on /dev/shm has a size.',
  container_name: 'Tasks are named after service, slot and ID; hostname can be set.',
  expose: 'Networks of a stack are open on all ports inside.',
});

const ignoredKey: Rule = (_document, { words, at }) => {
  if (!words.startsWith('Ignoring ')) return undefined;
  const text = IGNORED[String(at.at(-1))];
  return text === undefined ? undefined : { text };
};

const unknownKey: Rule = (document, { words, at, key }) => (key && / Additional property .* is not allowed$/.test(words) ? aboutUnknownKey(document, at) : undefined);

const version: Rule = (document, { words }) => {
  if (!words.startsWith('unsupported Compose file version')) return undefined;
  const span = document.places.value(['version']);
  return { text: 'Stacks read format 3, from "3.0" to "3.13"; without a version it is the newest.', fixes: [document.replace('Change to "3.8"', span, '"3.8"')] };
};

/** A value of the wrong type that quotes would make right, or that has too many of them. */
const wrongType: Rule = (document, { words, at, key }) => {
  const wanted = / must be a (.*)$/.exec(words)?.[1];
  if (wanted === undefined || key) return undefined;
  const value = document.at(at);
  const span = document.places.value(at);
  const node = document.node(at);
  const formats = schemasAt(at, document.version).map(({ format }) => format);
  if (typeof value === 'number' && formats.includes('duration')) {
    return { text: 'A duration has a unit: 10s, 1m30s, 500ms.', fixes: [document.replace(`Change to ${value}s`, span, `${value}s`)] };
  }
  if (wanted.includes('string') && node?.kind === 'scalar' && !node.quoted && value !== null) {
    return { text: 'Quotes make it a text.', fixes: [document.replace('Put it in quotes', span, `"${document.textOf(span)}"`)] };
  }
  if (/integer|number/.test(wanted) && typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) {
    return { text: 'Without quotes it is a number.', fixes: [document.replace('Remove the quotes', span, value)] };
  }
  if (/boolean/.test(wanted) && typeof value === 'string' && /^(yes|no|on|off|true|false)$/i.test(value)) {
    const word = /^(yes|on|true)$/i.test(value) ? 'true' : 'false';
    return { text: 'Only true and false are booleans.', fixes: [document.replace(`Change to ${word}`, span, word)] };
  }
  if (at.at(-1) === 'depends_on' && isMap(value)) return { text: 'Stacks know no conditions: a list of names is accepted, and has no effect.' };
  if (value === null) return { text: at.length === 2 && at[0] === 'services' ? 'The service says nothing yet: give it an image, further in than its name.' : 'There is nothing here yet. Is the next line further in?' };
  return undefined;
};

const formats: Rule = (_document, { words }) => {
  if (words.endsWith("Does not match format 'ports'")) return { text: 'A port is CONTAINER, or PUBLISHED:CONTAINER, with /udp behind it if it is not TCP: "8080:80".' };
  if (words.endsWith("Does not match format 'duration'")) return { text: 'A duration is a number with a unit: 10s, 1m30s, 500ms.' };
  return undefined;
};

const SECTIONS: Readonly<Record<string, string>> = { network: 'networks', volume: 'volumes', secret: 'secrets', config: 'configs' };

const undefinedName: Rule = (document, { words, at }) => {
  const [, noun = '', name = ''] = /undefined (network|volume|secret|config) "(.*)"$/.exec(words) ?? [];
  const section = SECTIONS[noun];
  if (section === undefined) return undefined;
  const meant = nearest(name, document.section(section).map(([one]) => one));
  const span = document.places.value(at);
  const declared = document.declare(section, name, noun === 'secret' || noun === 'config' ? '\n    external: true' : '');
  const fixes = [
    ...(meant !== undefined && document.textOf(span) === name ? [document.replace(`Change to ${meant}`, span, meant)] : []),
    ...(declared.edits.length ? [declared] : []),
  ];
  const text = meant === undefined ? `Every ${noun} that a service uses is declared under ${section}, at the top level.` : `Did you mean ${meant}?`;
  return { text, fixes };
};

const noImage: Rule = (document, { words, at }) => {
  if (!words.endsWith('no image specified')) return undefined;
  const built = isMap(document.at(at)) && (document.at(at) as Map<string, unknown>).has('build');
  return { text: built ? 'build is ignored by stacks: build the image, push it, and name it with image.' : 'Every service of a stack names an image.' };
};

const missingFile: Rule = (document, { words, at }) => {
  if (!/no such file or directory$/.test(words)) return undefined;
  return { text: `Paths in this file start from ${document.folder}, on the machine where the stack is deployed.${at[0] === 'services' ? '' : ' Use external: true for one that the swarm has already.'}` };
};

const replicas: Rule = (_document, { words }) =>
  words.endsWith('replicas can only be used with replicated or replicated-job mode')
    ? { text: 'A global service runs one task on every node. Leave out replicas, or the mode.' }
    : undefined;

const mode: Rule = (document, { words, at }) => {
  const written = / Unknown mode: (.*)$/.exec(words)?.[1];
  if (written === undefined) return undefined;
  const meant = nearest(written, ['replicated', 'global', 'replicated-job', 'global-job']);
  const fixes = meant === undefined ? [] : [document.replace(`Change to ${meant}`, document.places.value(at), meant)];
  return { text: 'Modes are replicated, global, replicated-job and global-job.', fixes };
};

const interpolation: Rule = (_document, { words }) =>
  words.startsWith('invalid interpolation format') ? { text: 'A dollar begins a variable: $NAME, ${NAME}, ${NAME:-default}. Write $$ for a dollar.' } : undefined;

const RULES: readonly Rule[] = [
  ignoredKey, unknownKey, version, wrongType, formats, undefinedName, noImage, missingFile, replicas, mode, interpolation,
];
