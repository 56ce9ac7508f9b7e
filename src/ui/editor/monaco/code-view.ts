/**
 * One Monaco editor that shows whichever file is in front: each has a model of its own, with its undo and its place,
 * which live as long as its tab. What is typed goes to the file; what comes from the machine is put into the model.
 */
import { editor, KeyCode, KeyMod, Range } from 'monaco-editor/editor';
import type { Diagnostic, Spot } from '../../../session/protocol';
import { preferences } from '../../preferences.svelte';
import { differenceOf } from '../text-edit';
import { calm, commonOptions } from './options';
import { makeModel, monacoLanguage, setProblems } from './languages';

export interface ShownFile {
  readonly id: string;
  readonly machine: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly readOnly: string | undefined;
}

export interface CodeEvents {
  typed(id: string, text: string): void;
  /** Where the cursor is. */
  moved(spot: Spot): void;
}

interface Kept {
  problems: readonly Diagnostic[];
  model: editor.ITextModel;
  place: editor.ICodeEditorViewState | null;
  notes: string[];
}

/** A checker's words are cut where the line's room ends, the hover has them whole; with less room than this they are left out. */
const NOTE_CHARS_MIN = 14;
/** The interface's letters are that much of the code's. */
const NOTE_LETTER = 0.8;

export class CodeView {
  private readonly editor: editor.IStandaloneCodeEditor;
  private readonly kept = new Map<string, Kept>();
  private shown: string | undefined;
  /** The model is being changed by us. */
  private filling = false;

  constructor(
    element: HTMLElement,
    private readonly events: CodeEvents,
    /** Prose is wrapped, code is not. */
    wrap = false,
  ) {
    this.editor = editor.create(element, {
      ...commonOptions(),
      model: null,
      bracketPairColorization: { enabled: false },
      dropIntoEditor: { enabled: false },
      folding: true,
      guides: { indentation: true, bracketPairs: false },
      hover: { delay: 250, above: false },
      padding: { top: 8, bottom: 8 },
      quickSuggestions: { other: true, strings: true, comments: false },
      suggest: { insertMode: 'replace', showIcons: false, showWords: false, showStatusBar: false, preview: false },
      stickyScroll: { enabled: false },
      tabSize: 2,
      wordWrap: wrap ? 'on' : 'off',
    });
    this.editor.onDidChangeCursorPosition(({ position }) => this.events.moved({ line: position.lineNumber, column: position.column }));
    showMeanings(element, this.editor);
    this.editor.onDidLayoutChange(() => {
      const kept = this.shown === undefined ? undefined : this.kept.get(this.shown);
      if (kept) this.note(kept);
    });
    // The page's help has this key, and there is no palette here.
    this.editor.addCommand(KeyMod.CtrlCmd | KeyCode.Period, () => this.run('editor.action.quickFix'));
  }

  show(file: ShownFile): void {
    let kept = this.kept.get(file.id);
    if (this.shown !== file.id) {
      const before = this.shown === undefined ? undefined : this.kept.get(this.shown);
      if (before) before.place = this.editor.saveViewState();
      if (!kept) {
        const model = makeModel(file, file.text, file.language);
        kept = { model, place: null, notes: [], problems: [] };
        this.kept.set(file.id, kept);
        model.onDidChangeContent(() => {
          if (!this.filling) this.events.typed(file.id, model.getValue(undefined, true));
        });
      }
      this.shown = file.id;
      this.editor.setModel(kept.model);
      if (kept.place) this.editor.restoreViewState(kept.place);
      const at = this.editor.getPosition();
      if (at) this.events.moved({ line: at.lineNumber, column: at.column });
    }
    if (!kept) return;
    if (kept.model.getLanguageId() !== monacoLanguage(file.language)) editor.setModelLanguage(kept.model, monacoLanguage(file.language));
    this.fill(kept.model, file.text);
    this.editor.updateOptions({
      ariaLabel: `${file.path} on ${file.machine}`,
      readOnly: file.readOnly !== undefined,
      readOnlyMessage: { value: file.readOnly ?? '' },
    });
  }

