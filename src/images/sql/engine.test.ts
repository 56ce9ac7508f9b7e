/** The engine in both dialects: what it answers, what it refuses and in which words, and what is left after a restart. */
import { describe, expect, test } from 'vitest';
import { FileTree } from '../../os';
import { Sim } from '../../sim';
import { Engine, type Session } from './engine';
import { mysqlWords } from './mysql-words';
import { postgresWords } from './postgres-words';
import { Store } from './store';
import { mysqlTable, psqlTable } from './text-table';
import { splitStatements, type Dialect } from './tokens';

function open(dialect: Dialect, files = new FileTree()) {
  const sim = new Sim(1, Date.UTC(2026, 0, 5, 9));
  files.mkdir('/data', { parents: true });
  const store = new Store(files, '/data/rows');
  if (!store.load()) {
    store.createDatabase('app');
    store.commit();
  }
  const engine = new Engine(store, dialect, 'test 1.0', sim, {});
  const session: Session = { user: 'me', database: 'app', transaction: 'none' };
  /** Every statement's result, as its client would print it. */
  const run = (script: string): string => {
    const { statements, rest } = splitStatements(script, dialect);
    return [...statements, ...(rest.trim() === '' ? [] : [rest])]
      .map((statement) => {
        const result = engine.run(statement, session);
        if ('trouble' in result) {
          const words = dialect === 'postgres' ? postgresWords(result.trouble) : mysqlWords(result.trouble, 'MySQL');
          return `${words.errno ?? words.state} ${words.message}${words.detail === undefined ? '' : ` | ${words.detail}`}`;
        }
        if ('failed' in result) return result.failed;
        if (!result.columns) return `${result.tag} ${result.affected}`;
        return (result.rows ?? []).map((row) => row.map((value) => value ?? 'null').join(',')).join(' ');
      })
      .join('\n');
  };
  return { engine, session, run, files };
}

const VOTES = "CREATE TABLE votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL); INSERT INTO votes VALUES ('v1', 'a'), ('v2', 'b'), ('v3', 'a')";

describe('postgres', () => {
  test('a vote is counted, changed, and counted again', () => {
    const { run } = open('postgres');
    expect(run(VOTES)).toBe('CREATE TABLE 0\nINSERT 0 3 3');
    expect(run('SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote ORDER BY vote')).toBe('a,2 b,1');
    expect(run("INSERT INTO votes VALUES ('v2', 'a') ON CONFLICT (id) DO UPDATE SET vote = EXCLUDED.vote")).toBe('INSERT 0 1 1');
    expect(run("UPDATE votes SET vote = 'b' WHERE id = 'v1'; DELETE FROM votes WHERE vote = 'b'; SELECT count(*) FROM votes")).toBe('UPDATE 1 1\nDELETE 1 1\n2');
  });

  test('expressions, joins, nulls, subqueries and order', () => {
    const { run } = open('postgres');
    run("CREATE TABLE p (id serial PRIMARY KEY, name text, price numeric(8,2) DEFAULT 1.5); INSERT INTO p (name, price) VALUES ('pen', 2), ('ink', NULL), ('paper', 0.1)");
    expect(run('SELECT id, name, price FROM p ORDER BY price DESC')).toBe('2,ink,null 1,pen,2.00 3,paper,0.10');
    expect(run("SELECT upper(name) || '!' FROM p WHERE name LIKE 'p%' AND NOT price > 1")).toBe('PAPER!');
    expect(run('SELECT 7 / 2, 7 / 2.0, -7 % 3, 1 = 1, NULL IS NULL, coalesce(NULL, 3)')).toBe('3,3.5,-1,t,t,3');
    expect(run('SELECT name FROM p WHERE price = (SELECT max(price) FROM p)')).toBe('pen');
    expect(run('CREATE TABLE s (pid int, n int); INSERT INTO s VALUES (1, 4), (1, 6); SELECT p.name, sum(s.n) FROM p LEFT JOIN s ON s.pid = p.id GROUP BY p.name ORDER BY 1')).toContain('ink,null paper,null pen,10');
    expect(run("INSERT INTO p (name) VALUES ('cap') RETURNING id, price")).toBe('4,1.50');
    expect(run('SELECT CASE WHEN price > 1 THEN 1 ELSE 0 END FROM p ORDER BY id LIMIT 2 OFFSET 1')).toBe('0 0');
  });

  test('refusals in its words', () => {
    const { run } = open('postgres');
    run(VOTES);
    expect(run('SELECT * FROM nope')).toBe('42P01 relation "nope" does not exist');
    expect(run('SELECT nope FROM votes')).toBe('42703 column "nope" does not exist');
    expect(run('SELEC 1')).toBe('42601 syntax error at or near "SELEC"');
    expect(run('SELECT id, count(*) FROM votes')).toBe('42803 column "votes.id" must appear in the GROUP BY clause or be used in an aggregate function');
    expect(run("INSERT INTO votes VALUES ('v1', 'b')")).toBe('23505 duplicate key value violates unique constraint "votes_id_key" | Key (id)=(v1) already exists.');
    expect(run("INSERT INTO votes VALUES ('v9')")).toBe('23502 null value in column "vote" of relation "votes" violates not-null constraint | Failing row contains (v9, null).');
    expect(run("CREATE TABLE n (i int); INSERT INTO n VALUES ('x')")).toBe('CREATE TABLE 0\n22P02 invalid input syntax for type integer: "x"');
    expect(run('SELECT 1/0')).toBe('22012 division by zero');
    expect(run('WITH x AS (SELECT 1) SELECT 1')).toBe('0A000 WITH is not supported');
    expect(run('SELECT lower(1, 2)')).toBe('42883 function lower(integer, integer) does not exist');
  });

  test('a refused statement leaves nothing behind, a transaction is kept or taken back whole', () => {
    const { run } = open('postgres');
    run(VOTES);
    expect(run("INSERT INTO votes VALUES ('v4', 'a'), ('v1', 'a')")).toContain('23505');
    expect(run("BEGIN; INSERT INTO votes VALUES ('v5', 'a'); SELECT count(*) FROM votes; ROLLBACK; SELECT count(*) FROM votes")).toBe('BEGIN 0\nINSERT 0 1 1\n4\nROLLBACK 0\n3');
    expect(run('BEGIN; SELECT nope; SELECT 1; COMMIT')).toBe('BEGIN 0\n42703 column "nope" does not exist\n25P02 current transaction is aborted, commands ignored until end of transaction block\nROLLBACK 0');
  });

  test('another server finds the rows on the same disk, also after they were written over many times', () => {
    const first = open('postgres');
    first.run(VOTES);
    for (let i = 0; i < 900; i++) first.run(`UPDATE votes SET vote = '${i}' WHERE id = 'v1'`);
    expect((first.files.read('/data/rows') as string).split('\n').length).toBeLessThan(450);
    const second = open('postgres', first.files);
    expect(second.run("SELECT vote FROM votes WHERE id = 'v1'; SELECT count(*) FROM votes")).toBe('899\n3');
  });
});

