/** The registry and what runs inside containers: one file per image. */
export type { ToolEntry } from './_bases';
export { DEFINITIONS, HubRegistry } from './_registry';
export type { RegistryOptions } from './_registry';
export type { ImageBuild, ImageDefinition, Variant } from './_image';
