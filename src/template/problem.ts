/** Why a text cannot be read: for a flag's value the words after `invalid argument "V" for "--x" flag:`. */
export interface Problem {
  problem: string;
}

export const problem = (text: string): Problem => ({ problem: text });

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'problem' in value &&
    typeof (value as Problem).problem === 'string' &&
    Object.keys(value).length === 1
  );
}
