/**
 * The voting app: a page with two buttons, a queue in redis, a worker that empties it into postgres, and a page that
 * counts. Names, tables and queue are those of Docker's example; the design is ours.
 */
import { jsonResponse, textResponse, type HttpHandler, type Main, type OpenFile, type Process } from '../../os';
import { sleep, type Program } from '../../sim';
import { bodyOf, clfTime, byteCount, complain, endOn, forever, listen, pathOf, print, server } from '../_programs';
import { cookieOf, escapeHtml, fieldOf, htmlPage } from '../_html';
import { ask, redisCommand } from '../_redis-protocol';
import { addressOf, Client, literal, query, type ConnectFailure } from '../sql/wire';

export type Pair = readonly [a: string, b: string];

const A = '#1f7ae0';
const B = '#00a884';

function choices(process: Process, [a, b]: Pair): Pair {
  return [process.env.get('OPTION_A') ?? a, process.env.get('OPTION_B') ?? b];
}

const VOTE_CSS =
  'body{min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:28px;padding:24px;text-align:center}h1{font-size:clamp(28px,6vw,52px);letter-spacing:-.02em}' +
  'form{display:grid;grid-template-columns:1fr 1fr;gap:20px;width:min(760px,100%)}button{position:relative;border:0;border-radius:18px;min-height:210px;color:#fff;font-size:clamp(24px,5vw,42px);font-weight:700;cursor:pointer;box-shadow:0 10px 30px #0002}' +
  `button:hover{filter:brightness(1.07)}button:focus-visible{outline:4px solid #1d2126;outline-offset:4px}.a{background:${A}}.b{background:${B}}button.chosen::after{content:"\\2713 your vote";position:absolute;left:0;right:0;bottom:18px;font-size:16px;font-weight:600}` +
  '.other{opacity:.55}p{color:#5d6670}.error{color:#a61b29;font-weight:600}';

function votePage(process: Process, [a, b]: Pair, vote: string | undefined, trouble: string | undefined): string {
  const button = (value: string, name: string): string =>
    `<button name="vote" type="submit" value="${value}" class="${value} ${vote === value ? 'chosen' : vote === undefined ? '' : 'other'}" aria-pressed="${vote === value}">${escapeHtml(name)}</button>`;
  return (
    `<h1>${escapeHtml(a)} vs ${escapeHtml(b)}!</h1>\n<form method="POST" action="/">\n${button('a', a)}\n${button('b', b)}\n</form>\n` +
    `${trouble === undefined ? `<p>${vote === undefined ? 'One vote each.' : '(Tip: you can change your vote)'}</p>` : `<p class="error" role="alert">${escapeHtml(trouble)}</p>`}\n` +
    `<p>Processed by container ID <span class="mono">${escapeHtml(process.machine.hostname)}</span></p>`
  );
}

function voteHandler(process: Process, pair: Pair): HttpHandler {
  return function* vote(request) {
    if (pathOf(request) !== '/') return textResponse(404, 'Not Found\n');
    const [a, b] = choices(process, pair);
    const voter = cookieOf(request, 'voter_id') ?? process.sim.random('image.vote').hex(15);
    let chosen: string | undefined;
    let trouble: string | undefined;
    if (request.method === 'POST') {
      const given = fieldOf(yield* bodyOf(request), 'vote');
      if (given !== 'a' && given !== 'b') return textResponse(400, 'Bad Request\n');
      yield* complain(process, `[INFO] in app: Received vote for ${given}\n`);
      const reply = yield* redisCommand(process, 'redis', ['RPUSH', 'votes', JSON.stringify({ voter_id: voter, vote: given })]);
      if (typeof reply === 'number') chosen = given;
      else {
        trouble = 'Your vote could not be taken: no answer from redis.';
        yield* complain(process, '[ERROR] in app: redis.exceptions.ConnectionError: Error connecting to redis:6379.\n');
      }
    }
    const response = htmlPage({
      title: `${a} vs ${b}!`,
      body: votePage(process, [a, b], chosen, trouble),
      css: VOTE_CSS,
      status: trouble === undefined ? 200 : 500,
      headers: { 'set-cookie': `voter_id=${voter}; Path=/` },
    });
    yield* print(process, `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(process)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteCount(response.body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`);
    return response;
  };
}

