/** ab, hey and wrk; the forms of their reports are those of ApacheBench 2.3, hey 0.1.4 and wrk 4.1. */
import { describe, expect, it } from 'vitest';
import { Programs, textResponse } from '../../os';
import { run, testMachine } from '../../os/testing';
import { sleep } from '../../sim';
import { addShells } from '../index';
import { allTools } from './index';

const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);

/** A server on port 8080 that takes ten milliseconds; `/bad` fails, `/vary` changes its length, `/slow` takes a second. */
function machine() {
  const m = testMachine({ programs });
  let count = 0;
  m.net.listenHttp(8080, function* (request) {
    count++;
    yield* sleep(m.sim, request.path === '/slow' ? 1000 : 10);
    const response = textResponse(request.path === '/bad' ? 500 : 200, request.path === '/vary' ? 'x'.repeat(1 + (count % 2)) : 'hello ');
    return { ...response, headers: { ...response.headers, server: 'lab/1' } };
  });
  return { m, asked: () => count };
}

describe('ab', () => {
  it('asks as many requests as told, as many at a time, and measures them in the lab’s own time', () => {
    const { m, asked } = machine();
    const { stdout, stderr, code } = run(m, 'ab -n 20 -c 4 http://127.0.0.1:8080/');
    expect({ stderr, code, asked: asked() }).toEqual({ stderr: '', code: 0, asked: 20 });
    const time = Number(/Time taken for tests: {3}([\d.]+) seconds/.exec(stdout)?.[1]);
    expect(time).toBeGreaterThanOrEqual(0.05);
    expect(time).toBeLessThan(0.06);
    const second = Number(/Requests per second: {4}([\d.]+)/.exec(stdout)?.[1]);
    expect(second).toBeGreaterThan(330);
    expect(second).toBeLessThanOrEqual(400);
    expect(stdout.replace(/\d/g, '9')).toBe(`This is ApacheBench, Version 9.9 <$Revision$>
Copyright 9999 Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/
Licensed to The Apache Software Foundation, http://www.apache.org/

Benchmarking 999.9.9.9 (be patient).....done


Server Software:        lab/9
Server Hostname:        999.9.9.9
Server Port:            9999

Document Path:          /
Document Length:        9 bytes

Concurrency Level:      9
Time taken for tests:   9.999 seconds
Complete requests:      99
Failed requests:        9
Total transferred:      9999 bytes
HTML transferred:       999 bytes
Requests per second:    999.99 [#/sec] (mean)
Time per request:       99.999 [ms] (mean)
Time per request:       9.999 [ms] (mean, across all concurrent requests)
Transfer rate:          99.99 [Kbytes/sec] received

Connection Times (ms)
              min  mean[+/-sd] median   max
Connect:        9    9   9.9      9       9
Processing:    99   99   9.9     99      99
Waiting:       99   99   9.9     99      99
Total:         99   99   9.9     99      99

Percentage of the requests served within a certain time (ms)
  99%     99
  99%     99
  99%     99
  99%     99
  99%     99
  99%     99
  99%     99
  99%     99
 999%     99 (longest request)
`);
  });

  it('counts what failed and why, what was kept alive, and tells of its progress', () => {
    const { m } = machine();
    expect(run(m, 'ab -n 10 -c 2 http://127.0.0.1:8080/bad').stdout).toContain('Failed requests:        0\nNon-2xx responses:      10\n');
    expect(run(m, 'ab -n 10 http://127.0.0.1:8080/vary').stdout).toContain('Failed requests:        5\n   (Connect: 0, Receive: 0, Length: 5, Exceptions: 0)\n');
    expect(run(m, 'ab -l -n 10 http://127.0.0.1:8080/vary').stdout).toMatch(/Document Length: {8}Variable\n[^]*Failed requests: {8}0\n/);
    const kept = run(m, 'ab -k -n 300 -c 3 http://127.0.0.1:8080/');
    expect(kept.stdout).toContain('Keep-Alive requests:    300\n');
    expect(kept.stderr).toBe('Completed 100 requests\nCompleted 200 requests\nCompleted 300 requests\nFinished 300 requests\n');
    expect(run(m, 'ab -t 1 -c 2 http://127.0.0.1:8080/').stdout).toMatch(/Time taken for tests: {3}1\.0\d\d seconds/);
  });

  it('ends where nobody answers, with the words and the code of the real one', () => {
    const { m } = machine();
    expect(run(m, 'ab -n 5 http://127.0.0.1:1/')).toMatchObject({ stderr: 'apr_socket_recv: Connection refused (111)\n', code: 111 });
    expect(run(m, 'ab -n 5 http://nosuch/')).toMatchObject({ stderr: 'apr_sockaddr_info_get() for nosuch: Name or service not known (670002)\n', code: 50 });
    expect(run(m, 'ab -r -n 5 http://127.0.0.1:1/').stdout).toContain('Failed requests:        5\n   (Connect: 0, Receive: 5, Length: 0, Exceptions: 0)\n');
    expect(run(m, 'ab -n 1 -c 5 http://127.0.0.1:8080/').stderr).toMatch(/^ab: Cannot use concurrency level greater than total number of requests\nUsage: ab /);
    expect(run(m, 'ab -n 5 http://127.0.0.1:8080').stderr).toMatch(/^ab: invalid URL\n/);
    expect(run(m, 'ab')).toMatchObject({ code: 22 });
  });
});

