/** tar and gzip; messages and lists as GNU tar 1.34 and gzip 1.12 print them. */
import { describe, expect, it } from 'vitest';
import { encodeUtf8, Programs, readTar, writeTar } from '../../os';
import { run, testMachine } from '../../os/testing';
import { addShells } from '../index';
import { gunzip, gzip } from './_gzip';
import { allTools } from './index';

const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);

function machine() {
  return testMachine({ programs, files: { '/root/d/a': 'hi\n', '/root/d/e/b': 'yo\n', '/root/bytes': '\x00\udcff\udc80é' } });
}

describe('tar', () => {
  it('makes, lists and unpacks, gzipped too, with modes and times', () => {
    const m = machine();
    expect(run(m, 'chmod 755 d/a; ln -s a d/l; touch -d "2020-01-02 03:04:05" d/a; tar czvf x.tgz d; tar tzf x.tgz').stdout).toBe('d/\nd/a\nd/e/\nd/e/b\nd/l\nd/\nd/a\nd/e/\nd/e/b\nd/l\n');
    expect(run(m, 'mkdir o; tar xf x.tgz -C o; ls -l o/d | tail -n +2; cat o/d/e/b').stdout).toContain('-rwxr-xr-x 1 root root    3 Jan  2  2020 a');
    expect(run(m, 'tar tvf x.tgz d/a d/l').stdout).toMatch(/^-rwxr-xr-x root\/root {9}3 2020-01-02 03:04 d\/a\nlrwxrwxrwx root\/root {9}0 2025-01-02 03:04 d\/l -> a\n$/);
  });

  it('goes through pipes, strips parts of names, leaves files out, and changes directory as told', () => {
    const m = machine();
    expect(run(m, 'mkdir o; tar -C d -cf - . | tar xf - -C o; find o | sort').stdout).toBe('o\no/a\no/e\no/e/b\n');
    expect(run(m, 'tar cf y.tar d; mkdir p; tar -xf y.tar --strip-components=1 -C p; find p | sort').stdout).toBe('p\np/a\np/e\np/e/b\n');
    expect(run(m, "tar -cf z.tar --exclude='*b' d; tar tf z.tar; tar xOf y.tar d/a").stdout).toBe('d/\nd/a\nd/e/\nhi\n');
    expect(run(m, 'echo d/e/b > names; tar cf n.tar -T names; tar tf n.tar; tar rf n.tar d/a; tar tf n.tar').stdout).toBe('d/e/b\nd/e/b\nd/a\n');
  });

  it('loses no byte and no long name', () => {
    const long = `${'deep/'.repeat(30)}file`;
    const m = machine();
    m.files.put(`/root/${long}`, { content: 'x' });
    expect(run(m, `tar czf x.tgz bytes deep; mkdir o; tar xzf x.tgz -C o; cmp bytes o/bytes && cat o/${long}`).stdout).toBe('x');
    const entries = [{ name: 'é'.repeat(80), kind: 'file' as const, mode: 0o644, modifiedMs: 0, content: 'ok' }];
    expect(readTar(writeTar(entries))).toMatchObject(entries);
  });

  it('says what is wrong in the words of the real one', () => {
    const m = machine();
    const failure = (line: string) => {
      const { stderr, code } = run(m, line);
      return { stderr, code };
    };
    const exiting = 'tar: Error is not recoverable: exiting now\n';
    expect(failure('tar')).toEqual({
      stderr: "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n",
      code: 2,
    });
    expect(failure('tar cf')).toEqual({ stderr: "tar: Old option 'f' requires an argument.\nTry 'tar --help' or 'tar --usage' for more information.\n", code: 2 });
    expect(failure('tar cf y.tar d nope')).toEqual({ stderr: 'tar: nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n', code: 2 });
    expect(failure('tar xzf nope.tgz')).toEqual({
      stderr: `tar (child): nope.tgz: Cannot open: No such file or directory\ntar (child): Error is not recoverable: exiting now\ntar: Child returned status 2\n${exiting}`,
      code: 2,
    });
    expect(failure('tar xf nope.tar')).toEqual({ stderr: `tar: nope.tar: Cannot open: No such file or directory\n${exiting}`, code: 2 });
    expect(failure('tar tzf d/a')).toEqual({ stderr: `\ngzip: stdin: not in gzip format\ntar: Child returned status 1\n${exiting}`, code: 2 });
    expect(failure('tar tf d/a')).toEqual({ stderr: 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n', code: 2 });
    expect(failure('tar cf y.tar d; tar xf y.tar zzz')).toEqual({ stderr: 'tar: zzz: Not found in archive\ntar: Exiting with failure status due to previous errors\n', code: 2 });
    expect(failure('tar cf e.tar')).toEqual({ stderr: "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n", code: 2 });
    expect(failure('tar cf r.tar /root/d')).toEqual({ stderr: "tar: Removing leading `/' from member names\n", code: 0 });
    expect(failure('tar cjf x.tbz d')).toEqual({ stderr: 'tar: option -j is not supported in this lab\n', code: 1 });
  });

  it('never unpacks above the directory it was told', () => {
    const m = machine();
    m.files.put('/root/evil.tar', { content: writeTar([{ name: '../../etc/evil', kind: 'file', mode: 0o644, modifiedMs: 0, content: 'x' }]) });
    expect(run(m, 'mkdir o; tar xf evil.tar -C o; ls /etc/evil')).toMatchObject({ code: 2 });
  });
});

describe('gzip', () => {
  it('replaces a file by its other form, and back', () => {
    const m = machine();
    expect(run(m, 'gzip d/a; ls d; gunzip d/a; cat d/a; gzip -k d/a; ls d; zcat d/a.gz; gzip -dc < d/a.gz').stdout).toBe('a.gz\ne\nhi\na\na.gz\ne\nhi\nhi\n');
    expect(run(m, 'seq 1000 | gzip | wc -c').stdout).not.toBe('0\n');
    expect(run(m, 'seq 1000 | gzip -9 | gunzip | tail -n 1').stdout).toBe('1000\n');
    expect(run(m, 'gzip -l d/a.gz').stdout).toBe('         compressed        uncompressed  ratio uncompressed_name\n                 25                   3 -66.7% d/a\n');
  });

  it('says what is wrong in the words of the real one', () => {
    const m = machine();
    expect(run(m, 'gzip nope')).toMatchObject({ stderr: 'gzip: nope: No such file or directory\n', code: 1 });
    expect(run(m, 'gunzip d/a')).toMatchObject({ stderr: 'gzip: d/a: unknown suffix -- ignored\n', code: 2 });
    expect(run(m, 'zcat d/a')).toMatchObject({ stderr: '\ngzip: d/a: not in gzip format\n', code: 1 });
    expect(run(m, 'gzip d')).toMatchObject({ stderr: 'gzip: d is a directory -- ignored\n', code: 2 });
    expect(run(m, 'gzip -k d/a; gzip d/a')).toMatchObject({ stderr: 'gzip: d/a.gz already exists;\tnot overwritten\n', code: 2 });
  });

  it('knows a damaged file', () => {
    const bytes = gzip(encodeUtf8('some text that is long enough to be deflated, deflated, deflated'));
    expect(gunzip(bytes)).toMatchObject({ modifiedMs: 0 });
    const wrongSum = Uint8Array.from(bytes);
    wrongSum[bytes.length - 6] = (wrongSum[bytes.length - 6] as number) ^ 1;
    expect(gunzip(wrongSum)).toEqual({ error: 'crc' });
    expect(gunzip(bytes.slice(0, 12))).toEqual({ error: 'end' });
    expect(gunzip(encodeUtf8('plain'))).toEqual({ error: 'format' });
  });
});