export function votingVote(pair: Pair): Main {
  return server({ port: 80, banner: 'Listening at: http://0.0.0.0:80 (1)\n', memoryBytes: 60 * 1024 * 1024, handler: (process) => voteHandler(process, pair) });
}

/** As whom the applications come to the database; a server that trusts everybody does not look at the password. */
function* connectDatabase(process: Process): Program<Client | ConnectFailure> {
  return yield* Client.open(process, 'db', 5432, { user: 'postgres', password: 'postgres', database: 'postgres', local: false, from: addressOf(process) });
}

const TABLE = 'CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)';

/** Tries until the database lets it in. */
function* waitForDatabase(process: Process): Program<Client> {
  for (;;) {
    const client = yield* connectDatabase(process);
    if (client instanceof Client) return client;
    yield* complain(process, 'words' in client ? `Waiting for db: ${client.words.message}\n` : 'Waiting for db\n');
    yield* sleep(process.sim, 1_000);
  }
}

function* waitForRedis(process: Process): Program<OpenFile> {
  for (;;) {
    const connection = yield* process.machine.net.connect('redis', 6379, 5_000);
    if (connection.ok) return connection.value;
    yield* complain(process, 'Waiting for redis\n');
    yield* sleep(process.sim, 1_000);
  }
}

/** Takes votes from the queue into the table; while nobody votes it only waits. */
export function votingWorker(): Main {
  return function* worker(process) {
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    process.memoryBytes = 42 * 1024 * 1024;
    let database = yield* waitForDatabase(process);
    yield* query(database, TABLE);
    yield* print(process, 'Connected to db\n');
    let redis = yield* waitForRedis(process);
    const found = yield* process.machine.net.resolve('redis');
    yield* print(process, `Found redis at ${found.ok ? (found.value.addresses[0] ?? 'redis') : 'redis'}\nConnecting to redis\n`);
    for (;;) {
      const popped = yield* ask(redis, ['BLPOP', 'votes', '0']);
      if (popped === undefined) {
        yield* print(process, 'Reconnecting Redis\n');
        redis.close();
        yield* sleep(process.sim, 1_000);
        redis = yield* waitForRedis(process);
        continue;
      }
      const vote = voteOf(Array.isArray(popped) ? popped[1] : undefined);
      if (!vote) continue;
      yield* print(process, `Processing vote for '${vote.vote}' by '${vote.voter_id}'\n`);
      const sql = `INSERT INTO votes (id, vote) VALUES (${literal(vote.voter_id)}, ${literal(vote.vote)}) ON CONFLICT (id) DO UPDATE SET vote = EXCLUDED.vote`;
      for (let done = yield* query(database, sql); done === undefined || 'words' in done; done = yield* query(database, sql)) {
        yield* print(process, 'Reconnecting DB\n');
        database.close();
        yield* sleep(process.sim, 1_000);
        database = yield* waitForDatabase(process);
        yield* query(database, TABLE);
      }
    }
  };
}

function voteOf(text: unknown): { vote: string; voter_id: string } | undefined {
  try {
    const value = JSON.parse(String(text)) as Record<string, unknown>;
    return typeof value['vote'] === 'string' && typeof value['voter_id'] === 'string' ? { vote: value['vote'], voter_id: value['voter_id'] } : undefined;
  } catch {
    return undefined;
  }
}

const RESULT_CSS =
  'body{min-height:100vh;display:flex;flex-direction:column}main{flex:1;display:grid;place-items:center;position:relative;overflow:hidden}.side{position:absolute;top:0;bottom:0;transition:width .6s}' +
  `.side.a{left:0;background:${A}}.side.b{right:0;background:${B}}@media (prefers-reduced-motion:reduce){.side{transition:none}}` +
  '.cards{position:relative;display:grid;grid-template-columns:1fr 1fr;width:min(760px,92%);background:#fff;border-radius:18px;box-shadow:0 14px 44px #0003;text-align:center;overflow:hidden}' +
  '.cards div{padding:34px 18px}.cards div+div{border-left:1px solid #e3ddd2}.label{font-size:20px;color:#5d6670}.share{font-size:clamp(44px,10vw,84px);font-weight:800;letter-spacing:-.03em;line-height:1.1}' +
  `.cards .a .share{color:#1a66bd}.cards .b .share{color:#007a60}footer{background:#1d2126;color:#fff;padding:14px;text-align:center}footer span{opacity:.75;margin-left:14px}`;

