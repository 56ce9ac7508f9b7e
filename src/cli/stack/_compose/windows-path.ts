/** Windows paths in a compose file that is read on Linux. */

/** `C:\data`, `c:/data`, `\\server\share\data`: absolute, so it is left as it is. */
export function isWindowsAbsolute(path: string): boolean {
  const volume = /^[A-Za-z]:/.exec(path) ?? /^[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*/.exec(path);
  return volume !== null && /^[\\/]/.test(path.slice(volume[0].length));
}
