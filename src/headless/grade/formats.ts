/** Results as text for people, JSON, JUnit XML for CI, CSV for spreadsheets and Markdown for a summary. Texts of submissions are data in each of them. */
import type { CheckGrade, Grade } from '../../session/grade';
import type { Result } from './result';

export const FORMATS = ['text', 'json', 'junit', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export function formatResults(results: readonly Result[], format: Format): string {
  switch (format) {
    case 'text':
      return `${results.map(textOf).join('')}${summaryOf(results)}\n`;
    case 'json':
      return `${JSON.stringify({ format: 'skep-grades-1', results: results.map(({ file, grade }) => ({ file, ...grade })) }, null, 1)}\n`;
    case 'junit':
      return junit(results);
    case 'csv':
      return csv(results);
    case 'markdown':
      return markdown(results);
  }
}

/** How many stand how. */
export function summaryOf(results: readonly Result[]): string {
  const refused = results.filter(({ grade }) => !grade.accepted).length;
  const whole = results.filter(({ grade }) => isWhole(grade)).length;
  return `${results.length} graded: ${whole} with all points, ${results.length - whole - refused} with part of them, ${refused} not accepted`;
}

export const isWhole = (grade: Grade): boolean => grade.accepted && grade.points === grade.of;

/** `12.5 s`, `3 min 04 s`: since the session began. */
export function instantOf(atMs: number): string {
  const seconds = atMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

function textOf({ file, grade }: Result): string {
  const { standing, accepted, note, points, of, checks, hints = [] } = grade;
  const by = grade.learner ?? grade.name;
  const who = by === undefined ? '' : ` (${plain(by)})`;
  const head = accepted ? `${points}/${of}  ${plain(file)}${who}` : `----  ${plain(file)}${who}: ${standing}`;
  const lines = [head, ...(note === undefined ? [] : [`      ${plain(note)}`]), ...checks.filter(({ passed }) => !passed).map((check) => `      ✗ ${missing(check)}`),
    ...hints.map(({ id, title, cost }) => `      − ${id}: hint opened, ${cost} point${cost === 1 ? '' : 's'}: ${plain(title)}`)];
  return `${lines.join('\n')}\n`;
}

function missing({ id, title, atMs, reason }: CheckGrade): string {
  return `${id}: ${plain(title)}${atMs === undefined ? '' : `, at ${instantOf(atMs)}`}${reason === undefined ? '' : `: ${plain(reason)}`}`;
}

function junit(results: readonly Result[]): string {
  const suites = results.map(({ file, grade }) => {
    const { checks, accepted, standing, note } = grade;
    const cases = checks.map((check) => {
      const open = `    <testcase classname="${xml(file)}" name="${xml(check.title || check.id)}"`;
      return check.passed ? `${open}/>` : `${open}><failure message="${xml(missing(check))}"/></testcase>`;
    });
    if (!accepted) cases.push(`    <testcase classname="${xml(file)}" name="submission"><error message="${xml(`${standing}: ${note ?? ''}`)}"/></testcase>`);
    const failed = checks.filter(({ passed }) => !passed).length;
    return `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${failed}" errors="${accepted ? 0 : 1}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function csv(results: readonly Result[]): string {
  const ids = [...new Set(results.flatMap(({ grade }) => [...grade.checks, ...(grade.hints ?? [])].map(({ id }) => id)))];
  const head = ['file', 'learner', 'standing', 'points', 'of', ...ids, 'note'];
  const rows = results.map(({ file, grade }) => {
    const passed = new Map([...grade.checks.map((check) => [check.id, check.points] as const), ...(grade.hints ?? []).map(({ id, cost }) => [id, -cost] as const)]);
    return [file, grade.learner ?? grade.name ?? '', grade.standing, grade.accepted ? grade.points : 0, grade.of, ...ids.map((id) => passed.get(id) ?? ''), grade.note ?? ''];
  });
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** A cell that begins like a formula would be one in a spreadsheet: it gets a quote in front. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdown(results: readonly Result[]): string {
  const rows = results.map(({ file, grade }) => {
    const lost = [...grade.checks.filter(({ passed }) => !passed).map(({ id }) => id), ...(grade.hints ?? []).map(({ id, cost }) => `${id} (−${cost})`)].join(', ');
    return `| ${md(file)} | ${md(grade.learner ?? grade.name ?? '')} | ${grade.accepted ? `${grade.points} of ${grade.of}` : md(grade.standing)} | ${md(grade.note ?? lost)} |`;
  });
  return `| file | learner | points | missing |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n\n${summaryOf(results)}\n`;
}

/** Without control characters: a name must not move a terminal's cursor. */
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
const md = (text: string): string => plain(text).replace(/[\\`*_[\]<>|#]/g, '\\$&');
const xml = (text: string): string => plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
