/** psql: statements from the command line, a file, a pipe or a person, and the backslash commands that labs use. */
import { isFileError, joinPath, readLine, type Process } from '../../os';
import type { Program } from '../../sim';
import { complain, print } from '../_programs';
import type { Column } from './select';
import { psqlTable, type PsqlStyle } from './text-table';
import { splitStatements } from './tokens';
import type { Words } from './trouble';
import { addressOf, Client, type CatalogueQuestion, type Described, type Hello } from './wire';

interface Settings {
  host?: string;
  port: number;
  user?: string;
  password?: string;
  database?: string;
  commands: string[];
  file?: string;
  list: boolean;
  quiet: boolean;
  neverAsk: boolean;
  style: PsqlStyle;
}

const WITH_VALUE: Readonly<Record<string, string>> = { c: 'command', d: 'dbname', f: 'file', F: 'field-separator', h: 'host', p: 'port', U: 'username', v: 'set', P: 'pset', o: 'output', L: 'log-file' };
const WITHOUT: Readonly<Record<string, string>> = { t: 'tuples-only', A: 'no-align', q: 'quiet', x: 'expanded', w: 'no-password', W: 'password', X: 'no-psqlrc', n: 'no-readline', l: 'list', 1: 'single-transaction', e: 'echo-queries', b: 'echo-errors', a: 'echo-all' };

/** The options, or what psql says of one that it does not know. */
function settingsOf(process: Process): Settings | string {
  const { env } = process;
  const settings: Settings = {
    ...(env.get('PGHOST') ? { host: env.get('PGHOST') as string } : {}),
    port: Number(env.get('PGPORT') ?? 5432),
    ...(env.get('PGUSER') ? { user: env.get('PGUSER') as string } : {}),
    ...(env.get('PGPASSWORD') ? { password: env.get('PGPASSWORD') as string } : {}),
    ...(env.get('PGDATABASE') ? { database: env.get('PGDATABASE') as string } : {}),
    commands: [],
    list: false,
    quiet: false,
    neverAsk: false,
    style: { tuplesOnly: false, unaligned: false, expanded: false, separator: '|' },
  };
  const words = [...process.argv.slice(1)];
  const rest: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith('--') && word.length > 2) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      if (Object.values(WITHOUT).includes(name)) apply(settings, name, '');
      else if (Object.values(WITH_VALUE).includes(name)) apply(settings, name, value ?? words.shift() ?? '');
      else return `psql: unrecognized option '${word}'`;
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] as string;
        const name = WITH_VALUE[letter];
        if (name !== undefined) {
          apply(settings, name, word.slice(at + 1) || (words.shift() ?? ''));
          break;
        }
        if (!WITHOUT[letter]) return `psql: invalid option -- '${letter}'`;
        apply(settings, WITHOUT[letter], '');
      }
    } else rest.push(word);
  }
  if (rest[0] !== undefined) apply(settings, 'dbname', rest[0]);
  if (rest[1] !== undefined) settings.user = rest[1];
  return settings;
}

function apply(settings: Settings, name: string, value: string): void {
  switch (name) {
    case 'command':
      settings.commands.push(value);
      break;
    case 'dbname': {
      const url = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/]*)(?::(\d+))?(?:\/([^?]*))?/.exec(value);
      if (!url) settings.database = value;
      else {
        if (url[1]) settings.user = url[1];
        if (url[2]) settings.password = url[2];
        if (url[3]) settings.host = url[3];
        if (url[4]) settings.port = Number(url[4]);
        if (url[5]) settings.database = url[5];
      }
      break;
    }
    case 'file':
      settings.file = value;
      break;
    case 'field-separator':
      settings.style.separator = value;
      break;
    case 'host':
      settings.host = value;
      break;
    case 'port':
      settings.port = Number(value);
      break;
    case 'username':
      settings.user = value;
      break;
    case 'tuples-only':
      settings.style.tuplesOnly = true;
      break;
    case 'no-align':
      settings.style.unaligned = true;
      break;
    case 'expanded':
      settings.style.expanded = true;
      break;
    case 'quiet':
      settings.quiet = true;
      break;
    case 'list':
      settings.list = true;
      break;
    case 'no-password':
      settings.neverAsk = true;
      break;
  }
}

/** The name of who runs this, as /etc/passwd has it. */
function systemUser(process: Process): string {
  const passwd = process.machine.files.read('/etc/passwd');
  const line = isFileError(passwd) ? undefined : passwd.split('\n').find((each) => each.split(':')[2] === String(process.uid));
  return line?.split(':')[0] ?? 'root';
}

