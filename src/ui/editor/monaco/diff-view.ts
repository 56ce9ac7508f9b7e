/** Two texts in Monaco's comparison: side by side where there is room, else one below the other. It only shows. */
import { editor } from 'monaco-editor/editor';
import { preferences } from '../../preferences.svelte';
import { commonOptions } from './options';
import { makeModel, monacoLanguage } from './languages';

export interface ShownPair {
  machine: string;
  path: string;
  language: string;
  left: string;
  right: string;
  label: string;
}

/** From here on two columns of a compose file fit. */
const SIDE_BY_SIDE_PX = 760;

export class DiffView {
  private readonly editor: editor.IStandaloneDiffEditor;
  private original: editor.ITextModel | undefined;
  private modified: editor.ITextModel | undefined;
  private looked = false;

  constructor(
    element: HTMLElement,
    private readonly counted: (changes: number) => void,
  ) {
    this.editor = editor.createDiffEditor(element, {
      ...commonOptions(),
      readOnly: true,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: SIDE_BY_SIDE_PX,
      hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 4 },
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      diffWordWrap: 'off',
      renderOverviewRuler: false,
    });
    this.editor.onDidUpdateDiff(() => {
      const changes = this.editor.getLineChanges();
      this.counted(changes?.length ?? 0);
      if (changes && !this.looked) {
        this.looked = true;
        this.editor.revealFirstDiff();
      }
    });
  }

  show({ machine, path, language, left, right, label }: ShownPair): void {
    if (!this.original || !this.modified) {
      this.original = makeModel({ id: '', machine, path }, left, language);
      this.modified = makeModel({ id: '', machine, path }, right, language);
      this.editor.setModel({ original: this.original, modified: this.modified });
    } else {
      for (const [model, text] of [[this.original, left], [this.modified, right]] as const) {
        if (model.getLanguageId() !== monacoLanguage(language)) editor.setModelLanguage(model, monacoLanguage(language));
        if (model.getValue(undefined, true) !== text) model.setValue(text);
      }
    }
    this.editor.getOriginalEditor().updateOptions({ ariaLabel: `${label}, before` });
    this.editor.getModifiedEditor().updateOptions({ ariaLabel: `${label}, after` });
  }

  go(direction: 'next' | 'previous'): void {
    this.editor.goToDiff(direction);
    this.editor.getModifiedEditor().focus();
  }

  focus(): void {
    this.editor.getModifiedEditor().focus();
  }

  applyPreferences(): void {
    this.editor.updateOptions({ fontSize: preferences.fontSize });
  }

  dispose(): void {
    this.editor.dispose();
    this.original?.dispose();
    this.modified?.dispose();
  }
}
