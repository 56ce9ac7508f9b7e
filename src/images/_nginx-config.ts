/**
 * nginx's configuration: reading the files into directives and the directives into servers, with nginx's own words when
 * something is wrong. Directives that change nothing here are known and passed over; unknown ones are an error.
 */
import { isFileError, type Files } from '../os';
import { wordTable } from '../os/word-table';

export interface Directive {
  name: string;
  args: string[];
  block: Directive[] | undefined;
  file: string;
  line: number;
}

/** What nginx prints after `nginx: [emerg] `. */
export interface ConfigError {
  emerg: string;
}

export interface Location {
  kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'regex-nocase' | 'named';
  pattern: string;
  directives: Directive[];
}

export interface Server {
  listens: { port: number; isDefault: boolean }[];
  names: string[];
  locations: Location[];
  directives: Directive[];
}

export interface Upstream {
  name: string;
  servers: { host: string; port: number }[];
}

export interface NginxConfig {
  servers: Server[];
  upstreams: Map<string, Upstream>;
  http: Directive[];
  accessLog: boolean;
  /** Names that must resolve before nginx starts. */
  upstreamHosts: { host: string; shown: string; file: string; line: number }[];
}

/** Directives that open a block, and where they may stand. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = wordTable({
  events: ['main'],
  http: ['main'],
  stream: ['main'],
  server: ['http', 'stream', 'upstream'],
  upstream: ['http', 'stream'],
  location: ['server', 'location'],
  map: ['http', 'stream'],
  geo: ['http'],
  types: ['http', 'server', 'location'],
  limit_except: ['location'],
  if: ['server', 'location'],
  split_clients: ['http'],
});

const SIMPLE = new Set(
  `absolute_redirect accept_mutex access_log add_header add_after_body aio alias allow auth_basic auth_basic_user_file auth_request autoindex
  autoindex_format break charset client_body_buffer_size client_body_timeout client_header_buffer_size client_header_timeout
  client_max_body_size connection_pool_size daemon default_type deny directio disable_symlinks empty_gif env error_log error_page etag expires
  fastcgi_buffers fastcgi_index fastcgi_param fastcgi_pass fastcgi_read_timeout fastcgi_split_path_info gzip gzip_comp_level gzip_disable
  gzip_http_version gzip_min_length gzip_proxied gzip_static gzip_types gzip_vary hash http2 if_modified_since include index internal ip_hash
  keepalive keepalive_requests keepalive_timeout large_client_header_buffers least_conn limit_conn limit_conn_zone limit_rate limit_req
  limit_req_zone listen load_module log_format log_not_found map_hash_bucket_size master_process merge_slashes multi_accept open_file_cache
  pid port_in_redirect proxy_bind proxy_buffer_size proxy_buffering proxy_buffers proxy_cache proxy_cache_bypass proxy_cache_path
  proxy_cache_valid proxy_connect_timeout proxy_hide_header proxy_http_version proxy_intercept_errors proxy_next_upstream
  proxy_next_upstream_tries proxy_next_upstream_timeout proxy_pass proxy_pass_header proxy_pass_request_headers proxy_read_timeout
  proxy_redirect proxy_request_buffering proxy_send_timeout proxy_set_header proxy_ssl_server_name proxy_ssl_verify random real_ip_header
  recursive_error_pages reset_timedout_connection resolver resolver_timeout return rewrite rewrite_log root satisfy send_timeout sendfile
  sendfile_max_chunk server server_name server_name_in_redirect server_names_hash_bucket_size server_names_hash_max_size server_tokens set
  set_real_ip_from ssl ssl_certificate ssl_certificate_key ssl_ciphers ssl_dhparam ssl_prefer_server_ciphers ssl_protocols ssl_session_cache
  ssl_session_tickets ssl_session_timeout ssl_stapling state status_zone stub_status sub_filter sub_filter_once tcp_nodelay tcp_nopush
  thread_pool try_files types_hash_bucket_size types_hash_max_size underscores_in_headers use user uwsgi_pass uwsgi_param
  variables_hash_bucket_size worker_connections worker_cpu_affinity worker_processes worker_rlimit_nofile worker_shutdown_timeout zone`.split(/\s+/),
);

/** Configurations by the text of all their files: a thousand containers of one image share one. */
const known = new Map<string, NginxConfig | ConfigError>();
const KNOWN_MAX = 64;

/** Reads a configuration from its main file, includes and all. What it answers is shared and not to be changed. */
export function readConfig(files: Files, path: string): NginxConfig | ConfigError {
  const key = sourcesOf(files, path, 0);
  let config = known.get(key);
  if (config) return config;
  config = parseConfig(files, path);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, config);
  return config;
}

