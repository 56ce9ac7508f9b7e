/** Inode numbers: the tree keeps none, so a path makes its own, the same each time. */
export function inodeOf(path: string): string {
  let hash = 5381;
  for (let i = 0; i < path.length; i++) hash = (Math.imul(hash, 33) ^ path.charCodeAt(i)) >>> 0;
  return String(131072 + (hash % 900000));
}
