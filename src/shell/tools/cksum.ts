/** cksum: POSIX CRC and size. */
import { errnoText } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { eachInput, Output, readAll } from './_io';
import { options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[FILE]...',
  summary: 'Print CRC checksum and byte counts of each FILE.',
  version: COREUTILS,
  options: {},
  lacks: '-a --algorithm -b --base64 -c --check -l --length --raw --tag --untagged -z --zero',
};

const TABLE = Array.from({ length: 256 }, (_none, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  const add = (byte: number): void => {
    crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] as number)) >>> 0;
  };
  bytes.forEach(add);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) add(length & 0xff);
  return ~crc >>> 0;
}

export default tool({
  name: 'cksum',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const out = new Output(process);
    const exitCode = yield* eachInput(
      process,
      parsed.operands,
      function* (source, name) {
        const bytes = encodeUtf8(yield* readAll(source));
        out.line(`${crcOf(bytes)} ${bytes.length}${parsed.operands.length > 0 ? ` ${name}` : ''}`);
        return true;
      },
      (name, error) => `${name}: ${errnoText(error.errno)}`,
    );
    yield* out.flush();
    return exitCode;
  },
});
