/** `--platform` of image commands: read by the client, sent as JSON. */
import { Failure } from '../_framework/failure';
import { parsePlatform, type Platform } from '../_parse/platform';
import { isProblem } from '../_parse/problem';

/** The platform as the API takes it; undefined for none. `before` stands before what is wrong. */
export function platformParameter(text: string, before = ''): string | undefined {
  if (text === '') return undefined;
  const platform = parsePlatform(text);
  if (isProblem(platform)) throw new Failure(`${before}${platform.problem}`);
  return platformJson(platform);
}

const platformJson = ({ architecture, os, variant }: Platform): string => JSON.stringify({ architecture, os, ...(variant ? { variant } : {}) });
