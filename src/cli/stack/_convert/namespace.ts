/** Names and labels that make objects part of a stack (docker/cli compose/convert/compose.go). */
export const NAMESPACE_LABEL = 'com.docker.stack.namespace';
/** The image as the file has it, before its digest is pinned. */
export const IMAGE_LABEL = 'com.docker.stack.image';

export const scoped = (stack: string, name: string): string => `${stack}_${name}`;

/** The name without the stack's prefix, if it has it. */
export const descoped = (stack: string, name: string): string => (name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name);

export function stackLabels(stack: string, labels: ReadonlyMap<string, string> | undefined): Record<string, string> {
  return { ...Object.fromEntries(labels ?? []), [NAMESPACE_LABEL]: stack };
}

/** A filter for what belongs to a stack. */
export const stackFilter = (stack: string): [string, string] => ['label', `${NAMESPACE_LABEL}=${stack}`];
