/** The template engine against outputs of Go's text/template and of docker 28.2.2. */
import { describe, expect, test } from 'vitest';
import { GoTypes, Template, TemplateError, wrap, type Row } from './index';

function render(text: string, data: unknown, options = {}): string {
  try {
    return Template.parse(text).execute(wrap(data), options);
  } catch (error) {
    if (error instanceof TemplateError) return `! ${error.message}`;
    throw error;
  }
}

const types = new GoTypes(`
swarm.Meta
  Index uint64 ?
  CreatedAt time.Time ?
swarm.Service
  ID
  < swarm.Meta
  Labels map[string]string
  Mode *swarm.Mode ?
  Delay *time.Duration ?
  Args []string ?
swarm.Mode
  Replicas *uint64 ?
`);

const service = (data: unknown) => ({ type: types.get('swarm.Service'), data });

describe('what templates write', () => {
  const data = { Name: 'web', Labels: { b: '2', a: '1' }, Ports: [80, 443], Nested: { On: true, None: null } };
  for (const [text, expected] of [
    ['{{.Name}}', 'web'],
    ['a {{- .Name -}} b', 'awebb'],
    ['{{/* nothing */}}x', 'x'],
    ['{{.Labels}}', 'map[a:1 b:2]'],
    ['{{.Ports}}', '[80 443]'],
    ['{{.Nope}}', '<no value>'],
    ['{{.Nope.Deeper}}', '<no value>'],
    ['{{json .Labels}}', '{"a":"1","b":"2"}'],
    ['{{range $i, $p := .Ports}}{{if $i}}, {{end}}{{$p}}{{end}}', '80, 443'],
    ['{{range .Nope}}x{{else}}none{{end}}', 'none'],
    ['{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}', 'a=1;b=2;'],
    ['{{range .Ports}}{{if eq (printf "%v" .) "80"}}{{continue}}{{end}}{{.}}{{break}}{{end}}', '443'],
    ['{{with .Nested}}{{.On}}{{end}}', 'true'],
    ['{{if and .Nested.On (not .Nope)}}yes{{else if .X}}x{{else}}no{{end}}', 'yes'],
    ['{{index .Labels "a"}}{{len .Ports}}', '12'],
    ['{{printf "%-6s|%5s|%05d|%q|%x" .Name .Name 42 .Name "hi"}}', 'web   |  web|00042|"web"|6869'],
    ['{{printf "%.2f %5.1f %e %g %t %T" 3.14159 2.5 1000.0 0.5 true "s"}}', '3.14   2.5 1.000000e+03 0.5 true string'],
    ['{{printf "%d"}} {{printf "%d" "x"}} {{printf "%s" 5}}', '%!d(MISSING) %!d(string=x) %!s(int=5)'],
    ['{{"a,b" | printf "%s-%s" "x"}}', 'x-a,b'],
    ['{{join (split "a,b" ",") "+"}} {{upper "x"}} {{title "hello world"}} {{truncate "abcdef" 3}} {{pad "x" 1 2}}|', 'a+b X Hello World abc  x  |'],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" .Name}}', '<web>'],
    ['{{block "b" .Name}}[{{.}}]{{end}}', '[web]'],
    ['{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}', '2'],
    ['{{slice "abcdef" 1 3}}{{html "<a>"}}{{urlquery "a b&c"}}', 'bc&lt;a&gt;a+b%26c'],
    ['{{eq 1 2 1}} {{lt 1 2}} {{ge "b" "a"}} {{ne 1 1}}', 'true true true false'],
    ['{{println 1 2 "x"}}', '1 2 x\n'],
    ['{{print 1 2 "x" 3}}', '1 2x3'],
  ] as const) {
    test(text, () => expect(render(text, data)).toBe(expected));
  }
});

describe('typed values', () => {
  test('structs print their fields in order, pointers are followed once', () => {
    expect(render('{{.Labels}} {{.Mode}} {{.CreatedAt}}', service({ Labels: { a: 'b' }, CreatedAt: '2026-11-20T16:04:37.97417Z' }))).toBe(
      'map[a:b] <nil> 2026-11-20 16:04:37.97417 +0000 UTC',
    );
    expect(render('{{.Mode.Replicas}} {{.Delay}}', service({ Mode: { Replicas: 3 }, Delay: 90e9 }))).toBe('3 1m30s');
  });
  test('json keeps the struct order, sorts maps and leaves out what omitempty leaves out', () => {
    expect(render('{{json .}}', service({ Args: [], Labels: { b: '1', a: '<' }, ID: 'x' }))).toBe(
      '{"ID":"x","CreatedAt":"0001-01-01T00:00:00Z","Labels":{"a":"<","b":"1"}}',
    );
  });
  test('a field of a nil pointer names the pointer type', () => {
    expect(render('{{.Mode.Replicas}}', service({}))).toBe(
      '! template: :1:7: executing "" at <.Mode.Replicas>: nil pointer evaluating *swarm.Mode.Replicas',
    );
  });
  test('an unknown field names the type', () => {
    expect(render('{{.Nope}}', service({}))).toBe('! template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type swarm.Service');
    expect(render('{{.Mode.Nope}}', service({ Mode: {} }))).toBe(
      '! template: :1:7: executing "" at <.Mode.Nope>: can\'t evaluate field Nope in type *swarm.Mode',
    );
    expect(render('{{.ID.Nope}}', service({}))).toBe('! template: :1:5: executing "" at <.ID.Nope>: can\'t evaluate field Nope in type string');
  });
});

describe("errors in Go's words", () => {
  const row: Row = { typeName: '*task.taskContext', methods: { Name: () => 'web.1', Label: (key?: string) => `<${key}>` }, takesArgument: ['Label'] };
  for (const [text, expected] of [
    ['{{', 'template: :1: unclosed action'],
    ['{{.Name', 'template: :1: unclosed action'],
    ['{{.Name}', "template: :1: bad character U+007D '}'"],
    ['{{}}', 'template: :1: missing value for command'],
    ['{{if .Name}}', 'template: :1: unexpected EOF'],
    ['{{end}}', 'template: :1: unexpected {{end}}'],
    ['{{foo .}}', 'template: :1: function "foo" not defined'],
    ['{{"a}}', 'template: :1: unterminated quoted string'],
    ['{{.Name | 3}}', 'template: :1: non executable command in pipeline stage 2'],
    ['{{$x}}', 'template: :1: undefined variable "$x"'],
    ['{{(.Name}}', 'template: :1: unclosed left paren'],
    ['{{upper .Name}} {{.Nope}}', 'template: :1:18: executing "" at <.Nope>: can\'t evaluate field Nope in type *task.taskContext'],
    ['{{.Label}}', 'template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0'],
  ] as const) {
    test(text, () => expect(render(text, row)).toBe(`! ${expected}`));
  }
  test('rows call methods with arguments and marshal their methods', () => {
    expect(render('{{.Label "k"}} {{json .}}', row)).toBe('<k> {"Name":"web.1"}');
  });
  test('a missing key is an error only when asked for', () => {
    expect(render('{{.State.Health.Status}}', { State: {} }, { missingKeyIsError: true })).toBe(
      '! template: :1:8: executing "" at <.State.Health.Status>: map has no entry for key "Health"',
    );
  });
});
