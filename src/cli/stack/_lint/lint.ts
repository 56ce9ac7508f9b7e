/**
 * What is wrong with a compose file, and where. First what `docker stack deploy` says, in its words and found by its
 * own loader; then advice on what it would accept and nobody would want.
 */
import { Failure } from '../../_framework/failure';
import type { Path } from '../_compose/problem';
import { isMap, type YamlValue } from '../_yaml';
import { decodeYaml } from '../_yaml/decode';
import { parseYaml, type YamlNode } from '../_yaml/parser';
import { adviceOn } from './advice';
import { deployWords } from './deploy-words';
import type { Diagnostic } from './diagnostic';
import { ComposeDocument, type Scene } from './document';
import { Places } from './places';
import { type Remark, remarkOn } from './remarks';
import { TextMap } from './text-map';
import { unsetIn } from './variables';
import { yamlDiagnostics } from './yaml-words';

const DEPLOY = 'docker stack deploy';
/** More than anybody reads. */
const DIAGNOSTICS_MAX = 200;

/** In the order in which the client would come upon them; advice last. */
export function lintCompose(text: string, scene: Scene): Diagnostic[] {
  const map = new TextMap(text);
  const shift = text.startsWith('\ufeff') ? 1 : 0;
  let root: YamlNode | undefined;
  let value: YamlValue;
  try {
    root = parseYaml(text);
    value = root ? decodeYaml(root) : null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return yamlDiagnostics(error, map, shift).slice(0, DIAGNOSTICS_MAX);
  }
  const places = new Places(root, map, shift);
  if (!isMap(value)) return [{ ...places.value([]), severity: root ? 'error' : 'info', source: DEPLOY, message: 'top-level object must be a mapping' }];
  const document = new ComposeDocument(map, value, places, scene);
  const { findings, config } = deployWords(value, scene.path, scene.reader);
  const said = findings.slice(0, DIAGNOSTICS_MAX).map((finding): Diagnostic => {
    const depends = finding.severity === 'error' && !/^invalid interpolation format (?!.*required variable)/.test(finding.words);
    const unset = depends ? unsetIn(document, finding.at) : [];
    const remark = unset.length ? maybe(unset) : remarkOn(document, finding);
    const message = remark ? `${finding.words}\n${remark.text}` : finding.words;
    return diagnosed(document, unset.length ? { ...finding, severity: 'warning' } : finding, message, DEPLOY, remark?.fixes);
  });
  const advice = adviceOn(document, config, findings).map((one) => diagnosed(document, one, one.words, 'advice', one.fixes));
  return [...said, ...advice].slice(0, DIAGNOSTICS_MAX);
}

/** What is wrong only as long as nobody exports a variable. */
function maybe(unset: readonly string[]): Remark {
  const names = unset.join(', ');
  return { text: `That is so as long as ${names} ${unset.length === 1 ? 'is' : 'are'} not set in the shell that deploys. \${${unset[0] ?? ''}:-default} has a value for that case.` };
}

/** A YAML file of another kind: whether it reads at all. */
export function lintYaml(text: string): Diagnostic[] {
  try {
    const root = parseYaml(text);
    if (root) decodeYaml(root);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return yamlDiagnostics(error, new TextMap(text), text.startsWith('\ufeff') ? 1 : 0, 'YAML').slice(0, DIAGNOSTICS_MAX);
  }
}

interface Placed {
  at: Path;
  key?: boolean;
  severity: Diagnostic['severity'];
  faded?: boolean;
  line?: number;
}

function diagnosed(document: ComposeDocument, { at, key, severity, faded, line }: Placed, message: string, source: string, fixes: Diagnostic['fixes']): Diagnostic {
  const place = key ? document.places.key(at) : document.places.value(at);
  const span = line === undefined ? place : { from: { line, column: 1 }, to: { line, column: document.map.line(line).length + 1 } };
  return { ...span, severity, source, message, ...(faded ? { faded } : {}), ...(fixes?.length ? { fixes } : {}) };
}
