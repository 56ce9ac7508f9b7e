/** What web servers know of files: content types by ending. */
import { wordTable } from '../os/word-table';
const TYPES: Readonly<Record<string, string>> = wordTable({
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
});

export function contentTypeOf(path: string, fallback = 'application/octet-stream'): string {
  const dot = path.lastIndexOf('.');
  return dot < path.lastIndexOf('/') ? fallback : (TYPES[path.slice(dot + 1).toLowerCase()] ?? fallback);
}
