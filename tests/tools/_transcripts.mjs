/** Compares a transcript of real Docker with the simulation's, step by step: what differs from run to run (ids, times, versions) does not count. */

const AGO = /(?:[Ll]ess than a second|[Aa]bout an? (?:minute|hour)|\d+ (?:second|minute|hour|day|week|month|year)s?)(?: ago)?/g;
const MEASURES = /^(Index|NanoCPUs|MemoryBytes|PID|Pid|Size|SharedSize|VirtualSize|ExitCode|StartedAt|FinishedAt|CreatedAt|UpdatedAt|CompletedAt|Created|Timestamp|JoinedAt|Start|End|CertIssuerSubject|CertIssuerPublicKey|TrustRoot|EngineVersion|Version|Plugins|KernelVersion|Sandbox\w*)$/;

/** Replaces what differs from run to run by placeholders; an id keeps its placeholder wherever its short form stands. */
function normaliser() {
  const ids = new Map();
  const name = (id) => { const k = id.slice(0, 12); if (!ids.has(k)) ids.set(k, `<id${ids.size + 1}>`); return ids.get(k); };
  const text = (s) => s
    .replace(/SWMTKN-1-[a-z0-9]+-[a-z0-9]+/g, '<token>').replace(/SWMKEY-1-\S+/g, '<key>')
    .replace(/sha256:[0-9a-f]{64}/g, '<digest>').replace(/\b\d{2}\.\d{1,2}\.\d{1,2}(?:\+\w+)?(?![\w.])/g, '<version>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?(?: \+0000)?(?: UTC| utc)?/g, '<time>')
    .replace(/\b(?:[a-z0-9]{25}|[0-9a-f]{64})\b/g, (m) => (/\d/.test(m) ? name(m) : m))
    .replace(/\b[a-z0-9]{12}\b/g, (m) => (ids.has(m) ? ids.get(m) : /^(?=.*\d)(?=.*[a-f])[0-9a-f]{12}$/.test(m) ? name(m) : m))
    .replace(AGO, '<ago>').replace(/time[=<]?[\d.]+ ?ms/g, 'time=<ms>');
  const cell = (s, header) => (/(^| )ID$/.test(header) && /^[a-z0-9]{12}/.test(s) ? name(s.slice(0, 12)) + s.replace(/^[a-z0-9]+/, '') : text(s));
  return { text, cell };
}

function asTable(s) {
  const lines = s.replace(/\n$/, '').split('\n');
  const head = lines[0];
  if (!/^[A-Z][A-Z0-9 /%]*[A-Z%]( {2,}[A-Z][A-Z0-9 /%]*)+ *$/.test(head)) return null;
  const at = [...head.matchAll(/(?:^| {2,})(?=[A-Z])/g)].map((m) => m.index + m[0].length);
  return { head: head.trim().split(/ {2,}/), rows: lines.slice(1).map((l) => at.map((a, i) => [...l].slice(a, at[i + 1]).join('').trim())) };
}

function view(step, norm) {
  const err = norm.text((step.stderr ?? '').trim());
  const raw = step.stdout ?? '';
  const table = asTable(raw);
  if (table) {
    const rows = table.rows.map((r) => r.map((c, i) => (table.head[i] === 'NODE' && !step.placement ? '<node>' : norm.cell(c, table.head[i]))).join(' | '));
    return { kind: 'table', head: table.head.join(' | '), rows: rows.map((r) => r.replace(/<id\d+>/g, '<id>')).sort(), err };
  }
  const t = raw.trim();
  if (/^[[{]/.test(t)) { try { return { kind: 'json', value: JSON.parse(t), err, norm }; } catch { /* not JSON */ } }
  return { kind: 'text', text: norm.text(t), err };
}

function jsonDiff(a, b, na, nb, path = '') {
  const key = path.split('.').pop().replace(/\[\d+\]$/, '');
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    if (typeof a !== typeof b) return [`${path}: ${JSON.stringify(a)} / ${JSON.stringify(b)}`];
    if (MEASURES.test(key)) return [];
    const x = typeof a === 'string' ? na.text(a).replace(/<id\d+>/g, '<id>') : a, y = typeof b === 'string' ? nb.text(b).replace(/<id\d+>/g, '<id>') : b;
    return x === y ? [] : [`${path}: ${JSON.stringify(x)} / ${JSON.stringify(y)}`];
  }
  if (MEASURES.test(key) && key !== 'Version') return [];
  if (Array.isArray(a) !== Array.isArray(b)) return [`${path}: array / object`];
  if (Array.isArray(a)) return a.length !== b.length ? [`${path}: ${a.length} / ${b.length} entries`] : a.flatMap((v, i) => jsonDiff(v, b[i], na, nb, `${path}[${i}]`));
  const ren = (o, n) => Object.fromEntries(Object.entries(o).map(([k, v]) => [n.text(k).replace(/<id\d+>/g, '<id>'), v]));
  const A = ren(a, na), B = ren(b, nb);
  return [...new Set([...Object.keys(A), ...Object.keys(B)])].flatMap((k) => (k in A ? (k in B ? jsonDiff(A[k], B[k], na, nb, `${path}.${k}`) : [`${path}.${k}: missing in the simulation`]) : [`${path}.${k}: not in the real one`]));
}

function compareSteps(r, s, nr, ns) {
  const mode = r.compare ?? 'all';
  if (mode === 'none') { view(r, nr); view(s ?? {}, ns); return []; }
  if (!s) return ['no such step'];
  if (r.exit !== s.exit) { view(r, nr); view(s, ns); return [`exit ${r.exit} / ${s.exit}: ${(s.stderr || s.stdout || '').trim().slice(0, 160)}`]; }
  if (mode === 'exit' || r.tty) { view(r, nr); view(s, ns); return []; }
  const a = view(r, nr), b = view({ ...s, placement: r.placement }, ns);
  const d = [];
  const strip = (x) => x.replace(/<id\d+>/g, '<id>');
  if (strip(a.err) !== strip(b.err)) d.push(`stderr: ${JSON.stringify(a.err)} / ${JSON.stringify(b.err)}`);
  if (a.kind !== b.kind) d.push(`stdout: ${JSON.stringify((r.stdout ?? '').slice(0, 200))} / ${JSON.stringify((s.stdout ?? '').slice(0, 200))}`);
  else if (a.kind === 'json') d.push(...jsonDiff(a.value, b.value, nr, ns));
  else if (a.kind === 'text') { if (strip(a.text) !== strip(b.text)) d.push(`stdout: ${JSON.stringify(a.text)} / ${JSON.stringify(b.text)}`); }
  else {
    if (a.head !== b.head) d.push(`header: ${a.head} / ${b.head}`);
    if (JSON.stringify(a.rows) !== JSON.stringify(b.rows)) d.push(`rows:\n      ${a.rows.join('\n      ')}\n    /\n      ${b.rows.join('\n      ')}`);
  }
  return d;
}

/** Steps that agree, of those that count, and a line for each difference; `limit` differences are told for a step. */
export function compareTranscripts(real, simulated, limit = 4) {
  const nr = normaliser(), ns = normaliser();
  let agree = 0, of = 0;
  const lines = [];
  real.steps.forEach((r, i) => {
    if (r.run === undefined) return;
    const d = compareSteps(r, simulated.steps[i], nr, ns);
    if (r.compare === 'none') return;
    of++;
    if (d.length) lines.push(`  ${i} ${r.on}$ ${r.run}\n    ${d.slice(0, limit).join('\n    ')}`);
    else agree++;
  });
  return { agree, of, lines };
}
