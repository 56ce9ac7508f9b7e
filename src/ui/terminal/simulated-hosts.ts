/** Which addresses live inside the simulation: a browser tab cannot follow them. */

export function isSimulatedHost(host: string): boolean {
  if (host === 'localhost' || !host.includes('.')) return true;
  return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(host) || /\.(local|lab|internal)$/.test(host);
}
