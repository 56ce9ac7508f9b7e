/** Loads Monaco, once; a failed try is tried again with the next wish. */
let bundle: Promise<typeof import('./monaco/monaco-bundle')> | undefined;

export function loadMonaco(): Promise<typeof import('./monaco/monaco-bundle')> {
  if (!bundle) {
    bundle = import('./monaco/monaco-bundle');
    bundle.catch(() => (bundle = undefined));
  }
  return bundle;
}
