/** What Monaco asks of the world about a text: completions, meanings, fixes; and JSON's colours, which it has only with a service. */
import { editor, languages, MarkerSeverity, MarkerTag, Range, Uri } from 'monaco-editor/editor';
import type { Completion, Diagnostic, Hover, PlacedFile, Spot } from '../../../session/protocol';

export interface Assistant {
  complete(id: string, text: string, at: Spot): Promise<Completion[]>;
  hover(id: string, text: string, at: Spot): Promise<Hover | null>;
}

let assistant: Assistant | undefined;

/** The open session's; nobody answers without one. */
export function setAssistant(next: Assistant | undefined): void {
  assistant = next;
}

const ids = new WeakMap<editor.ITextModel, string>();
const problems = new WeakMap<editor.ITextModel, readonly Diagnostic[]>();
let serial = 0;

/** A model for a file; its lines end as they do in the text. */
export function makeModel(file: PlacedFile & { id: string }, text: string, language: string): editor.ITextModel {
  const uri = Uri.from({ scheme: 'skep', authority: file.machine, path: file.path, fragment: String(++serial) });
  const model = editor.createModel(text, monacoLanguage(language), uri);
  model.updateOptions({
    tabSize: 2,
    indentSize: 2,
    insertSpaces: true,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  ids.set(model, file.id);
  return model;
}

export const monacoLanguage = (language: string): string => (language === 'plain' ? 'plaintext' : language);

const SEVERITIES = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, info: MarkerSeverity.Info, hint: MarkerSeverity.Hint };

export function rangeOf({ from, to }: { from: Spot; to: Spot }): Range {
  return new Range(from.line, from.column, to.line, to.column);
}

export function setProblems(model: editor.ITextModel, found: readonly Diagnostic[]): void {
  problems.set(model, found);
  editor.setModelMarkers(
    model,
    'skep',
    found.map((one) => {
      const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(one);
      return {
        startLineNumber,
        startColumn,
        endLineNumber,
        endColumn,
        severity: SEVERITIES[one.severity],
        message: one.message,
        source: one.source,
        ...(one.faded ? { tags: [MarkerTag.Unnecessary] } : {}),
      };
    }),
  );
}

const KINDS = {
  key: languages.CompletionItemKind.Property,
  value: languages.CompletionItemKind.EnumMember,
  name: languages.CompletionItemKind.Reference,
  block: languages.CompletionItemKind.Snippet,
};

languages.registerCompletionItemProvider('yaml', {
  triggerCharacters: [' '],
  async provideCompletionItems(model, position) {
    const id = ids.get(model);
    if (id === undefined || !assistant) return { suggestions: [] };
    const at = { line: position.lineNumber, column: position.column };
    const offers = await assistant.complete(id, model.getValue(), at).catch(() => []);
    return {
      suggestions: offers.map((offer, i) => {
        const replace = rangeOf(offer);
        return {
          label: offer.detail === '' ? offer.label : { label: offer.label, description: offer.detail },
          kind: KINDS[offer.kind],
          insertText: offer.insert,
          insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet,
          range: { replace, insert: new Range(replace.startLineNumber, replace.startColumn, position.lineNumber, position.column) },
          sortText: String(i).padStart(4, '0'),
          ...(offer.about === undefined ? {} : { documentation: offer.about }),
          ...(offer.again ? { command: { id: 'editor.action.triggerSuggest', title: '' } } : {}),
        };
      }),
    };
  },
});

languages.registerHoverProvider('yaml', {
  async provideHover(model, position) {
    const id = ids.get(model);
    if (id === undefined || !assistant) return null;
    const hover = await assistant.hover(id, model.getValue(), { line: position.lineNumber, column: position.column }).catch(() => null);
    return hover && { range: rangeOf(hover), contents: hover.parts.map((value) => ({ value })) };
  },
});

for (const language of ['yaml', 'json', 'shell']) {
  languages.registerCodeActionProvider(language, {
    provideCodeActions(model, range) {
      const here = (problems.get(model) ?? []).filter((one) => Range.areIntersectingOrTouching(rangeOf(one), range));
      const actions = here.flatMap((one) =>
        (one.fixes ?? []).map((fix) => ({
          title: fix.title,
          kind: 'quickfix',
          isPreferred: one.fixes?.length === 1,
          edit: {
            edits: fix.edits.map((edit) => ({ resource: model.uri, versionId: undefined, textEdit: { range: rangeOf(edit), text: edit.text } })),
          },
        })),
      );
      return { actions, dispose: () => {} };
    },
  });
}

languages.register({ id: 'json', extensions: ['.json'] });
languages.setLanguageConfiguration('json', {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '"', close: '"', notIn: ['string'] },
  ],
});
languages.setMonarchTokensProvider('json', {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
      [/"/, 'string', '@text'],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/[{}[\],:]/, 'delimiter'],
      [/\/\/.*$|\/\*.*?\*\/|#.*$/, 'invalid'],
    ],
    text: [
      [/[^"\\]+/, 'string'],
      [/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/, 'string.escape'],
      [/\\./, 'string.invalid'],
      [/"|$/, 'string', '@pop'],
    ],
  },
});
