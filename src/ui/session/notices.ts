/** Short notices, sparingly: what happened elsewhere and would be missed. */
import { toast } from 'svelte-sonner';

export function notify(text: string, tone: 'calm' | 'good' | 'bad' = 'calm'): void {
  const options = { duration: tone === 'bad' ? 9000 : 4500 };
  if (tone === 'bad') toast.error(text, options);
  else if (tone === 'good') toast.success(text, options);
  else toast(text, options);
}
