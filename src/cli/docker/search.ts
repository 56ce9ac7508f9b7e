/** `docker search` (command/registry/search.go, formatter_search.go). */
import { command, exactly } from '../_framework/command';
import * as flag from '../_framework/flags';
import { ellipsis } from '../_format/human';
import { type ListShape, printList } from '../_format/list';

const SHAPE: ListShape = {
  typeName: '*registry.searchContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL', IsAutomated: 'AUTOMATED' },
  table: ['Name', 'Description', 'StarCount', 'IsOfficial'],
};

const DESCRIPTION_WIDTH = 45;

interface Found {
  name: string;
  description: string;
  star_count: number;
  is_official: boolean;
}

export default command({
  use: 'search [OPTIONS] TERM',
  rank: 10,
  short: 'Look for images in the registry',
  args: exactly(1),
  flags: {
    filter: flag.filter('f', 'Show only what matches'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    limit: flag.int('', 'Most results to show'),
    'no-trunc': flag.bool('', 'Print everything in full'),
  },
  *run(context, [term = ''], flags) {
    const found = yield* context.api.get<Found[]>('/images/search', {
      term,
      limit: flags.limit > 0 ? flags.limit : undefined,
      filters: flag.filtersParameter(flags.filter),
    });
    const json = flags.format === 'json';
    const rows = found.map((image) => ({
      Name: () => image.name,
      Description: () => {
        const text = image.description.replace(/[\n\r]/g, ' ');
        return flags['no-trunc'] ? text : ellipsis(text, DESCRIPTION_WIDTH);
      },
      StarCount: () => String(image.star_count),
      IsOfficial: () => (json ? String(image.is_official) : image.is_official ? '[OK]' : ''),
    }));
    yield* printList(context, SHAPE, rows, { format: flags.format });
  },
});
