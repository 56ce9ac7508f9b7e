/** An error as Windows PowerShell prints it: the message, where it happened, and what kind it is. */
import type { Problem } from './problem';
import { Thing, type Value } from './values';

export function errorText(told: Problem, width: number): string {
  const head = told.command === '' ? told.message : `${told.command} : ${told.message}`;
  const lines = [...head.split('\n').flatMap((line) => wrapped(line, width))];
  if (told.where) {
    const { source, span } = told.where;
    const before = source.slice(0, span.start);
    const line = before.split('\n').length;
    const from = before.lastIndexOf('\n') + 1;
    const text = (source.slice(from).split('\n')[0] as string).trimEnd();
    const length = Math.max(1, Math.min(span.end, from + text.length) - span.start);
    lines.push(`At line:${line} char:${span.start - from + 1}`, `+ ${text}`, `+ ${' '.repeat(span.start - from)}${'~'.repeat(length)}`);
  }
  const from = told.command !== '' && !/CommandNotFound|ParserError/.test(told.exception + told.category) ? told.command : '';
  lines.push(`    + CategoryInfo          : ${told.category}: (${told.target || ':'}) [${from}], ${told.exception}`, `    + FullyQualifiedErrorId : ${told.id}`);
  return `${lines.join('\n')}\n \n`;
}

/** Breaks between words, as the console host does with messages. */
function wrapped(text: string, width: number): string[] {
  const most = Math.max(20, width - 1);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const cut = space > 0 ? space : most;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).replace(/^ /, '');
  }
  return [...lines, rest];
}

/** `$_` in a catch, `$Error[0]`. */
export function errorRecord(told: Problem): Thing {
  const exception = new Thing(`System.Management.Automation.${told.exception}`, { Message: told.message });
  exception.text = `System.Management.Automation.${told.exception}: ${told.message}`;
  const record = new Thing('System.Management.Automation.ErrorRecord', { Exception: exception, TargetObject: told.thrown as Value, FullyQualifiedErrorId: told.id, CategoryInfo: `${told.category}: (${told.target || ':'}) [${told.command}], ${told.exception}` });
  record.text = told.message;
  record.inner = told;
  return record;
}
