/** Secrets and configs of a stack: what is to be created, with the content of their files. */
import { encodeUtf8 } from '../../../os';
import { encodeBase64 } from '../../../template/base64';
import { readFile } from '../../_client/local-files';
import type { ComposeFileObject } from '../_compose/objects';
import type { Reader } from '../_compose/source';
import { scoped, stackLabels } from './namespace';
import { recordOf } from './omit';

/** The body of POST /secrets/create or /configs/create. */
export interface FileObjectSpec {
  Name: string;
  Labels: Record<string, string>;
  /** Base64. */
  Data?: string;
  Driver?: { Name: string; Options?: Record<string, string> };
  Templating?: { Name: string };
}

/** Those that are not external; a Failure where a file cannot be read. */
export function convertFileObjects(process: Reader, stack: string, objects: ReadonlyMap<string, ComposeFileObject>): FileObjectSpec[] {
  return [...objects].flatMap(([key, object]) => {
    if (object.external.external) return [];
    const spec: FileObjectSpec = { Name: object.name || scoped(stack, key), Labels: stackLabels(stack, object.labels) };
    if (object.driver) {
      const options = recordOf(object.driver_opts);
      spec.Driver = options ? { Name: object.driver, Options: options } : { Name: object.driver };
    } else {
      const data = encodeBase64(encodeUtf8(readFile(process, object.file)));
      if (data) spec.Data = data;
    }
    if (object.template_driver) spec.Templating = { Name: object.template_driver };
    return [spec];
  });
}
