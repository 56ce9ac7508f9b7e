/**
 * Windows' paths over a file tree: `C:\Users\x` is `/Users/x` in the tree, since machines here have one drive. The tree
 * of a Windows machine takes a path in either form, also glued behind a working directory as `absolutePath` does.
 */

/** The tree's path for what a Windows program may have typed; a drive other than C: leads to a name that does not exist. */
export function treePath(path: string): string {
  let rest = path;
  const drive = /(?:^|[\\/])([A-Za-z]):(?=[\\/]|$)(?!.*[\\/][A-Za-z]:(?:[\\/]|$))/.exec(path);
  if (drive) {
    rest = path.slice(drive.index + drive[0].length);
    if ((drive[1] as string).toUpperCase() !== 'C') rest = `/${drive[1]}:${rest}`;
    if (rest === '') rest = '/';
  } else {
    // `\x` behind a working directory is rooted all the same.
    const rooted = path.lastIndexOf('/\\');
    if (rooted >= 0) rest = path.slice(rooted + 1);
  }
  return rest.includes('\\') ? rest.replaceAll('\\', '/') : rest;
}

/** `C:\Users\x` for a path of the tree. */
export function windowsPath(path: string): string {
  return `C:${path === '' ? '\\' : path.replaceAll('/', '\\')}`;
}

/** What may stand after a command's name on the disk, in the order tried (PATHEXT). */
export const EXECUTABLE_ENDINGS = ['.com', '.exe', '.bat', '.cmd'] as const;

/** The directories of a Windows search path, in the tree's form. */
export function searchDirectories(path: string): string[] {
  return path.split(';').filter((each) => each !== '').map((each) => treePath(each).replace(/\/+$/, '') || '/');
}

/** A variable of the environment, whose names have no case on Windows. */
export function environmentValue(env: ReadonlyMap<string, string>, name: string): string | undefined {
  const exact = env.get(name);
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  for (const [key, value] of env) if (key.toLowerCase() === wanted) return value;
  return undefined;
}
