/** `docker tag` (command/image/tag.go). */
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { imageNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { canonicalName, parseImageReference, withDefaultTag } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import { quote } from '../../template/quote';

export default command({
  use: 'tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  top: 'tag',
  short: 'Give an image another name',
  args: exactly(2),
  stopsAtArguments: true,
  flags: {},
  completes: upTo(2, imageNames),
  *run({ api }, [source = '', target = '']) {
    const check = (text: string) => {
      const reference = parseImageReference(text);
      if (isProblem(reference) && !/^[0-9a-f]{64}$/.test(text))
        throw new Failure(`Error parsing reference: ${quote(text)} is not a valid repository/tag: ${reference.problem}`);
      return reference;
    };
    check(source);
    const reference = check(target);
    if (isProblem(reference)) throw new Failure(reference.problem);
    if (reference.digest) throw new Failure('refusing to create a tag with a digest reference');
    yield* api.post(apiPath`/images/${source}/tag`, { query: { repo: canonicalName(reference), tag: withDefaultTag(reference).tag } });
  },
});
