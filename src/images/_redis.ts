/**
 * A small redis: the protocol in both its forms, strings, lists, hashes, sets and counters, expiry by the world's clock.
 * Enough for counters, queues and caches of labs; what it does not know it refuses in redis' own words.
 */
import type { OpenFile, Process } from '../os';
import { race, Signal, timer, type Program } from '../sim';
import { encodeReply, parseCommand, type Reply } from './_redis-protocol';
import { wordTable } from '../os/word-table';

type Value = string | string[] | Map<string, string> | Set<string>;

const WRONG_TYPE = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const OK = { status: 'OK' };

export class RedisStore {
  private readonly values = new Map<string, Value>();
  private readonly expiries = new Map<string, number>();
  private commands = 0;
  private connections = 0;
  /** Something was put into a list: who waits for one looks again. */
  readonly pushed = new Signal<void>();

  constructor(
    private readonly process: Process,
    private readonly version: string,
    private readonly port: () => number,
    private readonly password: () => string | undefined,
  ) {}

  /** One client until it hangs up. */
  *serve(connection: OpenFile): Program {
    this.connections++;
    const session = { authenticated: this.password() === undefined };
    let buffer = '';
    for (;;) {
      const parsed = parseCommand(buffer);
      if (!parsed) {
        const chunk = yield* connection.read();
        if (chunk === undefined) break;
        buffer += chunk;
        continue;
      }
      buffer = buffer.slice(parsed.length);
      if (parsed.words.length === 0) continue;
      const waits = /^b[lr]pop$/i.test(parsed.words[0] ?? '') && session.authenticated;
      const reply = waits ? yield* this.blockingPop(parsed.words) : this.execute(parsed.words, session);
      if (!(yield* connection.write(encodeReply(reply)))) {
        // Nobody is there to take it: it goes back to where it was.
        if (waits && Array.isArray(reply)) push(this, String(reply[0]), [String(reply[1])], parsed.words[0]?.toUpperCase() === 'BLPOP');
        break;
      }
      if (parsed.words[0]?.toUpperCase() === 'QUIT') break;
    }
    connection.close();
  }

  execute(words: readonly string[], session: { authenticated: boolean }): Reply {
    const [raw = '', ...args] = words;
    const name = raw.toUpperCase();
    this.commands++;
    if (name === 'AUTH') {
      const password = this.password();
      if (password === undefined)
        return {
          error: 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        };
      if (args.at(-1) !== password) return { error: 'WRONGPASS invalid username-password pair or user is disabled.' };
      session.authenticated = true;
      return OK;
    }
    if (!session.authenticated && name !== 'QUIT') return { error: 'NOAUTH Authentication required.' };
    const command = COMMANDS[name];
    if (!command)
      return {
        error: `ERR unknown command '${raw}', with args beginning with: ${args
          .slice(0, 3)
          .map((arg) => `'${arg}' `)
          .join('')}`,
      };
    if (args.length < command.least || args.length > (command.most ?? Infinity))
      return { error: `ERR wrong number of arguments for '${raw.toLowerCase()}' command` };
    return command.run(this, args);
  }

  /** BLPOP and BRPOP: waits for the first of these lists to have something; null after so many seconds, 0 = never. */
  private *blockingPop(words: readonly string[]): Program<Reply> {
    const name = (words[0] as string).toUpperCase();
    const keys = words.slice(1, -1);
    const seconds = Number(words.at(-1));
    if (keys.length === 0) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
    if (!(seconds >= 0)) return { error: 'ERR timeout is not a float or out of range' };
    const untilMs = this.process.sim.nowMs + seconds * 1000;
    for (;;) {
      for (const key of keys) {
        const popped = pop(this, key, name === 'BLPOP');
        if (popped !== null) return typeof popped === 'string' ? [key, popped] : popped;
      }
      const leftMs = untilMs - this.process.sim.nowMs;
      if (seconds > 0 && leftMs <= 0) return null;
      const waits = [(wake: (value: void) => void) => this.pushed.wait(wake), ...(seconds > 0 ? [timer(this.process.sim, leftMs)] : [])];
      yield* race<void>(...waits);
    }
  }

