/** The version of this simulation: a session saved by another one may replay differently, and is told so. */
export const ENGINE_VERSION = '0.1.0';