/** The text of every file that may be part of it, with its path. */
function sourcesOf(files: Files, path: string, depth: number): string {
  const text = files.read(path);
  if (isFileError(text) || depth > 8) return `${path}\0\0`;
  const included = [...text.matchAll(/(?:^|[\s;{}])include\s+([^;]+);/g)].flatMap(([, pattern = '']) =>
    globFiles(files, pattern.trim().replace(/^["']|["']$/g, '')),
  );
  return [`${path}\0${text}\0`, ...included.map((each) => sourcesOf(files, each, depth + 1))].join('');
}

function parseConfig(files: Files, path: string): NginxConfig | ConfigError {
  const main = readFile(files, path, 0);
  if ('emerg' in main) return main;
  const config: NginxConfig = { servers: [], upstreams: new Map(), http: [], accessLog: true, upstreamHosts: [] };
  const failed = check(main.directives, 'main');
  if (failed) return failed;
  for (const http of main.directives.filter((each) => each.name === 'http')) {
    const directives = http.block ?? [];
    config.http.push(...directives.filter((each) => !each.block));
    for (const directive of directives) {
      if (directive.name === 'upstream') addUpstream(config, directive);
      else if (directive.name === 'server') {
        const server = toServer(directive);
        if ('emerg' in server) return server;
        config.servers.push(server);
      }
    }
  }
  config.accessLog = !config.http.some((each) => each.name === 'access_log' && each.args[0] === 'off');
  for (const server of config.servers) collectProxied(config, [...server.directives, ...server.locations.flatMap((each) => each.directives)]);
  return config;
}

function readFile(files: Files, path: string, depth: number): { directives: Directive[] } | ConfigError {
  const text = files.read(path);
  if (isFileError(text)) return { emerg: `open() "${path}" failed (2: No such file or directory)` };
  const tokens = tokenize(text);
  const lines = text.split('\n').length;
  const parsed = parseBlock(tokens, 0, path, false, lines);
  if ('emerg' in parsed) return parsed;
  return expandIncludes(files, parsed.directives, depth);
}

function expandIncludes(files: Files, directives: Directive[], depth: number): { directives: Directive[] } | ConfigError {
  const out: Directive[] = [];
  for (const directive of directives) {
    if (directive.block) {
      const inner = expandIncludes(files, directive.block, depth);
      if ('emerg' in inner) return inner;
      out.push({ ...directive, block: inner.directives });
    } else if (directive.name === 'include' && depth < 8) {
      for (const path of globFiles(files, directive.args[0] ?? '')) {
        if (path.endsWith('/mime.types')) continue;
        const inner = readFile(files, path, depth + 1);
        if ('emerg' in inner)
          return 'emerg' in inner && inner.emerg.startsWith('open()') ? { emerg: `${inner.emerg} in ${directive.file}:${directive.line}` } : inner;
        out.push(...inner.directives);
      }
    } else out.push(directive);
  }
  return { directives: out };
}

/** `conf.d/*.conf` relative to /etc/nginx; a name without a star stands for itself, existing or not. */
function globFiles(files: Files, pattern: string): string[] {
  const full = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  const slash = full.lastIndexOf('/');
  if (!full.includes('*')) return [full];
  const directory = full.slice(0, slash);
  const names = files.list(directory);
  if (isFileError(names)) return [];
  const matcher = new RegExp(
    `^${full
      .slice(slash + 1)
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')}$`,
  );
  return names.filter((name) => matcher.test(name) && !name.startsWith('.')).map((name) => `${directory}/${name}`);
}

interface Token {
  text: string;
  line: number;
  /** `;`, `{` and `}` outside quotes. */
  punctuation: boolean;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let i = 0; i < text.length;) {
    const character = text[i] as string;
    if (character === '\n') {
      line++;
      i++;
    } else if (/\s/.test(character)) i++;
    else if (character === '#') {
      while (i < text.length && text[i] !== '\n') i++;
    } else if (character === ';' || character === '{' || character === '}') {
      tokens.push({ text: character, line, punctuation: true });
      i++;
    } else if (character === '"' || character === "'") {
      let word = '';
      const start = line;
      for (i++; i < text.length && text[i] !== character; i++) {
        if (text[i] === '\\' && i + 1 < text.length) i++;
        if (text[i] === '\n') line++;
        word += text[i];
      }
      i++;
      tokens.push({ text: word, line: start, punctuation: false });
    } else {
      const start = i;
      let braced = false;
      while (i < text.length && !/[\s;]/.test(text[i] as string)) {
        if (text[i] === '{' && text[i - 1] !== '$') break;
        if (text[i] === '{') braced = true;
        if (text[i] === '}' && !braced) break;
        i++;
      }
      tokens.push({ text: text.slice(start, i), line, punctuation: false });
    }
  }
  return tokens;
}

function parseBlock(
  tokens: Token[],
  from: number,
  file: string,
  nested: boolean,
  lines: number,
): { directives: Directive[]; next: number } | ConfigError {
  const directives: Directive[] = [];
  let words: Token[] = [];
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const first = words[0];
    if (!token.punctuation) words.push(token);
    else if (token.text === ';') {
      if (!first) return { emerg: `unexpected ";" in ${file}:${token.line}` };
      directives.push({ name: first.text, args: words.slice(1).map((word) => word.text), block: undefined, file, line: first.line });
      words = [];
    } else if (token.text === '{') {
      if (!first) return { emerg: `unexpected "{" in ${file}:${token.line}` };
      const inner = parseBlock(tokens, i + 1, file, true, lines);
      if ('emerg' in inner) return inner;
      directives.push({ name: first.text, args: words.slice(1).map((word) => word.text), block: inner.directives, file, line: first.line });
      words = [];
      i = inner.next;
    } else {
      if (first || !nested) return { emerg: `unexpected "}" in ${file}:${token.line}` };
      return { directives, next: i };
    }
  }
  if (words.length > 0 || nested)
    return { emerg: `unexpected end of file, expecting ${words.length > 0 ? '";" or "}"' : '"}"'} in ${file}:${lines}` };
  return { directives, next: tokens.length };
}

/** Unknown names, and blocks in places where they may not stand. */
function check(directives: readonly Directive[], context: string): ConfigError | undefined {
  for (const directive of directives) {
    const { name, block, file, line } = directive;
    if (context === 'types' || context === 'map' || context === 'geo' || context === 'split_clients') continue;
    const where = BLOCKS[name];
    if (block === undefined) {
      if (!SIMPLE.has(name)) {
        if (where) return { emerg: `directive "${name}" has no opening "{" in ${file}:${line}` };
        return { emerg: `unknown directive "${name}" in ${file}:${line}` };
      }
      if (name === 'listen' && context !== 'server') return { emerg: `"listen" directive is not allowed here in ${file}:${line}` };
      if (name === 'server' && context !== 'upstream') return { emerg: `directive "server" has no opening "{" in ${file}:${line}` };
      if (name === 'proxy_pass' && context !== 'location' && context !== 'if' && context !== 'limit_except')
        return { emerg: `"proxy_pass" directive is not allowed here in ${file}:${line}` };
      if (name === 'proxy_pass' && !/^https?:\/\//.test(directive.args[0] ?? '') && !(directive.args[0] ?? '').startsWith('$'))
        return { emerg: `invalid URL prefix in ${file}:${line}` };
      if ((name === 'listen' || name === 'root' || name === 'proxy_pass' || name === 'return') && directive.args.length === 0)
        return { emerg: `invalid number of arguments in "${name}" directive in ${file}:${line}` };
      continue;
    }
    if (!where)
      return {
        emerg: SIMPLE.has(name)
          ? `directive "${name}" is not terminated by ";" in ${file}:${line}`
          : `unknown directive "${name}" in ${file}:${line}`,
      };
    if (!where.includes(context)) return { emerg: `"${name}" directive is not allowed here in ${file}:${line}` };
    const failed = check(block, name);
    if (failed) return failed;
  }
  return undefined;
}

function toServer(directive: Directive): Server | ConfigError {
  const server: Server = { listens: [], names: [], locations: [], directives: [] };
  for (const each of directive.block ?? []) {
    if (each.name === 'listen') {
      const address = each.args[0] as string;
      const port = Number(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? (address.startsWith('[') || !/^\d+$/.test(address) ? 80 : address));
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        return { emerg: `invalid port in "${address}" of the "listen" directive in ${each.file}:${each.line}` };
      if (!server.listens.some((listen) => listen.port === port)) server.listens.push({ port, isDefault: each.args.includes('default_server') });
    } else if (each.name === 'server_name') server.names.push(...each.args.map((name) => name.toLowerCase()));
    else if (each.name === 'location') addLocation(server, each);
    else server.directives.push(each);
  }
  if (server.listens.length === 0) server.listens.push({ port: 80, isDefault: false });
  return server;
}

function addLocation(server: Server, directive: Directive): void {
  const [first = '/', second] = directive.args;
  const kinds: Record<string, Location['kind']> = { '=': 'exact', '^~': 'prefix-final', '~': 'regex', '~*': 'regex-nocase' };
  const kind = second === undefined ? (first.startsWith('@') ? 'named' : 'prefix') : (kinds[first] ?? 'prefix');
  server.locations.push({ kind, pattern: second ?? first, directives: (directive.block ?? []).filter((each) => each.name !== 'location') });
  for (const inner of directive.block ?? []) if (inner.name === 'location') addLocation(server, inner);
}

function addUpstream(config: NginxConfig, directive: Directive): void {
  const upstream: Upstream = { name: directive.args[0] ?? '', servers: [] };
  for (const each of directive.block ?? []) {
    if (each.name !== 'server' || each.args.includes('down')) continue;
    const [host = '', port] = (each.args[0] ?? '').split(':');
    upstream.servers.push({ host, port: Number(port ?? 80) });
    config.upstreamHosts.push({ host, shown: each.args[0] ?? '', file: each.file, line: each.line });
  }
  config.upstreams.set(upstream.name, upstream);
}

/** Names in `proxy_pass` without variables are looked up at the start. */
function collectProxied(config: NginxConfig, directives: readonly Directive[]): void {
  for (const each of directives) {
    if (each.block) collectProxied(config, each.block);
    if (each.name !== 'proxy_pass') continue;
    const match = /^https?:\/\/([^/:$]+)(?::(\d+))?(?:\/|$)/.exec(each.args[0] ?? '');
    if (!match || config.upstreams.has(match[1] as string)) continue;
    config.upstreamHosts.push({ host: match[1] as string, shown: match[1] as string, file: each.file, line: each.line });
  }
}
