/** curl's progress meter: the table on standard error when the page itself goes elsewhere. */
export const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

/** Five columns: 99999, then with a unit. */
function five(bytes: number): string {
  if (bytes < 100_000) return String(Math.floor(bytes)).padStart(5);
  if (bytes < 10_000 * 1024) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
  if (bytes < 100 * 1048576) return `${(bytes / 1048576).toFixed(1).padStart(4)}M`;
  if (bytes < 10_000 * 1048576) return `${String(Math.floor(bytes / 1048576)).padStart(4)}M`;
  return `${(bytes / 1073741824).toFixed(1).padStart(4)}G`;
}

function clock(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 1) return '--:--:--';
  const whole = Math.floor(seconds);
  return (
    `${String(Math.floor(whole / 3600)).padStart(2)}:${String(Math.floor(whole / 60) % 60).padStart(2, '0')}:` +
    `${String(whole % 60).padStart(2, '0')}`
  );
}

export interface Progress {
  /** Undefined when the server did not say. */
  totalBytes: number | undefined;
  downBytes: number;
  upBytes: number;
  spentMs: number;
}

export function meterRow({ totalBytes, downBytes, upBytes, spentMs }: Progress): string {
  const seconds = spentMs / 1000;
  const downSpeed = spentMs > 0 ? downBytes / seconds : 0;
  const upSpeed = spentMs > 0 ? upBytes / seconds : 0;
  const total = (totalBytes ?? downBytes) + upBytes;
  const done = downBytes + upBytes;
  const percent = (part: number, whole: number): string => String(whole > 0 ? Math.floor((part * 100) / whole) : 0).padStart(3);
  const eta = downSpeed > 0 && totalBytes !== undefined ? totalBytes / downSpeed : NaN;
  return (
    `\r${percent(done, total)} ${five(total)}  ${percent(downBytes, totalBytes ?? downBytes)} ${five(downBytes)}  ` +
    `${percent(upBytes, upBytes)} ${five(upBytes)}  ${five(downSpeed)}  ${five(upSpeed)} ${clock(eta)} ${clock(seconds)} ` +
    `${clock(eta - seconds)} ${five(downSpeed + upSpeed)}`
  );
}
