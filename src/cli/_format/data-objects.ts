/** What secrets and configs have in common: reading their data, removing them, their rows and pages. */
import { encodeUtf8 } from '../../os';
import type { Program } from '../../sim';
import { readLocal } from '../_client/local-files';
import { apiPath } from '../_client/path';
import { readStdin } from '../_client/prompt';
import type { ApiSecret } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { Failure, Failures } from '../_framework/failure';
import { encodeBase64 } from '../../template/base64';
import { formatGoTime } from '../../template/time';
import { parseInstant } from '../_parse/time';
import { isProblem } from '../_parse/problem';
import { humanDuration } from './human';

/** The data of a file, or of stdin for `-`, in base64. */
export function* readData(context: Context, noun: 'secret' | 'config', file: string): Program<string> {
  if (file === '') throw new Failure(`${noun} file is required`);
  const name = file === '-' ? 'STDIN' : file;
  const text = file === '-' ? yield* readStdin(context) : readFile(context, file);
  if (text === '') throw new Failure(`error reading from ${name}: data is empty`);
  return encodeBase64(encodeUtf8(text));
}

function readFile(context: Context, file: string): string {
  const text = readLocal(context.process, file);
  if (isProblem(text)) throw new Failure(`error reading from ${file}: ${text.problem}`);
  return text;
}

/** Removes each in turn and goes on after errors. */
export function* removeAll(context: Context, noun: 'secret' | 'config', refs: readonly string[]): Program {
  const failures = new Failures();
  for (const ref of refs) {
    try {
      yield* context.api.delete(noun === 'secret' ? apiPath`/secrets/${ref}` : apiPath`/configs/${ref}`);
      yield* context.out.line(ref);
    } catch (error) {
      failures.add(error);
    }
  }
  failures.throwIfAny();
}

/** Methods of a row, for secrets and configs alike. */
export function dataRow(object: ApiSecret, nowMs: number): Record<string, (key?: string) => unknown> {
  const ago = (text: string) => `${humanDuration(nowMs - (parseInstant(text) ?? 0))} ago`;
  const labels = object.Spec.Labels ?? {};
  return {
    ID: () => object.ID,
    Name: () => object.Spec.Name,
    CreatedAt: () => ago(object.CreatedAt),
    UpdatedAt: () => ago(object.UpdatedAt),
    Labels: () => labelText(labels),
    Label: (key = '') => labels[key] ?? '',
  };
}

/** `a=b,c=d`, sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',');
}

export function labelLines(labels: Readonly<Record<string, string>> | undefined): string[] {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length ? ['Labels:', ...keys.map((key) => ` - ${key}${labels?.[key] ? `=${labels[key]}` : ''}`)] : [];
}

/** A time as pages show it: Go's, with a small utc. */
export const pageTime = (text: string): string => formatGoTime(text).replace(/UTC$/, 'utc');
