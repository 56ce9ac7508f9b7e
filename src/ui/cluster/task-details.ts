/** What the Engine API knows of a task beyond the view. Read with suspicion, since a newer engine may say it otherwise. */

export interface TaskDetails {
  createdAt?: string;
  containerId?: string;
  exitCode?: number;
  addresses: string[];
}

export async function readTaskDetails(get: (path: string) => Promise<unknown>, id: string): Promise<TaskDetails> {
  return taskDetailsOf(await get(`/tasks/${id}`));
}

/** Takes Docker's task object, or an answer that carries it as its (perhaps unparsed) body. */
export function taskDetailsOf(answer: unknown): TaskDetails {
  const task = unwrapped(answer);
  const status = fieldsOf(fieldsOf(task['Status'])['ContainerStatus']);
  const attachments = task['NetworksAttachments'];
  const addresses = (Array.isArray(attachments) ? (attachments as unknown[]) : []).flatMap((attachment) => {
    const list = fieldsOf(attachment)['Addresses'];
    return Array.isArray(list) ? (list as unknown[]).filter((address) => typeof address === 'string') : [];
  });
  const out: TaskDetails = { addresses };
  if (typeof task['CreatedAt'] === 'string') out.createdAt = task['CreatedAt'].replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  if (typeof status['ContainerID'] === 'string' && status['ContainerID'] !== '') out.containerId = status['ContainerID'];
  if (typeof status['ExitCode'] === 'number') out.exitCode = status['ExitCode'];
  return out;
}

function unwrapped(answer: unknown): Record<string, unknown> {
  const fields = fieldsOf(answer);
  const { body } = fields;
  if (typeof body !== 'string') return body === undefined ? fields : fieldsOf(body);
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
