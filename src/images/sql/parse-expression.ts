/** Expressions and SELECT, by precedence: OR, AND, NOT, comparisons, `||`, sums, products, signs. */
import type { Cursor } from './cursor';
import { parseType } from './parse-type';
import type { Expression, Select, SelectItem, TableReference } from './syntax';
import { refuse } from './trouble';

const COMPARISONS = ['=', '<>', '!=', '<=', '>=', '<', '>', '<=>'];
/** Functions that are called without parentheses. */
const BARE = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_USER', 'SESSION_USER', 'LOCALTIMESTAMP', 'USER']);

export function parseExpression(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (cursor.take('OR')) left = { kind: 'binary', operator: 'OR', left, right: parseAnd(cursor) };
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor);
  while (cursor.take('AND') || cursor.take('&&')) left = { kind: 'binary', operator: 'AND', left, right: parseNot(cursor) };
  return left;
}

function parseNot(cursor: Cursor): Expression {
  if (cursor.take('NOT')) return { kind: 'unary', operator: 'NOT', of: parseNot(cursor) };
  return parseComparison(cursor);
}

function parseComparison(cursor: Cursor): Expression {
  let left = parseConcat(cursor);
  for (;;) {
    const operator = COMPARISONS.find((each) => cursor.at(each));
    if (operator !== undefined) {
      cursor.next();
      left = { kind: 'binary', operator: operator === '!=' ? '<>' : operator, left, right: parseConcat(cursor) };
      continue;
    }
    if (cursor.take('IS')) {
      const not = cursor.take('NOT');
      if (cursor.take('NULL')) left = { kind: 'null-test', of: left, not };
      else if (cursor.at('TRUE') || cursor.at('FALSE')) left = { kind: 'truth-test', of: left, truth: cursor.next().upper === 'TRUE', not };
      else cursor.fail();
      continue;
    }
    const not = cursor.at('NOT') && ['IN', 'LIKE', 'ILIKE', 'BETWEEN', 'REGEXP', 'RLIKE'].includes(cursor.peek().upper) && cursor.take('NOT');
    if (cursor.take('IN')) {
      if (cursor.at('(', 'SELECT')) {
        cursor.next();
        left = { kind: 'in', of: left, list: parseSelect(cursor), not };
        cursor.expect(')');
      } else left = { kind: 'in', of: left, list: cursor.list(() => parseExpression(cursor)), not };
    } else if (cursor.at('LIKE') || cursor.at('ILIKE')) {
      const operator = cursor.next().upper;
      const like: Expression = { kind: 'binary', operator, left, right: parseConcat(cursor) };
      left = not ? { kind: 'unary', operator: 'NOT', of: like } : like;
    } else if (cursor.take('BETWEEN')) {
      const low = parseConcat(cursor);
      cursor.expect('AND');
      left = { kind: 'between', of: left, low, high: parseConcat(cursor), not };
    } else if (cursor.at('REGEXP') || cursor.at('RLIKE')) refuse({ kind: 'unsupported', what: 'regular expressions' });
    else return left;
  }
}

function parseConcat(cursor: Cursor): Expression {
  let left = parseSum(cursor);
  while (cursor.take('||')) left = { kind: 'binary', operator: cursor.dialect === 'mysql' ? 'OR' : '||', left, right: parseSum(cursor) };
  return left;
}

function parseSum(cursor: Cursor): Expression {
  let left = parseProduct(cursor);
  while (cursor.at('+') || cursor.at('-')) left = { kind: 'binary', operator: cursor.next().text, left, right: parseProduct(cursor) };
  return left;
}

function parseProduct(cursor: Cursor): Expression {
  let left = parseSign(cursor);
  while (cursor.at('*') || cursor.at('/') || cursor.at('%') || cursor.at('DIV') || cursor.at('MOD')) {
    const operator = cursor.next().upper;
    left = { kind: 'binary', operator: operator === 'MOD' ? '%' : operator, left, right: parseSign(cursor) };
  }
  return left;
}

function parseSign(cursor: Cursor): Expression {
  if (cursor.take('-')) return { kind: 'unary', operator: '-', of: parseSign(cursor) };
  if (cursor.take('+')) return parseSign(cursor);
  let of = parsePrimary(cursor);
  while (cursor.dialect === 'postgres' && cursor.take('::')) of = { kind: 'cast', of, type: parseType(cursor).type };
  if (cursor.at('->') || cursor.at('->>')) refuse({ kind: 'unsupported', what: 'JSON operators' });
  return of;
}

