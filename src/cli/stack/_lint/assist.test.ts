import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeCompose } from './complete';
import { cursorPlace } from './cursor-place';
import { hoverCompose } from './hover';
import { TextMap } from './text-map';

/** The text without its `|`, and where that was. */
function atMark(marked: string): { text: string; at: { line: number; column: number } } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, at: new TextMap(text).spot(offset) };
}

const placeOf = (marked: string) => {
  const { text, at } = atMark(marked);
  const place = cursorPlace(new TextMap(text), at);
  return place && `${place.kind} ${place.path.join('.')} "${place.word}"`;
};

const catalogue = [{ name: 'nginx', about: 'A web server.', tags: ['latest', '1.27'] }];
const offers = (marked: string) => {
  const { text, at } = atMark(marked);
  return completeCompose(text, at, catalogue);
};
const labels = (marked: string) => offers(marked).map(({ label }) => label);
const offer = (marked: string, label: string) => offers(marked).find((one) => one.label === label);

describe('where the cursor is', () => {
  test('is told by indentation', () => {
    expect(placeOf('ser|')).toBe('key  "ser"');
    expect(placeOf('services:\n  web:\n    im|')).toBe('key services.web "im"');
    expect(placeOf('services:\n  web:\n    image: ng|')).toBe('value services.web.image "ng"');
    expect(placeOf('services:\n  web:\n    deploy:\n      replicas: 3\n    |\n  db:\n')).toBe('key services.web ""');
    expect(placeOf('services:\n  web:\n    deploy:\n      |')).toBe('key services.web.deploy ""');
    expect(placeOf('services:\n  web: {}\n|')).toBe('key  ""');
  });

  test('lists may stand under their key or further in', () => {
    expect(placeOf('services:\n  web:\n    ports:\n      - "80:80"\n      - |')).toBe('key services.web.ports.1 ""');
    expect(placeOf('services:\n  web:\n    ports:\n    - "80:80"\n    - "81|')).toBe('key services.web.ports.1 ""81"');
    expect(placeOf('services:\n  web:\n    ports:\n      - target: 80\n        pro|')).toBe('key services.web.ports.0 "pro"');
    expect(placeOf('services:\n  web:\n    ports:\n      - target: 80\n        mode: host\n      - mode: |')).toBe('value services.web.ports.1.mode ""');
    expect(placeOf('services:\n  web:\n    deploy:\n      placement:\n        constraints:\n          - node|')).toBe('key services.web.deploy.placement.constraints.0 "node"');
  });

  test('brackets of the line count', () => {
    expect(placeOf('services:\n  web:\n    networks: [a, fr|]')).toBe('value services.web.networks.1 "fr"');
    expect(placeOf('services:\n  web:\n    deploy: {mode: gl|}')).toBe('value services.web.deploy.mode "gl"');
    expect(placeOf('services:\n  web:\n    deploy: {mode: global, re|}')).toBe('key services.web.deploy "re"');
    expect(placeOf('services:\n  web:\n    ports: [{target: 80, |')).toBe('key services.web.ports.0 ""');
  });

  test('comments are no place, and do not lead astray', () => {
    expect(placeOf('services: # he|re')).toBeUndefined();
    expect(placeOf('services:\n# web:\n  web:\n\n    # deploy:\n    im|')).toBe('key services.web "im"');
  });
});

describe('keys are offered', () => {
  test('at the top, in a service, below deploy, without those that are there', () => {
    expect(labels('|')).toEqual(['version', 'services', 'networks', 'volumes', 'secrets', 'configs']);
    const service = labels('services:\n  web:\n    image: x\n    |\n    ports: []\n');
    expect(service).toContain('deploy');
    expect(service).not.toContain('image');
    expect(service).not.toContain('ports');
    expect(labels('services:\n  web:\n    deploy:\n      |')).toContain('replicas');
    expect(labels('services:\n  web:\n    healthcheck:\n      |')).toEqual(expect.arrayContaining(['test', 'interval', 'start_period']));
  });

  test('of the version that the file names', () => {
    expect(labels('version: "3.3"\nservices:\n  web:\n    |')).not.toContain('init');
    expect(labels('version: "3.8"\nservices:\n  web:\n    |')).toContain('init');
  });

  test('with what comes after them', () => {
    expect(offer('services:\n  web:\n    |', 'image')?.insert).toBe('image: ');
    expect(offer('services:\n  web:\n    |', 'deploy')).toMatchObject({ insert: 'deploy:\n  $0', again: true, detail: 'mapping, null' });
    expect(offer('services:\n  web:\n    |', 'secrets')?.insert).toBe('secrets:\n  - $0');
    expect(offer('services:\n  web:\n    ports:\n      - |', 'target')?.insert).toBe('target: ');
    // Behind a dash, what is further in is further in than the key.
    expect(offer('services:\n  web:\n    volumes:\n      - |', 'bind')?.insert).toBe('bind:\n    $0');
  });

  test('in place of a whole wrong key, whose colon stays', () => {
    const one = offer('services:\n  web:\n    deploy:\n      replcas|: 3\n', 'replicas');
    expect(one).toMatchObject({ insert: 'replicas', from: { line: 4, column: 7 }, to: { line: 4, column: 14 } });
    expect(offer('services:\n  web:\n    deploy:\n      re|plcas: 3\n', 'replicas')).toMatchObject({ insert: 'replicas', to: { line: 4, column: 14 } });
  });

  test('with their meaning', () => expect(offer('services:\n  web:\n    deploy:\n      |', 'replicas')?.about).toMatch(/^How many tasks/));
});

