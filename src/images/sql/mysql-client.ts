/** The mysql (or mariadb) client: statements from `-e`, a pipe or a person. */
import { readLine, type Process } from '../../os';
import type { Program } from '../../sim';
import { complain, print } from '../_programs';
import type { Answer } from './engine';
import type { MysqlNames } from './mysql-server';
import { askPassword } from './psql';
import { mysqlTable, type MysqlStyle } from './text-table';
import { splitStatements } from './tokens';
import type { Words } from './trouble';
import { addressOf, Client } from './wire';

interface Settings {
  host: string;
  port: number;
  user: string;
  password?: string;
  asks: boolean;
  database?: string;
  execute?: string;
  style?: MysqlStyle;
  head: boolean;
  force: boolean;
}

const LONG: Readonly<Record<string, string>> = {
  host: 'h', port: 'P', user: 'u', password: 'p', database: 'D', execute: 'e', table: 't', batch: 'B', 'skip-column-names': 'N', silent: 's', vertical: 'E', force: 'f', verbose: 'v',
};
const IGNORED = /^--(?:protocol|ssl|skip-ssl|default-character-set|connect-timeout|socket|no-defaults|get-server-public-key|raw|no-auto-rehash|unbuffered)/;

function settingsOf(process: Process, program: string): Settings | string {
  const settings: Settings = {
    host: process.env.get('MYSQL_HOST') ?? 'localhost', port: 3306, user: 'root', asks: false, head: true, force: false,
    ...(process.env.get('MYSQL_PWD') === undefined ? {} : { password: process.env.get('MYSQL_PWD') as string }),
  };
  const words = [...process.argv.slice(1)];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    let letter: string | undefined;
    let value: string | undefined;
    if (word.startsWith('--')) {
      const [name = '', given] = word.slice(2).split(/=(.*)/s);
      if (IGNORED.test(word)) continue;
      letter = LONG[name];
      value = given;
      if (letter === undefined) return `${program}: [ERROR] unknown option '${word}'.`;
    } else if (word.startsWith('-') && word.length > 1) {
      letter = word[1] as string;
      value = word.length > 2 ? word.slice(2) : undefined;
    } else {
      settings.database = word;
      continue;
    }
    if (letter === 'p') {
      if (value === undefined) settings.asks = true;
      else settings.password = value;
    } else if ('hPuDe'.includes(letter)) {
      const given = value ?? words.shift() ?? '';
      if (letter === 'h') settings.host = given;
      else if (letter === 'P') settings.port = Number(given);
      else if (letter === 'u') settings.user = given;
      else if (letter === 'D') settings.database = given;
      else settings.execute = given;
    } else {
      for (const flag of letter + (value ?? '')) {
        if (flag === 't') settings.style = 'box';
        else if (flag === 'B') settings.style = 'tabs';
        else if (flag === 'E') settings.style = 'vertical';
        else if (flag === 'N') settings.head = false;
        else if (flag === 'f') settings.force = true;
        else if (!'sAnrvC'.includes(flag)) return `${program}: [ERROR] unknown option '-${flag}'.`;
      }
    }
  }
  return settings;
}

export function mysqlClient({ product, version }: MysqlNames): (process: Process) => Program<number> {
  return function* client(process) {
    const program = product === 'MySQL' ? 'mysql' : 'mariadb';
    if (process.argv.includes('--version') || process.argv.includes('-V')) {
      yield* print(process, product === 'MySQL' ? `mysql  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n` : `mariadb from ${version}-MariaDB, client 15.2 for debian-linux-gnu (x86_64)\n`);
      return 0;
    }
    const settings = settingsOf(process, program);
    if (typeof settings === 'string') {
      yield* complain(process, `${settings}\n`);
      return 7;
    }
    if (settings.password !== undefined && process.env.get('MYSQL_PWD') === undefined && product === 'MySQL')
      yield* complain(process, 'mysql: [Warning] Using a password on the command line interface can be insecure.\n');
    if (settings.asks) settings.password = yield* askPassword(process, 'Enter password: ');
    const { host, port, user, password, database } = settings;
    const local = host === 'localhost';
    const opened = yield* Client.open(process, host, port, {
      user, local, from: local || host === '127.0.0.1' ? 'localhost' : addressOf(process),
      ...(password === undefined ? {} : { password }), ...(database === undefined ? {} : { database }),
    });
    if (!(opened instanceof Client)) {
      yield* complain(process, connectText(opened, host, port, product));
      return 1;
    }
    try {
      return settings.execute === undefined ? yield* lines(process, opened, settings, product) : yield* script(process, opened, settings, settings.execute);
    } finally {
      opened.close();
    }
  };
}

function connectText(failure: { failure: string } | { words: Words }, host: string, port: number, product: string): string {
  if ('words' in failure) return errorText(failure.words);
  if (host === 'localhost') return `ERROR 2002 (HY000): Can't connect to local ${product === 'MySQL' ? 'MySQL ' : ''}server through socket '/var/run/mysqld/mysqld.sock' (2)\n`;
  if (failure.failure === 'unknown-host') return product === 'MySQL' ? `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)\n` : `ERROR 2005 (HY000): Unknown server host '${host}' (-2)\n`;
  const errno = failure.failure === 'refused' ? 111 : 110;
  return product === 'MySQL' ? `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${errno})\n` : `ERROR 2002 (HY000): Can't connect to server on '${host}' (${errno})\n`;
}