describe('mysql', () => {
  test('counts rows by itself, updates duplicates, and tells of tables', () => {
    const { run } = open('mysql');
    expect(run('CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL, n INT DEFAULT 0)')).toBe('CREATE TABLE 0');
    expect(run("INSERT INTO t (name) VALUES ('a'), ('b'); INSERT INTO t (id, name) VALUES (1, 'a') ON DUPLICATE KEY UPDATE n = n + 5; SELECT * FROM t")).toBe('INSERT 0 2 2\nINSERT 0 2 2\n1,a,5 2,b,0');
    expect(run('DESCRIBE t')).toBe('id,int,NO,PRI,null,auto_increment name,varchar(20),NO,,null, n,int,YES,,0,');
    expect(run("SELECT 7 / 2, 'A' = 'a', IF(1, 'yes', 'no'), CONCAT('x', NULL)")).toBe('3.5000,1,yes,null');
    expect(run('SHOW TABLES; REPLACE INTO t VALUES (2, \'c\', 1); SELECT name FROM t WHERE id = 2')).toBe('t\nINSERT 0 2 2\nc');
  });

  test('refusals in its words', () => {
    const { run } = open('mysql');
    run('CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(3))');
    expect(run('SELECT * FROM nope')).toBe("1146 Table 'app.nope' doesn't exist");
    expect(run('SELECT nope FROM t')).toBe("1054 Unknown column 'nope' in 'field list'");
    expect(run('SELECT id FROM t WHERE nope = 1; USE nowhere')).toContain("1049 Unknown database 'nowhere'");
    expect(run("INSERT INTO t VALUES (1, 'abcd')")).toBe("1406 Data too long for column 'name' at row 1");
    expect(run("INSERT INTO t VALUES (1, 'a'); INSERT INTO t VALUES (1, 'b')")).toContain("1062 Duplicate entry '1' for key 't.PRIMARY'");
    expect(run('INSERT INTO t VALUES (1)')).toBe("1136 Column count doesn't match value count at row 1");
    expect(run('SELEC 1')).toContain("1064 You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'SELEC 1' at line 1");
  });
});

test('tables as psql and mysql draw them', () => {
  const columns = [{ name: 'vote', type: { base: 'text' as const } }, { name: 'count', type: { base: 'integer' as const } }];
  const rows = [['a', '2'], ['b', '10']];
  const style = { tuplesOnly: false, unaligned: false, expanded: false, separator: '|' };
  expect(psqlTable(columns, rows, style)).toBe(' vote | count \n------+-------\n a    |     2\n b    |    10\n(2 rows)\n\n');
  expect(psqlTable(columns, rows, { ...style, unaligned: true, tuplesOnly: true })).toBe('a|2\nb|10\n');
  expect(mysqlTable(columns, rows, 'box', true)).toBe('+------+-------+\n| vote | count |\n+------+-------+\n| a    |     2 |\n| b    |    10 |\n+------+-------+\n');
  expect(mysqlTable(columns, rows, 'tabs', true)).toBe('vote\tcount\na\t2\nb\t10\n');
});
