/** `:set`: the options this vi has, their short names, and what is said of those it has not. */
export interface ViOptions {
  autoindent: boolean;
  expandtab: boolean;
  fileformat: string;
  hlsearch: boolean;
  ignorecase: boolean;
  list: boolean;
  number: boolean;
  paste: boolean;
  readonly: boolean;
  relativenumber: boolean;
  ruler: boolean;
  scrolloff: number;
  shiftround: boolean;
  shiftwidth: number;
  showcmd: boolean;
  showmode: boolean;
  smartcase: boolean;
  softtabstop: number;
  startofline: boolean;
  tabstop: number;
  tildeop: boolean;
  wrap: boolean;
  wrapscan: boolean;
  /** What 'paste' has switched off. */
  beforePaste?: Partial<ViOptions>;
}

export function defaultOptions(): ViOptions {
  return {
    autoindent: false,
    expandtab: false,
    fileformat: 'unix',
    hlsearch: false,
    ignorecase: false,
    list: false,
    number: false,
    paste: false,
    readonly: false,
    relativenumber: false,
    ruler: true,
    scrolloff: 0,
    shiftround: false,
    shiftwidth: 8,
    showcmd: true,
    showmode: true,
    smartcase: false,
    softtabstop: 0,
    startofline: true,
    tabstop: 8,
    tildeop: false,
    wrap: true,
    wrapscan: true,
  };
}

const SHORT: Readonly<Record<string, keyof ViOptions>> = {
  ai: 'autoindent',
  et: 'expandtab',
  ff: 'fileformat',
  hls: 'hlsearch',
  ic: 'ignorecase',
  nu: 'number',
  ro: 'readonly',
  rnu: 'relativenumber',
  ru: 'ruler',
  so: 'scrolloff',
  sr: 'shiftround',
  sw: 'shiftwidth',
  sc: 'showcmd',
  smd: 'showmode',
  scs: 'smartcase',
  sts: 'softtabstop',
  sol: 'startofline',
  ts: 'tabstop',
  top: 'tildeop',
  ws: 'wrapscan',
};

/** Vim has these; here they would change nothing, and so they are taken as they are. */
const WITHOUT_EFFECT = new Set(
  (
    'backspace bs backup bk compatible cp nocompatible encoding enc errorbells eb esckeys fileencoding fenc hidden hid history hi incsearch is joinspaces js ' +
    'laststatus ls lazyredraw lz magic modeline ml mouse mouse report more novisualbell shell sh shortmess shm swapfile swf title ttimeout ttimeoutlen ttm ' +
    'timeout to timeoutlen tm ttyfast tf undolevels ul updatecount uc viminfo visualbell vb whichwrap ww wildmenu wmnu writebackup wb background bg t_Co'
  ).split(' '),
);

const NUMBERS = new Set<keyof ViOptions>(['scrolloff', 'shiftwidth', 'softtabstop', 'tabstop']);
const NUMBER_MAX = 9999;

export interface SetOutcome {
  /** What is to be shown: values that were asked for. */
  shown: string[];
  error?: string;
}

/** Carries out the arguments of `:set`; `known` limits them to those a small vi has. */
export function setOptions(options: ViOptions, text: string, known?: ReadonlySet<string>): SetOutcome {
  const words = text.split(/[ \t]+/).filter(Boolean);
  const shown: string[] = [];
  if (words.length === 0 && known) {
    return { shown: [[...known].map((name) => valueText(options, name as keyof ViOptions).trimStart()).join(' ')] };
  }
  if (words.length === 0) return { shown: ['--- Options ---', ...differing(options)] };
  for (const word of words) {
    const match = /^(no|inv)?([a-z_A-Z]+)(?:([?!&])|\s*([+^-]?[=:])(.*))?$/.exec(word);
    if (word === 'all') {
      shown.push('--- Options ---', ...Object.keys(options).map((name) => valueText(options, name as keyof ViOptions)));
      continue;
    }
    if (!match) return { shown, error: `E518: Unknown option: ${word}` };
    let [, prefix = ''] = match;
    const [, , base = '', mark, equals, value = ''] = match;
    let name = nameOf(base);
    if (!name && prefix !== '') {
      name = nameOf(prefix + base);
      if (name) prefix = '';
    }
    if (known && name && !known.has(name)) name = undefined;
    if (!name) {
      if (!known && WITHOUT_EFFECT.has(base)) continue;
      return { shown, error: `E518: Unknown option: ${word}` };
    }
    const current = options[name];
    if (mark === '?') {
      shown.push(valueText(options, name));
      continue;
    }
    if (mark === '&') {
      Object.assign(options, { [name]: defaultOptions()[name] });
      continue;
    }
    if (typeof current === 'boolean') {
      if (equals !== undefined) return { shown, error: `E474: Invalid argument: ${word}` };
      const next = prefix === 'no' ? false : prefix === 'inv' || mark === '!' ? !current : true;
      Object.assign(options, { [name]: next });
      if (name === 'paste' && next !== current) turnPaste(options);
      continue;
    }
    if (prefix !== '' || mark === '!') return { shown, error: `E474: Invalid argument: ${word}` };
    if (equals === undefined) {
      shown.push(valueText(options, name));
      continue;
    }
    if (NUMBERS.has(name)) {
      if (!/^-?\d+$/.test(value)) return { shown, error: `E521: Number required after =: ${word}` };
      let next = Number(value);
      if (equals === '+=') next = (current as number) + next;
      else if (equals === '-=') next = (current as number) - next;
      if (next < 0 || ((name === 'tabstop' || name === 'shiftwidth') && next < (name === 'tabstop' ? 1 : 0))) return { shown, error: `E487: Argument must be positive: ${word}` };
      Object.assign(options, { [name]: Math.min(next, NUMBER_MAX) });
    } else {
      if (value !== 'unix' && value !== 'dos') return { shown, error: `E474: Invalid argument: ${word}` };
      options.fileformat = value;
    }
  }
  return { shown };
}

/** 'paste' switches off what would change pasted text, and back on what was on. */
function turnPaste(options: ViOptions): void {
  if (options.paste) {
    const { autoindent, expandtab, softtabstop } = options;
    options.beforePaste = { autoindent, expandtab, softtabstop };
    Object.assign(options, { autoindent: false, expandtab: false, softtabstop: 0 });
  } else Object.assign(options, options.beforePaste);
}

function nameOf(word: string): keyof ViOptions | undefined {
  return word in defaultOptions() ? (word as keyof ViOptions) : SHORT[word];
}

function valueText(options: ViOptions, name: keyof ViOptions): string {
  const value = options[name];
  return typeof value === 'boolean' ? `${value ? '  ' : 'no'}${name}` : `  ${name}=${value}`;
}

function differing(options: ViOptions): string[] {
  const plain = defaultOptions();
  return (Object.keys(options) as (keyof ViOptions)[])
    .filter((name) => options[name] !== plain[name] || name === 'ruler' || name === 'showcmd')
    .map((name) => valueText(options, name));
}

/** Columns of one level of indent. */
export function shiftWidthOf(options: ViOptions): number {
  return options.shiftwidth === 0 ? options.tabstop : options.shiftwidth;
}
