/**
 * What a deployment would accept, and few would want. Each rule looks at one thing and names the places; the words say
 * what will happen and what to write instead.
 */
import { isFileError } from '../../../os';
import { parseImageReference } from '../../_parse/image-reference';
import { parsePortRange, parseShortPort } from '../../_parse/ports';
import { isProblem } from '../../_parse/problem';
import type { ComposeConfig } from '../_compose/load';
import type { Path } from '../_compose/problem';
import { isMap, type YamlValue } from '../_yaml';
import type { Finding } from './deploy-words';
import type { Fix } from './diagnostic';
import type { ComposeDocument } from './document';
import { unsetNames } from './variables';

export interface Advice extends Finding {
  /** A whole line, where no key leads to it. */
  line?: number;
  fixes?: readonly Fix[];
}

type Rule = (document: ComposeDocument, config: ComposeConfig | undefined) => Advice[];

/** Nothing is advised where the client has spoken already. */
export function adviceOn(document: ComposeDocument, config: ComposeConfig | undefined, said: readonly Finding[]): Advice[] {
  const taken = new Set(said.map(({ at }) => at.join('\0')));
  return RULES.flatMap((rule) => rule(document, config)).filter(({ at }) => !taken.has(at.join('\0')));
}

type Entry = readonly [path: Path, value: YamlValue];

/** A key of every service. */
function ofServices(document: ComposeDocument, key: string): Entry[] {
  return document.section('services').flatMap(([name, service]): Entry[] => {
    const value = isMap(service) ? service.get(key) : undefined;
    return value === undefined ? [] : [[['services', name, key], value]];
  });
}

/** The items of a list at a path, none where it is no list. */
const items = ([path, value]: Entry): Entry[] => (Array.isArray(value) ? value.map((item, i): Entry => [[...path, i], item]) : []);

const dependsOn: Rule = (document) =>
  ofServices(document, 'depends_on').map(([at]) => ({
    words: 'Swarm starts services in any order: depends_on is accepted and has no effect. A service that needs another one tries again until it answers.',
    at, key: true, severity: 'info', faded: true,
  }));

/** `22:22` without quotes: a text to docker's client, a number to readers of YAML 1.1. */
const baseSixty: Rule = (document) =>
  ofServices(document, 'ports')
    .flatMap(items)
    .flatMap(([at, value]): Advice[] => {
      const node = document.node(at);
      if (!node || node.quoted || typeof value !== 'string' || !/^\d+(:[0-5]?\d)+$/.test(value)) return [];
      const seconds = value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      const span = document.places.value(at);
      return [
        {
          words: `Docker reads ${value} as ports. Other readers of YAML take it for a number in base 60, ${seconds}: quotes keep it safe.`,
          at, severity: 'hint', fixes: [document.replace('Put it in quotes', span, `"${value}"`)],
        },
      ];
    });

interface Published {
  at: Path;
  service: string;
  port: number;
  protocol: string;
  host: boolean;
}

const PORTS_LOOKED_AT_MAX = 2000;

function publishedBy(document: ComposeDocument): Published[] {
  const all: Published[] = [];
  for (const entry of ofServices(document, 'ports')) {
    for (const [at, value] of items(entry)) {
      const service = String(at[1]);
      if (isMap(value)) {
        const port = value.get('published');
        if (typeof port === 'number' && port > 0) all.push({ at, service, port, protocol: String(value.get('protocol') ?? 'tcp'), host: value.get('mode') === 'host' });
        continue;
      }
      const mappings = typeof value === 'string' ? parseShortPort(value) : [];
      for (const { hostPort, protocol } of isProblem(mappings) ? [] : mappings) {
        const range = hostPort ? parsePortRange(hostPort) : undefined;
        for (let port = range?.from ?? 1; port <= (range?.to ?? 0) && all.length < PORTS_LOOKED_AT_MAX; port++) all.push({ at, service, port, protocol, host: false });
      }
    }
  }
  return all;
}

/** One published port belongs to one service; in host mode several may have it, each on its own nodes. */
const samePort: Rule = (document) => {
  const first = new Map<string, Published>();
  const told = new Set<string>();
  return publishedBy(document).flatMap((one): Advice[] => {
    const name = `${one.port}/${one.protocol}`;
    const other = first.get(name);
    if (!other) first.set(name, one);
    if (!other || other.service === one.service || (other.host && one.host) || told.has(one.at.join())) return [];
    told.add(one.at.join());
    return [{ words: `Port ${one.port} is published by ${other.service} already. A swarm gives a port to one service: this one will be refused.`, at: one.at, severity: 'error' }];
  });
};