function errorText(words: Words, line?: number): string {
  return `ERROR ${words.errno ?? 1105} (${words.state})${line === undefined ? '' : ` at line ${line}`}: ${words.message}\n`;
}

/** `-e` and pipes: tables on a terminal, tabs elsewhere; the first error ends it. */
function* script(process: Process, client: Client, settings: Settings, text: string): Program<number> {
  const { statements, rest } = splitStatements(text, 'mysql');
  let from = 0;
  for (const whole of [...statements, ...(rest.trim() === '' ? [] : [rest.trim()])]) {
    const at = text.indexOf(whole, from);
    from = at;
    const vertical = whole.endsWith('\\G');
    const reply = yield* client.ask({ sql: vertical ? whole.slice(0, -2) : whole });
    if (reply === undefined) {
      yield* complain(process, 'ERROR 2013 (HY000): Lost connection to MySQL server during query\n');
      return 1;
    }
    if ('words' in reply) {
      yield* complain(process, errorText(reply.words, text.slice(0, at).split('\n').length));
      if (!settings.force) return 1;
    }
    if ('answer' in reply && reply.answer.columns && (reply.answer.rows?.length ?? 0) > 0) {
      const style = vertical ? 'vertical' : (settings.style ?? (process.stdout.tty ? 'box' : 'tabs'));
      yield* print(process, mysqlTable(reply.answer.columns, reply.answer.rows ?? [], style, settings.head));
    }
  }
  return 0;
}

function* lines(process: Process, client: Client, settings: Settings, product: string): Program<number> {
  if (!process.stdin.tty) {
    let text = '';
    for (;;) {
      const chunk = yield* process.stdin.read();
      if (chunk === undefined) break;
      text += chunk;
    }
    return yield* script(process, client, settings, text);
  }
  yield* print(
    process,
    `Welcome to the ${product} monitor.  Commands end with ; or \\g.\nYour ${product} connection id is 8\nServer version: ${client.version}\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`,
  );
  let buffer = '';
  for (;;) {
    yield* print(process, buffer !== '' ? '    -> ' : product === 'MySQL' ? 'mysql> ' : `MariaDB [${client.database || '(none)'}]> `);
    const line = yield* readLine(process.stdin);
    if (line === undefined) {
      yield* print(process, 'Bye\n');
      return 0;
    }
    const text = line.replace(/\r?\n$/, '');
    if (buffer === '' && /^\s*(?:exit|quit|\\q)\s*;?\s*$/i.test(text)) {
      yield* print(process, 'Bye\n');
      return 0;
    }
    if (/\\c\s*$/.test(text)) {
      buffer = '';
      continue;
    }
    if (buffer === '' && /^\s*(?:help|\\h|\?)\s*;?\s*$/i.test(text)) {
      yield* print(process, '\nSHOW DATABASES; USE name; SHOW TABLES; DESCRIBE table; SELECT ...; quit\n\n');
      continue;
    }
    // USE needs no semicolon.
    buffer += /^\s*use\s+\S+\s*$/i.test(buffer + text) ? `${text};\n` : `${text.replace(/\\([gG])\s*$/, (_whole, letter: string) => (letter === 'g' ? ';' : '\\G;'))}\n`;
    const { statements, rest } = splitStatements(buffer, 'mysql');
    buffer = rest.trim() === '' ? '' : rest;
    for (const statement of statements) {
      const vertical = statement.endsWith('\\G');
      const started = process.sim.nowMs;
      const reply = yield* client.ask({ sql: vertical ? statement.slice(0, -2) : statement });
      if (reply === undefined) {
        yield* complain(process, 'ERROR 2013 (HY000): Lost connection to MySQL server during query\n');
        return 1;
      }
      if ('words' in reply) yield* complain(process, errorText(reply.words));
      else if ('answer' in reply) yield* print(process, answerText(reply.answer, statement, vertical ? 'vertical' : 'box', Math.floor(process.sim.nowMs - started)));
    }
  }
}

function answerText(answer: Answer, statement: string, style: MysqlStyle, ms: number): string {
  const seconds = `(${(ms / 1000).toFixed(2)} sec)`;
  if (answer.columns) {
    const rows = answer.rows ?? [];
    if (rows.length === 0) return `Empty set ${seconds}\n\n`;
    return `${mysqlTable(answer.columns, rows, style, true)}${rows.length} row${rows.length === 1 ? '' : 's'} in set ${seconds}\n\n`;
  }
  if (answer.database !== undefined && /^use/i.test(statement)) return 'Database changed\n';
  const matched = /^matched (\d+)$/.exec(answer.notice ?? '')?.[1];
  const more = matched === undefined ? '' : `Rows matched: ${matched}  Changed: ${answer.affected}  Warnings: 0\n`;
  return `Query OK, ${answer.affected} row${answer.affected === 1 ? '' : 's'} affected ${seconds}\n${more}\n`;
}