export function* psql(process: Process): Program<number> {
  if (process.argv.includes('--version') || process.argv.includes('-V')) {
    yield* print(process, `psql (PostgreSQL) ${versionOf(process)}\n`);
    return 0;
  }
  const settings = settingsOf(process);
  if (typeof settings === 'string') {
    yield* complain(process, `${settings}\npsql: hint: Try "psql --help" for more information.\n`);
    return 1;
  }
  const user = settings.user ?? systemUser(process);
  const client = yield* connect(process, settings, user, settings.database ?? (settings.list ? 'postgres' : user));
  if (!client) return 2;
  const console = new Console(process, client, settings, user);
  try {
    return yield* console.run();
  } finally {
    console.client.close();
  }
}

function versionOf(process: Process): string {
  return (process.env.get('PG_VERSION') ?? '').split('-')[0] ?? '';
}

function* connect(process: Process, settings: Settings, user: string, database: string): Program<Client | undefined> {
  const { host, port } = settings;
  const local = host === undefined || host === 'localhost' || host === '127.0.0.1' || host.startsWith('/');
  const socket = host === undefined || host.startsWith('/');
  let { password } = settings;
  for (let tries = 0; ; tries++) {
    const hello: Hello = { user, database, local, from: local ? 'localhost' : addressOf(process), ...(password === undefined ? {} : { password }) };
    const client = yield* Client.open(process, socket ? 'localhost' : (host as string), port, hello);
    if (client instanceof Client) return client;
    if ('words' in client && client.words.message.startsWith('fe_sendauth') && tries === 0 && !settings.neverAsk && process.stdin.tty) {
      password = yield* askPassword(process, `Password for user ${user}: `);
      continue;
    }
    yield* complain(process, `psql: error: ${yield* failureOf(process, client, settings, socket)}\n`);
    return undefined;
  }
}

function* failureOf(process: Process, failure: { failure: string } | { words: Words }, { host, port }: Settings, socket: boolean): Program<string> {
  if (socket) {
    const where = `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}" failed: `;
    if ('words' in failure) return `${where}FATAL:  ${failure.words.message}`;
    return `${where}No such file or directory\n\tIs the server running locally and accepting connections on that socket?`;
  }
  if ('failure' in failure && failure.failure === 'unknown-host') return `could not translate host name "${host}" to address: Name or service not known`;
  const resolved = yield* process.machine.net.resolve(host as string);
  const address = resolved.ok ? resolved.value.addresses[0] : undefined;
  const where = `connection to server at "${host}"${address === undefined || address === host ? '' : ` (${address})`}, port ${port} failed: `;
  if ('words' in failure) return `${where}${failure.words.message.startsWith('fe_sendauth') ? '' : 'FATAL:  '}${failure.words.message}`;
  const words = failure.failure === 'refused' ? 'Connection refused' : 'Connection timed out';
  return `${where}${words}\n\tIs the server running on that host and accepting TCP/IP connections?`;
}

/** Reads a line that the terminal does not show. */
export function* askPassword(process: Process, prompt: string): Program<string> {
  const { tty } = process.stdin;
  yield* print(process, prompt);
  tty?.setModes({ echo: false });
  const line = yield* readLine(process.stdin);
  tty?.setModes({ echo: true });
  yield* print(process, '\n');
  return (line ?? '').replace(/\r?\n$/, '');
}

class Console {
  private open: 'none' | 'open' | 'failed' = 'none';

  constructor(
    private readonly process: Process,
    public client: Client,
    private readonly settings: Settings,
    private readonly user: string,
  ) {}

  *run(): Program<number> {
    const { settings, process } = this;
    if (settings.list) return (yield* this.backslash('\\l')) === 'failed' ? 1 : 0;
    if (settings.commands.length > 0) {
      for (const command of settings.commands) {
        if (command.startsWith('\\')) {
          if ((yield* this.backslash(command)) === 'failed') return 1;
          continue;
        }
        const { statements, rest } = splitStatements(command, 'postgres');
        for (const statement of [...statements.map((each) => `${each};`), ...(rest.trim() === '' ? [] : [rest])]) if (!(yield* this.statement(statement, ''))) return 1;
      }
      return 0;
    }
    if (settings.file !== undefined && settings.file !== '-') {
      const text = process.machine.files.read(joinPath(process.cwd, settings.file));
      if (isFileError(text)) {
        yield* complain(process, `psql: error: ${settings.file}: No such file or directory\n`);
        return 1;
      }
      return yield* this.script(text, settings.file);
    }
    return yield* this.lines();
  }