describe('hey', () => {
  it('reports a summary, a histogram, the latencies and the statuses', () => {
    const { m, asked } = machine();
    const { stdout, code } = run(m, 'hey -n 20 -c 4 http://127.0.0.1:8080/');
    expect({ code, asked: asked() }).toEqual({ code: 0, asked: 20 });
    expect(stdout.replace(/\d/g, '9').replace(/■+/g, '#')).toMatch(
      /^\nSummary:\n {2}Total:\t9\.9999 secs\n {2}Slowest:\t9\.9999 secs\n {2}Fastest:\t9\.9999 secs\n {2}Average:\t9\.9999 secs\n {2}Requests\/sec:\t999\.9999\n {2}\n {2}Total data:\t999 bytes\n {2}Size\/request:\t9 bytes\n\nResponse time histogram:\n( {2}9\.999 \[9+\]\t\|#?\n){11}\n\nLatency distribution:\n {2}99% in 9\.9999 secs\n/,
    );
    expect(stdout).toContain('Status code distribution:\n  [200]\t20 responses\n\n\n\n');
  });

  it('counts errors in the words of Go, and does not fail for them', () => {
    const { m } = machine();
    const { stdout, code } = run(m, 'hey -n 4 -c 2 http://127.0.0.1:1/');
    expect(code).toBe(0);
    expect(stdout).toContain('  Average:\t NaN secs\n');
    expect(stdout).toContain('Error distribution:\n  [4]\tGet "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused\n\n');
    expect(run(m, 'hey -n 2 -c 5 http://127.0.0.1:8080/').stderr).toMatch(/^-n cannot be less than -c\.\n\nUsage: hey /);
  });

  it('keeps to its rate and its time', () => {
    const { m } = machine();
    expect(run(m, 'hey -z 1s -c 2 -q 5 http://127.0.0.1:8080/bad').stdout).toContain('[500]\t10 responses');
  });
});

describe('wrk', () => {
  it('keeps its connections busy for its time', () => {
    const { m } = machine();
    const { stdout } = run(m, 'wrk -t2 -c4 -d1s --latency http://127.0.0.1:8080/');
    expect(stdout).toMatch(
      /^Running 1s test @ http:\/\/127\.0\.0\.1:8080\/\n {2}2 threads and 4 connections\n {2}Thread Stats {3}Avg {6}Stdev {5}Max {3}\+\/- Stdev\n {4}Latency +10\.\d\dms +[\d.]+[mu]s +[\d.]+ms +[\d.]+%\n {4}Req\/Sec +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+%\n {2}Latency Distribution\n {5}50% +10\.\d\dms\n[^]* {2}3\d\d requests in 1\.0\ds, [\d.]+KB read\nRequests\/sec: +3\d\d\.\d\d\nTransfer\/sec: +[\d.]+KB\n$/,
    );
    expect(run(m, 'wrk -d1s http://127.0.0.1:1/')).toMatchObject({ stderr: 'unable to connect to 127.0.0.1:1 Connection refused\n', code: 1 });
  });
});
