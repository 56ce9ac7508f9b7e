/** A computed colour as `#rrggbb`, for libraries that know no other notation. */
export function hexOf(rgb: string): string {
  const parts = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)/.exec(rgb);
  if (!parts) return '#808080';
  return `#${parts
    .slice(1, 4)
    .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
    .join('')}`;
}
