/**
 * How an image is declared: one file per image, `export default image({...})`, found by glob. A declaration says what
 * Docker Hub says (tags, config, layers) and what the container does (files and the programs behind them).
 */
import type { FileSpec, ImageConfig, ImagePlatform, Main } from '../os';
import type { BaseName } from './_bases';

/** One tag of an image, as `build` sees it. */
export interface Variant {
  /** Repository as on Docker Hub: `nginx`, `dockersamples/visualizer`. */
  name: string;
  tag: string;
  /** What the tag stands for: `1.27.4`. */
  version: string;
}

export interface ImageBuild {
  /** Names the content where several tags hold the very same image; else every tag is one of its own. */
  content?: string;
  /** What it is built from: brings files, tools and the first layer. */
  base: BaseName;
  /** Made on a machine by the builder before BuildKit, as the nth of several: its steps say so, and its age follows. */
  classicNth?: number;
  /** Default: linux on amd64 and arm64. */
  platforms?: readonly ImagePlatform[];
  config?: Partial<ImageConfig>;
  /** What each further layer was made by, and its size in bytes. Few: a client downloads three at a time. */
  layers?: readonly (readonly [createdBy: string, sizeBytes: number])[];
  /** Path to content. */
  files?: Readonly<Record<string, string | FileSpec>>;
  /** Path to target. */
  links?: Readonly<Record<string, string>>;
  /** Packages beyond the base's, by Debian's or Alpine's name; their tools are there. */
  packages?: readonly string[];
  /** What it is on Windows, for an image that is on both; it is offered for Windows then as well. */
  windows?: Omit<ImageBuild, 'windows' | 'platforms'>;
  /** Path of an executable to its program. The name after the last slash is the program's name within the image. */
  programs?: Readonly<Record<string, Main>>;
}

export interface ImageDefinition {
  name: string;
  /** Other repositories that hold the same, each under its own digests. */
  also?: readonly string[];
  /** One line for the catalogue page. */
  about: string;
  /** Tag to version. Every tag is a digest of its own. */
  tags: Readonly<Record<string, string>>;
  build(variant: Variant): ImageBuild;
}

export function image(definition: ImageDefinition): ImageDefinition {
  return definition;
}

export const NS_PER_SECOND = 1_000_000_000;
export const MB = 1_000_000;