/** Variables without a default that the environment does not have. */
const unsetVariables: Rule = (document) => {
  const advice: Advice[] = [];
  const look = (value: YamlValue, at: Path): void => {
    if (Array.isArray(value)) value.forEach((item, i) => look(item, [...at, i]));
    else if (isMap(value)) for (const [key, item] of value) look(item, [...at, key]);
    else if (typeof value === 'string') {
      const unset = unsetNames(document, value);
      if (unset.length) {
        const [one, several] = unset.length === 1 ? [`${unset[0]} is`, 'it'] : [`${unset.join(', ')} are`, 'they'];
        advice.push({ words: `${one} empty unless the shell that deploys exports ${several}. \${${unset[0]}:-default} has a value for that case.`, at, severity: 'info' });
      }
    }
  };
  look(document.raw, []);
  return advice;
};

/** `mode: 440` is decimal. */
const decimalMode: Rule = (document) =>
  ['secrets', 'configs'].flatMap((key) =>
    ofServices(document, key)
      .flatMap(items)
      .flatMap(([at, value]): Advice[] => {
        const mode = isMap(value) ? value.get('mode') : undefined;
        const node = document.node([...at, 'mode']);
        if (typeof mode !== 'number' || !node || !/^[1-7][0-7]{2}$/.test(node.value)) return [];
        const span = document.places.value([...at, 'mode']);
        return [
          {
            words: `${node.value} is a decimal number: the file would have mode 0${mode.toString(8)}. Octal numbers begin with a zero.`,
            at: [...at, 'mode'], severity: 'warning', fixes: [document.replace(`Change to 0${node.value}`, span, `0${node.value}`)],
          },
        ];
      }),
  );