  get(key: string): Value | undefined {
    const at = this.expiries.get(key);
    if (at !== undefined && at <= this.process.sim.nowMs) this.delete(key);
    return this.values.get(key);
  }

  set(key: string, value: Value): void {
    this.values.set(key, value);
  }

  delete(key: string): boolean {
    this.expiries.delete(key);
    return this.values.delete(key);
  }

  keys(): string[] {
    return [...this.values.keys()].filter((key) => this.get(key) !== undefined);
  }

  clear(): void {
    this.values.clear();
    this.expiries.clear();
  }

  expire(key: string, ms: number | undefined): void {
    if (ms === undefined) this.expiries.delete(key);
    else this.expiries.set(key, this.process.sim.nowMs + ms);
  }

  ttlMs(key: string): number | undefined {
    const at = this.expiries.get(key);
    return at === undefined ? undefined : at - this.process.sim.nowMs;
  }

  info(): string {
    const up = Math.floor((this.process.sim.nowMs - this.process.startedMs) / 1000);
    const lines = [
      '# Server',
      `redis_version:${this.version}`,
      'redis_mode:standalone',
      'os:Linux 6.8.0-48-generic x86_64',
      'arch_bits:64',
      `process_id:${this.process.pid}`,
      `tcp_port:${this.port()}`,
      `uptime_in_seconds:${up}`,
      '',
      '# Clients',
      'connected_clients:1',
      '',
      '# Memory',
      `used_memory:${this.process.memoryBytes}`,
      '',
      '# Stats',
      `total_connections_received:${this.connections}`,
      `total_commands_processed:${this.commands}`,
      '',
      '# Replication',
      'role:master',
      'connected_slaves:0',
      '',
      '# Keyspace',
      ...(this.values.size > 0 ? [`db0:keys=${this.values.size},expires=${this.expiries.size},avg_ttl=0`] : []),
      '',
    ];
    return lines.join('\r\n');
  }

  /** For a dump on disk: strings, lists and hashes as JSON. */
  dump(): string {
    return JSON.stringify(
      [...this.values].map(([key, value]) => [key, value instanceof Map ? { hash: [...value] } : value instanceof Set ? { set: [...value] } : value]),
    );
  }

  load(text: string): void {
    try {
      for (const [key, value] of JSON.parse(text) as [string, string | string[] | { hash?: [string, string][]; set?: string[] }][]) {
        this.values.set(key, typeof value === 'string' || Array.isArray(value) ? value : value.hash ? new Map(value.hash) : new Set(value.set ?? []));
      }
    } catch {
      // Not a dump of ours: the store begins empty, as redis does with a file it cannot read.
    }
  }
}

interface Command {
  least: number;
  most?: number;
  run(store: RedisStore, args: readonly string[]): Reply;
}

function listOf(store: RedisStore, key: string): string[] | { error: string } | undefined {
  const value = store.get(key);
  return value === undefined || Array.isArray(value) ? value : WRONG_TYPE;
}

function hashOf(store: RedisStore, key: string): Map<string, string> | { error: string } | undefined {
  const value = store.get(key);
  return value === undefined || value instanceof Map ? value : WRONG_TYPE;
}

function setOf(store: RedisStore, key: string): Set<string> | { error: string } | undefined {
  const value = store.get(key);
  return value === undefined || value instanceof Set ? value : WRONG_TYPE;
}

function add(store: RedisStore, key: string, by: number): Reply {
  const value = store.get(key) ?? '0';
  if (typeof value !== 'string') return WRONG_TYPE;
  if (!/^-?\d+$/.test(value) || !Number.isInteger(by)) return { error: 'ERR value is not an integer or out of range' };
  const next = Number(value) + by;
  store.set(key, String(next));
  return next;
}