  private *script(text: string, name: string): Program<number> {
    let line = 1;
    let from = 0;
    const { statements, rest } = splitStatements(text, 'postgres');
    for (const statement of [...statements, ...(rest.trim() === '' ? [] : [rest.trim()])]) {
      const at = text.indexOf(statement, from);
      line += text.slice(from, at).split('\n').length - 1;
      from = at;
      yield* this.statement(`${statement};`, `psql:${name}:${line}: `);
    }
    return 0;
  }

  /** From a terminal with prompts, from a pipe without. */
  private *lines(): Program<number> {
    const { process } = this;
    const interactive = process.stdin.tty !== undefined;
    if (interactive && !this.settings.quiet) yield* print(process, `psql (${versionOf(process)})\nType "help" for help.\n\n`);
    let buffer = '';
    for (;;) {
      const state = this.open === 'none' ? '' : this.open === 'open' ? '*' : '!';
      if (interactive) yield* print(process, `${this.client.database}${buffer === '' ? '=' : '-'}${state}${this.user === 'postgres' ? '#' : '>'} `);
      const line = yield* readLine(process.stdin);
      if (line === undefined) {
        if (interactive) yield* print(process, '\\q\n');
        else if (buffer.trim() !== '') yield* this.statement(buffer, '');
        return 0;
      }
      const text = line.replace(/\r?\n$/, '');
      if (buffer === '' && /^\s*(quit|exit)\s*;?\s*$/.test(text)) return 0;
      if (buffer === '' && interactive && /^\s*help\s*$/.test(text)) {
        yield* print(process, 'You are using psql, the command-line interface to PostgreSQL.\nType:  \\l, \\dt, \\d NAME, \\du, \\c DATABASE to look around\n       \\q to quit\n');
        continue;
      }
      if (buffer === '' && text.trimStart().startsWith('\\')) {
        if ((yield* this.backslash(text.trim())) === 'quit') return 0;
        continue;
      }
      buffer += `${text}\n`;
      const { statements, rest } = splitStatements(buffer, 'postgres');
      buffer = rest.trim() === '' ? '' : rest;
      for (const statement of statements) yield* this.statement(`${statement};`, '');
    }
  }

