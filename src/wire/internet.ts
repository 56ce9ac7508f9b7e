/**
 * The world outside the lab: a handful of names that labs ping and fetch, so that "does this container reach the
 * internet" has its usual answer. Nothing real is ever asked.
 */
import type { HttpRequest, HttpResponse } from '../os';
import { textResponse } from '../os';
import { hash32 } from '../sim';
import { parseAddress } from './address';

/** One way to the world outside, in milliseconds. */
export const INTERNET_MS = 9;

const KNOWN: Record<string, string> = {
  'docker.com': '23.185.0.4',
  'www.docker.com': '23.185.0.4',
  'hub.docker.com': '44.219.3.189',
  'google.com': '142.250.74.46',
  'www.google.com': '142.250.74.36',
  'github.com': '140.82.121.4',
  'example.com': '93.184.215.14',
  'dns.google': '8.8.8.8',
};

/** Domains under which any name exists; others are NXDOMAIN, as a typing mistake would be. */
const TLDS = new Set(['com', 'org', 'net', 'io', 'dev', 'edu']);

/** The address of a name on the internet, or undefined when there is none. A bare word is no internet name. */
export function internetAddress(name: string): string | undefined {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known !== undefined) return known;
  const labels = name.split('.');
  if (labels.length < 2 || !TLDS.has(labels[labels.length - 1] as string) || !labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label))) return undefined;
  const hash = hash32(name) >>> 0;
  return `93.${184 + (hash & 7)}.${(hash >>> 8) & 255}.${1 + ((hash >>> 16) % 254)}`;
}

/** Whether an address lies outside everything private. */
export function isInternet(address: string): boolean {
  const value = parseAddress(address);
  if (value === undefined) return false;
  const first = value >>> 24;
  const second = (value >>> 16) & 255;
  if (first === 10 || first === 127 || first === 0 || first >= 224) return false;
  if (first === 172 && second >= 16 && second < 32) return false;
  if (first === 192 && second === 168) return false;
  return !(first === 169 && second === 254);
}

/** Where Docker's installation script lies; in this lab it is a line that calls a program of the machine. */
const INSTALLERS = new Set(['get.docker.com', 'test.docker.com']);
const INSTALL_SCRIPT = "#!/bin/sh\n# This lab has no internet; this script stands in for Docker's own, which installs its packages.\nset -e\nexec get-docker\n";

/** A short page, so that `curl` of a web site shows that the way out works. */
export function internetPage(host: string, request: HttpRequest): HttpResponse {
  const path = request.path.split('?')[0] as string;
  const asked = (request.headers['host'] ?? host).split(':')[0] as string;
  if (INSTALLERS.has(asked) && path === '/') return textResponse(200, INSTALL_SCRIPT);
  const body = `<!doctype html>\n<html><head><title>${host}</title></head>\n<body><h1>${host}</h1><p>This lab has no internet; this page stands in for ${host}.</p></body></html>\n`;
  return path === '/' ? textResponse(200, body, 'text/html') : textResponse(404, '404 page not found\n');
}