function push(store: RedisStore, key: string, items: readonly string[], front: boolean): Reply {
  const list = listOf(store, key) ?? [];
  if ('error' in list) return list;
  for (const item of items) {
    if (front) list.unshift(item);
    else list.push(item);
  }
  store.set(key, list);
  const { length } = list;
  store.pushed.fire();
  return length;
}

function pop(store: RedisStore, key: string, front: boolean): Reply {
  const list = listOf(store, key);
  if (list === undefined) return null;
  if ('error' in list) return list;
  const item = front ? list.shift() : list.pop();
  if (list.length === 0) store.delete(key);
  return item ?? null;
}

const COMMANDS: Readonly<Record<string, Command>> = wordTable({
  PING: { least: 0, most: 1, run: (_, [text]) => (text === undefined ? { status: 'PONG' } : text) },
  ECHO: { least: 1, most: 1, run: (_, [text = '']) => text },
  QUIT: { least: 0, run: () => OK },
  SELECT: { least: 1, most: 1, run: () => OK },
  HELLO: { least: 0, run: () => ({ error: 'NOPROTO unsupported protocol version' }) },
  CLIENT: { least: 1, run: () => OK },
  COMMAND: { least: 0, run: () => [] },
  CONFIG: { least: 1, run: (_, [verb = '', name = '']) => (verb.toUpperCase() === 'GET' ? [name, ''] : OK) },
  INFO: { least: 0, run: (store) => store.info() },
  DBSIZE: { least: 0, most: 0, run: (store) => store.keys().length },
  FLUSHALL: {
    least: 0,
    run: (store) => {
      store.clear();
      return OK;
    },
  },
  FLUSHDB: {
    least: 0,
    run: (store) => {
      store.clear();
      return OK;
    },
  },
  SAVE: { least: 0, run: () => OK },
  GET: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const value = store.get(key);
      return value === undefined ? null : typeof value === 'string' ? value : WRONG_TYPE;
    },
  },
  SET: {
    least: 2,
    run: (store, [key = '', value = '', ...options]) => {
      const flags = options.map((option) => option.toUpperCase());
      if (flags.includes('NX') && store.get(key) !== undefined) return null;
      store.set(key, value);
      const ex = flags.indexOf('EX');
      store.expire(key, ex < 0 ? undefined : Number(options[ex + 1]) * 1000);
      return OK;
    },
  },
  SETNX: {
    least: 2,
    most: 2,
    run: (store, [key = '', value = '']) => {
      if (store.get(key) !== undefined) return 0;
      store.set(key, value);
      return 1;
    },
  },
  SETEX: {
    least: 3,
    most: 3,
    run: (store, [key = '', seconds = '', value = '']) => {
      store.set(key, value);
      store.expire(key, Number(seconds) * 1000);
      return OK;
    },
  },
  APPEND: {
    least: 2,
    most: 2,
    run: (store, [key = '', text = '']) => {
      const value = store.get(key) ?? '';
      if (typeof value !== 'string') return WRONG_TYPE;
      store.set(key, value + text);
      return value.length + text.length;
    },
  },
  MGET: {
    least: 1,
    run: (store, keys) =>
      keys.map((key) => {
        const value = store.get(key);
        return typeof value === 'string' ? value : null;
      }),
  },
  INCR: { least: 1, most: 1, run: (store, [key = '']) => add(store, key, 1) },
  DECR: { least: 1, most: 1, run: (store, [key = '']) => add(store, key, -1) },
  INCRBY: { least: 2, most: 2, run: (store, [key = '', by]) => add(store, key, Number(by)) },
  DECRBY: { least: 2, most: 2, run: (store, [key = '', by]) => add(store, key, -Number(by)) },
  DEL: { least: 1, run: (store, keys) => keys.filter((key) => store.get(key) !== undefined && store.delete(key)).length },
  EXISTS: { least: 1, run: (store, keys) => keys.filter((key) => store.get(key) !== undefined).length },
  KEYS: {
    least: 1,
    most: 1,
    run: (store, [pattern = '*']) => {
      const matcher = new RegExp(
        `^${pattern
          .replace(/[.+^${}()|\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      );
      return store.keys().filter((key) => matcher.test(key));
    },
  },
  TYPE: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const value = store.get(key);
      return {
        status:
          value === undefined ? 'none' : typeof value === 'string' ? 'string' : Array.isArray(value) ? 'list' : value instanceof Map ? 'hash' : 'set',
      };
    },
  },
  EXPIRE: {
    least: 2,
    run: (store, [key = '', seconds]) => {
      if (store.get(key) === undefined) return 0;
      store.expire(key, Number(seconds) * 1000);
      return 1;
    },
  },
  PERSIST: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const had = store.ttlMs(key) !== undefined;
      store.expire(key, undefined);
      return had ? 1 : 0;
    },
  },
  TTL: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      if (store.get(key) === undefined) return -2;
      const ms = store.ttlMs(key);
      return ms === undefined ? -1 : Math.ceil(ms / 1000);
    },
  },
  RPUSH: { least: 2, run: (store, [key = '', ...items]) => push(store, key, items, false) },
  LPUSH: { least: 2, run: (store, [key = '', ...items]) => push(store, key, items, true) },
  LPOP: { least: 1, most: 1, run: (store, [key = '']) => pop(store, key, true) },
  RPOP: { least: 1, most: 1, run: (store, [key = '']) => pop(store, key, false) },
  LLEN: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const list = listOf(store, key);
      return list === undefined ? 0 : 'error' in list ? list : list.length;
    },
  },
  LRANGE: {
    least: 3,
    most: 3,
    run: (store, [key = '', from, to]) => {
      const list = listOf(store, key) ?? [];
      if ('error' in list) return list;
      const at = (index: number) => (index < 0 ? list.length + index : index);
      return list.slice(Math.max(0, at(Number(from))), at(Number(to)) + 1);
    },
  },
  HSET: {
    least: 3,
    run: (store, [key = '', ...pairs]) => {
      const hash = hashOf(store, key) ?? new Map<string, string>();
      if ('error' in hash) return hash;
      let added = 0;
      for (let i = 0; i + 1 < pairs.length; i += 2) {
        if (!hash.has(pairs[i] as string)) added++;
        hash.set(pairs[i] as string, pairs[i + 1] as string);
      }
      store.set(key, hash);
      return added;
    },
  },
  HGET: {
    least: 2,
    most: 2,
    run: (store, [key = '', field = '']) => {
      const hash = hashOf(store, key);
      return hash === undefined ? null : 'error' in hash ? hash : (hash.get(field) ?? null);
    },
  },
  HGETALL: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const hash = hashOf(store, key);
      return hash === undefined ? [] : 'error' in hash ? hash : [...hash].flat();
    },
  },
  HINCRBY: {
    least: 3,
    most: 3,
    run: (store, [key = '', field = '', by]) => {
      const hash = hashOf(store, key) ?? new Map<string, string>();
      if ('error' in hash) return hash;
      const next = Number(hash.get(field) ?? '0') + Number(by);
      hash.set(field, String(next));
      store.set(key, hash);
      return next;
    },
  },
  SADD: {
    least: 2,
    run: (store, [key = '', ...members]) => {
      const set = setOf(store, key) ?? new Set<string>();
      if ('error' in set) return set;
      const before = set.size;
      for (const member of members) set.add(member);
      store.set(key, set);
      return set.size - before;
    },
  },
  SMEMBERS: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const set = setOf(store, key);
      return set === undefined ? [] : 'error' in set ? set : [...set];
    },
  },
  SCARD: {
    least: 1,
    most: 1,
    run: (store, [key = '']) => {
      const set = setOf(store, key);
      return set === undefined ? 0 : 'error' in set ? set : set.size;
    },
  },
});
