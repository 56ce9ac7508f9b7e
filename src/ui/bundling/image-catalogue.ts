/**
 * A Vite plugin: `images/index.ts?catalogue` is what the page of images shows, read from the declarations when the page is
 * built, so that the page carries no image's programs.
 */
import { runnerImport } from 'vite';
import type { Plugin } from 'vite';
import type { ImageDefinition } from '../../images';

export interface CatalogueImage {
  name: string;
  /** Other repositories that hold the same. */
  also: string[];
  about: string;
  tags: string[];
  ports: string[];
  platforms: string[];
  volumes: string[];
  healthcheck: boolean;
}

export function imageCatalogue(): Plugin {
  return {
    name: 'skep-image-catalogue',
    enforce: 'pre',
    async load(id) {
      const [path, query] = id.split('?');
      if (query !== 'catalogue' || path === undefined) return undefined;
      const { module } = await runnerImport<{ DEFINITIONS: readonly ImageDefinition[] }>(path, { configFile: false, logLevel: 'error' });
      return { code: `export default ${JSON.stringify(module.DEFINITIONS.map(entryOf))}`, moduleType: 'js' };
    },
  };
}

function entryOf(definition: ImageDefinition): CatalogueImage {
  const tags = Object.keys(definition.tags);
  const tag = tags.includes('latest') ? 'latest' : (tags[0] as string);
  const build = definition.build({ name: definition.name, tag, version: definition.tags[tag] as string });
  const windows = build.base.startsWith('windows');
  const platforms = build.platforms?.map(({ os, architecture }) => `${os}/${architecture}`) ?? (windows ? ['windows/amd64'] : ['linux/amd64', 'linux/arm64']);
  return {
    name: definition.name,
    also: [...(definition.also ?? [])],
    about: definition.about,
    tags,
    ports: [...(build.config?.ExposedPorts ?? [])].map((port) => port.replace(/\/tcp$/, '')),
    platforms,
    volumes: [...(build.config?.Volumes ?? [])],
    healthcheck: build.config?.Healthcheck !== undefined,
  };
}