const RESULT_SCRIPT =
  "function show(s){var n=s.a+s.b,p=n?Math.round(s.a*1000/n)/10:50;document.getElementById('wa').style.width=p+'%';document.getElementById('wb').style.width=(100-p)+'%';" +
  "document.getElementById('a').textContent=p.toFixed(1)+'%';document.getElementById('b').textContent=(100-p).toFixed(1)+'%';document.getElementById('result').textContent=n===0?'No votes yet':n===1?'1 vote':n+' votes';}" +
  "function poll(){fetch('/scores').then(function(r){return r.json()}).then(function(s){document.getElementById('state').textContent=s.error||'';if(!s.error)show(s)}).catch(function(){document.getElementById('state').textContent='no answer'}).then(function(){setTimeout(poll,2000)})}setTimeout(poll,2000);";

interface Scores {
  a: number;
  b: number;
}

function resultPage(process: Process, [a, b]: Pair, scores: Scores | string): string {
  const { a: forA, b: forB } = typeof scores === 'string' ? { a: 0, b: 0 } : scores;
  const total = forA + forB;
  const share = total === 0 ? 50 : Math.round((forA * 1000) / total) / 10;
  const side = (id: string, name: string, percent: number): string =>
    `<div class="${id}"><p class="label">${escapeHtml(name)}</p><p class="share" id="${id}">${percent.toFixed(1)}%</p></div>`;
  return (
    `<main><span class="side a" id="wa" style="width:${share}%"></span><span class="side b" id="wb" style="width:${100 - share}%"></span>\n` +
    `<section class="cards" aria-label="Result">${side('a', a, share)}${side('b', b, 100 - share)}</section></main>\n` +
    `<footer><b id="result">${total === 0 ? 'No votes yet' : total === 1 ? '1 vote' : `${total} votes`}</b><span id="state" role="status">${typeof scores === 'string' ? escapeHtml(scores) : ''}</span>` +
    `<span>counted by <span class="mono">${escapeHtml(process.machine.hostname)}</span></span></footer>`
  );
}

export function votingResult(pair: Pair): Main {
  return function* result(process) {
    endOn(process, ['SIGTERM', 'SIGINT'], 143);
    process.memoryBytes = 46 * 1024 * 1024;
    yield* print(process, `${new Date(Math.floor(process.sim.nowMs)).toUTCString()} - App running on port 80\n`);
    let database: Client | undefined;
    const scores = function* (): Program<Scores | string> {
      const counted = database && (yield* query(database, 'SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote'));
      if (!counted || ('words' in counted && database)) {
        if (counted && 'words' in counted && counted.words.state === '42P01') return { a: 0, b: 0 };
        database?.close();
        database = undefined;
        const opened = yield* connectDatabase(process);
        if (!(opened instanceof Client)) return 'words' in opened ? `Waiting for db: ${opened.words.message}` : 'Waiting for db';
        database = opened;
        const again = yield* query(database, 'SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote');
        return again && 'rows' in again ? scoresOf(again.rows) : { a: 0, b: 0 };
      }
      return 'rows' in counted ? scoresOf(counted.rows) : { a: 0, b: 0 };
    };
    const handler: HttpHandler = function* answer(request) {
      const path = pathOf(request);
      if (path === '/scores') {
        const counted = yield* scores();
        return jsonResponse(200, typeof counted === 'string' ? { error: counted } : counted);
      }
      if (path !== '/') return textResponse(404, `Cannot GET ${path}\n`);
      const [a, b] = choices(process, pair);
      return htmlPage({ title: `${a} vs ${b} -- Result`, body: resultPage(process, [a, b], yield* scores()), css: RESULT_CSS, script: RESULT_SCRIPT });
    };
    if (!(yield* listen(process, 80, handler))) return 1;
    database = yield* waitForDatabase(process);
    yield* print(process, 'Connected to db\n');
    return yield* forever();
  };
}

function scoresOf(rows: readonly (string | null)[][]): Scores {
  const of = (vote: string): number => Number(rows.find((row) => row[0] === vote)?.[1] ?? 0);
  return { a: of('a'), b: of('b') };
}