  /** Marks what is wrong, and says it at the end of its line. */
  mark(id: string, problems: readonly Diagnostic[]): void {
    const kept = this.kept.get(id);
    if (!kept) return;
    setProblems(kept.model, problems);
    kept.problems = problems;
    this.note(kept);
  }

  /** Words at the ends of lines, as many as have room. */
  private note(kept: Kept): void {
    const { problems } = kept;
    const { contentWidth } = this.editor.getLayoutInfo();
    const letter = this.editor.getOption(editor.EditorOption.fontInfo).typicalHalfwidthCharacterWidth;
    const lines = new Map<number, Diagnostic>();
    for (const one of problems) if ((one.severity === 'error' || one.severity === 'warning') && !lines.has(one.from.line)) lines.set(one.from.line, one);
    kept.notes = kept.model.deltaDecorations(
      kept.notes,
      [...lines].map(([line, one]) => {
        const end = kept.model.getLineMaxColumn(Math.min(line, kept.model.getLineCount()));
        const room = Math.floor((contentWidth / letter - end - 5) / NOTE_LETTER);
        const words = one.message.replace(/\n/g, ' · ');
        const shown = room < NOTE_CHARS_MIN ? '' : words.length > room ? `${words.slice(0, room).trimEnd()}…` : words;
        const content = shown === '' ? ' ' : `   ${shown}`;
        return {
          range: new Range(line, end, line, end),
          options: { description: 'note', showIfCollapsed: true, after: { content, inlineClassName: `line-note ${one.severity}`, cursorStops: 3 } },
        };
      }),
    );
  }

  focus(): void {
    this.editor.focus();
  }

  reveal({ line, column }: Spot): void {
    const position = { lineNumber: line, column };
    this.editor.setPosition(position);
    this.editor.revealPositionInCenterIfOutsideViewport(position, calm() ? 1 : 0);
    this.editor.focus();
  }

  /** A tab was closed. */
  drop(id: string): void {
    const kept = this.kept.get(id);
    if (!kept) return;
    this.kept.delete(id);
    if (this.shown === id) {
      this.shown = undefined;
      this.editor.setModel(null);
    }
    kept.model.dispose();
  }

  applyPreferences(): void {
    this.editor.updateOptions({ fontSize: preferences.fontSize, accessibilitySupport: preferences.screenReader ? 'on' : 'auto' });
  }

  dispose(): void {
    this.editor.dispose();
    for (const { model } of this.kept.values()) model.dispose();
    this.kept.clear();
  }

  private run(action: string): void {
    void this.editor.getAction(action)?.run();
  }

  private fill(model: editor.ITextModel, text: string): void {
    // The model has one kind of line break and no byte order mark among its offsets.
    const wanted = text.replace(/^\ufeff/, '').replace(/\r\n|\r|\n/g, model.getEOL());
    const change = differenceOf(model.getValue(), wanted);
    if (!change) return;
    this.filling = true;
    const from = model.getPositionAt(change.start);
    const to = model.getPositionAt(change.end);
    model.pushEditOperations(null, [{ range: Range.fromPositions(from, to), text: change.text, forceMoveMarkers: true }], () => null);
    this.filling = false;
  }
}

let meaningsShown = false;

/** Meanings stand beside suggestions from the first time on, not after a key that nobody knows; Monaco remembers it. */
function showMeanings(element: HTMLElement, code: editor.IStandaloneCodeEditor): void {
  if (meaningsShown) return;
  const observer = new MutationObserver(() => {
    if (!element.querySelector('.suggest-widget.visible .monaco-list-row')) return;
    observer.disconnect();
    meaningsShown = true;
    code.trigger('skep', 'toggleSuggestionDetails', {});
  });
  observer.observe(element, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
  code.onDidDispose(() => observer.disconnect());
}
