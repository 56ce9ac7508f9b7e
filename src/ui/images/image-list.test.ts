import { expect, test } from 'vitest';
import type { CatalogueImage } from '../bundling/image-catalogue';
import { found } from './image-list';

const image = (name: string, more: Partial<CatalogueImage> = {}): CatalogueImage => ({ name, also: [], about: '', tags: ['latest'], ports: [], platforms: ['linux/amd64'], volumes: [], healthcheck: false, ...more });
const list = [image('nginx', { about: 'A web server.', ports: ['80'], tags: ['latest', '1.27'] }), image('redis', { ports: ['6379'] }), image('sixeyed/atsea-db', { platforms: ['windows/amd64'], also: ['other/db'] })];

const names = (search: string): string[] => found(list, search).map((each) => each.name);

test('a search finds names, other names, descriptions, platforms, whole tags and whole ports', () => {
  expect(names('')).toEqual(['nginx', 'redis', 'sixeyed/atsea-db']);
  expect(names('WEB server')).toEqual(['nginx']);
  expect(names('6379')).toEqual(['redis']);
  expect(names('1.27')).toEqual(['nginx']);
  expect(names('windows')).toEqual(['sixeyed/atsea-db']);
  expect(names('other/db')).toEqual(['sixeyed/atsea-db']);
  expect(names('nginx redis')).toEqual([]);
});