describe('values are offered', () => {
  test('where a place understands a few words', () => {
    expect(labels('services:\n  web:\n    deploy:\n      mode: |')).toEqual(['replicated', 'global', 'replicated-job', 'global-job']);
    expect(labels('services:\n  web:\n    deploy:\n      update_config:\n        order: st|')).toEqual(['stop-first', 'start-first']);
    expect(labels('services:\n  web:\n    read_only: |')).toEqual(['true', 'false']);
  });

  test('names that the file declares', () => {
    const file = 'services:\n  web:\n    networks:\n      |\nnetworks:\n  front:\n  back: {}\n';
    expect(offers(file).map(({ insert }) => insert)).toEqual(expect.arrayContaining(['- front', '- back']));
    expect(labels('services:\n  web:\n    networks:\n      - |\nnetworks:\n  front:\n')).toContain('front');
    expect(labels('services:\n  web:\n    networks: [|]\nnetworks:\n  front:\n')).toEqual(['front']);
    expect(labels('services:\n  web:\n    secrets:\n      - source: |\nsecrets:\n  key: {external: true}\n')).toEqual(['key']);
  });

  test('images of the registry', () => expect(labels('services:\n  web:\n    image: ng|')).toEqual(['nginx', 'nginx:1.27']));

  test('nothing where nothing is known', () => {
    expect(labels('services:\n  web:\n    command: |')).toEqual([]);
    expect(labels('services:\n  web:\n    environment:\n      A|')).toEqual([]);
    expect(labels('x-any:\n  |')).toEqual([]);
    expect(labels('# |')).toEqual([]);
  });
});

describe('hover', () => {
  const hover = (marked: string) => {
    const { text, at } = atMark(marked);
    return hoverCompose(text, at)?.parts;
  };
  test('tells what a key means, and since when', () => {
    expect(hover('services:\n  web:\n    deploy:\n      |replicas: 3\n')).toEqual(['`services.web.deploy.replicas` · integer', expect.stringMatching(/^How many tasks/)]);
    expect(hover('services:\n  web:\n    in|it: true\n')?.at(-1)).toBe('Since format 3.7.');
    expect(hover('|services:\n')?.[1]).toMatch(/^What the stack runs/);
  });

  test('tells of a value what its words mean', () => {
    expect(hover('services:\n  web:\n    deploy:\n      mode: glo|bal\n')?.at(-1)).toContain('`global`: one on every node');
  });

  test('is silent on what it does not know', () => {
    expect(hover('services:\n  web:\n    fo|o: 1\n')).toBeUndefined();
    expect(hover('services:\n  web:\n    environment:\n      A|: 1\n')).toBeUndefined();
    expect(hover('# ser|vices\n')).toBeUndefined();
  });
});

test('any text and any place get an answer, and what is replaced lies on the line', () => {
  const piece = fc.constantFrom('services:', '  ', '\n', '- ', 'web:', 'image', ': ', '[', '{', ']', '"', "'", '#', 'deploy:', '\t', '|', 'mode', ',');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, n) => {
      const text = pieces.join('');
      const map = new TextMap(text);
      const at = map.spot(n % (text.length + 1));
      for (const { from, to } of completeCompose(text, at, catalogue)) {
        expect(from.line).toBe(at.line);
        expect(to.line).toBe(at.line);
        expect(from.column).toBeLessThanOrEqual(at.column);
        expect(to.column).toBeGreaterThanOrEqual(at.column);
        expect(to.column).toBeLessThanOrEqual(map.line(at.line).length + 1);
      }
      hoverCompose(text, at);
    }),
    { numRuns: 1000, seed: 5 },
  );
}, 30_000);
