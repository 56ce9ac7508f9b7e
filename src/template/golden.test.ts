/** What docker 28.2.2 printed for `docker context ls --format …` with these templates, one context called default. */
import { describe, expect, test } from 'vitest';
import { Template, TemplateError, wrap, type Row } from './index';

const row: Row = {
  typeName: '*formatter.clientContextContext',
  methods: { Name: () => 'default', Current: () => true, Description: () => 'Current DOCKER_HOST based configuration' },
};

const cases: [string, string][] = [
  ['{{index .Name 9}}', '! template: :1:2: executing "" at <index .Name 9>: error calling index: index out of range: 9'],
  ['{{template "x"}}', '! template: :1:11: executing "" at <{{template "x"}}>: template "x" not defined'],
  ['{{range .Name}}{{end}}', '! template: :1:8: executing "" at <.Name>: range can\'t iterate over default'],
  ['{{upper 3}}', '! template: :1:8: executing "" at <3>: expected string; found 3'],
  ['{{upper}}', '! template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0'],
  ['{{.Name}', "! template: :1: bad character U+007D '}'"],
  ['{{.Name | 3}}', '! template: :1: non executable command in pipeline stage 2'],
  ['{{block "b" .}}x{{end}}', 'x'],
  ['{{if .Name}}a{{else with .Name}}b{{end}}', '! template: :1: unexpected <with> in input'],
  ['{{printf "%d" "x"}} {{printf "%s" 5}} {{print 1 2 "x" 3}} {{print 1 2}}', '%!d(string=x) %!s(int=5) 1 2x3 1 2'],
  ['{{.Name.Foo}}', '! template: :1:7: executing "" at <.Name.Foo>: can\'t evaluate field Foo in type string'],
  ['{{1 2}}', '! template: :1:2: executing "" at <1>: can\'t give argument to non-function 1'],
  ['{{(.Name) 2}}', '! template: :1:2: executing "" at <(.Name) 2>: can\'t give argument to non-function .Name'],
  ['{{. 2}}', '! template: :1:2: executing "" at <.>: can\'t give argument to non-function .'],
  ['{{index .Name "x"}}', '! template: :1:2: executing "" at <index .Name "x">: error calling index: cannot index slice/array with type string'],
  ['{{len 3}}', '! template: :1:2: executing "" at <len 3>: error calling len: len of type int'],
  ['{{join .Name "x"}}', '! template: :1:7: executing "" at <.Name>: wrong type for value; expected []string; got string'],
  ['{{.Current | upper}}', '! template: :1:13: executing "" at <upper>: wrong type for value; expected string; got bool'],
  ['{{pad .Name "x" 2}}', '! template: :1:12: executing "" at <"x">: expected integer; found "x"'],
  ['{{upper nil}}', '! template: :1:8: executing "" at <nil>: cannot assign nil to string'],
  ['{{printf "%v" nil}} {{not nil}}', '<nil> true'],
  ['{{eq .Name 1}}', '! template: :1:2: executing "" at <eq .Name 1>: error calling eq: incompatible types for comparison'],
  ['{{lt .Current true}}', '! template: :1:2: executing "" at <lt .Current true>: error calling lt: invalid type for comparison'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  ['{{printf "%08.3f|%+d|%#x|%U|%c" 3.14 3 255 0x263a 65}}', '0003.140|+3|0xff|U+263A|A'],
  ['{{nil}}', '! template: :1:2: executing "" at <nil>: nil is not a command'],
  ['{{.Name | printf}}', 'default'],
  ['{{"a" "b"}}', '! template: :1:2: executing "" at <"a">: can\'t give argument to non-function "a"'],
  ['{{!}}', '! template: :1: unexpected "!" in command'],
  ['{{.Name ! }}', '! template: :1: unexpected "!" in operand'],
  ["{{'a'}} {{printf \"%d\" 'a'}}", '97 97'],
  ['{{.Name :=3}}', '! template: :1: unexpected ":=" in operand'],
  ['{{else}}', '! template: :1: unexpected {{else}}'],
  ['{{if}}{{end}}', '! template: :1: missing value for if'],
  ['{{range $i,$j,$k := .Name}}{{end}}', '! template: :1: too many declarations in range'],
  ['{{template "a" | "b"}}', '! template: :1: unexpected "|" in template clause'],
  ['{{define "x"}}', '! template: :1: unexpected EOF'],
  ['{{index nil 1}}', '! template: :1:2: executing "" at <index nil 1>: error calling index: index of untyped nil'],
  ['{{slice .Name 1 99}}', '! template: :1:2: executing "" at <slice .Name 1 99>: error calling slice: index out of range: 99'],
  ['{{html "a" 1}}', 'a1'],
  ['a{{- 3}} b', 'a3 b'],
  ['{{1.5}} {{1e3}} {{0x10}} {{010}} {{1_000}}', '1.5 1000 16 8 1000'],
  ['{{and}}', '! template: :1:2: executing "" at <and>: wrong number of args for and: want at least 1 got 0'],
  ['{{or "" "b"}} {{and 1 0}}', 'b 0'],
  ['{{/* x', '! template: :1: unclosed comment'],
  ['{{printf "%v %v" 1e21 1e-7}} {{printf "%6.2f|%-8s|%8s|%t" 2.0 "ab" "cd" true}}', '1e+21 1e-07   2.00|ab      |      cd|true'],
  ['{{printf "%s %s" "x"}} {{printf "x" 1}} {{printf "%z" 1}} {{printf "%"}}', 'x %!s(MISSING) x%!(EXTRA int=1) %!z(int=1) %!(NOVERB)'],
  ['{{with $x := .Name}}{{$x}}{{end}} {{$y := "q"}}{{$y}}', 'default q'],
  ['{{if eq .Name "default" "other"}}ok{{end}} {{if ne .Name "x"}}ne{{end}}', 'ok ne'],
  ['{{.Foo.Bar}}', '! template: :1:6: executing "" at <.Foo.Bar>: can\'t evaluate field Foo in type *formatter.clientContextContext'],
  ['{{.Name | printf "%s-%s" "a"}}', 'a-default'],
  ['{{range $i, $e := split "a,b,c" ","}}{{$i}}{{$e}}{{end}}', '0a1b2c'],
  ['{{index (split "a,b,c" ",") 1}}', 'b'],
  ['{{title "hello big-world it\'s"}} {{lower "ABC"}}', "Hello Big-World It'S abc"],
  ['{{truncate .Name 3}} {{pad .Name 2 1}}|', 'def   default |'],
  ['{{json .Current}} {{json "a<b"}} {{json (split "a b" " ")}}', 'true "a<b" ["a","b"]'],
  ['{{js "it\'s <b>"}} {{urlquery "a b/c"}} {{html "<a href=\'x\'>"}}', "it\\'s \\u003Cb\\u003E a+b%2Fc &lt;a href=&#39;x&#39;&gt;"],
  ['{{len .Name}} {{len (split "a,b" ",")}}', '7 2'],
  ['{{$x := 1}}{{range 2}}{{$x = .}}{{end}}{{$x}}', '1'],
  ['{{if .Name}}x', '! template: :1: unexpected EOF'],
  ['{{range .Name}}', '! template: :1: unexpected EOF'],
  ['{{.Name}}}', 'default}'],
  ['{{ .Name -}}  x  {{- .Name }}', 'defaultxdefault'],
  ['{{printf "%q %x %X %5t %T %T %T" "a\\"b" "hi" "hi" true 1 2.5 .Name}}', '"a\\"b" 6869 6869  true int float64 string'],
  ['{{printf "%3c|%-5d|%05d|%x|%o|%b" 65 42 -42 255 8 5}}', '  A|42   |-0042|ff|10|101'],
  ['{{printf "%v %+v" (split "a b" " ") (split "a b" " ")}}', '[a b] [a b]'],
  ['{{slice "abcdef" 2}} {{slice "abcdef" 1 3}}', 'cdef bc'],
  ['{{eq 1 1.0}}', '! template: :1:2: executing "" at <eq 1 1.0>: error calling eq: incompatible types for comparison'],
  ['{{"unterminated}}', '! template: :1: unterminated quoted string'],
  ["{{'ab'}}", "! template: :1: malformed character constant: 'ab'"],
  ['{{.Name.}}', '! template: :1: unexpected <.> in operand'],
  ['{{..}}', '! template: :1: unexpected <.> in operand'],
  ['{{@}}', '! template: :1: unexpected "@" in command'],
  ['{{1a}}', '! template: :1: bad number syntax: "1a"'],
  ['{{template "x" .}}{{define "x"}}[{{.Name}}]{{end}}', '[default]'],
  ['{{break}}', '! template: :1: {{break}} outside {{range}}'],
  ['{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if gt . 3}}{{break}}{{end}}{{.}}{{end}}', '023'],
  ['{{println "a" "b"}}{{print "a" "b"}}', 'a b\nab'],
  ['{{join (split "a,b" ",") "+"}}', 'a+b'],
  ['{{$.Name}} {{with "z"}}{{.}}{{$.Name}}{{end}}', 'default zdefault'],
  ['{{not .Current}} {{and .Name .Current}} {{or .Description "none"}}', 'false true Current DOCKER_HOST based configuration'],
  ['{{printf "%[2]d %[1]d" 1 2}} {{printf "%*d" 5 42}}', '2 1    42'],
  ['{{printf "%e %g %G" 123456.789 0.00001 1e100}}', '1.234568e+05 1e-05 1E+100'],
  ['{{call nil}}', '! template: :1:2: executing "" at <call nil>: error calling call: call of nil'],
  ['{{len nil}}', '! template: :1:2: executing "" at <len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value'],
  ['{{slice nil 1}}', '! template: :1:2: executing "" at <slice nil 1>: error calling slice: slice of untyped nil'],
];

describe('templates as docker 28.2.2 runs them', () => {
  test.each(cases)('%s', (text, expected) => {
    let got: string;
    try {
      got = Template.parse(text).execute(wrap(row));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      got = `! ${error.message}`;
    }
    expect(got).toBe(expected);
  });
});
