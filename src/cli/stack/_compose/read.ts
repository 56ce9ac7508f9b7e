/** Reading the files of `-c`, and telling what of them a stack ignores. */
import { dirName, joinPath } from '../../../os';
import type { Program } from '../../../sim';
import { readStdin } from '../../_client/prompt';
import type { Context } from '../../_framework/context';
import { Failure } from '../../_framework/failure';
import { isMap, readYaml, type YamlMap } from '../_yaml';
import { readFile } from '../../_client/local-files';
import { type ComposeConfig, loadConfigs, type LoadOptions, versionOf } from './load';
import { sourceOf } from './source';

export interface ComposeFiles {
  config: ComposeConfig;
  /** The files as they were written. */
  raw: readonly YamlMap[];
}

/** Reads, loads and merges; the logger's warnings come out whether loading succeeds or not. */
export function* loadComposeFiles(context: Context, names: readonly string[], options: LoadOptions = {}): Program<ComposeFiles> {
  const [first] = names;
  if (first === undefined) throw new Failure('Specify a Compose file (with --compose-file)');
  const { process } = context;
  const raw: YamlMap[] = [];
  for (const name of names) {
    const config = readYaml(name === '-' ? yield* readStdin(context) : readFile(process, name));
    if (!isMap(config)) throw new Failure('top-level object must be a mapping');
    raw.push(config);
  }
  const folder = first === '-' ? process.cwd : dirName(joinPath(process.cwd, first));
  const warnings: string[] = [];
  const source = sourceOf(process, folder, versionOf(raw[0] as YamlMap), (text) => warnings.push(text));
  let outcome: ComposeConfig | Failure;
  try {
    outcome = loadConfigs(raw, source, options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    outcome = error;
  }
  for (const warning of warnings) yield* context.warn(warning);
  if (outcome instanceof Failure) throw outcome;
  return { config: outcome, raw };
}
