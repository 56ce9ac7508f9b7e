/** Loads jq in the page's worker, when the first `jq` is typed, and hands it to the world. */
import { isJqReady, setJqEngine } from '../shell/tools/_jq-engine';

export async function loadJq(): Promise<void> {
  if (isJqReady()) return;
  const [{ loadJq: load }, { default: wasmURL }] = await Promise.all([import('jq-wasm'), import('jq-wasm/jq.wasm?url')]);
  const jq = await load({ wasmURL });
  setJqEngine({
    run(input, filter, flags) {
      const { stdout, stderr, exitCode } = jq.raw(input, filter, [...flags]);
      return { stdout, stderr, exit: exitCode };
    },
  });
}