  private *statement(sql: string, prefix: string): Program<boolean> {
    const reply = yield* this.client.ask({ sql });
    if (reply === undefined) {
      yield* complain(this.process, 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n');
      this.process.exit(2);
      return false;
    }
    if ('words' in reply) {
      if (this.open === 'open') this.open = 'failed';
      yield* complain(this.process, prefix + errorText(reply.words, sql));
      return false;
    }
    if (!('answer' in reply)) return true;
    const { answer } = reply;
    if (answer.tag === 'BEGIN' || answer.tag === 'START TRANSACTION') this.open = 'open';
    else if (answer.tag === 'COMMIT' || answer.tag === 'ROLLBACK') this.open = 'none';
    if (answer.notice !== undefined) yield* complain(this.process, `${prefix}${answer.notice.includes('transaction') ? 'WARNING' : 'NOTICE'}:  ${answer.notice}\n`);
    if (answer.columns) yield* print(this.process, psqlTable(answer.columns, answer.rows ?? [], this.settings.style));
    if (answer.tag !== '' && !answer.tag.startsWith('SELECT') && answer.tag !== 'SHOW' && !this.settings.quiet) yield* print(this.process, `${answer.tag}\n`);
    return true;
  }

  private *backslash(line: string): Program<'ok' | 'failed' | 'quit'> {
    const { process, settings } = this;
    const [word = '', argument] = line.replace(/;$/, '').split(/\s+/);
    const command = word.replace(/\+$/, '');
    switch (command) {
      case '\\q':
        return 'quit';
      case '\\l':
        yield* this.list(['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'Access privileges'], 'List of databases', yield* this.catalogue({ list: 'databases' }), ([name = '']) => [
          name, 'postgres', 'UTF8', 'en_US.utf8', 'en_US.utf8', name.startsWith('template') ? '=c/postgres\npostgres=CTc/postgres' : '',
        ]);
        return 'ok';
      case '\\dt':
      case '\\d':
        if (command === '\\d' && argument !== undefined) return yield* this.describe(argument);
        return yield* this.relations(argument);
      case '\\du':
      case '\\dg':
        yield* this.list(['Role name', 'Attributes'], 'List of roles', yield* this.catalogue({ list: 'users' }), ([name = '', kind]) => [
          name, kind === 'superuser' ? 'Superuser, Create role, Create DB, Replication, Bypass RLS' : '',
        ], false);
        return 'ok';
      case '\\c':
      case '\\connect': {
        const client = yield* connect(process, settings, this.user, argument ?? this.client.database);
        if (!client) {
          yield* complain(process, 'Previous connection kept\n');
          return 'failed';
        }
        this.client.close();
        this.client = client;
        yield* print(process, `You are now connected to database "${client.database}" as user "${this.user}".\n`);
        return 'ok';
      }
      case '\\conninfo':
        yield* print(
          process,
          `You are connected to database "${this.client.database}" as user "${this.user}" ${settings.host === undefined ? 'via socket in "/var/run/postgresql"' : `on host "${settings.host}"`} at port "${settings.port}".\n`,
        );
        return 'ok';
      case '\\x':
        settings.style.expanded = !settings.style.expanded;
        yield* print(process, `Expanded display is ${settings.style.expanded ? 'on' : 'off'}.\n`);
        return 'ok';
      case '\\t':
        settings.style.tuplesOnly = !settings.style.tuplesOnly;
        yield* print(process, `Tuples only is ${settings.style.tuplesOnly ? 'on' : 'off'}.\n`);
        return 'ok';
      case '\\echo':
        yield* print(process, `${line.slice(6)}\n`);
        return 'ok';
      case '\\i': {
        const text = process.machine.files.read(joinPath(process.cwd, argument ?? ''));
        if (!isFileError(text)) return (yield* this.script(text, argument ?? '')) === 0 ? 'ok' : 'failed';
        yield* complain(process, `${argument}: No such file or directory\n`);
        return 'failed';
      }
      case '\\?':
        yield* print(process, '\\l  databases\n\\c NAME  another database\n\\dt  tables\n\\d NAME  a table\n\\du  roles\n\\x  a value on each line\n\\conninfo  where this is\n\\q  quit\n');
        return 'ok';
      default:
        yield* complain(process, `invalid command ${word}\nTry \\? for help.\n`);
        return 'failed';
    }
  }

  private *catalogue(question: CatalogueQuestion): Program<string[][]> {
    const reply = yield* this.client.ask({ catalogue: question });
    return reply && 'rows' in reply ? reply.rows : [];
  }

  private *list(heads: string[], title: string, rows: string[][], row: (values: string[]) => string[], count = true, after = ''): Program {
    const columns = heads.map((name): Column => ({ name, type: { base: 'text' } }));
    const text = psqlTable(columns, rows.map(row), { ...this.settings.style, title });
    const plain = count ? text : text.replace(/\(\d+ rows?\)\n/, '');
    yield* print(this.process, after === '' ? plain : `${plain.slice(0, -1)}${after}\n`);
  }

  private *relations(like: string | undefined): Program<'ok' | 'failed'> {
    const rows = (yield* this.catalogue({ list: 'tables' })).filter(([name]) => like === undefined || like === '*' || name === like);
    if (rows.length === 0) {
      yield* complain(this.process, like === undefined ? 'Did not find any relations.\n' : `Did not find any relation named "${like}".\n`);
      return 'ok';
    }
    yield* this.list(['Schema', 'Name', 'Type', 'Owner'], 'List of relations', rows, ([name = '']) => ['public', name, 'table', this.user]);
    return 'ok';
  }

  private *describe(name: string): Program<'ok' | 'failed'> {
    const reply = yield* this.client.ask({ catalogue: { describe: name } });
    const table: Described | null = reply && 'described' in reply ? reply.described : null;
    if (!table) {
      yield* complain(this.process, `Did not find any relation named "${name}".\n`);
      return 'failed';
    }
    const rows = table.columns.map((column) => [column.name, column.type, '', column.notNull ? 'not null' : '', column.default]);
    const keys = table.keys.map((key) => `    "${key.name}" ${key.primary ? 'PRIMARY KEY' : 'UNIQUE CONSTRAINT'}, btree (${key.columns.join(', ')})\n`);
    const after = keys.length > 0 ? `Indexes:\n${keys.join('')}` : '';
    yield* this.list(['Column', 'Type', 'Collation', 'Nullable', 'Default'], `Table "public.${table.name}"`, rows, (row) => row, false, after);
    return 'ok';
  }
}

function errorText(words: Words, sql: string): string {
  let text = `ERROR:  ${words.message}\n`;
  if (words.at !== undefined) {
    const before = sql.slice(0, words.at).split('\n');
    const line = sql.split('\n')[before.length - 1] ?? '';
    const label = `LINE ${before.length}: `;
    text += `${label}${line}\n${' '.repeat(label.length + (before.at(-1) ?? '').length)}^\n`;
  }
  if (words.detail !== undefined) text += `DETAIL:  ${words.detail}\n`;
  if (words.hint !== undefined) text += `HINT:  ${words.hint}\n`;
  return text;
}
