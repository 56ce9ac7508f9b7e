/** Loads jq in the page's worker, when the first `jq` is typed, and hands it to the world. */
import { adaptJq } from '../shell/tools/_jq-adapter';
import { failJqEngine, isJqReady, setJqEngine } from '../shell/tools/_jq-engine';

export async function loadJq(): Promise<void> {
  if (isJqReady()) return;
  try {
    const [{ loadJq: load }, { default: wasmURL }] = await Promise.all([import('jq-wasm'), import('jq-wasm/jq.wasm?url')]);
    setJqEngine(adaptJq(await load({ wasmURL })));
  } catch (error) {
    // Offline before jq was ever used, say: programs are told, and the world goes on.
    failJqEngine(`jq could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}
