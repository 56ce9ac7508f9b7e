/** Tags in YAML's short form. */
const LONG_PREFIX = 'tag:yaml.org,2002:';

/** `tag:yaml.org,2002:int` is `!!int`. */
export function shortTag(tag: string): string {
  return tag.startsWith(LONG_PREFIX) ? `!!${tag.slice(LONG_PREFIX.length)}` : tag;
}