function parsePrimary(cursor: Cursor): Expression {
  const { token } = cursor;
  if (token.kind === 'number') {
    cursor.next();
    return { kind: 'value', value: Number(token.text), decimal: !/^\d+$/.test(token.text) };
  }
  if (token.kind === 'string') {
    cursor.next();
    return { kind: 'value', value: token.text };
  }
  if (cursor.take('(')) {
    if (cursor.at('SELECT')) {
      const select = parseSelect(cursor);
      cursor.expect(')');
      return { kind: 'subquery', select };
    }
    const inner = parseExpression(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.take('NULL')) return { kind: 'value', value: null };
  if (cursor.take('TRUE')) return { kind: 'value', value: true };
  if (cursor.take('FALSE')) return { kind: 'value', value: false };
  if (cursor.take('CASE')) return parseCase(cursor);
  if (cursor.at('EXISTS', '(')) {
    cursor.take('EXISTS', '(');
    const select = parseSelect(cursor);
    cursor.expect(')');
    return { kind: 'exists', select };
  }
  if (cursor.at('CAST', '(')) {
    cursor.take('CAST', '(');
    const of = parseExpression(cursor);
    cursor.expect('AS');
    const { type } = parseType(cursor);
    cursor.expect(')');
    return { kind: 'cast', of, type };
  }
  if (cursor.at('INTERVAL')) refuse({ kind: 'unsupported', what: 'intervals' });
  if (cursor.take('@')) {
    // `@@version` and the like.
    cursor.take('@');
    let name = cursor.name();
    if (cursor.take('.')) name = cursor.name();
    return { kind: 'call', name: `@@${name.toLowerCase()}`, args: [], star: false, distinct: false, at: token.at };
  }
  if (token.kind === 'word' && BARE.has(token.upper) && !(cursor.peek().kind === 'sign' && (cursor.peek().text === '(' || cursor.peek().text === '.'))) {
    cursor.next();
    return { kind: 'call', name: token.text.toLowerCase(), args: [], star: false, distinct: false, at: token.at };
  }
  if (cursor.at('VALUES', '(')) {
    cursor.take('VALUES', '(');
    const name = cursor.name();
    cursor.expect(')');
    return { kind: 'excluded', name };
  }
  if ((cursor.at('LEFT') || cursor.at('RIGHT') || cursor.at('REPLACE') || cursor.at('IF')) && cursor.peek().text === '(') return parseCall(cursor, cursor.next().text, token.at);
  const first = cursor.name();
  if (cursor.at('(')) return parseCall(cursor, first, token.at);
  if (!cursor.take('.')) return { kind: 'column', name: first, at: token.at };
  if (cursor.take('*')) return { kind: 'star', table: first };
  const second = cursor.name();
  if (cursor.at('(')) return parseCall(cursor, second, token.at);
  if (cursor.take('.')) return { kind: 'column', table: second, name: cursor.name(), at: token.at };
  if (first === 'excluded') return { kind: 'excluded', name: second };
  return { kind: 'column', table: first, name: second, at: token.at };
}

function parseCall(cursor: Cursor, name: string, at: number): Expression {
  cursor.expect('(');
  const lower = name.toLowerCase();
  if (cursor.take('*')) {
    cursor.expect(')');
    return notWindow(cursor, { kind: 'call', name: lower, args: [], star: true, distinct: false, at });
  }
  const distinct = cursor.take('DISTINCT');
  if (cursor.take(')')) return notWindow(cursor, { kind: 'call', name: lower, args: [], star: false, distinct, at });
  const args = [parseExpression(cursor)];
  // `substring(x from 1 for 2)`, `position(a in b)`: of those only the commas are known.
  while (cursor.take(',') || cursor.take('FROM') || cursor.take('FOR')) args.push(parseExpression(cursor));
  cursor.expect(')');
  return notWindow(cursor, { kind: 'call', name: lower, args, star: false, distinct, at });
}

function notWindow(cursor: Cursor, call: Expression): Expression {
  if (cursor.at('OVER', '(')) refuse({ kind: 'unsupported', what: 'window functions' });
  return call;
}

function parseCase(cursor: Cursor): Expression {
  const of = cursor.at('WHEN') ? undefined : parseExpression(cursor);
  const whens: { when: Expression; then: Expression }[] = [];
  while (cursor.take('WHEN')) {
    const when = parseExpression(cursor);
    cursor.expect('THEN');
    whens.push({ when, then: parseExpression(cursor) });
  }
  if (whens.length === 0) cursor.fail();
  const otherwise = cursor.take('ELSE') ? parseExpression(cursor) : undefined;
  cursor.expect('END');
  return { kind: 'case', ...(of ? { of } : {}), whens, ...(otherwise ? { otherwise } : {}) };
}

export function parseItems(cursor: Cursor): SelectItem[] {
  return cursor.commas(() => {
    const { at } = cursor.token;
    if (cursor.take('*')) return { expression: { kind: 'star' }, text: '*' };
    const expression = parseExpression(cursor);
    const text = cursor.textFrom(at);
    const alias = cursor.take('AS') ? (cursor.token.kind === 'string' ? cursor.next().text : cursor.name()) : cursor.isName() ? cursor.name() : undefined;
    return { expression, text, ...(alias === undefined ? {} : { alias }) };
  });
}

export function parseSelect(cursor: Cursor): Select {
  cursor.expect('SELECT');
  const distinct = cursor.take('DISTINCT');
  cursor.take('ALL');
  const items = parseItems(cursor);
  const select: Select = { distinct, items, from: [], groupBy: [], orderBy: [] };
  if (cursor.take('FROM')) {
    if (!cursor.take('DUAL')) select.from = parseFrom(cursor);
  }
  if (cursor.take('WHERE')) select.where = parseExpression(cursor);
  if (cursor.take('GROUP')) {
    cursor.expect('BY');
    select.groupBy = cursor.commas(() => parseExpression(cursor));
  }
  if (cursor.take('HAVING')) select.having = parseExpression(cursor);
  for (const word of ['UNION', 'INTERSECT', 'EXCEPT']) if (cursor.at(word)) refuse({ kind: 'unsupported', what: word });
  if (cursor.take('ORDER')) {
    cursor.expect('BY');
    select.orderBy = cursor.commas(() => {
      const expression = parseExpression(cursor);
      const descending = cursor.take('DESC');
      if (!descending) cursor.take('ASC');
      const nulls = cursor.take('NULLS') ? (cursor.take('FIRST') ? 'first' : (cursor.expect('LAST'), 'last' as const)) : undefined;
      return { expression, descending, ...(nulls ? { nulls } : {}) };
    });
  }
  if (cursor.take('LIMIT')) {
    if (!cursor.take('ALL')) select.limit = parseExpression(cursor);
    if (cursor.dialect === 'mysql' && cursor.take(',')) {
      select.offset = select.limit as Expression;
      select.limit = parseExpression(cursor);
    }
  }
  if (cursor.take('OFFSET')) {
    select.offset = parseExpression(cursor);
    cursor.take('ROWS');
  }
  if (cursor.take('FOR')) {
    // Row locks: there is one writer at a time here, so there is nothing to lock.
    cursor.expect('UPDATE');
  }
  return select;
}

function parseFrom(cursor: Cursor): TableReference[] {
  const tables: TableReference[] = [parseReference(cursor)];
  for (;;) {
    if (cursor.take(',') || cursor.take('CROSS', 'JOIN')) {
      tables.push({ ...parseReference(cursor), join: { kind: 'cross' } });
      continue;
    }
    if (cursor.at('RIGHT') || cursor.at('FULL')) refuse({ kind: 'unsupported', what: `${cursor.token.upper} JOIN` });
    const left = cursor.at('LEFT');
    if (left) {
      cursor.next();
      cursor.take('OUTER');
    } else cursor.take('INNER');
    if (!cursor.take('JOIN')) {
      if (left) cursor.fail();
      return tables;
    }
    const reference = parseReference(cursor);
    const kind = left ? 'left' : 'inner';
    if (cursor.take('USING')) tables.push({ ...reference, join: { kind, using: cursor.list(() => cursor.name()) } });
    else {
      cursor.expect('ON');
      tables.push({ ...reference, join: { kind, on: parseExpression(cursor) } });
    }
  }
}

function parseReference(cursor: Cursor): TableReference {
  if (cursor.at('(')) refuse({ kind: 'unsupported', what: 'a query in FROM' });
  const { at } = cursor.token;
  const first = cursor.name();
  const second = cursor.take('.') ? cursor.name() : undefined;
  if (cursor.at('(')) refuse({ kind: 'unsupported', what: 'a function in FROM' });
  const table = second ?? first;
  cursor.take('AS');
  const alias = cursor.isName() ? cursor.name() : table;
  return { table, alias, at, ...(second === undefined ? {} : { database: first }) };
}
