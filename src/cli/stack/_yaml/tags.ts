/** Scanning what stands before a node or a document: anchors, aliases, tags and directives. */
import { encodeUtf8, decodeUtf8 } from '../../../os/utf8';
import { type Cursor, isAlpha, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, type Mark, scannerProblem } from './cursor';

/** The name after `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.take();
  let name = '';
  while (isAlpha(cursor.at())) name += cursor.take();
  if (name === '' || !(isBlankOrEnd(cursor.at()) || '?:,]}%@`'.includes(cursor.at()))) {
    throw scannerProblem('did not find expected alphabetic or numeric character', start, cursor);
  }
  return name;
}

/** `!`, `!local`, `!!str`, `!handle!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor): { handle: string; suffix: string } {
  const start = cursor.mark();
  let handle = '';
  let suffix: string;
  if (cursor.at(1) === '<') {
    cursor.take(2);
    suffix = scanUri(cursor, start, '');
    if (cursor.at() !== '>') throw scannerProblem("did not find the expected '>'", start, cursor);
    cursor.take();
  } else {
    handle = scanHandle(cursor, start, false);
    if (handle.length > 1 && handle.endsWith('!')) suffix = scanUri(cursor, start, '');
    else {
      suffix = scanUri(cursor, start, handle);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(cursor.at())) throw scannerProblem('did not find expected whitespace or line break', start, cursor);
  return { handle, suffix };
}

function scanHandle(cursor: Cursor, start: Mark, directive: boolean): string {
  if (cursor.at() !== '!') throw scannerProblem("did not find expected '!'", start, cursor);
  let handle = cursor.take();
  while (isAlpha(cursor.at())) handle += cursor.take();
  if (cursor.at() === '!') handle += cursor.take();
  else if (directive && handle !== '!') throw scannerProblem("did not find expected '!'", start, cursor);
  return handle;
}

/** The characters of a URI; `head` is a handle that turned out to be none. */
function scanUri(cursor: Cursor, start: Mark, head: string): string {
  let uri = head.slice(1);
  let any = head !== '';
  while (isAlpha(cursor.at()) || (cursor.at() !== '' && ";/?:@&=+$,.!~*'()[]%".includes(cursor.at()))) {
    uri += cursor.at() === '%' ? scanUriEscape(cursor, start) : cursor.take();
    any = true;
  }
  if (!any) throw scannerProblem('did not find expected tag URI', start, cursor);
  return uri;
}

/** One character as `%xx` octets of its UTF-8. */
function scanUriEscape(cursor: Cursor, start: Mark): string {
  const octets: number[] = [];
  let length = 1;
  while (octets.length < length) {
    const digits = cursor.at(1) + cursor.at(2);
    if (cursor.at() !== '%' || !/^[0-9A-Fa-f]{2}$/.test(digits)) throw scannerProblem('did not find URI escaped octet', start, cursor);
    const octet = parseInt(digits, 16);
    if (octets.length === 0) {
      length = octet < 0x80 ? 1 : octet >> 5 === 6 ? 2 : octet >> 4 === 14 ? 3 : octet >> 3 === 30 ? 4 : 0;
      if (length === 0) throw scannerProblem('found an incorrect leading UTF-8 octet', start, cursor);
    } else if (octet >> 6 !== 2) throw scannerProblem('found an incorrect trailing UTF-8 octet', start, cursor);
    octets.push(octet);
    cursor.take(3);
  }
  return decodeUtf8(encodeUtf8(decodeUtf8(octets)));
}

export type Directive = { kind: 'version'; version: string } | { kind: 'tag'; handle: string; prefix: string };

/** `%YAML 1.1` or `%TAG ! prefix`, with the rest of its line. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  cursor.take();
  let name = '';
  while (isAlpha(cursor.at())) name += cursor.take();
  if (name === '') throw scannerProblem('could not find expected directive name', start, cursor);
  if (!isBlankOrEnd(cursor.at())) throw scannerProblem('found unexpected non-alphabetical character', start, cursor);
  let directive: Directive;
  if (name === 'YAML') directive = { kind: 'version', version: scanVersion(cursor, start) };
  else if (name === 'TAG') directive = { kind: 'tag', ...scanTagDirective(cursor, start) };
  else throw scannerProblem('found unknown directive name', start, cursor);
  skipBlanks(cursor);
  if (cursor.at() === '#') while (!isBreakOrEnd(cursor.at())) cursor.take();
  if (!isBreakOrEnd(cursor.at())) throw scannerProblem('did not find expected comment or line break', start, cursor);
  cursor.takeBreak();
  return directive;
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.at())) cursor.take();
}

function scanVersion(cursor: Cursor, start: Mark): string {
  const number = () => {
    let digits = '';
    while (isDigit(cursor.at())) {
      if (digits.length === 2) throw scannerProblem('found extremely long version number', start, cursor);
      digits += cursor.take();
    }
    if (digits === '') throw scannerProblem('did not find expected version number', start, cursor);
    return Number(digits);
  };
  skipBlanks(cursor);
  const major = number();
  if (cursor.at() !== '.') throw scannerProblem("did not find expected digit or '.' character", start, cursor);
  cursor.take();
  return `${major}.${number()}`;
}

function scanTagDirective(cursor: Cursor, start: Mark): { handle: string; prefix: string } {
  skipBlanks(cursor);
  const handle = scanHandle(cursor, start, true);
  if (!isBlank(cursor.at())) throw scannerProblem('did not find expected whitespace', start, cursor);
  skipBlanks(cursor);
  const prefix = scanUri(cursor, start, '');
  if (!isBlankOrEnd(cursor.at())) throw scannerProblem('did not find expected whitespace or line break', start, cursor);
  return { handle, prefix };
}
