/** openssl: random bytes, digests, base64; certificates are the swarm's own business here. */
import { isFileError, errnoText } from '../../os';
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { decodeBase, encodeBase } from './base64';
import { openInput, print, randomBytes, readAll } from './_io';
import { HASHES, hex } from './_sums';
import { tool } from './_tool';

const KNOWN = (
  'asn1parse ca ciphers cms crl crl2pkcs7 dhparam dsa dsaparam ec ecparam engine errstr gendsa genpkey genrsa info kdf list mac ' +
  'nseq ocsp passwd pkcs12 pkcs7 pkcs8 pkey pkeyparam pkeyutl prime rehash req rsa rsautl s_client s_server s_time sess_id ' +
  'smime speed spkac srp storeutl ts verify x509'
).split(' ');

export default tool({
  name: 'openssl',
  package: 'openssl',
  *main(process) {
    const [name, ...args] = process.argv.slice(1);
    if (name === undefined || name === 'help') {
      yield* print(
        process,
        'help:\n\nCommands of this lab\nbase64            dgst              enc               rand              version\n\n' +
          'Message Digest commands\nmd5               sha1              sha224            sha256            sha384            sha512\n',
      );
      return 0;
    }
    if (name === 'version') {
      yield* print(process, 'OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)\n');
      return 0;
    }
    if (name === 'rand') {
      const number = args.find((arg) => /^\d+$/.test(arg));
      const bad = args.find((arg) => arg.startsWith('-') && arg !== '-hex' && arg !== '-base64' && arg !== '-out');
      if (bad !== undefined) {
        yield* process.stderr.write(`rand: Unknown option: ${bad.slice(1)}\nrand: Use -help for summary.\n`);
        return 1;
      }
      if (number === undefined) {
        yield* process.stderr.write('Extra arguments given.\nrand: Use -help for summary.\n');
        return 1;
      }
      const bytes = encodeUtf8(randomBytes(process, Number(number)));
      const text = args.includes('-hex')
        ? `${hex(bytes)}\n`
        : args.includes('-base64')
          ? encodeBase(bytes).replace(/.{1,64}/g, '$&\n')
          : decodeUtf8(bytes);
      const out = args.indexOf('-out');
      if (out >= 0)
        process.machine.files.write(args[out + 1]?.startsWith('/') ? (args[out + 1] as string) : `${process.cwd}/${args[out + 1]}`, text);
      else yield* print(process, text);
      return 0;
    }
    const digestName = name === 'dgst' ? (args.find((arg) => /^-(md5|sha1|sha224|sha256|sha384|sha512)$/.test(arg)) ?? '-sha256').slice(1) : name;
    const digest = HASHES[`${digestName}sum`];
    if (digest && (name === 'dgst' || name === digestName)) {
      const files = args.filter((arg) => !arg.startsWith('-'));
      for (const file of files.length > 0 ? files : ['-']) {
        const source = openInput(process, file);
        if (isFileError(source)) {
          yield* process.stderr.write(`${file}: ${errnoText(source.errno)}\n`);
          return 1;
        }
        const bytes = digest.hash(encodeUtf8(yield* readAll(source)));
        if (args.includes('-binary')) yield* print(process, decodeUtf8(bytes));
        else if (args.includes('-r')) yield* print(process, `${hex(bytes)} *${file === '-' ? 'stdin' : file}\n`);
        else {
          const title = digest.title.replace('SHA', 'SHA2-').replace('SHA2-1', 'SHA1');
          yield* print(process, `${title}(${file === '-' ? 'stdin' : file})= ${hex(bytes)}\n`);
        }
      }
      return 0;
    }
    if (name === 'base64' || (name === 'enc' && args.some((arg) => arg === '-base64' || arg === '-a'))) {
      const at = args.indexOf('-in');
      const source = openInput(process, at >= 0 ? (args[at + 1] ?? '-') : '-');
      if (isFileError(source)) {
        yield* process.stderr.write(`Can't open "${args[at + 1]}" for reading, ${errnoText(source.errno)}\n`);
        return 1;
      }
      const text = yield* readAll(source);
      if (args.includes('-d')) yield* print(process, decodeUtf8(decodeBase(text).bytes));
      else {
        const encoded = encodeBase(encodeUtf8(text));
        yield* print(process, args.includes('-A') ? encoded : encoded.replace(/.{1,64}/g, '$&\n'));
      }
      return 0;
    }
    if (KNOWN.includes(name) || name === 'enc') {
      yield* process.stderr.write(`openssl: command ${name} is not supported in this lab\n`);
      return 1;
    }
    yield* process.stderr.write(`Invalid command '${name}'; type "help" for a list.\n`);
    return 1;
  },
});
