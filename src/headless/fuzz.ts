/** What `tests/tools/fuzz.mjs` runs: seeds of command lines and of compose documents. */
export { loadJq } from './jq';
export { fuzzLines, LINES_PER_SEED, lineText } from './fuzz/lines';
export { DOCUMENTS_PER_SEED, fuzzCompose } from './fuzz/compose';
