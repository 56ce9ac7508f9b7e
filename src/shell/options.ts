/** The switches of `set -o` and `shopt`, with bash's names, letters and defaults. */

export const SET_OPTIONS = [
  'allexport', 'braceexpand', 'emacs', 'errexit', 'errtrace', 'functrace', 'hashall', 'histexpand', 'history', 'ignoreeof',
  'interactive-comments', 'keyword', 'monitor', 'noclobber', 'noexec', 'noglob', 'nolog', 'notify', 'nounset', 'onecmd', 'physical',
  'pipefail', 'posix', 'privileged', 'verbose', 'vi', 'xtrace',
] as const;
export type SetOption = (typeof SET_OPTIONS)[number];

export const SET_LETTERS: Readonly<Record<string, SetOption>> = {
  a: 'allexport', B: 'braceexpand', e: 'errexit', E: 'errtrace', T: 'functrace', h: 'hashall', H: 'histexpand', k: 'keyword', m: 'monitor',
  C: 'noclobber', n: 'noexec', f: 'noglob', b: 'notify', u: 'nounset', t: 'onecmd', P: 'physical', p: 'privileged', v: 'verbose', x: 'xtrace',
};

export const SHOPT_OPTIONS = [
  'autocd', 'assoc_expand_once', 'cdable_vars', 'cdspell', 'checkhash', 'checkjobs', 'checkwinsize', 'cmdhist', 'compat31', 'compat32',
  'compat40', 'compat41', 'compat42', 'compat43', 'compat44', 'complete_fullquote', 'direxpand', 'dirspell', 'dotglob', 'execfail',
  'expand_aliases', 'extdebug', 'extglob', 'extquote', 'failglob', 'force_fignore', 'globasciiranges', 'globskipdots', 'globstar', 'gnu_errfmt',
  'histappend', 'histreedit', 'histverify', 'hostcomplete', 'huponexit', 'inherit_errexit', 'interactive_comments', 'lastpipe', 'lithist',
  'localvar_inherit', 'localvar_unset', 'login_shell', 'mailwarn', 'no_empty_cmd_completion', 'nocaseglob', 'nocasematch', 'noexpand_translation',
  'nullglob', 'patsub_replacement', 'progcomp', 'progcomp_alias', 'promptvars', 'restricted_shell', 'shift_verbose', 'sourcepath',
  'varredir_close', 'xpg_echo',
] as const;
export type ShoptOption = (typeof SHOPT_OPTIONS)[number];

const SET_ON: readonly SetOption[] = ['braceexpand', 'hashall', 'interactive-comments'];
const SHOPT_ON: readonly ShoptOption[] = [
  'checkwinsize', 'cmdhist', 'complete_fullquote', 'extquote', 'force_fignore', 'globasciiranges', 'globskipdots', 'hostcomplete',
  'interactive_comments', 'patsub_replacement', 'progcomp', 'promptvars', 'sourcepath',
];

export class Options {
  private on = new Set<string>([...SET_ON, ...SHOPT_ON.map((name) => `:${name}`)]);

  copy(): Options {
    const copy = new Options();
    copy.on = new Set(this.on);
    return copy;
  }

  get(name: SetOption): boolean {
    return this.on.has(name);
  }

  set(name: SetOption, value: boolean): void {
    if (value) this.on.add(name);
    else this.on.delete(name);
  }

  shopt(name: ShoptOption): boolean {
    return this.on.has(`:${name}`);
  }

  setShopt(name: ShoptOption, value: boolean): void {
    if (value) this.on.add(`:${name}`);
    else this.on.delete(`:${name}`);
  }

  /** The letters of `$-`, without those of how the shell was started. */
  letters(): string {
    return [...'abefhkmnptuvxBCEHPT'].filter((letter) => this.on.has(SET_LETTERS[letter] as string)).join('');
  }
}

export function isSetOption(name: string): name is SetOption {
  return (SET_OPTIONS as readonly string[]).includes(name);
}

export function isShoptOption(name: string): name is ShoptOption {
  return (SHOPT_OPTIONS as readonly string[]).includes(name);
}
