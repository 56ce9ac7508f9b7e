/**
 * What a program returns when all that is left to do is to react: to signals, to connections on its listeners. The process
 * stays without a program that waits, so that an idle server among tens of thousands costs next to nothing.
 */
export const STAY = -0x57a7;
