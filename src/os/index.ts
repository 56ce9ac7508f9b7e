/** A small operating system: files, streams, processes, terminals, and the network as programs see them. */
export * from './files';
export * from './http';
export type * from './net';
export type * from './process';
export type * from './stream';
export type * from './tty';
