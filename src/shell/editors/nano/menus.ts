/** The shortcuts at the bottom: which there are in each menu, in the order nano shows them. */
export type MenuName = 'main' | 'search' | 'replace' | 'replaceWith' | 'goto' | 'write' | 'insert' | 'execute' | 'yesno' | 'help';

export type Shortcut = readonly [key: string, label: string];

const HELP: Shortcut = ['^G', 'Help'];
const CANCEL: Shortcut = ['^C', 'Cancel'];
const HISTORY: readonly Shortcut[] = [
  ['^P', 'Older'],
  ['^N', 'Newer'],
];

export const MENUS: Readonly<Record<MenuName, readonly Shortcut[]>> = {
  main: [
    HELP,
    ['^X', 'Exit'],
    ['^O', 'Write Out'],
    ['^R', 'Read File'],
    ['^W', 'Where Is'],
    ['^\\', 'Replace'],
    ['^K', 'Cut'],
    ['^U', 'Paste'],
    ['^T', 'Execute'],
    ['^J', 'Justify'],
    ['^C', 'Location'],
    ['^/', 'Go To Line'],
    ['M-U', 'Undo'],
    ['M-E', 'Redo'],
    ['M-A', 'Set Mark'],
    ['M-6', 'Copy'],
    ['M-]', 'To Bracket'],
    ['^Q', 'Where Was'],
    ['M-Q', 'Previous'],
    ['M-W', 'Next'],
    ['^B', 'Back'],
    ['^F', 'Forward'],
    ['^◂', 'Prev Word'],
    ['^▸', 'Next Word'],
    ['^A', 'Home'],
    ['^E', 'End'],
    ['^P', 'Prev Line'],
    ['^N', 'Next Line'],
  ],
  search: [HELP, CANCEL, ['M-C', 'Case Sens'], ['M-R', 'Reg.exp.'], ['M-B', 'Backwards'], ['^R', 'Replace'], ...HISTORY, ['^T', 'Go To Line']],
  replace: [HELP, CANCEL, ['M-C', 'Case Sens'], ['M-R', 'Reg.exp.'], ['M-B', 'Backwards'], ['^R', 'No Replace'], ...HISTORY],
  replaceWith: [HELP, CANCEL, ...HISTORY],
  goto: [HELP, CANCEL, ['^W', 'Begin of Paragr.'], ['^O', 'End of Paragraph'], ['^Y', 'First Line'], ['^V', 'Last Line'], ['^T', 'Go To Text']],
  write: [HELP, CANCEL, ['M-D', 'DOS Format'], ['M-M', 'Mac Format'], ['M-A', 'Append'], ['M-P', 'Prepend'], ['M-B', 'Backup File'], ['^T', 'Browse']],
  insert: [HELP, CANCEL, ['M-F', 'New Buffer'], ['M-N', 'No Conversion'], ['^X', 'Execute Command'], ['^T', 'Browse']],
  execute: [
    HELP,
    CANCEL,
    ['M-F', 'New Buffer'],
    ['M-\\', 'Pipe Text'],
    ['^S', 'Spell Check'],
    ['^Y', 'Linter'],
    ['^J', 'Full Justify'],
    ['^O', 'Formatter'],
    ['^V', 'Cut Till End'],
    ['^Z', 'Suspend'],
  ],
  yesno: [],
  help: [
    ['^L', 'Refresh'],
    ['^X', 'Close'],
    ['^W', 'Where Is'],
    ['^Q', 'Where Was'],
    ['M-Q', 'Previous'],
    ['M-W', 'Next'],
    ['^P', 'Prev Line'],
    ['^N', 'Next Line'],
    ['^Y', 'Prev Page'],
    ['^V', 'Next Page'],
    ['M-\\', 'First Line'],
    ['M-/', 'Last Line'],
  ],
};