/** `test: ["curl", …]` lacks the word that says how to run it. */
const healthTest: Rule = (document) =>
  ofServices(document, 'healthcheck').flatMap(([at, check]): Advice[] => {
    const test = isMap(check) ? check.get('test') : undefined;
    const [first] = Array.isArray(test) ? test : [];
    if (typeof first !== 'string' || ['CMD', 'CMD-SHELL', 'NONE', ''].includes(first)) return [];
    const where = [...at, 'test', 0];
    const span = document.places.value(where);
    const meant = first.toUpperCase() === 'CMD' || first.toUpperCase() === 'CMD-SHELL' ? first.toUpperCase() : undefined;
    const fix = document.replace(meant === undefined ? 'Begin with CMD' : `Change to ${meant}`, span, meant === undefined ? `"CMD", ${document.textOf(span)}` : `"${meant}"`);
    const isFlow = /\[\s*\S/.test(document.map.line(span.from.line));
    return [
      {
        words: `The list begins with how the test is run: CMD for a program, CMD-SHELL for a line of shell. Containers of a test that begins with ${first} cannot start.`,
        at: where, severity: 'warning', ...(isFlow || meant !== undefined ? { fixes: [fix] } : {}),
      },
    ];
  });

const CONSTRAINT = /^\s*[^\s=!]+\s*(==|!=)\s*\S/;

const constraints: Rule = (document) =>
  ofServices(document, 'deploy')
    .flatMap(([at, deploy]): Entry[] => {
      const placement = isMap(deploy) ? deploy.get('placement') : undefined;
      const list = isMap(placement) ? placement.get('constraints') : undefined;
      return list === undefined ? [] : items([[...at, 'placement', 'constraints'], list]);
    })
    .flatMap(([at, value]): Advice[] => {
      if (typeof value !== 'string' || CONSTRAINT.test(value)) return [];
      const single = /^(\s*[^\s=!]+\s*)=(\s*[^\s=].*)$/.exec(value);
      const span = document.places.value(at);
      const written = document.textOf(span);
      return [
        {
          words: 'A constraint compares with == or !=, for example node.role == worker: swarm refuses this one.',
          at, severity: 'error',
          ...(single && written.includes('=') ? { fixes: [document.replace('Compare with ==', span, written.replace('=', '=='))] } : {}),
        },
      ];
    });

/** Networks of a stack must reach over all nodes. */
const localNetwork: Rule = (document) =>
  document.section('networks').flatMap(([name, network]): Advice[] => {
    const driver = isMap(network) ? network.get('driver') : undefined;
    if (typeof driver !== 'string' || !['bridge', 'host', 'macvlan', 'ipvlan', 'none', 'null'].includes(driver)) return [];
    const at = ['networks', name, 'driver'];
    return [
      {
        words: `A ${driver} network is on one machine. Services need one that reaches over the swarm: overlay.`,
        at, severity: 'warning', fixes: [document.replace('Change to overlay', document.places.value(at), 'overlay')],
      },
    ];
  });

const NOUNS: Readonly<Record<string, string>> = { networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config' };

/** Names that are declared and that no service uses. */
const unused: Rule = (document, config) => {
  if (!config) return [];
  const used: Record<string, Set<string>> = { networks: new Set(), volumes: new Set(), secrets: new Set(), configs: new Set() };
  for (const service of config.services.values()) {
    if (!service.networks?.size) used.networks?.add('default');
    for (const name of service.networks?.keys() ?? []) used.networks?.add(name);
    for (const { source } of service.volumes ?? []) used.volumes?.add(source);
    for (const { source } of service.secrets ?? []) used.secrets?.add(source);
    for (const { source } of service.configs ?? []) used.configs?.add(source);
    if (service.credential_spec.config) used.configs?.add(service.credential_spec.config);
  }
  return Object.entries(NOUNS).flatMap(([section, noun]) =>
    document
      .section(section)
      .filter(([name]) => !used[section]?.has(name))
      .map(([name]): Advice => {
        const isMade = noun === 'secret' || noun === 'config';
        return { words: `No service uses this ${noun}${isMade ? '; it is created all the same' : ', so it is not created'}.`, at: [section, name], key: true, severity: 'hint', faded: !isMade };
      }),
  );
};

/** Sources of bind mounts that this machine does not have; the others are not looked at. */
const bindSources: Rule = (document, config) =>
  [...(config?.services ?? [])].flatMap(([name, service]) =>
    (service.volumes ?? []).flatMap((volume, i): Advice[] => {
      if (volume.type !== 'bind' || !isFileError(document.scene.reader.machine.files.stat(volume.source))) return [];
      return [
        { words: `There is no ${volume.source} here. It must be there on every node that runs a task of ${name}, else the task is rejected.`, at: ['services', name, 'volumes', i], severity: 'info' },
      ];
    }),
  );

/** Images that the world's registry does not have. */
const unknownImage: Rule = (document, config) => {
  const { catalogue } = document.scene;
  if (!catalogue || !config) return [];
  return [...config.services].flatMap(([name, { image }]): Advice[] => {
    const reference = image === '' ? undefined : parseImageReference(image);
    // A registry of one's own may have anything.
    if (!reference || isProblem(reference) || reference.digest !== undefined || reference.domain !== 'docker.io') return [];
    const path = reference.path.replace(/^library\//, '');
    const known = catalogue.find((one) => one.name === path);
    const tag = reference.tag ?? 'latest';
    if (known?.tags.includes(tag)) return [];
    const has = known ? `of ${known.name} this lab has the tags ${known.tags.slice(0, 8).join(', ')}` : 'the registry of this lab does not have it';
    return [{ words: `${path}:${tag} cannot be pulled: ${has}. A node that does not have it already rejects its tasks: “No such image”.`, at: ['services', name, 'image'], severity: 'warning' }];
  });
};

/** Only the first document of a file counts. */
const secondDocument: Rule = (document) => {
  const { map } = document;
  const last = [...document.raw.keys()].at(-1);
  const after = last === undefined ? 0 : document.places.key([last]).from.line;
  for (let line = after + 1; line <= map.lineCount; line++) {
    if (!/^---(\s|$)/.test(map.line(line))) continue;
    return [{ words: 'Only the first document of a file is read: what follows this line is not deployed.', at: [], line, severity: 'warning' }];
  }
  return [];
};

const RULES: readonly Rule[] = [
  samePort, constraints, decimalMode, healthTest, localNetwork, unknownImage, secondDocument, unsetVariables, bindSources, dependsOn, unused, baseSixty,
];
