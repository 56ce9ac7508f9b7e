/** Editors: pure machines that ask for keys and draw pictures, and the program that runs one at a terminal. */
export type { Ask, Disk, Editing, Editor, FilterAnswer, ReadAnswer, Surroundings } from './ask';
export { KeyDecoder } from './keys';
export type { Key } from './keys';
export { Painter } from './picture';
export type { Picture } from './picture';
export { Vi } from './vi/vi';
export type { ViStart } from './vi/vi';
export { VIM } from './vi/wording';
export { BUSYBOX } from './vi/busybox-wording';
export { diskOf, runAtTerminal } from './at-terminal';
export type { Farewell } from './at-terminal';
export { Nano } from './nano/nano';
export type { NanoOptions, NanoStart } from './nano/nano';
